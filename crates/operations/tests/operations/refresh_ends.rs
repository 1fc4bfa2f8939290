//! What ends a family of refresh tokens, and what does not keep it alive.

use crate::refresh::{first, next};
use crate::world::*;
use lykill_core::audit::AuditKind;
use lykill_operations::answer::JsonAnswer;
use lykill_operations::authorize::AuthorizeAnswer;
use lykill_operations::link::LinkFilter;
use lykill_operations::order::{Asked, Placed};
use lykill_operations::{Context, card, link, logout, person};
use lykill_store::{Commit, session_end_by_eid};
use serde_json::json;
use std::net::IpAddr;

#[track_caller]
fn ended(answer: &JsonAnswer) {
    assert_eq!(token_error(answer), "invalid_grant");
}

/// Somebody logs in where refresh tokens are used.
async fn logged_in(ctx: &Context) -> (Visitor, Holder, JsonAnswer) {
    let grants = json!({ "grant_types": ["authorization_code", "refresh_token"] });
    KEEPER.register(ctx, grants).await;
    let holder = somebody(ctx, "Ola Vik", |_| {}).await;
    let mut visitor = Visitor::default();
    let code = visitor.code_for(ctx, KEEPER, &holder).await;
    let tokens = redeem(ctx, KEEPER, &code).await;
    (visitor, holder, tokens)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_097_a_logout_ends_it() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let (visitor, _, tokens) = logged_in(ctx).await;
        let token = next(&refresh(ctx, KEEPER, &next(&tokens)).await);
        let out = logout::confirm(ctx, &visitor.call(ctx), b"", &visitor.browser).await;
        out.expect("a database");
        let said = ask_about(ctx, KEEPER, &token).await;
        assert_eq!(said.body, json!({ "active": false }));
        ended(&refresh(ctx, KEEPER, &token).await);
        // Not even the answer that was given before.
        ended(&refresh(ctx, KEEPER, &next(&tokens)).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_030_case_097_a_block_ends_it() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let (_, holder, tokens) = logged_in(ctx).await;
        let label = cards(ctx, holder.eid).await[0].label.to_string();
        let blocked = card::block(ctx, &command(ctx), &label, "lost").await;
        blocked.expect("a database").expect("a card");
        ended(&refresh(ctx, KEEPER, &next(&tokens)).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_097_a_password_that_support_ends_ends_it() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let (_, holder, tokens) = logged_in(ctx).await;
        let how = ("forgotten", Asked::default());
        let over = person::end_password(ctx, &command(ctx), &holder.user_id, how).await;
        let over = over.expect("a database");
        assert!(matches!(over, Ok(Placed::Made(_))), "{over:?}");
        ended(&refresh(ctx, KEEPER, &next(&tokens)).await);
    })
    .await;
}

/// Whatever ends the sessions of an eID ends what came from them, too.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_097_the_end_of_an_eids_sessions_ends_it() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let (_, holder, tokens) = logged_in(ctx).await;
        let (eid, now) = (holder.eid, ctx.now());
        let end = ctx.db.write(move |tx| {
            Box::pin(async move { Ok(Commit(session_end_by_eid(tx, eid, now).await?)) })
        });
        assert_eq!(end.await.expect("a database"), 1);
        ended(&refresh(ctx, KEEPER, &next(&tokens)).await);
    })
    .await;
}

