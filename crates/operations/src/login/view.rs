//! A login as its holder may see it: what each page shows is loaded here, and nowhere else.

mod passkey_ask;

use super::held::check;
use super::key_card::numbers;
use super::session::session_at;
use super::settle::rights;
use super::step_up::session_below;
use crate::answer::{
    CodeView, Gone, KeyView, LacksLevel, LinkView, LoginView, Problem, RefusedView, ServiceView,
    StepAnswer, StepView, UpstreamView,
};
use crate::call::NewCookies;
use crate::record::impossible;
use crate::{Browser, Context, Error};
use crate::{smart_card, upstream};
use lykill_broker::method::asks_national_id;
use lykill_broker::types::{
    AwaitedKey, AwaitedLink, AwaitedUpstream, LoginState, RefusedReason, Session,
};
use lykill_broker::{link, method};
use lykill_core::id::{CompanyId, LoginId};
use lykill_core::{DisplayName, Timestamp};
use lykill_issuer::entitlement::{Refusal, Young};
use lykill_issuer::types::{CardKind, CardState, Company, EmailAddress, UserId};
use lykill_issuer::{company, key_card, user_id};
use lykill_oauth::types::{Client, PersonClaim, Scope};
use lykill_store::card::card_list;
use lykill_store::client::{StoredClient, client_by_login, client_fetch};
use lykill_store::company::company_fetch;
use lykill_store::eid::eid_fetch;
use lykill_store::link::link_find;
use lykill_store::login::{StoredLogin, login_fetch};
use lykill_store::person::person_fetch;
use lykill_store::{StoreError, Tx};
use std::sync::Arc;

/// Shows the step that a login awaits.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn view(
    ctx: &Context,
    login: LoginId,
    browser: &Browser,
) -> Result<Result<LoginView, Gone>, Error> {
    let job = Arc::new((ctx.clone(), login, browser.clone()));
    let view = ctx.db.read(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move {
            let (ctx, login, browser) = job.as_ref();
            let id = *login;
            let found = tx.together(
                move |tx| Box::pin(login_fetch(tx, id)),
                move |tx| Box::pin(client_by_login(tx, id)),
            );
            let (stored, client) = found.await?;
            match check(stored, browser, ctx.now()) {
                Ok(stored) => show(tx, ctx, (&stored, client), browser).await.map(Ok),
                Err(gone) => Ok(Err(gone)),
            }
        })
    });
    Ok(view.await?)
}

/// The same step again, with what stands in the way.
pub(crate) async fn stay(
    tx: &mut Tx<'_>,
    ctx: &Context,
    stored: &StoredLogin,
    problem: Problem,
) -> Result<StepAnswer, StoreError> {
    let client = client_fetch(tx, &stored.login.client).await?;
    let view = show(tx, ctx, (stored, client), &Browser::default()).await?;
    Ok(StepAnswer::Stay(Box::new(view), problem))
}

/// The login's next step, whatever it is now.
pub(super) fn stay_next(cookies: NewCookies) -> StepAnswer {
    StepAnswer::Next(cookies)
}

/// Loads what the page of the present step needs.
async fn show(
    tx: &mut Tx<'_>,
    ctx: &Context,
    (stored, client): (&StoredLogin, Option<StoredClient>),
    browser: &Browser,
) -> Result<LoginView, StoreError> {
    let login = &stored.login;
    let lost = || impossible("login", "client_id", &login.id);
    let client = client.ok_or_else(lost)?.client;
    let has_choice = ctx.settings.methods.len() > 1;
    let step = match &login.state {
        LoginState::Method => StepView::Method {
            offers: ctx.offers(login.asked),
            below: session_below(tx, browser, &stored.request, ctx.now())
                .await?
                .map(|session| session.level),
        },
        LoginState::Password { .. } => StepView::Password {
            has_choice,
            hint: stored.request.login_hint.clone(),
            by_number: ctx.kind(login.state.method()).is_some_and(asks_national_id),
        },
        LoginState::NewPassword { eid, .. } => {
            let eid = eid_fetch(tx, *eid).await?.ok_or_else(lost)?;
            let user_id = eid.user_id.as_str().to_owned();
            StepView::NewPassword { user_id }
        }
        LoginState::Key(awaited) => {
            let lost = || impossible("login", "state", &login.id);
            StepView::Key(key_view(tx, ctx, awaited).await?.ok_or_else(lost)?)
        }
        LoginState::Otp(otp) => super::otp::shown(tx, otp).await?,
        LoginState::Device { .. } => StepView::Device { has_choice },
        LoginState::DevicePassword(_) => StepView::DevicePassword,
        LoginState::SmartCard(awaited) => smart_card::view(ctx, login.id, awaited),
        LoginState::Sms(sms) => StepView::Sms(super::sms::shown(ctx, sms)),
        LoginState::Passkey { .. } => StepView::Passkey { has_choice },
        LoginState::Upstream(awaited) => upstream_view(ctx, stored, awaited, browser),
        LoginState::Link(link) => StepView::Link(link_view(tx, link, login.id).await?),
        LoginState::Code {
            link,
            valid_until,
            sent_at,
            ..
        } => {
            let times = (*sent_at, *valid_until, ctx.now());
            StepView::Code(code_view(tx, link, times, login.id).await?)
        }
        LoginState::Receipt {
            company,
            work_email,
            ..
        } => receipt_view(tx, (company, work_email), login.id).await?,
        LoginState::Nothing => StepView::Finished,
        LoginState::Refused { reason } => StepView::Refused(Box::new(
            refused_view(tx, ctx, (stored, *reason), &client, browser).await?,
        )),
        LoginState::Cancelled => StepView::Cancelled,
    };
    let service = service_view(tx, stored, &client).await?;
    Ok(LoginView {
        id: login.id,
        service,
        language: login.language,
        asked: login.asked,
        form_actions: ctx.upstreams.form_actions(),
        passkey: passkey_ask::passkey_ask(tx, ctx, login).await?,
        step,
    })
}

