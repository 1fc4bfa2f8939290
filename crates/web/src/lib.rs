//! Lykill.

pub mod pages;
pub mod words;
