//! Databases on the throwaway server that tests share.

use super::PgCluster;
use super::sql::say;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Seek, Write};
use std::os::unix::process::parent_id;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// Names a server that is there already, instead of a throwaway one.
pub const URL_VARIABLE: &str = "LYKILL_TEST_POSTGRES_URL";

/// A database of one's own on the shared throwaway server; it is dropped with this.
#[derive(Debug)]
pub struct TestDatabase {
    url: String,
    name: String,
    server: String,
}

impl TestDatabase {
    /// Its address.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let (server, name) = (self.server.clone(), self.name.clone());
        let work = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()?;
            let drop = format!("drop database if exists {name} with (force)");
            runtime
                .block_on(say(&server, &drop))
                .map_err(io::Error::other)
        });
        // The whole server goes soon; a database that stays until then does no harm.
        let _ = work.join();
    }
}

/// Makes an empty database on the shared throwaway server. All tests of one nextest run share
/// the server, which the first of them starts; without nextest each process has its own.
///
/// # Errors
/// When PostgreSQL is not installed, does not start or refuses.
pub async fn test_database() -> io::Result<TestDatabase> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let server = shared_server()?;
    loop {
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{}_{count}", std::process::id());
        match say(server, &format!("create database {name}")).await {
            Ok(()) => {
                let url = with_database(server, &name);
                return Ok(TestDatabase {
                    url,
                    name,
                    server: server.to_owned(),
                });
            }
            // An earlier process with this number was killed before it dropped its own.
            Err(error) if is_duplicate(&error) => {}
            Err(error) => return Err(io::Error::other(error)),
        }
    }
}

fn is_duplicate(error: &tokio_postgres::Error) -> bool {
    error.code() == Some(&tokio_postgres::error::SqlState::DUPLICATE_DATABASE)
}

/// The same server's address with another database.
fn with_database(url: &str, database: &str) -> String {
    let (address, query) = match url.split_once('?') {
        Some((address, query)) => (address, format!("?{query}")),
        None => (url, String::new()),
    };
    let server = address
        .rsplit_once('/')
        .map_or(address, |(server, _)| server);
    format!("{server}/{database}{query}")
}

/// The address of the maintenance database of the shared server.
fn shared_server() -> io::Result<&'static str> {
    static SERVER: OnceLock<Result<String, String>> = OnceLock::new();
    let server = SERVER.get_or_init(|| find_or_start().map_err(|error| error.to_string()));
    server
        .as_deref()
        .map_err(|error| io::Error::other(error.clone()))
}

fn find_or_start() -> io::Result<String> {
    if let Ok(url) = std::env::var(URL_VARIABLE) {
        return Ok(url);
    }
    match std::env::var("NEXTEST_RUN_ID") {
        Ok(run) => shared_by_run(&run),
        Err(_) => {
            let cluster = PgCluster::start()?;
            let url = cluster.url("postgres");
            // The watcher stops it when this process ends.
            std::mem::forget(cluster);
            Ok(url)
        }
    }
}

/// Nextest gives each test a process of its own. The first that comes here starts the server
/// and writes its address down under a lock; nextest, their parent, is its owner.
fn shared_by_run(run: &str) -> io::Result<String> {
    let folder = std::env::temp_dir().join(format!("lykill-postgres-{run}"));
    match fs::create_dir(&folder) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    let mut options = File::options();
    options.read(true).write(true).create(true).truncate(false);
    let mut note = options.open(folder.join("url"))?;
    note.lock()?;
    let mut url = String::new();
    note.read_to_string(&mut url)?;
    if url.is_empty() {
        let cluster = PgCluster::start_in(folder, parent_id(), &[])?;
        url = cluster.url("postgres");
        note.rewind()?;
        note.write_all(url.as_bytes())?;
        std::mem::forget(cluster);
    }
    Ok(url)
}
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_database_of_the_same_server() {
        let url = with_database("postgres://u@h:1/postgres?sslmode=disable", "a");
        assert_eq!(url, "postgres://u@h:1/a?sslmode=disable");
    }

    #[tokio::test]
    async fn a_server_answers_on_both_ways_and_leaves_nothing_behind() {
        let cluster = PgCluster::start().unwrap();
        say(&cluster.url("postgres"), "select 1").await.unwrap();
        say(&cluster.socket_url("postgres"), "select 1")
            .await
            .unwrap();
        let folder = cluster.folder.clone();
        drop(cluster);
        assert!(!folder.exists());
    }

    #[tokio::test]
    async fn each_test_has_a_database_of_its_own() {
        let (one, two) = (
            test_database().await.unwrap(),
            test_database().await.unwrap(),
        );
        assert_ne!(one.name(), two.name());
        say(one.url(), "create table t (a int)").await.unwrap();
        say(two.url(), "create table t (a int)").await.unwrap();
        let (url, server) = (one.url().to_owned(), one.server.clone());
        drop(one);
        assert!(say(&url, "select 1").await.is_err());
        say(&server, "select 1").await.unwrap();
    }
}
