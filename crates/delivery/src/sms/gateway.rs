//! An SMS gateway by HTTP: the operator says in the configuration what a request looks like and
//! which answer means that the message was taken.

use super::text::Sms;
use crate::fault::Fault;
use lykill_core::Secret;
use lykill_core::id::OutboxId;
use lykill_core::receipt::is_name;
use lykill_crypto::pure::json;
use lykill_fetch::{Fetcher, Request, Verb};
use serde_json::Value;
use std::time::Duration;
use url::form_urlencoded::{Serializer, parse};

/// The placeholders of a template.
const NAMES: [&str; 4] = ["{to}", "{text}", "{sender}", "{id}"];

/// A gateway. Its credential does not show in the debug form.
#[derive(Debug, Clone)]
pub struct Gateway {
    /// Where it is.
    pub url: String,
    /// In which way it is asked.
    pub verb: Verb,
    /// The header that carries the credential, with its whole value.
    pub credential: Option<(String, Secret<String>)>,
    /// What is sent.
    pub body: Template,
    /// Which answer means that the message was taken.
    pub taken: Taken,
    /// The name from which messages come.
    pub sender: String,
    /// By which name receipts call a message; none where no receipts are read.
    pub named: Option<Named>,
}

/// By which name the receipts of a gateway call a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// By ours, which the template gave it as `{id}`.
    Ours,
    /// By the gateway's own, which stands at this place of its JSON answer (RFC 6901).
    Theirs(String),
}

impl Named {
    fn name(&self, id: &str, body: &[u8]) -> Option<String> {
        let pointer = match self {
            Self::Ours => return Some(id.to_owned()),
            Self::Theirs(pointer) => pointer,
        };
        let document = json::parse(body).ok()?;
        let name = json::text_or_number(document.pointer(pointer)?)?;
        is_name(&name).then_some(name)
    }
}

/// What is sent: texts in which placeholders stand.
#[derive(Debug, Clone, PartialEq)]
pub enum Template {
    /// A JSON document; placeholders stand in its texts.
    Json(Value),
    /// The fields of a form.
    Form(Vec<(String, String)>),
}

/// Why a text is no template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadTemplate {
    /// It begins like JSON and is none.
    #[error("it is no JSON")]
    Json,
    /// The recipient or the text has no place in it.
    #[error("{0} stands nowhere in it")]
    Missing(&'static str),
}

impl Template {
    /// Reads a template: JSON when it begins with `{` or `[`, else a form (`to={to}&msg={text}`).
    ///
    /// # Errors
    /// [`BadTemplate`].
    pub fn parse(text: &str) -> Result<Self, BadTemplate> {
        let text = text.trim();
        let template = if text.starts_with(['[', '{']) {
            let document = json::parse(text.as_bytes());
            Self::Json(document.map_err(|_| BadTemplate::Json)?)
        } else {
            Self::Form(parse(text.as_bytes()).into_owned().collect())
        };
        match ["{to}", "{text}"]
            .into_iter()
            .find(|name| !template.says(name))
        {
            Some(name) => Err(BadTemplate::Missing(name)),
            None => Ok(template),
        }
    }

    /// Whether a placeholder stands in a value: nothing is put into names.
    pub fn says(&self, name: &str) -> bool {
        match self {
            Self::Json(document) => json_says(document, name),
            Self::Form(fields) => fields.iter().any(|(_, value)| value.contains(name)),
        }
    }

    /// The body: values stand in texts that were parsed before, so that no value ends a text,
    /// begins a field or is read as a placeholder itself (security.md case 188).
    fn filled(&self, values: &[&str; 4]) -> (&'static str, Vec<u8>) {
        match self {
            Self::Json(document) => {
                let filled = filled_json(document, values);
                ("application/json", filled.to_string().into_bytes())
            }
            Self::Form(fields) => {
                let mut form = Serializer::new(String::new());
                for (name, value) in fields {
                    form.append_pair(name, &filled(value, values));
                }
                let body = form.finish().into_bytes();
                ("application/x-www-form-urlencoded", body)
            }
        }
    }
}

