//! Whom a provider named: the person who is bound to its name, or whose national number it is
//! trusted with; then the login goes on as after every other electronic ID.

use super::callback::{NotTaken, Take};
use crate::answer::StepAnswer;
use crate::login::{Authenticated, settle_proof};
use crate::notice;
use crate::record::Record;
use lykill_broker::method::for_language;
use lykill_broker::types::{AwaitedUpstream, UpstreamFault};
use lykill_core::audit::AuditKind;
use lykill_core::effect::Notice;
use lykill_core::id::{EidId, PersonId};
use lykill_core::level::meets;
use lykill_core::proof::Verified;
use lykill_core::{Level, MethodKind, NationalId, Proof, Timestamp};
use lykill_oauth::upstream::id_token::Vouched;
use lykill_store::login::StoredLogin;
use lykill_store::person::{person_by_national_id, person_fetch};
use lykill_store::upstream::{UpstreamSubject, upstream_subject_find, upstream_subject_insert};
use lykill_store::{Commit, Rollback, StoreError, Tx};
use std::sync::Arc;

pub(super) struct Conclude {
    pub(super) take: Arc<Take>,
    pub(super) awaited: AwaitedUpstream,
    pub(super) issuer: String,
    /// Whom the provider vouches for, or why for nobody, in words for the log.
    pub(super) found: Result<Vouched, (UpstreamFault, String)>,
}

/// Whom a provider's name means here.
enum Whose {
    /// This person, by this binding, at this level.
    Person(UpstreamSubject, Level),
    /// Nobody who is known.
    Nobody,
    /// The name is bound to one person and the number belongs to another.
    Two,
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
        let numbered = self.numbered(tx, vouched).await?;
        let bound = upstream_subject_find(tx, &self.issuer, &vouched.subject).await?;
        match (bound, numbered) {
            (Some(bound), Some(person)) if bound.person != person => Ok(Whose::Two),
            // The provider vouched for the number in this very login.
            (Some(bound), Some(_)) => Ok(Whose::Person(bound, vouched.level)),
            (Some(bound), None) => {
                let level = bound.bound_at.min(vouched.level);
                Ok(Whose::Person(bound, level))
            }
            (None, Some(person)) => {
                let bound = self.bind(tx, vouched, (person, now)).await?;
                Ok(Whose::Person(bound, vouched.level))
            }
            (None, None) => Ok(Whose::Nobody),
        }
    }

    /// The person whose national number the provider names. A number that cannot be one, or that
    /// nobody here has, names nobody.
    async fn numbered(
        &self,
        tx: &mut Tx<'_>,
        vouched: &Vouched,
    ) -> Result<Option<PersonId>, StoreError> {
        let ctx = &self.take.ctx;
        let Some(text) = &vouched.national_id else {
            return Ok(None);
        };
        let Ok(number) = NationalId::parse(ctx.settings.profile, text) else {
            return Ok(None);
        };
        for lookup in ctx
            .keys
            .lookup()
            .lookups("national-id", number.digits().as_bytes())
        {
            if let Some(person) = person_by_national_id(tx, &lookup).await? {
                return Ok(Some(person.id));
            }
        }
        Ok(None)
    }

    async fn bind(
        &self,
        tx: &mut Tx<'_>,
        vouched: &Vouched,
        (person, now): (PersonId, Timestamp),
    ) -> Result<UpstreamSubject, Rollback> {
        let ctx = &self.take.ctx;
        let bound = UpstreamSubject {
            id: EidId::new(now, ctx.rng.as_ref()),
            issuer: self.issuer.clone(),
            subject: vouched.subject.clone(),
            person,
            bound_at: vouched.level,
            created_at: now,
        };
        if !upstream_subject_insert(tx, &bound).await?.is_spent() {
            // Bound in another login at this moment: looked at again.
            return Err(Rollback::Retry);
        }
        Record::new(ctx, &self.take.call, now, AuditKind::UpstreamBound)
            .person(person)
            .eid(bound.id)
            .detail(format!("{} by national number", self.awaited.method))
            .save(tx)
            .await?;
        self.tell(tx, (person, now)).await?;
        Ok(bound)
    }

    /// Whoever gets a new way in hears of it (security.md case 81).
    async fn tell(
        &self,
        tx: &mut Tx<'_>,
        (person, now): (PersonId, Timestamp),
    ) -> Result<(), StoreError> {
        let ctx = &self.take.ctx;
        let Some(person) = person_fetch(tx, person).await? else {
            return Ok(());
        };
        let mut methods = ctx.settings.methods.iter();
        let method = methods.find(|method| method.name == self.awaited.method);
        let named = method.and_then(|method| for_language(method, person.language));
        let notice = Notice::MethodConnected {
            method: named.map_or_else(String::new, |(name, _)| name.to_string()),
            at: now,
        };
        notice::tell_everywhere(tx, ctx, &person, (notice, now))
            .await
            .map(drop)
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
