//! The provider's metadata: what is served, and nothing else (RFC 8414 section 2, OIDC Discovery
//! 1.0 section 3, OIDC RP-Initiated Logout 1.0 section 2.1, RFC 9207 section 3).

use crate::claims::RIGHTS;
use crate::types::{AcrNames, AuthMethod, Endpoints, PersonClaim, ResponseMode, Scope};
use lykill_core::Language;
use lykill_crypto::pure::jose::Algorithm;
use serde_json::{Value, json};

const TOKEN_CLAIMS: [&str; 11] = [
    "iss",
    "sub",
    "aud",
    "exp",
    "iat",
    "auth_time",
    "nonce",
    "acr",
    "amr",
    "sid",
    "jti",
];

/// The metadata document; the same body serves both well-known addresses.
pub fn metadata(issuer: &str, endpoints: &Endpoints, acr: &AcrNames) -> Value {
    let claims = PersonClaim::ALL.into_iter().map(PersonClaim::as_str);
    let (methods, algorithms) = (
        AuthMethod::ALL.map(AuthMethod::as_str),
        Algorithm::ALL.map(Algorithm::name),
    );
    let proves = |method: &AuthMethod| method.proves();
    let with_credential = AuthMethod::ALL.into_iter().filter(proves);
    let with_credential: Vec<_> = with_credential.map(AuthMethod::as_str).collect();
    json!({
        "issuer": issuer,
        "authorization_endpoint": endpoints.authorization,
        "token_endpoint": endpoints.token,
        "introspection_endpoint": endpoints.introspection,
        "revocation_endpoint": endpoints.revocation,
        "pushed_authorization_request_endpoint": endpoints.pushed,
        "require_pushed_authorization_requests": false,
        "userinfo_endpoint": endpoints.userinfo,
        "jwks_uri": endpoints.jwks,
        "end_session_endpoint": endpoints.end_session,
        "backchannel_logout_supported": true,
        "backchannel_logout_session_supported": true,
        "lykill_logout_deliveries_endpoint": endpoints.logout_deliveries,
        "scopes_supported": Scope::ALL.map(Scope::as_str),
        "response_types_supported": ["code"],
        "response_modes_supported": ResponseMode::ALL.map(ResponseMode::as_str),
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "acr_values_supported": acr.all().collect::<Vec<_>>(),
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "token_endpoint_auth_methods_supported": methods,
        "token_endpoint_auth_signing_alg_values_supported": algorithms,
        "introspection_endpoint_auth_methods_supported": with_credential,
        "introspection_endpoint_auth_signing_alg_values_supported": algorithms,
        "revocation_endpoint_auth_methods_supported": methods,
        "revocation_endpoint_auth_signing_alg_values_supported": algorithms,
        "display_values_supported": ["page"],
        "claim_types_supported": ["normal"],
        "claims_supported": TOKEN_CLAIMS
            .into_iter()
            .chain([RIGHTS])
            .chain(claims)
            .collect::<Vec<_>>(),
        "ui_locales_supported": Language::ALL.map(Language::tag),
        "prompt_values_supported": ["none", "login", "select_account"],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
        "claims_parameter_supported": true,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
        "require_request_uri_registration": false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::ISSUER;

    #[test]
    fn only_what_is_served_is_announced() {
        let at = |name: &str| format!("{ISSUER}/{name}");
        let endpoints = Endpoints {
            authorization: at("a"),
            token: at("t"),
            introspection: at("i"),
            revocation: at("r"),
            pushed: at("p"),
            userinfo: at("u"),
            jwks: at("j"),
            end_session: at("e"),
            logout_deliveries: at("d"),
        };
        let metadata = metadata(ISSUER, &endpoints, &AcrNames::default());
        assert_eq!(metadata["issuer"], ISSUER);
        assert_eq!(metadata["end_session_endpoint"], at("e"));
        assert_eq!(
            metadata["code_challenge_methods_supported"],
            json!(["S256"])
        );
        assert_eq!(
            metadata["authorization_response_iss_parameter_supported"],
            true
        );
        assert_eq!(
            metadata["token_endpoint_auth_signing_alg_values_supported"],
            json!(["ES256", "PS256", "EdDSA"])
        );
        let introspection = &metadata["introspection_endpoint_auth_methods_supported"];
        assert!(!introspection.as_array().unwrap().contains(&json!("none")));
        assert_eq!(metadata["revocation_endpoint"], at("r"));
        assert_eq!(metadata["pushed_authorization_request_endpoint"], at("p"));
        assert_eq!(
            metadata["ui_locales_supported"],
            json!(["nb", "nn", "da", "en"])
        );
        assert!(metadata.get("registration_endpoint").is_none());
        assert!(
            metadata["claims_supported"]
                .as_array()
                .unwrap()
                .contains(&json!("work_email"))
        );
    }
}
