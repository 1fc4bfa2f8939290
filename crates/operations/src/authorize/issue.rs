//! Issuing an authorization code: the last act of every login that succeeds.

use crate::Context;
use crate::answer::Leave;
use crate::login::{Authenticated, rights};
use crate::record::{Record, impossible};
use lykill_broker::types::{LoginState, Session};
use lykill_core::audit::AuditKind;
use lykill_core::{Rights, Rng, SectorKind, random};
use lykill_crypto::pure::{b64, prf};
use lykill_oauth::authorize as rules;
use lykill_oauth::authorize::response::{self, Answer};
use lykill_oauth::level;
use lykill_oauth::session::check_subject;
use lykill_oauth::types::{AuthorizeRequest, Client, CodeGrant, ErrorRedirect, OAuthError};
use lykill_store::code::code_insert;
use lykill_store::login::{StoredLogin, login_save_in_browser};
use lykill_store::person::person_fetch;
use lykill_store::session::{session_client_sid, session_touch};
use lykill_store::subject::subject_find_or_insert;
use lykill_store::{Rollback, StoreError, Tx};

/// Ends the login with a code, and answers with the way that carries it to the service.
pub(crate) async fn answer(
    tx: &mut Tx<'_>,
    seen: &Authenticated<'_>,
    mut stored: StoredLogin,
    (session, client): (&Session, &Client),
    work_email: Option<String>,
) -> Result<Leave, Rollback> {
    let way = code(tx, seen, (&stored.request, client), session, work_email).await?;
    let leave = Leave::with(way, client, stored.login.language);
    stored.login.state = LoginState::Nothing;
    Record::new(seen.ctx, seen.call, seen.now, AuditKind::CodeIssued)
        .login(&stored.login)
        .person(session.person)
        .save(tx)
        .await?;
    login_save_in_browser(tx, &stored.login).await?;
    Ok(leave)
}

/// Stores a code for a request that a session answers; gives the answer to the service.
async fn code(
    tx: &mut Tx<'_>,
    seen: &Authenticated<'_>,
    (request, client): (&AuthorizeRequest, &Client),
    session: &Session,
    work_email: Option<String>,
) -> Result<Answer, StoreError> {
    let (ctx, now) = (seen.ctx, seen.now);
    let rng = ctx.rng.as_ref();
    let lost = || impossible("session", "id", &session.id);
    rules::resume(request, Some(client)).map_err(|_| lost())?;
    let (sub, sid) = names(tx, seen, session, client).await?;
    let acr = &ctx.settings.acr;
    let fits = level::enforce(session.level, request.minimum, acr)
        .and_then(|()| check_subject(request, &sub));
    if let Err(error) = fits {
        return Ok(refused(ctx, request, error));
    }
    if session.last_seen_at < now {
        session_touch(tx, session.id, now).await?;
    }
    let grant = CodeGrant {
        client_id: client.client_id.clone(),
        redirect_uri: request.redirect_uri.clone(),
        code_challenge: request.code_challenge.clone(),
        nonce: request.nonce.clone(),
        scope: request.scope.clone(),
        claims: request.claims.clone(),
        person: session.person,
        sub,
        session: session.id,
        sid,
        minimum: request.minimum,
        acr: session.level,
        amr: amr(session),
        auth_time: session.authenticated_at,
        work_email,
        rights: bank_rights(tx, seen, session, client).await?,
        issued_at: now,
        expires_at: now + ctx.settings.lifetimes.code,
    };
    let code = random::token(rng);
    code_insert(tx, &prf::sha256(code.as_bytes()), &grant, grant.expires_at).await?;
    Ok(response::code(request, &code, &ctx.settings.issuer))
}

/// What a bank is told that the person may do; other services take only who may do everything.
async fn bank_rights(
    tx: &mut Tx<'_>,
    seen: &Authenticated<'_>,
    session: &Session,
    client: &Client,
) -> Result<Option<Rights>, StoreError> {
    if client.lykill_sector != SectorKind::Bank {
        return Ok(None);
    }
    let lost = || impossible("session", "person", &session.id);
    let person = person_fetch(tx, session.person).await?.ok_or_else(lost)?;
    Ok(rights(seen.ctx, seen.now, &person, client).ok())
}

/// How the person (`sub`) and the session (`sid`) are called towards this client.
async fn names(
    tx: &mut Tx<'_>,
    seen: &Authenticated<'_>,
    session: &Session,
    client: &Client,
) -> Result<(String, String), StoreError> {
    let rng = seen.ctx.rng.as_ref();
    let (person, sector, subject) = (session.person, client.sector.clone(), new_subject(rng));
    let (session, client, sid) = (session.id, client.client_id.clone(), random::token(rng));
    tx.together(
        |tx| {
            Box::pin(
                async move { subject_find_or_insert(tx, person, sector.as_str(), &subject).await },
            )
        },
        |tx| Box::pin(async move { session_client_sid(tx, session, &client, &sid).await }),
    )
    .await
}

/// A pairwise subject: 128 random bits that say nothing about the person.
pub(super) fn new_subject(rng: &dyn Rng) -> String {
    b64::encode(&random::bytes::<16>(rng))
}

fn refused(ctx: &Context, request: &AuthorizeRequest, error: OAuthError) -> Answer {
    let refused = ErrorRedirect {
        redirect_uri: request.redirect_uri.clone(),
        response_mode: request.response_mode,
        error,
        state: request.state.clone(),
    };
    response::error(&refused, &ctx.settings.issuer)
}

/// RFC 8176 values, `mfa` for two factors, and the method's own word (design.md section 5).
fn amr(session: &Session) -> Vec<String> {
    let mut amr: Vec<String> = session.factors.iter().map(|f| f.amr().to_owned()).collect();
    if amr.len() > 1 {
        amr.push("mfa".to_owned());
    }
    amr.push(session.method_name.clone());
    amr
}
