//! What the measurements are compared with: the rate of the hash pool alone, a bare JSON route,
//! and a PostgreSQL server that writes durably. And what needs no server: key cards.

use axum::Json;
use axum::extract::State;
use axum::routing::get;
use lykill_core::{CardFormat, Language, Profile, Secret, random};
use lykill_crypto::engine::{HasherConfig, KeyFile, Keys, PasswordHasher, SystemRng};
use lykill_crypto::pure::password::PasswordHash;
use lykill_delivery::{CardPrint, Letterhead, card_paper};
use lykill_testkit::PgCluster;
use serde_json::{Value, json};
use std::error::Error;
use std::io::{self, Write as _};
use std::sync::Arc;

type Outcome<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

const USAGE: &str = "\
bench-limit argon2 HASHES CALLERS   verify passwords on the pool; print hashes and CPU seconds
bench-limit cards CARDS             derive and render key cards; print cards and CPU seconds
bench-limit json FILE               serve that document on a bare route until standard input ends
bench-limit postgres                run a durable server until standard input ends";

fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    match words.as_slice() {
        ["argon2", hashes, callers] => runtime.block_on(argon2(hashes.parse()?, callers.parse()?)),
        ["cards", cards] => key_cards(cards.parse()?),
        ["json", file] => runtime.block_on(bare_route(file)),
        ["postgres"] => postgres(),
        _ => Err(USAGE.into()),
    }
}

/// Verifies one password `hashes` times on the pool that the server uses, `callers` at once.
async fn argon2(hashes: usize, callers: usize) -> Outcome {
    let folder = tempfile::tempdir()?;
    let file = KeyFile::create(&folder.path().join("keys"), &SystemRng)?;
    let peppers = Keys::of(&file).password_peppers();
    let hasher = Arc::new(PasswordHasher::start(
        HasherConfig::for_this_machine(),
        peppers,
    )?);
    let password = Secret::new("seven grey seals on a skerry".to_owned());
    let stored = Arc::new(hasher.hash(&password, random::bytes(&SystemRng)).await?);
    // Until then the threads fetch their memory, which a server that runs did long ago.
    verify(&hasher, &password, &stored, (callers * 2, callers)).await?;
    let before = cpu_seconds()?;
    verify(&hasher, &password, &stored, (hashes, callers)).await?;
    let spent = cpu_seconds()? - before;
    say(&json!({ "hashes": hashes, "cpu_seconds": spent }))
}

/// Derives so many cards, each of its own secret, and renders each as its PDF, one at a time.
fn key_cards(cards: usize) -> Outcome {
    let folder = tempfile::tempdir()?;
    let file = KeyFile::create(&folder.path().join("keys"), &SystemRng)?;
    let keys = Keys::of(&file);
    let head = Letterhead::new("Lykill", Some("75 00 00 00"), Profile::TestNo)?;
    let to = ["Mette Hald", "Strandgata 1", "6100 Volda"].map(str::to_owned);
    let before = cpu_seconds()?;
    for _ in 0..cards {
        let secret = keys.card().secret(random::bytes(&SystemRng));
        let pairs = keys.card().pairs(&secret)?;
        let pairs: Vec<_> = pairs.iter().map(|pair| (pair.number, pair.key)).collect();
        let print = CardPrint {
            to: &to,
            language: Language::Nb,
            label: "R413-882",
            pairs: &pairs,
        };
        let paper = card_paper(CardFormat::Standard, &print, &head)?;
        std::hint::black_box(paper.pdf.expose().len());
    }
    let spent = cpu_seconds()? - before;
    say(&json!({ "cards": cards, "cpu_seconds": spent }))
}

async fn verify(
    hasher: &Arc<PasswordHasher>,
    password: &Secret<String>,
    stored: &Arc<PasswordHash>,
    (hashes, callers): (usize, usize),
) -> Outcome {
    let mut running = tokio::task::JoinSet::new();
    for caller in 0..callers {
        let (hasher, password, stored) = (hasher.clone(), password.clone(), stored.clone());
        let share = hashes / callers + usize::from(caller < hashes % callers);
        running.spawn(async move {
            for _ in 0..share {
                if !hasher.verify(&password, &stored).await? {
                    return Err("the right password was not recognised".into());
                }
            }
            Outcome::Ok(())
        });
    }
    while let Some(ended) = running.join_next().await {
        ended??;
    }
    Ok(())
}

/// User and system time of this process, all threads: fields 14 and 15 of `/proc/self/stat` in
/// ticks of 10 ms (proc(5), USER_HZ).
fn cpu_seconds() -> Outcome<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let (_, fields) = stat
        .rsplit_once(')')
        .ok_or("/proc/self/stat has another form")?;
    let ticks = fields
        .split_whitespace()
        .skip(11)
        .take(2)
        .map(str::parse::<f64>);
    Ok(ticks.sum::<Result<f64, _>>()? / 100.0)
}

/// One route of axum that answers with one document: what a JSON endpoint costs at least.
async fn bare_route(file: &str) -> Outcome {
    let document: Value = serde_json::from_str(&std::fs::read_to_string(file)?)?;
    let document: &'static Value = Box::leak(Box::new(document));
    let router = axum::Router::new()
        .route("/", get(answer))
        .with_state(document);
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
    say(&json!({ "address": listener.local_addr()?.to_string() }))?;
    let stdin = tokio::task::spawn_blocking(wait_for_end);
    tokio::select! {
        served = async { axum::serve(listener, router).await } => Ok(served?),
        ended = stdin => Ok(ended??),
    }
}

async fn answer(State(document): State<&'static Value>) -> Json<&'static Value> {
    Json(document)
}

fn postgres() -> Outcome {
    let durable = [("fsync", "on"), ("full_page_writes", "on")];
    let cluster = PgCluster::start_with(&durable)?;
    let pgbench = PgCluster::binary("pgbench")?;
    say(&json!({
        "url": cluster.socket_url("postgres"),
        "pid": cluster.pid(),
        "pgbench": pgbench,
    }))?;
    Ok(wait_for_end()?)
}

fn wait_for_end() -> io::Result<()> {
    io::copy(&mut io::stdin().lock(), &mut io::sink()).map(drop)
}

fn say(line: &Value) -> Outcome {
    let mut out = io::stdout().lock();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}
