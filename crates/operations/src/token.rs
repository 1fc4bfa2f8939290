//! The token endpoint: verify everything, then spend the code, then sign.

use crate::answer::JsonAnswer;
use crate::person::open_number;
use crate::record::{Record, impossible};
use crate::{Call, Context, Error};
use lykill_broker::types::Session;
use lykill_core::audit::AuditKind;
use lykill_core::{Timestamp, random};
use lykill_crypto::pure::jose::sign_es256;
use lykill_crypto::pure::prf;
use lykill_issuer::types::Person;
use lykill_oauth::claims::{Facts, Issuance, id_token};
use lykill_oauth::params::Params;
use lykill_oauth::token::client_assertion::Audiences;
use lykill_oauth::token::client_auth::{self, Presented, Registered};
use lykill_oauth::token::code_grant::{self, StoredCode};
use lykill_oauth::token::request::{self, CodeRequest};
use lykill_oauth::token::response;
use lykill_oauth::types::{AccessGrant, Client, CodeGrant, ErrorCode, OAuthError};
use lykill_store::assertion::assertion_use;
use lykill_store::client::{StoredClient, client_fetch};
use lykill_store::code::{StoredCode as Stored, code_lock, code_spend};
use lykill_store::person::person_by_code;
use lykill_store::session::session_by_code;
use lykill_store::token::{token_insert, token_revoke_by_code};
use lykill_store::{Commit, Rollback, StoreError, Tx};
use std::sync::Arc;

/// A request at the token endpoint, as it came.
#[derive(Debug, Clone, Default)]
pub struct TokenCall {
    /// The `Authorization` header.
    pub authorization: Option<String>,
    /// The `Content-Type` header.
    pub content_type: Option<String>,
    /// The body.
    pub body: Vec<u8>,
    /// The query, which must be empty.
    pub query: Option<String>,
}

struct Redeem {
    ctx: Context,
    call: Call,
    presented: Presented,
    request: CodeRequest,
}

/// What a redeemed code gives.
struct Issued {
    grant: CodeGrant,
    client: Client,
    person: Person,
    access_token: String,
}

/// Redeems an authorization code. A second use is refused and revokes the tokens of the first
/// (RFC 6749 section 4.1.2; security.md case 89).
///
/// # Errors
/// [`Error`] when the database cannot answer or the ID token cannot be signed.
pub async fn redeem(ctx: &Context, call: &Call, token: TokenCall) -> Result<JsonAnswer, Error> {
    let (presented, request) = match parse(&token) {
        Ok(parsed) => parsed,
        Err(error) => return Ok(refused(&error)),
    };
    let job = Arc::new(Redeem {
        ctx: ctx.clone(),
        call: *call,
        presented,
        request,
    });
    let issued = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move { job.run(tx).await })
    });
    match issued.await? {
        Ok(issued) => answer(ctx, &issued),
        Err(error) => Ok(refused(&error)),
    }
}

fn parse(token: &TokenCall) -> Result<(Presented, CodeRequest), OAuthError> {
    let params = Params::of_post(
        token.query.as_deref(),
        token.content_type.as_deref(),
        &token.body,
    );
    let malformed = |bad: lykill_oauth::types::BadParams| {
        OAuthError::new(ErrorCode::InvalidRequest, "malformed", bad.to_string())
    };
    let params = params.map_err(malformed)?;
    let presented = client_auth::presented(token.authorization.as_deref(), &params)?;
    Ok((presented, request::parse(&params)?))
}

fn refused(error: &OAuthError) -> JsonAnswer {
    let authenticate = (error.status() == 401).then(|| "Basic realm=\"token\"".to_owned());
    JsonAnswer {
        status: error.status(),
        body: error.to_json(),
        authenticate,
    }
}

impl Redeem {
    async fn run(
        &self,
        tx: &mut Tx<'_>,
    ) -> Result<Commit<Result<Box<Issued>, OAuthError>>, Rollback> {
        let now = self.ctx.now();
        let id = self.presented.client_id.clone();
        let hash = prf::sha256(self.request.code.expose().as_bytes());
        let scene = tx.together(
            |tx| Box::pin(async move { client_fetch(tx, &id).await }),
            |tx| Box::pin(behind(tx, hash)),
        );
        let (registered, (stored, session, person)) = scene.await?;
        let client = match self.client(tx, registered, now).await? {
            Ok(client) => client,
            Err(error) => return self.refuse(tx, error, now).await,
        };
        let known = stored.as_ref().map(|stored| StoredCode {
            grant: &stored.grant,
            is_spent: stored.spent_at.is_some(),
        });
        if let Err(refused) = code_grant::check(known, &client, &self.request, now) {
            if refused.revoke_tokens {
                self.revoke(tx, &hash, now).await?;
            }
            return self.refuse(tx, refused.error, now).await;
        }
        let Some(stored) = stored else {
            return Err(Rollback::Retry);
        };
        code_spend(tx, &hash, now).await?;
        self.issue(tx, (stored.grant, client), (session, person), (&hash, now))
            .await
    }

