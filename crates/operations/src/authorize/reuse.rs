//! Single sign-on: a session that lives answers for the person.

use super::{AuthorizeAnswer, Start};
use crate::answer::StepAnswer;
use crate::login::{Authenticated, Parties, go_on};
use crate::record::impossible;
use lykill_broker::types::Session;
use lykill_core::proof::Verified;
use lykill_core::{Proof, Timestamp};
use lykill_oauth::authorize as rules;
use lykill_oauth::types::{AuthorizeRequest, Client, ErrorCode, OAuthError};
use lykill_store::login::login_insert;
use lykill_store::person::person_fetch;
use lykill_store::{Commit, Rollback, Tx};

impl Start {
    /// Answers by a session: the rules that follow a proof decide as they do after a login. A
    /// page is needed for linking or a refusal; `prompt=none` gets an error instead.
    pub(super) async fn reuse(
        &self,
        tx: &mut Tx<'_>,
        (client, request): (Client, AuthorizeRequest),
        session: Session,
        now: Timestamp,
    ) -> Result<Commit<AuthorizeAnswer>, Rollback> {
        let (stored, cookies) = self.stored(request, now);
        login_insert(tx, &stored.login, &stored.request).await?;
        self.record(now, &session)
            .login(&stored.login)
            .client(&client.client_id)
            .save(tx)
            .await?;
        let seen = Authenticated {
            ctx: &self.ctx,
            call: &self.call,
            browser: &self.browser,
            now,
            known_device: true,
        };
        let (id, request) = (stored.login.id, stored.request.clone());
        let proof = vouched(&stored.login.id, &session);
        let lost = || impossible("session", "person", &session.id);
        let person = person_fetch(tx, session.person).await?.ok_or_else(lost)?;
        let parties = Parties { person, client };
        let who = (proof, &session, &parties);
        let answer = match go_on(tx, &seen, stored, who, cookies).await? {
            StepAnswer::Return(leave, cookies) => AuthorizeAnswer::Return(leave, cookies),
            _ if request.prompt.none => {
                let refusal = rules::redirect(&request, interaction());
                self.refused(refusal, Some(&parties.client))
            }
            StepAnswer::Next(cookies) => AuthorizeAnswer::Login(id, cookies),
            StepAnswer::Stay(..) | StepAnswer::Away(_) | StepAnswer::Gone(_) => {
                AuthorizeAnswer::Login(id, crate::call::NewCookies::default())
            }
        };
        Ok(Commit(answer))
    }
}

/// The session row is the durable form of the proof from which it was made; it vouches for what
/// it recorded, at the level that was reached then, and for nothing more.
fn vouched(login: &lykill_core::id::LoginId, session: &Session) -> Proof {
    Proof::verified(Verified {
        subject: session.person,
        eid: session.eid,
        authenticator: session.method,
        method: session.method_name.clone(),
        login: *login,
        factors: session.factors.clone(),
        bound_at: session.level,
        at: session.authenticated_at,
    })
}

/// OIDC Core 1.0 section 3.1.2.6: the page that is needed may not be shown.
fn interaction() -> OAuthError {
    OAuthError::new(
        ErrorCode::InteractionRequired,
        "page-needed",
        "a page must be shown before this service gets an answer, and prompt=none forbids it",
    )
}
