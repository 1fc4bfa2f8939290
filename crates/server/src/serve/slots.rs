//! Places for connections: so many in all, and so many for each source, so that one caller does
//! not take them all (security.md case 193).

use ipnet::{IpNet, Ipv6Net};
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// The open connections of each source.
#[derive(Debug, Clone)]
pub(super) struct Slots {
    most: usize,
    /// Proxies of one's own: all callers come from there.
    exempt: Arc<[IpNet]>,
    open: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

/// A place of a source; given back when it is dropped.
#[derive(Debug)]
pub(super) struct Slot {
    source: Option<IpAddr>,
    slots: Slots,
}

impl Slots {
    /// At most `most` connections from one source, which is an IPv4 address or an IPv6 /64;
    /// `exempt` networks have no limit of their own.
    pub(super) fn new(most: usize, exempt: &[IpNet]) -> Self {
        Self {
            most,
            exempt: exempt.into(),
            open: Arc::default(),
        }
    }

    /// A place for a connection, or none when its source has enough.
    pub(super) fn take(&self, peer: IpAddr) -> Option<Slot> {
        let peer = peer.to_canonical();
        let slot = |source| Slot {
            source,
            slots: self.clone(),
        };
        if self.exempt.iter().any(|net| net.contains(&peer)) {
            return Some(slot(None));
        }
        let source = source(peer);
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(source).or_default();
        if *count >= self.most {
            return None;
        }
        *count += 1;
        Some(slot(Some(source)))
    }
}

/// One customer's IPv6 addresses count as one.
fn source(peer: IpAddr) -> IpAddr {
    match peer {
        IpAddr::V4(_) => peer,
        IpAddr::V6(address) => {
            let net = Ipv6Net::new(address, 64).map(|net| net.trunc().addr());
            IpAddr::V6(net.unwrap_or(address))
        }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let Some(source) = self.source else { return };
        let open = &self.slots.open;
        let mut open = open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&source) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                open.remove(&source);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn case_193_a_source_has_its_places_and_gives_them_back() {
        let proxy = ["10.0.0.0/8".parse().unwrap()];
        let slots = Slots::new(2, &proxy);
        let (one, two) = (
            slots.take(ip("192.0.2.1")),
            slots.take(ip("::ffff:192.0.2.1")),
        );
        assert!(one.is_some() && two.is_some());
        assert!(slots.take(ip("192.0.2.1")).is_none());
        assert!(slots.take(ip("192.0.2.2")).is_some());
        drop(one);
        assert!(slots.take(ip("192.0.2.1")).is_some());
        // Any address of one /64 is the same customer.
        let six = [slots.take(ip("2001:db8::1")), slots.take(ip("2001:db8::2"))];
        assert!(six.iter().all(Option::is_some));
        assert!(slots.take(ip("2001:db8::3")).is_none());
        assert!(slots.take(ip("2001:db8:0:1::3")).is_some());
        let behind: Vec<_> = (0..9).map(|_| slots.take(ip("10.1.2.3"))).collect();
        assert!(behind.iter().all(Option::is_some));
        drop((two, six, behind));
        assert!(slots.open.lock().unwrap().is_empty());
    }
}
