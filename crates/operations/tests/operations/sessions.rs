//! Sessions: new at every authentication, ended in time, by logout and by a block.

use crate::world::*;
use lykill_core::Clock as _;
use lykill_core::Secret;
use lykill_core::audit::AuditKind;
use lykill_core::time::minutes;
use lykill_operations::answer::{Gone, StepAnswer, StepView};
use lykill_operations::authorize::AuthorizeAnswer;
use lykill_operations::logout::{self, LogoutAnswer};
use lykill_operations::{Context, card};

/// Whether the browser's session answers a service by itself.
async fn is_live(ctx: &Context, visitor: &Visitor) -> bool {
    let silent = [("prompt", "none")];
    let url = redirected(visitor.clone().authorize(ctx, LIBRARY, &silent).await);
    param(&url, "code").is_some()
}

async fn session(ctx: &Context) -> (Holder, Visitor) {
    let holder = somebody(ctx, "Ola Vik", |_| {}).await;
    let mut visitor = Visitor::default();
    visitor.log_in(ctx, LIBRARY, &holder).await;
    (holder, visitor)
}

fn secret(cookie: Option<&Secret<String>>) -> String {
    cookie.expect("a cookie").expose().clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_176_nothing_that_was_in_the_browser_before_names_anything_after() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        let attacker = somebody(ctx, "Kari Moe", |_| {}).await;
        // The attacker plants all three cookies of an own login in the victim's browser.
        let mut planted = Visitor::default();
        planted.log_in(ctx, LIBRARY, &attacker).await;
        planted.begin_anew(ctx).await;
        let mut victim = planted.clone();
        let login = victim.begin_anew(ctx).await;
        victim
            .password(ctx, login, (&holder.user_id, PASSWORD))
            .await;
        returned(victim.right_key(ctx, login).await);
        let (old, new) = (&planted.browser, &victim.browser);
        assert_ne!(secret(old.browser.as_ref()), secret(new.browser.as_ref()));
        assert_ne!(secret(old.session.as_ref()), secret(new.session.as_ref()));
        assert_ne!(secret(old.device.as_ref()), secret(new.device.as_ref()));
        let gone = planted
            .look(ctx, login)
            .await
            .expect_err("the planted cookie is dead");
        assert_eq!(gone, Gone::OtherBrowser);
        assert!(!is_live(ctx, &planted).await, "the planted session is over");
        // The planted device is no known device of the victim's.
        let mut thief = planted.clone();
        let attempt = thief.begin_anew(ctx).await;
        thief.choose(ctx, attempt).await;
        for _ in 0..5 {
            thief
                .password_again(ctx, attempt, (&holder.user_id, "feil-passord-77"))
                .await;
        }
        let mut stranger = Visitor::default();
        let elsewhere = stranger.begin(ctx, LIBRARY).await;
        problem(
            stranger
                .password(ctx, elsewhere, (&holder.user_id, PASSWORD))
                .await,
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_176_every_login_begins_a_new_session_and_ends_the_one_before() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let (holder, first) = session(ctx).await;
        let mut again = first.clone();
        let login = again.begin_anew(ctx).await;
        again
            .password(ctx, login, (&holder.user_id, PASSWORD))
            .await;
        returned(again.right_key(ctx, login).await);
        assert!(is_live(ctx, &again).await);
        assert!(!is_live(ctx, &first).await, "the session before is over");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_179_a_session_ends_after_thirty_idle_minutes_and_after_two_hours() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let (_, visitor) = session(ctx).await;
        let begun = world.clock.now();
        world.clock.set(begun + minutes(30) - seconds(1));
        assert!(is_live(ctx, &visitor).await, "29:59 idle");
        let used = world.clock.now();
        world.clock.set(used + minutes(30));
        assert!(!is_live(ctx, &visitor).await, "30:00 idle");
        // Used every 20 minutes, it ends all the same.
        let holder = somebody(ctx, "Kari Moe", |_| {}).await;
        let mut visitor = Visitor::default();
        visitor.log_in(ctx, LIBRARY, &holder).await;
        let begun = world.clock.now();
        for part in 1..=5 {
            world.clock.set(begun + minutes(20 * part));
            assert!(is_live(ctx, &visitor).await, "{part}");
        }
        world.clock.set(begun + minutes(120) - seconds(1));
        assert!(is_live(ctx, &visitor).await, "1:59:59");
        world.clock.set(begun + minutes(120));
        assert!(!is_live(ctx, &visitor).await, "2:00:00");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_180_after_logout_cookie_code_and_token_are_dead_on_every_node() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let (_, mut visitor) = session(ctx).await;
        let code = |url: String| code_of(&url);
        let used = code(redirected(visitor.authorize(ctx, LIBRARY, &[]).await));
        let tokens = redeem(ctx, LIBRARY, &used).await;
        let unused = code(redirected(visitor.authorize(ctx, LIBRARY, &[]).await));
        let hint = tokens.body["id_token"].as_str().expect("an ID token");
        let params = format!(
            "id_token_hint={hint}&state=s%20t&post_logout_redirect_uri={}",
            LIBRARY.redirect.replace("callback", "bye")
        );
        let call = visitor.call(ctx);
        let out = logout::start(ctx, &call, params.as_bytes(), &visitor.browser).await;
        let LogoutAnswer::Done { redirect, .. } = out.expect("a database") else {
            panic!("the client's own token of this session logs out at once");
        };
        assert_eq!(
            redirect.as_deref(),
            Some("https://library.example/bye?state=s+t")
        );
        assert!(!is_live(ctx, &visitor).await);
        assert_eq!(ask_userinfo(ctx, &tokens).await.status, 401);
        let late = redeem(ctx, LIBRARY, &unused).await;
        assert_eq!(
            token_error(&late),
            "invalid_grant",
            "a code from before is worth nothing"
        );
        assert_eq!(count(ctx, AuditKind::SessionEnded).await, 1);
        let world = world.restart().await;
        assert!(!is_live(&world, &visitor).await, "nor after a restart");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_180_the_other_node_knows_of_a_logout_at_once() {
    let world = World::postgres().await;
    let second = world.second_node().await;
    let (_, visitor) = session(&world).await;
    assert!(is_live(&second, &visitor).await);
    let call = visitor.call(&world);
    let out = logout::confirm(&world, &call, b"", &visitor.browser).await;
    assert!(matches!(
        out.expect("a database"),
        LogoutAnswer::Done { .. }
    ));
    assert!(!is_live(&second, &visitor).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_112_a_stranger_logs_nobody_out_and_sends_nobody_anywhere() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let (_, mut visitor) = session(ctx).await;
        let url = redirected(visitor.authorize(ctx, LIBRARY, &[]).await);
        let own = redeem(ctx, LIBRARY, &code_of(&url)).await;
        let own = own.body["id_token"]
            .as_str()
            .expect("an ID token")
            .to_owned();
        // The same person's token of another session, and a token that is not ours.
        let other = somebody(ctx, "Kari Moe", |_| {}).await;
        let code = Visitor::default().code_for(ctx, LIBRARY, &other).await;
        let foreign = redeem(ctx, LIBRARY, &code).await;
        let foreign = foreign.body["id_token"]
            .as_str()
            .expect("an ID token")
            .to_owned();
        let bent = format!("{}x", &own[..own.len() - 1]);
        let asked = [
            String::new(),
            "client_id=library".to_owned(),
            format!("id_token_hint={foreign}"),
            format!("id_token_hint={bent}"),
            "id_token_hint=abc".to_owned(),
            "client_id=library&post_logout_redirect_uri=https://library.example/bye".to_owned(),
        ];
        for params in &asked {
            let call = visitor.call(ctx);
            let answer = logout::start(ctx, &call, params.as_bytes(), &visitor.browser).await;
            let answer = answer.expect("a database");
            assert!(
                matches!(answer, LogoutAnswer::Confirm { .. }),
                "{params}: {answer:?}"
            );
            assert!(is_live(ctx, &visitor).await, "{params}");
        }
        let mixed = format!("id_token_hint={own}&client_id=bank");
        let call = visitor.call(ctx);
        let answer = logout::start(ctx, &call, mixed.as_bytes(), &visitor.browser).await;
        assert!(matches!(answer.expect("a database"), LogoutAnswer::Page(_)));
        // Confirmed, and with a right hint: the browser still goes to registered addresses only.
        let evil = format!("id_token_hint={own}&post_logout_redirect_uri=https://evil.example/");
        let answer = logout::start(ctx, &call, evil.as_bytes(), &visitor.browser).await;
        let LogoutAnswer::Done { redirect, .. } = answer.expect("a database") else {
            panic!("the right hint logs out");
        };
        assert_eq!(redirect, None);
        assert!(!is_live(ctx, &visitor).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_030_a_block_ends_sessions_codes_and_tokens_at_once() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let (holder, mut visitor) = session(ctx).await;
        let mut elsewhere = Visitor::default();
        let unused = elsewhere.code_for(ctx, BANK, &holder).await;
        let url = redirected(visitor.authorize(ctx, LIBRARY, &[]).await);
        let tokens = redeem(ctx, LIBRARY, &code_of(&url)).await;
        assert_eq!(ask_userinfo(ctx, &tokens).await.status, 200);
        let label = cards(ctx, holder.eid).await[0].label.to_string();
        let blocked = card::block(ctx, &command(ctx), &label.to_lowercase(), "stolen").await;
        blocked.expect("a database").expect("a block");
        assert!(!is_live(ctx, &visitor).await && !is_live(ctx, &elsewhere).await);
        assert_eq!(
            token_error(&redeem(ctx, BANK, &unused).await),
            "invalid_grant"
        );
        assert_eq!(ask_userinfo(ctx, &tokens).await.status, 401);
        assert_eq!(count(ctx, AuditKind::CardBlocked).await, 1);
        let again = card::block(ctx, &command(ctx), &label, "again").await;
        assert_eq!(again.expect("a database"), Err(card::CardRefusal::NotInUse));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_178_a_malformed_cookie_is_no_cookie() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let (_, visitor) = session(ctx).await;
        let odd = ["", "\0", "%%%", &"x".repeat(4096), "' or 1=1 --"];
        for text in odd {
            let mut other = visitor.clone();
            other.browser.session = Some(Secret::from(text));
            other.browser.device = Some(Secret::from(text));
            assert!(!is_live(ctx, &other).await, "{:?}", text.get(..8));
            let login = other.begin(ctx, LIBRARY).await;
            other.browser.browser = Some(Secret::from(text));
            assert_eq!(
                other.look(ctx, login).await.expect_err("none"),
                Gone::OtherBrowser
            );
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn going_back_to_the_service_says_so_and_ends_the_login() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        for far in 0..3 {
            let mut visitor = Visitor::default();
            let login = match far {
                2 => visitor.until_key(ctx, LIBRARY, &holder).await,
                _ => visitor.begin(ctx, LIBRARY).await,
            };
            if far == 1 {
                visitor.choose(ctx, login).await;
            }
            let cancel = || lykill_operations::login::cancel(ctx, login, &visitor.browser);
            let url = returned(cancel().await.expect("a database"));
            assert_eq!(error_of(&url), "access_denied");
            assert_eq!(param(&url, "state").as_deref(), Some("a-state"));
            assert!(matches!(
                visitor.step(ctx, login).await,
                StepView::Cancelled
            ));
            let twice = cancel().await.expect("a database");
            assert!(matches!(twice, StepAnswer::Next(_)), "{twice:?}");
            let late = visitor.key(ctx, login, "123456").await;
            assert!(matches!(late, StepAnswer::Next(_)), "{late:?}");
        }
        let answer = Visitor::default()
            .authorize(ctx, LIBRARY, &[("prompt", "none")])
            .await;
        assert!(matches!(answer, AuthorizeAnswer::Return(..)));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_tab_goes_on_after_the_first_logged_in() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        let mut visitor = Visitor::default();
        let waiting = visitor.begin(ctx, LIBRARY).await;
        let halfway = visitor.until_key(ctx, LIBRARY, &holder).await;
        visitor.log_in(ctx, LIBRARY, &holder).await;
        assert!(matches!(
            visitor.step(ctx, waiting).await,
            StepView::Method { .. }
        ));
        // Where something was proven already, the tab starts again: it may be another person's.
        let gone = visitor.look(ctx, halfway).await.expect_err("held before");
        assert_eq!(gone, Gone::OtherBrowser);
    })
    .await;
}
