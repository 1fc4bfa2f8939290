//! Finishing a login: code for tokens, then every check of the ID token, then userinfo.

use std::error::Error;
use std::time::SystemTime;

use jiff::Timestamp;
use openidconnect::{
    AuthorizationCode, OAuth2TokenResponse, RequestTokenError, TokenResponse, UserInfoError,
};

use crate::config::Settings;
use crate::http_client::{HttpClient, HttpError};
use crate::id_token::{Expected, check_access_token, claims_refusal, is_unknown_key, verify};
use crate::level::Level;
use crate::login::{Pending, Wish};
use crate::oidc::{self, OidcClient, Token, TokenAnswer, TokenClaims, TokenError, Userinfo};
use crate::provider::Provider;
use crate::refusal::{OauthError, Refusal};

/// Who logged in: what the verified tokens say, and nothing else.
pub(crate) struct Person {
    pub(crate) subject: String,
    pub(crate) name: Option<String>,
    pub(crate) work_email: Option<String>,
    pub(crate) level: Level,
    pub(crate) acr: String,
    pub(crate) methods: Vec<String>,
    pub(crate) authenticated: Option<Timestamp>,
    pub(crate) issuer_session: Option<String>,
    /// For `id_token_hint` at logout.
    pub(crate) id_token: Token,
}

/// Everything a login needs that is the same for all of them.
pub(crate) struct Desk<'a> {
    pub(crate) settings: &'a Settings,
    pub(crate) provider: &'a Provider,
    pub(crate) http: &'a HttpClient,
}

/// Redeems the code of a login begun in this browser and checks what comes back.
pub(crate) async fn redeem(
    desk: &Desk<'_>,
    pending: Pending,
    code: String,
    now: Timestamp,
) -> Result<Person, Refusal> {
    let metadata = desk.provider.metadata(desk.http, now).await?;
    let client = oidc::client(desk.settings, metadata).map_err(|_| Refusal::IssuerMetadata)?;
    let Pending {
        nonce,
        verifier,
        wish,
        begun,
        ..
    } = pending;
    let answer = client
        .exchange_code(AuthorizationCode::new(code))
        .map_err(|_| Refusal::IssuerMetadata)?
        .set_pkce_verifier(verifier)
        .request_async(desk.http)
        .await
        .map_err(token_refusal)?;
    let token = answer.id_token().ok_or(Refusal::IdTokenMissing)?;
    let fresh_since = (wish == Wish::ProveAnew).then_some(begun);
    let expected = Expected {
        nonce: &nonce,
        fresh_since,
        now,
    };
    let (client, claims) = verify_with_current_keys(desk, client, token, &expected).await?;
    check_access_token(&client, answer.access_token(), token, &claims)?;
    let userinfo = fetch_userinfo(&client, desk.http, &answer, &claims).await?;
    person(token.clone(), &claims, userinfo)
}

/// Verifies with the keys at hand and, if the token names an unknown key, once more with keys
/// fetched again (OpenID Connect Core 10.1.1).
async fn verify_with_current_keys(
    desk: &Desk<'_>,
    client: OidcClient,
    token: &Token,
    expected: &Expected<'_>,
) -> Result<(OidcClient, TokenClaims), Refusal> {
    let first = match verify(&client, token, expected) {
        Ok(claims) => return Ok((client, claims)),
        Err(error) => error,
    };
    if !is_unknown_key(&first) {
        return Err(claims_refusal(&first));
    }
    let Some(metadata) = desk.provider.keys_again(desk.http, expected.now).await else {
        return Err(claims_refusal(&first));
    };
    let client = oidc::client(desk.settings, metadata).map_err(|_| Refusal::IssuerMetadata)?;
    let claims = verify(&client, token, expected).map_err(|error| claims_refusal(&error))?;
    Ok((client, claims))
}

/// Userinfo with the ID token's subject, if the issuer has such an endpoint (Core 5.3).
async fn fetch_userinfo(
    client: &OidcClient,
    http: &HttpClient,
    answer: &TokenAnswer,
    claims: &TokenClaims,
) -> Result<Option<Userinfo>, Refusal> {
    if client.user_info_url().is_none() {
        return Ok(None);
    }
    let subject = claims.subject().clone();
    client
        .user_info(answer.access_token().clone(), Some(subject))
        .map_err(|_| Refusal::IssuerMetadata)?
        .request_async(http)
        .await
        .map(Some)
        .map_err(|error: UserInfoError<HttpError>| {
            let cause: &(dyn Error + 'static) = &error;
            tracing::warn!(error = cause, "userinfo failed");
            match error {
                UserInfoError::ClaimsVerification(_) => Refusal::SubjectDiffers,
                UserInfoError::Request(_) => Refusal::IssuerDown,
                _ => Refusal::Userinfo,
            }
        })
}

/// The ID token speaks first; userinfo fills what it leaves out.
fn person(
    token: Token,
    claims: &TokenClaims,
    userinfo: Option<Userinfo>,
) -> Result<Person, Refusal> {
    let acr = claims
        .auth_context_ref()
        .map(|acr| acr.to_string())
        .unwrap_or_default();
    let level = Level::accepted(&acr).ok_or(Refusal::LevelTooLow)?;
    let from_userinfo = userinfo.as_ref();
    let name = claims
        .name()
        .or_else(|| from_userinfo.and_then(|info| info.name()))
        .and_then(|name| name.get(None))
        .map(|name| name.to_string());
    let own = claims.additional_claims();
    let work_email = own
        .work_email
        .clone()
        .or_else(|| from_userinfo.and_then(|info| info.additional_claims().work_email.clone()));
    let methods = claims.auth_method_refs().into_iter().flatten();
    Ok(Person {
        subject: claims.subject().to_string(),
        name,
        work_email,
        level,
        acr,
        methods: methods.map(|method| method.to_string()).collect(),
        authenticated: claims
            .auth_time()
            .and_then(|at| Timestamp::try_from(SystemTime::from(at)).ok()),
        issuer_session: own.sid.clone(),
        id_token: token,
    })
}

fn token_refusal(error: RequestTokenError<HttpError, TokenError>) -> Refusal {
    match error {
        RequestTokenError::ServerResponse(said) => {
            let description = said.error_description().map_or("", String::as_str);
            Refusal::CodeRefused(OauthError::new(said.error().as_ref(), description))
        }
        RequestTokenError::Request(error) => {
            let cause: &(dyn Error + 'static) = &error;
            tracing::warn!(error = cause, "the token endpoint did not answer");
            Refusal::IssuerDown
        }
        RequestTokenError::Parse(error, _) => {
            tracing::warn!(%error, "the token response cannot be read");
            Refusal::IdTokenMissing
        }
        RequestTokenError::Other(_) => Refusal::IdTokenMissing,
    }
}
