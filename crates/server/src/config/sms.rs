//! `[sms]`: how text messages leave.

use super::place;
use super::problem::Findings;
use super::raw;
use super::receipts::{self, SmsReceipts};
use lykill_broker::types::Method;
use lykill_core::MethodKind;
use lykill_delivery::{SmsHead, Taken, Template};
use lykill_fetch::{Address, Rules, Verb};
use std::path::PathBuf;

/// Where text messages go.
#[derive(Debug, Clone)]
pub enum SmsTransport {
    /// Nowhere: who has no e-mail address gets no notices.
    None,
    /// A gateway.
    Gateway(Box<SmsGateway>),
    /// A folder, one file each: for trying out.
    Folder(PathBuf),
}

impl SmsTransport {
    /// How the gateway tells what became of a message, where it does.
    pub fn receipts(&self) -> Option<&SmsReceipts> {
        match self {
            Self::Gateway(gateway) => gateway.receipts.as_ref(),
            Self::None | Self::Folder(_) => None,
        }
    }

    /// Whether there is one.
    pub const fn is_some(&self) -> bool {
        !matches!(self, Self::None)
    }
}

/// A gateway by HTTP.
#[derive(Debug, Clone)]
pub struct SmsGateway {
    /// Where it is.
    pub url: String,
    /// In which way it is asked.
    pub verb: Verb,
    /// The header that carries the credential, and the file with its value.
    pub credential: Option<(String, PathBuf)>,
    /// What is sent.
    pub body: Template,
    /// Which answer means that the message was taken.
    pub taken: Taken,
    /// The name from which messages come.
    pub sender: String,
    /// How it tells what became of a message; none when it is not asked to.
    pub receipts: Option<SmsReceipts>,
}

/// How text messages leave and how people are called, when the rules for requests of ours are good.
pub(super) fn both(
    raw: &raw::Sms,
    outgoing: Option<&Rules>,
    findings: &mut Findings<'_>,
) -> (Option<SmsTransport>, Option<Option<SmsGateway>>) {
    let Some(outgoing) = outgoing else {
        return (None, None);
    };
    (
        check(raw, outgoing, findings),
        check_voice(raw, outgoing, findings),
    )
}

fn check(raw: &raw::Sms, outgoing: &Rules, findings: &mut Findings<'_>) -> Option<SmsTransport> {
    match (&raw.url, &raw.folder) {
        (Some(_), Some(_)) => {
            findings.add("sms.folder", "stands beside sms.url; keep one of them");
            None
        }
        // Whoever describes a gateway and forgets its address must not send nothing, unnoticed.
        (None, folder) if describes_gateway(raw) => {
            let key = folder.as_ref().map_or("sms.url", |_| "sms.folder");
            let what = match folder {
                Some(_) => "stands beside values for a gateway, which go with sms.url",
                None => "must be given, since other values of [sms] are",
            };
            findings.add(key, what);
            None
        }
        (None, Some(folder)) => findings
            .required("sms.folder", Some(folder.as_str()), place::absolute)
            .map(SmsTransport::Folder),
        (Some(url), None) => with_receipts(raw, url, outgoing, findings)
            .map(|gateway| SmsTransport::Gateway(Box::new(gateway))),
        (None, None) => Some(SmsTransport::None),
    }
}

/// Whether a value is given that is of use for a gateway only.
fn describes_gateway(raw: &raw::Sms) -> bool {
    let raw::Sms {
        url,
        method,
        header,
        secret_file,
        body,
        taken,
        sender,
        message_id,
        folder: _,
        receipts,
        voice: _,
    } = raw;
    let told = [
        url,
        method,
        header,
        secret_file,
        body,
        taken,
        sender,
        message_id,
    ];
    told.into_iter().any(Option::is_some) || *receipts != raw::Receipts::default()
}

/// What describes a gateway, of either block.
struct Described<'a> {
    /// `sms` or `sms.voice`.
    block: &'static str,
    method: Option<&'a str>,
    header: Option<&'a str>,
    secret_file: Option<&'a str>,
    body: Option<&'a str>,
    taken: Option<&'a str>,
    sender: Option<&'a str>,
}

/// `[sms.voice]`: the gateway that calls people and reads their codes out; none where it is not
/// described.
fn check_voice(
    raw: &raw::Sms,
    outgoing: &Rules,
    findings: &mut Findings<'_>,
) -> Option<Option<SmsGateway>> {
    let voice = &raw.voice;
    if *voice == raw::Voice::default() {
        return Some(None);
    }
    let Some(url) = &voice.url else {
        let what = "must be given, since other values of [sms.voice] are";
        findings.add("sms.voice.url", what);
        return None;
    };
    if raw.url.is_none() {
        let what = "is of no use without [sms]: a call is for whom no message reaches";
        findings.add("sms.voice.url", what);
        return None;
    }
    let described = Described {
        block: "sms.voice",
        method: voice.method.as_deref(),
        header: voice.header.as_deref(),
        secret_file: voice.secret_file.as_deref(),
        body: voice.body.as_deref(),
        taken: voice.taken.as_deref(),
        sender: voice.sender.as_deref(),
    };
    gateway(&described, url, outgoing, findings).map(Some)
}

