//! From values as written to values that were checked. Every problem is found, not the first.

use super::problem::{BadConfig, Findings};
use super::raw::Raw;
use super::upstream;
use super::{CardIssuer, Certificates, Config, Database, Mail, MailTransport, Management, Server};
use super::{certificates, cost, method, network, passkey, place, print, smart_card, sms, tokens};
use lykill_broker::types::Method;
use lykill_core::{Profile, time};
use lykill_fetch::Rules;
use lykill_oauth::types::AcrNames;
use lykill_operations::context::Support;
use lykill_operations::upstream::Configured as Upstream;
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tracing::Level;

/// Where pages are served unless told otherwise; TLS is ended before it.
const LISTEN: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8080);
/// Where health and metrics are served unless told otherwise.
const MANAGE: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 9090);
/// Connections to the public listener at once, unless told otherwise.
const CONNECTIONS: usize = 4096;
/// Lines of a return address that fit above the window of an envelope.
const RETURN_LINES: usize = 4;
/// Connections to the database, unless told otherwise.
const DATABASE_CONNECTIONS: usize = 16;

pub(super) fn check(
    raw: &Raw,
    file: &str,
    from_environment: &BTreeSet<String>,
) -> Result<Config, BadConfig> {
    let mut findings = Findings::new(file, from_environment);
    let whole = whole(raw, &mut findings);
    findings.conclude(whole)
}

fn whole(raw: &Raw, findings: &mut Findings<'_>) -> Option<Config> {
    let issuer = findings.required("issuer", raw.issuer.as_deref(), network::Issuer::parse);
    let profile = findings.required("profile", raw.profile.as_deref(), profile);
    let data_dir = findings.required("data_dir", raw.data_dir.as_deref(), place::absolute);
    // The other values are checked even when there is no folder to put their defaults into.
    let folder = data_dir.clone().unwrap_or_default();
    let key_file = findings.or(
        "key_file",
        raw.key_file.as_deref(),
        folder.join("lykill.keys"),
        place::absolute,
    );
    let key_max_age = key_max_age(raw, findings);
    let unused_tokens = tokens::check(&raw.tokens, findings);
    let passkeys = passkey::check(&raw.passkey, findings);
    let anchor_file = anchor_file(raw, &folder, findings);
    let server = server(raw, findings);
    let management = management(raw, findings);
    let database = database(raw, &folder, findings);
    let mail = mail(raw, findings);
    let print = print::check(raw, &folder, findings);
    let letter_spacing = spacing(raw, findings);
    let return_address = return_address(raw, findings);
    let outgoing = outgoing(raw, findings);
    let (sms, voice) = sms::both(&raw.sms, outgoing.as_ref(), findings);
    let support = support(raw, findings);
    let phone = support.as_ref().map(|support| support.phone.as_str());
    sms::check_phone(sms.as_ref(), phone, findings);
    let levels = levels(raw, findings);
    let argon2 = cost::check(&raw.argon2, findings);
    let methods = method::check(&raw.method, (issuer.as_ref(), passkeys.as_ref()), findings);
    sms::check_methods(sms.as_ref(), methods.as_deref(), findings);
    let only = method::transcription_only(methods.as_deref(), &raw.accessibility, findings);
    let ours = (issuer.as_ref(), outgoing.as_ref());
    let elsewhere = elsewhere(raw, ours, methods.as_deref(), findings);
    let log_level = logged(raw, findings);
    in_the_clear(issuer.as_ref(), server.as_ref(), findings);
    let (upstreams, card_issuers, certificates) = elsewhere?;
    Some(Config {
        issuer: issuer?,
        profile: profile?,
        data_dir: data_dir?,
        key_file: key_file?,
        key_max_age: key_max_age?,
        unused_tokens: unused_tokens?,
        passkeys: passkeys?,
        anchor_file: anchor_file?,
        server: server?,
        management: management?,
        database: database?,
        mail: mail?,
        print: print?,
        letter_spacing: letter_spacing?,
        return_address: return_address?,
        sms: sms?,
        voice: voice?,
        outgoing: outgoing?,
        support: support?,
        levels: levels?,
        argon2: argon2?,
        methods: methods?,
        transcription_only: only?,
        upstreams,
        card_issuers,
        certificates,
        always_choose: raw.chooser.always.unwrap_or(false),
        remember_choice: raw.chooser.remember.unwrap_or(true),
        log_level: log_level?,
    })
}

