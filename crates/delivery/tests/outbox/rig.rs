//! A database, a key file, a clock that the test moves, and folders.

use lykill_core::audit::AuditRow;
use lykill_core::id::{CardId, EidId, OutboxId, PersonId};
use lykill_core::random;
use lykill_core::{Clock, EffectKind, Language, Level, Profile, Rng, Sealed, Timestamp, time};
use lykill_crypto::engine::{KeyFile, Keys, SystemRng};
use lykill_crypto::pure::jose::SigningKey;
use lykill_crypto::pure::seal::Aad;
use lykill_delivery::{
    Delivery, Letterhead, MailFolder, Mailer, PostItem, Sender, Signer, SmsHead, Smtp, Spool,
    Spools, Texter, Worker,
};
use lykill_fetch::{Fetcher, Rules};
use lykill_issuer::types::{
    Card, CardKind, CardLabel, CardState, Eid, EidState, Person, StoredHash, UserId,
};
use lykill_store::{
    AuditFilter, Commit, DatabaseConfig, Db, OutboxEntry, OutboxRow, OutboxState, Running, Tx,
};
use lykill_testkit::{TestDatabase, VirtualClock};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// Who signs.
pub const ISSUER: &str = "https://id.lykill.example";

/// Plain http to this machine is allowed, as in a demo.
fn here() -> Rules {
    Rules {
        loopback: true,
        ..Rules::default()
    }
}

pub struct Rig {
    pub db: Db,
    pub keys: Arc<Keys>,
    pub signer: Arc<SigningKey>,
    pub texter: Texter,
    pub voice: Texter,
    pub clock: VirtualClock,
    pub dir: tempfile::TempDir,
    /// Dropped after the pool that is connected to it.
    _database: Option<TestDatabase>,
}

pub fn sender() -> Sender {
    Sender::new("no-reply@id.lykill.example", "Lykill").unwrap()
}

impl Rig {
    async fn on(
        config: DatabaseConfig,
        dir: tempfile::TempDir,
        database: Option<TestDatabase>,
    ) -> Self {
        let db = Db::open(&config).await.unwrap();
        lykill_store::migrate::migrate(&db).await.unwrap();
        let file = KeyFile::create(&dir.path().join("keys.json"), &SystemRng).unwrap();
        let pkcs8 = lykill_crypto::engine::signing::generate_es256().unwrap();
        let start = Timestamp::from_seconds(1_793_712_420);
        Self {
            db,
            keys: Arc::new(Keys::of(&file)),
            signer: Arc::new(SigningKey::from_pkcs8(pkcs8.expose()).unwrap()),
            texter: Texter::None,
            voice: Texter::None,
            clock: VirtualClock::at(start),
            dir,
            _database: database,
        }
    }

