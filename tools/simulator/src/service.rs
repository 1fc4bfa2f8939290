//! What services do with a code, and what somebody does there.

use crate::administrator;
use crate::deployment::{SERVICES, Service};
use crate::errand::begin;
use crate::prompt::{judge, promise};
use crate::refreshing;
use crate::stage::{Lost, Stage};
use crate::visitor::{Held, Jar, VERIFIER, param};
use crate::witness::{Redeemable, Refreshable, Usable};
use base64::Engine as _;
use lykill_core::audit::AuditKind;
use lykill_operations::answer::JsonAnswer;
use lykill_operations::call::ClientCall;
use lykill_operations::logout::LogoutAnswer;
use lykill_operations::token;
use lykill_operations::userinfo;
use serde_json::Value;
use std::collections::VecDeque;
use url::form_urlencoded::Serializer;

/// What somebody may have kept, or stolen, and tries again.
#[derive(Default)]
pub struct Kept {
    /// Codes.
    pub codes: VecDeque<Redeemable>,
    /// Tokens.
    pub tokens: VecDeque<Usable>,
    /// Refresh tokens, exchanged ones among them.
    pub refresh_tokens: VecDeque<Refreshable>,
    /// Browsers as they were.
    pub jars: VecDeque<crate::visitor::Visitor>,
}

/// How much of each is kept.
const KEPT: usize = 40;

/// Keeps one more; the oldest goes.
pub fn keep<T>(kept: &mut VecDeque<T>, one: T) {
    if kept.len() == KEPT {
        kept.pop_front();
    }
    kept.push_back(one);
}

/// Somebody arrives with a code: the service redeems it, asks who it is, and perhaps the visit
/// ends with a logout.
pub async fn arrive(stage: &Stage, jar: &Jar, service: usize, (url, held): (&str, Held)) {
    let Some(code) = param(url, "code") else {
        return;
    };
    let code = Redeemable {
        code,
        service,
        held,
        issued_at: stage.turns.note().at,
    };
    {
        let mut kept = stage.kept.borrow_mut();
        keep(&mut kept.codes, code.clone());
        keep(&mut kept.jars, jar.borrow().clone());
    }
    let dice = &stage.dice;
    let pause = if dice.permille(50) {
        dice.between(55, 90)
    } else {
        dice.between(0, 10)
    };
    stage.pass(pause).await;
    let (mut token, mut refreshable) = (None, None);
    for _ in 0..2 {
        match redeem(stage, &code).await {
            Ok(Some(redeemed)) => {
                (token, refreshable) = (Some(redeemed.0), redeemed.1);
                break;
            }
            Ok(None) => break,
            Err(Lost) => stage.pass(1).await,
        }
    }
    if let Some(token) = &token {
        use_token(stage, token).await;
        keep(&mut stage.kept.borrow_mut().tokens, token.clone());
    }
    if let Some(refreshable) = refreshable.filter(|_| dice.permille(400)) {
        refreshing::go_on(stage, refreshable).await;
    }
    if dice.permille(30) {
        let _again = redeem(stage, &code).await;
        if let Some(token) = &token {
            use_token(stage, token).await;
        }
    }
    // The cards of those who log in several times a day are to be used up one day.
    let is_busy = stage.people.borrow()[held.person].habit > 1000;
    if !is_busy && dice.permille(40) {
        block_at_once(stage, jar, (service, held), token.as_ref()).await;
    }
    if dice.permille(250) {
        stage.pass(dice.between(5, 600)).await;
        log_out(stage, jar, service).await;
    }
}

/// The holder misses the card and has it blocked at once; whoever is inside tries to stay.
async fn block_at_once(
    stage: &Stage,
    jar: &Jar,
    (service, held): (usize, Held),
    token: Option<&Usable>,
) {
    administrator::replace(stage, held.person).await;
    stage.count("blocked while inside");
    stage.pass(stage.dice.between(0, 30)).await;
    if let Some(token) = token {
        use_token(stage, token).await;
    }
    let last = stage.kept.borrow().refresh_tokens.back().cloned();
    if let Some(last) = last.filter(|last| last.held.name == held.name) {
        let _refused = refreshing::refresh(stage, &last).await;
    }
    // A session that answers is judged where it answers.
    let _begun = begin(stage, jar, (SERVICES[service], false)).await;
}

/// A call of a service at the token endpoint.
pub fn call(service: Service, body: Vec<u8>) -> ClientCall {
    let pair = format!("{}:{}", service.id, service.secret);
    let encoded = base64::engine::general_purpose::STANDARD.encode(pair);
    ClientCall {
        authorization: Some(format!("Basic {encoded}")),
        content_type: Some("application/x-www-form-urlencoded".to_owned()),
        body,
        query: None,
    }
}

/// What a code was redeemed for.
type Redeemed = (Usable, Option<Refreshable>);