fn json_says(value: &Value, name: &str) -> bool {
    match value {
        Value::String(text) => text.contains(name),
        Value::Array(items) => items.iter().any(|item| json_says(item, name)),
        Value::Object(members) => members.values().any(|member| json_says(member, name)),
        _ => false,
    }
}

fn filled_json(value: &Value, values: &[&str; 4]) -> Value {
    match value {
        Value::String(text) => Value::String(filled(text, values)),
        Value::Array(items) => items.iter().map(|item| filled_json(item, values)).collect(),
        Value::Object(members) => members
            .iter()
            .map(|(name, member)| (name.clone(), filled_json(member, values)))
            .collect(),
        other => other.clone(),
    }
}

/// One pass over the template: what was put in is not looked at again.
fn filled(template: &str, values: &[&str; 4]) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some(c) = rest.chars().next() {
        let known = NAMES
            .iter()
            .zip(values)
            .find(|(name, _)| rest.starts_with(**name));
        let after = match known {
            Some((name, value)) => {
                out.push_str(value);
                name.len()
            }
            None => {
                out.push(c);
                c.len_utf8()
            }
        };
        rest = rest.get(after..).unwrap_or_default();
    }
    out
}

/// Which answer means that the message was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// Any of 200 to 299.
    Status,
    /// That, and a JSON body in which this place (RFC 6901) holds this text or number.
    Json {
        /// The place, such as `/messages/0/status`.
        pointer: String,
        /// What stands there.
        value: String,
    },
}

impl Taken {
    /// Whether an answer of a good status says so.
    pub(crate) fn is(&self, body: &[u8]) -> bool {
        let Self::Json { pointer, value } = self else {
            return true;
        };
        let document = json::parse(body).ok();
        let found = document.and_then(|one| one.pointer(pointer).cloned());
        found.is_some_and(|found| match found {
            Value::String(text) => text == *value,
            other => {
                let text = other.to_string();
                text == *value
            }
        })
    }
}

impl Gateway {
    /// Hands one message over, within `limit`. The row's id goes along, so that a gateway that
    /// took it and whose answer was lost knows the repeat. Gives the name by which its receipt
    /// will call the message, where receipts are read.
    pub(crate) async fn send(
        &self,
        fetcher: &Fetcher,
        (id, sms): (OutboxId, &Sms),
        limit: Duration,
    ) -> Result<Option<String>, Fault> {
        let to = number(&sms.to)?;
        let id = id.to_string();
        let values = [
            to.as_str(),
            sms.text.as_str(),
            self.sender.as_str(),
            id.as_str(),
        ];
        let (content_type, body) = self.body.filled(&values);
        let request = Request {
            verb: self.verb,
            headers: self.credential.clone().into_iter().collect(),
            content_type,
            body: Secret::new(body),
        };
        let asked = tokio::time::timeout(limit, fetcher.ask(&self.url, request));
        let answer = asked.await.map_err(|_| Fault::Timeout)??;
        match (answer.is_success(), self.taken.is(&answer.body)) {
            (true, true) => Ok(self.name(&id, &answer.body)),
            (true, false) => Err(Fault::NotTaken),
            (false, _) => Err(Fault::Http(answer.status)),
        }
    }

    /// The name by which a receipt will call the message.
    fn name(&self, id: &str, answer: &[u8]) -> Option<String> {
        let named = self.named.as_ref()?;
        let name = named.name(id, answer);
        if name.is_none() {
            tracing::warn!(outbox.id = %id, "the gateway's answer names no message");
        }
        name
    }
}

