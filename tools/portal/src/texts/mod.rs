//! The words of the pages. One file a language; a text that is missing does not compile.

pub(crate) mod da;
pub(crate) mod en;
pub(crate) mod nb;
pub(crate) mod nn;

use jiff::civil::DateTime;

use crate::level::Level;
use crate::refusal::{Advice, Refusal};

/// Every text of the portal in one language.
pub(crate) struct Texts {
    pub(crate) skip: &'static str,
    pub(crate) languages: &'static str,
    pub(crate) service: &'static str,
    pub(crate) fictitious: &'static str,

    pub(crate) start_lead: &'static str,
    pub(crate) log_in: &'static str,
    pub(crate) need_level: &'static str,
    pub(crate) need_work_email: &'static str,
    pub(crate) ended_idle: &'static str,
    pub(crate) here_you_can: &'static str,
    pub(crate) tasks: Tasks,

    pub(crate) logged_in_as: &'static str,
    pub(crate) without_name: &'static str,
    pub(crate) about_login: &'static str,
    pub(crate) name: &'static str,
    pub(crate) work_email: &'static str,
    pub(crate) no_work_email: &'static str,
    pub(crate) level: &'static str,
    pub(crate) method: &'static str,
    pub(crate) logged_in_at: &'static str,
    pub(crate) unknown: &'static str,
    pub(crate) subject: &'static str,
    pub(crate) subject_note: &'static str,
    pub(crate) details: &'static str,
    pub(crate) issuer: &'static str,
    pub(crate) issuer_session: &'static str,
    pub(crate) prove_anew: &'static str,
    pub(crate) prove_anew_note: &'static str,
    pub(crate) log_out: &'static str,
    pub(crate) log_out_note: &'static str,
    pub(crate) log_out_everywhere: &'static str,
    pub(crate) log_out_everywhere_note: &'static str,

    pub(crate) out_here: &'static str,
    pub(crate) out_here_note: &'static str,
    pub(crate) out_everywhere: &'static str,
    pub(crate) out_everywhere_note: &'static str,
    pub(crate) out_not_everywhere: &'static str,
    pub(crate) out_not_everywhere_note: &'static str,

    pub(crate) to_start: &'static str,
    pub(crate) what_was_wrong: &'static str,
    pub(crate) what_to_do: &'static str,
    pub(crate) login_service_says: &'static str,
    pub(crate) error_code: &'static str,
    pub(crate) titles: Titles,
    pub(crate) why: Why,
    pub(crate) advice: Advices,

    pub(crate) levels: Levels,
    pub(crate) methods: Methods,
    /// Day, month by name, year, and the time of day.
    pub(crate) moment: fn(DateTime) -> String,
}

