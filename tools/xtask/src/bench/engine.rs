//! All measurements on one engine, and the rows that come of them.

use std::net::SocketAddr;
use std::process::Command;
use std::thread::sleep;
use std::time::Duration;

use serde_json::Value;

use super::browser::{CLIENT_ID, REFRESHING_ID, Site};
use super::deployment::{Deployment, Serving};
use super::load::together;
use super::logins::Caller;
use super::people::{self, Member};
use super::process::{cpu, resident_mib};
use super::row::{Fact, Must, Row, median_by};
use super::{Amount, Programs, codes, documents, keys, logins, long, progress, tokens, writes};
use crate::beside::Beside;
use crate::http::{Connection, request};
use crate::run::{Failure, Outcome, failed_to};

const DISCOVERY: &str = "/.well-known/openid-configuration";

/// Where the rows of one engine go.
pub(super) struct Table<'a> {
    engine: &'static str,
    rows: &'a mut Vec<Row>,
    facts: &'a mut Vec<Fact>,
}

/// The running deployment that is measured.
pub(super) struct Bench<'a> {
    programs: &'a Programs,
    amount: &'a Amount,
    pub(super) deployment: &'a Deployment,
    pub(super) site: Site,
    pub(super) pid: u32,
    database: Option<u32>,
    pub(super) table: Table<'a>,
}

/// Measures on SQLite, as it is embedded: `synchronous=FULL`.
pub fn sqlite(
    programs: &Programs,
    amount: &Amount,
    rows: &mut Vec<Row>,
    facts: &mut Vec<Fact>,
) -> Outcome {
    let deployment = Deployment::create(&programs.lykill, None)?;
    let engine = "sqlite";
    all(
        (programs, amount),
        &deployment,
        None,
        Table {
            engine,
            rows,
            facts,
        },
    )
}

/// Measures on a PostgreSQL server of its own: `fsync` and `synchronous_commit` on.
pub fn postgres(
    programs: &Programs,
    amount: &Amount,
    rows: &mut Vec<Row>,
    facts: &mut Vec<Fact>,
) -> Outcome {
    let server = Beside::start(Command::new(&programs.limit).arg("postgres"))?;
    let pid = server.said.get("pid").and_then(Value::as_u64);
    let pid = pid.and_then(|pid| u32::try_from(pid).ok());
    let pid = pid.ok_or_else(|| Failure::new("bench-limit names no PostgreSQL process"))?;
    let deployment = Deployment::create(&programs.lykill, Some(server.text("url")?))?;
    let engine = "postgres";
    all(
        (programs, amount),
        &deployment,
        Some(pid),
        Table {
            engine,
            rows,
            facts,
        },
    )
}

fn all(
    (programs, amount): (&Programs, &Amount),
    deployment: &Deployment,
    database: Option<u32>,
    table: Table<'_>,
) -> Outcome {
    progress(format!("{}: serve, people, cards", table.engine));
    let serving = deployment.serve()?;
    let people = people::register(deployment, "bench", amount.people)?;
    people::register_clients(deployment)?;
    let (site, pid) = (site(deployment)?, serving.pid());
    let mut bench = Bench {
        programs,
        amount,
        deployment,
        site,
        pid,
        database,
        table,
    };
    let measured = bench.logins(&people).and_then(|()| {
        if amount.logins_alone {
            return Ok(());
        }
        bench.under_load(&people)?;
        bench.idle()?;
        if amount.long { bench.crowd() } else { Ok(()) }
    });
    measured.map_err(|failure| bench.with_log(failure))?;
    if amount.logins_alone {
        return Ok(());
    }
    bench.after_load(serving, &people)
}

/// Where the endpoints are, as the server itself publishes them.
fn site(deployment: &Deployment) -> Outcome<Site> {
    let text = fetch(deployment.public, DISCOVERY)?;
    let metadata: Value = serde_json::from_str(&text).map_err(failed_to("read discovery"))?;
    let path = |name: &str| {
        let url = metadata.get(name).and_then(Value::as_str);
        let path = url.and_then(|url| url.strip_prefix(&deployment.issuer));
        path.map(str::to_owned)
            .ok_or_else(|| Failure::new(format!("discovery has no {name}")))
    };
    Ok(Site {
        address: deployment.public,
        issuer: deployment.issuer.clone(),
        authorize: path("authorization_endpoint")?,
        token: path("token_endpoint")?,
        introspect: path("introspection_endpoint")?,
        client: CLIENT_ID,
    })
}

