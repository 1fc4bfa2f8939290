//! A login at another provider.

use super::Screen;
use crate::pages::{Href, Shown, UpstreamPage, UpstreamStep};
use crate::refuse::Answered;
use crate::router::Step;
use axum::http::StatusCode;
use lykill_operations::answer::{UpstreamFault, UpstreamStage, UpstreamView, for_language};

impl Screen<'_> {
    pub(super) fn upstream(&self, upstream: &UpstreamView) -> Answered {
        let shell = self.shell();
        let named = upstream.method.as_ref();
        let named = named.and_then(|method| for_language(method, shell.lang));
        let page = UpstreamPage {
            method: named.map_or_else(Shown::default, |(name, _)| Shown::new(name.as_str())),
            shell,
            stage: stage(upstream),
            methods: self.to(Step::Methods),
        };
        self.page(StatusCode::OK, &page)
    }
}

fn stage(upstream: &UpstreamView) -> UpstreamStep {
    match (upstream.stage, &upstream.address) {
        (UpstreamStage::Away, Some(address)) => UpstreamStep::Away(Href::new(address)),
        (UpstreamStage::Answered, _) => UpstreamStep::Answered,
        (UpstreamStage::Away, None) | (UpstreamStage::Failed(UpstreamFault::Down), _) => {
            UpstreamStep::Down
        }
        (UpstreamStage::Failed(UpstreamFault::Declined), _) => UpstreamStep::Declined,
        (UpstreamStage::Failed(UpstreamFault::Wrong), _) => UpstreamStep::Wrong,
        (UpstreamStage::Failed(UpstreamFault::Level), _) => UpstreamStep::Level,
        (UpstreamStage::Failed(UpstreamFault::Unknown), _) => UpstreamStep::Unknown,
    }
}