/// Plain http leaves this machine nowhere.
fn in_the_clear(
    issuer: Option<&network::Issuer>,
    server: Option<&Server>,
    findings: &mut Findings<'_>,
) {
    if let (Some(issuer), Some(server)) = (issuer, server)
        && !issuer.is_https()
        && !server.listen.ip().is_loopback()
    {
        findings.add(
            "server.listen",
            "must be a loopback address while the issuer is http",
        );
    }
}

fn profile(text: &str) -> Result<Profile, String> {
    Profile::from_word(text).ok_or_else(|| format!("{text:?} is none of dk, no, test-dk, test-no"))
}

fn log_level(text: &str) -> Result<Level, String> {
    let level = super::log_level(text);
    level.ok_or_else(|| format!("{text:?} is none of error, warn, info, debug"))
}

fn server(raw: &Raw, findings: &mut Findings<'_>) -> Option<Server> {
    let raw = &raw.server;
    let listen = findings.or(
        "server.listen",
        raw.listen.as_deref(),
        LISTEN,
        network::listen,
    );
    let connections = findings.or(
        "server.max_connections",
        raw.max_connections.as_ref(),
        CONNECTIONS,
        |value| count(*value, 1, 1_000_000),
    );
    let drain = findings.or(
        "server.drain_seconds",
        raw.drain_seconds.as_ref(),
        Duration::ZERO,
        |value| count(*value, 0, 300).map(|seconds| Duration::from_secs(seconds as u64)),
    );
    let proxies = findings.or(
        "server.trusted_proxies",
        raw.trusted_proxies.as_deref(),
        Vec::new(),
        network::proxies,
    );
    Some(Server {
        listen: listen?,
        max_connections: connections?,
        drain: drain?,
        trusted_proxies: proxies?,
    })
}

fn management(raw: &Raw, findings: &mut Findings<'_>) -> Option<Management> {
    let raw = &raw.management;
    let listen = findings.or(
        "management.listen",
        raw.listen.as_deref(),
        MANAGE,
        network::listen,
    );
    let token_file = findings.or(
        "management.token_file",
        raw.token_file.as_deref(),
        None,
        |text| place::absolute(text).map(Some),
    );
    let (listen, token_file) = (listen?, token_file?);
    if !listen.ip().is_loopback() && token_file.is_none() {
        findings.add(
            "management.listen",
            "is no loopback address, so token_file must be given",
        );
    }
    Some(Management { listen, token_file })
}

fn database(raw: &Raw, data_dir: &Path, findings: &mut Findings<'_>) -> Option<Database> {
    let raw = &raw.database;
    let default = format!("sqlite:{}", data_dir.join("lykill.db").display());
    let url = raw.url.as_deref().unwrap_or(&default);
    let url = findings.required("database.url", Some(url), network::database);
    let connections = findings.or(
        "database.max_connections",
        raw.max_connections.as_ref(),
        DATABASE_CONNECTIONS,
        |value| count(*value, 1, 1000),
    );
    Some(Database {
        url: url?,
        max_connections: connections?,
    })
}

fn mail(raw: &Raw, findings: &mut Findings<'_>) -> Option<Mail> {
    let raw = &raw.mail;
    let transport = match (&raw.smtp, &raw.folder) {
        (Some(_), Some(_)) => {
            findings.add("mail.folder", "stands beside mail.smtp; keep one of them");
            None
        }
        (None, Some(folder)) => findings
            .required("mail.folder", Some(folder.as_str()), place::absolute)
            .map(MailTransport::Folder),
        (smtp, None) => {
            let url = findings.required("mail.smtp", smtp.as_deref(), network::smtp);
            let roots = findings.or("mail.smtp_roots", raw.smtp_roots.as_deref(), None, |text| {
                place::absolute(text).map(Some)
            });
            url.zip(roots)
                .map(|(url, roots)| MailTransport::Smtp { url, roots })
        }
    };
    let address = findings.required(
        "mail.from_address",
        raw.from_address.as_deref(),
        place::email,
    );
    let name = findings.required("mail.from_name", raw.from_name.as_deref(), place::one_line);
    Some(Mail {
        transport: transport?,
        from_address: address?,
        from_name: name?,
    })
}

