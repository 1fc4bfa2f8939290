//! The body of a page that tells something instead of asking for it: what happened, what to do
//! now, who can help.

use super::{Contact, Href, Icon, Shell};

/// What such a page says; `templates/notice.html` lays it out.
#[derive(Debug, Clone)]
pub(super) struct Notice {
    /// The picture above the heading.
    pub icon: Icon,
    /// How the picture is coloured.
    pub tone: Tone,
    /// The heading.
    pub title: String,
    /// Paragraphs: what happened, and why.
    pub text: Vec<String>,
    /// What to do now.
    pub points: Vec<String>,
    /// Who can help, under a heading.
    pub contact: Option<(String, Contact)>,
    /// Links shown as buttons, the first as the main one.
    pub acts: Vec<(String, Href)>,
    /// Links at the end.
    pub links: Vec<(String, Href)>,
    /// Whether "cancel and go back to the service" is offered.
    pub leave: bool,
    /// What the developer of the service should know.
    pub detail: Option<String>,
    /// A code by which support finds this event.
    pub reference: Option<String>,
}

/// How a notice is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    /// It went well.
    Good,
    /// It is not possible here; nothing is broken.
    Stop,
    /// It went wrong.
    Bad,
    /// It informs.
    Plain,
}

impl Tone {
    /// The class of the picture.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Good => "lk-big is-good",
            Self::Stop => "lk-big is-stop",
            Self::Bad => "lk-big is-bad",
            Self::Plain => "lk-big",
        }
    }
}

impl Notice {
    /// A notice with a heading and its first paragraph.
    pub fn new(tone: Tone, icon: Icon, title: String, text: String) -> Self {
        Self {
            icon,
            tone,
            title,
            text: vec![text],
            points: Vec::new(),
            contact: None,
            acts: Vec::new(),
            links: Vec::new(),
            leave: false,
            detail: None,
            reference: None,
        }
    }

    /// Whether the title begins with the word for an error.
    pub fn is_wrong(&self) -> bool {
        self.tone == Tone::Bad
    }

    /// Adds a paragraph.
    pub fn text(mut self, text: String) -> Self {
        self.text.push(text);
        self
    }

    /// Adds something to do.
    pub fn point(mut self, point: String) -> Self {
        self.points.push(point);
        self
    }

    /// Adds who can help.
    pub fn contact(mut self, heading: String, contact: &Contact) -> Self {
        self.contact = Some((heading, contact.clone()));
        self
    }

    /// Adds a button that leads somewhere.
    pub fn act(mut self, label: String, href: Href) -> Self {
        self.acts.push((label, href));
        self
    }

    /// Adds a link at the end.
    pub fn link(mut self, label: String, href: &Href) -> Self {
        self.links.push((label, href.clone()));
        self
    }

    /// Offers to log in again from the service's start page, if it told us one.
    pub fn start_again(self, shell: &Shell) -> Self {
        match shell.start() {
            Some(start) => {
                let label = shell
                    .with("service", shell.service_name())
                    .t("start-again-at");
                self.act(label, start.clone())
            }
            None => self.point(shell.t("start-again-where-you-came-from")),
        }
    }

    /// Offers to cancel and go back to the service.
    pub const fn leave(mut self) -> Self {
        self.leave = true;
        self
    }

    /// Adds the code by which support finds this event.
    pub fn reference(mut self, code: &str) -> Self {
        self.reference = Some(code.to_owned());
        self
    }
}
