//! Who may use what, and what names and addresses can do to us: nothing.

use crate::world::*;
use jiff::civil::date;
use lykill_broker::types::RefusedReason;
use lykill_core::audit::AuditKind;
use lykill_core::id::LoginId;
use lykill_core::{EffectKind, Timestamp};
use lykill_operations::answer::{JsonAnswer, StepView};
use lykill_operations::company::{self, NewCompany};
use lykill_operations::person::{self, NewPerson, PersonRefusal};
use lykill_operations::{Context, client, login};
use serde_json::json;

async fn refused(ctx: &Context, who: &Holder) -> RefusedReason {
    let mut visitor = Visitor::default();
    let login: LoginId = visitor.log_in(ctx, LIBRARY, who).await;
    let StepView::Refused(refused) = visitor.step(ctx, login).await else {
        panic!("a refusal");
    };
    let back = login::cancel(ctx, login, &visitor.browser)
        .await
        .expect("a database");
    assert_eq!(error_of(&returned(back)), "access_denied");
    refused.reason
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_027_who_is_under_fifteen_or_has_no_number_uses_banks_only() {
    on_both_engines(async |world| {
        let ctx = &*world;
        // The clock shows 15 January 2026.
        let born =
            |year, month, day| move |new: &mut NewPerson| new.birth_date = date(year, month, day);
        let teen = somebody(ctx, "Per Li", born(2011, 1, 16)).await;
        let just = somebody(ctx, "Eli Li", born(2011, 1, 15)).await;
        let unnumbered = |new: &mut NewPerson| new.national_id = None;
        let unnumbered = somebody(ctx, "John Smith", unnumbered).await;
        assert_eq!(refused(ctx, &teen).await, RefusedReason::TooYoung);
        assert_eq!(refused(ctx, &unnumbered).await, RefusedReason::NoNationalId);
        for who in [&teen, &unnumbered, &just] {
            Visitor::default().code_for(ctx, BANK, who).await;
        }
        Visitor::default().code_for(ctx, LIBRARY, &just).await;
        // A session at the bank opens nothing else, and a birthday opens it at login.
        let mut visitor = Visitor::default();
        visitor.code_for(ctx, BANK, &teen).await;
        let login = visitor.begin(ctx, LIBRARY).await;
        assert!(matches!(
            visitor.step(ctx, login).await,
            StepView::Refused(_)
        ));
        pass(&world, seconds(86_400));
        Visitor::default().code_for(ctx, LIBRARY, &teen).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_027_case_028_a_bank_is_told_what_may_be_done_and_nobody_else_is() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let born =
            |year, month, day| move |new: &mut NewPerson| new.birth_date = date(year, month, day);
        let teen = somebody(ctx, "Per Li", born(2011, 1, 16)).await;
        let grown = somebody(ctx, "Eli Li", born(2011, 1, 15)).await;
        for (who, may) in [(&teen, "look"), (&grown, "full")] {
            let code = Visitor::default().code_for(ctx, BANK, who).await;
            let tokens = redeem(ctx, BANK, &code).await;
            assert_eq!(claims(&tokens)["lykill_rights"], may);
            assert_eq!(ask_userinfo(ctx, &tokens).await.body["lykill_rights"], may);
        }
        let code = Visitor::default().code_for(ctx, LIBRARY, &grown).await;
        let tokens = redeem(ctx, LIBRARY, &code).await;
        assert!(claims(&tokens).get("lykill_rights").is_none());
        let child = somebody(ctx, "Ida Li", born(2013, 1, 16)).await;
        let mut visitor = Visitor::default();
        let login = visitor.log_in(ctx, BANK, &child).await;
        let StepView::Refused(refused) = visitor.step(ctx, login).await else {
            panic!("a refusal");
        };
        let young = refused.young.expect("the age that lacks");
        assert_eq!(
            (young.age, young.from_age, young.from),
            (12, 13, date(2026, 1, 16))
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_027_a_birthday_is_told_at_the_next_refresh() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let grants = json!(["authorization_code", "refresh_token"]);
        let bank = json!({"grant_types": grants, "lykill_sector": "bank"});
        KEEPER.register(ctx, bank).await;
        // A minute before midnight in Oslo.
        let midnight = Timestamp::from_seconds(1_768_518_000);
        pass(&world, midnight.since(ctx.now()) - seconds(60));
        let born = |new: &mut NewPerson| new.birth_date = date(2011, 1, 16);
        let teen = somebody(ctx, "Per Li", born).await;
        let code = Visitor::default().code_for(ctx, KEEPER, &teen).await;
        let tokens = redeem(ctx, KEEPER, &code).await;
        let rights = async |tokens: &JsonAnswer| {
            ask_userinfo(ctx, tokens).await.body["lykill_rights"].clone()
        };
        assert_eq!(rights(&tokens).await, "look");
        pass(&world, seconds(60));
        let refreshed = refresh(ctx, KEEPER, &token_of(&tokens, "refresh_token")).await;
        assert_eq!(rights(&refreshed).await, "full");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_188_a_name_cannot_break_a_line_and_what_looks_like_a_template_is_text() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let bad = [
            "Ola\r\nBcc: evil@evil.example",
            "Ola\nVik",
            "Ola\0",
            "\u{202e}kiV alO",
            "",
            " ",
        ];
        for name in bad {
            let call = command(ctx);
            let answer = person::add(ctx, &call, new_person(name))
                .await
                .expect("a database");
            assert!(matches!(answer, Err(PersonRefusal::Name(_))), "{name:?}");
            let new = NewCompany {
                id: "evil".to_owned(),
                name: name.to_owned(),
                payroll_name: "Lønn".to_owned(),
                payroll_email: "lonn@evil.example".to_owned(),
                payroll_phone: "1".to_owned(),
            };
            let answer = company::add(ctx, &call, new).await.expect("a database");
            assert!(answer.is_err(), "{name:?}");
            let metadata = json!({"client_name": name, "redirect_uris": ["https://x.example/c"]});
            assert!(
                client::add(ctx, &call, metadata)
                    .await
                    .expect("a database")
                    .is_err()
            );
        }
        for email in [
            "a@x.example\r\nBcc: b@y.example",
            "a@x.example,b@y.example",
            "A <a@x.example>",
        ] {
            let new = NewPerson {
                email: Some(email.to_owned()),
                ..new_person("Ola Vik")
            };
            let answer = person::add(ctx, &command(ctx), new)
                .await
                .expect("a database");
            assert!(matches!(answer, Err(PersonRefusal::Email(_))), "{email:?}");
        }
        let odd = "{{7*7}} %s <b>https://evil.example</b>";
        let own = |new: &mut NewPerson| new.national_id = Some(METTE_NUMBER.to_owned());
        let holder = somebody(ctx, odd, own).await;
        let mut visitor = Visitor::default();
        let login = visitor.log_in(ctx, PORTAL, &holder).await;
        visitor.send(ctx, login).await;
        let carried = outbox(ctx)
            .await
            .into_iter()
            .find_map(|effect| match effect {
                EffectKind::LinkCodeEmail { person_name, .. } => Some(person_name),
                _ => None,
            });
        assert_eq!(
            carried.flatten().as_deref(),
            Some(odd),
            "data stay data, unchanged"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_registered_is_refused_with_a_line_and_stores_nothing() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let known = somebody(ctx, "Ola Vik", |new| {
            new.user_id = Some("ola.vik".to_owned())
        })
        .await;
        let before = person::list(ctx, 100).await.expect("a database");
        assert_eq!((before.len(), before[0].state), (1, "active"));
        let with = |change: fn(&mut NewPerson)| {
            let mut new = new_person("Kari Moe");
            change(&mut new);
            new
        };
        let wrong = [
            with(|new| new.user_id = Some("OLA.VIK".to_owned())),
            with(|new| new.user_id = Some("01018012345".to_owned())),
            with(|new| new.national_id = Some("123".to_owned())),
            with(|new| new.birth_date = date(2030, 1, 1)),
            with(|new| new.password = Some("kort".into())),
            with(|new| new.password = Some("kari-moe-er-best".into())),
            with(|new| new.address = vec!["x".to_owned(); 7]),
            with(|new| new.address = vec!["a\nb".to_owned()]),
        ];
        for new in wrong {
            let shown = format!("{:?} {:?}", new.user_id, new.address);
            let refused = person::add(ctx, &command(ctx), new)
                .await
                .expect("a database");
            let line = refused.expect_err(&shown).to_string();
            assert!(!line.contains('\n'), "{line}");
        }
        let taken = NewPerson {
            national_id: Some("05818012383".to_owned()),
            ..new_person("A Å")
        };
        let first = person::add(ctx, &command(ctx), taken.clone())
            .await
            .expect("a database");
        first.expect("a person");
        let second = person::add(ctx, &command(ctx), taken)
            .await
            .expect("a database");
        assert_eq!(
            second.expect_err("one number, one person"),
            PersonRefusal::NationalIdTaken
        );
        assert_eq!(person::list(ctx, 100).await.expect("a database").len(), 2);
        Visitor::default().log_in(ctx, LIBRARY, &known).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_protected_later_is_named_to_nobody_from_then_on() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        let names = async || {
            let people = person::list(ctx, 10).await.expect("a database");
            let listed = people[0].name.clone();
            let code = Visitor::default().code_for(ctx, LIBRARY, &holder).await;
            let tokens = redeem(ctx, LIBRARY, &code).await;
            let told = ask_userinfo(ctx, &tokens).await;
            (listed, told.body["name"].as_str().map(str::to_owned))
        };
        let own = Some("Ola Vik".to_owned());
        assert_eq!(names().await, (own.clone(), own.clone()));
        let protect = async |is_protected| {
            let call = command(ctx);
            let done = person::protect(ctx, &call, &holder.user_id, is_protected).await;
            done.expect("a database").expect("somebody")
        };
        assert!(protect(true).await);
        assert!(!protect(true).await, "it was so");
        assert_eq!(names().await, (None, None));
        assert!(protect(false).await);
        assert_eq!(names().await, (own.clone(), own));
        for kind in [AuditKind::PersonProtected, AuditKind::PersonUnprotected] {
            let rows = audit(ctx, kind).await;
            assert_eq!(rows.len(), 1, "{kind:?}");
            assert_eq!(rows[0].person, Some(holder.person));
        }
        let nobody = person::protect(ctx, &command(ctx), "no-such-id", true).await;
        assert_eq!(
            nobody.expect("a database"),
            Err(PersonRefusal::NoSuchUserId)
        );
    })
    .await;
}
