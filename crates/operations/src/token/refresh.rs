//! The refresh grant: everything that let the person in is asked again, then the token is
//! exchanged for the next one of its family and an access token. A token that comes again ends its
//! family, except that a lost answer is repeated (security.md cases 70, 96, 97).

use crate::answer::JsonAnswer;
use crate::client_proof::{Caller, good, refused};
use crate::login::facts;
use crate::record::impossible;
use crate::{Context, Error};
use lykill_broker::outcome::still_holds;
use lykill_broker::types::Session;
use lykill_core::audit::AuditKind;
use lykill_core::{Level, Rights, SectorKind, Timestamp, random};
use lykill_crypto::pure::prf;
use lykill_issuer::types::Person;
use lykill_oauth::level;
use lykill_oauth::token::refresh_grant::{self, Exchange, StoredFamily, ended};
use lykill_oauth::token::refresh_token::{self, Children, Family, SALT_BYTES};
use lykill_oauth::token::request::RefreshRequest;
use lykill_oauth::token::response::{self, Granted};
use lykill_oauth::types::{Client, ErrorCode, OAuthError, RefreshGrant, Scopes};
use lykill_store::client::client_fetch;
use lykill_store::person::person_by_code;
use lykill_store::refresh::{Former, StoredRefresh, refresh_lock, refresh_revoke, refresh_rotate};
use lykill_store::session::session_hold_by_code;
use lykill_store::token::{token_fetch, token_insert, token_revoke_by_code};
use lykill_store::{Commit, Rollback, StoreError, Tx};
use std::sync::Arc;
use std::time::Duration;

/// Keeps the seeds of tokens apart from other keyed hashes.
const DOMAIN: &str = "refresh-token";

struct Refresh {
    caller: Caller,
    request: RefreshRequest,
    /// What the token names; none when it is no refresh token.
    family: Family,
    hash: [u8; 32],
}

/// What an exchange gives.
struct Issued {
    children: Children,
    scope: Scopes,
    /// How long the access token still lives.
    lifetime: Duration,
}

/// Who stands behind a family.
type Behind = (Option<StoredRefresh>, Option<Session>, Option<Person>);

/// Exchanges a refresh token.
pub(super) async fn redeem(
    ctx: &Context,
    caller: Caller,
    request: RefreshRequest,
) -> Result<JsonAnswer, Error> {
    let token = request.refresh_token.expose();
    // What is none finds none: the client is authenticated, and its refusal recorded, all the same.
    let family = refresh_token::family(token).unwrap_or_default();
    let hash = prf::sha256(token.as_bytes());
    let job = Arc::new(Refresh {
        caller,
        request,
        family,
        hash,
    });
    let issued = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move { job.run(tx).await })
    });
    Ok(match issued.await? {
        Ok(issued) => good(answer(&issued)),
        Err(error) => refused(&error),
    })
}

fn answer(issued: &Issued) -> serde_json::Value {
    response::tokens(&Granted {
        access_token: &issued.children.access,
        lifetime: issued.lifetime,
        scope: &issued.scope,
        id_token: None,
        refresh_token: Some(&issued.children.refresh),
    })
}

/// A stored family as the rules look at it.
pub(crate) fn family_of(stored: &StoredRefresh) -> StoredFamily<'_> {
    StoredFamily {
        grant: &stored.grant,
        token_hash: &stored.token_hash,
        former_hash: stored.former.as_ref().map(|former| &former.hash),
        rotated_at: stored.rotated_at,
        idle_until: stored.idle_until,
        is_revoked: stored.revoked_at.is_some(),
    }
}

