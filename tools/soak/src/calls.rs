//! A login that can be cut off at any of its steps.

use lykill_testkit::program::Employee;
use lykill_testkit::{Browser, Page, RelyingParty};

/// A login that waits for the key of a number.
pub struct Asked {
    /// Where it goes on.
    pub browser: Browser,
    /// The page that asks.
    pub page: Page,
    /// The number.
    pub number: String,
}

/// What came of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answered {
    /// The browser is back at the service.
    Inside,
    /// A page of ours: it was refused.
    Refused,
    /// No whole answer, or a page that says that something failed.
    CutOff,
}

/// From a fresh browser to the page that asks for a key; none when it was cut off, or refused for
/// a while because of attempts that were.
pub async fn up_to_key(party: &RelyingParty, person: &Employee) -> Option<Asked> {
    let browser = Browser::new();
    let page = browser
        .try_open(party.address(&party.attempt()))
        .await
        .ok()?;
    let page = press(&browser, &page, "key-card", &[]).await?;
    let typed = [
        ("user_id", &*person.user_id),
        ("password", &person.password),
    ];
    let page = press(&browser, &page, "continue", &typed).await?;
    let number = page.attribute("data-key-number")?;
    Some(Asked {
        browser,
        page,
        number,
    })
}

/// Types the key of the asked number.
pub async fn type_key(party: &RelyingParty, person: &Employee, asked: &Asked) -> Answered {
    let typed = [("key", person.card.key(&asked.number))];
    let answer = asked
        .browser
        .try_press_once(&asked.page, "answer", &typed)
        .await;
    match answer {
        Ok(page) if party.way_back(&page).is_some() => Answered::Inside,
        Ok(page) if page.status < 500 => Answered::Refused,
        Ok(_) | Err(_) => Answered::CutOff,
    }
}

async fn press(
    browser: &Browser,
    page: &Page,
    button: &str,
    typed: &[(&str, &str)],
) -> Option<Page> {
    let offers = page.forms().into_iter().any(|form| {
        let mut buttons = form.buttons.iter();
        buttons.any(|known| known.value == button)
    });
    if !offers {
        return None;
    }
    browser.try_press(page, button, typed).await.ok()
}
