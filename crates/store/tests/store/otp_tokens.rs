//! Devices that show one-time codes: each counter once, whoever comes, and never backwards.

use crate::engines::{leak, on_both_engines};
use crate::samples::{Holder as Sample, NOW, after, holder, rng, sealed};
use lykill_core::id::OtpTokenId;
use lykill_core::{Moving, OathDigits, OathHash, OathProfile, Spend};
use lykill_issuer::types::{
    Holder, OtpToken, OtpTokenState, TokenBlock, TokenPurpose, TokenSerial,
};
use lykill_store::*;

fn token(number: u64, moving: Moving) -> &'static OtpToken {
    leak(OtpToken {
        id: OtpTokenId::new(after(number), &rng(number)),
        serial: TokenSerial::parse(&format!("FT-{number}")).unwrap(),
        manufacturer: "Feitian".to_owned(),
        secret: sealed(number),
        profile: OathProfile {
            hash: OathHash::Sha256,
            digits: OathDigits::Eight,
            moving,
        },
        next: 7,
        drift: -2,
        state: OtpTokenState::Stock,
        imported_at: NOW,
        used_at: None,
        warned_at: None,
    })
}

async fn stocked(db: &Db, number: u64, moving: Moving) -> &'static OtpToken {
    let token = token(number, moving);
    assert_eq!(
        write!(db, tx => otp_token_insert(tx, token).await?),
        Spend::Spent
    );
    token
}

fn held(sample: &Sample, purpose: TokenPurpose) -> &'static Holder {
    leak(Holder {
        person: sample.eid.person,
        eid: sample.eid.id,
        purpose,
        at: after(5),
    })
}

async fn fetched(db: &Db, token: &'static OtpToken) -> OtpToken {
    let found = read!(db, tx => otp_token_by_serial(tx, &token.serial).await?);
    found.unwrap()
}

