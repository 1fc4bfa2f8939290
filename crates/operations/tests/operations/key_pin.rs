//! The asked number is pinned to the card, and nothing but its own key answers it.

use crate::world::*;
use lykill_core::audit::AuditKind;
use lykill_core::{Rng, random};
use lykill_issuer::key_card::choose_number;
use lykill_operations::answer::{Problem, StepAnswer, StepView};
use lykill_operations::{Context, card};
use lykill_testkit::SeededRng;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_005_two_hundred_restarts_ask_for_one_number_and_count_nothing() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        let mut asked = Vec::new();
        let mut last = None;
        for _ in 0..200 {
            let mut visitor = Visitor::default();
            let login = visitor.until_key(ctx, LIBRARY, &holder).await;
            asked.push(visitor.key_view(ctx, login).await.number);
            last = Some((visitor, login));
        }
        asked.dedup();
        assert_eq!(asked.len(), 1, "one number for all");
        // Nothing was counted: the lane has its whole budget, and only the fifth try waits.
        let (mut visitor, login) = last.expect("a login");
        let key = right_key(ctx, &visitor.key_view(ctx, login).await).await;
        for attempt in 1..=5 {
            let refused = problem(visitor.key(ctx, login, &wrong_key(&key)).await);
            let Problem::KeyMismatch { wait_until } = refused else {
                panic!("attempt {attempt}: {refused:?}");
            };
            assert_eq!(wait_until.is_some(), attempt == 5, "attempt {attempt}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_006_the_number_survives_a_restart_of_the_node() {
    on_both_engines(async |world| {
        let holder = somebody(&world, "Ola Vik", |_| {}).await;
        let mut visitor = Visitor::default();
        let login = visitor.until_key(&world, LIBRARY, &holder).await;
        let asked = visitor.key_view(&world, login).await.number;
        let world = world.restart().await;
        assert_eq!(visitor.key_view(&world, login).await.number, asked);
        let mut other = Visitor::default();
        let again = other.until_key(&world, LIBRARY, &holder).await;
        assert_eq!(other.key_view(&world, again).await.number, asked);
        returned(visitor.right_key(&world, login).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_006_another_node_asks_for_the_same_number() {
    let world = World::postgres().await;
    let second = world.second_node().await;
    let holder = somebody(&world, "Ola Vik", |_| {}).await;
    let mut visitor = Visitor::default();
    let login = visitor.until_key(&world, LIBRARY, &holder).await;
    let asked = visitor.key_view(&world, login).await;
    let mut other = Visitor::default();
    let elsewhere = other.until_key(&second, LIBRARY, &holder).await;
    assert_eq!(
        other.key_view(&second, elsewhere).await.number,
        asked.number
    );
    let key = right_key(&world, &asked).await;
    returned(other.key(&second, elsewhere, &key).await);
    assert_eq!(
        problem(visitor.key(&world, login, &key).await),
        Problem::KeySpent
    );
}

/// The rule of the pin, at a thousand cards: what was asked is asked again until it is answered,
/// so restarting is of no use to a thief.
#[test]
fn case_007_a_thief_with_twenty_keys_gets_in_no_more_often_than_by_one_throw() {
    const KNOWN: usize = 20;
    let rng = SeededRng::new(7);
    let numbers: Vec<u16> = (0..148).map(|n| 1000 + n * 7).collect();
    let mut hits = 0;
    for _ in 0..1000 {
        let known = subset(&rng, &numbers, KNOWN);
        let mut pinned = None;
        let asked = |pinned: &mut Option<u16>| {
            let draw = u32::from_be_bytes(random::bytes(&rng));
            *pinned.get_or_insert_with(|| choose_number(&numbers, &[], draw).expect("a number"))
        };
        let got_in = (0..1000).any(|_| known.contains(&asked(&mut pinned)));
        hits += usize::from(got_in);
    }
    let chance = KNOWN as f64 / 148.0;
    let sigma = (chance * (1.0 - chance) / 1000.0).sqrt();
    let rate = hits as f64 / 1000.0;
    assert!(rate <= chance + 3.0 * sigma, "{rate} against {chance}");
    assert!(
        rate >= chance - 3.0 * sigma,
        "{rate}: the draw favours nobody"
    );
}

fn subset(rng: &dyn Rng, numbers: &[u16], size: usize) -> Vec<u16> {
    let mut rest = numbers.to_vec();
    let mut taken = Vec::new();
    while taken.len() < size {
        let left = u32::try_from(rest.len()).expect("few");
        taken.push(rest.swap_remove(random::below(rng, left) as usize));
    }
    taken
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_008_the_key_of_another_number_is_refused_and_counted() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        let mut visitor = Visitor::default();
        let login = visitor.until_key(ctx, LIBRARY, &holder).await;
        let asked = visitor.key_view(ctx, login).await;
        let paper = printed(ctx, &cards(ctx, holder.eid).await[0]);
        assert_eq!(paper.len(), 148);
        let (_, other) = paper
            .iter()
            .find(|(number, _)| **number != asked.number)
            .expect("one");
        let refused = problem(visitor.key(ctx, login, other).await);
        assert_eq!(refused, Problem::KeyMismatch { wait_until: None });
        assert_eq!(count(ctx, AuditKind::KeyRefused).await, 1);
        assert_eq!(
            visitor.key_view(ctx, login).await.number,
            asked.number,
            "asked again"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_009_keys_of_the_previous_card_open_nothing() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        let mut visitor = Visitor::default();
        visitor.log_in(ctx, LIBRARY, &holder).await;
        order_later(&world, &holder).await;
        let login = visitor_anew(ctx, &holder, &mut visitor).await;
        visitor.new_card(ctx, login).await;
        returned(visitor.right_key(ctx, login).await);
        let [old, new] = &cards(ctx, holder.eid).await[..] else {
            panic!("two cards");
        };
        let login = visitor_anew(ctx, &holder, &mut visitor).await;
        let asked = visitor.key_view(ctx, login).await;
        assert_eq!(asked.card, new.label.to_string());
        for old_key in printed(ctx, old).values().take(4) {
            let answer = problem(visitor.key(ctx, login, old_key).await);
            assert_eq!(answer, Problem::KeyMismatch { wait_until: None });
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_010_the_key_of_somebody_elses_card_opens_nothing() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        let other = somebody(ctx, "Kari Moe", |_| {}).await;
        let mut visitor = Visitor::default();
        let login = visitor.until_key(ctx, LIBRARY, &holder).await;
        let asked = visitor.key_view(ctx, login).await;
        // The same number, or else the next one, of the other person's card.
        let paper = printed(ctx, &cards(ctx, other.eid).await[0]);
        let (_, key) = paper.range(asked.number..).next().expect("a number");
        let refused = visitor.key(ctx, login, key).await;
        let text = format!("{refused:?}");
        assert_eq!(problem(refused), Problem::KeyMismatch { wait_until: None });
        let label = cards(ctx, other.eid).await[0].label.to_string();
        assert!(!text.contains(&label), "nothing of the other card is told");
        let wrong = visitor
            .key(ctx, login, &wrong_key(&right_key(ctx, &asked).await))
            .await;
        assert_eq!(format!("{wrong:?}"), text, "it looks like any wrong key");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_017_only_six_ascii_digits_are_looked_at() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        let mut visitor = Visitor::default();
        let login = visitor.until_key(ctx, LIBRARY, &holder).await;
        let key = right_key(ctx, &visitor.key_view(ctx, login).await).await;
        let wide: String = key
            .chars()
            .map(|c| char::from_u32(c as u32 + 0xfee0).expect("wide"))
            .collect();
        let arabic: String = key
            .chars()
            .map(|c| char::from_u32(c as u32 + 0x630).expect("digit"))
            .collect();
        let odd = [
            String::new(),
            key[1..].to_owned(),
            format!("0{key}"),
            format!("{key}\0"),
            format!("+{key}"),
            format!("{key}\u{a0}"),
            "1".repeat(1_000_000),
            wide,
            arabic,
        ];
        for typed in &odd {
            let shown: String = typed.chars().take(20).collect();
            let answer = problem(visitor.key(ctx, login, typed).await);
            assert_eq!(answer, Problem::NotSixDigits, "{shown:?}");
        }
        let counted =
            count(ctx, AuditKind::KeyRefused).await + count(ctx, AuditKind::LaneClosed).await;
        assert_eq!(counted, 0, "what is no key is not counted");
        let spaced = format!(" {} {} ", &key[..3], &key[3..]);
        returned(visitor.key(ctx, login, &spaced).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_018_a_card_that_is_blocked_after_the_prompt_takes_no_key() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        let mut visitor = Visitor::default();
        let login = visitor.until_key(ctx, LIBRARY, &holder).await;
        let asked = visitor.key_view(ctx, login).await;
        let key = right_key(ctx, &asked).await;
        block(ctx, &asked.card).await;
        let answer = visitor.key(ctx, login, &key).await;
        assert!(!matches!(answer, StepAnswer::Return(..)), "{answer:?}");
        assert_eq!(problem(answer), Problem::CardBlocked);
        let StepView::Refused(refused) = visitor.step(ctx, login).await else {
            panic!("no card is left to ask");
        };
        assert_eq!(refused.reason, lykill_broker::types::RefusedReason::NoCard);
        assert_eq!(count(ctx, AuditKind::KeyUsed).await, 0);
        assert_eq!(count(ctx, AuditKind::LoginSucceeded).await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_018_with_another_card_at_hand_that_one_is_asked() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        order_later(&world, &holder).await;
        let mut visitor = Visitor::default();
        let login = visitor.until_key(ctx, LIBRARY, &holder).await;
        let asked = visitor.key_view(ctx, login).await;
        let key = right_key(ctx, &asked).await;
        block(ctx, &asked.card).await;
        assert_eq!(
            problem(visitor.key(ctx, login, &key).await),
            Problem::CardBlocked
        );
        assert_ne!(visitor.key_view(ctx, login).await.card, asked.card);
        returned(visitor.right_key(ctx, login).await);
    })
    .await;
}

async fn visitor_anew(
    ctx: &Context,
    holder: &Holder,
    visitor: &mut Visitor,
) -> lykill_core::id::LoginId {
    *visitor = Visitor::default();
    visitor.until_key(ctx, LIBRARY, holder).await
}

async fn order_later(world: &World, holder: &Holder) {
    pass(world, seconds(1));
    let ordered = order_card(world, &holder.user_id).await;
    ordered.expect("a database").expect("a card");
}

async fn block(ctx: &Context, label: &str) {
    let blocked = card::block(ctx, &command(ctx), label, "lost").await;
    blocked.expect("a database").expect("a block");
}
