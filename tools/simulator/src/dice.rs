//! Every choice of a simulation is drawn from its one seed.

use lykill_core::{Rng, random};
use lykill_testkit::SeededRng;

/// A stream of choices; clones draw from one stream.
#[derive(Clone)]
pub struct Dice(SeededRng);

impl Dice {
    /// The choices of a seed, for one purpose.
    pub fn new(seed: u64, purpose: u64) -> Self {
        Self(seeded(seed, purpose))
    }

    /// A number below `end`.
    pub fn below(&self, end: usize) -> usize {
        let end = u32::try_from(end).unwrap_or(u32::MAX);
        random::below(&self.0, end) as usize
    }

    /// A number from `least` to `most`, both included.
    pub fn between(&self, least: u64, most: u64) -> u64 {
        let span = usize::try_from(most - least + 1).unwrap_or(usize::MAX);
        least + self.below(span) as u64
    }

    /// True so many times in a thousand.
    pub fn permille(&self, of_thousand: usize) -> bool {
        self.below(1000) < of_thousand
    }

    /// True so many times in a hundred thousand.
    pub fn rarely(&self, of_hundred_thousand: usize) -> bool {
        self.below(100_000) < of_hundred_thousand
    }

    /// One of several.
    pub fn pick<'a, T>(&self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

/// Randomness for one purpose of a seed: streams of two purposes have nothing in common.
pub fn seeded(seed: u64, purpose: u64) -> SeededRng {
    let stream = SeededRng::new(seed ^ purpose.wrapping_mul(0xd134_2543_de82_ef95));
    let mut drawn = [0; 8];
    stream.fill(&mut drawn);
    SeededRng::new(u64::from_le_bytes(drawn))
}
