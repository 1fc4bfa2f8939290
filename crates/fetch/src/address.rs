//! Addresses that may be asked, as far as the text of an address tells: scheme, host and port.
//! What its host resolves to is checked when it is asked.

use crate::rules::Rules;
use std::fmt;
use std::net::IpAddr;
use url::{Host, Url};

/// The longest address.
const LONGEST: usize = 2000;

/// An address that passed the check of its text under some [`Rules`].
#[derive(Clone, PartialEq, Eq)]
pub struct Address(Url);

/// Why an address is not asked, in words for whoever wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadAddress {
    /// No absolute URL, or longer than 2000 characters.
    #[error("write an absolute https address of at most 2000 characters")]
    Unreadable,
    /// Another scheme, such as `file` or `gopher`.
    #[error("write an https address")]
    Scheme,
    /// Plain http to another machine.
    #[error("http is not used: write an https address")]
    PlainHttp,
    /// User information.
    #[error("leave out the user and password before the host")]
    UserInfo,
    /// A fragment, which no server ever sees.
    #[error("leave out # and what follows")]
    Fragment,
    /// A port of another protocol.
    #[error("use port 443 or one of 1024 and above")]
    Port,
    /// An address that is not public, or a name that always means one.
    #[error("this host is not on the public Internet")]
    NotPublic,
}

impl Address {
    /// Reads and checks an address.
    ///
    /// # Errors
    /// [`BadAddress`].
    pub fn parse(text: &str, rules: &Rules) -> Result<Self, BadAddress> {
        let url = Url::parse(text).ok().filter(|_| text.len() <= LONGEST);
        let url = url.ok_or(BadAddress::Unreadable)?;
        let here = check_host(&url, rules)?;
        match url.scheme() {
            "https" => {}
            "http" if here && rules.loopback => {}
            "http" if rules.signed_answers => {}
            "http" => return Err(BadAddress::PlainHttp),
            _ => return Err(BadAddress::Scheme),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(BadAddress::UserInfo);
        }
        if url.fragment().is_some() {
            return Err(BadAddress::Fragment);
        }
        match url.port() {
            None | Some(1024..) => Ok(Self(url)),
            Some(_) => Err(BadAddress::Port),
        }
    }

    /// Who is asked: host and port.
    pub fn peer(&self) -> String {
        let host = self.0.host_str().unwrap_or_default();
        format!("{host}:{}", self.0.port_or_known_default().unwrap_or(0))
    }

    pub(crate) fn url(&self) -> Url {
        self.0.clone()
    }
}

/// Only the peer: the rest may hold what is nobody's business.
impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({})", self.peer())
    }
}

/// Whether the host is this machine. `Url` has already read every way of writing an IPv4 address
/// (`0x7f.1`, `2130706433`) as that address.
fn check_host(url: &Url, rules: &Rules) -> Result<bool, BadAddress> {
    let (here, permitted) = match url.host().ok_or(BadAddress::Scheme)? {
        Host::Ipv4(address) => literal(address.into(), rules),
        Host::Ipv6(address) => literal(address.into(), rules),
        Host::Domain(name) => {
            let here = is_local_name(name);
            (here, !here || rules.loopback)
        }
    };
    if permitted {
        Ok(here)
    } else {
        Err(BadAddress::NotPublic)
    }
}

fn literal(address: IpAddr, rules: &Rules) -> (bool, bool) {
    (address.to_canonical().is_loopback(), rules.permit(address))
}

