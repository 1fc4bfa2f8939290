//! Commands about paper: the print queues, letters, addresses. No answer holds a key, a letter's
//! number or a password.

use super::access::letters;
use super::command::AdminReply;
use super::execute::answer;
use super::wanted::{AddressToChange, LettersToOrder, asked};
use lykill_issuer::types::{PrintQueue, PrintState};
use lykill_operations::print::{self, Filter, PrintSummary};
use lykill_operations::{Call, Context, Error, person};
use serde_json::{Value, json};

pub(super) async fn list(
    ctx: &Context,
    (queue, state): (Option<&str>, &str),
    limit: u32,
) -> Result<AdminReply, Error> {
    let queue = match queue.map(|word| PrintQueue::from_word(word).ok_or(word)) {
        Some(Err(word)) => return Ok(AdminReply::refused(format!("queue: {word:?} is none"))),
        queue => queue.and_then(Result::ok),
    };
    let Some(state) = PrintState::from_word(state) else {
        return Ok(AdminReply::refused(format!("state: {state:?} is none")));
    };
    let filter = Filter {
        queue,
        state,
        limit,
    };
    let row = |job: PrintSummary| {
        json!({
            "job": job.job,
            "queue": job.queue,
            "kind": job.kind,
            "state": job.state,
            "person": job.person,
            "queued_at": job.queued_at.to_jiff().to_string(),
            "acknowledged_at": job.acknowledged_at.map(|at| at.to_jiff().to_string()),
            "stuck": job.stuck,
        })
    };
    Ok(AdminReply::Done {
        result: print::list(ctx, filter)
            .await?
            .into_iter()
            .map(row)
            .collect(),
    })
}

/// Acknowledges each job; what is refused is told, and the others are acknowledged all the same.
pub(super) async fn acknowledge(
    ctx: &Context,
    call: &Call,
    jobs: &[String],
) -> Result<AdminReply, Error> {
    let (mut done, mut refused) = (Vec::new(), Vec::new());
    for job in jobs {
        match print::acknowledge(ctx, call, job).await? {
            Ok(acknowledged) => done.push(json!({
                "job": acknowledged.job,
                "acknowledged_at": acknowledged.at.to_jiff().to_string(),
                "already": acknowledged.already,
            })),
            Err(refusal) => refused.push(format!("{job}: {refusal}")),
        }
    }
    Ok(if refused.is_empty() {
        AdminReply::Done {
            result: Value::Array(done),
        }
    } else {
        AdminReply::Refused { reasons: refused }
    })
}

pub(super) async fn returned(ctx: &Context, call: &Call, job: &str) -> Result<AdminReply, Error> {
    let returned = print::returned(ctx, call, job).await?;
    Ok(answer(returned.map(|returned| {
        json!({
            "job": returned.job,
            "person": returned.person,
            "held": returned.is_held,
            "told": returned.told,
        })
    })))
}

pub(super) async fn reprint(ctx: &Context, call: &Call, job: &str) -> Result<AdminReply, Error> {
    let reprinted = print::reprint(ctx, call, job).await?;
    Ok(answer(
        reprinted.map(|reprinted| json!({ "void": reprinted.job })),
    ))
}

pub(super) async fn reissue_letter(
    ctx: &Context,
    call: &Call,
    wanted: LettersToOrder,
) -> Result<AdminReply, Error> {
    let LettersToOrder {
        user_id,
        by,
        by_telephone,
    } = wanted;
    let how = asked(by, by_telephone);
    let reissued = person::reissue_letter(ctx, call, &user_id, how).await?;
    Ok(letters(&user_id, reissued))
}

pub(super) async fn address(
    ctx: &Context,
    call: &Call,
    wanted: &AddressToChange,
) -> Result<AdminReply, Error> {
    let AddressToChange { user_id, address } = wanted;
    let moved = person::change_address(ctx, call, user_id, address).await?;
    Ok(answer(moved.map(|moved| {
        json!({
            "post_from": moved.post_from.to_jiff().to_string(),
            "withdrawn": moved.withdrawn,
            "told": moved.told,
        })
    })))
}
