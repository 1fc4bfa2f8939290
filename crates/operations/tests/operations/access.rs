//! Support keeps somebody out, and lets them in again: a whole eID is blocked and opened, a
//! forgotten password ends, failures are forgotten.

use crate::world::*;
use lykill_core::audit::AuditKind;
use lykill_core::effect::Notice;
use lykill_core::throttle::LANE_FAILURES;
use lykill_core::time::{days, minutes};
use lykill_core::{EffectKind, Timestamp};
use lykill_issuer::held_order::Undecided;
use lykill_issuer::types::CardState;
use lykill_operations::Context;
use lykill_operations::answer::Problem;
use lykill_operations::card;
use lykill_operations::order::{Approved, Asked, NotHeld, Placed};
use lykill_operations::person::{self, EidRefusal};

const SEEN: &str = "passport seen at the desk";

async fn block(ctx: &Context, user_id: &str, reason: &str) -> Result<(), EidRefusal> {
    let blocked = person::block(ctx, &command(ctx), user_id, reason).await;
    blocked.expect("a database")
}

async fn unblock(ctx: &Context, user_id: &str) -> Result<Placed<Timestamp>, EidRefusal> {
    let by = Some("kari".to_owned());
    let opened = person::unblock(ctx, &command(ctx), user_id, (SEEN, by)).await;
    opened.expect("a database")
}

async fn end_password(
    ctx: &Context,
    user_id: &str,
    asked: Asked,
) -> Result<Placed<Timestamp>, EidRefusal> {
    let ended = person::end_password(ctx, &command(ctx), user_id, ("forgotten", asked)).await;
    ended.expect("a database")
}

async fn reopen(ctx: &Context, user_id: &str) -> Result<u32, EidRefusal> {
    let reopened = person::reopen(ctx, &command(ctx), user_id, SEEN).await;
    reopened.expect("a database")
}

/// How often somebody was told so.
async fn told(ctx: &Context, is_it: fn(&Notice) -> bool) -> usize {
    let of = |effect: &&EffectKind| match effect {
        EffectKind::NoticeEmail { notice, .. } => is_it(notice),
        _ => false,
    };
    outbox(ctx).await.iter().filter(of).count()
}

/// What a login says to the holder's user id and a password.
async fn typed(ctx: &Context, who: &Holder, password: &str) -> Problem {
    let mut visitor = Visitor::default();
    let login = visitor.begin(ctx, LIBRARY).await;
    let typed = (who.user_id.as_str(), password);
    problem(visitor.password(ctx, login, typed).await)
}

