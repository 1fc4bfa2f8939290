//! A certificate is shown. What it is worth is found out in no transaction; whose it is, and that
//! the login awaits it, in one.

use super::issuers::CardIssuer;
use super::revoked::{self, Silence, Unsaid};
use crate::record::Record;
use crate::vouched::{Vouch, Whose};
use crate::{Call, Context, Error, noise};
use lykill_broker::login::{CardEvent, Event, advance, expect_card};
use lykill_broker::types::{AwaitedCard, CardFault, CardStage, ShownCard};
use lykill_core::audit::AuditKind;
use lykill_core::id::LoginId;
use lykill_core::level::meets;
use lykill_core::time::minutes;
use lykill_core::{Level, Secret, Timestamp, random};
use lykill_crypto::pure::prf;
use lykill_crypto::pure::x509::{self, Holder, Refusal, Standing};
use lykill_oauth::params::Params;
use lykill_store::login::{StoredLogin, login_fetch, login_lock, login_save};
use lykill_store::{Commit, Rollback, Tx};
use std::sync::Arc;
use std::time::Duration;

/// A ticket must come back within this.
const TICKET_LIVES: Duration = minutes(1);
/// Who cannot be asked is said to be down for so long; then somebody finds out.
const DOWN_FOR: Duration = Duration::from_secs(15);

/// What a browser brought to the place where certificates are shown.
#[derive(Debug, Clone)]
pub struct Brought {
    /// The query: `login` and `attempt` say what the certificate is shown for.
    pub query: String,
    /// What it showed in TLS, its own certificate first; empty when it showed nothing.
    pub certificates: Arc<[Vec<u8>]>,
}

/// Where the browser goes on.
#[derive(Debug)]
pub enum Shown {
    /// To the login, with this ticket.
    Ticket(LoginId, Secret<String>),
    /// To the login, which says what is wrong, or knows nothing of this.
    Login(LoginId),
    /// Nowhere: no login is named.
    Nowhere,
}

/// What is shown for which attempt.
struct Showing {
    login: LoginId,
    attempt: String,
}

/// Whom a certificate names, and how surely; or why nobody.
type Found = Result<(Holder, Level), (CardFault, String)>;

struct Job {
    ctx: Context,
    call: Call,
    showing: Showing,
    found: Found,
}

/// Takes a certificate that was shown for an attempt.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn show(ctx: &Context, call: &Call, brought: Brought) -> Result<Shown, Error> {
    let params = Params::parse(brought.query.as_bytes()).unwrap_or_default();
    let Some(login) = params.get("login").and_then(named) else {
        return Ok(Shown::Nowhere);
    };
    let showing = Showing {
        login,
        attempt: params.get("attempt").unwrap_or_default().to_owned(),
    };
    let stored = ctx.db.read(move |tx| Box::pin(login_fetch(tx, login)));
    let stored = stored.await?;
    let awaited = stored
        .as_ref()
        .and_then(|stored| awaited(stored, &showing, ctx.now()));
    // A stranger's attempt asks nobody anything.
    let found = match awaited.and_then(|awaited| ctx.card_issuers.of(&awaited.method)) {
        Some(issuer) => look(ctx, issuer, &brought.certificates).await,
        None => Err((CardFault::Late, "no such attempt".to_owned())),
    };
    let job = Arc::new(Job {
        ctx: ctx.clone(),
        call: *call,
        showing,
        found,
    });
    let shown = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move { job.run(tx).await })
    });
    Ok(shown.await?)
}

/// The login that a text names. An id in another spelling than ours is none.
fn named(text: &str) -> Option<LoginId> {
    let login: LoginId = text.parse().ok()?;
    (login.to_string() == text).then_some(login)
}

/// The attempt, if the login awaits a card for it.
fn awaited(stored: &StoredLogin, showing: &Showing, now: Timestamp) -> Option<AwaitedCard> {
    let awaited = expect_card(&stored.login, now).ok()?;
    let is_it = prf::equal(awaited.attempt.as_bytes(), showing.attempt.as_bytes());
    (is_it && awaited.stage == CardStage::Away).then(|| awaited.clone())
}

/// What a certificate is worth: its path and use, its policy, and what its issuer says of it.
async fn look(ctx: &Context, issuer: &CardIssuer, shown: &[Vec<u8>]) -> Found {
    let (configured, now) = (&issuer.configured, ctx.now());
    let checked = x509::check(shown, &configured.trust, now);
    let checked = checked.map_err(|refusal| (fault(refusal), refusal.to_string()))?;
    let level = configured.level(&checked.holder);
    let level = level.ok_or((CardFault::Untrusted, "its policy is not known".to_owned()))?;
    match revoked::standing(ctx, issuer, &checked).await {
        Ok(Standing::Good { .. }) => {
            ctx.down.answers(&configured.method);
            Ok((checked.holder, level))
        }
        Ok(Standing::Revoked) => Err((CardFault::Revoked, "it was revoked".to_owned())),
        Ok(Standing::Unknown) => {
            Err((CardFault::Revoked, "its issuer does not know it".to_owned()))
        }
        Err(Unsaid { why, words }) => {
            let method = &configured.method;
            tracing::warn!(method, ?why, words, "nobody says what was revoked");
            // Whoever shows a strange certificate, or one very often, must not end the method for
            // everybody.
            if why == Silence::Silent {
                ctx.down.report(method, now + DOWN_FOR);
            }
            Err((CardFault::Down, words))
        }
    }
}

