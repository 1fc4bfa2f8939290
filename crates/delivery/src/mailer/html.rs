//! An e-mail's text once more as HTML, for who reads with large letters, colours of their own or a
//! screen reader that wants paragraphs. Nothing in it is fetched, nothing can be clicked, and
//! every character of the text stands in it as text (security.md case 188).

use lykill_core::Language;

/// Lines that begin so stand out: a code to copy.
const SET_OFF: &str = "    ";
/// Fonts of the reader's own machine; colours are the reader's own.
const BODY: &str = "font-family:Inter,system-ui,sans-serif;font-size:1rem;line-height:1.5;\
                    max-width:36rem;margin:0 auto;padding:1rem";
const CODE: &str = "font-size:1.75rem;font-weight:700;letter-spacing:.05em;margin:1rem 0";

/// The text as one HTML document: a paragraph for each block between empty lines.
pub(super) fn document(text: &str, subject: &str, language: Language) -> String {
    let mut html = format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{}</title>\n</head>\n\
         <body style=\"{BODY}\">\n",
        language.tag(),
        escaped(subject),
    );
    for block in text.split("\n\n").filter(|block| !block.trim().is_empty()) {
        let lines: Vec<String> = block.trim().lines().map(escaped).collect();
        let style = if block.starts_with(SET_OFF) {
            format!(" style=\"{CODE}\"")
        } else {
            String::new()
        };
        html.push_str(&format!("<p{style}>{}</p>\n", lines.join("<br>\n")));
    }
    html.push_str("</body>\n</html>\n");
    html
}

/// Text that is markup no more.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_and_codes_are_marked_and_the_language_is_said() {
        let text = "Your code is:\n\n    482 917\n\nIt is valid until 14:32.\nType it.\n";
        let html = document(text, "482 917 is your code", Language::En);
        assert!(
            html.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"),
            "{html}"
        );
        assert!(html.contains("<p>Your code is:</p>"), "{html}");
        assert!(
            html.contains("700;letter-spacing:.05em;margin:1rem 0\">482 917</p>"),
            "{html}"
        );
        assert!(
            html.contains("<p>It is valid until 14:32.<br>\nType it.</p>"),
            "{html}"
        );
        assert!(
            html.contains("<title>482 917 is your code</title>"),
            "{html}"
        );
    }

    #[test]
    fn case_188_a_hostile_text_is_text() {
        let name = "<img src=x onerror=alert(1)> \"'&amp; </p><script>x</script> <!-- {{7*7}}";
        let html = document(&format!("Hello {name}\n"), name, Language::Nb);
        for tag in [
            "<img", "<script", "<!--", "<a ", "</p><", "href", "url(", "http",
        ] {
            assert!(!html.contains(tag), "{tag} in {html}");
        }
        assert!(
            html.contains("&lt;img src=x onerror=alert(1)&gt; &quot;&#39;&amp;amp;"),
            "{html}"
        );
    }
}
