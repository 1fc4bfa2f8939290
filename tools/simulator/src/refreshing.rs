//! What services do with refresh tokens: they exchange them while somebody is there, and ask again
//! when no answer came.

use crate::deployment::SERVICES;
use crate::prompt::{judge, promise};
use crate::service::{call, keep, use_token};
use crate::stage::{Lost, Stage};
use crate::witness::{Refreshable, Usable};
use lykill_core::audit::AuditKind;
use lykill_operations::token;
use url::form_urlencoded::Serializer;

/// How often a service asks that hears nothing.
const PATIENCE: usize = 3;

/// A service stays with its visitor for a while.
pub async fn go_on(stage: &Stage, first: Refreshable) {
    let dice = &stage.dice;
    let mut token = first;
    for _ in 0..dice.between(1, 4) {
        // Mostly a moment; sometimes so long that the token is idle.
        let pause = match dice.below(100) {
            0..4 => dice.between(1_500, 2_100),
            _ => dice.between(5, 90),
        };
        stage.pass(pause).await;
        let Some((next, access)) = patiently(stage, &token).await else {
            break;
        };
        use_token(stage, &access).await;
        keep(&mut stage.kept.borrow_mut().tokens, access);
        if dice.permille(60) {
            // The answer came and got lost in the service.
            let _again = refresh(stage, &token).await;
        }
        keep(&mut stage.kept.borrow_mut().refresh_tokens, token);
        token = next;
    }
    keep(&mut stage.kept.borrow_mut().refresh_tokens, token);
}

async fn patiently(stage: &Stage, token: &Refreshable) -> Option<(Refreshable, Usable)> {
    for _ in 0..PATIENCE {
        match refresh(stage, token).await {
            Ok(outcome) => return outcome,
            Err(Lost) => stage.pass(stage.dice.between(1, 20)).await,
        }
    }
    None
}

/// Exchanges a refresh token as its service does. Gives the next one and its access token.
pub async fn refresh(
    stage: &Stage,
    token: &Refreshable,
) -> Result<Option<(Refreshable, Usable)>, Lost> {
    let service = SERVICES[token.service];
    let mut form = Serializer::new(String::new());
    form.append_pair("grant_type", "refresh_token")
        .append_pair("refresh_token", &token.token);
    let request = call(service, form.finish().into_bytes());
    let answered = stage.ask(("refresh", None), async move |ctx, call| {
        token::redeem(&ctx, &call, request).await
    });
    let (answer, note) = answered.await?;
    let actor = stage.turns.current();
    let said = answer.body["error_description"].as_str().unwrap_or("");
    let (id, status) = (service.id, answer.status);
    stage.say(&format!("a{actor} refresh at {id}: {status} {said}"));
    if answer.status != 200 {
        promise(stage, AuditKind::ClientRefused, note);
        stage.count("refresh tokens refused");
        if said.contains("used before") {
            promise(stage, AuditKind::RefreshReplayed, note);
            stage.count("refresh tokens replayed");
            let mut witness = stage.witness.borrow_mut();
            witness.families.ended(&token.code, note.last);
        }
        return Ok(None);
    }
    promise(stage, AuditKind::TokenRefreshed, note);
    stage.count("tokens refreshed");
    let text = |name: &str| answer.body[name].as_str().unwrap_or_default().to_owned();
    let next = Refreshable {
        token: text("refresh_token"),
        issued_at: note.at,
        ..token.clone()
    };
    let judged = {
        let witness = &mut *stage.witness.borrow_mut();
        let inside = witness.inside.refreshed(token, note.last);
        inside.and(
            witness
                .families
                .refreshed(token, &next, (note.last, note.at)),
        )
    };
    judge(stage, judged);
    let access = Usable {
        token: text("access_token"),
        code: token.code.clone(),
        held: token.held,
        issued_at: note.at,
    };
    Ok(Some((next, access)))
}
