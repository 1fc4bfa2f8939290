//! A bulkhead per peer: one that does not answer holds a few requests and no more.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Requests to one peer at a time.
pub const PER_PEER: usize = 4;

/// Who is being asked, and how often.
#[derive(Debug, Clone)]
pub(crate) struct Bulkhead {
    asked: Arc<Mutex<HashMap<String, usize>>>,
    places: usize,
}

/// A place at a peer; it is free again when this goes.
#[derive(Debug)]
pub(crate) struct Place {
    bulkhead: Bulkhead,
    peer: String,
}

impl Bulkhead {
    /// With so many places at each peer.
    pub(crate) fn of(places: usize) -> Self {
        Self {
            asked: Arc::default(),
            places,
        }
    }

    /// A place at a peer; none while all are taken.
    pub(crate) fn place(&self, peer: String) -> Option<Place> {
        let mut asked = self.lock();
        let taken = asked.entry(peer.clone()).or_default();
        if *taken >= self.places {
            return None;
        }
        *taken += 1;
        drop(asked);
        Some(Place {
            bulkhead: self.clone(),
            peer,
        })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, usize>> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut asked = self.bulkhead.lock();
        if let Some(taken) = asked.get_mut(&self.peer) {
            *taken = taken.saturating_sub(1);
            if *taken == 0 {
                asked.remove(&self.peer);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_peer_has_so_many_places_and_forgets_nothing_but_what_ended() {
        let bulkhead = Bulkhead::of(PER_PEER);
        let place = |peer: &str| bulkhead.place(peer.to_owned());
        let held: Vec<_> = (0..PER_PEER).map(|_| place("a").unwrap()).collect();
        assert!(place("a").is_none());
        assert!(place("b").is_some());
        drop(held);
        assert!(bulkhead.lock().is_empty());
        assert!(place("a").is_some());
    }
}
