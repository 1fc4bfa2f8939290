use crate::engines::{Place, leak, on_both_engines};
use lykill_store::migrate::{
    MIGRATIONS, MigrateError, Migration, check, migrate, migrate_to, status,
};
use lykill_store::*;
use std::collections::{BTreeMap, BTreeSet};

const ENGINES: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];

/// Tables, columns and indexes as the engine describes them.
async fn schema(place: &Place) -> Vec<String> {
    match &place.config {
        DatabaseConfig::Sqlite { path } => {
            let connection = rusqlite::Connection::open(path).unwrap();
            let text = "select coalesce(sql, name) from sqlite_schema order by name";
            let mut statement = connection.prepare(text).unwrap();
            let rows = statement.query_map((), |row| row.get(0)).unwrap();
            rows.map(Result::unwrap).collect()
        }
        DatabaseConfig::Postgres { url, .. } => {
            let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls)
                .await
                .unwrap();
            tokio::spawn(connection);
            let text = "select concat_ws(' ', table_name, column_name, data_type, is_nullable) \
                        from information_schema.columns where table_schema = 'public' \
                        union all select indexdef from pg_indexes where schemaname = 'public' \
                        order by 1";
            let rows = client.query(text, &[]).await.unwrap();
            rows.iter().map(|row| row.get(0)).collect()
        }
    }
}

#[tokio::test]
async fn a_fresh_database_is_as_one_that_was_migrated_step_by_step() {
    for engine in ENGINES {
        let (fresh, stepped) = (Place::new(engine).await, Place::new(engine).await);
        let db = fresh.open().await;
        assert_eq!(
            check(&db).await,
            Err(MigrateError::Waiting(MIGRATIONS.len()))
        );
        let names: Vec<_> = MIGRATIONS.iter().map(|step| step.name.to_owned()).collect();
        assert_eq!(migrate(&db).await.unwrap().applied, names);
        assert_eq!(migrate(&db).await.unwrap().applied, Vec::<String>::new());
        assert_eq!(check(&db).await, Ok(()));
        let db = stepped.open().await;
        for count in 1..=MIGRATIONS.len() {
            let report = migrate_to(&db, &MIGRATIONS[..count]).await.unwrap();
            assert_eq!(report.applied, names[count - 1..count]);
            let status = status(&db).await.unwrap();
            assert_eq!(
                (status.applied.as_slice(), status.waiting.as_slice()),
                names.split_at(count)
            );
        }
        assert_eq!(schema(&fresh).await, schema(&stepped).await);
        assert!(schema(&fresh).await.len() > 40);
    }
}

