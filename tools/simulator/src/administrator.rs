//! Administrators, the support desk and the nightly job.

use crate::deployment::{COMPANIES, SERVICES};
use crate::prompt::promise;
use crate::stage::{Lost, Stage};
use crate::turns::Note;
use lykill_core::audit::AuditKind;
use lykill_core::id::HeldOrderId;
use lykill_issuer::held_order::Undecided;
use lykill_operations::company::NewCompany;
use lykill_operations::link::LinkFilter;
use lykill_operations::order::{self, Approved, Asked, OrderRefusal, Placed};
use lykill_operations::person::PersonRefusal;
use lykill_operations::{Context, card, client, company, job, link, person};

/// How often somebody tries again who heard nothing.
const PATIENCE: usize = 4;

/// Sets up companies and services. Whoever heard nothing tries again, and is told then that it is
/// there already.
pub async fn furnish(stage: &Stage) {
    for id in COMPANIES {
        for _ in 0..PATIENCE {
            let new = new_company(id);
            let added = stage.ask(("add company", None), async move |ctx: Context, call| {
                company::add(&ctx, &call, new).await
            });
            if let Ok((Ok(_), note)) = added.await {
                promise(stage, AuditKind::CompanyAdded, note);
            }
        }
    }
    for service in SERVICES {
        for _ in 0..PATIENCE {
            let metadata = service.metadata();
            let added = stage.ask(("add client", None), async move |ctx: Context, call| {
                client::add(&ctx, &call, metadata).await
            });
            if let Ok((Ok(_), note)) = added.await {
                promise(stage, AuditKind::ClientAdded, note);
            }
        }
    }
}

fn new_company(id: &str) -> NewCompany {
    NewCompany {
        id: id.to_owned(),
        name: format!("Firma {id}"),
        payroll_name: "Lønn og personal".to_owned(),
        payroll_email: format!("lonn@{id}.example"),
        payroll_phone: "+47 75 00 00 00".to_owned(),
    }
}

/// Registers somebody.
pub async fn register(stage: &Stage, who: usize) {
    for _ in 0..PATIENCE {
        let new = stage.people.borrow()[who].registration();
        let added = stage.ask(("add person", None), async move |ctx: Context, call| {
            person::add(&ctx, &call, new).await
        });
        let added = added.await;
        match added {
            Ok((Ok(_), note)) => promise(stage, AuditKind::PersonAdded, note),
            // An earlier try was stored and nobody heard of it.
            Ok((Err(PersonRefusal::UserIdTaken | PersonRefusal::NationalIdTaken), _)) => {}
            Ok((Err(refusal), _)) => stage.violated(format!("person {who}: {refusal}")),
            Err(Lost) => continue,
        }
        stage.say(&format!("p{who} is registered"));
        stage.people.borrow_mut()[who].registered = true;
        stage.witness.borrow_mut().records.touch(who);
        return;
    }
}

/// Orders an extra card. Now and then it was a mistake, and the card is blocked unprinted.
pub async fn order(stage: &Stage, who: usize) {
    let user_id = stage.people.borrow()[who].user_id.clone();
    let ordered = stage.ask(("order card", None), async move |ctx: Context, call| {
        card::order(&ctx, &call, &user_id, (None, asked())).await
    });
    let made = match ordered.await {
        Ok((Ok(Placed::Made(made)), note)) => Ok((Some(made.label), note)),
        Ok((Ok(Placed::Held(held)), note)) => {
            promise(stage, AuditKind::OrderHeld, note);
            let approved = approve(stage, held.order).await;
            approved.map(|(approved, note)| (label(approved), note))
        }
        Ok((Err(_), note)) => Ok((None, note)),
        Err(Lost) => Err(Lost),
    };
    if let Some(label) = note_order(stage, who, made)
        && stage.dice.permille(150)
    {
        block(stage, who, &label).await;
    }
}

/// How somebody who was proofed has something ordered.
fn asked() -> Asked {
    Asked {
        by: Some("kari".to_owned()),
        by_telephone: false,
    }
}

type Answered<T> = Result<(T, Note), Lost>;

