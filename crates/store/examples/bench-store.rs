//! What `cargo xtask bench` measures of the store alone, and the bare engine beside it.

use lykill_core::audit::{AuditKind, AuditRow};
use lykill_core::id::{AuditId, CardId, EidId, PersonId, RequestId};
use lykill_core::{DisplayName, Language, Level, Lookup, Rng as _, Sealed, Timestamp};
use lykill_issuer::types::{
    Card, CardKind, CardLabel, CardState, Eid, EidState, EmailAddress, Person, SealedNationalId,
    StoredHash, UserId,
};
use lykill_store::{Commit, DatabaseConfig, Db, audit_insert, card_insert, eid_insert, migrate};
use lykill_store::{Rollback, person_insert};
use lykill_testkit::SeededRng;
use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

type Outcome<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

const USAGE: &str = "\
bench-store writes URL CALLERS SECONDS  one audit row a write; print how many
bench-store bare FILE GROUP SECONDS     rows of that size, GROUP to a commit, by SQLite alone
bench-store alike URL GROUP SECONDS     audit rows, GROUP to a commit, by SQLite alone
bench-store fill URL FROM TO            people FROM to TO, each with an eID and a key card";

/// The bare table and its row, as long as an audit row with its ids.
const TABLE: &str = "create table bare (id integer primary key, body blob not null)";
const INSERT: &str = "insert into bare (body) values (?1)";
const ALIKE: &str = "insert into audit (id, at, request, kind, person, eid, detail) \
    values (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
const ROW_BYTES: usize = 200;
/// People to a transaction while the database is filled.
const CHUNK: u64 = 500;
/// A moment in the year 2026: the rows' dates matter to nobody.
const NOW: Timestamp = Timestamp::from_seconds(1_768_464_000);

fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let done = match words.as_slice() {
        ["writes", url, callers, seconds] => {
            runtime.block_on(writes(url, callers.parse()?, seconds.parse()?))?
        }
        ["bare", file, group, seconds] => bare(Path::new(file), group.parse()?, seconds.parse()?)?,
        ["alike", url, group, seconds] => {
            runtime.block_on(prepare(url))?;
            alike(url, group.parse()?, seconds.parse()?)?
        }
        ["fill", url, from, to] => runtime.block_on(fill(url, from.parse()?, to.parse()?))?,
        _ => return Err(USAGE.into()),
    };
    println!("{{\"rows\":{},\"seconds\":{}}}", done.rows, done.seconds);
    Ok(())
}

