//! The main job: log in with the key card, link the work e-mail, come back without linking.

use crate::world::*;
use lykill_core::audit::AuditKind;
use lykill_operations::Context;
use lykill_operations::answer::{StepAnswer, StepView};
use lykill_operations::authorize::AuthorizeAnswer;
use serde_json::json;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_journey_links_and_the_second_does_not() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let mette = mette(ctx).await;
        let mut visitor = Visitor::default();
        let login = visitor.log_in(ctx, PORTAL, &mette).await;
        let StepView::Link(view) = visitor.step(ctx, login).await else {
            panic!("the linking page follows the key");
        };
        assert_eq!(view.work_email, METTE_WORK);
        assert!(matches!(
            visitor.send(ctx, login).await,
            StepAnswer::Next(_)
        ));
        let code = mailed_code(ctx).await;
        assert!(matches!(
            visitor.code(ctx, login, &code).await,
            StepAnswer::Next(_)
        ));
        let StepView::Receipt { work_email, .. } = visitor.step(ctx, login).await else {
            panic!("the receipt follows the code");
        };
        assert_eq!(work_email, METTE_WORK);
        let url = returned(visitor.finish(ctx, login).await);
        assert_eq!(param(&url, "state").as_deref(), Some("a-state"));
        assert_eq!(param(&url, "iss").as_deref(), Some("https://id.example"));
        let tokens = redeem(ctx, PORTAL, &code_of(&url)).await;
        let first = claims(&tokens);
        assert_eq!(first["work_email"], METTE_WORK);
        assert_eq!(first["acr"], "idporten-loa-substantial");
        assert_eq!(first["amr"], json!(["pwd", "otp", "mfa", "key-card"]));
        assert_eq!(first["nonce"], "a-nonce");
        let about = ask_userinfo(ctx, &tokens).await;
        assert_eq!(about.body["national_id"], METTE_NUMBER);
        assert_eq!(about.body["sub"], first["sub"]);

        // Another browser, another day: no linking step.
        pass(&world, seconds(86_400));
        let code = Visitor::default().code_for(ctx, PORTAL, &mette).await;
        let second = claims(&redeem(ctx, PORTAL, &code).await);
        assert_eq!(
            (&second["sub"], &second["work_email"]),
            (&first["sub"], &first["work_email"])
        );
        assert_eq!(count(ctx, AuditKind::LinkMade).await, 1);
        assert_eq!(count(ctx, AuditKind::LoginSucceeded).await, 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_086_a_session_answers_other_services_and_prompt_and_max_age_are_kept() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let mette = mette(ctx).await;
        let mut visitor = Visitor::default();
        let none = visitor.authorize(ctx, LIBRARY, &[("prompt", "none")]).await;
        assert_eq!(error_of(&redirected(none)), "login_required");
        visitor.code_for(ctx, BANK, &mette).await;
        for more in [&[][..], &[("prompt", "none")], &[("max_age", "60")]] {
            let url = redirected(visitor.authorize(ctx, LIBRARY, more).await);
            claims(&redeem(ctx, LIBRARY, &code_of(&url)).await);
        }
        pass(&world, seconds(61));
        for more in [("prompt", "login"), ("max_age", "60"), ("max_age", "0")] {
            let answer = visitor.authorize(ctx, LIBRARY, &[more]).await;
            assert!(
                matches!(answer, AuthorizeAnswer::Login(..)),
                "{more:?}: {answer:?}"
            );
        }
        let silent = [("max_age", "60"), ("prompt", "none")];
        let url = redirected(visitor.authorize(ctx, LIBRARY, &silent).await);
        assert_eq!(error_of(&url), "login_required");
        // The portal needs a page, the linking page, which prompt=none forbids.
        let url = redirected(visitor.authorize(ctx, PORTAL, &[("prompt", "none")]).await);
        assert_eq!(error_of(&url), "interaction_required");
        let login = visitor.begin(ctx, PORTAL).await;
        assert!(matches!(visitor.step(ctx, login).await, StepView::Link(_)));
    })
    .await;
}

/// Four logins of one person, one after another; each must carry that person's own name.
async fn four_logins(ctx: Context, name: String, holder: Holder) -> Vec<String> {
    let mut subjects = Vec::new();
    for _ in 0..4 {
        let code = Visitor::default().code_for(&ctx, LIBRARY, &holder).await;
        let tokens = redeem(&ctx, LIBRARY, &code).await;
        let seen = claims(&tokens);
        assert_eq!(seen["name"], name);
        let about = ask_userinfo(&ctx, &tokens).await.body;
        assert_eq!(
            (&about["name"], &about["sub"]),
            (&seen["name"], &seen["sub"])
        );
        subjects.push(seen["sub"].to_string());
    }
    subjects
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_229_interleaved_logins_carry_their_own_persons_name() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let mut people = Vec::new();
        for number in 0..12 {
            let name = format!("Kanari {number}");
            people.push((name.clone(), somebody(ctx, &name, |_| {}).await));
        }
        let all = crowd(people.len(), |turn| {
            let (name, holder) = people[turn].clone();
            four_logins(ctx.clone(), name, holder)
        });
        let mut subjects = all.await;
        for own in &mut subjects {
            own.dedup();
            assert_eq!(own.len(), 1, "one subject a person");
        }
        subjects.sort();
        subjects.dedup();
        assert_eq!(subjects.len(), 12, "no subject twice");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_109_a_subject_is_stable_at_a_service_and_another_at_the_next() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        let mut seen = Vec::new();
        for service in [LIBRARY, BANK, LIBRARY, BANK] {
            pass(&world, seconds(86_400));
            let code = Visitor::default().code_for(ctx, service, &holder).await;
            seen.push(claims(&redeem(ctx, service, &code).await)["sub"].to_string());
        }
        assert_eq!((&seen[0], &seen[1]), (&seen[2], &seen[3]));
        assert_ne!(seen[0], seen[1], "two services cannot compare notes");
    })
    .await;
}
