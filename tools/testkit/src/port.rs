//! Ports of one's own.

#![expect(clippy::expect_used, reason = "tests stop at the first surprise")]

use std::fs;
use std::net::{Ipv4Addr, TcpListener};

/// A port on loopback that nobody listens at now. Somebody else can take it before its use.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("loopback");
    listener.local_addr().expect("an address").port()
}

/// Whether somebody listens at a port of this machine. Nobody is called: OpenSSL's responder waits
/// for ever for whoever hangs up at once.
pub fn is_taken(port: u16) -> bool {
    let (place, listening) = (format!(":{port:04X}"), "0A");
    let tables = ["/proc/net/tcp", "/proc/net/tcp6"].map(fs::read_to_string);
    let mut lines = tables.iter().flatten().flat_map(|table| table.lines());
    lines.any(|line| {
        let mut columns = line.split_whitespace().skip(1);
        let is_here = columns.next().is_some_and(|own| own.ends_with(&place));
        is_here && columns.nth(1) == Some(listening)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_is_taken_while_somebody_listens() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("loopback");
        let port = listener.local_addr().expect("an address").port();
        assert!(is_taken(port));
        drop(listener);
        assert!(!is_taken(port));
    }
}
