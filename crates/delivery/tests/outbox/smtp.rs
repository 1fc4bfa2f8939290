//! E-mail over real SMTP.

use crate::mail_server::MailServer;
use crate::rig::{Rig, link_code, sender};
use lykill_core::audit::AuditKind;
use lykill_core::time;
use lykill_delivery::{Mailer, Smtp};
use lykill_store::OutboxState;
use lykill_testkit::free_port;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

const TO: &str = "mette@fjordvik.example";

on_both! {
    a_code_arrives_and_is_then_erased,
    case_188_a_name_makes_no_header_and_no_link_in_the_mail_that_arrives,
    case_059_a_list_of_addresses_is_never_written_to,
    case_217_a_server_that_is_down_is_tried_again_until_it_is_up,
    after_twelve_attempts_it_is_given_up,
    a_crash_between_sending_and_noting_it_sends_the_same_message_again,
    case_217_a_server_that_says_nothing_holds_nothing_up_past_the_rows_time,
    with_starttls_required_nothing_is_sent_in_the_clear,
}

async fn a_code_arrives_and_is_then_erased(rig: Rig) {
    let server = MailServer::start(rig.dir.path());
    let id = rig.order(link_code(TO, "Áile Hald", &rig.clock)).await;
    let worker = rig.to_server(&server.url());
    assert_eq!(worker.pass().await, Ok(1));

    let mails = server.mails();
    let [mail] = &mails[..] else {
        panic!("{mails:?}")
    };
    assert_eq!(
        mail.one("subject"),
        "482 917 er koden din for å koble til jobbkontoen"
    );
    assert_eq!(mail.one("message-id"), format!("<{id}@id.lykill.example>"));
    assert_eq!(mail.one("from"), "Lykill <no-reply@id.lykill.example>");
    assert_eq!((mail.one("to"), mail.one("x-rcptto")), (TO, TO));
    assert_eq!(mail.one("auto-submitted"), "auto-generated");
    assert_eq!(mail.content_type, "multipart/alternative");
    for part in ["482 917", "Áile Hald", "Fjordvik kommune", "kl. 14.32"] {
        assert!(mail.text.contains(part), "{part} in {}", mail.text);
        assert!(mail.html.contains(part), "{part} in {}", mail.html);
    }
    assert!(mail.html.contains("<html lang=\"nb\">"), "{}", mail.html);

    let done = rig.rows(OutboxState::Done).await;
    assert_eq!((done.len(), &done[0].body), (1, &None));
    let audit = rig.audit().await;
    assert_eq!((audit.len(), audit[0].kind), (1, AuditKind::Delivered));
    assert_eq!(audit[0].person, Some(done[0].person));
    assert_eq!(worker.counters().read().delivered, 1);
    assert_eq!(worker.pass().await, Ok(0));
}

async fn case_188_a_name_makes_no_header_and_no_link_in_the_mail_that_arrives(rig: Rig) {
    let server = MailServer::start(rig.dir.path());
    let name = "Ola\r\nBcc: spy@evil.example\r\n\r\nhttps://evil.example/{{7*7}} { $code }";
    rig.order(link_code(TO, name, &rig.clock)).await;
    assert_eq!(rig.to_server(&server.url()).pass().await, Ok(1));

    let mails = server.mails();
    let [mail] = &mails[..] else {
        panic!("{mails:?}")
    };
    assert_eq!(mail.all("bcc"), [""; 0]);
    assert_eq!(mail.one("x-rcptto"), TO);
    assert!(mail.text.contains("{{7*7}} { $code }"));
    assert!(!mail.text.contains("://") && !mail.text.contains("evil.example"));
    assert!(mail.html.contains("{{7*7}} { $code }"));
    for active in [
        "://",
        "evil.example",
        "<a",
        "href",
        "src",
        "<img",
        "<script",
        "url(",
    ] {
        assert!(!mail.html.contains(active), "{active} in {}", mail.html);
    }
}

