//! What a provider says about itself (OpenID Connect Discovery 1.0 sections 3 and 4).

use lykill_crypto::pure::json;
use serde_json::Value;
use url::{Host, Url};

/// Where a provider's metadata stand (OpenID Connect Discovery 1.0 section 4.1).
pub fn address(issuer: &str) -> String {
    format!(
        "{}/.well-known/openid-configuration",
        issuer.trim_end_matches('/')
    )
}

/// What is used of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metadata {
    /// Where the browser is sent.
    pub authorization_endpoint: String,
    /// Where the code is exchanged.
    pub token_endpoint: String,
    /// Where its keys are.
    pub jwks_uri: String,
    /// Whether every answer of it says who gave it (RFC 9207 section 3); one without is refused
    /// then.
    pub names_itself: bool,
}

/// Why the metadata are not used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadMetadata {
    /// No strict JSON object.
    #[error("the metadata are no JSON object: {0}")]
    Json(String),
    /// It is another issuer than the configured one (section 4.3).
    #[error("the metadata name another issuer")]
    Issuer,
    /// A member is missing or no address that may be asked.
    #[error("{0} in the metadata is missing or no https address")]
    Endpoint(&'static str),
    /// It says that it cannot do what we need.
    #[error("{0} in the metadata does not have {1}")]
    Lacks(&'static str, &'static str),
}

impl Metadata {
    /// Reads what a provider answered.
    ///
    /// # Errors
    /// [`BadMetadata`]: the first thing that is wrong.
    pub fn read(body: &[u8], issuer: &str) -> Result<Self, BadMetadata> {
        let read = json::parse(body).map_err(|error| BadMetadata::Json(error.to_string()))?;
        if !read.is_object() {
            return Err(BadMetadata::Json(
                "it is a JSON value of another kind".to_owned(),
            ));
        }
        if read.get("issuer").and_then(Value::as_str) != Some(issuer) {
            return Err(BadMetadata::Issuer);
        }
        needs(&read, "response_types_supported", "code")?;
        needs(
            &read,
            "token_endpoint_auth_methods_supported",
            "private_key_jwt",
        )?;
        needs(&read, "code_challenge_methods_supported", "S256")?;
        let names_itself = read.get("authorization_response_iss_parameter_supported");
        Ok(Self {
            authorization_endpoint: endpoint(&read, "authorization_endpoint")?,
            token_endpoint: endpoint(&read, "token_endpoint")?,
            jwks_uri: endpoint(&read, "jwks_uri")?,
            names_itself: names_itself == Some(&Value::Bool(true)),
        })
    }

    /// The source expression of the origin that the browser is sent to, for `form-action`.
    pub fn form_action(&self) -> String {
        let url = Url::parse(&self.authorization_endpoint);
        url.map(|url| url.origin().ascii_serialization())
            .unwrap_or_default()
    }
}

/// A list that is there must have the word. One that is absent says nothing: many providers leave
/// lists out of what they can do.
fn needs(read: &Value, list: &'static str, word: &'static str) -> Result<(), BadMetadata> {
    let Some(listed) = read.get(list) else {
        return Ok(());
    };
    let has = |words: &Vec<Value>| words.iter().any(|one| one == word);
    if listed.as_array().is_some_and(has) {
        Ok(())
    } else {
        Err(BadMetadata::Lacks(list, word))
    }
}

/// An address by https, or by http on this machine: whether that is asked is for the rules of
/// outgoing requests to say.
fn endpoint(read: &Value, member: &'static str) -> Result<String, BadMetadata> {
    let bad = BadMetadata::Endpoint(member);
    let text = read
        .get(member)
        .and_then(Value::as_str)
        .ok_or(bad.clone())?;
    let url = Url::parse(text).map_err(|_| bad.clone())?;
    let is_plain =
        url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    let is_sent_safely = match url.scheme() {
        "https" => url.host().is_some(),
        "http" => is_this_machine(&url),
        _ => false,
    };
    if is_plain && is_sent_safely && text.len() <= 2000 {
        Ok(url.into())
    } else {
        Err(bad)
    }
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn whole() -> Value {
        json!({
            "issuer": "https://bank.example",
            "authorization_endpoint": "https://bank.example/authorize",
            "token_endpoint": "https://bank.example/token",
            "jwks_uri": "https://keys.bank.example/jwks",
            "response_types_supported": ["code", "id_token"],
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": true,
        })
    }

    fn read(value: &Value) -> Result<Metadata, BadMetadata> {
        Metadata::read(value.to_string().as_bytes(), "https://bank.example")
    }

    fn with(member: &str, value: Value) -> Value {
        let mut changed = whole();
        changed[member] = value;
        changed
    }

    #[test]
    fn case_095_only_the_configured_issuer_is_believed() {
        let metadata = read(&whole()).unwrap();
        assert!(metadata.names_itself);
        assert_eq!(metadata.form_action(), "https://bank.example");
        for other in [
            "https://bank.example/",
            "https://BANK.example",
            "https://evil.example",
            "",
        ] {
            assert_eq!(
                read(&with("issuer", json!(other))),
                Err(BadMetadata::Issuer),
                "{other}"
            );
        }
        assert_eq!(read(&with("issuer", Value::Null)), Err(BadMetadata::Issuer));
    }

    #[test]
    fn where_the_metadata_stand() {
        for issuer in ["https://bank.example/eid", "https://bank.example/eid/"] {
            let expected = "https://bank.example/eid/.well-known/openid-configuration";
            assert_eq!(address(issuer), expected);
        }
    }

    #[test]
    fn case_095_endpoints_are_https_and_nothing_else() {
        for bad in [
            json!("http://bank.example/x"),
            json!("https://user@bank.example/x"),
            json!("https://bank.example/x#y"),
            json!("javascript:alert(1)"),
            json!("/x"),
            json!(7),
            Value::Null,
        ] {
            for member in ["authorization_endpoint", "token_endpoint", "jwks_uri"] {
                let answer = read(&with(member, bad.clone()));
                assert_eq!(answer, Err(BadMetadata::Endpoint(member)), "{member} {bad}");
            }
        }
        let here = json!("http://127.0.0.1:8083/token");
        assert!(read(&with("token_endpoint", here)).is_ok());
    }

    #[test]
    fn a_provider_that_says_it_cannot_is_believed() {
        for list in [
            "response_types_supported",
            "token_endpoint_auth_methods_supported",
            "code_challenge_methods_supported",
        ] {
            let answer = read(&with(list, json!(["none"])));
            assert!(
                matches!(answer, Err(BadMetadata::Lacks(of, _)) if of == list),
                "{list}"
            );
            let mut without = whole();
            without.as_object_mut().unwrap().remove(list);
            assert!(read(&without).is_ok(), "{list}");
        }
    }

    #[test]
    fn case_131_metadata_are_read_strictly() {
        for bad in [&b"[]"[..], b"", b"{\"issuer\":1,\"issuer\":2}", b"\xff"] {
            let answer = Metadata::read(bad, "https://bank.example");
            assert!(matches!(answer, Err(BadMetadata::Json(_))), "{bad:?}");
        }
    }
}
