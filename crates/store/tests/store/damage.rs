//! Damage of the database file that its structure shows (security.md case 223).

use crate::engines::Place;
use crate::samples::holder;
use lykill_store::*;

const PAGE: usize = 4096;

/// A closed file with somebody in it: its place, and how the user id is written in it.
async fn closed() -> (Place, Vec<u8>) {
    let place = Place::new(Engine::Sqlite).await;
    let db = place.open_migrated().await;
    let user_id = holder(&db, 1).await.eid.user_id.as_str().to_owned();
    drop(db);
    let log = place.file().with_extension("db-wal");
    assert!(!log.exists(), "all is in the file");
    (place, user_id.into_bytes())
}

fn places_of(whole: &[u8], text: &[u8]) -> Vec<usize> {
    let windows = whole.windows(text.len()).enumerate();
    let found = windows.filter(|(_, window)| *window == text);
    found.map(|(place, _)| place).collect()
}

#[tokio::test]
async fn case_223_a_page_that_is_none_stops_the_start() {
    let (place, _) = closed().await;
    let whole = std::fs::read(place.file()).unwrap();
    let (mut stopped, pages) = (0, whole.len() / PAGE);
    for page in 1..pages {
        let mut damaged = whole.clone();
        // What kind of page it is stands in its first byte.
        damaged[page * PAGE] ^= 0x40;
        std::fs::write(place.file(), damaged).unwrap();
        let Err(error) = Db::open(&place.config).await else {
            panic!("page {page} of {pages}");
        };
        let told = error.to_string();
        let says = told.contains("damaged") || told.contains("malformed");
        assert!(told.contains("lykill.db: ") && says, "{told}");
        assert_eq!(told.lines().count(), 1, "{told}");
        stopped += 1;
    }
    assert!(stopped > 20, "{stopped}");
    std::fs::write(place.file(), whole).unwrap();
    let db = place.open().await;
    assert_eq!(db.integrity().await, Ok(Integrity::Compared));
}

/// A bit of a text that an index holds, too: one of the two no longer fits the other.
#[tokio::test]
async fn case_223_a_flipped_bit_of_what_is_sought_by_is_told() {
    let (place, user_id) = closed().await;
    let whole = std::fs::read(place.file()).unwrap();
    let places = places_of(&whole, &user_id);
    assert!(places.len() >= 2, "{places:?}");
    for at in places {
        let mut flipped = whole.clone();
        flipped[at] ^= 1;
        std::fs::write(place.file(), flipped).unwrap();
        let db = place.open().await;
        let Err(StoreError::Disk(told)) = db.integrity().await else {
            panic!("byte {at}")
        };
        assert!(told.contains("damaged") && told.contains("index"), "{told}");
    }
}

#[tokio::test]
async fn case_223_whether_postgresql_checks_its_pages_is_known() {
    let place = Place::new(Engine::Postgres).await;
    let db = place.open_migrated().await;
    let told = db.integrity().await.unwrap();
    assert!(matches!(
        told,
        Integrity::Checksums | Integrity::NoChecksums
    ));
}
