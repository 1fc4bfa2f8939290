//! The print house: it prints and posts what lies in its queues, says so, now and then late or
//! twice, and tells what came back.

use crate::administrator;
use crate::prompt::{judge, promise};
use crate::stage::{Lost, Stage};
use lykill_core::audit::AuditKind;
use lykill_core::id::OutboxId;
use lykill_issuer::types::PrintState;
use lykill_operations::print::{self, Filter, PrintRefusal, PrintSummary};
use lykill_operations::{Context, job};
use std::rc::Rc;

/// How often somebody tries again who heard nothing.
const PATIENCE: usize = 4;

/// A round through both queues.
pub async fn round(stage: Rc<Stage>) {
    for job in listed(&stage).await {
        // Some lie until tomorrow, and some until somebody is alarmed.
        if stage.dice.permille(120) {
            continue;
        }
        if let Some(who) = stage.post.borrow_mut().print(job.job, stage.now()) {
            stage.say(&format!("{} of p{who} is printed and posted", job.kind));
        } else if !stage.post.borrow().is_posted(job.job) {
            stage.violated(format!("{} is queued and has no files", job.job));
        }
        let times = if stage.dice.permille(80) { 2 } else { 1 };
        for _ in 0..times {
            acknowledge(&stage, job.job).await;
        }
    }
    let back = std::mem::take(&mut stage.post.borrow_mut().came_back);
    for (who, job) in back {
        returned(&stage, who, job).await;
    }
}

async fn listed(stage: &Stage) -> Vec<PrintSummary> {
    let listed = stage.ask(("list prints", None), async move |ctx: Context, _| {
        let filter = Filter {
            queue: None,
            state: PrintState::Queued,
            limit: 500,
        };
        print::list(&ctx, filter).await
    });
    listed
        .await
        .map_or_else(|Lost| Vec::new(), |(jobs, _)| jobs)
}

/// Says that a job was posted; whoever hears nothing says it again.
async fn acknowledge(stage: &Stage, id: OutboxId) {
    for _ in 0..PATIENCE {
        let said = stage.ask(("acknowledge", None), async move |ctx: Context, call| {
            print::acknowledge(&ctx, &call, &id.to_string()).await
        });
        let Ok((answer, note)) = said.await else {
            continue;
        };
        match answer {
            Ok(done) => {
                if !done.already {
                    promise(stage, AuditKind::PrintAcknowledged, note);
                    stage.count("prints acknowledged");
                }
                let judged = stage.post.borrow_mut().acknowledged(id, done.at);
                judge(stage, judged);
            }
            Err(PrintRefusal::Void | PrintRefusal::Returned) => stage.count("void prints"),
            Err(refusal) => stage.violated(format!("{id}: {refusal}")),
        }
        return;
    }
}

/// A letter came back: its address is asked for, and what was lost is ordered anew.
async fn returned(stage: &Stage, who: usize, id: OutboxId) {
    stage.witness.borrow_mut().refills.begins(who);
    for _ in 0..PATIENCE {
        let said = stage.ask(("returned", None), async move |ctx: Context, call| {
            print::returned(&ctx, &call, &id.to_string()).await
        });
        let Ok((answer, note)) = said.await else {
            continue;
        };
        stage.witness.borrow_mut().records.was_returned(who);
        if answer.is_ok() {
            promise(stage, AuditKind::PostReturned, note);
            stage.count("post returned");
            stage.say(&format!("post to p{who} came back"));
        }
        break;
    }
    administrator::settle_address(stage, who).await;
    stage.witness.borrow_mut().refills.ends(who);
}

/// Whoever looks after the queues is told of what lies there too long.
pub async fn watch(stage: &Stage) {
    let stuck = stage.ask(("watch prints", None), async move |ctx: Context, _| {
        job::watch_prints(&ctx).await
    });
    if let Ok((stuck, _)) = stuck.await {
        for _ in stuck {
            stage.count("stuck prints");
        }
    }
}
