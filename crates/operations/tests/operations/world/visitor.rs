//! A browser with its cookies, and what people do in it.

use super::{Holder, PASSWORD, Service, right_key};
use lykill_core::id::{LoginId, RequestId};
use lykill_core::{Language, Secret};
use lykill_crypto::pure::{b64, prf};
use lykill_operations::answer::{
    CodeView, Gone, JsonAnswer, KeyView, Leave, LoginView, Problem, StepAnswer, StepView,
};
use lykill_operations::authorize::{self, AuthorizeAnswer};
use lykill_operations::call::{ClientCall, NewCookies};
use lykill_operations::{Browser, Call, Context, introspect, link, login, revoke, token};
use std::net::IpAddr;
use url::form_urlencoded::Serializer;

/// Asks again while the deployment says that it is busy, as whoever gets a 503 does.
macro_rules! patiently {
    ($asked:expr) => {
        loop {
            match $asked.await {
                Err(error) if error.is_busy() => {}
                outcome => break outcome.expect("a database"),
            }
        }
    };
}

/// The PKCE verifier of every request here.
pub const VERIFIER: &str = "a-verifier-of-forty-three-characters-or-more";

/// A browser.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// Its cookies.
    pub browser: Browser,
    /// Where it is.
    pub peer: Option<IpAddr>,
}

impl Default for Visitor {
    fn default() -> Self {
        Self {
            browser: Browser {
                language: Some(Language::Nb),
                ..Browser::default()
            },
            peer: "203.0.113.7".parse().ok(),
        }
    }
}

impl Visitor {
    /// One request of this browser.
    pub fn call(&self, ctx: &Context) -> Call {
        let request = RequestId::new(ctx.now(), ctx.rng.as_ref());
        Call {
            request,
            peer: self.peer,
        }
    }

    /// Stores what was set.
    pub fn keep(&mut self, cookies: NewCookies) {
        let NewCookies {
            browser,
            session,
            isolated,
            device,
        } = cookies;
        let jar = &mut self.browser;
        jar.browser = browser.or(jar.browser.take());
        jar.session = session.or(jar.session.take());
        jar.isolated.extend(isolated);
        jar.device = device.or(jar.device.take());
    }

    /// Stores what an answer set.
    pub fn keep_of(&mut self, answer: &StepAnswer) {
        if let StepAnswer::Next(cookies) | StepAnswer::Return(_, cookies) = answer {
            self.keep(cookies.clone());
        }
    }

    /// The browser goes to the authorization endpoint.
    pub async fn authorize(
        &mut self,
        ctx: &Context,
        service: Service,
        more: &[(&str, &str)],
    ) -> AuthorizeAnswer {
        let query = request(service, more);
        let started = authorize::start(ctx, &self.call(ctx), &query, &self.browser).await;
        let answer = started.expect("a database");
        if let AuthorizeAnswer::Login(_, cookies) | AuthorizeAnswer::Return(_, cookies) = &answer {
            self.keep(cookies.clone());
        }
        answer
    }

    /// A login begins.
    pub async fn begin(&mut self, ctx: &Context, service: Service) -> LoginId {
        match self.authorize(ctx, service, &[]).await {
            AuthorizeAnswer::Login(login, _) => login,
            other => panic!("a login expected, got {other:?}"),
        }
    }

    /// A login begins although a session may live.
    pub async fn begin_anew(&mut self, ctx: &Context) -> LoginId {
        match self
            .authorize(ctx, super::LIBRARY, &[("prompt", "login")])
            .await
        {
            AuthorizeAnswer::Login(login, _) => login,
            other => panic!("a login expected, got {other:?}"),
        }
    }

    /// What the login's page shows.
    pub async fn look(&self, ctx: &Context, login: LoginId) -> Result<LoginView, Gone> {
        login::view(ctx, login, &self.browser)
            .await
            .expect("a database")
    }

