//! Sealing stored values anew after a rotation, a few rows at a time: logins pass in between, and
//! a crash loses nothing, because what was done shows in each row.

use crate::login::{carry_lanes, number_lanes, user_lanes};
use crate::{Context, Error};
use lykill_core::Sealed;
use lykill_core::random;
use lykill_crypto::pure::seal::Aad;
use lykill_store::eid::eid_user_ids;
use lykill_store::person::person_fetch;
use lykill_store::sealed::{RowKey, SealedColumn, SealedRow, sealed_page, sealed_save};
use lykill_store::{Commit, Rollback, Tx};
use std::sync::Arc;

/// Rows that one transaction changes at most: some milliseconds.
const ROWS: u32 = 50;

/// Where a walk through everything sealed stands. It begins anew whenever other keys are current.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Walk {
    current: Vec<String>,
    step: Step,
    changed: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Column(usize, RowKey),
    Lanes(String),
    Done,
}

impl Default for Walk {
    fn default() -> Self {
        Self {
            current: Vec::new(),
            step: Step::Done,
            changed: 0,
        }
    }
}

impl Walk {
    /// Whether everything was seen under the keys that are current, and nothing was to be done.
    pub const fn is_done(&self) -> bool {
        matches!(self.step, Step::Done)
    }

    fn begin(&mut self) {
        let first = SealedColumn::ALL.first();
        let beginning = first.map_or(RowKey::Word(String::new()), |first| first.beginning());
        (self.step, self.changed) = (Step::Column(0, beginning), 0);
    }
}

/// Does the next chunk of the walk. A walk that changed something is repeated, for a node that
/// did not know the new key yet may have sealed with the old one meanwhile.
///
/// # Errors
/// [`Error`] when the database cannot answer or a value does not open; the walk stays where it is.
pub async fn reseal(ctx: &Context, walk: &mut Walk) -> Result<(), Error> {
    let current = ctx.keys.current_ids();
    if walk.current != current {
        walk.current = current;
        walk.begin();
    }
    if !ctx.keys.has_earlier() {
        walk.step = Step::Done;
    }
    match walk.step.clone() {
        Step::Done => {}
        Step::Column(index, after) => match SealedColumn::ALL.get(index) {
            Some(column) => column_chunk(ctx, walk, (index, *column), after).await?,
            None => walk.step = Step::Lanes(String::new()),
        },
        Step::Lanes(after) => match lanes(ctx, after).await? {
            Some(after) => walk.step = Step::Lanes(after),
            None if walk.changed > 0 => walk.begin(),
            None => walk.step = Step::Done,
        },
    }
    Ok(())
}

async fn column_chunk(
    ctx: &Context,
    walk: &mut Walk,
    (index, column): (usize, SealedColumn),
    after: RowKey,
) -> Result<(), Error> {
    let rows = page(ctx, column, after).await?;
    let Some(last) = rows.last() else {
        let next = SealedColumn::ALL.get(index + 1);
        let beginning = next.map_or(RowKey::Word(String::new()), |next| next.beginning());
        walk.step = Step::Column(index + 1, beginning);
        return Ok(());
    };
    let last = last.key.clone();
    let renewed = rows.into_iter().map(|row| renew(ctx, column, row));
    let renewed: Vec<_> = renewed.collect::<Result<Vec<_>, _>>()?;
    let renewed: Vec<_> = renewed.into_iter().flatten().collect();
    walk.changed += u64::try_from(renewed.len()).unwrap_or(u64::MAX);
    if !renewed.is_empty() {
        save(ctx, column, renewed).await?;
    }
    walk.step = Step::Column(index, last);
    Ok(())
}

async fn page(ctx: &Context, column: SealedColumn, after: RowKey) -> Result<Vec<SealedRow>, Error> {
    let after = Arc::new(after);
    let rows = ctx.db.read_long(move |tx| {
        let after = Arc::clone(&after);
        Box::pin(async move { sealed_page(tx, column, &after, ROWS).await })
    });
    Ok(rows.await?)
}

/// The row under the current keys, beside its value of before; none when it is so already.
fn renew(
    ctx: &Context,
    column: SealedColumn,
    mut row: SealedRow,
) -> Result<Option<(Sealed, SealedRow)>, Error> {
    let (seal, lookup) = (ctx.keys.seal(), ctx.keys.lookup());
    let is_old = |found: &lykill_core::Lookup| lookup.is_outdated(found);
    if !seal.is_outdated(&row.sealed) && !row.lookup.as_ref().is_some_and(is_old) {
        return Ok(None);
    }
    let (table, _) = column.name();
    let key = key_bytes(&row.key);
    let owner: &[u8] = match column {
        SealedColumn::EmployeeNumber => &key,
        _ => &row.owner,
    };
    let aad = Aad {
        table,
        row: &key,
        owner,
    };
    let plain = seal.open(&aad, &row.sealed)?;
    let sealed = seal.seal(&aad, plain.expose(), random::bytes(ctx.rng.as_ref()))?;
    row.lookup = row
        .lookup
        .map(|_| lookup.lookup("national-id", plain.expose()));
    let was = std::mem::replace(&mut row.sealed, sealed);
    Ok(Some((was, row)))
}

fn key_bytes(key: &RowKey) -> Vec<u8> {
    match key {
        RowKey::Id(id) => id.clone(),
        RowKey::Word(word) => word.clone().into_bytes(),
        RowKey::Employee(company, id) => format!("{company}\n{id}").into_bytes(),
    }
}

async fn save(
    ctx: &Context,
    column: SealedColumn,
    rows: Vec<(Sealed, SealedRow)>,
) -> Result<(), Error> {
    let rows = Arc::new(rows);
    let saved = ctx.db.write(move |tx| {
        let rows = Arc::clone(&rows);
        Box::pin(async move {
            for (was, row) in rows.iter() {
                // Somebody changed it meanwhile, under the current key: nothing is to be done.
                let _changed_meanwhile = sealed_save(tx, column, was, row).await?;
            }
            Ok(Commit(()))
        })
    });
    Ok(saved.await?)
}

/// Moves the lanes of the next user ids, and of their holders' numbers, to the current key; gives
/// the last one, or none when there are no more. Lanes of user ids and numbers that nobody has
/// protect nothing and are left behind.
async fn lanes(ctx: &Context, after: String) -> Result<Option<String>, Error> {
    let job = Arc::new((ctx.clone(), after));
    let moved = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move {
            let (ctx, after) = job.as_ref();
            lanes_chunk(tx, ctx, after).await
        })
    });
    Ok(moved.await?)
}

async fn lanes_chunk(
    tx: &mut Tx<'_>,
    ctx: &Context,
    after: &str,
) -> Result<Commit<Option<String>>, Rollback> {
    let user_ids = eid_user_ids(tx, after, ROWS / 10).await?;
    for (user_id, person) in &user_ids {
        for lane in user_lanes(user_id) {
            carry_lanes(tx, ctx, &lane).await?;
        }
        if let Some(person) = person_fetch(tx, *person).await? {
            for lane in number_lanes(ctx, &person)? {
                carry_lanes(tx, ctx, &lane).await?;
            }
        }
    }
    Ok(Commit(user_ids.into_iter().next_back().map(|last| last.0)))
}
