//! Norwegian nynorsk.

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
    skip: "Hopp til hovudinnhaldet",
    languages: "Språk",
    service: "Mi løn",
    fictitious: "Fjordvik er ein oppdikta kommune. Tenesta viser kva ei innlogging fortel henne.",

    start_lead: "Løn, reise og fråvær for deg som er tilsett i Fjordvik kommune.",
    log_in: "Logg inn",
    need_level: "Du treng ein elektronisk ID på tryggleiksnivå betydeleg eller høgt.",
    need_work_email: "Første gong knyter du den elektroniske ID-en til jobb-e-posten din. \
                      Vi får vite namnet ditt og jobb-e-posten.",
    ended_idle: "Du vart logga ut fordi sida ikkje vart brukt på ei stund. Logg inn igjen for å \
                 halde fram.",
    here_you_can: "Dette kan du gjere her",
    tasks: Tasks {
        travel: ["Reiserekning", "Lever reiserekning med kvitteringar."],
        sick_note: ["Eigenmelding", "Meld frå når du er sjuk."],
        pay_slips: ["Lønsslippar", "Hent lønsslippar i dokumentarkivet."],
        account: ["Kontonummer", "Endre kontoen løna går til."],
        tax: ["Ekstra skattetrekk", "Legg inn ekstra trekk i løna."],
    },

    logged_in_as: "Du er logga inn",
    without_name: "Innloggingstenesta har ikkje oppgitt namnet ditt.",
    about_login: "Om denne innlogginga",
    name: "Namn",
    work_email: "Jobb-e-post",
    no_work_email: "Ingen jobb-e-post er knytt til innlogginga",
    level: "Tryggleiksnivå",
    method: "Innloggingsmåte",
    logged_in_at: "Logga inn",
    unknown: "Ikkje oppgitt",
    subject: "ID-en din hos oss",
    subject_note: "Eit tilfeldig nummer som berre gjeld her. Det er ikkje fødselsnummeret ditt.",
    details: "Tekniske detaljar",
    issuer: "Utferdar",
    issuer_session: "Økt hos utferdaren",
    prove_anew: "Stadfest at det er deg",
    prove_anew_note: "Før du endrar kontonummer, ber vi deg logge inn på nytt.",
    log_out: "Logg ut her",
    log_out_note: "Du blir logga ut av Mi løn. Andre tenester er framleis innlogga.",
    log_out_everywhere: "Logg ut overalt",
    log_out_everywhere_note: "Du blir òg logga ut av innloggingstenesta. Gjer det på ei maskin \
                              som andre bruker.",

    out_here: "Du er logga ut her",
    out_here_note: "Du kan framleis vere innlogga i innloggingstenesta og i andre tenester. \
                    Bruk «Logg ut overalt» på ei maskin som andre bruker.",
    out_everywhere: "Du er logga ut overalt",
    out_everywhere_note: "Neste gong må du bruke den elektroniske ID-en din igjen.",
    out_not_everywhere: "Du er logga ut her, men ikkje overalt",
    out_not_everywhere_note: "Innloggingstenesta svarar ikkje. Lukk alle nettlesarvindauge, \
                              særleg på ei maskin som andre bruker.",

    to_start: "Til framsida",
    what_was_wrong: "Kva var gale",
    what_to_do: "Kva du kan gjere",
    login_service_says: "Innloggingstenesta seier",
    error_code: "Feilkode",
    titles: Titles {
        not_logged_in: "Du vart ikkje logga inn",
        issuer_down: "Innlogginga er ute av drift",
        foreign_form: "Skjemaet vart ikkje teke imot",
        not_found: "Sida finst ikkje",
    },
    why: Why {
        issuer_down: "Innloggingstenesta svarar ikkje akkurat no. Feilen er ikkje hos deg.",
        issuer_metadata: "Innloggingstenesta skildrar seg sjølv på ein måte vi ikkje kan stole på.",
        answer_malformed: "Svaret frå innloggingstenesta var ufullstendig eller øydelagt.",
        other_browser: "Denne nettlesaren har ikkje byrja noka innlogging hos oss, eller ho vart \
                        byrja for lenge sidan.",
        state_unknown: "Svaret høyrer ikkje til ei innlogging som vart byrja i denne nettlesaren, \
                        eller det er brukt før. Difor godtek vi det ikkje.",
        issuer_missing: "Svaret seier ikkje kva innloggingsteneste det kjem frå. Difor godtek vi \
                         det ikkje.",
        issuer_wrong: "Svaret kjem frå ei anna innloggingsteneste enn den du vart send til. \
                       Difor godtek vi det ikkje.",
        issuer_said: "Innloggingstenesta avslutta innlogginga.",
        issuer_said_cancelled: "Innlogginga vart avbroten.",
        code_refused: "Innloggingstenesta godtok ikkje eingongskoden som nettlesaren kom tilbake \
                       med. Han kan vere brukt, for gammal eller meint for ei anna innlogging.",
        id_token_missing: "Innloggingstenesta gav oss ikkje eit leseleg prov på kven du er.",
        signature: "Provet på kven du er, er ikkje signert av innloggingstenesta.",
        token_issuer: "Provet på kven du er, er utferda av ei anna innloggingsteneste.",
        audience: "Provet på kven du er, er meint for ei anna teneste.",
        expired: "Provet på kven du er, har gått ut, eller klokkene går ikkje likt.",
        nonce: "Provet på kven du er, høyrer til ei anna innlogging enn den du byrja.",
        level_too_low: "Du logga inn med eit lågare tryggleiksnivå enn denne tenesta krev.",
        login_too_old: "Vi bad om ei ny innlogging, men fekk ei gammal tilbake.",
        access_token_hash: "To delar av svaret frå innloggingstenesta høyrer ikkje saman.",
        userinfo: "Innloggingstenesta gav oss ikkje opplysningane vi treng om deg.",
        subject_differs: "Opplysningane vi fekk, gjeld ein annan person enn den som logga inn.",
        foreign_form: "Skjemaet vart ikkje sendt frå ei av våre eigne sider.",
        not_found: "Adressa kan vere feil skriven, eller sida er flytta.",
    },
    advice: Advices {
        try_again: "Prøv igjen frå framsida.",
        same_browser: "Hald fram i den nettlesaren der du byrja, eller byrj på nytt her. Har du \
                       følgt ei lenkje frå nokon andre, skal du lukke sida.",
        higher_level: "Logg inn på nytt og vel ein elektronisk ID på nivå betydeleg eller høgt.",
        wait: "Vent nokre minutt og prøv igjen.",
        service_desk: "Ikkje prøv mange gonger. Sei frå til lønsavdelinga og oppgje feilkoden.",
    },
    levels: Levels {
        substantial: "Betydeleg",
        high: "Høgt",
    },
    methods: Methods {
        key_card: "Nøkkelkort",
        key_viewer: "Nøkkelvisar",
        key_file: "Nøkkelfil",
        sms_code: "Kode på SMS",
        pin_letter: "PIN-kodebrev",
        code_device: "Kodebrikke",
        mobile_approval: "Godkjenning på mobil",
        mobile_password: "Passord og SMS",
        smart_card: "Smartkort",
        passkey: "Passnøkkel",
        password: "passord",
        one_time_key: "eingongsnøkkel",
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
