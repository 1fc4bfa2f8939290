//! "Send e-mail": a 6-digit code goes to the address of the register, and nowhere else.

use crate::answer::{Gone, Problem, StepAnswer};
use crate::call::NewCookies;
use crate::login::{held, live_session, stay};
use crate::outbox::{Window, order};
use crate::record::{Record, impossible};
use crate::{Browser, Call, Context, Error};
use lykill_broker::link::{self, Until};
use lykill_broker::login::{Event, advance};
use lykill_broker::types::{AwaitedLink, LinkCode, LinkCodeState, LoginState};
use lykill_core::audit::AuditKind;
use lykill_core::id::{LinkCodeId, LoginId};
use lykill_core::{EffectKind, Lookup, Timestamp, random};
use lykill_store::company::company_fetch;
use lykill_store::link_code::{link_code_insert, link_code_supersede};
use lykill_store::login::{StoredLogin, login_save};
use lykill_store::person::person_fetch;
use lykill_store::quota::{quota_lock, quota_save, quota_take};
use lykill_store::{Channel, Commit, Rollback, StoreError, Tx};
use std::sync::Arc;
use std::time::Duration;

struct Send {
    ctx: Context,
    call: Call,
    login: LoginId,
    browser: Browser,
}

/// Mails a code, the first or a new one. Whatever else the form carries is ignored: the address
/// comes from the register (security.md case 60).
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn send_code(
    ctx: &Context,
    call: &Call,
    login: LoginId,
    browser: &Browser,
) -> Result<StepAnswer, Error> {
    let (call, browser) = (*call, browser.clone());
    let job = Arc::new(Send {
        ctx: ctx.clone(),
        call,
        login,
        browser,
    });
    let answer = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move { job.run(tx).await })
    });
    let answer = answer.await?;
    ctx.db.notify(Channel::Outbox);
    Ok(answer)
}

/// The link to be made, and when the last e-mail was ordered, in the two steps that may send.
const fn awaiting(state: &LoginState) -> Option<(&AwaitedLink, Option<Timestamp>)> {
    match state {
        LoginState::Link(link) => Some((link, None)),
        LoginState::Code { link, sent_at, .. } => Some((link, Some(*sent_at))),
        _ => None,
    }
}

/// The keyed hash of a code, bound to its login.
fn code_hash(ctx: &Context, login: LoginId, code: &str) -> Lookup {
    ctx.keys
        .lookup()
        .lookup("link-code", bound(login, code).as_bytes())
}

fn bound(login: LoginId, code: &str) -> String {
    format!("{login}\n{code}")
}

/// The keyed hashes of a code under every key: it may have been sent before a rotation.
pub(super) fn code_hashes(ctx: &Context, login: LoginId, code: &str) -> Vec<Lookup> {
    ctx.keys
        .lookup()
        .lookups("link-code", bound(login, code).as_bytes())
}

impl Send {
    async fn run(&self, tx: &mut Tx<'_>) -> Result<Commit<StepAnswer>, Rollback> {
        let now = self.ctx.now();
        let stored = match held(tx, self.login, &self.browser, now).await? {
            Ok(stored) => stored,
            Err(gone) => return Ok(Commit(StepAnswer::Gone(gone))),
        };
        let Some((awaited, sent_at)) = awaiting(&stored.login.state) else {
            return Ok(Commit(StepAnswer::Next(NewCookies::default())));
        };
        let awaited = awaited.clone();
        let person = awaited.proof.subject();
        if live_session(tx, &self.browser, (&stored.request, person), now)
            .await?
            .is_none()
        {
            return Ok(Commit(StepAnswer::Gone(Gone::Expired)));
        }
        if let Some(Err(Until(at))) = sent_at.map(|sent_at| link::may_resend(sent_at, now)) {
            return self.stay(tx, &stored, Problem::SendLimit(at)).await;
        }
        if awaited.tries >= link::TRIES {
            return self.stay(tx, &stored, Problem::CodeTries).await;
        }
        let [quota, earlier @ ..] = &self.quotas(&awaited)[..] else {
            return Err(Rollback::Retry);
        };
        let mut sent = quota_lock(tx, quota).await?;
        for quota in earlier {
            sent.extend(quota_take(tx, quota).await?);
        }
        sent.sort_unstable();
        match link::may_send(&sent, now) {
            Err(Until(at)) => self.stay(tx, &stored, Problem::SendLimit(at)).await,
            Ok(sent) => {
                quota_save(tx, quota, &sent).await?;
                self.send(tx, stored, awaited, now).await
            }
        }
    }

    /// The limit is per address: no recipient is bombed, however many logins ask (case 58). The
    /// first is the current key's.
    fn quotas(&self, awaited: &AwaitedLink) -> Vec<Lookup> {
        self.ctx
            .keys
            .lookup()
            .lookups("mail-quota", awaited.work_email.as_bytes())
    }

    async fn stay(
        &self,
        tx: &mut Tx<'_>,
        stored: &StoredLogin,
        problem: Problem,
    ) -> Result<Commit<StepAnswer>, Rollback> {
        Ok(Commit(stay(tx, &self.ctx, stored, problem).await?))
    }

    async fn send(
        &self,
        tx: &mut Tx<'_>,
        mut stored: StoredLogin,
        awaited: AwaitedLink,
        now: Timestamp,
    ) -> Result<Commit<StepAnswer>, Rollback> {
        let code = random::digits(self.ctx.rng.as_ref(), 6);
        let valid_until = now + link::CODE_VALID;
        let row = LinkCode {
            id: LinkCodeId::new(now, self.ctx.rng.as_ref()),
            login: stored.login.id,
            hash: code_hash(&self.ctx, stored.login.id, &code),
            valid_until,
            state: LinkCodeState::Live,
        };
        link_code_supersede(tx, stored.login.id).await?;
        link_code_insert(tx, &row).await?;
        self.mail(tx, &stored, &awaited, (code, now)).await?;
        Record::new(&self.ctx, &self.call, now, AuditKind::LinkCodeSent)
            .login(&stored.login)
            .person(awaited.proof.subject())
            .company(&awaited.company)
            .save(tx)
            .await?;
        let event = Event::CodeSent {
            code: row.id,
            valid_until,
        };
        let Ok(step) = advance(&stored.login, event, now) else {
            return Err(Rollback::Retry);
        };
        stored.login.state = step.state;
        login_save(tx, &stored.login).await?;
        Ok(Commit(StepAnswer::Next(NewCookies::default())))
    }

    async fn mail(
        &self,
        tx: &mut Tx<'_>,
        stored: &StoredLogin,
        awaited: &AwaitedLink,
        (code, now): (String, Timestamp),
    ) -> Result<(), StoreError> {
        let lost = || impossible("login", "state", &stored.login.id);
        let person = person_fetch(tx, awaited.proof.subject())
            .await?
            .ok_or_else(lost)?;
        let company = company_fetch(tx, &awaited.company)
            .await?
            .ok_or_else(lost)?;
        let effect = EffectKind::LinkCodeEmail {
            to: awaited.work_email.clone(),
            language: stored.login.language,
            code,
            valid_until: now + link::CODE_VALID,
            company: company.id,
            company_name: company.name.to_string(),
            person_name: person.told_name().map(ToString::to_string),
        };
        let window = Window {
            now,
            delay: Duration::ZERO,
            within: link::CODE_VALID,
        };
        order(tx, &self.ctx, person.id, &effect, &window)
            .await
            .map(|_| ())
    }
}
