//! The token endpoint: a code is redeemed once, in time, by its own client, with its verifier.

use crate::world::*;
use lykill_core::audit::AuditKind;
use lykill_operations::answer::JsonAnswer;
use lykill_operations::call::ClientCall;
use lykill_operations::{Context, token};

async fn a_code(ctx: &Context) -> String {
    let holder = somebody(ctx, "Ola Vik", |_| {}).await;
    Visitor::default().code_for(ctx, LIBRARY, &holder).await
}

#[track_caller]
fn refused(answer: &JsonAnswer, error: &str) {
    assert_eq!(
        (token_error(answer).as_str(), answer.status / 100),
        (error, 4)
    );
    assert!(answer.body.get("access_token").is_none() && answer.body.get("id_token").is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_089_a_second_use_is_refused_and_revokes_the_tokens_of_the_first() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let code = a_code(ctx).await;
        let tokens = redeem(ctx, LIBRARY, &code).await;
        claims(&tokens);
        assert_eq!(ask_userinfo(ctx, &tokens).await.status, 200);
        refused(&redeem(ctx, LIBRARY, &code).await, "invalid_grant");
        let dead = ask_userinfo(ctx, &tokens).await;
        assert_eq!(
            (dead.status, token_error(&dead).as_str()),
            (401, "invalid_token")
        );
        assert_eq!(count(ctx, AuditKind::CodeRedeemed).await, 1);
        assert_eq!(count(ctx, AuditKind::CodeReplayed).await, 1);
    })
    .await;
}

async fn a_thousand_redemptions(nodes: &[Context]) {
    let ctx = &nodes[0];
    let code = a_code(ctx).await;
    let answers = crowd(1000, |turn| {
        let (ctx, code) = (nodes[turn % nodes.len()].clone(), code.clone());
        async move { redeem(&ctx, LIBRARY, &code).await }
    });
    let answers = answers.await;
    let (good, bad): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 200);
    assert_eq!((good.len(), bad.len()), (1, 999));
    assert!(
        bad.iter()
            .all(|answer| token_error(answer) == "invalid_grant")
    );
    let left = ask_userinfo(ctx, good[0]).await;
    assert_eq!(left.status, 401, "no token of a code that came twice lives");
    assert_eq!(count(ctx, AuditKind::CodeRedeemed).await, 1);
    assert_eq!(count(ctx, AuditKind::CodeReplayed).await, 999);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_090_a_thousand_redemptions_at_once_give_one_set_of_tokens() {
    on_both_engines(async |world| a_thousand_redemptions(std::slice::from_ref(&*world)).await)
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_090_two_nodes_redeem_a_code_once() {
    let world = World::postgres().await;
    a_thousand_redemptions(&[world.clone(), world.second_node().await]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_091_a_code_lives_for_less_than_sixty_seconds() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        for (age, good) in [(59, true), (60, false), (61, false)] {
            let code = Visitor::default().code_for(ctx, LIBRARY, &holder).await;
            pass(&world, seconds(age));
            let answer = redeem(ctx, LIBRARY, &code).await;
            if good {
                claims(&answer);
            } else {
                refused(&answer, "invalid_grant");
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_092_a_code_is_for_its_client_its_address_and_its_verifier() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let code = a_code(ctx).await;
        let other = "another-verifier-of-forty-three-characters-at-least";
        refused(&redeem_with(ctx, BANK, &code, &[]).await, "invalid_grant");
        let elsewhere = [("redirect_uri", "https://library.example/callback/")];
        refused(
            &redeem_with(ctx, LIBRARY, &code, &elsewhere).await,
            "invalid_grant",
        );
        let wrong = [("code_verifier", other)];
        refused(
            &redeem_with(ctx, LIBRARY, &code, &wrong).await,
            "invalid_grant",
        );
        for missing in ["code_verifier", "redirect_uri", "code", "grant_type"] {
            let answer = redeem_with(ctx, LIBRARY, &code, &[(missing, "")]).await;
            refused(&answer, "invalid_request");
        }
        let password = [("grant_type", "password")];
        let answer = redeem_with(ctx, LIBRARY, &code, &password).await;
        refused(&answer, "unsupported_grant_type");
        // None of this spent the code.
        claims(&redeem(ctx, LIBRARY, &code).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_092_case_093_there_is_no_way_without_s256() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let mut visitor = Visitor::default();
        let without = [
            &[("code_challenge", "")][..],
            &[("code_challenge", ""), ("code_challenge_method", "")],
            &[("code_challenge_method", "plain")],
            &[("code_challenge_method", "")],
            &[("code_challenge", "too-short")],
        ];
        for more in without {
            let url = redirected(visitor.authorize(ctx, LIBRARY, more).await);
            assert_eq!(error_of(&url), "invalid_request", "{more:?}");
            assert_eq!(param(&url, "state").as_deref(), Some("a-state"));
        }
        let code = a_code(ctx).await;
        for length in [1, 42, 129] {
            let verifier = "a".repeat(length);
            let answer = redeem_with(ctx, LIBRARY, &code, &[("code_verifier", &verifier)]).await;
            refused(&answer, "invalid_grant");
        }
        claims(&redeem(ctx, LIBRARY, &code).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_116_what_stands_twice_or_in_two_places_is_refused() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let code = a_code(ctx).await;
        let form = "application/x-www-form-urlencoded";
        let twice =
            format!("grant_type=authorization_code&code={code}&code={code}&client_id=library");
        let once = format!("grant_type=authorization_code&code={code}&client_id=library");
        let odd = [
            (Some(form), twice.as_str(), None),
            (Some(form), once.as_str(), Some("client_id=library")),
            (
                Some("application/x-www-form-urlencoded; charset=utf-7"),
                once.as_str(),
                None,
            ),
            (Some("application/json"), once.as_str(), None),
            (None, once.as_str(), None),
            (Some(form), "", None),
        ];
        for (content_type, body, query) in odd {
            let call = ClientCall {
                authorization: None,
                content_type: content_type.map(str::to_owned),
                body: body.as_bytes().to_vec(),
                query: query.map(str::to_owned),
            };
            let answer = token::redeem(ctx, &command(ctx), call)
                .await
                .expect("a database");
            assert_eq!(answer.status / 100, 4, "{body} {query:?}");
        }
        claims(&redeem(ctx, LIBRARY, &code).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_not_the_client_gets_nothing_and_spends_nothing() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let code = a_code(ctx).await;
        let wrong = Service {
            secret: "wrong-secret-0123456789",
            ..LIBRARY
        };
        let unknown = Service {
            id: "nobody",
            ..LIBRARY
        };
        for service in [wrong, unknown] {
            let answer = redeem(ctx, service, &code).await;
            refused(&answer, "invalid_client");
            assert_eq!(answer.status, 401);
            assert!(
                answer
                    .authenticate
                    .expect("a challenge")
                    .starts_with("Basic")
            );
        }
        let two = redeem_with(ctx, LIBRARY, &code, &[("client_secret", LIBRARY.secret)]).await;
        refused(&two, "invalid_request");
        claims(&redeem(ctx, LIBRARY, &code).await);
        assert_eq!(count(ctx, AuditKind::ClientRefused).await, 2);
    })
    .await;
}
