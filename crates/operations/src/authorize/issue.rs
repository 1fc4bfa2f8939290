//! Issuing an authorization code: the last act of every login that succeeds.

use crate::Context;
use crate::login::Authenticated;
use crate::record::{Record, impossible};
use lykill_broker::types::{LoginState, Session};
use lykill_core::audit::AuditKind;
use lykill_core::{Rng, random};
use lykill_crypto::pure::{b64, prf};
use lykill_oauth::authorize::{self as rules, response};
use lykill_oauth::level;
use lykill_oauth::session::check_subject;
use lykill_oauth::types::{AuthorizeRequest, CodeGrant, ErrorRedirect, OAuthError};
use lykill_store::client::client_fetch;
use lykill_store::code::code_insert;
use lykill_store::login::{StoredLogin, login_save};
use lykill_store::session::{session_client_sid, session_touch};
use lykill_store::subject::subject_find_or_insert;
use lykill_store::{Rollback, StoreError, Tx};

/// Ends the login with a code, and answers with the URL that carries it to the service.
pub(crate) async fn answer(
    tx: &mut Tx<'_>,
    seen: &Authenticated<'_>,
    mut stored: StoredLogin,
    session: &Session,
    work_email: Option<String>,
) -> Result<String, Rollback> {
    let url = code(tx, seen, &stored.request, session, work_email).await?;
    stored.login.state = LoginState::Nothing;
    Record::new(seen.ctx, seen.call, seen.now, AuditKind::CodeIssued)
        .login(&stored.login)
        .person(session.person)
        .save(tx)
        .await?;
    if !login_save(tx, &stored.login).await?.is_spent() {
        return Err(Rollback::Retry);
    }
    Ok(url)
}

/// Stores a code for a request that a session answers; gives the URL back to the service.
pub(crate) async fn code(
    tx: &mut Tx<'_>,
    seen: &Authenticated<'_>,
    request: &AuthorizeRequest,
    session: &Session,
    work_email: Option<String>,
) -> Result<String, StoreError> {
    let (ctx, now) = (seen.ctx, seen.now);
    let rng = ctx.rng.as_ref();
    let lost = || impossible("session", "id", &session.id);
    let client = client_fetch(tx, &request.client_id)
        .await?
        .ok_or_else(lost)?
        .client;
    rules::resume(request, Some(&client)).map_err(|_| lost())?;
    let sector = client.sector.as_str();
    let sub = subject_find_or_insert(tx, session.person, sector, &new_subject(rng)).await?;
    let acr = &ctx.settings.acr;
    let fits = level::enforce(session.level, request.minimum, acr)
        .and_then(|()| check_subject(request, &sub));
    if let Err(error) = fits {
        return Ok(refused(ctx, request, error));
    }
    let sid = session_client_sid(tx, session.id, &client.client_id, &random::token(rng)).await?;
    session_touch(tx, session.id, now).await?;
    let grant = CodeGrant {
        client_id: client.client_id,
        redirect_uri: request.redirect_uri.clone(),
        code_challenge: request.code_challenge.clone(),
        nonce: request.nonce.clone(),
        scope: request.scope.clone(),
        claims: request.claims.clone(),
        person: session.person,
        sub,
        session: session.id,
        sid,
        acr: session.level,
        amr: amr(session),
        auth_time: session.authenticated_at,
        work_email,
        issued_at: now,
        expires_at: now + ctx.settings.lifetimes.code,
    };
    let code = random::token(rng);
    code_insert(tx, &prf::sha256(code.as_bytes()), &grant, grant.expires_at).await?;
    let state = request.state.as_deref();
    Ok(response::code(
        &request.redirect_uri,
        &code,
        state,
        &ctx.settings.issuer,
    ))
}

/// A pairwise subject: 128 random bits that say nothing about the person.
pub(super) fn new_subject(rng: &dyn Rng) -> String {
    b64::encode(&random::bytes::<16>(rng))
}

fn refused(ctx: &Context, request: &AuthorizeRequest, error: OAuthError) -> String {
    let (redirect_uri, state) = (request.redirect_uri.clone(), request.state.clone());
    response::error(
        &ErrorRedirect {
            redirect_uri,
            error,
            state,
        },
        &ctx.settings.issuer,
    )
}

/// RFC 8176 values, `mfa` for two factors, and the method's own word (design.md section 5).
fn amr(session: &Session) -> Vec<String> {
    let mut amr: Vec<String> = session.factors.iter().map(|f| f.amr().to_owned()).collect();
    if amr.len() > 1 {
        amr.push("mfa".to_owned());
    }
    amr.push(session.method.word().to_owned());
    amr
}
