//! What comes with a card: the certificates that a browser shows, and what their issuers answer.

use lykill_core::Timestamp;
use lykill_crypto::pure::x509::{Checked, Crl, Refusal, Standing, TrustList, check, ocsp};
use std::sync::LazyLock;
use std::time::Duration;

/// The moment at which every input is looked at.
const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);
const NONCE: [u8; 32] = [7; 32];
const KARI: &[u8] = include_bytes!("cards/kari.der");

static TRUST: LazyLock<TrustList> =
    LazyLock::new(|| TrustList::from_pem(include_bytes!("cards/root.pem")).expect("a root"));
static CHECKED: LazyLock<Checked> =
    LazyLock::new(|| check(&[KARI.to_vec()], &TRUST, NOW).expect("a certificate"));

/// Nobody makes a certificate that is good: what is taken is what the issuer signed, to the last
/// byte. What is shown beside one that is good does no harm.
pub fn card_chain(data: &[u8]) {
    if let Ok(checked) = check(&[data.to_vec()], &TRUST, NOW) {
        assert_eq!(checked.holder.number.as_deref(), Some("PNONO-29828000045"));
        let longer = [data, &[0]].concat();
        let refused = check(&[longer], &TRUST, NOW).map(drop);
        assert_eq!(refused, Err(Refusal::Unreadable));
    }
    let beside = check(&[KARI.to_vec(), data.to_vec()], &TRUST, NOW);
    assert!(beside.is_ok(), "what stands beside a good certificate");
}

/// What a responder says is read whole or not at all.
pub fn card_ocsp(data: &[u8]) {
    if let Ok(said) = ocsp::standing(data, &CHECKED, &NONCE, NOW) {
        if let Standing::Good { until, .. } = said {
            assert!(NOW < until);
        }
        let longer = [data, &[0]].concat();
        let refused = ocsp::standing(&longer, &CHECKED, &NONCE, NOW);
        assert_eq!(refused, Err(ocsp::BadOcsp::Unreadable));
    }
}

/// A list is read whole or not at all.
pub fn card_list(data: &[u8]) {
    let Ok(list) = Crl::read(data) else {
        return;
    };
    let said = CHECKED.by_lists(&[&list], &TRUST, (NOW, Duration::ZERO));
    if let Ok(Standing::Good { until, .. }) = said {
        assert!(NOW < until);
    }
    assert!(Crl::read(&[data, &[0]].concat()).is_err());
}
