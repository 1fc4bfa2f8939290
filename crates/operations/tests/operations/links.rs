//! A work account is linked to one person, by that person, in that person's browser.

use crate::world::*;
use lykill_broker::types::RefusedReason;
use lykill_core::audit::AuditKind;
use lykill_core::id::LoginId;
use lykill_operations::answer::{Gone, StepAnswer, StepView};
use lykill_operations::link::{self, LinkFilter};
use lykill_operations::person::NewPerson;
use lykill_operations::{Context, card};
use serde_json::json;

async fn links(ctx: &Context) -> Vec<lykill_broker::types::Link> {
    link::list(ctx, LinkFilter::default())
        .await
        .expect("a database")
}

async fn reason(ctx: &Context, visitor: &Visitor, login: LoginId) -> RefusedReason {
    match visitor.step(ctx, login).await {
        StepView::Refused(refused) => refused.reason,
        other => panic!("a refusal expected, got {other:?}"),
    }
}

/// Logs in, has a code mailed and answers it.
async fn linked(ctx: &Context, who: &Holder) -> Visitor {
    let mut visitor = Visitor::default();
    let login = visitor.log_in(ctx, PORTAL, who).await;
    visitor.send(ctx, login).await;
    visitor.code(ctx, login, &mailed_code(ctx).await).await;
    returned(visitor.finish(ctx, login).await);
    visitor
}

