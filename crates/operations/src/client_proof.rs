//! Which client calls: the same at every endpoint where a client shows who it is (RFC 6749
//! section 2.3).

use crate::answer::JsonAnswer;
use crate::call::ClientCall;
use crate::record::{Record, impossible};
use crate::{Call, Context, Error, noise};
use lykill_core::Timestamp;
use lykill_core::audit::AuditKind;
use lykill_crypto::pure::prf;
use lykill_oauth::params::Params;
use lykill_oauth::token::client_assertion::Audiences;
use lykill_oauth::token::client_auth::{self, Credential, Presented, Registered};
use lykill_oauth::types::{BadParams, Client, Endpoints, ErrorCode, OAuthError};
use lykill_store::assertion::assertion_use;
use lykill_store::client::StoredClient;
use lykill_store::{Commit, Rollback, Running, StoreError, Tx};
use serde_json::Value;
use std::sync::Arc;

/// A client's program that calls; nothing of what it presented is verified yet.
pub(crate) struct Caller {
    pub(crate) ctx: Context,
    pub(crate) call: Call,
    pub(crate) presented: Presented,
    endpoint: fn(&Endpoints) -> &str,
}

impl Caller {
    /// Reads the request: who it says that it is, and its parameters.
    pub(crate) fn read(
        (ctx, call): (&Context, &Call),
        asked: &ClientCall,
        endpoint: fn(&Endpoints) -> &str,
    ) -> Result<(Self, Params), OAuthError> {
        let params = Params::of_post(
            asked.query.as_deref(),
            asked.content_type.as_deref(),
            &asked.body,
        );
        let malformed = |bad: BadParams| {
            OAuthError::new(ErrorCode::InvalidRequest, "malformed", bad.to_string())
        };
        let params = params.map_err(malformed)?;
        let presented = client_auth::presented(asked.authorization.as_deref(), &params)?;
        let caller = Self {
            ctx: ctx.clone(),
            call: *call,
            presented,
            endpoint,
        };
        Ok((caller, params))
    }

    /// Whether showing who it is spends something: an assertion is taken once.
    pub(crate) const fn spends(&self) -> bool {
        matches!(self.presented.credential, Credential::Assertion(_))
    }

    /// Who calls: known, and proven as it is registered.
    pub(crate) async fn prove(
        &self,
        tx: &mut Tx<'_>,
        stored: Option<StoredClient>,
        now: Timestamp,
    ) -> Result<Result<Client, OAuthError>, StoreError> {
        let registered = stored.as_ref().map(|stored| Registered {
            client: &stored.client,
            secret_sha256: stored.secret_hash.as_ref().map(|hash| &hash[..]),
        });
        let settings = &self.ctx.settings;
        let audiences = Audiences {
            issuer: &settings.issuer,
            token_endpoint: &settings.endpoints.token,
            endpoint: (self.endpoint)(&settings.endpoints),
        };
        let used = match client_auth::authenticate(&self.presented, registered, &audiences, now) {
            Ok(used) => used,
            Err(error) => return Ok(Err(error)),
        };
        if let Some(used) = used {
            let jti = prf::sha256(used.jti.as_bytes());
            let client = &self.presented.client_id;
            let spent = assertion_use(tx, client, &jti, used.expires_at).await?;
            if !spent.is_spent() {
                return Ok(Err(assertion_used()));
            }
        }
        let lost = || impossible("client", "id", &self.presented.client_id);
        Ok(Ok(stored.ok_or_else(lost)?.client))
    }

    /// A refusal, with its audit row, or counted when there are very many.
    pub(crate) async fn refuse<T>(
        &self,
        tx: &mut Tx<'_>,
        error: OAuthError,
        now: Timestamp,
    ) -> Result<Commit<Result<T, OAuthError>>, Rollback> {
        let row = self.record(AuditKind::ClientRefused, now);
        let row = row.detail(error.reason);
        noise::save(tx, row, (&self.ctx, &self.call), now).await?;
        Ok(Commit(Err(error)))
    }

    /// An audit row about this client's call.
    pub(crate) fn record(&self, kind: AuditKind, now: Timestamp) -> Record {
        Record::new(&self.ctx, &self.call, now, kind).client(&self.presented.client_id)
    }
}

/// A client's question. It changes nothing, so it is a read; only a client assertion, which is
/// taken once, and a refusal, which is written down, make a write.
pub(crate) trait Question: Send + Sync + 'static {
    /// Who asks.
    fn caller(&self) -> &Caller;

    /// The answer, to whoever proves to be that client.
    fn look<'a>(&'a self, tx: &'a mut Tx<'_>) -> Running<'a, Looked, StoreError>;
}

/// What a question found, or why nobody is told.
pub(crate) type Looked = Result<Value, OAuthError>;

/// Answers a question.
pub(crate) async fn ask(question: impl Question) -> Result<JsonAnswer, Error> {
    let question = Arc::new(question);
    let looked = look(&question).await?;
    Ok(match looked {
        Ok(body) => good(body),
        Err(error) => {
            let answer = refused(&error);
            note(question, error).await?;
            answer
        }
    })
}

async fn look(question: &Arc<impl Question>) -> Result<Looked, StoreError> {
    let (job, caller) = (Arc::clone(question), question.caller());
    if caller.spends() {
        let written = caller.ctx.db.write(move |tx| {
            let job = Arc::clone(&job);
            Box::pin(async move { Ok(Commit(job.look(tx).await?)) })
        });
        return written.await;
    }
    let found = caller.ctx.db.read(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move { job.look(tx).await })
    });
    found.await
}

/// Writes down that a client was refused.
async fn note(question: Arc<impl Question>, error: OAuthError) -> Result<(), StoreError> {
    let db = question.caller().ctx.db.clone();
    let written = db.write(move |tx| {
        let (job, error) = (Arc::clone(&question), error.clone());
        Box::pin(async move {
            let caller = job.caller();
            caller.refuse::<()>(tx, error, caller.ctx.now()).await
        })
    });
    written.await.map(drop)
}

fn assertion_used() -> OAuthError {
    let words = "this assertion was used before; make a new one for each request";
    OAuthError::new(ErrorCode::InvalidClient, "assertion-used", words)
}

/// The answer that tells a client why it was refused (RFC 6749 section 5.2).
pub(crate) fn refused(error: &OAuthError) -> JsonAnswer {
    let authenticate = (error.status() == 401).then(|| "Basic realm=\"token\"".to_owned());
    JsonAnswer {
        status: error.status(),
        body: error.to_json(),
        authenticate,
    }
}

/// An answer that is no refusal.
pub(crate) const fn good(body: Value) -> JsonAnswer {
    JsonAnswer {
        status: 200,
        body,
        authenticate: None,
    }
}
