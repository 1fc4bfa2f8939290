//! The keys of a card, derived when they are printed and wiped afterwards: they are stored
//! nowhere (design.md section 4).

use crate::fault::Fault;
use lykill_core::Secret;
use lykill_crypto::engine::Keys;
use lykill_crypto::pure::card::{CardSecret, format_key};
use lykill_crypto::pure::ring::UnknownKey;
use lykill_crypto::pure::seal::Aad;
use lykill_issuer::types::{Card, CardKind};

/// All numbers and keys of a card or letter of codes, lowest number first: `("1007", "170344")`.
///
/// # Errors
/// [`Fault::Keys`] when the card's secret does not open with `keys`.
pub fn card_keys(keys: &Keys, card: &Card) -> Result<Vec<(String, String)>, Fault> {
    let pairs = card_pairs(keys, card)?;
    let text = |(number, key): &(u16, u32)| (number.to_string(), format_key(*key));
    Ok(pairs.expose().iter().map(text).collect())
}

/// [`card_keys`] as numbers.
pub(crate) fn card_pairs(keys: &Keys, card: &Card) -> Result<Secret<Vec<(u16, u32)>>, Fault> {
    let place = Aad {
        table: "card",
        row: card.id.as_bytes(),
        owner: card.eid.as_bytes(),
    };
    let opened = keys
        .seal()
        .open(&place, &card.secret)
        .map_err(|_| Fault::Keys)?;
    let secret = CardSecret::from_bytes(opened.expose()).map_err(|_| Fault::Keys)?;
    let ring = keys.card();
    if card.kind == CardKind::PinLetter {
        let numbers = 1..=u16::try_from(card.kind.keys()).unwrap_or_default();
        let code = |number| ring.key(&secret, number).map(|key| (number, key));
        let codes: Result<Vec<_>, UnknownKey> = numbers.map(code).collect();
        return codes.map(Secret::new).map_err(|_| Fault::Keys);
    }
    let pairs = ring.pairs(&secret).map_err(|_| Fault::Keys)?;
    Ok(Secret::new(
        pairs.iter().map(|pair| (pair.number, pair.key)).collect(),
    ))
}
