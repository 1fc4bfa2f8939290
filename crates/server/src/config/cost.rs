//! What a password hash costs, and the floor below which a configuration is refused.

use super::problem::Findings;
use super::raw::Argon2;
use lykill_crypto::engine::HasherConfig;
use lykill_crypto::pure::password::Cost;
use std::num::NonZeroUsize;

/// Memory in KiB and passes that are as strong as the default (OWASP Password Storage Cheat
/// Sheet); one of them must be reached.
const FLOOR: [(u32, u32); 5] = [
    (47_104, 1),
    (19_456, 2),
    (12_288, 3),
    (9_216, 4),
    (7_168, 5),
];
/// More hash at once than any machine has cores for.
const PERMITS_MAX: i64 = 1024;

/// The checked cost.
#[derive(Debug, Clone, Copy)]
pub struct PasswordCost {
    /// How the hasher works.
    pub hasher: HasherConfig,
    /// Whether it is below the floor and the operator said so by name: a deviation.
    pub weak: bool,
}

impl PasswordCost {
    /// The default: 19 MiB, two passes, one lane, a permit for each core.
    pub fn default_for_this_machine() -> Self {
        Self {
            hasher: HasherConfig::for_this_machine(),
            weak: false,
        }
    }
}

/// Whether a cost reaches the floor.
fn is_strong(cost: Cost) -> bool {
    FLOOR
        .iter()
        .any(|(memory, passes)| cost.memory_kib >= *memory && cost.passes >= *passes)
}

pub(super) fn check(raw: &Argon2, findings: &mut Findings<'_>) -> Option<PasswordCost> {
    let mut whole = PasswordCost::default_for_this_machine();
    let default = whole.hasher.cost;
    let number = |value: &i64| u32::try_from(*value).map_err(|_| format!("{value} is impossible"));
    let memory = findings.or(
        "argon2.memory_kib",
        raw.memory_kib.as_ref(),
        default.memory_kib,
        number,
    );
    let passes = findings.or("argon2.passes", raw.passes.as_ref(), default.passes, number);
    let lanes = findings.or("argon2.lanes", raw.lanes.as_ref(), default.lanes, number);
    let permits = findings.or(
        "argon2.permits",
        raw.permits.as_ref(),
        whole.hasher.permits,
        permits,
    );
    let cost = Cost {
        memory_kib: memory?,
        passes: passes?,
        lanes: lanes?,
    };
    whole.hasher.permits = permits?;
    whole.hasher.queue = whole.hasher.permits.get() * 32;
    whole.hasher.cost = cost;
    whole.weak = !is_strong(cost);
    if cost.check().is_err() {
        findings.add(
            "argon2",
            "memory_kib at most 262144 and at least 8 for each lane, passes 1 to 10, lanes 1 to 4",
        );
        return None;
    }
    if whole.weak && raw.allow_weak != Some(true) {
        findings.add(
            "argon2",
            format!(
                "{} KiB with {} passes is weaker than 19456 KiB with 2; raise it, or say \
                 allow_weak = true",
                cost.memory_kib, cost.passes
            ),
        );
        return None;
    }
    Some(whole)
}

fn permits(value: &i64) -> Result<NonZeroUsize, String> {
    let permits = usize::try_from(*value).ok().and_then(NonZeroUsize::new);
    permits
        .filter(|_| *value <= PERMITS_MAX)
        .ok_or_else(|| format!("{value} is not between 1 and {PERMITS_MAX}"))
}
