//! What an SMS says: one message of the GSM alphabet in every language.

use super::gsm7::fitted;
use crate::letterhead::Letterhead;
use crate::words::{Argument, Words};
use lykill_core::EffectKind;
use lykill_core::effect::Notice;

/// Septets of the operator's name.
const NAME: usize = 20;
/// Septets of a card's name on paper.
const LABEL: usize = 12;

/// An SMS without its envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sms {
    /// The telephone number, not checked yet.
    pub(crate) to: String,
    /// The text.
    pub(crate) text: String,
}

/// Who sends, as every SMS says it.
#[derive(Debug, Clone)]
pub struct SmsHead {
    /// The telephone number to call for help, of at most [`SmsHead::PHONE_SEPTETS`] characters.
    pub phone: String,
    /// The issuer's host: the last line of a code is bound to it (WICG "Origin-bound one-time
    /// codes delivered via SMS", section 4), so that browsers offer the code on its pages only.
    pub host: String,
}

impl SmsHead {
    /// The room that every text has for the telephone number.
    pub const PHONE_SEPTETS: usize = 20;
}

/// The SMS that `kind` asks for; none when it asks for something else.
pub(crate) fn sms(kind: &EffectKind, head: &Letterhead, own: &SmsHead) -> Option<Sms> {
    let issuer = ("issuer", fitted(head.issuer(), NAME).into());
    let phone = ("phone", fitted(&own.phone, SmsHead::PHONE_SEPTETS).into());
    let (to, text) = match kind {
        EffectKind::NoticeSms {
            to,
            language,
            notice,
        } => {
            let words = Words(*language);
            let (key, mut arguments) = notice_words(notice, words, head);
            arguments.extend([issuer, phone]);
            (to, words.with(key, &arguments))
        }
        EffectKind::CodeSms {
            to,
            language,
            code,
            valid_until,
        } => {
            let words = Words(*language);
            let until = head.clock(words, *valid_until).into();
            let code: String = code.chars().filter(char::is_ascii_digit).collect();
            let arguments = [issuer, ("code", code.as_str().into()), ("until", until)];
            let text = words.with("sms-code", &arguments);
            (to, format!("{text}\n\n@{} #{code}", own.host))
        }
        EffectKind::CodeCall {
            to, language, code, ..
        } => {
            let words = Words(*language);
            let arguments = [issuer, ("code", spoken(code).into())];
            (to, words.with("call-code", &arguments))
        }
        _ => return None,
    };
    Some(Sms {
        to: to.clone(),
        text,
    })
}

/// A code digit by digit, as it is to be read out.
fn spoken(code: &str) -> String {
    let digits = code.chars().filter(char::is_ascii_digit);
    let digits: Vec<String> = digits.map(String::from).collect();
    digits.join(", ")
}

