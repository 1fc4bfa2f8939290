//! The words of an e-mail: subject and text, out of what the outbox row says.

use crate::inert::{line, unlinked};
use crate::letterhead::Letterhead;
use crate::words::{Argument, Words};
use lykill_core::effect::Notice;
use lykill_core::{EffectKind, Language};

/// An e-mail without its envelope: plain text, lines end with `\n`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mail {
    /// The one address to which it goes, not checked yet.
    pub(crate) to: String,
    /// Its language.
    pub(crate) language: Language,
    /// One line.
    pub(crate) subject: String,
    /// The text.
    pub(crate) text: String,
}

type Arguments = Vec<(&'static str, Argument)>;

/// The e-mail that `kind` asks for; none when it asks for paper.
pub(crate) fn mail(kind: &EffectKind, head: &Letterhead) -> Option<Mail> {
    let (to, language, stem, arguments) = match kind {
        EffectKind::LinkCodeEmail { to, language, .. } => {
            (to, *language, "link-code", link_code(kind, head)?)
        }
        EffectKind::NoticeEmail {
            to,
            language,
            notice,
        } => {
            let (stem, arguments) = notice_words(notice, Words(*language), head);
            (to, *language, stem, arguments)
        }
        EffectKind::WelcomeLetter { .. }
        | EffectKind::TemporaryPasswordLetter { .. }
        | EffectKind::NoticeLetter { .. }
        | EffectKind::KeyCard { .. }
        | EffectKind::PinLetter { .. }
        | EffectKind::NoticeSms { .. }
        | EffectKind::CodeSms { .. }
        | EffectKind::CodeCall { .. }
        | EffectKind::SessionEnded { .. }
        | EffectKind::LogoutToken { .. } => return None,
    };
    Some(Mail {
        to: to.clone(),
        language,
        subject: line(&Words(language).with(&format!("{stem}-subject"), &arguments)),
        text: text(language, stem, &arguments, head),
    })
}

fn text(language: Language, stem: &str, arguments: &Arguments, head: &Letterhead) -> String {
    let words = Words(language);
    let body = words.with(&format!("{stem}-body"), arguments);
    let end = words.with("email-end", &[("issuer", head.issuer().into())]);
    format!("{body}\n\n{end}\n")
}

/// No link stands in this mail, on purpose: who is used to links in such mails follows one to
/// somebody else's page.
fn link_code(kind: &EffectKind, head: &Letterhead) -> Option<Arguments> {
    let EffectKind::LinkCodeEmail {
        language,
        code,
        valid_until,
        company_name,
        person_name,
        ..
    } = kind
    else {
        return None;
    };
    // A protected identity has no name here: the mail goes to the employer's server.
    let words = Words(*language);
    let person = match person_name {
        Some(name) => unlinked(name),
        None => words.plain("link-code-somebody"),
    };
    Some(vec![
        ("code", grouped(code).into()),
        ("until", head.clock(words, *valid_until).into()),
        ("person", person.into()),
        ("company", unlinked(company_name).into()),
    ])
}

/// Title and text of a notice on paper.
pub(crate) fn notice_paper(notice: &Notice, words: Words, head: &Letterhead) -> (String, String) {
    let (stem, arguments) = notice_words(notice, words, head);
    let title = line(&words.with(&format!("{stem}-subject"), &arguments));
    (title, words.with(&format!("{stem}-body"), &arguments))
}

fn notice_words(notice: &Notice, words: Words, head: &Letterhead) -> (&'static str, Arguments) {
    let at = |at| ("at", head.moment(words, at).into());
    let help = head.help_argument(words);
    match notice {
        Notice::NewDevice { service, at: when } => {
            let service = unlinked(service).into();
            ("new-device", vec![("service", service), at(*when), help])
        }
        Notice::KeyReused { card, at: when } => (
            "key-reused",
            vec![("card", unlinked(card).into()), at(*when), help],
        ),
        Notice::Linked {
            company_name,
            work_email,
            at: when,
        } => {
            let company = ("company", unlinked(company_name).into());
            (
                "linked",
                vec![company, ("email", line(work_email).into()), at(*when), help],
            )
        }
        Notice::MethodConnected { method, at: when } => (
            "method-connected",
            vec![("method", unlinked(method).into()), at(*when), help],
        ),
        Notice::CardBlocked { card, at: when } => (
            "card-blocked",
            vec![("card", unlinked(card).into()), at(*when), help],
        ),
        Notice::PinCodeReused { .. }
        | Notice::PinLetterOrdered { .. }
        | Notice::PinLetterBlocked { .. } => pin_letter_words(notice, words, head),
        Notice::EidBlocked { at: when } => ("eid-blocked", vec![at(*when), help]),
        Notice::EidReopened { at: when } => ("eid-reopened", vec![at(*when), help]),
        Notice::PasswordEnded { at: when } => ("password-ended", vec![at(*when), help]),
        Notice::CardOrdered { card, keys_left } => {
            let left = ("left", Argument::Count(*keys_left));
            ("card-ordered", vec![left, ("card", unlinked(card).into())])
        }
        Notice::AddressChanged { at: when } => ("address-changed", vec![at(*when), help]),
        Notice::PhoneChanged { at: when } => ("phone-changed", vec![at(*when), help]),
        Notice::OrderedByTelephone { at: when } => ("telephone-order", vec![at(*when), help]),
        Notice::OrderedToNewAddress { at: when } => ("new-address-order", vec![at(*when), help]),
        Notice::TokenUnused {
            serial,
            blocked_from,
        } => {
            let from = ("from", head.moment(words, *blocked_from).into());
            let serial = ("serial", unlinked(serial).into());
            ("token-unused", vec![serial, from, help])
        }
        Notice::TokenBlocked { serial, at: when } => (
            "token-blocked",
            vec![("serial", unlinked(serial).into()), at(*when), help],
        ),
        Notice::PasskeyAdded { .. } | Notice::PasskeyBlocked { .. } => {
            passkey_words(notice, words, head)
        }
        Notice::PostReturned { at: when } => ("post-returned", vec![at(*when), help]),
    }
}

/// What happened to a letter of codes.
fn pin_letter_words(notice: &Notice, words: Words, head: &Letterhead) -> (&'static str, Arguments) {
    let at = |at| ("at", head.moment(words, at).into());
    let named = |label: &str| ("letter", unlinked(label).into());
    let help = head.help_argument(words);
    match notice {
        Notice::PinCodeReused { letter, at: when } => {
            ("pin-code-reused", vec![named(letter), at(*when), help])
        }
        Notice::PinLetterOrdered { letter, left } => {
            let left = ("left", Argument::Count(*left));
            ("pin-letter-ordered", vec![left, named(letter)])
        }
        Notice::PinLetterBlocked { letter, at: when } => {
            ("pin-letter-blocked", vec![named(letter), at(*when), help])
        }
        _ => ("", Vec::new()),
    }
}

/// What happened to a passkey.
fn passkey_words(notice: &Notice, words: Words, head: &Letterhead) -> (&'static str, Arguments) {
    let at = |at| ("at", head.moment(words, at).into());
    let named = |label: &str| ("label", unlinked(label).into());
    let help = head.help_argument(words);
    match notice {
        Notice::PasskeyAdded {
            label,
            at: when,
            usable_from,
            stop,
        } => {
            let from = head.moment(words, usable_from.unwrap_or(*when));
            let (from, stop) = (("from", from.into()), ("stop", line(stop).into()));
            let arguments = vec![named(label), at(*when), from, stop, help];
            ("passkey-added", arguments)
        }
        Notice::PasskeyBlocked { label, at: when } => {
            ("passkey-blocked", vec![named(label), at(*when), help])
        }
        _ => ("", Vec::new()),
    }
}

/// `482917` as `482 917`: read faster, typed with fewer mistakes.
pub(crate) fn grouped(code: &str) -> String {
    match code.split_at_checked(3) {
        Some((first, last)) if code.len() == 6 => format!("{first} {last}"),
        _ => line(code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lykill_core::{Profile, Timestamp};

    const AT: Timestamp = Timestamp::from_seconds(1_793_712_720);

    fn head() -> Letterhead {
        Letterhead::new("Lykill", Some("75 00 00 00"), Profile::No).expect("a letterhead")
    }

    fn link_code<'a>(language: Language, name: impl Into<Option<&'a str>>) -> Mail {
        let kind = EffectKind::LinkCodeEmail {
            to: "mette@fjordvik.example".to_owned(),
            language,
            code: "482917".to_owned(),
            valid_until: AT,
            company: "fjordvik".parse().expect("a company"),
            company_name: "Fjordvik kommune".to_owned(),
            person_name: name.into().map(str::to_owned),
        };
        mail(&kind, &head()).expect("a mail")
    }

    #[test]
    fn a_protected_identity_is_not_named() {
        for (language, words) in [
            (Language::Nb, "Den som logget inn, ba om koden"),
            (Language::Nn, "Den som logga inn, bad om koden"),
            (Language::Da, "Den, der loggede ind, bad om koden"),
            (Language::En, "The person who logged in asked for the code"),
        ] {
            let text = link_code(language, None).text;
            assert!(text.contains(words), "{text}");
        }
    }

    #[test]
    fn the_code_comes_first_in_the_subject() {
        for language in Language::ALL {
            let mail = link_code(language, "Mette Hald");
            assert!(mail.subject.starts_with("482 917 "), "{}", mail.subject);
            assert!(mail.text.contains("482 917"));
            assert!(mail.text.contains("Mette Hald"));
            assert!(mail.text.contains("Fjordvik kommune"));
            assert!(mail.text.contains("(5 min"));
        }
        assert!(
            link_code(Language::Nb, "M")
                .text
                .contains("kl. 14.32 (5 minutter)")
        );
        assert!(
            link_code(Language::En, "M")
                .text
                .contains("until 14:32 (5 minutes)")
        );
    }

    #[test]
    fn the_code_mail_holds_no_link_and_no_other_address() {
        for language in Language::ALL {
            let text = link_code(language, "Mette Hald").text;
            assert!(!text.contains("://") && !text.contains("www") && !text.contains('@'));
        }
    }

    #[test]
    fn case_188_a_hostile_name_stays_a_name() {
        let name = "Ola\r\nSubject: you won\r\n\r\nhttps://evil.example {{ 7*7 }} { $code }";
        for language in Language::ALL {
            let mail = link_code(language, name);
            assert!(!mail.subject.contains("won") && !mail.subject.contains(['\r', '\n']));
            assert!(!mail.text.contains('\r') && !mail.text.contains("https://"));
            assert!(mail.text.contains("Ola Subject: you won https:"));
            assert!(mail.text.contains("{{ 7*7 }} { $code }"));
        }
    }

    fn notices() -> [Notice; 21] {
        [
            Notice::NewDevice {
                service: "Min lønn".to_owned(),
                at: AT,
            },
            Notice::KeyReused {
                card: "R413-882".to_owned(),
                at: AT,
            },
            Notice::PinCodeReused {
                letter: "R413-882".to_owned(),
                at: AT,
            },
            Notice::Linked {
                company_name: "Fjordvik".to_owned(),
                work_email: "m@fjordvik.example".to_owned(),
                at: AT,
            },
            Notice::CardBlocked {
                card: "R413-882".to_owned(),
                at: AT,
            },
            Notice::CardOrdered {
                card: "R413-882".to_owned(),
                keys_left: 20,
            },
            Notice::MethodConnected {
                method: "Fjordbanken".to_owned(),
                at: AT,
            },
            Notice::PostReturned { at: AT },
            Notice::TokenUnused {
                serial: "98-4711-X".to_owned(),
                blocked_from: AT,
            },
            Notice::TokenBlocked {
                serial: "98-4711-X".to_owned(),
                at: AT,
            },
            Notice::PasskeyAdded {
                label: "Mettes telefon".to_owned(),
                at: AT,
                usable_from: Some(AT),
                stop: "https://id.example/passkeys/stop?token=q83v".to_owned(),
            },
            Notice::PasskeyBlocked {
                label: "Mettes telefon".to_owned(),
                at: AT,
            },
            Notice::AddressChanged { at: AT },
            Notice::PhoneChanged { at: AT },
            Notice::PinLetterOrdered {
                letter: "R413-882".to_owned(),
                left: 5,
            },
            Notice::PinLetterBlocked {
                letter: "R413-882".to_owned(),
                at: AT,
            },
            Notice::OrderedByTelephone { at: AT },
            Notice::OrderedToNewAddress { at: AT },
            Notice::EidBlocked { at: AT },
            Notice::EidReopened { at: AT },
            Notice::PasswordEnded { at: AT },
        ]
    }

    #[test]
    fn every_notice_is_whole_in_every_language() {
        for language in Language::ALL {
            for notice in notices() {
                let to = "mette@example.org".to_owned();
                let kind = EffectKind::NoticeEmail {
                    to,
                    language,
                    notice,
                };
                let mail = mail(&kind, &head()).expect("a mail");
                for text in [&mail.subject, &mail.text] {
                    assert!(!text.contains("{$") && !text.contains("{ $"), "{text}");
                    assert!(text.contains(' '), "a key instead of a text: {text}");
                }
                assert!(mail.text.contains("Lykill"));
            }
        }
    }
}