#[tokio::test]
async fn a_device_comes_back_in_each_state() {
    on_both_engines(async |db| {
        let sample = holder(&db, 1).await;
        for (number, moving) in [(1, Moving::Counter), (2, Moving::Clock { period_s: 60 })] {
            let token = stocked(&db, number, moving).await;
            assert_eq!(&fetched(&db, token).await, token);
            let again = write!(db, tx => otp_token_insert(tx, token).await?);
            assert_eq!(
                again,
                Spend::AlreadySpent,
                "a serial number names one device"
            );
        }
        let one = token(1, Moving::Counter);
        let holder = held(sample, TokenPurpose::KeyViewer);
        let assigned = write!(db, tx => otp_token_assign(tx, one.id, holder).await?);
        assert_eq!(assigned, Spend::Spent);
        let state = fetched(&db, one).await.state;
        assert_eq!(state, OtpTokenState::Assigned(*holder));
        let again = write!(db, tx => otp_token_assign(tx, one.id, holder).await?);
        assert_eq!(again, Spend::AlreadySpent);
        let of = read!(db, tx => otp_token_of(tx, holder.person, holder.purpose).await?);
        assert_eq!(of.map(|token| token.id), Some(one.id));
        for why in [
            TokenBlock::Unused,
            TokenBlock::Operator("operator: lost".to_owned()),
        ] {
            let other = stocked(&db, 10 + why.stored().len() as u64, Moving::Counter).await;
            let why = leak(why);
            let blocked = write!(db, tx => otp_token_block(tx, other.id, after(9), why).await?);
            assert_eq!(blocked, Spend::Spent);
            let expected = OtpTokenState::Blocked {
                at: after(9),
                why: why.clone(),
                holder: None,
            };
            assert_eq!(fetched(&db, other).await.state, expected);
            let again = write!(db, tx => otp_token_block(tx, other.id, after(9), why).await?);
            assert_eq!(again, Spend::AlreadySpent);
        }
        let listed = read!(db, tx => otp_token_list(tx, None, "FT-1", 2).await?);
        assert_eq!(listed.len(), 2, "a page after the first");
        let person = holder.person;
        let listed = read!(db, tx => otp_token_list(tx, Some(person), "", 9).await?);
        assert_eq!(listed.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_person_holds_one_of_a_kind() {
    on_both_engines(async |db| {
        let sample = holder(&db, 1).await;
        let viewer = held(sample, TokenPurpose::KeyViewer);
        let device = held(sample, TokenPurpose::CodeDevice);
        let (one, two) = (
            stocked(&db, 1, Moving::Counter).await,
            stocked(&db, 2, Moving::Counter).await,
        );
        let _first = write!(db, tx => otp_token_assign(tx, one.id, viewer).await?);
        let second = try_write!(db, tx => otp_token_assign(tx, two.id, viewer).await?);
        assert!(matches!(second, Err(StoreError::Conflict(_))), "{second:?}");
        let other = write!(db, tx => otp_token_assign(tx, two.id, device).await?);
        assert_eq!(other, Spend::Spent, "another kind");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn case_024_a_counter_is_accepted_once_and_nothing_moves_backwards() {
    on_both_engines(async |db| {
        let sample = holder(&db, 1).await;
        let one = stocked(&db, 1, Moving::Counter).await;
        let viewer = held(sample, TokenPurpose::KeyViewer);
        let stock = write!(db, tx => otp_token_spend(tx, one.id, (7, 0), NOW).await?);
        assert_eq!(stock, Spend::AlreadySpent, "nobody holds it");
        let _assigned = write!(db, tx => otp_token_assign(tx, one.id, viewer).await?);
        let hands = (0..1000_u64).map(|hand| {
            let db = db.clone();
            // Three codes at once, the newer and the older in any order.
            let counter = 7 + hand % 3;
            tokio::spawn(async move {
                let spent = write!(db, tx => {
                    otp_token_spend(tx, one.id, (counter, 0), after(counter)).await?
                });
                (counter, spent)
            })
        });
        let mut accepted = Vec::new();
        for hand in hands.collect::<Vec<_>>() {
            let (counter, spent) = hand.await.unwrap();
            accepted.extend(spent.is_spent().then_some(counter));
        }
        let mut once = accepted.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), accepted.len(), "twice: {accepted:?}");
        assert!(accepted.contains(&9));
        assert_eq!(fetched(&db, one).await.next, 10);
        for counter in [7, 8, 9] {
            let late = write!(db, tx => otp_token_spend(tx, one.id, (counter, 0), NOW).await?);
            assert_eq!(late, Spend::AlreadySpent);
        }
    })
    .await;
}

#[tokio::test]
async fn a_resync_lifts_our_own_blocks_and_no_operators() {
    on_both_engines(async |db| {
        let whys = [
            (TokenBlock::Unused, true),
            (TokenBlock::Restored, true),
            (TokenBlock::Operator("unused".to_owned()), false),
        ];
        for (number, (why, lifted)) in whys.into_iter().enumerate() {
            let number = u64::try_from(number).unwrap() + 1;
            let sample = holder(&db, number).await;
            let one = stocked(&db, number, Moving::Counter).await;
            let viewer = held(sample, TokenPurpose::KeyViewer);
            let _assigned = write!(db, tx => otp_token_assign(tx, one.id, viewer).await?);
            let why = leak(why);
            let _blocked = write!(db, tx => otp_token_block(tx, one.id, NOW, why).await?);
            let back = write!(db, tx => otp_token_resync(tx, one.id, (6, 0), NOW).await?);
            assert_eq!(back, Spend::AlreadySpent, "behind what was accepted");
            let put = write!(db, tx => otp_token_resync(tx, one.id, (500, 3), after(8)).await?);
            assert_eq!(put.is_spent(), lifted, "{why:?}");
            let found = fetched(&db, one).await;
            assert_eq!(found.state == OtpTokenState::Assigned(*viewer), lifted);
            assert_eq!(found.next, if lifted { 501 } else { 7 });
        }
    })
    .await;
}

#[tokio::test]
async fn only_devices_that_nobody_used_are_found_unused() {
    on_both_engines(async |db| {
        let mut ids = Vec::new();
        for number in 1..=3 {
            let sample = holder(&db, number).await;
            let one = stocked(&db, number, Moving::Counter).await;
            let viewer = held(sample, TokenPurpose::KeyViewer);
            let _assigned = write!(db, tx => otp_token_assign(tx, one.id, viewer).await?);
            ids.push(one.id);
        }
        let [never, lately, warned] = ids[..] else {
            panic!("three")
        };
        let _used = write!(db, tx => otp_token_spend(tx, lately, (7, 0), after(100)).await?);
        let first = write!(db, tx => otp_token_warn(tx, warned, after(60)).await?);
        let second = write!(db, tx => otp_token_warn(tx, warned, after(61)).await?);
        assert_eq!((first, second), (Spend::Spent, Spend::AlreadySpent));
        let unused = async |before, warned_before| {
            let moments = (after(before), after(warned_before));
            let found = read!(db, tx => otp_token_unused(tx, moments, 9).await?);
            found.iter().map(|token| token.id).collect::<Vec<_>>()
        };
        assert!(unused(4, 99).await.is_empty());
        assert_eq!(unused(50, 59).await, [never]);
        assert_eq!(unused(50, 60).await.len(), 2);
        assert_eq!(unused(100, 60).await.len(), 3);
        let _used = write!(db, tx => otp_token_spend(tx, warned, (7, 0), after(70)).await?);
        let again = write!(db, tx => otp_token_warn(tx, warned, after(80)).await?);
        assert_eq!(again, Spend::Spent, "its use ended the warning");
    })
    .await;
}