    /// The step that the login's page shows.
    pub async fn step(&self, ctx: &Context, login: LoginId) -> StepView {
        self.look(ctx, login).await.expect("a login").step
    }

    /// Chooses the key card.
    pub async fn choose(&mut self, ctx: &Context, login: LoginId) -> StepAnswer {
        login::choose_method(ctx, &self.call(ctx), login, &self.browser, "key-card")
            .await
            .expect("a database")
    }

    /// Types user id and password, after choosing the key card.
    pub async fn password(
        &mut self,
        ctx: &Context,
        login: LoginId,
        (user_id, password): (&str, &str),
    ) -> StepAnswer {
        self.choose(ctx, login).await;
        self.password_again(ctx, login, (user_id, password)).await
    }

    /// Types user id and password on their page.
    pub async fn password_again(
        &mut self,
        ctx: &Context,
        login: LoginId,
        (user_id, password): (&str, &str),
    ) -> StepAnswer {
        let call = self.call(ctx);
        let typed = || (user_id, Secret::from(password));
        let answer = patiently!(login::answer_password(
            ctx,
            &call,
            login,
            &self.browser,
            typed()
        ));
        self.keep_of(&answer);
        answer
    }

    /// A login up to its number.
    pub async fn until_key(&mut self, ctx: &Context, service: Service, who: &Holder) -> LoginId {
        let login = self.begin(ctx, service).await;
        let typed = (who.user_id.as_str(), who.password.as_str());
        let answer = self.password(ctx, login, typed).await;
        assert!(matches!(answer, StepAnswer::Next(_)), "{answer:?}");
        login
    }

    /// The key step.
    pub async fn key_view(&self, ctx: &Context, login: LoginId) -> KeyView {
        match self.step(ctx, login).await {
            StepView::Key(view) => view,
            other => panic!("the key step expected, got {other:?}"),
        }
    }

    /// Types a key.
    pub async fn key(&mut self, ctx: &Context, login: LoginId, key: &str) -> StepAnswer {
        let call = self.call(ctx);
        let answer = patiently!(login::answer_key(ctx, &call, login, &self.browser, key));
        self.keep_of(&answer);
        answer
    }

    /// Reads the asked number on the card and types its key.
    pub async fn right_key(&mut self, ctx: &Context, login: LoginId) -> StepAnswer {
        let view = self.key_view(ctx, login).await;
        let key = right_key(ctx, &view).await;
        self.key(ctx, login, &key).await
    }

    /// Says that the new card has arrived.
    pub async fn new_card(&mut self, ctx: &Context, login: LoginId) {
        let answer = login::use_new_card(ctx, &self.call(ctx), login, &self.browser).await;
        let answer = answer.expect("a database");
        assert!(matches!(answer, StepAnswer::Next(_)), "{answer:?}");
    }

    /// A whole login with password and key; what follows is up to the service.
    pub async fn log_in(&mut self, ctx: &Context, service: Service, who: &Holder) -> LoginId {
        let login = self.until_key(ctx, service, who).await;
        let answer = self.right_key(ctx, login).await;
        let went_on = matches!(answer, StepAnswer::Next(_) | StepAnswer::Return(..));
        assert!(went_on, "{answer:?}");
        login
    }

    /// A whole login at a service that needs no page after it: the code.
    pub async fn code_for(&mut self, ctx: &Context, service: Service, who: &Holder) -> String {
        let login = self.until_key(ctx, service, who).await;
        code_of(&returned(self.right_key(ctx, login).await))
    }

    /// "Send e-mail".
    pub async fn send(&mut self, ctx: &Context, login: LoginId) -> StepAnswer {
        let call = self.call(ctx);
        patiently!(link::send_code(ctx, &call, login, &self.browser))
    }

    /// "Link account".
    pub async fn code(&mut self, ctx: &Context, login: LoginId, code: &str) -> StepAnswer {
        let call = self.call(ctx);
        let answer = patiently!(link::answer_code(ctx, &call, login, &self.browser, code));
        self.keep_of(&answer);
        answer
    }

