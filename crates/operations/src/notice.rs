//! Notices to a person: by e-mail, or by SMS to who has a telephone and no e-mail address.

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
    let language = person.language;
    let (effect, within) = match (&person.email, &person.phone) {
        (Some(to), _) => {
            let to = to.as_str().to_owned();
            let effect = EffectKind::NoticeEmail {
                to,
                language,
                notice,
            };
            (effect, days(7))
        }
        // A text message days later would only frighten.
        (None, Some(phone)) if ctx.settings.sms => {
            let to = phone.clone();
            let effect = EffectKind::NoticeSms {
                to,
                language,
                notice,
            };
            (effect, days(1))
        }
        (None, _) => return Ok(false),
    };
    let window = Window {
        now,
        delay: Duration::ZERO,
        within,
    };
    order(tx, ctx, person.id, &effect, &window).await?;
    Ok(true)
}
