//! What strangers try at a code device: whoever knows a national number can.

use crate::otp_logins::with;
use crate::otp_tokens::{assign, shown, stock};
use crate::server_keys::{earlier, reseal_all, rotate_all};
use crate::world::*;
use lykill_core::NationalId;
use lykill_core::audit::AuditKind;
use lykill_core::throttle::LANE_FAILURES;
use lykill_core::time::minutes;
use lykill_issuer::types::TokenPurpose;
use lykill_operations::answer::Problem;
use lykill_operations::key::{self, StoredKind};
use lykill_operations::{Context, otp_token, person};

/// What seven wrong tries look like from outside, and how many rows they leave.
async fn seven_tries(ctx: &Context, place: u8, typed: (&str, &str)) -> (Vec<String>, usize) {
    let before = count(ctx, AuditKind::OtpRefused).await;
    let mut visitor = Visitor {
        peer: Some([198, 51, 100, place].into()),
        ..Visitor::default()
    };
    let login = visitor.until_device(ctx).await;
    let mut answers = Vec::new();
    for _ in 0..7 {
        let answer = visitor.device(ctx, login, typed).await;
        answers.push(format!("{answer:?}").replace(&login.to_string(), "LOGIN"));
    }
    (answers, count(ctx, AuditKind::OtpRefused).await - before)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_026_a_stranger_learns_nothing_at_the_code_device() {
    on_both_engines(async |world| {
        let _holder = with(&world, "FT-1", TokenPurpose::CodeDevice).await;
        let expected = seven_tries(&world, 1, (METTE_NUMBER, &shown("FT-1", 900))).await;
        assert_eq!(expected.1, 5);
        for (place, number) in (2..).zip([nobodys().digits(), "123", "x", ""]) {
            assert_eq!(
                seven_tries(&world, place, (number, &shown("FT-1", 900))).await,
                expected
            );
        }
        assert_eq!(count(&world, AuditKind::OtpUsed).await, 0);
    })
    .await;
}

/// A national number that nobody has.
pub fn nobodys() -> NationalId {
    let number = NationalId::synthetic(PROFILE, jiff::civil::date(1984, 6, 15), 3);
    number.expect("a number")
}

/// Whoever counts tries at a number hears neither of its first device nor of the end of it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_026_the_count_at_a_number_shows_no_device() {
    on_both_engines(async |world| {
        let holder = mette(&world).await;
        let (code, other) = (shown("FT-1", 0), nobodys());
        let both = async |places: [u8; 2]| {
            let hers = seven_tries(&world, places[0], (METTE_NUMBER, &code)).await;
            let nobodys = seven_tries(&world, places[1], (other.digits(), &code)).await;
            (hers.0, nobodys.0)
        };
        let (without, nobodys) = both([1, 2]).await;
        assert_eq!(without, nobodys);
        stock(&world, &["FT-1"]).await;
        let given = assign(&world, "FT-1", &holder, TokenPurpose::CodeDevice).await;
        given.expect("assigned");
        let wrong = seven_tries(&world, 3, (METTE_NUMBER, &shown("FT-1", 900))).await;
        assert_eq!(
            wrong,
            seven_tries(&world, 4, (other.digits(), &code)).await,
            "the count goes on"
        );
        pass(&world, minutes(61));
        let lost = ("FT-1", "reported lost");
        let blocked = otp_token::block(&world, &command(&world), lost).await;
        blocked.expect("a database").expect("blocked");
        let (after, nobodys) = both([5, 6]).await;
        assert_eq!(after, nobodys);
        assert_ne!(after, without, "the count goes on");
        assert_eq!(count(&world, AuditKind::OtpUsed).await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_040_strangers_codes_do_not_lock_the_owner_out() {
    on_both_engines(async |world| {
        let holder = with(&world, "FT-1", TokenPurpose::CodeDevice).await;
        let mut owner = Visitor::default();
        let login = owner.until_device(&world).await;
        owner
            .device(&world, login, (METTE_NUMBER, &shown("FT-1", 0)))
            .await;
        returned(owner.device_password(&world, login, &holder.password).await);
        use_up(&world).await;
        let mut stranger = Visitor::default();
        let login = stranger.until_device(&world).await;
        let closed = problem(
            stranger
                .device(&world, login, (METTE_NUMBER, &shown("FT-1", 1)))
                .await,
        );
        assert_eq!(closed, Problem::Exhausted, "strangers have no try left");
        let login = owner.until_device(&world).await;
        owner
            .device(&world, login, (METTE_NUMBER, &shown("FT-1", 1)))
            .await;
        returned(owner.device_password(&world, login, &holder.password).await);
        // The right code ends the run of failures, also for the holder at another place.
        let mut elsewhere = Visitor::default();
        let login = elsewhere.until_device(&world).await;
        let typed = (METTE_NUMBER, &*shown("FT-1", 2));
        elsewhere.device(&world, login, typed).await;
        let done = elsewhere.device_password(&world, login, &holder.password);
        returned(done.await);
    })
    .await;
}

/// Strangers type codes at Mette's number until nobody looks at them any more.
async fn use_up(world: &World) {
    for place in 0..60_u8 {
        let mut stranger = Visitor {
            peer: Some([198, 51, place, 1].into()),
            ..Visitor::default()
        };
        let login = stranger.until_device(world).await;
        let typed = (METTE_NUMBER, &*shown("FT-1", 900));
        stranger.device(world, login, typed).await;
        pass(world, minutes(61));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_tries_at_a_number_outlive_a_rotation_and_support_gives_them_back() {
    on_both_engines(async |world| {
        let holder = with(&world, "FT-1", TokenPurpose::CodeDevice).await;
        use_up(&world).await;
        rotate_all(&world, StoredKind::Pepper).await;
        reseal_all(&world).await;
        let old = earlier(&world, "lookup").await;
        let removed = key::remove(&world, &command(&world), &old).await;
        assert_eq!(removed.expect("a database"), Ok(()));
        let mut owner = Visitor::default();
        let login = owner.until_device(&world).await;
        let typed = (METTE_NUMBER, &*shown("FT-1", 0));
        let closed = problem(owner.device(&world, login, typed).await);
        assert_eq!(closed, Problem::Exhausted, "no new tries");
        let seen = "passport seen at the desk";
        let given = person::reopen(&world, &command(&world), &holder.user_id, seen).await;
        assert_eq!(given.expect("a database"), Ok(LANE_FAILURES));
        owner.device(&world, login, typed).await;
        returned(owner.device_password(&world, login, &holder.password).await);
    })
    .await;
}
