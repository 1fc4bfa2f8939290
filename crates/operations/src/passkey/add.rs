//! Adding a passkey: soon after a login, never worth more than that login, told by every way, and
//! waiting so that its holder can stop it (security.md cases 81 and 161).

use super::own::{is_fresh, session};
use super::{Bound, Stale, challenges, spend};
use crate::record::{Record, impossible};
use crate::{Browser, Call, Context, Error, noise, notice};
use lykill_broker::types::Session;
use lykill_core::audit::AuditKind;
use lykill_core::effect::Notice;
use lykill_core::id::PasskeyId;
use lykill_core::{DisplayName, Timestamp, random};
use lykill_crypto::pure::webauthn::{self, Created, Creation, WebauthnError};
use lykill_crypto::pure::{b64, prf};
use lykill_issuer::letter::NEW_ADDRESS_WAITS;
use lykill_issuer::passkey::{COUNTED_FOR, MOST, usable_from};
use lykill_issuer::types::{EidState, Passkey, PasskeyState, Person};
use lykill_store::eid::eid_lock;
use lykill_store::passkey::{passkey_insert, passkey_list_since};
use lykill_store::person::person_fetch;
use lykill_store::{Channel, Commit, Rollback, Tx};
use std::sync::Arc;

/// What an authenticator answered, and what its holder calls it. Bytes are base64url.
#[derive(Debug, Clone, Default)]
pub struct NewPasskey {
    /// What its holder calls it.
    pub label: String,
    /// The moment of the challenge, in microseconds.
    pub issued: String,
    /// `clientDataJSON`.
    pub client_data: String,
    /// `attestationObject`.
    pub attestation_object: String,
}

/// A passkey was added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Added {
    /// From when on it logs in, where it waits.
    pub waits_until: Option<Timestamp>,
}

/// Why no passkey was added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddRefusal {
    /// Nobody is logged in, in this browser.
    Nobody,
    /// The login is too long ago: log in again.
    NotFresh,
    /// There are as many as there may be, or that many were added within a day.
    Full,
    /// The name cannot be shown.
    Label,
    /// It took longer than five minutes, or the page was used before: again.
    Late,
    /// The authenticator has one for this eID or another already.
    Known,
    /// What the authenticator answered cannot be taken.
    Answer,
}

struct Add {
    ctx: Context,
    call: Call,
    browser: Browser,
    label: DisplayName,
    issued: Timestamp,
    creation: Creation,
}

type Outcome = Result<Commit<Result<Added, AddRefusal>>, Rollback>;

/// Adds a passkey to the eID that is logged in, in this browser.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn add(
    ctx: &Context,
    call: &Call,
    browser: &Browser,
    new: &NewPasskey,
) -> Result<Result<Added, AddRefusal>, Error> {
    let label = DisplayName::parse(new.label.trim()).ok();
    let Some(label) = label.filter(|label| label.as_str().chars().count() <= 60) else {
        return Ok(Err(AddRefusal::Label));
    };
    let bytes = |text: &str| b64::decode(text).unwrap_or_default();
    let job = Arc::new(Add {
        ctx: ctx.clone(),
        call: *call,
        browser: browser.clone(),
        label,
        issued: Timestamp::from_micros(new.issued.parse().unwrap_or_default()),
        creation: Creation {
            client_data: bytes(&new.client_data),
            attestation_object: bytes(&new.attestation_object),
        },
    });
    let added = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move { job.run(tx).await })
    });
    let added = added.await?;
    ctx.db.notify(Channel::Outbox);
    Ok(added)
}

impl Add {
    async fn run(&self, tx: &mut Tx<'_>) -> Outcome {
        let now = self.ctx.now();
        let refuse = |why| Ok(Commit(Err(why)));
        let Some(found) = session(tx, &self.browser, now).await? else {
            return refuse(AddRefusal::Nobody);
        };
        let lost = || impossible("session", "eid", &found.id);
        let eid = eid_lock(tx, found.eid).await?.ok_or_else(lost)?;
        // Whoever held the lock may have ended the session: a stop must leave nothing behind.
        let Some(session) = session(tx, &self.browser, now).await? else {
            return refuse(AddRefusal::Nobody);
        };
        if !matches!(eid.state, EidState::Active { .. }) {
            return refuse(AddRefusal::Nobody);
        }
        if !is_fresh(&session, now) || !self.ctx.settings.offers_passkeys() {
            return refuse(AddRefusal::NotFresh);
        }
        let counted = passkey_list_since(tx, eid.id, now - COUNTED_FOR).await?;
        if counted.len() >= MOST {
            return refuse(AddRefusal::Full);
        }
        let bound = Bound::Session(session.id);
        match spend(tx, bound, (self.issued, now)).await? {
            Ok(()) => {}
            Err(Stale::Late | Stale::Answered) => return refuse(AddRefusal::Late),
        }
        match self.created(bound) {
            Ok(created) => self.save(tx, (&session, now), created).await,
            Err(why) => {
                let why = why.to_string();
                self.refused(tx, (&session, now), (&why, AddRefusal::Answer))
                    .await
            }
        }
    }