impl Refresh {
    async fn run(&self, tx: &mut Tx<'_>) -> Result<Commit<Result<Issued, OAuthError>>, Rollback> {
        let caller = &self.caller;
        let now = caller.ctx.now();
        let (id, family) = (caller.presented.client_id.clone(), self.family);
        let scene = tx.together(
            |tx| Box::pin(async move { client_fetch(tx, &id).await }),
            |tx| Box::pin(behind(tx, family)),
        );
        let (registered, (stored, session, person)) = scene.await?;
        let client = match caller.prove(tx, registered, now).await? {
            Ok(client) => client,
            Err(error) => return caller.refuse(tx, error, now).await,
        };
        let known = stored.as_ref().map(family_of);
        let exchange = match refresh_grant::check(known, &client, &self.hash, now) {
            Ok(exchange) => exchange,
            Err(refused) => {
                if refused.revoke_family {
                    self.revoke(tx, stored.as_ref(), now).await?;
                }
                return caller.refuse(tx, refused.error, now).await;
            }
        };
        let lost = || impossible("refresh", "body", &client.client_id);
        let mut stored = stored.ok_or_else(lost)?;
        if let Some(session) = &session {
            stored.grant.session = session.id;
        }
        let who = (session, person.ok_or_else(lost)?);
        let holds = self.still_holds(tx, &stored.grant, &client, who, now);
        let rights = match holds.await? {
            Ok(rights) => rights.filter(|_| client.lykill_sector == SectorKind::Bank),
            Err(error) => return caller.refuse(tx, error, now).await,
        };
        match exchange {
            Exchange::Rotate => self.rotate(tx, (stored, rights), now).await,
            Exchange::Repeat => self.repeat(tx, stored, now).await,
        }
    }

    /// A replay: whoever holds the other tokens of the family may be a thief.
    async fn revoke(
        &self,
        tx: &mut Tx<'_>,
        stored: Option<&StoredRefresh>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let _revoked_before = refresh_revoke(tx, &self.family, now).await?;
        let tokens = token_revoke_by_code(tx, &self.family, now).await?;
        let row = self.caller.record(AuditKind::RefreshReplayed, now);
        let row = match stored {
            Some(stored) => row.person(stored.grant.person),
            None => row,
        };
        let words = format!("the family and {tokens} access tokens revoked");
        row.detail(words).save(tx).await
    }

    /// Asks again what the login asked: the session, and by the same rules as a session that
    /// answers a request, network, level, age and link.
    async fn still_holds(
        &self,
        tx: &mut Tx<'_>,
        grant: &RefreshGrant,
        client: &Client,
        (session, person): (Option<Session>, Person),
        now: Timestamp,
    ) -> Result<Result<Option<Rights>, OAuthError>, StoreError> {
        let Caller { ctx, call, .. } = &self.caller;
        // Logout and a block end sessions. Idle time of the browser does not.
        let Some(session) = session.filter(|session| session.ended_at.is_none()) else {
            return Ok(Err(ended("session-ended", "the login was ended")));
        };
        let minimum = grant.minimum.or(client.default_minimum);
        if let Err(unmet) = level::enforce(session.level, minimum, &ctx.settings.acr) {
            return Ok(Err(ended(unmet.reason, unmet.description())));
        }
        let levels = (minimum.unwrap_or(Level::Low), session.level);
        let facts = facts(tx, (ctx, call, now), levels, &person, client).await?;
        Ok(match still_holds(&facts) {
            Ok(work_email) if work_email == grant.work_email => Ok(facts.rights.ok()),
            Ok(_) => Err(ended("link-changed", "the linked work account changed")),
            Err(_) => Err(ended(
                "not-entitled",
                "the service may not be used any more",
            )),
        })
    }

