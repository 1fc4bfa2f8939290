//! After a round: what the database says is held against what was answered, and everything that
//! was to leave has left.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a round stops at the first surprise"
)]

use crate::arena::Arena;
use crate::tally::What;
use std::collections::BTreeSet;
use std::time::Duration;

/// How often it is looked at whether everything has left, and how often at most. What a killed
/// program was sending is taken up again after two minutes.
const LOOK_EVERY: Duration = Duration::from_millis(500);
const LOOKS_MAX: u32 = 300;

/// Statements that must give zero, and what is broken when they do not.
const NEVER: [(&str, &str); 8] = [
    (
        "a key is counted otherwise than it was spent",
        "select count(*) from card where used <> \
      (select count(*) from card_used where card_used.card = card.id)",
    ),
    (
        "a number is asked that is spent",
        "select count(*) from card_used join card on card.id = card_used.card \
      where card.pinned = card_used.number",
    ),
    (
        "keys were spent without an audit row each, or the other way round",
        "select abs((select count(*) from card_used) - \
      (select count(*) from audit where kind = 'key.used'))",
    ),
    (
        "a key was spent without a login, or the other way round",
        "select abs((select count(*) from audit where kind = 'login.succeeded') - \
      (select count(*) from audit where kind = 'key.used'))",
    ),
    (
        "a card was ordered without an audit row, or the other way round",
        "select abs((select count(*) from card) - \
      (select count(*) from audit where kind = 'card.ordered'))",
    ),
    (
        "a card was printed twice",
        "select count(*) from (select card from print_job where card is not null \
      group by card having count(*) > 1) as twice",
    ),
    (
        "a card was not printed",
        "select count(*) from card where not exists \
      (select 1 from print_job where print_job.card = card.id)",
    ),
    (
        "something was given up or came too late",
        "select count(*) from outbox where state in ('dead', 'expired')",
    ),
];

/// Says what was broken, by a panic.
pub async fn pronounce(arena: &Arena) {
    everything_left(arena).await;
    for (broken, statement) in NEVER {
        let count = arena.ask_number(statement);
        assert_eq!(count, 0, "{broken}: {count} ({statement})");
    }
    accepted_is_spent(arena);
    printed_once(arena);
    let told = arena.deployment.admin(&["audit", "verify"], "");
    arena.count(What::AuditRows, told["rows"].as_u64().unwrap());
    arena.kill();
    arena.check_files();
}

/// The outbox is empty soon.
async fn everything_left(arena: &Arena) {
    let waiting = "select count(*) from outbox where state = 'waiting'";
    for _ in 0..LOOKS_MAX {
        if arena.ask_number(waiting) == 0 {
            let sent = arena.ask_number("select count(*) from outbox where state = 'done'");
            arena.count(What::Sent, sent);
            return;
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
    let errors =
        "select kind || ' ' || coalesce(last_error, '') from outbox where state = 'waiting'";
    panic!("the outbox does not send: {:?}", arena.ask(errors));
}

/// Every key that was answered as taken is spent.
fn accepted_is_spent(arena: &Arena) {
    let statement = "select card.label || ' ' || card_used.number from card_used \
        join card on card.id = card_used.card";
    let spent: BTreeSet<(String, String)> = arena
        .ask(statement)
        .iter()
        .filter_map(|row| {
            let (label, number) = row.split_once(' ')?;
            Some((label.to_owned(), format!("{number:0>4}")))
        })
        .collect();
    let accepted = arena.accepted();
    let lost: Vec<_> = accepted.difference(&spent).collect();
    assert!(
        lost.is_empty(),
        "keys that were accepted are not spent: {lost:?}"
    );
}

/// Each card's paper lies in the print queue once.
fn printed_once(arena: &Arena) {
    let jobs = arena.deployment.printer().jobs();
    let cards: Vec<_> = jobs.iter().filter(|job| job.kind == "key-card").collect();
    let subjects: BTreeSet<&str> = cards.iter().map(|job| job.subject.as_str()).collect();
    assert_eq!(subjects.len(), cards.len(), "a card has two papers");
    let printed = arena.ask_number("select count(*) from print_job where card is not null");
    assert_eq!(cards.len() as u64, printed, "papers and print jobs differ");
}
