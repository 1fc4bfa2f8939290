//! What a refused login tells: nothing (security.md cases 037, 045, 046).

use lykill_core::national_id::NationalId;
use lykill_testkit::world::{Newcomer, Person};
use lykill_testkit::{Browser, Page, RelyingParty, World};
use serde_json::json;

/// A password that is nobody's.
const WRONG: &str = "ikke-mitt-passord-99";

async fn password_page(party: &RelyingParty, browser: &Browser) -> Page {
    let chooser = browser.open(party.address(&party.attempt())).await;
    browser.choose_key_card(&chooser).await
}
