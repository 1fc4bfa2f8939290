//! The commands about sessions.

use super::command::{AdminReply, SessionsToEnd};
use super::execute::answer;
use lykill_operations::session::{self, SessionRefusal, SessionSummary, Which};
use lykill_operations::{Call, Context, Error};
use serde_json::{Value, json};

pub(super) async fn list(ctx: &Context, call: &Call, user_id: &str) -> Result<AdminReply, Error> {
    let listed = session::list(ctx, call, user_id).await?;
    Ok(answer(listed.map(|rows| rows.iter().map(shown).collect())))
}

fn shown(session: &SessionSummary) -> Value {
    json!({
        "session": session.session,
        "method": session.method,
        "level": session.level.word(),
        "authenticated_at": session.authenticated_at.to_jiff().to_string(),
        "last_seen_at": session.last_seen_at.to_jiff().to_string(),
        "ends_at": session.ends_at.to_jiff().to_string(),
        "services": session.services,
    })
}

pub(super) async fn end(
    ctx: &Context,
    call: &Call,
    wanted: SessionsToEnd,
) -> Result<AdminReply, Error> {
    let one = wanted.session.as_deref().map(str::parse).transpose();
    let which = match (one, wanted.all_of) {
        (Ok(Some(session)), None) => Which::One(session),
        (Ok(None), Some(user_id)) => Which::AllOf(user_id),
        (Ok(_), _) => return Ok(AdminReply::refused("name one session, or whose are ended")),
        (Err(_), _) => return Ok(AdminReply::refused(SessionRefusal::NoSuchSession)),
    };
    let ended = session::end(ctx, call, which).await?;
    Ok(answer(ended.map(|count| json!({ "ended": count }))))
}
