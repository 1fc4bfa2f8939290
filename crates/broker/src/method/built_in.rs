//! Each kind as it is offered when a `[[method]]` block says no more than the kind.

use super::level_cap;
use crate::types::{Group, Method};
use lykill_core::{DisplayName, Language, MethodKind};

/// A method of a kind under its built-in name, line and level.
pub fn built_in(kind: MethodKind) -> Method {
    let (display, line) = words(kind);
    Method {
        name: kind.word().to_owned(),
        kind,
        display: texts(display),
        line: texts(line),
        level: level_cap(kind),
        group: Group::Main,
        logo: None,
        help: None,
    }
}

/// Name and line in the order of the languages.
type Words = ([&'static str; 4], [&'static str; 4]);

const fn words(kind: MethodKind) -> Words {
    match kind {
        MethodKind::KeyCard => (
            ["Nøkkelkort", "Nøkkelkort", "Nøglekort", "Key card"],
            [
                "Bruker-ID, passord og en nøkkel fra kortet ditt",
                "Brukar-ID, passord og ein nøkkel frå kortet ditt",
                "Bruger-id, adgangskode og en nøgle fra dit kort",
                "User ID, password and a key from your card",
            ],
        ),
        MethodKind::KeyViewer => (
            ["Nøkkelviser", "Nøkkelvisar", "Nøgleviser", "Key viewer"],
            [
                "Bruker-ID, passord og koden på nøkkelviseren din",
                "Brukar-ID, passord og koden på nøkkelvisaren din",
                "Bruger-id, adgangskode og koden på din nøgleviser",
                "User ID, password and the code on your key viewer",
            ],
        ),
        MethodKind::CodeDevice => (
            ["Kodebrikke", "Kodebrikke", "Kodeviser", "Code device"],
            [
                "Fødselsnummer, koden på kodebrikken din og passord",
                "Fødselsnummer, koden på kodebrikka di og passord",
                "Personnummer, koden på din kodeviser og adgangskode",
                "National ID, the code on your device and password",
            ],
        ),
        MethodKind::SmartCard => SMART_CARD,
        MethodKind::SmsCode => SMS_CODE,
        MethodKind::PinLetter => PIN_LETTER,
        MethodKind::Passkey => (
            ["Passnøkkel", "Passnøkkel", "Adgangsnøgle", "Passkey"],
            [
                "Fingeravtrykk, ansikt eller PIN på din egen enhet",
                "Fingeravtrykk, ansikt eller PIN på di eiga eining",
                "Fingeraftryk, ansigt eller PIN på din egen enhed",
                "Fingerprint, face or PIN on your own device",
            ],
        ),
        MethodKind::UpstreamOidc => UPSTREAM_OIDC,
    }
}

const SMART_CARD: Words = (
    ["Smartkort", "Smartkort", "Chipkort", "Smart card"],
    [
        "Kortet i en leser, eller USB-nøkkelen, og PIN-koden din",
        "Kortet i ein lesar, eller USB-nøkkelen, og PIN-koden din",
        "Kortet i en læser, eller USB-nøglen, og din PIN-kode",
        "The card in a reader, or the USB key, and your PIN",
    ],
);

const SMS_CODE: Words = (
    ["Kode på SMS", "Kode på SMS", "Kode på sms", "Code by SMS"],
    [
        "Fødselsnummer, passord og en kode til mobilen din",
        "Fødselsnummer, passord og ein kode til mobilen din",
        "Personnummer, adgangskode og en kode til din mobil",
        "National ID, password and a code to your phone",
    ],
);

const PIN_LETTER: Words = (
    ["Kodebrev", "Kodebrev", "Kodebrev", "PIN letter"],
    [
        "Fødselsnummer, passord og en kode fra brevet ditt",
        "Fødselsnummer, passord og ein kode frå brevet ditt",
        "Personnummer, adgangskode og en kode fra dit brev",
        "National ID, password and a code from your letter",
    ],
);

const UPSTREAM_OIDC: Words = (
    [
        "Innlogging et annet sted",
        "Innlogging ein annan stad",
        "Login et andet sted",
        "Log in elsewhere",
    ],
    [
        "Du logger inn der og kommer tilbake hit",
        "Du loggar inn der og kjem tilbake hit",
        "Du logger ind der og kommer tilbage hertil",
        "You log in there and come back here",
    ],
);

/// Texts in the order of the languages; a test proves that none of ours is left out.
fn texts(texts: [&str; 4]) -> Vec<(Language, DisplayName)> {
    let pairs = Language::ALL.into_iter().zip(texts);
    let named = |(language, text)| Some((language, DisplayName::parse(text).ok()?));
    pairs.filter_map(named).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{at, eid, login_id, person};
    use crate::level::of;
    use crate::method::{factors, for_language, level_cap};
    use lykill_core::level::meets;
    use lykill_core::proof::Verified;
    use lykill_core::{Level, Proof};

    /// The table of docs/methods.md.
    fn table() -> String {
        let head = "| kind | built-in name | shown, as `amr` says it | low | substantial | high |\n\
                    |---|---|---|---|---|---|\n";
        let row = |kind: MethodKind| {
            let method = built_in(kind);
            let (name, _) = for_language(&method, Language::En).unwrap();
            let shown = factors(kind)
                .iter()
                .map(|factor| format!("`{}`", factor.amr()));
            let whole = of(&proof_of(kind), &method);
            let reaches = |level| if meets(whole, level) { "yes" } else { "no" };
            let levels = Level::ALL.map(reaches).join(" | ");
            let shown = shown.collect::<Vec<_>>().join(" ");
            format!("| `{}` | {name} | {shown} | {levels} |\n", kind.word())
        };
        head.to_owned() + &MethodKind::ALL.map(row).concat()
    }

    /// A whole login by somebody whose identity was checked at level high.
    fn proof_of(kind: MethodKind) -> Proof {
        Proof::verified(Verified {
            authenticator: kind,
            method: kind.word().to_owned(),
            subject: person(),
            eid: eid(),
            login: login_id(1),
            factors: factors(kind).to_vec(),
            bound_at: Level::High,
            at: at(100),
        })
    }

    #[test]
    fn case_104_the_documented_levels_are_those_of_the_code() {
        let document = include_str!("../../../../docs/methods.md");
        let (_, rest) = document.split_once("<!-- table -->\n").unwrap();
        let (written, _) = rest.split_once("<!-- end -->").unwrap();
        assert_eq!(
            written,
            table(),
            "write this into docs/methods.md:\n{}",
            table()
        );
    }

    #[test]
    fn every_kind_is_whole_in_every_language() {
        for kind in MethodKind::ALL {
            let method = built_in(kind);
            assert!(Method::is_name(&method.name), "{kind:?}");
            assert!(meets(level_cap(kind), method.level), "{kind:?}");
            assert_eq!(MethodKind::from_word(kind.word()), Some(kind));
            for (texts, words) in [
                (&method.display, words(kind).0),
                (&method.line, words(kind).1),
            ] {
                let shown = texts
                    .iter()
                    .map(|(language, text)| (*language, text.as_str()));
                let expected: Vec<_> = Language::ALL.into_iter().zip(words).collect();
                assert_eq!(shown.collect::<Vec<_>>(), expected, "{kind:?}");
            }
            for language in Language::ALL {
                let own = method.line.iter().find(|(of, _)| *of == language);
                let (_, line) = for_language(&method, language).unwrap();
                assert_eq!(Some(line), own.map(|(_, text)| text));
            }
        }
    }
}
