//! The standing pages.

use crate::pages::{InfoPage, LostCardPage, Topic};
use crate::refuse::Answered;
use crate::visit::Visit;
use axum::http::StatusCode;

/// GET /help
pub(crate) async fn help(visit: Visit) -> Answered {
    topic(&visit, Topic::Help)
}

/// GET /get-an-eid
pub(crate) async fn get_eid(visit: Visit) -> Answered {
    topic(&visit, Topic::GetEid)
}

/// GET /cannot-log-in
pub(crate) async fn cannot_log_in(visit: Visit) -> Answered {
    topic(&visit, Topic::CannotLogIn)
}

/// GET /lost-card
pub(crate) async fn lost_card(visit: Visit) -> Answered {
    let (shell, support) = (visit.shell(), visit.support());
    visit.page(StatusCode::OK, &LostCardPage { shell, support })
}

/// GET /activate
pub(crate) async fn activate(visit: Visit) -> Answered {
    topic(&visit, Topic::Activate)
}

/// GET /activated: the redirect URI of our own service. Nobody redeems the code that it brings.
pub(crate) async fn activated(visit: Visit) -> Answered {
    topic(&visit, Topic::Activated)
}

/// GET /privacy
pub(crate) async fn privacy(visit: Visit) -> Answered {
    topic(&visit, Topic::Privacy)
}

/// GET /accessibility
pub(crate) async fn accessibility(visit: Visit) -> Answered {
    topic(&visit, Topic::Accessibility)
}

/// GET /report
pub(crate) async fn report(visit: Visit) -> Answered {
    topic(&visit, Topic::Report)
}

pub(super) fn topic(visit: &Visit, topic: Topic) -> Answered {
    let (shell, support) = (visit.shell(), visit.support());
    visit.page(
        StatusCode::OK,
        &InfoPage {
            shell,
            topic,
            support,
        },
    )
}
