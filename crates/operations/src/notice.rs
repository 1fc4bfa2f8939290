//! Notices to a person: by e-mail, or by SMS to who has a telephone and no e-mail address. What is
//! about their address goes on paper to who has neither.

use crate::Context;
use crate::letters::lines_at;
use crate::outbox::{Window, order};
use lykill_core::effect::Notice;
use lykill_core::time::days;
use lykill_core::{EffectKind, Timestamp};
use lykill_issuer::letter::NEW_ADDRESS_WAITS;
use lykill_issuer::types::Person;
use lykill_store::former_address::former_address_list;
use lykill_store::{StoreError, Tx};
use std::time::Duration;

/// A letter that its printer does not take within this time is not sent any more.
pub(crate) const LETTER_WITHIN: Duration = days(30);

/// Orders a notice and says whether there is a way to tell the person.
pub(crate) async fn tell(
    tx: &mut Tx<'_>,
    ctx: &Context,
    person: &Person,
    (notice, now): (Notice, Timestamp),
) -> Result<bool, StoreError> {
    let way = mail(person, &notice).or_else(|| sms(ctx, person, &notice));
    let Some(way) = way else {
        return Ok(false);
    };
    send(tx, ctx, person, (way, now)).await?;
    Ok(true)
}

/// Orders a notice by every way by which the person could be reached before their address changed:
/// whoever took over one of them does not hide it. Who has neither e-mail nor SMS gets a letter at
/// each address that they left lately, or at the one that they have always had. Says whether
/// there was a way.
pub(crate) async fn tell_everywhere(
    tx: &mut Tx<'_>,
    ctx: &Context,
    person: &Person,
    (notice, now): (Notice, Timestamp),
) -> Result<bool, StoreError> {
    let electronic = [mail(person, &notice), sms(ctx, person, &notice)];
    let mut ways: Vec<Way> = electronic.into_iter().flatten().collect();
    if ways.is_empty() {
        ways = paper(tx, person, (notice, now)).await?;
    }
    let is_told = !ways.is_empty();
    for way in ways {
        send(tx, ctx, person, (way, now)).await?;
    }
    Ok(is_told)
}

/// Whether a person can be told at once: by e-mail or SMS.
pub(crate) fn reaches_at_once(ctx: &Context, person: &Person) -> bool {
    person.email.is_some() || (person.phone.is_some() && ctx.settings.sms)
}

/// A notice, and how long it may take.
type Way = (EffectKind, Duration);

fn mail(person: &Person, notice: &Notice) -> Option<Way> {
    let effect = EffectKind::NoticeEmail {
        to: person.email.as_ref()?.as_str().to_owned(),
        language: person.language,
        notice: notice.clone(),
    };
    Some((effect, days(7)))
}

fn sms(ctx: &Context, person: &Person, notice: &Notice) -> Option<Way> {
    let phone = person.phone.as_ref().filter(|_| ctx.settings.sms)?;
    let effect = EffectKind::NoticeSms {
        to: phone.clone(),
        language: person.language,
        notice: notice.clone(),
    };
    // A text message days later would only frighten.
    Some((effect, days(1)))
}

async fn paper(
    tx: &mut Tx<'_>,
    person: &Person,
    (notice, now): (Notice, Timestamp),
) -> Result<Vec<Way>, StoreError> {
    let mut places = former_address_list(tx, person.id, now - NEW_ADDRESS_WAITS).await?;
    if places.is_empty() && !person.address.is_empty() {
        places.push(person.address.clone());
    }
    let letter = |address: Vec<String>| {
        let effect = EffectKind::NoticeLetter {
            to: lines_at(person, &address),
            language: person.language,
            notice: notice.clone(),
        };
        (effect, LETTER_WITHIN)
    };
    Ok(places.into_iter().map(letter).collect())
}

async fn send(
    tx: &mut Tx<'_>,
    ctx: &Context,
    person: &Person,
    ((effect, within), now): (Way, Timestamp),
) -> Result<(), StoreError> {
    let window = Window {
        now,
        delay: Duration::ZERO,
        within,
    };
    order(tx, ctx, person.id, &effect, &window).await.map(drop)
}
