//! Asking.

use crate::address::Address;
use crate::bulkhead::{Bulkhead, PER_PEER};
use crate::error::{self, BadCertificates, FetchError};
use crate::resolve::{Checked, Resolver, SystemResolver};
use crate::rules::Rules;
use lykill_core::Secret;
use reqwest::header::{HeaderName, HeaderValue};
use reqwest::{Certificate, Client, Method, Response};
use std::sync::Arc;
use std::time::Duration;

/// For a whole question: resolving, connecting, sending, and reading the answer.
pub const LIMIT: Duration = Duration::from_secs(5);
/// The longest answer that is read, unless [`Limits`] say otherwise.
pub const LONGEST_ANSWER_BYTES: usize = 64 * 1024;

/// How much one peer may take. The default is right for whoever is told something in the
/// background; somebody waits for a login at another provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Requests to one peer at a time.
    pub places: usize,
    /// For a whole question.
    pub time: Duration,
    /// The longest answer that is read.
    pub answer_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            places: PER_PEER,
            time: LIMIT,
            answer_bytes: LONGEST_ANSWER_BYTES,
        }
    }
}

/// The way in which something is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// GET
    Get,
    /// POST
    Post,
    /// PUT
    Put,
}

/// A question. Bodies and header values may be secret; neither shows in the debug form.
#[derive(Debug, Clone)]
pub struct Request {
    /// In which way.
    pub verb: Verb,
    /// Headers besides those of every request.
    pub headers: Vec<(String, Secret<String>)>,
    /// The body's media type.
    pub content_type: &'static str,
    /// The body; a GET has none.
    pub body: Secret<Vec<u8>>,
}

/// An answer of any status; that of a redirect, too, which is not followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The body, no longer than the limits allow.
    pub body: Vec<u8>,
}

impl Answer {
    /// Whether the status is one of 200 to 299.
    pub const fn is_success(&self) -> bool {
        matches!(self.status, 200..=299)
    }
}

/// The client. Clones share its bulkhead.
#[derive(Clone)]
pub struct Fetcher {
    client: Client,
    rules: Arc<Rules>,
    bulkhead: Bulkhead,
    limits: Limits,
}

impl Fetcher {
    /// A client under these rules. `extra_roots` are PEM certificates that are trusted besides
    /// those of the system.
    ///
    /// # Errors
    /// [`BadCertificates`].
    pub fn new(rules: Rules, extra_roots: Option<&[u8]>) -> Result<Self, BadCertificates> {
        Self::resolving(rules, extra_roots, Arc::new(SystemResolver))
    }

    /// As [`Fetcher::new`], with other limits.
    ///
    /// # Errors
    /// [`BadCertificates`].
    pub fn limited(
        rules: Rules,
        extra_roots: Option<&[u8]>,
        limits: Limits,
    ) -> Result<Self, BadCertificates> {
        Self::made(rules, extra_roots, Arc::new(SystemResolver), limits)
    }

    /// As [`Fetcher::new`], with another knowledge of names.
    ///
    /// # Errors
    /// [`BadCertificates`].
    pub fn resolving(
        rules: Rules,
        extra_roots: Option<&[u8]>,
        resolver: Arc<dyn Resolver>,
    ) -> Result<Self, BadCertificates> {
        Self::made(rules, extra_roots, resolver, Limits::default())
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where an outgoing HTTP client is made, with its limits"
    )]
    fn made(
        rules: Rules,
        extra_roots: Option<&[u8]>,
        resolver: Arc<dyn Resolver>,
        limits: Limits,
    ) -> Result<Self, BadCertificates> {
        let rules = Arc::new(rules);
        let checked = Checked {
            resolver,
            rules: Arc::clone(&rules),
        };
        let roots = extra_roots.map(Certificate::from_pem_bundle).transpose();
        let client = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .timeout(limits.time)
            // Each question resolves and checks anew: no connection outlives its check.
            .pool_max_idle_per_host(0)
            .dns_resolver(checked)
            .tls_certs_merge(roots.map_err(|_| BadCertificates)?.unwrap_or_default())
            .user_agent(concat!("lykill/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|_| BadCertificates)?;
        Ok(Self {
            client,
            rules,
            bulkhead: Bulkhead::of(limits.places),
            limits,
        })
    }

    /// Asks. The address is checked here, every time: rules may have become stricter since it was
    /// registered.
    ///
    /// # Errors
    /// [`FetchError`]; of [`FetchError::Busy`] and [`FetchError::Address`] it is certain that
    /// nothing was sent.
    pub async fn ask(&self, address: &str, request: Request) -> Result<Answer, FetchError> {
        let address = Address::parse(address, &self.rules)?;
        let _place = self
            .bulkhead
            .place(address.peer())
            .ok_or(FetchError::Busy)?;
        let asked = self.exchange(&address, request);
        // The client's own limit does not cover a resolver that hangs in every case.
        let answered = tokio::time::timeout(self.limits.time, asked).await;
        answered.map_err(|_| FetchError::Timeout)?
    }

    async fn exchange(&self, address: &Address, request: Request) -> Result<Answer, FetchError> {
        let method = match request.verb {
            Verb::Get => Method::GET,
            Verb::Post => Method::POST,
            Verb::Put => Method::PUT,
        };
        let mut building = self.client.request(method, address.url());
        for (name, value) in &request.headers {
            let name = HeaderName::try_from(name.as_str());
            let value = HeaderValue::try_from(value.expose().as_str());
            let (Ok(name), Ok(mut value)) = (name, value) else {
                return Err(FetchError::Request);
            };
            value.set_sensitive(true);
            building = building.header(name, value);
        }
        if request.verb != Verb::Get {
            building = building
                .header(reqwest::header::CONTENT_TYPE, request.content_type)
                .body(request.body.expose().clone());
        }
        let response = building.send().await.map_err(|error| error::of(&error))?;
        let status = response.status().as_u16();
        let body = read(response, self.limits.answer_bytes).await?;
        Ok(Answer { status, body })
    }
}

async fn read(mut response: Response, longest: usize) -> Result<Vec<u8>, FetchError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| error::of(&error))? {
        if body.len() + chunk.len() > longest {
            return Err(FetchError::TooLong);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
