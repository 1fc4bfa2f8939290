//! A code on its way to a telephone: the first after the right password, and newer ones that the
//! holder asks for. Where it goes stands in the register, and nowhere else.

use super::super::held::held;
use super::super::view::stay;
use crate::answer::{Problem, StepAnswer};
use crate::call::NewCookies;
use crate::outbox::{Window, order};
use crate::record::{Record, impossible};
use crate::{Browser, Call, Context, Error};
use lykill_broker::login::{self, Event, advance};
use lykill_broker::sms_code::{CODE_VALID, TRIES, Until, may_resend, may_send};
use lykill_broker::types::{AwaitedSms, LinkCode, LinkCodeState, Login, RefusedReason};
use lykill_core::audit::AuditKind;
use lykill_core::id::{LinkCodeId, LoginId};
use lykill_core::{EffectKind, Lookup, Timestamp, random};
use lykill_issuer::phone;
use lykill_issuer::types::{Eid, EidState, Person};
use lykill_store::eid::eid_lock;
use lykill_store::link_code::{link_code_insert, link_code_supersede};
use lykill_store::login::{StoredLogin, login_save};
use lykill_store::person::{person_fetch, person_phone_changed};
use lykill_store::quota::{quota_lock, quota_save, quota_take};
use lykill_store::{Channel, Commit, Rollback, StoreError, Tx};
use std::sync::Arc;
use std::time::Duration;

/// One code to be sent, in which login and to whom.
pub(in crate::login) struct Sending<'a> {
    pub(in crate::login) ctx: &'a Context,
    pub(in crate::login) call: &'a Call,
    pub(in crate::login) login: &'a Login,
    pub(in crate::login) eid: &'a Eid,
    /// Wrong codes before.
    pub(in crate::login) tries: u32,
    /// Whether it is told in a voice call, where calls can be made.
    pub(in crate::login) by_call: bool,
    pub(in crate::login) now: Timestamp,
}

/// What became of it.
pub(in crate::login) enum Sent {
    /// It is ordered, and the login awaits it.
    Away(AwaitedSms),
    /// There is no number to which it may go.
    Nowhere,
    /// As many as are allowed were sent: the next one not before this moment.
    NotBefore(Timestamp),
}

struct Resend {
    ctx: Context,
    call: Call,
    login: LoginId,
    browser: Browser,
    by_call: bool,
}

/// Sends a new code to the same person, by SMS or in a voice call; the former one is void. Whatever
/// else the form carries is ignored: the number comes from the register.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn send_sms(
    ctx: &Context,
    call: &Call,
    login: LoginId,
    browser: &Browser,
    by_call: bool,
) -> Result<StepAnswer, Error> {
    let job = Arc::new(Resend {
        ctx: ctx.clone(),
        call: *call,
        login,
        browser: browser.clone(),
        by_call,
    });
    let answer = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move { job.run(tx).await })
    });
    let answer = answer.await?;
    ctx.db.notify(Channel::Outbox);
    Ok(answer)
}

impl Resend {
    async fn run(&self, tx: &mut Tx<'_>) -> Result<Commit<StepAnswer>, Rollback> {
        let now = self.ctx.now();
        let stored = match held(tx, self.login, &self.browser, now).await? {
            Ok(stored) => stored,
            Err(gone) => return Ok(Commit(StepAnswer::Gone(gone))),
        };
        let Ok(awaited) = login::expect_sms(&stored.login, now).cloned() else {
            return Ok(Commit(StepAnswer::Next(NewCookies::default())));
        };
        if let Err(Until(at)) = may_resend(awaited.sent_at, now) {
            return self.stay(tx, &stored, Problem::SendLimit(at)).await;
        }
        if awaited.tries >= TRIES {
            return self.stay(tx, &stored, Problem::CodeTries).await;
        }
        let lost = || impossible("login", "state", &stored.login.id);
        let eid = eid_lock(tx, awaited.eid).await?.ok_or_else(lost)?;
        let sending = Sending {
            ctx: &self.ctx,
            call: &self.call,
            login: &stored.login,
            eid: &eid,
            tries: awaited.tries,
            by_call: self.by_call,
            now,
        };
        let event = match send(tx, &sending).await? {
            Sent::Away(sms) => Event::SmsSent(sms),
            Sent::Nowhere => Event::Refuse(RefusedReason::NoPhone),
            Sent::NotBefore(at) => return self.stay(tx, &stored, Problem::SendLimit(at)).await,
        };
        self.move_to(tx, stored, event, now).await
    }

    async fn move_to(
        &self,
        tx: &mut Tx<'_>,
        mut stored: StoredLogin,
        event: Event,
        now: Timestamp,
    ) -> Result<Commit<StepAnswer>, Rollback> {
        let Ok(step) = advance(&stored.login, event, now) else {
            return Err(Rollback::Retry);
        };
        stored.login.state = step.state;
        login_save(tx, &stored.login).await?;
        Ok(Commit(StepAnswer::Next(NewCookies::default())))
    }

