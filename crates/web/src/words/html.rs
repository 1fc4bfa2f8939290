//! Text that is HTML already.

use std::borrow::Cow;
use std::fmt;

/// Stands for an asterisk that came from an argument while `**` is looked for (private use area).
pub(super) const ASTERISK: &str = "\u{f8ff}";

/// HTML that may be written to a page as it is. Made here only, from escaped text and fixed tags.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Html(Cow<'static, str>);

impl Html {
    /// A fixed piece of our own markup.
    pub(crate) const fn fixed(markup: &'static str) -> Self {
        Self(Cow::Borrowed(markup))
    }

    /// Escapes `text` and puts what stands between `**` in bold.
    pub(super) fn stressed(text: &str) -> Self {
        let mut html = String::with_capacity(text.len() + 16);
        for (at, part) in text.split("**").enumerate() {
            let bold = at % 2 == 1;
            html.push_str(if bold { "<b>" } else { "" });
            escape(part, &mut html);
            html.push_str(if bold { "</b>" } else { "" });
        }
        Self(Cow::Owned(html.replace(ASTERISK, "*")))
    }
}

fn escape(text: &str, html: &mut String) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&#34;"),
            '\'' => html.push_str("&#39;"),
            other => html.push(other),
        }
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for Html {}
