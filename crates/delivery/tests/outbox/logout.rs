//! Telling services that a session ended (security.md case 113), against services on real
//! sockets that answer, refuse, hang or are not there.

use crate::rig::{ISSUER, Rig, link_code};
use crate::service::{Manner, Service};
use crate::worker::leaping;
use lykill_broker::types::Session;
use lykill_core::id::{EidId, PersonId, SessionId};
use lykill_core::{Clock as _, EffectKind, Factor, Level, MethodKind, time};
use lykill_crypto::engine::SystemRng;
use lykill_crypto::pure::jose::{self, Algorithm, Expect};
use lykill_issuer::types::CardState;
use lykill_store::{Commit, OutboxState};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

on_both! {
    case_113_a_service_gets_a_token_that_is_a_logout_token_and_nothing_else,
    case_113_each_try_has_a_fresh_token_and_five_are_made,
    case_113_nothing_is_told_after_its_time,
    case_113_a_service_that_hangs_delays_neither_mail_nor_another_service,
    case_113_a_service_that_hangs_never_fills_the_queue_of_others,
    case_113_a_service_that_answers_is_told_all_at_once,
    case_107_a_service_inside_is_never_asked,
}

fn token(client: &str, uri: &str) -> EffectKind {
    EffectKind::LogoutToken {
        client: client.parse().unwrap(),
        uri: uri.to_owned(),
        sub: "subject-1".to_owned(),
        sid: "sid-1".to_owned(),
    }
}

async fn order(rig: &Rig, kind: EffectKind) {
    rig.order_for(kind, rig.new_person(), time::minutes(15))
        .await;
}

/// The verified claims of a request that a service got.
fn claims(rig: &Rig, request: &str) -> Value {
    assert!(
        request.starts_with("POST /logout HTTP/1.1\r\n"),
        "{request}"
    );
    assert!(request.contains("content-type: application/x-www-form-urlencoded\r\n"));
    let (_, body) = request.split_once("\r\n\r\n").unwrap();
    let token = body.strip_prefix("logout_token=").unwrap();
    let expect = Expect {
        types: &["logout+jwt"],
        type_may_be_absent: false,
        algorithms: &[Algorithm::Es256],
    };
    let keys = [rig.signer.verify_key().clone()];
    jose::verify(token, &keys, expect).unwrap()
}

async fn case_113_a_service_gets_a_token_that_is_a_logout_token_and_nothing_else(rig: Rig) {
    let service = Service::start(Manner::Status(200)).await;
    order(&rig, token("rp", &service.url("/logout"))).await;
    assert_eq!(rig.to_folder().pass().await, Ok(1));
    let told = claims(&rig, &service.asked()[0]);
    let now = rig.clock.now().seconds();
    assert_eq!(told["iss"], ISSUER);
    assert_eq!(told["aud"], "rp");
    assert_eq!(
        (&told["sub"], &told["sid"]),
        (&json!("subject-1"), &json!("sid-1"))
    );
    assert_eq!(
        (&told["iat"], &told["exp"]),
        (&json!(now), &json!(now + 120))
    );
    assert!(told["jti"].as_str().unwrap().len() >= 22);
    assert!(told.get("nonce").is_none());
    let event = "http://schemas.openid.net/event/backchannel-logout";
    assert_eq!(told["events"], json!({ event: {} }));
    assert_eq!(rig.rows(OutboxState::Done).await.len(), 1);
}

