use crate::engines::{Place, leak};
use crate::samples::holder;
use lykill_store::*;
use lykill_testkit::PgCluster;
use std::os::unix::fs::{PermissionsExt, symlink};

#[tokio::test]
async fn case_213_a_second_process_on_one_file_is_refused() {
    let place = Place::new(Engine::Sqlite).await;
    let db = place.open().await;
    let Err(error) = Db::open(&place.config).await else {
        panic!("opened twice")
    };
    let text = error.to_string();
    assert!(text.contains("lykill.db.lock"), "{text}");
    // Another name of the same file does not help.
    let other = place.file().with_file_name("other.db");
    symlink(place.file(), &other).unwrap();
    let config = DatabaseConfig::Sqlite { path: other };
    let outcome = Db::open(&config).await;
    assert!(matches!(outcome, Err(OpenError::Locked { .. })));
    drop(db);
    Db::open(&config).await.unwrap();
}

#[tokio::test]
async fn the_file_is_for_its_owner_only() {
    let place = Place::new(Engine::Sqlite).await;
    let db = place.open_migrated().await;
    for name in ["lykill.db", "lykill.db-wal", "lykill.db.lock"] {
        let mode = place
            .file()
            .with_file_name(name)
            .metadata()
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    drop(db);
}

#[tokio::test]
async fn what_is_no_database_is_refused_with_its_name() {
    let place = Place::new(Engine::Sqlite).await;
    std::fs::write(
        place.file(),
        "this is no database, but it is long enough".repeat(99),
    )
    .unwrap();
    let Err(error) = Db::open(&place.config).await else {
        panic!("opened")
    };
    assert!(error.to_string().contains("lykill.db: "), "{error}");
    let missing = DatabaseConfig::Sqlite {
        path: "/nowhere/at/all.db".into(),
    };
    let Err(error) = Db::open(&missing).await else {
        panic!("opened")
    };
    assert!(
        error.to_string().starts_with("/nowhere/at/all.db: "),
        "{error}"
    );
    let nobody = DatabaseConfig::from_url("postgres://u@127.0.0.1:1/d").unwrap();
    let Err(error) = Db::open(&nobody).await else {
        panic!("opened")
    };
    assert!(
        error
            .to_string()
            .starts_with("postgres at 127.0.0.1 port 1"),
        "{error}"
    );
}

#[tokio::test]
async fn case_203_a_server_that_commits_loosely_is_refused() {
    let cluster = PgCluster::start_with(&[("synchronous_commit", "off")]).unwrap();
    let config = DatabaseConfig::from_url(&cluster.url("postgres")).unwrap();
    let Err(error) = Db::open(&config).await else {
        panic!("opened")
    };
    assert_eq!(error, OpenError::Loose("off".to_owned()));
}

#[tokio::test]
async fn an_impossible_row_is_named_and_refused() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let place = Place::new(engine).await;
        let db = place.open_migrated().await;
        let card = holder(&db, 1).await.card.id;
        let hex = card.to_string();
        for (column, damage) in [
            ("state", "update card set blocked_at = 1"),
            ("state", "update card set blocked_at = null, state = 'lost'"),
            ("pinned", "update card set state = 'active', pinned = 70000"),
            (
                "successor_ordered",
                "update card set pinned = null, successor_ordered = 2",
            ),
        ] {
            damaged(&place, damage).await;
            let outcome = db.read(move |tx| Box::pin(card_fetch(tx, card))).await;
            let (table, id) = ("card", hex.clone());
            assert_eq!(
                outcome,
                Err(StoreError::Impossible { table, column, id }),
                "{damage}"
            );
        }
    }
}

/// Runs a statement past the store.
async fn damaged(place: &Place, statement: &str) {
    match &place.config {
        DatabaseConfig::Sqlite { path } => {
            rusqlite::Connection::open(path)
                .unwrap()
                .execute_batch(statement)
                .unwrap();
        }
        DatabaseConfig::Postgres { url, .. } => {
            let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls)
                .await
                .unwrap();
            tokio::spawn(connection);
            client.batch_execute(statement).await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_closed_database_is_opened_again_with_what_it_held() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let place = Place::new(engine).await;
        let db = place.open_migrated().await;
        write!(db, tx => meta_save(tx, "key", "value").await?);
        drop(db);
        let db = place.open().await;
        migrate::check(&db).await.unwrap();
        assert_eq!(
            read!(db, tx => meta_fetch(tx, "key").await?).as_deref(),
            Some("value")
        );
        leak(db);
    }
}
