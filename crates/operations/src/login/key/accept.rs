//! What a right key does: it is spent, and completes what waited for it; or it was spent before.

use super::{Answer, Scene};
use crate::answer::{Problem, StepAnswer};
use crate::card::refill::refill;
use crate::login::key_card::method_kind;
use crate::login::lanes::all_lanes;
use crate::login::settle::{Authenticated, settle};
use crate::{letters, notice};
use lykill_core::Spend;
use lykill_core::audit::AuditKind;
use lykill_core::effect::Notice;
use lykill_issuer::types::{CardKind, CardState, EidState, StoredHash, UserId};
use lykill_store::card::{card_activate, card_spend, card_used};
use lykill_store::eid::{eid_activate_as, eid_by_user_id};
use lykill_store::lane::lane_clear;
use lykill_store::person::person_fetch;
use lykill_store::{Commit, Rollback, StoreError, Tx};

impl Answer {
    /// Spends the key, and with it whatever its first use completes.
    pub(super) async fn accept(
        &self,
        tx: &mut Tx<'_>,
        scene: Scene,
    ) -> Result<Commit<StepAnswer>, Rollback> {
        let (card, number) = (scene.card.id, scene.awaited.number);
        if self.user_id_is_taken(tx, &scene).await? {
            return self.start_again(tx, scene, Problem::StepPassed).await;
        }
        if !card_spend(tx, card, number, scene.now, scene.stored.login.id)
            .await?
            .is_spent()
        {
            return self.number_is_spent(tx, scene, true).await;
        }
        self.record(&scene, AuditKind::KeyUsed)
            .detail(scene.card.label.to_string())
            .save(tx)
            .await?;
        self.activate(tx, &scene).await?;
        lane_clear(tx, &all_lanes(&self.ctx, scene.eid.user_id.as_str())).await?;
        refill(tx, &self.ctx, &self.call, &scene.eid, &scene.card).await?;
        let seen = Authenticated {
            ctx: &self.ctx,
            call: &self.call,
            browser: &self.browser,
            now: scene.now,
            known_device: scene.known_device,
        };
        let kind = method_kind(scene.card.kind);
        let answer = settle(tx, &seen, scene.stored, (&scene.eid, kind)).await?;
        Ok(Commit(answer))
    }

    /// Whether somebody took the chosen user id meanwhile: then nothing is spent.
    async fn user_id_is_taken(&self, tx: &mut Tx<'_>, scene: &Scene) -> Result<bool, StoreError> {
        let Some(chosen) = &scene.awaited.chosen_user_id else {
            return Ok(false);
        };
        let holder = eid_by_user_id(tx, &UserId::from_normal(chosen.clone())).await?;
        Ok(holder.is_some_and(|holder| holder.id != scene.eid.id))
    }

    /// The first correct key of a card makes it the active one; of an eID, activates it.
    async fn activate(&self, tx: &mut Tx<'_>, scene: &Scene) -> Result<(), Rollback> {
        if scene.card.state == CardState::Dormant {
            if !card_activate(tx, scene.card.id).await?.is_spent() {
                return Err(Rollback::Retry);
            }
            let row = self.record(scene, AuditKind::CardActivated);
            row.detail(scene.card.label.to_string()).save(tx).await?;
        }
        let Some(chosen) = &scene.awaited.chosen_password else {
            return Ok(());
        };
        let EidState::AwaitsActivation { temporary, .. } = &scene.eid.state else {
            return Err(Rollback::Retry);
        };
        let chosen = StoredHash(chosen.clone());
        let wish = scene.awaited.chosen_user_id.clone();
        let user_id = wish.map_or_else(|| scene.eid.user_id.clone(), UserId::from_normal);
        let activated = eid_activate_as(tx, scene.eid.id, temporary, (&user_id, &chosen)).await;
        match activated {
            Ok(Spend::Spent) => {}
            // Somebody took the user id at the same moment: looked at again.
            Ok(Spend::AlreadySpent) | Err(StoreError::Conflict(_)) => return Err(Rollback::Retry),
            Err(error) => return Err(error.into()),
        }
        letters::used(tx, &self.ctx, scene.eid.id).await?;
        self.record(scene, AuditKind::EidActivated).save(tx).await?;
        Ok(())
    }

    /// The number was answered in another login: this one starts again, and a right key for it
    /// means that somebody else may hold the card too (security.md case 3).
    pub(super) async fn number_is_spent(
        &self,
        tx: &mut Tx<'_>,
        scene: Scene,
        right: bool,
    ) -> Result<Commit<StepAnswer>, Rollback> {
        let was_used = card_used(tx, scene.card.id)
            .await?
            .contains(&scene.awaited.number);
        let reused = right && was_used;
        let kind = if reused {
            AuditKind::KeyReused
        } else {
            AuditKind::KeyRefused
        };
        self.record(&scene, kind).save(tx).await?;
        if reused {
            let (label, at) = (scene.card.label.to_string(), scene.now);
            let notice = match scene.card.kind {
                CardKind::KeyCard => Notice::KeyReused { card: label, at },
                CardKind::PinLetter => Notice::PinCodeReused { letter: label, at },
            };
            self.notify(tx, &scene, notice).await?;
        }
        self.start_again(tx, scene, Problem::KeySpent).await
    }

    async fn notify(
        &self,
        tx: &mut Tx<'_>,
        scene: &Scene,
        notice: Notice,
    ) -> Result<(), StoreError> {
        let Some(person) = person_fetch(tx, scene.eid.person).await? else {
            return Ok(());
        };
        notice::tell(tx, &self.ctx, &person, (notice, scene.now))
            .await
            .map(drop)
    }
}
