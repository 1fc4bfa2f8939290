//! The introspection endpoint (RFC 7662): a client asks about a token of its own.

use crate::answer::JsonAnswer;
use crate::call::ClientCall;
use crate::client_proof::{Caller, Looked, Question, ask, refused};
use crate::token::family_of;
use crate::{Call, Context, Error};
use lykill_crypto::pure::prf;
use lykill_oauth::introspection::{admit, of_access, of_refresh};
use lykill_oauth::token::refresh_token::{self, Family};
use lykill_oauth::token::token_query;
use lykill_oauth::types::{AccessGrant, OAuthError};
use lykill_store::client::client_fetch;
use lykill_store::refresh::{StoredRefresh, refresh_fetch};
use lykill_store::session::session_by_code;
use lykill_store::token::token_fetch;
use lykill_store::{Running, StoreError, Tx};

struct About {
    caller: Caller,
    hash: [u8; 32],
    /// The family that the token names, when it is a refresh token.
    family: Option<Family>,
}

/// Says what a token is good for, to the client that holds it.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn answer(ctx: &Context, call: &Call, asked: ClientCall) -> Result<JsonAnswer, Error> {
    match read(ctx, call, &asked) {
        Ok(about) => ask(about).await,
        Err(error) => Ok(refused(&error)),
    }
}

fn read(ctx: &Context, call: &Call, asked: &ClientCall) -> Result<About, OAuthError> {
    let (caller, params) = Caller::read((ctx, call), asked, |at| &at.introspection)?;
    let token = token_query::parse(&params)?;
    Ok(About {
        caller,
        hash: prf::sha256(token.expose().as_bytes()),
        family: refresh_token::family(token.expose()),
    })
}

impl Question for About {
    fn caller(&self) -> &Caller {
        &self.caller
    }

    fn look<'a>(&'a self, tx: &'a mut Tx<'_>) -> Running<'a, Looked, StoreError> {
        Box::pin(self.find(tx))
    }
}

impl About {
    async fn find(&self, tx: &mut Tx<'_>) -> Result<Looked, StoreError> {
        let (id, hash, family) = (
            self.caller.presented.client_id.clone(),
            self.hash,
            self.family,
        );
        let now = self.caller.ctx.now();
        let scene = tx.together(
            |tx| Box::pin(async move { client_fetch(tx, &id).await }),
            |tx| Box::pin(found(tx, hash, family)),
        );
        let (registered, found) = scene.await?;
        let client = match self.caller.prove(tx, registered, now).await? {
            Ok(client) => client,
            Err(error) => return Ok(Err(error)),
        };
        Ok(admit(&client).map(|()| match found {
            Found::Access(grant) => of_access(grant.as_ref(), &client, now),
            Found::Refresh(stored) => {
                of_refresh(stored.as_ref().map(family_of), &client, &hash, now)
            }
        }))
    }
}

/// What a token's hash finds, as far as it was not revoked.
enum Found {
    Access(Option<AccessGrant>),
    Refresh(Option<StoredRefresh>),
}

async fn found(
    tx: &mut Tx<'_>,
    hash: [u8; 32],
    family: Option<Family>,
) -> Result<Found, StoreError> {
    let Some(family) = family else {
        let token = token_fetch(tx, &hash).await?;
        let token = token.filter(|token| token.revoked_at.is_none());
        return Ok(Found::Access(token.map(|token| token.grant)));
    };
    let (stored, session) = tx
        .together(
            |tx| Box::pin(async move { refresh_fetch(tx, &family).await }),
            |tx| Box::pin(async move { session_by_code(tx, &family).await }),
        )
        .await?;
    let lives = session.is_some_and(|session| session.ended_at.is_none());
    Ok(Found::Refresh(stored.filter(|_| lives)))
}
