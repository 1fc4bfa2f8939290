//! The end of a session and who hears of it (security.md cases 107 and 113).

use crate::refresh::next;
use crate::world::*;
use lykill_core::EffectKind;
use lykill_core::audit::AuditKind;
use lykill_operations::logout::{self, LogoutAnswer};
use lykill_operations::{Call, Context, card, client, logout_deliveries};
use serde_json::json;
use std::time::Duration;

const HEARS: &str = "https://rp.example/logout";

/// How many rows say that a session ended.
async fn told(ctx: &Context) -> usize {
    let effects = outbox(ctx).await;
    let ended = |effect: &&EffectKind| matches!(effect, EffectKind::SessionEnded { .. });
    effects.iter().filter(ended).count()
}

/// Somebody who is logged in at services that listen and at one that does not.
async fn logged_in(ctx: &Context) -> (Holder, Visitor) {
    for id in ["hears-1", "hears-2", "hears-3"] {
        let service = Service { id, ..APP };
        let more = json!({
            "token_endpoint_auth_method": "none", "client_secret": null,
            "backchannel_logout_uri": HEARS,
        });
        service.register(ctx, more).await;
    }
    let holder = somebody(ctx, "Ola Vik", |_| {}).await;
    let mut visitor = Visitor::default();
    visitor.log_in(ctx, LIBRARY, &holder).await;
    for id in ["hears-1", "hears-2", "hears-3"] {
        let service = Service { id, ..APP };
        code_of(&redirected(visitor.authorize(ctx, service, &[]).await));
    }
    (holder, visitor)
}

async fn log_out(ctx: &Context, visitor: &Visitor) {
    let call = visitor.call(ctx);
    let out = logout::confirm(ctx, &call, b"", &visitor.browser).await;
    assert!(matches!(
        out.expect("a database"),
        LogoutAnswer::Done { .. }
    ));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_113_a_logout_orders_one_row_however_many_services_listen() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let (_, visitor) = logged_in(ctx).await;
        assert_eq!(told(ctx).await, 0);
        log_out(ctx, &visitor).await;
        assert_eq!(told(ctx).await, 1);
        log_out(ctx, &visitor).await;
        assert_eq!(told(ctx).await, 1, "what ended does not end again");
        assert_eq!(count(ctx, AuditKind::SessionEnded).await, 1);
        let call = visitor.call(ctx);
        let out = logout::start(ctx, &call, b"", &visitor.browser).await;
        let out = out.expect("a database");
        assert!(
            matches!(out, LogoutAnswer::Done { .. }),
            "nobody to ask: {out:?}"
        );
        let holder = somebody(ctx, "Kari Moe", |_| {}).await;
        let mut silent = Visitor::default();
        silent.log_in(ctx, LIBRARY, &holder).await;
        log_out(ctx, &silent).await;
        assert_eq!(told(ctx).await, 1, "nobody listened there");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_113_of_many_logouts_at_once_one_ends_the_session() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let (_, visitor) = logged_in(ctx).await;
        crowd(24, |_| {
            let (ctx, visitor) = (ctx.clone(), visitor.clone());
            async move { log_out(&ctx, &visitor).await }
        })
        .await;
        assert_eq!(told(ctx).await, 1);
        assert_eq!(count(ctx, AuditKind::SessionEnded).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_113_services_hear_of_a_block_and_of_somebody_else_but_not_of_a_new_proof() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let (holder, mut visitor) = logged_in(ctx).await;
        let login = visitor.begin_anew(ctx).await;
        visitor
            .password(ctx, login, (&holder.user_id, PASSWORD))
            .await;
        returned(visitor.right_key(ctx, login).await);
        assert_eq!(told(ctx).await, 0, "the same person proved it anew");
        let hears = Service {
            id: "hears-1",
            ..APP
        };
        code_of(&redirected(visitor.authorize(ctx, hears, &[]).await));
        let other = somebody(ctx, "Kari Moe", |_| {}).await;
        let mut taken_over = visitor.clone();
        let login = taken_over.begin_anew(ctx).await;
        taken_over
            .password(ctx, login, (&other.user_id, PASSWORD))
            .await;
        returned(taken_over.right_key(ctx, login).await);
        assert_eq!(told(ctx).await, 1, "somebody else sits there now");
        code_of(&redirected(taken_over.authorize(ctx, hears, &[]).await));
        let label = cards(ctx, other.eid).await[0].label.to_string();
        let blocked = card::block(ctx, &command(ctx), &label, "lost").await;
        blocked.expect("a database").expect("a card in use");
        assert_eq!(told(ctx).await, 2);
    })
    .await;
}

