//! Orders that a second person approves: to an address that is new, and what a caller asks for
//! (security.md case 20).

use crate::world::*;
use lykill_core::audit::AuditKind;
use lykill_core::effect::Notice;
use lykill_core::time::days;
use lykill_core::{CardFormat, Clock as _, EffectKind};
use lykill_issuer::held_order::{APPROVED_WITHIN, Undecided};
use lykill_issuer::letter::TELEPHONE_WAITS;
use lykill_operations::Context;
use lykill_operations::card::{self, CardOrdered, CardRefusal};
use lykill_operations::order::{self, Approved, Asked, Held, NotHeld, OrderRefusal, Placed};
use lykill_operations::person::{self, ReissueRefusal};
use lykill_operations::print::PrintRefusal;

fn by_telephone() -> Asked {
    Asked {
        by_telephone: true,
        ..proofed()
    }
}

async fn ask(
    ctx: &Context,
    holder: &Holder,
    asked: Asked,
) -> Result<Placed<CardOrdered>, CardRefusal> {
    let ordered = card::order(ctx, &command(ctx), &holder.user_id, (None, asked)).await;
    ordered.expect("a database")
}

async fn held(ctx: &Context, holder: &Holder, asked: Asked) -> Held {
    match ask(ctx, holder, asked).await {
        Ok(Placed::Held(held)) => held,
        other => panic!("this waits: {other:?}"),
    }
}

/// Somebody who has their first card, and whose next post may leave.
async fn received(world: &World, name: &str, reached: bool) -> Holder {
    let ctx: &Context = world;
    let holder = somebody(ctx, name, |new| {
        new.phone = reached.then(|| "+47 99 99 99 99".to_owned());
        new.email = reached.then(|| "ola@post.example".to_owned());
    })
    .await;
    acknowledge(ctx, one(print_due(ctx).await).id)
        .await
        .expect("posted");
    Visitor::default().log_in(ctx, LIBRARY, &holder).await;
    wait_for_the_next(world);
    holder
}

/// The words and notices by which somebody was told of an order, and where letters go.
async fn told(ctx: &Context, is_it: fn(&Notice) -> bool) -> Vec<String> {
    let place = |effect: &EffectKind| match effect {
        EffectKind::NoticeEmail { notice, .. } | EffectKind::NoticeSms { notice, .. } => {
            is_it(notice).then(|| effect.word().to_owned())
        }
        EffectKind::NoticeLetter { notice, to, .. } => is_it(notice).then(|| to[1].clone()),
        _ => None,
    };
    let mut told: Vec<String> = outbox(ctx).await.iter().filter_map(place).collect();
    told.sort_unstable();
    told
}

const fn to_new(notice: &Notice) -> bool {
    matches!(notice, Notice::OrderedToNewAddress { .. })
}

const fn called(notice: &Notice) -> bool {
    matches!(notice, Notice::OrderedByTelephone { .. })
}

