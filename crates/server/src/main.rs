//! Lykill.
fn main() {}
