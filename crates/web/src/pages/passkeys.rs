//! A holder's passkeys (ux screen H5): which there are, another one, one less.

use super::samples::{sample_shell, sample_time};
use super::{Href, Icon, Page, Problem, Shell, Shown};
use crate::words::Lang;
use askama::Template;
use jiff::civil::DateTime;

/// Lists passkeys; removes one by `passkey` with `csrf`, and adds one with what the script fills
/// in.
#[derive(Debug, Clone, Template)]
#[template(path = "passkeys.html")]
pub struct PasskeysPage {
    /// The frame.
    pub shell: Shell,
    /// Whose they are; nobody's when nobody is logged in.
    pub user_id: Option<String>,
    /// The passkeys, oldest first.
    pub passkeys: Vec<PasskeyEntry>,
    /// Where one is removed.
    pub remove: Href,
    /// Where the login begins after which one may be added.
    pub start: Href,
    /// What an authenticator is asked; none where none may be added now.
    pub add: Option<AddForm>,
    /// Whether there are as many as there may be.
    pub full: bool,
    /// Whether passkeys are a way to log in here.
    pub offered: bool,
    /// What went wrong.
    pub problem: Option<AddProblem>,
}

/// One passkey.
#[derive(Debug, Clone)]
pub struct PasskeyEntry {
    /// Its id.
    pub id: String,
    /// What its holder calls it.
    pub label: Shown,
    /// When it was added.
    pub added_at: DateTime,
    /// When it was used last.
    pub used_at: Option<DateTime>,
    /// From when on it can be used, while it waits.
    pub waits_until: Option<DateTime>,
}

/// What an authenticator is asked when a passkey is made.
#[derive(Debug, Clone)]
pub struct AddForm {
    /// Where the form is posted.
    pub action: Href,
    /// The host for which it is made.
    pub host: String,
    /// The challenge, in base64url.
    pub challenge: String,
    /// When the challenge was made.
    pub issued: String,
    /// What authenticators call the eID, in base64url.
    pub user_handle: String,
    /// The credentials that are known, in base64url with spaces between.
    pub known: String,
    /// The algorithms that are taken, with spaces between.
    pub algorithms: String,
    /// The name that was typed.
    pub label: String,
}

/// Why no passkey was added or removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddProblem {
    /// The name cannot be shown.
    Label,
    /// It took too long.
    Late,
    /// There is one on this device already.
    Known,
    /// What the device answered is not taken.
    Answer,
    /// There is no such passkey any more.
    Gone,
}

impl PasskeysPage {
    /// When a passkey was added and used, and from when on it can be.
    fn times(&self, one: &PasskeyEntry) -> String {
        let shell = &self.shell;
        let added = shell.with("at", shell.at(one.added_at)).t("passkeys-added");
        let used = one
            .used_at
            .map(|at| shell.with("at", shell.at(at)).t("passkeys-used"));
        let waits = one.waits_until;
        let waits = waits.map(|at| shell.with("until", shell.at(at)).t("passkeys-waits"));
        let all = [Some(added), used, waits];
        all.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    fn problem(&self) -> Option<Problem> {
        let shell = &self.shell;
        Some(match self.problem? {
            AddProblem::Label => Problem::at("label", shell.t("passkeys-label-missing")),
            AddProblem::Late => Problem::general(shell.t("passkey-late")),
            AddProblem::Known => Problem::general(shell.t("passkeys-known")),
            AddProblem::Answer => Problem::general(shell.t("passkeys-not-taken")),
            AddProblem::Gone => Problem::general(shell.t("passkeys-gone")),
        })
    }
}

impl Page for PasskeysPage {
    const NAME: &'static str = "passkeys";

    fn samples(lang: Lang) -> Vec<(&'static str, Self)> {
        let mut shell = sample_shell(lang, "/passkeys");
        shell.service = None;
        let entry = |label: &str, used, waits_until| PasskeyEntry {
            id: "0190f3c41f3a7c3e8d0b6f2a9c4e1d57".to_owned(),
            label: Shown::new(label),
            added_at: sample_time(9, 5),
            used_at: used,
            waits_until,
        };
        let form = AddForm {
            action: Href::new("/passkeys/add"),
            host: "id.lykill.example".to_owned(),
            challenge: "tZkQ8mXo0mU1bq5vG2l0P8sH0y7n3c4W9eRkT6aJ1dE".to_owned(),
            issued: "1793697121000000".to_owned(),
            user_handle: "q83vEjRWeJCrze8SNFZ4kA".to_owned(),
            known: "q83vEjRWeJCrze8SNFZ4kA".to_owned(),
            algorithms: "-7 -8 -257".to_owned(),
            label: String::new(),
        };
        let page = |problem| Self {
            shell: shell.clone(),
            user_id: Some("mette-hald".to_owned()),
            passkeys: vec![
                entry("Telefon", Some(sample_time(12, 0)), None),
                entry("\"Nøkkel\" <blå>", None, Some(sample_time(14, 32))),
            ],
            remove: Href::new("/passkeys/remove"),
            start: Href::new("/passkeys/start"),
            add: Some(form.clone()),
            full: false,
            offered: true,
            problem,
        };
        let (mut none, mut old, mut nobody) = (page(None), page(None), page(None));
        none.passkeys.clear();
        old.add = None;
        nobody.user_id = None;
        nobody.add = None;
        let (mut full, mut none_here) = (old.clone(), old.clone());
        full.full = true;
        none_here.offered = false;
        vec![
            ("normal", page(None)),
            ("none", none),
            ("log-in-again", old),
            ("full", full),
            ("not-offered", none_here),
            ("nobody", nobody),
            ("error-label", page(Some(AddProblem::Label))),
            ("error-late", page(Some(AddProblem::Late))),
            ("error-known", page(Some(AddProblem::Known))),
            ("error-answer", page(Some(AddProblem::Answer))),
            ("error-gone", page(Some(AddProblem::Gone))),
        ]
    }
}