fn upstream_view(
    ctx: &Context,
    stored: &StoredLogin,
    awaited: &AwaitedUpstream,
    browser: &Browser,
) -> StepView {
    let mut methods = ctx.settings.methods.iter();
    StepView::Upstream(Box::new(UpstreamView {
        method: methods
            .find(|method| method.name == awaited.method)
            .cloned(),
        address: upstream::address(ctx, stored, browser),
        stage: awaited.stage,
    }))
}

pub(super) async fn service_view(
    tx: &mut Tx<'_>,
    stored: &StoredLogin,
    client: &Client,
) -> Result<ServiceView, StoreError> {
    let company = match &client.lykill_company {
        Some(id) => company_fetch(tx, id).await?.map(|company| company.name),
        None => None,
    };
    let request = &stored.request;
    let asked = |claim| {
        request.claims.id_token.contains(&claim) || request.claims.userinfo.contains(&claim)
    };
    let by_scope = request.scope.has(Scope::Profile);
    Ok(ServiceView {
        name: client.client_name.clone(),
        company,
        home: client.start_again_uri().map(str::to_owned),
        form_action: request.redirect_uri.form_action(),
        learns_name: by_scope || asked(PersonClaim::Name),
        learns_national_id: client.may_have(PersonClaim::NationalId)
            && (by_scope || asked(PersonClaim::NationalId)),
        learns_work_email: client.lykill_require_linked_email,
    })
}

async fn key_view(
    tx: &mut Tx<'_>,
    ctx: &Context,
    awaited: &AwaitedKey,
) -> Result<Option<KeyView>, StoreError> {
    let id = awaited.eid;
    let found = tx.together(
        move |tx| Box::pin(eid_fetch(tx, id)),
        move |tx| Box::pin(card_list(tx, id)),
    );
    let (Some(eid), cards) = found.await? else {
        return Ok(None);
    };
    let Some(card) = cards.iter().find(|card| card.id == awaited.card) else {
        return Ok(None);
    };
    let place = match card.kind {
        CardKind::KeyCard => key_card::place(&numbers(ctx, card)?, awaited.number),
        CardKind::PinLetter => None,
    };
    if place.is_none() && card.kind == CardKind::KeyCard {
        return Ok(None);
    }
    let mut newer = cards.iter().filter(|other| other.kind == card.kind);
    let newer = newer.find(|other| other.state == CardState::Dormant && other.id != card.id);
    let chosen = awaited.chosen_user_id.clone().map(UserId::from_normal);
    Ok(Some(KeyView {
        user_id: user_id::masked(chosen.as_ref().unwrap_or(&eid.user_id)),
        number: awaited.number,
        card: card.label.to_string(),
        kind: card.kind,
        place,
        keys_left: card.keys_left(),
        threshold: match card.kind {
            CardKind::KeyCard => eid.card_threshold,
            CardKind::PinLetter => key_card::PIN_THRESHOLD,
        },
        first_use: card.state == CardState::Dormant,
        activates: awaited.chosen_password.is_some(),
        strength: awaited.chosen_strength,
        newer_card: newer.map(|card| card.label.to_string()),
    }))
}

async fn company_of(
    tx: &mut Tx<'_>,
    id: &CompanyId,
    login: LoginId,
) -> Result<Company, StoreError> {
    let lost = || impossible("login", "state", &login);
    company_fetch(tx, id).await?.ok_or_else(lost)
}

