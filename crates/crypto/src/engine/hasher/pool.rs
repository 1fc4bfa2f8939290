//! The threads, their queue and their memory.

use super::{HashError, HasherConfig};
use crate::pure::password::Cost;
use argon2::{Algorithm, Argon2, Block, Params, Version};
use lykill_core::Secret;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use std::{io, thread};
use tokio::sync::oneshot;

/// One hash to compute.
pub(super) struct Work {
    /// The peppered password.
    pub(super) input: Secret<[u8; 32]>,
    pub(super) salt: [u8; 16],
    pub(super) cost: Cost,
}

struct Job {
    work: Work,
    answer: oneshot::Sender<Option<[u8; 32]>>,
}

#[derive(Debug)]
pub(super) struct Pool(Arc<Shared>);

struct Shared {
    state: Mutex<State>,
    wake: Condvar,
    queue_max: usize,
    idle: Duration,
}

#[derive(Default)]
struct State {
    jobs: VecDeque<Job>,
    /// Places that are taken: by hashes that run or wait, and by callers who will bring one.
    taken: usize,
    /// Hashes that were computed since the start.
    computed: u64,
    closed: bool,
}

enum Next {
    Hash(Job),
    GiveBackMemory,
    End,
}

impl Pool {
    pub(super) fn start(config: &HasherConfig) -> io::Result<Self> {
        let permits = config.permits.get();
        let pool = Self(Arc::new(Shared {
            state: Mutex::default(),
            wake: Condvar::new(),
            queue_max: config.queue.saturating_add(permits),
            idle: config.idle,
        }));
        for number in 0..permits {
            let shared = Arc::clone(&pool.0);
            let named = thread::Builder::new().name(format!("hash-{number}"));
            named.spawn(move || serve(&shared))?;
        }
        Ok(pool)
    }

    /// Takes a place, if one is free.
    pub(super) fn seat(&self) -> Result<Seat, HashError> {
        let mut state = self.0.state();
        if state.taken >= self.0.queue_max {
            return Err(HashError::Busy);
        }
        state.taken += 1;
        Ok(Seat(Arc::clone(&self.0)))
    }

    /// Whether more than half of those who may wait do.
    pub(super) fn is_crowded(&self) -> bool {
        self.0.state().taken * 2 > self.0.queue_max
    }

    pub(super) fn waiting(&self) -> usize {
        self.0.state().jobs.len()
    }

    pub(super) fn computed(&self) -> u64 {
        self.0.state().computed
    }
}

/// A place in the queue; it is free again when this is dropped.
#[derive(Debug)]
pub(super) struct Seat(Arc<Shared>);

impl Seat {
    /// Queues one hash and waits for it. When the caller goes away first, the hash is skipped.
    pub(super) async fn run(&self, work: Work) -> Result<[u8; 32], HashError> {
        let (answer, answered) = oneshot::channel();
        self.0.state().jobs.push_back(Job { work, answer });
        self.0.wake.notify_one();
        answered.await.ok().flatten().ok_or(HashError::Failed)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.0.state().taken -= 1;
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.0.state().closed = true;
        self.0.wake.notify_all();
    }
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Shared(…)")
    }
}

impl Shared {
    /// No code that holds the lock can leave the state half changed, so a poisoned lock is fine.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next(&self, holds_memory: bool) -> Next {
        let mut state = self.state();
        loop {
            if let Some(job) = state.jobs.pop_front() {
                return Next::Hash(job);
            }
            if state.closed {
                return Next::End;
            }
            if !holds_memory {
                state = self
                    .wake
                    .wait(state)
                    .unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            let waited = self.wake.wait_timeout(state, self.idle);
            let (guard, wait) = waited.unwrap_or_else(PoisonError::into_inner);
            if wait.timed_out() && guard.jobs.is_empty() {
                return Next::GiveBackMemory;
            }
            state = guard;
        }
    }
}

/// What each thread does until the pool is dropped. A panic inside Argon2 is that hash's error.
fn serve(shared: &Shared) {
    let mut arena = Arena::default();
    loop {
        match shared.next(arena.is_held()) {
            Next::End => return,
            Next::GiveBackMemory => arena = Arena::default(),
            Next::Hash(Job { work, answer }) => {
                let hash = if answer.is_closed() {
                    None
                } else {
                    catch_unwind(AssertUnwindSafe(|| compute(&work, &mut arena))).unwrap_or(None)
                };
                let mut state = shared.state();
                state.computed += u64::from(hash.is_some());
                drop(state);
                // Nobody listens when the request ended meanwhile.
                let _ = answer.send(hash);
            }
        }
    }
}

fn compute(work: &Work, arena: &mut Arena) -> Option<[u8; 32]> {
    let Cost {
        memory_kib,
        passes,
        lanes,
    } = work.cost;
    let params = Params::new(memory_kib, passes, lanes, Some(32)).ok()?;
    let blocks = arena.blocks(params.block_count())?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let mut out = [0; 32];
    let input = work.input.expose();
    let done = argon2.hash_password_into_with_memory(input, &work.salt, &mut out, blocks);
    arena.shrink();
    done.ok().map(|()| out)
}

/// The memory of one thread, kept from hash to hash: the kernel need not clear pages each time,
/// which makes hashing 1.1 to 1.4 times faster at the default cost.
#[derive(Default)]
struct Arena(Vec<Block>);

impl Arena {
    /// Address space of an arena, in blocks of 1 KiB. glibc serves requests above 32 MiB with a
    /// mapping of their own that goes back to the system when freed, smaller ones perhaps from a
    /// heap that stays (mallopt(3), M_MMAP_THRESHOLD). What is not touched takes no memory.
    const ADDRESS_SPACE_BLOCKS: usize = 33 * 1024;

    fn is_held(&self) -> bool {
        self.0.capacity() > 0
    }

    /// So many blocks, whose content is left from before: Argon2 writes each before it reads it.
    fn blocks(&mut self, count: usize) -> Option<&mut [Block]> {
        if self.0.capacity() < count {
            self.0 = Vec::new();
            let capacity = count.max(Self::ADDRESS_SPACE_BLOCKS);
            self.0.try_reserve_exact(capacity).ok()?;
        }
        if self.0.len() < count {
            self.0.resize(count, Block::new());
        }
        self.0.get_mut(..count)
    }

    /// Gives back what one unusually costly stored hash needed.
    fn shrink(&mut self) {
        if self.0.capacity() > Self::ADDRESS_SPACE_BLOCKS {
            self.0 = Vec::new();
        }
    }
}
