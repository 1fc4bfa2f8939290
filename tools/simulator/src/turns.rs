//! Whose turn it is. Each actor runs alone until it comes to the database; there it waits, and the
//! seed decides who goes on. So operations of several actors and nodes are interleaved at every
//! access, and always in the same way.

use crate::dice::Dice;
use lykill_core::id::RequestId;
use lykill_core::{Clock, Timestamp};
use lykill_store::faults::{Access, Fate, Interposer, Turn};
use lykill_testkit::VirtualClock;
use std::collections::BTreeSet;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;

/// What died.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Crash {
    /// One node.
    Node(usize),
    /// All nodes at once.
    All,
}

/// How often what goes wrong, of a hundred thousand accesses.
#[derive(Debug, Clone, Copy)]
pub struct Rates {
    /// A write that fails and is not stored.
    pub not_stored: usize,
    /// A write that is stored and fails all the same.
    pub stored_though_error: usize,
    /// A read that fails.
    pub read_fails: usize,
    /// A node that dies, before or after the access.
    pub node_dies: usize,
    /// All nodes that die.
    pub all_die: usize,
    /// A way to fail in which an operation has not failed yet, while there is one.
    pub untried: usize,
}

impl Rates {
    /// Nothing goes wrong.
    pub const NONE: Self = Self {
        not_stored: 0,
        stored_though_error: 0,
        read_fails: 0,
        node_dies: 0,
        all_die: 0,
        untried: 0,
    };
    /// Often enough that most runs of a day see each.
    pub const USUAL: Self = Self {
        not_stored: 700,
        stored_though_error: 700,
        read_fails: 300,
        node_dies: 60,
        all_die: 20,
        untried: 60_000,
    };
}

/// What is known of the accesses of one operation.
#[derive(Debug, Clone, Copy)]
pub struct Note {
    /// The place of its first access.
    pub first: Option<u64>,
    /// The place of its first write among all accesses.
    pub first_write: Option<u64>,
    /// The place of its last access.
    pub last: u64,
    /// When its last access began.
    pub at: Timestamp,
    /// What was done to one of its accesses: a read that failed, a write in one of its two ways.
    pub injected: Option<(Access, Fate)>,
    /// The request or command that it was.
    pub request: Option<RequestId>,
    /// What it was.
    pub what: &'static str,
}

impl Note {
    pub(crate) const fn fresh(at: Timestamp) -> Self {
        Self {
            first: None,
            first_write: None,
            last: 0,
            at,
            injected: None,
            request: None,
            what: "",
        }
    }
}

