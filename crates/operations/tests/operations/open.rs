//! What was open when a backup was taken may have been used since: in the restored database none
//! of it opens anything (security.md case 222).

use crate::pushed::{bring, push, reference, unknown};
use crate::refresh::{first, next};
use crate::world::*;
use lykill_core::EffectKind;
use lykill_core::effect::Notice;
use lykill_issuer::types::CardState;
use lykill_operations::Context;
use lykill_operations::answer::Problem;
use lykill_operations::restored::{self, Unspent};
use lykill_store::restored::end_what_was_open;
use lykill_store::{Commit, eid_block};

/// As if the database had just come back.
async fn come_back(ctx: &Context) -> Unspent {
    restored::mark(ctx).await.expect("a database");
    let done = restored::finish(ctx).await.expect("a database");
    done.expect("it was marked")
}

async fn told_of_a_new_browser(ctx: &Context) -> usize {
    let effects = outbox(ctx).await.into_iter();
    let told = effects.filter(|effect| match effect {
        EffectKind::NoticeEmail { notice, .. } => matches!(notice, Notice::NewDevice { .. }),
        _ => false,
    });
    told.count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_222_nothing_that_was_open_at_the_backup_opens_anything_after_it() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let tokens = first(ctx, KEEPER).await;
        let holder = somebody(ctx, "Kari Moe", |_| {}).await;
        let mut visitor = Visitor::default();
        let code = visitor.code_for(ctx, LIBRARY, &holder).await;
        let pushed = reference(&push(ctx, LIBRARY, &[]).await);
        let mut half_way = Visitor::default();
        let login = half_way.until_key(ctx, LIBRARY, &holder).await;
        assert_eq!(ask_userinfo(ctx, &tokens).await.status, 200);
        assert!(half_way.look(ctx, login).await.is_ok());

        come_back(ctx).await;
        let refused = redeem(ctx, LIBRARY, &code).await;
        assert_eq!(token_error(&refused), "invalid_grant");
        assert_eq!(ask_userinfo(ctx, &tokens).await.status, 401);
        let refused = refresh(ctx, KEEPER, &next(&tokens)).await;
        assert_eq!(token_error(&refused), "invalid_grant");
        let brought = bring(ctx, &mut Visitor::default(), ("library", &pushed), "").await;
        unknown(&brought);
        assert!(
            half_way.look(ctx, login).await.is_err(),
            "its login is over"
        );
        // A browser that was known is a stranger's again: its holder is told of it.
        assert_eq!(told_of_a_new_browser(ctx).await, 0);
        visitor.log_in(ctx, LIBRARY, &holder).await;
        assert_eq!(told_of_a_new_browser(ctx).await, 1);
    })
    .await;
}

/// It was over before new letters were ordered, so that no crash in between brings it back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_222_a_temporary_password_ends_with_all_else() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let (holder, now) = (newcomer(ctx).await, ctx.now());
        let end = ctx.db.write(move |tx| {
            Box::pin(async move { Ok(Commit(end_what_was_open(tx, now).await?)) })
        });
        assert_eq!(end.await.expect("a database").cards, 1);
        let (mut visitor, typed) = (Visitor::default(), (&*holder.user_id, &*holder.password));
        let login = visitor.begin(ctx, LIBRARY).await;
        let refused = visitor.password(ctx, login, typed).await;
        assert_eq!(problem(refused), Problem::PasswordMismatch);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_222_a_blocked_eid_gets_no_new_card() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        let blocked = somebody(ctx, "Kari Moe", |_| {}).await;
        let (id, now) = (blocked.eid, ctx.now());
        let block = ctx.db.write(move |tx| {
            Box::pin(async move { Ok(Commit(eid_block(tx, id, now, "test").await?)) })
        });
        assert!(block.await.expect("a database").is_spent());
        assert_eq!(come_back(ctx).await.ordered, 1);
        let living = async |who: &Holder| {
            let cards = cards(ctx, who.eid).await.into_iter();
            let dead = |card: &CardState| matches!(card, CardState::Blocked { .. });
            cards.filter(|card| !dead(&card.state)).count()
        };
        assert_eq!((living(&holder).await, living(&blocked).await), (1, 0));
    })
    .await;
}
