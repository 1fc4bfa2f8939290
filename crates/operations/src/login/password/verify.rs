//! The slow comparison, outside any transaction.

use super::Reserved;
use crate::answer::Problem;
use crate::{Context, Error, password_hash};
use lykill_core::Secret;
use lykill_crypto::engine::Place;
use lykill_crypto::pure::password::PASSWORD_BYTES_MAX;
use lykill_issuer::activation;
use lykill_issuer::types::{EidState, Letter, LetterState, StoredHash};

/// What verification found.
pub(in crate::login) enum Verified {
    No,
    /// The right temporary password, of letters that no longer activate anything: whoever holds
    /// them is told so.
    Dead(Problem),
    /// The temporary password of an eID that awaits activation.
    Temporary,
    /// The holder's own password, and its hash under newer parameters where those changed.
    Own {
        rehashed: Option<StoredHash>,
    },
}

/// Does the same work whatever the eID is: one hash. What is too long to be anybody's password
/// is not hashed, whoever is asked for (security.md case 32).
pub(in crate::login) async fn verify(
    ctx: &Context,
    place: Place<'_>,
    reserved: &Reserved,
    password: &Secret<String>,
) -> Result<Verified, Error> {
    if password.expose().len() > PASSWORD_BYTES_MAX {
        return Ok(Verified::No);
    }
    if let Some(letter) = &reserved.letter {
        let typed = Secret::new(activation::normalise_temporary(password.expose()));
        let right = password_hash::verify(&place, &typed, &letter.temporary).await?;
        return Ok(if right {
            of_letter(ctx, letter)
        } else {
            Verified::No
        });
    }
    match reserved.eid.as_ref().map(|eid| &eid.state) {
        Some(EidState::Active { password: stored }) => {
            if !password_hash::verify(&place, password, stored).await? {
                return Ok(Verified::No);
            }
            let rehashed = password_hash::renewed(ctx, &place, password, stored).await?;
            Ok(Verified::Own { rehashed })
        }
        Some(EidState::AwaitsActivation {
            temporary,
            valid_until,
        }) => {
            let typed = Secret::new(activation::normalise_temporary(password.expose()));
            let right = password_hash::verify(&place, &typed, temporary).await?;
            let lives = activation::is_valid(ctx.now(), *valid_until);
            Ok(if right && lives {
                Verified::Temporary
            } else {
                Verified::No
            })
        }
        Some(EidState::Blocked { .. }) | None => {
            place.verify_nothing(password).await?;
            Ok(Verified::No)
        }
    }
}

/// What the right temporary password of a letter opens.
fn of_letter(ctx: &Context, letter: &Letter) -> Verified {
    match letter.state {
        LetterState::Used => Verified::Dead(Problem::LetterUsed),
        LetterState::Void => Verified::Dead(Problem::LetterVoid),
        LetterState::Live if activation::is_valid(ctx.now(), letter.valid_until) => {
            Verified::Temporary
        }
        LetterState::Live => Verified::Dead(Problem::LetterExpired),
    }
}
