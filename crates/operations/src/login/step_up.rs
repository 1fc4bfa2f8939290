//! Step-up: a session that lives, and is refused for its level only, has shown already who this is
//! and some of what a higher level needs. The login asks for the rest.

use super::key_card::{Prompt, prompt};
use super::session::session_at;
use super::settle::Place;
use crate::Browser;
use crate::authorize::session_state;
use crate::record::Record;
use lykill_broker::level::shows_password;
use lykill_broker::login::{Event, advance, first_step};
use lykill_broker::types::{AwaitedKey, Login, LoginState, Method, Session};
use lykill_core::Timestamp;
use lykill_core::audit::AuditKind;
use lykill_core::id::SessionId;
use lykill_issuer::types::{CardKind, Eid, EidState};
use lykill_oauth::session::{Answer, Circumstances, Held, LoginReason, Timers, answer};
use lykill_oauth::types::AuthorizeRequest;
use lykill_store::eid::eid_lock;
use lykill_store::{StoreError, Tx};

/// This browser's session, where nothing but its level keeps it from answering the request.
pub(crate) async fn session_below(
    tx: &mut Tx<'_>,
    browser: &Browser,
    request: &AuthorizeRequest,
    now: Timestamp,
) -> Result<Option<Session>, StoreError> {
    let Some(session) = session_at(tx, browser, request).await? else {
        return Ok(None);
    };
    let held = Held {
        session: session_state(&session),
        sub: None,
        link_missing: false,
    };
    let circumstances = Circumstances {
        network_allowed: true,
        timers: Timers::default(),
        now,
    };
    let answer = answer(request, Some(held), &circumstances);
    Ok((answer == Answer::LoginNeeded(LoginReason::Level)).then_some(session))
}

/// What a login awaits once this method is chosen in this browser.
pub(crate) async fn chosen(
    tx: &mut Tx<'_>,
    place: Place<'_>,
    browser: &Browser,
    (login, request): (&Login, &AuthorizeRequest),
    method: &Method,
) -> Result<LoginState, StoreError> {
    let (ctx, call, now) = place;
    let whole = first_step(method.kind, method.name.clone());
    let Some(session) = session_below(tx, browser, request, now).await? else {
        return Ok(whole);
    };
    let Some(eid) = eid_lock(tx, session.eid).await? else {
        return Ok(whole);
    };
    let helps = shows_password(&session, eid.proofed, method, login.asked);
    if !helps || !matches!(eid.state, EidState::Active { .. }) {
        return Ok(whole);
    }
    let Some(prompt) = prompt(tx, ctx, eid.id, (CardKind::KeyCard, false)).await? else {
        return Ok(whole);
    };
    let at_whole = Login {
        state: whole,
        ..login.clone()
    };
    let event = Event::Asked(awaited((&eid, session.id), prompt, method));
    let Ok(step) = advance(&at_whole, event, now) else {
        return Ok(at_whole.state);
    };
    Record::new(ctx, call, now, AuditKind::SessionReused)
        .login(login)
        .person(session.person)
        .eid(session.eid)
        .detail("for the password")
        .save(tx)
        .await?;
    Ok(step.state)
}

fn awaited(
    (eid, session): (&Eid, SessionId),
    Prompt { card, number }: Prompt,
    method: &Method,
) -> AwaitedKey {
    AwaitedKey {
        eid: eid.id,
        person: eid.person,
        card,
        number,
        method: method.name.clone(),
        chosen_password: None,
        chosen_user_id: None,
        chosen_strength: None,
        shown_in: Some(session),
    }
}
