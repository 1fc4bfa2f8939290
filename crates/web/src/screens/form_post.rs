//! The way back to the service: a redirect, or a page whose form the person posts there.

use super::{see_other, with_cookies};
use crate::pages::{FormPostPage, Href, Service, Shell, Shown};
use crate::refuse::Answered;
use crate::router;
use crate::visit::Visit;
use axum::http::StatusCode;
use lykill_operations::answer::{Leave, ServicePost};
use lykill_operations::call::NewCookies;

/// Goes back to the service. A page without script cannot post by itself: its button does, and
/// its policy lets the form lead to this service only.
pub(crate) fn leave(visit: &Visit, way: &Leave, cookies: &NewCookies) -> Answered {
    match way {
        Leave::To(address) => see_other(visit, address, cookies),
        Leave::Post(post) => {
            let page = page(visit, post);
            let shown = visit.page_towards(&[&post.form_action], StatusCode::OK, &page)?;
            Ok(with_cookies(visit, shown, cookies))
        }
    }
}

fn page(visit: &Visit, post: &ServicePost) -> FormPostPage {
    let service = Service {
        name: Shown::new(post.service.as_str()),
        part: None,
        start: None,
        cancel: None,
    };
    let owned = |(name, value): &(&'static str, String)| (*name, value.clone());
    FormPostPage {
        shell: Shell {
            service: Some(service),
            ..visit.shell_of(Some(post.language), &router::home())
        },
        action: Href::new(post.form.action.as_str()),
        fields: post.form.fields.iter().map(owned).collect(),
    }
}
