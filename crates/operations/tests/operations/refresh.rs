//! Refresh tokens: exchanged once, repeated when an answer was lost, ended by a replay.

use crate::world::*;
use lykill_core::audit::AuditKind;
use lykill_operations::Context;
use lykill_operations::answer::JsonAnswer;
use serde_json::json;
use std::collections::BTreeSet;

/// Registers a service with refresh tokens and logs somebody in there.
pub async fn first(ctx: &Context, service: Service) -> JsonAnswer {
    let grants = json!(["authorization_code", "refresh_token"]);
    let mut more = json!({ "grant_types": grants });
    if service.secret.is_empty() {
        more["token_endpoint_auth_method"] = json!("none");
        more["client_secret"] = json!(null);
    }
    service.register(ctx, more).await;
    let holder = somebody(ctx, "Ola Vik", |_| {}).await;
    let code = Visitor::default().code_for(ctx, service, &holder).await;
    redeem(ctx, service, &code).await
}

/// The refresh token of an answer.
#[track_caller]
pub fn next(answer: &JsonAnswer) -> String {
    token_of(answer, "refresh_token")
}

#[track_caller]
fn refused(answer: &JsonAnswer, error: &str) {
    assert_eq!(
        (token_error(answer).as_str(), answer.status / 100),
        (error, 4)
    );
    assert!(answer.body.get("access_token").is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_096_a_replay_ends_the_family() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let tokens = first(ctx, KEEPER).await;
        let second = refresh(ctx, KEEPER, &next(&tokens)).await;
        let third = refresh(ctx, KEEPER, &next(&second)).await;
        assert_eq!(third.body["token_type"], "Bearer");
        assert!(third.body.get("id_token").is_none());
        assert_eq!(ask_userinfo(ctx, &third).await.status, 200);
        // The first one is two exchanges old: a thief, or whom the thief robbed.
        refused(&refresh(ctx, KEEPER, &next(&tokens)).await, "invalid_grant");
        refused(&refresh(ctx, KEEPER, &next(&third)).await, "invalid_grant");
        for dead in [&tokens, &second, &third] {
            assert_eq!(ask_userinfo(ctx, dead).await.status, 401);
        }
        assert_eq!(count(ctx, AuditKind::TokenRefreshed).await, 2);
        assert_eq!(count(ctx, AuditKind::RefreshReplayed).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_096_a_lost_answer_is_repeated_within_thirty_seconds() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let tokens = first(ctx, KEEPER).await;
        let lost = refresh(ctx, KEEPER, &next(&tokens)).await;
        pass(&world, seconds(29));
        let again = refresh(ctx, KEEPER, &next(&tokens)).await;
        assert_eq!(next(&again), next(&lost));
        assert_eq!(again.body["access_token"], lost.body["access_token"]);
        assert_eq!(again.body["expires_in"], 120 - 29);
        let child = refresh(ctx, KEEPER, &next(&again)).await;
        assert_eq!(ask_userinfo(ctx, &child).await.status, 200);
        // The child was used: whoever has its parent now is too late, be it a second after.
        refused(&refresh(ctx, KEEPER, &next(&tokens)).await, "invalid_grant");
        refused(&refresh(ctx, KEEPER, &next(&child)).await, "invalid_grant");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_096_after_thirty_seconds_it_is_a_replay() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let tokens = first(ctx, KEEPER).await;
        let lost = refresh(ctx, KEEPER, &next(&tokens)).await;
        pass(&world, seconds(30));
        refused(&refresh(ctx, KEEPER, &next(&tokens)).await, "invalid_grant");
        refused(&refresh(ctx, KEEPER, &next(&lost)).await, "invalid_grant");
    })
    .await;
}

