//! Text messages through a gateway that is down, slow, lies or repeats itself (security.md cases
//! 188 and 217).

use crate::rig::Rig;
use crate::service::{Manner, Service};
use crate::worker::leaping;
use lykill_core::audit::AuditKind;
use lykill_core::effect::Notice;
use lykill_core::{Clock as _, EffectKind, Language, Receipt, Secret, time};
use lykill_delivery::{Gateway, Named, Taken, Template, Texter};
use lykill_fetch::Verb;
use lykill_store::{Commit, OutboxState, TextTold, outbox_listed, text_message_tell};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

on_both! {
    a_gateway_gets_what_the_operator_described,
    case_217_a_gateway_that_is_down_for_hours_gets_the_notice_and_not_the_code,
    case_217_a_code_whose_time_ends_after_it_was_taken_is_not_texted,
    case_217_a_code_that_is_called_goes_by_its_own_gateway_and_nowhere_else,
    case_217_an_answer_that_is_not_the_agreed_one_is_none,
    case_217_the_name_of_a_message_is_noted_with_its_end,
    case_217_a_gateway_that_hangs_delays_no_mail,
    case_188_only_a_number_is_written_to_and_no_word_breaks_out,
}

const BODY: &str = r#"{"to": "{to}", "text": "{text}", "from": "{sender}", "ref": "{id}"}"#;

fn through(rig: &mut Rig, service: &Service, taken: Taken) {
    rig.texter = gateway(service, taken);
}

fn gateway(service: &Service, taken: Taken) -> Texter {
    Texter::Gateway(Box::new(Gateway {
        url: service.url("/sms"),
        verb: Verb::Post,
        credential: Some(("Authorization".to_owned(), Secret::from("Bearer canary"))),
        body: Template::parse(BODY).unwrap(),
        taken,
        sender: "Lykill".to_owned(),
        named: None,
    }))
}

fn code(rig: &Rig) -> EffectKind {
    EffectKind::CodeSms {
        to: "+47 99 99 99 99".to_owned(),
        language: Language::Nb,
        code: "482917".to_owned(),
        valid_until: rig.clock.now() + time::minutes(5),
    }
}

fn notice(rig: &Rig, to: &str) -> EffectKind {
    EffectKind::NoticeSms {
        to: to.to_owned(),
        language: Language::Nb,
        notice: Notice::CardBlocked {
            card: "R413-882\r\n\",\"to\":\"+4711111111".to_owned(),
            at: rig.clock.now(),
        },
    }
}

fn sent(request: &str) -> serde_json::Value {
    let (_, body) = request.split_once("\r\n\r\n").unwrap();
    serde_json::from_str(body).unwrap()
}

async fn a_gateway_gets_what_the_operator_described(mut rig: Rig) {
    let service = Service::start(Manner::Status(202)).await;
    through(&mut rig, &service, Taken::Status);
    let id = rig.order(code(&rig)).await;
    assert_eq!(rig.to_folder().pass().await, Ok(1));
    let asked = service.asked();
    assert!(asked[0].starts_with("POST /sms HTTP/1.1\r\n"));
    assert!(asked[0].contains("authorization: Bearer canary\r\n"));
    let said = sent(&asked[0]);
    assert_eq!(
        (&said["to"], &said["from"]),
        (&"+4799999999".into(), &"Lykill".into())
    );
    assert_eq!(said["ref"], id.to_string());
    let text = said["text"].as_str().unwrap();
    assert!(text.starts_with("482917 "), "{text}");
    assert!(text.ends_with("\n\n@id.lykill.example #482917"), "{text}");
    assert_eq!(rig.rows(OutboxState::Done).await.len(), 1);
}

async fn case_217_a_code_whose_time_ends_after_it_was_taken_is_not_texted(mut rig: Rig) {
    let service = Service::start(Manner::Status(202)).await;
    through(&mut rig, &service, Taken::Status);
    rig.order(code(&rig)).await;
    assert_eq!(leaping(&rig, 2).pass().await, Ok(1));
    assert!(service.asked().is_empty());
    assert_eq!(rig.rows(OutboxState::Expired).await.len(), 1);
}

