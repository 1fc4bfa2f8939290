//! Who is told next. A service is asked a few times at once; what else there is for it waits here
//! for a little while, as long as others keep most places. One that does not answer delays nobody
//! but itself (security.md case 113).

use lykill_core::id::ClientId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Rows that one service holds at a time: those that are under way and those that wait.
pub(crate) const PER_SERVICE: usize = 32;
/// Services that are asked at a time, all together: so many connections are open at most.
const ASKED: usize = 64;
/// A service that has no place for so long does not answer: what waits for it, waits elsewhere.
/// Less than a request takes at most, so that nothing that waited follows one that timed out.
const PATIENCE: Duration = Duration::from_secs(2);

/// The turns of all services.
#[derive(Debug, Clone)]
pub(crate) struct Turns {
    queues: Arc<Mutex<HashMap<ClientId, Queue>>>,
    asked: Arc<Semaphore>,
}

#[derive(Debug)]
struct Queue {
    places: Arc<Semaphore>,
    held: usize,
}

/// A seat in a service's queue; it is free again when this goes.
#[derive(Debug)]
struct Seat {
    turns: Turns,
    client: ClientId,
    places: Arc<Semaphore>,
}

/// It is this row's turn, until this goes.
#[derive(Debug)]
pub(crate) struct Turn {
    _places: [OwnedSemaphorePermit; 2],
    _seat: Seat,
}

impl Turns {
    pub(crate) fn new() -> Self {
        Self {
            queues: Arc::default(),
            asked: Arc::new(Semaphore::new(ASKED)),
        }
    }

    /// Waits for a turn at a service; none when too much waits there, or for too long.
    pub(crate) async fn turn(&self, client: &ClientId) -> Option<Turn> {
        let seat = self.seat(client)?;
        let free = Arc::clone(&seat.places).acquire_owned();
        let place = tokio::time::timeout(PATIENCE, free).await.ok()?.ok()?;
        let asked = Arc::clone(&self.asked).acquire_owned().await.ok()?;
        Some(Turn {
            _places: [place, asked],
            _seat: seat,
        })
    }

    fn seat(&self, client: &ClientId) -> Option<Seat> {
        let mut queues = self.lock();
        let queue = queues.entry(client.clone()).or_insert_with(|| Queue {
            places: Arc::new(Semaphore::new(lykill_fetch::PER_PEER)),
            held: 0,
        });
        if queue.held >= PER_SERVICE {
            return None;
        }
        queue.held += 1;
        Some(Seat {
            turns: self.clone(),
            client: client.clone(),
            places: Arc::clone(&queue.places),
        })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<ClientId, Queue>> {
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut queues = self.turns.lock();
        if let Some(queue) = queues.get_mut(&self.client) {
            queue.held = queue.held.saturating_sub(1);
            if queue.held == 0 {
                queues.remove(&self.client);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn service(id: &str) -> ClientId {
        id.parse().unwrap()
    }

    #[tokio::test]
    async fn a_service_has_so_many_turns_and_seats_and_nobody_elses() {
        let turns = Turns::new();
        let slow = service("slow");
        let mut held = Vec::new();
        for _ in 0..lykill_fetch::PER_PEER {
            held.push(turns.turn(&slow).await.unwrap());
        }
        assert!(turns.turn(&slow).await.is_none(), "nobody gave way");
        assert!(turns.turn(&service("quick")).await.is_some());
        let waits = turns.turn(&slow);
        let gives_way = async {
            tokio::time::sleep(PATIENCE / 4).await;
            held.pop();
        };
        let (turn, ()) = tokio::join!(waits, gives_way);
        assert!(turn.is_some());
        drop((turn, held));
        assert!(turns.lock().is_empty());
        let seats: Vec<_> = (0..PER_SERVICE).map(|_| turns.seat(&slow)).collect();
        assert!(seats.iter().all(Option::is_some));
        assert!(turns.turn(&slow).await.is_none());
    }
}
