//! Client registration: metadata in, a checked [`Client`] or everything that is wrong with it out
//! (RFC 7591 section 2, OIDC Registration 1.0 section 2, and the `lykill_` members of design.md).
//!
//! Members that no standard and we know are ignored, as RFC 7591 section 2 says, except those
//! beginning with `lykill_`: a misspelt rule must not become no rule. Members whose promise we
//! would not keep are refused.

mod check_authentication;
mod check_lykill;
mod check_unserved;
mod check_uris;
mod reader;
pub mod response;

use crate::types::{AcrNames, ApplicationType, AuthMethod, Client, ErrorCode};
use lykill_core::id::ClientId;
use lykill_core::{DisplayName, Level, Secret, look_alike};
use lykill_crypto::pure::json;
use reader::Reader;
use serde_json::{Value, json};
use std::fmt;

/// A client that may be stored.
#[derive(Debug, Clone)]
pub struct Registration {
    /// The client.
    pub client: Client,
    /// The secret that the operator gave; when there is none and the client's method uses one,
    /// one is to be drawn.
    pub given_secret: Option<Secret<String>>,
}

/// One member that is wrong, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MetadataError {
    /// The member.
    pub member: String,
    /// What is wrong and what to write instead.
    pub words: String,
}

/// Everything that is wrong with the metadata.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MetadataErrors(pub Vec<MetadataError>);

impl MetadataErrors {
    /// `invalid_redirect_uri` when only redirect URIs are wrong (RFC 7591 section 3.2.2).
    pub fn code(&self) -> ErrorCode {
        if self.0.iter().all(|error| error.member == "redirect_uris") {
            ErrorCode::InvalidRedirectUri
        } else {
            ErrorCode::InvalidClientMetadata
        }
    }

    /// The body of the error answer (RFC 7591 section 3.2.2).
    pub fn to_json(&self) -> Value {
        json!({"error": self.code().as_str(), "error_description": self.to_string()})
    }
}

impl fmt::Display for MetadataErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines = self
            .0
            .iter()
            .map(|error| format!("{}: {}", error.member, error.words));
        f.write_str(&lines.collect::<Vec<_>>().join("\n"))
    }
}

impl std::error::Error for MetadataErrors {}

/// Reads and checks a JSON document, as a file or as the body of a request.
///
/// # Errors
/// [`MetadataErrors`] with every member that is wrong.
pub fn read(
    document: &[u8],
    generated_id: ClientId,
    acr: &AcrNames,
) -> Result<Registration, MetadataErrors> {
    match json::parse(document) {
        Ok(document) => check(&document, generated_id, acr),
        Err(error) => Err(MetadataErrors(vec![MetadataError {
            member: "document".to_owned(),
            words: error.to_string(),
        }])),
    }
}

/// Checks metadata. `generated_id` is taken when the document has no `client_id`. Whether
/// `lykill_company` exists is for the caller to see.
///
/// # Errors
/// [`MetadataErrors`] with every member that is wrong.
pub fn check(
    document: &Value,
    generated_id: ClientId,
    acr: &AcrNames,
) -> Result<Registration, MetadataErrors> {
    let mut reader = Reader::new(document)?;
    let registration = assemble(&mut reader, generated_id, acr);
    match (registration, reader.finish()) {
        (Some(registration), Ok(())) => Ok(registration),
        (_, Err(errors)) => Err(errors),
        (None, Ok(())) => Err(MetadataErrors(Vec::new())),
    }
}

fn assemble(
    reader: &mut Reader<'_>,
    generated_id: ClientId,
    acr: &AcrNames,
) -> Option<Registration> {
    check_unserved::check(reader);
    let client_id = check_client_id(reader, generated_id);
    let application_type = check_application_type(reader);
    let client_name = check_name(reader);
    let uris = check_uris::check(reader, &client_id, application_type);
    let authentication = check_authentication::check(reader, application_type);
    let session_required = check_uris::session_required(reader);
    let ours = check_lykill::check(reader);
    let default_minimum = check_default_level(reader, acr);
    let default_max_age = check_default_max_age(reader);
    let client = Client {
        client_id,
        client_name: client_name?,
        application_type,
        redirect_uris: uris.redirect,
        post_logout_redirect_uris: uris.post_logout,
        token_endpoint_auth_method: authentication.method,
        token_endpoint_auth_signing_alg: authentication.signing_alg,
        jwks: authentication.jwks,
        refresh_tokens: check_grants(reader),
        require_pushed_authorization_requests: check_pushed(reader, authentication.method),
        default_max_age,
        default_minimum,
        client_uri: uris.client,
        initiate_login_uri: uris.initiate_login,
        backchannel_logout_uri: uris.backchannel_logout,
        backchannel_logout_session_required: session_required,
        contacts: check_contacts(reader),
        lykill_company: ours.company,
        lykill_require_linked_email: ours.require_linked_email,
        lykill_networks: ours.networks,
        lykill_claims: ours.claims,
        lykill_sector: ours.sector,
        lykill_sso_isolated: ours.sso_isolated,
        sector: uris.sector?,
    };
    Some(Registration {
        client,
        given_secret: authentication.given_secret,
    })
}

