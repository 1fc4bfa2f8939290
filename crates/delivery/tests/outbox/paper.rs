//! Letters, key cards and the post page.

use crate::rig::{Rig, link_code, sender};
use lykill_core::id::PersonId;
use lykill_core::{Clock as _, EffectKind, Language, time};
use lykill_delivery::{MailFolder, Mailer, PostItem, PostKind, Spool, card_keys, post};
use lykill_issuer::types::{Card, CardState};
use lykill_store::OutboxState;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

on_both! {
    a_key_card_is_printed_with_its_own_keys,
    nobody_else_on_the_machine_reads_the_post,
    a_card_that_was_blocked_before_it_was_printed_is_not_printed,
    a_temporary_password_stands_on_paper_only,
    the_demo_reads_its_letters_on_a_page_oldest_first,
    a_row_that_was_sealed_for_another_person_does_not_open,
}

fn address() -> Vec<String> {
    ["Mette Hald", "Strandgata 1", "6100 Volda"]
        .map(str::to_owned)
        .into()
}

fn key_card(card: &Card) -> EffectKind {
    EffectKind::KeyCard {
        to: address(),
        language: Language::Nb,
        card: card.id,
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

async fn deliver(rig: &Rig, kind: EffectKind, person: PersonId) -> Vec<PostItem> {
    rig.order_for(kind, person, time::days(14)).await;
    assert_eq!(rig.to_folder().pass().await, Ok(1));
    post::read(&rig.mail_dir(), &rig.spool_dir()).unwrap()
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
    for dir in [rig.mail_dir(), rig.spool_dir()] {
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
        user_id: "mette.hald".to_owned(),
        password: "kfxw-7h3m-pq".to_owned(),
        valid_until: rig.clock.now() + time::days(60),
    }
}

async fn a_temporary_password_stands_on_paper_only(rig: Rig) {
    let items = deliver(&rig, password_letter(&rig), rig.new_person()).await;
    let [item] = &items[..] else {
        panic!("{items:?}")
    };
    assert_eq!((item.kind, item.text.as_str()), (PostKind::Letter, ""));
    assert!(text_of(&item.attachments[0].path).contains("kfxw-7h3m-pq"));
    let manifest = rig.spool_dir().join(format!("{}.json", item.id));
    assert!(!std::fs::read_to_string(manifest).unwrap().contains("kfxw"));
}

async fn the_demo_reads_its_letters_on_a_page_oldest_first(rig: Rig) {
    let (person, card) = rig.card(CardState::Dormant).await;
    let folder = MailFolder::open(&rig.mail_dir(), sender()).unwrap();
    let spool = Spool::open(&rig.spool_dir()).unwrap().keeping_texts();
    let worker = rig.worker_with(Mailer::Folder(folder), spool, Arc::new(rig.clock.clone()));
    let code = link_code("mette@fjordvik.example", "Mette Hald", &rig.clock);
    for kind in [password_letter(&rig), key_card(&card), code] {
        rig.order_for(kind, person, time::days(1)).await;
        assert_eq!(worker.pass().await, Ok(1));
        rig.clock.advance(Duration::from_secs(1));
    }
    let items = post::read(&rig.mail_dir(), &rig.spool_dir()).unwrap();
    let kinds: Vec<_> = items.iter().map(|item| item.kind.word()).collect();
    assert_eq!(kinds, ["letter", "key-card", "email"]);
    assert!(items[0].text.contains("kfxw-7h3m-pq") && items[0].text.contains("mette.hald"));
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
    assert_eq!(post::read(&rig.mail_dir(), &rig.spool_dir()).unwrap(), []);
    let row = &rig.rows(OutboxState::Waiting).await[0];
    assert_eq!(
        row.last_error.as_deref(),
        Some("the row does not open with this key file")
    );
}