/// Redeems a code as its service does.
pub async fn redeem(stage: &Stage, code: &Redeemable) -> Result<Option<Redeemed>, Lost> {
    let service = SERVICES[code.service];
    let mut form = Serializer::new(String::new());
    form.append_pair("grant_type", "authorization_code")
        .append_pair("code", &code.code)
        .append_pair("redirect_uri", service.redirect)
        .append_pair("code_verifier", VERIFIER);
    let request = call(service, form.finish().into_bytes());
    let answered = stage.ask(("redeem", None), async move |ctx, call| {
        token::redeem(&ctx, &call, request).await
    });
    let (answer, note) = answered.await?;
    let actor = stage.turns.current();
    let error = answer.body["error_description"].as_str().unwrap_or("");
    stage.say(&format!(
        "a{actor} redeem at {}: {} {error}",
        service.id, answer.status
    ));
    let place = (note.last, note.at);
    if answer.status != 200 {
        promise(stage, AuditKind::ClientRefused, note);
        stage
            .witness
            .borrow_mut()
            .inside
            .code_refused(code, note.last);
        stage.count("codes refused");
        return Ok(None);
    }
    promise(stage, AuditKind::CodeRedeemed, note);
    stage.count("codes redeemed");
    let redeemed = stage.witness.borrow_mut().inside.code_redeemed(code, place);
    judge(stage, redeemed);
    judge(stage, says_who(stage, code, &answer));
    let token = answer.body["access_token"].as_str().unwrap_or_default();
    let refresh = answer.body["refresh_token"].as_str();
    if refresh.is_some() != service.refreshes {
        stage.violated(format!("{} got {refresh:?}", service.id));
    }
    let refreshable = refresh.map(|token| Refreshable {
        token: token.to_owned(),
        code: code.code.clone(),
        service: code.service,
        held: code.held,
        issued_at: note.at,
    });
    let usable = Usable {
        token: token.to_owned(),
        code: code.code.clone(),
        held: code.held,
        issued_at: note.at,
    };
    Ok(Some((usable, refreshable)))
}

/// The ID token names the right person, always by the same subject.
fn says_who(stage: &Stage, code: &Redeemable, answer: &JsonAnswer) -> Result<(), String> {
    let claims = claims(answer).ok_or("a token response without a readable ID token")?;
    let (person, service) = (code.held.person, SERVICES[code.service]);
    let sub = claims["sub"].as_str().unwrap_or_default();
    stage.witness.borrow_mut().called(person, service.id, sub)?;
    let people = stage.people.borrow();
    if claims["name"] != people[person].name.as_str() {
        return Err(format!(
            "person {person} is called {} in a token",
            claims["name"]
        ));
    }
    if claims["acr"] != "idporten-loa-substantial" || claims["nonce"] != "a-nonce" {
        return Err(format!(
            "acr {} and nonce {}",
            claims["acr"], claims["nonce"]
        ));
    }
    let auth_time = claims["auth_time"].as_i64();
    if auth_time != Some(code.held.since.seconds()) {
        return Err(format!(
            "the login was at {}, not {auth_time:?}",
            code.held.since.seconds()
        ));
    }
    let linked = claims["work_email"].as_str();
    let own = |address: &str| people[person].work_emails.iter().any(|own| own == address);
    match (service.company, linked) {
        (Some(_), Some(address)) if own(address) => Ok(()),
        (None, None) => Ok(()),
        _ => Err(format!(
            "person {person} enters {} as {linked:?}",
            service.id
        )),
    }
}

fn claims(answer: &JsonAnswer) -> Option<Value> {
    let payload = answer.body["id_token"].as_str()?.split('.').nth(1)?;
    let bytes = lykill_crypto::pure::b64::decode(payload).ok()?;
    serde_json::from_slice(&bytes).ok()
}

/// Asks the userinfo endpoint with a token.
pub async fn use_token(stage: &Stage, token: &Usable) {
    let header = format!("Bearer {}", token.token);
    let answered = stage.ask(("userinfo", None), async move |ctx, _| {
        userinfo::answer(&ctx, Some(&header)).await
    });
    let Ok((answer, note)) = answered.await else {
        return;
    };
    if answer.status != 200 {
        stage.count("tokens refused");
        return;
    }
    stage.count("tokens used");
    let used = {
        let witness = stage.witness.borrow();
        let inside = witness.inside.token_used(token, (note.last, note.at));
        inside.and(witness.families.token_used(&token.code, note.last))
    };
    judge(stage, used);
    let name = stage.people.borrow()[token.held.person].name.clone();
    if answer.body["name"] != name.as_str() {
        stage.violated(format!("userinfo says {} of {name}", answer.body["name"]));
    }
}

/// Logs out at a service, and says yes on our page.
async fn log_out(stage: &Stage, jar: &Jar, service: usize) {
    let visitor = jar.borrow().clone();
    let Ok((first, note)) = visitor.log_out(stage, (SERVICES[service], false)).await else {
        return;
    };
    let done = match first {
        LogoutAnswer::Confirm { .. } => {
            let confirmed = visitor.log_out(stage, (SERVICES[service], true)).await;
            confirmed.ok()
        }
        answer => Some((answer, note)),
    };
    let Some((LogoutAnswer::Done { .. }, note)) = done else {
        return;
    };
    stage.count("logouts");
    let mut own = jar.borrow_mut();
    if let Some(held) = visitor.session {
        stage
            .witness
            .borrow_mut()
            .inside
            .logged_out(held, note.last);
    }
    if own.session == visitor.session {
        (own.session, own.browser.session) = (None, None);
    }
}
