//! Devices that show one-time codes, and telephones, with which people of a deployment log in.

use super::{Person, World};
use lykill_core::Secret;
use lykill_issuer::types::TokenPurpose;
use lykill_operations::order::Asked;
use lykill_operations::otp_token::{self, SeedText};
use lykill_operations::{demo, pin_letter};
use std::collections::BTreeMap;
use std::time::Duration;

impl World {
    /// Imports a device and gives it to somebody.
    pub async fn give_device(&self, person: &Person, serial: &str, purpose: TokenPurpose) {
        // Each device has a secret of its own.
        let bytes = format!("{serial:-<20}").into_bytes();
        let secret: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let file = SeedText {
            text: Secret::new(format!("serial,type,secret\n{serial},hotp,{secret}\n")),
            key: None,
            dry_run: false,
        };
        let imported = otp_token::import(&self.ctx, &self.call(), &file).await;
        assert_eq!(imported.unwrap().unwrap().imported, 1);
        let whose = (serial, person.user_id.as_str());
        let assigned = otp_token::assign(&self.ctx, &self.call(), whose, purpose).await;
        assigned.unwrap().unwrap();
    }

    /// Orders a letter of codes for somebody and waits for it: its codes by their numbers.
    pub async fn give_letter(&self, person: &Person) -> BTreeMap<u16, String> {
        let asked = Asked::default();
        let call = self.call();
        let ordered = pin_letter::order(&self.ctx, &call, &person.user_id, asked).await;
        ordered.unwrap().unwrap();
        self.printer().pin_letter(&person.name).await
    }

    /// The code of the count-th text message, once it is there.
    pub async fn texted_code(&self, count: usize) -> String {
        let folder = self.folder().join("texts");
        loop {
            let texts = lykill_delivery::post::read(&[&folder]).unwrap_or_default();
            if let Some(text) = texts.get(count - 1) {
                let (_, code) = text.text.rsplit_once('#').unwrap();
                return code.to_owned();
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// What somebody's device of a kind shows next.
    pub async fn code_on(&self, person: &Person, purpose: TokenPurpose) -> String {
        let shown = demo::shown_codes(&self.ctx, person.id).await.unwrap();
        let one = shown.into_iter().find(|one| one.purpose == purpose);
        one.unwrap().code
    }
}
