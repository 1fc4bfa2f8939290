//! The support desk sees and ends somebody's sessions (security.md case 185).

use crate::world::*;
use lykill_core::EffectKind;
use lykill_core::audit::AuditKind;
use lykill_core::time::minutes;
use lykill_operations::Context;
use lykill_operations::session::{self, SessionRefusal, SessionSummary, Which};
use serde_json::json;

const HEARS: Service = Service { id: "hears", ..APP };

/// A service that wants to hear of logouts.
async fn listener(ctx: &Context) {
    let more = json!({
        "token_endpoint_auth_method": "none", "client_secret": null,
        "backchannel_logout_uri": "https://rp.example/logout",
    });
    HEARS.register(ctx, more).await;
}

async fn living(ctx: &Context, who: &Holder) -> Vec<SessionSummary> {
    let listed = session::list(ctx, &command(ctx), &who.user_id).await;
    listed.expect("a database").expect("an eID")
}

async fn end(ctx: &Context, which: Which) -> Result<usize, SessionRefusal> {
    let ended = session::end(ctx, &command(ctx), which).await;
    ended.expect("a database")
}

async fn told(ctx: &Context) -> usize {
    let effects = outbox(ctx).await;
    let ended = |effect: &&EffectKind| matches!(effect, EffectKind::SessionEnded { .. });
    effects.iter().filter(ended).count()
}

/// Whether the browser's session answers a service by itself.
async fn is_live(ctx: &Context, visitor: &Visitor) -> bool {
    let silent = [("prompt", "none")];
    let url = redirected(visitor.clone().authorize(ctx, LIBRARY, &silent).await);
    param(&url, "code").is_some()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_185_sessions_are_seen_with_time_method_and_service_and_ended_one_by_one() {
    on_both_engines(async |world| {
        let ctx = &*world;
        listener(ctx).await;
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        let (mut home, mut library) = (Visitor::default(), Visitor::default());
        home.log_in(ctx, LIBRARY, &holder).await;
        code_of(&redirected(home.authorize(ctx, HEARS, &[]).await));
        pass(&world, minutes(10));
        library.log_in(ctx, LIBRARY, &holder).await;
        let other = somebody(ctx, "Kari Moe", |_| {}).await;
        let mut others = Visitor::default();
        others.log_in(ctx, LIBRARY, &other).await;

        let seen = living(ctx, &holder).await;
        let services: Vec<_> = seen.iter().map(|one| one.services.len()).collect();
        assert_eq!(services, [2, 1], "of this person only, the oldest first");
        assert_eq!(seen[1].authenticated_at, ctx.now());
        assert_eq!(seen[1].ends_at, ctx.now() + minutes(30));
        assert_eq!(seen[0].method, "key-card");
        let looked = audit(ctx, AuditKind::SessionsListed).await;
        assert_eq!((looked.len(), looked[0].eid), (1, Some(holder.eid)));

        let one = Which::One(seen[0].session);
        assert_eq!(end(ctx, one.clone()).await, Ok(1));
        assert_eq!(told(ctx).await, 1, "its service hears of it");
        assert!(!is_live(ctx, &home).await && is_live(ctx, &library).await);
        assert_eq!(end(ctx, one).await, Err(SessionRefusal::NoSuchSession));
        let ended = audit(ctx, AuditKind::SessionEnded).await;
        assert_eq!((ended.len(), ended[0].person), (1, Some(holder.person)));
        assert!(ended[0].detail.ends_with("by the operator"), "{ended:?}");
        assert!(is_live(ctx, &others).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_185_all_sessions_of_a_user_id_end_with_their_tokens() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        let mut visitors = [(); 3].map(|()| Visitor::default());
        let mut tokens = Vec::new();
        for visitor in &mut visitors {
            let code = visitor.code_for(ctx, LIBRARY, &holder).await;
            tokens.push(redeem(ctx, LIBRARY, &code).await);
        }
        let all = Which::AllOf(holder.user_id.clone());
        assert_eq!(end(ctx, all.clone()).await, Ok(3));
        for (visitor, tokens) in visitors.iter().zip(&tokens) {
            assert!(!is_live(ctx, visitor).await);
            assert_eq!(ask_userinfo(ctx, tokens).await.status, 401);
        }
        assert_eq!(end(ctx, all).await, Ok(0));
        assert_eq!(living(ctx, &holder).await, []);
        assert_eq!(count(ctx, AuditKind::SessionEnded).await, 3);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_185_what_ended_by_itself_is_not_shown_and_nobody_is_refused() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        Visitor::default().log_in(ctx, LIBRARY, &holder).await;
        let [open] = &living(ctx, &holder).await[..] else {
            panic!("one session")
        };
        pass(&world, minutes(30));
        assert_eq!(living(ctx, &holder).await, []);
        let over = end(ctx, Which::One(open.session)).await;
        assert_eq!(over, Err(SessionRefusal::NoSuchSession));
        for typed in ["nobody-of-this-name", "?", ""] {
            let refused = Err(SessionRefusal::NoSuchUserId);
            let listed = session::list(ctx, &command(ctx), typed).await;
            assert_eq!(listed.expect("a database").map(|_| 0), refused);
            assert_eq!(end(ctx, Which::AllOf(typed.to_owned())).await, refused);
        }
    })
    .await;
}
