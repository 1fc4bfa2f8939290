//! The listener that asks browsers for certificates. It ends TLS itself and asks each connection
//! anew: nothing is resumed, one connection carries one request, and nothing is renegotiated. So
//! what a request shows is what its own handshake proved.
//!
//! Whatever certificate is shown passes here, and none does, too: TLS only proves that the browser
//! has its key. What the certificate is worth is decided where there is a page that can say it.

use super::drain::Leaving;
use super::listener::{Connections, HEAD_BYTES_MAX, HEAD_WITHIN, accept};
use super::slots::{Slot, Slots};
use crate::config::Certificates;
use axum::Router;
use axum::extract::ConnectInfo;
use http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use lykill_web::ClientCertificates;
use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::WebPkiSupportedAlgorithms;
use rustls::crypto::{verify_tls12_signature, verify_tls13_signature};
use rustls::server::NoServerSessionStorage;
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{DigitallySignedStruct, DistinguishedName, Error, ServerConfig, SignatureScheme};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer, UnixTime};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_rustls::TlsAcceptor;
use tower::Service as _;

/// From the first byte to the last; the request itself has its own limit.
const WHOLE: Duration = Duration::from_secs(45);
/// The server's own certificate is looked at so often: one that was renewed is used without a
/// restart.
const LOOK: Duration = Duration::from_secs(60);

/// Asks for a certificate and takes any, or none.
#[derive(Debug)]
struct Asks {
    issuers: Vec<DistinguishedName>,
    algorithms: WebPkiSupportedAlgorithms,
}

impl ClientCertVerifier for Asks {
    fn client_auth_mandatory(&self) -> bool {
        false
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &self.issuers
    }

    fn verify_client_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signed, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signed, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

/// The TLS of the listener, under the names of the issuers whose certificates are wanted.
///
/// # Errors
/// In words: a file cannot be read, or certificate and key do not belong together.
fn tls(config: &Certificates, issuers: &[Vec<u8>]) -> Result<ServerConfig, String> {
    let said = |path: &Path, what: &dyn std::fmt::Display| format!("{}: {what}", path.display());
    let chain: Result<Vec<_>, _> = CertificateDer::pem_file_iter(&config.chain_file)
        .map_err(|error| said(&config.chain_file, &error))?
        .collect();
    let chain = chain.map_err(|error| said(&config.chain_file, &error))?;
    let key = PrivateKeyDer::from_pem_file(&config.key_file);
    let key = key.map_err(|error| said(&config.key_file, &error))?;
    let provider = rustls::crypto::aws_lc_rs::default_provider();
    let asks = Asks {
        issuers: issuers
            .iter()
            .cloned()
            .map(DistinguishedName::from)
            .collect(),
        algorithms: provider.signature_verification_algorithms,
    };
    let tls = ServerConfig::builder_with_provider(Arc::new(provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .with_client_cert_verifier(Arc::new(asks))
        .with_single_cert(chain, key);
    let mut tls = tls.map_err(|error| said(&config.chain_file, &error))?;
    tls.alpn_protocols = vec![b"http/1.1".to_vec()];
    // A resumed session would show a certificate that nobody proved to have now.
    tls.session_storage = Arc::new(NoServerSessionStorage {});
    tls.send_tls13_tickets = 0;
    Ok(tls)
}

/// The TLS of the listener as its files are now.
#[derive(Clone)]
pub(crate) struct Tls {
    config: Certificates,
    issuers: Arc<[Vec<u8>]>,
    now: Arc<RwLock<Arc<ServerConfig>>>,
}

impl Tls {
    /// Reads the files.
    ///
    /// # Errors
    /// In words for the operator.
    pub(crate) fn read(config: &Certificates, issuers: Vec<Vec<u8>>) -> Result<Self, String> {
        let now = Arc::new(RwLock::new(Arc::new(tls(config, &issuers)?)));
        Ok(Self {
            config: config.clone(),
            issuers: issuers.into(),
            now,
        })
    }

    fn acceptor(&self) -> TlsAcceptor {
        let now = self.now.read().unwrap_or_else(PoisonError::into_inner);
        TlsAcceptor::from(Arc::clone(&now))
    }

    /// Reads the files again once in a while; those that cannot be used change nothing.
    async fn renew(self) {
        loop {
            tokio::time::sleep(LOOK).await;
            let (config, issuers) = (self.config.clone(), Arc::clone(&self.issuers));
            let read = tokio::task::spawn_blocking(move || tls(&config, &issuers)).await;
            match read {
                Ok(Ok(tls)) => {
                    let mut now = self.now.write().unwrap_or_else(PoisonError::into_inner);
                    *now = Arc::new(tls);
                }
                Ok(Err(words)) => tracing::error!(words, "the certificate listener keeps its own"),
                Err(error) => tracing::error!(%error, "the certificate was not looked at"),
            }
        }
    }
}

/// Serves `router` to whoever ends the handshake, until it is to leave.
pub(crate) async fn serve(
    listener: TcpListener,
    (tls, router): (Tls, Router),
    connections: Connections,
    mut leaving: Leaving,
) {
    let slots = Arc::new(Semaphore::new(connections.most));
    let sources = Slots::new(connections.of_source, &connections.exempt);
    let renewing = tokio::spawn(tls.clone().renew());
    loop {
        let accepted = tokio::select! {
            _ = leaving.closing.wait_for(|closing| *closing) => break,
            accepted = accept(&listener, &slots) => accepted,
        };
        let Some((stream, peer, slot)) = accepted else {
            continue;
        };
        let Some(place) = sources.take(peer.ip()) else {
            tracing::debug!("a source has all the connections that it may have");
            continue;
        };
        let talk = converse(stream, peer, tls.acceptor(), router.clone());
        tokio::spawn(async move {
            if tokio::time::timeout(WHOLE, talk).await.is_err() {
                tracing::debug!("a connection took too long");
            }
            drop::<(OwnedSemaphorePermit, Slot)>((slot, place));
        });
    }
    renewing.abort();
    // Whoever is inside gets the answer: a connection carries one request only.
    let most = u32::try_from(connections.most).unwrap_or(u32::MAX);
    let ended = tokio::time::timeout(super::listener::FINISH, slots.acquire_many(most));
    if ended.await.is_err() {
        tracing::warn!("certificates were still being shown after 10 s");
    }
}

/// One handshake and one request. What goes wrong concerns the caller alone.
async fn converse(stream: TcpStream, peer: SocketAddr, tls: TlsAcceptor, router: Router) {
    let _slower_without = stream.set_nodelay(true);
    let stream = match tokio::time::timeout(HEAD_WITHIN, tls.accept(stream)).await {
        Ok(Ok(stream)) => stream,
        Ok(Err(error)) => return tracing::debug!(%error, "no TLS"),
        Err(_) => return tracing::debug!("no TLS in time"),
    };
    let (_, session) = stream.get_ref();
    let shown = session.peer_certificates().unwrap_or_default();
    let shown = ClientCertificates(shown.iter().map(|one| one.to_vec()).collect());
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        request.extensions_mut().insert(shown.clone());
        router.clone().call(request)
    });
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_WITHIN)
        .max_buf_size(HEAD_BYTES_MAX)
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), service);
    if let Err(error) = served.await {
        tracing::debug!(%error, "a connection ended early");
    }
}
