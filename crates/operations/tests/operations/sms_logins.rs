//! Logins by national number, password and a code to the telephone.

use crate::world::*;
use lykill_core::audit::AuditKind;
use lykill_core::effect::Notice;
use lykill_core::id::LoginId;
use lykill_core::time::{days, minutes};
use lykill_core::{EffectKind, NationalId, Secret};
use lykill_issuer::phone::NotAPhone;
use lykill_operations::answer::{Problem, SmsView, StepAnswer, StepView};
use lykill_operations::person::{NewPerson, PersonRefusal};
use lykill_operations::{Context, login, person};

const PHONE: &str = "+47 900 00 101";

impl Visitor {
    async fn at_number(&mut self, ctx: &Context) -> LoginId {
        let login = self.begin_anew(ctx).await;
        let call = self.call(ctx);
        let chosen = login::choose_method(ctx, &call, login, &self.browser, "sms-code").await;
        chosen.expect("a database");
        login
    }

    /// A login up to the code that was sent.
    async fn until_sms(&mut self, ctx: &Context, who: &Holder) -> LoginId {
        let login = self.at_number(ctx).await;
        let typed = (METTE_NUMBER, who.password.as_str());
        let answer = self.password_again(ctx, login, typed).await;
        assert!(matches!(answer, StepAnswer::Next(_)), "{answer:?}");
        login
    }

    async fn sms_view(&self, ctx: &Context, login: LoginId) -> SmsView {
        match self.step(ctx, login).await {
            StepView::Sms(view) => view,
            other => panic!("the code step expected, got {other:?}"),
        }
    }

    async fn sms(&mut self, ctx: &Context, login: LoginId, code: &str) -> StepAnswer {
        let answer = login::answer_sms(ctx, &self.call(ctx), login, &self.browser, code).await;
        let answer = answer.expect("a database");
        self.keep_of(&answer);
        answer
    }

    async fn resend(&self, ctx: &Context, login: LoginId, by_call: bool) -> StepAnswer {
        let sent = login::send_sms(ctx, &self.call(ctx), login, &self.browser, by_call).await;
        sent.expect("a database")
    }
}

async fn mette_with_phone(ctx: &Context) -> Holder {
    let change = |new: &mut NewPerson| {
        new.national_id = Some(METTE_NUMBER.to_owned());
        new.phone = Some(PHONE.to_owned());
    };
    somebody(ctx, "Mette Hald", change).await
}

/// Numbers and codes that wait to be sent, by the words of their kinds, oldest first.
async fn codes(ctx: &Context) -> Vec<(&'static str, String, String)> {
    let code = |effect: EffectKind| {
        let word = effect.word();
        match effect {
            EffectKind::CodeSms { to, code, .. } | EffectKind::CodeCall { to, code, .. } => {
                Some((word, to, code))
            }
            _ => None,
        }
    };
    outbox(ctx).await.into_iter().filter_map(code).collect()
}

async fn newest(ctx: &Context) -> String {
    let (_, _, code) = codes(ctx).await.pop().expect("a code");
    code
}

fn other(code: &str) -> String {
    let shifted = code.bytes().map(|b| char::from(b'0' + (b - b'0' + 1) % 10));
    shifted.collect()
}

