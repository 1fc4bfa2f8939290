//! From a login's step to its page: every step, problem and refusal has its screen here.

mod chooser;
mod form_post;
mod key_card;
mod link;
mod passkey;
mod refused;
mod smart_card;
mod sms;
mod token;
mod upstream;

pub(crate) use chooser::choose;
pub(crate) use form_post::leave;

use crate::csrf::{self, Purpose};
use crate::observer::LoginOutcome;
use crate::pages::{Href, LoginGone, LoginGonePage, Service, Shell, Shown};
use crate::refuse::{Answered, Refuse};
use crate::router::{self, Step};
use crate::visit::Visit;
use axum::extract::{FromRequestParts, Path};
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use lykill_core::id::LoginId;
use lykill_operations::answer::{Gone, LoginView, Problem, ServiceView, StepAnswer, StepView};
use lykill_operations::call::NewCookies;
use lykill_operations::login;

/// The login that a URL names. An id in another spelling than ours is none.
pub(crate) struct LoginPath(pub(crate) LoginId);

impl<S: Send + Sync> FromRequestParts<S> for LoginPath {
    type Rejection = Refuse;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refuse> {
        let path = Path::<String>::from_request_parts(parts, state).await;
        let Path(text) = path.map_err(|_| Refuse::LoginUnknown)?;
        let id = text
            .parse::<LoginId>()
            .ok()
            .filter(|id| id.to_string() == text);
        id.map(Self).ok_or(Refuse::LoginUnknown)
    }
}

/// What is wrong with what was typed.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Wrong<'a> {
    /// Nothing, or nothing was typed yet.
    Nothing,
    /// A field is empty; nothing was compared.
    Missing,
    /// What the operation said.
    Said(&'a Problem),
}

/// A step as it is to be shown.
pub(crate) struct Screen<'a> {
    visit: &'a Visit,
    view: &'a LoginView,
    wrong: Wrong<'a>,
    /// What was typed, to be mended; never a password.
    typed: &'a str,
}

/// Loads the step that a login awaits, for the browser that holds it.
pub(crate) async fn seen(visit: &Visit, id: LoginId) -> Result<LoginView, Refuse> {
    match login::view(visit.ctx(), id, visit.browser()).await? {
        Ok(view) => Ok(view),
        Err(gone) => Err(refusal(visit, id, gone).await?),
    }
}

/// Shows the step that a login awaits.
pub(crate) fn show(visit: &Visit, view: &LoginView) -> Answered {
    Screen {
        visit,
        view,
        wrong: Wrong::Nothing,
        typed: "",
    }
    .answer()
}

/// Shows a step again, since a field is empty.
pub(crate) fn missing(visit: &Visit, view: &LoginView, typed: &str) -> Answered {
    Screen {
        visit,
        view,
        wrong: Wrong::Missing,
        typed,
    }
    .answer()
}

/// Answers what a step's operation answered to a form of this login, which was authorised before.
/// `typed` is what may be shown to be mended.
pub(crate) async fn answer(
    visit: &Visit,
    id: LoginId,
    answer: &StepAnswer,
    typed: &str,
) -> Answered {
    if let Some(outcome) = outcome(answer) {
        visit.front().observer.login(outcome);
    }
    match answer {
        StepAnswer::Next(cookies) => see_other(visit, &router::login(id), cookies),
        StepAnswer::Return(way, cookies) => leave(visit, way, cookies),
        StepAnswer::Away(address) => see_other(visit, address, &NewCookies::default()),
        StepAnswer::Stay(_, Problem::StepPassed) => {
            see_other(visit, &router::login(id), &NewCookies::default())
        }
        StepAnswer::Stay(view, problem) => Screen {
            visit,
            view,
            wrong: Wrong::Said(problem),
            typed,
        }
        .answer(),
        StepAnswer::Gone(Gone::OtherBrowser) => went_on(visit, id).await,
        StepAnswer::Gone(gone) => Err(refusal(visit, id, *gone).await?),
    }
}

/// Answers a browser that comes back from elsewhere, from another provider or from where it showed
/// a card: nothing shows yet that it held the
/// login but its cookie.
pub(crate) async fn came(visit: &Visit, id: LoginId, came: &StepAnswer) -> Answered {
    match came {
        StepAnswer::Gone(gone) => Err(refusal(visit, id, *gone).await?),
        came => answer(visit, id, came, "").await,
    }
}