const fn moved(notice: &Notice) -> bool {
    matches!(notice, Notice::AddressChanged { .. })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_020_a_card_to_a_new_address_waits_for_a_second_person() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = received(&world, "Ola Vik", true).await;
        let changed = moves(ctx, &holder).await;
        let nobody = ask(ctx, &holder, Asked::default()).await;
        assert_eq!(nobody, Err(NotHeld::Nameless.into()));
        let order = held(ctx, &holder, proofed()).await;
        assert_eq!(cards(ctx, holder.eid).await.len(), 1, "nothing is made yet");
        assert_eq!(told(ctx, to_new).await, ["notice-email", "notice-sms"]);
        let again = ask(ctx, &holder, proofed()).await;
        assert_eq!(again, Err(NotHeld::WaitsAlready.into()));
        let [row] = <[_; 1]>::try_from(order::list(ctx, 10).await.expect("a database"))
            .expect("one order waits");
        assert_eq!((row.order.id, &row.user_id), (order.order, &holder.user_id));

        for own in ["kari", "KARI"] {
            let refused = approve(ctx, order.order, own).await;
            assert_eq!(refused, Err(Undecided::SamePerson.into()));
        }
        assert!(approve(ctx, order.order, "").await.is_err());
        let Ok(Approved::Card(label)) = approve(ctx, order.order, "per").await else {
            panic!("somebody else approves it");
        };
        let over = approve(ctx, order.order, "anne").await;
        assert_eq!(over, Err(Undecided::Over.into()));
        assert_eq!(order::list(ctx, 10).await.expect("a database"), []);
        let asked = audit(ctx, AuditKind::OrderHeld).await;
        let said = audit(ctx, AuditKind::OrderApproved).await;
        assert_eq!((asked.len(), said.len()), (1, 1));
        assert!(
            asked[0]
                .detail
                .ends_with("key-card to a new address, ordered by kari")
        );
        assert!(said[0].detail.ends_with("by per") && said[0].eid == Some(holder.eid));

        // An approval shortens no wait.
        world.clock.set(changed.post_from - seconds(1));
        assert_eq!(print_due(ctx).await, []);
        world.clock.set(changed.post_from);
        let printed = one(print_due(ctx).await);
        assert_eq!(printed.card, Some(card(ctx, &label).await.id));
        acknowledge(ctx, printed.id).await.expect("posted");
        // The address is settled now: one person orders.
        let at_once = ask(ctx, &holder, Asked::default()).await;
        assert!(matches!(at_once, Ok(Placed::Made(_))), "{at_once:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_020_what_a_caller_orders_waits_for_a_second_person_and_three_days() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = received(&world, "Ola Vik", true).await;
        let at = world.clock.now();
        let format = Some(CardFormat::LargePrint);
        let how = (format, by_telephone());
        let ordered = card::order(ctx, &command(ctx), &holder.user_id, how).await;
        let Ok(Placed::Held(order)) = ordered.expect("a database") else {
            panic!("this waits");
        };
        assert_eq!(told(ctx, called).await, ["notice-email", "notice-sms"]);
        let [row] = <[_; 1]>::try_from(audit(ctx, AuditKind::OrderHeld).await).expect("one row");
        assert_eq!(row.person, Some(holder.person));
        assert!(
            row.detail
                .ends_with("key-card by telephone, ordered by kari")
        );
        world.clock.set(at + days(1));
        let approved = approve(ctx, order.order, "per").await.expect("a yes");
        let Approved::Card(label) = &approved else {
            panic!("a card")
        };
        // What the clerk hears is the card's name: no key of it.
        let said = format!("{approved:?} {row:?}");
        let new = card(ctx, label).await;
        let words: Vec<&str> = said.split(|c: char| !c.is_ascii_alphanumeric()).collect();
        for key in printed(ctx, &new).values() {
            assert!(!words.contains(&key.as_str()));
        }
        world.clock.set(at + TELEPHONE_WAITS - seconds(1));
        assert_eq!(print_due(ctx).await, []);
        world.clock.set(at + TELEPHONE_WAITS);
        assert_eq!(one(print_due(ctx).await).card, Some(new.id));
        let asked_for = |effect: &EffectKind| matches!(effect, EffectKind::KeyCard { .. });
        assert!(!outbox(ctx).await.iter().any(asked_for));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_020_no_caller_orders_to_an_address_that_is_new() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = newcomer(ctx).await;
        let changed = moves(ctx, &holder).await;
        world.clock.set(changed.post_from - seconds(1));
        let card = ask(ctx, &holder, by_telephone()).await;
        assert_eq!(card, Err(NotHeld::AddressIsNew.into()));
        let letters = async || {
            let (call, asked) = (command(ctx), by_telephone());
            person::reissue_letter(ctx, &call, &holder.user_id, asked).await
        };
        let refused = letters().await.expect("a database");
        assert_eq!(refused, Err(NotHeld::AddressIsNew.into()));
        assert!(told(ctx, called).await.is_empty() && paper(ctx).await == 0);
        world.clock.set(changed.post_from);
        let placed = letters().await.expect("a database");
        let Ok(Placed::Held(order)) = placed else {
            panic!("letters wait, too: {placed:?}")
        };
        assert_eq!(paper(ctx).await, 0);
        let approved = approve(ctx, order.order, "per").await;
        assert!(matches!(approved, Ok(Approved::Letters(_))), "{approved:?}");
        assert_eq!(paper(ctx).await, 3, "two letters and a card");
        assert_eq!(print_due(ctx).await, []);
        pass(&world, TELEPHONE_WAITS);
        assert_eq!(one(print_due(ctx).await).kind, KINDS[0]);
    })
    .await;
}