    pub async fn on_sqlite() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let config = DatabaseConfig::Sqlite {
            path: dir.path().join("lykill.db"),
        };
        Self::on(config, dir, None).await
    }

    pub async fn on_postgres() -> Self {
        let database = lykill_testkit::test_database().await.unwrap();
        let config = DatabaseConfig::from_url(database.url()).unwrap();
        Self::on(config, tempfile::tempdir().unwrap(), Some(database)).await
    }

    fn signer(&self) -> Signer {
        let signer = Arc::clone(&self.signer);
        Arc::new(move |_| Some(Arc::clone(&signer)))
    }

    pub fn mail_dir(&self) -> PathBuf {
        self.dir.path().join("mail")
    }

    pub fn cards_dir(&self) -> PathBuf {
        self.dir.path().join("cards")
    }

    pub fn letters_dir(&self) -> PathBuf {
        self.dir.path().join("letters")
    }

    /// Everything that was delivered into folders, oldest first.
    pub fn post(&self) -> Vec<PostItem> {
        let folders = [self.mail_dir(), self.cards_dir(), self.letters_dir()];
        lykill_delivery::post::read(&folders.each_ref().map(PathBuf::as_path)).unwrap()
    }

    pub fn spools(&self) -> Spools {
        Spools {
            cards: Spool::open(&self.cards_dir()).unwrap(),
            letters: Spool::open(&self.letters_dir()).unwrap(),
        }
    }

    pub fn to_folder(&self) -> Worker {
        let folder = MailFolder::open(&self.mail_dir(), sender()).unwrap();
        self.worker(Mailer::Folder(folder), Arc::new(self.clock.clone()))
    }

    pub fn to_server(&self, url: &str) -> Worker {
        let smtp = Smtp::new(url, sender(), None).unwrap();
        self.worker(Mailer::Smtp(smtp), Arc::new(self.clock.clone()))
    }

    pub fn worker(&self, mailer: Mailer, clock: Arc<dyn Clock>) -> Worker {
        self.worker_with(mailer, self.spools(), clock)
    }

    pub fn worker_with(&self, mailer: Mailer, spools: Spools, clock: Arc<dyn Clock>) -> Worker {
        Worker::new(Delivery {
            db: self.db.clone(),
            keys: self.keys.clone(),
            mailer,
            spools,
            letterhead: Letterhead::new("Lykill", Some("75 00 00 00"), Profile::TestNo).unwrap(),
            texter: self.texter.clone(),
            voice: self.voice.clone(),
            sms_head: SmsHead {
                phone: "75 00 00 00".to_owned(),
                host: "id.lykill.example".to_owned(),
            },
            fetcher: Fetcher::new(here(), None).unwrap(),
            signer: self.signer(),
            issuer: ISSUER.to_owned(),
            clock,
            rng: Arc::new(SystemRng),
        })
    }

    /// Somebody who is registered, as everybody is whom paper is posted to.
    pub async fn registered(&self) -> PersonId {
        let (id, now) = (self.new_person(), self.clock.now());
        let row = a_person(id, now);
        self.insert(move |tx| {
            let row = row.clone();
            Box::pin(async move {
                assert!(lykill_store::person_insert(tx, &row).await?.is_spent());
                Ok(Commit(()))
            })
        })
        .await;
        id
    }

    pub fn new_person(&self) -> PersonId {
        PersonId::new(self.clock.now(), &SystemRng)
    }

    /// Puts an effect into the outbox as an operation does; it lives 5 minutes.
    pub async fn order(&self, kind: EffectKind) -> OutboxId {
        self.order_for(kind, self.new_person(), time::minutes(5))
            .await
    }

    pub async fn order_for(&self, kind: EffectKind, person: PersonId, ttl: Duration) -> OutboxId {
        let entry = self.entry(&kind, person, ttl);
        let id = entry.id;
        self.put(entry).await;
        id
    }

    /// Puts an effect that was sealed for `owner` into the outbox under the name of `other`.
    pub async fn order_moved(&self, kind: EffectKind, owner: PersonId, other: PersonId) {
        let entry = self.entry(&kind, owner, time::days(1));
        self.put(OutboxEntry {
            person: other,
            ..entry
        })
        .await;
    }

    fn entry(&self, kind: &EffectKind, person: PersonId, ttl: Duration) -> OutboxEntry {
        let now = self.clock.now();
        let id = OutboxId::new(now, &SystemRng);
        let json = serde_json::to_vec(kind).unwrap();
        OutboxEntry {
            id,
            kind: kind.word(),
            person,
            body: self.seal("outbox", id.as_bytes(), person.as_bytes(), &json),
            not_before: now,
            expires_at: now + ttl,
        }
    }

    async fn put(&self, entry: OutboxEntry) {
        let now = self.clock.now();
        self.insert(move |tx| {
            let entry = entry.clone();
            Box::pin(async move {
                lykill_store::outbox_insert(tx, &entry, now).await?;
                Ok(Commit(()))
            })
        })
        .await;
    }

    pub fn seal(&self, table: &str, row: &[u8], owner: &[u8], plain: &[u8]) -> Sealed {
        let nonce = random::bytes::<12>(&SystemRng);
        self.keys
            .seal()
            .seal(&Aad { table, row, owner }, plain, nonce)
            .unwrap()
    }

    pub async fn insert<F>(&self, job: F)
    where
        F: for<'a, 'b> Fn(&'a mut Tx<'b>) -> Running<'a, Commit<()>, lykill_store::Rollback>
            + Send
            + Sync
            + 'static,
    {
        self.db.write(job).await.unwrap();
    }

    /// A person with an eID and one card in that state.
    pub async fn card(&self, state: CardState) -> (PersonId, Card) {
        let now = self.clock.now();
        let (person, eid) = (self.new_person(), EidId::new(now, &SystemRng));
        let id = CardId::new(now, &SystemRng);
        let secret = self.keys.card().secret(random::bytes(&SystemRng));
        let sealed = self.seal(
            "card",
            id.as_bytes(),
            eid.as_bytes(),
            secret.to_bytes().expose(),
        );
        let card = Card {
            id,
            eid,
            kind: CardKind::KeyCard,
            label: CardLabel("R413-882".to_owned()),
            secret: sealed,
            state,
            pinned: None,
            used: 0,
            successor_ordered: false,
            ordered_at: now,
        };
        let (person_row, eid_row) = (a_person(person, now), an_eid(eid, person, now));
        let stored = card.clone();
        self.insert(move |tx| {
            let (person, eid, card) = (person_row.clone(), eid_row.clone(), stored.clone());
            Box::pin(async move {
                assert!(lykill_store::person_insert(tx, &person).await?.is_spent());
                assert!(lykill_store::eid_insert(tx, &eid).await?.is_spent());
                lykill_store::card_insert(tx, &card).await?;
                Ok(Commit(()))
            })
        })
        .await;
        (person, card)
    }

    pub async fn rows(&self, state: OutboxState) -> Vec<OutboxRow> {
        let list = self
            .db
            .read(move |tx| Box::pin(lykill_store::outbox_list(tx, state)));
        list.await.unwrap()
    }

    pub async fn audit(&self) -> Vec<AuditRow> {
        let filter = AuditFilter::default();
        let list = self
            .db
            .read(move |tx| Box::pin(async move { lykill_store::audit_list(tx, &filter).await }));
        list.await.unwrap()
    }
}

