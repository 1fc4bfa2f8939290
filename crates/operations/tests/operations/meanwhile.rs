//! What another node does between what a transaction reads and what it writes. Here somebody else
//! holds the row that is waited for, and has changed something when it is free.

use crate::refresh::next;
use crate::world::*;
use lykill_core::EffectKind;
use lykill_core::audit::AuditKind;
use lykill_issuer::types::CardState;
use lykill_operations::logout::{self, LogoutAnswer};
use lykill_operations::session::{self, SessionRefusal, Which};
use lykill_operations::{Context, restored};
use lykill_store::restored::loading_begin;
use lykill_testkit::{sql_number, sql_run};
use serde_json::json;
use std::time::Duration;

/// Acts while a transaction that has done `first` goes on with `then` half a second later.
async fn meanwhile<T>(
    world: &World,
    (first, then): (&str, &str),
    act: impl Future<Output = T>,
) -> T {
    let url = world.url().to_owned();
    let whole = format!("begin; {first}; select pg_sleep(0.5); {then}; commit");
    let other = tokio::spawn(async move { sql_run(&url, &whole).await });
    let asleep = "select count(*) from pg_stat_activity \
                  where datname = current_database() and wait_event = 'PgSleep'";
    while sql_number(world.url(), asleep).await.expect("a number") == 0 {
        assert!(!other.is_finished(), "it never slept");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let answer = act.await;
    other.await.expect("a task").expect("statements");
    answer
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_222_a_second_node_does_not_end_again_what_the_first_has_ended() {
    let world = World::postgres().await;
    let holder = somebody(&world, "Ola Vik", |_| {}).await;
    loading_begin(&world.db).await.expect("a database");
    let done = "drop table backup_loading; \
                insert into meta (key, value) values ('restored', 'done 1')";
    let other = ("select id from server_key for update", done);
    let found = meanwhile(&world, other, restored::finish(&world)).await;
    assert_eq!(found.expect("a database"), None);
    let [card] = &cards(&world, holder.eid).await[..] else {
        panic!("one card")
    };
    assert_eq!(card.state, CardState::Dormant, "it is as it was");
    assert_eq!(count(&world, AuditKind::DatabaseRestored).await, 0);
    Visitor::default().log_in(&world, LIBRARY, &holder).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_185_a_session_that_somebody_else_ends_at_this_moment_counts_for_them() {
    let world = World::postgres().await;
    let ctx: &Context = &world;
    let holder = somebody(ctx, "Ola Vik", |_| {}).await;
    let mut visitor = Visitor::default();
    visitor.log_in(ctx, LIBRARY, &holder).await;
    let listed = session::list(ctx, &command(ctx), &holder.user_id).await;
    let one = listed.expect("a database").expect("an eID")[0].session;
    let call = command(ctx);
    let by = visitor.call(ctx);
    let all = Which::AllOf(holder.user_id.clone());
    let three = async {
        tokio::join!(
            session::end(ctx, &call, Which::One(one)),
            session::end(ctx, &call, all),
            logout::confirm(ctx, &by, b"", &visitor.browser),
        )
    };
    let ended = "update session set ended_at = 1 where ended_at is null";
    let (of_one, of_all, out) = meanwhile(&world, (ended, "select 1"), three).await;
    let none = Err(SessionRefusal::NoSuchSession);
    assert_eq!(of_one.expect("a database"), none);
    assert_eq!(of_all.expect("a database"), Ok(0));
    let out = out.expect("a database");
    assert!(matches!(out, LogoutAnswer::Done { .. }), "{out:?}");
    assert_eq!(count(ctx, AuditKind::SessionEnded).await, 0);
}

/// Somebody else holds the session until everybody has seen it alive.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn case_113_of_logouts_that_all_saw_the_session_alive_one_ends_it() {
    let world = World::postgres().await;
    let nodes = [(*world).clone(), world.second_node().await];
    let hears = json!({
        "token_endpoint_auth_method": "none", "client_secret": null,
        "backchannel_logout_uri": "https://rp.example/logout",
    });
    APP.register(&world, hears).await;
    let holder = somebody(&world, "Ola Vik", |_| {}).await;
    let mut visitor = Visitor::default();
    visitor.log_in(&world, APP, &holder).await;
    let out = crowd(6, |turn| {
        let (ctx, visitor) = (nodes[turn % 2].clone(), visitor.clone());
        async move {
            let call = visitor.call(&ctx);
            logout::confirm(&ctx, &call, b"", &visitor.browser).await
        }
    });
    let held = ("select id from session for update", "select 1");
    for answer in meanwhile(&world, held, out).await {
        let answer = answer.expect("a database");
        assert!(matches!(answer, LogoutAnswer::Done { .. }), "{answer:?}");
    }
    assert_eq!(count(&world, AuditKind::SessionEnded).await, 1);
    let effects = outbox(&world).await;
    let ended = |effect: &&EffectKind| matches!(effect, EffectKind::SessionEnded { .. });
    assert_eq!(effects.iter().filter(ended).count(), 1);
}

/// The same person logs in anew: the session of before ends, and what came from it goes over.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_180_a_code_and_a_family_that_go_over_at_this_moment_work() {
    let world = World::postgres().await;
    let ctx: &Context = &world;
    let grants = json!({ "grant_types": ["authorization_code", "refresh_token"] });
    KEEPER.register(ctx, grants).await;
    let holder = somebody(ctx, "Ola Vik", |_| {}).await;
    let mut visitor = Visitor::default();
    let code = visitor.code_for(ctx, KEEPER, &holder).await;
    let family = next(&redeem(ctx, KEEPER, &code).await);
    let on_its_way = code_of(&redirected(visitor.authorize(ctx, KEEPER, &[]).await));
    let ends = "update session set ended_at = 1; \
                insert into session select decode(repeat('ab', 16), 'hex'), sha256(''), person, \
                eid, level, method, factors, authenticated_at, last_seen_at from session";
    let goes_over = "update code set session = decode(repeat('ab', 16), 'hex'); \
                     update token set session = decode(repeat('ab', 16), 'hex')";
    let both = async {
        tokio::join!(
            refresh(ctx, KEEPER, &family),
            redeem(ctx, KEEPER, &on_its_way)
        )
    };
    let (refreshed, redeemed) = meanwhile(&world, (ends, goes_over), both).await;
    for answer in [refreshed, redeemed] {
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(ask_userinfo(ctx, &answer).await.status, 200);
    }
    let old = "select count(*) from token where session <> decode(repeat('ab', 16), 'hex')";
    assert_eq!(sql_number(world.url(), old).await.expect("a number"), 0);
}