/// A second person approves what waits; whoever hears nothing tries again.
async fn approve(stage: &Stage, order: HeldOrderId) -> Answered<Option<Approved>> {
    let mut lost = false;
    for _ in 0..PATIENCE {
        let id = order.to_string();
        let approved = stage.ask(("approve", None), async move |ctx: Context, call| {
            order::approve(&ctx, &call, &id, "per").await
        });
        match approved.await {
            Ok((Ok(approved), note)) => {
                promise(stage, AuditKind::OrderApproved, note);
                stage.count("orders approved");
                return Ok((Some(approved), note));
            }
            // An earlier try was stored and nobody heard of it.
            Ok((Err(OrderRefusal::Undecided(Undecided::Over)), _)) if lost => return Err(Lost),
            Ok((
                Err(OrderRefusal::Undecided(why @ (Undecided::SamePerson | Undecided::Expired))),
                _,
            )) => {
                stage.violated(format!("an order that was just made: {why}"));
                return Err(Lost);
            }
            // Also what was voided meanwhile, by a block or another address.
            Ok((Err(_), note)) => return Ok((None, note)),
            Err(Lost) => lost = true,
        }
    }
    Err(Lost)
}

fn label(approved: Option<Approved>) -> Option<String> {
    match approved {
        Some(Approved::Card(label)) => Some(label),
        _ => None,
    }
}

/// Tells the witness what became of an order; gives the label of a card that was ordered.
fn note_order(stage: &Stage, who: usize, ordered: Answered<Option<String>>) -> Option<String> {
    let mut witness = stage.witness.borrow_mut();
    witness.records.touch(who);
    match ordered {
        Ok((Some(label), note)) => {
            witness.records.ordered(who, true);
            witness.records.promise(AuditKind::CardOrdered, note);
            Some(label)
        }
        Ok((None, _)) => {
            stage.count("card orders refused");
            None
        }
        Err(Lost) => {
            witness.records.ordered(who, false);
            None
        }
    }
}

/// Orders new letters for somebody who has not activated; the old ones are void then.
pub async fn reissue(stage: &Stage, who: usize) {
    let user_id = stage.people.borrow()[who].user_id.clone();
    let reissued = stage.ask(
        ("reissue letters", None),
        async move |ctx: Context, call| {
            person::reissue_letter(&ctx, &call, &user_id, asked()).await
        },
    );
    let reissued = match reissued.await {
        Ok((Ok(Placed::Made(_)), note)) => Some(note),
        Ok((Ok(Placed::Held(held)), note)) => {
            promise(stage, AuditKind::OrderHeld, note);
            let approved = approve(stage, held.order).await;
            approved.ok().and_then(|(made, note)| made.map(|_| note))
        }
        _ => None,
    };
    let mut witness = stage.witness.borrow_mut();
    witness.records.touch(who);
    // Somebody without a card that can still come gets one with them.
    witness.records.ordered(who, false);
    if let Some(note) = reissued {
        witness.records.promise(AuditKind::LettersReissued, note);
        stage.count("letters reissued");
        let person = &mut stage.people.borrow_mut()[who];
        let void = person.temporary.take();
        person.void_passwords.extend(void);
        person.letter_number = None;
    }
}

/// Finds out where somebody lives now, and orders anew what was lost. Until it is known, their
/// post is held.
pub async fn settle_address(stage: &Stage, who: usize) {
    stage.witness.borrow_mut().refills.asks_address(who);
    for _ in 0..PATIENCE {
        let user_id = stage.people.borrow()[who].user_id.clone();
        let lines = [
            format!("Nygata {}", stage.dice.below(90)),
            "8002 Nordvik".to_owned(),
        ];
        let moved = stage.ask(("change address", None), async move |ctx: Context, call| {
            person::change_address(&ctx, &call, &user_id, &lines).await
        });
        if let Ok((Ok(_), note)) = moved.await {
            promise(stage, AuditKind::AddressChanged, note);
            stage.count("addresses changed");
            stage.witness.borrow_mut().refills.has_address(who);
            break;
        }
    }
    let (awaits, blocked) = {
        let person = &stage.people.borrow()[who];
        (!person.at_the_desk && !person.activated, person.blocked)
    };
    match (blocked, awaits) {
        (true, _) => {}
        (false, true) => reissue(stage, who).await,
        (false, false) => order(stage, who).await,
    }
}

/// Blocks somebody's card that is lost or was seen by others, and orders another one.
pub async fn replace(stage: &Stage, who: usize) {
    let Some(label) = label_in_use(stage, who).await else {
        return order(stage, who).await;
    };
    stage.say(&format!("{label} of p{who} is to be blocked"));
    block(stage, who, &label).await;
    stage.people.borrow_mut()[who]
        .papers
        .retain(|paper| paper.label != label);
    order(stage, who).await;
}

