//! Letters of codes: ordered, asked, spent, refilled, blocked.

use crate::world::*;
use lykill_core::audit::AuditKind;
use lykill_core::effect::Notice;
use lykill_core::id::LoginId;
use lykill_core::time::days;
use lykill_core::{EffectKind, NationalId};
use lykill_issuer::types::{CardKind, CardState, PrintQueue};
use lykill_operations::answer::{KeyView, Problem, StepAnswer, StepView};
use lykill_operations::card::{self, CardRefusal};
use lykill_operations::order::{Asked, Placed};
use lykill_operations::{Context, login, pin_letter};

impl Visitor {
    /// A login that asks for national number and password.
    async fn until_number(&mut self, ctx: &Context) -> LoginId {
        let login = self.begin_anew(ctx).await;
        let call = self.call(ctx);
        let chosen = login::choose_method(ctx, &call, login, &self.browser, "pin-letter").await;
        chosen.expect("a database");
        login
    }

    /// A login up to the number that is asked from the letter.
    async fn until_pin(&mut self, ctx: &Context, who: &Holder) -> LoginId {
        let login = self.until_number(ctx).await;
        let typed = (METTE_NUMBER, who.password.as_str());
        let answer = self.password_again(ctx, login, typed).await;
        assert!(matches!(answer, StepAnswer::Next(_)), "{answer:?}");
        login
    }

    async fn pin_view(&self, ctx: &Context, login: LoginId) -> KeyView {
        let view = self.key_view(ctx, login).await;
        assert_eq!(view.kind, CardKind::PinLetter);
        assert!(view.place.is_none() && (1..=20).contains(&view.number));
        view
    }
}

async fn order(ctx: &Context, who: &Holder) -> Result<String, CardRefusal> {
    let ordered = pin_letter::order(ctx, &command(ctx), &who.user_id, Asked::default()).await;
    match ordered.expect("a database")? {
        Placed::Made(made) => Ok(made.label),
        Placed::Held(held) => panic!("nobody else is asked: {held:?}"),
    }
}

async fn with_letter(ctx: &Context) -> (Holder, String) {
    let holder = mette(ctx).await;
    let label = order(ctx, &holder).await.expect("a letter");
    (holder, label)
}

