//! Devices that show one-time codes: vendors' seed files, whose a device is, what becomes of one
//! that is out of step, lost or unused.

mod hold;
mod import;
mod list;
mod unused;

pub use hold::{Assigned, assign, block, resync};
pub use import::{Imported, SeedText, import};
pub use list::{TokenSummary, list};
pub use unused::{Tended, tend};

pub(crate) use hold::block_token;

use crate::Context;
use crate::record::impossible;
use lykill_core::Secret;
use lykill_core::id::OtpTokenId;
use lykill_crypto::pure::seal::Aad;
use lykill_issuer::seed_file::FileFault;
use lykill_issuer::types::{NotASerial, OtpToken};
use lykill_store::StoreError;

/// Why something cannot be done with a device.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TokenRefusal {
    /// The seed file cannot be read.
    #[error("{0}")]
    File(#[from] FileFault),
    /// The vendor's key cannot be read.
    #[error("the key is not 16 or 32 bytes in hexadecimal")]
    Key,
    /// The text is no serial number.
    #[error(transparent)]
    Serial(#[from] NotASerial),
    /// No device has this serial number.
    #[error("no device has this serial number; `lykill token list` shows them")]
    NoSuchToken,
    /// Nobody has this user id.
    #[error("no eID has this user id; `lykill person list` shows them")]
    NoSuchUserId,
    /// The eID is blocked.
    #[error("this eID is blocked; it is opened again only by new proofing")]
    EidBlocked,
    /// The device is somebody's already, or blocked.
    #[error("this device is somebody's already, or blocked; take another one")]
    NotInStock,
    /// The person holds one of the kind.
    #[error("this person has a {0} in use; block that one first")]
    HasOne(&'static str),
    /// A code device is found by the national number.
    #[error("this person has no national number, by which a code device is found")]
    NoNationalId,
    /// The device is blocked already.
    #[error("this device is blocked already")]
    NotInUse,
    /// The reason cannot be shown.
    #[error("reason: 1 to 180 characters and no line breaks or control characters")]
    Reason,
    /// One of the two is no code.
    #[error("two codes in a row are needed, six or eight digits each")]
    Codes,
    /// The two codes stand nowhere near where the device can be.
    #[error("these are not two codes in a row of this device; press twice and try again")]
    OutOfReach,
    /// Nobody holds the device, or an operator blocked it.
    #[error("only a device that somebody holds is put in step, and none that an operator blocked")]
    NotHeld,
}

fn aad(id: &OtpTokenId) -> Aad<'_> {
    Aad {
        table: "otp_token",
        row: id.as_bytes(),
        owner: b"",
    }
}

/// Opens the secret of a device.
pub(crate) fn secret(ctx: &Context, token: &OtpToken) -> Result<Secret<Vec<u8>>, StoreError> {
    let opened = ctx.keys.seal().open(&aad(&token.id), &token.secret);
    opened.map_err(|_| impossible("otp_token", "secret", &token.id))
}