/// Blocks a card; whoever hears nothing tries again.
async fn block(stage: &Stage, who: usize, label: &str) {
    stage.witness.borrow_mut().refills.begins(who);
    try_block(stage, who, label).await;
    stage.witness.borrow_mut().refills.ends(who);
}

async fn try_block(stage: &Stage, who: usize, label: &str) {
    for _ in 0..PATIENCE {
        let label = label.to_owned();
        let blocked = stage.ask(("block card", None), async move |ctx: Context, call| {
            card::block(&ctx, &call, &label, "lost").await
        });
        let Ok((blocked, note)) = blocked.await else {
            continue;
        };
        let mut witness = stage.witness.borrow_mut();
        witness.records.touch(who);
        if blocked.is_ok() {
            witness.records.promise(AuditKind::CardBlocked, note);
            witness.inside.card_blocked(who, note.last);
            stage.count("cards blocked");
        }
        return;
    }
}

async fn label_in_use(stage: &Stage, who: usize) -> Option<String> {
    let user_id = stage.people.borrow()[who].user_id.clone();
    let listed = stage.ask(("list cards", None), async move |ctx: Context, _| {
        card::list(&ctx, &user_id).await
    });
    let (cards, _) = listed.await.ok()?;
    let cards = cards.ok()?;
    let in_use = |state| cards.iter().find(|card| card.state == state);
    let found = in_use("active").or_else(|| in_use("dormant"))?;
    Some(found.label.clone())
}

/// Imports a company's register; some addresses changed since the last time.
pub async fn import(stage: &Stage, which: usize) {
    let mut rows = String::from("employee_id,name,national_id,work_email\n");
    {
        let mut people = stage.people.borrow_mut();
        for (index, person) in people.iter_mut().enumerate() {
            if person.company != Some(which) {
                continue;
            }
            if stage.dice.permille(30) {
                let version = person.work_emails.len();
                person
                    .work_emails
                    .push(format!("kari{index}.{version}@jobb.example"));
            }
            let (name, number) = (&person.name, &person.number);
            let address = person.work_emails.last().cloned().unwrap_or_default();
            rows.push_str(&format!("E{index},{name},{number},{address}\n"));
        }
    }
    for _ in 0..PATIENCE {
        let rows = rows.clone();
        let imported = stage.ask(("import", None), async move |ctx: Context, call| {
            company::import_employees(&ctx, &call, COMPANIES[which], rows.as_bytes()).await
        });
        match imported.await {
            Ok((Ok(_), note)) => return promise(stage, AuditKind::EmployeesImported, note),
            Ok((Err(refusal), _)) => return stage.violated(format!("a register: {refusal}")),
            Err(Lost) => {}
        }
    }
}

/// Releases one link.
pub async fn release(stage: &Stage) {
    let listed = stage.ask(("list links", None), async move |ctx: Context, _| {
        link::list(&ctx, LinkFilter::default()).await
    });
    let Ok((links, _)) = listed.await else {
        return;
    };
    if links.is_empty() {
        return;
    }
    let id = stage.dice.pick(&links).id;
    let released = stage.ask(("release link", None), async move |ctx: Context, call| {
        link::release(&ctx, &call, id).await
    });
    if let Ok((true, note)) = released.await {
        promise(stage, AuditKind::LinkReleased, note);
        stage.count("links released");
    }
}

/// Blocks an eID for good.
pub async fn block_eid(stage: &Stage, who: usize) {
    stage.people.borrow_mut()[who].blocked = true;
    let user_id = stage.people.borrow()[who].user_id.clone();
    stage.witness.borrow_mut().lanes.forget_devices(&user_id);
    for _ in 0..PATIENCE {
        let user_id = stage.people.borrow()[who].user_id.clone();
        let blocked = stage.ask(("block eID", None), async move |ctx: Context, call| {
            person::block(&ctx, &call, &user_id, "fraud").await
        });
        let Ok((blocked, note)) = blocked.await else {
            continue;
        };
        stage.say(&format!("the eID of p{who} is blocked"));
        stage.count("eIDs blocked");
        let mut witness = stage.witness.borrow_mut();
        witness.records.touch(who);
        if blocked.is_ok() {
            witness.records.promise(AuditKind::EidBlocked, note);
        }
        return witness.inside.eid_blocked(who, note.last);
    }
}

/// The nightly job.
pub async fn purge(stage: &Stage) {
    for _ in 0..20 {
        let purged = stage.ask(("purge", None), async move |ctx: Context, _| {
            job::purge(&ctx).await
        });
        if let Ok((0, _)) = purged.await {
            return;
        }
    }
}
