//! The token endpoint (RFC 6749 section 3.2): one grant a file.

mod code;
mod refresh;

use crate::answer::JsonAnswer;
use crate::call::ClientCall;
use crate::client_proof::{Caller, refused};
use crate::{Call, Context, Error};
use lykill_oauth::token::request::{self, TokenRequest};
use lykill_oauth::types::OAuthError;

pub(crate) use refresh::family_of;

/// Redeems a grant for tokens.
///
/// # Errors
/// [`Error`] when the database cannot answer or the ID token cannot be signed.
pub async fn redeem(ctx: &Context, call: &Call, asked: ClientCall) -> Result<JsonAnswer, Error> {
    match read(ctx, call, &asked) {
        Ok((caller, TokenRequest::Code(code))) => code::redeem(ctx, caller, code).await,
        Ok((caller, TokenRequest::Refresh(token))) => refresh::redeem(ctx, caller, token).await,
        Err(error) => Ok(refused(&error)),
    }
}

fn read(
    ctx: &Context,
    call: &Call,
    asked: &ClientCall,
) -> Result<(Caller, TokenRequest), OAuthError> {
    let (caller, params) = Caller::read((ctx, call), asked, |at| &at.token)?;
    Ok((caller, request::parse(&params)?))
}
