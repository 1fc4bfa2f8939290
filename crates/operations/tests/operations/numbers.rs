//! National numbers at registration, and identities whose name is told to nobody.

use crate::world::*;
use jiff::civil::date;
use lykill_core::EffectKind;
use lykill_core::time::days;
use lykill_operations::person::{NewPerson, PersonRefusal};
use lykill_operations::{Context, person};

/// Made-up numbers by the rule of 2032, of 30 October 1982: first check sums that leave 2 and 3.
const NEW_RULE: [&str; 2] = ["30908299902", "30908299910"];

fn kari(number: &str) -> NewPerson {
    NewPerson {
        birth_date: date(1982, 10, 30),
        national_id: Some(number.to_owned()),
        birth_date_from_register: false,
        ..new_person("Kari Moe")
    }
}

async fn added(ctx: &Context, new: NewPerson) -> Result<(), PersonRefusal> {
    let added = person::add(ctx, &command(ctx), new).await;
    added.expect("a database").map(|_| ())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_number_that_cannot_be_is_refused_in_plain_words() {
    let world = World::sqlite().await;
    for (number, words) in [
        ("3090829990", "national id: a national number has 11 digits"),
        (
            "30908299903",
            "national id: its check digits do not fit; a digit is mistyped",
        ),
        (
            "31918212345",
            "national id: its first six digits are no date of birth",
        ),
        (
            "30108226834",
            "national id: it may belong to somebody; a test profile takes made-up numbers only \
             (month + 80)",
        ),
        (
            "01818012337",
            "birth date: the national number tells another one; correct it, or say that the \
             population register has this date (--birth-date-from-register)",
        ),
    ] {
        let refusal = added(&world, kari(number)).await.expect_err(number);
        assert_eq!(refusal.to_string(), words);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_029_the_register_says_who_has_a_number_and_when_they_were_born() {
    on_both_engines(async |world| {
        let ctx = &*world;
        // Right check digits make nobody: the number belongs to the one who is registered, and
        // the register's date of birth stands above the one that the digits tell.
        let refusal = added(ctx, kari("01818012337")).await;
        assert_eq!(refusal, Err(PersonRefusal::NumberOfAnotherDate));
        let as_registered = NewPerson {
            birth_date_from_register: true,
            ..kari("01818012337")
        };
        assert_eq!(added(ctx, as_registered).await, Ok(()));
        // No such number is given out before 2032.
        let [two, three] = NEW_RULE;
        let early = added(ctx, kari(two)).await;
        assert_eq!(early, Err(PersonRefusal::NumberOfAnotherDate));
        pass(&world, days(365 * 6 + 10));
        assert_eq!(added(ctx, kari(three)).await, Ok(()));
        // The digits after the date no longer tell a century: by the old table this one is of
        // somebody born in 1982, by a careless reading of the new one of a child. Rights follow
        // the registered date.
        let grown_up = |new: &mut NewPerson| *new = kari(two);
        let holder = somebody(ctx, "Kari Moe", grown_up).await;
        Visitor::default().code_for(ctx, LIBRARY, &holder).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_protected_identity_has_a_name_on_its_letters_only() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let protect = |new: &mut NewPerson| {
            new.national_id = Some(METTE_NUMBER.to_owned());
            new.is_protected = true;
        };
        let holder = somebody(ctx, "Mette Hald", protect).await;
        let mut visitor = Visitor::default();
        let login = visitor.log_in(ctx, PORTAL, &holder).await;
        visitor.send(ctx, login).await;
        let sent = outbox(ctx).await;
        let mailed = sent.iter().find_map(|effect| match effect {
            EffectKind::LinkCodeEmail { person_name, .. } => Some(person_name),
            _ => None,
        });
        assert_eq!(mailed, Some(&None), "the employer's mail server");
        let letter = sent.iter().find_map(|effect| match effect {
            EffectKind::KeyCard { to, .. } => to.first(),
            _ => None,
        });
        assert_eq!(letter.map(String::as_str), Some("Mette Hald"));
        let code = mailed_code(ctx).await;
        visitor.code(ctx, login, &code).await;
        let url = returned(visitor.finish(ctx, login).await);
        let tokens = redeem(ctx, PORTAL, &code_of(&url)).await;
        let about = ask_userinfo(ctx, &tokens).await;
        assert_eq!(about.body["work_email"], METTE_WORK);
        assert!(about.body.get("name").is_none(), "{}", about.body);
        assert!(claims(&tokens).get("name").is_none());
        let listed = person::list(ctx, 10).await.expect("a database");
        assert_eq!(listed[0].name, None);
        // Everybody else is named.
        let other = somebody(ctx, "Ola Vik", |_| {}).await;
        let code = Visitor::default().code_for(ctx, LIBRARY, &other).await;
        let tokens = redeem(ctx, LIBRARY, &code).await;
        assert_eq!(ask_userinfo(ctx, &tokens).await.body["name"], "Ola Vik");
    })
    .await;
}
