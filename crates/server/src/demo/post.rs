//! The post of the test people: what the delivery worker put into the two folders, as JSON for
//! programs and as a page for people. The keys of a card are derived as the printer derives them.

use super::run::Addresses;
use lykill_core::Secret;
use lykill_core::id::{CardId, PersonId};
use lykill_delivery::{PostItem, PostKind, card_keys, post};
use lykill_operations::Context;
use lykill_store::card_fetch;
use serde_json::{Map, Value, json};
use std::io;
use std::path::PathBuf;

/// Where the post lies.
#[derive(Debug, Clone)]
pub(super) struct PostBox {
    pub(super) mail: PathBuf,
    pub(super) cards: PathBuf,
    pub(super) letters: PathBuf,
}

impl PostBox {
    /// What was delivered, to one person or to all, oldest first.
    pub(super) async fn read(&self, person: Option<PersonId>) -> io::Result<Vec<PostItem>> {
        let here = self.clone();
        let reading = tokio::task::spawn_blocking(move || {
            post::read(&[&here.mail, &here.cards, &here.letters])
        });
        let mut items = reading.await.map_err(io::Error::other)??;
        items.retain(|item| person.is_none_or(|person| item.person == person));
        Ok(items)
    }
}

/// The numbers and keys of a card, lowest number first; none when the card is gone.
pub(super) async fn keys(ctx: &Context, card: CardId) -> Secret<Vec<(String, String)>> {
    let card = ctx.db.read(move |tx| Box::pin(card_fetch(tx, card))).await;
    let pairs = card
        .ok()
        .flatten()
        .and_then(|card| card_keys(&ctx.keys, &card).ok());
    Secret::new(pairs.unwrap_or_default())
}

/// Where a file of an item is.
pub(super) fn file_path(item: &PostItem, name: &str) -> String {
    format!("/demo/post/{}/{name}", item.id)
}

/// An item as programs read it.
pub(super) async fn as_json(ctx: &Context, addresses: &Addresses, item: &PostItem) -> Value {
    let attachments = item.attachments.iter().map(|file| {
        json!({
            "name": file.name,
            "content_type": file.content_type,
            "url": format!("{}{}", addresses.issuer, file_path(item, &file.name)),
        })
    });
    let mut shown = json!({
        "id": item.id,
        "kind": item.kind.word(),
        "to": item.to,
        "at": item.at.to_jiff().to_string(),
        "subject": item.subject,
        "text": item.text,
        "attachments": attachments.collect::<Vec<_>>(),
    });
    if let (PostKind::KeyCard, Some(card), Value::Object(members)) =
        (item.kind, item.card, &mut shown)
    {
        let keys = keys(ctx, card).await;
        let pairs = keys
            .expose()
            .iter()
            .map(|(number, key)| (number.clone(), json!(key)));
        members.insert(
            "keys".to_owned(),
            Value::Object(pairs.collect::<Map<_, _>>()),
        );
    }
    shown
}
