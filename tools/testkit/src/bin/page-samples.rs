//! Serves every page in every state and language, with its static files, on loopback until
//! standard input ends: what the pictures of `cargo xtask shots` are made of. The first line of
//! standard output says where:
//! `{"address":"127.0.0.1:…","pages":[{"page","state","lang","path"}]}`.

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use lykill_web::pages::{FILES, all_samples};
use lykill_web::words::Lang;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::error::Error;
use std::io::{self, Write as _};
use std::sync::Arc;

type Outcome<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;
/// Media type and content, by path.
type Site = HashMap<String, (&'static str, Vec<u8>)>;

fn main() -> Outcome {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(serve())
}

async fn serve() -> Outcome {
    let (site, pages) = site()?;
    let router = axum::Router::new()
        .fallback(answer)
        .with_state(Arc::new(site));
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = listener.local_addr()?.to_string();
    let mut out = io::stdout();
    writeln!(out, "{}", json!({ "address": address, "pages": pages }))?;
    out.flush()?;
    let end = || io::copy(&mut io::stdin().lock(), &mut io::sink()).map(drop);
    tokio::select! {
        served = async { axum::serve(listener, router).await } => Ok(served?),
        ended = tokio::task::spawn_blocking(end) => Ok(ended??),
    }
}

fn site() -> Outcome<(Site, Vec<Value>)> {
    let (mut site, mut pages) = (Site::new(), Vec::new());
    for file in &FILES {
        let path = format!("/static/{}", file.name);
        site.insert(path, (file.content_type, file.bytes.to_vec()));
    }
    for lang in Lang::ALL {
        for (page, state, html) in all_samples(lang)? {
            let path = format!("/{}/{page}/{state}", lang.tag());
            let row = json!({ "page": page, "state": state, "lang": lang.tag(), "path": path });
            pages.push(row);
            site.insert(path, ("text/html; charset=utf-8", html.into_bytes()));
        }
    }
    Ok((site, pages))
}

async fn answer(State(site): State<Arc<Site>>, uri: Uri) -> Response {
    match site.get(uri.path()) {
        Some((kind, content)) => ([(CONTENT_TYPE, *kind)], content.clone()).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
