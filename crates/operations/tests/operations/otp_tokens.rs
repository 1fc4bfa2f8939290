//! Seed files, and what becomes of the devices in them.

use crate::world::*;
use lykill_core::audit::AuditKind;
use lykill_core::effect::Notice;
use lykill_core::time::days;
use lykill_core::{EffectKind, OathDigits, OathHash, Secret};
use lykill_crypto::pure::oath;
use lykill_issuer::types::TokenPurpose;
use lykill_operations::Context;
use lykill_operations::otp_token::{self, Imported, SeedText, Tended, TokenRefusal, TokenSummary};

/// The secret of a device: each has its own.
fn secret(serial: &str) -> Vec<u8> {
    format!("{:-<20}", serial.to_uppercase()).into_bytes()
}

/// A row of a seed file: this serial number, this kind.
fn row(serial: &str, kind: &str) -> String {
    let hex: String = secret(serial).iter().map(|b| format!("{b:02x}")).collect();
    format!("{serial},{kind},{hex}\n")
}

async fn import(ctx: &Context, rows: &str, dry_run: bool) -> Result<Imported, TokenRefusal> {
    let file = SeedText {
        text: Secret::new(format!("serial,type,secret\n{rows}")),
        key: None,
        dry_run,
    };
    let imported = otp_token::import(ctx, &command(ctx), &file).await;
    imported.expect("a database")
}

/// Puts devices with counters into stock.
pub async fn stock(ctx: &Context, serials: &[&str]) {
    let rows: String = serials.iter().map(|serial| row(serial, "hotp")).collect();
    let done = import(ctx, &rows, false).await.expect("a file");
    assert_eq!(done.imported, serials.len() as u64);
}

/// Gives a device to somebody.
pub async fn assign(
    ctx: &Context,
    serial: &str,
    who: &Holder,
    purpose: TokenPurpose,
) -> Result<(), TokenRefusal> {
    let whose = (serial, who.user_id.as_str());
    let assigned = otp_token::assign(ctx, &command(ctx), whose, purpose).await;
    assigned.expect("a database").map(drop)
}

/// The code of a counter, as the device shows it.
pub fn shown(serial: &str, counter: u64) -> String {
    let code = oath::code(&secret(serial), counter, OathHash::Sha1, OathDigits::Six);
    oath::shown(code, OathDigits::Six)
}

/// Puts a device in step by two of its codes.
pub async fn resync(ctx: &Context, serial: &str, first: u64) -> Result<(), TokenRefusal> {
    let codes = (shown(serial, first), shown(serial, first + 1));
    let codes = (codes.0.as_str(), codes.1.as_str());
    let done = otp_token::resync(ctx, &command(ctx), serial, codes).await;
    done.expect("a database")
}

async fn block(ctx: &Context, serial: &str) -> Result<(), TokenRefusal> {
    let done = otp_token::block(ctx, &command(ctx), (serial, "reported lost")).await;
    done.expect("a database")
}

async fn listed(ctx: &Context, user_id: Option<&str>) -> Vec<TokenSummary> {
    let listed = otp_token::list(ctx, user_id, ("", 100)).await;
    listed.expect("a database").expect("an eID")
}

