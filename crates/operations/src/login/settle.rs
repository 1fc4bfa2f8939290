//! What follows an authentication: session, level, age, networks, linking, and the answer.

use super::session::session_at;
use super::view::stay_next;
use crate::answer::StepAnswer;
use crate::call::{NewCookies, isolated_name};
use crate::link::facts::link_facts;
use crate::notice;
use crate::record::{Record, impossible};
use crate::session_end::end;
use crate::{Browser, Call, Context};
use lykill_broker::method::factors;
use lykill_broker::outcome::{AfterProof, Next, after_proof};
use lykill_broker::types::{LoginState, RefusedReason, Session};
use lykill_broker::{level, network};
use lykill_core::audit::AuditKind;
use lykill_core::effect::Notice;
use lykill_core::id::{ClientId, LoginId, PersonId, SessionId};
use lykill_core::proof::Verified;
use lykill_core::{Level, MethodKind, Proof, Rights, Secret, Timestamp, random};
use lykill_issuer::entitlement::{Holder, Refusal};
use lykill_issuer::types::{Eid, Person};
use lykill_issuer::{age, entitlement};
use lykill_oauth::types::{AuthorizeRequest, Client};
use lykill_store::client::client_fetch;
use lykill_store::device::device_insert;
use lykill_store::login::{StoredLogin, login_by_browser, login_save_in_browser};
use lykill_store::person::person_fetch;
use lykill_store::session::{session_end, session_insert, session_succeed};
use lykill_store::{Rollback, StoreError, Tx};

/// Who was just authenticated, and in which call.
pub(crate) struct Authenticated<'a> {
    pub(crate) ctx: &'a Context,
    pub(crate) call: &'a Call,
    pub(crate) browser: &'a Browser,
    pub(crate) now: Timestamp,
    /// Whether the device was known before: an unknown one is from now on, with a notice.
    pub(crate) known_device: bool,
}

/// In which deployment, call and moment.
pub(crate) type Place<'a> = (&'a Context, &'a Call, Timestamp);

impl<'a> Authenticated<'a> {
    pub(crate) const fn place(&self) -> Place<'a> {
        (self.ctx, self.call, self.now)
    }
}

/// Ends the key step: a new session and new cookies (security.md case 176: nothing that was in
/// the browser before names anything now), then whatever the service asks for.
pub(crate) async fn settle(
    tx: &mut Tx<'_>,
    seen: &Authenticated<'_>,
    stored: StoredLogin,
    (eid, kind): (&Eid, MethodKind),
) -> Result<StepAnswer, Rollback> {
    let proof = Proof::verified(Verified {
        subject: eid.person,
        eid: eid.id,
        authenticator: kind,
        method: configured(seen.ctx, stored.login.state.method(), kind),
        login: stored.login.id,
        factors: factors(kind).to_vec(),
        bound_at: eid.proofed,
        at: seen.now,
    });
    settle_proof(tx, seen, stored, (proof, Some(eid))).await
}

/// The same for a proof of any kind; the eID is that whose devices are remembered.
pub(crate) async fn settle_proof(
    tx: &mut Tx<'_>,
    seen: &Authenticated<'_>,
    mut stored: StoredLogin,
    (proof, eid): (Proof, Option<&Eid>),
) -> Result<StepAnswer, Rollback> {
    let (ctx, person) = (seen.ctx, proof.subject());
    let session_cookie = Secret::new(random::token(ctx.rng.as_ref()));
    let session = new_session(ctx, seen.now, &proof, &stored.request);
    session_insert(tx, &session, &super::hash_cookie(&session_cookie)).await?;
    end_former_session(tx, seen, &session, &stored.request).await?;
    let browser_cookie = Secret::new(random::token(ctx.rng.as_ref()));
    let renewed = super::hash_cookie(&browser_cookie).to_vec();
    let (login, former) = (stored.login.clone(), stored.login.browser.clone());
    let found = tx.together(
        |tx| Box::pin(Parties::of(tx, login.id, login.client, person)),
        |tx| Box::pin(async move { login_by_browser(tx, &former).await }),
    );
    let (parties, held) = found.await?;
    take_along(tx, held, stored.login.id, &renewed).await?;
    stored.login.browser = renewed;
    let device = match eid {
        Some(eid) => remember_device(tx, seen, &parties, eid).await?,
        None => None,
    };
    Record::new(ctx, seen.call, seen.now, AuditKind::LoginSucceeded)
        .login(&stored.login)
        .eid(proof.eid())
        .person(person)
        .detail(session.level.word())
        .save(tx)
        .await?;
    let only = session.only_client.as_ref().map(isolated_name);
    let (session_cookie, isolated) = match only {
        Some(name) => (None, Some((name, session_cookie))),
        None => (Some(session_cookie), None),
    };
    let cookies = NewCookies {
        browser: Some(browser_cookie),
        session: session_cookie,
        isolated,
        device,
    };
    go_on(tx, seen, stored, (proof, &session, &parties), cookies).await
}

