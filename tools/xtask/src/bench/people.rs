//! People who can log in: registered by the admin command, with the keys of their printed cards.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use std::thread::sleep;
use std::time::Duration;

use regex::Regex;
use serde_json::Value;

use super::browser::{CLIENT_ID, CLIENT_SECRET, REDIRECT_URI, REFRESHING_ID};
use super::deployment::Deployment;
use crate::run::{Failure, Outcome, failed_to, output};

/// Pairs of a key card.
const PAIRS: usize = 148;
/// Cards that are not printed after so many looks, 100 ms apart, never will be.
const LOOKS: usize = 300;

/// Somebody with a password and a key card.
#[derive(Debug, Clone)]
pub struct Member {
    /// What they log in with.
    pub user_id: String,
    /// What they chose.
    pub password: String,
    /// The keys of their card by number.
    pub keys: BTreeMap<String, String>,
}

static PAIR: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\b([0-9]{4})\s+([0-9]{3}) ([0-9]{3})\b").ok());

/// Registers so many people, whose user ids begin like this, and reads their cards once they are
/// printed.
pub fn register(deployment: &Deployment, prefix: &str, count: usize) -> Outcome<Vec<Member>> {
    let mut members = Vec::new();
    for number in 1..=count {
        let (user_id, password) = (
            format!("{prefix}-{number}"),
            format!("granite-otter-{number}-fog"),
        );
        let person = add(deployment, &user_id, &password)?;
        members.push((person, user_id, password));
    }
    let persons: Vec<&str> = members.iter().map(|(id, ..)| id.as_str()).collect();
    let cards = printed(&deployment.spool(), &persons)?;
    let with_card = members.into_iter().map(|(person, user_id, password)| {
        let file = cards.get(&person);
        let file = file.ok_or_else(|| Failure::new(format!("no card of {user_id} was printed")))?;
        let keys = keys(file)?;
        Ok(Member {
            user_id,
            password,
            keys,
        })
    });
    with_card.collect()
}

/// Registers one person and gives their id.
fn add(deployment: &Deployment, user_id: &str, password: &str) -> Outcome<String> {
    let mut arguments = vec!["person", "add", "--name", "Berit Sund"];
    arguments.extend([
        "--birth-date",
        "1980-02-29",
        "--user-id",
        user_id,
        "--password-stdin",
    ]);
    let added = deployment.admin(&arguments, password)?;
    let person = added.get("person").and_then(Value::as_str);
    let person = person.ok_or_else(|| Failure::new(format!("`person add` answers {added}")))?;
    Ok(person.to_owned())
}

/// The PDF of each person's card, once all are there.
fn printed(spool: &Path, persons: &[&str]) -> Outcome<BTreeMap<String, PathBuf>> {
    for _ in 0..LOOKS {
        let cards = cards(spool);
        if persons.iter().all(|person| cards.contains_key(*person)) {
            return Ok(cards);
        }
        sleep(Duration::from_millis(100));
    }
    Err(Failure::new(format!(
        "the cards were not printed into {}",
        spool.display()
    )))
}

fn cards(spool: &Path) -> BTreeMap<String, PathBuf> {
    let files = fs::read_dir(spool).into_iter().flatten().flatten();
    let jobs = files
        .map(|file| file.path())
        .filter(|path| path.extension().is_some_and(is_json));
    jobs.filter_map(|job| {
        let facts: Value = serde_json::from_str(&fs::read_to_string(&job).ok()?).ok()?;
        let is_card = facts.get("kind")?.as_str()? == "key-card";
        let person = facts.get("person")?.as_str()?.to_owned();
        is_card.then(|| (person, job.with_extension("pdf")))
    })
    .collect()
}

fn is_json(extension: &std::ffi::OsStr) -> bool {
    extension == "json"
}

fn keys(pdf: &Path) -> Outcome<BTreeMap<String, String>> {
    let text = output(Command::new("pdftotext").arg("-layout").arg(pdf).arg("-"))?;
    let keys = pairs(&text);
    if keys.len() == PAIRS {
        return Ok(keys);
    }
    let found = keys.len();
    Err(Failure::new(format!(
        "{} shows {found} keys and not {PAIRS}",
        pdf.display()
    )))
}

fn pairs(text: &str) -> BTreeMap<String, String> {
    let all = PAIR.as_ref().map(|pair| pair.captures_iter(text));
    all.into_iter()
        .flatten()
        .map(|found| {
            let [number, first, second] = found.extract().1;
            (number.to_owned(), format!("{first}{second}"))
        })
        .collect()
}

/// The clients that the logins are for. They are a bank's, so no national number is asked for.
pub fn register_clients(deployment: &Deployment) -> Outcome {
    register_client(deployment, CLIENT_ID, &["authorization_code"])?;
    let grants = ["authorization_code", "refresh_token"];
    register_client(deployment, REFRESHING_ID, &grants)
}

fn register_client(deployment: &Deployment, id: &str, grants: &[&str]) -> Outcome {
    let metadata = serde_json::json!({
        "client_id": id,
        "client_secret": CLIENT_SECRET,
        "client_name": "Bench",
        "redirect_uris": [REDIRECT_URI],
        "grant_types": grants,
        "token_endpoint_auth_method": "client_secret_post",
        "lykill_sector": "bank",
    });
    let file = deployment.write("client.json", &metadata.to_string())?;
    let file = file
        .to_str()
        .ok_or_else(|| failed_to("name the client's file")("not UTF-8"))?;
    deployment
        .admin(&["client", "add", "--file", file], "")
        .map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_read_wherever_they_stand() {
        let text = "0155 Oslo\n 1007  170 344   1260  004 211\n\nPanel 2\n9911 000 001 R413-882\n";
        let found = pairs(text);
        assert_eq!(found.len(), 3, "{found:?}");
        assert_eq!(found["1260"], "004211");
        assert_eq!(found["9911"], "000001");
    }
}
