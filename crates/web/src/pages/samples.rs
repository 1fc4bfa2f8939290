//! Every page in every state with made-up content: what the tests, the accessibility run and the
//! screenshots look at.

use super::{
    ChooserPage, ClientErrorPage, Contact, CookiesPage, DemoPostPage, DemoStartPage, DevicePage,
    DevicePasswordPage, EntitlementPage, FormPostPage, Href, HttpErrorPage, InfoPage, KeyCardPage,
    LackingPage, LevelPage, LinkCodePage, LinkConflictPage, LinkDonePage, LinkStartPage,
    LoggedOutPage, LoginGonePage, LogoutPage, LostCardPage, NetworkPage, NewPasswordPage,
    NoCardPage, NoViewerPage, OtpPage, Page, PasskeyPage, PasskeyStopPage, PasskeysPage,
    PasswordPage, PinLetterPage, Service, Shell, Shown, SmartCardPage, SmsPage, UpstreamPage,
    language_links,
};
use crate::router;
use crate::words::Lang;
use jiff::civil::{Date, DateTime};

/// Every page in every state in one language: (page, state, HTML).
///
/// # Errors
/// What the template engine reports; a page that cannot be rendered.
pub fn all_samples(lang: Lang) -> Result<Vec<(&'static str, &'static str, String)>, askama::Error> {
    let mut all = Vec::new();
    add::<ChooserPage>(lang, &mut all)?;
    add::<PasswordPage>(lang, &mut all)?;
    add::<OtpPage>(lang, &mut all)?;
    add::<DevicePage>(lang, &mut all)?;
    add::<DevicePasswordPage>(lang, &mut all)?;
    add::<NoViewerPage>(lang, &mut all)?;
    add::<SmsPage>(lang, &mut all)?;
    add::<LackingPage>(lang, &mut all)?;
    add::<PinLetterPage>(lang, &mut all)?;
    add::<PasskeyPage>(lang, &mut all)?;
    add::<PasskeysPage>(lang, &mut all)?;
    add::<PasskeyStopPage>(lang, &mut all)?;
    add::<NewPasswordPage>(lang, &mut all)?;
    add::<KeyCardPage>(lang, &mut all)?;
    add::<NoCardPage>(lang, &mut all)?;
    add::<SmartCardPage>(lang, &mut all)?;
    add::<UpstreamPage>(lang, &mut all)?;
    add::<LinkStartPage>(lang, &mut all)?;
    add::<LinkCodePage>(lang, &mut all)?;
    add::<LinkDonePage>(lang, &mut all)?;
    add::<FormPostPage>(lang, &mut all)?;
    add::<LinkConflictPage>(lang, &mut all)?;
    add::<NetworkPage>(lang, &mut all)?;
    add::<EntitlementPage>(lang, &mut all)?;
    add::<LevelPage>(lang, &mut all)?;
    add::<LoginGonePage>(lang, &mut all)?;
    add::<CookiesPage>(lang, &mut all)?;
    add::<ClientErrorPage>(lang, &mut all)?;
    add::<LogoutPage>(lang, &mut all)?;
    add::<LoggedOutPage>(lang, &mut all)?;
    add::<HttpErrorPage>(lang, &mut all)?;
    add::<LostCardPage>(lang, &mut all)?;
    add::<InfoPage>(lang, &mut all)?;
    add::<DemoStartPage>(lang, &mut all)?;
    add::<DemoPostPage>(lang, &mut all)?;
    Ok(all)
}

fn add<P: Page>(
    lang: Lang,
    all: &mut Vec<(&'static str, &'static str, String)>,
) -> Result<(), askama::Error> {
    for (state, page) in P::samples(lang) {
        all.push((P::NAME, state, page.render()?));
    }
    Ok(())
}

/// A frame as a login at a municipality has it.
pub(super) fn sample_shell(lang: Lang, here: &str) -> Shell {
    let part = match lang {
        Lang::Nb => "Min lønn",
        Lang::Nn => "Mi løn",
        Lang::Da => "Min løn",
        Lang::En => "My pay",
    };
    Shell {
        lang,
        brand: Shown::new("Lykill"),
        host: Shown::new("id.lykill.example"),
        links: router::links(),
        languages: language_links(here),
        csrf: "9tq3ZkB1y0cVnY4m".to_owned(),
        service: Some(Service {
            name: Shown::new("Fjordvik kommune"),
            part: Some(Shown::new(part)),
            start: Some(Href::new("https://lonn.fjordvik.example/")),
            cancel: Some(Href::new("/login/4f2a9c/cancel")),
        }),
        today: Date::constant(2026, 11, 22),
    }
}

/// A time of the sample day.
pub(super) const fn sample_time(hour: i8, minute: i8) -> DateTime {
    DateTime::constant(2026, 11, 22, hour, minute, 0, 0)
}

/// A payroll office.
pub(super) fn sample_payroll() -> Contact {
    let (email, phone) = ("lonn@fjordvik.example", "75 00 00 00");
    Contact::new("Lønn, Fjordvik kommune", email, phone)
}

/// The operator's support.
pub(super) fn sample_support(lang: Lang) -> Contact {
    let name = match lang {
        Lang::Nb => "Lykill brukerstøtte",
        Lang::Nn => "Lykill brukarstøtte",
        Lang::Da => "Lykill support",
        Lang::En => "Lykill support",
    };
    Contact::new(name, "help@lykill.example", "+47 75 00 00 10")
}
