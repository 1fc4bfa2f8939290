//! Cards follow one another: exactly one is ordered in time, and nobody is left without a way.

use crate::world::*;
use lykill_broker::types::RefusedReason;
use lykill_core::audit::AuditKind;
use lykill_issuer::key_card::NotAThreshold;
use lykill_issuer::types::CardState;
use lykill_operations::answer::{Problem, StepAnswer, StepView};
use lykill_operations::card::{self, CardRefusal};
use lykill_operations::{Context, demo};

async fn spend_down(ctx: &Context, holder: &Holder, left: u32) {
    let spent = demo::spend_keys(ctx, &holder.user_id, left).await;
    assert_eq!(spent.expect("a database"), Some(left));
}

/// Fifty logins stand at the key step; all of their holders answer at once.
async fn fifty_cross(ctx: &Context, holder: &Holder) -> usize {
    let mut waiting = Vec::new();
    for _ in 0..50 {
        let mut visitor = Visitor::default();
        let login = visitor.until_key(ctx, LIBRARY, holder).await;
        waiting.push((visitor, login));
    }
    let (first, login) = &waiting[0];
    let key = right_key(ctx, &first.key_view(ctx, *login).await).await;
    let answers = crowd(50, |turn| {
        let (ctx, key, (mut visitor, login)) = (ctx.clone(), key.clone(), waiting[turn].clone());
        async move { visitor.key(&ctx, login, &key).await }
    });
    let is_in = |answer: &&StepAnswer| matches!(answer, StepAnswer::Return(..));
    answers.await.iter().filter(is_in).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_011_fifty_logins_that_cross_twenty_order_one_card() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        spend_down(ctx, &holder, 22).await;
        Visitor::default().log_in(ctx, LIBRARY, &holder).await;
        assert_eq!(
            prints(ctx).await,
            1,
            "21 left: only the first card was ordered"
        );
        assert_eq!(fifty_cross(ctx, &holder).await, 1);
        assert_eq!(prints(ctx).await, 2, "20 left: exactly one more");
        pass(&world, seconds(3600));
        Visitor::default().log_in(ctx, LIBRARY, &holder).await;
        assert_eq!(prints(ctx).await, 2, "19 left: still one");
        assert_eq!(count(ctx, AuditKind::CardOrdered).await, 2);
    })
    .await;
}