/// 303, so that no browser posts a secret on to where it is sent (security.md case 111).
pub(crate) fn see_other(visit: &Visit, url: &str, cookies: &NewCookies) -> Answered {
    let location = HeaderValue::try_from(url);
    let location = location.map_err(|_| Refuse::Broken("an address is not ASCII"))?;
    let response: Response = (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response();
    Ok(with_cookies(visit, response, cookies))
}

/// The same answer, with cookies for the browser to keep.
fn with_cookies(visit: &Visit, mut response: Response, cookies: &NewCookies) -> Response {
    for cookie in visit.front().cookies.set(cookies) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

/// Why this browser cannot go on with a login. One that ended in the browser that holds it still
/// leads back to its service.
async fn refusal(visit: &Visit, id: LoginId, gone: Gone) -> Result<Refuse, Refuse> {
    Ok(match gone {
        Gone::Unknown => Refuse::LoginUnknown,
        Gone::OtherBrowser if visit.browser().browser.is_none() => visit.no_browser_cookie(),
        Gone::OtherBrowser => Refuse::OtherBrowser,
        Gone::Expired => match login::left(visit.ctx(), id).await? {
            Some(left) => Refuse::LoginLeft(LoginGone::Expired, Box::new(left)),
            None => Refuse::LoginExpired,
        },
    })
}

/// The token of the form shows that this browser held the login, and its cookie that the login
/// went on meanwhile under a new one: the button was pressed twice (security.md case 176 is why
/// the cookie changes). The service is the way on, or whatever the browser may see by now.
async fn went_on(visit: &Visit, id: LoginId) -> Answered {
    match login::left(visit.ctx(), id).await? {
        Some(left) if left.finished => Err(Refuse::LoginLeft(LoginGone::Finished, Box::new(left))),
        _ => see_other(visit, &router::login(id), &NewCookies::default()),
    }
}

/// The employer first and its service second, where both are known.
pub(crate) fn service(service: &ServiceView, cancel: Option<Href>) -> Service {
    let name = Shown::new(service.name.as_str());
    let (name, part) = match &service.company {
        Some(company) => (Shown::new(company.as_str()), Some(name)),
        None => (name, None),
    };
    Service {
        name,
        part,
        start: service.home.as_deref().map(Href::new),
        cancel,
    }
}

const fn outcome(answer: &StepAnswer) -> Option<LoginOutcome> {
    match answer {
        StepAnswer::Return(..) => Some(LoginOutcome::Answered),
        StepAnswer::Stay(_, problem) => match problem {
            Problem::PasswordMismatch => Some(LoginOutcome::PasswordRefused),
            Problem::KeyMismatch { .. }
            | Problem::KeySpent
            | Problem::OtpMismatch { .. }
            | Problem::DeviceMismatch => Some(LoginOutcome::KeyRefused),
            Problem::Passkey(_) => Some(LoginOutcome::KeyRefused),
            Problem::CodeMismatch { .. } | Problem::CodeExpired | Problem::CodeTries => {
                Some(LoginOutcome::CodeRefused)
            }
            Problem::Wait(_) | Problem::Exhausted => Some(LoginOutcome::Closed),
            _ => None,
        },
        StepAnswer::Next(_) | StepAnswer::Away(_) | StepAnswer::Gone(_) => None,
    }
}

impl Screen<'_> {
    fn answer(&self) -> Answered {
        match &self.view.step {
            StepView::Method { offers, below } => self.chooser(offers, *below),
            StepView::Password {
                has_choice,
                hint,
                by_number,
            } => self.password(*has_choice, hint.as_deref(), *by_number),
            StepView::NewPassword { user_id } => self.new_password(user_id),
            StepView::Key(key) => self.key(key),
            StepView::Otp { serial } => self.otp(serial.as_deref()),
            StepView::Device { has_choice } => self.device(*has_choice),
            StepView::DevicePassword => self.device_password(),
            StepView::SmartCard(card) => self.smart_card(card),
            StepView::Sms(sms) => self.sms(sms),
            StepView::Passkey { has_choice } => self.passkey_step(*has_choice),
            StepView::Upstream(upstream) => self.upstream(upstream),
            StepView::Link(link) => self.link(link),
            StepView::Code(code) => self.code(code),
            StepView::Receipt {
                company,
                work_email,
            } => self.receipt(company, work_email),
            StepView::Refused(refused) => self.refused(refused),
            StepView::Finished | StepView::Cancelled => {
                let page = LoginGonePage {
                    shell: self.shell(),
                    why: LoginGone::Finished,
                };
                self.page(StatusCode::GONE, &page)
            }
        }
    }

    /// The frame of this login's pages, with the token of its forms.
    fn shell(&self) -> Shell {
        let (visit, view) = (self.visit, self.view);
        let cookie = visit.browser().browser.as_ref();
        let token = |cookie| csrf::token(visit.ctx(), &Purpose::Login(view.id), cookie);
        Shell {
            csrf: cookie.map(token).unwrap_or_default(),
            service: Some(service(&view.service, Some(self.to(Step::Cancel)))),
            ..visit.shell_of(Some(view.language), &router::login(view.id))
        }
    }

    fn to(&self, step: Step) -> Href {
        router::step(self.view.id, step)
    }

    /// 422 when something has to be mended.
    fn step_page(&self, page: &impl crate::pages::Page) -> Answered {
        let status = match self.wrong {
            Wrong::Nothing => StatusCode::OK,
            Wrong::Missing | Wrong::Said(_) => StatusCode::UNPROCESSABLE_ENTITY,
        };
        self.page(status, page)
    }

    fn page(&self, status: StatusCode, page: &impl crate::pages::Page) -> Answered {
        let offered = self.view.form_actions.iter().map(String::as_str);
        let service = self.view.service.form_action.as_str();
        let towards: Vec<&str> = std::iter::once(service).chain(offered).collect();
        match self.view.passkey {
            Some(_) => self.visit.page_with_script(&towards, status, page),
            None => self.visit.page_towards(&towards, status, page),
        }
    }
}
