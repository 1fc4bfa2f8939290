//! The demo's post page: every e-mail, letter and key card that was delivered.

use super::samples::{sample_shell, sample_time};
use super::{Href, Icon, Page, Shell, Shown};
use crate::words::{Key, Lang};
use askama::Template;
use jiff::civil::DateTime;

/// The post of one test person, or of all. Only `lykill demo` serves it.
#[derive(Debug, Clone, Template)]
#[template(path = "demo_post.html")]
pub struct DemoPostPage {
    /// The frame, without a service.
    pub shell: Shell,
    /// The test people to choose among; the first entry is "all".
    pub people: Vec<DemoRecipient>,
    /// What was delivered, newest first.
    pub items: Vec<PostItem>,
    /// The demo's first page.
    pub back: Href,
    /// This page again, to look for new post.
    pub reload: Href,
}

/// A choice of whose post to see.
#[derive(Debug, Clone)]
pub struct DemoRecipient {
    /// The person's name; none for everybody.
    pub name: Option<Shown>,
    /// Their post.
    pub href: Href,
    /// Whether it is shown now.
    pub current: bool,
}

/// Something that was delivered.
#[derive(Debug, Clone)]
pub struct PostItem {
    /// What it is.
    pub kind: PostKind,
    /// To whom: an address or a name.
    pub to: Shown,
    /// When.
    pub at: DateTime,
    /// Subject or title.
    pub subject: Shown,
    /// The text, with its line breaks.
    pub text: String,
    /// Files.
    pub attachments: Vec<PostFile>,
    /// On a key card: each number with its key, in the order of the card.
    pub keys: Vec<(String, String)>,
}

/// What was delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PostKind {
    /// An e-mail.
    Email,
    /// A text message.
    Sms,
    /// A letter.
    Letter,
    /// A key card.
    KeyCard,
    /// What a key viewer shows now.
    KeyViewer,
    /// What a code device shows now.
    CodeDevice,
}

/// An attached file.
#[derive(Debug, Clone)]
pub struct PostFile {
    /// Its name.
    pub name: Shown,
    /// Where it is.
    pub href: Href,
}

impl PostKind {
    const fn icon(self) -> Icon {
        match self {
            Self::Email => Icon::Mail,
            Self::Sms => Icon::Call,
            Self::Letter => Icon::Letter,
            Self::KeyCard => Icon::KeyCard,
            Self::KeyViewer | Self::CodeDevice => Icon::Token,
        }
    }

    const fn key(self) -> Key {
        match self {
            Self::Email => Key("post-email"),
            Self::Sms => Key("post-sms"),
            Self::Letter => Key("post-letter"),
            Self::KeyCard => Key("post-key-card"),
            Self::KeyViewer => Key("post-key-viewer"),
            Self::CodeDevice => Key("post-code-device"),
        }
    }
}

impl DemoPostPage {
    fn about(&self, item: &PostItem) -> String {
        let words = self.shell.words();
        words
            .with("kind", words.key(item.kind.key()))
            .with("to", &item.to)
            .with("at", self.shell.at(item.at))
            .t("post-about")
    }
}

impl Page for DemoPostPage {
    const NAME: &'static str = "demo-post";

    fn samples(lang: Lang) -> Vec<(&'static str, Self)> {
        let mut shell = sample_shell(lang, "/demo/post");
        shell.service = None;
        let item = |kind, to: &str, subject: &str, text: &str| PostItem {
            kind,
            to: Shown::new(to),
            at: sample_time(14, 27),
            subject: Shown::new(subject),
            text: text.to_owned(),
            attachments: Vec::new(),
            keys: Vec::new(),
        };
        let mut card = item(PostKind::KeyCard, "Mette Hald", "R413-882", "");
        card.keys = (1000..1148)
            .map(|n| (n.to_string(), format!("{:06}", n * 577)))
            .collect();
        card.attachments = vec![PostFile {
            name: Shown::new("R413-882.pdf"),
            href: Href::new("/demo/post/1/R413-882.pdf"),
        }];
        let recipient = |name: Option<&str>, href: &str, current| DemoRecipient {
            name: name.map(Shown::new),
            href: Href::new(href),
            current,
        };
        let text = "482 917\n\n14.32\n<script>alert(1)</script>";
        let full = Self {
            shell,
            people: vec![
                recipient(None, "/demo/post", true),
                recipient(Some("Mette Hald"), "/demo/post?person=ready", false),
                recipient(Some("Jonas Lie"), "/demo/post?person=low-card", false),
            ],
            items: vec![
                item(
                    PostKind::Email,
                    "mette.hald@fjordvik.example",
                    "482 917",
                    text,
                ),
                item(PostKind::Letter, "Mette Hald", "Lykill", "Hei\n\nabc-def"),
                card,
            ],
            back: Href::new("/"),
            reload: Href::new("/demo/post"),
        };
        let empty = Self {
            items: Vec::new(),
            ..full.clone()
        };
        vec![("normal", full), ("empty", empty)]
    }
}
