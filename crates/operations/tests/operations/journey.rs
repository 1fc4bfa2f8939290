//! The main job: log in with the key card, link the work e-mail, come back without linking.

use crate::world::*;
use lykill_core::audit::AuditKind;
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
async fn a_session_answers_other_services_and_prompt_and_max_age_are_kept() {
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
