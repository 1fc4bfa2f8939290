//! Notices to a person: by e-mail, or by SMS to who has a telephone and no e-mail address; by both
//! when somebody may have taken over one of them.

use crate::Context;
use crate::outbox::{Window, order};
use lykill_core::effect::Notice;
use lykill_core::time::days;
use lykill_core::{EffectKind, Timestamp};
use lykill_issuer::types::Person;
use lykill_store::{StoreError, Tx};
use std::time::Duration;

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

/// Orders a notice by every way that there is, and says whether there is one: whoever took over one
/// of them does not hide it.
pub(crate) async fn tell_everywhere(
    tx: &mut Tx<'_>,
    ctx: &Context,
    person: &Person,
    (notice, now): (Notice, Timestamp),
) -> Result<bool, StoreError> {
    let ways = [mail(person, &notice), sms(ctx, person, &notice)];
    let mut is_told = false;
    for way in ways.into_iter().flatten() {
        send(tx, ctx, person, (way, now)).await?;
        is_told = true;
    }
    Ok(is_told)
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
