//! A device ends with its eID, and the log says which one was used.

use crate::otp_logins::with;
use crate::otp_tokens::{assign, shown, stock};
use crate::world::*;
use lykill_core::audit::AuditKind;
use lykill_issuer::types::TokenPurpose;
use lykill_operations::answer::{StepAnswer, StepView};
use lykill_operations::otp_token::{self, TokenRefusal};
use lykill_operations::{Context, person};

async fn resync(ctx: &Context, serial: &str) -> Result<(), TokenRefusal> {
    let codes = (&*shown(serial, 0), &*shown(serial, 1));
    let resynced = otp_token::resync(ctx, &command(ctx), serial, codes).await;
    resynced.expect("a database")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_030_devices_of_a_blocked_eid_open_nothing_also_after_it_is_opened_again() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = with(ctx, "FT-1", TokenPurpose::KeyViewer).await;
        stock(ctx, &["FT-2", "FT-3"]).await;
        let purpose = TokenPurpose::CodeDevice;
        assign(ctx, "FT-2", &holder, purpose)
            .await
            .expect("assigned");
        let blocked = person::block(ctx, &command(ctx), &holder.user_id, "purse stolen").await;
        blocked.expect("a database").expect("blocked");
        let mut rows: Vec<_> = audit(ctx, AuditKind::OtpTokenBlocked).await;
        rows.sort_by(|one, other| one.detail.cmp(&other.detail));
        assert!(rows[0].detail.starts_with("FT-1, ") && rows[1].detail.starts_with("FT-2, "));
        assert!(rows.iter().all(|row| row.eid == Some(holder.eid)) && rows.len() == 2);

        let seen = ("passport seen", Some("kari".to_owned()));
        let opened = person::unblock(ctx, &command(ctx), &holder.user_id, seen).await;
        opened.expect("a database").expect("opened");
        for serial in ["FT-1", "FT-2"] {
            assert_eq!(resync(ctx, serial).await, Err(TokenRefusal::NotHeld));
        }
        // A new one can be handed out.
        let given = assign(ctx, "FT-3", &holder, TokenPurpose::KeyViewer).await;
        assert!(given.is_ok(), "{given:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_says_which_device_was_used() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = with(ctx, "FT-1", TokenPurpose::KeyViewer).await;
        stock(ctx, &["FT-2"]).await;
        let purpose = TokenPurpose::CodeDevice;
        assign(ctx, "FT-2", &holder, purpose)
            .await
            .expect("assigned");
        let mut visitor = Visitor::default();
        let login = visitor.until_otp(ctx, &holder).await;
        returned(visitor.otp(ctx, login, &shown("FT-1", 0)).await);
        let login = visitor.until_device(ctx).await;
        let answer = visitor
            .device(ctx, login, (METTE_NUMBER, &shown("FT-2", 0)))
            .await;
        assert!(matches!(answer, StepAnswer::Next(_)), "{answer:?}");
        let step = visitor.step(ctx, login).await;
        assert!(matches!(step, StepView::DevicePassword), "{step:?}");
        let rows = audit(ctx, AuditKind::OtpUsed).await;
        let mut serials: Vec<_> = rows.into_iter().map(|row| row.detail).collect();
        serials.sort();
        assert_eq!(serials, ["FT-1", "FT-2"]);
    })
    .await;
}
