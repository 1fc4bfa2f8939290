//! The post: what follows what, the print house, returned mail, printing anew.

use crate::world::*;
use lykill_core::EffectKind;
use lykill_core::audit::AuditKind;
use lykill_core::effect::Notice;
use lykill_core::id::OutboxId;
use lykill_core::time::days;
use lykill_issuer::types::{CardState, EidState, PrintQueue, PrintState};
use lykill_operations::answer::Problem;
use lykill_operations::card::{self, CardRefusal};
use lykill_operations::person::{NewPerson, ReissueRefusal};
use lykill_operations::print::{self, Filter, PrintRefusal};
use lykill_operations::{Context, job};
use lykill_store::{card_fetch, eid_fetch};

async fn listed(ctx: &Context, state: PrintState) -> Vec<OutboxId> {
    let filter = Filter {
        queue: None,
        state,
        limit: 100,
    };
    let jobs = print::list(ctx, filter).await.expect("a database");
    jobs.into_iter().map(|job| job.job).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_021_three_posts_each_after_the_dispatch_of_the_one_before() {
    on_both_engines(async |world| {
        let ctx = &*world;
        newcomer(ctx).await;
        for (turn, kind) in KINDS.into_iter().enumerate() {
            let job = one(print_due(ctx).await);
            assert_eq!(job.kind, kind, "post {turn}");
            let queue = if kind == "key-card" {
                PrintQueue::Cards
            } else {
                PrintQueue::Letters
            };
            assert_eq!(job.queue, queue);
            // The queue is late by days: nothing follows what nobody has posted.
            pass(&world, days(5));
            assert_eq!(print_due(ctx).await, []);
            acknowledge(ctx, job.id).await.expect("posted");
            assert_eq!(print_due(ctx).await, [], "not on the same day");
            let next = wait_for_the_next(&world);
            world.clock.set(next - seconds(1));
            assert_eq!(print_due(ctx).await, [], "not a second before");
            world.clock.set(next);
        }
        assert_eq!(print_due(ctx).await, []);
        assert_eq!(count(ctx, AuditKind::PrintAcknowledged).await, 3);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_021_cards_that_are_ordered_meanwhile_wait_their_turn() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = newcomer(ctx).await;
        let ordered = order_card(ctx, &holder.user_id).await;
        ordered.expect("a database").expect("an extra card");
        let mut posts = Vec::new();
        for _ in 0..4 {
            let job = one(print_due(ctx).await);
            acknowledge(ctx, job.id).await.expect("posted");
            posts.push(job.kind);
            wait_for_the_next(&world);
        }
        assert_eq!(posts, [&KINDS[..], &["key-card"]].concat());
        // On the day of a post nothing else is posted, ordered when it may be.
        let ordered = order_card(ctx, &holder.user_id).await;
        ordered.expect("a database").expect("a third card");
        acknowledge(ctx, one(print_due(ctx).await).id)
            .await
            .expect("posted");
        assert_eq!(print_due(ctx).await, []);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_218_acknowledged_twice_never_and_out_of_order() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let mut jobs = Vec::new();
        for name in ["Ola Vik", "Kari Moe", "Siri Lie"] {
            somebody(ctx, name, |_| {}).await;
            jobs.push(one(print_due(ctx).await));
            pass(&world, seconds(60));
        }
        // Out of order, and many at once: the first counts.
        let last = jobs[2].id;
        let answers = crowd(20, |_| {
            let ctx = ctx.clone();
            async move { acknowledge(&ctx, last).await.expect("posted") }
        });
        let answers = answers.await;
        assert_eq!(answers.iter().filter(|answer| !answer.already).count(), 1);
        let at = answers[0].at;
        pass(&world, seconds(3600));
        let again = acknowledge(ctx, last).await.expect("posted before");
        assert_eq!((again.already, again.at), (true, at));
        assert_eq!(count(ctx, AuditKind::PrintAcknowledged).await, 1);
        acknowledge(ctx, jobs[0].id).await.expect("posted");
        // Never: it is named within a day, once, whoever looks.
        assert_eq!(listed(ctx, PrintState::Queued).await, [jobs[1].id]);
        assert_eq!(job::watch_prints(ctx).await.expect("a database"), []);
        world.clock.set(jobs[1].queued_at + seconds(12 * 3600));
        let stuck = crowd(5, |_| {
            let ctx = ctx.clone();
            async move { job::watch_prints(&ctx).await.expect("a database") }
        });
        let stuck: Vec<_> = stuck.await.into_iter().flatten().collect();
        assert_eq!(stuck.len(), 1);
        assert_eq!(
            (stuck[0].job, stuck[0].queue),
            (jobs[1].id, PrintQueue::Cards)
        );
        assert_eq!(count(ctx, AuditKind::PrintStuck).await, 1);
        let [cards, letters] = job::print_load(ctx).await.expect("a database");
        assert_eq!((cards.queued, cards.stuck, letters.queued), (1, 1, 0));
        let unknown = acknowledge(ctx, OutboxId::new(ctx.now(), ctx.rng.as_ref())).await;
        assert_eq!(unknown, Err(PrintRefusal::NoSuchJob));
        let nonsense = print::acknowledge(ctx, &command(ctx), "../../etc").await;
        assert_eq!(nonsense.expect("a database"), Err(PrintRefusal::NoSuchJob));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_019_a_card_is_printed_anew_only_with_new_keys() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        let first = one(print_due(ctx).await);
        let old = cards(ctx, holder.eid).await.remove(0);
        assert!(reprint(ctx, first.id).await.is_ok());
        assert_eq!(reprint(ctx, first.id).await, Err(PrintRefusal::Void));
        assert_eq!(acknowledge(ctx, first.id).await, Err(PrintRefusal::Void));
        let both = cards(ctx, holder.eid).await;
        assert_eq!(both.len(), 2);
        let is_old = |card: &&lykill_issuer::types::Card| card.id == old.id;
        let (blocked, new): (Vec<_>, Vec<_>) = both.iter().partition(is_old);
        assert!(matches!(blocked[0].state, CardState::Blocked { .. }));
        assert_ne!(printed(ctx, blocked[0]), printed(ctx, new[0]));
        // What waited for the void job is let go by whoever looks after the post.
        pass(&world, days(2));
        assert_eq!(job::watch_prints(ctx).await.expect("a database").len(), 0);
        pass(&world, days(2));
        let second = one(print_due(ctx).await);
        assert_eq!(second.card, Some(new[0].id));
        acknowledge(ctx, second.id).await.expect("posted");
        Visitor::default().log_in(ctx, LIBRARY, &holder).await;
        assert_eq!(reprint(ctx, second.id).await, Err(PrintRefusal::InUse));
        assert_eq!(count(ctx, AuditKind::PostReprinted).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_022_a_temporary_password_that_is_printed_anew_is_another_one() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let mut holder = newcomer(ctx).await;
        let before = posted(ctx, holder.person).await;
        let welcome = one(print_due(ctx).await);
        acknowledge(ctx, welcome.id).await.expect("posted");
        wait_for_the_next(&world);
        let letter = one(print_due(ctx).await);
        assert_eq!(letter.kind, "temporary-password-letter");
        assert!(reprint(ctx, letter.id).await.is_ok());
        let mut visitor = Visitor::default();
        let login = visitor.begin(ctx, LIBRARY).await;
        let typed = (holder.user_id.as_str(), before.password.as_str());
        let refused = visitor.password(ctx, login, typed).await;
        assert_eq!(problem(refused), Problem::PasswordMismatch);
        let new = waiting(ctx).await.into_iter().map(|row| opened(ctx, &row));
        let mut new = new.filter_map(|effect| match effect {
            EffectKind::TemporaryPasswordLetter { password, .. } => Some(password),
            _ => None,
        });
        holder.password = new.next_back().expect("another letter");
        assert_ne!(holder.password, before.password);
        Visitor::default().activate(ctx, &mut holder).await;
        assert_eq!(reprint(ctx, welcome.id).await, Err(PrintRefusal::Spent));
    })
    .await;
}

async fn state(ctx: &Context, holder: &Holder) -> EidState {
    let eid = holder.eid;
    let read = ctx
        .db
        .read(move |tx| Box::pin(async move { eid_fetch(tx, eid).await }));
    read.await.expect("a database").expect("the eID").state
}

fn notices(effects: &[EffectKind]) -> usize {
    let told = |effect: &&EffectKind| {
        let EffectKind::NoticeEmail { notice, .. } = effect else {
            return false;
        };
        matches!(notice, Notice::PostReturned { .. })
    };
    effects.iter().filter(told).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn returned_mail_voids_what_was_inside_and_holds_the_post() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = newcomer(ctx).await;
        let welcome = one(print_due(ctx).await);
        acknowledge(ctx, welcome.id).await.expect("posted");
        wait_for_the_next(&world);
        let back = came_back(ctx, welcome.id).await.expect("it came back");
        assert_eq!((back.person, back.told), (holder.person, true));
        assert_eq!(notices(&outbox(ctx).await), 1);
        assert_eq!(outbox(ctx).await.len(), 1, "nothing more is posted");
        // Neither the letters nor the card can be used any more.
        let EidState::AwaitsActivation { valid_until, .. } = state(ctx, &holder).await else {
            panic!("it awaits activation still");
        };
        assert!(valid_until <= ctx.now());
        let cards = cards(ctx, holder.eid).await;
        assert!(matches!(cards[0].state, CardState::Blocked { .. }));
        let mut visitor = Visitor::default();
        let login = visitor.begin(ctx, LIBRARY).await;
        let typed = (holder.user_id.as_str(), holder.password.as_str());
        let refused = visitor.password(ctx, login, typed).await;
        assert_eq!(problem(refused), Problem::PasswordMismatch);
        // The post is held, for orders and for printing anew.
        let ordered = order_card(ctx, &holder.user_id).await;
        assert_eq!(ordered.expect("a database"), Err(CardRefusal::PostHeld));
        assert_eq!(reprint(ctx, welcome.id).await, Err(PrintRefusal::PostHeld));
        assert_eq!(
            came_back(ctx, welcome.id).await,
            Err(PrintRefusal::Returned)
        );
        assert_eq!(
            acknowledge(ctx, welcome.id).await,
            Err(PrintRefusal::Returned)
        );
        assert_eq!(count(ctx, AuditKind::PostReturned).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_extra_card_that_comes_back_leaves_the_card_in_use_alone() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let no_email = |new: &mut NewPerson| new.email = None;
        let holder = somebody(ctx, "Ola Vik", no_email).await;
        acknowledge(ctx, one(print_due(ctx).await).id)
            .await
            .expect("posted");
        Visitor::default().log_in(ctx, LIBRARY, &holder).await;
        wait_for_the_next(&world);
        let ordered = order_card(ctx, &holder.user_id).await;
        let extra = ordered.expect("a database").expect("a card").card;
        let job = one(print_due(ctx).await);
        acknowledge(ctx, job.id).await.expect("posted");
        let back = came_back(ctx, job.id).await.expect("it came back");
        assert!(!back.told, "there is no other channel");
        let read = ctx
            .db
            .read(move |tx| Box::pin(async move { card_fetch(tx, extra).await }));
        let extra = read.await.expect("a database").expect("the card");
        assert!(matches!(extra.state, CardState::Blocked { .. }));
        Visitor::default().log_in(ctx, LIBRARY, &holder).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_card_that_is_blocked_before_it_was_printed_is_a_void_job() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        let job = one(print_due(ctx).await);
        let label = cards(ctx, holder.eid).await[0].label.to_string();
        let blocked = card::block(ctx, &command(ctx), &label, "ordered by mistake").await;
        blocked.expect("a database").expect("a block");
        assert_eq!(listed(ctx, PrintState::Void).await, [job.id]);
        assert_eq!(acknowledge(ctx, job.id).await, Err(PrintRefusal::Void));
    })
    .await;
}

/// The words of what somebody is shown, so that a key is not found in the middle of an id.
fn words(seen: &str) -> Vec<&str> {
    seen.split(|c: char| !c.is_alphanumeric()).collect()
}

/// Nothing that the operator is told about paper carries what stands on it: neither what is listed
/// and answered, nor what the audit log says of it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_operators_see_of_paper_holds_no_secret() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = newcomer(ctx).await;
        let letters = posted(ctx, holder.person).await;
        let card = cards(ctx, holder.eid).await.remove(0);
        let mut seen = String::new();
        let mut jobs = Vec::new();
        for _ in 0..3 {
            let job = one(print_due(ctx).await);
            let filter = Filter {
                queue: Some(job.queue),
                state: PrintState::Queued,
                limit: 10,
            };
            seen += &format!("{:?}", print::list(ctx, filter).await.expect("a database"));
            seen += &format!("{:?}", acknowledge(ctx, job.id).await.expect("posted"));
            jobs.push(job.id);
            wait_for_the_next(&world);
        }
        seen += &format!("{:?}", came_back(ctx, jobs[2]).await.expect("it came back"));
        for kind in [
            AuditKind::CardOrdered,
            AuditKind::PrintAcknowledged,
            AuditKind::PostReturned,
        ] {
            let rows = audit(ctx, kind).await;
            assert!(!rows.is_empty(), "{kind:?}");
            seen += &format!("{rows:?}");
        }
        // What is there is found in the same way as what must not be.
        let seen = words(&seen);
        for job in jobs {
            assert!(seen.contains(&job.to_string().as_str()));
        }
        let [number, password] = [&letters.number, &letters.password];
        let bare = [number.replace(' ', ""), password.replace('-', "")];
        let apart = words(number).into_iter().chain(words(password));
        let keys = printed(ctx, &card);
        let person = ["Kari", "Moe", "Storgata"];
        let secrets = apart
            .chain(bare.iter().map(String::as_str))
            .chain(keys.values().map(String::as_str))
            .chain(person);
        for secret in secrets {
            assert!(!seen.contains(&secret), "{secret}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_022_reissued_letters_void_the_old_ones() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let mut holder = newcomer(ctx).await;
        let old = posted(ctx, holder.person).await;
        let welcome = one(print_due(ctx).await);
        let again = order_letters(ctx, &holder.user_id).await;
        again.expect("a database").expect("new letters");
        assert_eq!(acknowledge(ctx, welcome.id).await, Err(PrintRefusal::Void));
        let new = posted(ctx, holder.person).await;
        assert!(new.number != old.number && new.password != old.password);
        let mut visitor = Visitor::default();
        let login = visitor.begin(ctx, LIBRARY).await;
        let typed = (old.number.as_str(), old.password.as_str());
        let refused = visitor.password(ctx, login, typed).await;
        assert_eq!(problem(refused), Problem::LetterVoid);
        let mixed = visitor
            .password(ctx, login, (&new.number, &old.password))
            .await;
        assert_eq!(problem(mixed), Problem::PasswordMismatch);
        holder.password = new.password;
        Visitor::default().activate(ctx, &mut holder).await;
        let late = order_letters(ctx, &holder.user_id).await;
        assert_eq!(late.expect("a database"), Err(ReissueRefusal::NotAwaited));
    })
    .await;
}