    /// The code step.
    pub async fn code_view(&self, ctx: &Context, login: LoginId) -> CodeView {
        match self.step(ctx, login).await {
            StepView::Code(view) => view,
            other => panic!("the code step expected, got {other:?}"),
        }
    }

    /// "Continue" on the receipt.
    pub async fn finish(&mut self, ctx: &Context, login: LoginId) -> StepAnswer {
        login::finish(ctx, &self.call(ctx), login, &self.browser)
            .await
            .expect("a database")
    }

    /// Chooses an own password while activating.
    pub async fn new_password(&self, ctx: &Context, login: LoginId, password: &str) -> StepAnswer {
        self.new_name(ctx, login, ("", password)).await
    }

    /// Chooses an own user id and password while activating.
    pub async fn new_name(
        &self,
        ctx: &Context,
        login: LoginId,
        (user_id, password): (&str, &str),
    ) -> StepAnswer {
        let secrets = (Secret::from(password), Secret::from(password));
        login::answer_new_password(ctx, login, &self.browser, user_id, secrets)
            .await
            .expect("a database")
    }

    /// Activates an eID: temporary password, own password, first key.
    pub async fn activate(&mut self, ctx: &Context, who: &mut Holder) {
        let login = self.until_key(ctx, super::LIBRARY, who).await;
        let answer = self.new_password(ctx, login, PASSWORD).await;
        assert!(matches!(answer, StepAnswer::Next(_)), "{answer:?}");
        returned(self.right_key(ctx, login).await);
        PASSWORD.clone_into(&mut who.password);
    }
}

/// The query of an authorization request; a parameter of `more` stands for the default one, and
/// an empty value leaves it out.
pub fn request(service: Service, more: &[(&str, &str)]) -> String {
    let challenge = b64::encode(&prf::sha256(VERIFIER.as_bytes()));
    let standard = [
        ("client_id", service.id),
        ("redirect_uri", service.redirect),
        ("response_type", "code"),
        ("scope", "openid profile"),
        ("state", "a-state"),
        ("nonce", "a-nonce"),
        ("code_challenge", challenge.as_str()),
        ("code_challenge_method", "S256"),
    ];
    form(&standard, more)
}

/// Parameters as a query or body: those of `more` stand for the standard ones.
fn form(standard: &[(&str, &str)], more: &[(&str, &str)]) -> String {
    let mut form = Serializer::new(String::new());
    let kept = standard
        .iter()
        .filter(|(name, _)| !more.iter().any(|(other, _)| other == name));
    for (name, value) in kept.chain(more).filter(|(_, value)| !value.is_empty()) {
        form.append_pair(name, value);
    }
    form.finish()
}

/// Where an answer sends the browser.
#[track_caller]
pub fn returned(answer: StepAnswer) -> String {
    match answer {
        StepAnswer::Return(Leave::To(url), _) => url,
        other => panic!("a way back expected, got {other:?}"),
    }
}

/// What an answer tells whoever it is given to, without what is of this login alone: its id, and
/// what a passkey is asked, which everybody is asked.
pub fn told_anybody(answer: StepAnswer, login: LoginId) -> String {
    let told = format!("{answer:?}").replace(&login.to_string(), "LOGIN");
    let ask = match answer {
        StepAnswer::Stay(view, _) => view.passkey.expect("a passkey is offered"),
        other => panic!("the page again expected, got {other:?}"),
    };
    told.replace(&ask.challenge, "CHALLENGE")
}

/// What stands in the way.
#[track_caller]
pub fn problem(answer: StepAnswer) -> Problem {
    match answer {
        StepAnswer::Stay(_, problem) => problem,
        other => panic!("a problem expected, got {other:?}"),
    }
}

