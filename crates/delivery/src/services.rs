//! Services that hear of a session's end (OIDC Back-Channel Logout 1.0; security.md case 113):
//! one row becomes one for each service, and each is told by HTTP with a token of its own.

use crate::deliver::{Delivery, Outcome};
use crate::fault::Fault;
use crate::logout_token::LogoutToken;
use crate::turns::Turns;
use lykill_core::id::{OutboxId, PersonId, SessionId};
use lykill_core::{EffectKind, Secret, Timestamp, random, time};
use lykill_crypto::engine::Keys;
use lykill_crypto::pure::seal::Aad;
use lykill_fetch::{FetchError, Request, Verb};
use lykill_store::{
    Channel, Commit, LogoutListener, OutboxEntry, OutboxRow, StoreError, Tx,
    logout_delivery_insert, logout_untold, outbox_insert,
};
use std::sync::Arc;
use std::time::Duration;

/// Rows that one transaction makes: 10 000 services are 100 of them, and logins pass in between.
const CHUNK: u32 = 100;
/// How long a service is tried: five tries, of which the last is made after some 12 minutes.
const WITHIN: Duration = time::minutes(15);

/// What makes one row out of a listener.
struct Orders {
    keys: Arc<Keys>,
    rng: Arc<dyn lykill_core::Rng>,
    person: PersonId,
    now: Timestamp,
}

impl Delivery {
    /// Makes a row for each service of a session. Made twice, it goes on where it ended: a
    /// session has one telling for each service.
    pub(crate) async fn fan_out(
        &self,
        row: &OutboxRow,
        session: SessionId,
    ) -> Result<Outcome, Fault> {
        loop {
            let orders = Arc::new(Orders {
                keys: Arc::clone(&self.keys),
                rng: Arc::clone(&self.rng),
                person: row.person,
                now: self.clock.now(),
            });
            let made = self.db.write(move |tx| {
                let orders = Arc::clone(&orders);
                Box::pin(async move { Ok(Commit(orders.make(tx, session).await?)) })
            });
            let made = made.await.map_err(|_| Fault::Database)?;
            self.db.notify(Channel::Outbox);
            if made < CHUNK {
                return Ok(Outcome::Delivered);
            }
        }
    }

    /// Tells one service when it is its turn, with a token that is signed then.
    pub(crate) async fn tell(
        &self,
        row: &OutboxRow,
        kind: &EffectKind,
        turns: &Turns,
    ) -> Result<Outcome, Fault> {
        let EffectKind::LogoutToken {
            client,
            uri,
            sub,
            sid,
        } = kind
        else {
            return Err(Fault::Unknown);
        };
        let _turn = turns.turn(client).await.ok_or(FetchError::Busy)?;
        let now = self.clock.now();
        if now >= row.expires_at {
            return Ok(Outcome::Late);
        }
        let jti = random::token(self.rng.as_ref());
        let token = LogoutToken {
            issuer: &self.issuer,
            client: client.as_str(),
            sub,
            sid,
            jti: &jti,
            now,
        };
        let token = token.sign(&*(self.signer)(now).ok_or(Fault::Signing)?)?;
        // A compact JWS has no character that a form would write otherwise.
        let request = Request {
            verb: Verb::Post,
            headers: Vec::new(),
            content_type: "application/x-www-form-urlencoded",
            body: Secret::new(format!("logout_token={token}").into_bytes()),
        };
        let answer = self.fetcher.ask(uri, request).await?;
        if answer.is_success() {
            Ok(Outcome::Delivered)
        } else {
            Err(Fault::Http(answer.status))
        }
    }
}

impl Orders {
    async fn make(&self, tx: &mut Tx<'_>, session: SessionId) -> Result<u32, StoreError> {
        let listeners = logout_untold(tx, session, CHUNK).await?;
        for listener in &listeners {
            let entry = self.entry(listener)?;
            logout_delivery_insert(tx, entry.id, listener, self.now).await?;
            outbox_insert(tx, &entry, self.now).await?;
        }
        Ok(u32::try_from(listeners.len()).unwrap_or(CHUNK))
    }

    fn entry(&self, listener: &LogoutListener) -> Result<OutboxEntry, StoreError> {
        let id = OutboxId::new(self.now, self.rng.as_ref());
        let kind = EffectKind::LogoutToken {
            client: listener.client.clone(),
            uri: listener.uri.clone(),
            sub: listener.sub.clone(),
            sid: listener.sid.clone(),
        };
        let impossible = || StoreError::Impossible {
            table: "outbox",
            column: "body",
            id: id.to_string(),
        };
        let plain = serde_json::to_vec(&kind).map_err(|_| impossible())?;
        let place = Aad {
            table: "outbox",
            row: id.as_bytes(),
            owner: self.person.as_bytes(),
        };
        let nonce = random::bytes(self.rng.as_ref());
        let body = self.keys.seal().seal(&place, &plain, nonce);
        Ok(OutboxEntry {
            id,
            kind: kind.word(),
            person: self.person,
            body: body.map_err(|_| impossible())?,
            not_before: self.now,
            expires_at: self.now + WITHIN,
        })
    }
}