/// The configured name of the method: the chosen one or, where the card completed an activation
/// that began at another one, the first of its kind.
fn configured(ctx: &Context, chosen: &str, kind: MethodKind) -> String {
    let method = ctx.method(chosen, kind).or_else(|| ctx.method("", kind));
    method.map_or_else(|| chosen.to_owned(), |method| method.name.clone())
}

/// The two between whom a login is: who logs in, and where.
pub(crate) struct Parties {
    pub(crate) person: Person,
    pub(crate) client: Client,
}

impl Parties {
    async fn of(
        tx: &mut Tx<'_>,
        login: LoginId,
        client: ClientId,
        person: PersonId,
    ) -> Result<Self, StoreError> {
        let lost = || impossible("login", "client_id", &login);
        let found = tx.together(
            |tx| Box::pin(async move { client_fetch(tx, &client).await }),
            |tx| Box::pin(person_fetch(tx, person)),
        );
        let (client, person) = found.await?;
        Ok(Self {
            person: person.ok_or_else(lost)?,
            client: client.ok_or_else(lost)?.client,
        })
    }
}

/// The browser's other tabs go on under its new cookie, as far as nothing was proven in them: a
/// login that somebody else planted with the old cookie could hold somebody else's proof.
async fn take_along(
    tx: &mut Tx<'_>,
    held: Vec<StoredLogin>,
    done: LoginId,
    renewed: &[u8],
) -> Result<(), Rollback> {
    for mut other in held {
        let untouched = matches!(
            other.login.state,
            LoginState::Method
                | LoginState::Password { .. }
                | LoginState::Device { .. }
                | LoginState::Passkey { .. }
        );
        if other.login.id == done || !untouched {
            continue;
        }
        other.login.browser = renewed.to_vec();
        login_save_in_browser(tx, &other.login).await?;
    }
    Ok(())
}

fn new_session(
    ctx: &Context,
    now: Timestamp,
    proof: &Proof,
    request: &AuthorizeRequest,
) -> Session {
    Session {
        id: SessionId::new(now, ctx.rng.as_ref()),
        person: proof.subject(),
        eid: proof.eid(),
        only_client: request.sso_isolated.then(|| request.client_id.clone()),
        level: reached(ctx, proof),
        method: proof.authenticator(),
        method_name: method_name(proof),
        factors: proof.factors().to_vec(),
        authenticated_at: proof.at(),
        last_seen_at: now,
        ended_at: None,
    }
}

/// The configured name of a proof's method; in one that an earlier release stored, its kind.
fn method_name(proof: &Proof) -> String {
    match proof.method() {
        "" => proof.authenticator().word().to_owned(),
        name => name.to_owned(),
    }
}

/// The level of a proof; low when its method is no longer configured.
pub(crate) fn reached(ctx: &Context, proof: &Proof) -> Level {
    let method = ctx.method(proof.method(), proof.authenticator());
    method.map_or(Level::Low, |method| level::of(proof, method))
}

/// Services hear of it when somebody else sits at the browser now; they need not when the same
/// person proved more, or proved it anew: then the new session is to them what the former was, and
/// its end is told to all.
async fn end_former_session(
    tx: &mut Tx<'_>,
    seen: &Authenticated<'_>,
    next: &Session,
    request: &AuthorizeRequest,
) -> Result<(), StoreError> {
    let Some(former) = session_at(tx, seen.browser, request).await? else {
        return Ok(());
    };
    if former.person != next.person {
        let whose = (former.id, former.person);
        return end(tx, seen.ctx, whose, seen.now).await.map(drop);
    }
    // What ended before was told, or never will be: nothing of it goes on.
    if session_end(tx, former.id, seen.now).await?.is_spent() {
        session_succeed(tx, former.id, next.id).await?;
    }
    Ok(())
}

