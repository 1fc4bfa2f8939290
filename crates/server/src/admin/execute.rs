//! Carrying out a command: from its words to an operation, and from the answer to words.

use super::command::{
    AdminCommand, AdminReply, CompanyToAdd, EmployeesToImport, LinksToList, PersonToAdd,
};
use super::{access, audit, cards, keys, orders, outbox, passkeys, print, sessions, tokens};
use crate::backup;
use crate::config::Config;
use crate::doctor;
use lykill_broker::types::Link;
use lykill_core::id::{LinkId, RequestId};
use lykill_oauth::types::Client;
use lykill_operations::company::{ImportRefusal, NewCompany};
use lykill_operations::link::LinkFilter;
use lykill_operations::person::NewPerson;
use lykill_operations::{Call, Context, Error, client, company, link, logout_deliveries, person};
use lykill_store::Channel;
use serde_json::{Value, json};
use std::path::Path;

/// Carries out a command with the same operations that pages and jobs use.
pub async fn execute(ctx: &Context, config: &Config, command: AdminCommand) -> AdminReply {
    let call = Call {
        request: RequestId::new(ctx.now(), ctx.rng.as_ref()),
        peer: None,
    };
    let reply = match carry_out((ctx, config), &call, command).await {
        Ok(reply) => reply,
        Err(error) => {
            tracing::error!(request = %call.request, %error, "an admin command failed");
            AdminReply::failed(error)
        }
    };
    ctx.db.notify(Channel::Outbox);
    reply
}

async fn carry_out(
    (ctx, config): (&Context, &Config),
    call: &Call,
    command: AdminCommand,
) -> Result<AdminReply, Error> {
    Ok(match command {
        AdminCommand::TokenImport(file) => tokens::import(ctx, call, file).await?,
        AdminCommand::TokenList(wanted) => tokens::list(ctx, wanted).await?,
        AdminCommand::TokenAssign(wanted) => tokens::assign(ctx, call, wanted).await?,
        AdminCommand::TokenResync(wanted) => tokens::resync(ctx, call, wanted).await?,
        AdminCommand::TokenBlock(wanted) => tokens::block(ctx, call, wanted).await?,
        AdminCommand::PasskeyList(wanted) => passkeys::list(ctx, wanted).await?,
        AdminCommand::PasskeyBlock(wanted) => passkeys::block(ctx, call, wanted).await?,
        AdminCommand::PersonAdd(new) => person_add(ctx, call, *new).await?,
        AdminCommand::PersonList { limit } => person_list(ctx, limit).await?,
        AdminCommand::PersonReissueLetter(new) => print::reissue_letter(ctx, call, new).await?,
        AdminCommand::PersonProtect {
            user_id,
            is_protected,
        } => person_protect(ctx, call, &user_id, is_protected).await?,
        AdminCommand::PersonAddress(wanted) => print::address(ctx, call, &wanted).await?,
        AdminCommand::PersonPhone(wanted) => access::phone(ctx, call, &wanted).await?,
        AdminCommand::PersonBlock(wanted) => access::block(ctx, call, &wanted).await?,
        AdminCommand::PersonUnblock(wanted) => access::unblock(ctx, call, wanted).await?,
        AdminCommand::PersonReopen(wanted) => access::reopen(ctx, call, &wanted).await?,
        AdminCommand::PersonNewPassword(wanted) => access::end_password(ctx, call, wanted).await?,
        AdminCommand::CardThreshold(wanted) => cards::threshold(ctx, call, &wanted).await?,
        AdminCommand::CardOrder(wanted) => cards::order(ctx, call, wanted).await?,
        AdminCommand::CardBlock(wanted) => cards::block(ctx, call, &wanted).await?,
        AdminCommand::PinLetterOrder(wanted) => cards::order_letter(ctx, call, wanted).await?,
        AdminCommand::PinLetterBlock(wanted) => cards::block_letter(ctx, call, &wanted).await?,
        AdminCommand::PinLetterList { user_id } => cards::list_letters(ctx, &user_id).await?,
        AdminCommand::CardList { user_id } => cards::list(ctx, &user_id).await?,
        AdminCommand::OrderList { limit } => orders::list(ctx, limit).await?,
        AdminCommand::OrderApprove(wanted) => orders::approve(ctx, call, &wanted).await?,
        AdminCommand::OrderRefuse(wanted) => orders::refuse(ctx, call, &wanted).await?,
        AdminCommand::PrintList {
            queue,
            state,
            limit,
        } => print::list(ctx, (queue.as_deref(), &state), limit).await?,
        AdminCommand::PrintAcknowledge { jobs } => print::acknowledge(ctx, call, &jobs).await?,
        AdminCommand::PrintReturned { job } => print::returned(ctx, call, &job).await?,
        AdminCommand::PrintReprint { job } => print::reprint(ctx, call, &job).await?,
        AdminCommand::CompanyAdd(new) => company_add(ctx, call, new).await?,
        AdminCommand::CompanyImportEmployees(import) => import_employees(ctx, call, import).await?,
        AdminCommand::CompanyList => company_list(ctx).await?,
        AdminCommand::LinkList(filter) => link_list(ctx, &filter).await?,
        AdminCommand::LinkRelease { link } => link_release(ctx, call, &link).await?,
        AdminCommand::SessionList { user_id } => sessions::list(ctx, call, &user_id).await?,
        AdminCommand::SessionEnd(wanted) => sessions::end(ctx, call, wanted).await?,
        AdminCommand::ClientAdd { metadata } => client_add(ctx, call, metadata).await?,
        AdminCommand::ClientList => client_list(ctx).await?,
        AdminCommand::KeyList => keys::list(ctx).await?,
        AdminCommand::KeyRotate { kind, compromised } => {
            keys::rotate(ctx, call, kind, compromised).await?
        }
        AdminCommand::KeyRemove { key } => keys::remove(ctx, call, &key).await?,
        AdminCommand::OutboxList(wanted) => outbox::list(ctx, wanted).await?,
        AdminCommand::AuditList(wanted) => audit::list(ctx, &wanted).await?,
        AdminCommand::AuditVerify { anchor } => audit::verify(ctx, config, anchor).await?,
        AdminCommand::Backup { file, with_keys } => {
            back_up((ctx, config), call, (&file, with_keys)).await
        }
        AdminCommand::ClientLogouts { client_id } => client_logouts(ctx, &client_id).await?,
        AdminCommand::DatabaseCheck => database_check(ctx).await,
    })
}

