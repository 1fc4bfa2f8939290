//! "Link account": the code from the e-mail makes the link, once.

use super::send_code::code_hashes;
use crate::answer::{Gone, Problem, StepAnswer};
use crate::call::NewCookies;
use crate::login::{Authenticated, facts, held, live_session, reached, stay};
use crate::notice;
use crate::record::{Record, impossible};
use crate::{Browser, Call, Context, Error};
use lykill_broker::link::{Judgement, judge, read_code};
use lykill_broker::login::{self, Event, advance};
use lykill_broker::outcome::{Next, after_proof};
use lykill_broker::types::{AwaitedLink, Link, LinkCode, LinkCodeState, RefusedReason};
use lykill_core::Timestamp;
use lykill_core::audit::AuditKind;
use lykill_core::effect::Notice;
use lykill_core::id::{LinkId, LoginId};
use lykill_crypto::pure::prf;
use lykill_issuer::types::Person;
use lykill_store::client::client_fetch;
use lykill_store::company::company_fetch;
use lykill_store::link::link_insert;
use lykill_store::link_code::{link_code_list, link_code_move};
use lykill_store::login::{StoredLogin, login_save};
use lykill_store::person::person_fetch;
use lykill_store::{Commit, Rollback, StoreError, Tx};
use std::sync::Arc;

struct Answer {
    ctx: Context,
    call: Call,
    login: LoginId,
    browser: Browser,
    code: Option<String>,
}

/// Checks the code of the newest e-mail and links the account. A code is good in its own login
/// only, and with it in one browser, for one person, one address and one service.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn answer_code(
    ctx: &Context,
    call: &Call,
    login: LoginId,
    browser: &Browser,
    typed: &str,
) -> Result<StepAnswer, Error> {
    let (call, browser, code) = (*call, browser.clone(), read_code(typed).ok());
    let job = Arc::new(Answer {
        ctx: ctx.clone(),
        call,
        login,
        browser,
        code,
    });
    let answer = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move { job.run(tx).await })
    });
    Ok(answer.await?)
}

impl Answer {
    async fn run(&self, tx: &mut Tx<'_>) -> Result<Commit<StepAnswer>, Rollback> {
        let now = self.ctx.now();
        let stored = match held(tx, self.login, &self.browser, now).await? {
            Ok(stored) => stored,
            Err(gone) => return Ok(Commit(StepAnswer::Gone(gone))),
        };
        let Ok(awaited) = login::expect_code(&stored.login, now).map(|code| code.link.clone())
        else {
            return Ok(Commit(StepAnswer::Next(NewCookies::default())));
        };
        let person = awaited.proof.subject();
        if live_session(tx, &self.browser, (&stored.request, person), now)
            .await?
            .is_none()
        {
            return Ok(Commit(StepAnswer::Gone(Gone::Expired)));
        }
        let Some(typed) = &self.code else {
            return self.stay(tx, &stored, Problem::NotSixDigits).await;
        };
        let codes = link_code_list(tx, stored.login.id).await?;
        let offered = code_hashes(&self.ctx, stored.login.id, typed);
        let is_offered = |code: &LinkCode| {
            offered
                .iter()
                .any(|offered| prf::equal(&code.hash.0, &offered.0))
        };
        let matching = codes.iter().position(is_offered);
        let right = match judge(stored.login.id, &codes, matching, awaited.tries, now) {
            Judgement::Right => codes.into_iter().next(),
            Judgement::Expired | Judgement::Superseded => {
                return self.stay(tx, &stored, Problem::CodeExpired).await;
            }
            Judgement::Wrong { left } => {
                return self
                    .refuse(tx, stored, &awaited, Problem::CodeMismatch { left })
                    .await;
            }
            Judgement::TooMany => {
                return self.refuse(tx, stored, &awaited, Problem::CodeTries).await;
            }
        };
        self.link(tx, stored, awaited, (right, now)).await
    }

    async fn stay(
        &self,
        tx: &mut Tx<'_>,
        stored: &StoredLogin,
        problem: Problem,
    ) -> Result<Commit<StepAnswer>, Rollback> {
        Ok(Commit(stay(tx, &self.ctx, stored, problem).await?))
    }

