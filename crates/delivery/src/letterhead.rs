//! Who sends, and in which zone the clock is read: what every mail and letter has in common.

use crate::inert;
use crate::words::{Argument, Words};
use jiff::tz::TimeZone;
use lykill_core::{Profile, Timestamp};

/// The zone of the profile is not in the time zone database.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the time zone {0} is unknown on this machine")]
pub struct UnknownZone(pub &'static str);

/// What all mails and letters of a deployment share.
#[derive(Debug, Clone)]
pub struct Letterhead {
    issuer: String,
    help: Option<String>,
    return_address: Vec<String>,
    zone: TimeZone,
}

impl Letterhead {
    /// `issuer` is what the deployment calls itself on paper; `help` says whom to call or write
    /// to, such as a telephone number, and may be absent.
    ///
    /// # Errors
    /// [`UnknownZone`] when the zone of the profile cannot be loaded.
    pub fn new(issuer: &str, help: Option<&str>, profile: Profile) -> Result<Self, UnknownZone> {
        let name = profile.time_zone();
        Ok(Self {
            issuer: inert::line(issuer),
            help: help.map(inert::line).filter(|help| !help.is_empty()),
            return_address: Vec::new(),
            zone: TimeZone::get(name).map_err(|_| UnknownZone(name))?,
        })
    }

    /// Prints these lines on letters as the address of the sender, to which the post returns what
    /// it cannot deliver.
    #[must_use]
    pub fn returning_to(self, lines: &[String]) -> Self {
        let lines = lines.iter().map(|line| inert::line(line));
        Self {
            return_address: lines.filter(|line| !line.is_empty()).collect(),
            ..self
        }
    }

    /// Where the post returns what it cannot deliver: lines, or none.
    pub(crate) fn return_address(&self) -> &[String] {
        &self.return_address
    }

    /// What the deployment calls itself.
    pub(crate) fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Whom to ask, as one sentence.
    pub(crate) fn help(&self, words: Words) -> String {
        match &self.help {
            Some(help) => words.with("help-known", &[("help", help.as_str().into())]),
            None => words.plain("help-unknown"),
        }
    }

    /// The sentence of [`Letterhead::help`] as the argument that most texts take.
    pub(crate) fn help_argument(&self, words: Words) -> (&'static str, Argument) {
        ("help", self.help(words).into())
    }

    /// The time of day in the profile's zone.
    pub(crate) fn clock(&self, words: Words, at: Timestamp) -> String {
        words.clock(at, &self.zone)
    }

    /// Day, month and time of day, for where every letter counts.
    pub(crate) fn short_moment(&self, words: Words, at: Timestamp) -> String {
        words.short_moment(at, &self.zone)
    }

    /// Date and time of day in the profile's zone.
    pub(crate) fn moment(&self, words: Words, at: Timestamp) -> String {
        words.moment(at, &self.zone)
    }
}
