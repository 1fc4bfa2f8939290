//! Passkeys: which log in, what a login with one is worth, when a new one has to wait.

use crate::types::{Passkey, PasskeyState};
use lykill_core::id::EidId;
use lykill_core::level::meets;
use lykill_core::time::{days, minutes};
use lykill_core::{Factor, Level, MethodKind, Timestamp};
use lykill_crypto::pure::prf;
use std::time::Duration;

/// A challenge is answered within this time (security.md case 154).
pub const ANSWER_WITHIN: Duration = minutes(5);
/// A passkey is added this soon after the login, or after another one.
pub const ADD_WITHIN: Duration = minutes(10);
/// Passkeys that one eID can have: those in use, and those that were added within [`COUNTED_FOR`].
pub const MOST: usize = 10;
/// A passkey counts for so long after it was added, although it was removed: each leaves a row for
/// ever and tells its holder by every way, so nobody adds and removes without end.
pub const COUNTED_FOR: Duration = days(1);

/// What the operator decided about passkeys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PasskeyRules {
    /// How long a new passkey waits before it logs in, so that its holder can stop it.
    pub wait: Duration,
    /// The most that a passkey is worth which says that it cannot leave its authenticator.
    pub device_bound: Level,
}

impl Default for PasskeyRules {
    /// An hour, and nobody's word for level high.
    fn default() -> Self {
        Self {
            wait: minutes(60),
            device_bound: Level::Substantial,
        }
    }
}

/// Why a passkey does not log in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unusable {
    /// It was removed, stopped or blocked.
    Blocked,
    /// Its waiting time is not over; it is at this moment.
    Waits(Timestamp),
}

/// Whether a passkey logs in at `now`.
///
/// # Errors
/// [`Unusable`], with the reason.
pub fn usable(passkey: &Passkey, now: Timestamp) -> Result<(), Unusable> {
    match passkey.state {
        PasskeyState::Blocked { .. } => Err(Unusable::Blocked),
        PasskeyState::Active if now < passkey.usable_from => {
            Err(Unusable::Waits(passkey.usable_from))
        }
        PasskeyState::Active => Ok(()),
    }
}

/// The most that a login with a passkey is worth: no more than the login in which it was bound,
/// and substantial at most where it can be copied to other devices (NIST SP 800-63B-4, appendix B).
pub fn worth(passkey: &Passkey, rules: &PasskeyRules) -> Level {
    let kind = if passkey.backup_eligible {
        Level::Substantial
    } else {
        rules.device_bound
    };
    if meets(passkey.bound_level, kind) {
        kind
    } else {
        passkey.bound_level
    }
}

/// What a passkey shows, after the factors that were shown before it.
pub fn factors(passkey: &Passkey, before: &[Factor]) -> Vec<Factor> {
    let key = if passkey.backup_eligible {
        Factor::Swk
    } else {
        Factor::Hwk
    };
    [before, &[key, Factor::User]].concat()
}

/// What authenticators call an eID: the same for all its passkeys, and nothing that tells whose it
/// is (WebAuthn section 14.6.1).
pub fn user_handle(eid: EidId) -> [u8; 32] {
    prf::sha256(&[b"lykill passkey user\n".as_slice(), eid.as_bytes()].concat())
}

/// Whether a counter went on (WebAuthn section 6.1.1): it grew, or the authenticator does not
/// count at all. One that stands or goes back says that there may be a copy.
pub const fn counter_goes_on(before: u32, now: u32) -> bool {
    now > before || (now == 0 && before == 0)
}

/// From when on a passkey logs in that is added now. Who has just logged in with another passkey
/// was no stranger who had learnt a password and a key: there is nothing to wait for
/// (security.md case 81).
pub fn usable_from(rules: &PasskeyRules, bound_by: MethodKind, now: Timestamp) -> Timestamp {
    match bound_by {
        MethodKind::Passkey => now,
        _ => now + rules.wait,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lykill_core::DisplayName;
    use lykill_core::id::{PasskeyId, PersonId};

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_seconds(seconds)
    }

    fn passkey() -> Passkey {
        Passkey {
            id: PasskeyId::from_slice(&[1; 16]).unwrap(),
            person: PersonId::from_slice(&[2; 16]).unwrap(),
            eid: EidId::from_slice(&[3; 16]).unwrap(),
            credential: vec![5; 16],
            key: Vec::new(),
            counter: 7,
            backup_eligible: false,
            backed_up: false,
            aaguid: [0; 16],
            label: DisplayName::parse("Telefon").unwrap(),
            bound_level: Level::High,
            bound_by: MethodKind::KeyCard,
            added_at: at(0),
            usable_from: at(3600),
            used_at: None,
            state: PasskeyState::Active,
        }
    }

    #[test]
    fn case_159_a_passkey_that_can_be_copied_is_never_worth_high() {
        use Level::{High, Low, Substantial};
        for (eligible, bound_level, device_bound, expected) in [
            (true, High, High, Substantial),
            (true, Low, High, Low),
            (false, High, High, High),
            (false, High, Substantial, Substantial),
            (false, Substantial, High, Substantial),
            (false, Low, High, Low),
        ] {
            let passkey = Passkey {
                backup_eligible: eligible,
                bound_level,
                ..passkey()
            };
            let rules = PasskeyRules {
                wait: minutes(60),
                device_bound,
            };
            let found = worth(&passkey, &rules);
            assert_eq!(found, expected, "{eligible} {bound_level} {device_bound}");
        }
    }

    #[test]
    fn case_158_a_counter_that_stands_or_goes_back_is_refused() {
        for (before, now, goes_on) in [
            (0, 0, true),
            (0, 1, true),
            (1, 2, true),
            (1, 0, false),
            (1, 1, false),
            (9, 8, false),
            (u32::MAX, 0, false),
        ] {
            assert_eq!(counter_goes_on(before, now), goes_on, "{before} {now}");
        }
    }

    #[test]
    fn case_081_a_new_passkey_waits_unless_a_passkey_bound_it() {
        let rules = PasskeyRules {
            wait: minutes(60),
            device_bound: Level::Substantial,
        };
        assert_eq!(usable_from(&rules, MethodKind::KeyCard, at(5)), at(3605));
        assert_eq!(usable_from(&rules, MethodKind::Passkey, at(5)), at(5));
        let waiting = passkey();
        assert_eq!(usable(&waiting, at(3599)), Err(Unusable::Waits(at(3600))));
        assert_eq!(usable(&waiting, at(3600)), Ok(()));
        let state = PasskeyState::Blocked {
            at: at(1),
            why: "holder".to_owned(),
        };
        let blocked = Passkey { state, ..waiting };
        assert_eq!(usable(&blocked, at(3600)), Err(Unusable::Blocked));
    }

    #[test]
    fn amr_tells_a_synced_passkey_from_one_in_hardware() {
        use Factor::{Hwk, Pwd, Swk, User};
        assert_eq!(factors(&passkey(), &[]), [Hwk, User]);
        let synced = Passkey {
            backup_eligible: true,
            ..passkey()
        };
        assert_eq!(factors(&synced, &[Pwd]), [Pwd, Swk, User]);
    }
}
