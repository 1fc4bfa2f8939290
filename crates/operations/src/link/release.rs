//! Looking at links and releasing one: the explicit way out, for the operator.

use crate::record::Record;
use crate::{Call, Context, Error};
use lykill_broker::types::Link;
use lykill_core::audit::AuditKind;
use lykill_core::id::{CompanyId, LinkId, PersonId};
use lykill_store::link::{link_list, link_release};
use lykill_store::{Commit, Rollback, Tx};
use std::sync::Arc;

/// Which links to list; an empty filter lists all that live.
#[derive(Debug, Clone, Default)]
pub struct LinkFilter {
    /// Only this person's.
    pub person: Option<PersonId>,
    /// Only at this company.
    pub company: Option<CompanyId>,
}

/// The links that live, oldest first.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn list(ctx: &Context, filter: LinkFilter) -> Result<Vec<Link>, Error> {
    let filter = Arc::new(filter);
    let links = ctx.db.read_long(move |tx| {
        let filter = Arc::clone(&filter);
        Box::pin(async move { link_list(tx, filter.person, filter.company.as_ref()).await })
    });
    Ok(links.await?)
}

/// Releases a link; false when there is no such living link. The person may link again.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn release(ctx: &Context, call: &Call, link: LinkId) -> Result<bool, Error> {
    let job = Arc::new((ctx.clone(), *call, link));
    let released = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move {
            let (ctx, call, link) = job.as_ref();
            run(tx, ctx, call, *link).await
        })
    });
    Ok(released.await?)
}

async fn run(
    tx: &mut Tx<'_>,
    ctx: &Context,
    call: &Call,
    id: LinkId,
) -> Result<Commit<bool>, Rollback> {
    let now = ctx.now();
    let Some(link) = link_list(tx, None, None)
        .await?
        .into_iter()
        .find(|link| link.id == id)
    else {
        return Ok(Commit(false));
    };
    if !link_release(tx, id, now).await?.is_spent() {
        return Ok(Commit(false));
    }
    Record::new(ctx, call, now, AuditKind::LinkReleased)
        .person(link.person)
        .company(&link.company)
        .detail(format!("link {id}"))
        .save(tx)
        .await?;
    Ok(Commit(true))
}