async fn receipt_view(
    tx: &mut Tx<'_>,
    (company, work_email): (&CompanyId, &str),
    login: LoginId,
) -> Result<StepView, StoreError> {
    Ok(StepView::Receipt {
        company: company_of(tx, company, login).await?.name,
        work_email: work_email.to_owned(),
    })
}

async fn link_view(
    tx: &mut Tx<'_>,
    link: &AwaitedLink,
    login: LoginId,
) -> Result<LinkView, StoreError> {
    let company = company_of(tx, &link.company, login).await?;
    let work_email = link.work_email.clone();
    Ok(LinkView {
        company: company.name,
        work_email,
        payroll: company.payroll,
    })
}

async fn code_view(
    tx: &mut Tx<'_>,
    awaited: &AwaitedLink,
    times: (Timestamp, Timestamp, Timestamp),
    login: LoginId,
) -> Result<CodeView, StoreError> {
    let company = company_of(tx, &awaited.company, login).await?;
    let (sent_at, valid_until, now) = times;
    Ok(CodeView {
        company: company.name,
        work_email: awaited.work_email.clone(),
        sent_at,
        valid_until,
        resend_at: sent_at + link::RESEND_AFTER,
        now,
        tries_left: link::TRIES.saturating_sub(awaited.tries),
        payroll: company.payroll,
    })
}

async fn refused_view(
    tx: &mut Tx<'_>,
    ctx: &Context,
    (stored, reason): (&StoredLogin, RefusedReason),
    client: &Client,
    browser: &Browser,
) -> Result<RefusedView, StoreError> {
    let company = match &client.lykill_company {
        Some(id) => company_fetch(tx, id).await?,
        None => None,
    };
    let linked_email = match (&company, reason) {
        (Some(company), RefusedReason::LinkedElsewhere) => {
            own_link(tx, stored, &company.id, browser).await?
        }
        _ => None,
    };
    let company = company.map(|company| -> (CompanyId, DisplayName, _) {
        (company.id, company.name, company.payroll)
    });
    let young = match reason {
        RefusedReason::TooYoung => young(tx, ctx, (stored, client), browser).await?,
        _ => None,
    };
    let level = match reason {
        RefusedReason::Level => lacks(tx, ctx, stored, browser).await?,
        _ => None,
    };
    let outside_only = client.lykill_networks.allow.is_empty();
    Ok(RefusedView {
        reason,
        company,
        linked_email,
        outside_only,
        young,
        level,
    })
}

/// What lacks, and the ways to it, for the person of this browser's session. None where no method
/// here reaches the level: then only the service can help.
async fn lacks(
    tx: &mut Tx<'_>,
    ctx: &Context,
    stored: &StoredLogin,
    browser: &Browser,
) -> Result<Option<LacksLevel>, StoreError> {
    let asked = stored.login.asked;
    let offers = ctx.offers(asked);
    if !method::any_reaches(&offers) {
        return Ok(None);
    }
    let Some(session) = own_session(tx, stored, browser).await? else {
        return Ok(None);
    };
    let Some(eid) = eid_fetch(tx, session.eid).await? else {
        return Ok(None);
    };
    Ok(Some(LacksLevel {
        reached: session.level,
        ways: method::ways_up(&offers, &session.method_name, eid.proofed, asked),
    }))
}

/// How young the person of this browser's session is.
async fn young(
    tx: &mut Tx<'_>,
    ctx: &Context,
    (stored, client): (&StoredLogin, &Client),
    browser: &Browser,
) -> Result<Option<Young>, StoreError> {
    let Some(session) = own_session(tx, stored, browser).await? else {
        return Ok(None);
    };
    let Some(person) = person_fetch(tx, session.person).await? else {
        return Ok(None);
    };
    Ok(match rights(ctx, ctx.now(), &person, client) {
        Err(Refusal::TooYoung(young)) => Some(young),
        _ => None,
    })
}

/// The session of this browser at this login's service, while it has not been ended.
async fn own_session(
    tx: &mut Tx<'_>,
    stored: &StoredLogin,
    browser: &Browser,
) -> Result<Option<Session>, StoreError> {
    let session = session_at(tx, browser, &stored.request).await?;
    Ok(session.filter(|session| session.ended_at.is_none()))
}

/// The address that the person of this browser's session has linked, masked.
async fn own_link(
    tx: &mut Tx<'_>,
    stored: &StoredLogin,
    company_id: &CompanyId,
    browser: &Browser,
) -> Result<Option<String>, StoreError> {
    let Some(session) = own_session(tx, stored, browser).await? else {
        return Ok(None);
    };
    let link = link_find(tx, session.person, company_id).await?;
    Ok(link.map(|link| company::masked_email(&EmailAddress::from_checked(link.work_email))))
}
