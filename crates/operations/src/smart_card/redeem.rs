//! The browser brings the ticket that it got for its card. It is taken once, while it lives, by the
//! browser that holds the login: what somebody else was sent here with counts for nothing.

use crate::answer::{Gone, StepAnswer};
use crate::call::NewCookies;
use crate::login::{Authenticated, held, settle_proof};
use crate::record::Record;
use crate::{Browser, Call, Context, Error, noise};
use lykill_broker::login::{CardEvent, Event, advance, expect_card};
use lykill_broker::method::factors;
use lykill_broker::types::{AwaitedCard, CardFault, CardStage, ShownCard};
use lykill_core::audit::AuditKind;
use lykill_core::id::LoginId;
use lykill_core::proof::Verified;
use lykill_core::{MethodKind, Proof, Secret, Timestamp};
use lykill_crypto::pure::prf;
use lykill_oauth::params::Params;
use lykill_store::login::{StoredLogin, login_save};
use lykill_store::{Commit, Rollback, Tx};
use std::sync::Arc;

struct Redeem {
    ctx: Context,
    call: Call,
    login: LoginId,
    browser: Browser,
    ticket: Secret<String>,
}

/// Takes the ticket of a login from a query.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn redeem(
    ctx: &Context,
    call: &Call,
    login: LoginId,
    browser: &Browser,
    query: &str,
) -> Result<StepAnswer, Error> {
    let params = Params::parse(query.as_bytes()).unwrap_or_default();
    let ticket = params.get("ticket").unwrap_or_default().to_owned();
    let job = Arc::new(Redeem {
        ctx: ctx.clone(),
        call: *call,
        login,
        browser: browser.clone(),
        ticket: Secret::new(ticket),
    });
    let answer = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move { job.run(tx).await })
    });
    Ok(answer.await?)
}

impl Redeem {
    async fn run(&self, tx: &mut Tx<'_>) -> Result<Commit<StepAnswer>, Rollback> {
        let now = self.ctx.now();
        let stored = match held(tx, self.login, &self.browser, now).await? {
            Ok(stored) => stored,
            Err(gone) => {
                if gone == Gone::OtherBrowser {
                    self.note(tx, None, ("another browser", now)).await?;
                }
                return Ok(Commit(StepAnswer::Gone(gone)));
            }
        };
        match self.recognised(&stored, now) {
            Some((awaited, shown)) if now < shown.valid_until => {
                self.accept(tx, stored, (&awaited, &shown)).await
            }
            Some(_) => self.late(tx, stored).await,
            None => {
                let whose = Some(&stored);
                self.note(tx, whose, ("no such ticket", now)).await?;
                Ok(Commit(StepAnswer::Next(NewCookies::default())))
            }
        }
    }

    /// The card for which this ticket was given.
    fn recognised(&self, stored: &StoredLogin, now: Timestamp) -> Option<(AwaitedCard, ShownCard)> {
        let awaited = expect_card(&stored.login, now).ok()?;
        let CardStage::Shown(shown) = &awaited.stage else {
            return None;
        };
        let brought = prf::sha256(self.ticket.expose().as_bytes());
        prf::equal(&brought, &shown.ticket).then(|| (awaited.clone(), shown.clone()))
    }

    /// The login leaves the step in this transaction, and so the ticket is spent.
    async fn accept(
        &self,
        tx: &mut Tx<'_>,
        stored: StoredLogin,
        (awaited, shown): (&AwaitedCard, &ShownCard),
    ) -> Result<Commit<StepAnswer>, Rollback> {
        let proof = Proof::verified(Verified {
            subject: shown.person,
            eid: shown.eid,
            authenticator: MethodKind::SmartCard,
            method: awaited.method.clone(),
            login: stored.login.id,
            factors: factors(MethodKind::SmartCard).to_vec(),
            bound_at: shown.level,
            at: shown.at,
        });
        let seen = Authenticated {
            ctx: &self.ctx,
            call: &self.call,
            browser: &self.browser,
            now: self.ctx.now(),
            // Known devices keep a way in where passwords are guessed; here none is.
            known_device: true,
        };
        Ok(Commit(
            settle_proof(tx, &seen, stored, (proof, None)).await?,
        ))
    }

    async fn late(
        &self,
        tx: &mut Tx<'_>,
        mut stored: StoredLogin,
    ) -> Result<Commit<StepAnswer>, Rollback> {
        let now = self.ctx.now();
        let late = Event::SmartCard(CardEvent::Failed(CardFault::Late));
        if let Ok(step) = advance(&stored.login, late, now) {
            stored.login.state = step.state;
            login_save(tx, &stored.login).await?;
        }
        self.note(tx, Some(&stored), ("the ticket is over", now))
            .await?;
        Ok(Commit(StepAnswer::Next(NewCookies::default())))
    }

    async fn note(
        &self,
        tx: &mut Tx<'_>,
        stored: Option<&StoredLogin>,
        (words, now): (&str, Timestamp),
    ) -> Result<(), Rollback> {
        let row = Record::new(&self.ctx, &self.call, now, AuditKind::SmartCardRefused);
        let row = match stored {
            Some(stored) => row.login(&stored.login),
            None => row,
        };
        let row = row.detail(words);
        Ok(noise::save(tx, row, (&self.ctx, &self.call), now).await?)
    }
}
