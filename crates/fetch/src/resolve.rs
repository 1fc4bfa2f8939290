//! Resolve, then pin: the addresses that were checked are those that are connected to, since the
//! check stands in the resolver of the HTTP client itself.

use crate::error::FetchError;
use crate::rules::Rules;
use reqwest::dns::{Addrs, Name, Resolve};
use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;

/// The addresses of a name, on their way.
pub type Resolving = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>>;

/// Knows the addresses of names.
pub trait Resolver: Send + Sync {
    /// All addresses of a name, in the order in which they are to be tried.
    fn resolve(&self, name: String) -> Resolving;
}

/// The system's resolver.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemResolver;

impl Resolver for SystemResolver {
    fn resolve(&self, name: String) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name, 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }
}

/// A resolver that gives addresses only when all that a name has are allowed: a name that leads
/// here and there is somebody's trick or mistake.
pub(crate) struct Checked {
    pub(crate) resolver: Arc<dyn Resolver>,
    pub(crate) rules: Arc<Rules>,
}

impl Resolve for Checked {
    fn resolve(&self, name: Name) -> reqwest::dns::Resolving {
        let rules = Arc::clone(&self.rules);
        let found = self.resolver.resolve(name.as_str().to_owned());
        Box::pin(async move {
            let found = found.await.map_err(|_| FetchError::Unresolved)?;
            if found.is_empty() {
                return Err(FetchError::Unresolved.into());
            }
            if !found.iter().all(|address| rules.permit(*address)) {
                return Err(FetchError::NotPublic.into());
            }
            // Port 0 stands for that of the URL.
            let addresses = found.into_iter().map(|address| SocketAddr::new(address, 0));
            Ok(Box::new(addresses) as Addrs)
        })
    }
}