const fn fault(refusal: Refusal) -> CardFault {
    match refusal {
        Refusal::Nothing => CardFault::Nothing,
        Refusal::Ended => CardFault::Ended,
        Refusal::WrongUse => CardFault::WrongUse,
        Refusal::Unreadable | Refusal::Untrusted => CardFault::Untrusted,
    }
}

impl Job {
    async fn run(&self, tx: &mut Tx<'_>) -> Result<Commit<Shown>, Rollback> {
        let now = self.ctx.now();
        let stored = login_lock(tx, self.showing.login).await?;
        let awaited = stored
            .as_ref()
            .and_then(|stored| awaited(stored, &self.showing, now));
        let (Some(stored), Some(awaited)) = (stored, awaited) else {
            // Whoever does not know the attempt may be anybody, and come often.
            let row = Record::new(&self.ctx, &self.call, now, AuditKind::SmartCardRefused);
            let row = row.detail("no such attempt");
            noise::save(tx, row, (&self.ctx, &self.call), now).await?;
            return Ok(Commit(Shown::Login(self.showing.login)));
        };
        let (holder, level) = match &self.found {
            Ok(found) => found,
            Err((fault, words)) => {
                return self.failed(tx, stored, (&awaited, *fault, words)).await;
            }
        };
        let (fault, words) = match self.whose(tx, (&awaited, holder, *level)).await? {
            Whose::Person(bound, level) if meets(level, stored.login.asked) => {
                let (ticket, shown) = self.ticket((bound.person, bound.id, level), now);
                return self.shown(tx, stored, (&awaited, ticket, shown)).await;
            }
            Whose::Person(..) => (CardFault::Level, "the level is not enough"),
            Whose::Nobody => (CardFault::Unknown, "nobody here is whom it names"),
            Whose::Two => (
                CardFault::Untrusted,
                "certificate and number are of two people",
            ),
        };
        self.failed(tx, stored, (&awaited, fault, words)).await
    }

    /// Whose a certificate is. It is bound by its hash: the number in it may be a national number,
    /// which nothing stores in the clear.
    async fn whose(
        &self,
        tx: &mut Tx<'_>,
        (awaited, holder, level): (&AwaitedCard, &Holder, Level),
    ) -> Result<Whose, Rollback> {
        let issuer = self.ctx.card_issuers.of(&awaited.method);
        let hash = holder.fingerprint.iter();
        let vouch = Vouch {
            ctx: &self.ctx,
            call: &self.call,
            method: &awaited.method,
            bound: AuditKind::SmartCardBound,
            issuer: &format!("x509:{}", awaited.method),
            subject: &hash.map(|byte| format!("{byte:02x}")).collect::<String>(),
            national_id: issuer.and_then(|issuer| issuer.configured.national_id(holder)),
            level,
        };
        vouch.whose(tx, self.ctx.now()).await
    }

    fn ticket(
        &self,
        (person, eid, level): (lykill_core::id::PersonId, lykill_core::id::EidId, Level),
        now: Timestamp,
    ) -> (Secret<String>, ShownCard) {
        let ticket = random::token(self.ctx.rng.as_ref());
        let shown = ShownCard {
            ticket: prf::sha256(ticket.as_bytes()).to_vec(),
            valid_until: now + TICKET_LIVES,
            person,
            eid,
            level,
            at: now,
        };
        (Secret::new(ticket), shown)
    }

    async fn shown(
        &self,
        tx: &mut Tx<'_>,
        mut stored: StoredLogin,
        (awaited, ticket, shown): (&AwaitedCard, Secret<String>, ShownCard),
    ) -> Result<Commit<Shown>, Rollback> {
        let now = self.ctx.now();
        let row = Record::new(&self.ctx, &self.call, now, AuditKind::SmartCardShown)
            .login(&stored.login)
            .person(shown.person)
            .eid(shown.eid)
            .detail(format!("{} {}", awaited.method, shown.level.word()));
        let event = Event::SmartCard(CardEvent::Shown(shown));
        let Ok(step) = advance(&stored.login, event, now) else {
            return Err(Rollback::Retry);
        };
        stored.login.state = step.state;
        login_save(tx, &stored.login).await?;
        row.save(tx).await?;
        Ok(Commit(Shown::Ticket(stored.login.id, ticket)))
    }

    async fn failed(
        &self,
        tx: &mut Tx<'_>,
        mut stored: StoredLogin,
        (awaited, fault, words): (&AwaitedCard, CardFault, &str),
    ) -> Result<Commit<Shown>, Rollback> {
        let now = self.ctx.now();
        let event = Event::SmartCard(CardEvent::Failed(fault));
        if let Ok(step) = advance(&stored.login, event, now) {
            stored.login.state = step.state;
            login_save(tx, &stored.login).await?;
        }
        Record::new(&self.ctx, &self.call, now, AuditKind::SmartCardRefused)
            .login(&stored.login)
            .detail(format!("{}: {words}", awaited.method))
            .save(tx)
            .await?;
        Ok(Commit(Shown::Login(stored.login.id)))
    }
}
