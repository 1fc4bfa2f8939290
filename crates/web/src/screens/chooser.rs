//! The choice of an electronic ID.

use super::{Screen, Wrong};
use crate::pages::{ChooserPage, Icon, Learns, LevelPage, MethodEntry, Shown};
use crate::refuse::Answered;
use crate::router::Step;
use crate::visit::Visit;
use lykill_broker::types::Method;
use lykill_core::level::meets;
use lykill_core::{Language, MethodKind};
use lykill_operations::answer::{LoginView, Offer, for_language};

/// Shows the choice to somebody who already stands before user id and password: looking changes
/// nothing, choosing is a POST.
pub(crate) fn choose(visit: &Visit, view: &LoginView) -> Answered {
    let screen = Screen {
        visit,
        view,
        wrong: Wrong::Nothing,
        typed: "",
    };
    let methods = visit.ctx().settings.methods.iter();
    let offers: Vec<Offer> = methods
        .map(|method| Offer {
            method: method.clone(),
            enough: meets(method.level, view.asked),
        })
        .collect();
    screen.chooser(&offers)
}

impl Screen<'_> {
    pub(super) fn chooser(&self, offers: &[Offer]) -> Answered {
        let (shell, asked) = (self.shell(), self.view.asked);
        if !offers.iter().any(|offer| offer.enough) {
            let page = LevelPage {
                shell,
                asked,
                reached: None,
            };
            return self.step_page(&page);
        }
        let language = shell.lang;
        let page = ChooserPage {
            shell,
            action: self.to(Step::Method),
            asked,
            learns: self.learns(),
            methods: offers.iter().map(|offer| entry(offer, language)).collect(),
        };
        self.step_page(&page)
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
        },
        level: *level,
        enough: offer.enough,
    }
}
