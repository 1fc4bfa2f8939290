//! Addresses: redirect URIs and the sector that follows from them (OIDC Core 1.0 section 8.1),
//! addresses after logout, the service's own pages.

use super::reader::Reader;
use crate::types::{ApplicationType, RedirectUri, Sector};
use lykill_core::id::ClientId;

pub(super) struct Uris {
    pub(super) redirect: Vec<RedirectUri>,
    pub(super) post_logout: Vec<RedirectUri>,
    pub(super) client: Option<String>,
    pub(super) initiate_login: Option<String>,
    pub(super) backchannel_logout: Option<String>,
    pub(super) sector: Option<Sector>,
}

pub(super) fn check(
    reader: &mut Reader<'_>,
    client_id: &ClientId,
    application_type: ApplicationType,
) -> Uris {
    let redirect = list(reader, "redirect_uris", application_type);
    if reader
        .value("redirect_uris")
        .is_none_or(|list| list == &serde_json::json!([]))
    {
        reader.refuse::<()>("redirect_uris", "register at least one");
    }
    let sector = match Sector::of(client_id, &redirect) {
        Ok(sector) => Some(sector),
        Err(error) => reader.refuse("redirect_uris", error.to_string()),
    };
    Uris {
        redirect,
        post_logout: list(reader, "post_logout_redirect_uris", application_type),
        client: page(reader, "client_uri"),
        initiate_login: page(reader, "initiate_login_uri"),
        backchannel_logout: page(reader, "backchannel_logout_uri"),
        sector,
    }
}

fn list(
    reader: &mut Reader<'_>,
    member: &str,
    application_type: ApplicationType,
) -> Vec<RedirectUri> {
    let mut uris = Vec::new();
    for text in reader.texts(member) {
        match text.parse::<RedirectUri>() {
            Err(error) => {
                reader.refuse::<()>(member, format!("{text:?}: {error}"));
            }
            Ok(uri) if uri.is_private_use() && application_type == ApplicationType::Web => {
                let words = "an app's own scheme needs application_type native";
                reader.refuse::<()>(member, format!("{text:?}: {words}"));
            }
            Ok(uri) if uris.contains(&uri) => {
                reader.refuse::<()>(member, format!("{text:?} stands twice"));
            }
            Ok(uri) => uris.push(uri),
        }
    }
    uris
}

/// `backchannel_logout_session_required` (OIDC Back-Channel Logout 1.0 section 2.2); without an
/// address it promises what nobody keeps.
pub(super) fn session_required(reader: &mut Reader<'_>) -> bool {
    let member = "backchannel_logout_session_required";
    let required = reader.flag(member);
    if required && reader.value("backchannel_logout_uri").is_none() {
        reader.refuse::<()>(member, "say where in backchannel_logout_uri");
    }
    required
}

/// The address of a page of the service, or of one of its programs. Whether it may be asked from
/// here is for the caller to see: that depends on the deployment.
fn page(reader: &mut Reader<'_>, member: &str) -> Option<String> {
    let text = reader.text(member)?;
    match text.parse::<RedirectUri>() {
        Ok(uri) if !uri.is_private_use() => Some(uri.into()),
        Ok(_) => reader.refuse(member, "write an https address"),
        Err(error) => reader.refuse(member, error.to_string()),
    }
}
