//! Letters, key cards and the post page.

use crate::rig::{Rig, link_code, sender};
use lykill_core::id::{OutboxId, PersonId};
use lykill_core::{CardFormat, Clock, EffectKind, Language, time};
use lykill_delivery::{MailFolder, Mailer, PostItem, PostKind, Spools, card_keys};
use lykill_issuer::types::{Card, CardState};
use lykill_store::{Commit, OutboxState};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

on_both! {
    a_key_card_is_printed_with_its_own_keys,
    nobody_else_on_the_machine_reads_the_post,
    a_card_that_was_blocked_before_it_was_printed_is_not_printed,
    a_temporary_password_stands_on_paper_only,
    where_somebody_protected_lives_stands_on_their_paper_only,
    the_demo_reads_its_letters_on_a_page_oldest_first,
    a_row_that_was_sealed_for_another_person_does_not_open,
    a_card_comes_in_the_format_that_its_holder_reads,
    the_queues_are_apart_and_a_group_reads_its_own,
    case_019_what_was_posted_is_erased_and_nothing_of_it_stays,
    case_218_a_delivery_that_is_repeated_prints_nothing_twice,
    case_218_a_crash_leaves_no_paper_of_what_was_withdrawn,
}

fn address() -> Vec<String> {
    ["Mette Hald", "Strandgata 1", "6100 Volda"]
        .map(str::to_owned)
        .into()
}

pub fn key_card(card: &Card) -> EffectKind {
    EffectKind::KeyCard {
        to: address(),
        language: Language::Nb,
        card: card.id,
        format: CardFormat::Standard,
    }
}

fn text_of(pdf: &Path) -> String {
    let out = Command::new("pdftotext")
        .arg("-layout")
        .arg(pdf)
        .arg("-")
        .output()
        .unwrap();
    assert!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
    let text = String::from_utf8(out.stdout).unwrap();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Paper goes to somebody who is registered.
async fn deliver(rig: &Rig, kind: EffectKind, person: PersonId) -> Vec<PostItem> {
    rig.order_for(kind, person, time::days(14)).await;
    assert_eq!(rig.to_folder().pass().await, Ok(1));
    rig.post()
}

async fn a_key_card_is_printed_with_its_own_keys(rig: Rig) {
    let (person, card) = rig.card(CardState::Dormant).await;
    let items = deliver(&rig, key_card(&card), person).await;
    let [item] = &items[..] else {
        panic!("{items:?}")
    };
    assert_eq!(
        (item.kind, item.person, item.card),
        (PostKind::KeyCard, person, Some(card.id))
    );
    assert_eq!(
        (item.subject.as_str(), item.text.as_str()),
        ("Nøkkelkort R413-882", "")
    );
    assert_eq!(item.to, "Mette Hald\nStrandgata 1\n6100 Volda");
    assert_eq!(item.at, rig.clock.now());

    let keys = card_keys(&rig.keys, &card).unwrap();
    assert_eq!(keys.len(), 148);
    let text = text_of(&item.attachments[0].path);
    for (number, key) in &keys {
        let pair = format!("{number} {} {}", &key[..3], &key[3..]);
        assert!(text.contains(&pair), "{pair} in {text}");
    }
    assert_eq!(rig.rows(OutboxState::Done).await[0].body, None);
}

async fn nobody_else_on_the_machine_reads_the_post(rig: Rig) {
    let (person, card) = rig.card(CardState::Dormant).await;
    deliver(&rig, key_card(&card), person).await;
    let code = link_code("mette@fjordvik.example", "Mette Hald", &rig.clock);
    deliver(&rig, code, person).await;
    for dir in [rig.mail_dir(), rig.cards_dir()] {
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&dir), 0o700);
        let files: Vec<_> = std::fs::read_dir(&dir)
            .unwrap()
            .map(|file| file.unwrap())
            .collect();
        assert_eq!(files.len(), 2);
        assert!(
            files.iter().all(|file| mode(&file.path()) == 0o600),
            "{files:?}"
        );
    }
}

async fn a_card_that_was_blocked_before_it_was_printed_is_not_printed(rig: Rig) {
    let at = rig.clock.now();
    let blocked = CardState::Blocked {
        at,
        reason: "lost".to_owned(),
    };
    let (person, card) = rig.card(blocked).await;
    assert_eq!(deliver(&rig, key_card(&card), person).await, []);
    let dead = rig.rows(OutboxState::Dead).await;
    let said = dead[0].last_error.as_deref();
    assert_eq!(said, Some("the card was blocked or does not exist"));
}

fn password_letter(rig: &Rig) -> EffectKind {
    EffectKind::TemporaryPasswordLetter {
        to: address(),
        language: Language::Nb,
        password: "kfxw-7h3m-pq".to_owned(),
        valid_until: rig.clock.now() + time::days(60),
    }
}

