//! What comes as the answer of a passkey and is refused: again, late, from elsewhere, of somebody
//! else, of a copy.

use crate::passkeys::{HOST, ORIGIN, used, with_passkey};
use crate::world::*;
use lykill_core::audit::AuditKind;
use lykill_core::time::minutes;
use lykill_operations::answer::{PasskeyProblem, Problem, StepAnswer};
use lykill_operations::login::PasskeyAnswer;
use lykill_operations::passkey::AddRefusal;
use lykill_testkit::authenticator::{Ask, BACKUP_ELIGIBLE, Passkey, VERIFIED, text};
use serde_json::{Value, json};

/// Whether there can be a second node.
fn on_postgres(world: &World) -> bool {
    world.db.engine() == lykill_store::Engine::Postgres
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn case_154_one_answer_a_hundred_times_at_once_logs_in_once() {
    on_both_engines(async |world| {
        let mut key = Passkey::synced();
        let (holder, mut visitor) = with_passkey(&world, &key).await;
        let login = visitor.until_passkey(&world).await;
        let ask = visitor.ask(&world, login).await;
        let page = Ask::new(HOST, ORIGIN, &ask.challenge);
        let shown = used(&mut key, &holder, (&page, ask.issued));
        let first = world.clone();
        let second = if on_postgres(&world) {
            world.second_node().await
        } else {
            first.clone()
        };
        let tried = (visitor.clone(), shown.clone());
        let answers = crowd(100, move |turn| {
            let ctx = if turn % 2 == 0 {
                first.clone()
            } else {
                second.clone()
            };
            let (mut visitor, shown) = tried.clone();
            async move { visitor.show(&ctx, login, &shown).await }
        });
        let back = |answer: &StepAnswer| matches!(answer, StepAnswer::Return(..));
        assert_eq!(answers.await.iter().filter(|one| back(one)).count(), 1);
        assert_eq!(count(&world, AuditKind::PasskeyUsed).await, 1);

        // Of another login, and after five minutes.
        let other = visitor.until_passkey(&world).await;
        let answer = visitor.show(&world, other, &shown).await;
        assert_eq!(problem(answer), Problem::Passkey(PasskeyProblem::Refused));
        let ask = visitor.ask(&world, other).await;
        let page = Ask::new(HOST, ORIGIN, &ask.challenge);
        let late = used(&mut key, &holder, (&page, ask.issued));
        pass(&world, minutes(6));
        assert_eq!(
            problem(visitor.show(&world, other, &late).await),
            Problem::Passkey(PasskeyProblem::Late)
        );
        // A wrong answer takes the challenge with it, too.
        let ask = visitor.ask(&world, other).await;
        let page = Ask::new(HOST, ORIGIN, &ask.challenge);
        let right = used(&mut key, &holder, (&page, ask.issued));
        let wrong = PasskeyAnswer {
            signature: text(b"no signature"),
            ..right.clone()
        };
        assert_eq!(
            problem(visitor.show(&world, other, &wrong).await),
            Problem::Passkey(PasskeyProblem::Refused)
        );
        assert_eq!(
            problem(visitor.show(&world, other, &right).await),
            Problem::Passkey(PasskeyProblem::Late)
        );
    })
    .await;
}

/// What a browser may say about another page than ours: of which origin, for which host, and more.
fn other_pages() -> [(&'static str, &'static str, Value); 7] {
    let none = || json!({});
    [
        ("http://id.example", HOST, none()),
        ("https://www.id.example", HOST, none()),
        ("https://id.example:8443", HOST, none()),
        ("https://xn--d-zga.example", HOST, none()),
        (ORIGIN, "example", none()),
        (ORIGIN, HOST, json!({ "crossOrigin": true })),
        (ORIGIN, HOST, json!({ "topOrigin": "https://x.example" })),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_155_what_another_page_asked_or_nobody_verified_is_refused() {
    on_both_engines(async |world| {
        let mut key = Passkey::synced();
        let (holder, mut visitor) = with_passkey(&world, &key).await;
        let login = visitor.until_passkey(&world).await;
        let honest = key.flags;
        let others = other_pages().map(|page| (page, honest));
        // Not verified, not present, hardware by now, backed up and never eligible.
        let flags = [!VERIFIED, !1, !BACKUP_ELIGIBLE & !0x10, !BACKUP_ELIGIBLE];
        let flagged = flags.map(|mask| ((ORIGIN, HOST, json!({})), honest & mask));
        for ((origin, host, more), flags) in others.into_iter().chain(flagged) {
            let ask = visitor.ask(&world, login).await;
            let page = Ask {
                more: more.clone(),
                ..Ask::new(host, origin, &ask.challenge)
            };
            key.flags = flags;
            let shown = used(&mut key, &holder, (&page, ask.issued));
            let answer = visitor.show(&world, login, &shown).await;
            let refused = Problem::Passkey(PasskeyProblem::Refused);
            assert_eq!(problem(answer), refused, "{origin} {host} {more} {flags:x}");
            pass(&world, std::time::Duration::from_millis(1));
        }
        assert_eq!(count(&world, AuditKind::PasskeyRefused).await, 11);
        key.flags = honest;
        let right = visitor.use_passkey(&world, login, (&mut key, &holder));
        returned(right.await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_157_a_credential_is_one_eids_and_answers_for_nobody_else() {
    on_both_engines(async |world| {
        let mut key = Passkey::synced();
        let (holder, mut visitor) = with_passkey(&world, &key).await;
        let other = somebody(&world, "Kari Moe", |_| {}).await;
        let mut guest = Visitor::default();
        guest.by_card(&world, &other).await;
        assert_eq!(guest.add(&world, &key).await, Err(AddRefusal::Known));
        assert_eq!(count(&world, AuditKind::PasskeyRefused).await, 1);
        pass(&world, minutes(1));
        let mut own = Passkey::synced();
        guest.add(&world, &own).await.expect("added");
        pass(&world, minutes(60));
        // After Kari's password comes Mette's passkey, and one under another's handle.
        let login = guest.begin_anew(&world).await;
        let typed = (other.user_id.as_str(), other.password.as_str());
        guest.password(&world, login, typed).await;
        let answer = guest.use_passkey(&world, login, (&mut key, &holder)).await;
        assert_eq!(problem(answer), Problem::Passkey(PasskeyProblem::Refused));
        pass(&world, minutes(1));
        let login = visitor.until_passkey(&world).await;
        let answer = visitor
            .use_passkey(&world, login, (&mut own, &holder))
            .await;
        assert_eq!(problem(answer), Problem::Passkey(PasskeyProblem::Refused));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_158_a_copy_is_refused_and_the_audit_log_says_so() {
    on_both_engines(async |world| {
        let mut key = Passkey::in_hardware();
        let (holder, mut visitor) = with_passkey(&world, &key).await;
        let mut copy = key.clone();
        let login = visitor.until_passkey(&world).await;
        returned(
            visitor
                .use_passkey(&world, login, (&mut key, &holder))
                .await,
        );
        let login = visitor.until_passkey(&world).await;
        let answer = visitor
            .use_passkey(&world, login, (&mut copy, &holder))
            .await;
        assert_eq!(problem(answer), Problem::Passkey(PasskeyProblem::Copied));
        assert_eq!(count(&world, AuditKind::PasskeyCounter).await, 1);
        pass(&world, minutes(1));
        returned(
            visitor
                .use_passkey(&world, login, (&mut key, &holder))
                .await,
        );
    })
    .await;
}
