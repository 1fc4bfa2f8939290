//! Who calls, and from where a service may be used.

use crate::world::*;
use ipnet::IpNet;
use lykill_broker::types::RefusedReason;
use lykill_operations::answer::StepView;
use lykill_operations::authorize::AuthorizeAnswer;
use lykill_operations::{Context, call, login};
use serde_json::json;
use std::net::IpAddr;

fn ip(text: &str) -> IpAddr {
    text.parse().expect("an address")
}

fn nets(texts: &[&str]) -> Vec<IpNet> {
    texts
        .iter()
        .map(|text| text.parse().expect("a network"))
        .collect()
}

#[test]
fn case_046_a_header_from_a_stranger_changes_nothing() {
    let stranger = ip("198.51.100.9");
    for turn in 0..10_000_u32 {
        let header = format!("10.{}.{}.1", turn / 250, turn % 250);
        assert_eq!(
            call::peer(stranger, Some(&header), &nets(&["10.0.0.0/8"])),
            stranger
        );
    }
}

#[test]
fn case_046_what_cannot_be_read_in_the_header_is_ignored() {
    let (proxy, trusted) = (ip("10.0.0.1"), nets(&["10.0.0.0/8"]));
    let huge = "203.0.113.5, ".repeat(80_000);
    let odd = [
        "",
        "a",
        "::",
        "0.0.0.0",
        ",,,",
        "203.0.113.5\r\nX: y",
        "[::1",
        "١٢٧.0.0.1",
        &huge,
    ];
    for header in odd {
        let found = call::peer(proxy, Some(header), &trusted);
        assert_eq!(found, proxy, "{:?}", header.get(..20).unwrap_or(header));
    }
    assert_eq!(call::peer(proxy, None, &trusted), proxy);
}

#[test]
fn case_047_the_right_most_stranger_is_the_caller() {
    let (proxy, trusted) = (ip("10.0.0.1"), nets(&["10.0.0.0/8"]));
    let header = Some("192.0.2.66, 203.0.113.5, 10.0.0.7");
    assert_eq!(call::peer(proxy, header, &trusted), ip("203.0.113.5"));
    let mapped = ip("::ffff:10.0.0.1");
    assert_eq!(call::peer(mapped, header, &trusted), ip("203.0.113.5"));
}

const INSIDE: Service = Service {
    id: "inside",
    secret: "inside-secret-0123456789",
    redirect: "https://inside.example/callback",
};

async fn at(ctx: &Context, peer: Option<&str>, holder: &Holder) -> Result<String, RefusedReason> {
    let mut visitor = Visitor {
        peer: peer.map(ip),
        ..Visitor::default()
    };
    let login = match visitor.authorize(ctx, INSIDE, &[]).await {
        AuthorizeAnswer::Login(login, _) => login,
        other => panic!("{other:?}"),
    };
    if let StepView::Refused(refused) = visitor.step(ctx, login).await {
        let back = login::cancel(ctx, login, &visitor.browser)
            .await
            .expect("a database");
        assert_eq!(error_of(&returned(back)), "access_denied");
        return Err(refused.reason);
    }
    visitor
        .password(ctx, login, (&holder.user_id, PASSWORD))
        .await;
    Ok(code_of(&returned(visitor.right_key(ctx, login).await)))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_070_a_service_is_used_from_its_networks_only() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let rules = json!({"lykill_networks": {
            "allow": ["192.0.2.0/24", "2001:db8:1::/48"],
            "deny": ["192.0.2.66"],
        }});
        INSIDE.register(ctx, rules).await;
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        for good in ["192.0.2.1", "::ffff:192.0.2.1", "2001:db8:1::5"] {
            assert!(at(ctx, Some(good), &holder).await.is_ok(), "{good}");
        }
        let bad = [
            "192.0.2.66",
            "::ffff:192.0.2.66",
            "198.51.100.1",
            "2001:db8:2::5",
            "::ffff:198.51.100.1",
        ];
        for bad in bad {
            assert_eq!(
                at(ctx, Some(bad), &holder).await,
                Err(RefusedReason::Network),
                "{bad}"
            );
        }
        assert_eq!(at(ctx, None, &holder).await, Err(RefusedReason::Network));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_070_a_network_that_changes_on_the_way_is_looked_at_again() {
    on_both_engines(async |world| {
        let ctx = &*world;
        INSIDE
            .register(ctx, json!({"lykill_networks": {"allow": ["192.0.2.0/24"]}}))
            .await;
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        let mut visitor = Visitor {
            peer: Some(ip("192.0.2.1")),
            ..Visitor::default()
        };
        let login = visitor.until_key(ctx, INSIDE, &holder).await;
        visitor.peer = Some(ip("198.51.100.1"));
        visitor.right_key(ctx, login).await;
        let StepView::Refused(refused) = visitor.step(ctx, login).await else {
            panic!("the network at the last step counts");
        };
        assert_eq!(refused.reason, RefusedReason::Network);
        // The session that began does not open the service from outside, nor silently.
        let silent = visitor.authorize(ctx, INSIDE, &[("prompt", "none")]).await;
        assert_eq!(error_of(&redirected(silent)), "access_denied");
        let login = visitor.begin(ctx, INSIDE).await;
        assert!(matches!(
            visitor.step(ctx, login).await,
            StepView::Refused(_)
        ));
        visitor.peer = Some(ip("192.0.2.1"));
        code_of(&redirected(visitor.authorize(ctx, INSIDE, &[]).await));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_070_linking_from_a_forbidden_network_makes_no_link() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let office = Service {
            id: "office",
            redirect: "https://office.example/callback",
            ..INSIDE
        };
        office
            .register(
                ctx,
                json!({
                    "lykill_company": COMPANY,
                    "lykill_require_linked_email": true,
                    "lykill_networks": {"allow": ["192.0.2.0/24"]},
                }),
            )
            .await;
        let mette = mette(ctx).await;
        let mut visitor = Visitor {
            peer: Some(ip("192.0.2.1")),
            ..Visitor::default()
        };
        let login = visitor.log_in(ctx, office, &mette).await;
        visitor.send(ctx, login).await;
        visitor.peer = Some(ip("198.51.100.1"));
        visitor.code(ctx, login, &mailed_code(ctx).await).await;
        let StepView::Refused(refused) = visitor.step(ctx, login).await else {
            panic!("the network is looked at when the link is made");
        };
        assert_eq!(refused.reason, RefusedReason::Network);
        let links = lykill_operations::link::list(ctx, Default::default()).await;
        assert!(links.expect("a database").is_empty());
    })
    .await;
}