/// What became of a device, and why.
pub async fn state(ctx: &Context, serial: &str) -> (&'static str, Option<String>) {
    let all = listed(ctx, None).await;
    let one = all.into_iter().find(|token| token.serial == serial);
    one.map(|token| (token.state, token.reason))
        .expect("a device")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_seed_file_is_imported_row_by_row_and_only_once() {
    on_both_engines(async |world| {
        let mut rows: String = (0..120).map(|n| row(&format!("FT-{n}"), "hotp")).collect();
        rows.push_str("FT-X,hotp,zz\n");
        rows.push_str(&row("CL-1", "totp"));
        let bad = "device 121: the secret is not hexadecimal";
        let looked = import(&world, &rows, true).await.expect("a file");
        assert_eq!(
            (looked.imported, looked.refused),
            (121, vec![bad.to_owned()])
        );
        assert!(listed(&world, None).await.is_empty(), "a dry run");
        let done = import(&world, &rows, false).await.expect("a file");
        assert_eq!((done.imported, done.refused), (121, vec![bad.to_owned()]));
        assert_eq!(
            count(&world, AuditKind::OtpTokensImported).await,
            3,
            "a chunk each"
        );
        let known = format!("{}{}", row("ft-7", "hotp"), row("NEW-1", "hotp"));
        for dry_run in [true, false] {
            let again = import(&world, &known, dry_run).await.expect("a file");
            let told = "device 1: its serial number is known already".to_owned();
            assert_eq!((again.imported, again.refused), (1, vec![told]));
        }
        let sealed = import(&world, "x", false).await.expect("a file");
        assert_eq!(sealed.imported, 0);
        let kinds: Vec<_> = listed(&world, None).await.iter().map(|t| t.kind).collect();
        assert_eq!(kinds.iter().filter(|kind| **kind == "totp").count(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_device_is_somebodys_until_it_is_blocked() {
    on_both_engines(async |world| {
        use TokenPurpose::{CodeDevice, KeyViewer};
        let holder = mette(&world).await;
        stock(&world, &["FT-1", "FT-2", "FT-3"]).await;
        let other = somebody(&world, "Ola Vik", |new| new.national_id = None).await;
        assert_eq!(
            assign(&world, "FT-9", &holder, KeyViewer).await,
            Err(TokenRefusal::NoSuchToken)
        );
        assert_eq!(
            assign(&world, "FT-1", &other, CodeDevice).await,
            Err(TokenRefusal::NoNationalId)
        );
        assert_eq!(assign(&world, "ft-1", &holder, KeyViewer).await, Ok(()));
        assert_eq!(
            assign(&world, "FT-1", &other, KeyViewer).await,
            Err(TokenRefusal::NotInStock)
        );
        let second = assign(&world, "FT-2", &holder, KeyViewer).await;
        assert_eq!(second, Err(TokenRefusal::HasOne("key-viewer")));
        assert_eq!(assign(&world, "FT-2", &holder, CodeDevice).await, Ok(()));
        assert_eq!(count(&world, AuditKind::OtpTokenAssigned).await, 2);
        let mut browser = Visitor::default();
        browser.log_in(&world, LIBRARY, &holder).await;
        assert_eq!(block(&world, "FT-1").await, Ok(()));
        assert_eq!(block(&world, "FT-1").await, Err(TokenRefusal::NotInUse));
        let silent = [("prompt", "none")];
        let url = redirected(browser.authorize(&world, LIBRARY, &silent).await);
        assert_eq!(error_of(&url), "login_required", "its sessions ended");
        let reason = Some("operator: reported lost".to_owned());
        assert_eq!(state(&world, "FT-1").await, ("blocked", reason));
        assert_eq!(resync(&world, "FT-1", 5).await, Err(TokenRefusal::NotHeld));
        assert_eq!(assign(&world, "FT-3", &holder, KeyViewer).await, Ok(()));
        assert_eq!(listed(&world, Some(&holder.user_id)).await.len(), 3);
        let told = outbox(&world).await.into_iter().filter(|effect| {
            matches!(
                effect,
                EffectKind::NoticeEmail {
                    notice: Notice::TokenBlocked { .. },
                    ..
                }
            )
        });
        assert_eq!(told.count(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_025_two_codes_in_a_row_put_a_device_in_step_once() {
    on_both_engines(async |world| {
        let holder = mette(&world).await;
        stock(&world, &["FT-1"]).await;
        assert_eq!(
            resync(&world, "FT-1", 50).await,
            Err(TokenRefusal::NotHeld),
            "in stock"
        );
        assign(&world, "FT-1", &holder, TokenPurpose::KeyViewer)
            .await
            .expect("assigned");
        assert_eq!(
            resync(&world, "FT-1", 5000).await,
            Err(TokenRefusal::OutOfReach)
        );
        assert_eq!(resync(&world, "FT-1", 50).await, Ok(()));
        assert_eq!(
            resync(&world, "FT-1", 50).await,
            Err(TokenRefusal::OutOfReach),
            "again"
        );
        assert_eq!(
            resync(&world, "FT-1", 51).await,
            Err(TokenRefusal::OutOfReach)
        );
        assert_eq!(resync(&world, "FT-1", 52).await, Ok(()));
        assert_eq!(count(&world, AuditKind::OtpTokenResynced).await, 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unused_device_is_blocked_once_and_its_holder_is_warned_before() {
    on_both_engines(async |world| {
        let holder = mette(&world).await;
        stock(&world, &["FT-1", "FT-2"]).await;
        assign(&world, "FT-1", &holder, TokenPurpose::KeyViewer)
            .await
            .expect("assigned");
        let tend = async || otp_token::tend(&world).await.expect("a database");
        let done = |warned, blocked| Tended { warned, blocked };
        pass(&world, days(669));
        assert_eq!(tend().await, done(0, 0));
        pass(&world, days(1));
        // Two nodes at once: one warning.
        let both = tokio::join!(otp_token::tend(&world), otp_token::tend(&world));
        let warned = both.0.expect("a database").warned + both.1.expect("a database").warned;
        assert_eq!(warned, 1);
        assert_eq!(tend().await, done(0, 0));
        pass(&world, days(59));
        assert_eq!(tend().await, done(0, 0));
        pass(&world, days(1));
        assert_eq!(tend().await, done(0, 1));
        assert_eq!(tend().await, done(0, 0));
        assert_eq!(
            state(&world, "FT-1").await,
            ("blocked", Some("unused".to_owned()))
        );
        assert_eq!(
            state(&world, "FT-2").await.0,
            "stock",
            "nobody's is left alone"
        );
        assert_eq!(count(&world, AuditKind::OtpTokenUnused).await, 1);
        assert_eq!(
            resync(&world, "FT-1", 3).await,
            Ok(()),
            "brought along and in use again"
        );
        assert_eq!(state(&world, "FT-1").await.0, "assigned");
        pass(&world, days(669));
        assert_eq!(tend().await, done(0, 0), "that was a use");
    })
    .await;
}
