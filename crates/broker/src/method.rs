//! The chooser's electronic IDs: kinds with configuration (design.md section 5).

mod built_in;
mod way_up;

pub use built_in::built_in;
pub use way_up::{WayUp, ways_up};

use crate::level::lower;
use crate::types::Method;
use lykill_core::level::meets;
use lykill_core::{DisplayName, Factor, Language, Level, MethodKind};

/// The most that a kind can reach, whatever is configured: what is printed, sent or typed is
/// substantial at most.
pub const fn level_cap(kind: MethodKind) -> Level {
    match kind {
        MethodKind::KeyCard
        | MethodKind::KeyViewer
        | MethodKind::CodeDevice
        | MethodKind::SmsCode
        | MethodKind::PinLetter => Level::Substantial,
        // The key never leaves the card, and the card asks for its PIN.
        MethodKind::SmartCard => Level::High,
        // Each passkey has a cap of its own: one that can be copied is substantial at most.
        MethodKind::Passkey => Level::High,
        // What was shown to another provider is for the operator to judge: the configured level.
        MethodKind::UpstreamOidc => Level::High,
    }
}

/// What a whole login with a kind shows, in order.
pub const fn factors(kind: MethodKind) -> &'static [Factor] {
    match kind {
        MethodKind::KeyCard | MethodKind::PinLetter => &[Factor::Pwd, Factor::Otp],
        MethodKind::KeyViewer => &[Factor::Pwd, Factor::Otp, Factor::Hwk],
        MethodKind::CodeDevice => &[Factor::Otp, Factor::Hwk, Factor::Pwd],
        MethodKind::SmartCard => &[Factor::Hwk, Factor::Pin],
        MethodKind::SmsCode => &[Factor::Pwd, Factor::Sms],
        MethodKind::Passkey => &[Factor::Hwk, Factor::User],
        // Its word is taken for what was shown there: the level is what it says, mapped and capped.
        MethodKind::UpstreamOidc => &[],
    }
}

/// Whether a kind's authenticators are ours, and so worth no more than our own check of the
/// holder's identity.
pub const fn rests_on_proofing(kind: MethodKind) -> bool {
    match kind {
        MethodKind::KeyCard
        | MethodKind::KeyViewer
        | MethodKind::CodeDevice
        | MethodKind::Passkey
        | MethodKind::SmsCode
        | MethodKind::PinLetter => true,
        // Whoever issued the card checked the identity, under the policy that it names.
        MethodKind::SmartCard | MethodKind::UpstreamOidc => false,
    }
}

/// Whether a kind asks for the national number, not the user id, beside the password.
pub const fn asks_national_id(kind: MethodKind) -> bool {
    match kind {
        MethodKind::SmsCode | MethodKind::PinLetter => true,
        // A code device asks for the number first and for the password alone later.
        MethodKind::KeyCard
        | MethodKind::KeyViewer
        | MethodKind::CodeDevice
        | MethodKind::Passkey
        | MethodKind::SmartCard
        | MethodKind::UpstreamOidc => false,
    }
}

/// Whether every way through a kind has its holder copy characters from paper, a device or a
/// message (WCAG 2.2, 3.3.8). A login at another provider is that provider's: none of ours.
pub const fn transcribes(kind: MethodKind) -> bool {
    match kind {
        MethodKind::KeyCard
        | MethodKind::KeyViewer
        | MethodKind::CodeDevice
        | MethodKind::SmsCode
        | MethodKind::PinLetter
        | MethodKind::UpstreamOidc => true,
        // A PIN is remembered.
        MethodKind::Passkey | MethodKind::SmartCard => false,
    }
}

/// Whether somebody can log in without copying characters: the start is refused otherwise, unless
/// the operator says in words why.
pub fn has_way_without_copying(methods: &[Method]) -> bool {
    methods.iter().any(|method| !transcribes(method.kind))
}

/// One line of the chooser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The electronic ID.
    pub method: Method,
    /// Whether it can be chosen here and now, or why not.
    pub standing: Standing,
}

