//! Introspection and revocation: a client learns everything about its own living tokens and
//! nothing about others, and what it gives back opens nothing any more.

use crate::world::*;
use lykill_core::audit::AuditKind;
use lykill_operations::answer::JsonAnswer;
use lykill_operations::{Context, logout};
use serde_json::json;

const INACTIVE: &str = r#"{"active":false}"#;

async fn tokens(ctx: &Context, visitor: &mut Visitor) -> String {
    let holder = somebody(ctx, "Ola Vik", |_| {}).await;
    let code = visitor.code_for(ctx, LIBRARY, &holder).await;
    token_of(&redeem(ctx, LIBRARY, &code).await, "access_token")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_118_a_token_is_described_to_its_own_client_only() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let token = tokens(ctx, &mut Visitor::default()).await;
        let said = ask_about(ctx, LIBRARY, &token).await;
        assert_eq!(said.status, 200, "{}", said.body);
        assert_eq!(said.body["active"], true);
        assert_eq!(said.body["client_id"], "library");
        assert_eq!(said.body["scope"], "openid profile");
        assert!(said.body["sub"].is_string() && said.body["exp"].is_number());
        let strangers = ask_about(ctx, BANK, &token).await;
        assert_eq!(strangers.body.to_string(), INACTIVE);
        let nobodys = ask_about(ctx, LIBRARY, "nobodys").await;
        assert_eq!(nobodys.body.to_string(), INACTIVE);
        pass(&world, seconds(119));
        assert_eq!(ask_about(ctx, LIBRARY, &token).await.body["active"], true);
        pass(&world, seconds(1));
        let late = ask_about(ctx, LIBRARY, &token).await;
        assert_eq!(late.body.to_string(), INACTIVE);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_said_to_who_shows_no_secret() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let token = tokens(ctx, &mut Visitor::default()).await;
        let public = json!({ "token_endpoint_auth_method": "none", "client_secret": null });
        APP.register(ctx, public).await;
        let wrong = Service {
            secret: "wrong-secret-0123456789",
            ..LIBRARY
        };
        for service in [wrong, APP] {
            let answer = ask_about(ctx, service, &token).await;
            assert_eq!(
                (answer.status, token_error(&answer).as_str()),
                (401, "invalid_client")
            );
            assert!(answer.authenticate.is_some());
        }
        assert_eq!(count(ctx, AuditKind::ClientRefused).await, 2);
        let empty = ask_about(ctx, LIBRARY, "").await;
        assert_eq!(token_error(&empty), "invalid_request");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_was_given_back_opens_nothing() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let token = tokens(ctx, &mut Visitor::default()).await;
        // Neither of these is the client's own living token: nothing happens, and no word of it.
        for (service, other) in [(BANK, token.as_str()), (LIBRARY, "nobodys")] {
            assert_eq!(give_back(ctx, service, other).await.status, 200);
        }
        assert_eq!(ask_about(ctx, LIBRARY, &token).await.body["active"], true);
        assert_eq!(count(ctx, AuditKind::TokenRevoked).await, 0);
        for _ in 0..2 {
            assert_eq!(give_back(ctx, LIBRARY, &token).await.status, 200);
        }
        assert_eq!(count(ctx, AuditKind::TokenRevoked).await, 1);
        let dead = ask_about(ctx, LIBRARY, &token).await;
        assert_eq!(dead.body.to_string(), INACTIVE);
        let answer = JsonAnswer {
            body: json!({ "access_token": token }),
            ..dead
        };
        assert_eq!(ask_userinfo(ctx, &answer).await.status, 401);
        let wrong = Service {
            secret: "wrong-secret-0123456789",
            ..LIBRARY
        };
        assert_eq!(give_back(ctx, wrong, &token).await.status, 401);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_logout_shows_at_once() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let mut visitor = Visitor::default();
        let token = tokens(ctx, &mut visitor).await;
        let out = logout::confirm(ctx, &visitor.call(ctx), b"", &visitor.browser).await;
        out.expect("a database");
        let said = ask_about(ctx, LIBRARY, &token).await;
        assert_eq!(said.body.to_string(), INACTIVE);
    })
    .await;
}
