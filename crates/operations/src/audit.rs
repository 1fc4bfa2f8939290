//! The audit log: listing it, chaining it, and finding out what was done to it.

use crate::record::Record;
use crate::{Call, Context, Error};
use lykill_core::audit::{AuditKind, AuditRow};
use lykill_crypto::pure::prf::Sha256;
use lykill_store::audit::{AuditFilter, audit_list};
use lykill_store::audit_chain::{
    Chained, RawAuditRow, chain, chain_at, chain_head, chain_lock, chained, unchained,
};
use lykill_store::{Commit, Rollback, Tx};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Rows that one transaction chains at most.
const CHUNK: u32 = 100;
/// Rows that are verified at once.
const PAGE: u32 = 1000;

/// The end of the chain, as a witness outside the database keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The number of the last link.
    pub seq: i64,
    /// Its hash.
    pub hash: Vec<u8>,
}

/// What is wrong with the log: the first row that is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A link is not there.
    #[error("row {seq} is missing")]
    Missing {
        /// Its number.
        seq: i64,
    },
    /// A row, or its hash, is not what was chained.
    #[error("row {seq} (id {id}) was changed or moved")]
    Changed {
        /// Its number.
        seq: i64,
        /// Its id, in hexadecimal.
        id: String,
    },
    /// The chain holds, but it is not the one that the witness saw.
    #[error("row {seq} is another one than its witness saw: the log was written anew")]
    Rewritten {
        /// The first number at which they differ.
        seq: i64,
    },
    /// The witness saw more than there is.
    #[error(
        "the log ends at row {end}, but its witness saw row {seq}: rows were cut off, or an \
             older copy of the database is in use"
    )]
    Short {
        /// The last row that is there.
        end: i64,
        /// The last one that was seen.
        seq: i64,
    },
}

/// What a verification found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// How many links hold.
    pub rows: i64,
    /// How many of the witness's lines were compared.
    pub witnessed: usize,
    /// The first fault.
    pub fault: Option<Fault>,
}

/// Lists rows, newest first.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn list(ctx: &Context, filter: AuditFilter) -> Result<Vec<AuditRow>, Error> {
    let rows = ctx
        .db
        .read_long(move |tx| Box::pin(async move { audit_list(tx, &filter).await }));
    Ok(rows.await?)
}

/// Writes down that a backup was made: `words` say which, and never where.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn backup_made(ctx: &Context, call: &Call, words: String) -> Result<(), Error> {
    let job = Arc::new((ctx.clone(), *call, words));
    let noted = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move {
            let (ctx, call, words) = job.as_ref();
            let row = Record::new(ctx, call, ctx.now(), AuditKind::BackupMade);
            row.detail(words.as_str()).save(tx).await?;
            Ok(Commit(()))
        })
    });
    Ok(noted.await?)
}

/// Chains the next rows that were committed; gives how many. Any node may do so: one at a time
/// does.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn sequence(ctx: &Context) -> Result<usize, Error> {
    let waiting = ctx
        .db
        .read(|tx| Box::pin(async move { unchained(tx, 1).await }));
    if waiting.await?.is_empty() {
        return Ok(0);
    }
    let count = ctx
        .db
        .write(|tx| Box::pin(async move { sequence_chunk(tx).await }));
    Ok(count.await?)
}

async fn sequence_chunk(tx: &mut Tx<'_>) -> Result<Commit<usize>, Rollback> {
    let (mut seq, mut hash) = chain_lock(tx).await?.unwrap_or((0, vec![0; 32]));
    let rows = unchained(tx, CHUNK).await?;
    for row in &rows {
        seq += 1;
        hash = link(&hash, seq, row).to_vec();
        if !chain(tx, &row.id, seq, &hash).await?.is_spent() {
            return Err(Rollback::Retry);
        }
    }
    Ok(Commit(rows.len()))
}

/// The end of the chain.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn head(ctx: &Context) -> Result<Option<Head>, Error> {
    let head = ctx
        .db
        .read(|tx| Box::pin(async move { chain_head(tx).await }))
        .await?;
    Ok(head.map(|(seq, hash)| Head { seq, hash }))
}

/// Whether the chain still has the link that a witness saw.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn has(ctx: &Context, seen: &Head) -> Result<bool, Error> {
    let seq = seen.seq;
    let found = ctx
        .db
        .read(move |tx| Box::pin(async move { chain_at(tx, seq).await }))
        .await?;
    Ok(found.as_ref() == Some(&seen.hash))
}