async fn a_temporary_password_stands_on_paper_only(rig: Rig) {
    let items = deliver(&rig, password_letter(&rig), rig.registered().await).await;
    let [item] = &items[..] else {
        panic!("{items:?}")
    };
    assert_eq!((item.kind, item.text.as_str()), (PostKind::Letter, ""));
    assert!(text_of(&item.attachments[0].path).contains("kfxw-7h3m-pq"));
    let manifest = rig.letters_dir().join(format!("{}.json", item.id));
    assert!(!std::fs::read_to_string(manifest).unwrap().contains("kfxw"));
}

async fn where_somebody_protected_lives_stands_on_their_paper_only(rig: Rig) {
    let person = rig.registered().await;
    rig.insert(move |tx| {
        Box::pin(async move {
            let protected = lykill_store::person_protect(tx, person, true).await?;
            assert!(protected.is_spent());
            Ok(Commit(()))
        })
    })
    .await;
    let items = deliver(&rig, password_letter(&rig), person).await;
    let [item] = &items[..] else {
        panic!("{items:?}")
    };
    assert_eq!(item.to, "");
    let text = text_of(&item.attachments[0].path);
    assert!(text.contains("Mette Hald") && text.contains("Strandgata 1"));
    let manifest = rig.letters_dir().join(format!("{}.json", item.id));
    let manifest = std::fs::read_to_string(manifest).unwrap();
    for word in ["Mette", "Hald", "Strandgata", "Volda"] {
        assert!(!manifest.contains(word), "{manifest}");
    }
}

async fn the_demo_reads_its_letters_on_a_page_oldest_first(rig: Rig) {
    let (person, card) = rig.card(CardState::Dormant).await;
    let folder = MailFolder::open(&rig.mail_dir(), sender()).unwrap();
    let Spools { cards, letters } = rig.spools();
    let spools = Spools {
        cards: cards.keeping_texts(),
        letters: letters.keeping_texts(),
    };
    let worker = rig.worker_with(Mailer::Folder(folder), spools, Arc::new(rig.clock.clone()));
    let code = link_code("mette@fjordvik.example", "Mette Hald", &rig.clock);
    for kind in [password_letter(&rig), key_card(&card), code] {
        rig.order_for(kind, person, time::days(1)).await;
        assert_eq!(worker.pass().await, Ok(1));
        rig.clock.advance(Duration::from_secs(1));
    }
    let items = rig.post();
    let kinds: Vec<_> = items.iter().map(|item| item.kind.word()).collect();
    assert_eq!(kinds, ["letter", "key-card", "email"]);
    assert!(items[0].text.contains("kfxw-7h3m-pq"));
    assert!(
        items[1]
            .text
            .contains("Mette Hald, her er det nye nøkkelkortet ditt")
    );
    assert!(items[2].text.contains("482 917") && items[2].subject.starts_with("482 917"));
    let types: Vec<_> = items
        .iter()
        .map(|item| item.attachments[0].content_type.as_str())
        .collect();
    assert_eq!(
        types,
        ["application/pdf", "application/pdf", "message/rfc822"]
    );
    assert!(items.iter().all(|item| item.attachments[0].path.exists()));
}

async fn a_row_that_was_sealed_for_another_person_does_not_open(rig: Rig) {
    let (owner, thief) = (rig.new_person(), rig.new_person());
    rig.order_moved(password_letter(&rig), owner, thief).await;
    assert_eq!(rig.to_folder().pass().await, Ok(1));
    assert_eq!(rig.post(), []);
    let row = &rig.rows(OutboxState::Waiting).await[0];
    assert_eq!(
        row.last_error.as_deref(),
        Some("the row does not open with this key file")
    );
}

pub async fn acknowledge(rig: &Rig, id: OutboxId) {
    let at = rig.clock.now();
    let done = rig.db.write(move |tx| {
        Box::pin(async move { Ok(Commit(lykill_store::print_acknowledge(tx, id, at).await?)) })
    });
    assert!(done.await.unwrap().is_spent());
}

/// Everything that lies in a folder, and in the folders in it.
fn bytes_below(folder: &Path) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(bytes_below(&path));
        } else {
            all.extend(std::fs::read(&path).unwrap_or_default());
        }
    }
    all
}

async fn case_019_what_was_posted_is_erased_and_nothing_of_it_stays(rig: Rig) {
    let (person, card) = rig.card(CardState::Dormant).await;
    let worker = rig.to_folder();
    let items = deliver(&rig, key_card(&card), person).await;
    assert_eq!(worker.sweep().await, Ok(0), "it waits for its printer");
    assert_eq!(rig.post().len(), 1);
    acknowledge(&rig, items[0].id).await;
    assert_eq!(worker.sweep().await, Ok(1));
    assert_eq!(worker.sweep().await, Ok(0));
    assert_eq!(std::fs::read_dir(rig.cards_dir()).unwrap().count(), 0);
    let rest = bytes_below(rig.dir.path());
    for (_, key) in card_keys(&rig.keys, &card).unwrap() {
        let is_key = |window: &[u8]| window == key.as_bytes();
        assert!(!rest.windows(6).any(is_key), "a key in clear");
    }
    // It is not printed again: its row is done.
    rig.clock.advance(time::days(1));
    assert_eq!(worker.pass().await, Ok(0));
    assert_eq!(rig.post(), []);
}