async fn case_113_each_try_has_a_fresh_token_and_five_are_made(rig: Rig) {
    let service = Service::start(Manner::Status(503)).await;
    order(&rig, token("rp", &service.url("/logout"))).await;
    let worker = rig.to_folder();
    for wait in [5, 30, 120, 600] {
        assert_eq!(worker.pass().await, Ok(1));
        assert_eq!(worker.pass().await, Ok(0), "not before its time");
        rig.clock.advance(Duration::from_secs(wait));
    }
    assert_eq!(worker.pass().await, Ok(1));
    rig.clock.advance(time::minutes(60));
    assert_eq!(worker.pass().await, Ok(0));
    let told: Vec<_> = service
        .asked()
        .iter()
        .map(|one| claims(&rig, one))
        .collect();
    let issued: Vec<_> = told
        .iter()
        .map(|one| one["iat"].as_i64().unwrap())
        .collect();
    let since: Vec<_> = issued.iter().map(|at| at - issued[0]).collect();
    assert_eq!(since, [0, 5, 35, 155, 755]);
    let ids: std::collections::BTreeSet<_> =
        told.iter().map(|one| one["jti"].to_string()).collect();
    assert_eq!(ids.len(), 5);
    let dead = rig.rows(OutboxState::Dead).await;
    assert_eq!(
        dead[0].last_error.as_deref(),
        Some("the answer was status 503")
    );
}

async fn case_113_nothing_is_told_after_its_time(rig: Rig) {
    let service = Service::start(Manner::Status(200)).await;
    order(&rig, token("rp", &service.url("/logout"))).await;
    rig.clock.advance(time::minutes(15));
    assert_eq!(rig.to_folder().pass().await, Ok(0));
    assert!(service.asked().is_empty());
    assert_eq!(rig.rows(OutboxState::Expired).await.len(), 1);
    // Taken in time, and its turn came late.
    rig.order(token("rp", &service.url("/logout"))).await;
    assert_eq!(leaping(&rig, 3).pass().await, Ok(1));
    assert!(service.asked().is_empty());
    assert_eq!(rig.rows(OutboxState::Expired).await.len(), 2);
}

/// Twenty sessions at a service that hangs: it has four places, sixteen rows wait without losing
/// a try, and a mail and another service's token pass within a second.
async fn case_113_a_service_that_hangs_delays_neither_mail_nor_another_service(rig: Rig) {
    let hangs = Service::start(Manner::Silent).await;
    let quick = Service::start(Manner::Status(204)).await;
    for _ in 0..20 {
        order(&rig, token("slow", &hangs.url("/logout"))).await;
    }
    let worker = rig.to_folder();
    let counters = worker.counters();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let running = tokio::spawn(worker.run(async move {
        drop(stopped.await);
    }));
    while hangs.asked().len() < 4 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    #[expect(clippy::disallowed_methods, reason = "what is slow is measured")]
    let before = Instant::now();
    order(&rig, token("quick", &quick.url("/logout"))).await;
    rig.order(link_code("ola@x.example", "Ola", &rig.clock))
        .await;
    rig.db.notify(lykill_store::Channel::Outbox);
    while counters.read().delivered < 2 {
        tokio::time::sleep(Duration::from_millis(5)).await;
        assert!(before.elapsed() < Duration::from_secs(3), "delayed");
    }
    assert_eq!((hangs.asked().len(), quick.asked().len()), (4, 1));
    stop.send(()).unwrap();
    running.await.unwrap();
    let waiting = rig.rows(OutboxState::Waiting).await;
    let untried: Vec<_> = waiting.iter().filter(|row| row.attempts == 0).collect();
    assert_eq!((waiting.len(), untried.len()), (20, 16));
    assert_eq!(hangs.asked().len(), 4, "nothing followed those that hung");
    // Whoever had no place is not tried before those that hold the places were given up.
    let next = rig.clock.now() + lykill_fetch::LIMIT;
    assert!(untried.iter().all(|row| row.not_before == next));
}

/// Three hundred sessions ended at a service that hangs, all before the one at another.
async fn case_113_a_service_that_hangs_never_fills_the_queue_of_others(rig: Rig) {
    let hangs = Service::start(Manner::Silent).await;
    let quick = Service::start(Manner::Status(204)).await;
    for _ in 0..300 {
        order(&rig, token("slow", &hangs.url("/logout"))).await;
    }
    rig.clock.advance(Duration::from_millis(1));
    order(&rig, token("quick", &quick.url("/logout"))).await;
    let worker = rig.to_folder();
    let counters = worker.counters();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let running = tokio::spawn(worker.run(async move {
        drop(stopped.await);
    }));
    let told = async {
        while counters.read().delivered == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_millis(1800), told)
        .await
        .expect("it waits for nobody else's turn");
    stop.send(()).unwrap();
    running.await.unwrap();
}

