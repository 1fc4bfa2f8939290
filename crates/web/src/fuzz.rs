//! Doors for the fuzz targets: the parsers of what a browser or proxy sends, one function each.
//! Nothing that is shipped calls them.

use crate::cookies::Names;
use crate::form::Typed;
use crate::language;
use crate::peer::Proxies;
use axum::extract::ConnectInfo;
use axum::http::header::{ACCEPT_LANGUAGE, COOKIE, HeaderName};
use axum::http::{Extensions, HeaderMap, HeaderValue};
use ipnet::IpNet;
use lykill_core::Language;
use lykill_operations::Browser;
use std::net::{IpAddr, SocketAddr};

/// The fields of a posted form, in their order; none when the form is refused.
pub fn form(body: &[u8]) -> Option<Vec<(String, String)>> {
    Typed::parse(body).ok().map(|typed| typed.fields())
}

/// What the cookies of these header lines are worth, with the names of https or of plain http.
pub fn cookies(lines: &[&[u8]], secure: bool) -> Browser {
    Names::of(secure).read(&headers(COOKIE, lines))
}

/// The language that an `Accept-Language` header prefers among ours.
pub fn accept_language(line: &[u8]) -> Option<Language> {
    language::preferred(&headers(ACCEPT_LANGUAGE, &[line]))
}

/// The language that a query chooses.
pub fn language_of_query(query: &str) -> Option<Language> {
    language::of_query(Some(query))
}

/// Who called, when `remote` sent these lines of `X-Forwarded-For`.
pub fn caller(remote: IpAddr, lines: &[&[u8]], proxies: &[IpNet]) -> Option<IpAddr> {
    let mut extensions = Extensions::new();
    extensions.insert(ConnectInfo(SocketAddr::new(remote, 4711)));
    let headers = headers(HeaderName::from_static("x-forwarded-for"), lines);
    Proxies(proxies.to_vec()).caller(&extensions, &headers).ok()
}

/// Lines that no HTTP message can hold are left out, as hyper would have refused them.
fn headers(name: HeaderName, lines: &[&[u8]]) -> HeaderMap {
    let values = lines
        .iter()
        .filter_map(|line| HeaderValue::from_bytes(line).ok());
    values
        .map(|value| (name.clone(), value))
        .fold(HeaderMap::new(), |mut all, (name, value)| {
            all.append(name, value);
            all
        })
}
