//! Ready values for the tests of this crate.

use crate::types::{
    ApplicationType, AuthMethod, ClaimsRequest, Client, CodeGrant, Networks, PersonClaim, Scope,
    Sector,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lykill_core::id::{ClientId, PersonId, SessionId};
use lykill_core::{DisplayName, Level, SectorKind, Timestamp};
use lykill_crypto::pure::jose::{self, SigningKey};
use serde_json::{Value, json};

pub const ISSUER: &str = "https://id.example";
pub const CALLBACK: &str = "https://fjordvik.example/callback";
pub const NOW: Timestamp = Timestamp::from_seconds(1_700_000_000);
/// RFC 7636 appendix B.
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
/// RFC 7636 appendix B.
pub const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

pub fn client() -> Client {
    let client_id: ClientId = "fjordvik-payroll".parse().unwrap();
    let redirect_uris = vec![CALLBACK.parse().unwrap()];
    Client {
        sector: Sector::of(&client_id, &redirect_uris).unwrap(),
        client_id,
        client_name: DisplayName::parse("Fjordvik kommune").unwrap(),
        application_type: ApplicationType::Web,
        redirect_uris,
        post_logout_redirect_uris: vec!["https://fjordvik.example/bye?x=1".parse().unwrap()],
        token_endpoint_auth_method: AuthMethod::ClientSecretBasic,
        token_endpoint_auth_signing_alg: None,
        jwks: None,
        refresh_tokens: false,
        require_pushed_authorization_requests: false,
        default_max_age: None,
        default_minimum: None,
        client_uri: Some("https://fjordvik.example/".to_owned()),
        initiate_login_uri: None,
        backchannel_logout_uri: None,
        backchannel_logout_session_required: false,
        contacts: Vec::new(),
        lykill_company: None,
        lykill_require_linked_email: false,
        lykill_networks: Networks::default(),
        lykill_claims: vec![PersonClaim::NationalId],
        lykill_sector: SectorKind::Employer,
        lykill_sso_isolated: false,
    }
}

pub fn code_grant() -> CodeGrant {
    CodeGrant {
        client_id: client().client_id,
        redirect_uri: CALLBACK.parse().unwrap(),
        code_challenge: CHALLENGE.to_owned(),
        nonce: Some("n-0S6_WzA2Mj".to_owned()),
        scope: Scope::ALL.into_iter().collect(),
        claims: ClaimsRequest::default(),
        person: PersonId::from_slice(&[1; 16]).unwrap(),
        sub: "0123456789abcdef0123456789abcdef".to_owned(),
        session: SessionId::from_slice(&[2; 16]).unwrap(),
        sid: "sid-1".to_owned(),
        minimum: None,
        acr: Level::Substantial,
        amr: ["pwd", "otp", "key-card"].map(str::to_owned).to_vec(),
        auth_time: Timestamp::from_seconds(NOW.seconds() - 5),
        work_email: Some("mette@fjordvik.example".to_owned()),
        rights: None,
        issued_at: NOW,
        expires_at: Timestamp::from_seconds(NOW.seconds() + 60),
    }
}

const PKCS8: &str = "\
    MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgSlEUmwChrGD3lkh4k8J1lXAuxndVvzJl\
    L78QgFXUgBqhRANCAASW0Wo+wk/6AYCk+jCms71oduQFIvXsT8DMWQpxM4Aij67Km9aQec99d6oVK/lz\
    KflWeOAtDxt4ThbrWURITBmu";

/// A key that signs nothing but what tests make.
pub fn signing_key() -> SigningKey {
    SigningKey::from_pkcs8(&STANDARD.decode(PKCS8).unwrap()).unwrap()
}

/// An ID token of the fixtures' issuer with some claims changed; null takes one away.
pub fn id_token(typ: &str, changes: &Value) -> String {
    let mut claims = json!({
        "iss": ISSUER, "aud": "fjordvik-payroll", "sub": code_grant().sub, "sid": "sid-1",
        "exp": NOW.seconds() - 86_400,
    });
    for (name, value) in changes.as_object().unwrap() {
        claims[name] = value.clone();
    }
    jose::sign_es256(&signing_key(), typ, claims.to_string().as_bytes()).unwrap()
}
