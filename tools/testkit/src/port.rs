//! Ports of one's own.

#![expect(clippy::expect_used, reason = "tests stop at the first surprise")]

use std::net::{Ipv4Addr, TcpListener};

/// A port on loopback that nobody listens at now. Somebody else can take it before its use.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("loopback");
    listener.local_addr().expect("an address").port()
}
