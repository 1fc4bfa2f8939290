//! Whom a provider named: the person who is bound to its name, or whose national number it is
//! trusted with; then the login goes on as after every other electronic ID.

use super::callback::{NotTaken, Take};
use crate::answer::StepAnswer;
use crate::login::{Authenticated, settle_proof};
use crate::record::Record;
use crate::vouched::{Vouch, Whose};
use lykill_broker::types::{AwaitedUpstream, UpstreamFault};
use lykill_core::audit::AuditKind;
use lykill_core::level::meets;
use lykill_core::proof::Verified;
use lykill_core::{Level, MethodKind, Proof, Timestamp};
use lykill_oauth::upstream::id_token::Vouched;
use lykill_store::login::StoredLogin;
use lykill_store::upstream::UpstreamSubject;
use lykill_store::{Commit, Rollback, Tx};
use std::sync::Arc;

pub(super) struct Conclude {
    pub(super) take: Arc<Take>,
    pub(super) awaited: AwaitedUpstream,
    pub(super) issuer: String,
    /// Whom the provider vouches for, or why for nobody, in words for the log.
    pub(super) found: Result<Vouched, (UpstreamFault, String)>,
}

impl Conclude {
    pub(super) async fn run(&self, tx: &mut Tx<'_>) -> Result<Commit<StepAnswer>, Rollback> {
        let now = self.take.ctx.now();
        let stored = match self.take.again(tx, &self.awaited, now).await? {
            Ok(stored) => stored,
            Err(answer) => {
                // The code is redeemed, and what came of it is told, though it is of no use.
                let row = self.take.row(now).detail(NotTaken::MovedOn.word());
                row.save(tx).await?;
                return Ok(Commit(answer));
            }
        };
        let vouched = match &self.found {
            Ok(vouched) => vouched,
            Err((fault, words)) => return self.take.failed(tx, stored, (*fault, words)).await,
        };
        let (fault, words) = match self.whose(tx, vouched, now).await? {
            Whose::Person(bound, level) if meets(level, stored.login.asked) => {
                return self.accept(tx, stored, vouched, (&bound, level)).await;
            }
            Whose::Person(..) => (UpstreamFault::Level, "the level is not enough"),
            Whose::Nobody => (UpstreamFault::Unknown, "nobody here has this name"),
            Whose::Two => (UpstreamFault::Wrong, "name and number are of two people"),
        };
        self.take.failed(tx, stored, (fault, words)).await
    }

    async fn whose(
        &self,
        tx: &mut Tx<'_>,
        vouched: &Vouched,
        now: Timestamp,
    ) -> Result<Whose, Rollback> {
        let vouch = Vouch {
            ctx: &self.take.ctx,
            call: &self.take.call,
            method: &self.awaited.method,
            bound: AuditKind::UpstreamBound,
            issuer: &self.issuer,
            subject: &vouched.subject,
            national_id: vouched.national_id.as_deref(),
            level: vouched.level,
        };
        vouch.whose(tx, now).await
    }

    async fn accept(
        &self,
        tx: &mut Tx<'_>,
        stored: StoredLogin,
        vouched: &Vouched,
        (bound, level): (&UpstreamSubject, Level),
    ) -> Result<Commit<StepAnswer>, Rollback> {
        let (ctx, call, now) = (&self.take.ctx, &self.take.call, self.take.ctx.now());
        Record::new(ctx, call, now, AuditKind::UpstreamVouched)
            .login(&stored.login)
            .person(bound.person)
            .eid(bound.id)
            .detail(format!("{} {}", self.awaited.method, level.word()))
            .save(tx)
            .await?;
        let proof = Proof::verified(Verified {
            subject: bound.person,
            eid: bound.id,
            authenticator: MethodKind::UpstreamOidc,
            method: self.awaited.method.clone(),
            login: stored.login.id,
            factors: Vec::new(),
            bound_at: level,
            at: vouched.authenticated_at,
        });
        let seen = Authenticated {
            ctx,
            call,
            browser: &self.take.browser,
            now,
            // Known devices keep a way in where passwords are guessed; here none is.
            known_device: true,
        };
        Ok(Commit(
            settle_proof(tx, &seen, stored, (proof, None)).await?,
        ))
    }
}
