//! The holder's own password, chosen after the temporary one was right.
//!
//! Nothing is spent here: the hash waits in the login until the card's first correct key
//! activates the eID (design.md section 4, "Activation").

use super::again::start_again;
use super::held::held;
use super::key_card::{Prompt, prompt};
use super::view::stay;
use crate::answer::{Problem, StepAnswer};
use crate::call::NewCookies;
use crate::person::open_number;
use crate::{Browser, Context, Error, password_hash};
use lykill_broker::login::{self, Event, advance};
use lykill_broker::types::{AwaitedKey, RefusedReason};
use lykill_core::Secret;
use lykill_core::id::LoginId;
use lykill_core::national_id::NationalId;
use lykill_issuer::password::{self, Judged, PasswordContext, PasswordRefusal};
use lykill_issuer::types::{CardKind, Eid, EidState, Person, StoredHash, UserId};
use lykill_issuer::{activation, user_id};
use lykill_store::client::client_fetch;
use lykill_store::eid::{eid_by_user_id, eid_fetch, eid_lock};
use lykill_store::login::{StoredLogin, login_save};
use lykill_store::person::person_fetch;
use lykill_store::{Commit, Rollback, Tx};
use std::sync::Arc;

struct Choice {
    ctx: Context,
    login: LoginId,
    browser: Browser,
    /// The user id that was typed; none keeps the one that the eID has.
    wish: Option<UserId>,
}

/// What the rule needs to know about the person.
struct Facts {
    eid: Eid,
    person: Person,
    service: String,
    /// The user id that the eID will have.
    user_id: UserId,
    /// Whether it is somebody else's.
    taken: bool,
}

/// Takes the holder's own user id and password for an eID that is being activated; an empty user
/// id keeps the one that it has. Whether another one is taken is told here only, to somebody who
/// held number and temporary password (security.md case 38).
///
/// # Errors
/// [`Error`] when the database or the hash pool cannot answer.
pub async fn answer_new_password(
    ctx: &Context,
    login: LoginId,
    browser: &Browser,
    wish: &str,
    (password, again): (Secret<String>, Secret<String>),
) -> Result<StepAnswer, Error> {
    let typed = match wish.trim() {
        "" => Ok(None),
        wish => user_id::parse(wish).map(Some),
    };
    let choice = Arc::new(Choice {
        ctx: ctx.clone(),
        login,
        browser: browser.clone(),
        wish: typed.clone().unwrap_or_default(),
    });
    let facts = match choice.facts().await? {
        Ok(facts) => facts,
        Err(answer) => return Ok(answer),
    };
    let problem = match typed {
        Err(refusal) => Some(Problem::NewUserId(refusal)),
        Ok(_) if facts.taken => Some(Problem::UserIdTaken),
        Ok(_) if password.expose() != again.expose() => Some(Problem::NewPasswordsDiffer),
        Ok(_) => None,
    };
    if let Some(problem) = problem {
        return choice.stay(problem).await;
    }
    let Judged { refusal, strength } = judge(ctx, &facts, &password).await?;
    if let Some(refusal) = refusal {
        return choice.stay(Problem::NewPassword(refusal, strength)).await;
    }
    let hash = password_hash::hash(ctx, &password).await?;
    let chosen = Arc::new((facts.user_id, hash, strength));
    let answer = ctx.db.write(move |tx| {
        let (choice, chosen) = (Arc::clone(&choice), Arc::clone(&chosen));
        Box::pin(async move { choice.save(tx, &chosen).await })
    });
    Ok(answer.await?)
}

/// The rules, and the one comparison that needs the stored hash: not the temporary password
/// again (security.md case 22). With the estimate of how strong the password is.
async fn judge(ctx: &Context, facts: &Facts, password: &Secret<String>) -> Result<Judged, Error> {
    let number = open_number(ctx, &facts.person)?;
    let context = PasswordContext {
        user_id: &facts.user_id,
        name: facts.person.name.as_str(),
        national_digits: number.as_ref().map(NationalId::digits),
        service_words: &[facts.service.as_str()],
    };
    let mut judged = password::judge(password.expose(), &context);
    let EidState::AwaitsActivation { temporary, .. } = &facts.eid.state else {
        return Ok(judged);
    };
    if judged.refusal.is_some() {
        return Ok(judged);
    }
    let typed = Secret::new(activation::normalise_temporary(password.expose()));
    let same = password_hash::verify(&ctx.hasher.place()?, &typed, temporary).await?;
    judged.refusal = same.then_some(PasswordRefusal::SameAsTemporary);
    Ok(judged)
}

