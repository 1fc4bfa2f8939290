//! The authorization code grant: verify everything, then spend the code, then sign.

use crate::answer::JsonAnswer;
use crate::client_proof::{Caller, good, refused};
use crate::person::open_number;
use crate::record::impossible;
use crate::{Context, Error};
use lykill_broker::types::Session;
use lykill_core::audit::AuditKind;
use lykill_core::{Timestamp, random};
use lykill_crypto::pure::jose::sign_es256;
use lykill_crypto::pure::prf;
use lykill_issuer::types::Person;
use lykill_oauth::claims::{Facts, Issuance, id_token};
use lykill_oauth::session::Timers;
use lykill_oauth::token::code_grant::{self, StoredCode};
use lykill_oauth::token::refresh_token;
use lykill_oauth::token::request::CodeRequest;
use lykill_oauth::token::response::{self, Granted};
use lykill_oauth::types::{AccessGrant, Client, CodeGrant, ErrorCode, OAuthError, RefreshGrant};
use lykill_store::client::client_fetch;
use lykill_store::code::{StoredCode as Stored, code_lock, code_spend};
use lykill_store::person::person_by_code;
use lykill_store::refresh::{refresh_insert, refresh_revoke};
use lykill_store::session::session_hold_by_code;
use lykill_store::token::{token_insert, token_revoke_by_code};
use lykill_store::{Commit, Rollback, StoreError, Tx};
use std::sync::Arc;

struct Redeem {
    caller: Caller,
    request: CodeRequest,
}

/// What a redeemed code gives.
struct Issued {
    grant: CodeGrant,
    client: Client,
    person: Person,
    access_token: String,
    refresh_token: Option<String>,
}

/// Redeems an authorization code. A second use is refused and revokes the tokens of the first
/// (RFC 6749 section 4.1.2; security.md case 89).
pub(super) async fn redeem(
    ctx: &Context,
    caller: Caller,
    request: CodeRequest,
) -> Result<JsonAnswer, Error> {
    let job = Arc::new(Redeem { caller, request });
    let issued = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move { job.run(tx).await })
    });
    match issued.await? {
        Ok(issued) => answer(ctx, &issued),
        Err(error) => Ok(refused(&error)),
    }
}

impl Redeem {
    async fn run(
        &self,
        tx: &mut Tx<'_>,
    ) -> Result<Commit<Result<Box<Issued>, OAuthError>>, Rollback> {
        let caller = &self.caller;
        let now = caller.ctx.now();
        let id = caller.presented.client_id.clone();
        let hash = prf::sha256(self.request.code.expose().as_bytes());
        let scene = tx.together(
            |tx| Box::pin(async move { client_fetch(tx, &id).await }),
            |tx| Box::pin(behind(tx, hash)),
        );
        let (registered, (stored, session, person)) = scene.await?;
        let client = match caller.prove(tx, registered, now).await? {
            Ok(client) => client,
            Err(error) => return caller.refuse(tx, error, now).await,
        };
        let known = stored.as_ref().map(|stored| StoredCode {
            grant: &stored.grant,
            is_spent: stored.spent_at.is_some(),
        });
        if let Err(refused) = code_grant::check(known, &client, &self.request, now) {
            if refused.revoke_tokens {
                self.revoke(tx, &hash, now).await?;
            }
            return caller.refuse(tx, refused.error, now).await;
        }
        let Some(stored) = stored else {
            return Err(Rollback::Retry);
        };
        code_spend(tx, &hash, now).await?;
        self.issue(tx, (stored.grant, client), (session, person), (&hash, now))
            .await
    }

    async fn revoke(
        &self,
        tx: &mut Tx<'_>,
        hash: &[u8; 32],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        // The family first: who refreshes at this moment holds it, and has issued a token by then.
        let _had_none = refresh_revoke(tx, hash, now).await?;
        let tokens = token_revoke_by_code(tx, hash, now).await?;
        self.caller
            .record(AuditKind::CodeReplayed, now)
            .detail(format!("{tokens} tokens revoked"))
            .save(tx)
            .await
    }