/// A new proof of the same person begins a new session (case 176); what the one before was to
/// services, the new one is.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_113_case_180_the_services_of_before_a_new_proof_hear_of_the_logout() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let (holder, mut visitor) = logged_in(ctx).await;
        let code = code_of(&redirected(visitor.authorize(ctx, LIBRARY, &[]).await));
        let tokens = redeem(ctx, LIBRARY, &code).await;
        let login = visitor.begin_anew(ctx).await;
        visitor
            .password(ctx, login, (&holder.user_id, PASSWORD))
            .await;
        returned(visitor.right_key(ctx, login).await);
        let userinfo = ask_userinfo(ctx, &tokens).await;
        assert_eq!(userinfo.status, 200, "a new proof ends no token");
        log_out(ctx, &visitor).await;
        assert_eq!(told(ctx).await, 1, "they heard of the session before");
        assert_eq!(ask_userinfo(ctx, &tokens).await.status, 401);
    })
    .await;
}

/// What a service got goes on with the session that goes on: a code on its way, and refresh tokens.
/// All of it ends with that session.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_180_codes_and_refresh_tokens_outlive_a_new_proof_and_end_with_the_session() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let (holder, mut visitor) = logged_in(ctx).await;
        let grants = json!({ "grant_types": ["authorization_code", "refresh_token"] });
        KEEPER.register(ctx, grants).await;
        let code = code_of(&redirected(visitor.authorize(ctx, KEEPER, &[]).await));
        let before = redeem(ctx, KEEPER, &code).await;
        let on_its_way = code_of(&redirected(visitor.authorize(ctx, KEEPER, &[]).await));
        let login = visitor.begin_anew(ctx).await;
        visitor
            .password(ctx, login, (&holder.user_id, PASSWORD))
            .await;
        returned(visitor.right_key(ctx, login).await);
        let families = [
            refresh(ctx, KEEPER, &next(&before)).await,
            redeem(ctx, KEEPER, &on_its_way).await,
        ];
        for tokens in &families {
            assert_eq!(tokens.status, 200, "{}", tokens.body);
            assert_eq!(ask_userinfo(ctx, tokens).await.status, 200);
        }
        log_out(ctx, &visitor).await;
        for tokens in &families {
            assert_eq!(ask_userinfo(ctx, tokens).await.status, 401);
            let refused = refresh(ctx, KEEPER, &next(tokens)).await;
            assert_eq!(token_error(&refused), "invalid_grant");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_107_a_service_inside_is_not_registered() {
    on_both_engines(async |world| {
        let ctx = &*world;
        for inside in [
            "https://127.0.0.1/logout",
            "https://[::1]/logout",
            "https://169.254.169.254/logout",
            "https://10.0.0.8/logout",
            "https://[fd00::8]/logout",
            "https://localhost/logout",
            "http://localhost:8081/logout",
            "https://rp.example:22/logout",
            "file:///logout",
            "gopher://rp.example/logout",
            "https://rp.example/logout#x",
        ] {
            let metadata = json!({
                "client_name": "Inside", "redirect_uris": ["https://rp.example/callback"],
                "backchannel_logout_uri": inside,
            });
            let call: Call = command(ctx);
            let added = client::add(ctx, &call, metadata).await.expect("a database");
            let refused = added.expect_err(inside);
            assert_eq!(refused.0[0].member, "backchannel_logout_uri", "{inside}");
        }
    })
    .await;
}

/// A question is no write: it is answered while somebody else has the writer's place.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_about_deliveries_waits_for_no_writer() {
    let world = World::sqlite().await;
    let beside = rusqlite::Connection::open(world.home().join("lykill.db")).expect("the file");
    beside.execute_batch("begin immediate").expect("the place");
    let (call, asked) = (command(&world), client_call(LIBRARY, &[], &[]));
    let answer = logout_deliveries::answer(&world, &call, asked);
    let answer = tokio::time::timeout(Duration::from_secs(2), answer).await;
    let answer = answer.expect("at once").expect("a database");
    assert_eq!(answer.body, json!({"deliveries": []}));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn deliveries_are_for_who_shows_a_secret() {
    on_both_engines(async |world| {
        let ctx = &*world;
        logged_in(ctx).await;
        let ask = async |service: Service| {
            let asked = client_call(service, &[], &[]);
            let answer = logout_deliveries::answer(ctx, &command(ctx), asked).await;
            answer.expect("a database")
        };
        assert_eq!(ask(LIBRARY).await.body, json!({"deliveries": []}));
        let public = Service {
            id: "hears-1",
            ..APP
        };
        assert_eq!(ask(public).await.status, 401);
        let wrong = Service {
            secret: "wrong-secret-0123456789",
            ..LIBRARY
        };
        assert_eq!(ask(wrong).await.status, 401);
    })
    .await;
}