    fn created(&self, bound: Bound<'_>) -> Result<Created, WebauthnError> {
        let settings = &self.ctx.settings.passkeys;
        let party = settings.party().ok_or(WebauthnError::RelyingParty)?;
        let mut outcome = Err(WebauthnError::Challenge);
        for challenge in challenges(&self.ctx, bound, self.issued) {
            if outcome == Err(WebauthnError::Challenge) {
                outcome = webauthn::created(party, &challenge, &self.creation);
            }
        }
        outcome
    }

    async fn save(
        &self,
        tx: &mut Tx<'_>,
        (session, now): (&Session, Timestamp),
        created: Created,
    ) -> Outcome {
        let lost = || impossible("eid", "person", &session.eid);
        let person = person_fetch(tx, session.person).await?.ok_or_else(lost)?;
        let passkey = self.passkey((session, &person, now), created);
        let stop = random::token(self.ctx.rng.as_ref());
        let stop_hash = prf::sha256(stop.as_bytes());
        if !passkey_insert(tx, &passkey, &stop_hash).await?.is_spent() {
            let why = ("credential known", AddRefusal::Known);
            return self.refused(tx, (session, now), why).await;
        }
        let kind = match passkey.backup_eligible {
            true => "synced",
            false => "device-bound",
        };
        let (id, level) = (passkey.id, passkey.bound_level);
        self.row(session, (AuditKind::PasskeyAdded, now))
            .detail(format!("{id}, {kind}, bound at {level}"))
            .save(tx)
            .await?;
        let waits_until = (passkey.usable_from > now).then_some(passkey.usable_from);
        let notice = Notice::PasskeyAdded {
            label: self.label.to_string(),
            at: now,
            usable_from: waits_until,
            stop: format!("{}?token={stop}", self.ctx.settings.passkeys.stop_url),
        };
        notice::tell_everywhere(tx, &self.ctx, &person, (notice, now)).await?;
        Ok(Commit(Ok(Added { waits_until })))
    }

    /// Writes down why the authenticator's answer is not taken.
    async fn refused(
        &self,
        tx: &mut Tx<'_>,
        (session, now): (&Session, Timestamp),
        (why, told): (&str, AddRefusal),
    ) -> Outcome {
        let row = self.row(session, (AuditKind::PasskeyRefused, now));
        let row = row.detail(format!("to be added: {why}"));
        noise::save_of_somebody(tx, row, (&self.ctx, &self.call), now).await?;
        Ok(Commit(Err(told)))
    }

    /// Who is told on paper only can stop nothing within an hour.
    fn passkey(
        &self,
        (session, person, now): (&Session, &Person, Timestamp),
        created: Created,
    ) -> Passkey {
        let rules = self.ctx.settings.passkeys.rules;
        let usable = usable_from(&rules, session.method, now);
        let on_paper = !notice::reaches_at_once(&self.ctx, person);
        let usable = if usable > now && on_paper {
            usable.max(now + NEW_ADDRESS_WAITS)
        } else {
            usable
        };
        Passkey {
            id: PasskeyId::new(now, self.ctx.rng.as_ref()),
            person: session.person,
            eid: session.eid,
            credential: created.credential,
            key: created.key,
            counter: created.counter,
            backup_eligible: created.backup_eligible,
            backed_up: created.backed_up,
            aaguid: created.aaguid,
            label: self.label.clone(),
            bound_level: session.level,
            bound_by: session.method,
            added_at: now,
            usable_from: usable,
            used_at: None,
            state: PasskeyState::Active,
        }
    }

    fn row(&self, session: &Session, (kind, now): (AuditKind, Timestamp)) -> Record {
        Record::new(&self.ctx, &self.call, now, kind)
            .eid(session.eid)
            .person(session.person)
    }
}
