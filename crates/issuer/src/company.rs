//! Work addresses and the register that a company imports. The register alone says which address
//! is linked; nothing that a browser sends does (security.md cases 59, 60).

mod register;

pub use register::{
    Column, MOST_BYTES, MOST_ROWS, RegisterRow, RowError, RowFault, parse_register,
};

use crate::types::EmailAddress;

/// The text is not one plain e-mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("one e-mail address is expected, such as name@company.example")]
pub struct NotAnEmail;

/// Checks that a text is exactly one address (RFC 5321 section 4.1.2, narrowed): an ASCII
/// dot-atom of at most 64 characters, `@`, and a domain name of letters, digits and hyphens with
/// at least one dot; at most 254 characters. A name in another script must be given in its
/// `xn--` form, so that look-alike letters show. Spaces around it are dropped; the domain is
/// written in lower case.
///
/// # Errors
/// [`NotAnEmail`]: also for display names, lists, comments, quoted local parts, address
/// literals, percent signs, exclamation marks and control characters (security.md case 59).
pub fn email(text: &str) -> Result<EmailAddress, NotAnEmail> {
    let address = text.trim_matches(' ');
    if address.len() > 254 {
        return Err(NotAnEmail);
    }
    let (local, domain) = address.split_once('@').ok_or(NotAnEmail)?;
    if !is_local_part(local) || !is_domain(domain) {
        return Err(NotAnEmail);
    }
    let domain = domain.to_ascii_lowercase();
    Ok(EmailAddress::from_checked(format!("{local}@{domain}")))
}

/// A dot-atom of RFC 5322 section 3.2.3 without `%` and `!`, which old relays take for routes.
fn is_local_part(text: &str) -> bool {
    let is_atom_byte = |b: u8| b.is_ascii_alphanumeric() || b"#$&'*+-/=?^_`{|}~".contains(&b);
    let is_atom = |atom: &str| !atom.is_empty() && atom.bytes().all(is_atom_byte);
    text.len() <= 64 && !text.starts_with('-') && text.split('.').all(is_atom)
}

/// Two labels at least (RFC 1123 section 2.1); the last one is no number, so that no IP address
/// passes for a name.
fn is_domain(text: &str) -> bool {
    let labels: Vec<&str> = text.split('.').collect();
    let is_label = |label: &&str| {
        let bytes = label.as_bytes();
        (1..=63).contains(&bytes.len())
            && bytes
                .iter()
                .all(|b| b.is_ascii_alphanumeric() || *b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let last_is_name = labels
        .last()
        .is_some_and(|l| l.bytes().any(|b| b.is_ascii_alphabetic()));
    labels.len() >= 2 && labels.iter().all(is_label) && last_is_name
}

/// The address as somebody sees it who did not prove that it is theirs: `m…@fjordvik.example`.
pub fn masked_email(address: &EmailAddress) -> String {
    let text = address.as_str();
    let (local, domain) = text.split_once('@').unwrap_or((text, ""));
    let first = local.chars().next().map(String::from).unwrap_or_default();
    format!("{first}…@{domain}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{prop_assert, prop_assert_eq, proptest};

    #[test]
    fn one_plain_address_is_taken() {
        let longest = format!(
            "{}@{}.{}.example",
            "l".repeat(64),
            "a".repeat(63),
            "b".repeat(63)
        );
        let table = [
            ("mette@fjordvik.example", "mette@fjordvik.example"),
            (
                "  Mette.Hald+lonn@Fjordvik.EXAMPLE ",
                "Mette.Hald+lonn@fjordvik.example",
            ),
            (
                "o'hara@xn--fjrdvik-q1a.example",
                "o'hara@xn--fjrdvik-q1a.example",
            ),
            (longest.as_str(), longest.as_str()),
        ];
        for (typed, expected) in table {
            assert_eq!(email(typed).unwrap().as_str(), expected);
        }
    }

    #[test]
    fn case_059_whatever_is_not_exactly_one_address_is_refused() {
        let long_local = format!("{}@b.example", "a".repeat(65));
        let long = format!("a@{}example", "abcdefghi.".repeat(25));
        let bad = [
            "",
            "@",
            "a@",
            "@b.example",
            "a@b",
            "a b@c.example",
            "a@b.example,c@d.example",
            "a@b.example;c@d.example",
            "a@b.example c@d.example",
            "a@b@c.example",
            "victim@b.example\r\nBcc: x@y.example",
            "victim@b.example%0ABcc:x@y.example",
            "a%0a@b.example",
            "a%c@b.example",
            "c!a@b.example",
            "a@b.example\n",
            "\0a@b.example",
            "Mette <a@b.example>",
            "<a@b.example>",
            "\"a b\"@c.example",
            "\"a\"@b.example",
            "a@b.example (comment)",
            "a@[127.0.0.1]",
            "a@127.0.0.1",
            "a@b..example",
            "a@.b.example",
            "a@b.example.",
            "a@-b.example",
            "a@b-.example",
            ".a@b.example",
            "a.@b.example",
            "a..b@c.example",
            "-oQ/tmp@b.example",
            "a@fjørdvik.example",
            "а@b.example",
            "a@ｂ.example",
            "æ@b.example",
            "a@b_c.example",
            "[a@b.example]",
            "[\"a@b.example\",\"c@d.example\"]",
            &long_local,
            &long,
        ];
        for text in bad {
            assert_eq!(email(text), Err(NotAnEmail), "{text:.60?}");
        }
    }

    #[test]
    fn a_masked_address_keeps_its_domain() {
        let address = email("mette@fjordvik.example").unwrap();
        assert_eq!(masked_email(&address), "m…@fjordvik.example");
    }

    proptest! {
        #[test]
        fn case_059_a_taken_address_can_do_nothing_in_a_header(text in "\\PC{0,12}@\\PC{0,12}") {
            if let Ok(address) = email(&text) {
                prop_assert_eq!(address.as_str().matches('@').count(), 1);
                prop_assert!(address.as_str().bytes().all(|b| b.is_ascii_graphic()));
                prop_assert!(!address.as_str().contains([',', ';', '<', '>', '"', ':', '%']));
                prop_assert_eq!(email(address.as_str()), Ok(address));
            }
        }
    }
}
