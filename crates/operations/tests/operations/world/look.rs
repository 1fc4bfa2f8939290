//! What a test may look at: paper, post, the audit log, tokens.

use super::World;
use lykill_core::audit::{AuditKind, AuditRow};
use lykill_core::id::PersonId;
use lykill_core::{EffectKind, Secret};
use lykill_crypto::pure::b64;
use lykill_crypto::pure::card::{CardSecret, format_key};
use lykill_crypto::pure::seal::Aad;
use lykill_issuer::types::{Card, CardKind, CardLabel};
use lykill_operations::answer::{JsonAnswer, KeyView};
use lykill_operations::{Context, userinfo};
use lykill_store::{
    AuditFilter, OutboxRow, OutboxState, audit_list, card_by_label, card_list, outbox_list,
};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The cards of an eID, oldest first.
pub async fn cards(ctx: &Context, eid: lykill_core::id::EidId) -> Vec<Card> {
    ctx.db
        .read(move |tx| Box::pin(async move { card_list(tx, eid).await }))
        .await
        .expect("cards")
}

/// The card of a label.
pub async fn card(ctx: &Context, label: &str) -> Card {
    let label = Arc::new(CardLabel(label.to_owned()));
    let read = ctx.db.read(move |tx| {
        let label = Arc::clone(&label);
        Box::pin(async move { card_by_label(tx, &label).await })
    });
    let mut cards = read.await.expect("cards");
    assert_eq!(cards.len(), 1, "labels of a test stand once");
    cards.remove(0)
}

/// Opens a card's secret as the printer does.
pub fn secret_of(ctx: &Context, card: &Card) -> Option<CardSecret> {
    let aad = Aad {
        table: "card",
        row: card.id.as_bytes(),
        owner: card.eid.as_bytes(),
    };
    let opened = ctx.keys.seal().open(&aad, &card.secret).ok()?;
    CardSecret::from_bytes(opened.expose()).ok()
}

/// What is printed on a card: number and key.
pub fn printed(ctx: &Context, card: &Card) -> BTreeMap<u16, String> {
    let secret = secret_of(ctx, card).expect("a sealed secret");
    let ring = ctx.keys.card();
    if card.kind == CardKind::PinLetter {
        let key = |number| ring.key(&secret, number).expect("the letter's pepper");
        return (1..=20)
            .map(|number| (number, format_key(key(number))))
            .collect();
    }
    let pairs = ring.pairs(&secret).expect("the card's pepper");
    pairs
        .iter()
        .map(|pair| (pair.number, format_key(pair.key)))
        .collect()
}

/// The key that a prompt asks for.
pub async fn right_key(ctx: &Context, view: &KeyView) -> String {
    printed(ctx, &card(ctx, &view.card).await)[&view.number].clone()
}

/// A key that is another than this one.
pub fn wrong_key(right: &str) -> String {
    let number: u32 = right.parse().expect("six digits");
    format_key((number + 1) % 1_000_000)
}

/// What waits in the outbox, oldest first.
pub async fn outbox(ctx: &Context) -> Vec<EffectKind> {
    let rows = waiting(ctx).await;
    rows.iter().map(|row| opened(ctx, row)).collect()
}

/// The rows that wait in the outbox, oldest first.
pub async fn waiting(ctx: &Context) -> Vec<OutboxRow> {
    let read = ctx
        .db
        .read(|tx| Box::pin(async move { outbox_list(tx, OutboxState::Waiting).await }));
    read.await.expect("the outbox")
}

/// What a waiting row carries.
pub fn opened(ctx: &Context, row: &OutboxRow) -> EffectKind {
    let aad = Aad {
        table: "outbox",
        row: row.id.as_bytes(),
        owner: row.person.as_bytes(),
    };
    let sealed = row.body.as_ref().expect("a waiting row has its body");
    let plain = ctx.keys.seal().open(&aad, sealed).expect("a sealed body");
    serde_json::from_slice(plain.expose()).expect("an effect")
}