/// Goes through the whole chain, and compares it with what the witness saw, in the order of the
/// numbers.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn verify(ctx: &Context, witness: &[Head]) -> Result<Verified, Error> {
    let mut walk = Walk {
        seq: 0,
        hash: vec![0; 32],
        witness: BTreeMap::new(),
        witnessed: 0,
    };
    for seen in witness {
        walk.witness.entry(seen.seq).or_default().push(&seen.hash);
    }
    loop {
        let after = walk.seq;
        let page = ctx
            .db
            .read_long(move |tx| Box::pin(async move { chained(tx, after, PAGE).await }))
            .await?;
        if page.is_empty() {
            break;
        }
        for one in &page {
            if let Err(fault) = walk.take(one) {
                return Ok(walk.end(Some(fault)));
            }
        }
    }
    let unseen = walk.witness.keys().next_back().copied();
    let fault = unseen
        .filter(|seq| *seq > walk.seq)
        .map(|seq| Fault::Short { end: walk.seq, seq });
    Ok(walk.end(fault))
}

struct Walk<'a> {
    seq: i64,
    hash: Vec<u8>,
    /// The hashes that were seen, by their numbers.
    witness: BTreeMap<i64, Vec<&'a [u8]>>,
    witnessed: usize,
}

impl Walk<'_> {
    fn take(&mut self, one: &Chained) -> Result<(), Fault> {
        let seq = self.seq + 1;
        if one.seq != seq {
            return Err(Fault::Missing { seq });
        }
        let hash = link(&self.hash, seq, &one.row);
        if one.hash != hash {
            let id = one.row.id.iter().map(|byte| format!("{byte:02x}"));
            return Err(Fault::Changed {
                seq,
                id: id.collect(),
            });
        }
        for seen in self.witness.get(&seq).into_iter().flatten() {
            if *seen != hash {
                return Err(Fault::Rewritten { seq });
            }
            self.witnessed += 1;
        }
        (self.seq, self.hash) = (seq, hash.to_vec());
        Ok(())
    }

    fn end(self, fault: Option<Fault>) -> Verified {
        Verified {
            rows: self.seq,
            witnessed: self.witnessed,
            fault,
        }
    }
}

/// The hash of a link: SHA-256 over what it is, the hash before it, its number, and each column
/// with its length, so that nothing can move from one column to the next.
fn link(before: &[u8], seq: i64, row: &RawAuditRow) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(b"lykill audit 1");
    hash.update(before);
    hash.update(&seq.to_be_bytes());
    hash.update(&row.at.to_be_bytes());
    let [person, eid] = &row.who;
    let [client, company] = &row.place;
    let columns = [
        Some(row.id.as_slice()),
        Some(row.request.as_slice()),
        Some(row.kind.as_bytes()),
        person.as_deref(),
        eid.as_deref(),
        client.as_deref().map(str::as_bytes),
        company.as_deref().map(str::as_bytes),
        row.login.as_deref(),
        Some(row.detail.as_bytes()),
    ];
    for column in columns {
        // Nothing and an empty text are two things.
        let length = column.map_or(u64::MAX, |column| column.len() as u64);
        hash.update(&length.to_be_bytes());
        hash.update(column.unwrap_or_default());
    }
    hash.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> RawAuditRow {
        RawAuditRow {
            id: vec![1; 16],
            at: 1_793_712_420_000_000,
            request: vec![2; 16],
            kind: "key.used".to_owned(),
            who: [Some(vec![3; 16]), None],
            place: [Some("library".to_owned()), Some(String::new())],
            login: Some(vec![4; 16]),
            detail: "R413-882".to_owned(),
        }
    }

    /// The hash is what Python's hashlib gives: a chain outlives releases.
    #[test]
    fn case_190_a_link_has_the_hash_that_it_always_had() {
        let hash = link(&[7; 32], 42, &row()).map(|byte| format!("{byte:02x}"));
        let known = "2c3df73a83bcca220186416ff94be599f6f21c100abcb0fa87c7f1ae23f60a31";
        assert_eq!(hash.concat(), known);
    }

    #[test]
    fn case_190_whatever_moves_between_columns_changes_the_link() {
        let hash = |place: [Option<&str>; 2], detail: &str| {
            let place = place.map(|word| word.map(str::to_owned));
            let detail = detail.to_owned();
            let moved = RawAuditRow {
                place,
                detail,
                ..row()
            };
            link(&[7; 32], 42, &moved)
        };
        let hashes = [
            hash([Some("ab"), Some("c")], "d"),
            hash([Some("a"), Some("bc")], "d"),
            hash([Some("abc"), None], "d"),
            hash([None, Some("abc")], "d"),
            hash([Some("abc"), Some("")], "d"),
            hash([Some("ab"), Some("cd")], ""),
        ];
        for (index, one) in hashes.iter().enumerate() {
            assert!(!hashes[..index].contains(one), "{index}");
        }
    }
}
