//! Several nodes on one PostgreSQL, and what is special about it.

use super::{World, node};
use lykill_operations::Context;
use lykill_store::{DatabaseConfig, Db};
use lykill_testkit::{VirtualClock, sql_run, test_database};
use tempfile::TempDir;

impl World {
    /// A deployment on a server whose transactions are isolated like this unless they say
    /// otherwise.
    pub async fn postgres_under(isolation: &str) -> Self {
        let home = TempDir::new().expect("a folder");
        let database = test_database().await.expect("PostgreSQL");
        let (url, name) = (database.url(), database.name());
        let set =
            format!("alter database {name} set default_transaction_isolation = '{isolation}'");
        sql_run(url, &set).await.expect("a setting");
        let config = DatabaseConfig::from_url(url).expect("an address");
        Self::begin(home, config, Some(database)).await
    }

    /// Another process on the same database; PostgreSQL only.
    pub async fn second_node(&self) -> Context {
        self.second_node_at(&self.clock).await
    }

    /// Another process on the same database, whose machine has a clock of its own.
    pub async fn second_node_at(&self, clock: &VirtualClock) -> Context {
        let db = Db::open(&self.config).await.expect("a database");
        node(db, &self.key_file(), clock, 1000).await
    }

    /// The address of the database; PostgreSQL only.
    pub fn url(&self) -> &str {
        match &self.config {
            DatabaseConfig::Postgres { url, .. } => url,
            DatabaseConfig::Sqlite { .. } => panic!("not PostgreSQL"),
        }
    }
}
