//! Norwegian bokmål.

use super::{Advices, Levels, Methods, Tasks, Texts, Titles, Why, month};

const MONTHS: [&str; 12] = [
    "januar",
    "februar",
    "mars",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "desember",
];

pub(crate) const TEXTS: Texts = Texts {
    skip: "Hopp til hovedinnhold",
    languages: "Språk",
    service: "Min lønn",
    fictitious: "Fjordvik er en oppdiktet kommune. Tjenesten viser hva en innlogging forteller den.",

    start_lead: "Lønn, reise og fravær for deg som er ansatt i Fjordvik kommune.",
    log_in: "Logg inn",
    need_level: "Du trenger en elektronisk ID på sikkerhetsnivå betydelig eller høyt.",
    need_work_email: "Første gang knytter du den elektroniske ID-en til jobb-e-posten din. \
                      Vi får vite navnet ditt og jobb-e-posten.",
    ended_idle: "Du ble logget ut fordi siden ikke ble brukt på en stund. Logg inn igjen for å \
                 fortsette.",
    here_you_can: "Dette kan du gjøre her",
    tasks: Tasks {
        travel: ["Reiseregning", "Lever reiseregning med kvitteringer."],
        sick_note: ["Egenmelding", "Meld fra når du er syk."],
        pay_slips: ["Lønnsslipper", "Hent lønnsslipper i dokumentarkivet."],
        account: ["Kontonummer", "Endre kontoen lønnen går til."],
        tax: ["Ekstra skattetrekk", "Legg inn ekstra trekk i lønnen."],
    },

    logged_in_as: "Du er logget inn",
    without_name: "Innloggingstjenesten har ikke oppgitt navnet ditt.",
    about_login: "Om denne innloggingen",
    name: "Navn",
    work_email: "Jobb-e-post",
    no_work_email: "Ingen jobb-e-post er knyttet til innloggingen",
    level: "Sikkerhetsnivå",
    method: "Innloggingsmåte",
    logged_in_at: "Logget inn",
    unknown: "Ikke oppgitt",
    subject: "Din id hos oss",
    subject_note: "Et tilfeldig nummer som bare gjelder her. Det er ikke fødselsnummeret ditt.",
    details: "Tekniske detaljer",
    issuer: "Utsteder",
    issuer_session: "Økt hos utstederen",
    prove_anew: "Bekreft at det er deg",
    prove_anew_note: "Før du endrer kontonummer, ber vi deg logge inn på nytt.",
    log_out: "Logg ut her",
    log_out_note: "Du logges ut av Min lønn. Andre tjenester er fortsatt innlogget.",
    log_out_everywhere: "Logg ut overalt",
    log_out_everywhere_note: "Du logges også ut av innloggingstjenesten. Gjør det på en maskin \
                              som andre bruker.",

    out_here: "Du er logget ut her",
    out_here_note: "Du kan fortsatt være innlogget i innloggingstjenesten og i andre tjenester. \
                    Bruk «Logg ut overalt» på en maskin som andre bruker.",
    out_everywhere: "Du er logget ut overalt",
    out_everywhere_note: "Neste gang må du bruke den elektroniske ID-en din igjen.",
    out_not_everywhere: "Du er logget ut her, men ikke overalt",
    out_not_everywhere_note: "Innloggingstjenesten svarer ikke. Lukk alle nettleservinduer, \
                              særlig på en maskin som andre bruker.",

    to_start: "Til forsiden",
    what_was_wrong: "Hva var galt",
    what_to_do: "Hva du kan gjøre",
    login_service_says: "Innloggingstjenesten sier",
    error_code: "Feilkode",
    titles: Titles {
        not_logged_in: "Du ble ikke logget inn",
        issuer_down: "Innloggingen er ute av drift",
        foreign_form: "Skjemaet ble ikke tatt imot",
        not_found: "Siden finnes ikke",
    },
    why: Why {
        issuer_down: "Innloggingstjenesten svarer ikke akkurat nå. Feilen er ikke hos deg.",
        issuer_metadata: "Innloggingstjenesten beskriver seg selv på en måte vi ikke kan stole på.",
        answer_malformed: "Svaret fra innloggingstjenesten var ufullstendig eller ødelagt.",
        other_browser: "Denne nettleseren har ikke begynt noen innlogging hos oss, eller den ble \
                        begynt for lenge siden.",
        state_unknown: "Svaret hører ikke til en innlogging som ble begynt i denne nettleseren, \
                        eller det er brukt før. Derfor godtar vi det ikke.",
        issuer_missing: "Svaret sier ikke hvilken innloggingstjeneste det kommer fra. Derfor \
                         godtar vi det ikke.",
        issuer_wrong: "Svaret kommer fra en annen innloggingstjeneste enn den du ble sendt til. \
                       Derfor godtar vi det ikke.",
        issuer_said: "Innloggingstjenesten avsluttet innloggingen.",
        issuer_said_cancelled: "Innloggingen ble avbrutt.",
        code_refused: "Innloggingstjenesten godtok ikke engangskoden som nettleseren kom tilbake \
                       med. Den kan være brukt, for gammel eller ment for en annen innlogging.",
        id_token_missing: "Innloggingstjenesten ga oss ikke et lesbart bevis på hvem du er.",
        signature: "Beviset på hvem du er, er ikke signert av innloggingstjenesten.",
        token_issuer: "Beviset på hvem du er, er utstedt av en annen innloggingstjeneste.",
        audience: "Beviset på hvem du er, er ment for en annen tjeneste.",
        expired: "Beviset på hvem du er, er utløpt, eller klokkene går ikke likt.",
        nonce: "Beviset på hvem du er, hører til en annen innlogging enn den du begynte.",
        level_too_low: "Du logget inn med et lavere sikkerhetsnivå enn denne tjenesten krever.",
        login_too_old: "Vi ba om en ny innlogging, men fikk en gammel tilbake.",
        access_token_hash: "To deler av svaret fra innloggingstjenesten hører ikke sammen.",
        userinfo: "Innloggingstjenesten ga oss ikke opplysningene vi trenger om deg.",
        subject_differs: "Opplysningene vi fikk, gjelder en annen person enn den som logget inn.",
        foreign_form: "Skjemaet ble ikke sendt fra en av våre egne sider.",
        not_found: "Adressen kan være feil skrevet, eller siden er flyttet.",
    },
    advice: Advices {
        try_again: "Prøv igjen fra forsiden.",
        same_browser: "Fortsett i den nettleseren der du begynte, eller begynn på nytt her. Har du \
                       fulgt en lenke fra noen andre, skal du lukke siden.",
        higher_level: "Logg inn på nytt og velg en elektronisk ID på nivå betydelig eller høyt.",
        wait: "Vent noen minutter og prøv igjen.",
        service_desk: "Ikke prøv mange ganger. Si fra til lønnsavdelingen og oppgi feilkoden.",
    },
    levels: Levels {
        substantial: "Betydelig",
        high: "Høyt",
    },
    methods: Methods {
        key_card: "Nøkkelkort",
        key_viewer: "Nøkkelviser",
        key_file: "Nøkkelfil",
        sms_code: "Kode på SMS",
        pin_letter: "PIN-kodebrev",
        code_device: "Kodebrikke",
        mobile_approval: "Godkjenning på mobil",
        mobile_password: "Passord og SMS",
        smart_card: "Smartkort",
        passkey: "Passnøkkel",
        password: "passord",
        one_time_key: "engangsnøkkel",
        text_message: "SMS",
        hardware_key: "nøkkel i maskinvare",
        software_key: "nøkkel i programvare",
    },
    moment: |at| {
        let (day, month, year) = (at.day(), month(&MONTHS, at), at.year());
        format!(
            "{day}. {month} {year} kl. {:02}.{:02}",
            at.hour(),
            at.minute()
        )
    },
};
