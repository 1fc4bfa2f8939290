//! Everything in which the two engines differ, in one place: parameter marks, row locks, column
//! types, the clock, and the few statements that have no common text.
//!
//! A statement is written once, with PostgreSQL's `$1`. For SQLite the compiler rewrites it to
//! `?1`, because SQLite binds `$2 … $1` by order of appearance and would swap them silently.

use serde::{Deserialize, Serialize};

/// The database engine behind a [`crate::Db`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Engine {
    /// Embedded, one process.
    Sqlite,
    /// A server, many processes.
    Postgres,
}

impl Engine {
    /// The word for logs, metrics and reports.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

/// One statement in the words of both engines, made when the crate is compiled.
#[derive(Debug)]
pub struct Sql {
    pub(crate) sqlite: &'static str,
    pub(crate) postgres: &'static str,
}

/// One statement for both engines: the parts are joined, `$1` becomes `?1` for SQLite.
macro_rules! sql {
    ($($part:expr),+ $(,)?) => {
        $crate::dialect::both!(concat!($($part),+), concat!($($part),+))
    };
}

/// The same, and on PostgreSQL the rows stay locked until the transaction ends. On SQLite there
/// is one writer, so every row that a write reads is locked already.
macro_rules! sql_locking {
    ($($part:expr),+ $(,)?) => {
        $crate::dialect::both!(concat!($($part),+), concat!($($part,)+ " for update"))
    };
}

/// An UPDATE that must change a row. PostgreSQL divides by the number of rows that it changed, so
/// that none is an error which nobody has to wait for; SQLite's count is at hand at once.
macro_rules! sql_insisting {
    ($($part:expr),+ $(,)?) => {
        $crate::dialect::both!(
            concat!($($part),+),
            concat!("with done as (", $($part,)+ " returning 1) select 1 / count(*) from done")
        )
    };
}

/// A statement with a sub-select, up to `;`, that on PostgreSQL locks the rows that it finds and
/// passes over rows that another transaction holds.
macro_rules! sql_skipping {
    ($($before:expr),+; $($after:expr),+ $(,)?) => {
        $crate::dialect::both!(
            concat!($($before,)+ $($after),+),
            concat!($($before,)+ " for update skip locked" $(, $after)+)
        )
    };
}

macro_rules! both {
    ($sqlite:expr, $postgres:expr) => {{
        const STATEMENT: $crate::dialect::Sql = {
            const TEXT: &str = $sqlite;
            const REWRITTEN: [u8; TEXT.len()] = $crate::dialect::question_marks(TEXT);
            $crate::dialect::Sql {
                sqlite: $crate::dialect::text_of(&REWRITTEN),
                postgres: $postgres,
            }
        };
        &STATEMENT
    }};
}

/// A SELECT whose rows nobody changes before this transaction ends; others may read them so, too.
macro_rules! sql_sharing {
    ($($part:expr),+ $(,)?) => {
        $crate::dialect::both!(concat!($($part),+), concat!($($part,)+ " for share"))
    };
}

pub(crate) use {both, sql, sql_insisting, sql_locking, sql_sharing, sql_skipping};

/// The bytes of a statement with `?` where `$` stood.
pub(crate) const fn question_marks<const LENGTH: usize>(text: &str) -> [u8; LENGTH] {
    let mut out = [0_u8; LENGTH];
    let mut rest = text.as_bytes();
    let mut index = 0;
    while let Some((byte, after)) = rest.split_first() {
        #[expect(clippy::indexing_slicing, reason = "LENGTH is the length of the text")]
        {
            out[index] = if *byte == b'$' { b'?' } else { *byte };
        }
        index += 1;
        rest = after;
    }
    out
}

/// The text of bytes that came from a text.
pub(crate) const fn text_of(bytes: &'static [u8]) -> &'static str {
    match std::str::from_utf8(bytes) {
        Ok(text) => text,
        #[expect(
            clippy::panic,
            reason = "stops the compiler: one ASCII byte replaced another"
        )]
        Err(_) => panic!("a statement must be UTF-8"),
    }
}