    async fn stay(
        &self,
        tx: &mut Tx<'_>,
        stored: &StoredLogin,
        problem: Problem,
    ) -> Result<Commit<StepAnswer>, Rollback> {
        Ok(Commit(stay(tx, &self.ctx, stored, problem).await?))
    }
}

/// Orders a code, unless there is no number for it or a limit is reached.
pub(in crate::login) async fn send(
    tx: &mut Tx<'_>,
    sending: &Sending<'_>,
) -> Result<Sent, StoreError> {
    let (ctx, now) = (sending.ctx, sending.now);
    let lost = || impossible("eid", "person", &sending.eid.id);
    let person = person_fetch(tx, sending.eid.person)
        .await?
        .ok_or_else(lost)?;
    let Some(to) = reachable(tx, sending, &person).await? else {
        return Ok(Sent::Nowhere);
    };
    if let Err(Until(at)) = take_quota(tx, sending).await? {
        return Ok(Sent::NotBefore(at));
    }
    let code = random::digits(ctx.rng.as_ref(), 6);
    let valid_until = now + CODE_VALID;
    let login = sending.login.id;
    let row = LinkCode {
        id: LinkCodeId::new(now, ctx.rng.as_ref()),
        login,
        hash: ctx
            .keys
            .lookup()
            .lookup("sms-code", bound(login, &to, &code).as_bytes()),
        valid_until,
        state: LinkCodeState::Live,
    };
    link_code_supersede(tx, login).await?;
    link_code_insert(tx, &row).await?;
    order_code(tx, sending, &person, (&to, code)).await?;
    Record::new(ctx, sending.call, now, AuditKind::SmsCodeSent)
        .login(sending.login)
        .eid(sending.eid.id)
        .person(person.id)
        .detail(way(sending))
        .save(tx)
        .await?;
    Ok(Sent::Away(AwaitedSms {
        eid: sending.eid.id,
        person: person.id,
        method: sending.login.state.method().to_owned(),
        to: phone::masked(&to),
        sent_at: now,
        valid_until,
        tries: sending.tries,
    }))
}

fn way(sending: &Sending<'_>) -> &'static str {
    if sending.by_call && sending.ctx.settings.voice {
        "call"
    } else {
        "text"
    }
}

/// The number to which a code may go now: one that can be called, and not a new one.
async fn reachable(
    tx: &mut Tx<'_>,
    sending: &Sending<'_>,
    person: &Person,
) -> Result<Option<String>, StoreError> {
    let is_active = matches!(sending.eid.state, EidState::Active { .. });
    if !is_active || !sending.ctx.settings.sms {
        return Ok(None);
    }
    let Some(number) = person
        .phone
        .as_ref()
        .filter(|text| phone::is_dialable(text))
    else {
        return Ok(None);
    };
    let settled = phone::settled(person_phone_changed(tx, person.id).await?);
    let is_new = settled.is_some_and(|from| sending.now < from);
    Ok((!is_new).then(|| number.clone()))
}

/// The limit is per holder: nobody who shares a number takes another's messages away, and whoever
/// knows the password cannot have a telephone ring for ever (security.md case 58).
async fn take_quota(
    tx: &mut Tx<'_>,
    sending: &Sending<'_>,
) -> Result<Result<(), Until>, StoreError> {
    let ring = sending.ctx.keys.lookup();
    let keys = ring.lookups("sms-quota", sending.eid.id.as_bytes());
    let [key, earlier @ ..] = keys.as_slice() else {
        return Err(impossible("quota", "key", &sending.eid.id));
    };
    let mut sent = quota_lock(tx, key).await?;
    for key in earlier {
        sent.extend(quota_take(tx, key).await?);
    }
    sent.sort_unstable();
    match may_send(&sent, sending.now) {
        Err(until) => Ok(Err(until)),
        Ok(sent) => quota_save(tx, key, &sent).await.map(Ok),
    }
}

async fn order_code(
    tx: &mut Tx<'_>,
    sending: &Sending<'_>,
    person: &Person,
    (to, code): (&str, String),
) -> Result<(), StoreError> {
    let (to, language) = (to.to_owned(), sending.login.language);
    let valid_until = sending.now + CODE_VALID;
    let effect = match way(sending) {
        "call" => EffectKind::CodeCall {
            to,
            language,
            code,
            valid_until,
        },
        _ => EffectKind::CodeSms {
            to,
            language,
            code,
            valid_until,
        },
    };
    let window = Window {
        now: sending.now,
        delay: Duration::ZERO,
        within: CODE_VALID,
    };
    order(tx, sending.ctx, person.id, &effect, &window)
        .await
        .map(drop)
}

/// A code is good in its login, and for the number to which it went: one that was changed since
/// ends it.
fn bound(login: LoginId, to: &str, code: &str) -> String {
    format!("{login}\n{to}\n{code}")
}

/// The keyed hashes of a code under every key: it may have been sent before a rotation.
pub(super) fn hashes(ctx: &Context, login: LoginId, (to, code): (&str, &str)) -> Vec<Lookup> {
    let text = bound(login, to, code);
    ctx.keys.lookup().lookups("sms-code", text.as_bytes())
}
