//! The steps of devices that show one-time codes: key viewer and code device.

use super::{Screen, Wrong};
use crate::pages::{
    DevicePage, DevicePasswordPage, DevicePasswordProblem, DeviceProblem, NoViewerPage, OtpPage,
    OtpProblem, Shown, Steps,
};
use crate::refuse::Answered;
use crate::router::Step;
use axum::http::StatusCode;
use lykill_operations::answer::Problem;

impl Screen<'_> {
    pub(super) fn otp(&self, serial: Option<&str>) -> Answered {
        let problem = match self.wrong {
            Wrong::Nothing | Wrong::Said(Problem::Passkey(_)) => None,
            Wrong::Missing | Wrong::Said(Problem::NotACode) => Some(OtpProblem::Missing),
            Wrong::Said(
                Problem::Wait(until)
                | Problem::OtpMismatch {
                    wait_until: Some(until),
                },
            ) => Some(OtpProblem::WaitUntil(self.visit.civil(*until))),
            Wrong::Said(Problem::Exhausted) => Some(OtpProblem::Exhausted),
            Wrong::Said(_) => Some(OtpProblem::Mismatch),
        };
        let page = OtpPage {
            shell: self.shell(),
            action: self.to(Step::Otp),
            steps: Steps { now: 2, of: 2 },
            serial: serial.map(Shown::new),
            typed: self.typed.to_owned(),
            support: self.visit.support(),
            passkey: self.passkey_form(),
            problem,
        };
        self.step_page(&page)
    }

    pub(super) fn device(&self, has_choice: bool) -> Answered {
        let problem = match self.wrong {
            Wrong::Nothing => None,
            Wrong::Missing | Wrong::Said(Problem::NotACode) => Some(DeviceProblem::Missing),
            Wrong::Said(Problem::Wait(until)) => {
                Some(DeviceProblem::WaitUntil(self.visit.civil(*until)))
            }
            Wrong::Said(Problem::Exhausted) => Some(DeviceProblem::Exhausted),
            Wrong::Said(_) => Some(DeviceProblem::Mismatch),
        };
        let page = DevicePage {
            shell: self.shell(),
            action: self.to(Step::Device),
            steps: Steps { now: 1, of: 2 },
            national_id: self.typed.to_owned(),
            other_methods: has_choice.then(|| self.to(Step::Methods)),
            support: self.visit.support(),
            problem,
        };
        self.step_page(&page)
    }

    pub(super) fn device_password(&self) -> Answered {
        let problem = match self.wrong {
            Wrong::Nothing => None,
            Wrong::Missing => Some(DevicePasswordProblem::Missing),
            Wrong::Said(Problem::Wait(until)) => {
                Some(DevicePasswordProblem::WaitUntil(self.visit.civil(*until)))
            }
            Wrong::Said(Problem::Exhausted) => Some(DevicePasswordProblem::Exhausted),
            Wrong::Said(_) => Some(DevicePasswordProblem::Mismatch),
        };
        let page = DevicePasswordPage {
            shell: self.shell(),
            action: self.to(Step::DevicePassword),
            steps: Steps { now: 2, of: 2 },
            support: self.visit.support(),
            problem,
        };
        self.step_page(&page)
    }

    pub(super) fn no_viewer(&self) -> Answered {
        let support = self.visit.support();
        let page = NoViewerPage {
            shell: self.shell(),
            support,
        };
        self.page(StatusCode::FORBIDDEN, &page)
    }
}
