//! Reads members of the metadata and gathers everything that is wrong.

use super::{MetadataError, MetadataErrors};
use serde_json::{Map, Value};

/// The longest text of one member, in bytes.
const LONGEST_TEXT: usize = 2000;
/// The most entries of one list.
const LONGEST_LIST: usize = 50;

pub(super) struct Reader<'a> {
    members: &'a Map<String, Value>,
    errors: Vec<MetadataError>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(document: &'a Value) -> Result<Self, MetadataErrors> {
        let members = document.as_object().ok_or_else(|| {
            MetadataErrors(vec![MetadataError {
                member: "document".to_owned(),
                words: "the metadata must be one JSON object".to_owned(),
            }])
        })?;
        Ok(Self {
            members,
            errors: Vec::new(),
        })
    }

    pub(super) fn finish(self) -> Result<(), MetadataErrors> {
        if self.errors.is_empty() {
            Ok(())
        } else {
            Err(MetadataErrors(self.errors))
        }
    }

    /// Notes what is wrong with a member; gives none for the caller to go on with.
    pub(super) fn refuse<T>(&mut self, member: &str, words: impl Into<String>) -> Option<T> {
        self.errors.push(MetadataError {
            member: member.to_owned(),
            words: words.into(),
        });
        None
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.members.keys().map(String::as_str)
    }

    /// A member; null counts as left out.
    pub(super) fn value(&self, member: &str) -> Option<&'a Value> {
        self.members.get(member).filter(|value| !value.is_null())
    }

    pub(super) fn text(&mut self, member: &str) -> Option<&'a str> {
        let value = self.value(member)?;
        match value.as_str() {
            Some(text) if text.len() <= LONGEST_TEXT => Some(text),
            _ => self.refuse(
                member,
                format!("write a text of at most {LONGEST_TEXT} characters"),
            ),
        }
    }

    pub(super) fn texts(&mut self, member: &str) -> Vec<&'a str> {
        let Some(value) = self.value(member) else {
            return Vec::new();
        };
        let list = value.as_array().filter(|list| list.len() <= LONGEST_LIST);
        let short = |item: &'a Value| item.as_str().filter(|text| text.len() <= LONGEST_TEXT);
        let texts: Option<Vec<&str>> = list.and_then(|list| list.iter().map(short).collect());
        texts.unwrap_or_else(|| {
            let words = format!("write a list of at most {LONGEST_LIST} texts");
            self.refuse::<()>(member, words);
            Vec::new()
        })
    }

    pub(super) fn flag(&mut self, member: &str) -> bool {
        match self.value(member) {
            None => false,
            Some(Value::Bool(flag)) => *flag,
            Some(_) => {
                self.refuse::<()>(member, "write true or false");
                false
            }
        }
    }
}