/// A device that completed a full login is known from now on; the holder is told of a new one.
async fn remember_device(
    tx: &mut Tx<'_>,
    seen: &Authenticated<'_>,
    parties: &Parties,
    eid: &Eid,
) -> Result<Option<Secret<String>>, StoreError> {
    if seen.known_device {
        return Ok(None);
    }
    let cookie = Secret::new(random::token(seen.ctx.rng.as_ref()));
    device_insert(tx, &super::hash_cookie(&cookie), eid.id, seen.now).await?;
    let service = parties.client.client_name.to_string();
    notify_new_device(tx, seen, &parties.person, service).await?;
    Ok(Some(cookie))
}

async fn notify_new_device(
    tx: &mut Tx<'_>,
    seen: &Authenticated<'_>,
    person: &Person,
    service: String,
) -> Result<(), StoreError> {
    let notice = Notice::NewDevice {
        service,
        at: seen.now,
    };
    notice::tell(tx, seen.ctx, person, (notice, seen.now))
        .await
        .map(drop)
}

/// Decides what follows the proof, saves it with the login, and answers.
pub(crate) async fn go_on(
    tx: &mut Tx<'_>,
    seen: &Authenticated<'_>,
    mut stored: StoredLogin,
    who: (Proof, &Session, &Parties),
    cookies: NewCookies,
) -> Result<StepAnswer, Rollback> {
    let (proof, session, Parties { person, client }) = who;
    let asked = stored.login.asked;
    let facts = facts(tx, seen.place(), (asked, session.level), person, client).await?;
    match after_proof(&proof, &facts) {
        Next::Refuse(reason) => {
            stored.login.state = LoginState::Refused { reason };
            Record::new(seen.ctx, seen.call, seen.now, AuditKind::LoginRefused)
                .login(&stored.login)
                .person(person.id)
                .detail(format!("{reason:?}"))
                .save(tx)
                .await?;
        }
        Next::Link(link) => stored.login.state = LoginState::Link(link),
        Next::Done { work_email } => {
            return crate::authorize::issue::answer(
                tx,
                seen,
                stored,
                (session, client),
                work_email,
            )
            .await
            .map(|leave| StepAnswer::Return(leave, cookies));
        }
    }
    login_save_in_browser(tx, &stored.login).await?;
    Ok(stay_next(cookies))
}

/// What the rules must know of a person at a client; of the levels, which is asked and reached.
pub(crate) async fn facts(
    tx: &mut Tx<'_>,
    (ctx, call, now): Place<'_>,
    (asked, reached): (Level, Level),
    person: &Person,
    client: &Client,
) -> Result<AfterProof, StoreError> {
    Ok(AfterProof {
        asked,
        reached,
        rights: rights(ctx, now, person, client).map_err(|refusal| match refusal {
            Refusal::TooYoung(_) => RefusedReason::TooYoung,
            Refusal::NoNationalId => RefusedReason::NoNationalId,
        }),
        network_ok: network_ok(call, client),
        needs_link: client.lykill_require_linked_email,
        link: link_facts(tx, ctx, client, person).await?,
    })
}

/// What a person may do at a client today. Our own services take whoever has an electronic ID.
pub(crate) fn rights(
    ctx: &Context,
    now: Timestamp,
    person: &Person,
    client: &Client,
) -> Result<Rights, Refusal> {
    let profile = ctx.settings.profile;
    if ctx.settings.is_own_service(client.client_id.as_str()) {
        return Ok(Rights::Full);
    }
    let holder = Holder {
        birth_date: person.birth_date,
        has_national_id: person.national_id.is_some(),
    };
    let today = age::civil_today(now, profile);
    entitlement::rights(profile, holder, client.lykill_sector, today)
}

/// Whether the client's network rules take the caller; a caller without an address is refused
/// where there are rules.
pub(crate) fn network_ok(call: &Call, client: &Client) -> bool {
    let rules = network::Rules {
        allow: client.lykill_networks.allow.clone(),
        deny: client.lykill_networks.deny.clone(),
    };
    match call.peer {
        Some(peer) => network::permits(&rules, peer),
        None => rules.allow.is_empty() && rules.deny.is_empty(),
    }
}
