//! Who does not know the password learns nothing: not whether there is such a user id, nor what
//! became of it. The same answer, the same rows, the same work.

use crate::world::*;
use lykill_core::audit::AuditKind;
use lykill_operations::Context;
use lykill_operations::person::NewPerson;
use lykill_store::{Commit, eid_block};
use std::sync::Arc;

const WRONG: &str = "feil-passord-her-77";
/// What one wrong try looks like from outside and inside.
#[derive(Debug, PartialEq)]
struct Seen {
    answers: Vec<String>,
    refused_rows: usize,
    closed_rows: usize,
    hashes: u64,
}

/// Seven tries in one login, each time from another address: what an address may do in all is
/// another matter. Five are looked at, two are told to wait.
async fn seven_tries(ctx: &Context, place: u8, (user_id, password): (&str, &str)) -> Seen {
    let before = (
        count(ctx, AuditKind::PasswordRefused).await,
        count(ctx, AuditKind::LaneClosed).await,
    );
    let mut visitor = Visitor {
        peer: Some([198, 51, 100, place].into()),
        ..Visitor::default()
    };
    let login = visitor.begin(ctx, LIBRARY).await;
    visitor.choose(ctx, login).await;
    let start = ctx.hasher.computed();
    let mut answers = Vec::new();
    for _ in 0..7 {
        let answer = visitor
            .password_again(ctx, login, (user_id, password))
            .await;
        answers.push(told_anybody(answer, login));
    }
    Seen {
        answers,
        refused_rows: count(ctx, AuditKind::PasswordRefused).await - before.0,
        closed_rows: count(ctx, AuditKind::LaneClosed).await - before.1,
        hashes: ctx.hasher.computed() - start,
    }
}

async fn blocked(ctx: &Context) -> Holder {
    let holder = somebody(ctx, "Siv Lie", |_| {}).await;
    let job = Arc::new((holder.eid, ctx.now()));
    let write = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move { Ok(Commit(eid_block(tx, job.0, job.1, "reported").await?)) })
    });
    assert!(write.await.expect("a database").is_spent());
    holder
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_037_whoever_cannot_log_in_is_told_the_same_after_the_same_work() {
    on_both_engines(async |world| {
        let ctx = world.clone();
        let active = somebody(&ctx, "Ola Vik", |_| {}).await;
        let waiting = somebody(&ctx, "Kari Moe", |new: &mut NewPerson| new.password = None).await;
        let (blocked, also_blocked) = (blocked(&ctx).await, blocked(&ctx).await);
        let child = |new: &mut NewPerson| new.birth_date = jiff::civil::date(2013, 1, 1);
        let child = somebody(&ctx, "Per Li", child).await;
        let expected = seven_tries(&ctx, 1, (&active.user_id, WRONG)).await;
        let work = (expected.refused_rows, expected.closed_rows, expected.hashes);
        assert_eq!(work, (5, 2, 5));
        let long = "x".repeat(600);
        let others = [
            ("unknown", "ukjent.bruker", WRONG),
            ("no user id at all", "x", WRONG),
            ("a national number", "01818012337", WRONG),
            ("with NUL", "ola\0vik", WRONG),
            ("very long", long.as_str(), WRONG),
            ("not activated", waiting.user_id.as_str(), WRONG),
            ("blocked", blocked.user_id.as_str(), WRONG),
            (
                "blocked, right password",
                also_blocked.user_id.as_str(),
                PASSWORD,
            ),
            ("under age", child.user_id.as_str(), WRONG),
        ];
        for (place, (who, user_id, password)) in (2..).zip(others) {
            let seen = seven_tries(&ctx, place, (user_id, password)).await;
            assert!(seen == expected, "{who}: {seen:#?}");
        }
    })
    .await;
}