async fn set_threshold(
    ctx: &Context,
    holder: &Holder,
    keys_left: &str,
) -> Result<u32, CardRefusal> {
    let set = card::set_threshold(ctx, &command(ctx), &holder.user_id, keys_left).await;
    set.expect("a database")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_011_the_holders_own_threshold_is_kept() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        assert_eq!(set_threshold(ctx, &holder, "40").await, Ok(40));
        let before = prints(ctx).await;
        spend_down(ctx, &holder, 42).await;
        Visitor::default().log_in(ctx, BANK, &holder).await;
        assert_eq!(prints(ctx).await, before, "41 left");
        Visitor::default().log_in(ctx, BANK, &holder).await;
        assert_eq!(prints(ctx).await, before + 1, "40 left");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_012_a_threshold_is_ten_to_a_hundred_in_plain_digits() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        let bad = [
            "",
            "0",
            "9",
            "101",
            "148",
            "149",
            "-1",
            "20 ",
            " 20",
            "020",
            "+20",
            "2e1",
            "20.0",
            "٤٠",
            "9223372036854775808",
        ];
        for typed in bad {
            let refused = set_threshold(ctx, &holder, typed).await;
            assert_eq!(refused, Err(NotAThreshold.into()), "{typed:?}");
        }
        assert_eq!(count(ctx, AuditKind::ThresholdSet).await, 0);
        for typed in ["10", "100", "100"] {
            let number = typed.parse().expect("a number");
            assert_eq!(set_threshold(ctx, &holder, typed).await, Ok(number));
        }
        let rows = audit(ctx, AuditKind::ThresholdSet).await;
        let said: Vec<&str> = rows.iter().map(|row| row.detail.as_str()).collect();
        assert_eq!(
            said,
            ["10 to 100", "20 to 10"],
            "the same again changes nothing"
        );
        assert_eq!(rows[0].eid, Some(holder.eid));
        let nobody = card::set_threshold(ctx, &command(ctx), "nobody", "40").await;
        assert_eq!(nobody.expect("a database"), Err(CardRefusal::NoSuchUserId));
        // It counts from the next key on: a hundred and one are left, then a hundred.
        spend_down(ctx, &holder, 102).await;
        let before = prints(ctx).await;
        Visitor::default().log_in(ctx, LIBRARY, &holder).await;
        assert_eq!(prints(ctx).await, before);
        Visitor::default().log_in(ctx, LIBRARY, &holder).await;
        assert_eq!(prints(ctx).await, before + 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_013_never_more_than_three_extra_cards_are_outstanding() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        Visitor::default().log_in(ctx, LIBRARY, &holder).await;
        let answers = crowd(20, |_| {
            let (ctx, user_id) = (ctx.clone(), holder.user_id.clone());
            async move { order_card(&ctx, &user_id).await.expect("a database") }
        });
        let answers = answers.await;
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 3);
        let refused = answers.into_iter().filter_map(Result::err);
        assert!(refused.eq(std::iter::repeat_n(CardRefusal::TooMany, 17)));
        let cards = cards(ctx, holder.eid).await;
        let dormant = cards
            .iter()
            .filter(|card| card.state == CardState::Dormant)
            .count();
        assert_eq!((cards.len(), dormant), (4, 3));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_014_the_last_key_logs_in_and_the_next_login_has_a_way_on() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        spend_down(ctx, &holder, 2).await;
        pass(&world, seconds(1));
        // The refill of these two keys is the card that is asked when the old one is empty.
        for left in [2, 1] {
            let mut visitor = Visitor::default();
            let login = visitor.until_key(ctx, LIBRARY, &holder).await;
            assert_eq!(visitor.key_view(ctx, login).await.keys_left, left);
            returned(visitor.right_key(ctx, login).await);
        }
        let mut visitor = Visitor::default();
        let login = visitor.until_key(ctx, LIBRARY, &holder).await;
        let asked = visitor.key_view(ctx, login).await;
        assert!(asked.first_use, "the next card is asked");
        assert_eq!(asked.keys_left, 148);
        returned(visitor.right_key(ctx, login).await);
        let states: Vec<_> = cards(ctx, holder.eid)
            .await
            .into_iter()
            .map(|card| card.state)
            .collect();
        assert_eq!(states, [CardState::Retired, CardState::Active]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_014_without_any_card_the_login_says_so_and_leads_back() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        let label = cards(ctx, holder.eid).await[0].label.to_string();
        let blocked = card::block(ctx, &command(ctx), &label, "lost").await;
        blocked.expect("a database").expect("a block");
        let mut visitor = Visitor::default();
        let login = visitor.until_key(ctx, LIBRARY, &holder).await;
        let StepView::Refused(refused) = visitor.step(ctx, login).await else {
            panic!("a page that says why");
        };
        assert_eq!(refused.reason, RefusedReason::NoCard);
        let back = lykill_operations::login::cancel(ctx, login, &visitor.browser).await;
        assert_eq!(
            error_of(&returned(back.expect("a database"))),
            "access_denied"
        );
        // A replacement opens the way again.
        let ordered = order_card(ctx, &holder.user_id).await;
        ordered.expect("a database").expect("a card");
        Visitor::default().log_in(ctx, LIBRARY, &holder).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_card_lies_dormant_until_the_holder_says_that_it_arrived() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        Visitor::default().log_in(ctx, LIBRARY, &holder).await;
        pass(&world, seconds(1));
        let ordered = order_card(ctx, &holder.user_id).await;
        let new = ordered.expect("a database").expect("a card").label;
        let mut visitor = Visitor::default();
        let login = visitor.until_key(ctx, LIBRARY, &holder).await;
        let asked = visitor.key_view(ctx, login).await;
        assert_eq!(asked.newer_card.as_deref(), Some(new.as_str()));
        assert_ne!(asked.card, new, "the old card is asked until then");
        visitor.new_card(ctx, login).await;
        let switched = visitor.key_view(ctx, login).await;
        assert_eq!(
            (switched.card.as_str(), switched.first_use),
            (new.as_str(), true)
        );
        // A wrong key activates nothing, and the old card's own number waits for it still.
        let wrong = wrong_key(&right_key(ctx, &switched).await);
        let refused = problem(visitor.key(ctx, login, &wrong).await);
        assert_eq!(refused, Problem::KeyMismatch { wait_until: None });
        assert_eq!(cards(ctx, holder.eid).await[0].state, CardState::Active);
        let mut other = Visitor::default();
        let elsewhere = other.until_key(ctx, LIBRARY, &holder).await;
        assert_eq!(other.key_view(ctx, elsewhere).await.number, asked.number);
        returned(visitor.right_key(ctx, login).await);
        let states: Vec<_> = cards(ctx, holder.eid)
            .await
            .into_iter()
            .map(|card| card.state)
            .collect();
        assert_eq!(states, [CardState::Retired, CardState::Active]);
        assert_eq!(count(ctx, AuditKind::CardActivated).await, 2);
        let listed = card::list(ctx, &holder.user_id)
            .await
            .expect("a database")
            .expect("cards");
        let listed: Vec<_> = listed
            .iter()
            .map(|card| (card.state, card.keys_left))
            .collect();
        assert_eq!(listed, [("retired", 147), ("active", 147)]);
        // The other login's number stood on the card that retired.
        assert_eq!(
            problem(other.right_key(ctx, elsewhere).await),
            Problem::CardBlocked
        );
        assert_eq!(other.key_view(ctx, elsewhere).await.card, new);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_011_a_next_card_that_is_blocked_is_ordered_again_once() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        spend_down(ctx, &holder, 21).await;
        Visitor::default().log_in(ctx, LIBRARY, &holder).await;
        assert_eq!(prints(ctx).await, 2, "20 left");
        let next = cards(ctx, holder.eid).await.remove(1).label.to_string();
        let extra = order_card(ctx, &holder.user_id).await;
        let extra = extra.expect("a database").expect("a card").label;
        let block = async |label: &str| {
            let blocked = card::block(ctx, &command(ctx), label, "lost in the post").await;
            blocked.expect("a database").expect("a block");
        };
        block(&next).await;
        Visitor::default().log_in(ctx, LIBRARY, &holder).await;
        assert_eq!(prints(ctx).await, 3, "the extra card is the next one");
        block(&extra).await;
        for _ in 0..3 {
            Visitor::default().log_in(ctx, LIBRARY, &holder).await;
            assert_eq!(prints(ctx).await, 4, "none was left: exactly one more");
        }
        let last = cards(ctx, holder.eid).await;
        let dormant = last.iter().filter(|card| card.state == CardState::Dormant);
        assert_eq!(dormant.count(), 1);
    })
    .await;
}