async fn case_218_a_delivery_that_is_repeated_prints_nothing_twice(rig: Rig) {
    let (person, card) = rig.card(CardState::Dormant).await;
    let id = rig.order_for(key_card(&card), person, time::days(14)).await;
    // As after a crash between the files and the row: they stand there, and the row waits.
    let worker = rig.to_folder();
    let pdf = rig.cards_dir().join(format!("{id}.pdf"));
    std::fs::write(&pdf, "in the printer").unwrap();
    std::fs::write(rig.cards_dir().join(format!("{id}.json")), "{}").unwrap();
    assert_eq!(worker.pass().await, Ok(1));
    assert_eq!(std::fs::read_to_string(&pdf).unwrap(), "in the printer");
    assert_eq!(rig.rows(OutboxState::Done).await.len(), 1);
    acknowledge(&rig, id).await;
}

/// The paper stands in the queue, its row was not concluded, and then the letter became void.
async fn case_218_a_crash_leaves_no_paper_of_what_was_withdrawn(rig: Rig) {
    let (person, card) = rig.card(CardState::Dormant).await;
    let void = rig.order_for(key_card(&card), person, time::days(14)).await;
    let kept = rig.order_for(key_card(&card), person, time::days(14)).await;
    let worker = rig.to_folder();
    for id in [void, kept] {
        for name in [format!("{id}.pdf"), format!(".{id}.json.part")] {
            std::fs::write(rig.cards_dir().join(name), "paper").unwrap();
        }
    }
    std::fs::write(rig.cards_dir().join("README"), "of the print house").unwrap();
    assert_eq!(worker.sweep_left_paper().await, Ok(0), "both still wait");
    let now = rig.clock.now();
    let withdraw = rig.db.write(move |tx| {
        Box::pin(async move { Ok(Commit(lykill_store::outbox_withdraw(tx, void, now).await?)) })
    });
    assert!(withdraw.await.unwrap().is_spent());
    assert_eq!(worker.sweep_left_paper().await, Ok(1));
    assert_eq!(worker.pass().await, Ok(1));
    assert_eq!(
        worker.sweep_left_paper().await,
        Ok(0),
        "that one is a print job"
    );
    let left = rig.post();
    assert_eq!(left.iter().map(|item| item.id).collect::<Vec<_>>(), [kept]);
    assert!(rig.cards_dir().join("README").exists());
}

async fn the_queues_are_apart_and_a_group_reads_its_own(rig: Rig) {
    let own = std::fs::metadata(rig.dir.path()).unwrap().gid();
    let folder = MailFolder::open(&rig.mail_dir(), sender()).unwrap();
    let Spools { cards, letters } = rig.spools();
    let spools = Spools {
        cards: cards.for_group(own).unwrap(),
        letters,
    };
    let worker = rig.worker_with(Mailer::Folder(folder), spools, Arc::new(rig.clock.clone()));
    let (person, card) = rig.card(CardState::Dormant).await;
    for kind in [key_card(&card), password_letter(&rig)] {
        rig.order_for(kind, person, time::days(14)).await;
    }
    assert_eq!(worker.pass().await, Ok(2));
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    for (dir, folder_mode, file_mode) in [
        (rig.cards_dir(), 0o750, 0o640),
        (rig.letters_dir(), 0o700, 0o600),
    ] {
        assert_eq!(mode(&dir), folder_mode);
        let files: Vec<_> = std::fs::read_dir(&dir)
            .unwrap()
            .map(|file| file.unwrap())
            .collect();
        assert_eq!(files.len(), 2, "one job in {}", dir.display());
        assert!(files.iter().all(|file| mode(&file.path()) == file_mode));
    }
}

async fn a_card_comes_in_the_format_that_its_holder_reads(rig: Rig) {
    let (person, card) = rig.card(CardState::Dormant).await;
    for (format, kinds) in [
        (CardFormat::LargePrint, &["application/pdf"][..]),
        (
            CardFormat::Braille,
            &["application/pdf", "application/x-brf"],
        ),
        (
            CardFormat::ReadAloud,
            &["application/pdf", "text/plain; charset=utf-8"],
        ),
    ] {
        let kind = EffectKind::KeyCard {
            to: address(),
            language: Language::Nb,
            card: card.id,
            format,
        };
        let id = rig.order_for(kind, person, time::days(14)).await;
        let worker = rig.to_folder();
        assert_eq!(worker.pass().await, Ok(1));
        let items = rig.post();
        let item = items.iter().find(|item| item.id == id).unwrap();
        let files = item.attachments.iter();
        let found: Vec<_> = files.map(|file| file.content_type.as_str()).collect();
        assert_eq!(found, kinds, "{format}");
        acknowledge(&rig, id).await;
        assert_eq!(worker.sweep().await, Ok(1));
        assert_eq!(std::fs::read_dir(rig.cards_dir()).unwrap().count(), 0);
    }
}