/// A method that sends codes is of no use where nothing can be sent.
pub(super) fn check_methods(
    sms: Option<&SmsTransport>,
    methods: Option<&[Method]>,
    findings: &mut Findings<'_>,
) {
    let sends = |method: &Method| method.kind == MethodKind::SmsCode;
    let is_offered = methods.is_some_and(|methods| methods.iter().any(sends));
    if is_offered && sms.is_some_and(|sms| !sms.is_some()) {
        let what = "must be given, since a method of the kind sms-code is offered";
        findings.add("sms.url", what);
    }
}

fn with_receipts(
    raw: &raw::Sms,
    url: &str,
    outgoing: &Rules,
    findings: &mut Findings<'_>,
) -> Option<SmsGateway> {
    let described = Described {
        block: "sms",
        method: raw.method.as_deref(),
        header: raw.header.as_deref(),
        secret_file: raw.secret_file.as_deref(),
        body: raw.body.as_deref(),
        taken: raw.taken.as_deref(),
        sender: raw.sender.as_deref(),
    };
    let gateway = gateway(&described, url, outgoing, findings);
    let body = gateway.as_ref().map(|gateway| &gateway.body);
    let receipts = receipts::check(raw, body, findings);
    Some(SmsGateway {
        receipts: receipts?,
        ..gateway?
    })
}

fn gateway(
    described: &Described<'_>,
    url: &str,
    outgoing: &Rules,
    findings: &mut Findings<'_>,
) -> Option<SmsGateway> {
    let path = |key: &str| format!("{}.{key}", described.block);
    let url = findings.required(&path("url"), Some(url), |text: &str| {
        let checked = Address::parse(text, outgoing).map_err(|error| error.to_string());
        checked.map(|_| text.to_owned())
    });
    let verb = findings.or(&path("method"), described.method, Verb::Post, verb);
    let body = findings.required(&path("body"), described.body, |text: &str| {
        Template::parse(text).map_err(|error| error.to_string())
    });
    let taken = findings.or(&path("taken"), described.taken, Taken::Status, taken);
    let sender = findings.or(
        &path("sender"),
        described.sender,
        String::new(),
        place::one_line,
    );
    let file = findings.or(&path("secret_file"), described.secret_file, None, |text| {
        place::absolute(text).map(Some)
    });
    let header = findings.or(&path("header"), described.header, None, |text| {
        place::header(text).map(Some)
    });
    let credential = match (header?, file?) {
        (Some(header), Some(file)) => Some((header, file)),
        (None, None) => None,
        _ => {
            let what = "header and secret_file go together: give both or none";
            findings.add(&path("header"), what);
            return None;
        }
    };
    Some(SmsGateway {
        url: url?,
        verb: verb?,
        credential,
        body: body?,
        taken: taken?,
        sender: sender?,
        receipts: None,
    })
}

/// A number that is cut would lead nobody to the support desk.
pub(super) fn check_phone(
    sms: Option<&SmsTransport>,
    phone: Option<&str>,
    findings: &mut Findings<'_>,
) {
    let most = SmsHead::PHONE_SEPTETS;
    let is_long = |phone: &str| phone.chars().count() > most;
    if sms.is_some_and(SmsTransport::is_some) && phone.is_some_and(is_long) {
        let what = format!("has more than the {most} characters that an SMS has room for");
        findings.add("support.phone", what);
    }
}

fn verb(text: &str) -> Result<Verb, String> {
    match text {
        "POST" => Ok(Verb::Post),
        "PUT" => Ok(Verb::Put),
        _ => Err(format!("{text:?} is none of POST, PUT")),
    }
}

/// `/status=accepted`: a place in the JSON answer (RFC 6901) and what stands there.
fn taken(text: &str) -> Result<Taken, String> {
    match text.split_once('=') {
        Some((pointer, value)) if pointer.starts_with('/') && !value.is_empty() => {
            Ok(Taken::Json {
                pointer: pointer.to_owned(),
                value: value.to_owned(),
            })
        }
        _ => Err(format!("{text:?} is not of the form /status=accepted")),
    }
}

#[cfg(test)]
#[path = "voice_tests.rs"]
mod tests;
