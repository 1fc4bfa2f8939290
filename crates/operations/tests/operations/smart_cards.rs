//! Logins by a certificate on a card: the ticket, and an issuer that does not answer. Issuer and
//! responder are the program `openssl`, so the clock begins at the machine's own time.

use crate::world::*;
use lykill_broker::method::built_in;
use lykill_core::audit::AuditKind;
use lykill_core::id::LoginId;
use lykill_core::time::minutes;
use lykill_core::{Clock as _, Level, MethodKind};
use lykill_crypto::engine::SystemClock;
use lykill_crypto::pure::x509::TrustList;
use lykill_fetch::{Limits, Rules};
use lykill_operations::answer::{CardFault, StepAnswer, StepView};
use lykill_operations::smart_card::{self, Brought, CardIssuers, Configured, Shown};
use lykill_operations::{Context, login};
use lykill_testkit::authority::{Authority, PERSON};
use lykill_testkit::{free_port, is_taken};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, Stdio};
use std::sync::Arc;
use std::time::Duration;

/// A responder; it ends with this.
struct Responder(Child);

impl Drop for Responder {
    fn drop(&mut self) {
        let _ended_before = self.0.kill();
        let _ended_before = self.0.wait();
    }
}

fn responder(issuer: &Authority, port: u16) -> Responder {
    let mut command = issuer.responder(port);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let running = Responder(command.spawn().expect("openssl"));
    for _ in 0..100 {
        if is_taken(port) {
            return running;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("no responder at {port}");
}

/// An issuer, Mette's card, and a deployment that takes it.
struct Cards {
    ctx: Context,
    issuer: Authority,
    port: u16,
    chain: Arc<[Vec<u8>]>,
}

async fn cards(world: &World, grace: Duration) -> Cards {
    let issuer = Authority::root("Fjordkort", 900);
    let subject = format!("/CN=Mette/serialNumber=PNONO-{METTE_NUMBER}");
    let card = issuer.issue("mette", &subject, PERSON, 300);
    // Not before the certificate is good.
    world.clock.set(SystemClock.now());
    mette(world).await;
    let port = free_port();
    let configured = Configured {
        method: "smart-card".to_owned(),
        trust: TrustList::from_pem(&issuer.pem()).expect("an issuer"),
        policies: vec![("1.2.3.4.1".to_owned(), Level::High)],
        national_id_prefix: "PNONO-".to_owned(),
        ocsp: Some(format!("http://127.0.0.1:{port}/")),
        lists: Vec::new(),
        grace,
        limits: Limits::default(),
    };
    let rules = Rules {
        loopback: true,
        ..Rules::default()
    };
    let place = "https://card.example/card".to_owned();
    let issuers = CardIssuers::new(&[configured], place, &rules).expect("TLS");
    let mut settings = (*world.settings).clone();
    settings.methods.push(built_in(MethodKind::SmartCard));
    let ctx = Context {
        card_issuers: Arc::new(issuers),
        settings: Arc::new(settings),
        ..(**world).clone()
    };
    let chain = [card.der].into();
    Cards {
        ctx,
        issuer,
        port,
        chain,
    }
}

impl Cards {
    /// A login that awaits the card, and its attempt.
    async fn asked(&self, visitor: &mut Visitor) -> (LoginId, String) {
        let login = visitor.begin_anew(&self.ctx).await;
        let call = visitor.call(&self.ctx);
        let chosen =
            login::choose_method(&self.ctx, &call, login, &visitor.browser, "smart-card").await;
        chosen.expect("a database");
        match visitor.step(&self.ctx, login).await {
            StepView::SmartCard(view) => {
                let address = view.address.expect("a place");
                (login, param(&address, "attempt").expect("an attempt"))
            }
            other => panic!("{other:?}"),
        }
    }

    async fn show(&self, visitor: &Visitor, (login, attempt): (LoginId, &str)) -> Shown {
        let brought = Brought {
            query: format!("login={login}&attempt={attempt}"),
            certificates: Arc::clone(&self.chain),
        };
        let shown = smart_card::show(&self.ctx, &visitor.call(&self.ctx), brought).await;
        shown.expect("a database")
    }

    async fn ticket(&self, visitor: &mut Visitor) -> (LoginId, String) {
        let (login, attempt) = self.asked(visitor).await;
        match self.show(visitor, (login, &attempt)).await {
            Shown::Ticket(_, ticket) => (login, ticket.expose().clone()),
            Shown::Login(_) | Shown::Nowhere => {
                panic!("{:?}", visitor.step(&self.ctx, login).await)
            }
        }
    }

    async fn redeem(&self, visitor: &Visitor, (login, ticket): (LoginId, &str)) -> StepAnswer {
        let (call, query) = (visitor.call(&self.ctx), format!("ticket={ticket}"));
        let answer = smart_card::redeem(&self.ctx, &call, login, &visitor.browser, &query).await;
        answer.expect("a database")
    }

    async fn fault(&self, visitor: &Visitor, login: LoginId) -> Option<CardFault> {
        match visitor.step(&self.ctx, login).await {
            StepView::SmartCard(view) => view.fault,
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn case_174_of_many_hands_with_one_ticket_one_gets_in_while_it_lives() {
    on_both_engines(async |world| {
        let cards = cards(&world, Duration::ZERO).await;
        let _responder = responder(&cards.issuer, cards.port);
        let mut visitor = Visitor::default();
        let (login, ticket) = cards.ticket(&mut visitor).await;
        let mut hands = Vec::new();
        for _ in 0..8 {
            hands.push(cards.redeem(&visitor, (login, &ticket)));
        }
        let answers = futures_of(hands).await;
        let inside = |answer: &&StepAnswer| matches!(answer, StepAnswer::Return(..));
        assert_eq!(answers.iter().filter(inside).count(), 1, "{answers:?}");
        assert_eq!(count(&world, AuditKind::LoginSucceeded).await, 1);
        assert_eq!(count(&world, AuditKind::SmartCardShown).await, 1);

        // A ticket that is a second too old.
        let mut late = Visitor::default();
        let (login, ticket) = cards.ticket(&mut late).await;
        world.clock.advance(minutes(1));
        let answer = cards.redeem(&late, (login, &ticket)).await;
        assert!(matches!(answer, StepAnswer::Next(_)), "{answer:?}");
        assert_eq!(cards.fault(&late, login).await, Some(CardFault::Late));
        assert_eq!(count(&world, AuditKind::LoginSucceeded).await, 1);

        // One of another login of the same browser, and of another browser.
        let mut fresh = Visitor::default();
        let (login, ticket) = cards.ticket(&mut fresh).await;
        let (other, _) = cards.asked(&mut fresh).await;
        let answer = cards.redeem(&fresh, (other, &ticket)).await;
        assert!(matches!(answer, StepAnswer::Next(_)), "{answer:?}");
        let stranger = cards.redeem(&late, (login, &ticket)).await;
        assert!(matches!(stranger, StepAnswer::Gone(_)), "{stranger:?}");
        returned(cards.redeem(&fresh, (login, &ticket)).await);
    })
    .await;
}

/// All of them at once.
async fn futures_of<T>(futures: Vec<impl Future<Output = T>>) -> Vec<T> {
    let mut futures: Vec<_> = futures.into_iter().map(Box::pin).collect();
    let mut done: Vec<Option<T>> = futures.iter().map(|_| None).collect();
    std::future::poll_fn(|cx| {
        for (future, slot) in futures.iter_mut().zip(&mut done) {
            if slot.is_none()
                && let std::task::Poll::Ready(value) = future.as_mut().poll(cx)
            {
                *slot = Some(value);
            }
        }
        if done.iter().all(Option::is_some) {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    done.into_iter().flatten().collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn case_173_an_issuer_that_is_silent_lets_nobody_in_after_the_grace() {
    let world = World::sqlite().await;
    let strict = cards(&world, Duration::ZERO).await;
    let mut visitor = Visitor::default();
    // Nobody answers from the beginning.
    let (login, attempt) = strict.asked(&mut visitor).await;
    let shown = strict.show(&visitor, (login, &attempt)).await;
    assert!(matches!(shown, Shown::Login(_)));
    assert_eq!(strict.fault(&visitor, login).await, Some(CardFault::Down));
    let is_down = |cards: &Cards| cards.ctx.down.is_down("smart-card", cards.ctx.now());
    assert!(is_down(&strict));
    world.clock.advance(minutes(1));

    let answers = responder(&strict.issuer, strict.port);
    strict.ticket(&mut visitor).await;
    assert!(!is_down(&strict));
    drop(answers);
    // What was said a moment ago still holds; a minute later it is asked again, in vain.
    strict.ticket(&mut visitor).await;
    world.clock.advance(minutes(2));
    let (login, attempt) = strict.asked(&mut visitor).await;
    strict.show(&visitor, (login, &attempt)).await;
    assert_eq!(strict.fault(&visitor, login).await, Some(CardFault::Down));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn case_173_who_was_revoked_stays_it_while_the_issuer_is_silent() {
    on_both_engines(async |world| {
        let kind = cards(&world, Duration::from_secs(2 * 3600)).await;
        let mut visitor = Visitor::default();
        kind.issuer.revoke("mette");
        let answers = responder(&kind.issuer, kind.port);
        let (login, attempt) = kind.asked(&mut visitor).await;
        kind.show(&visitor, (login, &attempt)).await;
        assert_eq!(kind.fault(&visitor, login).await, Some(CardFault::Revoked));
        drop(answers);
        for later in [minutes(2), minutes(180)] {
            world.clock.advance(later);
            let (login, attempt) = kind.asked(&mut visitor).await;
            kind.show(&visitor, (login, &attempt)).await;
            assert_eq!(kind.fault(&visitor, login).await, Some(CardFault::Revoked));
        }
    })
    .await;
}

/// One who answers each question with tryLater (RFC 6960 section 4.2.1), which is about that
/// question alone.
fn tries_later(port: u16) {
    let listener = std::net::TcpListener::bind(("127.0.0.1", port)).expect("a free port");
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut reading = BufReader::new(stream.try_clone().expect("a stream"));
            let mut length = 0_usize;
            loop {
                let mut line = String::new();
                reading.read_line(&mut line).expect("a head");
                let line = line.trim().to_ascii_lowercase();
                if let Some(text) = line.strip_prefix("content-length:") {
                    length = text.trim().parse().expect("a number");
                }
                if line.is_empty() {
                    break;
                }
            }
            let mut question = vec![0_u8; length];
            reading.read_exact(&mut question).expect("a question");
            let head = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\n";
            let answer = [head.as_bytes(), &[0x30, 3, 0x0a, 1, 3]].concat();
            stream.write_all(&answer).expect("somebody who listens");
        }
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn case_173_what_is_said_of_one_card_ends_the_method_for_nobody_else() {
    on_both_engines(async |world| {
        let cards = cards(&world, Duration::ZERO).await;
        let mut visitor = Visitor::default();
        tries_later(cards.port);
        let (login, attempt) = cards.asked(&mut visitor).await;
        cards.show(&visitor, (login, &attempt)).await;
        assert_eq!(cards.fault(&visitor, login).await, Some(CardFault::Down));
        assert!(!cards.ctx.down.is_down("smart-card", cards.ctx.now()));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_was_said_last_counts_for_the_grace_that_the_operator_gave() {
    let world = World::sqlite().await;
    let hours = |count: u64| Duration::from_secs(count * 3600);
    let kind = cards(&world, hours(2)).await;
    let mut visitor = Visitor::default();
    let answers = responder(&kind.issuer, kind.port);
    kind.ticket(&mut visitor).await;
    drop(answers);
    world.clock.advance(hours(2) - minutes(1));
    kind.ticket(&mut visitor).await;
    world.clock.advance(minutes(1));
    let (login, attempt) = kind.asked(&mut visitor).await;
    kind.show(&visitor, (login, &attempt)).await;
    assert_eq!(kind.fault(&visitor, login).await, Some(CardFault::Down));
}
