//! Logins by key viewer and by code device.

use crate::otp_tokens::{assign, shown, stock};
use crate::world::*;
use lykill_core::audit::AuditKind;
use lykill_core::id::LoginId;
use lykill_core::time::{days, minutes};
use lykill_core::{NationalId, Secret};
use lykill_issuer::types::TokenPurpose;
use lykill_operations::answer::{Problem, StepAnswer, StepView};
use lykill_operations::person::NewPerson;
use lykill_operations::{Context, login, otp_token};

impl Visitor {
    /// Chooses a method by its name.
    pub async fn choose_named(&mut self, ctx: &Context, login: LoginId, method: &str) {
        let chosen = login::choose_method(ctx, &self.call(ctx), login, &self.browser, method).await;
        chosen.expect("a database");
    }

    /// A login up to the code of the key viewer.
    async fn until_otp(&mut self, ctx: &Context, who: &Holder) -> LoginId {
        let login = self.begin_anew(ctx).await;
        self.choose_named(ctx, login, "key-viewer").await;
        let typed = (who.user_id.as_str(), who.password.as_str());
        self.password_again(ctx, login, typed).await;
        let step = self.step(ctx, login).await;
        assert!(matches!(step, StepView::Otp { .. }), "{step:?}");
        login
    }

    async fn otp(&mut self, ctx: &Context, login: LoginId, code: &str) -> StepAnswer {
        let answer = login::answer_otp(ctx, &self.call(ctx), login, &self.browser, code).await;
        let answer = answer.expect("a database");
        self.keep_of(&answer);
        answer
    }

    /// A login up to the number and the code of the code device.
    pub async fn until_device(&mut self, ctx: &Context) -> LoginId {
        let login = self.begin_anew(ctx).await;
        self.choose_named(ctx, login, "code-device").await;
        login
    }

    /// Types the national number and the code of the device.
    pub async fn device(&self, ctx: &Context, login: LoginId, typed: (&str, &str)) -> StepAnswer {
        let answer = login::answer_device(ctx, &self.call(ctx), login, &self.browser, typed).await;
        answer.expect("a database")
    }

    /// Types the password after the code of the device.
    pub async fn device_password(
        &mut self,
        ctx: &Context,
        login: LoginId,
        text: &str,
    ) -> StepAnswer {
        let (call, password) = (self.call(ctx), Secret::from(text));
        let answer = login::answer_device_password(ctx, &call, login, &self.browser, password);
        let answer = answer.await.expect("a database");
        self.keep_of(&answer);
        answer
    }
}

