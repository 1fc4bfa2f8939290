//! Networks: who is at the other end of a request, which rule of a service it falls under, and
//! under which key failures from there are counted.

use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use std::net::IpAddr;

/// How many hops of `X-Forwarded-For` are looked at, from the right. More proxies of one's own
/// stand in no row; a longer list is somebody's attempt to be expensive.
const MOST_HOPS: usize = 16;

/// Which networks a service may be used from (`lykill_networks`; domain.md V1).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rules {
    /// Only from these; when empty, from all.
    pub allow: Vec<IpNet>,
    /// From these never, also when they are allowed.
    pub deny: Vec<IpNet>,
}

/// Whether a service may be used from an address. An IPv4 address that is written as IPv6 is the
/// IPv4 address (security.md case 70).
pub fn permits(rules: &Rules, peer: IpAddr) -> bool {
    let is_in = |nets: &[IpNet]| nets.iter().any(|net| contains(net, peer));
    !is_in(&rules.deny) && (rules.allow.is_empty() || is_in(&rules.allow))
}

/// Who sent a request: the machine at the other end, or, when that is one of our own proxies, the
/// right-most hop of `X-Forwarded-For` that is not (security.md cases 46, 47). Several headers
/// are to be joined by commas. Where the header is missing or says nothing readable, the last
/// machine that is known is the answer: a strange header never opens a way around a limit.
pub fn peer(remote: IpAddr, forwarded_for: Option<&str>, trusted: &[IpNet]) -> IpAddr {
    let is_ours = |address: IpAddr| trusted.iter().any(|net| contains(net, address));
    let mut known = remote.to_canonical();
    if !is_ours(known) {
        return known;
    }
    for hop in forwarded_for
        .unwrap_or_default()
        .rsplit(',')
        .take(MOST_HOPS)
    {
        let Some(address) = read_hop(hop) else { break };
        known = address;
        if !is_ours(known) {
            break;
        }
    }
    known
}

/// One hop as proxies write it: an address, with or without a port, IPv6 perhaps in brackets.
fn read_hop(text: &str) -> Option<IpAddr> {
    let text = text.trim_matches([' ', '\t']);
    let address = match text.strip_prefix('[') {
        Some(rest) => rest.split_once(']')?.0.parse().ok()?,
        None => text.parse().ok().or_else(|| without_port(text))?,
    };
    let address = IpAddr::to_canonical(&address);
    let is_somebody = !address.is_unspecified() && !address.is_multicast();
    is_somebody.then_some(address)
}

fn without_port(text: &str) -> Option<IpAddr> {
    let (address, port) = text.split_once(':')?;
    let address: std::net::Ipv4Addr = address.parse().ok()?;
    port.parse::<u16>().ok().map(|_| IpAddr::V4(address))
}

/// A net that is written as IPv6 but lies within the mapped IPv4 addresses (`::ffff:0:0/96`)
/// holds the IPv4 addresses it means; `::/0` holds no IPv4 address.
fn contains(net: &IpNet, address: IpAddr) -> bool {
    match (net, address.to_canonical()) {
        (IpNet::V6(net), IpAddr::V4(address)) if net.prefix_len() >= 96 => {
            net.contains(&address.to_ipv6_mapped())
        }
        (net, address) => net.contains(&address),
    }
}

/// The key under which one source's failures are counted: an IPv4 address, or the /64 that one
/// IPv6 customer has whole (security.md case 48).
pub fn source_key(peer: IpAddr) -> IpNet {
    key(peer, 32, 64)
}

/// The key under which a neighbourhood is counted: an IPv4 /24 or an IPv6 /48, which one
/// customer may have, too (security.md cases 39, 48).
pub fn wide_source_key(peer: IpAddr) -> IpNet {
    key(peer, 24, 48)
}

