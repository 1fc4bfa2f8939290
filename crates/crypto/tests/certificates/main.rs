//! Certificates of people, against those that the program `openssl` makes, lists and answers for.

#![expect(clippy::unwrap_used, reason = "tests stop at the first surprise")]

mod lists;
mod ocsp;
mod paths;

use lykill_core::time::days;
use lykill_core::{Clock as _, Timestamp};
use lykill_crypto::engine::SystemClock;
use lykill_crypto::pure::x509::{Checked, TrustList, check};
use lykill_testkit::authority::{Authority, ISSUER, Issued, PERSON};

/// The subject of most certificates here.
const KARI: &str = "/C=NO/CN=Kari Nordmann/serialNumber=PNONO-29828000045";

/// A root, an issuer below it, and a certificate of Kari's.
struct Fjord {
    root: Authority,
    issuer: Authority,
    kari: Issued,
    trust: TrustList,
}

impl Fjord {
    fn new() -> Self {
        let root = Authority::root("Fjord root", 900);
        let issuer = Authority::under(&root, "Fjord person", ISSUER, 600);
        let kari = issuer.issue("kari", KARI, PERSON, 300);
        Self {
            trust: TrustList::from_pem(&root.pem()).unwrap(),
            root,
            issuer,
            kari,
        }
    }

    /// What Kari's browser shows.
    fn shown(&self) -> Vec<Vec<u8>> {
        vec![self.kari.der.clone(), self.issuer.own()]
    }

    fn checked(&self) -> Checked {
        check(&self.shown(), &self.trust, now()).unwrap()
    }
}

fn now() -> Timestamp {
    SystemClock.now()
}

fn in_days(count: u64) -> Timestamp {
    now() + days(count)
}
