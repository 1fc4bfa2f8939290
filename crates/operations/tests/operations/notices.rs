//! Who is told in which way.

use crate::world::*;
use lykill_core::EffectKind;
use lykill_operations::{Context, Settings};
use std::sync::Arc;

/// The words of the notices that wait.
async fn waiting(ctx: &Context) -> Vec<&'static str> {
    let rows = outbox(ctx).await;
    let words = rows.iter().map(EffectKind::word);
    words.filter(|word| word.starts_with("notice")).collect()
}

/// The words of the new ones: how the first login from a new browser is told.
async fn told(ctx: &Context, email: Option<&str>, phone: Option<&str>) -> Vec<&'static str> {
    let before = waiting(ctx).await;
    let holder = somebody(ctx, "Ola Vik", |new| {
        new.email = email.map(str::to_owned);
        new.phone = phone.map(str::to_owned);
    })
    .await;
    Visitor::default().log_in(ctx, LIBRARY, &holder).await;
    let mut new = waiting(ctx).await;
    for word in before {
        let place = new.iter().position(|other| *other == word);
        new.remove(place.expect("what waited before"));
    }
    new
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_has_a_telephone_and_no_address_is_told_by_sms_where_there_is_a_gateway() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let (email, phone) = (Some("ola@post.example"), Some("+47 99 99 99 99"));
        assert_eq!(told(ctx, email, phone).await, ["notice-email"]);
        assert_eq!(told(ctx, None, phone).await, ["notice-sms"]);
        assert!(told(ctx, None, None).await.is_empty());
        let without = &Context {
            settings: Arc::new(Settings {
                sms: false,
                ..ctx.settings.as_ref().clone()
            }),
            ..ctx.clone()
        };
        assert!(told(without, None, phone).await.is_empty());
    })
    .await;
}
