//! The demo's first page: what to try, and the test people to try it with.

use super::samples::sample_shell;
use super::{Href, Icon, Page, Shell, Shown};
use crate::words::Lang;
use askama::Template;

/// What to try in the demo. Only `lykill demo` serves it.
#[derive(Debug, Clone, Template)]
#[template(path = "demo_start.html")]
pub struct DemoStartPage {
    /// The frame, without a service.
    pub shell: Shell,
    /// The municipality's portal.
    pub portal: Href,
    /// The name of the portal's owner.
    pub portal_name: Shown,
    /// All post of all people.
    pub post: Href,
    /// The test people.
    pub people: Vec<DemoPerson>,
}

/// A test person on the demo's first page.
#[derive(Debug, Clone)]
pub struct DemoPerson {
    /// Name.
    pub name: Shown,
    /// What this person is for.
    pub note: String,
    /// User id.
    pub user_id: String,
    /// Password, own or temporary, if there is one.
    pub password: Option<String>,
    /// Work e-mail, if there is one.
    pub work_email: Option<String>,
    /// This person's post.
    pub post: Href,
}

impl DemoPerson {
    /// What the test person of this id is for, in the words of the page; nothing for others.
    pub fn note(shell: &Shell, id: &str) -> String {
        match id {
            "ready" => shell.t("demo-note-ready"),
            "low-card" => shell.t("demo-note-low-card"),
            "not-activated" => shell.t("demo-note-not-activated"),
            "teen" => shell.t("demo-note-teen"),
            "no-number" => shell.t("demo-note-no-number"),
            "two-employers" => shell.t("demo-note-two-employers"),
            _ => String::new(),
        }
    }
}

impl Page for DemoStartPage {
    const NAME: &'static str = "demo-start";

    fn samples(lang: Lang) -> Vec<(&'static str, Self)> {
        let mut shell = sample_shell(lang, "/");
        shell.service = None;
        let person = |id: &str, name: &str, password: Option<&str>| DemoPerson {
            name: Shown::new(name),
            note: DemoPerson::note(&shell, id),
            user_id: format!("{id}-1"),
            password: password.map(str::to_owned),
            work_email: Some(format!("{id}@fjordvik.example")),
            post: Href::new(&format!("/demo/post?person={id}")),
        };
        let page = Self {
            portal: Href::new("http://localhost:8081/"),
            portal_name: Shown::new("Fjordvik kommune"),
            post: Href::new("/demo/post"),
            people: vec![
                person("ready", "Mette Hald", Some("sol-og-regn-7")),
                person("low-card", "Jonas Lie", Some("vindu-4")),
                person("not-activated", "Åse Berg", None),
            ],
            shell,
        };
        vec![("normal", page)]
    }
}