async fn employee(ctx: &Context, required: bool) -> JsonAnswer {
    let metadata = json!({
        "grant_types": ["authorization_code", "refresh_token"],
        "lykill_company": COMPANY,
        "lykill_require_linked_email": required,
    });
    KEEPER.register(ctx, metadata).await;
    let holder = mette(ctx).await;
    let mut visitor = Visitor::default();
    let login = visitor.log_in(ctx, PORTAL, &holder).await;
    visitor.send(ctx, login).await;
    let code = mailed_code(ctx).await;
    visitor.code(ctx, login, &code).await;
    let url = redirected(visitor.authorize(ctx, KEEPER, &[]).await);
    redeem(ctx, KEEPER, &code_of(&url)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_097_a_released_link_ends_it() {
    for required in [true, false] {
        on_both_engines(async |world| {
            let ctx = &*world;
            let tokens = employee(ctx, required).await;
            let tokens = refresh(ctx, KEEPER, &next(&tokens)).await;
            let links = link::list(ctx, LinkFilter::default()).await;
            let link = links.expect("a database")[0].id;
            let released = link::release(ctx, &command(ctx), link).await;
            assert!(released.expect("a database"));
            ended(&refresh(ctx, KEEPER, &next(&tokens)).await);
        })
        .await;
    }
}

/// The employer gives the row away: the next refresh sees it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_097_who_left_the_company_is_refused() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let tokens = employee(ctx, true).await;
        import(ctx, COMPANY, "E1,Per Ny,01818012418,per.ny@nordvik.example").await;
        ended(&refresh(ctx, KEEPER, &next(&tokens)).await);
        let refusals = audit(ctx, AuditKind::ClientRefused).await;
        assert_eq!(refusals[0].detail, "not-entitled");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_070_networks_are_asked_at_each_refresh() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let metadata = json!({
            "grant_types": ["authorization_code", "refresh_token"],
            "lykill_networks": { "allow": ["203.0.113.0/24"], "deny": ["203.0.113.9"] },
        });
        KEEPER.register(ctx, metadata).await;
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        let code = Visitor::default().code_for(ctx, KEEPER, &holder).await;
        let mut token = next(&redeem(ctx, KEEPER, &code).await);
        let at = |address: &str| address.parse::<IpAddr>().ok();
        for outside in ["198.51.100.7", "203.0.113.9", "2001:db8::1", ""] {
            let answer = refresh_from(ctx, KEEPER, &token, (at(outside), &[])).await;
            ended(&answer);
        }
        for inside in ["203.0.113.7", "::ffff:203.0.113.8"] {
            let answer = refresh_from(ctx, KEEPER, &token, (at(inside), &[])).await;
            token = next(&answer);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_179_no_traffic_outlasts_the_session() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let mut tokens = first(ctx, KEEPER).await;
        // Each time a second before it would be idle.
        for _ in 0..4 {
            pass(&world, seconds(1799));
            tokens = refresh(ctx, KEEPER, &next(&tokens)).await;
        }
        pass(&world, seconds(3));
        let last = refresh(ctx, KEEPER, &next(&tokens)).await;
        assert_eq!(last.body["expires_in"], 1, "no token outlives the session");
        pass(&world, seconds(1));
        ended(&refresh(ctx, KEEPER, &next(&last)).await);
        let said = ask_about(ctx, KEEPER, &next(&last)).await;
        assert_eq!(said.body, json!({ "active": false }));
        assert_eq!(ask_userinfo(ctx, &last).await.status, 401);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_179_half_an_hour_without_use_ends_it() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let tokens = first(ctx, KEEPER).await;
        pass(&world, seconds(1800));
        ended(&refresh(ctx, KEEPER, &next(&tokens)).await);
        // A clock that jumps to another day ends it just so.
        pass(&world, seconds(86_400));
        ended(&refresh(ctx, KEEPER, &next(&tokens)).await);
    })
    .await;
}

/// A service that refreshes does not keep the browser's session alive.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_179_refreshing_is_no_use_of_the_browsers_session() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let (mut visitor, _, mut tokens) = logged_in(ctx).await;
        for _ in 0..2 {
            pass(&world, seconds(900));
            tokens = refresh(ctx, KEEPER, &next(&tokens)).await;
        }
        let answer = visitor.authorize(ctx, KEEPER, &[]).await;
        assert!(matches!(answer, AuthorizeAnswer::Login(..)), "{answer:?}");
        assert_eq!(refresh(ctx, KEEPER, &next(&tokens)).await.status, 200);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_109_the_subject_stays_the_same() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let tokens = first(ctx, KEEPER).await;
        let sub = claims(&tokens)["sub"].clone();
        let mut answer = tokens;
        for _ in 0..3 {
            answer = refresh(ctx, KEEPER, &next(&answer)).await;
            assert_eq!(ask_userinfo(ctx, &answer).await.body["sub"], sub);
            let token = token_of(&answer, "access_token");
            assert_eq!(ask_about(ctx, KEEPER, &token).await.body["sub"], sub);
            assert_eq!(
                ask_about(ctx, KEEPER, &next(&answer)).await.body["sub"],
                sub
            );
        }
    })
    .await;
}