/// RFC 6761 section 6.3.
fn is_local_name(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost") || name == "localhost.localdomain"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strict(text: &str) -> Result<Address, BadAddress> {
        Address::parse(text, &Rules::default())
    }

    #[test]
    fn case_107_an_address_of_this_machine_or_a_private_network_is_refused_however_written() {
        for text in [
            "https://127.0.0.1/x",
            "https://127.1/",
            "https://0x7f.1/",
            "https://2130706433/",
            "https://017700000001/",
            "https://0/",
            "https://[::1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://[::ffff:7f00:1]/",
            "https://[64:ff9b::7f00:1]/",
            "https://169.254.169.254/latest/meta-data/",
            "https://10.0.0.8/",
            "https://172.16.5.4/",
            "https://192.168.0.1/",
            "https://[fd00::8]/",
            "https://[fe80::1]/",
            "https://localhost/",
            "https://LOCALHOST./",
            "https://a.localhost/",
            "https://\u{ff11}27.0.0.1/",
        ] {
            assert_eq!(strict(text), Err(BadAddress::NotPublic), "{text}");
        }
    }

    #[test]
    fn case_107_only_https_on_its_ports_is_spoken() {
        for (text, why) in [
            ("file:///etc/passwd", BadAddress::Scheme),
            ("gopher://gopher.example/1", BadAddress::Scheme),
            ("ftp://ftp.example/", BadAddress::Scheme),
            ("data:text/plain,x", BadAddress::Scheme),
            ("javascript:alert(1)", BadAddress::Scheme),
            ("http://rp.example/", BadAddress::PlainHttp),
            ("https://u@rp.example/", BadAddress::UserInfo),
            ("https://u:p@rp.example/", BadAddress::UserInfo),
            ("https://rp.example/#x", BadAddress::Fragment),
            ("https://rp.example:22/", BadAddress::Port),
            ("https://rp.example:25/", BadAddress::Port),
            ("https://rp.example:80/", BadAddress::Port),
            ("//rp.example/", BadAddress::Unreadable),
            ("rp.example", BadAddress::Unreadable),
            ("", BadAddress::Unreadable),
            ("https://", BadAddress::Unreadable),
        ] {
            assert_eq!(strict(text), Err(why), "{text}");
        }
        let long = format!("https://rp.example/{}", "a".repeat(2000));
        assert_eq!(strict(&long), Err(BadAddress::Unreadable));
        for good in [
            "https://rp.example/logout?x=1",
            "https://rp.example:443/",
            "https://rp.example:8443/",
            "https://1.1.1.1/",
        ] {
            assert!(strict(good).is_ok(), "{good}");
        }
    }

    #[test]
    fn plain_http_is_for_this_machine_where_it_is_allowed() {
        let rules = Rules {
            loopback: true,
            ..Rules::default()
        };
        for good in [
            "http://localhost:8081/x",
            "http://127.0.0.1:8081/",
            "http://[::1]:8081/",
        ] {
            assert!(Address::parse(good, &rules).is_ok(), "{good}");
        }
        for (text, why) in [
            ("http://rp.example/", BadAddress::PlainHttp),
            ("http://10.0.0.1:8080/", BadAddress::NotPublic),
            ("http://localhost:22/", BadAddress::Port),
        ] {
            assert_eq!(Address::parse(text, &rules), Err(why), "{text}");
        }
    }

    #[test]
    fn case_107_plain_http_is_for_answers_that_are_signed() {
        let rules = Rules {
            signed_answers: true,
            ..Rules::default()
        };
        for good in [
            "http://ocsp.example/",
            "http://ocsp.example:8080/",
            "https://ocsp.example/",
        ] {
            assert!(Address::parse(good, &rules).is_ok(), "{good}");
        }
        for (text, why) in [
            ("http://10.0.0.1/", BadAddress::NotPublic),
            ("http://localhost:8080/", BadAddress::NotPublic),
            ("http://ocsp.example:22/", BadAddress::Port),
            ("ftp://ocsp.example/", BadAddress::Scheme),
        ] {
            assert_eq!(Address::parse(text, &rules), Err(why), "{text}");
        }
    }

    #[test]
    fn nothing_but_the_peer_shows_in_the_debug_form() {
        let address = strict("https://rp.example/logout?token=s3cret").unwrap();
        assert_eq!(format!("{address:?}"), "Address(rp.example:443)");
    }
}
