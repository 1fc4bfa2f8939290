//! Services that are isolated from single sign-on (domain.md row I10).

use crate::world::*;
use lykill_operations::{Context, logout};
use serde_json::json;

/// Whether a session of the browser answers a service by itself.
async fn answers(ctx: &Context, visitor: &Visitor, service: Service) -> bool {
    let silent = [("prompt", "none")];
    let url = redirected(visitor.clone().authorize(ctx, service, &silent).await);
    param(&url, "code").is_some()
}

/// Logs in at the isolated service.
async fn enter(ctx: &Context, visitor: &mut Visitor, who: &Holder) {
    let id = visitor.begin(ctx, KEEPER).await;
    visitor.choose(ctx, id).await;
    visitor.password(ctx, id, (&who.user_id, PASSWORD)).await;
    returned(visitor.right_key(ctx, id).await);
}

async fn isolated(ctx: &Context) -> Holder {
    KEEPER
        .register(ctx, json!({"lykill_sso_isolated": true}))
        .await;
    somebody(ctx, "Ola Vik", |_| {}).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_isolated_service_neither_takes_a_session_nor_gives_one() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let ola = isolated(ctx).await;
        let visitor = &mut Visitor::default();
        visitor.log_in(ctx, LIBRARY, &ola).await;
        assert!(answers(ctx, visitor, LIBRARY).await && !answers(ctx, visitor, KEEPER).await);
        let shared = visitor.browser.session.clone();
        enter(ctx, visitor, &ola).await;
        assert!(answers(ctx, visitor, LIBRARY).await && answers(ctx, visitor, KEEPER).await);
        let of = |secret: &Option<lykill_core::Secret<String>>| {
            secret.as_ref().map(|secret| secret.expose().clone())
        };
        assert_eq!(
            of(&visitor.browser.session),
            of(&shared),
            "the shared one stays"
        );

        let alone = &mut Visitor::default();
        enter(ctx, alone, &ola).await;
        assert!(answers(ctx, alone, KEEPER).await && !answers(ctx, alone, LIBRARY).await);
        // The cookie under the other name opens nothing either.
        let name = alone
            .browser
            .isolated
            .keys()
            .next()
            .cloned()
            .expect("a cookie");
        let mut swapped = alone.clone();
        swapped.browser.session = alone.browser.isolated.get(&name).cloned();
        assert!(!answers(ctx, &swapped, LIBRARY).await);
        swapped
            .browser
            .isolated
            .insert(name, shared.expect("a session"));
        assert!(!answers(ctx, &swapped, KEEPER).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_logout_ends_isolated_sessions_too() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let ola = isolated(ctx).await;
        let both = &mut Visitor::default();
        visitor_in_both(ctx, both, &ola).await;
        let call = both.call(ctx);
        logout::confirm(ctx, &call, b"", &both.browser)
            .await
            .expect("a database");
        assert!(!answers(ctx, both, LIBRARY).await && !answers(ctx, both, KEEPER).await);
        let alone = &mut Visitor::default();
        enter(ctx, alone, &ola).await;
        let call = alone.call(ctx);
        logout::confirm(ctx, &call, b"", &alone.browser)
            .await
            .expect("a database");
        assert!(!answers(ctx, alone, KEEPER).await);
    })
    .await;
}

async fn visitor_in_both(ctx: &Context, visitor: &mut Visitor, who: &Holder) {
    visitor.log_in(ctx, LIBRARY, who).await;
    enter(ctx, visitor, who).await;
}
