use crate::engines::{Place, leak, on_both_engines};
use lykill_store::migrate::{
    MIGRATIONS, MigrateError, Migration, check, migrate, migrate_to, status,
};
use lykill_store::*;

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