/// What stands in a migration for what the engines call differently: (mark, SQLite, PostgreSQL).
///
/// SQLite's tables are STRICT, so a value of another type is refused there as it is on
/// PostgreSQL. Tables with small rows end with `{end}`: they are WITHOUT ROWID, so a row is found
/// by its key in one tree instead of two. Tables with large rows end with `{heap}`: rows are
/// appended, and only the small entry in the tree of keys goes to a random page.
const MARKS: &[(&str, &str, &str)] = &[
    ("{int}", "integer", "bigint"),
    ("{blob}", "blob", "bytea"),
    ("{end}", " strict, without rowid", ""),
    ("{heap}", " strict", ""),
];

/// A migration in the words of one engine.
pub(crate) fn resolve(engine: Engine, text: &str) -> String {
    MARKS
        .iter()
        .fold(text.to_owned(), |text, (mark, sqlite, postgres)| {
            let word = match engine {
                Engine::Sqlite => sqlite,
                Engine::Postgres => postgres,
            };
            text.replace(mark, word)
        })
}

/// The database's wall clock in microseconds since the epoch.
pub(crate) const CLOCK: Sql = Sql {
    sqlite: "select cast(unixepoch('now', 'subsec') * 1000000 as integer)",
    postgres: "select cast(extract(epoch from clock_timestamp()) * 1000000 as bigint)",
};

/// 1 when the server checks each page that it reads, else 0. A file of SQLite has no checksums.
pub(crate) const CHECKSUMS: Sql = Sql {
    sqlite: "select 0",
    postgres: "select cast(cast(current_setting('data_checksums') as boolean) as int)::bigint",
};

/// 1 when a table of this name exists, else 0.
pub(crate) const TABLE_EXISTS: Sql = Sql {
    sqlite: "select count(*) from sqlite_schema where type = 'table' and name = ?1",
    postgres: "select count(*) from information_schema.tables \
               where table_schema = current_schema() and table_name = $1",
};

/// Lets one migration run at a time, for as long as it takes. On SQLite every write is alone
/// already. The key is `lykill` in ASCII; nobody else uses this database.
pub(crate) const fn migration_lock(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "",
        Engine::Postgres => {
            "set local lock_timeout = 0; set local statement_timeout = 0; \
             select pg_advisory_xact_lock(119234531650668)"
        }
    }
}

macro_rules! marking {
    ($($rest:expr)?) => {
        concat!(
            "insert into commit_marker (id, at) values ",
            "($1, cast(extract(epoch from clock_timestamp()) * 1000000 as bigint))",
            $($rest)?
        )
    };
}

/// Marks a transaction, at the database's time; one whose marker was claimed fails.
pub(crate) const MARK: &str = marking!();

/// Claims the marker of a transaction; 0 rows when that was committed before.
pub(crate) const CLAIM: &str = marking!(" on conflict do nothing");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_keep_their_numbers() {
        let sql: &Sql = sql!("select a from t where b = $2 ", "and c = $1");
        assert_eq!(sql.sqlite, "select a from t where b = ?2 and c = ?1");
        assert_eq!(sql.postgres, "select a from t where b = $2 and c = $1");
    }

    #[test]
    fn rows_are_locked_where_several_can_write() {
        let sql = sql_locking!("select a from t where b = $1");
        assert_eq!(sql.sqlite, "select a from t where b = ?1");
        assert_eq!(sql.postgres, "select a from t where b = $1 for update");
        let sql = sql_skipping!("in (select a from t limit $1"; ") returning a");
        assert_eq!(sql.sqlite, "in (select a from t limit ?1) returning a");
        assert_eq!(
            sql.postgres,
            "in (select a from t limit $1 for update skip locked) returning a"
        );
    }

    #[test]
    fn a_migration_leaves_no_mark_behind() {
        let text = "create table t (a {blob} primary key, b {int}){end};";
        assert_eq!(
            resolve(Engine::Sqlite, text),
            "create table t (a blob primary key, b integer) strict, without rowid;"
        );
        assert_eq!(
            resolve(Engine::Postgres, text),
            "create table t (a bytea primary key, b bigint);"
        );
    }
}