struct Done {
    rows: u64,
    seconds: f64,
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures real time")]
fn clock() -> Instant {
    Instant::now()
}

/// So many callers write rows, each the next when the last is durable.
async fn writes(url: &str, callers: u64, seconds: u64) -> Outcome<Done> {
    let db = Db::open(&DatabaseConfig::from_url(url)?).await?;
    migrate::migrate(&db).await?;
    let (began, rows) = (clock(), Arc::new(AtomicU64::new(0)));
    let mut running = tokio::task::JoinSet::new();
    for caller in 0..callers {
        let (db, rows) = (db.clone(), Arc::clone(&rows));
        running.spawn(async move {
            // Rows of an earlier run may stand there: their ids are others.
            let rng = SeededRng::new(u64::from(std::process::id()) << 32 | caller);
            for number in 0_u64.. {
                if began.elapsed() > Duration::from_secs(seconds) {
                    break;
                }
                let row = audit_row(NOW + Duration::from_millis(number), &rng);
                db.write(move |tx| {
                    let row = row.clone();
                    Box::pin(async move { Ok(Commit(audit_insert(tx, &row).await?)) })
                })
                .await?;
                rows.fetch_add(1, Ordering::Relaxed);
            }
            Outcome::Ok(())
        });
    }
    while let Some(ended) = running.join_next().await {
        ended??;
    }
    Ok(Done {
        rows: rows.load(Ordering::Relaxed),
        seconds: began.elapsed().as_secs_f64(),
    })
}

fn audit_row(now: Timestamp, rng: &SeededRng) -> AuditRow {
    AuditRow {
        id: AuditId::new(now, rng),
        at: now,
        request: RequestId::new(now, rng),
        kind: AuditKind::CodeRedeemed,
        person: Some(PersonId::new(NOW, rng)),
        eid: Some(EidId::new(NOW, rng)),
        client: None,
        company: None,
        login: None,
        detail: "0".repeat(80),
    }
}

/// Makes the tables.
async fn prepare(url: &str) -> Outcome {
    let db = Db::open(&DatabaseConfig::from_url(url)?).await?;
    migrate::migrate(&db).await?;
    Ok(())
}

/// The engine without anything of ours: one thread, one table, groups of rows.
fn bare(file: &Path, group: u64, seconds: u64) -> Outcome<Done> {
    let connection = alone(file)?;
    connection.execute(TABLE, [])?;
    let body = vec![7_u8; ROW_BYTES];
    groups(&connection, group, seconds, |_| {
        connection.prepare_cached(INSERT)?.execute([&body])?;
        Ok(())
    })
}

/// The same with our table, its two trees and the very row that `writes` writes.
fn alike(url: &str, group: u64, seconds: u64) -> Outcome<Done> {
    let file = url.strip_prefix("sqlite:").ok_or("a URL of SQLite")?;
    let connection = alone(Path::new(file))?;
    let rng = SeededRng::new(1);
    groups(&connection, group, seconds, |number| {
        let row = audit_row(NOW + Duration::from_millis(number), &rng);
        let mut insert = connection.prepare_cached(ALIKE)?;
        insert.execute(rusqlite::params![
            row.id.as_bytes(),
            row.at.micros(),
            row.request.as_bytes(),
            row.kind.word(),
            row.person.as_ref().map(PersonId::as_bytes),
            row.eid.as_ref().map(EidId::as_bytes),
            row.detail,
        ])?;
        Ok(())
    })
}

fn alone(file: &Path) -> Outcome<rusqlite::Connection> {
    let connection = rusqlite::Connection::open(file)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    Ok(connection)
}

fn groups(
    connection: &rusqlite::Connection,
    group: u64,
    seconds: u64,
    insert: impl Fn(u64) -> Outcome,
) -> Outcome<Done> {
    let (began, mut rows) = (clock(), 0);
    while began.elapsed() < Duration::from_secs(seconds) {
        connection.execute_batch("begin immediate")?;
        for number in rows..rows + group {
            insert(number)?;
        }
        connection.execute_batch("commit")?;
        rows += group;
    }
    Ok(Done {
        rows,
        seconds: began.elapsed().as_secs_f64(),
    })
}

/// Fills a database with people who look like real ones: each has an active eID and a card.
async fn fill(url: &str, from: u64, to: u64) -> Outcome<Done> {
    let db = Db::open(&DatabaseConfig::from_url(url)?).await?;
    let began = clock();
    for first in (from..to).step_by(usize::try_from(CHUNK)?) {
        let last = to.min(first + CHUNK);
        db.write(move |tx| {
            Box::pin(async move {
                for number in first..last {
                    let (person, eid, card) = somebody(number).map_err(broken)?;
                    let person = person_insert(tx, &person).await?;
                    let eid = eid_insert(tx, &eid).await?;
                    if !person.is_spent() || !eid.is_spent() {
                        return Err(broken("somebody is there already"));
                    }
                    card_insert(tx, &card).await?;
                }
                Ok(Commit(()))
            })
        })
        .await?;
    }
    Ok(Done {
        rows: to.saturating_sub(from),
        seconds: began.elapsed().as_secs_f64(),
    })
}

fn broken(error: impl ToString) -> Rollback {
    Rollback::Error(lykill_store::StoreError::Database(error.to_string()))
}

/// Secrets are random bytes as long as sealed ones; nobody logs in as these people.
fn somebody(number: u64) -> Outcome<(Person, Eid, Card)> {
    let rng = SeededRng::new(number ^ 0x5ca1_ab1e);
    let now = NOW + Duration::from_millis(number);
    let bytes = |count: usize| {
        let mut bytes = vec![0; count];
        rng.fill(&mut bytes);
        bytes
    };
    let person = Person {
        id: PersonId::new(now, &rng),
        name: DisplayName::parse(&format!("Áile Såstad-Nordmann {number}"))?,
        birth_date: "1980-02-29".parse()?,
        national_id: Some(SealedNationalId {
            sealed: Sealed(bytes(60)),
            lookup: Lookup(bytes(41)),
        }),
        email: Some(EmailAddress::from_checked(format!(
            "aile{number}@post.example"
        ))),
        phone: Some("+47 55 55 55 55".to_owned()),
        address: vec!["Storgata 1".to_owned(), "9999 Fjordvik".to_owned()],
        language: Language::Nb,
        is_protected: false,
        created_at: now,
    };
    let eid = Eid {
        id: EidId::new(now, &rng),
        person: person.id,
        user_id: UserId::from_normal(format!("filled-{number}")),
        proofed: Level::Substantial,
        state: EidState::Active {
            password: StoredHash("0".repeat(110)),
        },
        card_threshold: 20,
        created_at: now,
    };
    let card = Card {
        id: CardId::new(now, &rng),
        eid: eid.id,
        kind: CardKind::KeyCard,
        label: CardLabel(format!("Z{number:07}")),
        secret: Sealed(bytes(90)),
        state: CardState::Active,
        pinned: None,
        used: 0,
        successor_ordered: false,
        ordered_at: now,
    };
    Ok((person, eid, card))
}