fn key(peer: IpAddr, v4_bits: u8, v6_bits: u8) -> IpNet {
    match peer.to_canonical() {
        IpAddr::V4(address) => {
            IpNet::V4(Ipv4Net::new(address, v4_bits).unwrap_or_default().trunc())
        }
        IpAddr::V6(address) => {
            IpNet::V6(Ipv6Net::new(address, v6_bits).unwrap_or_default().trunc())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{prop_assert, prop_assert_eq, proptest};

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn nets(texts: &[&str]) -> Vec<IpNet> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    #[test]
    fn case_070_rules_decide_on_the_address_however_it_is_written() {
        let table: [(&[&str], &[&str], &str, bool); 16] = [
            (&[], &[], "203.0.113.9", true),
            (&[], &[], "2001:db8::1", true),
            (&["10.0.0.0/8"], &[], "10.1.2.3", true),
            (&["10.0.0.0/8"], &[], "::ffff:10.1.2.3", true),
            (&["10.0.0.0/8"], &[], "::ffff:11.1.2.3", false),
            (&["10.0.0.0/8"], &[], "2001:db8::1", false),
            (&[], &["10.0.0.0/8"], "10.1.2.3", false),
            (&[], &["10.0.0.0/8"], "::ffff:a01:203", false),
            (&[], &["10.0.0.0/8"], "192.0.2.1", true),
            (&["10.0.0.0/8"], &["10.1.0.0/16"], "10.1.2.3", false),
            (&["10.0.0.0/8"], &["10.1.0.0/16"], "10.2.2.3", true),
            (&[], &["::ffff:10.0.0.0/104"], "10.1.2.3", false),
            (&["::ffff:10.0.0.0/104"], &[], "10.1.2.3", true),
            (&[], &["::/0"], "10.1.2.3", true),
            (&[], &["::/0"], "2001:db8::1", false),
            (&["0.0.0.0/0"], &[], "2001:db8::1", false),
        ];
        for (allow, deny, peer, expected) in table {
            let rules = Rules {
                allow: nets(allow),
                deny: nets(deny),
            };
            assert_eq!(
                permits(&rules, ip(peer)),
                expected,
                "{allow:?} {deny:?} {peer}"
            );
        }
    }

    #[test]
    fn case_046_nobody_but_our_proxies_is_believed() {
        let trusted = nets(&["10.0.0.0/8"]);
        for n in 0..10_000_u32 {
            let header = format!("198.51.{}.{}", n / 250, n % 250);
            assert_eq!(
                peer(ip("203.0.113.9"), Some(&header), &trusted),
                ip("203.0.113.9")
            );
        }
    }

    #[test]
    fn case_046_an_unreadable_header_leaves_the_machine_that_is_known() {
        let trusted = nets(&["10.0.0.0/8"]);
        let huge = "1.2.3.4 ".repeat(130_000);
        let list = "a,".repeat(500_000);
        let headers = [
            "",
            "a",
            "::",
            "0.0.0.0",
            "224.0.0.1",
            "ff02::1",
            ",",
            ",,,",
            "1.2.3.4.5",
            "1.2.3",
            "1.2.3.4\r\nX: y",
            "\r\n",
            "[::1",
            "1.2.3.4:99999",
            "fe80::1%eth0",
            "unknown",
            "_hidden",
            "for=1.2.3.4",
            "1.2.3.4, junk",
            "١.٢.٣.٤",
            &huge,
            &list,
        ];
        for header in headers {
            assert_eq!(
                peer(ip("10.0.0.1"), Some(header), &trusted),
                ip("10.0.0.1"),
                "{header:.30?}"
            );
        }
        assert_eq!(peer(ip("10.0.0.1"), None, &trusted), ip("10.0.0.1"));
    }

    #[test]
    fn case_047_the_right_most_hop_that_is_not_ours_is_the_peer() {
        let trusted = nets(&["10.0.0.0/8", "fd00::/8"]);
        let table = [
            ("10.0.0.1", "198.51.100.7", "198.51.100.7"),
            ("10.0.0.1", "192.0.2.66, 198.51.100.7", "198.51.100.7"),
            (
                "10.0.0.1",
                "192.0.2.66, 198.51.100.7, 10.0.0.2",
                "198.51.100.7",
            ),
            (
                "10.0.0.1",
                "192.0.2.66 , 198.51.100.7\t, 10.0.0.2 ,fd00::5",
                "198.51.100.7",
            ),
            ("10.0.0.1", "198.51.100.7:51234", "198.51.100.7"),
            ("10.0.0.1", "[2001:db8::7]:443, 10.0.0.3", "2001:db8::7"),
            ("10.0.0.1", "2001:db8::7", "2001:db8::7"),
            ("10.0.0.1", "::ffff:198.51.100.7", "198.51.100.7"),
            ("::ffff:10.0.0.1", "198.51.100.7", "198.51.100.7"),
            ("10.0.0.1", "192.0.2.66, junk, 10.0.0.2", "10.0.0.2"),
            ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ];
        for (remote, header, expected) in table {
            assert_eq!(
                peer(ip(remote), Some(header), &trusted),
                ip(expected),
                "{header}"
            );
        }
    }

    #[test]
    fn case_048_ipv6_is_counted_by_network() {
        let one = |text| source_key(ip(text)).to_string();
        let wide = |text| wide_source_key(ip(text)).to_string();
        assert_eq!(one("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
        assert_eq!(one("2001:db8:1:2:ffff::"), "2001:db8:1:2::/64");
        assert_eq!(wide("2001:db8:1:2:3:4:5:6"), "2001:db8:1::/48");
        assert_eq!(one("203.0.113.9"), "203.0.113.9/32");
        assert_eq!(one("::ffff:203.0.113.9"), "203.0.113.9/32");
        assert_eq!(wide("203.0.113.9"), "203.0.113.0/24");
    }

    proptest! {
        #[test]
        fn case_047_what_stands_left_of_a_stranger_changes_nothing(
            spoofed in "\\PC{0,60}",
            last: [u8; 2],
        ) {
            let trusted = nets(&["10.0.0.0/8"]);
            let stranger = IpAddr::from([198, 51, last[0], last[1]]);
            let header = format!("{spoofed},{stranger}");
            prop_assert_eq!(peer(ip("10.9.9.9"), Some(&header), &trusted), stranger);
        }

        #[test]
        fn case_070_deny_wins_over_everything(address: [u8; 16]) {
            let address = IpAddr::from(address);
            let whole = nets(&["0.0.0.0/0", "::/0"]);
            let rules = Rules { allow: whole.clone(), deny: whole };
            prop_assert!(!permits(&rules, address));
        }
    }
}