    async fn issue(
        &self,
        tx: &mut Tx<'_>,
        (mut grant, client): (CodeGrant, Client),
        (session, person): (Option<Session>, Option<Person>),
        (hash, now): (&[u8; 32], Timestamp),
    ) -> Result<Commit<Result<Box<Issued>, OAuthError>>, Rollback> {
        let lost = || impossible("code", "grant", &client.client_id);
        // A block or logout between code and redemption wins.
        let Some(session) = session.filter(|session| session.ended_at.is_none()) else {
            let words = "the login behind this code was ended; start a new login";
            let error = OAuthError::new(ErrorCode::InvalidGrant, "session-ended", words);
            return self.caller.refuse(tx, error, now).await;
        };
        grant.session = session.id;
        let person = person.ok_or_else(lost)?;
        let ctx = &self.caller.ctx;
        let access_token = random::token(ctx.rng.as_ref());
        let access = AccessGrant::from_code(&grant, now, ctx.settings.lifetimes.access_token);
        let token_hash = prf::sha256(access_token.as_bytes());
        token_insert(tx, &token_hash, hash, &access, access.expires_at).await?;
        let refresh_token = self.begin_family(tx, (&grant, &client), hash, now).await?;
        self.caller
            .record(AuditKind::CodeRedeemed, now)
            .person(grant.person)
            .save(tx)
            .await?;
        Ok(Commit(Ok(Box::new(Issued {
            grant,
            client,
            person,
            access_token,
            refresh_token,
        }))))
    }

    /// The first refresh token, for a client that is registered for them.
    async fn begin_family(
        &self,
        tx: &mut Tx<'_>,
        (code, client): (&CodeGrant, &Client),
        hash: &[u8; 32],
        now: Timestamp,
    ) -> Result<Option<String>, StoreError> {
        if !client.refresh_tokens {
            return Ok(None);
        }
        let ctx = &self.caller.ctx;
        let grant = RefreshGrant::from_code(code, now, Timers::default().absolute);
        let ends = (now + ctx.settings.lifetimes.refresh_idle).min(grant.expires_at);
        let token = refresh_token::write(hash, &random::bytes(ctx.rng.as_ref()));
        refresh_insert(tx, hash, &grant, &prf::sha256(token.as_bytes()), ends).await?;
        Ok(Some(token))
    }
}

/// A code, locked, with the session that it ends with and the person whose it is.
async fn behind(
    tx: &mut Tx<'_>,
    hash: [u8; 32],
) -> Result<(Option<Stored>, Option<Session>, Option<Person>), StoreError> {
    let found = tx.together(
        move |tx| Box::pin(async move { session_hold_by_code(tx, &hash).await }),
        move |tx| {
            Box::pin(tx.together(
                move |tx| Box::pin(async move { code_lock(tx, &hash).await }),
                move |tx| Box::pin(async move { person_by_code(tx, &hash).await }),
            ))
        },
    );
    let (session, (code, person)) = found.await?;
    Ok((code, session, person))
}

fn answer(ctx: &Context, issued: &Issued) -> Result<JsonAnswer, Error> {
    let Issued {
        grant,
        client,
        person,
        access_token,
        refresh_token,
    } = issued;
    let number = open_number(ctx, person)?;
    let jti = random::token(ctx.rng.as_ref());
    let issuance = Issuance {
        issuer: &ctx.settings.issuer,
        acr: &ctx.settings.acr,
        jti: &jti,
        now: ctx.now(),
        lifetime: ctx.settings.lifetimes.id_token,
    };
    let facts = Facts {
        name: person.told_name(),
        national_id: number.as_ref(),
    };
    let claims = id_token(grant, client, facts, &issuance);
    let broken = |_| Error::Broken("the ID token cannot be signed".to_owned());
    let claims = serde_json::to_vec(&claims).map_err(|_| broken(()))?;
    let signer = ctx.signers.current(ctx.now()).ok_or_else(|| broken(()))?;
    let token = sign_es256(&signer, "JWT", &claims).map_err(|_| broken(()))?;
    let lifetime = ctx.settings.lifetimes.access_token;
    Ok(good(response::tokens(&Granted {
        access_token,
        lifetime,
        scope: &grant.scope,
        id_token: Some(&token),
        refresh_token: refresh_token.as_deref(),
    })))
}
