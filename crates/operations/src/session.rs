//! The living sessions of an eID's holder, as the support desk sees and ends them (security.md
//! case 185): somebody calls who left a browser open elsewhere.

use crate::authorize::session_state;
use crate::record::Record;
use crate::session_end;
use crate::{Call, Context, Error};
use lykill_broker::types::Session;
use lykill_core::audit::AuditKind;
use lykill_core::id::{ClientId, PersonId, SessionId};
use lykill_core::{Level, Timestamp};
use lykill_issuer::types::Eid;
use lykill_issuer::user_id;
use lykill_oauth::session::Timers;
use lykill_store::eid::eid_by_user_id;
use lykill_store::session::{session_clients, session_fetch, session_open_by_eid};
use lykill_store::{Channel, Commit, Rollback, StoreError, Tx};
use std::sync::Arc;

/// A session as the support desk sees it: nothing of it opens anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionSummary {
    /// Its id; `lykill session end` takes it.
    pub session: SessionId,
    /// How the person was authenticated: the configured name of the method.
    pub method: String,
    /// The level that was reached.
    pub level: Level,
    /// When the last factor was verified.
    pub authenticated_at: Timestamp,
    /// When a service asked it last.
    pub last_seen_at: Timestamp,
    /// When it ends unless a service asks again.
    pub ends_at: Timestamp,
    /// The services that it answered.
    pub services: Vec<ClientId>,
}

/// Which sessions to end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// This one.
    One(SessionId),
    /// All of this user id.
    AllOf(String),
}

/// Why nothing was shown or ended.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SessionRefusal {
    /// Nobody has this user id.
    #[error("no eID has this user id; `lykill person list` shows them")]
    NoSuchUserId,
    /// The session is over, or never was.
    #[error("no living session has this id; `lykill session list` shows those of a user id")]
    NoSuchSession,
}

/// What one command does to sessions.
type Job = Arc<(Context, Call, Which)>;

/// The living sessions of a user id, oldest first. That somebody looked is written down.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn list(
    ctx: &Context,
    call: &Call,
    typed: &str,
) -> Result<Result<Vec<SessionSummary>, SessionRefusal>, Error> {
    let job: Job = Arc::new((ctx.clone(), *call, Which::AllOf(typed.to_owned())));
    let listed = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move { look(tx, &job).await })
    });
    Ok(listed.await?)
}

/// Ends sessions with their tokens, and has their services told; gives how many ended.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn end(
    ctx: &Context,
    call: &Call,
    which: Which,
) -> Result<Result<usize, SessionRefusal>, Error> {
    let job: Job = Arc::new((ctx.clone(), *call, which));
    let ended = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move { run(tx, &job).await })
    });
    let ended = ended.await?;
    ctx.db.notify(Channel::Outbox);
    Ok(ended)
}

async fn look(
    tx: &mut Tx<'_>,
    job: &(Context, Call, Which),
) -> Result<Commit<Result<Vec<SessionSummary>, SessionRefusal>>, Rollback> {
    let (ctx, call, which) = job;
    let now = ctx.now();
    let Some(eid) = eid_of(tx, which).await? else {
        return Ok(Commit(Err(SessionRefusal::NoSuchUserId)));
    };
    let mut found = Vec::new();
    for session in living(tx, &eid, now).await? {
        let services = session_clients(tx, session.id).await?;
        found.push(summary(session, services));
    }
    Record::new(ctx, call, now, AuditKind::SessionsListed)
        .person(eid.person)
        .eid(eid.id)
        .save(tx)
        .await?;
    Ok(Commit(Ok(found)))
}

fn summary(session: Session, services: Vec<(ClientId, String)>) -> SessionSummary {
    let timers = Timers::default();
    SessionSummary {
        session: session.id,
        method: session.method_name,
        level: session.level,
        authenticated_at: session.authenticated_at,
        last_seen_at: session.last_seen_at,
        ends_at: timers.ends_at(session.authenticated_at, session.last_seen_at),
        services: services.into_iter().map(|(client, _)| client).collect(),
    }
}

async fn run(
    tx: &mut Tx<'_>,
    job: &(Context, Call, Which),
) -> Result<Commit<Result<usize, SessionRefusal>>, Rollback> {
    let (ctx, call, which) = job;
    let now = ctx.now();
    let sessions = match which {
        Which::One(id) => {
            let found = session_fetch(tx, *id).await?;
            match found.filter(|session| is_live(session, now)) {
                Some(session) => vec![session],
                None => return Ok(Commit(Err(SessionRefusal::NoSuchSession))),
            }
        }
        Which::AllOf(_) => match eid_of(tx, which).await? {
            Some(eid) => living(tx, &eid, now).await?,
            None => return Ok(Commit(Err(SessionRefusal::NoSuchUserId))),
        },
    };
    let mut ended = 0;
    for session in &sessions {
        ended += usize::from(end_one(tx, (ctx, call), session, now).await?);
    }
    match which {
        Which::One(_) if ended == 0 => Ok(Commit(Err(SessionRefusal::NoSuchSession))),
        _ => Ok(Commit(Ok(ended))),
    }
}

/// Gives whether it was this that ended it, and not a logout at the same moment.
async fn end_one(
    tx: &mut Tx<'_>,
    (ctx, call): (&Context, &Call),
    session: &Session,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let whose: (SessionId, PersonId) = (session.id, session.person);
    if !session_end::end(tx, ctx, whose, now).await?.is_spent() {
        return Ok(false);
    }
    Record::new(ctx, call, now, AuditKind::SessionEnded)
        .person(session.person)
        .eid(session.eid)
        .detail(format!("session {} by the operator", session.id))
        .save(tx)
        .await?;
    Ok(true)
}

async fn eid_of(tx: &mut Tx<'_>, which: &Which) -> Result<Option<Eid>, StoreError> {
    let Which::AllOf(typed) = which else {
        return Ok(None);
    };
    match user_id::parse(typed) {
        Ok(user_id) => eid_by_user_id(tx, &user_id).await,
        Err(_) => Ok(None),
    }
}

/// Those of the eID, and those that its holder began at another provider; oldest first.
async fn living(tx: &mut Tx<'_>, eid: &Eid, now: Timestamp) -> Result<Vec<Session>, StoreError> {
    let mut sessions = Vec::new();
    for identity in session_end::identities(tx, (eid.id, eid.person)).await? {
        sessions.extend(session_open_by_eid(tx, identity).await?);
    }
    sessions.retain(|session| is_live(session, now));
    sessions.sort_by_key(|session| session.authenticated_at);
    Ok(sessions)
}

fn is_live(session: &Session, now: Timestamp) -> bool {
    Timers::default().is_live(&session_state(session), now)
}
