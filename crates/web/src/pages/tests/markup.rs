//! A strict reader of the HTML that our templates write: every tag closed in order, every attribute
//! quoted, no `<` or `>` in text.

use std::collections::BTreeMap;

/// An opening tag.
#[derive(Debug)]
pub struct Tag {
    pub name: String,
    pub attributes: BTreeMap<String, String>,
}

impl Tag {
    pub fn get(&self, attribute: &str) -> Option<&str> {
        self.attributes.get(attribute).map(String::as_str)
    }

    pub fn has(&self, attribute: &str) -> bool {
        self.attributes.contains_key(attribute)
    }
}

const VOID: [&str; 6] = ["meta", "link", "input", "br", "img", "wbr"];

/// The opening tags in order, or what is wrong.
pub fn tags(html: &str) -> Result<Vec<Tag>, String> {
    let mut rest = html.strip_prefix("<!doctype html>").ok_or("no doctype")?;
    let (mut found, mut open): (Vec<Tag>, Vec<String>) = (Vec::new(), Vec::new());
    while let Some((text, after)) = rest.split_once('<') {
        if text.contains('>') {
            return Err(format!("a stray > in {text:?}"));
        }
        if let Some(closing) = after.strip_prefix('/') {
            let (name, next) = closing.split_once('>').ok_or("an endless closing tag")?;
            let expected = open.pop().unwrap_or_default();
            if expected != name {
                return Err(format!("</{name}> closes <{expected}>"));
            }
            rest = next;
        } else {
            let (tag, empty, next) = opening(after)?;
            if !empty && !VOID.contains(&tag.name.as_str()) {
                open.push(tag.name.clone());
            }
            found.push(tag);
            rest = next;
        }
    }
    if open.is_empty() {
        Ok(found)
    } else {
        Err(format!("not closed: {open:?}"))
    }
}

/// Reads `name a="b" c>`; whether it ended in `/>`; what follows.
fn opening(text: &str) -> Result<(Tag, bool, &str), String> {
    let end = text
        .find(|c: char| !c.is_ascii_alphanumeric())
        .ok_or("an endless tag")?;
    let (name, mut rest) = text.split_at(end);
    if name.is_empty() {
        return Err(format!(
            "a stray < before {:?}",
            text.chars().take(30).collect::<String>()
        ));
    }
    let mut attributes = BTreeMap::new();
    loop {
        let trimmed = rest.trim_start();
        if let Some(next) = trimmed.strip_prefix("/>") {
            return Ok((
                Tag {
                    name: name.to_owned(),
                    attributes,
                },
                true,
                next,
            ));
        }
        if let Some(next) = trimmed.strip_prefix('>') {
            return Ok((
                Tag {
                    name: name.to_owned(),
                    attributes,
                },
                false,
                next,
            ));
        }
        if trimmed.len() == rest.len() {
            return Err(format!("no space before an attribute of {name}"));
        }
        let end = trimmed
            .find(['=', ' ', '>', '/', '\n'])
            .ok_or("an endless attribute")?;
        let (attribute, after) = trimmed.split_at(end);
        let (value, next) = match after.strip_prefix("=\"") {
            Some(quoted) => quoted.split_once('"').ok_or("an endless value")?,
            None => ("", after),
        };
        let twice = attributes.insert(attribute.to_owned(), value.to_owned());
        if attribute.is_empty() || twice.is_some() || value.contains('<') {
            return Err(format!(
                "the attribute {attribute:?} of {name} is not well formed"
            ));
        }
        rest = next;
    }
}
