//! The one outgoing HTTP client: to the issuer only, no redirects, limits on time and size.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use openidconnect::http::response::Builder;
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};

use crate::error::PortalError;

/// Far more than a discovery document, a key set or a token response needs.
const MAX_BODY_BYTES: usize = 512 * 1024;

/// Why an HTTP call to the issuer gave no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum HttpError {
    #[error("the call failed: {0}")]
    Call(#[from] reqwest::Error),
    #[error("the answer is longer than {MAX_BODY_BYTES} bytes")]
    TooLong,
    #[error("the answer is not HTTP: {0}")]
    Malformed(#[from] openidconnect::http::Error),
}

/// A client that hands every redirect back unfollowed: a token endpoint that redirects would
/// carry the client secret elsewhere.
#[derive(Clone)]
pub(crate) struct HttpClient(reqwest::Client);

impl HttpClient {
    #[expect(
        clippy::disallowed_methods,
        reason = "this portal imports nothing of the issuer's; this is its own one HTTP client"
    )]
    pub(crate) fn new() -> Result<Self, PortalError> {
        reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(Duration::from_secs(3))
            .timeout(Duration::from_secs(8))
            .no_proxy()
            .user_agent(concat!("lykill-portal/", env!("CARGO_PKG_VERSION")))
            .build()
            .map(Self)
            .map_err(PortalError::Client)
    }

    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let request = reqwest::Request::try_from(request)?;
        let mut response = self.0.execute(request).await?;
        let mut builder = Builder::new().status(response.status());
        if let Some(headers) = builder.headers_mut() {
            *headers = std::mem::take(response.headers_mut());
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            if body.len() + chunk.len() > MAX_BODY_BYTES {
                return Err(HttpError::TooLong);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(builder.body(body)?)
    }
}

impl<'c> AsyncHttpClient<'c> for HttpClient {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}