    async fn rotate(
        &self,
        tx: &mut Tx<'_>,
        (stored, rights): (StoredRefresh, Option<Rights>),
        now: Timestamp,
    ) -> Result<Commit<Result<Issued, OAuthError>>, Rollback> {
        let Some(scope) = self.scope(&stored.grant) else {
            return self.caller.refuse(tx, wider(), now).await;
        };
        let ctx = &self.caller.ctx;
        let lifetimes = &ctx.settings.lifetimes;
        let former = Former {
            hash: self.hash,
            salt: random::bytes::<SALT_BYTES>(ctx.rng.as_ref()).to_vec(),
        };
        let seed = self.seed(&former.salt);
        let children = self.children(&ctx.keys.lookup().lookup(DOMAIN, &seed).0);
        let next = prf::sha256(children.refresh.as_bytes());
        let ends = (now + lifetimes.refresh_idle).min(stored.grant.expires_at);
        refresh_rotate(tx, &self.family, &former, &next, (now, ends)).await?;
        let access = stored
            .grant
            .access((scope, rights), now, lifetimes.access_token);
        let hash = prf::sha256(children.access.as_bytes());
        token_insert(tx, &hash, &self.family, &access, access.expires_at).await?;
        self.record(tx, &stored, "", now).await?;
        Ok(Commit(Ok(Issued {
            children,
            scope: access.scope,
            lifetime: access.expires_at.since(now),
        })))
    }

    /// The answer was lost: the same tokens once more, made again from what was presented.
    async fn repeat(
        &self,
        tx: &mut Tx<'_>,
        stored: StoredRefresh,
        now: Timestamp,
    ) -> Result<Commit<Result<Issued, OAuthError>>, Rollback> {
        let living = match self.made_before(&stored) {
            Some(children) => {
                let hash = prf::sha256(children.access.as_bytes());
                let access = token_fetch(tx, &hash).await?;
                let lives = access.filter(|token| token.revoked_at.is_none());
                lives.map(|token| (children, token.grant))
            }
            None => None,
        };
        let Some((children, access)) = living else {
            let error = ended("refresh-unrepeatable", "the answer cannot be repeated");
            return self.caller.refuse(tx, error, now).await;
        };
        self.record(tx, &stored, "a lost answer was repeated", now)
            .await?;
        Ok(Commit(Ok(Issued {
            children,
            scope: access.scope,
            lifetime: access.expires_at.since(now),
        })))
    }

    /// The children of the exchange that made the living token: under the key of that moment,
    /// which a rotation of keys may have made an earlier one.
    fn made_before(&self, stored: &StoredRefresh) -> Option<Children> {
        let former = stored.former.as_ref()?;
        let seeds = self.caller.ctx.keys.lookup();
        let seeds = seeds.lookups(DOMAIN, &self.seed(&former.salt));
        let mut made = seeds.iter().map(|seed| self.children(&seed.0));
        made.find(|made| prf::equal(&prf::sha256(made.refresh.as_bytes()), &stored.token_hash))
    }

    fn seed(&self, salt: &[u8]) -> Vec<u8> {
        refresh_token::seed(self.request.refresh_token.expose(), salt)
    }

    fn children(&self, seed: &[u8]) -> Children {
        refresh_token::children(&self.family, seed)
    }

    fn scope(&self, grant: &RefreshGrant) -> Option<Scopes> {
        match &self.request.scope {
            Some(words) => grant.scope.narrowed(words),
            None => Some(grant.scope.clone()),
        }
    }

    async fn record(
        &self,
        tx: &mut Tx<'_>,
        stored: &StoredRefresh,
        detail: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let row = self.caller.record(AuditKind::TokenRefreshed, now);
        row.person(stored.grant.person)
            .detail(detail)
            .save(tx)
            .await
    }
}

fn wider() -> OAuthError {
    let words = "scope may only name what was granted; leave it out for all of that";
    OAuthError::new(ErrorCode::InvalidScope, "refresh-scope", words)
}

/// A family, locked, with the session that it ends with and the person whose it is.
async fn behind(tx: &mut Tx<'_>, family: Family) -> Result<Behind, StoreError> {
    let found = tx.together(
        move |tx| Box::pin(async move { refresh_lock(tx, &family).await }),
        move |tx| {
            Box::pin(tx.together(
                move |tx| Box::pin(async move { session_hold_by_code(tx, &family).await }),
                move |tx| Box::pin(async move { person_by_code(tx, &family).await }),
            ))
        },
    );
    let (stored, (session, person)) = found.await?;
    Ok((stored, session, person))
}
