//! A login goes on only in the browser that holds it, and only while it lives.

use crate::Browser;
use crate::answer::Gone;
use lykill_broker::login;
use lykill_core::id::LoginId;
use lykill_core::{Secret, Timestamp};
use lykill_crypto::pure::prf;
use lykill_store::login::{StoredLogin, login_lock};
use lykill_store::{StoreError, Tx};

/// What is stored of a cookie's secret.
pub(crate) fn hash_cookie(cookie: &Secret<String>) -> [u8; 32] {
    prf::sha256(cookie.expose().as_bytes())
}

/// Loads a login for change, if this browser holds it and it lives at `now`.
pub(crate) async fn held(
    tx: &mut Tx<'_>,
    id: LoginId,
    browser: &Browser,
    now: Timestamp,
) -> Result<Result<StoredLogin, Gone>, StoreError> {
    let stored = login_lock(tx, id).await?;
    Ok(check(stored, browser, now))
}

/// Whether this browser holds a login that was found, and it lives at `now`.
pub(super) fn check(
    stored: Option<StoredLogin>,
    browser: &Browser,
    now: Timestamp,
) -> Result<StoredLogin, Gone> {
    let stored = stored.ok_or(Gone::Unknown)?;
    let cookie = browser.browser.as_ref().ok_or(Gone::OtherBrowser)?;
    if !prf::equal(&hash_cookie(cookie), &stored.login.browser) {
        return Err(Gone::OtherBrowser);
    }
    if login::expired(&stored.login, now) {
        return Err(Gone::Expired);
    }
    Ok(stored)
}
