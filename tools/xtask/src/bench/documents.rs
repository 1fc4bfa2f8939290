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
    rate((address, bare.pid()), "/", count / 10)?;
    let of_bare = rate((address, bare.pid()), "/", count)?;
    let ours = rate(server, path, count)?;
    Ok(Rates {
        ours,
        bare: of_bare,
    })
}

fn rate((address, pid): (SocketAddr, u32), path: &str, count: usize) -> Outcome<f64> {
    let share = count / CALLERS;
    let bytes = request(
        ("GET", path),
        &address.to_string(),
        &[("accept", "*/*")],
        None,
    );
    let ask = |()| {
        let mut connection = Connection::to(address);
        for _ in 0..share {
            let answer = connection
                .send(&bytes)
                .map_err(failed_to(format!("GET {path}")))?;
            if answer.status != 200 {
                return Err(Failure::new(format!(
                    "GET {path} answers {}",
                    answer.status
                )));
            }
        }
        Ok(())
    };
    let (_, spent) = cpu_while(pid, || together(vec![(); CALLERS], ask))?;
    Ok((share * CALLERS) as f64 / spent.as_secs_f64())
}