/// Six hours: the code is erased, the notice arrives, and no error says what either said.
async fn case_217_a_gateway_that_is_down_for_hours_gets_the_notice_and_not_the_code(mut rig: Rig) {
    let service = Service::start(Manner::Status(503)).await;
    through(&mut rig, &service, Taken::Status);
    rig.order(code(&rig)).await;
    let told = notice(&rig, "99999999");
    rig.order_for(told, rig.new_person(), time::days(1)).await;
    let worker = rig.to_folder();
    for _ in 0..9 {
        worker.pass().await.unwrap();
        for row in rig.rows(OutboxState::Waiting).await {
            let said = row.last_error.unwrap();
            assert!(!said.contains("482917") && !said.contains("9999"), "{said}");
        }
        rig.clock.advance(time::minutes(60));
    }
    let before = service.asked().len();
    service.answers(Manner::Status(200));
    worker.pass().await.unwrap();
    assert_eq!(rig.rows(OutboxState::Expired).await.len(), 1);
    assert_eq!(rig.rows(OutboxState::Done).await.len(), 1);
    let after = service.asked();
    assert_eq!(after.len(), before + 1);
    assert!(!sent(after.last().unwrap()).to_string().contains("482917"));
}

/// Slow to take it, and twice asked when the first answer is lost: the same id goes along.
async fn case_217_a_code_that_is_called_goes_by_its_own_gateway_and_nowhere_else(mut rig: Rig) {
    let texts = Service::start(Manner::Status(202)).await;
    let calls = Service::start(Manner::Status(503)).await;
    through(&mut rig, &texts, Taken::Status);
    rig.voice = gateway(&calls, Taken::Status);
    let effect = EffectKind::CodeCall {
        to: "+47 99 99 99 99".to_owned(),
        language: Language::En,
        code: "482917".to_owned(),
        valid_until: rig.clock.now() + time::minutes(5),
    };
    let id = rig.order(effect).await;
    let worker = rig.to_folder();
    assert_eq!(worker.pass().await, Ok(1));
    calls.answers(Manner::Status(202));
    rig.clock.advance(time::minutes(1));
    assert_eq!(worker.pass().await, Ok(1));
    let asked = calls.asked();
    assert_eq!(asked.len(), 2);
    for request in &asked {
        let said = sent(request);
        assert_eq!(said["ref"], id.to_string(), "a repeat can be told");
        let text = said["text"].as_str().unwrap();
        assert!(text.contains("4, 8, 2, 9, 1, 7"), "{text}");
    }
    assert!(texts.asked().is_empty());
    assert_eq!(rig.rows(OutboxState::Done).await.len(), 1);
}