async fn with_number(ctx: &Context, name: &str, number: &str) -> Holder {
    let own = |new: &mut NewPerson| new.national_id = Some(number.to_owned());
    somebody(ctx, name, own).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_066_an_employee_has_one_person_and_a_person_one_employee() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let mette = mette(ctx).await;
        linked(ctx, &mette).await;
        // The employer gives Mette's row to another person.
        let ola = with_number(ctx, "Ola Vik", "03818012305").await;
        import(
            ctx,
            COMPANY,
            &format!("E1,Ola Vik,03818012305,{METTE_WORK}"),
        )
        .await;
        let mut visitor = Visitor::default();
        let login = visitor.log_in(ctx, PORTAL, &ola).await;
        assert_eq!(
            reason(ctx, &visitor, login).await,
            RefusedReason::EmployeeTaken
        );
        // Mette gets a second row under another address.
        let moved = format!("E7,Mette Hald,{METTE_NUMBER},mette.ny@nordvik.example");
        import(ctx, COMPANY, &moved).await;
        let mut visitor = Visitor::default();
        let login = visitor.log_in(ctx, PORTAL, &mette).await;
        let refused = reason(ctx, &visitor, login).await;
        let known = [RefusedReason::LinkedElsewhere, RefusedReason::NotEmployed];
        assert!(known.contains(&refused), "{refused:?}");
        let all = links(ctx).await;
        assert_eq!(all.len(), 1);
        assert_eq!(
            (all[0].person, all[0].work_email.as_str()),
            (mette.person, METTE_WORK)
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_066_an_explicit_release_is_the_way_out() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let mette = mette(ctx).await;
        linked(ctx, &mette).await;
        import(
            ctx,
            COMPANY,
            &format!("E1,Mette Hald,{METTE_NUMBER},mette.ny@nordvik.example"),
        )
        .await;
        let mut visitor = Visitor::default();
        let login = visitor.log_in(ctx, PORTAL, &mette).await;
        let StepView::Refused(refused) = visitor.step(ctx, login).await else {
            panic!("the old link stands in the way");
        };
        assert_eq!(refused.reason, RefusedReason::LinkedElsewhere);
        let shown = refused.linked_email.expect("which link it is");
        assert!(
            shown != METTE_WORK && shown.ends_with("nordvik.example"),
            "{shown} is masked"
        );
        let id = links(ctx).await[0].id;
        assert!(
            link::release(ctx, &command(ctx), id)
                .await
                .expect("a database")
        );
        assert!(
            !link::release(ctx, &command(ctx), id)
                .await
                .expect("a database"),
            "once"
        );
        pass(&world, seconds(3600));
        linked(ctx, &mette).await;
        assert_eq!(links(ctx).await[0].work_email, "mette.ny@nordvik.example");
        assert_eq!(count(ctx, AuditKind::LinkReleased).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_066_a_hundred_links_at_once_are_one() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let mette = mette(ctx).await;
        let mut tabs = Vec::new();
        for _ in 0..3 {
            let mut visitor = Visitor::default();
            let login = visitor.log_in(ctx, PORTAL, &mette).await;
            let before = mailed_codes(ctx).await;
            visitor.send(ctx, login).await;
            let mut after = mailed_codes(ctx).await;
            after.retain(|mail| !before.contains(mail));
            tabs.push((visitor, login, after.remove(0).1));
        }
        let answers = crowd(102, |turn| {
            let (ctx, (mut visitor, login, code)) = (ctx.clone(), tabs[turn % 3].clone());
            async move { visitor.code(&ctx, login, &code).await }
        });
        answers.await;
        assert_eq!(links(ctx).await.len(), 1);
        assert_eq!(count(ctx, AuditKind::LinkMade).await, 1);
        // All three tabs lead on: it is one person.
        for (visitor, login, _) in &tabs {
            let step = visitor.step(ctx, *login).await;
            assert!(matches!(step, StepView::Receipt { .. }), "{step:?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_067_two_browsers_with_one_code_make_one_link() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let mette = mette(ctx).await;
        let mut own = Visitor::default();
        let login = own.log_in(ctx, PORTAL, &mette).await;
        own.send(ctx, login).await;
        let code = mailed_code(ctx).await;
        // A browser with cookies of its own, and one without any.
        let mut other = Visitor::default();
        other.begin(ctx, PORTAL).await;
        for mut stranger in [other, Visitor::default()] {
            let answer = stranger.code(ctx, login, &code).await;
            assert!(
                matches!(answer, StepAnswer::Gone(Gone::OtherBrowser)),
                "{answer:?}"
            );
        }
        assert!(links(ctx).await.is_empty());
        let answers = crowd(50, |_| {
            let (ctx, mut own, code) = (ctx.clone(), own.clone(), code.clone());
            async move { own.code(&ctx, login, &code).await }
        });
        answers.await;
        assert_eq!(links(ctx).await.len(), 1);
        assert_eq!(count(ctx, AuditKind::LinkMade).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_068_without_a_login_there_is_nothing_to_link() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let mette = mette(ctx).await;
        let mut visitor = Visitor::default();
        let login = visitor.begin(ctx, PORTAL).await;
        let typed = (mette.user_id.as_str(), PASSWORD);
        for step in 0..3 {
            match step {
                1 => drop(visitor.choose(ctx, login).await),
                2 => drop(visitor.password_again(ctx, login, typed).await),
                _ => {}
            }
            let before = format!("{:?}", visitor.step(ctx, login).await);
            visitor.send(ctx, login).await;
            visitor.code(ctx, login, "123456").await;
            let finished = visitor.finish(ctx, login).await;
            assert!(matches!(finished, StepAnswer::Next(_)), "{finished:?}");
            assert_eq!(format!("{:?}", visitor.step(ctx, login).await), before);
        }
        assert!(mailed_codes(ctx).await.is_empty() && links(ctx).await.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_068_a_session_of_a_lower_level_links_nothing() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let strict = Service {
            id: "strict",
            secret: "strict-secret-0123456789",
            redirect: "https://strict.example/callback",
        };
        let rules = json!({
            "lykill_company": COMPANY,
            "lykill_require_linked_email": true,
            "default_acr_values": ["idporten-loa-substantial"],
        });
        strict.register(ctx, rules).await;
        let low = |new: &mut NewPerson| {
            new.national_id = Some(METTE_NUMBER.to_owned());
            new.proofed = lykill_core::Level::Low;
        };
        let mette = somebody(ctx, "Mette Hald", low).await;
        let mut visitor = Visitor::default();
        let login = visitor.log_in(ctx, strict, &mette).await;
        assert_eq!(reason(ctx, &visitor, login).await, RefusedReason::Level);
        visitor.send(ctx, login).await;
        assert!(mailed_codes(ctx).await.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_069_nobody_goes_on_with_the_login_of_another_browser() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let mette = mette(ctx).await;
        let mut attacker = Visitor::default();
        let login = attacker.log_in(ctx, PORTAL, &mette).await;
        attacker.send(ctx, login).await;
        // The victim has a session and a login of their own, and is led to the attacker's.
        let ola = somebody(ctx, "Ola Vik", |_| {}).await;
        let mut victim = Visitor::default();
        victim.log_in(ctx, LIBRARY, &ola).await;
        victim.begin(ctx, PORTAL).await;
        let is_gone = |answer: &StepAnswer| matches!(answer, StepAnswer::Gone(Gone::OtherBrowser));
        let code = mailed_code(ctx).await;
        assert!(is_gone(&victim.code(ctx, login, &code).await));
        assert!(is_gone(&victim.send(ctx, login).await));
        assert!(is_gone(&victim.finish(ctx, login).await));
        assert!(is_gone(&victim.key(ctx, login, "123456").await));
        assert!(is_gone(
            &victim.password_again(ctx, login, ("x", "y")).await
        ));
        assert!(is_gone(&victim.choose(ctx, login).await));
        assert_eq!(
            victim.look(ctx, login).await.expect_err("none"),
            Gone::OtherBrowser
        );
        let cancelled = lykill_operations::login::cancel(ctx, login, &victim.browser).await;
        assert!(is_gone(&cancelled.expect("a database")));
        assert!(links(ctx).await.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_030_a_block_between_mail_and_code_makes_the_code_worthless() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let mette = mette(ctx).await;
        let mut visitor = Visitor::default();
        let login = visitor.log_in(ctx, PORTAL, &mette).await;
        visitor.send(ctx, login).await;
        let label = cards(ctx, mette.eid).await[0].label.to_string();
        let blocked = card::block(ctx, &command(ctx), &label, "stolen").await;
        blocked.expect("a database").expect("a block");
        let answer = visitor.code(ctx, login, &mailed_code(ctx).await).await;
        assert!(!matches!(answer, StepAnswer::Return(..)), "{answer:?}");
        assert!(
            links(ctx).await.is_empty(),
            "no link after the block: {answer:?}"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_person_links_to_each_of_two_employers() {
    on_both_engines(async |world| {
        let ctx = &*world;
        add_company(ctx, "sorvik", "Sørvik skole").await;
        import(
            ctx,
            "sorvik",
            &format!("17,Mette Hald,{METTE_NUMBER},m.hald@sorvik.example"),
        )
        .await;
        let school = Service {
            id: "school",
            secret: "school-secret-0123456789",
            redirect: "https://school.example/callback",
        };
        let rules = json!({"lykill_company": "sorvik", "lykill_require_linked_email": true});
        school.register(ctx, rules).await;
        let mette = mette(ctx).await;
        let mut visitor = linked(ctx, &mette).await;
        // Single sign-on leads to the second employer's linking page.
        let login = visitor.begin(ctx, school).await;
        assert!(matches!(visitor.step(ctx, login).await, StepView::Link(_)));
        let before = mailed_codes(ctx).await;
        visitor.send(ctx, login).await;
        let mut mails = mailed_codes(ctx).await;
        mails.retain(|mail| !before.contains(mail));
        let (to, code) = mails.remove(0);
        assert_eq!(to, "m.hald@sorvik.example");
        assert!(matches!(
            visitor.code(ctx, login, &code).await,
            StepAnswer::Next(_)
        ));
        let url = returned(visitor.finish(ctx, login).await);
        let seen = claims(&redeem(ctx, school, &code_of(&url)).await);
        assert_eq!(seen["work_email"], "m.hald@sorvik.example");
        let own = LinkFilter {
            person: Some(mette.person),
            company: None,
        };
        assert_eq!(link::list(ctx, own).await.expect("a database").len(), 2);
        let url = redirected(visitor.authorize(ctx, PORTAL, &[]).await);
        let seen = claims(&redeem(ctx, PORTAL, &code_of(&url)).await);
        assert_eq!(seen["work_email"], METTE_WORK);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_not_in_the_register_is_told_whom_to_ask() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let stranger = somebody(ctx, "Siv Lie", |_| {}).await;
        let mut visitor = Visitor::default();
        let login = visitor.log_in(ctx, PORTAL, &stranger).await;
        let StepView::Refused(refused) = visitor.step(ctx, login).await else {
            panic!("a refusal");
        };
        assert_eq!(refused.reason, RefusedReason::NotEmployed);
        let (_, _, payroll) = refused.company.expect("the employer");
        assert_eq!(payroll.email.as_str(), "lonn@nordvik.example");
    })
    .await;
}
