//! The issuer as seen from here: its metadata and keys, fetched when they are first needed.

use std::error::Error;

use jiff::{SignedDuration, Timestamp};
use openidconnect::http::Request;
use openidconnect::{AsyncHttpClient, DiscoveryError, IssuerUrl};
use tokio::sync::Mutex;
use url::Url;

use crate::config::Settings;
use crate::http_client::{HttpClient, HttpError};
use crate::oidc::{Keys, Metadata};
use crate::refusal::Refusal;

/// OpenID Connect Discovery 1.0 section 4.1.
const CONFIGURATION_PATH: &str = "/.well-known/openid-configuration";
const METADATA_LIFE: SignedDuration = SignedDuration::from_hours(24);
const KEYS_AGAIN_AFTER: SignedDuration = SignedDuration::from_mins(1);
const FAILURE_LIFE: SignedDuration = SignedDuration::from_secs(2);

/// Discovery and key cache. One fetch at a time; those who come meanwhile wait for it.
pub(crate) struct Provider {
    issuer: String,
    issuer_origin: String,
    cache: Mutex<Cache>,
}

#[derive(Default)]
struct Cache {
    metadata: Option<(Metadata, Timestamp)>,
    keys_refetched: Option<Timestamp>,
    failed: Option<(Refusal, Timestamp)>,
}

impl Provider {
    pub(crate) fn new(settings: &Settings) -> Self {
        Self {
            issuer: settings.issuer.clone(),
            issuer_origin: settings.issuer_origin.clone(),
            cache: Mutex::default(),
        }
    }

    /// The metadata with the keys, at most 24 hours old. When a newer copy cannot be had the old
    /// one is used on; a failure is remembered for two seconds, so that a crowd of logins does
    /// not wait one after the other for an issuer that hangs.
    pub(crate) async fn metadata(
        &self,
        http: &HttpClient,
        now: Timestamp,
    ) -> Result<Metadata, Refusal> {
        let mut guard = self.cache.lock().await;
        let cache = &mut *guard;
        if let Some((metadata, at)) = &cache.metadata
            && now.duration_since(*at) < METADATA_LIFE
        {
            return Ok(metadata.clone());
        }
        let fetched = match &cache.failed {
            Some((refusal, at)) if now.duration_since(*at) < FAILURE_LIFE => Err(refusal.clone()),
            _ => self.discover(http).await.inspect_err(|refusal| {
                cache.failed = Some((refusal.clone(), now));
            }),
        };
        match (fetched, &cache.metadata) {
            (Ok(metadata), _) => {
                cache.metadata = Some((metadata.clone(), now));
                Ok(metadata)
            }
            (Err(_), Some((old, _))) => {
                tracing::warn!("the issuer's metadata is stale and could not be renewed");
                Ok(old.clone())
            }
            (Err(refusal), None) => Err(refusal),
        }
    }

    /// Fetches the keys again because a token named an unknown one: the issuer has changed keys.
    /// At most once a minute, so that forged tokens cannot make this portal hammer the issuer.
    pub(crate) async fn keys_again(&self, http: &HttpClient, now: Timestamp) -> Option<Metadata> {
        let mut cache = self.cache.lock().await;
        if let Some(at) = cache.keys_refetched
            && now.duration_since(at) < KEYS_AGAIN_AFTER
        {
            return None;
        }
        cache.keys_refetched = Some(now);
        let (metadata, fetched) = cache.metadata.take()?;
        let keys = Keys::fetch_async(metadata.jwks_uri(), http).await;
        let renewed = match keys {
            Ok(keys) => metadata.set_jwks(keys),
            Err(error) => {
                tracing::warn!(%error, "the issuer's keys could not be fetched");
                metadata
            }
        };
        cache.metadata = Some((renewed.clone(), fetched));
        Some(renewed)
    }

    /// Whether the issuer answers at this moment.
    pub(crate) async fn answers(&self, http: &HttpClient) -> bool {
        let url = format!("{}{CONFIGURATION_PATH}", self.issuer.trim_end_matches('/'));
        let Ok(request) = Request::get(url).body(Vec::new()) else {
            return false;
        };
        http.call(request)
            .await
            .is_ok_and(|answer| answer.status().is_success())
    }

    /// OpenID Connect Discovery 1.0 section 4: the document must name exactly this issuer.
    async fn discover(&self, http: &HttpClient) -> Result<Metadata, Refusal> {
        let issuer = IssuerUrl::new(self.issuer.clone()).map_err(|_| Refusal::IssuerMetadata)?;
        let metadata = Metadata::discover_async(issuer, http)
            .await
            .map_err(refusal_of)?;
        if self.names_foreign_endpoint(&metadata) || metadata.token_endpoint().is_none() {
            tracing::warn!("the discovery document names endpoints outside the issuer");
            return Err(Refusal::IssuerMetadata);
        }
        Ok(metadata)
    }

    /// This portal sends its secret, codes and people to the issuer's own origin only.
    fn names_foreign_endpoint(&self, metadata: &Metadata) -> bool {
        let foreign = |url: &Url| url.origin().ascii_serialization() != self.issuer_origin;
        foreign(metadata.authorization_endpoint().url())
            || foreign(metadata.jwks_uri().url())
            || metadata
                .token_endpoint()
                .is_some_and(|it| foreign(it.url()))
            || metadata
                .userinfo_endpoint()
                .is_some_and(|it| foreign(it.url()))
            || end_session_endpoint(metadata).is_some_and(|it| foreign(it.url()))
    }
}

/// Where RP-initiated logout goes, if the issuer offers it.
pub(crate) fn end_session_endpoint(metadata: &Metadata) -> Option<&openidconnect::EndSessionUrl> {
    metadata.additional_metadata().end_session_endpoint.as_ref()
}

fn refusal_of(error: DiscoveryError<HttpError>) -> Refusal {
    let cause: &(dyn Error + 'static) = &error;
    tracing::warn!(error = cause, "discovery failed");
    match error {
        DiscoveryError::Request(_) => Refusal::IssuerDown,
        DiscoveryError::Response(status, ..) if status.is_server_error() => Refusal::IssuerDown,
        _ => Refusal::IssuerMetadata,
    }
}