impl Offer {
    /// Whether it can be chosen here and now.
    pub fn is_open(&self) -> bool {
        self.standing == Standing::Open
    }
}

/// Whether an electronic ID can be chosen at a login. One that cannot is shown with words that
/// say why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It can.
    Open,
    /// It does not reach the level that the service asks for.
    TooLow,
    /// It reaches the level, and does not answer at present.
    Down,
}

/// The chooser's lines in configured order. `is_down` says which methods do not answer.
pub fn offered(methods: &[Method], asked: Level, is_down: impl Fn(&Method) -> bool) -> Vec<Offer> {
    let standing = |method: &Method| {
        if !reaches(method, asked) {
            Standing::TooLow
        } else if is_down(method) {
            Standing::Down
        } else {
            Standing::Open
        }
    };
    let offer = |method: &Method| Offer {
        method: method.clone(),
        standing: standing(method),
    };
    methods.iter().map(offer).collect()
}

/// Whether any electronic ID of this deployment reaches the level, also one that is down.
pub fn any_reaches(offers: &[Offer]) -> bool {
    let mut offers = offers.iter();
    offers.any(|offer| offer.standing != Standing::TooLow)
}

/// The one electronic ID with which the login can be done: there is nothing to choose. None while
/// that one is down, or another one that reaches the level is: the page says so.
pub fn only(offers: &[Offer]) -> Option<&Method> {
    let mut reaching = offers
        .iter()
        .filter(|offer| offer.standing != Standing::TooLow);
    match (reaching.next(), reaching.next()) {
        (Some(offer), None) if offer.is_open() => Some(&offer.method),
        _ => None,
    }
}

fn reaches(method: &Method, asked: Level) -> bool {
    meets(lower(method.level, level_cap(method.kind)), asked)
}

/// The method that a form names is not on offer at this login.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotOffered {
    /// No method has this name.
    #[error("no such electronic ID")]
    Unknown,
    /// It does not reach the level that is asked.
    #[error("this electronic ID does not reach the level that the service asks for")]
    TooLow,
    /// It does not answer.
    #[error("this electronic ID does not answer at present")]
    Down,
}

/// The method of a name, where it may be chosen (security.md case 87).
///
/// # Errors
/// [`NotOffered`] when the name was made up or the method was shown as one that cannot be chosen.
pub fn choose<'a>(offers: &'a [Offer], name: &str) -> Result<&'a Method, NotOffered> {
    let offer = offers.iter().find(|offer| offer.method.name == name);
    let offer = offer.ok_or(NotOffered::Unknown)?;
    match offer.standing {
        Standing::Open => Ok(&offer.method),
        Standing::TooLow => Err(NotOffered::TooLow),
        Standing::Down => Err(NotOffered::Down),
    }
}

/// A method's name and its plain line in a language; where that has none in bokmål, then
/// English, then whatever there is. None only for a method without texts.
pub fn for_language(method: &Method, language: Language) -> Option<(&DisplayName, &DisplayName)> {
    Some((
        in_language(&method.display, language)?,
        in_language(&method.line, language)?,
    ))
}

