//! Passkeys with which people of a deployment log in.

use super::World;
use crate::authenticator::{Ask, Passkey, text};
use crate::{Browser, Page};

impl World {
    /// Adds a passkey in a browser in which somebody logged in just now; gives the page after it.
    pub async fn add_passkey(&self, browser: &Browser, key: &Passkey) -> Page {
        let page = browser.open(self.at("/passkeys")).await;
        let challenge = page.attribute("data-challenge").expect("it may be added");
        let origin = self.issuer().origin().ascii_serialization();
        let (client_data, object) = key.create(&Ask::new("localhost", &origin, &challenge));
        let typed = [
            ("label", "Telefon"),
            ("client_data", &*text(&client_data)),
            ("attestation_object", &*text(&object)),
        ];
        browser.press(&page, "add", &typed).await
    }
}