/// Its four places are used again and again, without a rest in between.
async fn case_113_a_service_that_answers_is_told_all_at_once(rig: Rig) {
    let quick = Service::start(Manner::Status(204)).await;
    for _ in 0..30 {
        order(&rig, token("quick", &quick.url("/logout"))).await;
    }
    assert_eq!(rig.to_folder().pass().await, Ok(30));
    assert_eq!(rig.rows(OutboxState::Done).await.len(), 30);
}

async fn case_107_a_service_inside_is_never_asked(rig: Rig) {
    for inside in [
        "https://169.254.169.254/logout",
        "http://10.0.0.8/logout",
        "file:///logout",
    ] {
        order(&rig, token("rp", inside)).await;
    }
    assert_eq!(rig.to_folder().pass().await, Ok(3));
    for row in rig.rows(OutboxState::Waiting).await {
        let said = row.last_error.unwrap();
        assert!(said.starts_with("the address may not be asked"), "{said}");
    }
}

/// Whoever logs out writes one row; delivery makes ten thousand of it, a hundred at a time, and
/// once more after a crash makes none twice.
#[tokio::test]
async fn case_113_ten_thousand_services_are_told_each_once() {
    const SERVICES: usize = 10_000;
    let rig = Rig::on_sqlite().await;
    let (person, card) = rig.card(CardState::Active).await;
    let session = SessionId::new(rig.clock.now(), &SystemRng);
    listen(&rig, (person, card.eid, session), SERVICES).await;
    let ended = EffectKind::SessionEnded { session };
    rig.order_for(ended.clone(), person, time::minutes(60))
        .await;
    let worker = rig.to_folder();
    assert_eq!(
        worker.pass().await,
        Ok(1 + 256),
        "one row, and the first that it made"
    );
    let made = async || {
        let mut rows = rig.rows(OutboxState::Waiting).await;
        rows.retain(|row| row.kind == "logout-token");
        rows.len()
    };
    assert_eq!(made().await, SERVICES);
    rig.order_for(ended, person, time::minutes(60)).await;
    worker.pass().await.unwrap();
    assert_eq!(made().await, SERVICES);
}

/// A session that answered so many services, all of which listen where nobody answers.
async fn listen(rig: &Rig, who: (PersonId, EidId, SessionId), services: usize) {
    let (person, eid, session) = who;
    let now = rig.clock.now();
    rig.insert(move |tx| {
        Box::pin(async move {
            let stored = Session {
                id: session,
                person,
                eid,
                level: Level::Substantial,
                only_client: None,
                method: MethodKind::KeyCard,
                method_name: "key-card".to_owned(),
                factors: vec![Factor::Pwd, Factor::Otp],
                authenticated_at: now,
                last_seen_at: now,
                ended_at: Some(now),
            };
            lykill_store::session_insert(tx, &stored, &[7; 32]).await?;
            lykill_store::subject_find_or_insert(tx, person, "host:rp.example", "sub").await?;
            Ok(Commit(()))
        })
    })
    .await;
    for chunk in 0..services / 100 {
        rig.insert(move |tx| {
            Box::pin(async move {
                for number in chunk * 100..(chunk + 1) * 100 {
                    let id = format!("rp-{number}");
                    let client = json!({
                        "client_id": id, "client_name": "RP", "sector": "host:rp.example",
                        "redirect_uris": ["https://rp.example/callback"],
                        "token_endpoint_auth_method": "none",
                        "backchannel_logout_uri": "http://127.0.0.1:1/logout",
                    });
                    let client = serde_json::from_value(client).unwrap();
                    let added = lykill_store::client_insert(tx, &client, None, now).await?;
                    assert!(added.is_spent());
                    let (id, sid) = (id.parse().unwrap(), format!("sid-{number}"));
                    lykill_store::session_client_sid(tx, session, &id, &sid).await?;
                }
                Ok(Commit(()))
            })
        })
        .await;
    }
}
