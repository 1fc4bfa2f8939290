//! Which electronic IDs do not answer at present, as this node saw it. Kinds that ask somebody else
//! report it; the chooser says it. It is no record: a node that starts knows of none.

use lykill_core::Timestamp;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The methods that do not answer, each until a moment at which it is offered again.
#[derive(Debug, Default)]
pub struct DownMethods(Mutex<BTreeMap<String, Timestamp>>);

impl DownMethods {
    /// Notes that the method of this configured name does not answer. It is offered again from
    /// `until` on, so that somebody finds out whether it does.
    pub fn report(&self, method: &str, until: Timestamp) {
        self.methods().insert(method.to_owned(), until);
    }

    /// Notes that it answered.
    pub fn answers(&self, method: &str) {
        self.methods().remove(method);
    }

    /// Whether it does not answer.
    pub fn is_down(&self, method: &str, now: Timestamp) -> bool {
        let until = self.methods().get(method).copied();
        until.is_some_and(|until| now < until)
    }

    /// A panic elsewhere leaves the map whole: each change is one call.
    fn methods(&self) -> MutexGuard<'_, BTreeMap<String, Timestamp>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_method_is_down_until_its_moment_or_its_next_answer() {
        let at = Timestamp::from_seconds;
        let down = DownMethods::default();
        assert!(!down.is_down("bank", at(1)));
        down.report("bank", at(10));
        assert!(down.is_down("bank", at(9)) && !down.is_down("bank", at(10)));
        assert!(!down.is_down("key-card", at(9)));
        down.answers("bank");
        assert!(!down.is_down("bank", at(9)));
    }
}
