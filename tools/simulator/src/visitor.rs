//! A browser with its cookies, and what can be done in it. Each act is one request: whoever makes
//! it hears the answer, or nothing.

use crate::deployment::Service;
use crate::stage::{Lost, Stage};
use crate::turns::Note;
use lykill_core::id::LoginId;
use lykill_core::{Language, Secret, Timestamp};
use lykill_crypto::pure::{b64, prf};
use lykill_operations::answer::{Gone, LoginView, StepAnswer};
use lykill_operations::authorize::{self, AuthorizeAnswer};
use lykill_operations::call::NewCookies;
use lykill_operations::logout::{self, LogoutAnswer};
use lykill_operations::{Browser, link, login};
use std::cell::RefCell;
use std::net::IpAddr;
use std::rc::Rc;
use url::form_urlencoded::Serializer;

/// A browser that several tabs share.
pub type Jar = Rc<RefCell<Visitor>>;

/// The PKCE verifier of every request here.
pub const VERIFIER: &str = "a-verifier-of-forty-three-characters-or-more";

/// A session as its browser knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// Whose it is.
    pub person: usize,
    /// Names it among all sessions.
    pub name: u64,
    /// The access that began it.
    pub born: u64,
    /// When it began.
    pub since: Timestamp,
    /// When it was last used, perhaps.
    pub seen: Timestamp,
}

/// A browser.
#[derive(Debug, Clone, Default)]
pub struct Visitor {
    /// Its cookies.
    pub browser: Browser,
    /// Where it is.
    pub peer: Option<IpAddr>,
    /// What it holds: whose session, as far as that is known.
    pub session: Option<Held>,
    /// For whom it is a known device.
    pub known_to: Option<usize>,
}

impl Visitor {
    /// A browser at home.
    pub fn at_home(which: usize) -> Jar {
        let last = u8::try_from(which % 200).unwrap_or(0);
        let browser = Browser {
            language: Some(Language::Nb),
            ..Browser::default()
        };
        Rc::new(RefCell::new(Self {
            browser,
            peer: Some(IpAddr::from([203, 0, 113, last])),
            session: None,
            known_to: None,
        }))
    }

    /// Stores what was set.
    pub fn keep(&mut self, cookies: &NewCookies) {
        let jar = &mut self.browser;
        jar.browser = cookies.browser.clone().or(jar.browser.take());
        jar.session = cookies.session.clone().or(jar.session.take());
        jar.device = cookies.device.clone().or(jar.device.take());
    }

    /// The authorization endpoint.
    pub async fn authorize(
        &self,
        stage: &Stage,
        (service, anew): (Service, bool),
    ) -> Result<(AuthorizeAnswer, Note), Lost> {
        let browser = self.browser.clone();
        let query = request(service, anew);
        stage
            .ask(("authorize", self.peer), async move |ctx, call| {
                authorize::start(&ctx, &call, &query, &browser).await
            })
            .await
    }

    /// What the login's page shows.
    pub async fn look(&self, stage: &Stage, id: LoginId) -> Result<Result<LoginView, Gone>, Lost> {
        let browser = self.browser.clone();
        let seen = stage.ask(("look", self.peer), async move |ctx, _| {
            login::view(&ctx, id, &browser).await
        });
        Ok(seen.await?.0)
    }

    /// Chooses the key card.
    pub async fn choose(&self, stage: &Stage, id: LoginId) -> Result<StepAnswer, Lost> {
        let browser = self.browser.clone();
        let chosen = stage.ask(("choose", self.peer), async move |ctx, call| {
            login::choose_method(&ctx, &call, id, &browser, "key-card").await
        });
        Ok(chosen.await?.0)
    }

    /// Types user id and password.
    pub async fn password(
        &self,
        stage: &Stage,
        id: LoginId,
        (user_id, password): (&str, &str),
    ) -> Result<(StepAnswer, Note), Lost> {
        let browser = self.browser.clone();
        let (user_id, password) = (user_id.to_owned(), Secret::from(password));
        stage
            .ask(("password", self.peer), async move |ctx, call| {
                login::answer_password(&ctx, &call, id, &browser, (&user_id, password)).await
            })
            .await
    }