async fn back_up(
    (ctx, config): (&Context, &Config),
    call: &Call,
    what: (&Path, bool),
) -> AdminReply {
    match backup::make(ctx, call, config, what).await {
        Ok(result) => AdminReply::Done { result },
        Err(error) => AdminReply::failed(error),
    }
}

async fn database_check(ctx: &Context) -> AdminReply {
    AdminReply::Done {
        result: json!(doctor::database(ctx).await),
    }
}

pub(super) fn answer<E: ToString>(outcome: Result<Value, E>) -> AdminReply {
    match outcome {
        Ok(result) => AdminReply::Done { result },
        Err(refusal) => AdminReply::refused(refusal.to_string()),
    }
}

async fn person_add(ctx: &Context, call: &Call, new: PersonToAdd) -> Result<AdminReply, Error> {
    let new = NewPerson {
        name: new.name,
        birth_date: new.birth_date,
        national_id: new.national_id,
        email: new.email,
        phone: new.phone,
        address: new.address,
        language: new.language,
        user_id: new.user_id,
        password: new.password,
        proofed: new.proofed,
        is_protected: new.is_protected,
        birth_date_from_register: new.birth_date_from_register,
    };
    let added = person::add(ctx, call, new).await?;
    Ok(answer(added.map(|added| {
        json!({
            "person": added.person,
            "eid": added.eid,
            "user_id": added.user_id,
            "valid_until": added.valid_until.map(|until| until.to_jiff().to_string()),
        })
    })))
}

async fn person_protect(
    ctx: &Context,
    call: &Call,
    user_id: &str,
    is_protected: bool,
) -> Result<AdminReply, Error> {
    let changed = person::protect(ctx, call, user_id, is_protected).await?;
    Ok(answer(changed.map(
        |changed| json!({ "user_id": user_id, "protected": is_protected, "changed": changed }),
    )))
}

async fn person_list(ctx: &Context, limit: u32) -> Result<AdminReply, Error> {
    let people = person::list(ctx, limit).await?.into_iter();
    let rows = people.map(|person| {
        json!({
            "person": person.person,
            "name": person.name,
            "user_id": person.user_id,
            "state": person.state,
        })
    });
    Ok(AdminReply::Done {
        result: rows.collect(),
    })
}

async fn company_add(ctx: &Context, call: &Call, new: CompanyToAdd) -> Result<AdminReply, Error> {
    let new = NewCompany {
        id: new.id,
        name: new.name,
        payroll_name: new.payroll_name,
        payroll_email: new.payroll_email,
        payroll_phone: new.payroll_phone,
    };
    let added = company::add(ctx, call, new).await?;
    Ok(answer(added.map(|id| json!({ "company": id }))))
}