fn spacing(raw: &Raw, findings: &mut Findings<'_>) -> Option<Duration> {
    let value = raw.letters.spacing_days.as_ref();
    findings.or("letters.spacing_days", value, time::days(1), |value| {
        count(*value, 0, 30).map(|days| time::days(days as u64))
    })
}

fn anchor_file(raw: &Raw, folder: &Path, findings: &mut Findings<'_>) -> Option<PathBuf> {
    let value = raw.audit.anchor_file.as_deref();
    let default = folder.join("audit-anchor.jsonl");
    findings.or("audit.anchor_file", value, default, place::absolute)
}

/// A year unless told otherwise; a day less than 32 would sound every alarm from the start.
fn key_max_age(raw: &Raw, findings: &mut Findings<'_>) -> Option<Duration> {
    let value = raw.keys.max_age_days.as_ref();
    findings.or("keys.max_age_days", value, time::days(365), |value| {
        count(*value, 32, 3650).map(|days| time::days(days as u64))
    })
}

fn return_address(raw: &Raw, findings: &mut Findings<'_>) -> Option<Vec<String>> {
    let value = raw.letters.return_address.as_deref();
    findings.or("letters.return_address", value, Vec::new(), |lines| {
        if lines.len() > RETURN_LINES {
            return Err(format!("{} lines are too many; 4 fit", lines.len()));
        }
        lines.iter().map(|line| place::one_line(line)).collect()
    })
}

/// What is asked elsewhere: other providers, the issuers of cards, and the listener at which cards
/// are shown.
fn elsewhere(
    raw: &Raw,
    (issuer, rules): (Option<&network::Issuer>, Option<&Rules>),
    methods: Option<&[Method]>,
    findings: &mut Findings<'_>,
) -> Option<(Vec<Upstream>, Vec<CardIssuer>, Option<Certificates>)> {
    let (methods, rules) = (methods?, rules?);
    let upstreams = upstream::check(&raw.method, methods, (issuer?, rules), findings);
    let issuers = smart_card::check(&raw.method, methods, rules, findings);
    let wanted = raw.method.iter().any(|method| method.smart_card.is_some());
    let listener = certificates::check(&raw.certificates, wanted, findings);
    Some((upstreams?, issuers?, listener?))
}

/// The lowest level that is logged.
fn logged(raw: &Raw, findings: &mut Findings<'_>) -> Option<Level> {
    let told = raw.log.level.as_deref();
    findings.or("log.level", told, Level::INFO, log_level)
}

fn outgoing(raw: &Raw, findings: &mut Findings<'_>) -> Option<Rules> {
    let raw = &raw.outgoing;
    let allow = findings.or(
        "outgoing.allow_networks",
        raw.allow_networks.as_deref(),
        Vec::new(),
        network::proxies,
    );
    Some(Rules {
        allow: allow?,
        loopback: raw.allow_loopback.unwrap_or(false),
        signed_answers: false,
    })
}

fn support(raw: &Raw, findings: &mut Findings<'_>) -> Option<Support> {
    let raw = &raw.support;
    let name = findings.required("support.name", raw.name.as_deref(), place::one_line);
    let email = findings.required("support.email", raw.email.as_deref(), place::email);
    let phone = findings.required("support.phone", raw.phone.as_deref(), place::phone);
    Some(Support {
        name: name?,
        email: email?.as_str().to_owned(),
        phone: phone?,
    })
}

fn levels(raw: &Raw, findings: &mut Findings<'_>) -> Option<AcrNames> {
    let raw = &raw.levels;
    let given = (raw.low.clone(), raw.substantial.clone(), raw.high.clone());
    match given {
        (None, None, None) => Some(AcrNames::default()),
        (Some(low), Some(substantial), Some(high)) => {
            let names = AcrNames::new(low, substantial, high);
            names
                .map_err(|error| findings.add("levels", error.to_string()))
                .ok()
        }
        _ => {
            findings.add(
                "levels",
                "give names for all of low, substantial and high, or for none",
            );
            None
        }
    }
}

pub(super) fn count(value: i64, least: i64, most: i64) -> Result<usize, String> {
    if !(least..=most).contains(&value) {
        return Err(format!("{value} is not between {least} and {most}"));
    }
    usize::try_from(value).map_err(|error| error.to_string())
}
