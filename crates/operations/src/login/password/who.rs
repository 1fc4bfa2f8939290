//! Who is named at the password step: by user id, by the number of a welcome letter, or by national
//! number where the chosen method asks for that.

use crate::login::lanes::nobody_at;
use crate::person::find_eid;
use crate::{Context, letters};
use lykill_core::{Lookup, NationalId};
use lykill_crypto::pure::b64;
use lykill_issuer::types::{Eid, Letter, UserId};
use lykill_issuer::{letter, user_id};
use lykill_store::eid::{eid_by_user_id, eid_fetch};
use lykill_store::letter::letter_by_number;
use lykill_store::{StoreError, Tx};

/// What was typed, as what it can be; no text can be two of them.
#[derive(Debug, Clone)]
pub(super) struct Who {
    text: String,
    /// The normal form of the user id.
    user_id: Option<UserId>,
    /// The keyed hashes of a letter's number.
    letters: Vec<Lookup>,
    /// The keyed hashes of a national number.
    people: Vec<Lookup>,
}

/// Whom it names, if anybody, and in which lane that is tried.
#[derive(Debug, Clone)]
pub(super) struct Named {
    pub(super) eid: Option<Eid>,
    pub(super) letter: Option<Letter>,
    /// The lane of strangers; at a national number it is the number's, whoever has it.
    pub(super) lane_name: String,
    /// Whether it is a letter's number, that of a living one or not.
    pub(super) by_letter: bool,
    /// Whether it is a national number, where one is asked for.
    pub(super) by_number: bool,
}

impl Named {
    /// The lane whose waits are told. A known device has its holder's own, however they are named.
    pub(super) fn shown_lane(&self, known: bool) -> &str {
        match &self.eid {
            Some(eid) if known && self.by_number => eid.user_id.as_str(),
            _ => &self.lane_name,
        }
    }
}

impl Who {
    pub(super) fn read(ctx: &Context, text: &str) -> Self {
        let user_id = user_id::parse(text).ok();
        let digits = match user_id {
            Some(_) => None,
            None => letter::read_number(text),
        };
        let number = match (&user_id, &digits) {
            (None, None) => NationalId::parse(ctx.settings.profile, text).ok(),
            _ => None,
        };
        let ring = ctx.keys.lookup();
        let lookups = |id: &NationalId| ring.lookups("national-id", id.digits().as_bytes());
        Self {
            text: number.as_ref().map_or(text, |id| id.digits()).to_owned(),
            user_id,
            letters: digits
                .map(|digits| letters::lookups(ctx, &digits))
                .unwrap_or_default(),
            people: number.as_ref().map(lookups).unwrap_or_default(),
        }
    }

    /// The eID that it names, whatever the method asks for, and the letter.
    pub(super) async fn find(
        &self,
        tx: &mut Tx<'_>,
    ) -> Result<(Option<Eid>, Option<Letter>), StoreError> {
        if let Some(user_id) = &self.user_id {
            return Ok((eid_by_user_id(tx, user_id).await?, None));
        }
        for number in &self.letters {
            if let Some(letter) = letter_by_number(tx, number).await? {
                return Ok((eid_fetch(tx, letter.eid).await?, Some(letter)));
            }
        }
        Ok((find_eid(tx, &self.people).await?, None))
    }

    /// Whom that is at a method that asks for the national number, or at one that does not: what
    /// is not asked for names nobody.
    pub(super) fn at(
        &self,
        asks_number: bool,
        (eid, letter): (Option<Eid>, Option<Letter>),
    ) -> Named {
        let is_asked = asks_number == (self.user_id.is_none() && self.letters.is_empty());
        let (eid, letter) = if is_asked {
            (eid, letter)
        } else {
            (None, None)
        };
        let by_letter = is_asked && !self.letters.is_empty();
        let lane_name = match (&letter, self.letters.first()) {
            (Some(letter), _) => letter_lane(&letter.number),
            (None, Some(number)) if is_asked => letter_lane(number),
            _ => self.own_lane(is_asked),
        };
        Named {
            eid,
            letter,
            lane_name,
            by_letter,
            by_number: is_asked && asks_number,
        }
    }

    /// What names nobody gets a lane like any unknown user id, which is nobody's; so does every
    /// national number: the lane of its holder's user id would tell whose it is (security.md case
    /// 37).
    fn own_lane(&self, is_asked: bool) -> String {
        match &self.user_id {
            Some(user_id) if is_asked => user_id.as_str().to_owned(),
            _ => nobody_at(&self.text),
        }
    }
}

/// The name of a letter's lane: the same whether its number or its eID's user id is typed. No user
/// id has a line break in it.
pub(super) fn letter_lane(number: &Lookup) -> String {
    format!("letter\n{}", b64::encode(&number.0))
}
