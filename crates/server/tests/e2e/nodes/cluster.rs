//! Several nodes, each a process of its own, on one database, behind one balancer.

use super::balancer::{Backend, Balancer};
use super::wire;
use lykill_testkit::program::{Deployment, Serving};
use lykill_testkit::{Browser, free_port};
use rustix::process::Signal;
use std::process::Command;
use std::time::Duration;
use url::Url;

/// What a password hash costs is not the matter here.
const CHEAP: &str = "[argon2]\nmemory_kib = 64\npasses = 1\nlanes = 1\nallow_weak = true\n";

/// How long a node may take to answer: as docs/operate/proxy.md says, and for tests in which one
/// does not answer at all.
const PATIENT: Duration = Duration::from_secs(30);
const IMPATIENT: Duration = Duration::from_secs(5);

/// A deployment of two nodes.
pub struct Cluster {
    pub deployment: Deployment,
    pub balancer: Balancer,
    places: Vec<Backend>,
    nodes: Vec<Option<Serving>>,
}

impl Cluster {
    /// Two nodes that serve.
    pub async fn start(database: &str) -> Self {
        Self::of(Deployment::new(&more(database))).await
    }

    /// Two nodes that serve, whose mail goes to a server.
    pub async fn with_mail(database: &str, server: &str) -> Self {
        let deployment = Deployment::mailing(server, &more(database));
        Self::of(deployment).await
    }

    /// Two nodes that serve; the way to the second one is bad.
    pub async fn with_bad_way(database: &str) -> Self {
        let places: Vec<_> = (0..2).map(|_| backend()).collect();
        let mut ways = places.clone();
        ways[1].public = wire::lossy(&places[1].public).await;
        Self::behind(Deployment::new(&more(database)), places, (ways, PATIENT)).await
    }

    async fn of(deployment: Deployment) -> Self {
        let places: Vec<_> = (0..2).map(|_| backend()).collect();
        Self::behind(deployment, places.clone(), (places, IMPATIENT)).await
    }

    async fn behind(
        deployment: Deployment,
        places: Vec<Backend>,
        (ways, within): (Vec<Backend>, Duration),
    ) -> Self {
        let port = deployment.issuer().port().unwrap();
        let balancer = Balancer::start(port, ways, within).await;
        let nodes = places.iter().map(|_| None).collect();
        let mut cluster = Self {
            deployment,
            balancer,
            places,
            nodes,
        };
        for index in 0..cluster.nodes.len() {
            cluster.begin(index);
            cluster.balancer.has(index, true).await;
        }
        cluster
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The command that serves a node.
    pub fn command(&self, index: usize) -> Command {
        let mut command = self.deployment.command();
        let address = |url: &Url| format!("127.0.0.1:{}", url.port().unwrap());
        let path = |name: &str| self.deployment.path(name);
        let place = &self.places[index];
        command
            .env("LYKILL_SERVER_LISTEN", address(&place.public))
            .env("LYKILL_SERVER_DRAIN_SECONDS", "1")
            .env("LYKILL_MANAGEMENT_LISTEN", address(&place.management));
        if index > 0 {
            // A machine of its own has folders of its own. Key file and print queues are shared.
            command
                .env("LYKILL_DATA_DIR", path(&format!("data-{index}")))
                .env("LYKILL_KEY_FILE", path("data/lykill.keys"))
                .env("LYKILL_PRINT_CARDS_DIR", path("data/print-cards"))
                .env("LYKILL_PRINT_LETTERS_DIR", path("data/print-letters"));
        }
        command
    }

    /// Starts a node.
    pub fn begin(&mut self, index: usize) {
        self.begin_as(index, self.command(index));
    }

    /// Starts a node by a command that a test changed.
    pub fn begin_as(&mut self, index: usize, command: Command) {
        self.nodes[index] = Some(self.deployment.serve_as(command));
    }

    /// A profile whose requests all go to one node, past the balancer.
    pub fn past_balancer(&self, index: usize, browser: &Browser) -> Browser {
        let issuer = self.deployment.issuer();
        browser
            .clone()
            .balanced(&issuer, &self.places[index].public)
    }

    /// The process of a node.
    pub fn node(&mut self, index: usize) -> &mut Serving {
        self.nodes[index].as_mut().expect("a running node")
    }

    /// Ends a node gracefully.
    pub async fn stop(&mut self, index: usize) {
        let mut node = self.nodes[index].take().expect("a running node");
        node.signal(Signal::TERM);
        assert_eq!(node.end().await, Some(0), "{}", self.deployment.log());
    }

    /// `kill -9` of a node.
    pub fn kill(&mut self, index: usize) {
        self.nodes[index].take().expect("a running node").kill();
    }

    /// Where a node is.
    pub fn place(&self, index: usize) -> &Backend {
        &self.places[index]
    }
}

fn more(database: &str) -> String {
    format!("[database]\nurl = {database:?}\nmax_connections = 8\n{CHEAP}")
}

fn backend() -> Backend {
    let free = || Url::parse(&format!("http://127.0.0.1:{}", free_port())).unwrap();
    Backend {
        public: free(),
        management: free(),
    }
}