async fn case_059_a_list_of_addresses_is_never_written_to(rig: Rig) {
    let server = MailServer::start(rig.dir.path());
    for to in [
        "a@x.example,b@y.example",
        "a@x.example\r\nRCPT TO:<b@y.example>",
    ] {
        rig.order(link_code(to, "Ola", &rig.clock)).await;
    }
    assert_eq!(rig.to_server(&server.url()).pass().await, Ok(2));
    assert_eq!(server.count(), 0);
    assert_eq!(rig.rows(OutboxState::Dead).await.len(), 2);
}

async fn case_217_a_server_that_is_down_is_tried_again_until_it_is_up(rig: Rig) {
    let port = free_port();
    let id = rig.order(link_code(TO, "Ola", &rig.clock)).await;
    let worker = rig.to_server(&format!("smtp://127.0.0.1:{port}"));
    for seconds in [5, 30] {
        assert_eq!(worker.pass().await, Ok(1));
        assert_eq!(worker.pass().await, Ok(0), "it waits before it tries again");
        rig.clock.advance(Duration::from_secs(seconds));
    }
    let waiting = rig.rows(OutboxState::Waiting).await;
    assert_eq!(
        waiting[0].last_error.as_deref(),
        Some("the mail server cannot be reached")
    );

    let server = MailServer::with(rig.dir.path(), "aiosmtpd.handlers.Mailbox", port, &[]);
    assert_eq!(worker.pass().await, Ok(1));
    let mail = &server.mails()[0];
    assert_eq!(mail.one("message-id"), format!("<{id}@id.lykill.example>"));
    assert_eq!(
        mail.one("date"),
        "Tue, 03 Nov 2026 13:27:00 +0000",
        "when it was ordered"
    );
    let counts = worker.counters().read();
    assert_eq!((counts.retried, counts.delivered), (2, 1));
}

#[tokio::test]
async fn case_217_a_busy_server_is_asked_again_and_a_refusal_is_final() {
    for (handler, state) in [
        ("handlers.Greylist", OutboxState::Waiting),
        ("handlers.Refuse", OutboxState::Dead),
    ] {
        let rig = Rig::on_sqlite().await;
        let server = MailServer::with(rig.dir.path(), handler, free_port(), &[]);
        rig.order(link_code(TO, "Ola", &rig.clock)).await;
        assert_eq!(rig.to_server(&server.url()).pass().await, Ok(1));
        let rows = rig.rows(state).await;
        assert_eq!(rows.len(), 1, "{handler}");
        let error = rows[0].last_error.clone().unwrap();
        assert!(
            error.starts_with("the mail server refused with code"),
            "{error}"
        );
        let audit = rig.audit().await;
        let failed = audit
            .iter()
            .filter(|row| row.kind == AuditKind::DeliveryFailed);
        assert_eq!(failed.count(), usize::from(state == OutboxState::Dead));
        // What servers quote is not repeated.
        assert!(audit.iter().all(|row| !row.detail.contains("mette")) && !error.contains('@'));
    }
}

async fn after_twelve_attempts_it_is_given_up(rig: Rig) {
    let person = rig.new_person();
    let kind = link_code(TO, "Ola", &rig.clock);
    rig.order_for(kind, person, time::days(2)).await;
    let worker = rig.to_server(&format!("smtp://127.0.0.1:{}", free_port()));
    for _ in 0..12 {
        assert_eq!(worker.pass().await, Ok(1));
        rig.clock.advance(time::minutes(60));
    }
    assert_eq!(worker.pass().await, Ok(0));
    assert_eq!(rig.rows(OutboxState::Dead).await[0].attempts, 12);
    let counts = worker.counters().read();
    assert_eq!((counts.retried, counts.dead), (11, 1));
}

