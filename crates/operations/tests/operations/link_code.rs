//! The code that is mailed to the work address: where it goes, how long and where it is good.

use crate::world::*;
use lykill_core::audit::AuditKind;
use lykill_core::time::{days, minutes};
use lykill_core::{Clock as _, EffectKind};
use lykill_operations::answer::{Problem, StepAnswer, StepView};
use lykill_operations::{Context, company, link};

/// Logged in and mailed.
async fn mailed(ctx: &Context, visitor: &mut Visitor, who: &Holder) -> lykill_core::id::LoginId {
    let login = visitor.log_in(ctx, PORTAL, who).await;
    let answer = visitor.send(ctx, login).await;
    assert!(matches!(answer, StepAnswer::Next(_)), "{answer:?}");
    login
}

async fn links(ctx: &Context) -> usize {
    let all = link::list(ctx, link::LinkFilter::default()).await;
    all.expect("a database").len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_056_a_code_is_good_for_five_minutes_and_no_second_more() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let mette = mette(ctx).await;
        let mut visitor = Visitor::default();
        let login = mailed(ctx, &mut visitor, &mette).await;
        let code = mailed_code(ctx).await;
        let view = visitor.code_view(ctx, login).await;
        assert_eq!(view.valid_until, view.sent_at + minutes(5));
        world.clock.set(view.valid_until);
        assert_eq!(
            problem(visitor.code(ctx, login, &code).await),
            Problem::CodeExpired
        );
        assert_eq!(
            visitor.code_view(ctx, login).await.tries_left,
            5,
            "no try is used up"
        );
        // A clock that goes back does not matter to the stored end; at 4:59 the code is good.
        world.clock.set(view.valid_until - seconds(1));
        let answer = visitor.code(ctx, login, &code).await;
        assert!(matches!(answer, StepAnswer::Next(_)), "{answer:?}");
        assert_eq!(links(ctx).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_057_a_code_is_good_in_its_own_login_only() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let mette = mette(ctx).await;
        import(
            ctx,
            COMPANY,
            "E2,Ola Vik,02818012376,ola.vik@nordvik.example",
        )
        .await;
        let number = |new: &mut lykill_operations::person::NewPerson| {
            new.national_id = Some("02818012376".to_owned());
        };
        let ola = somebody(ctx, "Ola Vik", number).await;
        let (mut first, mut second, mut third) =
            (Visitor::default(), Visitor::default(), Visitor::default());
        let one = mailed(ctx, &mut first, &mette).await;
        let code = mailed_code(ctx).await;
        // Another login of the same person, and another person's.
        let two = mailed(ctx, &mut second, &mette).await;
        let three = mailed(ctx, &mut third, &ola).await;
        let mismatch = Problem::CodeMismatch { left: 4 };
        assert_eq!(problem(second.code(ctx, two, &code).await), mismatch);
        assert_eq!(problem(third.code(ctx, three, &code).await), mismatch);
        assert_eq!(links(ctx).await, 0);
        let answer = first.code(ctx, one, &code).await;
        assert!(matches!(answer, StepAnswer::Next(_)), "{answer:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_057_a_code_that_was_followed_by_a_newer_one_says_that_it_ended() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let mette = mette(ctx).await;
        let mut visitor = Visitor::default();
        let login = mailed(ctx, &mut visitor, &mette).await;
        let old = mailed_code(ctx).await;
        pass(&world, seconds(30));
        visitor.send(ctx, login).await;
        assert_eq!(
            problem(visitor.code(ctx, login, &old).await),
            Problem::CodeExpired
        );
        let code = newest_other(ctx, &old).await;
        let answer = visitor.code(ctx, login, &code).await;
        assert!(matches!(answer, StepAnswer::Next(_)), "{answer:?}");
    })
    .await;
}

