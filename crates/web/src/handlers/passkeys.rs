//! A holder's passkeys, and the link by which one is stopped.

use crate::csrf::{self, Purpose};
use crate::form::{Body, Form, Typed};
use crate::pages::{
    AddForm, AddProblem, Href, PasskeyEntry, PasskeyStopPage, PasskeysPage, Shell, Shown, StopStep,
};
use crate::refuse::Answered;
use crate::router::{PASSKEYS, PASSKEYS_ADD, PASSKEYS_REMOVE, PASSKEYS_START, PASSKEYS_STOP};
use crate::screens::see_other;
use crate::visit::Visit;
use axum::extract::RawQuery;
use axum::http::StatusCode;
use lykill_operations::call::NewCookies;
use lykill_operations::passkey::{
    self, AddAsk, AddRefusal, NewPasskey, Own, OwnPasskey, OwnPasskeys, Stop,
};

/// GET /passkeys: of whoever is logged in, in this browser. Nobody redeems the code that the login
/// at our own service brings.
pub(crate) async fn show(visit: Visit) -> Answered {
    page(&visit, None, "").await
}

/// POST /passkeys/add
pub(crate) async fn add(visit: Visit, form: Form) -> Answered {
    let typed = form.authorise(&visit, &Purpose::Passkeys)?;
    let new = NewPasskey {
        label: typed.text("label").to_owned(),
        issued: typed.text("issued").to_owned(),
        client_data: typed.text("client_data").to_owned(),
        attestation_object: typed.text("attestation_object").to_owned(),
    };
    let (ctx, call, browser) = (visit.ctx(), visit.call(), visit.browser());
    let problem = match passkey::add(ctx, call, browser, &new).await? {
        // The page says by itself who has to log in, and who has enough.
        Ok(_) | Err(AddRefusal::Nobody | AddRefusal::NotFresh | AddRefusal::Full) => {
            return see_other(&visit, PASSKEYS, &NewCookies::default());
        }
        Err(AddRefusal::Label) => AddProblem::Label,
        Err(AddRefusal::Late) => AddProblem::Late,
        Err(AddRefusal::Known) => AddProblem::Known,
        Err(AddRefusal::Answer) => AddProblem::Answer,
    };
    page(&visit, Some(problem), &new.label).await
}

/// POST /passkeys/remove
pub(crate) async fn remove(visit: Visit, form: Form) -> Answered {
    let typed = form.authorise(&visit, &Purpose::Passkeys)?;
    let (ctx, call, browser) = (visit.ctx(), visit.call(), visit.browser());
    match passkey::remove(ctx, call, browser, typed.text("passkey")).await? {
        Ok(()) => see_other(&visit, PASSKEYS, &NewCookies::default()),
        Err(_) => page(&visit, Some(AddProblem::Gone), "").await,
    }
}

/// GET /passkeys/stop: a program that follows links stops nothing.
pub(crate) async fn ask_stop(visit: Visit, RawQuery(query): RawQuery) -> Answered {
    let link = Typed::parse(query.unwrap_or_default().as_bytes())?;
    let token = link.text("token");
    let found = passkey::stoppable(visit.ctx(), token).await?;
    stop_page(&visit, found, token)
}

/// POST /passkeys/stop: the secret of the link is all that it takes.
pub(crate) async fn stop(visit: Visit, Body(body): Body) -> Answered {
    let link = Typed::parse(&body)?;
    let token = link.text("token");
    let stopped = passkey::stop(visit.ctx(), visit.call(), token).await?;
    stop_page(&visit, stopped, token)
}

fn stop_page(visit: &Visit, stop: Stop, token: &str) -> Answered {
    let (status, step) = match stop {
        Stop::Can(label) => {
            let (label, token) = (Shown::new(label.as_str()), token.to_owned());
            (StatusCode::OK, StopStep::Ask { label, token })
        }
        Stop::Ended => (StatusCode::OK, StopStep::Ended),
        Stop::Unknown => (StatusCode::GONE, StopStep::Unknown),
    };
    let page = PasskeyStopPage {
        shell: visit.shell(),
        action: Href::new(PASSKEYS_STOP),
        step,
        support: visit.support(),
    };
    visit.page(status, &page)
}

async fn page(visit: &Visit, problem: Option<AddProblem>, label: &str) -> Answered {
    let own = match passkey::own(visit.ctx(), visit.browser()).await? {
        Own::Holder(own) => Some(own),
        Own::Nobody => None,
    };
    let page = PasskeysPage {
        shell: shell(visit),
        user_id: own.as_ref().map(|own| own.user_id.clone()),
        passkeys: own
            .as_ref()
            .map_or_else(Vec::new, |own| entries(visit, own)),
        remove: Href::new(PASSKEYS_REMOVE),
        start: Href::new(PASSKEYS_START),
        full: own.as_ref().is_some_and(|own| own.is_full),
        offered: own.as_ref().is_none_or(|own| own.is_offered),
        add: own.and_then(|own| own.ask).map(|ask| form(&ask, label)),
        problem,
    };
    let status = match problem {
        None => StatusCode::OK,
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    match page.add {
        Some(_) => visit.page_with_script(&[], status, &page),
        None => visit.page(status, &page),
    }
}

fn shell(visit: &Visit) -> Shell {
    let session = visit.browser().session.as_ref();
    let token = |cookie| csrf::token(visit.ctx(), &Purpose::Passkeys, cookie);
    Shell {
        csrf: session.map(token).unwrap_or_default(),
        ..visit.shell_of(None, PASSKEYS)
    }
}

fn entries(visit: &Visit, own: &OwnPasskeys) -> Vec<PasskeyEntry> {
    let entry = |one: &OwnPasskey| PasskeyEntry {
        id: one.id.to_string(),
        label: Shown::new(one.label.as_str()),
        added_at: visit.civil(one.added_at),
        used_at: one.used_at.map(|at| visit.civil(at)),
        waits_until: one.waits_until.map(|at| visit.civil(at)),
    };
    own.passkeys.iter().map(entry).collect()
}

fn form(ask: &AddAsk, label: &str) -> AddForm {
    AddForm {
        action: Href::new(PASSKEYS_ADD),
        host: ask.host.clone(),
        challenge: ask.challenge.clone(),
        issued: ask.issued.to_string(),
        user_handle: ask.user_handle.clone(),
        known: ask.known.join(" "),
        algorithms: ask.algorithms.map(|number| number.to_string()).join(" "),
        label: label.to_owned(),
    }
}
