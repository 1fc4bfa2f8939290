//! The listener against callers who abuse HTTP/2, frame by frame (RFC 9113).

#![expect(clippy::disallowed_methods, reason = "what is slow is measured")]

use super::listener::{answer, from, honest, place};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const GOAWAY: u8 = 7;
const CONTINUATION: u8 = 9;
const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;
/// `ENHANCE_YOUR_CALM`.
const CALM: u8 = 0xb;

fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    let mut bytes = length[1..].to_vec();
    bytes.extend([kind, flags]);
    bytes.extend(stream.to_be_bytes());
    bytes.extend(payload);
    bytes
}

/// GET `path`, packed without a dynamic table.
fn get(path: &str) -> Vec<u8> {
    let mut block = vec![0x82, 0x86, 0x41, 1, b'x', 0x04];
    block.push(u8::try_from(path.len()).unwrap());
    block.extend(path.as_bytes());
    block
}

async fn speak(to: std::net::SocketAddr) -> TcpStream {
    let mut stream = from([127, 0, 0, 3], to).await;
    let opening = [PREFACE.to_vec(), frame(SETTINGS, 0, 0, &[])].concat();
    stream.write_all(&opening).await.unwrap();
    stream
}

/// The frames of an answer: kind, stream, payload.
fn frames(mut bytes: &[u8]) -> Vec<(u8, u32, Vec<u8>)> {
    let mut all = Vec::new();
    while let Some((head, rest)) = bytes.split_first_chunk::<9>() {
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        let stream = u32::from_be_bytes([head[5], head[6], head[7], head[8]]);
        let length = usize::try_from(length).unwrap().min(rest.len());
        all.push((head[3], stream, rest[..length].to_vec()));
        bytes = &rest[length..];
    }
    all
}

fn is_calm(all: &[(u8, u32, Vec<u8>)]) -> bool {
    all.iter()
        .any(|(kind, _, payload)| *kind == GOAWAY && payload.get(7) == Some(&CALM))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_194_a_rapid_reset_ends_the_connection() {
    let place = place(1000).await;
    let mut stream = speak(place.address).await;
    let mut flood = Vec::new();
    for number in 0..10_000 {
        let id = number * 2 + 1;
        flood.extend(frame(
            HEADERS,
            END_HEADERS | END_STREAM,
            id,
            &get("/for-ever"),
        ));
        flood.extend(frame(RST_STREAM, 0, id, &[0, 0, 0, 8]));
    }
    let began = Instant::now();
    let _cut_off = stream.write_all(&flood).await;
    let (bytes, ended) = answer(&mut stream, Duration::from_secs(5)).await;
    assert!(ended, "the connection stays open");
    assert!(
        bytes.is_empty() || is_calm(&frames(&bytes)),
        "{:?}",
        frames(&bytes)
    );
    assert!(
        began.elapsed() < Duration::from_secs(3),
        "{:?}",
        began.elapsed()
    );
    assert!(place.seen.most.load(Ordering::SeqCst) <= 64);
    assert!(
        honest([127, 0, 0, 2], place.address)
            .await
            .ends_with("0 bytes")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_194_endless_continuations_end_the_connection() {
    let place = place(1000).await;
    let mut stream = speak(place.address).await;
    let mut flood = frame(HEADERS, END_STREAM, 1, &get("/"));
    for _ in 0..20_000 {
        // A literal header "a: b" that is not remembered.
        flood.extend(frame(CONTINUATION, 0, 1, &[0, 1, b'a', 1, b'b']));
    }
    let _cut_off = stream.write_all(&flood).await;
    let (bytes, ended) = answer(&mut stream, Duration::from_secs(5)).await;
    assert!(ended, "the connection stays open: {:?}", frames(&bytes));
    assert!(
        honest([127, 0, 0, 2], place.address)
            .await
            .ends_with("0 bytes")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_194_a_megabyte_of_headers_reaches_no_handler() {
    let place = place(1000).await;
    let mut stream = speak(place.address).await;
    let mut flood = frame(HEADERS, END_STREAM, 1, &get("/smuggled"));
    // 64 values of 16 000 bytes: a length of two bytes and more after the prefix 127.
    let value = [&[0, 1, b'a', 0x7f, 0x81, 0x7c][..], &[b'v'; 16_000]].concat();
    for number in 0..64 {
        let flags = if number == 63 { END_HEADERS } else { 0 };
        flood.extend(frame(CONTINUATION, flags, 1, &value));
    }
    let _cut_off = stream.write_all(&flood).await;
    let (bytes, _) = answer(&mut stream, Duration::from_secs(2)).await;
    let told = frames(&bytes);
    let refused = told
        .iter()
        .any(|(kind, _, _)| [HEADERS, RST_STREAM, GOAWAY].contains(kind));
    assert!(refused || bytes.is_empty(), "{told:?}");
    assert_eq!(place.seen.smuggled.load(Ordering::SeqCst), 0);
    assert!(
        honest([127, 0, 0, 2], place.address)
            .await
            .ends_with("0 bytes")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_194_no_more_than_64_streams_run_at_once() {
    let place = place(1000).await;
    let mut stream = speak(place.address).await;
    let mut flood = Vec::new();
    for number in 0..200 {
        let id = number * 2 + 1;
        flood.extend(frame(
            HEADERS,
            END_HEADERS | END_STREAM,
            id,
            &get("/for-ever"),
        ));
    }
    let _cut_off = stream.write_all(&flood).await;
    let (bytes, _) = answer(&mut stream, Duration::from_secs(2)).await;
    let most = place.seen.most.load(Ordering::SeqCst);
    assert!((1..=64).contains(&most), "{most}");
    let refused = frames(&bytes)
        .iter()
        .filter(|(kind, _, _)| *kind == RST_STREAM || *kind == GOAWAY)
        .count();
    assert!(refused >= 136, "{refused}: the others are told");
    assert!(
        honest([127, 0, 0, 2], place.address)
            .await
            .ends_with("0 bytes")
    );
}
