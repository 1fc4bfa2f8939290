//! Pushed authorization requests: once, for a minute, for the client that pushed.

use crate::world::*;
use lykill_oauth::types::PageError;
use lykill_operations::answer::JsonAnswer;
use lykill_operations::authorize::{self, AuthorizeAnswer};
use lykill_operations::{Context, push};
use serde_json::json;

pub async fn push(ctx: &Context, service: Service, more: &[(&str, &str)]) -> JsonAnswer {
    let query = request(service, &[]);
    let standard: Vec<_> = url::form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect();
    let standard: Vec<_> = standard
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let call = client_call(service, &standard, more);
    let answer = push::answer(ctx, &command(ctx), call).await;
    answer.expect("a database")
}

#[track_caller]
pub fn reference(answer: &JsonAnswer) -> String {
    assert_eq!(answer.status, 201, "{}", answer.body);
    assert_eq!(answer.body["expires_in"], 60);
    let uri = answer.body["request_uri"].as_str().expect("a reference");
    assert!(uri.starts_with("urn:ietf:params:oauth:request_uri:"));
    uri.to_owned()
}

fn reference_query(client: &str, uri: &str) -> String {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.append_pair("client_id", client);
    form.append_pair("request_uri", uri);
    form.finish()
}

/// The browser brings a reference, and whatever else its owner adds.
pub async fn bring(
    ctx: &Context,
    visitor: &mut Visitor,
    (client, uri): (&str, &str),
    more: &str,
) -> AuthorizeAnswer {
    let query = format!("{}{more}", reference_query(client, uri));
    let answer = authorize::start(ctx, &visitor.call(ctx), &query, &visitor.browser).await;
    let answer = answer.expect("a database");
    if let AuthorizeAnswer::Login(_, cookies) | AuthorizeAnswer::Return(_, cookies) = &answer {
        visitor.keep(cookies.clone());
    }
    answer
}

#[track_caller]
pub fn unknown(answer: &AuthorizeAnswer) {
    let is_page = matches!(answer, AuthorizeAnswer::Page(PageError::RequestUnknown));
    assert!(is_page, "{answer:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pushed_request_leads_to_a_code() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let bound = json!({ "require_pushed_authorization_requests": true });
        KEEPER.register(ctx, bound).await;
        let mut visitor = Visitor::default();
        let refused = redirected(visitor.authorize(ctx, KEEPER, &[]).await);
        assert_eq!(error_of(&refused), "invalid_request");
        let uri = reference(&push(ctx, KEEPER, &[("state", "pushed")]).await);
        // What the browser's owner changes has no effect.
        let outside = "&state=changed&scope=openid&redirect_uri=https%3A%2F%2Fevil.example%2F";
        let answer = bring(ctx, &mut visitor, ("keeper", &uri), outside).await;
        let AuthorizeAnswer::Login(login, _) = answer else {
            panic!("{answer:?}");
        };
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        let typed = (holder.user_id.as_str(), holder.password.as_str());
        visitor.password(ctx, login, typed).await;
        let url = returned(visitor.right_key(ctx, login).await);
        assert!(url.starts_with(KEEPER.redirect), "{url}");
        assert_eq!(param(&url, "state").as_deref(), Some("pushed"));
        let tokens = redeem(ctx, KEEPER, &code_of(&url)).await;
        assert_eq!(tokens.body["scope"], "openid profile");
        // A session answers a pushed request, too.
        let uri = reference(&push(ctx, KEEPER, &[]).await);
        let answer = bring(ctx, &mut visitor, ("keeper", &uri), "").await;
        code_of(&redirected(answer));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_098_a_reference_is_good_once_for_a_minute_for_its_client() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let mut visitor = Visitor::default();
        let uri = reference(&push(ctx, LIBRARY, &[]).await);
        unknown(&bring(ctx, &mut visitor, ("bank", &uri), "").await);
        let answer = bring(ctx, &mut visitor, ("library", &uri), "").await;
        assert!(matches!(answer, AuthorizeAnswer::Login(..)), "{answer:?}");
        unknown(&bring(ctx, &mut visitor, ("library", &uri), "").await);
        for (age, good) in [(59, true), (60, false)] {
            let uri = reference(&push(ctx, LIBRARY, &[]).await);
            pass(&world, seconds(age));
            let answer = bring(ctx, &mut visitor, ("library", &uri), "").await;
            match good {
                true => assert!(matches!(answer, AuthorizeAnswer::Login(..)), "{answer:?}"),
                false => unknown(&answer),
            }
        }
    })
    .await;
}

/// What was right when it was pushed may be so no longer when it is brought.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_098_a_reference_of_a_service_that_moved_leads_nowhere() {
    let world = World::sqlite().await;
    let mut visitor = Visitor::default();
    let uri = reference(&push(&world, LIBRARY, &[]).await);
    let there = LIBRARY.redirect;
    let moved = format!("update client set body = replace(body, '{there}', '{there}/new')");
    tamper(&world, &moved);
    let answer = bring(&world, &mut visitor, ("library", &uri), "").await;
    assert!(matches!(answer, AuthorizeAnswer::Page(_)), "{answer:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_098_a_hundred_browsers_use_a_reference_once() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let uri = reference(&push(ctx, LIBRARY, &[]).await);
        let answers = crowd(100, |_| {
            let (ctx, uri) = (ctx.clone(), uri.clone());
            async move { bring(&ctx, &mut Visitor::default(), ("library", &uri), "").await }
        });
        let answers = answers.await;
        let began = |answer: &&AuthorizeAnswer| matches!(answer, AuthorizeAnswer::Login(..));
        assert_eq!(answers.iter().filter(began).count(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_098_who_may_not_push_is_refused_and_nothing_is_fetched() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let public = json!({ "token_endpoint_auth_method": "none", "client_secret": null });
        APP.register(ctx, public).await;
        let wrong = Service {
            secret: "wrong-secret-0123456789",
            ..LIBRARY
        };
        for service in [APP, wrong] {
            let answer = push(ctx, service, &[]).await;
            assert_eq!(
                (answer.status, token_error(&answer).as_str()),
                (401, "invalid_client")
            );
        }
        let mut visitor = Visitor::default();
        for uri in ["http://169.254.169.254/", "https://library.example/request"] {
            let pushed = push(ctx, LIBRARY, &[("request_uri", uri)]).await;
            assert_eq!(token_error(&pushed), "invalid_request");
            let url = redirected(
                visitor
                    .authorize(ctx, LIBRARY, &[("request_uri", uri)])
                    .await,
            );
            assert_eq!(error_of(&url), "request_uri_not_supported");
        }
        let elsewhere = [("redirect_uri", "https://evil.example/")];
        let pushed = push(ctx, LIBRARY, &elsewhere).await;
        assert_eq!(token_error(&pushed), "invalid_request");
    })
    .await;
}
