//! Making private keys, which needs the randomness inside AWS-LC.

use crate::pure::jose::SignFailed;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use lykill_core::Secret;

/// A new P-256 private key for ES256, in PKCS#8 (RFC 5208), to be sealed and stored;
/// [`crate::pure::jose::SigningKey::from_pkcs8`] reads it.
///
/// # Errors
/// [`SignFailed`] when the library could not make one.
pub fn generate_es256() -> Result<Secret<Vec<u8>>, SignFailed> {
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING);
    let pkcs8 = pair
        .and_then(|pair| pair.to_pkcs8v1())
        .map_err(|_| SignFailed)?;
    Ok(Secret::new(pkcs8.as_ref().to_vec()))
}
