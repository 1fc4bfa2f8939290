//! A login that this browser held and cannot go on with: it is over, or it went on under a new
//! cookie.

use super::view::service_view;
use crate::answer::LeftView;
use crate::record::impossible;
use crate::{Context, Error};
use lykill_broker::types::LoginState;
use lykill_core::id::LoginId;
use lykill_store::client::client_fetch;
use lykill_store::login::login_fetch;
use lykill_store::{StoreError, Tx};

/// Where a login leads that cannot go on here: to its service, and nothing about the person. None
/// when nothing is known of it any more. The caller has seen that this browser held it: by its
/// cookie, or by the token of a form that was given to it.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn left(ctx: &Context, login: LoginId) -> Result<Option<LeftView>, Error> {
    let view = ctx
        .db
        .read(move |tx| Box::pin(async move { load(tx, login).await }));
    Ok(view.await?)
}

async fn load(tx: &mut Tx<'_>, id: LoginId) -> Result<Option<LeftView>, StoreError> {
    let Some(stored) = login_fetch(tx, id).await? else {
        return Ok(None);
    };
    let lost = || impossible("login", "client_id", &id);
    let client = client_fetch(tx, &stored.login.client)
        .await?
        .ok_or_else(lost)?
        .client;
    Ok(Some(LeftView {
        service: service_view(tx, &stored, &client).await?,
        language: stored.login.language,
        finished: stored.login.state == LoginState::Nothing,
    }))
}