/// The employee of the register, with a device.
pub async fn with(ctx: &Context, serial: &str, purpose: TokenPurpose) -> Holder {
    let holder = mette(ctx).await;
    stock(ctx, &[serial]).await;
    assign(ctx, serial, &holder, purpose)
        .await
        .expect("assigned");
    holder
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_viewer_stands_for_the_card_and_its_tokens_say_so() {
    on_both_engines(async |world| {
        let holder = with(&world, "FT-1", TokenPurpose::KeyViewer).await;
        let mut visitor = Visitor::default();
        let login = visitor.until_otp(&world, &holder).await;
        assert_eq!(
            problem(visitor.otp(&world, login, "12").await),
            Problem::NotACode
        );
        let wrong = problem(visitor.otp(&world, login, &shown(10)).await);
        assert_eq!(wrong, Problem::OtpMismatch { wait_until: None });
        let code = code_of(&returned(visitor.otp(&world, login, &shown(3)).await));
        let told = claims(&redeem(&world, LIBRARY, &code).await);
        assert_eq!(told["acr"], "idporten-loa-substantial");
        for word in ["pwd", "otp", "hwk", "mfa", "key-viewer"] {
            assert!(
                told["amr"]
                    .as_array()
                    .is_some_and(|amr| amr.contains(&word.into())),
                "{told}"
            );
        }
        assert_eq!(count(&world, AuditKind::OtpUsed).await, 1);
        assert_eq!(count(&world, AuditKind::OtpRefused).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn case_024_one_code_a_hundred_times_at_once_logs_in_once() {
    on_both_engines(async |world| {
        let holder = with(&world, "FT-1", TokenPurpose::KeyViewer).await;
        let mut logins = Vec::new();
        for _ in 0..4 {
            let mut visitor = Visitor::default();
            let login = visitor.until_otp(&world, &holder).await;
            logins.push((visitor, login));
        }
        let (ctx, tries) = (world.clone(), logins.clone());
        let answers = crowd(100, move |turn| {
            let (ctx, (mut visitor, login)) = (ctx.clone(), tries[turn % 4].clone());
            async move { visitor.otp(&ctx, login, &shown(0)).await }
        });
        let back = |answer: &StepAnswer| matches!(answer, StepAnswer::Return(..));
        assert_eq!(
            answers.await.iter().filter(|answer| back(answer)).count(),
            1
        );
        assert_eq!(count(&world, AuditKind::OtpUsed).await, 1);
        // An older code after a newer one, in a login of its own.
        pass(&world, days(1));
        let mut visitor = Visitor::default();
        let login = visitor.until_otp(&world, &holder).await;
        returned(visitor.otp(&world, login, &shown(5)).await);
        let login = visitor.until_otp(&world, &holder).await;
        for old in [5, 4, 0] {
            let refused = problem(visitor.otp(&world, login, &shown(old)).await);
            assert!(
                matches!(refused, Problem::OtpMismatch { .. }),
                "{refused:?}"
            );
        }
        returned(visitor.otp(&world, login, &shown(6)).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn case_024_two_nodes_take_a_code_once() {
    let world = World::postgres().await;
    let other = world.second_node().await;
    let holder = with(&world, "FT-1", TokenPurpose::KeyViewer).await;
    for counter in 0..5 {
        let (mut one, mut two) = (Visitor::default(), Visitor::default());
        let (here, there) = (
            one.until_otp(&world, &holder).await,
            two.until_otp(&other, &holder).await,
        );
        let code = shown(counter);
        let both = tokio::join!(one.otp(&world, here, &code), two.otp(&other, there, &code));
        let back = |answer: &StepAnswer| matches!(answer, StepAnswer::Return(..));
        assert!(back(&both.0) != back(&both.1), "{both:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_026_a_right_code_of_a_blocked_device_is_a_wrong_code() {
    on_both_engines(async |world| {
        let holder = with(&world, "FT-1", TokenPurpose::KeyViewer).await;
        let mut visitor = Visitor::default();
        let login = visitor.until_otp(&world, &holder).await;
        let wrong = problem(visitor.otp(&world, login, &shown(900)).await);
        let lost = ("FT-1", "reported lost");
        let blocked = otp_token::block(&world, &command(&world), lost).await;
        blocked.expect("a database").expect("blocked");
        assert_eq!(problem(visitor.otp(&world, login, &shown(0)).await), wrong);
        // Without a device the next login says so, after the right password only.
        let login = visitor.begin_anew(&world).await;
        visitor.choose_named(&world, login, "key-viewer").await;
        let typed = (holder.user_id.as_str(), holder.password.as_str());
        visitor.password_again(&world, login, typed).await;
        let step = visitor.step(&world, login).await;
        assert!(matches!(step, StepView::Refused(_)), "{step:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_holder_is_activated_by_the_card_also_at_the_key_viewer() {
    let world = World::sqlite().await;
    let posted = |new: &mut NewPerson| new.password = None;
    let holder = somebody(&world, "Kari Moe", posted).await;
    stock(&world, &["FT-1"]).await;
    assign(&world, "FT-1", &holder, TokenPurpose::KeyViewer)
        .await
        .expect("assigned");
    let mut visitor = Visitor::default();
    let login = visitor.begin(&world, LIBRARY).await;
    visitor.choose_named(&world, login, "key-viewer").await;
    let typed = (holder.user_id.as_str(), holder.password.as_str());
    visitor.password_again(&world, login, typed).await;
    visitor
        .new_password(&world, login, "fjord-kaffe-lampe-52")
        .await;
    let code = code_of(&returned(visitor.right_key(&world, login).await));
    let told = claims(&redeem(&world, LIBRARY, &code).await);
    assert_eq!(told["acr"], "idporten-loa-substantial");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_device_logs_in_with_the_number_and_then_the_password() {
    on_both_engines(async |world| {
        let holder = with(&world, "FT-1", TokenPurpose::CodeDevice).await;
        let mut visitor = Visitor::default();
        let login = visitor.until_device(&world).await;
        visitor
            .device(&world, login, (METTE_NUMBER, &shown(0)))
            .await;
        let wrong = visitor
            .device_password(&world, login, "feil-passord-her-77")
            .await;
        assert_eq!(problem(wrong), Problem::PasswordMismatch);
        let done = visitor
            .device_password(&world, login, &holder.password)
            .await;
        let told = claims(&redeem(&world, LIBRARY, &code_of(&returned(done))).await);
        assert_eq!(told["acr"], "idporten-loa-substantial");
        assert!(
            told["amr"]
                .as_array()
                .is_some_and(|amr| amr.contains(&"code-device".into()))
        );
        // A password that comes too late needs a new code.
        let login = visitor.until_device(&world).await;
        visitor
            .device(&world, login, (METTE_NUMBER, &shown(1)))
            .await;
        pass(&world, minutes(5));
        let late = visitor
            .device_password(&world, login, &holder.password)
            .await;
        assert!(matches!(late, StepAnswer::Next(_)), "{late:?}");
        let step = visitor.step(&world, login).await;
        assert!(matches!(step, StepView::Method { .. }), "{step:?}");
    })
    .await;
}

/// What seven wrong tries look like from outside, and how many rows they leave.
async fn seven_tries(ctx: &Context, place: u8, typed: (&str, &str)) -> (Vec<String>, usize) {
    let before = count(ctx, AuditKind::OtpRefused).await;
    let mut visitor = Visitor {
        peer: Some([198, 51, 100, place].into()),
        ..Visitor::default()
    };
    let login = visitor.until_device(ctx).await;
    let mut answers = Vec::new();
    for _ in 0..7 {
        let answer = visitor.device(ctx, login, typed).await;
        answers.push(format!("{answer:?}").replace(&login.to_string(), "LOGIN"));
    }
    (answers, count(ctx, AuditKind::OtpRefused).await - before)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_026_a_stranger_learns_nothing_at_the_code_device() {
    on_both_engines(async |world| {
        let other = NationalId::synthetic(PROFILE, jiff::civil::date(1984, 6, 15), 3);
        let other = other.expect("a number");
        let holder = with(&world, "FT-1", TokenPurpose::CodeDevice).await;
        let expected = seven_tries(&world, 1, (METTE_NUMBER, &shown(900))).await;
        assert_eq!(expected.1, 5);
        for (place, number) in (2..).zip([other.digits(), "123", "x", ""]) {
            assert_eq!(
                seven_tries(&world, place, (number, &shown(900))).await,
                expected
            );
        }
        let lost = ("FT-1", "reported lost");
        let blocked = otp_token::block(&world, &command(&world), lost).await;
        blocked.expect("a database").expect("blocked");
        pass(&world, minutes(61));
        let fresh = seven_tries(&world, 9, (METTE_NUMBER, &shown(0))).await;
        assert_eq!(fresh.0.len(), expected.0.len(), "{}", holder.user_id);
        assert_eq!(count(&world, AuditKind::OtpUsed).await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_040_strangers_codes_do_not_lock_the_owner_out() {
    on_both_engines(async |world| {
        let holder = with(&world, "FT-1", TokenPurpose::CodeDevice).await;
        let mut owner = Visitor::default();
        let login = owner.until_device(&world).await;
        owner.device(&world, login, (METTE_NUMBER, &shown(0))).await;
        returned(owner.device_password(&world, login, &holder.password).await);
        for place in 0..60_u8 {
            let mut stranger = Visitor {
                peer: Some([198, 51, place, 1].into()),
                ..Visitor::default()
            };
            let login = stranger.until_device(&world).await;
            stranger
                .device(&world, login, (METTE_NUMBER, &shown(900)))
                .await;
            pass(&world, minutes(61));
        }
        let mut stranger = Visitor::default();
        let login = stranger.until_device(&world).await;
        let closed = problem(
            stranger
                .device(&world, login, (METTE_NUMBER, &shown(1)))
                .await,
        );
        assert_eq!(closed, Problem::Exhausted, "strangers have no try left");
        let login = owner.until_device(&world).await;
        owner.device(&world, login, (METTE_NUMBER, &shown(1))).await;
        returned(owner.device_password(&world, login, &holder.password).await);
    })
    .await;
}