    /// Who asks: known, and proven as it is registered. An assertion is taken once.
    async fn client(
        &self,
        tx: &mut Tx<'_>,
        stored: Option<StoredClient>,
        now: Timestamp,
    ) -> Result<Result<Client, OAuthError>, StoreError> {
        let registered = stored.as_ref().map(|stored| Registered {
            client: &stored.client,
            secret_sha256: stored.secret_hash.as_ref().map(|hash| &hash[..]),
        });
        let audiences = Audiences {
            issuer: &self.ctx.settings.issuer,
            token_endpoint: &self.ctx.settings.endpoints.token,
        };
        let used = match client_auth::authenticate(&self.presented, registered, &audiences, now) {
            Ok(used) => used,
            Err(error) => return Ok(Err(error)),
        };
        if let Some(used) = used {
            let jti = prf::sha256(used.jti.as_bytes());
            let client = &self.presented.client_id;
            if !assertion_use(tx, client, &jti, used.expires_at)
                .await?
                .is_spent()
            {
                let words = "this assertion was used before; make a new one for each request";
                return Ok(Err(OAuthError::new(
                    ErrorCode::InvalidClient,
                    "assertion-used",
                    words,
                )));
            }
        }
        let lost = || impossible("client", "id", &self.presented.client_id);
        Ok(Ok(stored.ok_or_else(lost)?.client))
    }

    async fn refuse(
        &self,
        tx: &mut Tx<'_>,
        error: OAuthError,
        now: Timestamp,
    ) -> Result<Commit<Result<Box<Issued>, OAuthError>>, Rollback> {
        Record::new(&self.ctx, &self.call, now, AuditKind::ClientRefused)
            .client(&self.presented.client_id)
            .detail(error.reason)
            .save(tx)
            .await?;
        Ok(Commit(Err(error)))
    }

    async fn revoke(
        &self,
        tx: &mut Tx<'_>,
        hash: &[u8; 32],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let tokens = token_revoke_by_code(tx, hash, now).await?;
        Record::new(&self.ctx, &self.call, now, AuditKind::CodeReplayed)
            .client(&self.presented.client_id)
            .detail(format!("{tokens} tokens revoked"))
            .save(tx)
            .await
    }

    async fn issue(
        &self,
        tx: &mut Tx<'_>,
        (grant, client): (CodeGrant, Client),
        (session, person): (Option<Session>, Option<Person>),
        (hash, now): (&[u8; 32], Timestamp),
    ) -> Result<Commit<Result<Box<Issued>, OAuthError>>, Rollback> {
        let lost = || impossible("code", "grant", &client.client_id);
        // A block or logout between code and redemption wins.
        if session.is_none_or(|session| session.ended_at.is_some()) {
            let words = "the login behind this code was ended; start a new login";
            let error = OAuthError::new(ErrorCode::InvalidGrant, "session-ended", words);
            return self.refuse(tx, error, now).await;
        }
        let person = person.ok_or_else(lost)?;
        let access_token = random::token(self.ctx.rng.as_ref());
        let access = AccessGrant::from_code(&grant, now, self.ctx.settings.lifetimes.access_token);
        let token_hash = prf::sha256(access_token.as_bytes());
        token_insert(tx, &token_hash, hash, &access, access.expires_at).await?;
        Record::new(&self.ctx, &self.call, now, AuditKind::CodeRedeemed)
            .client(&client.client_id)
            .person(grant.person)
            .save(tx)
            .await?;
        Ok(Commit(Ok(Box::new(Issued {
            grant,
            client,
            person,
            access_token,
        }))))
    }
}

/// A code, locked, with the session that answered with it and the person whose it is.
async fn behind(
    tx: &mut Tx<'_>,
    hash: [u8; 32],
) -> Result<(Option<Stored>, Option<Session>, Option<Person>), StoreError> {
    let found = tx.together(
        move |tx| Box::pin(async move { code_lock(tx, &hash).await }),
        move |tx| {
            Box::pin(tx.together(
                move |tx| Box::pin(async move { session_by_code(tx, &hash).await }),
                move |tx| Box::pin(async move { person_by_code(tx, &hash).await }),
            ))
        },
    );
    let (code, (session, person)) = found.await?;
    Ok((code, session, person))
}

fn answer(ctx: &Context, issued: &Issued) -> Result<JsonAnswer, Error> {
    let Issued {
        grant,
        client,
        person,
        access_token,
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
        name: Some(&person.name),
        national_id: number.as_ref(),
    };
    let claims = id_token(grant, client, facts, &issuance);
    let broken = |_| Error::Broken("the ID token cannot be signed".to_owned());
    let claims = serde_json::to_vec(&claims).map_err(|_| broken(()))?;
    let token = sign_es256(&ctx.signer, "JWT", &claims).map_err(|_| broken(()))?;
    let lifetime = ctx.settings.lifetimes.access_token;
    let body = response::tokens(access_token, lifetime, &token, &grant.scope);
    Ok(JsonAnswer {
        status: 200,
        body,
        authenticate: None,
    })
}
