//! Reading pages as far as a browser without scripts needs: forms with their fields and buttons,
//! links, attributes, text. For the well-formed pages of our own templates.

use url::Url;

/// A form as it stands on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Where it goes, as written.
    pub action: String,
    /// Its fields with their values, in order.
    pub fields: Vec<(String, String)>,
    /// Its submit buttons.
    pub buttons: Vec<Button>,
}

/// A button that sends its form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Button {
    /// The field that it adds; empty when it adds none.
    pub name: String,
    /// That field's value.
    pub value: String,
    /// Another address than the form's.
    pub action: Option<String>,
}

/// One opening tag.
#[derive(Debug, Clone)]
pub struct Tag {
    /// Its name, in lower case.
    pub name: String,
    /// Its attributes in order; those without a value have an empty one.
    pub attributes: Vec<(String, String)>,
    /// Where the markup goes on behind it.
    after: usize,
}

impl Tag {
    /// The value of an attribute.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// All tags of a page; a closing one has a name that begins with `/`.
pub fn tags(html: &str) -> Vec<Tag> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = html.get(from..).and_then(|rest| rest.find('<')) {
        let start = from + start + 1;
        let Some(rest) = html.get(start..) else { break };
        if rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') {
            let tag = read_tag(rest, start);
            from = tag.after;
            found.push(tag);
        } else {
            from = start;
        }
    }
    found
}

fn read_tag(rest: &str, start: usize) -> Tag {
    let end_of_name = rest
        .find(|c: char| c.is_ascii_whitespace() || c == '>')
        .unwrap_or(rest.len());
    let (name, mut left) = rest.split_at(end_of_name);
    let mut attributes = Vec::new();
    loop {
        left = left.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if left.is_empty() || left.starts_with('>') {
            break;
        }
        let (attribute, after) = read_attribute(left);
        attributes.push(attribute);
        left = after;
    }
    let after = start + rest.len() - left.len() + usize::from(!left.is_empty());
    Tag {
        name: name.to_ascii_lowercase(),
        attributes,
        after,
    }
}

fn read_attribute(text: &str) -> ((String, String), &str) {
    let end = text
        .find(|c: char| c.is_ascii_whitespace() || matches!(c, '=' | '>' | '/'))
        .unwrap_or(text.len());
    let (name, left) = text.split_at(end.max(1).min(text.len()));
    let name = name.to_ascii_lowercase();
    let Some(value) = left.strip_prefix('=') else {
        return ((name, String::new()), left);
    };
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
    let (value, left) = match quote {
        Some(quote) => {
            let inner = value.get(1..).unwrap_or_default();
            inner.split_once(quote).unwrap_or((inner, ""))
        }
        None => value.split_at(
            value
                .find(|c: char| c.is_ascii_whitespace() || c == '>')
                .unwrap_or(value.len()),
        ),
    };
    ((name, unescaped(value)), left)
}

/// The forms of a page.
pub fn forms(html: &str) -> Vec<Form> {
    let mut forms = Vec::new();
    let mut open: Option<Form> = None;
    for tag in tags(html) {
        let text = |name: &str| tag.get(name).unwrap_or_default().to_owned();
        match tag.name.as_str() {
            "form" => {
                let action = text("action");
                open = Some(Form {
                    action,
                    fields: Vec::new(),
                    buttons: Vec::new(),
                });
            }
            "/form" => forms.extend(open.take()),
            "input" => {
                let Some(form) = &mut open else { continue };
                if tag.get("name").is_some() && tag.get("disabled").is_none() {
                    form.fields.push((text("name"), text("value")));
                }
            }
            "button" => {
                let Some(form) = &mut open else { continue };
                let action = tag.get("formaction").map(str::to_owned);
                form.buttons.push(Button {
                    name: text("name"),
                    value: text("value"),
                    action,
                });
            }
            _ => {}
        }
    }
    forms
}

/// The text inside the first element for which `wanted` is true: without markup, white space
/// folded.
pub fn text_in(html: &str, wanted: impl Fn(&Tag) -> bool) -> Option<String> {
    let tag = tags(html).into_iter().find(wanted)?;
    let rest = html.get(tag.after..)?;
    let mut depth = 0_u32;
    let mut from = 0;
    loop {
        let at = from + rest.get(from..)?.find('<')?;
        let inner = rest.get(at + 1..)?;
        let end_of_name = inner.find(|c: char| c.is_ascii_whitespace() || c == '>')?;
        let name = inner.get(..end_of_name)?;
        if name == format!("/{}", tag.name) {
            if depth == 0 {
                return Some(text(rest.get(..at)?));
            }
            depth -= 1;
        } else if name == tag.name {
            depth += 1;
        }
        from = at + 1;
    }
}

/// The text of some markup, white space folded.
pub fn text(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => {
                inside = false;
                out.push(' ');
            }
            _ if !inside => out.push(c),
            _ => {}
        }
    }
    unescaped(&out)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// Undoes character references: named ones that templates write, and numeric ones.
pub fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let reference = after.split_once(';').filter(|(name, _)| name.len() <= 8);
        match reference.and_then(|(name, left)| Some((character(name)?, left))) {
            Some((c, left)) => {
                out.push(c);
                rest = left;
            }
            None => {
                out.push('&');
                rest = after;
            }
        }
    }
    out + rest
}

fn character(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{a0}'),
        _ => {
            let digits = name.strip_prefix('#')?;
            let code = match digits.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => digits.parse(),
            };
            char::from_u32(code.ok()?)
        }
    }
}

/// Fields as a form's body, or as a query.
pub fn encoded<N: AsRef<str>, V: AsRef<str>>(fields: &[(N, V)]) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
}

/// The addresses of a page's links (`a href`) and of what it loads (`link href`, `img src`).
pub fn links(html: &str, page: &Url) -> Vec<Url> {
    let address = |tag: &Tag| match tag.name.as_str() {
        "a" | "link" => tag.get("href").map(str::to_owned),
        "img" | "script" => tag.get("src").map(str::to_owned),
        _ => None,
    };
    let found = tags(html).iter().filter_map(address).collect::<Vec<_>>();
    found
        .iter()
        .filter_map(|href| page.join(href).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_has_fields_and_buttons() {
        let html = r#"<p>1 < 2</p><form method="post" action="/a?x=1&amp;y=2" novalidate>
            <input type=hidden name=csrf value='t"1'><input id="user_id" value="not sent">
            <button name="action" value="go">Go</button>
            <button name="action" value="no" formaction="/b">No</button></form>"#;
        let forms = forms(html);
        assert_eq!(forms.len(), 1);
        assert_eq!(forms[0].action, "/a?x=1&y=2");
        assert_eq!(forms[0].fields, [("csrf".to_owned(), "t\"1".to_owned())]);
        assert_eq!(forms[0].buttons[1].action.as_deref(), Some("/b"));
    }

    #[test]
    fn text_stands_without_markup() {
        let html = r#"<div data-x="1">a <div>b&nbsp;&#x27;c&#39;</div><br> &amp;lt;</div> d"#;
        let found = text_in(html, |tag| tag.get("data-x").is_some());
        assert_eq!(found.as_deref(), Some("a b 'c' &lt;"));
    }

    #[test]
    fn links_are_absolute() {
        let page = Url::parse("http://localhost:1/a/b").unwrap();
        let found = links(r#"<a href="/c"></a><link href="d?e&amp;f">"#, &page);
        let found: Vec<&str> = found.iter().map(Url::as_str).collect();
        assert_eq!(
            found,
            ["http://localhost:1/c", "http://localhost:1/a/d?e&f"]
        );
    }
}
