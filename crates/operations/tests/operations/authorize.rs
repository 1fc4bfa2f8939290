//! What a service may ask for, and how it is told that it cannot have it.

use crate::world::*;
use lykill_broker::method::built_in;
use lykill_broker::types::RefusedReason;
use lykill_core::{Level, MethodKind};
use lykill_oauth::types::PageError;
use lykill_operations::answer::StepView;
use lykill_operations::authorize::AuthorizeAnswer;
use lykill_operations::{Context, Settings, login};
use std::sync::Arc;

async fn refusal_of(ctx: &Context, more: &[(&str, &str)]) -> String {
    error_of(&redirected(
        Visitor::default().authorize(ctx, LIBRARY, more).await,
    ))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_104_a_level_that_no_eid_reaches_is_refused_with_a_way_back() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let high = [
            ("acr_values", "idporten-loa-high"),
            ("acr_values", "urn:lykill:loa:high"),
        ];
        for more in high {
            let mut visitor = Visitor::default();
            let AuthorizeAnswer::Login(login, _) = visitor.authorize(ctx, LIBRARY, &[more]).await
            else {
                panic!("a page that says why");
            };
            let StepView::Refused(refused) = visitor.step(ctx, login).await else {
                panic!("refused at once");
            };
            assert_eq!(refused.reason, RefusedReason::Level);
            let back = login::cancel(ctx, login, &visitor.browser)
                .await
                .expect("a database");
            let url = returned(back);
            assert_eq!(error_of(&url), "unmet_authentication_requirements");
            assert_eq!(param(&url, "state").as_deref(), Some("a-state"));
            assert_eq!(param(&url, "iss").as_deref(), Some("https://id.example"));
        }
        let unknown = [("acr_values", "idporten-loa-immense")];
        assert_eq!(
            refusal_of(ctx, &unknown).await,
            "unmet_authentication_requirements"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_104_a_login_below_the_asked_level_gives_no_code() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let low = somebody(ctx, "Ola Vik", |new| new.proofed = Level::Low).await;
        let substantial = [("acr_values", "idporten-loa-substantial")];
        let mut visitor = Visitor::default();
        // A session of the lower level is there, and is not enough.
        let code = visitor.code_for(ctx, LIBRARY, &low).await;
        assert_eq!(
            claims(&redeem(ctx, LIBRARY, &code).await)["acr"],
            "idporten-loa-low"
        );
        let silent = [substantial[0], ("prompt", "none")];
        let url = redirected(visitor.authorize(ctx, LIBRARY, &silent).await);
        assert_eq!(error_of(&url), "login_required");
        let AuthorizeAnswer::Login(login, _) = visitor.authorize(ctx, LIBRARY, &substantial).await
        else {
            panic!("a new login");
        };
        visitor.password(ctx, login, (&low.user_id, PASSWORD)).await;
        visitor.right_key(ctx, login).await;
        let StepView::Refused(refused) = visitor.step(ctx, login).await else {
            panic!("the person does not reach the level");
        };
        assert_eq!(refused.reason, RefusedReason::Level);
        let back = login::cancel(ctx, login, &visitor.browser)
            .await
            .expect("a database");
        assert_eq!(
            error_of(&returned(back)),
            "unmet_authentication_requirements"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_there_is_nothing_to_choose_the_choice_is_skipped() {
    on_both_engines(async |world| {
        let ctx = &Context {
            settings: Arc::new(Settings {
                always_choose: false,
                methods: vec![built_in(MethodKind::KeyCard)],
                ..world.settings.as_ref().clone()
            }),
            ..world.clone()
        };
        let mette = mette(ctx).await;
        let visitor = &mut Visitor::default();
        let login = visitor.begin(ctx, LIBRARY).await;
        let step = visitor.step(ctx, login).await;
        let no_way_to_a_choice = matches!(
            step,
            StepView::Password {
                has_choice: false,
                ..
            }
        );
        assert!(no_way_to_a_choice, "{step:?}");
        visitor
            .password(ctx, login, (&mette.user_id, PASSWORD))
            .await;
        returned(visitor.right_key(ctx, login).await);
        // One that does not reach the level is not skipped to, but refused.
        let high = [("acr_values", "idporten-loa-high")];
        let other = &mut Visitor::default();
        let AuthorizeAnswer::Login(login, _) = other.authorize(ctx, LIBRARY, &high).await else {
            panic!("a login");
        };
        assert!(matches!(other.step(ctx, login).await, StepView::Refused(_)));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_087_a_method_that_is_not_offered_cannot_be_forced() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let visitor = &mut Visitor::default();
        let login = visitor.begin(ctx, LIBRARY).await;
        for name in ["", "smart-card", "KEY-CARD", "key-card\0", "key-card,high"] {
            let chosen =
                login::choose_method(ctx, &visitor.call(ctx), login, &visitor.browser, name).await;
            chosen.expect("a database");
            assert!(
                matches!(visitor.step(ctx, login).await, StepView::Method { .. }),
                "{name:?}"
            );
        }
        let high = [("acr_values", "idporten-loa-high")];
        let AuthorizeAnswer::Login(login, _) = visitor.authorize(ctx, LIBRARY, &high).await else {
            panic!("a login");
        };
        visitor.choose(ctx, login).await;
        assert!(matches!(
            visitor.step(ctx, login).await,
            StepView::Refused(_)
        ));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_105_max_age_is_a_number_of_seconds_and_zero_asks_for_a_login() {
    on_both_engines(async |world| {
        let ctx = &*world;
        for bad in [
            "-1",
            "1e30",
            "abc",
            "1.5",
            " 1",
            "99999999999999999999",
            "+1",
            "0x10",
        ] {
            assert_eq!(
                refusal_of(ctx, &[("max_age", bad)]).await,
                "invalid_request",
                "{bad}"
            );
        }
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        let mut visitor = Visitor::default();
        visitor.code_for(ctx, LIBRARY, &holder).await;
        let answer = visitor.authorize(ctx, LIBRARY, &[("max_age", "0")]).await;
        assert!(matches!(answer, AuthorizeAnswer::Login(..)), "{answer:?}");
        let silent = [("max_age", "0"), ("prompt", "none")];
        let url = redirected(visitor.authorize(ctx, LIBRARY, &silent).await);
        assert_eq!(error_of(&url), "login_required");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_106_a_nonce_is_echoed_exactly_or_refused() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        let odd = "æ ø å \"'<>&+%=#\u{1f511} x";
        let mut visitor = Visitor::default();
        visitor.code_for(ctx, BANK, &holder).await;
        let url = redirected(visitor.authorize(ctx, LIBRARY, &[("nonce", odd)]).await);
        assert_eq!(
            claims(&redeem(ctx, LIBRARY, &code_of(&url)).await)["nonce"],
            odd
        );
        let url = redirected(visitor.authorize(ctx, LIBRARY, &[("nonce", "")]).await);
        let without = claims(&redeem(ctx, LIBRARY, &code_of(&url)).await);
        assert!(without.get("nonce").is_none(), "{without}");
        let twice = [("nonce", "one"), ("nonce", "two")];
        let answer = visitor.authorize(ctx, LIBRARY, &twice).await;
        let AuthorizeAnswer::Page(PageError::Malformed(_)) = answer else {
            panic!("{answer:?}");
        };
        for size in [3000, 1_000_000] {
            let huge = "n".repeat(size);
            let answer = visitor.authorize(ctx, LIBRARY, &[("nonce", &huge)]).await;
            assert!(
                matches!(answer, AuthorizeAnswer::Page(_)),
                "{size}: {answer:?}"
            );
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_088_nobody_is_sent_to_an_address_that_is_not_registered() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let odd = [
            "https://library.example/callback/",
            "https://library.example/callback/../x",
            "https://library.example/%2e%2e/callback",
            "https://library.example.evil.example/callback",
            "https://evil@library.example/callback",
            "https://library.example:8443/callback",
            "https://library.example/callback?x=y",
            "https://library.example/callback#x",
            "https://LIBRARY.example/callback",
            "https://library.example./callback",
            "https://library.example\\@evil.example/callback",
            "http://library.example/callback",
            "https://*.example/callback",
            PORTAL.redirect,
        ];
        for uri in odd {
            let mut visitor = Visitor::default();
            let answer = visitor
                .authorize(ctx, LIBRARY, &[("redirect_uri", uri)])
                .await;
            let AuthorizeAnswer::Page(PageError::RedirectUriUnregistered) = answer else {
                panic!("{uri}: {answer:?}");
            };
        }
        let twice = [
            ("redirect_uri", LIBRARY.redirect),
            ("redirect_uri", "https://evil.example/"),
        ];
        let answer = Visitor::default().authorize(ctx, LIBRARY, &twice).await;
        assert!(matches!(answer, AuthorizeAnswer::Page(_)), "{answer:?}");
        let unknown = Visitor::default()
            .authorize(ctx, LIBRARY, &[("client_id", "nobody")])
            .await;
        assert!(matches!(
            unknown,
            AuthorizeAnswer::Page(PageError::ClientUnknown)
        ));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_094_case_095_only_the_code_flow_is_served_and_errors_name_the_issuer() {
    on_both_engines(async |world| {
        let ctx = &*world;
        for kind in ["token", "id_token", "id_token token", "code token", "none"] {
            let more = [("response_type", kind)];
            let url = redirected(Visitor::default().authorize(ctx, LIBRARY, &more).await);
            assert_eq!(error_of(&url), "unsupported_response_type", "{kind}");
            assert_eq!(
                param(&url, "iss").as_deref(),
                Some("https://id.example"),
                "{kind}"
            );
        }
    })
    .await;
}
