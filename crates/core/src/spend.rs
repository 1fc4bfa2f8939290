//! The one outcome of spending something that can be used once.

/// What a conditional UPDATE that names the old state answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "a one-time thing counts as used only when the database says so"]
pub enum Spend {
    /// This call spent it.
    Spent,
    /// It was spent, blocked or gone before.
    AlreadySpent,
}

impl Spend {
    /// Reads a row count: exactly one row means that this call spent it.
    pub const fn from_rows(rows: u64) -> Self {
        if rows == 1 {
            Self::Spent
        } else {
            Self::AlreadySpent
        }
    }

    /// Whether this call spent it.
    pub const fn is_spent(self) -> bool {
        matches!(self, Self::Spent)
    }
}
