//! AES in CBC mode with PKCS #7 padding, to open what vendors' seed files carry (XML Encryption
//! section 5.2; RFC 6030 section 6.1). Nothing of ours is sealed so: the mode does not notice a
//! change, so a checksum must have been compared before.

use aws_lc_rs::cipher::{self, DecryptionContext, PaddedBlockDecryptingKey, UnboundCipherKey};
use lykill_core::Secret;

const BLOCK: usize = 16;

/// The key does not open it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the key does not open it")]
pub struct NotOpened;

/// Opens an initialisation vector of 16 bytes and the ciphertext that follows it, with a key of
/// 16 or 32 bytes.
///
/// # Errors
/// [`NotOpened`] for a key of another length, no whole number of blocks, or wrong padding.
pub fn open(key: &[u8], sealed: &[u8]) -> Result<Secret<Vec<u8>>, NotOpened> {
    let algorithm = match key.len() {
        16 => &cipher::AES_128,
        32 => &cipher::AES_256,
        _ => return Err(NotOpened),
    };
    let (iv, text) = sealed.split_first_chunk::<BLOCK>().ok_or(NotOpened)?;
    if text.is_empty() || text.len() % BLOCK != 0 {
        return Err(NotOpened);
    }
    let key = UnboundCipherKey::new(algorithm, key).map_err(|_| NotOpened)?;
    let key = PaddedBlockDecryptingKey::cbc_pkcs7(key).map_err(|_| NotOpened)?;
    let mut text = Secret::new(text.to_vec());
    let context = DecryptionContext::Iv128((*iv).into());
    let opened = key.decrypt(text.expose_mut(), context);
    let length = opened.map_err(|_| NotOpened)?.len();
    text.expose_mut().truncate(length);
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pure::b64::decode_xml;
    use crate::pure::oath::mac;
    use lykill_core::OathHash;

    const KEY: [u8; 16] = [
        0x12, 0x34, 0x56, 0x78, 0x90, 0x12, 0x34, 0x56, 0x78, 0x90, 0x12, 0x34, 0x56, 0x78, 0x90,
        0x12,
    ];

    fn bytes(text: &str) -> Vec<u8> {
        decode_xml(text).expect("base64")
    }

    #[test]
    fn the_secret_of_rfc_6030_figure_6_opens_and_its_checksum_is_right() {
        let mac_key = bytes("ESIzRFVmd4iZABEiM0RVZgKn6WjLaTC1sbeBMSvIhRejN9vJa2BOlSaMrR7I5wSX");
        let mac_key = open(&KEY, &mac_key).expect("opens");
        let sealed = bytes("AAECAwQFBgcICQoLDA0OD+cIHItlB3Wra1DUpxVvOx2lef1VmNPCMl8jwZqIUqGv");
        let sum = mac(OathHash::Sha1, mac_key.expose(), &sealed);
        assert_eq!(sum, bytes("Su+NvtQfmvfJzF6bmQiJqoLRExc="));
        let secret = open(&KEY, &sealed).expect("opens");
        assert_eq!(secret.expose(), b"12345678901234567890");
    }

    #[test]
    fn what_is_cut_or_under_another_key_does_not_open() {
        let sealed = bytes("AAECAwQFBgcICQoLDA0OD+cIHItlB3Wra1DUpxVvOx2lef1VmNPCMl8jwZqIUqGv");
        for length in [0, 15, 16, 17, 31, 47] {
            assert!(open(&KEY, &sealed[..length]).is_err(), "{length}");
        }
        assert!(open(&KEY[..15], &sealed).is_err());
        assert!(open(&[7; 16], &sealed).is_err());
        assert!(open(&[7; 32], &sealed).is_err());
    }
}
