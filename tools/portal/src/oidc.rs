//! The types of the OpenID Connect library with this portal's own claims filled in.

use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey,
    CoreJsonWebKeySet, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm,
    CoreRevocableToken, CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AdditionalClaims, Client, ClientId, ClientSecret, EmptyExtraTokenFields, EndpointMaybeSet,
    EndpointNotSet, EndpointSet, IdToken, IdTokenClaims, IdTokenFields, ProviderMetadataWithLogout,
    RedirectUrl, StandardErrorResponse, StandardTokenResponse, UserInfoClaims,
};
use serde::{Deserialize, Serialize};
use url::ParseError;

use crate::config::Settings;

/// The claims of Lykill beyond the standard ones that this service reads.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct WorkClaims {
    /// The work e-mail address that is linked for this employer.
    pub(crate) work_email: Option<String>,
    /// The session at the issuer (OpenID Connect Front-Channel Logout 1.0 section 3).
    pub(crate) sid: Option<String>,
}

impl AdditionalClaims for WorkClaims {}

/// The ID token as it came, kept for `id_token_hint`.
pub(crate) type Token = IdToken<
    WorkClaims,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;

/// Verified claims of the ID token.
pub(crate) type TokenClaims = IdTokenClaims<WorkClaims, CoreGenderClaim>;

/// The answer of the userinfo endpoint.
pub(crate) type Userinfo = UserInfoClaims<WorkClaims, CoreGenderClaim>;

/// The answer of the token endpoint.
pub(crate) type TokenAnswer = StandardTokenResponse<
    IdTokenFields<
        WorkClaims,
        EmptyExtraTokenFields,
        CoreGenderClaim,
        CoreJweContentEncryptionAlgorithm,
        CoreJwsSigningAlgorithm,
    >,
    CoreTokenType,
>;

/// An error of the token endpoint.
pub(crate) type TokenError = StandardErrorResponse<CoreErrorResponseType>;

/// Provider metadata with `end_session_endpoint`, and the issuer's keys.
pub(crate) type Metadata = ProviderMetadataWithLogout;

/// The client, with the endpoints that discovery gave it.
pub(crate) type OidcClient = Client<
    WorkClaims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    TokenError,
    TokenAnswer,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// The keys of an issuer.
pub(crate) type Keys = CoreJsonWebKeySet;

/// The client for this portal at the issuer of `metadata`. It authenticates with
/// `client_secret_basic`, the default of the library.
pub(crate) fn client(settings: &Settings, metadata: Metadata) -> Result<OidcClient, ParseError> {
    let redirect = RedirectUrl::new(settings.redirect_uri())?;
    Ok(Client::from_provider_metadata(
        metadata,
        ClientId::new(settings.client_id.clone()),
        Some(ClientSecret::new(settings.client_secret.clone())),
    )
    .set_redirect_uri(redirect))
}