async fn paper(ctx: &Context) -> usize {
    let rows = waiting(ctx).await;
    rows.iter()
        .filter(|row| EffectKind::PAPER.contains(&row.kind.as_str()))
        .count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_020_an_order_ends_in_time_by_a_no_and_with_another_address() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = received(&world, "Ola Vik", true).await;
        // Its time is over.
        let late = held(ctx, &holder, by_telephone()).await;
        world.clock.set(late.expires_at);
        let refused = approve(ctx, late.order, "per").await;
        assert_eq!(refused, Err(Undecided::Expired.into()));
        assert_eq!(order::list(ctx, 10).await.expect("a database"), []);
        // Somebody says no; the same person may.
        let wrong = held(ctx, &holder, by_telephone()).await;
        assert!(wrong.expires_at == ctx.now() + APPROVED_WITHIN);
        let id = wrong.order.to_string();
        let no = || async {
            let no = order::refuse(ctx, &command(ctx), &id, "kari").await;
            no.expect("a database")
        };
        assert_eq!(no().await, Ok(()));
        assert_eq!(no().await, Err(Undecided::Over.into()));
        assert_eq!(count(ctx, AuditKind::OrderRefused).await, 1);
        let over = approve(ctx, wrong.order, "per").await;
        assert_eq!(over, Err(Undecided::Over.into()));
        // The address is another one: nobody knows any more what was wanted.
        let before = held(ctx, &holder, by_telephone()).await;
        moves(ctx, &holder).await;
        let void = approve(ctx, before.order, "per").await;
        assert_eq!(void, Err(Undecided::Over.into()));
        for id in ["", "no id", &holder.eid.to_string()] {
            let unknown = order::approve(ctx, &command(ctx), id, "per").await;
            assert_eq!(unknown.expect("a database"), Err(OrderRefusal::NoSuchOrder));
        }
        assert_eq!(cards(ctx, holder.eid).await.len(), 1);
        assert_eq!(count(ctx, AuditKind::OrderApproved).await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_020_ten_who_approve_at_once_make_one_card() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = received(&world, "Ola Vik", true).await;
        let order = held(ctx, &holder, by_telephone()).await.order;
        let answers = crowd(10, |number| {
            let ctx = ctx.clone();
            async move { approve(&ctx, order, &format!("clerk{number}")).await }
        });
        let (made, late): (Vec<_>, Vec<_>) = answers.await.into_iter().partition(Result::is_ok);
        assert_eq!(made.len(), 1, "{made:?}");
        let over = |answer: &Result<Approved, OrderRefusal>| *answer == Err(Undecided::Over.into());
        assert!(late.iter().all(over), "{late:?}");
        assert_eq!(cards(ctx, holder.eid).await.len(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_020_who_has_only_a_letter_box_is_told_at_each_address_that_was_left() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = received(&world, "Ola Vik", false).await;
        assert!(moves(ctx, &holder).await.told);
        assert_eq!(told(ctx, moved).await, ["Storgata 1"]);
        let notice = one(print_due(ctx).await);
        assert_eq!(
            notice.kind,
            EffectKind::NOTICE_LETTER,
            "it waits for nothing"
        );
        pass(&world, days(1));
        let settled = moves_to(ctx, &holder, "Fjordveien 3").await.post_from;
        held(ctx, &holder, proofed()).await;
        assert_eq!(told(ctx, to_new).await, ["Nygata 2", "Storgata 1"]);
        // A move takes no notice back, and one that comes back says nothing of the new address.
        acknowledge(ctx, notice.id).await.expect("it is not void");
        let back = came_back(ctx, notice.id).await.expect("it came back");
        assert!(!back.is_held);
        let posted = print_due(ctx).await;
        assert_eq!(posted.len(), 4, "{posted:?}");
        world.clock.set(settled);
        held(ctx, &holder, by_telephone()).await;
        assert_eq!(told(ctx, called).await, ["Fjordveien 3"], "as ever");
    })
    .await;
}

/// Nobody can object to what nobody hears of: the record says so.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_020_an_order_of_which_the_holder_cannot_be_told_says_so() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = somebody(ctx, "Ola Vik", |new| {
            new.email = None;
            new.address = Vec::new();
        })
        .await;
        held(ctx, &holder, by_telephone()).await;
        assert!(told(ctx, called).await.is_empty());
        let [row] = <[_; 1]>::try_from(audit(ctx, AuditKind::OrderHeld).await).expect("one row");
        let words = "ordered by kari, there is no way to tell the holder";
        assert!(row.detail.ends_with(words), "{}", row.detail);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_020_nothing_is_printed_anew_for_an_address_that_is_new() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        let job = one(print_due(ctx).await);
        acknowledge(ctx, job.id).await.expect("posted");
        let changed = moves(ctx, &holder).await;
        assert_eq!(reprint(ctx, job.id).await, Err(PrintRefusal::AddressIsNew));
        assert_eq!(cards(ctx, holder.eid).await.len(), 1);
        world.clock.set(changed.post_from);
        reprint(ctx, job.id).await.expect("a new card");
        assert_eq!(cards(ctx, holder.eid).await.len(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_020_what_stands_against_an_order_is_asked_again_when_it_is_approved() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = received(&world, "Ola Vik", true).await;
        let order = held(ctx, &holder, by_telephone()).await.order;
        for _ in 0..3 {
            let made = ask(ctx, &holder, proofed()).await.expect("a card");
            assert!(matches!(made, Placed::Made(_)));
        }
        let refused = approve(ctx, order, "per").await;
        assert_eq!(refused, Err(CardRefusal::TooMany.into()));
        let newcomer = newcomer(ctx).await;
        let asked = by_telephone();
        let letters = person::reissue_letter(ctx, &command(ctx), &newcomer.user_id, asked).await;
        let Ok(Placed::Held(letters)) = letters.expect("a database") else {
            panic!("letters wait")
        };
        let mut due = print_due(ctx).await;
        due.retain(|job| job.person == newcomer.person);
        came_back(ctx, one(due).id).await.expect("it came back");
        let refused = approve(ctx, letters.order, "per").await;
        assert_eq!(refused, Err(ReissueRefusal::PostHeld.into()));
        assert_eq!(count(ctx, AuditKind::OrderApproved).await, 0);
    })
    .await;
}
