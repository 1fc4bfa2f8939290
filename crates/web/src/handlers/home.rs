//! The front page of the issuer.

use super::info::topic;
use crate::pages::Topic;
use crate::refuse::Answered;
use crate::visit::Visit;

/// GET /
pub(crate) async fn show(visit: Visit) -> Answered {
    topic(&visit, Topic::Home)
}