/// What stands on the two letters to somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letters {
    /// The number of the welcome letter.
    pub number: String,
    /// The temporary password.
    pub password: String,
}

/// Opens the letters that wait in the outbox for a person.
pub async fn posted(ctx: &Context, person: PersonId) -> Letters {
    let (mut number, mut word) = (None, None);
    for row in waiting(ctx).await.iter().filter(|row| row.person == person) {
        match opened(ctx, row) {
            EffectKind::WelcomeLetter { letter_number, .. } => number = Some(letter_number),
            EffectKind::TemporaryPasswordLetter { password, .. } => word = Some(password),
            _ => {}
        }
    }
    Letters {
        number: number.expect("a welcome letter"),
        password: word.expect("a letter with a temporary password"),
    }
}

/// The address and code of every e-mail with a code, oldest first.
pub async fn mailed_codes(ctx: &Context) -> Vec<(String, String)> {
    let mail = |effect| match effect {
        EffectKind::LinkCodeEmail { to, code, .. } => Some((to, code)),
        _ => None,
    };
    outbox(ctx).await.into_iter().filter_map(mail).collect()
}

/// The newest code.
pub async fn mailed_code(ctx: &Context) -> String {
    let (_, code) = mailed_codes(ctx).await.pop().expect("an e-mail");
    code
}

/// How many cards were ordered to be printed.
pub async fn prints(ctx: &Context) -> usize {
    let effects = outbox(ctx).await;
    let is_card = |effect: &&EffectKind| matches!(effect, EffectKind::KeyCard { .. });
    effects.iter().filter(is_card).count()
}

/// The audit rows of a kind, newest first.
pub async fn audit(ctx: &Context, kind: AuditKind) -> Vec<AuditRow> {
    let filter = AuditFilter {
        kind: Some(kind),
        limit: 100_000,
        ..AuditFilter::default()
    };
    let rows = ctx
        .db
        .read(move |tx| Box::pin(async move { audit_list(tx, &filter).await }));
    rows.await.expect("the audit log")
}

/// How many audit rows there are of a kind.
pub async fn count(ctx: &Context, kind: AuditKind) -> usize {
    audit(ctx, kind).await.len()
}

/// The claims of an ID token in a token response.
#[track_caller]
pub fn claims(answer: &JsonAnswer) -> Value {
    assert_eq!(answer.status, 200, "{}", answer.body);
    let token = answer.body["id_token"].as_str().expect("an ID token");
    let payload = token.split('.').nth(1).expect("three parts");
    serde_json::from_slice(&b64::decode(payload).expect("base64url")).expect("JSON")
}

/// The userinfo endpoint's answer to the access token of a token response.
pub async fn ask_userinfo(ctx: &Context, tokens: &JsonAnswer) -> JsonAnswer {
    let token = tokens.body["access_token"]
        .as_str()
        .expect("an access token");
    let header = Secret::new(format!("Bearer {token}"));
    userinfo::answer(ctx, Some(header.expose()))
        .await
        .expect("a database")
}

/// The error of a token response.
#[track_caller]
pub fn token_error(answer: &JsonAnswer) -> String {
    answer.body["error"]
        .as_str()
        .unwrap_or_else(|| panic!("no error in {}", answer.body))
        .to_owned()
}

/// The id of the key that signs now.
pub fn signing_kid(ctx: &Context) -> String {
    let key = ctx.signers.current(ctx.now());
    key.expect("a key that signs").kid().to_owned()
}

/// Does something to the database beside the server, as its administrator can; on SQLite.
pub fn tamper(world: &World, text: &str) {
    let db = rusqlite::Connection::open(world.home().join("lykill.db")).expect("the file");
    db.busy_timeout(std::time::Duration::from_secs(5))
        .expect("patience");
    assert!(db.execute_batch(text).is_ok(), "{text}");
}
