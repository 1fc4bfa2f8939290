//! One password is typed at several methods: what is locked at one is locked at all of them, and a
//! try at one is a try less at the others (security.md case 44).

use crate::otp_tokens::{assign, shown, stock};
use crate::world::*;
use lykill_core::id::LoginId;
use lykill_core::throttle::LANE_FAILURES;
use lykill_core::time::{days, minutes};
use lykill_issuer::types::TokenPurpose;
use lykill_operations::Context;
use lykill_operations::answer::{Problem, StepAnswer};

const WRONG: &str = "feil-passord-her-77";
/// A stranger's tries that are looked at before a wait begins.
const LOOKED_AT: u64 = 5;
const METHODS: [&str; 3] = ["key-card", "key-viewer", "code-device"];

/// Somebody with a card, a key viewer and a code device.
async fn with_everything(ctx: &Context) -> Holder {
    let holder = mette(ctx).await;
    stock(ctx, &["VIEWER-1", "DEVICE-1"]).await;
    let devices = [
        ("VIEWER-1", TokenPurpose::KeyViewer),
        ("DEVICE-1", TokenPurpose::CodeDevice),
    ];
    for (serial, purpose) in devices {
        let given = assign(ctx, serial, &holder, purpose).await;
        given.expect("assigned");
    }
    holder
}

/// A login at the page that asks for the password; the device counts what it showed.
async fn at_the_password(
    ctx: &Context,
    visitor: &mut Visitor,
    (method, counter): (&str, &mut u64),
) -> LoginId {
    let login = visitor.begin_anew(ctx).await;
    visitor.choose_named(ctx, login, method).await;
    if method == "code-device" {
        let code = shown("DEVICE-1", *counter);
        *counter += 1;
        let answer = visitor.device(ctx, login, (METTE_NUMBER, &code)).await;
        assert!(matches!(answer, StepAnswer::Next(_)), "{answer:?}");
    }
    login
}

async fn typed(
    ctx: &Context,
    visitor: &mut Visitor,
    (method, login): (&str, LoginId),
    (user_id, password): (&str, &str),
) -> StepAnswer {
    match method {
        "code-device" => visitor.device_password(ctx, login, password).await,
        _ => {
            let both = (user_id, password);
            visitor.password_again(ctx, login, both).await
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_044_what_is_used_up_at_one_method_is_used_up_at_all_and_a_known_device_gets_in() {
    for first in METHODS {
        on_both_engines(async |world| {
            let ctx = &*world;
            let holder = with_everything(ctx).await;
            let mut owner = Visitor::default();
            owner.log_in(ctx, LIBRARY, &holder).await;
            let mut stranger = Visitor::default();
            let mut counter = 0;
            for _ in 0..LANE_FAILURES {
                pass(&world, minutes(61));
                let login = at_the_password(ctx, &mut stranger, (first, &mut counter)).await;
                let who = (holder.user_id.as_str(), WRONG);
                let answer = typed(ctx, &mut stranger, (first, login), who).await;
                assert_eq!(problem(answer), Problem::PasswordMismatch);
            }
            pass(&world, days(30));
            let hashes = ctx.hasher.computed();
            let right = (holder.user_id.as_str(), holder.password.as_str());
            for method in METHODS {
                let login = at_the_password(ctx, &mut stranger, (method, &mut counter)).await;
                let answer = typed(ctx, &mut stranger, (method, login), right).await;
                assert_eq!(
                    problem(answer),
                    Problem::Exhausted,
                    "{first}, then {method}"
                );
            }
            assert_eq!(ctx.hasher.computed(), hashes, "nothing was compared");
            let login = at_the_password(ctx, &mut owner, (first, &mut counter)).await;
            let answer = typed(ctx, &mut owner, (first, login), right).await;
            let goes_on = matches!(answer, StepAnswer::Next(_) | StepAnswer::Return(..));
            assert!(goes_on, "{answer:?}");
        })
        .await;
    }
}

/// A hundred wrong passwords at once, at each method, over these nodes: how many were compared.
async fn at_once(nodes: &[Context], holder: &Holder) -> u64 {
    let (mut places, mut counter) = (Vec::new(), 0);
    for (turn, method) in METHODS.iter().cycle().take(9).enumerate() {
        let node = nodes[turn % nodes.len()].clone();
        let mut visitor = Visitor::default();
        let login = at_the_password(&node, &mut visitor, (method, &mut counter)).await;
        places.push((node, visitor, *method, login));
    }
    let compared = || -> u64 { nodes.iter().map(|node| node.hasher.computed()).sum() };
    let (before, user_id) = (compared(), holder.user_id.clone());
    let answers = crowd(99, move |turn| {
        let (node, mut visitor, method, login) = places[turn % places.len()].clone();
        let user_id = user_id.clone();
        async move {
            let who = (user_id.as_str(), WRONG);
            typed(&node, &mut visitor, (method, login), who).await
        }
    });
    for answer in answers.await {
        assert!(matches!(answer, StepAnswer::Stay(..)), "{answer:?}");
    }
    compared() - before
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn case_044_five_tries_are_five_over_all_methods_at_once() {
    on_both_engines(async |world| {
        let holder = with_everything(&world).await;
        let compared = at_once(&[(*world).clone()], &holder).await;
        assert_eq!(compared, LOOKED_AT);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn case_044_five_tries_are_five_over_all_methods_of_two_nodes() {
    let world = World::postgres().await;
    let holder = with_everything(&world).await;
    let nodes = [(*world).clone(), world.second_node().await];
    assert_eq!(at_once(&nodes, &holder).await, LOOKED_AT);
}
