//! Where requests may go.

use ipnet::IpNet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What the operator allows besides public addresses by https. The default allows nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rules {
    /// Networks that are asked although they are not public: the operator's own services.
    pub allow: Vec<IpNet>,
    /// Whether `http` and `https` to this machine's own loopback addresses are allowed: a demo,
    /// a test, a gateway that runs beside the server.
    pub loopback: bool,
    /// Whether `http` is spoken with other machines, too. Only for questions without a secret whose
    /// answers are signed themselves: OCSP (RFC 6960 appendix A) and revocation lists (RFC 5280
    /// section 8), which issuers publish so.
    pub signed_answers: bool,
}

impl Rules {
    /// Whether a connection to this address is allowed.
    pub fn permit(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        is_public(address)
            || (self.loopback && address.is_loopback())
            || self.allow.iter().any(|network| network.contains(&address))
    }
}

/// Whether an address is one of the public Internet: not private, local, of documentation or of
/// a protocol's own use (IANA special-purpose registries, RFC 6890), and no such address in the
/// clothes of IPv6.
pub fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

const fn is_public_v4(address: Ipv4Addr) -> bool {
    let special = matches!(
        address.octets(),
        [0 | 10 | 127 | 224..=255, ..]
            | [100, 64..=127, ..]
            | [169, 254, ..]
            | [172, 16..=31, ..]
            | [192, 0, 0 | 2, _]
            | [192, 88, 99, _]
            | [192, 168, ..]
            | [198, 18 | 19, ..]
            | [198, 51, 100, _]
            | [203, 0, 113, _]
    );
    !special
}

/// Global unicast is 2000::/3; of that not the protocols' own block, documentation and 6to4,
/// which carries an IPv4 address.
const fn is_public_v6(address: Ipv6Addr) -> bool {
    let global = matches!(address.segments(), [0x2000..=0x3fff, ..]);
    let special = matches!(
        address.segments(),
        [0x2001, 0..=0x01ff | 0x0db8, ..] | [0x2002, ..] | [0x3fff, 0..=0x0fff, ..]
    );
    global && !special
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_107_only_the_public_internet_is_public() {
        for private in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::1",
            "3fff::1",
            "fc00::1",
            "fd00::1",
            "fe80::1",
            "ff02::1",
        ] {
            assert!(!is_public(private.parse().unwrap()), "{private}");
        }
        for public in [
            "1.1.1.1",
            "172.32.0.1",
            "192.1.0.1",
            "2a00:1450::1",
            "2600::1",
        ] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
    }

    #[test]
    fn what_the_operator_allows_is_allowed_and_nothing_beside_it() {
        let rules = Rules {
            allow: vec!["10.20.0.0/16".parse().unwrap()],
            loopback: false,
            ..Rules::default()
        };
        assert!(rules.permit("10.20.3.4".parse().unwrap()));
        assert!(rules.permit("::ffff:10.20.3.4".parse().unwrap()));
        assert!(!rules.permit("10.21.3.4".parse().unwrap()));
        assert!(!rules.permit("127.0.0.1".parse().unwrap()));
        let here = Rules {
            loopback: true,
            ..Rules::default()
        };
        assert!(here.permit("127.0.0.1".parse().unwrap()));
        assert!(here.permit("::1".parse().unwrap()));
        assert!(!here.permit("10.20.3.4".parse().unwrap()));
    }
}
