//! Refreshing at the token endpoint, and introspection beside one bare JSON route of axum that
//! answers with the same document.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::browser::{Browser, CLIENT_SECRET, Site, redemption};
use super::documents::{Rates, rate};
use super::load::{cpu_while, together};
use super::people::Member;
use crate::beside::Beside;
use crate::http::{Connection, form, request};
use crate::run::{Failure, Outcome, failed_to};

/// Callers at once, each with a login of its own: as many as redeem codes.
const CALLERS: usize = 32;
const FORM: &str = "application/x-www-form-urlencoded";

/// One caller: a family of refresh tokens, and the connection on which it is used.
pub struct Holder {
    connection: Connection,
    refresh: String,
    access: String,
}

/// Logs the people in at a client with refresh tokens, and gives a family to each caller.
pub fn begin(site: &Site, people: &[Member]) -> Outcome<Vec<Holder>> {
    let share = CALLERS.div_ceil(people.len());
    let families = together(people.iter().collect(), |member| {
        let mut browser = Browser::new(site);
        let codes = (0..share).map(|_| browser.authorize(member));
        codes
            .collect::<Outcome<Vec<_>>>()?
            .iter()
            .map(|code| redeem(site, code))
            .collect::<Outcome<Vec<_>>>()
    })?;
    Ok(families.into_iter().flatten().collect())
}

fn redeem(site: &Site, code: &str) -> Outcome<Holder> {
    let mut holder = Holder {
        connection: Connection::to(site.address),
        refresh: String::new(),
        access: String::new(),
    };
    holder.post(site, &redemption(site, code))?;
    Ok(holder)
}

impl Holder {
    /// Posts to the token endpoint and keeps what comes back.
    fn post(&mut self, site: &Site, body: &str) -> Outcome {
        let line = ("POST", site.token.as_str());
        let ask = request(line, site.host(), &[], Some((FORM, body)));
        let answer = self.connection.send(&ask);
        let text = answer.map_err(failed_to("ask for tokens"))?.text();
        let tokens: Value = serde_json::from_str(&text).map_err(failed_to("read tokens"))?;
        let token = |name: &str| {
            let token = tokens.get(name).and_then(Value::as_str);
            let none = || Failure::new(format!("there is no {name} in {text}"));
            token.map(str::to_owned).ok_or_else(none)
        };
        self.refresh = token("refresh_token")?;
        self.access = token("access_token")?;
        Ok(())
    }

    fn refresh(&mut self, site: &Site) -> Outcome {
        let fields = [
            ("grant_type", "refresh_token"),
            ("refresh_token", self.refresh.as_str()),
            ("client_id", site.client),
            ("client_secret", CLIENT_SECRET),
        ];
        let body = form(&fields);
        self.post(site, &body)
    }
}

/// Exchanges tokens, each caller its own one after the other; µs of the server's CPU each, and the
/// callers as they are then.
pub fn refreshes(
    (site, pid): (&Site, u32),
    holders: Vec<Holder>,
    count: usize,
) -> Outcome<(f64, Vec<Holder>)> {
    let (callers, share) = (holders.len(), count.div_ceil(holders.len()));
    let work = |mut holder: Holder| {
        (0..share).try_for_each(|_| holder.refresh(site))?;
        Ok(holder)
    };
    let (holders, spent) = cpu_while(pid, || together(holders, work))?;
    let each = spent.as_secs_f64() * 1e6 / (callers * share) as f64;
    Ok((each, holders))
}

/// Asks so many times about a living access token, and the bare route for the same answer.
pub fn introspections(
    (site, pid): (&Site, u32),
    (limit, file): (&Path, &Path),
    holder: &mut Holder,
    count: usize,
) -> Outcome<Rates> {
    let fields = |token: &str| {
        form(&[
            ("token", token),
            ("client_id", site.client),
            ("client_secret", CLIENT_SECRET),
        ])
    };
    let ask = |token: &str| {
        let line = ("POST", site.introspect.as_str());
        request(line, site.host(), &[], Some((FORM, &fields(token))))
    };
    holder.refresh(site)?;
    let document = living(holder, &ask(&holder.access.clone()))?;
    std::fs::write(file, document).map_err(failed_to("write a file"))?;
    let bare = Beside::start(Command::new(limit).arg("json").arg(file))?;
    let address = bare.text("address")?.parse();
    let address = address.map_err(failed_to("find the bare route"))?;
    let line = ("GET", "/");
    let plain = request(line, bare.text("address")?, &[("accept", "*/*")], None);
    rate((address, bare.pid()), &plain, count / 10)?;
    let of_bare = rate((address, bare.pid()), &plain, count)?;
    // Another token, so that it lives as long as it is asked about.
    holder.refresh(site)?;
    let question = ask(&holder.access.clone());
    let ours = rate((site.address, pid), &question, count)?;
    living(holder, &question)?;
    Ok(Rates {
        ours,
        bare: of_bare,
    })
}

/// What is said about a token, which must be alive.
fn living(holder: &mut Holder, question: &[u8]) -> Outcome<String> {
    let answer = holder.connection.send(question);
    let text = answer.map_err(failed_to("ask about a token"))?.text();
    if text.contains("\"active\":true") {
        return Ok(text);
    }
    Err(Failure::new(format!(
        "the token that is asked about is dead: {text}"
    )))
}
