//! Back to a service that wants its answer posted: one button, since pages have no script.

use super::samples::sample_shell;
use super::{Href, Icon, Page, Shell};
use crate::words::Lang;
use askama::Template;

/// The form that carries the answer; it is the service's, so it bears no token of ours.
#[derive(Debug, Clone, Template)]
#[template(path = "form_post.html")]
pub struct FormPostPage {
    /// The frame, with the service.
    pub shell: Shell,
    /// The service's address.
    pub action: Href,
    /// The hidden fields.
    pub fields: Vec<(&'static str, String)>,
}

impl Page for FormPostPage {
    const NAME: &'static str = "form-post";

    fn samples(lang: Lang) -> Vec<(&'static str, Self)> {
        let page = Self {
            shell: sample_shell(lang, "/authorize"),
            action: Href::new("https://fjordvik.example/callback"),
            fields: vec![
                ("code", "SplxlOBeZQQYbYS6WxSbIA".to_owned()),
                ("state", "af0ifjsldkj".to_owned()),
            ],
        };
        vec![("normal", page)]
    }
}
