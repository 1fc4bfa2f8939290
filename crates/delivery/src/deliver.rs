//! One delivery: opens the row, makes the mail or the paper, and hands it over.

use crate::compose::{self, Mail};
use crate::fault::Fault;
use crate::letterhead::Letterhead;
use crate::mailer::{Mailer, Outgoing};
use crate::manifest::PostKind;
use crate::pdf::{PasswordPrint, WelcomePrint};
use crate::printing;
use crate::sms::{self, OutgoingSms, SmsHead, Texter};
use crate::spool::{Paper, PrintJob, Spools};
use crate::turns::Turns;
use lykill_core::id::{CardId, PersonId};
use lykill_core::{Clock, EffectKind, Rng, Timestamp};
use lykill_crypto::engine::Keys;
use lykill_crypto::pure::jose::SigningKey;
use lykill_crypto::pure::seal::Aad;
use lykill_fetch::Fetcher;
use lykill_issuer::types::{Card, PrintJob as Queued, PrintState};
use lykill_store::{Db, OutboxRow};
use std::io;
use std::sync::Arc;

/// The key that signs at a moment; none when every key's time is over. Keys are exchanged while
/// the server runs.
pub type Signer = Arc<dyn Fn(Timestamp) -> Option<Arc<SigningKey>> + Send + Sync>;

/// What a worker needs.
pub struct Delivery {
    /// Where the outbox is.
    pub db: Db,
    /// Opens rows and derives keys of cards.
    pub keys: Arc<Keys>,
    /// How e-mail leaves.
    pub mailer: Mailer,
    /// Where paper goes.
    pub spools: Spools,
    /// Who sends.
    pub letterhead: Letterhead,
    /// How SMS leaves.
    pub texter: Texter,
    /// How voice calls are made that tell a code.
    pub voice: Texter,
    /// What every SMS says of its sender.
    pub sms_head: SmsHead,
    /// Asks others' servers.
    pub fetcher: Fetcher,
    /// Signs logout tokens: the key of that moment.
    pub signer: Signer,
    /// The issuer that they name.
    pub issuer: String,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Draws the ids of audit rows.
    pub rng: Arc<dyn Rng>,
}

/// How an attempt ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It was handed over.
    Delivered,
    /// A gateway took it, and names it so in its receipt.
    Taken(String),
    /// It lies in a print queue.
    Queued(Box<Queued>),
    /// Its time was over before it was handed over: nothing was sent.
    Late,
    /// It was not handed over.
    Failed(Fault),
}

impl Delivery {
    /// Delivers one row. Nothing is sent after the row's time: that is looked at last.
    pub(crate) async fn deliver(&self, row: &OutboxRow, turns: &Turns) -> Outcome {
        let kind = match self.open(row) {
            Ok(kind) => kind,
            Err(fault) => return Outcome::Failed(fault),
        };
        let handed = match &kind {
            EffectKind::SessionEnded { session } => self.fan_out(row, *session).await,
            EffectKind::LogoutToken { .. } => self.tell(row, &kind, turns).await,
            EffectKind::NoticeSms { .. } | EffectKind::CodeSms { .. } => {
                self.text(row, &kind, &self.texter).await
            }
            EffectKind::CodeCall { .. } => self.text(row, &kind, &self.voice).await,
            _ => match compose::mail(&kind, &self.letterhead) {
                Some(mail) => self.send(row, mail).await,
                None => self.print(row, kind).await,
            },
        };
        handed.unwrap_or_else(Outcome::Failed)
    }

    fn open(&self, row: &OutboxRow) -> Result<EffectKind, Fault> {
        // Taken rows have a body; it is erased when they end.
        let body = row.body.as_ref().ok_or(Fault::Unknown)?;
        let place = Aad {
            table: "outbox",
            row: row.id.as_bytes(),
            owner: row.person.as_bytes(),
        };
        let opened = self
            .keys
            .seal()
            .open(&place, body)
            .map_err(|_| Fault::Sealed)?;
        serde_json::from_slice(opened.expose()).map_err(|_| Fault::Unknown)
    }

    async fn send(&self, row: &OutboxRow, mail: Mail) -> Result<Outcome, Fault> {
        let now = self.clock.now();
        if now >= row.expires_at {
            return Ok(Outcome::Late);
        }
        let outgoing = Outgoing {
            id: row.id,
            person: row.person,
            written_at: row.created_at,
            sent_at: now,
            mail,
        };
        self.mailer
            .send(outgoing, row.expires_at.since(now))
            .await?;
        Ok(Outcome::Delivered)
    }

    async fn text(
        &self,
        row: &OutboxRow,
        kind: &EffectKind,
        texter: &Texter,
    ) -> Result<Outcome, Fault> {
        let sms = sms::sms(kind, &self.letterhead, &self.sms_head).ok_or(Fault::Unknown)?;
        let now = self.clock.now();
        if now >= row.expires_at {
            return Ok(Outcome::Late);
        }
        let outgoing = OutgoingSms {
            id: row.id,
            person: row.person,
            sent_at: now,
            sms,
        };
        let limit = row.expires_at.since(now);
        let taken = texter.send(&self.fetcher, outgoing, limit).await?;
        Ok(taken.map_or(Outcome::Delivered, Outcome::Taken))
    }

