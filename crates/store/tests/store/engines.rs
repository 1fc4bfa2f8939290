//! Runs a test on both engines, each time on a fresh, migrated database.

use lykill_store::{DatabaseConfig, Db, Engine, migrate};
use lykill_testkit::{TestDatabase, test_database};
use tempfile::TempDir;

/// A place for a database that goes away with the test.
pub struct Place {
    pub config: DatabaseConfig,
    folder: Option<TempDir>,
    _database: Option<TestDatabase>,
}

impl Place {
    pub async fn new(engine: Engine) -> Self {
        match engine {
            Engine::Sqlite => {
                let folder = tempfile::tempdir().unwrap();
                let path = folder.path().join("lykill.db");
                let config = DatabaseConfig::Sqlite { path };
                Self {
                    config,
                    folder: Some(folder),
                    _database: None,
                }
            }
            Engine::Postgres => {
                let database = test_database().await.unwrap();
                let config = DatabaseConfig::from_url(database.url()).unwrap();
                Self {
                    config,
                    folder: None,
                    _database: Some(database),
                }
            }
        }
    }

    /// The database file; SQLite only.
    pub fn file(&self) -> std::path::PathBuf {
        self.folder.as_ref().unwrap().path().join("lykill.db")
    }

    pub async fn open(&self) -> Db {
        Db::open(&self.config)
            .await
            .unwrap_or_else(|error| panic!("{error}"))
    }

    pub async fn open_migrated(&self) -> Db {
        let db = self.open().await;
        migrate::migrate(&db)
            .await
            .unwrap_or_else(|error| panic!("{error}"));
        db
    }
}

/// Runs a test on a fresh database of each engine.
pub async fn on_both_engines(test: impl AsyncFn(Db)) {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        eprintln!("on {}", engine.word());
        let place = Place::new(engine).await;
        let db = place.open_migrated().await;
        test(db).await;
    }
}

/// Writes with a job whose result is committed; `?` rolls it back. Gives the outcome.
macro_rules! try_write {
    ($db:expr, $tx:ident => $body:expr) => {
        $db.write(move |$tx| {
            Box::pin(async move { Ok::<_, lykill_store::Rollback>(lykill_store::Commit($body)) })
        })
        .await
    };
}

/// Writes, and gives what the job answered.
macro_rules! write {
    ($db:expr, $tx:ident => $body:expr) => {
        try_write!($db, $tx => $body).unwrap()
    };
}

/// Reads, and gives what the job answered.
macro_rules! read {
    ($db:expr, $tx:ident => $body:expr) => {
        $db.read(move |$tx| Box::pin(async move { Ok($body) }))
            .await
            .unwrap()
    };
}

/// A value that jobs can borrow for as long as they like.
pub fn leak<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}
