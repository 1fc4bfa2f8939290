//! The URLs that only a demo has. They answer on this machine only, and only under its own names,
//! so that no web page elsewhere can read the test people's passwords through the browser.

use super::DemoError;
use super::people::TestPerson;
use super::post::{self, PostBox};
use super::run::Addresses;
use super::seed::FJORDVIK;
use super::state::State as DemoState;
use crate::config::{Config, MailTransport};
use axum::extract::{ConnectInfo, Path, Query, Request, State};
use axum::http::header::{ACCEPT, CONTENT_DISPOSITION, CONTENT_TYPE, HOST};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use lykill_core::id::PersonId;
use lykill_delivery::PostItem;
use lykill_issuer::types::TokenPurpose;
use lykill_operations::{Context, company, demo, person};
use lykill_web::pages::PostItem as Item;
use lykill_web::pages::{
    DemoPerson, DemoPostPage, DemoRecipient, DemoStartPage, Href, PostFile, PostKind, Shown,
};
use lykill_web::{Answered, Extra, Refuse, Visit};
use serde::Deserialize;
use serde_json::json;
use std::net::SocketAddr;
use std::sync::Arc;

/// More people than a demo has.
const PEOPLE_MAX: u32 = 1000;

/// What the demo's routes work with.
pub(super) struct Demo {
    people: Vec<(TestPerson, Option<PersonId>)>,
    post: PostBox,
    addresses: Addresses,
    portal_name: String,
}

impl Demo {
    /// The demo of a data folder, once its people exist.
    pub(super) async fn of(
        config: &Config,
        ctx: &Context,
        state: &DemoState,
        addresses: &Addresses,
    ) -> Result<Self, DemoError> {
        let known = person::list(ctx, PEOPLE_MAX).await?;
        let id_of = |one: &TestPerson| {
            known
                .iter()
                .find(|known| known.user_id == one.user_id)
                .map(|known| known.person)
        };
        let companies = company::list(ctx).await?;
        let portal = companies
            .iter()
            .find(|company| company.id.as_str() == FJORDVIK);
        let mail = match &config.mail.transport {
            MailTransport::Folder(folder) => folder.clone(),
            MailTransport::Smtp { .. } => config.data_dir.join("mail"),
        };
        Ok(Self {
            people: state
                .people
                .iter()
                .map(|one| (one.clone(), id_of(one)))
                .collect(),
            post: PostBox {
                mail,
                cards: config.print.cards.path.clone(),
                letters: config.print.letters.path.clone(),
            },
            addresses: addresses.clone(),
            portal_name: portal
                .map(|company| company.name.to_string())
                .unwrap_or_default(),
        })
    }

    fn person(&self, id: &str) -> Option<&(TestPerson, Option<PersonId>)> {
        self.people.iter().find(|(one, _)| one.id == id)
    }
}

/// The demo's routes, to be added to the front.
pub(super) fn routes(demo: Arc<Demo>) -> Extra {
    let routes = Router::new()
        .route("/", get(start))
        .route("/demo", get(start))
        .route("/demo/people", get(people))
        .route("/demo/post", get(post_of))
        .route("/demo/codes", get(codes_of))
        .route("/demo/post/{item}/{file}", get(file))
        .layer(from_fn(on_this_machine))
        .with_state(demo);
    Extra { routes, home: true }
}

/// Lets only this machine in, under a name that no other site can point at it.
async fn on_this_machine(request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let is_near = peer.is_some_and(|ConnectInfo(peer)| peer.ip().is_loopback());
    let host = request
        .headers()
        .get(HOST)
        .and_then(|host| host.to_str().ok());
    let host = host.or(request.uri().host()).unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    if is_near && matches!(name, "localhost" | "127.0.0.1") {
        next.run(request).await
    } else {
        Refuse::NotFound.into_response()
    }
}

async fn start(State(demo): State<Arc<Demo>>, visit: Visit) -> Answered {
    let shell = visit.shell();
    let person = |(one, _): &(TestPerson, Option<PersonId>)| DemoPerson {
        name: Shown::new(&one.name),
        note: DemoPerson::note(&shell, &one.id),
        user_id: one.user_id.clone(),
        password: one.password.clone(),
        work_email: one.work_email.clone(),
        post: post_href(Some(&one.id)),
    };
    let page = DemoStartPage {
        portal: Href::new(&demo.addresses.portal),
        portal_name: Shown::new(&demo.portal_name),
        post: post_href(None),
        people: demo.people.iter().map(person).collect(),
        shell,
    };
    visit.page(StatusCode::OK, &page)
}

fn post_href(person: Option<&str>) -> Href {
    Href::new(&match person {
        Some(id) => format!("/demo/post?person={id}"),
        None => "/demo/post".to_owned(),
    })
}

async fn people(State(demo): State<Arc<Demo>>) -> Response {
    let people: Vec<&TestPerson> = demo.people.iter().map(|(one, _)| one).collect();
    Json(json!({ "people": people })).into_response()
}

/// Whose post to see; all when nothing is said.
#[derive(Debug, Deserialize)]
struct Whose {
    person: Option<String>,
}