fn fetch(address: SocketAddr, path: &str) -> Outcome<String> {
    let ask = request(("GET", path), &address.to_string(), &[], None);
    let answer = Connection::to(address)
        .send(&ask)
        .map_err(failed_to(format!("GET {path}")))?;
    if answer.status == 200 {
        return Ok(answer.text());
    }
    Err(Failure::new(format!(
        "GET {path} answers {}",
        answer.status
    )))
}

impl Bench<'_> {
    fn under_load(&mut self, people: &[Member]) -> Outcome {
        self.keys(people)?;
        self.codes(people)?;
        self.tokens(people)?;
        let text = fetch(self.site.address, DISCOVERY)?;
        let metadata: Value = serde_json::from_str(&text).map_err(failed_to("read discovery"))?;
        let jwks = metadata.get("jwks_uri").and_then(Value::as_str);
        let jwks = jwks.and_then(|url| url.strip_prefix(&self.site.issuer));
        let jwks = jwks.ok_or_else(|| Failure::new("discovery has no jwks_uri"))?;
        self.documents("discovery", DISCOVERY)?;
        self.documents("JWKS", jwks)
    }

    fn logins(&mut self, people: &[Member]) -> Outcome {
        // The first login makes the person's pairwise subject and touches every page once.
        let server = (&self.site, self.pid);
        let known = |member| Caller::known(&self.site, member);
        let callers = together(people.iter().collect(), known)?;
        let mut all = Vec::new();
        for repeat in 1..=self.amount.repeats {
            let each = self.amount.logins_each;
            let one = logins::measure(server, &self.programs.limit, &callers, each)?;
            self.say(format!(
                "logins {repeat}: {:.2} ms each, a hash {:.2} ms, ratio {:.3}; outside the pool \
                 {:.2} ms",
                one.login_ms,
                one.hash_ms,
                one.ratio(),
                one.outside_pool_ms
            ));
            all.push(one);
        }
        let ratio = median(all.clone(), logins::Logins::ratio)?;
        let beyond = median(all.clone(), logins::Logins::beyond_hash_ms)?;
        let outside = median(all, |one| one.outside_pool_ms)?;
        self.table.row(
            ("password + key logins", "per CPU-second"),
            1000.0 / ratio.login_ms,
            Some(1000.0 / ratio.hash_ms),
            Must::Part(0.90),
        );
        self.table.row(
            ("login beyond the hash", "ms CPU"),
            beyond.beyond_hash_ms(),
            None,
            Must::AtMost(1.5),
        );
        let outside = outside.outside_pool_ms;
        self.table
            .fact("login outside the hash pool's threads", outside, "ms CPU");
        let strangers: Vec<_> = people.iter().map(Caller::unknown).collect();
        let each = self.amount.logins_each.div_ceil(2);
        let one = logins::measure(server, &self.programs.limit, &strangers, each)?;
        let outside = one.outside_pool_ms;
        let name = "the same on an unknown device, with its e-mail";
        self.table.fact(name, outside, "ms CPU");
        Ok(())
    }

    fn keys(&mut self, people: &[Member]) -> Outcome {
        let known = |member| Caller::known(&self.site, member);
        let callers = together(people.iter().collect(), known)?;
        let micros = keys::measure(&self.site, self.pid, &callers)?;
        self.say(format!("a key {micros:.0} µs"));
        let name = ("key checked, consumed and answered", "µs CPU");
        self.table.row(name, micros, None, Must::AtMost(200.0));
        Ok(())
    }

    fn codes(&mut self, people: &[Member]) -> Outcome {
        let mut all = Vec::new();
        let mut browsers = codes::logged_in(&self.site, people)?;
        for repeat in 0..=self.amount.repeats {
            let server = (&self.site, self.pid, self.database);
            let (one, kept) = codes::measure(server, browsers, self.amount.codes)?;
            browsers = kept;
            // The first round only warms up: connections to the database, prepared statements.
            if repeat > 0 {
                let micros = one.redemption_us;
                progress(format!(
                    "{}: codes {repeat}: {micros:.0} µs each",
                    self.table.engine
                ));
                all.push(one);
            }
        }
        let redemption = median(all.clone(), |one| one.redemption_us)?;
        let authorization = median(all, |one| one.authorization_us)?;
        let name = ("code redemption at the token endpoint", "µs CPU");
        self.table
            .row(name, redemption.redemption_us, None, Must::AtMost(200.0));
        let single = authorization.authorization_us;
        self.table
            .fact("authorization answered by a session", single, "µs CPU");
        if let Some(micros) = redemption.database_us {
            self.table
                .fact("PostgreSQL's own CPU for one redemption", micros, "µs CPU");
        }
        Ok(())
    }

    fn tokens(&mut self, people: &[Member]) -> Outcome {
        let site = Site {
            client: REFRESHING_ID,
            ..self.site.clone()
        };
        let mut holders = tokens::begin(&site, people)?;
        let (mut refreshes, mut questions) = (Vec::new(), Vec::new());
        for repeat in 0..=self.amount.repeats {
            let server = (&site, self.pid);
            let (micros, kept) = tokens::refreshes(server, holders, self.amount.codes)?;
            holders = kept;
            // The first round only warms up, as with codes.
            if repeat > 0 {
                self.say(format!("refreshes {repeat}: {micros:.0} µs each"));
                refreshes.push(micros);
            }
        }
        let name = ("refresh at the token endpoint", "µs CPU");
        let micros = median(refreshes, |micros| *micros)?;
        self.table.row(name, micros, None, Must::AtMost(200.0));
        let file = self.deployment.write("introspection.json", "")?;
        let holder = holders.first_mut();
        let holder = holder.ok_or_else(|| Failure::new("nobody holds a token"))?;
        for repeat in 1..=self.amount.repeats {
            let limit = (self.programs.limit.as_path(), file.as_path());
            let count = self.amount.documents / 4;
            let one = tokens::introspections((&site, self.pid), limit, holder, count)?;
            let part = one.ours / one.bare;
            self.say(format!(
                "introspection {repeat}: {part:.3} of the bare route"
            ));
            questions.push(one);
        }
        let one = median(questions, |one| one.ours / one.bare)?;
        let name = ("introspection", "requests per CPU-second");
        self.table
            .row(name, one.ours, Some(one.bare), Must::Part(0.4));
        Ok(())
    }

    fn documents(&mut self, name: &'static str, path: &str) -> Outcome {
        let text = fetch(self.site.address, path)?;
        let file = self.deployment.write("document.json", &text)?;
        let server = (self.site.address, self.pid);
        let mut all = Vec::new();
        for repeat in 1..=self.amount.repeats {
            let what = (path, file.as_path());
            let limit = &self.programs.limit;
            let one = documents::measure(server, limit, what, self.amount.documents)?;
            let part = one.ours / one.bare;
            self.say(format!("{name} {repeat}: {part:.3} of the bare route"));
            all.push(one);
        }
        let one = median(all, |one| one.ours / one.bare)?;
        let limit = Some(one.bare);
        self.table.row(
            (name, "requests per CPU-second"),
            one.ours,
            limit,
            Must::Part(0.7),
        );
        Ok(())
    }

    /// After everything: what stays in memory once nobody asks any more.
    fn idle(&mut self) -> Outcome {
        let busy = resident_mib(self.pid)?;
        let seconds = self.amount.idle_seconds;
        self.say(format!(
            "{busy:.1} MiB after the load; idle for {seconds} s"
        ));
        let before = cpu(self.pid)?;
        sleep(Duration::from_secs(seconds));
        let spent = cpu(self.pid)?.saturating_sub(before);
        let mib = resident_mib(self.pid)?;
        self.table
            .row(("memory when idle", "MiB"), mib, None, Must::AtMost(40.0));
        self.table.fact("memory right after the load", busy, "MiB");
        let share = spent.as_secs_f64() * 1000.0 / seconds as f64;
        self.table.fact("CPU when idle", share, "ms per s");
        Ok(())
    }

    /// What is measured while the server stands still, or starts.
    fn after_load(mut self, serving: Serving, people: &[Member]) -> Outcome {
        drop(serving);
        self.starts()?;
        let bytes = std::fs::metadata(&self.programs.lykill).map(|file| file.len());
        let bytes = bytes.map_err(failed_to("look at the program"))?;
        let name = ("the program, stripped", "MB");
        self.table
            .row(name, bytes as f64 / 1e6, None, Must::AtMost(30.0));
        self.writes()?;
        if self.amount.long && self.database.is_none() {
            self.scale(people)?;
        }
        Ok(())
    }

    fn writes(&mut self) -> Outcome {
        self.say("grouped writes".to_owned());
        let one = match self.database {
            None => writes::sqlite(self.programs)?,
            Some(_) => writes::postgres(self.programs)?,
        };
        let name = ("writes of 32 callers", "rows per s");
        self.table
            .row(name, one.ours, Some(one.bare), Must::Part(0.6));
        if let Some(alike) = one.alike {
            let name = "the same rows, 32 to a commit, by the engine alone";
            self.table.fact(name, alike, "rows per s");
        }
        Ok(())
    }

    fn scale(&mut self, people: &[Member]) -> Outcome {
        let (programs, each) = (self.programs, self.amount.logins_each);
        let deployment = self.deployment;
        let one = long::scale(programs, deployment, || {
            let serving = deployment.serve()?;
            let site = site(deployment)?;
            let known = |member| Caller::known(&site, member);
            let callers = together(people.iter().collect(), known)?;
            let server = (&site, serving.pid());
            Ok(logins::measure(server, &programs.limit, &callers, each / 4)?.login_ms)
        })?;
        let name = ("each of a million people on disk", "bytes");
        self.table
            .row(name, one.bytes_each, None, Must::AtMost(1024.0));
        let name = ("login among a million, beside one among 10 000", "ms CPU");
        self.table
            .row(name, one.many_ms, Some(one.few_ms), Must::AtMostPart(1.1));
        Ok(())
    }

    /// Starts on the database that all of this has filled.
    fn starts(&mut self) -> Outcome {
        let mut all = Vec::new();
        for _ in 0..self.amount.starts {
            all.push(self.deployment.serve()?.ready_after.as_secs_f64() * 1000.0);
        }
        let name = ("ready on an existing database", "ms");
        self.say(format!("ready after {all:.0?} ms"));
        self.table
            .row(name, median(all, |ms| *ms)?, None, Must::AtMost(100.0));
        Ok(())
    }

    pub(super) fn say(&self, what: String) {
        progress(format!("{}: {what}", self.table.engine));
    }

    fn with_log(&self, failure: Failure) -> Failure {
        match failure {
            Failure::Said(said) => Failure::new(format!(
                "{said}\nthe server's log ends:\n{}",
                self.deployment.log()
            )),
            Failure::AlreadySaid => failure,
        }
    }
}

impl Table<'_> {
    pub(super) fn row(
        &mut self,
        (name, unit): (&'static str, &'static str),
        value: f64,
        limit: Option<f64>,
        must: Must,
    ) {
        let engine = self.engine;
        self.rows.push(Row {
            name,
            engine,
            value,
            unit,
            limit,
            must,
        });
    }

    pub(super) fn fact(&mut self, name: &str, value: f64, unit: &'static str) {
        let (name, engine) = (name.to_owned(), self.engine);
        self.facts.push(Fact {
            name,
            engine,
            value,
            unit,
        });
    }
}

fn median<T>(all: Vec<T>, by: impl Fn(&T) -> f64) -> Outcome<T> {
    median_by(all, by).ok_or_else(|| Failure::new("nothing was measured"))
}