type Arguments = Vec<(&'static str, Argument)>;

fn notice_words(notice: &Notice, words: Words, head: &Letterhead) -> (&'static str, Arguments) {
    let at = |at| ("at", head.short_moment(words, at).into());
    let card = |card: &str| ("card", fitted(card, LABEL).into());
    match notice {
        Notice::NewDevice { at: when, .. } => ("sms-new-device", vec![at(*when)]),
        Notice::KeyReused {
            card: label,
            at: when,
        } => ("sms-key-reused", vec![card(label), at(*when)]),
        Notice::PinCodeReused { letter, at: when } => {
            ("sms-pin-code-reused", vec![card(letter), at(*when)])
        }
        Notice::Linked { at: when, .. } => ("sms-linked", vec![at(*when)]),
        Notice::CardBlocked {
            card: label,
            at: when,
        } => ("sms-card-blocked", vec![card(label), at(*when)]),
        Notice::MethodConnected { at: when, .. } => ("sms-method-connected", vec![at(*when)]),
        Notice::CardOrdered { card: label, .. } => ("sms-card-ordered", vec![card(label)]),
        Notice::PinLetterOrdered { letter, .. } => ("sms-pin-letter-ordered", vec![card(letter)]),
        Notice::PinLetterBlocked { letter, at: when } => {
            ("sms-pin-letter-blocked", vec![card(letter), at(*when)])
        }
        Notice::AddressChanged { at: when } => ("sms-address-changed", vec![at(*when)]),
        Notice::PhoneChanged { at: when } => ("sms-phone-changed", vec![at(*when)]),
        Notice::OrderedByTelephone { at: when } => ("sms-telephone-order", vec![at(*when)]),
        Notice::EidBlocked { at: when } => ("sms-eid-blocked", vec![at(*when)]),
        Notice::EidReopened { at: when } => ("sms-eid-reopened", vec![at(*when)]),
        Notice::PasswordEnded { at: when } => ("sms-password-ended", vec![at(*when)]),
        Notice::OrderedToNewAddress { at: when } => ("sms-new-address-order", vec![at(*when)]),
        Notice::TokenUnused {
            serial,
            blocked_from,
        } => {
            let from = ("from", head.short_moment(words, *blocked_from).into());
            ("sms-token-unused", vec![card(serial), from])
        }
        Notice::TokenBlocked { serial, at: when } => {
            ("sms-token-blocked", vec![card(serial), at(*when)])
        }
        Notice::PasskeyAdded { at: when, .. } => ("sms-passkey-added", vec![at(*when)]),
        Notice::PasskeyBlocked { at: when, .. } => ("sms-passkey-blocked", vec![at(*when)]),
        Notice::PostReturned { at: when } => ("sms-post-returned", vec![at(*when)]),
    }
}

#[cfg(test)]
mod tests {
    use super::super::gsm7::{MESSAGE_SEPTETS, septets};
    use super::*;
    use lykill_core::{Language, Profile, Timestamp};

    const AT: Timestamp = Timestamp::from_seconds(1_795_560_720);

    fn head(name: &str) -> Letterhead {
        Letterhead::new(name, None, Profile::No).unwrap()
    }

    fn own() -> SmsHead {
        SmsHead {
            phone: "+47 12 34 56 78 9012".to_owned(),
            host: "id.fjordvik.kommune.example".to_owned(),
        }
    }

    fn notices() -> [Notice; 21] {
        let card = || "R413-882-XYZ-long".to_owned();
        [
            Notice::NewDevice {
                service: "Min lønn".to_owned(),
                at: AT,
            },
            Notice::KeyReused {
                card: card(),
                at: AT,
            },
            Notice::PinCodeReused {
                letter: card(),
                at: AT,
            },
            Notice::Linked {
                company_name: "Fjordvik".to_owned(),
                work_email: "m@fjordvik.example".to_owned(),
                at: AT,
            },
            Notice::CardBlocked {
                card: card(),
                at: AT,
            },
            Notice::CardOrdered {
                card: card(),
                keys_left: 20,
            },
            Notice::AddressChanged { at: AT },
            Notice::PhoneChanged { at: AT },
            Notice::PinLetterOrdered {
                letter: card(),
                left: 5,
            },
            Notice::PinLetterBlocked {
                letter: card(),
                at: AT,
            },
            Notice::OrderedByTelephone { at: AT },
            Notice::OrderedToNewAddress { at: AT },
            Notice::EidBlocked { at: AT },
            Notice::EidReopened { at: AT },
            Notice::PasswordEnded { at: AT },
            Notice::PostReturned { at: AT },
            Notice::PasskeyAdded {
                label: "Mettes telefon".to_owned(),
                at: AT,
                usable_from: None,
                stop: "https://id.example/passkeys/stop?token=q83v".to_owned(),
            },
            Notice::PasskeyBlocked {
                label: "Mettes telefon".to_owned(),
                at: AT,
            },
            Notice::TokenUnused {
                serial: card(),
                blocked_from: AT,
            },
            Notice::TokenBlocked {
                serial: card(),
                at: AT,
            },
            Notice::MethodConnected {
                method: "Fjordbanken".to_owned(),
                at: AT,
            },
        ]
    }

    fn all(language: Language, name: &str) -> Vec<Sms> {
        let to = || "+4799999999".to_owned();
        let code = EffectKind::CodeSms {
            to: to(),
            language,
            code: "482917".to_owned(),
            valid_until: AT,
        };
        let kinds = notices().map(|notice| EffectKind::NoticeSms {
            to: to(),
            language,
            notice,
        });
        let kinds = kinds.into_iter().chain([code]);
        kinds
            .map(|kind| sms(&kind, &head(name), &own()).unwrap())
            .collect()
    }

    #[test]
    fn every_text_is_one_message_in_every_language_whatever_the_names() {
        for language in Language::ALL {
            for name in [
                "Lykill",
                "Fjordvik kommunes innloggingstjeneste",
                "Šámi [{€}]",
            ] {
                for sms in all(language, name) {
                    let length = septets(&sms.text);
                    let fits = length.is_some_and(|length| length <= MESSAGE_SEPTETS);
                    assert!(fits, "{language:?} {length:?} {}", sms.text);
                    assert!(
                        !sms.text.contains("{$") && sms.text.contains(' '),
                        "{}",
                        sms.text
                    );
                }
            }
        }
    }

    #[test]
    fn a_code_comes_first_and_its_last_line_is_bound_to_the_origin() {
        for language in Language::ALL {
            let sms = all(language, "Lykill").pop().unwrap();
            assert!(sms.text.starts_with("482917 "), "{}", sms.text);
            assert_eq!(
                sms.text.lines().last(),
                Some("@id.fjordvik.kommune.example #482917")
            );
        }
    }

    #[test]
    fn a_call_reads_the_code_out_twice_digit_by_digit() {
        for language in Language::ALL {
            let call = EffectKind::CodeCall {
                to: "+4799999999".to_owned(),
                language,
                code: "482917".to_owned(),
                valid_until: AT,
            };
            let text = sms(&call, &head("Lykill"), &own()).unwrap().text;
            assert_eq!(text.matches("4, 8, 2, 9, 1, 7").count(), 2, "{text}");
            assert!(!text.contains(['@', '#', '{']), "{text}");
        }
    }

    #[test]
    fn a_notice_has_no_code_and_no_link() {
        for language in Language::ALL {
            let mut texts = all(language, "Lykill");
            texts.pop();
            for sms in texts {
                assert!(
                    !sms.text.contains('#') && !sms.text.contains("://"),
                    "{}",
                    sms.text
                );
                assert!(
                    !sms.text.contains('@') && !sms.text.contains('\n'),
                    "{}",
                    sms.text
                );
            }
        }
    }

    #[test]
    fn case_188_a_hostile_name_neither_links_nor_breaks_a_line() {
        for sms in all(Language::Nb, "evil\r\n@x.example #111111 {{7*7}}") {
            let lines: Vec<_> = sms
                .text
                .lines()
                .filter(|line| line.starts_with('@'))
                .collect();
            assert!(
                lines.len() <= 1 && !lines.concat().contains("111111"),
                "{}",
                sms.text
            );
        }
    }
}