async fn a_crash_between_sending_and_noting_it_sends_the_same_message_again(rig: Rig) {
    let server = MailServer::with(rig.dir.path(), "handlers.SilentOnce", free_port(), &[]);
    rig.order(link_code(TO, "Ola", &rig.clock)).await;
    let worker = rig.to_server(&server.url());
    let first = worker.clone();
    let running = tokio::spawn(async move { first.pass().await });
    while server.count() == 0 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    running.abort();
    assert!(running.await.unwrap_err().is_cancelled());
    assert_eq!(rig.rows(OutboxState::Waiting).await.len(), 1);
    assert_eq!(worker.pass().await, Ok(0), "the lease still runs");

    rig.clock.advance(time::minutes(3));
    assert_eq!(worker.pass().await, Ok(1));
    assert_eq!(rig.rows(OutboxState::Done).await.len(), 1);
    let mails = server.mails();
    let [one, two] = &mails[..] else {
        panic!("{mails:?}")
    };
    assert_eq!(one.one("message-id"), two.one("message-id"));
    assert_eq!((one.one("date"), &one.text), (two.one("date"), &two.text));
    assert_eq!(one.one("content-type"), two.one("content-type"));
    assert_eq!(one.html, two.html);
}

async fn case_217_a_server_that_says_nothing_holds_nothing_up_past_the_rows_time(rig: Rig) {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("smtp://{}", silent.local_addr().unwrap());
    let kind = link_code(TO, "Ola", &rig.clock);
    rig.order_for(kind, rig.new_person(), Duration::from_secs(1))
        .await;
    let worker = rig.to_server(&url);
    let pass = tokio::time::timeout(Duration::from_secs(10), worker.pass());
    assert_eq!(pass.await.expect("ends with the row's time"), Ok(1));
    let row = &rig.rows(OutboxState::Waiting).await[0];
    assert_eq!(
        row.last_error.as_deref(),
        Some("the mail server did not answer in time")
    );
}

/// A certificate authority and a certificate for `localhost`, made by OpenSSL's command.
fn certificates(dir: &std::path::Path) {
    let script = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 \
        -subj /CN=test-ca -keyout ca.key -out ca.pem && \
        openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost \
        -keyout leaf.key -out leaf.csr && \
        printf 'subjectAltName=DNS:localhost' > san && \
        openssl x509 -req -in leaf.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 \
        -extfile san -out leaf.pem";
    let out = Command::new("sh")
        .arg("-c")
        .arg(script)
        .current_dir(dir)
        .output()
        .unwrap();
    assert!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
}

async fn with_starttls_required_nothing_is_sent_in_the_clear(rig: Rig) {
    certificates(rig.dir.path());
    let file = |name| rig.dir.path().join(name).to_str().unwrap().to_owned();
    let roots = std::fs::read(file("ca.pem")).unwrap();
    let (cert, key) = (file("leaf.pem"), file("leaf.key"));
    let tls = ["--tlscert", cert.as_str(), "--tlskey", key.as_str()];
    let mailbox = "aiosmtpd.handlers.Mailbox";
    let offers = MailServer::with(rig.dir.path(), mailbox, free_port(), &tls);
    let lacks = MailServer::start(rig.dir.path());

    let cases: [(&MailServer, Option<&[u8]>, usize); 3] = [
        (&lacks, Some(&roots), 0),
        (&offers, None, 0),
        (&offers, Some(&roots), 1),
    ];
    rig.order(link_code(TO, "Ola", &rig.clock)).await;
    for (server, roots, arrived) in cases {
        let url = format!("smtp://localhost:{}?tls=required", server.port());
        let smtp = Smtp::new(&url, sender(), roots).unwrap();
        let worker = rig.worker(Mailer::Smtp(smtp), Arc::new(rig.clock.clone()));
        assert_eq!(worker.pass().await, Ok(1));
        assert_eq!(server.count(), arrived);
        rig.clock.advance(Duration::from_secs(31));
    }
    assert_eq!(rig.rows(OutboxState::Done).await.len(), 1);
}
