//! What only a demo does: a person whose card is nearly used up, made by really using it up; the
//! codes of devices that nobody holds in their hand.

use crate::login::key_card_numbers;
use crate::{Context, Error, otp_token};
use lykill_core::Moving;
use lykill_core::id::{LoginId, PersonId};
use lykill_crypto::pure::oath;
use lykill_issuer::types::{CardKind, TokenPurpose};
use lykill_issuer::user_id;
use lykill_store::card::{card_activate, card_list_of, card_pin, card_spend, card_used};
use lykill_store::eid::eid_by_user_id;
use lykill_store::otp_token::otp_token_of;
use lykill_store::{Commit, Rollback, Tx};
use std::sync::Arc;

/// Spends keys of a user id's oldest card until `left` are left; gives how many are left.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn spend_keys(ctx: &Context, user_id: &str, left: u32) -> Result<Option<u32>, Error> {
    let job = Arc::new((ctx.clone(), user_id.to_owned(), left));
    let spent = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move {
            let (ctx, user_id, left) = job.as_ref();
            spend(tx, ctx, user_id, *left).await
        })
    });
    Ok(spent.await?)
}

async fn spend(
    tx: &mut Tx<'_>,
    ctx: &Context,
    typed: &str,
    left: u32,
) -> Result<Commit<Option<u32>>, Rollback> {
    let Ok(user_id) = user_id::parse(typed) else {
        return Ok(Commit(None));
    };
    let Some(eid) = eid_by_user_id(tx, &user_id).await? else {
        return Ok(Commit(None));
    };
    let Some(card) = card_list_of(tx, eid.id, CardKind::KeyCard)
        .await?
        .into_iter()
        .next()
    else {
        return Ok(Commit(None));
    };
    let _active_before = card_activate(tx, card.id).await?;
    let used = card_used(tx, card.id).await?;
    let now = ctx.now();
    let mut keys_left = card.keys_left();
    for number in key_card_numbers(ctx, &card)? {
        if keys_left <= left || used.contains(&number) {
            continue;
        }
        let login = LoginId::new(now, ctx.rng.as_ref());
        let pinned = card_pin(tx, card.id, number).await?.is_spent();
        if pinned
            && card_spend(tx, card.id, number, now, login)
                .await?
                .is_spent()
        {
            keys_left -= 1;
        }
    }
    Ok(Commit(Some(keys_left)))
}

/// What a device shows: in a demo there is nobody to press its button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownCode {
    /// The number on its back.
    pub serial: String,
    /// By which method it logs in.
    pub purpose: TokenPurpose,
    /// The code that comes next.
    pub code: String,
}

/// The codes that the devices of a person show now.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn shown_codes(ctx: &Context, person: PersonId) -> Result<Vec<ShownCode>, Error> {
    let job = Arc::new(ctx.clone());
    let shown = ctx.db.read(move |tx| {
        let ctx = Arc::clone(&job);
        Box::pin(async move {
            let mut shown = Vec::new();
            for purpose in TokenPurpose::ALL {
                if let Some(token) = otp_token_of(tx, person, purpose).await? {
                    let secret = otp_token::secret(&ctx, &token)?;
                    let counter = match token.profile.moving {
                        Moving::Counter => token.next,
                        Moving::Clock { period_s } => oath::step(ctx.now().seconds(), period_s),
                    };
                    let (hash, digits) = (token.profile.hash, token.profile.digits);
                    let code = oath::code(secret.expose(), counter, hash, digits);
                    shown.push(ShownCode {
                        serial: token.serial.to_string(),
                        purpose,
                        code: oath::shown(code, digits),
                    });
                }
            }
            Ok(shown)
        })
    });
    Ok(shown.await?)
}