/// A number as gateways take it: digits, with a plus before an international one.
pub(crate) fn number(text: &str) -> Result<String, Fault> {
    let plain: String = text.chars().filter(|c| !" -().".contains(*c)).collect();
    let digits = plain.strip_prefix('+').unwrap_or(&plain);
    let right = (5..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    right.then_some(plain).ok_or(Fault::Number)
}

#[cfg(test)]
mod tests {
    use super::*;

    const VALUES: [&str; 4] = ["+4799999999", "Hei \"du\" {to}&x=1\n", "Lykill", "id-1"];

    #[test]
    fn a_template_says_to_whom_and_what() {
        assert_eq!(Template::parse("a=b"), Err(BadTemplate::Missing("{to}")));
        assert_eq!(
            Template::parse("to={to}"),
            Err(BadTemplate::Missing("{text}"))
        );
        assert_eq!(
            Template::parse("{\"to\": \"{to}\", {text}"),
            Err(BadTemplate::Json)
        );
        // Nothing is put into names: a message would leave without its text.
        for in_a_name in [
            "to={to}&{text}=x",
            r#"{"to": "{to}", "{text}": 1}"#,
            r#"{"to": ["{to}"], "more": [{"{text}": "x"}]}"#,
        ] {
            let missing = Err(BadTemplate::Missing("{text}"));
            assert_eq!(Template::parse(in_a_name), missing, "{in_a_name}");
        }
    }

    #[test]
    fn case_188_what_a_message_says_changes_nothing_around_it() {
        let json = r#"{"to": ["{to}"], "body": {"text": "{text}", "n": 1}, "ref": "x-{id}"}"#;
        let (kind, body) = Template::parse(json).unwrap().filled(&VALUES);
        assert_eq!(kind, "application/json");
        let sent: Value = serde_json::from_slice(&body).unwrap();
        let expected = serde_json::json!({
            "to": ["+4799999999"], "ref": "x-id-1",
            "body": {"text": "Hei \"du\" {to}&x=1\n", "n": 1},
        });
        assert_eq!(sent, expected);
        let form = Template::parse("to={to}&msg={text}&from={sender}").unwrap();
        let (kind, body) = form.filled(&VALUES);
        assert_eq!(kind, "application/x-www-form-urlencoded");
        let sent: Vec<_> = parse(&body).into_owned().collect();
        let expected = [("to", VALUES[0]), ("msg", VALUES[1]), ("from", VALUES[2])];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(sent, expected);
    }

    #[test]
    fn only_a_number_is_written_to() {
        assert_eq!(number("+47 99 99 99 99"), Ok("+4799999999".to_owned()));
        assert_eq!(number("(045) 12.34-56"), Ok("045123456".to_owned()));
        for bad in [
            "",
            "+",
            "1234",
            "+47 9999 999x",
            "99999999,88888888",
            "9999\r\n9999",
        ] {
            assert_eq!(number(bad), Err(Fault::Number), "{bad:?}");
        }
    }

    #[test]
    fn case_217_a_message_is_called_as_its_receipt_will_call_it() {
        let theirs = Named::Theirs("/messages/0/id".to_owned());
        let called = |body: &str| theirs.name("our-id", body.as_bytes());
        let named = |id: &str| format!(r#"{{"messages": [{{"id": {id}}}]}}"#);
        assert_eq!(called(&named("\"SM-1\"")).as_deref(), Some("SM-1"));
        assert_eq!(called(&named("4711")).as_deref(), Some("4711"));
        let long = format!("\"{}\"", "x".repeat(201));
        for none in ["\"\"", "null", "{}", "\"a\\u0000b\"", long.as_str()] {
            assert_eq!(called(&named(none)), None, "{none}");
        }
        assert_eq!(called("accepted"), None);
        let twice = r#"{"messages": [{"id": "SM-1", "id": "SM-2"}]}"#;
        assert_eq!(called(twice), None, "which of them is not told");
        assert_eq!(Named::Ours.name("our-id", b""), Some("our-id".to_owned()));
    }

    #[test]
    fn an_answer_must_say_what_was_agreed() {
        let taken = Taken::Json {
            pointer: "/status".to_owned(),
            value: "0".to_owned(),
        };
        assert!(taken.is(br#"{"status": 0}"#) && taken.is(br#"{"status": "0"}"#));
        let twice = br#"{"status": 1, "status": 0}"#;
        for other in [&br#"{"status": 1}"#[..], b"{}", b"ok", b"", twice] {
            assert!(!taken.is(other));
        }
    }
}
