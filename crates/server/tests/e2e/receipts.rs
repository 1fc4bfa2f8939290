//! A gateway that is not ours (Python's own HTTP server and client) takes text messages from the
//! real program and tells what became of them (security.md case 217).

use lykill_testkit::ForeignProgram;
use lykill_testkit::program::{Deployment, Serving};
use serde_json::{Value, json};
use std::os::unix::fs::OpenOptionsExt as _;
use std::time::Duration;
use tempfile::TempDir;

const SECRET: &str = "4b5f0c1d2e3a49588776655443322110";

struct Texting {
    gateway: ForeignProgram,
    deployment: Deployment,
    _serving: Serving,
    _secrets: TempDir,
}

impl Texting {
    /// A deployment whose people have telephones, and a gateway. `eager` makes the gateway tell
    /// that each message arrived before it answers that it took it.
    async fn start(eager: bool) -> Self {
        let mut gateway = ForeignProgram::python("sms_gateway.py");
        let secrets = tempfile::tempdir().unwrap();
        let file = secrets.path().join("receipts");
        let mut secret = std::fs::File::options();
        let secret = secret.write(true).create_new(true).mode(0o600).open(&file);
        std::io::Write::write_all(&mut secret.unwrap(), SECRET.as_bytes()).unwrap();
        // The gateway has to know our address, and we have to know its: ours is told with `tell`.
        let port = gateway
            .ask(json!({ "do": "start", "secret": SECRET }))
            .await["port"]
            .clone();
        let more = format!(
            "[outgoing]\nallow_loopback = true\n\
             [sms]\nurl = \"http://127.0.0.1:{port}/messages\"\n\
             body = '{{\"to\": \"{{to}}\", \"text\": \"{{text}}\"}}'\n\
             message_id = \"/messages/0/id\"\n\
             [sms.receipts]\nheader = \"X-Signature\"\nproof = \"hmac-sha256\"\n\
             secret_file = {:?}\nmessage = \"/id\"\nstate = \"/status\"\n",
            file.display().to_string(),
        );
        let deployment = Deployment::new(&more);
        if eager {
            let told = json!({ "url": url(&deployment), "state": "delivered" });
            gateway
                .ask(json!({ "do": "tell_at_once", "eager": told }))
                .await;
        }
        Self {
            gateway,
            _serving: deployment.serve(),
            deployment,
            _secrets: secrets,
        }
    }

    /// Somebody with a telephone and no address loses a card, which is told by SMS.
    async fn message(&mut self, number: usize) -> Value {
        let (name, user) = (format!("Kari Moe {number}"), format!("kari-moe-{number}"));
        let add = [
            "person",
            "add",
            "--name",
            &name,
            "--birth-date",
            "1980-02-29",
        ];
        let more = ["--phone", "+47 99 99 99 99", "--user-id", &user];
        let more = [&add[..], &more, &["--address", "Strandgata 1"]].concat();
        self.deployment.admin(&more, "");
        let cards = self
            .deployment
            .admin(&["card", "list", "--user-id", &user], "");
        let label = cards[0]["label"].as_str().unwrap();
        let block = ["card", "block", label, "--reason", "lost"];
        self.deployment.admin(&block, "");
        let waited = self.gateway.ask(json!({ "do": "wait", "count": number }));
        waited.await["messages"][number - 1].clone()
    }

    /// What support sees of text messages, newest first, once there are so many.
    async fn listed(&self, count: usize) -> Vec<Value> {
        let list = ["outbox", "list", "--state", "done", "--kind", "notice-sms"];
        for _ in 0..200 {
            let rows = self.deployment.admin(&list, "");
            let rows = rows.as_array().unwrap().clone();
            if rows.len() == count {
                return rows;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("not {count} messages: {}", self.deployment.log());
    }

    async fn tell(&mut self, mut said: Value) -> Value {
        said["do"] = "tell".into();
        said["url"] = url(&self.deployment).into();
        self.gateway.ask(said).await
    }
}

fn url(deployment: &Deployment) -> String {
    deployment
        .issuer()
        .join("/sms/receipts")
        .unwrap()
        .to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn case_217_a_gateway_tells_what_became_of_each_message() {
    let mut world = Texting::start(false).await;
    let first = world.message(1).await;
    assert_eq!(
        (&first["name"], &first["to"]),
        (&"SM-1".into(), &"+4799999999".into())
    );
    world.message(2).await;
    world.message(3).await;
    let receipts = |rows: &[Value]| -> Vec<String> {
        let words = rows.iter().map(|row| row["receipt"].as_str().unwrap());
        words.map(str::to_owned).collect()
    };
    assert_eq!(receipts(&world.listed(3).await), ["unknown"; 3]);

    let known = world
        .tell(json!({ "message": "SM-1", "state": "delivered" }))
        .await;
    assert_eq!(known["status"], 204, "{known}");
    for (message, state) in [
        ("SM-2", "failed"),
        ("SM-2", "failed"),
        ("SM-1", "failed"),
        ("SM-3", "sent"),
        ("SM-nobody", "delivered"),
    ] {
        let told = world
            .tell(json!({ "message": message, "state": state }))
            .await;
        assert_eq!(told, known, "{message}: every receipt is answered alike");
    }
    let rows = world.listed(3).await;
    assert_eq!(receipts(&rows), ["unknown", "failed", "delivered"]);
    let shown = Value::from(rows).to_string();
    assert!(!shown.contains("9999"), "support sees no number: {shown}");
    let audit = ["audit", "list", "--kind", "text.receipt"];
    let audit = world.deployment.admin(&audit, "");
    assert_eq!(audit.as_array().unwrap().len(), 2, "{audit}");
    assert!(!world.deployment.log().contains(SECRET));
}

#[tokio::test(flavor = "multi_thread")]
async fn case_217_nobody_else_tells_anything() {
    let mut world = Texting::start(false).await;
    world.message(1).await;
    world.listed(1).await;
    let said = r#"{"id": "SM-1", "status": "delivered"}"#;
    let other = "0".repeat(64);
    for signature in ["", "sha256=", "nonsense", SECRET, other.as_str()] {
        let told = world
            .tell(json!({ "body": said, "signature": signature }))
            .await;
        assert_eq!(told["status"], 403, "{signature:?}: {told}");
    }
    let large = format!(
        "{{\"id\": \"SM-1\", \"status\": \"{}\"}}",
        "x".repeat(70_000)
    );
    assert_eq!(world.tell(json!({ "body": large })).await["status"], 413);
    for unreadable in ["", "[]", "{\"id\": \"SM-1\"}", "id=SM-1&status=delivered"] {
        let told = world.tell(json!({ "body": unreadable })).await;
        assert_eq!(told["status"], 400, "{unreadable:?}: {told}");
    }
    assert_eq!(world.listed(1).await[0]["receipt"], "unknown");
}

#[tokio::test(flavor = "multi_thread")]
async fn case_217_a_receipt_before_the_gateways_answer_counts() {
    let mut world = Texting::start(true).await;
    world.message(1).await;
    let rows = world.listed(1).await;
    assert_eq!(
        rows[0]["receipt"],
        "delivered",
        "{}",
        world.deployment.log()
    );
    let waited = world.gateway.ask(json!({ "do": "wait", "count": 1 })).await;
    assert_eq!(waited["told"][0]["status"], 204, "{waited}");
}