    async fn print(&self, row: &OutboxRow, kind: EffectKind) -> Result<Outcome, Fault> {
        let card = match kind.card() {
            Some(card) => Some(self.card(card).await?),
            None => None,
        };
        let now = self.clock.now();
        let queued = self.queued(row, &kind, now).ok_or(Fault::Unknown)?;
        let spool = self.spools.of(queued.queue).clone();
        // Written before a crash: whoever prints may have it in hand, so it stays as it is.
        if spool.has(row.id) {
            return Ok(Outcome::Queued(queued));
        }
        if now >= row.expires_at {
            return Ok(Outcome::Late);
        }
        let (keys, head) = (Arc::clone(&self.keys), self.letterhead.clone());
        let (id, person) = (row.id, row.person);
        let document = row.kind.clone();
        let is_protected = self.is_protected(person).await?;
        let printed = tokio::task::spawn_blocking(move || {
            let (kind, to, paper) = paper(kind, card.as_ref(), &keys, &head)?;
            // Only the paper itself says where it goes.
            let to = if is_protected { Vec::new() } else { to };
            let card = card.map(|card| card.id);
            spool.put(&PrintJob {
                id,
                kind,
                document,
                person,
                to,
                printed_at: now,
                paper,
                card,
            })
        });
        printed
            .await
            .map_err(|_| Fault::File(io::ErrorKind::Other))??;
        Ok(Outcome::Queued(queued))
    }

    fn queued(&self, row: &OutboxRow, kind: &EffectKind, now: Timestamp) -> Option<Box<Queued>> {
        let mut queued = Queued::queued(row.id, kind, row.person, now)?;
        if self.spools.of(queued.queue).is_letter_box() {
            queued.state = PrintState::Acknowledged;
            queued.acknowledged_at = Some(now);
        }
        Some(Box::new(queued))
    }

    async fn is_protected(&self, id: PersonId) -> Result<bool, Fault> {
        let fetch = self
            .db
            .read(move |tx| Box::pin(lykill_store::person_is_protected(tx, id)));
        fetch.await.map_err(|_| Fault::Database)
    }

    async fn card(&self, id: CardId) -> Result<Card, Fault> {
        let fetch = self
            .db
            .read(move |tx| Box::pin(lykill_store::card_fetch(tx, id)));
        fetch.await.map_err(|_| Fault::Database)?.ok_or(Fault::Card)
    }
}

/// The paper that `kind` asks for, with what it is and its address.
fn paper(
    kind: EffectKind,
    card: Option<&Card>,
    keys: &Keys,
    head: &Letterhead,
) -> Result<(PostKind, Vec<String>, Paper), Fault> {
    match kind {
        EffectKind::WelcomeLetter {
            to,
            language,
            letter_number,
            activate_url,
            valid_until,
        } => {
            let print = WelcomePrint {
                to: &to,
                language,
                number: &letter_number,
                activate_url: &activate_url,
                valid_until,
            };
            let paper = printing::welcome_letter(&print, head)?;
            Ok((PostKind::Letter, to, paper))
        }
        EffectKind::TemporaryPasswordLetter {
            to,
            language,
            password,
            valid_until,
        } => {
            let print = PasswordPrint {
                to: &to,
                language,
                password: &password,
                valid_until,
            };
            let paper = printing::password_letter(&print, head)?;
            Ok((PostKind::Letter, to, paper))
        }
        EffectKind::NoticeLetter {
            to,
            language,
            notice,
        } => {
            let paper = printing::notice_letter((&to, language), &notice, head)?;
            Ok((PostKind::Letter, to, paper))
        }
        EffectKind::KeyCard { .. } | EffectKind::PinLetter { .. } => {
            let card = card.ok_or(Fault::Card)?;
            card_paper(kind, (keys, card), head)
        }
        EffectKind::LinkCodeEmail { .. }
        | EffectKind::NoticeEmail { .. }
        | EffectKind::NoticeSms { .. }
        | EffectKind::CodeSms { .. }
        | EffectKind::CodeCall { .. }
        | EffectKind::SessionEnded { .. }
        | EffectKind::LogoutToken { .. } => Err(Fault::Unknown),
    }
}

/// The paper of a card, or of a letter of codes.
fn card_paper(
    kind: EffectKind,
    card: (&Keys, &Card),
    head: &Letterhead,
) -> Result<(PostKind, Vec<String>, Paper), Fault> {
    match kind {
        EffectKind::KeyCard {
            to,
            language,
            card: _,
            format,
        } => {
            let paper = printing::key_card((&to, language, format), card, head)?;
            Ok((PostKind::KeyCard, to, paper))
        }
        EffectKind::PinLetter {
            to,
            language,
            card: _,
        } => {
            let paper = printing::pin_letter((&to, language), card, head)?;
            Ok((PostKind::Letter, to, paper))
        }
        _ => Err(Fault::Unknown),
    }
}
