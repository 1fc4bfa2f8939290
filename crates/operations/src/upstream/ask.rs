//! The questions to a provider, all outside transactions: what it says about itself, its keys, and
//! whom a code names.

use super::providers::{Configured, Published, Upstream};
use super::secrets::Secrets;
use crate::Context;
use lykill_core::{Secret, Timestamp, random};
use lykill_crypto::pure::jose::VerifyKey;
use lykill_crypto::pure::json;
use lykill_fetch::{Answer, FetchError, Request, Rules, Verb};
use lykill_oauth::upstream::exchange::{self, Redemption};
use lykill_oauth::upstream::id_token::{self, BadIdToken, Expected, Vouched};
use lykill_oauth::upstream::{Metadata, metadata};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;

/// So long what a provider says about itself is taken for right.
pub(super) const FRESH: Duration = Duration::from_secs(60 * 60);
/// So long a provider that does not answer is left alone.
pub(super) const PATIENCE: Duration = Duration::from_secs(15);
/// Between two questions for keys, whatever key ids come.
pub(super) const BETWEEN_KEYS: Duration = Duration::from_secs(60);

/// Why a provider vouches for nobody; the words are for the log.
#[derive(Debug, thiserror::Error)]
pub(super) enum Trouble {
    /// It cannot be asked, or fails.
    #[error("{0}")]
    Down(String),
    /// Its answer is not believed.
    #[error("{0}")]
    Wrong(String),
}

impl From<FetchError> for Trouble {
    fn from(error: FetchError) -> Self {
        Self::Down(error.to_string())
    }
}

/// Asks each provider about itself whose time has come, side by side. Every node does so every few
/// seconds; a provider that answers again is offered again.
pub async fn watch(ctx: &Context) {
    let now = ctx.now();
    let mut asked = JoinSet::new();
    for upstream in ctx.upstreams.all() {
        if !upstream.is_due(now) {
            continue;
        }
        let (ctx, method) = (ctx.clone(), upstream.method.clone());
        asked.spawn(async move {
            if let Some(upstream) = ctx.upstreams.of(&method) {
                look(upstream, now).await;
            }
        });
    }
    while asked.join_next().await.is_some() {}
}

async fn look(upstream: &Upstream, now: Timestamp) {
    let method = &upstream.method;
    match published(upstream, now).await {
        Ok(published) => {
            if upstream.usable().is_none() {
                tracing::info!(method, "the provider answers");
            }
            upstream.is_published(published);
        }
        Err(trouble) => {
            tracing::warn!(method, %trouble, "the provider is not offered");
            upstream.is_silent();
        }
    }
}

/// Asks a provider about itself for somebody who sets it up; gives how many of its keys can be
/// used.
///
/// # Errors
/// One line: why it would not be offered.
pub async fn probe(one: &Configured, rules: &Rules, now: Timestamp) -> Result<usize, String> {
    let upstream = Upstream::new(one, rules).map_err(|error| error.to_string())?;
    let published = published(&upstream, now).await;
    published
        .map(|read| read.keys.len())
        .map_err(|trouble| trouble.to_string())
}

async fn published(upstream: &Upstream, read_at: Timestamp) -> Result<Published, Trouble> {
    let issuer = &upstream.provider.issuer;
    let body = get(upstream, &metadata::address(issuer)).await?;
    let metadata = Metadata::read(&body, issuer).map_err(|bad| Trouble::Wrong(bad.to_string()))?;
    let keys = keys(upstream, &metadata).await?;
    Ok(Published {
        metadata: Arc::new(metadata),
        keys,
        read_at,
    })
}

async fn keys(upstream: &Upstream, metadata: &Metadata) -> Result<Arc<[VerifyKey]>, Trouble> {
    let body = get(upstream, &metadata.jwks_uri).await?;
    let set = json::parse(&body).map_err(|error| Trouble::Wrong(error.to_string()))?;
    let keys = VerifyKey::from_jwks(&set).map_err(|error| Trouble::Wrong(error.to_string()))?;
    Ok(keys.into())
}

async fn get(upstream: &Upstream, address: &str) -> Result<Vec<u8>, Trouble> {
    let request = Request {
        verb: Verb::Get,
        headers: vec![accept_json()],
        content_type: "application/json",
        body: Secret::new(Vec::new()),
    };
    let answer = upstream.fetcher.ask(address, request).await?;
    if answer.status == 200 {
        Ok(answer.body)
    } else {
        Err(Trouble::Down(format!("it answers {}", answer.status)))
    }
}

fn accept_json() -> (String, Secret<String>) {
    ("accept".to_owned(), Secret::from("application/json"))
}

/// Whom a code names. A provider that does not answer is offered to nobody from then on.
pub(super) async fn vouched(
    ctx: &Context,
    upstream: &Upstream,
    (code, secrets): (&str, &Secrets),
    expected: &Expected<'_>,
) -> Result<Vouched, Trouble> {
    let published = upstream.usable();
    let published = published.ok_or_else(|| Trouble::Down("it does not answer".to_owned()))?;
    let token = match redeem(ctx, upstream, &published.metadata, (code, secrets)).await {
        Ok(token) => token,
        Err(Trouble::Down(words)) => {
            upstream.is_silent();
            return Err(Trouble::Down(words));
        }
        Err(wrong) => return Err(wrong),
    };
    let verify = |keys: &[VerifyKey]| id_token::verify(&token, keys, &upstream.provider, expected);
    match verify(&published.keys) {
        Err(bad) if bad.may_be_a_new_key() && upstream.may_ask_keys(expected.now) => {
            let keys = keys(upstream, &published.metadata).await?;
            upstream.has_keys(Arc::clone(&keys));
            verify(&keys).map_err(wrong)
        }
        verified => verified.map_err(wrong),
    }
}

fn wrong(bad: BadIdToken) -> Trouble {
    Trouble::Wrong(bad.to_string())
}

async fn redeem(
    ctx: &Context,
    upstream: &Upstream,
    metadata: &Metadata,
    (code, secrets): (&str, &Secrets),
) -> Result<String, Trouble> {
    let key = upstream.own_key();
    let key = key.ok_or_else(|| Trouble::Wrong("there is no key of ours for it".to_owned()))?;
    let redemption = Redemption {
        code,
        verifier: &secrets.verifier,
        jti: &random::token(ctx.rng.as_ref()),
        now: ctx.now(),
    };
    let body = exchange::form(&upstream.provider, &key, &redemption);
    let request = Request {
        verb: Verb::Post,
        headers: vec![accept_json()],
        content_type: "application/x-www-form-urlencoded",
        body: body.map_err(|failed| Trouble::Wrong(failed.to_string()))?,
    };
    let answer = match upstream
        .fetcher
        .ask(&metadata.token_endpoint, request)
        .await
    {
        // Full for a moment is not down.
        Err(FetchError::Busy) => return Err(Trouble::Wrong(FetchError::Busy.to_string())),
        asked => asked?,
    };
    token_in(&answer)
}

fn token_in(answer: &Answer) -> Result<String, Trouble> {
    match answer.status {
        200 => exchange::id_token(&answer.body).map_err(|none| Trouble::Wrong(none.to_string())),
        500..=599 => Err(Trouble::Down(format!(
            "its token endpoint answers {}",
            answer.status
        ))),
        other => Err(Trouble::Wrong(format!(
            "its token endpoint answers {other}"
        ))),
    }
}