impl Choice {
    async fn facts(self: &Arc<Self>) -> Result<Result<Facts, StepAnswer>, Error> {
        let job = Arc::clone(self);
        let facts = self.ctx.db.write(move |tx| {
            let job = Arc::clone(&job);
            Box::pin(async move { job.load(tx).await })
        });
        Ok(facts.await?)
    }

    async fn load(&self, tx: &mut Tx<'_>) -> Result<Commit<Result<Facts, StepAnswer>>, Rollback> {
        let (stored, eid) = match self.awaiting(tx).await? {
            Ok(found) => found,
            Err(answer) => return Ok(Commit(Err(answer))),
        };
        let person = person_fetch(tx, eid.person).await?;
        let client = client_fetch(tx, &stored.login.client).await?;
        let (Some(person), Some(client)) = (person, client) else {
            return Ok(Commit(Err(StepAnswer::Next(NewCookies::default()))));
        };
        let service = client.client.client_name.to_string();
        let user_id = self.wish.clone().unwrap_or_else(|| eid.user_id.clone());
        let holder = eid_by_user_id(tx, &user_id).await?;
        Ok(Commit(Ok(Facts {
            taken: holder.is_some_and(|holder| holder.id != eid.id),
            eid,
            person,
            service,
            user_id,
        })))
    }

    /// The login and its eID, while both await the new password.
    async fn awaiting(
        &self,
        tx: &mut Tx<'_>,
    ) -> Result<Result<(StoredLogin, Eid), StepAnswer>, Rollback> {
        let next = StepAnswer::Next(NewCookies::default());
        let stored = match held(tx, self.login, &self.browser, self.ctx.now()).await? {
            Ok(stored) => stored,
            Err(gone) => return Ok(Err(StepAnswer::Gone(gone))),
        };
        let Ok(id) = login::expect_new_password(&stored.login, self.ctx.now()) else {
            return Ok(Err(next));
        };
        match eid_fetch(tx, id).await? {
            Some(eid) if matches!(eid.state, EidState::AwaitsActivation { .. }) => {
                Ok(Ok((stored, eid)))
            }
            // Activated in another tab meanwhile, or blocked.
            _ => start_again(tx, &self.ctx, stored).await.map(Err),
        }
    }

    async fn stay(self: &Arc<Self>, problem: Problem) -> Result<StepAnswer, Error> {
        let job = Arc::clone(self);
        let answer = self.ctx.db.write(move |tx| {
            let (job, problem) = (Arc::clone(&job), problem.clone());
            Box::pin(async move {
                match job.awaiting(tx).await? {
                    Ok((stored, _)) => Ok(Commit(stay(tx, &job.ctx, &stored, problem).await?)),
                    Err(answer) => Ok(Commit(answer)),
                }
            })
        });
        Ok(answer.await?)
    }

    async fn save(
        &self,
        tx: &mut Tx<'_>,
        (user_id, hash, strength): &(UserId, StoredHash, u8),
    ) -> Result<Commit<StepAnswer>, Rollback> {
        let (mut stored, eid) = match self.awaiting(tx).await? {
            Ok(found) => found,
            Err(answer) => return Ok(Commit(answer)),
        };
        eid_lock(tx, eid.id).await?;
        let event = match prompt(tx, &self.ctx, eid.id, (CardKind::KeyCard, false)).await? {
            Some(Prompt { card, number }) => Event::Asked(AwaitedKey {
                eid: eid.id,
                person: eid.person,
                card,
                number,
                method: stored.login.state.method().to_owned(),
                chosen_password: Some(hash.0.clone()),
                chosen_user_id: Some(user_id.as_str().to_owned()),
                chosen_strength: Some(*strength),
                shown_in: None,
            }),
            None => Event::Refuse(RefusedReason::NoCard),
        };
        let Ok(step) = advance(&stored.login, event, self.ctx.now()) else {
            return Ok(Commit(StepAnswer::Next(NewCookies::default())));
        };
        stored.login.state = step.state;
        login_save(tx, &stored.login).await?;
        Ok(Commit(StepAnswer::Next(NewCookies::default())))
    }
}
