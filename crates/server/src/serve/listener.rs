//! A listener that serves a router over HTTP/1.1 and HTTP/2, with limits on time and connections.

use super::drain::Leaving;
use super::slots::{Slot, Slots};
use super::stream::{Impatient, Patience};
use axum::Router;
use axum::extract::ConnectInfo;
use http::header::{CONNECTION, HeaderValue};
use http::{Request, Version};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use ipnet::IpNet;
use std::convert::Infallible;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower::Service as _;

/// A caller has so long to send the head of a request, also on a connection that is kept open
/// (security.md case 193). For the body, the time of the whole request counts.
pub(super) const HEAD_WITHIN: Duration = Duration::from_secs(10);
/// A caller who takes nothing of what was written for so long is gone.
const TAKEN_WITHIN: Duration = Duration::from_secs(30);
/// An HTTP/2 connection on which nothing answers is closed after this and as long again.
const PING_EVERY: Duration = Duration::from_secs(20);
/// Bytes of a request's head at most, and of what is read ahead of a body.
pub(super) const HEAD_BYTES_MAX: usize = 64 * 1024;
/// Requests on one HTTP/2 connection at once.
const STREAMS_MAX: u32 = 64;
/// Bytes of a head on HTTP/2, unpacked (security.md case 194).
const LIST_BYTES_MAX: u32 = 16 * 1024;
/// Streams that a caller may reset before they were taken up; the next one ends the connection
/// (security.md case 194, CVE-2023-44487).
const RESETS_MAX: usize = 20;
/// One source has so large a part of all connections at most.
const SOURCE_PART: usize = 8;
/// Requests that began before the end have so long to finish.
pub(super) const FINISH: Duration = Duration::from_secs(10);

/// How many connections are served.
#[derive(Debug, Clone)]
pub struct Connections {
    /// At once; further ones wait in the kernel.
    pub most: usize,
    /// Of one source: an IPv4 address or an IPv6 /64; further ones are closed.
    pub of_source: usize,
    /// Networks to which the limit of a source does not apply: one's own proxies.
    pub exempt: Vec<IpNet>,
}

impl Connections {
    /// At most `most`, an eighth of them for one source. The machine itself and its `proxies`
    /// bring everybody's connections, so they have no limit of their own.
    pub fn behind(most: usize, proxies: &[IpNet]) -> Self {
        let itself = [
            IpNet::from(IpAddr::from([127, 0, 0, 1])),
            IpNet::from(IpAddr::from(Ipv6Addr::LOCALHOST)),
        ];
        Self {
            most,
            of_source: (most / SOURCE_PART).max(1),
            exempt: proxies.iter().copied().chain(itself).collect(),
        }
    }
}

/// Serves `router` until it is to leave, then lets running requests end, at most 10 s.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    connections: Connections,
    leaving: impl Into<Leaving>,
) {
    let mut leaving = leaving.into();
    let slots = Arc::new(Semaphore::new(connections.most));
    let sources = Slots::new(connections.of_source, &connections.exempt);
    let graceful = GracefulShutdown::new();
    let http = builder();
    loop {
        let next = accept(&listener, &slots);
        let accepted = tokio::select! {
            _ = leaving.closing.wait_for(|closing| *closing) => break,
            accepted = next => accepted,
        };
        let Some((stream, peer, slot)) = accepted else {
            continue;
        };
        let Some(place) = sources.take(peer.ip()) else {
            tracing::debug!("a source has all the connections that it may have");
            continue;
        };
        let with = (http.clone(), router.clone(), leaving.clone());
        let talk = converse(stream, peer, with, graceful.watcher());
        tokio::spawn(async move {
            talk.await;
            drop::<(OwnedSemaphorePermit, Slot)>((slot, place));
        });
    }
    drop(listener);
    if tokio::time::timeout(FINISH, graceful.shutdown())
        .await
        .is_err()
    {
        tracing::warn!("requests were still running after 10 s and are cut off");
    }
}

fn builder() -> Builder<TokioExecutor> {
    let mut http = Builder::new(TokioExecutor::new());
    http.http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_WITHIN)
        .max_buf_size(HEAD_BYTES_MAX);
    http.http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(PING_EVERY)
        .keep_alive_timeout(PING_EVERY)
        .max_concurrent_streams(STREAMS_MAX)
        .max_header_list_size(LIST_BYTES_MAX)
        .max_pending_accept_reset_streams(RESETS_MAX);
    http
}

pub(super) type Accepted = (TcpStream, SocketAddr, OwnedSemaphorePermit);

pub(super) async fn accept(listener: &TcpListener, slots: &Arc<Semaphore>) -> Option<Accepted> {
    let slot = Arc::clone(slots).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => Some((stream, peer, slot)),
        Err(error) => {
            // Out of files, most likely; connections that end make room (security.md case 210).
            tracing::warn!(%error, "no connection can be taken");
            tokio::time::sleep(Duration::from_millis(100)).await;
            None
        }
    }
}

/// Serves one connection to its end. What goes wrong on it concerns the caller alone.
async fn converse(
    stream: TcpStream,
    peer: SocketAddr,
    (http, router, leaving): (Builder<TokioExecutor>, Router, Leaving),
    watcher: Watcher,
) {
    let _slower_without = stream.set_nodelay(true);
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        // On HTTP/2 the end of a connection is told by a frame of its own.
        let can_tell = request.version() < Version::HTTP_2;
        let (answer, leaving) = (router.clone().call(request), leaving.clone());
        async move {
            let mut answer = answer.await?;
            if can_tell && leaving.is_told() {
                // A connection that is kept would be closed under somebody's next request.
                let close = HeaderValue::from_static("close");
                answer.headers_mut().insert(CONNECTION, close);
            }
            Ok::<_, Infallible>(answer)
        }
    });
    let patience = Patience {
        opening: HEAD_WITHIN,
        reading: TAKEN_WITHIN,
    };
    let stream = TokioIo::new(Impatient::new(stream, patience));
    let connection = http.serve_connection(stream, service).into_owned();
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(%error, "a connection ended early");
    }
}