#[tokio::test]
async fn a_step_that_was_changed_or_is_missing_stops_the_start() {
    on_both_engines(async |db| {
        let mut changed = MIGRATIONS.to_vec();
        changed[1].text = "-- min-compatible: 2\ncreate table other (id {blob} primary key){end};";
        let outcome = migrate_to(&db, leak(changed)).await;
        assert_eq!(
            outcome,
            Err(MigrateError::Changed("0002_logins".to_owned()))
        );
        let mut renamed = MIGRATIONS.to_vec();
        renamed[2].name = "0003_other";
        let outcome = migrate_to(&db, leak(renamed)).await;
        assert_eq!(
            outcome,
            Err(MigrateError::Missing("0003_companies".to_owned()))
        );
        check(&db).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn an_old_binary_runs_as_long_as_the_newer_steps_allow_it() {
    on_both_engines(async |db| {
        let known = i64::try_from(MIGRATIONS.len()).unwrap();
        let mut newer = MIGRATIONS.to_vec();
        let text = format!("-- min-compatible: {known}\nalter table person add column note text;");
        newer.push(Migration {
            name: "9998_expand",
            text: leak(text),
        });
        migrate_to(&db, leak(newer.clone())).await.unwrap();
        check(&db).await.unwrap();
        let needed = MIGRATIONS.len() + 2;
        let text = format!("-- min-compatible: {needed}\nalter table person drop column note;");
        newer.push(Migration {
            name: "9999_contract",
            text: leak(text),
        });
        migrate_to(&db, leak(newer)).await.unwrap();
        let expected = MigrateError::TooNew {
            needed,
            known: MIGRATIONS.len(),
        };
        assert_eq!(check(&db).await, Err(expected.clone()));
        assert_eq!(migrate(&db).await, Err(expected));
    })
    .await;
}

#[tokio::test]
async fn a_step_that_fails_changes_nothing() {
    for engine in ENGINES {
        let place = Place::new(engine).await;
        let db = place.open().await;
        let mut broken = MIGRATIONS.to_vec();
        let text =
            "-- min-compatible: 5\ncreate table extra (id {int}); create table person (x {int});";
        broken.push(Migration {
            name: "0005_broken",
            text,
        });
        let outcome = migrate_to(&db, leak(broken)).await;
        assert!(
            matches!(outcome, Err(MigrateError::Store(_))),
            "{outcome:?}"
        );
        assert_eq!(schema(&place).await, Vec::<String>::new());
        let mut unmarked = MIGRATIONS.to_vec();
        unmarked.push(Migration {
            name: "0005_unmarked",
            text: "create table extra (id {int});",
        });
        let outcome = migrate_to(&db, leak(unmarked)).await;
        assert_eq!(outcome, Err(MigrateError::Unmarked("0005_unmarked")));
        assert_eq!(schema(&place).await, Vec::<String>::new());
        assert_eq!(migrate(&db).await.unwrap().applied.len(), MIGRATIONS.len());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_that_migrate_at_once_do_it_once() {
    let place = Place::new(Engine::Postgres).await;
    let (one, two) = (place.open().await, place.open().await);
    let (first, second) = tokio::join!(migrate(&one), migrate(&two));
    let applied = first.unwrap().applied.len() + second.unwrap().applied.len();
    assert_eq!(applied, MIGRATIONS.len());
}

/// A column as a release that does not know it meets it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Column {
    kind: String,
    /// Whether a row must name it.
    is_required: bool,
}

/// Every column, by table and name.
type Columns = BTreeMap<(String, String), Column>;

async fn columns(place: &Place) -> Columns {
    let column = |table: String, name: String, (kind, is_required): (String, bool)| {
        ((table, name), Column { kind, is_required })
    };
    match &place.config {
        DatabaseConfig::Sqlite { path } => {
            let connection = rusqlite::Connection::open(path).unwrap();
            let text = "select t.name, c.name, c.type, \
                        c.\"notnull\" <> 0 and c.dflt_value is null \
                        from sqlite_schema t, pragma_table_info(t.name) c where t.type = 'table'";
            let mut statement = connection.prepare(text).unwrap();
            let rows = statement.query_map((), |row| {
                let shape = (row.get(2)?, row.get(3)?);
                Ok(column(row.get(0)?, row.get(1)?, shape))
            });
            rows.unwrap().map(Result::unwrap).collect()
        }
        DatabaseConfig::Postgres { url, .. } => {
            let tls = tokio_postgres::NoTls;
            let (client, connection) = tokio_postgres::connect(url, tls).await.unwrap();
            tokio::spawn(connection);
            let text = "select table_name::text, column_name::text, data_type::text, \
                        is_nullable = 'NO' and column_default is null and is_identity = 'NO' \
                        from information_schema.columns where table_schema = 'public'";
            let rows = client.query(text, &[]).await.unwrap();
            let read = |row: &tokio_postgres::Row| {
                column(row.get(0), row.get(1), (row.get(2), row.get(3)))
            };
            rows.iter().map(read).collect()
        }
    }
}

/// What a release that knows `before` misses in `after`, or would have to name there.
fn taken_away(before: &Columns, after: &Columns) -> Vec<String> {
    let tables: BTreeSet<&String> = before.keys().map(|(table, _)| table).collect();
    let lost = before.iter().filter(|(place, old)| match after.get(place) {
        Some(new) => new.kind != old.kind || new.is_required && !old.is_required,
        None => true,
    });
    let lost = lost.map(|((table, name), _)| format!("{table}.{name}"));
    let asked = after.iter().filter(|(place, new)| {
        tables.contains(&place.0) && !before.contains_key(place) && new.is_required
    });
    lost.chain(asked.map(|((table, name), _)| format!("{table}.{name}")))
        .collect()
}

/// How many steps a release must know that runs on a database after this one.
fn least(step: &Migration) -> usize {
    let first = step.text.lines().next().unwrap();
    let number = first.strip_prefix("-- min-compatible: ");
    number.unwrap().parse().unwrap()
}

/// After each step the releases that it allows find every column that they know, of the same kind,
/// and need to name no other.
#[tokio::test]
async fn case_221_a_step_takes_no_column_from_the_releases_that_it_allows() {
    for engine in ENGINES {
        let place = Place::new(engine).await;
        let db = place.open().await;
        let mut known = vec![Columns::new()];
        let mut allowed = 0;
        for (before, step) in MIGRATIONS.iter().enumerate() {
            migrate_to(&db, &MIGRATIONS[..=before]).await.unwrap();
            let after = columns(&place).await;
            for release in &known[least(step).min(before + 1)..] {
                assert_eq!(taken_away(release, &after), [""; 0], "{}", step.name);
                allowed += 1;
            }
            known.push(after);
        }
        assert!(allowed > MIGRATIONS.len(), "{allowed}");
        let last = known.pop().unwrap();
        // A step that contracts, and one that wants more, are found.
        for (text, found) in [
            (
                "alter table person drop column birth_date",
                "person.birth_date",
            ),
            (
                "alter table person rename column language to tongue",
                "person.language person.tongue",
            ),
        ] {
            let place = Place::new(engine).await;
            let db = place.open_migrated().await;
            let text = format!("-- min-compatible: {}\n{text};", MIGRATIONS.len());
            let mut more = MIGRATIONS.to_vec();
            more.push(Migration {
                name: "9999_contract",
                text: leak(text),
            });
            migrate_to(&db, leak(more)).await.unwrap();
            let after = columns(&place).await;
            assert_eq!(taken_away(&last, &after).join(" "), found);
        }
    }
}