/// The one code in the post that is not this one.
async fn newest_other(ctx: &Context, old: &str) -> String {
    let codes = mailed_codes(ctx).await;
    let (_, code) = codes
        .into_iter()
        .find(|(_, code)| code != old)
        .expect("a newer one");
    code
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_043_a_new_code_gives_no_new_tries() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let mette = mette(ctx).await;
        let mut visitor = Visitor::default();
        let login = mailed(ctx, &mut visitor, &mette).await;
        let right = mailed_code(ctx).await;
        for left in [4, 3, 2, 1] {
            let refused = problem(visitor.code(ctx, login, &wrong_key(&right)).await);
            assert_eq!(refused, Problem::CodeMismatch { left });
        }
        pass(&world, seconds(30));
        visitor.send(ctx, login).await;
        let newer = newest_other(ctx, &right).await;
        assert_eq!(
            problem(visitor.code(ctx, login, &wrong_key(&newer)).await),
            Problem::CodeTries
        );
        assert_eq!(
            problem(visitor.code(ctx, login, &newer).await),
            Problem::CodeTries
        );
        pass(&world, seconds(30));
        assert_eq!(problem(visitor.send(ctx, login).await), Problem::CodeTries);
        assert_eq!(links(ctx).await, 0);
        assert_eq!(count(ctx, AuditKind::LinkCodeRefused).await, 6);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_058_a_thousand_clicks_in_a_day_send_ten_mails_three_in_ten_minutes() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let mette = mette(ctx).await;
        let start = world.clock.now();
        let mut sent = Vec::new();
        let (mut visitor, mut login) = (Visitor::default(), None);
        for click in 0..1000 {
            // A login lives for an hour, so there is a new one every forty clicks.
            if click % 40 == 0 {
                visitor = Visitor::default();
                login = Some(visitor.log_in(ctx, PORTAL, &mette).await);
            }
            let here = login.expect("a login");
            if let StepAnswer::Next(_) = visitor.send(ctx, here).await {
                sent.push(world.clock.now());
            }
            pass(&world, seconds(86));
        }
        assert!(world.clock.now().since(start) < days(1));
        assert_eq!(sent.len(), 10, "a day");
        for four in sent.windows(4) {
            assert!(four[3].since(four[0]) >= minutes(10), "{four:?}");
        }
        assert_eq!(mailed_codes(ctx).await.len(), 10);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_058_a_thousand_clicks_at_once_send_one_mail_and_the_next_after_thirty_seconds() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let mette = mette(ctx).await;
        let mut visitor = Visitor::default();
        let login = visitor.log_in(ctx, PORTAL, &mette).await;
        let answers = crowd(1000, |_| {
            let (ctx, mut visitor) = (ctx.clone(), visitor.clone());
            async move { visitor.send(&ctx, login).await }
        });
        let answers = answers.await;
        let sent = answers
            .iter()
            .filter(|answer| matches!(answer, StepAnswer::Next(_)));
        assert_eq!(sent.count(), 1);
        assert_eq!(mailed_codes(ctx).await.len(), 1);
        let until = world.clock.now() + seconds(30);
        pass(&world, seconds(29));
        assert_eq!(
            problem(visitor.send(ctx, login).await),
            Problem::SendLimit(until)
        );
        pass(&world, seconds(1));
        assert!(matches!(
            visitor.send(ctx, login).await,
            StepAnswer::Next(_)
        ));
        assert_eq!(count(ctx, AuditKind::LinkCodeSent).await, 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_059_a_register_takes_one_plain_address_a_row() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let long = format!("{}@nordvik.example", "a".repeat(320));
        let odd = [
            "victim@nordvik.example%0ABcc:attacker@evil.example",
            "\"victim@nordvik.example\nBcc: attacker@evil.example\"",
            "\"a@nordvik.example,b@evil.example\"",
            "a@nordvik.example;b@evil.example",
            "\"Mette <a@nordvik.example>\"",
            "a@b@nordvik.example",
            "mette@nоrdvik.example",
            long.as_str(),
            "",
        ];
        for address in odd {
            let row = format!("employee_id,name,national_id,work_email\nE9,Siv Lie,,{address}\n");
            let call = command(ctx);
            let imported = company::import_employees(ctx, &call, COMPANY, row.as_bytes()).await;
            let refused = imported.expect("a database");
            assert!(
                matches!(refused, Err(company::ImportRefusal::Rows(_))),
                "{address:?}"
            );
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_060_the_code_goes_to_the_registers_address_and_the_link_is_to_it() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let mette = mette(ctx).await;
        let mut visitor = Visitor::default();
        let login = mailed(ctx, &mut visitor, &mette).await;
        let to: Vec<_> = mailed_codes(ctx)
            .await
            .into_iter()
            .map(|(to, _)| to)
            .collect();
        assert_eq!(to, [METTE_WORK]);
        // The employer changes the register between mail and code: the old mailbox links nothing.
        let row = format!("E1,Mette Hald,{METTE_NUMBER},ny.adresse@nordvik.example");
        import(ctx, COMPANY, &row).await;
        visitor.code(ctx, login, &mailed_code(ctx).await).await;
        assert!(matches!(
            visitor.step(ctx, login).await,
            StepView::Refused(_)
        ));
        assert_eq!(links(ctx).await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_mail_with_the_code_is_never_sent_after_its_time() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let mette = mette(ctx).await;
        mailed(ctx, &mut Visitor::default(), &mette).await;
        let rows = ctx.db.read(|tx| {
            let waiting = lykill_store::OutboxState::Waiting;
            Box::pin(async move { lykill_store::outbox_list(tx, waiting).await })
        });
        let rows = rows.await.expect("a database");
        let mail = rows
            .iter()
            .find(|row| row.kind == "link-code-email")
            .expect("the mail");
        assert_eq!(mail.expires_at, world.clock.now() + minutes(5));
        let carried = outbox(ctx)
            .await
            .into_iter()
            .find_map(|effect| match effect {
                EffectKind::LinkCodeEmail { valid_until, .. } => Some(valid_until),
                _ => None,
            });
        assert_eq!(carried, Some(mail.expires_at));
    })
    .await;
}
