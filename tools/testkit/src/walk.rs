//! Steps of a login in the browser without scripts: what a person does on each page.

#![expect(
    clippy::panic,
    clippy::expect_used,
    reason = "tests stop at the first surprise"
)]

use crate::oidc::{Answer, Attempt, RelyingParty};
use crate::world::Person;
use crate::{Browser, KeyCard, Page};

impl Page {
    /// The number whose key is asked.
    pub fn asked_number(&self) -> String {
        match self.attribute("data-key-number") {
            Some(number) => number,
            None => panic!(
                "{} ({}) asks for no key: {}",
                self.url,
                self.status,
                self.text()
            ),
        }
    }

    /// Whether it asks for a user id and a password.
    pub fn asks_for_password(&self) -> bool {
        self.has_field("user_id") && self.has_field("password")
    }
}

impl Browser {
    /// Chooses the key card on the chooser.
    pub async fn choose_key_card(&self, page: &Page) -> Page {
        self.press(page, "key-card", &[]).await
    }

    /// Types a user id and a password.
    pub async fn type_password(&self, page: &Page, user_id: &str, password: &str) -> Page {
        self.press(
            page,
            "continue",
            &[("user_id", user_id), ("password", password)],
        )
        .await
    }

    /// Types the key of the asked number from this card; the answer's redirects are followed.
    pub async fn type_key(&self, page: &Page, card: &KeyCard) -> Page {
        let number = page.asked_number();
        self.press(page, "answer", &[("key", card.key(&number))])
            .await
    }

    /// From the chooser up to the page that asks for a key.
    pub async fn up_to_key(&self, chooser: &Page, person: &Person) -> Page {
        let page = self.choose_key_card(chooser).await;
        self.type_password(&page, &person.user_id, &person.password)
            .await
    }

    /// From the chooser to wherever the right key leads.
    pub async fn log_in(&self, chooser: &Page, person: &Person) -> Page {
        let page = self.up_to_key(chooser, person).await;
        self.type_key(&page, &person.card).await
    }

    /// A whole login at a service that asks for no link: the answer and its request.
    pub async fn log_in_at(&self, party: &RelyingParty, person: &Person) -> (Answer, Attempt) {
        let attempt = party.attempt();
        let chooser = self.open(party.address(&attempt)).await;
        let page = self.log_in(&chooser, person).await;
        (party.answer(&page), attempt)
    }

    /// A request while a session lives: the answer comes without a page.
    pub async fn answer_at_once(&self, party: &RelyingParty) -> (Answer, Attempt) {
        let attempt = party.attempt();
        let page = self.open(party.address(&attempt)).await;
        (party.answer(&page), attempt)
    }

    /// A whole login and its tokens: the JSON of the token endpoint.
    pub async fn tokens_at(&self, party: &RelyingParty, person: &Person) -> serde_json::Value {
        let (answer, attempt) = self.log_in_at(party, person).await;
        let tokens = party.redeem(&Browser::new(), &answer, &attempt).await;
        assert_eq!(tokens.status, 200, "{}", tokens.body);
        tokens.json()
    }

    /// From the page that offers to send the e-mail: asks for it and types the code that `code`
    /// brings.
    pub async fn link(&self, page: &Page, code: impl AsyncFnOnce() -> String) -> Page {
        let asked = self.press(page, "send", &[]).await;
        assert!(asked.has_field("code"), "{}: {}", asked.url, asked.text());
        let code = code().await;
        let receipt = self.press(&asked, "link", &[("code", &code)]).await;
        self.press(&receipt, "continue", &[]).await
    }
}

/// The id of the login that a page belongs to.
pub fn login_of(page: &Page) -> String {
    let mut segments = page.url.path_segments().expect("a web address");
    assert_eq!(segments.next(), Some("login"), "{}", page.url);
    segments.next().expect("an id").to_owned()
}