async fn import_employees(
    ctx: &Context,
    call: &Call,
    import: EmployeesToImport,
) -> Result<AdminReply, Error> {
    let EmployeesToImport {
        company,
        csv,
        dry_run,
    } = import;
    if !dry_run {
        let imported = company::import_employees(ctx, call, &company, csv.as_bytes()).await?;
        return Ok(imported_answer(
            imported.map(|imported| imported.rows),
            dry_run,
        ));
    }
    let companies = company::list(ctx).await?;
    if !companies.iter().any(|known| known.id.as_str() == company) {
        return Ok(imported_answer(Err(ImportRefusal::NoSuchCompany), dry_run));
    }
    Ok(imported_answer(
        company::check_employees(ctx, csv.as_bytes()),
        dry_run,
    ))
}

fn imported_answer(outcome: Result<usize, ImportRefusal>, dry_run: bool) -> AdminReply {
    match outcome {
        Ok(rows) => AdminReply::Done {
            result: json!({ "rows": rows, "imported": !dry_run }),
        },
        Err(refusal) => {
            let mut reasons = vec![refusal.to_string()];
            if let ImportRefusal::Rows(rows) = &refusal {
                reasons.extend(rows.iter().map(ToString::to_string));
            }
            AdminReply::Refused { reasons }
        }
    }
}

async fn company_list(ctx: &Context) -> Result<AdminReply, Error> {
    let companies = company::list(ctx).await?.into_iter();
    let rows = companies.map(|company| {
        json!({
            "id": company.id,
            "name": company.name,
            "payroll_name": company.payroll.name,
            "payroll_email": company.payroll.email,
            "payroll_phone": company.payroll.phone,
        })
    });
    Ok(AdminReply::Done {
        result: rows.collect(),
    })
}

async fn link_list(ctx: &Context, filter: &LinksToList) -> Result<AdminReply, Error> {
    let person = filter.person.as_deref().map(str::parse).transpose();
    let company = filter.company.as_deref().map(str::parse).transpose();
    let filter = match (person, company) {
        (Ok(person), Ok(company)) => LinkFilter { person, company },
        (Err(error), _) => return Ok(AdminReply::refused(format!("person: {error}"))),
        (_, Err(error)) => return Ok(AdminReply::refused(format!("company: {error}"))),
    };
    let row = |link: Link| {
        json!({
            "link": link.id,
            "person": link.person,
            "company": link.company,
            "work_email": link.work_email,
            "linked_at": link.linked_at.to_jiff().to_string(),
        })
    };
    let rows = link::list(ctx, filter).await?.into_iter().map(row);
    Ok(AdminReply::Done {
        result: rows.collect(),
    })
}

async fn link_release(ctx: &Context, call: &Call, id: &str) -> Result<AdminReply, Error> {
    let Ok(id) = id.parse::<LinkId>() else {
        return Ok(AdminReply::refused(
            "this is no link's id; `lykill link list` shows them",
        ));
    };
    Ok(if link::release(ctx, call, id).await? {
        AdminReply::Done {
            result: json!({ "released": id }),
        }
    } else {
        AdminReply::refused("no living link has this id; `lykill link list` shows them")
    })
}

async fn client_add(ctx: &Context, call: &Call, metadata: Value) -> Result<AdminReply, Error> {
    Ok(match client::add(ctx, call, metadata).await? {
        Ok(result) => AdminReply::Done { result },
        Err(errors) => AdminReply::Refused {
            reasons: errors.to_string().lines().map(str::to_owned).collect(),
        },
    })
}

async fn client_logouts(ctx: &Context, client_id: &str) -> Result<AdminReply, Error> {
    let unknown = "no client has this id; `lykill client list` shows them";
    let Ok(id) = client_id.parse() else {
        return Ok(AdminReply::refused(unknown));
    };
    Ok(match logout_deliveries::list(ctx, id).await? {
        Some(result) => AdminReply::Done { result },
        None => AdminReply::refused(unknown),
    })
}

async fn client_list(ctx: &Context) -> Result<AdminReply, Error> {
    // Our own service is nobody's to manage.
    let own = |client: &Client| ctx.settings.is_own_service(client.client_id.as_str());
    let others = client::list(ctx)
        .await?
        .into_iter()
        .filter(|client| !own(client));
    let rows = others.map(|client| {
        json!({
            "client_id": client.client_id,
            "client_name": client.client_name,
            "token_endpoint_auth_method": client.token_endpoint_auth_method,
            "lykill_sector": client.lykill_sector,
            "lykill_sso_isolated": client.lykill_sso_isolated,
            "lykill_company": client.lykill_company,
            "redirect_uris": client.redirect_uris,
        })
    });
    Ok(AdminReply::Done {
        result: rows.collect(),
    })
}
