//! How operations write audit rows: one builder, so that no row forgets the request.

use crate::{Call, Context};
use lykill_broker::types::Login;
use lykill_core::Timestamp;
use lykill_core::audit::{AuditKind, AuditRow};
use lykill_core::id::{AuditId, ClientId, CompanyId, EidId, PersonId};
use lykill_store::{StoreError, Tx, audit};

/// An audit row in the making.
pub(crate) struct Record(AuditRow);

impl Record {
    /// Something happened at `now`, in this call.
    pub(crate) fn new(ctx: &Context, call: &Call, now: Timestamp, kind: AuditKind) -> Self {
        Self(AuditRow {
            id: AuditId::new(now, ctx.rng.as_ref()),
            at: now,
            request: call.request,
            kind,
            person: None,
            eid: None,
            client: None,
            company: None,
            login: None,
            detail: String::new(),
        })
    }

    /// In this login, at its service.
    pub(crate) fn login(mut self, login: &Login) -> Self {
        self.0.login = Some(login.id);
        self.0.client = Some(login.client.clone());
        self
    }

    /// To this person.
    pub(crate) fn person(mut self, person: PersonId) -> Self {
        self.0.person = Some(person);
        self
    }

    /// With this eID.
    pub(crate) fn eid(mut self, eid: EidId) -> Self {
        self.0.eid = Some(eid);
        self
    }

    /// At this service.
    pub(crate) fn client(mut self, client: &ClientId) -> Self {
        self.0.client = Some(client.clone());
        self
    }

    /// At this company.
    pub(crate) fn company(mut self, company: &CompanyId) -> Self {
        self.0.company = Some(company.clone());
        self
    }

    /// Words that explain it; never a secret, never a national number.
    pub(crate) fn detail(mut self, detail: impl Into<String>) -> Self {
        self.0.detail = detail.into();
        self
    }

    /// What happened.
    pub(crate) const fn kind(&self) -> AuditKind {
        self.0.kind
    }

    /// Writes the row in the transaction of what it tells about.
    pub(crate) async fn save(self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        audit::audit_insert(tx, &self.0).await
    }
}

/// A row that cannot be, named for the operator.
pub(crate) fn impossible(
    table: &'static str,
    column: &'static str,
    id: &dyn std::fmt::Display,
) -> StoreError {
    StoreError::Impossible {
        table,
        column,
        id: id.to_string(),
    }
}
