//! What others wrote and we show: names, and addresses that a link may lead to.

use std::fmt;

/// The most characters of a name that a page shows.
const LONGEST: usize = 80;

/// A name or line that somebody else chose (person, company, service, mail subject), made fit to be
/// shown: control characters and everything that turns the direction of writing are gone, white
/// space is single, and it is at most 80 characters long (security.md case 183). Escaping is the
/// template's.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shown(String);

impl Shown {
    /// Makes `raw` fit to be shown.
    pub fn new(raw: &str) -> Self {
        let clean: String = raw.chars().filter_map(printable).collect();
        let line = clean.split_whitespace().collect::<Vec<_>>().join(" ");
        if line.chars().count() <= LONGEST {
            return Self(line);
        }
        let mut short: String = line.chars().take(LONGEST - 1).collect();
        short.truncate(short.trim_end().len());
        short.push('…');
        Self(short)
    }

    /// The text; it still has to be escaped.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// One or two capitals that stand for the name where a logo would.
    pub fn initials(&self) -> String {
        let words = self.0.split(|c: char| !c.is_alphanumeric());
        let firsts = words.filter_map(|word| word.chars().next());
        firsts.take(2).flat_map(char::to_uppercase).collect()
    }
}

fn printable(c: char) -> Option<char> {
    match c {
        '\u{200b}'..='\u{200f}' | '\u{61c}' | '\u{180e}' | '\u{feff}' | '\u{ad}' => None,
        '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}' => None,
        '\u{e0000}'..='\u{e007f}' | '\u{e000}'..='\u{f8ff}' => None,
        '\t' | '\n' | '\r' => Some(' '),
        other if other.is_control() => None,
        other => Some(other),
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for Shown {
    fn from(raw: &str) -> Self {
        Self::new(raw)
    }
}

/// The address of a link or form: a path of our own, `http(s)://…`, `mailto:` or `tel:`. Nothing
/// else can be made, so no configured or registered text becomes a `javascript:` link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Href(String);

impl Href {
    /// A path of our own (`/help`) or a web address; anything else becomes `/`.
    pub fn new(raw: &str) -> Self {
        let own = raw.starts_with('/') && !raw.starts_with("//") && !raw.contains(['\\', '\n']);
        if own {
            return Self(raw.to_owned());
        }
        match url::Url::parse(raw) {
            Ok(url) if matches!(url.scheme(), "http" | "https") => Self(url.into()),
            _ => Self("/".to_owned()),
        }
    }

    /// `mailto:` an address.
    pub fn mail(address: &str) -> Self {
        let kept = |byte: u8| byte.is_ascii_alphanumeric() || b"@.-_+".contains(&byte);
        let mut href = "mailto:".to_owned();
        for byte in address.bytes() {
            if kept(byte) {
                href.push(char::from(byte));
            } else {
                href.push_str(&format!("%{byte:02X}"));
            }
        }
        Self(href)
    }

    /// `tel:` a telephone number, without its spaces.
    pub fn phone(number: &str) -> Self {
        let dialled = |c: &char| c.is_ascii_digit() || *c == '+';
        Self(format!(
            "tel:{}",
            number.chars().filter(dialled).collect::<String>()
        ))
    }
}

impl fmt::Display for Href {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_183_a_name_is_one_short_line_that_runs_one_way() {
        let evil = "Fjord\u{202e}kiv\u{2066} \n\t A/S\u{200b}\0";
        assert_eq!(Shown::new(evil).as_str(), "Fjordkiv A/S");
        let long = Shown::new(&"å".repeat(500));
        assert_eq!(long.as_str().chars().count(), 80);
        assert!(long.as_str().ends_with('…'));
    }

    #[test]
    fn initials_are_one_or_two_capitals() {
        assert_eq!(Shown::new("Fjordvik kommune").initials(), "FK");
        assert_eq!(Shown::new("øyvær").initials(), "Ø");
        assert_eq!(Shown::new("<b>").initials(), "B");
        assert_eq!(Shown::new("…").initials(), "");
    }

    #[test]
    fn case_183_only_web_addresses_and_own_paths_become_links() {
        for bad in [
            "javascript:alert(1)",
            "//evil.example",
            "/\\evil",
            "data:text/html,x",
            "help",
        ] {
            assert_eq!(Href::new(bad).to_string(), "/", "{bad}");
        }
        assert_eq!(Href::new("/help?lang=nb").to_string(), "/help?lang=nb");
        let web = Href::new("https://lonn.fjordvik.example/start?a=b");
        assert_eq!(web.to_string(), "https://lonn.fjordvik.example/start?a=b");
        assert_eq!(
            Href::mail("a\"?cc=b@c.example").to_string(),
            "mailto:a%22%3Fcc%3Db@c.example"
        );
        assert_eq!(
            Href::phone("+47 75 00 00 00").to_string(),
            "tel:+4775000000"
        );
    }
}
