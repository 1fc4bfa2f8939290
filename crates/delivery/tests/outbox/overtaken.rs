//! Paper whose row goes another way while it is made: a worker was slow, or frozen.

use crate::paper::{acknowledge, key_card};
use crate::rig::{Rig, sender};
use lykill_core::id::OutboxId;
use lykill_core::{Clock, Timestamp, time};
use lykill_delivery::{MailFolder, Mailer, Spools, Worker};
use lykill_issuer::types::CardState;
use lykill_store::{Commit, OutboxState};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

on_both! {
    case_218_paper_that_was_made_after_it_was_posted_is_swept,
}

/// The lease ends while the paper is made, and another worker delivers the row meanwhile; it may be
/// posted by then, and its files erased.
struct Overtaken {
    rig: Arc<Rig>,
    id: OutboxId,
    meanwhile: Meanwhile,
    asked: AtomicU32,
}

/// What becomes of the paper that the other worker made.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Meanwhile {
    /// It lies in the queue.
    Queued,
    /// It was posted.
    Posted,
    /// There is no print house: it lies where it is read.
    Read,
}

impl Meanwhile {
    fn spools(self, rig: &Rig) -> Spools {
        let Spools { cards, letters } = rig.spools();
        match self {
            Self::Queued | Self::Posted => Spools { cards, letters },
            Self::Read => Spools {
                cards: cards.keeping_texts(),
                letters: letters.keeping_texts(),
            },
        }
    }

    fn worker(self, rig: &Rig, clock: Arc<dyn Clock>) -> Worker {
        let folder = MailFolder::open(&rig.mail_dir(), sender()).unwrap();
        rig.worker_with(Mailer::Folder(folder), self.spools(rig), clock)
    }
}

impl Overtaken {
    async fn overtake(&self) {
        self.rig.clock.advance(time::minutes(3));
        let clock = Arc::new(self.rig.clock.clone());
        let other = self.meanwhile.worker(&self.rig, clock);
        assert_eq!(other.pass().await, Ok(1));
        if self.meanwhile == Meanwhile::Posted {
            acknowledge(&self.rig, self.id).await;
            assert_eq!(other.sweep().await, Ok(1));
        }
    }
}

impl Clock for Overtaken {
    fn now(&self) -> Timestamp {
        let now = self.rig.clock.now();
        if self.asked.fetch_add(1, Ordering::SeqCst) == 1 {
            let handle = tokio::runtime::Handle::current();
            tokio::task::block_in_place(|| handle.block_on(self.overtake()));
        }
        now
    }
}

async fn delivered_by_another(rig: Rig, meanwhile: Meanwhile) {
    let rig = Arc::new(rig);
    let (person, card) = rig.card(CardState::Dormant).await;
    let id = rig.order_for(key_card(&card), person, time::days(14)).await;
    let clock = Overtaken {
        rig: Arc::clone(&rig),
        id,
        meanwhile,
        asked: AtomicU32::new(0),
    };
    let worker = meanwhile.worker(&rig, Arc::new(clock));
    assert_eq!(worker.pass().await, Ok(1));
    assert_eq!(rig.rows(OutboxState::Done).await.len(), 1);
    match meanwhile {
        Meanwhile::Posted => assert_eq!(files(&rig), 0, "it was posted"),
        Meanwhile::Queued => {
            assert_eq!(rig.post().len(), 1, "its paper lies in the queue");
            acknowledge(&rig, id).await;
        }
        Meanwhile::Read => assert_eq!(rig.post().len(), 1, "it is read there"),
    }
}

fn files(rig: &Rig) -> usize {
    std::fs::read_dir(rig.cards_dir()).unwrap().count()
}

#[tokio::test(flavor = "multi_thread")]
async fn case_218_a_worker_whose_lease_ended_leaves_no_paper_of_what_was_posted() {
    delivered_by_another(Rig::on_sqlite().await, Meanwhile::Posted).await;
    delivered_by_another(Rig::on_postgres().await, Meanwhile::Posted).await;
}

/// It ended before it could erase what it had made: the keys of a card that is in use.
async fn case_218_paper_that_was_made_after_it_was_posted_is_swept(rig: Rig) {
    let (person, card) = rig.card(CardState::Dormant).await;
    let id = rig.order_for(key_card(&card), person, time::days(14)).await;
    let worker = rig.to_folder();
    assert_eq!(worker.pass().await, Ok(1));
    let place = rig.cards_dir().join(format!("{id}.pdf"));
    let made = std::fs::read(&place).unwrap();
    assert_eq!(
        worker.sweep_left_paper().await,
        Ok(0),
        "it is to be printed"
    );
    acknowledge(&rig, id).await;
    assert_eq!((worker.sweep().await, files(&rig)), (Ok(1), 0));
    std::fs::write(&place, made).unwrap();
    assert_eq!(worker.sweep_left_paper().await, Ok(1));
    assert_eq!(files(&rig), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn case_218_a_worker_whose_lease_ended_erases_nobody_elses_paper() {
    delivered_by_another(Rig::on_sqlite().await, Meanwhile::Queued).await;
    delivered_by_another(Rig::on_postgres().await, Meanwhile::Queued).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_218_a_worker_whose_lease_ended_leaves_what_lies_in_a_letter_box() {
    delivered_by_another(Rig::on_sqlite().await, Meanwhile::Read).await;
    delivered_by_another(Rig::on_postgres().await, Meanwhile::Read).await;
}

/// Withdraws a row at the moment at which its delivery looks at the clock.
struct Withdrawing(Arc<Rig>, OutboxId, AtomicU32);

impl Clock for Withdrawing {
    fn now(&self) -> Timestamp {
        let (id, now) = (self.1, self.0.clock.now());
        if self.2.fetch_add(1, Ordering::SeqCst) == 1 {
            let withdraw = self.0.db.write(move |tx| {
                Box::pin(
                    async move { Ok(Commit(lykill_store::outbox_withdraw(tx, id, now).await?)) },
                )
            });
            let handle = tokio::runtime::Handle::current();
            let spent = tokio::task::block_in_place(|| handle.block_on(withdraw));
            assert!(spent.unwrap().is_spent());
        }
        now
    }
}

async fn withdrawn_meanwhile(rig: Rig) {
    let rig = Arc::new(rig);
    let (person, card) = rig.card(CardState::Dormant).await;
    let id = rig.order_for(key_card(&card), person, time::days(14)).await;
    let folder = MailFolder::open(&rig.mail_dir(), sender()).unwrap();
    let clock = Withdrawing(Arc::clone(&rig), id, AtomicU32::new(0));
    let worker = rig.worker(Mailer::Folder(folder), Arc::new(clock));
    assert_eq!(worker.pass().await, Ok(1));
    assert_eq!(rig.rows(OutboxState::Done).await, []);
    assert_eq!(std::fs::read_dir(rig.cards_dir()).unwrap().count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_is_withdrawn_while_its_paper_is_made_leaves_no_paper() {
    withdrawn_meanwhile(Rig::on_sqlite().await).await;
    withdrawn_meanwhile(Rig::on_postgres().await).await;
}
