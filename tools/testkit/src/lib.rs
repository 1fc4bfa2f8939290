//! Lykill.
