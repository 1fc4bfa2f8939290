//! English.

use super::{Advices, Levels, Methods, Tasks, Texts, Titles, Why, month};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

pub(crate) const TEXTS: Texts = Texts {
    skip: "Skip to main content",
    languages: "Language",
    service: "My pay",
    fictitious: "Fjordvik is a fictitious municipality. This service shows what a login tells it.",

    start_lead: "Pay, travel and absence for employees of Fjordvik kommune.",
    log_in: "Log in",
    need_level: "You need an electronic ID at assurance level substantial or high.",
    need_work_email: "The first time, you link your electronic ID to your work e-mail. \
                      We get to know your name and your work e-mail.",
    ended_idle: "You were logged out because the page was not used for a while. Log in again to \
                 continue.",
    here_you_can: "What you can do here",
    tasks: Tasks {
        travel: ["Travel expenses", "Hand in travel expenses with receipts."],
        sick_note: ["Self-certified sick note", "Report that you are ill."],
        pay_slips: ["Pay slips", "Get your pay slips from the document archive."],
        account: ["Account number", "Change the account your pay goes to."],
        tax: ["Extra tax", "Have extra tax deducted from your pay."],
    },

    logged_in_as: "You are logged in",
    without_name: "The login service did not tell us your name.",
    about_login: "About this login",
    name: "Name",
    work_email: "Work e-mail",
    no_work_email: "No work e-mail is linked to this login",
    level: "Assurance level",
    method: "Way of logging in",
    logged_in_at: "Logged in",
    unknown: "Not stated",
    subject: "Your ID with us",
    subject_note: "A random number that is valid here only. It is not your national ID number.",
    details: "Technical details",
    issuer: "Issuer",
    issuer_session: "Session at the issuer",
    prove_anew: "Confirm that it is you",
    prove_anew_note: "Before you change your account number we ask you to log in again.",
    log_out: "Log out here",
    log_out_note: "You are logged out of My pay. Other services stay logged in.",
    log_out_everywhere: "Log out everywhere",
    log_out_everywhere_note: "You are logged out of the login service too. Do this on a computer \
                              that others use.",

    out_here: "You are logged out here",
    out_here_note: "You may still be logged in to the login service and to other services. Use \
                    “Log out everywhere” on a computer that others use.",
    out_everywhere: "You are logged out everywhere",
    out_everywhere_note: "Next time you will need your electronic ID again.",
    out_not_everywhere: "You are logged out here, but not everywhere",
    out_not_everywhere_note: "The login service does not answer. Close all browser windows, above \
                              all on a computer that others use.",

    to_start: "To the start page",
    what_was_wrong: "What was wrong",
    what_to_do: "What you can do",
    login_service_says: "The login service says",
    error_code: "Error code",
    titles: Titles {
        not_logged_in: "You were not logged in",
        issuer_down: "Login is out of order",
        foreign_form: "The form was not accepted",
        not_found: "There is no such page",
    },
    why: Why {
        issuer_down: "The login service does not answer right now. The fault is not yours.",
        issuer_metadata: "The login service describes itself in a way that we cannot trust.",
        answer_malformed: "The answer from the login service was incomplete or damaged.",
        other_browser: "No login with us was begun in this browser, or it was begun too long ago.",
        state_unknown: "The answer does not belong to a login that was begun in this browser, or \
                        it was used before. So we do not accept it.",
        issuer_missing: "The answer does not say which login service it comes from. So we do not \
                         accept it.",
        issuer_wrong: "The answer comes from another login service than the one you were sent to. \
                       So we do not accept it.",
        issuer_said: "The login service ended the login.",
        issuer_said_cancelled: "The login was cancelled.",
        code_refused: "The login service did not accept the one-time code that your browser came \
                       back with. It may be used, too old or meant for another login.",
        id_token_missing: "The login service gave us no readable proof of who you are.",
        signature: "The proof of who you are is not signed by the login service.",
        token_issuer: "The proof of who you are was issued by another login service.",
        audience: "The proof of who you are is meant for another service.",
        expired: "The proof of who you are has expired, or the clocks differ.",
        nonce: "The proof of who you are belongs to another login than the one you began.",
        level_too_low: "You logged in at a lower assurance level than this service requires.",
        login_too_old: "We asked for a fresh login and got an old one back.",
        access_token_hash: "Two parts of the answer from the login service do not fit together.",
        userinfo: "The login service did not give us the information about you that we need.",
        subject_differs: "The information we got is about another person than the one who \
                          logged in.",
        foreign_form: "The form was not sent from one of our own pages.",
        not_found: "The address may be mistyped, or the page has moved.",
    },
    advice: Advices {
        try_again: "Try again from the start page.",
        same_browser: "Go on in the browser where you began, or begin again here. If you followed \
                       a link from somebody else, close this page.",
        higher_level: "Log in again and choose an electronic ID at level substantial or high.",
        wait: "Wait a few minutes and try again.",
        service_desk: "Do not try many times. Tell the payroll department the error code.",
    },
    levels: Levels {
        substantial: "Substantial",
        high: "High",
    },
    methods: Methods {
        key_card: "Key card",
        key_viewer: "Key viewer",
        key_file: "Key file",
        sms_code: "Code by text message",
        pin_letter: "PIN letter",
        code_device: "Code device",
        mobile_approval: "Approval on a phone",
        mobile_password: "Password and text message",
        smart_card: "Smart card",
        passkey: "Passkey",
        password: "password",
        one_time_key: "one-time key",
        text_message: "text message",
        hardware_key: "key in hardware",
        software_key: "key in software",
    },
    moment: |at| {
        let (day, month, year) = (at.day(), month(&MONTHS, at), at.year());
        format!(
            "{day} {month} {year} at {:02}:{:02}",
            at.hour(),
            at.minute()
        )
    },
};
