//! Answers that are posted: the same fields, by a form.

use crate::world::*;
use lykill_operations::answer::{Leave, ServicePost, StepAnswer};
use lykill_operations::authorize::AuthorizeAnswer;
use lykill_operations::login;
use serde_json::json;

const MODE: [(&str, &str); 1] = [("response_mode", "form_post")];

#[track_caller]
fn posted(leave: Leave) -> ServicePost {
    match leave {
        Leave::Post(post) => *post,
        other => panic!("a form expected, got {other:?}"),
    }
}

fn field(post: &ServicePost, name: &str) -> Option<String> {
    let mut fields = post.form.fields.iter();
    let found = fields.find(|(known, _)| *known == name);
    found.map(|(_, value)| value.clone())
}

#[track_caller]
fn goes_to_the_library(post: &ServicePost) {
    assert_eq!(post.form.action.as_str(), LIBRARY.redirect);
    assert_eq!(post.form_action, "https://library.example");
    assert_eq!(field(post, "state").as_deref(), Some("a-state"));
    assert_eq!(field(post, "iss").as_deref(), Some("https://id.example"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_is_posted_after_a_login_and_by_a_session() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        let mut visitor = Visitor::default();
        let answer = visitor.authorize(ctx, LIBRARY, &MODE).await;
        let AuthorizeAnswer::Login(login, _) = answer else {
            panic!("{answer:?}");
        };
        let typed = (holder.user_id.as_str(), holder.password.as_str());
        visitor.password(ctx, login, typed).await;
        let answer = visitor.right_key(ctx, login).await;
        let StepAnswer::Return(leave, _) = answer else {
            panic!("{answer:?}");
        };
        let post = posted(leave);
        goes_to_the_library(&post);
        let code = field(&post, "code").expect("a code");
        claims(&redeem(ctx, LIBRARY, &code).await);
        let answer = visitor.authorize(ctx, LIBRARY, &MODE).await;
        let AuthorizeAnswer::Return(leave, _) = answer else {
            panic!("{answer:?}");
        };
        let post = posted(leave);
        goes_to_the_library(&post);
        assert!(field(&post, "code").is_some());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn errors_are_posted_too() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let mut visitor = Visitor::default();
        for (name, value, error) in [
            ("scope", "profile", "invalid_scope"),
            ("response_type", "token", "unsupported_response_type"),
            ("prompt", "none", "login_required"),
        ] {
            let more = [MODE[0], (name, value)];
            let answer = visitor.authorize(ctx, LIBRARY, &more).await;
            let AuthorizeAnswer::Return(leave, _) = answer else {
                panic!("{answer:?}");
            };
            let post = posted(leave);
            goes_to_the_library(&post);
            assert_eq!(field(&post, "error").as_deref(), Some(error));
        }
        let answer = visitor.authorize(ctx, LIBRARY, &MODE).await;
        let AuthorizeAnswer::Login(login, _) = answer else {
            panic!("{answer:?}");
        };
        let answer = login::cancel(ctx, login, &visitor.browser).await;
        let StepAnswer::Return(leave, _) = answer.expect("a database") else {
            panic!("no way back");
        };
        let post = posted(leave);
        goes_to_the_library(&post);
        assert_eq!(field(&post, "error").as_deref(), Some("access_denied"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_form_is_posted_to_an_app() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let app = Service {
            redirect: "com.example.app:/callback",
            ..APP
        };
        let metadata = json!({
            "application_type": "native",
            "token_endpoint_auth_method": "none",
            "client_secret": null,
            "post_logout_redirect_uris": [],
        });
        app.register(ctx, metadata).await;
        let url = redirected(Visitor::default().authorize(ctx, app, &MODE).await);
        assert_eq!(error_of(&url), "invalid_request");
    })
    .await;
}
