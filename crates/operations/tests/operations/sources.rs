//! Failures by network: one address, its neighbourhood, everybody; and who is not held up.

use crate::otp_logins::with;
use crate::otp_tokens::shown;
use crate::world::*;
use lykill_core::audit::AuditKind;
use lykill_core::throttle::{EVERYBODY, NEIGHBOURHOOD, SOURCE};
use lykill_core::time::days;
use lykill_core::{Clock, Timestamp};
use lykill_issuer::types::TokenPurpose;
use lykill_operations::answer::{Gone, Problem, StepAnswer};
use lykill_operations::{Context, login};
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

const WRONG: &str = "feil-passord-her-77";

fn from(peer: IpAddr) -> Visitor {
    Visitor {
        peer: Some(peer),
        ..Visitor::default()
    }
}

/// So many user ids that nobody has, each tried once from the next of `peers`; the answers.
async fn spray(ctx: &Context, times: u32, peer: impl Fn(u32) -> IpAddr) -> Vec<Problem> {
    let mut answers = Vec::new();
    let mut visitor = Visitor::default();
    let login = visitor.begin(ctx, LIBRARY).await;
    visitor.choose(ctx, login).await;
    for turn in 0..times {
        visitor.peer = Some(peer(turn));
        let user_id = format!("ukjent{}.{turn}", answers.len());
        let typed = (user_id.as_str(), WRONG);
        answers.push(problem(visitor.password_again(ctx, login, typed).await));
    }
    answers
}

