//! Discovery and keys, beside one bare JSON route of axum that answers with the same document.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;

use super::load::{cpu_while, together};
use crate::beside::Beside;
use crate::http::{Connection, request};
use crate::run::{Failure, Outcome, failed_to};

/// Connections at once.
const CALLERS: usize = 8;

/// Requests per CPU second: ours, and the bare route's.
#[derive(Debug, Clone, Copy)]
pub struct Rates {
    /// Of the server.
    pub ours: f64,
    /// Of the bare route.
    pub bare: f64,
}

/// Asks both for the document so many times, one after the other.
pub fn measure(
    server: (SocketAddr, u32),
    limit: &Path,
    (path, document): (&str, &Path),
    count: usize,
) -> Outcome<Rates> {
    let bare = Beside::start(Command::new(limit).arg("json").arg(document))?;
    let address = bare.text("address")?.parse::<SocketAddr>();
    let address = address.map_err(failed_to("find the bare route"))?;
    let get = |path: &str, address: SocketAddr| {
        let accept = [("accept", "*/*")];
        request(("GET", path), &address.to_string(), &accept, None)
    };
    let plain = get("/", address);
    rate((address, bare.pid()), &plain, count / 10)?;
    let of_bare = rate((address, bare.pid()), &plain, count)?;
    let ours = rate(server, &get(path, server.0), count)?;
    Ok(Rates {
        ours,
        bare: of_bare,
    })
}

/// Sends a request so many times; answers per second of the server's CPU.
pub fn rate((address, pid): (SocketAddr, u32), ask: &[u8], count: usize) -> Outcome<f64> {
    let share = count / CALLERS;
    let work = |()| {
        let mut connection = Connection::to(address);
        for _ in 0..share {
            let answer = connection.send(ask).map_err(failed_to("send a request"))?;
            if answer.status != 200 {
                let (status, text) = (answer.status, answer.text());
                return Err(Failure::new(format!(
                    "a request is answered with {status}: {text}"
                )));
            }
        }
        Ok(())
    };
    let (_, spent) = cpu_while(pid, || together(vec![(); CALLERS], work))?;
    Ok((share * CALLERS) as f64 / spent.as_secs_f64())
}