/// Everything that is due to be posted is, day by day.
async fn post_all(world: &World) -> Vec<String> {
    let mut kinds = Vec::new();
    for _ in 0..4 {
        for job in print_due(world).await {
            acknowledge(world, job.id).await.expect("posted");
            kinds.push(job.kind);
        }
        wait_for_the_next(world);
    }
    kinds
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_030_a_blocked_eid_lets_nobody_in_and_who_is_inside_is_out() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        let other = somebody(ctx, "Kari Moe", |_| {}).await;
        let mut visitor = Visitor::default();
        let code = visitor.code_for(ctx, LIBRARY, &holder).await;
        let tokens = redeem(ctx, LIBRARY, &code).await;
        let late = code_of(&redirected(visitor.authorize(ctx, LIBRARY, &[]).await));
        let extra = order_card(ctx, &holder.user_id).await;
        let extra = extra.expect("a database").expect("a card").label;
        for reason in ["", "two\nlines"] {
            assert_eq!(
                block(ctx, &holder.user_id, reason).await,
                Err(EidRefusal::Reason)
            );
        }
        for nobody in ["", "?", "nobody-of-this-name"] {
            let refused = block(ctx, nobody, "lost").await;
            assert_eq!(refused, Err(EidRefusal::NoSuchUserId));
        }
        assert_eq!(block(ctx, &holder.user_id, "purse stolen").await, Ok(()));
        assert_eq!(
            block(ctx, &holder.user_id, "again").await,
            Err(EidRefusal::Blocked)
        );

        assert_eq!(ask_userinfo(ctx, &tokens).await.status, 401);
        assert_eq!(
            token_error(&redeem(ctx, LIBRARY, &late).await),
            "invalid_grant"
        );
        let silent = redirected(visitor.authorize(ctx, LIBRARY, &[("prompt", "none")]).await);
        assert_eq!(error_of(&silent), "login_required");
        assert_eq!(
            typed(ctx, &holder, PASSWORD).await,
            Problem::PasswordMismatch
        );
        for card in cards(ctx, holder.eid).await {
            assert!(matches!(card.state, CardState::Blocked { .. }), "{card:?}");
        }
        assert_eq!(card(ctx, &extra).await.eid, holder.eid);
        let rows = audit(ctx, AuditKind::EidBlocked).await;
        assert_eq!((rows.len(), rows[0].detail.as_str()), (1, "purse stolen"));
        assert_eq!(
            (rows[0].eid, rows[0].person),
            (Some(holder.eid), Some(holder.person))
        );
        let is_told = |notice: &Notice| matches!(notice, Notice::EidBlocked { .. });
        assert_eq!(told(ctx, is_told).await, 1);
        // Nothing of theirs is printed any more, and another's is.
        let due = print_due(ctx).await;
        assert_eq!(one(due).person, other.person);
        Visitor::default().log_in(ctx, LIBRARY, &other).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_030_letters_and_orders_of_a_blocked_eid_are_void() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = newcomer(ctx).await;
        let letters = posted(ctx, holder.person).await;
        let asked = Asked {
            by_telephone: true,
            ..proofed()
        };
        let order = card::order(ctx, &command(ctx), &holder.user_id, (None, asked)).await;
        let Ok(Placed::Held(order)) = order.expect("a database") else {
            panic!("this waits")
        };
        assert_eq!(block(ctx, &holder.user_id, "not this person").await, Ok(()));
        assert_eq!(print_due(ctx).await, []);
        let mut visitor = Visitor::default();
        let login = visitor.begin(ctx, LIBRARY).await;
        let typed = (letters.number.as_str(), letters.password.as_str());
        let refused = problem(visitor.password(ctx, login, typed).await);
        assert_eq!(refused, Problem::LetterVoid);
        let over = approve(ctx, order.order, "per").await;
        assert_eq!(over, Err(Undecided::Over.into()));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_109_a_blocked_eid_is_opened_by_letters_and_a_card_and_is_the_same_person() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let mut holder = somebody(ctx, "Ola Vik", |_| {}).await;
        let mut visitor = Visitor::default();
        let code = visitor.code_for(ctx, LIBRARY, &holder).await;
        let before = claims(&redeem(ctx, LIBRARY, &code).await)["sub"].clone();
        assert_eq!(post_all(&world).await, ["key-card"]);
        let user_id = holder.user_id.clone();
        assert_eq!(unblock(ctx, &user_id).await, Err(EidRefusal::NotBlocked));
        assert_eq!(block(ctx, &user_id, "purse stolen").await, Ok(()));
        let opened = unblock(ctx, &user_id).await;
        assert!(matches!(opened, Ok(Placed::Made(_))), "{opened:?}");
        let is_told = |notice: &Notice| matches!(notice, Notice::EidReopened { .. });
        assert_eq!(told(ctx, is_told).await, 1);
        assert_eq!(
            typed(ctx, &holder, PASSWORD).await,
            Problem::PasswordMismatch
        );
        holder.password = posted(ctx, holder.person).await.password;
        assert_eq!(post_all(&world).await, KINDS);
        let cards = cards(ctx, holder.eid).await;
        let states = cards
            .iter()
            .map(|card| matches!(card.state, CardState::Dormant));
        assert_eq!(
            states.collect::<Vec<_>>(),
            [false, true],
            "the old one stays blocked"
        );
        let mut anew = Visitor::default();
        anew.activate(ctx, &mut holder).await;
        let code = Visitor::default().code_for(ctx, LIBRARY, &holder).await;
        let after = claims(&redeem(ctx, LIBRARY, &code).await)["sub"].clone();
        assert_eq!(after, before, "to services it is the same person");
        let rows = audit(ctx, AuditKind::EidUnblocked).await;
        assert_eq!((rows.len(), rows[0].detail.as_str()), (1, SEEN));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_020_a_blocked_eid_is_opened_to_a_new_address_by_two() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let mut holder = somebody(ctx, "Ola Vik", |_| {}).await;
        assert_eq!(post_all(&world).await, ["key-card"]);
        assert_eq!(block(ctx, &holder.user_id, "purse stolen").await, Ok(()));
        let settled = moves(ctx, &holder).await.post_from;
        let Ok(Placed::Held(order)) = unblock(ctx, &holder.user_id).await else {
            panic!("this waits")
        };
        assert_eq!(
            typed(ctx, &holder, PASSWORD).await,
            Problem::PasswordMismatch
        );
        let own = approve(ctx, order.order, "kari").await;
        assert_eq!(own, Err(Undecided::SamePerson.into()));
        let approved = approve(ctx, order.order, "per").await;
        assert!(matches!(approved, Ok(Approved::Letters(_))), "{approved:?}");
        let rows = audit(ctx, AuditKind::EidUnblocked).await;
        assert_eq!(rows[0].detail, SEEN, "as it was said when it was ordered");
        holder.password = posted(ctx, holder.person).await.password;
        world.clock.set(settled);
        assert_eq!(post_all(&world).await, KINDS);
        Visitor::default().activate(ctx, &mut holder).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forgotten_password_ends_and_letters_bring_another_one() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let mut holder = somebody(ctx, "Ola Vik", |_| {}).await;
        assert_eq!(post_all(&world).await, ["key-card"]);
        let mut visitor = Visitor::default();
        visitor.log_in(ctx, LIBRARY, &holder).await;
        let user_id = holder.user_id.clone();
        let ended = end_password(ctx, &user_id, Asked::default()).await;
        assert!(matches!(ended, Ok(Placed::Made(_))), "{ended:?}");
        let is_told = |notice: &Notice| matches!(notice, Notice::PasswordEnded { .. });
        assert_eq!(told(ctx, is_told).await, 1);
        let silent = redirected(visitor.authorize(ctx, LIBRARY, &[("prompt", "none")]).await);
        assert_eq!(error_of(&silent), "login_required");
        assert_eq!(
            typed(ctx, &holder, PASSWORD).await,
            Problem::PasswordMismatch
        );
        let again = end_password(ctx, &user_id, Asked::default()).await;
        assert_eq!(again, Err(EidRefusal::NotActive));
        holder.password = posted(ctx, holder.person).await.password;
        assert_eq!(post_all(&world).await, KINDS[..2], "the card in use stays");
        Visitor::default().activate(ctx, &mut holder).await;
        assert_eq!(cards(ctx, holder.eid).await.len(), 1);
        Visitor::default().log_in(ctx, LIBRARY, &holder).await;
        assert_eq!(count(ctx, AuditKind::PasswordEnded).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_020_no_caller_ends_a_password_alone() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        let asked = || Asked {
            by_telephone: true,
            ..proofed()
        };
        let Ok(Placed::Held(order)) = end_password(ctx, &holder.user_id, asked()).await else {
            panic!("this waits")
        };
        // Until somebody else agrees, the password is good.
        Visitor::default().log_in(ctx, LIBRARY, &holder).await;
        approve(ctx, order.order, "per").await.expect("a yes");
        assert_eq!(
            typed(ctx, &holder, PASSWORD).await,
            Problem::PasswordMismatch
        );
        let other = somebody(ctx, "Kari Moe", |_| {}).await;
        moves(ctx, &other).await;
        let refused = end_password(ctx, &other.user_id, asked()).await;
        assert_eq!(refused, Err(NotHeld::AddressIsNew.into()));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_041_tries_that_are_used_up_are_given_back_after_proofing() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        for _ in 0..LANE_FAILURES {
            pass(&world, minutes(61));
            let wrong = typed(ctx, &holder, "this is not the password").await;
            assert_eq!(wrong, Problem::PasswordMismatch);
        }
        pass(&world, days(30));
        assert_eq!(typed(ctx, &holder, PASSWORD).await, Problem::Exhausted);
        assert_eq!(reopen(ctx, &holder.user_id).await, Ok(LANE_FAILURES));
        Visitor::default().log_in(ctx, LIBRARY, &holder).await;
        let rows = audit(ctx, AuditKind::TriesReopened).await;
        assert_eq!((rows.len(), rows[0].eid), (1, Some(holder.eid)));
        assert_eq!(rows[0].detail, format!("50 failures: {SEEN}"));
        let is_told = |notice: &Notice| matches!(notice, Notice::EidReopened { .. });
        assert_eq!(told(ctx, is_told).await, 1);
        assert_eq!(reopen(ctx, "nobody").await, Err(EidRefusal::NoSuchUserId));
        assert_eq!(block(ctx, &holder.user_id, "lost").await, Ok(()));
        assert_eq!(reopen(ctx, &holder.user_id).await, Err(EidRefusal::Blocked));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_has_only_a_letter_box_hears_of_a_blocked_card_by_letter() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = somebody(ctx, "Siv Lie", |new| {
            (new.email, new.phone) = (None, None);
        })
        .await;
        let label = cards(ctx, holder.eid).await[0].label.to_string();
        let blocked = card::block(ctx, &command(ctx), &label, "lost").await;
        blocked.expect("a database").expect("a block");
        let by_letter = |effect: &&EffectKind| match effect {
            EffectKind::NoticeLetter { notice, .. } => {
                matches!(notice, Notice::CardBlocked { card, .. } if *card == label)
            }
            _ => false,
        };
        assert_eq!(outbox(ctx).await.iter().filter(by_letter).count(), 1);
    })
    .await;
}