async fn tries(ctx: &Context, visitor: &mut Visitor, typed: (&str, &str)) -> StepAnswer {
    let login = visitor.begin_anew(ctx).await;
    visitor.password(ctx, login, typed).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_039_case_042_one_address_gets_fifty_failures_and_its_own_success_helps_nothing() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let attacker = somebody(ctx, "Kari Moe", |_| {}).await;
        let own = (attacker.user_id.as_str(), PASSWORD);
        let peer = IpAddr::from([198, 51, 100, 9]);
        let answers = spray(ctx, SOURCE.size - 1, |_| peer).await;
        assert!(answers.iter().all(|a| *a == Problem::PasswordMismatch));
        let answer = tries(ctx, &mut from(peer), own).await;
        assert!(matches!(answer, StepAnswer::Next(_)), "{answer:?}");
        let last = spray(ctx, 2, |_| peer).await;
        let until = world.clock.now() + SOURCE.leak;
        assert_eq!(last, [Problem::PasswordMismatch, Problem::Wait(until)]);
        // Who exists, who does not and who owns the password are told the same.
        let mut here = from(peer);
        assert_eq!(
            problem(tries(ctx, &mut here, own).await),
            Problem::Wait(until)
        );
        // Another house of the neighbourhood is not held up yet.
        let mut next_door = from(IpAddr::from([198, 51, 100, 10]));
        let answer = tries(ctx, &mut next_door, own).await;
        assert!(matches!(answer, StepAnswer::Next(_)), "{answer:?}");
        pass(&world, SOURCE.leak);
        let answer = tries(ctx, &mut here, own).await;
        assert!(matches!(answer, StepAnswer::Next(_)), "{answer:?}");
        assert_eq!(count(ctx, AuditKind::LaneClosed).await, 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_039_case_048_a_neighbourhood_is_counted_together_and_a_known_device_is_let_in() {
    let world = World::sqlite().await;
    let ctx = &*world;
    let holder = somebody(ctx, "Ola Vik", |_| {}).await;
    let own = (holder.user_id.as_str(), PASSWORD);
    let home = IpAddr::from([203, 0, 113, 77]);
    let mut owner = from(home);
    owner.log_in(ctx, LIBRARY, &holder).await;
    let addresses = |turn: u32| {
        let [.., house] = turn.to_be_bytes();
        IpAddr::from([203, 0, 113, house])
    };
    let answers = spray(ctx, NEIGHBOURHOOD.size + 1, addresses).await;
    let (last, before) = answers.split_last().unwrap();
    assert!(before.iter().all(|a| *a == Problem::PasswordMismatch));
    assert!(matches!(last, Problem::Wait(_)), "{last:?}");
    let mut stranger = from(IpAddr::from([203, 0, 113, 250]));
    let waits = problem(tries(ctx, &mut stranger, own).await);
    assert!(matches!(waits, Problem::Wait(_)), "{waits:?}");
    let answer = tries(ctx, &mut owner, own).await;
    assert!(matches!(answer, StepAnswer::Next(_)), "{answer:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_048_ipv6_is_counted_by_64_and_48() {
    let world = World::sqlite().await;
    let ctx = &*world;
    let address = |net: u16, host: u32| {
        let [a, b, c, d] = host.to_be_bytes();
        let (a, b) = (u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d]));
        IpAddr::from([0x2001, 0xdb8, 7, net, 0, 0, a, b])
    };
    // One /64, another address each time.
    let answers = spray(ctx, SOURCE.size + 1, |turn| address(1, turn)).await;
    assert!(
        matches!(answers.last(), Some(Problem::Wait(_))),
        "{answers:?}"
    );
    // The rest of the /48, another /64 each time.
    let net = |turn: u32| u16::try_from(turn).unwrap() + 2;
    let left = NEIGHBOURHOOD.size - SOURCE.size;
    let answers = spray(ctx, left + 1, |turn| address(net(turn), turn)).await;
    let (last, before) = answers.split_last().unwrap();
    assert!(before.iter().all(|a| *a == Problem::PasswordMismatch));
    assert!(matches!(last, Problem::Wait(_)), "{last:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_049_a_spray_over_many_networks_raises_an_alarm_and_tightens_all() {
    let world = World::sqlite().await;
    let ctx = &*world;
    let anywhere = |turn: u32| {
        let [.., high, low] = turn.to_be_bytes();
        IpAddr::from([100, 64 + high, low, 1])
    };
    let answers = spray(ctx, EVERYBODY.size, anywhere).await;
    assert!(answers.iter().all(|a| *a == Problem::PasswordMismatch));
    assert_eq!(count(ctx, AuditKind::SprayAlarm).await, 1);
    assert_eq!(login::alarm(ctx).await.unwrap(), (EVERYBODY.size, true));
    // From now on a network gets a tenth, long before a thousand tries.
    let peer = IpAddr::from([192, 0, 2, 1]);
    let answers = spray(ctx, SOURCE.size / 10 + 1, |_| peer).await;
    let (last, before) = answers.split_last().unwrap();
    assert!(before.iter().all(|a| *a == Problem::PasswordMismatch));
    assert!(matches!(last, Problem::Wait(_)), "{last:?}");
    assert_eq!(count(ctx, AuditKind::SprayAlarm).await, 1, "told once");
    pass(&world, EVERYBODY.leak * EVERYBODY.size);
    assert!(!login::alarm(ctx).await.unwrap().1);
    let answers = spray(ctx, SOURCE.size / 10 + 1, |_| peer).await;
    assert!(answers.iter().all(|a| *a == Problem::PasswordMismatch));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_machine_itself_is_no_network_to_be_closed() {
    let world = World::sqlite().await;
    let here = IpAddr::from([127, 0, 0, 1]);
    let answers = spray(&world, SOURCE.size + 5, |_| here).await;
    assert!(answers.iter().all(|a| *a == Problem::PasswordMismatch));
}

/// Leaps over the end of every login after it was read twice: for the call, and to reserve.
struct Leaping(Arc<dyn Clock>, AtomicU32);

impl Clock for Leaping {
    fn now(&self) -> Timestamp {
        let later = self.1.fetch_add(1, Ordering::SeqCst) > 1;
        self.0.now() + if later { days(1) } else { Duration::ZERO }
    }
}

/// Whoever cancels the login, or lets it end, while the password is compared, saves nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_039_case_042_a_wrong_guess_counts_though_its_login_ended_meanwhile() {
    for is_known in [true, false] {
        on_both_engines(async |world| {
            let ctx = &*world;
            let holder = somebody(ctx, "Ola Vik", |_| {}).await;
            let name = match is_known {
                true => holder.user_id.as_str(),
                false => "nobody-of-this-name",
            };
            let mut stranger = from(IpAddr::from([198, 51, 100, 9]));
            let login = stranger.begin(ctx, LIBRARY).await;
            stranger.choose(ctx, login).await;
            let clock = Arc::new(Leaping(Arc::clone(&ctx.clock), AtomicU32::new(0)));
            let slow = Context {
                clock,
                ..ctx.clone()
            };
            let answer = stranger.password_again(&slow, login, (name, WRONG)).await;
            assert!(
                matches!(answer, StepAnswer::Gone(Gone::Expired)),
                "{answer:?}"
            );
            let refused = audit(ctx, AuditKind::PasswordRefused).await;
            let about: Vec<_> = refused.iter().map(|row| row.eid).collect();
            assert_eq!(about, [is_known.then_some(holder.eid)]);
            assert_eq!(login::alarm(ctx).await.unwrap().0, 1);
        })
        .await;
    }
}

/// The password after a code device's code is a guess of its network like any other.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_039_a_closed_network_is_closed_after_a_devices_code_too() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = with(ctx, "FT-1", TokenPurpose::CodeDevice).await;
        let peer = IpAddr::from([198, 51, 100, 9]);
        let mut stranger = from(peer);
        let login = stranger.until_device(ctx).await;
        let code = shown("FT-1", 0);
        stranger.device(ctx, login, (METTE_NUMBER, &code)).await;
        spray(ctx, SOURCE.size, |_| peer).await;
        let hashes = ctx.hasher.computed();
        let right = stranger.device_password(ctx, login, &holder.password);
        let waits = problem(right.await);
        assert_eq!(waits, Problem::Wait(world.clock.now() + SOURCE.leak));
        assert_eq!(ctx.hasher.computed(), hashes, "nothing was compared");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_042_a_wrong_guess_after_a_devices_code_counts_though_its_login_ended() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = with(ctx, "FT-1", TokenPurpose::CodeDevice).await;
        let mut stranger = from(IpAddr::from([198, 51, 100, 9]));
        let login = stranger.until_device(ctx).await;
        let code = shown("FT-1", 0);
        stranger.device(ctx, login, (METTE_NUMBER, &code)).await;
        let clock = Arc::new(Leaping(Arc::clone(&ctx.clock), AtomicU32::new(0)));
        let slow = Context {
            clock,
            ..ctx.clone()
        };
        let answer = stranger.device_password(&slow, login, WRONG).await;
        let is_over = matches!(answer, StepAnswer::Gone(Gone::Expired));
        assert!(is_over, "{answer:?}");
        let refused = audit(ctx, AuditKind::PasswordRefused).await;
        let about: Vec<_> = refused.iter().map(|row| row.eid).collect();
        assert_eq!(about, [Some(holder.eid)]);
        assert_eq!(login::alarm(ctx).await.unwrap().0, 1);
    })
    .await;
}