fn in_language(texts: &[(Language, DisplayName)], language: Language) -> Option<&DisplayName> {
    let wanted = [language, Language::Nb, Language::En];
    let found = wanted
        .iter()
        .find_map(|wanted| texts.iter().find(|(has, _)| has == wanted));
    found.or_else(|| texts.first()).map(|(_, text)| text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Level::{High, Low, Substantial};

    fn named(name: &str, level: Level) -> Method {
        Method {
            name: name.to_owned(),
            level,
            ..built_in(MethodKind::KeyCard)
        }
    }

    #[test]
    fn a_missing_language_falls_back() {
        let mut method = built_in(MethodKind::KeyCard);
        method
            .display
            .retain(|(language, _)| *language == Language::Da);
        method
            .line
            .retain(|(language, _)| *language != Language::Da);
        let (name, line) = for_language(&method, Language::Da).unwrap();
        assert_eq!(name.as_str(), "Nøglekort");
        assert_eq!(
            line.as_str(),
            "Bruker-ID, passord og en nøkkel fra kortet ditt"
        );
        let (name, _) = for_language(&method, Language::En).unwrap();
        assert_eq!(name.as_str(), "Nøglekort");
    }

    #[test]
    fn case_104_a_method_is_enough_up_to_its_level_and_its_kinds() {
        let methods = [
            named("low", Low),
            named("card", Substantial),
            named("boast", High),
        ];
        let open = |asked| {
            let offers = offered(&methods, asked, |_| false);
            offers.iter().map(Offer::is_open).collect::<Vec<_>>()
        };
        assert_eq!(open(Low), [true, true, true]);
        assert_eq!(open(Substantial), [false, true, true]);
        assert_eq!(open(High), [false, false, false]);
        assert!(any_reaches(&offered(&methods, Substantial, |_| true)));
        assert!(!any_reaches(&offered(&methods, High, |_| false)));
    }

    #[test]
    fn a_policy_of_transcription_alone_is_known() {
        let of = |kinds: &[MethodKind]| {
            let methods: Vec<_> = kinds.iter().copied().map(built_in).collect();
            has_way_without_copying(&methods)
        };
        use MethodKind::{CodeDevice, KeyCard, KeyViewer, Passkey, PinLetter, SmartCard};
        use MethodKind::{SmsCode, UpstreamOidc};
        let copied = [
            KeyCard,
            KeyViewer,
            CodeDevice,
            SmsCode,
            PinLetter,
            UpstreamOidc,
        ];
        assert!(!of(&copied));
        assert!(of(&[KeyCard, Passkey]) && of(&[KeyCard, SmartCard]));
        assert!(!of(&[]));
    }

    #[test]
    fn case_087_a_method_that_is_not_on_offer_cannot_be_forced() {
        let methods = [named("low", Low), named("card", Substantial)];
        let chosen = |name, asked, down: &str| {
            let offers = offered(&methods, asked, |method| method.name == down);
            choose(&offers, name).map(|method| method.name.clone())
        };
        assert_eq!(chosen("low", Low, ""), Ok("low".to_owned()));
        assert_eq!(chosen("low", Substantial, ""), Err(NotOffered::TooLow));
        assert_eq!(chosen("card", Substantial, ""), Ok("card".to_owned()));
        assert_eq!(chosen("card", High, ""), Err(NotOffered::TooLow));
        assert_eq!(chosen("admin", Low, ""), Err(NotOffered::Unknown));
        assert_eq!(chosen("card", Low, "card"), Err(NotOffered::Down));
        assert_eq!(chosen("low", Low, "card"), Ok("low".to_owned()));
    }

    #[test]
    fn there_is_nothing_to_choose_where_one_method_reaches_the_level_and_answers() {
        let methods = [named("low", Low), named("card", Substantial)];
        let only = |methods: &[Method], asked, down: &str| {
            let offers = offered(methods, asked, |method| method.name == down);
            only(&offers).map(|method| method.name.clone())
        };
        let card = Some("card".to_owned());
        assert_eq!(only(&methods, Substantial, ""), card);
        assert_eq!(only(&methods, Substantial, "low"), card);
        assert_eq!(only(&methods[1..], Low, ""), card);
        assert_eq!(only(&methods, Low, ""), None, "two");
        assert_eq!(only(&methods, Low, "low"), None, "one of two is down");
        assert_eq!(only(&methods, Substantial, "card"), None, "the one is down");
        assert_eq!(only(&methods, High, ""), None, "none");
    }

    #[test]
    fn a_name_can_stand_in_forms_and_cookies() {
        for name in ["a", "key-card", "7", &"x".repeat(32)] {
            assert!(Method::is_name(name), "{name:?}");
        }
        for name in ["", "Key Card", "kort_1", "æ", "a;b", &"x".repeat(33)] {
            assert!(!Method::is_name(name), "{name:?}");
        }
    }
}