    /// Counts the try in the login itself, under its version: parallel tries cannot share one.
    async fn refuse(
        &self,
        tx: &mut Tx<'_>,
        mut stored: StoredLogin,
        awaited: &AwaitedLink,
        problem: Problem,
    ) -> Result<Commit<StepAnswer>, Rollback> {
        let now = self.ctx.now();
        let Ok(step) = advance(&stored.login, Event::CodeWrong, now) else {
            return Err(Rollback::Retry);
        };
        stored.login.state = step.state;
        Record::new(&self.ctx, &self.call, now, AuditKind::LinkCodeRefused)
            .login(&stored.login)
            .person(awaited.proof.subject())
            .company(&awaited.company)
            .save(tx)
            .await?;
        login_save(tx, &stored.login).await?;
        self.stay(tx, &stored, problem).await
    }

    async fn link(
        &self,
        tx: &mut Tx<'_>,
        mut stored: StoredLogin,
        awaited: AwaitedLink,
        (code, now): (Option<LinkCode>, Timestamp),
    ) -> Result<Commit<StepAnswer>, Rollback> {
        let lost = || impossible("login", "state", &stored.login.id);
        let code = code.ok_or_else(lost)?;
        let spent = link_code_move(tx, code.id, LinkCodeState::Live, LinkCodeState::Spent).await?;
        if !spent.is_spent() {
            return Err(Rollback::Retry);
        }
        let event = match self.made(tx, &stored, &awaited, now).await? {
            Ok(()) => Event::Linked,
            Err(reason) => Event::Refuse(reason),
        };
        let Ok(step) = advance(&stored.login, event, now) else {
            return Err(Rollback::Retry);
        };
        stored.login.state = step.state;
        login_save(tx, &stored.login).await?;
        Ok(Commit(StepAnswer::Next(NewCookies::default())))
    }

    /// Makes the link, unless the register or another link changed since the page was shown.
    async fn made(
        &self,
        tx: &mut Tx<'_>,
        stored: &StoredLogin,
        awaited: &AwaitedLink,
        now: Timestamp,
    ) -> Result<Result<(), RefusedReason>, Rollback> {
        let lost = || impossible("login", "state", &stored.login.id);
        let person = person_fetch(tx, awaited.proof.subject())
            .await?
            .ok_or_else(lost)?;
        let client = client_fetch(tx, &stored.login.client)
            .await?
            .ok_or_else(lost)?
            .client;
        let seen = Authenticated {
            ctx: &self.ctx,
            call: &self.call,
            browser: &self.browser,
            now,
            known_device: true,
        };
        let level = reached(&self.ctx, &awaited.proof);
        let levels = (stored.login.asked, level);
        let facts = facts(tx, seen.place(), levels, &person, &client).await?;
        match after_proof(&awaited.proof, &facts) {
            Next::Refuse(reason) => return Ok(Err(reason)),
            // Linked meanwhile in another tab: nothing is left to do.
            Next::Done { .. } => return Ok(Ok(())),
            Next::Link(due) if due.work_email != awaited.work_email => {
                return Ok(Err(RefusedReason::LinkedElsewhere));
            }
            Next::Link(_) => {}
        }
        let link = Link {
            id: LinkId::new(now, self.ctx.rng.as_ref()),
            person: person.id,
            company: awaited.company.clone(),
            employee_id: awaited.employee_id.clone(),
            work_email: awaited.work_email.clone(),
            linked_at: now,
        };
        // Somebody linked since the facts were loaded: another person, or this one in another
        // tab. The facts tell which.
        if !link_insert(tx, &link).await?.is_spent() {
            return Err(Rollback::Retry);
        }
        self.tell(tx, stored, &person, link).await?;
        Ok(Ok(()))
    }

    /// The audit row, and the notice to the person's own address.
    async fn tell(
        &self,
        tx: &mut Tx<'_>,
        stored: &StoredLogin,
        person: &Person,
        link: Link,
    ) -> Result<(), StoreError> {
        let now = link.linked_at;
        Record::new(&self.ctx, &self.call, now, AuditKind::LinkMade)
            .login(&stored.login)
            .person(person.id)
            .company(&link.company)
            .detail(format!("link {}", link.id))
            .save(tx)
            .await?;
        let lost = || impossible("link", "company", &link.id);
        let company = company_fetch(tx, &link.company).await?.ok_or_else(lost)?;
        let (company_name, work_email) = (company.name.to_string(), link.work_email);
        let notice = Notice::Linked {
            company_name,
            work_email,
            at: now,
        };
        notice::tell(tx, &self.ctx, person, (notice, now))
            .await
            .map(drop)
    }
}
