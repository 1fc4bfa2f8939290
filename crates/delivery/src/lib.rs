//! What leaves the house: e-mails, letters, key cards, and logout tokens to services.
//!
//! Operations put effects into the outbox; a [`Worker`] drains it. Delivery is at least once and
//! idempotent: an e-mail's Message-ID and a paper's file name come from the outbox id, so a
//! delivery that is repeated after a crash is the same mail and the same file. Nothing is sent
//! after its time, and no log line carries an address, a name or what a mail server wrote.
//!
//! Deliberately absent: an HTTP client of its own, SQL text, the clock and randomness (both are
//! handed in).

mod backoff;
mod beside;
mod braille;
mod card_keys;
mod card_paper;
mod compose;
mod conclude;
mod counters;
mod deliver;
mod drop_folder;
mod fault;
mod inert;
mod letterhead;
mod logout_token;
mod mailer;
mod manifest;
mod pdf;
mod printing;
mod read_aloud;
mod services;
mod sms;
mod spool;
mod sweep;
mod turns;
mod words;
mod worker;

pub mod fuzz;
pub mod post;

pub use backoff::{ATTEMPTS_MAX, LOGOUT_ATTEMPTS_MAX, next_attempt};
pub use card_keys::card_keys;
pub use card_paper::{CardFile, CardPaper, card_paper};
pub use counters::{Counters, Counts};
pub use deliver::{Delivery, Signer};
pub use fault::Fault;
pub use letterhead::{Letterhead, UnknownZone};
pub use mailer::{MailFolder, Mailer, NotASender, Sender, Smtp, SmtpConfigError};
pub use pdf::{CardPrint, PdfError};
pub use post::{PostFile, PostItem, PostKind};
pub use sms::{BadTemplate, Gateway, Named, SmsFolder, SmsHead, Taken, Template, Texter};
pub use spool::{Spool, Spools};
pub use worker::Worker;
