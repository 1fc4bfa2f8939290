//! The level that an authentication reached (design.md section 4, "Levels").

use crate::method::level_cap;
use crate::types::{Method, Session};
use lykill_core::level::meets;
use lykill_core::{Factor, Level, MethodKind, Proof};

/// The level of a proof that was given by a method: the lowest of the identity proofing and the
/// login in which the authenticator was bound, of what the method is configured for, and of what
/// its kind allows. Less than two factors of different kinds are never more than low (Regulation
/// (EU) 2015/1502, annex, 2.2.1); of another provider's login we saw no factor, and its own word,
/// mapped and capped, stands in the proof.
pub fn of(proof: &Proof, method: &Method) -> Level {
    let vouched = proof.authenticator() == MethodKind::UpstreamOidc;
    let shown = if vouched || has_two_kinds(proof.factors()) {
        level_cap(proof.authenticator())
    } else {
        Level::Low
    };
    let limits = [method.level, level_cap(method.kind), shown];
    limits.into_iter().fold(proof.bound_at(), lower)
}

/// Whether a session has shown the password that this method asks for first, and the rest of the
/// method leads to the asked level. Where the identity proofing is what limits the session, it does
/// not: then a whole login is asked, and somebody else may be it.
pub fn shows_password(session: &Session, proofed: Level, method: &Method, asked: Level) -> bool {
    let asks_password = match method.kind {
        MethodKind::KeyCard => true,
        // A device's code, one to a telephone or on paper, a card, a passkey, and another
        // provider's word are taken in a login of their own.
        MethodKind::KeyViewer
        | MethodKind::CodeDevice
        | MethodKind::Passkey
        | MethodKind::SmartCard
        | MethodKind::SmsCode
        | MethodKind::PinLetter
        | MethodKind::UpstreamOidc => false,
    };
    let reaches = meets(
        lower(proofed, lower(method.level, level_cap(method.kind))),
        asked,
    );
    asks_password && reaches && session.factors.contains(&Factor::Pwd)
}

/// The lower of two levels.
pub fn lower(one: Level, other: Level) -> Level {
    if meets(one, other) { other } else { one }
}

/// What a factor is made of: two passwords are one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FactorKind {
    Knowledge,
    Possession,
    /// What its holder knows or is, checked by the authenticator and not by us.
    Verified,
}

const fn kind(factor: Factor) -> FactorKind {
    match factor {
        Factor::Pwd | Factor::Pin => FactorKind::Knowledge,
        Factor::Otp | Factor::Hwk | Factor::Swk | Factor::Sms => FactorKind::Possession,
        Factor::User => FactorKind::Verified,
    }
}

fn has_two_kinds(factors: &[Factor]) -> bool {
    let mut kinds = factors.iter().map(|factor| kind(*factor));
    kinds
        .next()
        .is_some_and(|first| kinds.any(|other| other != first))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{key_card, proof_with, session_with};
    use Factor::{Otp, Pwd};
    use Level::{High, Low, Substantial};

    #[test]
    fn case_104_no_combination_is_worth_more_than_its_weakest_part() {
        let shown: [(&[Factor], bool); 8] = [
            (&[], false),
            (&[Pwd], false),
            (&[Otp], false),
            (&[Pwd, Pwd], false),
            (&[Otp, Otp], false),
            (&[Pwd, Otp], true),
            (&[Otp, Pwd], true),
            (&[Pwd, Pwd, Otp], true),
        ];
        let mut seen = 0;
        for bound_at in Level::ALL {
            for configured in Level::ALL {
                for (factors, two_kinds) in shown {
                    let method = Method {
                        level: configured,
                        ..key_card()
                    };
                    let whole = two_kinds && bound_at != Low && configured != Low;
                    let expected = if whole { Substantial } else { Low };
                    let found = of(&proof_with(factors, bound_at), &method);
                    assert_eq!(found, expected, "{bound_at} {configured} {factors:?}");
                    seen += 1;
                }
            }
        }
        assert_eq!(seen, 3 * 3 * 8);
    }

    #[test]
    fn case_104_a_password_is_asked_again_unless_the_rest_leads_to_the_level() {
        let table = [
            // Factors of the session, proofed at, level of the method, asked: enough.
            (&[Pwd, Otp][..], Substantial, Substantial, Substantial, true),
            (&[Otp], Substantial, Substantial, Substantial, false),
            (&[], Substantial, Substantial, Substantial, false),
            (&[Pwd], Low, Substantial, Substantial, false),
            (&[Pwd], Substantial, Low, Substantial, false),
            (&[Pwd], High, High, High, false),
            (&[Pwd], High, High, Substantial, true),
        ];
        for (factors, proofed, level, asked, enough) in table {
            let session = session_with(factors);
            let method = Method {
                level,
                ..key_card()
            };
            let found = shows_password(&session, proofed, &method, asked);
            assert_eq!(found, enough, "{factors:?} {proofed} {level} {asked}");
        }
    }

    #[test]
    fn case_104_anothers_word_is_worth_what_is_bound_and_configured() {
        for bound_at in Level::ALL {
            for configured in Level::ALL {
                let method = Method {
                    kind: MethodKind::UpstreamOidc,
                    level: configured,
                    ..key_card()
                };
                let proof = Proof::verified(lykill_core::proof::Verified {
                    subject: crate::fixtures::person(),
                    eid: crate::fixtures::eid(),
                    authenticator: MethodKind::UpstreamOidc,
                    method: "bank".to_owned(),
                    login: crate::fixtures::login_id(1),
                    factors: Vec::new(),
                    bound_at,
                    at: crate::fixtures::at(1),
                });
                assert_eq!(of(&proof, &method), bound_at.min(configured));
            }
        }
    }

    #[test]
    fn the_lower_of_two_levels_does_not_depend_on_their_order() {
        let table = [
            (Low, Low, Low),
            (Low, Substantial, Low),
            (Low, High, Low),
            (Substantial, Substantial, Substantial),
            (Substantial, High, Substantial),
            (High, High, High),
        ];
        for (one, other, expected) in table {
            assert_eq!((lower(one, other), lower(other, one)), (expected, expected));
        }
    }
}
