//! Text that somebody else chose, made harmless before it stands in a mail or on paper
//! (security.md cases 187 and 188; ASVS 1.3.11). Catalogues are never built from it: it is an
//! argument, so `{{ }}` and the like stay what they are, letters.

/// Breaks off the address in what mail programs would turn into a link, and shows nothing.
const BREAK: char = '\u{200b}';

fn steers(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{2028}' | '\u{2029}' | '\u{200e}' | '\u{200f}' | '\u{061c}'
        )
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// One line: line breaks, control characters and bidirectional overrides become spaces, and runs
/// of spaces become one.
pub(crate) fn line(text: &str) -> String {
    let spaced: String = text
        .chars()
        .map(|c| if steers(c) { ' ' } else { c })
        .collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// One line in which no mail program finds a link: an invisible break stands inside `//`, `://`,
/// after `@` and after each dot that is followed by more text.
pub(crate) fn unlinked(text: &str) -> String {
    let text = line(text);
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        out.push(c);
        let joins = match c {
            '.' | '@' | '\u{3002}' | '\u{ff0e}' => rest.peek().is_some_and(|n| *n != ' '),
            ':' | '/' => rest.peek() == Some(&'/'),
            _ => false,
        };
        if joins {
            out.push(BREAK);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_188_a_name_cannot_begin_a_new_line_or_header() {
        assert_eq!(
            line("Ola\r\nBcc: x@y.example\r\n\r\nHi"),
            "Ola Bcc: x@y.example Hi"
        );
        assert_eq!(line("a\u{202e}b\u{2028}c\0"), "a b c");
    }

    #[test]
    fn case_188_a_name_cannot_hold_a_link() {
        assert_eq!(
            unlinked("https://evil.example/x"),
            "https:\u{200b}/\u{200b}/evil.\u{200b}example/x"
        );
        assert_eq!(unlinked("evil@x.no"), "evil@\u{200b}x.\u{200b}no");
        assert_eq!(unlinked("www.evil.no"), "www.\u{200b}evil.\u{200b}no");
    }

    #[test]
    fn an_ordinary_name_stays_as_it_is() {
        for name in [
            "Áile Sárá Somby",
            "Nordlys Bakeri A/S",
            "J. P. Holm",
            "O’Neill & Sønn",
        ] {
            assert_eq!(unlinked(name), name);
        }
    }
}
