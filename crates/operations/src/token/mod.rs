//! The token endpoint (RFC 6749 section 3.2): one grant a file.

mod code;

use crate::answer::JsonAnswer;
use crate::call::ClientCall;
use crate::client_proof::{Caller, refused};
use crate::{Call, Context, Error};
use lykill_oauth::token::request::{self, CodeRequest};
use lykill_oauth::types::OAuthError;

/// Redeems a grant for tokens.
///
/// # Errors
/// [`Error`] when the database cannot answer or the ID token cannot be signed.
pub async fn redeem(ctx: &Context, call: &Call, asked: ClientCall) -> Result<JsonAnswer, Error> {
    match read(ctx, call, &asked) {
        Ok((caller, request)) => code::redeem(ctx, caller, request).await,
        Err(error) => Ok(refused(&error)),
    }
}

fn read(
    ctx: &Context,
    call: &Call,
    asked: &ClientCall,
) -> Result<(Caller, CodeRequest), OAuthError> {
    let (caller, params) = Caller::read((ctx, call), asked, |at| &at.token)?;
    Ok((caller, request::parse(&params)?))
}