async fn change(ctx: &Context, who: &Holder, phone: Option<&str>) {
    let changed = person::change_phone(ctx, &command(ctx), &who.user_id, phone).await;
    assert!(changed.expect("a database").expect("changed").told);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn number_password_and_a_code_to_the_telephone_log_in_and_tokens_say_so() {
    on_both_engines(async |world| {
        let holder = mette_with_phone(&world).await;
        let mut visitor = Visitor::default();
        let login = visitor.until_sms(&world, &holder).await;
        let view = visitor.sms_view(&world, login).await;
        assert_eq!((view.to.as_str(), view.tries_left), ("••• •• •01", 3));
        assert_eq!(view.valid_until, view.sent_at + minutes(5));
        let (kind, to, code) = codes(&world).await.pop().expect("a code");
        assert_eq!((kind, to.as_str()), ("code-sms", PHONE));
        let mut row = waiting(&world).await.into_iter();
        let row = row.rfind(|row| row.kind == "code-sms");
        assert_eq!(row.expect("a row").expires_at, view.valid_until);
        let untyped = problem(visitor.sms(&world, login, "12").await);
        assert_eq!(untyped, Problem::NotSixDigits);
        let wrong = problem(visitor.sms(&world, login, &other(&code)).await);
        assert_eq!(wrong, Problem::CodeMismatch { left: 2 });
        let back = code_of(&returned(visitor.sms(&world, login, &code).await));
        let told = claims(&redeem(&world, LIBRARY, &back).await);
        assert_eq!(told["acr"], "idporten-loa-substantial");
        let amr = told["amr"].as_array().expect("a list");
        for word in ["pwd", "sms", "mfa", "sms-code"] {
            assert!(amr.contains(&word.into()), "{told}");
        }
        assert!(!amr.contains(&"otp".into()), "{told}");
        for (kind, times) in [
            (AuditKind::SmsCodeSent, 1),
            (AuditKind::SmsCodeUsed, 1),
            (AuditKind::SmsCodeRefused, 1),
        ] {
            assert_eq!(count(&world, kind).await, times, "{kind:?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_043_a_new_text_message_gives_no_new_tries() {
    on_both_engines(async |world| {
        let holder = mette_with_phone(&world).await;
        let mut visitor = Visitor::default();
        let login = visitor.until_sms(&world, &holder).await;
        let first = newest(&world).await;
        for left in [2, 1] {
            let wrong = problem(visitor.sms(&world, login, &other(&first)).await);
            assert_eq!(wrong, Problem::CodeMismatch { left });
        }
        pass(&world, seconds(30));
        visitor.resend(&world, login, false).await;
        assert_eq!(visitor.sms_view(&world, login).await.tries_left, 1);
        let code = newest(&world).await;
        let wrong = problem(visitor.sms(&world, login, &other(&code)).await);
        assert_eq!(wrong, Problem::CodeTries);
        let right = problem(visitor.sms(&world, login, &code).await);
        assert_eq!(right, Problem::CodeTries, "three tries were all");
        pass(&world, seconds(30));
        let more = problem(visitor.resend(&world, login, false).await);
        assert_eq!(more, Problem::CodeTries);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_056_a_text_code_is_good_for_five_minutes_and_only_the_newest() {
    on_both_engines(async |world| {
        let holder = mette_with_phone(&world).await;
        let mut visitor = Visitor::default();
        let login = visitor.until_sms(&world, &holder).await;
        let first = newest(&world).await;
        let view = visitor.sms_view(&world, login).await;
        world.clock.set(view.valid_until);
        let late = problem(visitor.sms(&world, login, &first).await);
        assert_eq!(late, Problem::CodeExpired);
        assert_eq!(visitor.sms_view(&world, login).await.tries_left, 3);
        visitor.resend(&world, login, false).await;
        for _ in 0..6 {
            let old = problem(visitor.sms(&world, login, &first).await);
            assert_eq!(old, Problem::CodeExpired, "a newer one was sent");
        }
        let second = newest(&world).await;
        returned(visitor.sms(&world, login, &second).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_057_a_text_code_is_good_in_its_own_login_only() {
    on_both_engines(async |world| {
        let holder = mette_with_phone(&world).await;
        let (mut one, mut two) = (Visitor::default(), Visitor::default());
        let first = one.until_sms(&world, &holder).await;
        let code = newest(&world).await;
        let second = two.until_sms(&world, &holder).await;
        let elsewhere = problem(two.sms(&world, second, &code).await);
        assert_eq!(elsewhere, Problem::CodeMismatch { left: 2 });
        returned(one.sms(&world, first, &code).await);
        let again = one.sms(&world, first, &code).await;
        assert!(matches!(again, StepAnswer::Next(_)), "{again:?}");
        assert_eq!(count(&world, AuditKind::SmsCodeUsed).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn case_057_one_text_code_a_hundred_times_at_once_logs_in_once() {
    on_both_engines(async |world| {
        let holder = mette_with_phone(&world).await;
        let mut visitor = Visitor::default();
        let login = visitor.until_sms(&world, &holder).await;
        let code = newest(&world).await;
        let ctx = world.clone();
        let answers = crowd(100, move |_| {
            let (ctx, mut visitor, code) = (ctx.clone(), visitor.clone(), code.clone());
            async move { visitor.sms(&ctx, login, &code).await }
        });
        let back = |answer: &&StepAnswer| matches!(answer, StepAnswer::Return(..));
        assert_eq!(answers.await.iter().filter(back).count(), 1);
        assert_eq!(count(&world, AuditKind::SmsCodeUsed).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn case_058_a_telephone_rings_three_times_in_ten_minutes_whoever_asks() {
    on_both_engines(async |world| {
        let holder = mette_with_phone(&world).await;
        let mut visitor = Visitor::default();
        let login = visitor.until_sms(&world, &holder).await;
        let early = problem(visitor.resend(&world, login, false).await);
        let view = visitor.sms_view(&world, login).await;
        assert_eq!(early, Problem::SendLimit(view.sent_at + seconds(30)));
        for _ in 0..2 {
            pass(&world, seconds(30));
            visitor.resend(&world, login, false).await;
        }
        pass(&world, seconds(30));
        let full = Problem::SendLimit(view.sent_at + minutes(10));
        assert_eq!(problem(visitor.resend(&world, login, false).await), full);
        // Nor from another login, to which the right password leads.
        let other = visitor.at_number(&world).await;
        let typed = (METTE_NUMBER, holder.password.as_str());
        let refused = problem(visitor.password_again(&world, other, typed).await);
        assert_eq!(refused, full);
        assert_eq!(codes(&world).await.len(), 3);
        // Somebody else who has the same number loses none of theirs.
        let number = NationalId::synthetic(PROFILE, jiff::civil::date(2011, 6, 15), 3);
        let number = number.expect("a number");
        let child = |new: &mut NewPerson| {
            new.national_id = Some(number.digits().to_owned());
            new.phone = Some(PHONE.to_owned());
        };
        let child = somebody(&world, "Ida Hald", child).await;
        let third = visitor.at_number(&world).await;
        let typed = (number.digits(), child.password.as_str());
        let next = visitor.password_again(&world, third, typed).await;
        assert!(matches!(next, StepAnswer::Next(_)), "{next:?}");
        assert_eq!(codes(&world).await.len(), 4);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_217_the_newest_code_may_come_by_a_call() {
    on_both_engines(async |world| {
        let holder = mette_with_phone(&world).await;
        let mut visitor = Visitor::default();
        let login = visitor.until_sms(&world, &holder).await;
        let old = newest(&world).await;
        pass(&world, seconds(30));
        visitor.resend(&world, login, true).await;
        let (kind, to, code) = codes(&world).await.pop().expect("a code");
        assert_eq!((kind, to.as_str()), ("code-call", PHONE));
        let expired = problem(visitor.sms(&world, login, &old).await);
        assert_eq!(expired, Problem::CodeExpired);
        returned(visitor.sms(&world, login, &code).await);
        let ways = audit(&world, AuditKind::SmsCodeSent).await;
        let mut ways: Vec<_> = ways.iter().map(|row| row.detail.as_str()).collect();
        ways.sort_unstable();
        assert_eq!(ways, ["call", "text"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_075_a_changed_number_gets_no_code_for_a_day_and_the_old_one_is_told() {
    on_both_engines(async |world| {
        let holder = mette_with_phone(&world).await;
        let mut visitor = Visitor::default();
        let login = visitor.until_sms(&world, &holder).await;
        let code = newest(&world).await;
        change(&world, &holder, Some("+47 900 00 999")).await;
        // What is on its way to the old one is void.
        let void = problem(visitor.sms(&world, login, &code).await);
        assert_eq!(void, Problem::CodeMismatch { left: 2 });
        let told = outbox(&world)
            .await
            .into_iter()
            .filter_map(|effect| match effect {
                EffectKind::NoticeEmail { to, notice, .. }
                | EffectKind::NoticeSms { to, notice, .. } => {
                    matches!(notice, Notice::PhoneChanged { .. }).then_some(to)
                }
                _ => None,
            });
        let told: Vec<_> = told.collect();
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told.contains(&PHONE.to_owned()), "{told:?}");
        let sent = codes(&world).await.len();
        pass(&world, days(1) - seconds(1));
        let login = visitor.until_sms(&world, &holder).await;
        let step = visitor.step(&world, login).await;
        assert!(matches!(step, StepView::Refused(_)), "{step:?}");
        assert_eq!(codes(&world).await.len(), sent);
        pass(&world, seconds(1));
        let login = visitor.until_sms(&world, &holder).await;
        let (_, to, code) = codes(&world).await.pop().expect("a code");
        assert_eq!(to, "+47 900 00 999");
        returned(visitor.sms(&world, login, &code).await);
        change(&world, &holder, None).await;
        let login = visitor.until_sms(&world, &holder).await;
        let step = visitor.step(&world, login).await;
        assert!(matches!(step, StepView::Refused(_)), "{step:?}");
        assert_eq!(count(&world, AuditKind::PhoneChanged).await, 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_no_gateway_can_call_is_not_registered_as_a_changed_number() {
    on_both_engines(async |world| {
        let holder = mette_with_phone(&world).await;
        let change = async |who: &str, phone: &str| {
            let changed = person::change_phone(&world, &command(&world), who, Some(phone)).await;
            changed.expect("a database").map(drop)
        };
        let refused = change(&holder.user_id, "call me").await;
        assert_eq!(refused, Err(PersonRefusal::NotAPhone(NotAPhone)));
        let nobody = change("nobody-here", PHONE).await;
        assert_eq!(nobody, Err(PersonRefusal::NoSuchUserId));
        assert_eq!(count(&world, AuditKind::PhoneChanged).await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_026_a_right_text_code_after_a_block_is_a_wrong_one() {
    on_both_engines(async |world| {
        let holder = mette_with_phone(&world).await;
        let mut visitor = Visitor::default();
        let login = visitor.until_sms(&world, &holder).await;
        let code = newest(&world).await;
        let blocked = person::block(&world, &command(&world), &holder.user_id, "lost").await;
        blocked.expect("a database").expect("blocked");
        let refused = problem(visitor.sms(&world, login, &code).await);
        assert_eq!(refused, Problem::CodeMismatch { left: 2 });
        pass(&world, seconds(30));
        visitor.resend(&world, login, false).await;
        assert_eq!(codes(&world).await.len(), 1, "nothing more is sent");
    })
    .await;
}

/// The answers to seven tries of a stranger, without what tells one login from another, and how
/// many of them were compared.
async fn seven_tries(ctx: &Context, place: u8, number: &str) -> (Vec<String>, usize) {
    let before = count(ctx, AuditKind::PasswordRefused).await;
    let mut visitor = Visitor {
        peer: Some([198, 51, 100, place].into()),
        ..Visitor::default()
    };
    let login = visitor.at_number(ctx).await;
    let mut answers = Vec::new();
    for _ in 0..7 {
        let typed = (number, "wrong-for-everybody-44");
        let answer = visitor.password_again(ctx, login, typed).await;
        answers.push(told_anybody(answer, login));
    }
    (
        answers,
        count(ctx, AuditKind::PasswordRefused).await - before,
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_037_a_stranger_learns_nothing_by_a_national_number() {
    on_both_engines(async |world| {
        let holder = mette_with_phone(&world).await;
        let unknown = NationalId::synthetic(PROFILE, jiff::civil::date(1984, 6, 15), 3);
        let unknown = unknown.expect("a number");
        let expected = seven_tries(&world, 1, METTE_NUMBER).await;
        assert_eq!(expected.1, 5);
        for (place, number) in (2..).zip([unknown.digits(), "123", "not-a-number"]) {
            assert_eq!(
                seven_tries(&world, place, number).await,
                expected,
                "{number}"
            );
        }
        // The holder's user id names nobody here, and nobody's tries are the holder's.
        let by_name = seven_tries(&world, 9, &holder.user_id).await;
        assert_eq!(by_name, expected);
        assert!(
            codes(&world).await.is_empty(),
            "no message leaves before the password"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_044_number_and_user_id_are_tried_in_one_lane() {
    on_both_engines(async |world| {
        let holder = mette_with_phone(&world).await;
        let mut stranger = Visitor::default();
        let login = stranger.at_number(&world).await;
        for _ in 0..5 {
            stranger
                .password_again(&world, login, (METTE_NUMBER, "wrong-for-everybody-44"))
                .await;
        }
        let login = stranger.begin_anew(&world).await;
        let typed = (holder.user_id.as_str(), holder.password.as_str());
        let closed = problem(stranger.password(&world, login, typed).await);
        assert!(matches!(closed, Problem::Wait(_)), "{closed:?}");
        // A national number names nobody where the user id is asked for.
        pass(&world, minutes(61));
        let login = stranger.begin_anew(&world).await;
        let typed = (METTE_NUMBER, holder.password.as_str());
        let refused = problem(stranger.password(&world, login, typed).await);
        assert_eq!(refused, Problem::PasswordMismatch);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_041_fifty_wrong_text_codes_close_the_lane_and_a_known_device_stays_open() {
    on_both_engines(async |world| {
        let holder = mette_with_phone(&world).await;
        let mut owner = Visitor::default();
        let login = owner.until_sms(&world, &holder).await;
        let code = newest(&world).await;
        returned(owner.sms(&world, login, &code).await);
        let mut thief = Visitor::default();
        let mut evaluated = 0;
        for _ in 0..60 {
            pass(&world, days(1));
            let login = thief.until_sms(&world, &holder).await;
            let wrong = other(&newest(&world).await);
            for _ in 0..3 {
                let answer = problem(thief.sms(&world, login, &wrong).await);
                evaluated += usize::from(!matches!(answer, Problem::Exhausted | Problem::Wait(_)));
                pass(&world, minutes(1));
            }
        }
        assert_eq!(evaluated, 50);
        let login = owner.until_sms(&world, &holder).await;
        let code = newest(&world).await;
        returned(owner.sms(&world, login, &code).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_057_two_nodes_take_a_text_code_once() {
    let world = World::postgres().await;
    let node = world.second_node().await;
    let holder = mette_with_phone(&world).await;
    for _ in 0..5 {
        pass(&world, days(1));
        let mut one = Visitor::default();
        let login = one.until_sms(&world, &holder).await;
        let code = newest(&world).await;
        let mut two = one.clone();
        let both = tokio::join!(one.sms(&world, login, &code), two.sms(&node, login, &code));
        let back = |answer: &StepAnswer| matches!(answer, StepAnswer::Return(..));
        assert!(back(&both.0) != back(&both.1), "{both:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_new_chooses_a_password_at_the_number_too() {
    on_both_engines(async |world| {
        let new = |new: &mut NewPerson| {
            new.national_id = Some(METTE_NUMBER.to_owned());
            new.phone = Some(PHONE.to_owned());
            new.password = None::<Secret<String>>;
        };
        let holder = somebody(&world, "Mette Hald", new).await;
        let mut visitor = Visitor::default();
        let login = visitor.until_sms(&world, &holder).await;
        let step = visitor.step(&world, login).await;
        assert!(matches!(step, StepView::NewPassword { .. }), "{step:?}");
        assert!(codes(&world).await.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_217_who_gets_no_code_chooses_another_electronic_id() {
    on_both_engines(async |world| {
        let holder = mette_with_phone(&world).await;
        let mut visitor = Visitor::default();
        let login = visitor.until_sms(&world, &holder).await;
        visitor.choose(&world, login).await;
        let step = visitor.step(&world, login).await;
        assert!(format!("{step:?}").contains("by_number: false"), "{step:?}");
    })
    .await;
}
