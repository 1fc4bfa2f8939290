//! What somebody else does with a ticket, an attempt, or the connection on which cards are shown.

use crate::smart_card::{Rig, speaking};
use lykill_testkit::Browser;
use std::io::Write as _;
use std::process::{Command, Stdio};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn case_174_a_ticket_is_taken_once_and_by_the_browser_that_holds_the_login() {
    let rig = Rig::start().await;
    let (card, own) = (rig.own_card().await, speaking());
    let (_, place) = rig.asked(&own, &[]).await;
    let ticket = rig.show(&place, Some(&card), &[]).location.unwrap();

    // Somebody else's browser, with and without a login of its own; another ticket; none.
    let other = speaking();
    let (theirs, _) = rig.asked(&other, &[]).await;
    let foreign = other.open(&ticket).await;
    assert_eq!(foreign.status, 403, "{}", foreign.text());
    assert_eq!(Browser::new().open(&ticket).await.status, 403);
    let query = ticket.query().unwrap();
    let moved = format!("{}/card?{query}", theirs.url);
    let moved = other.open(moved).await;
    assert!(
        moved.text().contains("Ha Smartkort klar"),
        "{}",
        moved.text()
    );
    let mut made_up = ticket.clone();
    made_up.set_query(Some("ticket=AAAA"));
    for wrong in [
        made_up.as_str(),
        made_up.as_str().split('?').next().unwrap(),
    ] {
        let page = own.open(wrong).await;
        assert!(
            page.text().contains("Kortet ditt er lest"),
            "{}",
            page.text()
        );
    }
    assert_eq!(rig.audited("login.succeeded"), Vec::<String>::new());

    // A card that was shown is not shown again for the same attempt.
    let again = rig.show(&place, Some(&card), &[]).location.unwrap();
    assert!(again.query().is_none(), "{again}");
    let inside = own.open(&ticket).await;
    assert!(rig.party.answer(&inside).get("code").is_some());
    let replayed = own.open(&ticket).await;
    assert_ne!(replayed.status, 200, "{}", replayed.text());
    assert_eq!(rig.audited("login.succeeded").len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn case_174_a_card_is_shown_for_an_attempt_that_is_awaited_and_nowhere_else() {
    let rig = Rig::start().await;
    let (card, own) = (rig.own_card().await, speaking());
    let (page, place) = rig.asked(&own, &[]).await;
    let with = |name: &str, value: &str| {
        let mut url = place.clone();
        let pairs: Vec<(String, String)> = place
            .query_pairs()
            .map(|(key, had)| {
                let text = if key == name {
                    value.to_owned()
                } else {
                    had.into_owned()
                };
                (key.into_owned(), text)
            })
            .collect();
        url.query_pairs_mut().clear().extend_pairs(pairs);
        url
    };
    for wrong in [with("attempt", "AAAA"), with("attempt", "")] {
        let said = rig.show(&wrong, Some(&card), &[]);
        assert!(said.location.unwrap().query().is_none());
    }
    let nobody = rig.show(&with("login", "none"), Some(&card), &[]);
    assert!(nobody.status.contains("404"), "{nobody:?}");
    // The public listener asks nobody for a certificate, whatever a header says.
    let mut public = rig.here.issuer().join("/card").unwrap();
    public.set_query(place.query());
    let claimed = own.copy().sending("x-client-cert", "MIIB");
    assert_eq!(claimed.open(&public).await.status, 404);
    // And where certificates are shown there is no other page.
    for path in ["/", "/authorize", "/health/ready", page.url.path()] {
        let said = rig.show(&place.join(path).unwrap(), Some(&card), &[]);
        assert!(said.status.contains("404"), "{path}: {said:?}");
    }
    // A header is no certificate there either.
    let said = rig.show(&place, None, &["-H", "X-Client-Cert: MIIB"]);
    let page = own.open(said.location.unwrap()).await;
    assert!(
        page.text().contains("viste ikke noe sertifikat"),
        "{}",
        page.text()
    );
}

/// What `openssl s_client` says when these lines are sent, one after the other.
fn spoken(rig: &Rig, more: &[&str], lines: &str) -> String {
    let mut client = Command::new("timeout");
    client.args(["15", "openssl", "s_client", "-connect"]);
    client.arg(format!("127.0.0.1:{}", rig.port));
    client
        .args(["-servername", "localhost", "-CAfile"])
        .arg(rig.servers());
    client
        .args(more)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut client = client.spawn().unwrap();
    let mut input = client.stdin.take().unwrap();
    let _it_may_be_closed = input.write_all(lines.as_bytes());
    let _it_may_be_closed = input.flush();
    // The end of what is sent would end the client before the answer came.
    std::thread::sleep(std::time::Duration::from_secs(2));
    drop(input);
    let output = client.wait_with_output().unwrap();
    let whole = [output.stdout, output.stderr].concat();
    String::from_utf8_lossy(&whole).into_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn case_174_a_connection_carries_one_request_and_its_tls_is_not_taken_up_again() {
    let rig = Rig::start().await;
    let request = "GET /card HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n";
    for version in ["-tls1_2", "-tls1_3"] {
        let said = spoken(&rig, &[version, "-quiet"], &request.repeat(3));
        assert_eq!(said.matches("HTTP/1.1 404").count(), 1, "{version}: {said}");
        let said = spoken(&rig, &[version, "-reconnect"], "");
        assert!(said.contains("New, TLS"), "{version}: {said}");
        assert!(!said.contains("Reused"), "{version}: {said}");
        assert!(
            !said.contains("New Session Ticket arrived"),
            "{version}: {said}"
        );
    }
    let renegotiated = spoken(&rig, &["-tls1_2"], "R\n");
    assert!(renegotiated.contains("RENEGOTIATING"), "{renegotiated}");
    assert!(
        renegotiated.contains("no renegotiation") || renegotiated.contains("error"),
        "{renegotiated}"
    );
    let older = spoken(&rig, &["-tls1_1"], "");
    assert!(!older.contains("New, TLSv1.1"), "{older}");
}
