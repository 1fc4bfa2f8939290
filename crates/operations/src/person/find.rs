//! A person's eID by their national number.

use lykill_core::Lookup;
use lykill_issuer::types::{Eid, EidState};
use lykill_store::eid::eid_by_national_id;
use lykill_store::{StoreError, Tx};

/// The eID of the person who has this number, given as its look-up value under every key: the one
/// in use, else the newest.
pub(crate) async fn find_eid(
    tx: &mut Tx<'_>,
    numbers: &[Lookup],
) -> Result<Option<Eid>, StoreError> {
    for number in numbers {
        let mut eids = eid_by_national_id(tx, number).await?;
        let in_use = |eid: &Eid| matches!(eid.state, EidState::Active { .. });
        let wanted = eids.iter().position(in_use);
        let wanted = wanted.or_else(|| eids.len().checked_sub(1));
        if let Some(wanted) = wanted {
            return Ok(Some(eids.swap_remove(wanted)));
        }
    }
    Ok(None)
}
