//! A phishing page in between: what somebody types there is typed here a moment later. The login
//! succeeds; what it is worth is limited, and its owner is told (security.md case 79).

use crate::world::*;
use lykill_core::EffectKind;
use lykill_core::effect::Notice;
use lykill_operations::answer::StepAnswer;

/// The notices of a new browser, with the service that they name, that may be sent now.
async fn told_now(world: &World) -> Vec<(String, String)> {
    let due = waiting(world).await.into_iter();
    let due = due.filter(|row| row.not_before <= world.now());
    let told = due.filter_map(|row| match opened(world, &row) {
        EffectKind::NoticeEmail {
            to,
            notice: Notice::NewDevice { service, .. },
            ..
        } => Some((to, service)),
        _ => None,
    });
    told.collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_079_a_relayed_login_is_worth_no_more_than_substantial_and_is_told() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let email = "ola.vik@post.example";
        let reached = |new: &mut lykill_operations::person::NewPerson| {
            new.email = Some(email.to_owned());
        };
        let victim = somebody(ctx, "Ola Vik", reached).await;
        Visitor::default().log_in(ctx, LIBRARY, &victim).await;
        let before = told_now(&world).await.len();

        let mut thief = Visitor {
            peer: "198.51.100.66".parse().ok(),
            ..Visitor::default()
        };
        let login = thief.until_key(ctx, LIBRARY, &victim).await;
        // What the thief shows says for which service it is.
        let seen = thief.look(ctx, login).await.expect("a login");
        assert_eq!(seen.service.name.to_string(), "Tjenesten library");
        let asked = thief.key_view(ctx, login).await;
        let key = right_key(ctx, &asked).await;
        pass(&world, seconds(5));
        let code = code_of(&returned(thief.key(ctx, login, &key).await));
        let tokens = redeem(ctx, LIBRARY, &code).await;
        assert_eq!(claims(&tokens)["acr"], "idporten-loa-substantial");

        let told = told_now(&world).await;
        let name = "Tjenesten library".to_owned();
        assert_eq!(told[before..], [(email.to_owned(), name)]);
        let high = [("acr_values", "idporten-loa-high"), ("prompt", "none")];
        let more = redirected(thief.clone().authorize(ctx, LIBRARY, &high).await);
        assert_eq!(param(&more, "code"), None, "{more}");
        // One key was one login: the next one asks for another.
        let login = thief.begin_anew(ctx).await;
        let typed = (victim.user_id.as_str(), victim.password.as_str());
        thief.password(ctx, login, typed).await;
        assert_ne!(thief.key_view(ctx, login).await.number, asked.number);
        let again = thief.key(ctx, login, &key).await;
        assert!(matches!(again, StepAnswer::Stay(..)), "{again:?}");
    })
    .await;
}