fn a_person(id: PersonId, now: Timestamp) -> Person {
    Person {
        id,
        name: "Mette Hald".to_owned().try_into().unwrap(),
        birth_date: jiff::civil::date(1990, 5, 17),
        national_id: None,
        email: None,
        phone: None,
        address: vec!["Strandgata 1".to_owned()],
        language: Language::Nb,
        is_protected: false,
        created_at: now,
    }
}

fn an_eid(id: EidId, person: PersonId, now: Timestamp) -> Eid {
    let mut user_id = [0; 8];
    SystemRng.fill(&mut user_id);
    Eid {
        id,
        person,
        user_id: UserId::from_normal(format!("u{}", u64::from_be_bytes(user_id))),
        proofed: Level::Substantial,
        state: EidState::Active {
            password: StoredHash("x".to_owned()),
        },
        card_threshold: 20,
        created_at: now,
    }
}

/// The mail with the code `482917`, to that address, asked for by that name.
pub fn link_code(to: &str, person_name: &str, clock: &VirtualClock) -> EffectKind {
    EffectKind::LinkCodeEmail {
        to: to.to_owned(),
        language: Language::Nb,
        code: "482917".to_owned(),
        valid_until: clock.now() + time::minutes(5),
        company: "fjordvik".parse().unwrap(),
        company_name: "Fjordvik kommune".to_owned(),
        person_name: Some(person_name.to_owned()),
    }
}