async fn case_217_an_answer_that_is_not_the_agreed_one_is_none(mut rig: Rig) {
    let service = Service::start(Manner::Body(200, r#"{"status": "rejected"}"#)).await;
    let taken = Taken::Json {
        pointer: "/status".to_owned(),
        value: "accepted".to_owned(),
    };
    through(&mut rig, &service, taken);
    rig.order(notice(&rig, "99999999")).await;
    let worker = rig.to_folder();
    assert_eq!(worker.pass().await, Ok(1));
    let waiting = rig.rows(OutboxState::Waiting).await;
    let said = waiting[0].last_error.as_deref();
    assert_eq!(said, Some("the gateway did not take the message"));
    service.answers(Manner::Body(200, r#"{"status": "accepted"}"#));
    rig.clock.advance(Duration::from_secs(5));
    assert_eq!(worker.pass().await, Ok(1));
    assert_eq!(rig.rows(OutboxState::Done).await.len(), 1);
    let refs: Vec<_> = service
        .asked()
        .iter()
        .map(|one| sent(one)["ref"].to_string())
        .collect();
    assert_eq!(refs[0], refs[1], "a repeat carries the same name");
}

async fn case_217_the_name_of_a_message_is_noted_with_its_end(mut rig: Rig) {
    let service = Service::start(Manner::Body(200, r#"{"id": "SM-1"}"#)).await;
    through(&mut rig, &service, Taken::Status);
    let Texter::Gateway(gateway) = &mut rig.texter else {
        panic!("a gateway");
    };
    gateway.named = Some(Named::Theirs("/id".to_owned()));
    let (first, second) = (notice(&rig, "99999999"), notice(&rig, "88888888"));
    let first = rig.order(first).await;
    // The receipt of the second one comes before the gateway's answer to it.
    let now = rig.clock.now();
    rig.insert(move |tx| {
        Box::pin(async move {
            let told = text_message_tell(tx, "SM-2", Receipt::Delivered, now).await?;
            assert_eq!(told, TextTold::NoMessage);
            Ok(Commit(()))
        })
    })
    .await;
    let worker = rig.to_folder();
    assert_eq!(worker.pass().await, Ok(1));
    service.answers(Manner::Body(200, r#"{"id": "SM-2"}"#));
    let second = rig.order(second).await;
    assert_eq!(worker.pass().await, Ok(1));
    service.answers(Manner::Status(200));
    let third = rig.order(notice(&rig, "77777777")).await;
    assert_eq!(
        worker.pass().await,
        Ok(1),
        "taken, and it cannot be told of"
    );
    let done = OutboxState::Done;
    let read = rig
        .db
        .read(move |tx| Box::pin(outbox_listed(tx, done, (None, None), 10)));
    let receipts: BTreeMap<_, _> = read
        .await
        .unwrap()
        .iter()
        .map(|row| (row.id, row.receipt))
        .collect();
    let expected = [
        (first, Some(Receipt::Unknown)),
        (second, Some(Receipt::Delivered)),
        (third, None),
    ];
    assert_eq!(receipts, expected.into());
    let audited: Vec<_> = rig
        .audit()
        .await
        .into_iter()
        .filter(|row| row.kind == AuditKind::TextReceipt)
        .map(|row| row.detail)
        .collect();
    assert_eq!(audited, [format!("{second} delivered")]);
}

async fn case_217_a_gateway_that_hangs_delays_no_mail(mut rig: Rig) {
    let service = Service::start(Manner::Silent).await;
    through(&mut rig, &service, Taken::Status);
    for _ in 0..10 {
        rig.order(notice(&rig, "99999999")).await;
    }
    let worker = rig.to_folder();
    let counters = worker.counters();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let running = tokio::spawn(worker.run(async move {
        drop(stopped.await);
    }));
    while service.asked().len() < 4 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    #[expect(clippy::disallowed_methods, reason = "what is slow is measured")]
    let before = Instant::now();
    rig.order(crate::rig::link_code("ola@x.example", "Ola", &rig.clock))
        .await;
    rig.db.notify(lykill_store::Channel::Outbox);
    while counters.read().delivered < 1 {
        tokio::time::sleep(Duration::from_millis(5)).await;
        assert!(before.elapsed() < Duration::from_secs(3), "delayed");
    }
    stop.send(()).unwrap();
    running.await.unwrap();
}

async fn case_188_only_a_number_is_written_to_and_no_word_breaks_out(mut rig: Rig) {
    let service = Service::start(Manner::Status(200)).await;
    through(&mut rig, &service, Taken::Status);
    for bad in [
        "+47 99 99 99 99,+4711111111",
        "99999999\r\nX: y",
        "ola@x.example",
        "",
    ] {
        rig.order(notice(&rig, bad)).await;
    }
    let worker = rig.to_folder();
    assert_eq!(worker.pass().await, Ok(4));
    assert!(service.asked().is_empty());
    assert_eq!(rig.rows(OutboxState::Dead).await.len(), 4);
    rig.order(notice(&rig, "+4799999999")).await;
    assert_eq!(worker.pass().await, Ok(1));
    let said = sent(&service.asked()[0]);
    assert_eq!(said["to"], "+4799999999");
    assert!(!said["text"].as_str().unwrap().contains(['\r', '\n']));
}