/// A whole login with the letter, and from which one the code was asked.
async fn log_in(ctx: &Context, visitor: &mut Visitor, who: &Holder) -> String {
    let login = visitor.until_pin(ctx, who).await;
    let view = visitor.pin_view(ctx, login).await;
    returned(visitor.right_key(ctx, login).await);
    view.card
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn number_password_and_a_code_of_the_letter_log_in_and_tokens_say_so() {
    on_both_engines(async |world| {
        let (holder, label) = with_letter(&world).await;
        let paper = outbox(&world).await;
        let is_letter = |effect: &&EffectKind| effect.word() == "pin-letter";
        let letter = paper.iter().find(is_letter).expect("a letter");
        assert_eq!(PrintQueue::of(letter), Some(PrintQueue::Cards));
        let mut visitor = Visitor::default();
        let login = visitor.until_pin(&world, &holder).await;
        let view = visitor.pin_view(&world, login).await;
        assert_eq!((view.card.as_str(), view.keys_left), (label.as_str(), 20));
        let right = right_key(&world, &view).await;
        let untyped = problem(visitor.key(&world, login, "12").await);
        assert_eq!(untyped, Problem::NotSixDigits);
        let wrong = problem(visitor.key(&world, login, &wrong_key(&right)).await);
        assert_eq!(wrong, Problem::KeyMismatch { wait_until: None });
        let back = code_of(&returned(visitor.key(&world, login, &right).await));
        let told = claims(&redeem(&world, LIBRARY, &back).await);
        assert_eq!(told["acr"], "idporten-loa-substantial");
        let amr = told["amr"].as_array().expect("a list");
        for word in ["pwd", "otp", "mfa", "pin-letter"] {
            assert!(amr.contains(&word.into()), "{told}");
        }
        // The key card is asked still, and its numbers are others.
        let login = visitor.begin_anew(&world).await;
        let typed = (holder.user_id.as_str(), holder.password.as_str());
        visitor.password(&world, login, typed).await;
        let card = visitor.key_view(&world, login).await;
        assert_eq!((card.kind, card.keys_left), (CardKind::KeyCard, 148));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn case_005_a_letters_number_is_pinned_for_all_logins_until_it_is_answered() {
    on_both_engines(async |world| {
        let (holder, _) = with_letter(&world).await;
        let mut asked = Vec::new();
        for _ in 0..10 {
            let mut visitor = Visitor::default();
            let login = visitor.until_pin(&world, &holder).await;
            asked.push(visitor.pin_view(&world, login).await.number);
        }
        asked.dedup();
        assert_eq!(asked.len(), 1, "nobody shops for another number");
        let mut visitor = Visitor::default();
        log_in(&world, &mut visitor, &holder).await;
        let login = visitor.until_pin(&world, &holder).await;
        assert_ne!(visitor.pin_view(&world, login).await.number, asked[0]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn case_001_one_code_of_a_letter_a_hundred_times_at_once_logs_in_once() {
    on_both_engines(async |world| {
        let (holder, _) = with_letter(&world).await;
        let mut visitor = Visitor::default();
        let login = visitor.until_pin(&world, &holder).await;
        let view = visitor.pin_view(&world, login).await;
        let key = right_key(&world, &view).await;
        let ctx = world.clone();
        let answers = crowd(100, move |_| {
            let (ctx, mut visitor, key) = (ctx.clone(), visitor.clone(), key.clone());
            async move { visitor.key(&ctx, login, &key).await }
        });
        let back = |answer: &&StepAnswer| matches!(answer, StepAnswer::Return(..));
        assert_eq!(answers.await.iter().filter(back).count(), 1);
        assert_eq!(count(&world, AuditKind::KeyUsed).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_letter_is_ordered_once_near_the_end_and_its_first_code_ends_the_old_one() {
    on_both_engines(async |world| {
        let (holder, first) = with_letter(&world).await;
        let refused = order(&world, &holder).await;
        assert_eq!(refused, Err(CardRefusal::LetterOnItsWay));
        let mut visitor = Visitor::default();
        for used in 1..=16 {
            assert_eq!(log_in(&world, &mut visitor, &holder).await, first, "{used}");
            pass(&world, days(1));
        }
        let letters = pin_letter::list(&world, &holder.user_id).await;
        let letters = letters.expect("a database").expect("a holder");
        let left: Vec<_> = letters
            .iter()
            .map(|one| (one.state, one.keys_left))
            .collect();
        assert_eq!(left, [("active", 4), ("dormant", 20)]);
        let told = outbox(&world).await.into_iter().filter(|effect| {
            let notice = match effect {
                EffectKind::NoticeEmail { notice, .. } => notice,
                _ => return false,
            };
            matches!(notice, Notice::PinLetterOrdered { left: 5, .. })
        });
        assert_eq!(told.count(), 1);
        // The old one is asked until the holder says that the new one is there.
        let login = visitor.until_pin(&world, &holder).await;
        let view = visitor.pin_view(&world, login).await;
        assert_eq!(view.card, first);
        let second = view.newer_card.expect("a newer one");
        visitor.new_card(&world, login).await;
        assert_eq!(visitor.pin_view(&world, login).await.card, second);
        returned(visitor.right_key(&world, login).await);
        assert_eq!(card(&world, &first).await.state, CardState::Retired);
        assert_eq!(log_in(&world, &mut visitor, &holder).await, second);
        let cards = card::list(&world, &holder.user_id).await;
        let cards = cards.expect("a database").expect("a holder");
        assert_eq!(cards.len(), 1, "no key card came of it");
        assert_eq!(cards[0].state, "dormant", "and none was ended");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_030_a_blocked_letter_logs_nobody_in_and_ends_what_it_opened() {
    on_both_engines(async |world| {
        let (holder, label) = with_letter(&world).await;
        let mut visitor = Visitor::default();
        log_in(&world, &mut visitor, &holder).await;
        let login = visitor.until_pin(&world, &holder).await;
        let key = right_key(&world, &visitor.pin_view(&world, login).await).await;
        let mut inside = visitor.clone();
        code_of(&redirected(
            inside
                .authorize(&world, LIBRARY, &[("prompt", "none")])
                .await,
        ));
        let as_card = card::block(&world, &command(&world), &label, "lost").await;
        assert_eq!(as_card.expect("a database"), Err(CardRefusal::NoSuchCard));
        let blocked = pin_letter::block(&world, &command(&world), &label, "lost").await;
        blocked.expect("a database").expect("blocked");
        let silent = redirected(
            inside
                .authorize(&world, LIBRARY, &[("prompt", "none")])
                .await,
        );
        assert_eq!(error_of(&silent), "login_required", "who is inside is out");
        visitor.key(&world, login, &key).await;
        let step = visitor.step(&world, login).await;
        assert!(matches!(step, StepView::Refused(_)), "{step:?}");
        assert_eq!(count(&world, AuditKind::KeyUsed).await, 1);
        let told = outbox(&world).await.into_iter().any(|effect| {
            matches!(
                effect,
                EffectKind::NoticeEmail {
                    notice: Notice::PinLetterBlocked { .. },
                    ..
                }
            )
        });
        assert!(told);
        assert!(
            order(&world, &holder).await.is_ok(),
            "another may be ordered"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_letter_goes_to_who_has_a_number_and_password_and_to_nobody_else() {
    on_both_engines(async |world| {
        let nameless = somebody(&world, "Amal Nassar", |new| new.national_id = None).await;
        assert_eq!(
            order(&world, &nameless).await,
            Err(CardRefusal::NoNationalId)
        );
        let holder = mette(&world).await;
        let mut visitor = Visitor::default();
        let login = visitor.until_pin(&world, &holder).await;
        let step = visitor.step(&world, login).await;
        assert!(matches!(step, StepView::Refused(_)), "no letter: {step:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_020_a_letter_that_a_caller_wants_waits_for_a_second_person() {
    on_both_engines(async |world| {
        let holder = mette(&world).await;
        let asked = Asked {
            by: Some("kari".to_owned()),
            by_telephone: true,
        };
        let ordered = pin_letter::order(&world, &command(&world), &holder.user_id, asked).await;
        let Placed::Held(held) = ordered.expect("a database").expect("taken") else {
            panic!("a second person is asked");
        };
        let paper = || async {
            let all = outbox(&world).await;
            all.iter().filter(|one| one.word() == "pin-letter").count()
        };
        assert_eq!(paper().await, 0);
        assert!(approve(&world, held.order, "kari").await.is_err());
        approve(&world, held.order, "ola").await.expect("approved");
        assert_eq!(paper().await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_041_strangers_codes_do_not_lock_the_holder_out_of_the_letter() {
    on_both_engines(async |world| {
        let (holder, _) = with_letter(&world).await;
        let mut owner = Visitor::default();
        log_in(&world, &mut owner, &holder).await;
        let mut thief = Visitor::default();
        let login = thief.until_pin(&world, &holder).await;
        let right = right_key(&world, &thief.pin_view(&world, login).await).await;
        let mut looked_at = 0;
        for _ in 0..60 {
            pass(&world, days(1));
            let login = thief.until_pin(&world, &holder).await;
            let answer = problem(thief.key(&world, login, &wrong_key(&right)).await);
            looked_at += usize::from(matches!(answer, Problem::KeyMismatch { .. }));
        }
        assert_eq!(looked_at, 50);
        log_in(&world, &mut owner, &holder).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_037_failures_at_a_user_id_do_not_tell_whose_national_number_it_is() {
    on_both_engines(async |world| {
        let (holder, _) = with_letter(&world).await;
        let unknown = NationalId::synthetic(PROFILE, jiff::civil::date(1984, 6, 15), 3);
        let unknown = unknown.expect("a number");
        let mut owner = Visitor::default();
        log_in(&world, &mut owner, &holder).await;
        let mut stranger = Visitor::default();
        let login = stranger.begin_anew(&world).await;
        stranger.choose(&world, login).await;
        let wrong = (holder.user_id.as_str(), "wrong-for-everybody-44");
        for _ in 0..5 {
            let answer = problem(stranger.password_again(&world, login, wrong).await);
            assert_eq!(answer, Problem::PasswordMismatch);
        }
        let closed = problem(stranger.password_again(&world, login, wrong).await);
        assert!(matches!(closed, Problem::Wait(_)), "{closed:?}");
        let login = stranger.until_number(&world).await;
        // Not even the right password: the budget of strangers is one, and is used up for now.
        for number in [METTE_NUMBER, unknown.digits()] {
            for password in ["wrong-for-everybody-44", holder.password.as_str()] {
                let typed = (number, password);
                let answer = problem(stranger.password_again(&world, login, typed).await);
                assert_eq!(answer, Problem::PasswordMismatch, "{number}");
            }
        }
        // Her own device has a lane of its own.
        log_in(&world, &mut owner, &holder).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_003_a_letters_code_in_two_logins_is_told_as_the_letters() {
    on_both_engines(async |world| {
        let (holder, label) = with_letter(&world).await;
        let (mut first, mut second) = (Visitor::default(), Visitor::default());
        let one = first.until_pin(&world, &holder).await;
        let other = second.until_pin(&world, &holder).await;
        let code = right_key(&world, &first.pin_view(&world, one).await).await;
        returned(first.key(&world, one, &code).await);
        let again = problem(second.key(&world, other, &code).await);
        assert_eq!(again, Problem::KeySpent);
        let warned = outbox(&world).await.into_iter().any(|effect| {
            let is = |notice: &Notice| match notice {
                Notice::PinCodeReused { letter, .. } => *letter == label,
                _ => false,
            };
            matches!(effect, EffectKind::NoticeEmail { notice, .. } if is(&notice))
        });
        assert!(warned, "the holder is told of the second use");
        assert_eq!(count(&world, AuditKind::KeyReused).await, 1);
    })
    .await;
}