struct State {
    on: bool,
    /// What has failed in which way.
    tried: BTreeSet<(&'static str, Fate)>,
    parked: bool,
    sequence: u64,
    note: Vec<Note>,
    current: usize,
    epochs: Vec<u64>,
    crash: Option<Crash>,
    rates: Rates,
}

/// The one place that knows whose turn it is. Clones are the same.
#[derive(Clone)]
pub struct Turns {
    state: Arc<Mutex<State>>,
    dice: Dice,
    clock: VirtualClock,
}

/// An actor at work.
pub type Act = Pin<Box<dyn Future<Output = ()>>>;

impl Turns {
    /// Nobody's turn yet; nothing is interposed on.
    pub fn new(dice: Dice, clock: VirtualClock, nodes: usize) -> Self {
        let state = State {
            on: false,
            tried: BTreeSet::new(),
            parked: false,
            sequence: 0,
            note: Vec::new(),
            current: 0,
            epochs: vec![0; nodes],
            crash: None,
            rates: Rates::NONE,
        };
        Self {
            state: Arc::new(Mutex::new(state)),
            dice,
            clock,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What may go wrong from now on.
    pub fn set_rates(&self, rates: Rates) {
        self.state().rates = rates;
    }

    /// How often a node was started again.
    pub fn epoch(&self, node: usize) -> u64 {
        self.state().epochs[node]
    }

    /// Whether a node has died and was not started again yet.
    pub fn is_down(&self, node: usize) -> bool {
        match self.state().crash {
            Some(Crash::Node(dead)) => dead == node,
            Some(Crash::All) => true,
            None => false,
        }
    }

    /// The actor whose turn it is.
    pub fn current(&self) -> usize {
        self.state().current
    }

    /// An operation of the present actor begins.
    pub fn begin(&self, what: &'static str, request: RequestId) {
        let fresh = Note {
            what,
            request: Some(request),
            ..Note::fresh(self.clock.now())
        };
        let mut state = self.state();
        let current = state.current;
        state.note[current] = fresh;
    }

    /// What became of the accesses of the present actor's operation.
    pub fn note(&self) -> Note {
        let state = self.state();
        state.note[state.current]
    }

    /// Lets others go first, once.
    pub async fn park(&self) {
        let mut waited = false;
        std::future::poll_fn(|_| {
            let mut state = self.state();
            if waited || !state.on {
                return Poll::Ready(());
            }
            waited = true;
            state.parked = true;
            Poll::Pending
        })
        .await;
    }

    /// Runs actors until each is done, in turns. `restart` starts again what died.
    pub async fn run(&self, acts: Vec<Act>, restart: impl AsyncFn(Crash)) {
        let mut acts: Vec<Option<Act>> = acts.into_iter().map(Some).collect();
        self.state().note = vec![Note::fresh(self.clock.now()); acts.len()];
        self.state().on = true;
        loop {
            let alive: Vec<usize> = (0..acts.len()).filter(|i| acts[*i].is_some()).collect();
            if alive.is_empty() {
                break;
            }
            self.step(&mut acts, *self.dice.pick(&alive)).await;
            let Some(crash) = self.state().crash else {
                continue;
            };
            // Everybody finds out: what ran on a dead node is dropped where it stands.
            for one in alive {
                self.step(&mut acts, one).await;
            }
            self.state().on = false;
            restart(crash).await;
            let mut state = self.state();
            (state.crash, state.on) = (None, true);
        }
        self.state().on = false;
    }

    /// Runs one actor until it comes to the database or is done.
    async fn step(&self, acts: &mut [Option<Act>], which: usize) {
        let Some(act) = &mut acts[which] else {
            return;
        };
        self.state().current = which;
        let done = std::future::poll_fn(|context| {
            self.state().parked = false;
            match act.as_mut().poll(context) {
                Poll::Ready(()) => Poll::Ready(true),
                // Waits for a thread that hashes or writes: nobody else's turn comes meanwhile.
                Poll::Pending if !self.state().parked => Poll::Pending,
                Poll::Pending => Poll::Ready(false),
            }
        });
        if done.await {
            acts[which] = None;
        }
    }

    /// Perhaps something dies here.
    fn may_die(&self, node: usize) -> bool {
        let (rates, quiet) = {
            let state = self.state();
            (state.rates, state.crash.is_some() || !state.on)
        };
        if quiet {
            return false;
        }
        let crash = if self.dice.rarely(rates.all_die) {
            Crash::All
        } else if self.dice.rarely(rates.node_dies) {
            Crash::Node(node)
        } else {
            return false;
        };
        let mut state = self.state();
        state.crash = Some(crash);
        for (index, epoch) in state.epochs.iter_mut().enumerate() {
            if crash == Crash::All || index == node {
                *epoch += 1;
            }
        }
        true
    }

    fn fate(&self, access: Access) -> Fate {
        let (rates, what) = {
            let state = self.state();
            if !state.on {
                return Fate::Passes;
            }
            (state.rates, state.note[state.current].what)
        };
        let ways = [
            (Fate::NotStored, rates.not_stored),
            (Fate::StoredThoughError, rates.stored_though_error),
        ];
        if access == Access::Read {
            let fails = self.dice.rarely(rates.read_fails);
            return if fails { Fate::NotStored } else { Fate::Passes };
        }
        for (way, usual) in ways {
            let tried = self.state().tried.contains(&(what, way));
            if self.dice.rarely(if tried { usual } else { rates.untried }) {
                self.state().tried.insert((what, way));
                return way;
            }
        }
        Fate::Passes
    }
}

/// Stands between a node and the database.
pub struct Gate {
    /// The order that it keeps.
    pub turns: Turns,
    /// Whose it is.
    pub node: usize,
}

impl Gate {
    /// Never ends: the operation that waits here is dropped with its node.
    async fn dead(&self) {
        loop {
            self.turns.park().await;
        }
    }
}

impl Interposer for Gate {
    fn before(&self, access: Access) -> Turn<'_, Fate> {
        Box::pin(async move {
            self.turns.park().await;
            if self.turns.may_die(self.node) {
                self.dead().await;
            }
            let fate = self.turns.fate(access);
            let now = self.turns.clock.now();
            let mut state = self.turns.state();
            if !state.on {
                return fate;
            }
            state.sequence += 1;
            let (place, current) = (state.sequence, state.current);
            let note = &mut state.note[current];
            (note.last, note.at) = (place, now);
            note.first = note.first.or(Some(place));
            if access == Access::Write {
                note.first_write = note.first_write.or(Some(place));
            }
            if fate != Fate::Passes {
                note.injected = Some((access, fate));
            }
            fate
        })
    }

    fn after(&self) -> Turn<'_, ()> {
        Box::pin(async move {
            if self.turns.may_die(self.node) {
                self.dead().await;
            }
            self.turns.park().await;
        })
    }
}