async fn post_of(
    State(demo): State<Arc<Demo>>,
    Query(whose): Query<Whose>,
    headers: HeaderMap,
    visit: Visit,
) -> Answered {
    let person = match whose.person.as_deref() {
        None => None,
        Some(id) => match demo.person(id) {
            Some((_, Some(person))) => Some(*person),
            _ => return Err(Refuse::NotFound),
        },
    };
    let items = demo.post.read(person).await.map_err(unreadable)?;
    if wants_page(&headers) {
        return page(&demo, &visit, whose.person.as_deref(), items).await;
    }
    let mut shown = Vec::with_capacity(items.len());
    for item in &items {
        shown.push(post::as_json(visit.ctx(), &demo.addresses, item).await);
    }
    Ok(Json(json!({ "post": shown })).into_response())
}

/// What the devices of a person show, as a program asks for it.
async fn codes_of(
    State(demo): State<Arc<Demo>>,
    Query(whose): Query<Whose>,
    visit: Visit,
) -> Answered {
    let person = whose.person.as_deref().and_then(|id| demo.person(id));
    let Some((_, Some(person))) = person else {
        return Err(Refuse::NotFound);
    };
    let shown = demo::shown_codes(visit.ctx(), *person).await?;
    let shown = shown.iter().map(
        |one| json!({ "serial": one.serial, "purpose": one.purpose.word(), "code": one.code }),
    );
    Ok(Json(json!({ "codes": shown.collect::<Vec<_>>() })).into_response())
}

/// The devices of a person, as if they lay on top of the post.
async fn devices(demo: &Demo, visit: &Visit, whose: Option<&str>) -> Result<Vec<Item>, Refuse> {
    let Some((one, Some(person))) = whose.and_then(|id| demo.person(id)) else {
        return Ok(Vec::new());
    };
    let shown = demo::shown_codes(visit.ctx(), *person).await?;
    let item = |shown: demo::ShownCode| Item {
        kind: match shown.purpose {
            TokenPurpose::KeyViewer => PostKind::KeyViewer,
            TokenPurpose::CodeDevice => PostKind::CodeDevice,
        },
        to: Shown::new(&one.name),
        at: visit.civil(visit.ctx().now()),
        subject: Shown::new(&shown.serial),
        text: shown.code,
        attachments: Vec::new(),
        keys: Vec::new(),
    };
    Ok(shown.into_iter().map(item).collect())
}

fn unreadable(error: std::io::Error) -> Refuse {
    tracing::error!(%error, "the post cannot be read");
    Refuse::Broken("the post cannot be read")
}

/// Browsers ask for HTML by name; programs get JSON.
fn wants_page(headers: &HeaderMap) -> bool {
    let accepted = headers.get(ACCEPT).and_then(|accept| accept.to_str().ok());
    accepted.is_some_and(|accept| accept.contains("text/html"))
}

async fn page(demo: &Demo, visit: &Visit, whose: Option<&str>, items: Vec<PostItem>) -> Answered {
    let recipient = |id: Option<&str>, name: Option<&str>| DemoRecipient {
        name: name.map(Shown::new),
        href: post_href(id),
        current: id == whose,
    };
    let one = |(one, _): &(TestPerson, Option<PersonId>)| recipient(Some(&one.id), Some(&one.name));
    let mut shown = devices(demo, visit, whose).await?;
    for item in items.iter().rev() {
        shown.push(post_item(visit, item).await);
    }
    let page = DemoPostPage {
        shell: visit.shell(),
        people: std::iter::once(recipient(None, None))
            .chain(demo.people.iter().map(one))
            .collect(),
        items: shown,
        back: Href::new("/demo"),
        reload: post_href(whose),
    };
    visit.page(StatusCode::OK, &page)
}

async fn post_item(visit: &Visit, item: &PostItem) -> Item {
    let keys = match item.card {
        Some(card) => post::keys(visit.ctx(), card).await.expose().clone(),
        None => Vec::new(),
    };
    let file = |file: &lykill_delivery::PostFile| PostFile {
        name: Shown::new(&file.name),
        href: Href::new(&post::file_path(item, &file.name)),
    };
    Item {
        kind: match item.kind {
            lykill_delivery::PostKind::Email => PostKind::Email,
            lykill_delivery::PostKind::Sms => PostKind::Sms,
            lykill_delivery::PostKind::Letter => PostKind::Letter,
            lykill_delivery::PostKind::KeyCard => PostKind::KeyCard,
        },
        to: Shown::new(&item.to),
        at: visit.civil(item.at),
        subject: Shown::new(&item.subject),
        text: item.text.clone(),
        attachments: item.attachments.iter().map(file).collect(),
        keys,
    }
}

async fn file(
    State(demo): State<Arc<Demo>>,
    Path((item, name)): Path<(String, String)>,
) -> Answered {
    let items = demo.post.read(None).await.map_err(unreadable)?;
    let item = items.into_iter().find(|known| known.id.to_string() == item);
    let file = item.and_then(|item| item.attachments.into_iter().find(|file| file.name == name));
    let Some(file) = file else {
        return Err(Refuse::NotFound);
    };
    let bytes = tokio::fs::read(&file.path).await.map_err(unreadable)?;
    let headers = [
        (CONTENT_TYPE, file.content_type),
        (
            CONTENT_DISPOSITION,
            format!("inline; filename=\"{}\"", file.name),
        ),
    ];
    Ok((headers, bytes).into_response())
}
