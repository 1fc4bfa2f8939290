//! Floods of whoever proves nothing: the audit log grows no further, and every row is counted
//! (security.md case 200).

use crate::world::*;
use lykill_core::audit::AuditKind;
use lykill_core::throttle::{NOTED, NOTED_OF_ALL};
use lykill_operations::answer::JsonAnswer;
use lykill_operations::call::ClientCall;
use lykill_operations::{Call, Context, introspect, logout_deliveries, noise, push, revoke, token};
use std::net::IpAddr;

const NOBODY: Service = Service {
    id: "nobody",
    ..LIBRARY
};

/// One request of a client that there is none of, to one endpoint after the other.
async fn intrude(ctx: &Context, turn: usize, peer: IpAddr) -> JsonAnswer {
    let call = Call {
        peer: Some(peer),
        ..command(ctx)
    };
    let asked = |fields: &[(&str, &str)]| -> ClientCall { client_call(NOBODY, fields, &[]) };
    let about = [("token", "nothing")];
    let answer = match turn % 5 {
        0 => introspect::answer(ctx, &call, asked(&about)).await,
        1 => revoke::answer(ctx, &call, asked(&about)).await,
        2 => push::answer(ctx, &call, asked(&[])).await,
        3 => logout_deliveries::answer(ctx, &call, asked(&[])).await,
        _ => {
            let grant = [("grant_type", "refresh_token"), ("refresh_token", "none")];
            token::redeem(ctx, &call, asked(&grant)).await
        }
    };
    answer.expect("a database")
}

/// What the rows say that were counted.
async fn counted(ctx: &Context) -> Vec<String> {
    let rows = audit(ctx, AuditKind::NoiseCounted).await;
    rows.into_iter().map(|row| row.detail).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_200_refusals_of_nobody_are_listed_up_to_a_limit_and_then_counted() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let peer = IpAddr::from([198, 51, 100, 9]);
        let size = usize::try_from(NOTED.size).unwrap();
        for turn in 0..size + 50 {
            assert_eq!(intrude(ctx, turn, peer).await.status, 401);
        }
        assert_eq!(count(ctx, AuditKind::ClientRefused).await, size);
        // Another network's are listed still.
        intrude(ctx, 0, IpAddr::from([203, 0, 113, 1])).await;
        assert_eq!(count(ctx, AuditKind::ClientRefused).await, size + 1);
        assert_eq!(noise::tell(ctx).await.expect("a database"), 50);
        assert_eq!(noise::tell(ctx).await.expect("a database"), 0);
        let told = counted(ctx).await;
        assert_eq!(told.len(), 1);
        assert!(
            told[0].starts_with("50 more client.refused since 20"),
            "{told:?}"
        );
        pass(&world, NOTED.leak);
        intrude(ctx, 0, peer).await;
        assert_eq!(count(ctx, AuditKind::ClientRefused).await, size + 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_200_many_networks_fill_one_limit_for_all() {
    let world = World::sqlite().await;
    let ctx = &*world;
    let size = usize::try_from(NOTED_OF_ALL.size).unwrap();
    for turn in 0..size + 20 {
        let [.., high, low] = turn.to_be_bytes();
        intrude(ctx, turn, IpAddr::from([100, 64 + high, low, 1])).await;
    }
    assert_eq!(count(ctx, AuditKind::ClientRefused).await, size);
    assert_eq!(noise::tell(ctx).await.expect("a database"), 20);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_200_a_login_flood_is_counted_and_what_happens_to_a_person_is_listed() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        let mut stranger = Visitor::default();
        let login = stranger.begin(ctx, LIBRARY).await;
        stranger.choose(ctx, login).await;
        let mut times = 0;
        let size = usize::try_from(NOTED.size).unwrap();
        while times < size + 30 {
            let nobody = ("nobody-of-this-name", "feil-passord-77");
            stranger.password_again(ctx, login, nobody).await;
            times += 1;
        }
        let listed =
            count(ctx, AuditKind::LaneClosed).await + count(ctx, AuditKind::PasswordRefused).await;
        assert_eq!(listed, size);
        assert_eq!(noise::tell(ctx).await.expect("a database"), 30);
        let own = (holder.user_id.as_str(), "feil-passord-77");
        stranger.password_again(ctx, login, own).await;
        let refused = audit(ctx, AuditKind::PasswordRefused).await;
        let about: Vec<_> = refused.iter().filter_map(|row| row.eid).collect();
        assert_eq!(about, [holder.eid]);
    })
    .await;
}