/// What the seed's service offers: heading and one sentence each.
pub(crate) struct Tasks {
    pub(crate) travel: [&'static str; 2],
    pub(crate) sick_note: [&'static str; 2],
    pub(crate) pay_slips: [&'static str; 2],
    pub(crate) account: [&'static str; 2],
    pub(crate) tax: [&'static str; 2],
}

/// Headings of the error page.
pub(crate) struct Titles {
    pub(crate) not_logged_in: &'static str,
    pub(crate) issuer_down: &'static str,
    pub(crate) foreign_form: &'static str,
    pub(crate) not_found: &'static str,
}

/// One sentence for each failed check.
pub(crate) struct Why {
    pub(crate) issuer_down: &'static str,
    pub(crate) issuer_metadata: &'static str,
    pub(crate) answer_malformed: &'static str,
    pub(crate) other_browser: &'static str,
    pub(crate) state_unknown: &'static str,
    pub(crate) issuer_missing: &'static str,
    pub(crate) issuer_wrong: &'static str,
    pub(crate) issuer_said: &'static str,
    pub(crate) issuer_said_cancelled: &'static str,
    pub(crate) code_refused: &'static str,
    pub(crate) id_token_missing: &'static str,
    pub(crate) signature: &'static str,
    pub(crate) token_issuer: &'static str,
    pub(crate) audience: &'static str,
    pub(crate) expired: &'static str,
    pub(crate) nonce: &'static str,
    pub(crate) level_too_low: &'static str,
    pub(crate) login_too_old: &'static str,
    pub(crate) access_token_hash: &'static str,
    pub(crate) userinfo: &'static str,
    pub(crate) subject_differs: &'static str,
    pub(crate) foreign_form: &'static str,
    pub(crate) not_found: &'static str,
}

/// One sentence for each advice.
pub(crate) struct Advices {
    pub(crate) try_again: &'static str,
    pub(crate) same_browser: &'static str,
    pub(crate) higher_level: &'static str,
    pub(crate) wait: &'static str,
    pub(crate) service_desk: &'static str,
}

/// The accepted levels in words.
pub(crate) struct Levels {
    pub(crate) substantial: &'static str,
    pub(crate) high: &'static str,
}

/// The `amr` values that have a name in everyday language.
pub(crate) struct Methods {
    pub(crate) key_card: &'static str,
    pub(crate) key_viewer: &'static str,
    pub(crate) key_file: &'static str,
    pub(crate) sms_code: &'static str,
    pub(crate) pin_letter: &'static str,
    pub(crate) code_device: &'static str,
    pub(crate) mobile_approval: &'static str,
    pub(crate) mobile_password: &'static str,
    pub(crate) smart_card: &'static str,
    pub(crate) passkey: &'static str,
    pub(crate) password: &'static str,
    pub(crate) one_time_key: &'static str,
    pub(crate) text_message: &'static str,
    pub(crate) hardware_key: &'static str,
    pub(crate) software_key: &'static str,
}

impl Texts {
    /// The heading of the error page.
    pub(crate) fn title_of(&self, refusal: &Refusal) -> &'static str {
        match refusal {
            Refusal::IssuerDown => self.titles.issuer_down,
            Refusal::ForeignForm => self.titles.foreign_form,
            Refusal::NotFound => self.titles.not_found,
            _ => self.titles.not_logged_in,
        }
    }

    /// What was wrong, in one or two sentences.
    pub(crate) fn why_of(&self, refusal: &Refusal) -> &'static str {
        let why = &self.why;
        match refusal {
            Refusal::IssuerDown => why.issuer_down,
            Refusal::IssuerMetadata => why.issuer_metadata,
            Refusal::AnswerMalformed => why.answer_malformed,
            Refusal::OtherBrowser => why.other_browser,
            Refusal::StateUnknown => why.state_unknown,
            Refusal::IssuerMissing => why.issuer_missing,
            Refusal::IssuerWrong => why.issuer_wrong,
            Refusal::IssuerSaid(said) if said.code == "access_denied" => why.issuer_said_cancelled,
            Refusal::IssuerSaid(_) => why.issuer_said,
            Refusal::CodeRefused(_) => why.code_refused,
            Refusal::IdTokenMissing => why.id_token_missing,
            Refusal::Signature => why.signature,
            Refusal::TokenIssuer => why.token_issuer,
            Refusal::Audience => why.audience,
            Refusal::Expired => why.expired,
            Refusal::Nonce => why.nonce,
            Refusal::LevelTooLow => why.level_too_low,
            Refusal::LoginTooOld => why.login_too_old,
            Refusal::AccessTokenHash => why.access_token_hash,
            Refusal::Userinfo => why.userinfo,
            Refusal::SubjectDiffers => why.subject_differs,
            Refusal::ForeignForm => why.foreign_form,
            Refusal::NotFound => why.not_found,
        }
    }

    /// What to do next.
    pub(crate) fn advice_of(&self, advice: Advice) -> &'static str {
        match advice {
            Advice::TryAgain => self.advice.try_again,
            Advice::SameBrowser => self.advice.same_browser,
            Advice::HigherLevel => self.advice.higher_level,
            Advice::Wait => self.advice.wait,
            Advice::ServiceDesk => self.advice.service_desk,
        }
    }

    /// A level in words.
    pub(crate) fn level_of(&self, level: Level) -> &'static str {
        match level {
            Level::Substantial => self.levels.substantial,
            Level::High => self.levels.high,
        }
    }

    /// The method in words: its name if there is one, then what was proved (RFC 8176 values).
    /// A value that nobody here knows is shown as it is: `amr` values change (domain.md I3).
    pub(crate) fn methods_of(&self, amr: &[String]) -> String {
        let known: Vec<&str> = amr.iter().filter_map(|it| self.method_name(it)).collect();
        let parts: Vec<&str> = amr
            .iter()
            .map(String::as_str)
            .filter(|value| *value != "mfa" && self.method_name(value).is_none())
            .map(|value| self.factor(value).unwrap_or(value))
            .collect();
        match (known.is_empty(), parts.is_empty()) {
            (true, true) => self.unknown.to_owned(),
            (true, false) => parts.join(", "),
            (false, true) => known.join(", "),
            (false, false) => format!("{} ({})", known.join(", "), parts.join(", ")),
        }
    }

    fn method_name(&self, value: &str) -> Option<&'static str> {
        Some(match value {
            "key-card" => self.methods.key_card,
            "key-viewer" => self.methods.key_viewer,
            "key-file" => self.methods.key_file,
            "sms-code" => self.methods.sms_code,
            "pin-letter" => self.methods.pin_letter,
            "code-device" => self.methods.code_device,
            "mobile-approval" => self.methods.mobile_approval,
            "mobile-password" => self.methods.mobile_password,
            "smart-card" => self.methods.smart_card,
            "passkey" => self.methods.passkey,
            _ => return None,
        })
    }

    fn factor(&self, value: &str) -> Option<&'static str> {
        Some(match value {
            "pwd" => self.methods.password,
            "otp" => self.methods.one_time_key,
            "sms" => self.methods.text_message,
            "hwk" => self.methods.hardware_key,
            "swk" => self.methods.software_key,
            _ => return None,
        })
    }
}

/// The name of the month in a list of twelve.
fn month(names: &[&'static str; 12], moment: DateTime) -> &'static str {
    let index = usize::from(moment.month().unsigned_abs()).saturating_sub(1);
    names.get(index).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use crate::language::Language;

    #[test]
    fn methods_in_words() {
        let amr = ["pwd", "otp", "mfa", "key-card"].map(String::from);
        let texts = |language: Language| language.texts().methods_of(&amr);
        assert_eq!(texts(Language::En), "Key card (password, one-time key)");
        assert_eq!(texts(Language::Nb), "Nøkkelkort (passord, engangsnøkkel)");
        assert_eq!(texts(Language::Nn), "Nøkkelkort (passord, eingongsnøkkel)");
        assert_eq!(texts(Language::Da), "Nøglekort (adgangskode, engangsnøgle)");
    }

    #[test]
    fn unknown_methods_are_shown_as_they_are() {
        let texts = Language::En.texts();
        assert_eq!(
            texts.methods_of(&["BankID Mobil".to_owned()]),
            "BankID Mobil"
        );
        assert_eq!(texts.methods_of(&[]), "Not stated");
    }

    #[test]
    fn moments_in_each_language() {
        let moment = jiff::civil::date(2026, 11, 2).at(9, 5, 59, 0);
        let said = Language::ALL.map(|language| (language.texts().moment)(moment));
        assert_eq!(
            said,
            [
                "2. november 2026 kl. 09.05",
                "2. november 2026 kl. 09.05",
                "2. november 2026 kl. 09.05",
                "2 November 2026 at 09:05"
            ]
        );
    }
}
