//! A load balancer as operators have one: no sticky sessions, kept connections to the nodes, a
//! health check. A node is taken out when `/health/ready` says no or does not answer, or when a
//! connection to it is refused; only in that last case, when nothing of a request can have
//! arrived, the request goes to another node.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING};
use axum::http::{Response, StatusCode};
use axum::response::IntoResponse as _;
use reqwest::redirect::Policy;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use url::Url;

/// Between two health checks of a node, and how long one may take.
const CHECK_EVERY: Duration = Duration::from_millis(200);
const CHECK_WITHIN: Duration = Duration::from_millis(1000);
/// No page or form is larger.
const BODY_MAX: usize = 1 << 20;

/// Where a node is.
#[derive(Debug, Clone)]
pub struct Backend {
    pub public: Url,
    pub management: Url,
}

/// The running balancer; it ends with this.
pub struct Balancer {
    pool: Arc<Pool>,
    _tasks: JoinSet<()>,
}

struct Pool {
    nodes: Vec<Place>,
    turn: AtomicUsize,
    http: reqwest::Client,
}

struct Place {
    node: Backend,
    is_in: AtomicBool,
    /// Requests that it answered.
    answered: AtomicUsize,
}

impl Balancer {
    /// Listens on a port of loopback; nodes have so long to answer a request.
    pub async fn start(port: u16, nodes: Vec<Backend>, within: Duration) -> Self {
        let place = |node| Place {
            node,
            is_in: AtomicBool::new(false),
            answered: AtomicUsize::new(0),
        };
        let pool = Arc::new(Pool {
            nodes: nodes.into_iter().map(place).collect(),
            turn: AtomicUsize::new(0),
            http: client(within),
        });
        let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        let router = Router::new().fallback(pass).with_state(Arc::clone(&pool));
        let mut tasks = JoinSet::new();
        tasks.spawn(async move { axum::serve(listener, router).await.unwrap() });
        for index in 0..pool.nodes.len() {
            tasks.spawn(check(Arc::clone(&pool), index));
        }
        Self {
            pool,
            _tasks: tasks,
        }
    }

    /// Waits until a node gets requests, or gets none any more.
    pub async fn has(&self, index: usize, is_in: bool) {
        for _ in 0..600 {
            if self.pool.nodes[index].is_in.load(Ordering::SeqCst) == is_in {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!(
            "node {index}: {}",
            if is_in {
                "does not come in"
            } else {
                "stays in"
            }
        );
    }

    /// How many requests a node answered.
    pub fn answered(&self, index: usize) -> usize {
        self.pool.nodes[index].answered.load(Ordering::SeqCst)
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "this client plays a balancer in front of the product"
)]
fn client(within: Duration) -> reqwest::Client {
    let builder = reqwest::Client::builder()
        .redirect(Policy::none())
        .no_proxy();
    // A node closes what is idle for 10 s (docs/operate/proxy.md), and counts from its answer,
    // which comes here seconds later where packets are lost.
    let builder = builder.pool_idle_timeout(Duration::from_secs(2));
    builder.timeout(within).build().unwrap()
}

async fn check(pool: Arc<Pool>, index: usize) {
    let (place, http) = (&pool.nodes[index], client(CHECK_WITHIN));
    let url = place.node.management.join("/health/ready").unwrap();
    loop {
        let said = http.get(url.clone()).send().await;
        let is_in = said.is_ok_and(|answer| answer.status() == StatusCode::OK);
        place.is_in.store(is_in, Ordering::SeqCst);
        tokio::time::sleep(CHECK_EVERY).await;
    }
}

async fn pass(State(pool): State<Arc<Pool>>, request: Request) -> Response<Body> {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, BODY_MAX).await.unwrap();
    let path = head.uri.path_and_query().unwrap().as_str();
    let turn = pool.turn.fetch_add(1, Ordering::SeqCst);
    for step in 0..pool.nodes.len() {
        let place = &pool.nodes[(turn + step) % pool.nodes.len()];
        if !place.is_in.load(Ordering::SeqCst) {
            continue;
        }
        let url = place.node.public.join(path).unwrap();
        let request = pool.http.request(head.method.clone(), url);
        let sent = request.headers(head.headers.clone()).body(body.clone());
        match sent.send().await {
            Ok(answer) => {
                place.answered.fetch_add(1, Ordering::SeqCst);
                return told(answer).await;
            }
            // Nothing arrived there.
            Err(error) if error.is_connect() => place.is_in.store(false, Ordering::SeqCst),
            Err(error) => return gateway(StatusCode::BAD_GATEWAY, &format!("{error:?}")),
        }
    }
    gateway(StatusCode::SERVICE_UNAVAILABLE, "no node is ready")
}

fn gateway(status: StatusCode, why: &str) -> Response<Body> {
    (status, format!("balancer: {why}")).into_response()
}

async fn told(answer: reqwest::Response) -> Response<Body> {
    let mut response = Response::builder().status(answer.status());
    for (name, value) in answer.headers() {
        // These are about the connection between node and balancer.
        if ![CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING].contains(name) {
            response = response.header(name, value);
        }
    }
    match answer.bytes().await {
        Ok(body) => response.body(Body::from(body)).unwrap(),
        Err(error) => gateway(StatusCode::BAD_GATEWAY, &format!("{error:?}")),
    }
}
