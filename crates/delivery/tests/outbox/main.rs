//! The outbox, drained for real: rows in a database, a mail server that is not ours, PDFs read
//! back by Poppler.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests stop at the first surprise"
)]

/// Each of these checks as a test on SQLite and one on PostgreSQL.
macro_rules! on_both {
    ($($check:ident,)*) => {$(
        mod $check {
            use crate::rig::Rig;

            #[tokio::test]
            async fn on_sqlite() {
                super::$check(Rig::on_sqlite().await).await;
            }

            #[tokio::test]
            async fn on_postgres() {
                super::$check(Rig::on_postgres().await).await;
            }
        }
    )*};
}

mod logout;
mod mail_server;
mod overtaken;
mod paper;
mod rig;
mod service;
mod sms;
mod smtp;
mod worker;
