//! Step-up: a session that does not suffice is built on, as far as it goes.

use crate::world::*;
use lykill_broker::method::{WayUp, built_in};
use lykill_broker::types::Method;
use lykill_core::audit::AuditKind;
use lykill_core::id::LoginId;
use lykill_core::{Level, MethodKind};
use lykill_operations::answer::{Problem, StepView};
use lykill_operations::authorize::AuthorizeAnswer;
use lykill_operations::session::{self, Which};
use lykill_operations::{Context, Settings, login};
use serde_json::json;
use std::sync::Arc;

const SUBSTANTIAL: [(&str, &str); 1] = [("acr_values", "idporten-loa-substantial")];

/// The deployment with a method of level low beside the key card.
fn with_guest_card(world: &Context) -> Context {
    let guest = Method {
        name: "guest-card".to_owned(),
        level: Level::Low,
        ..built_in(MethodKind::KeyCard)
    };
    Context {
        settings: Arc::new(Settings {
            methods: vec![guest, built_in(MethodKind::KeyCard)],
            always_choose: false,
            ..world.settings.as_ref().clone()
        }),
        ..world.clone()
    }
}

async fn choose(ctx: &Context, visitor: &mut Visitor, id: LoginId, method: &str) {
    let call = visitor.call(ctx);
    let chosen = login::choose_method(ctx, &call, id, &visitor.browser, method).await;
    visitor.keep_of(&chosen.expect("a database"));
}

/// Logs in by the guest card at a service that asks for no level, and gives the ID token.
async fn low_session(ctx: &Context, visitor: &mut Visitor, who: &Holder) -> serde_json::Value {
    let id = visitor.begin(ctx, LIBRARY).await;
    choose(ctx, visitor, id, "guest-card").await;
    visitor
        .password_again(ctx, id, (&who.user_id, PASSWORD))
        .await;
    let url = returned(visitor.right_key(ctx, id).await);
    claims(&redeem(ctx, LIBRARY, &code_of(&url)).await)
}

async fn ask_more(ctx: &Context, visitor: &mut Visitor, more: &[(&str, &str)]) -> LoginId {
    match visitor.authorize(ctx, LIBRARY, more).await {
        AuthorizeAnswer::Login(id, _) => id,
        other => panic!("a login expected, got {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_104_a_step_up_asks_only_for_what_is_missing() {
    on_both_engines(async |world| {
        let ctx = &with_guest_card(&world);
        let ola = somebody(ctx, "Ola Vik", |_| {}).await;
        let visitor = &mut Visitor::default();
        let before = low_session(ctx, visitor, &ola).await;
        assert_eq!(before["acr"], "idporten-loa-low");
        assert_eq!(before["amr"], json!(["pwd", "otp", "mfa", "guest-card"]));

        let id = ask_more(ctx, visitor, &SUBSTANTIAL).await;
        let step = visitor.step(ctx, id).await;
        assert!(
            matches!(step, StepView::Key(_)),
            "no password again: {step:?}"
        );
        assert_eq!(count(ctx, AuditKind::SessionReused).await, 1);
        let url = returned(visitor.right_key(ctx, id).await);
        let after = claims(&redeem(ctx, LIBRARY, &code_of(&url)).await);
        assert_eq!(after["acr"], "idporten-loa-substantial");
        assert_eq!(after["amr"], json!(["pwd", "otp", "mfa", "key-card"]));
        assert_eq!(
            (&after["sub"], &after["sid"]),
            (&before["sub"], &before["sid"])
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_104_what_a_session_does_not_show_is_asked_in_full() {
    on_both_engines(async |world| {
        let ctx = &with_guest_card(&world);
        let ola = somebody(ctx, "Ola Vik", |_| {}).await;
        let low = somebody(ctx, "Per Li", |new| new.proofed = Level::Low).await;
        let asks_password = async |visitor: &mut Visitor, more: &[(&str, &str)]| {
            let id = ask_more(ctx, visitor, more).await;
            matches!(visitor.step(ctx, id).await, StepView::Password { .. })
        };
        // A request for a new login; a session whose time is over; somebody else's browser.
        let visitor = &mut Visitor::default();
        low_session(ctx, visitor, &ola).await;
        let anew = [SUBSTANTIAL[0], ("prompt", "login")];
        assert!(asks_password(visitor, &anew).await);
        assert!(asks_password(&mut Visitor::default(), &SUBSTANTIAL).await);
        pass(&world, seconds(30 * 60));
        assert!(asks_password(visitor, &SUBSTANTIAL).await);
        // The key would not help whose identity was checked at level low.
        let visitor = &mut Visitor::default();
        low_session(ctx, visitor, &low).await;
        assert!(asks_password(visitor, &SUBSTANTIAL).await);
        let id = ask_more(ctx, visitor, &SUBSTANTIAL).await;
        visitor.password(ctx, id, (&low.user_id, PASSWORD)).await;
        visitor.right_key(ctx, id).await;
        let StepView::Refused(refused) = visitor.step(ctx, id).await else {
            panic!("a refusal");
        };
        let lacks = refused.level.expect("what lacks");
        assert_eq!(
            (lacks.reached, lacks.ways),
            (Level::Low, vec![WayUp::Proofing])
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_030_a_step_up_ends_with_the_session_that_it_builds_on() {
    on_both_engines(async |world| {
        let ctx = &with_guest_card(&world);
        let ola = somebody(ctx, "Ola Vik", |_| {}).await;
        let visitor = &mut Visitor::default();
        low_session(ctx, visitor, &ola).await;
        let id = ask_more(ctx, visitor, &SUBSTANTIAL).await;
        assert!(matches!(visitor.step(ctx, id).await, StepView::Key(_)));
        let key = visitor.key_view(ctx, id).await;
        let all = Which::AllOf(ola.user_id.clone());
        let ended = session::end(ctx, &command(ctx), all).await;
        assert_eq!(ended.expect("a database"), Ok(1));

        let right = right_key(ctx, &key).await;
        let refused = visitor.key(ctx, id, &right).await;
        assert_eq!(problem(refused), Problem::StepPassed);
        let step = visitor.step(ctx, id).await;
        assert!(matches!(step, StepView::Password { .. }), "{step:?}");
        // The key is not spent: the same number is asked after the password.
        let typed = (ola.user_id.as_str(), PASSWORD);
        visitor.password_again(ctx, id, typed).await;
        returned(visitor.key(ctx, id, &right).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_choice_says_at_which_level_somebody_is_logged_in() {
    on_both_engines(async |world| {
        let guest = with_guest_card(&world);
        let ctx = &Context {
            settings: Arc::new(Settings {
                always_choose: true,
                ..guest.settings.as_ref().clone()
            }),
            ..guest.clone()
        };
        let ola = somebody(ctx, "Ola Vik", |_| {}).await;
        let visitor = &mut Visitor::default();
        low_session(ctx, visitor, &ola).await;
        let id = ask_more(ctx, visitor, &SUBSTANTIAL).await;
        let below = async |visitor: &Visitor| match visitor.step(ctx, id).await {
            StepView::Method { below, .. } => below,
            step => panic!("{step:?}"),
        };
        assert_eq!(below(visitor).await, Some(Level::Low));
        choose(ctx, visitor, id, "guest-card").await;
        assert_eq!(
            below(visitor).await,
            Some(Level::Low),
            "it cannot be forced"
        );
        choose(ctx, visitor, id, "key-card").await;
        assert!(matches!(visitor.step(ctx, id).await, StepView::Key(_)));
    })
    .await;
}
