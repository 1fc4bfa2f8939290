//! A login by a certificate on a card.

use super::Screen;
use crate::pages::{CardStep, Href, Shown, SmartCardPage};
use crate::refuse::Answered;
use crate::router::Step;
use axum::http::StatusCode;
use lykill_operations::answer::{CardFault, SmartCardView, for_language};

impl Screen<'_> {
    pub(super) fn smart_card(&self, card: &SmartCardView) -> Answered {
        let shell = self.shell();
        let named = card.method.as_ref();
        let named = named.and_then(|method| for_language(method, shell.lang));
        let page = SmartCardPage {
            method: named.map_or_else(Shown::default, |(name, _)| Shown::new(name.as_str())),
            shell,
            step: step(card),
            methods: self.to(Step::Methods),
        };
        self.page(StatusCode::OK, &page)
    }
}

fn step(card: &SmartCardView) -> CardStep {
    match (card.fault, &card.address) {
        (None, Some(address)) => CardStep::Away(Href::new(address)),
        (None, None) => CardStep::Shown,
        (Some(CardFault::Nothing), _) => CardStep::Nothing,
        (Some(CardFault::Ended), _) => CardStep::Ended,
        (Some(CardFault::Revoked), _) => CardStep::Revoked,
        (Some(CardFault::Untrusted), _) => CardStep::Untrusted,
        (Some(CardFault::WrongUse), _) => CardStep::WrongUse,
        (Some(CardFault::Down), _) => CardStep::Down,
        (Some(CardFault::Level), _) => CardStep::Level,
        (Some(CardFault::Unknown), _) => CardStep::Unknown,
        (Some(CardFault::Late), _) => CardStep::Late,
    }
}
