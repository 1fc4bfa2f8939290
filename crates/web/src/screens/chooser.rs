//! The choice of an electronic ID.

use super::{Screen, Wrong};
use crate::pages::{ChooserPage, Href, Icon, Learns, LevelPage, MethodEntry, Shown};
use crate::refuse::Answered;
use crate::router::{self, Step};
use crate::visit::Visit;
use lykill_broker::types::{Group, Method};
use lykill_core::{Language, Level, MethodKind};
use lykill_operations::answer::{LoginView, Offer, any_reaches, for_language};

/// Shows the choice to somebody who already stands before user id and password: looking changes
/// nothing, choosing is a POST.
pub(crate) fn choose(visit: &Visit, view: &LoginView) -> Answered {
    let screen = Screen {
        visit,
        view,
        wrong: Wrong::Nothing,
        typed: "",
    };
    screen.chooser(&visit.ctx().offers(view.asked), None)
}

impl Screen<'_> {
    pub(super) fn chooser(&self, offers: &[Offer], below: Option<Level>) -> Answered {
        let (shell, asked) = (self.shell(), self.view.asked);
        if !any_reaches(offers) {
            let page = LevelPage {
                shell,
                asked,
                lacks: None,
                support: self.visit.support(),
            };
            return self.step_page(&page);
        }
        let language = shell.lang;
        let (last, rest): (Vec<&Offer>, Vec<&Offer>) =
            offers.iter().partition(|offer| self.was_last(offer));
        let in_group = |group| {
            let offers = rest.iter().filter(|offer| offer.method.group == group);
            offers.map(|offer| entry(offer, language)).collect()
        };
        let page = ChooserPage {
            shell,
            action: self.to(Step::Method),
            asked,
            below,
            learns: self.learns(),
            last: last.first().map(|offer| entry(offer, language)),
            methods: in_group(Group::Main),
            more: in_group(Group::More),
            remember: self.visit.ctx().settings.remember_choice,
        };
        self.step_page(&page)
    }

    /// Whether this browser remembers it as the one that was chosen last, and it can be chosen
    /// now. Where it is the only one there is nothing to remember.
    fn was_last(&self, offer: &Offer) -> bool {
        let settings = &self.visit.ctx().settings;
        let last = self.visit.browser().method.as_deref();
        let counts = settings.remember_choice && settings.methods.len() > 1;
        counts && offer.is_open() && last == Some(offer.method.name.as_str())
    }

    fn learns(&self) -> Vec<Learns> {
        let service = &self.view.service;
        let all = [
            (service.learns_name, Learns::Name),
            (service.learns_national_id, Learns::NationalId),
            (service.learns_work_email, Learns::WorkEmail),
        ];
        all.into_iter()
            .filter(|(learns, _)| *learns)
            .map(|(_, what)| what)
            .collect()
    }
}

fn entry(offer: &Offer, language: Language) -> MethodEntry {
    let Method {
        name: id,
        kind,
        level,
        logo,
        help,
        ..
    } = &offer.method;
    let (name, line) = match for_language(&offer.method, language) {
        Some((name, line)) => (Shown::new(name.as_str()), Shown::new(line.as_str())),
        None => (Shown::new(id.as_str()), Shown::default()),
    };
    MethodEntry {
        id: id.clone(),
        name,
        line,
        icon: match kind {
            MethodKind::KeyCard => Icon::KeyCard,
            MethodKind::KeyViewer | MethodKind::CodeDevice => Icon::Token,
            MethodKind::SmartCard => Icon::SmartCard,
            MethodKind::SmsCode => Icon::Phone,
            MethodKind::PinLetter => Icon::Letter,
            MethodKind::Passkey => Icon::Person,
            MethodKind::UpstreamOidc => Icon::Elsewhere,
        },
        logo: logo.as_ref().map(|logo| router::logo(&logo.file)),
        help: help.as_deref().map(Href::new),
        level: *level,
        standing: offer.standing,
    }
}
