//! Health and metrics on the management listener, on both engines.

use crate::process::{Site, errors, http};
use lykill_testkit::test_database;

async fn ready(site: &Site) {
    let server = site.serve();
    let http = http();
    let live = http
        .get(server.management("/health/live"))
        .send()
        .await
        .unwrap();
    assert_eq!(
        (live.status().as_u16(), live.text().await.unwrap().as_str()),
        (200, "ok\n")
    );
    let ready = http
        .get(server.management("/health/ready"))
        .send()
        .await
        .unwrap();
    assert_eq!(ready.status(), 200);
    let told: serde_json::Value = ready.json().await.unwrap();
    assert_eq!(told["ready"], true);
    for part in ["process", "database", "clock", "keys", "outbox"] {
        assert_eq!(told[part], "ok", "{part}");
    }
    // What is counted is what was asked for, by pattern.
    for path in [
        "/.well-known/openid-configuration",
        "/login/0123",
        "/no/such/page?x=canary",
    ] {
        http.get(server.url(path)).send().await.unwrap();
    }
    begin_a_login(site, &server).await;
    let metrics = http
        .get(server.management("/metrics"))
        .send()
        .await
        .unwrap();
    assert_eq!(metrics.status(), 200);
    let text = metrics.text().await.unwrap();
    for line in [
        "lykill_http_requests_total{route=\"/.well-known/openid-configuration\",method=\"GET\",status=\"200\"} 1",
        "lykill_http_requests_total{route=\"unmatched\",method=\"GET\",status=\"404\"} 1",
        "lykill_http_request_seconds_count{route=\"unmatched\"} 1",
        "lykill_outbox_rows{state=\"waiting\"} 0",
        "lykill_deliveries{state=\"dead\"} 0",
        "lykill_hash_queue 0",
        "lykill_logins_total{outcome=\"began\"} 1",
        "# EOF",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
    assert!(!text.contains("canary"));
    // Neither stands on the public listener.
    for path in ["/metrics", "/health/ready", "/health/live"] {
        assert_eq!(
            http.get(server.url(path)).send().await.unwrap().status(),
            404,
            "{path}"
        );
    }
}

async fn begin_a_login(site: &Site, server: &crate::process::Running) {
    let file = site.file(
        "client.json",
        r#"{"client_id":"own","client_name":"Own","redirect_uris":["http://127.0.0.1:1/callback"],
            "token_endpoint_auth_method":"none"}"#,
    );
    site.json(&["client", "add", "--file", file.to_str().unwrap()]);
    let query = "response_type=code&client_id=own&scope=openid&state=0123456789abcdef&\
                 nonce=0123456789abcdef&redirect_uri=http%3A%2F%2F127.0.0.1%3A1%2Fcallback&\
                 code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&\
                 code_challenge_method=S256";
    let answer = http()
        .get(server.url(&format!("/authorize?{query}")))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 303, "{}", answer.text().await.unwrap());
}

#[tokio::test]
async fn a_server_on_sqlite_is_ready_and_counts() {
    ready(&Site::new(None, "")).await;
}

#[tokio::test]
async fn a_server_on_postgres_is_ready_and_counts() {
    let database = test_database().await.unwrap();
    ready(&Site::new(Some(database.url()), "")).await;
}

#[tokio::test]
async fn metrics_ask_for_their_token() {
    let site = Site::new(None, "");
    let token = "0123456789abcdef0123456789abcdef";
    let file = site.file("token", token);
    let text = std::fs::read_to_string(site.config()).unwrap();
    let with_token = format!("[management]\ntoken_file = \"{}\"", file.display());
    site.write(&text.replace("[management]", &with_token));
    let output = site.run(&["serve", "--migrate"]);
    assert!(
        errors(&output).contains("is open to others"),
        "{}",
        errors(&output)
    );
    let owner = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    std::fs::set_permissions(&file, owner).unwrap();
    let server = site.serve();
    let ask = |token: Option<&str>| {
        let request = http().get(server.management("/metrics"));
        match token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    };
    assert_eq!(ask(None).send().await.unwrap().status(), 401);
    assert_eq!(ask(Some(&token[1..])).send().await.unwrap().status(), 401);
    assert_eq!(ask(Some(token)).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_lost_database_makes_the_node_unready() {
    let cluster = lykill_testkit::PgCluster::start().unwrap();
    let site = Site::new(Some(&cluster.url("postgres")), "");
    let server = site.serve();
    drop(cluster);
    let ready = http()
        .get(server.management("/health/ready"))
        .send()
        .await
        .unwrap();
    assert_eq!(ready.status(), 503);
    let told: serde_json::Value = ready.json().await.unwrap();
    assert_eq!(told["ready"], false);
    assert_ne!(told["database"], "ok");
    assert_eq!(
        http()
            .get(server.management("/health/live"))
            .send()
            .await
            .unwrap()
            .status(),
        200
    );
}

#[tokio::test]
async fn a_clock_that_is_apart_and_an_outbox_that_nobody_drains_make_the_node_unready() {
    use lykill_core::Clock as _;
    use lykill_operations::startup::Deployment;
    use lykill_server::wiring::{self, Opening};
    use std::sync::Arc;
    use std::time::Duration;
    let site = Site::new(None, "");
    let config = lykill_server::config::load(&site.config()).unwrap();
    let opening = Opening {
        deployment: Deployment::Serve,
        migrate: true,
    };
    let mut ctx = wiring::open(&config, opening).await.unwrap();
    assert!(lykill_server::serve::ready::look(&ctx).await.ready);
    let command = serde_json::json!({
        "command": "person-add", "name": "Mette Hald", "birth_date": "1984-06-15",
        "language": "nb", "proofed": "substantial", "address": ["Strandgata 7"],
    });
    let command = serde_json::from_value(command).unwrap();
    let reply = lykill_server::admin::execute(&ctx, &config, command).await;
    assert!(
        matches!(reply, lykill_server::admin::AdminReply::Done { .. }),
        "{reply:?}"
    );
    assert!(
        lykill_server::serve::ready::look(&ctx).await.ready,
        "it was ordered just now"
    );
    let clock = lykill_testkit::VirtualClock::at(ctx.now() + Duration::from_secs(301));
    assert!(clock.now() > ctx.now());
    ctx.clock = Arc::new(clock);
    let told = lykill_server::serve::ready::look(&ctx).await;
    assert!(!told.ready);
    assert!(
        told.clock.contains("s apart from the database's clock"),
        "{told:?}"
    );
    assert!(told.outbox.contains("nobody took them"), "{told:?}");
    assert_eq!(told.database, "ok");
}
