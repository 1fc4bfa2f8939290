//! Doors for the fuzz targets: rows and addresses as no deployment of ours would make them.
//! Nothing that is shipped calls them.

use crate::engine::postgres::address::Address;
use crate::value::{Cell, Row};
use crate::{OpenError, StoreError};
use crate::{
    audit, card, client, code, company, eid, employee, lane, link, link_code, login, outbox,
    person, quota, session, signing_key, token,
};

/// Decodes cells as a row of one of the tables; none when there is no table of that number.
pub fn decode(table: usize, cells: Vec<Cell>) -> Option<Result<(), StoreError>> {
    let row = Row(cells);
    Some(match table {
        0 => audit::load(row).map(drop),
        1 => card::load(row).map(drop),
        2 => client::load(row).map(drop),
        3 => code::load(row).map(drop),
        4 => company::load(row).map(drop),
        5 => eid::load(row).map(drop),
        6 => employee::load(row).map(drop),
        7 => lane::load(row).map(drop),
        8 => link::load(row).map(drop),
        9 => link_code::load(row).map(drop),
        10 => login::load(row).map(drop),
        11 => outbox::load(row).map(drop),
        12 => person::load(row).map(drop),
        13 => quota::load(row).map(drop),
        14 => session::load(row).map(drop),
        15 => signing_key::load(row).map(drop),
        16 => token::load(row).map(drop),
        _ => return None,
    })
}

/// Reads the address of a PostgreSQL server.
///
/// # Errors
/// [`OpenError::Address`] when it is none.
pub fn postgres_address(url: &str) -> Result<(), OpenError> {
    Address::parse(url).map(drop)
}