/// A parameter of a URL's query.
#[track_caller]
pub fn param(url: &str, name: &str) -> Option<String> {
    let url = url::Url::parse(url).expect("a URL");
    let mut pairs = url.query_pairs();
    pairs
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

/// The code in an authorization response.
#[track_caller]
pub fn code_of(url: &str) -> String {
    param(url, "code").unwrap_or_else(|| panic!("no code in {url}"))
}

/// The error in an authorization response.
#[track_caller]
pub fn error_of(url: &str) -> String {
    param(url, "error").unwrap_or_else(|| panic!("no error in {url}"))
}

/// A redirect's address.
#[track_caller]
pub fn redirected(answer: AuthorizeAnswer) -> String {
    match answer {
        AuthorizeAnswer::Return(Leave::To(url), _) => url,
        other => panic!("a redirect expected, got {other:?}"),
    }
}

/// The service redeems a code; a parameter of `more` stands for the default one, and an empty
/// value leaves it out.
pub async fn redeem_with(
    ctx: &Context,
    service: Service,
    code: &str,
    more: &[(&str, &str)],
) -> JsonAnswer {
    let standard = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", service.redirect),
        ("code_verifier", VERIFIER),
    ];
    let (from, call) = (super::command(ctx), client_call(service, &standard, more));
    patiently!(token::redeem(ctx, &from, call.clone()))
}

/// A service's own request, with its secret in the header or, when it has none, with its name
/// alone; parameters of `more` stand for the standard ones, and an empty value leaves one out.
pub fn client_call(
    service: Service,
    standard: &[(&str, &str)],
    more: &[(&str, &str)],
) -> ClientCall {
    use base64::Engine as _;
    let pair = format!("{}:{}", service.id, service.secret);
    let encoded = base64::engine::general_purpose::STANDARD.encode(pair);
    let is_public = service.secret.is_empty();
    let mut fields = standard.to_vec();
    if is_public && !fields.iter().any(|(name, _)| *name == "client_id") {
        fields.push(("client_id", service.id));
    }
    ClientCall {
        authorization: (!is_public).then(|| format!("Basic {encoded}")),
        content_type: Some("application/x-www-form-urlencoded".to_owned()),
        body: form(&fields, more).into_bytes(),
        query: None,
    }
}

/// The service exchanges a refresh token, from this address; a parameter of `more` stands for the
/// standard one.
pub async fn refresh_from(
    ctx: &Context,
    service: Service,
    token: &str,
    (peer, more): (Option<IpAddr>, &[(&str, &str)]),
) -> JsonAnswer {
    let standard = [("grant_type", "refresh_token"), ("refresh_token", token)];
    let from = Call {
        peer,
        ..super::command(ctx)
    };
    let call = client_call(service, &standard, more);
    patiently!(token::redeem(ctx, &from, call.clone()))
}

/// The service exchanges a refresh token.
pub async fn refresh(ctx: &Context, service: Service, token: &str) -> JsonAnswer {
    refresh_from(ctx, service, token, (None, &[])).await
}

/// A token of an answer.
#[track_caller]
pub fn token_of(answer: &JsonAnswer, name: &str) -> String {
    assert_eq!(answer.status, 200, "{}", answer.body);
    let token = answer.body[name].as_str();
    token
        .unwrap_or_else(|| panic!("no {name} in {}", answer.body))
        .to_owned()
}

/// The service asks what a token is good for.
pub async fn ask_about(ctx: &Context, service: Service, token: &str) -> JsonAnswer {
    let (from, call) = (
        super::command(ctx),
        client_call(service, &[("token", token)], &[]),
    );
    patiently!(introspect::answer(ctx, &from, call.clone()))
}

/// The service gives a token back.
pub async fn give_back(ctx: &Context, service: Service, token: &str) -> JsonAnswer {
    let (from, call) = (
        super::command(ctx),
        client_call(service, &[("token", token)], &[]),
    );
    patiently!(revoke::answer(ctx, &from, call.clone()))
}

/// The service redeems a code.
pub async fn redeem(ctx: &Context, service: Service, code: &str) -> JsonAnswer {
    redeem_with(ctx, service, code, &[]).await
}
