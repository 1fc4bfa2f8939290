//! Whom somebody else's name for a person means here: the person who is bound to it, or whose
//! national number came with it from somebody who is trusted with that.

use crate::notice;
use crate::record::Record;
use crate::{Call, Context};
use lykill_broker::method::for_language;
use lykill_core::audit::AuditKind;
use lykill_core::effect::Notice;
use lykill_core::id::{EidId, PersonId};
use lykill_core::{Level, NationalId, Timestamp};
use lykill_store::person::{person_by_national_id, person_fetch};
use lykill_store::upstream::{UpstreamSubject, upstream_subject_find, upstream_subject_insert};
use lykill_store::{Rollback, StoreError, Tx};

/// What somebody else vouches for, in a call.
pub(crate) struct Vouch<'a> {
    pub(crate) ctx: &'a Context,
    pub(crate) call: &'a Call,
    /// The method, by its configured name.
    pub(crate) method: &'a str,
    /// The audit row of a name that becomes a person's.
    pub(crate) bound: AuditKind,
    /// Who vouches.
    pub(crate) issuer: &'a str,
    /// Their name for the person.
    pub(crate) subject: &'a str,
    /// The person's national number, where they are trusted with it.
    pub(crate) national_id: Option<&'a str>,
    /// How sure they are.
    pub(crate) level: Level,
}

/// Whom a name means here.
pub(crate) enum Whose {
    /// This person, by this binding, at this level.
    Person(UpstreamSubject, Level),
    /// Nobody who is known.
    Nobody,
    /// The name is bound to one person and the number belongs to another.
    Two,
}

impl Vouch<'_> {
    /// Finds whom is meant, and binds a name that came with a number for the first time.
    pub(crate) async fn whose(&self, tx: &mut Tx<'_>, now: Timestamp) -> Result<Whose, Rollback> {
        let numbered = self.numbered(tx).await?;
        let bound = upstream_subject_find(tx, self.issuer, self.subject).await?;
        match (bound, numbered) {
            (Some(bound), Some(person)) if bound.person != person => Ok(Whose::Two),
            // They vouched for the number in this very login.
            (Some(bound), Some(_)) => Ok(Whose::Person(bound, self.level)),
            (Some(bound), None) => {
                let level = bound.bound_at.min(self.level);
                Ok(Whose::Person(bound, level))
            }
            (None, Some(person)) => {
                let bound = self.bind(tx, (person, now)).await?;
                Ok(Whose::Person(bound, self.level))
            }
            (None, None) => Ok(Whose::Nobody),
        }
    }

    /// The person of the national number. A number that cannot be one, or that nobody here has,
    /// names nobody.
    async fn numbered(&self, tx: &mut Tx<'_>) -> Result<Option<PersonId>, StoreError> {
        let ctx = self.ctx;
        let Some(text) = self.national_id else {
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
        (person, now): (PersonId, Timestamp),
    ) -> Result<UpstreamSubject, Rollback> {
        let ctx = self.ctx;
        let bound = UpstreamSubject {
            id: EidId::new(now, ctx.rng.as_ref()),
            issuer: self.issuer.to_owned(),
            subject: self.subject.to_owned(),
            person,
            bound_at: self.level,
            created_at: now,
        };
        if !upstream_subject_insert(tx, &bound).await?.is_spent() {
            // Bound in another login at this moment: looked at again.
            return Err(Rollback::Retry);
        }
        Record::new(ctx, self.call, now, self.bound)
            .person(person)
            .eid(bound.id)
            .detail(format!("{} by national number", self.method))
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
        let Some(person) = person_fetch(tx, person).await? else {
            return Ok(());
        };
        let mut methods = self.ctx.settings.methods.iter();
        let method = methods.find(|method| method.name == self.method);
        let named = method.and_then(|method| for_language(method, person.language));
        let notice = Notice::MethodConnected {
            method: named.map_or_else(String::new, |(name, _)| name.to_string()),
            at: now,
        };
        notice::tell_everywhere(tx, self.ctx, &person, (notice, now))
            .await
            .map(drop)
    }
}
