//! Logins by key viewer and by code device.

use crate::otp_strangers::nobodys;
use crate::otp_tokens::{assign, resync, shown, state, stock};
use crate::world::*;
use lykill_core::Secret;
use lykill_core::audit::AuditKind;
use lykill_core::id::LoginId;
use lykill_core::time::{days, minutes};
use lykill_issuer::types::TokenPurpose;
use lykill_operations::answer::{Problem, StepAnswer, StepView};
use lykill_operations::person::NewPerson;
use lykill_operations::{Context, login, otp_token, restored};
use lykill_store::backup;

impl Visitor {
    /// Chooses a method by its name.
    pub async fn choose_named(&mut self, ctx: &Context, login: LoginId, method: &str) {
        let chosen = login::choose_method(ctx, &self.call(ctx), login, &self.browser, method).await;
        chosen.expect("a database");
    }

    /// A login up to the code of the key viewer.
    pub async fn until_otp(&mut self, ctx: &Context, who: &Holder) -> LoginId {
        let login = self.begin_anew(ctx).await;
        self.choose_named(ctx, login, "key-viewer").await;
        let typed = (who.user_id.as_str(), who.password.as_str());
        self.password_again(ctx, login, typed).await;
        let step = self.step(ctx, login).await;
        assert!(matches!(step, StepView::Otp { .. }), "{step:?}");
        login
    }

    /// Types a code of a key viewer.
    pub async fn otp(&mut self, ctx: &Context, login: LoginId, code: &str) -> StepAnswer {
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
        let wrong = problem(visitor.otp(&world, login, &shown("FT-1", 10)).await);
        assert_eq!(wrong, Problem::OtpMismatch { wait_until: None });
        let code = code_of(&returned(
            visitor.otp(&world, login, &shown("FT-1", 3)).await,
        ));
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
            async move { visitor.otp(&ctx, login, &shown("FT-1", 0)).await }
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
        returned(visitor.otp(&world, login, &shown("FT-1", 5)).await);
        let login = visitor.until_otp(&world, &holder).await;
        for old in [5, 4, 0] {
            let refused = problem(visitor.otp(&world, login, &shown("FT-1", old)).await);
            assert!(
                matches!(refused, Problem::OtpMismatch { .. }),
                "{refused:?}"
            );
        }
        returned(visitor.otp(&world, login, &shown("FT-1", 6)).await);
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
        let code = shown("FT-1", counter);
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
        let wrong = problem(visitor.otp(&world, login, &shown("FT-1", 900)).await);
        let lost = ("FT-1", "reported lost");
        let blocked = otp_token::block(&world, &command(&world), lost).await;
        blocked.expect("a database").expect("blocked");
        assert_eq!(
            problem(visitor.otp(&world, login, &shown("FT-1", 0)).await),
            wrong
        );
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
    on_both_engines(async |world| {
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
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_device_logs_in_with_the_number_and_then_the_password() {
    on_both_engines(async |world| {
        let holder = with(&world, "FT-1", TokenPurpose::CodeDevice).await;
        let mut visitor = Visitor::default();
        let login = visitor.until_device(&world).await;
        visitor
            .device(&world, login, (METTE_NUMBER, &shown("FT-1", 0)))
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
            .device(&world, login, (METTE_NUMBER, &shown("FT-1", 1)))
            .await;
        pass(&world, minutes(5));
        let late = visitor
            .device_password(&world, login, &holder.password)
            .await;
        assert_eq!(problem(late), Problem::StepPassed);
        let step = visitor.step(&world, login).await;
        assert!(matches!(step, StepView::Method { .. }), "{step:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_010_a_code_of_another_device_opens_nothing() {
    use TokenPurpose::{CodeDevice, KeyViewer};
    on_both_engines(async |world| {
        let number = nobodys().digits().to_owned();
        let with_number = |new: &mut NewPerson| new.national_id = Some(number.clone());
        let people = [
            mette(&world).await,
            somebody(&world, "Ola Vik", with_number).await,
        ];
        let devices = [
            ("FT-1", 0, KeyViewer),
            ("FT-2", 0, CodeDevice),
            ("FT-3", 1, KeyViewer),
            ("FT-4", 1, CodeDevice),
        ];
        stock(&world, &devices.map(|device| device.0)).await;
        for (serial, who, purpose) in devices {
            let given = assign(&world, serial, &people[who], purpose).await;
            given.expect("assigned");
        }
        let numbers = [METTE_NUMBER, &number];
        for (own, who, purpose) in devices {
            let whose = (&people[who], numbers[who], purpose);
            for (serial, ..) in devices.iter().filter(|device| device.0 != own) {
                let opens = opened_by(&world, whose, &shown(serial, 0)).await;
                assert!(!opens, "{serial} at the place of {own}");
            }
            assert!(opened_by(&world, whose, &shown(own, 0)).await, "{own}");
        }
    })
    .await;
}

/// Whether a code logs somebody in at a place of theirs.
async fn opened_by(
    ctx: &Context,
    (who, number, purpose): (&Holder, &str, TokenPurpose),
    code: &str,
) -> bool {
    let mut visitor = Visitor::default();
    let answer = match purpose {
        TokenPurpose::KeyViewer => {
            let login = visitor.until_otp(ctx, who).await;
            visitor.otp(ctx, login, code).await
        }
        TokenPurpose::CodeDevice => {
            let login = visitor.until_device(ctx).await;
            match visitor.device(ctx, login, (number, code)).await {
                StepAnswer::Next(_) => visitor.device_password(ctx, login, &who.password).await,
                refused => refused,
            }
        }
    };
    match answer {
        StepAnswer::Return(..) => true,
        refused => {
            let refused = problem(refused);
            let wrong = matches!(
                refused,
                Problem::OtpMismatch { .. } | Problem::DeviceMismatch
            );
            assert!(wrong, "{refused:?}");
            false
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_222_no_code_that_came_after_the_backup_is_taken_after_the_restore() {
    let world = World::sqlite().await;
    let holder = with(&world, "FT-1", TokenPurpose::KeyViewer).await;
    let log_in = async |world: &World, counter| {
        let mut visitor = Visitor::default();
        let login = visitor.until_otp(world, &holder).await;
        visitor.otp(world, login, &shown("FT-1", counter)).await
    };
    returned(log_in(&world, 0).await);
    let copy = world.home().join("copy");
    let taken = backup::snapshot(&world.db, copy.clone()).await;
    taken.expect("a backup");
    returned(log_in(&world, 1).await);
    let world = world.restore(&copy).await;
    let done = restored::finish(&world).await.expect("a database");
    assert_eq!(done.expect("marked").ended.devices, 1);
    let blocked = ("blocked", Some("restored".to_owned()));
    assert_eq!(state(&world, "FT-1").await, blocked);
    let mut visitor = Visitor::default();
    let login = visitor.begin_anew(&world).await;
    visitor.choose_named(&world, login, "key-viewer").await;
    let typed = (holder.user_id.as_str(), holder.password.as_str());
    visitor.password_again(&world, login, typed).await;
    let step = visitor.step(&world, login).await;
    assert!(matches!(step, StepView::Refused(_)), "{step:?}");
    // Support hears two codes that follow each other: those before them are over.
    assert_eq!(resync(&world, "FT-1", 8).await, Ok(()));
    assert_eq!(state(&world, "FT-1").await.0, "assigned");
    for counter in [1, 2, 9] {
        let refused = problem(log_in(&world, counter).await);
        assert!(
            matches!(refused, Problem::OtpMismatch { .. }),
            "{counter}: {refused:?}"
        );
    }
    returned(log_in(&world, 10).await);
}