    /// Chooses an own password.
    pub async fn new_password(
        &self,
        stage: &Stage,
        id: LoginId,
        password: &str,
    ) -> Result<StepAnswer, Lost> {
        let browser = self.browser.clone();
        let (one, again) = (Secret::from(password), Secret::from(password));
        let chosen = stage.ask(("new password", self.peer), async move |ctx, _| {
            login::answer_new_password(&ctx, id, &browser, "", (one, again)).await
        });
        Ok(chosen.await?.0)
    }

    /// Types a key.
    pub async fn key(
        &self,
        stage: &Stage,
        id: LoginId,
        typed: &str,
    ) -> Result<(StepAnswer, Note), Lost> {
        let (browser, typed) = (self.browser.clone(), typed.to_owned());
        stage
            .ask(("key", self.peer), async move |ctx, call| {
                login::answer_key(&ctx, &call, id, &browser, &typed).await
            })
            .await
    }

    /// Says that the new card has arrived.
    pub async fn new_card(&self, stage: &Stage, id: LoginId) -> Result<StepAnswer, Lost> {
        let browser = self.browser.clone();
        let switched = stage.ask(("new card", self.peer), async move |ctx, call| {
            login::use_new_card(&ctx, &call, id, &browser).await
        });
        Ok(switched.await?.0)
    }

    /// Goes back to the service without logging in.
    pub async fn cancel(&self, stage: &Stage, id: LoginId) -> Result<StepAnswer, Lost> {
        let browser = self.browser.clone();
        let cancelled = stage.ask(("cancel", self.peer), async move |ctx, _| {
            login::cancel(&ctx, id, &browser).await
        });
        Ok(cancelled.await?.0)
    }

    /// "Send e-mail".
    pub async fn send(&self, stage: &Stage, id: LoginId) -> Result<(StepAnswer, Note), Lost> {
        let browser = self.browser.clone();
        stage
            .ask(("send code", self.peer), async move |ctx, call| {
                link::send_code(&ctx, &call, id, &browser).await
            })
            .await
    }

    /// "Link account".
    pub async fn code(
        &self,
        stage: &Stage,
        id: LoginId,
        typed: &str,
    ) -> Result<(StepAnswer, Note), Lost> {
        let (browser, typed) = (self.browser.clone(), typed.to_owned());
        stage
            .ask(("code", self.peer), async move |ctx, call| {
                link::answer_code(&ctx, &call, id, &browser, &typed).await
            })
            .await
    }

    /// "Continue" on the receipt.
    pub async fn finish(&self, stage: &Stage, id: LoginId) -> Result<(StepAnswer, Note), Lost> {
        let browser = self.browser.clone();
        stage
            .ask(("finish", self.peer), async move |ctx, call| {
                login::finish(&ctx, &call, id, &browser).await
            })
            .await
    }

    /// Logs out; `confirmed` on our own page.
    pub async fn log_out(
        &self,
        stage: &Stage,
        (service, confirmed): (Service, bool),
    ) -> Result<(LogoutAnswer, Note), Lost> {
        let browser = self.browser.clone();
        let params = format!("client_id={}", service.id);
        let what = if confirmed {
            "confirm logout"
        } else {
            "logout"
        };
        stage
            .ask((what, self.peer), async move |ctx, call| match confirmed {
                true => logout::confirm(&ctx, &call, params.as_bytes(), &browser).await,
                false => logout::start(&ctx, &call, params.as_bytes(), &browser).await,
            })
            .await
    }
}

fn request(service: Service, anew: bool) -> String {
    let challenge = b64::encode(&prf::sha256(VERIFIER.as_bytes()));
    let mut form = Serializer::new(String::new());
    form.append_pair("client_id", service.id)
        .append_pair("redirect_uri", service.redirect)
        .append_pair("response_type", "code")
        .append_pair("scope", "openid profile")
        .append_pair("state", "a-state")
        .append_pair("nonce", "a-nonce")
        .append_pair("code_challenge", &challenge)
        .append_pair("code_challenge_method", "S256");
    if anew {
        form.append_pair("prompt", "login");
    }
    form.finish()
}

/// A parameter of a URL's query.
pub fn param(url: &str, name: &str) -> Option<String> {
    let url = url::Url::parse(url).ok()?;
    let mut pairs = url.query_pairs();
    let found = pairs.find(|(key, _)| key == name)?;
    Some(found.1.into_owned())
}
