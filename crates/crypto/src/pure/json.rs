//! The one JSON parser for what strangers send in tokens and keys (RFC 8259, I-JSON RFC 7493):
//! duplicate names and deep nesting are refused, so that no two readers can disagree.

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::fmt;

/// Objects and arrays within each other; tokens and keys need three.
const DEPTH_MAX: usize = 16;

/// The text is not JSON as we take it; the words say what was wrong and where, without values.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not acceptable JSON: {0}")]
pub struct JsonError(String);

/// Reads one JSON value and nothing after it.
///
/// # Errors
/// [`JsonError`] for anything that is not UTF-8 JSON, for a name that stands twice in an object
/// (RFC 7515 section 4, RFC 7519 section 4), nesting beyond 16, and numbers that no double holds.
pub fn parse(bytes: &[u8]) -> Result<Value, JsonError> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = Node {
        depth_left: DEPTH_MAX,
    }
    .deserialize(&mut reader);
    let value = value.map_err(|error| JsonError(error.to_string()))?;
    reader.end().map_err(|error| JsonError(error.to_string()))?;
    Ok(value)
}

/// A text, or a number as it is written: ids and states come in both forms. None of anything else.
pub fn text_or_number(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[derive(Clone, Copy)]
struct Node {
    depth_left: usize,
}

impl Node {
    fn deeper<E: Error>(self) -> Result<Self, E> {
        let depth_left = self.depth_left.checked_sub(1);
        let depth_left = depth_left.ok_or_else(|| E::custom("nested too deeply"))?;
        Ok(Self { depth_left })
    }
}

impl<'de> DeserializeSeed<'de> for Node {
    type Value = Value;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        let number = Number::from_f64(value);
        number
            .map(Value::Number)
            .ok_or_else(|| E::custom("number out of range"))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let inner = self.deeper()?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(inner)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let inner = self.deeper()?;
        let mut object = Map::new();
        while let Some(Name(name)) = members.next_key()? {
            let value = members.next_value_seed(inner)?;
            if object.insert(name, value).is_some() {
                return Err(A::Error::custom("a name stands twice in one object"));
            }
        }
        Ok(Value::Object(object))
    }
}

struct Name(String);

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn case_131_a_name_that_stands_twice_is_refused_however_it_is_spelt() {
        for bad in [
            r#"{"aud":"a","aud":"b"}"#,
            r#"{"exp":1,"\u0065xp":2}"#,
            r#"{"a":{"b":[{"c":1,"c":1}]}}"#,
        ] {
            let error = parse(bad.as_bytes()).expect_err(bad).to_string();
            assert!(error.contains("stands twice"), "{error}");
        }
        assert!(parse(br#"{"a":{"x":1},"b":{"x":1}}"#).is_ok());
    }

    /// What fits into the largest body that the front reads, and more.
    #[test]
    #[expect(clippy::disallowed_methods, reason = "this test measures time")]
    fn case_196_bombs_are_refused_at_once() {
        let keys: Vec<String> = (0..10_000).map(|key| format!("\"k{key}\":0")).collect();
        let bombs = [
            "[".repeat(100_000),
            "{\"a\":".repeat(100_000),
            format!("[1e{}]", "9".repeat(100_000)),
            format!("[{}]", "9".repeat(100_000)),
            format!("[1.{}e1000000]", "9".repeat(100_000)),
        ];
        for bomb in bombs {
            let began = std::time::Instant::now();
            assert!(parse(bomb.as_bytes()).is_err(), "{:.20}", bomb);
            assert!(began.elapsed().as_millis() < 100, "{:.20}", bomb);
        }
        let began = std::time::Instant::now();
        let many = parse(format!("{{{}}}", keys.join(",")).as_bytes());
        assert!(many.is_ok_and(|value| value.as_object().is_some_and(|all| all.len() == 10_000)));
        assert!(began.elapsed().as_millis() < 500, "{:?}", began.elapsed());
    }

    #[test]
    fn case_131_nesting_and_numbers_have_limits() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(parse(nested(16).as_bytes()).is_ok());
        for depth in [17, 100, 100_000] {
            assert!(parse(nested(depth).as_bytes()).is_err(), "{depth}");
        }
        assert!(parse(b"1e400").is_err());
    }

    #[test]
    fn nothing_may_follow_and_the_text_is_utf_8() {
        for bad in [
            &b"{} {}"[..],
            b"",
            b"\xef\xbb\xbf{}",
            b"\"\xff\"",
            b"{\"a\":1,}",
            b"NaN",
        ] {
            assert!(parse(bad).is_err(), "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn it_reads_what_serde_json_writes(text: String, number: i64, flag: bool) {
            let value = serde_json::json!({"a": [text, number, flag, null], "b": {"c": 1.5}});
            prop_assert_eq!(parse(value.to_string().as_bytes()), Ok(value));
        }
    }
}