/// Which grants it uses: always the code, and with it refresh tokens or not.
fn check_grants(reader: &mut Reader<'_>) -> bool {
    const MEMBER: &str = "grant_types";
    let grants = reader.texts(MEMBER);
    if reader.value(MEMBER).is_none() {
        return false;
    }
    let served = |grant: &&str| matches!(*grant, "authorization_code" | "refresh_token");
    if !grants.contains(&"authorization_code") || !grants.iter().all(served) {
        let words = "write [\"authorization_code\"], with \"refresh_token\" or without, or leave it \
                     out";
        reader.refuse::<()>(MEMBER, words);
    }
    grants.contains(&"refresh_token")
}

/// A public client cannot push (`crate::pushed`), so it cannot be bound to pushing.
fn check_pushed(reader: &mut Reader<'_>, method: AuthMethod) -> bool {
    const MEMBER: &str = "require_pushed_authorization_requests";
    let bound = reader.flag(MEMBER);
    if bound && !method.proves() {
        reader.refuse::<()>(
            MEMBER,
            "a client without a credential cannot push: leave it out",
        );
    }
    bound
}

fn check_client_id(reader: &mut Reader<'_>, generated: ClientId) -> ClientId {
    match reader.text("client_id").map(str::parse) {
        None => generated,
        Some(Ok(id)) => id,
        Some(Err(error)) => {
            reader.refuse::<()>("client_id", format!("{error}"));
            generated
        }
    }
}

fn check_application_type(reader: &mut Reader<'_>) -> ApplicationType {
    match reader.text("application_type") {
        None | Some("web") => ApplicationType::Web,
        Some("native") => ApplicationType::Native,
        Some(_) => {
            reader.refuse::<()>("application_type", "write web or native");
            ApplicationType::Web
        }
    }
}

fn check_name(reader: &mut Reader<'_>) -> Option<DisplayName> {
    let name = reader.text("client_name").map(DisplayName::parse);
    match name {
        // People go by it when they log in (security.md case 85).
        Some(Ok(name)) => match look_alike(name.as_str()) {
            None => Some(name),
            Some(what) => reader.refuse("client_name", what.to_string()),
        },
        Some(Err(error)) => reader.refuse("client_name", error.to_string()),
        None => reader.refuse("client_name", "say what people call the service"),
    }
}

fn check_contacts(reader: &mut Reader<'_>) -> Vec<String> {
    let contacts = reader.texts("contacts");
    let address = |text: &&str| {
        let plain = text.chars().all(|c| !c.is_control() && c != ' ');
        text.len() <= 254 && text.contains('@') && plain
    };
    if !contacts.iter().all(address) {
        reader.refuse::<()>("contacts", "write e-mail addresses");
    }
    contacts.into_iter().map(str::to_owned).collect()
}

/// The lowest known level of `default_acr_values`: any of them satisfies the client.
fn check_default_level(reader: &mut Reader<'_>, acr: &AcrNames) -> Option<Level> {
    let names = reader.texts("default_acr_values");
    if let Some(unknown) = names.iter().find(|name| acr.level(name).is_none()) {
        let known: Vec<&str> = acr.all().collect();
        let words = format!(
            "{unknown:?} is no level here; known are {}",
            known.join(", ")
        );
        return reader.refuse("default_acr_values", words);
    }
    names.into_iter().filter_map(|name| acr.level(name)).min()
}

fn check_default_max_age(reader: &mut Reader<'_>) -> Option<u64> {
    let age = reader.value("default_max_age")?;
    let seconds = age.as_u64();
    match seconds.filter(|seconds| *seconds <= crate::authorize::LONGEST_AGE_SECONDS) {
        Some(seconds) => Some(seconds),
        None => reader.refuse(
            "default_max_age",
            "write a number of seconds from 0 to 315360000",
        ),
    }
}

#[cfg(test)]
mod tests;