async fn a_hundred_at_once(nodes: &[Context]) {
    let ctx = &nodes[0];
    let token = next(&first(ctx, KEEPER).await);
    let answers = crowd(100, |turn| {
        let (ctx, token) = (nodes[turn % nodes.len()].clone(), token.clone());
        async move { refresh(&ctx, KEEPER, &token).await }
    });
    let answers = answers.await;
    let children: BTreeSet<String> = answers.iter().map(next).collect();
    assert_eq!(children.len(), 1, "one living child");
    let access: BTreeSet<String> = answers
        .iter()
        .map(|answer| token_of(answer, "access_token"))
        .collect();
    assert_eq!(access.len(), 1);
    assert_eq!(ask_userinfo(ctx, &answers[99]).await.status, 200);
    assert_eq!(count(ctx, AuditKind::TokenRefreshed).await, 100);
    assert_eq!(count(ctx, AuditKind::RefreshReplayed).await, 0);
    assert_eq!(refresh(ctx, KEEPER, &next(&answers[0])).await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_096_a_hundred_at_once_have_one_living_child() {
    on_both_engines(async |world| a_hundred_at_once(std::slice::from_ref(&*world)).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_096_two_nodes_give_one_living_child() {
    let world = World::postgres().await;
    a_hundred_at_once(&[world.clone(), world.second_node().await]).await;
}

/// An app shows nothing by which it could be told from a thief: no answer is repeated for it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_096_for_a_public_client_every_second_use_is_a_replay() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let token = next(&first(ctx, APP).await);
        let answers = crowd(20, |_| {
            let (ctx, token) = (ctx.clone(), token.clone());
            async move { refresh(&ctx, APP, &token).await }
        });
        let answers = answers.await;
        let good: Vec<_> = answers
            .iter()
            .filter(|answer| answer.status == 200)
            .collect();
        assert_eq!(good.len(), 1);
        refused(&refresh(ctx, APP, &next(good[0])).await, "invalid_grant");
        assert_eq!(ask_userinfo(ctx, good[0]).await.status, 401);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_089_a_code_that_comes_again_ends_the_family() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let grants = json!({ "grant_types": ["authorization_code", "refresh_token"] });
        KEEPER.register(ctx, grants).await;
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        let code = Visitor::default().code_for(ctx, KEEPER, &holder).await;
        let token = next(&redeem(ctx, KEEPER, &code).await);
        let token = next(&refresh(ctx, KEEPER, &token).await);
        refused(&redeem(ctx, KEEPER, &code).await, "invalid_grant");
        refused(&refresh(ctx, KEEPER, &token).await, "invalid_grant");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_103_no_token_stands_for_one_of_another_kind() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let tokens = first(ctx, KEEPER).await;
        let kinds = ["access_token", "id_token", "refresh_token"];
        let token = |kind: &str| token_of(&tokens, kind);
        for other in &kinds[..2] {
            let answer = refresh(ctx, KEEPER, &token(other)).await;
            refused(&answer, "invalid_grant");
        }
        for other in kinds {
            refused(&redeem(ctx, KEEPER, &token(other)).await, "invalid_grant");
        }
        for other in &kinds[1..] {
            let answer = JsonAnswer {
                body: json!({ "access_token": token(other) }),
                ..tokens.clone()
            };
            assert_eq!(ask_userinfo(ctx, &answer).await.status, 401, "{other}");
        }
        let id_token = ask_about(ctx, KEEPER, &token("id_token")).await;
        assert_eq!(id_token.body, json!({ "active": false }));
        // None of this used anything up.
        assert_eq!(refresh(ctx, KEEPER, &next(&tokens)).await.status, 200);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_118_a_refresh_token_is_described_and_given_back() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let tokens = first(ctx, KEEPER).await;
        let said = ask_about(ctx, KEEPER, &next(&tokens)).await;
        assert_eq!(said.body["active"], true);
        assert_eq!(said.body["scope"], "openid profile");
        assert!(said.body.get("token_type").is_none());
        let second = refresh(ctx, KEEPER, &next(&tokens)).await;
        let inactive = json!({ "active": false });
        let former = ask_about(ctx, KEEPER, &next(&tokens)).await;
        assert_eq!(former.body, inactive, "only the living one");
        let strangers = ask_about(ctx, LIBRARY, &next(&second)).await;
        assert_eq!(strangers.body, inactive);
        assert_eq!(give_back(ctx, LIBRARY, &next(&second)).await.status, 200);
        assert_eq!(
            ask_about(ctx, KEEPER, &next(&second)).await.body["active"],
            true
        );
        assert_eq!(give_back(ctx, KEEPER, &next(&second)).await.status, 200);
        assert_eq!(ask_about(ctx, KEEPER, &next(&second)).await.body, inactive);
        for dead in [&tokens, &second] {
            assert_eq!(ask_userinfo(ctx, dead).await.status, 401);
        }
        refused(&refresh(ctx, KEEPER, &next(&second)).await, "invalid_grant");
        assert_eq!(count(ctx, AuditKind::TokenRevoked).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_who_is_registered_for_them_has_refresh_tokens() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let tokens = first(ctx, KEEPER).await;
        let token = next(&tokens);
        let stolen = refresh(ctx, LIBRARY, &token).await;
        refused(&stolen, "unauthorized_client");
        let holder = somebody(ctx, "Kari Vik", |_| {}).await;
        // The scope alone gives nothing.
        let mut visitor = Visitor::default();
        let login = match visitor
            .authorize(ctx, LIBRARY, &[("scope", "openid offline_access")])
            .await
        {
            lykill_operations::authorize::AuthorizeAnswer::Login(login, _) => login,
            other => panic!("{other:?}"),
        };
        let typed = (holder.user_id.as_str(), holder.password.as_str());
        visitor.password(ctx, login, typed).await;
        let code = code_of(&returned(visitor.right_key(ctx, login).await));
        let without = redeem(ctx, LIBRARY, &code).await;
        assert_eq!(without.status, 200);
        assert!(without.body.get("refresh_token").is_none());
        let wider = [("scope", "openid profile admin")];
        let answer = refresh_from(ctx, KEEPER, &token, (None, &wider)).await;
        refused(&answer, "invalid_scope");
        let fewer = [("scope", "openid")];
        let answer = refresh_from(ctx, KEEPER, &token, (None, &fewer)).await;
        assert_eq!(answer.body["scope"], "openid");
        let whole = refresh(ctx, KEEPER, &next(&answer)).await;
        assert_eq!(whole.body["scope"], "openid profile");
        let wrong = Service {
            secret: "wrong-secret-0123456789",
            ..KEEPER
        };
        refused(&refresh(ctx, wrong, &next(&whole)).await, "invalid_client");
        assert_eq!(refresh(ctx, KEEPER, &next(&whole)).await.status, 200);
    })
    .await;
}
