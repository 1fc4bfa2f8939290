//! Danish.

use super::{Advices, Levels, Methods, Tasks, Texts, Titles, Why, month};

const MONTHS: [&str; 12] = [
    "januar",
    "februar",
    "marts",
    "april",
    "maj",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "december",
];

pub(crate) const TEXTS: Texts = Texts {
    skip: "Gå til hovedindhold",
    languages: "Sprog",
    service: "Min løn",
    fictitious: "Fjordvik er en opdigtet kommune. Tjenesten viser, hvad et login fortæller den.",

    start_lead: "Løn, rejser og fravær for dig, der er ansat i Fjordvik kommune.",
    log_in: "Log på",
    need_level: "Du skal bruge et elektronisk id på sikringsniveau betydelig eller høj.",
    need_work_email: "Første gang knytter du dit elektroniske id til din arbejdsmail. \
                      Vi får dit navn og din arbejdsmail at vide.",
    ended_idle: "Du er logget af, fordi siden ikke har været brugt et stykke tid. Log på igen for \
                 at fortsætte.",
    here_you_can: "Det kan du gøre her",
    tasks: Tasks {
        travel: ["Rejseafregning", "Aflever rejseafregning med kvitteringer."],
        sick_note: ["Egenmelding", "Meld dig syg."],
        pay_slips: ["Lønsedler", "Hent lønsedler i dokumentarkivet."],
        account: ["Kontonummer", "Skift den konto, lønnen går til."],
        tax: ["Ekstra skattetræk", "Læg et ekstra træk ind i lønnen."],
    },

    logged_in_as: "Du er logget på",
    without_name: "Login-tjenesten har ikke oplyst dit navn.",
    about_login: "Om dette login",
    name: "Navn",
    work_email: "Arbejdsmail",
    no_work_email: "Der er ikke knyttet nogen arbejdsmail til dette login",
    level: "Sikringsniveau",
    method: "Måde at logge på",
    logged_in_at: "Logget på",
    unknown: "Ikke oplyst",
    subject: "Dit id hos os",
    subject_note: "Et tilfældigt nummer, som kun gælder her. Det er ikke dit CPR-nummer.",
    details: "Tekniske detaljer",
    issuer: "Udsteder",
    issuer_session: "Session hos udstederen",
    prove_anew: "Bekræft, at det er dig",
    prove_anew_note: "Før du skifter kontonummer, beder vi dig logge på igen.",
    log_out: "Log af her",
    log_out_note: "Du logges af Min løn. Andre tjenester er stadig logget på.",
    log_out_everywhere: "Log af overalt",
    log_out_everywhere_note: "Du logges også af login-tjenesten. Gør det på en maskine, som andre \
                              bruger.",

    out_here: "Du er logget af her",
    out_here_note: "Du kan stadig være logget på login-tjenesten og andre tjenester. Brug »Log af \
                    overalt« på en maskine, som andre bruger.",
    out_everywhere: "Du er logget af overalt",
    out_everywhere_note: "Næste gang skal du bruge dit elektroniske id igen.",
    out_not_everywhere: "Du er logget af her, men ikke overalt",
    out_not_everywhere_note: "Login-tjenesten svarer ikke. Luk alle browservinduer, især på en \
                              maskine, som andre bruger.",

    to_start: "Til forsiden",
    what_was_wrong: "Hvad var galt",
    what_to_do: "Hvad du kan gøre",
    login_service_says: "Login-tjenesten siger",
    error_code: "Fejlkode",
    titles: Titles {
        not_logged_in: "Du blev ikke logget på",
        issuer_down: "Login er ude af drift",
        foreign_form: "Formularen blev ikke modtaget",
        not_found: "Siden findes ikke",
    },
    why: Why {
        issuer_down: "Login-tjenesten svarer ikke lige nu. Fejlen er ikke hos dig.",
        issuer_metadata: "Login-tjenesten beskriver sig selv på en måde, vi ikke kan stole på.",
        answer_malformed: "Svaret fra login-tjenesten var ufuldstændigt eller ødelagt.",
        other_browser: "Denne browser har ikke begyndt noget login hos os, eller det blev begyndt \
                        for længe siden.",
        state_unknown: "Svaret hører ikke til et login, der blev begyndt i denne browser, eller \
                        det er brugt før. Derfor godtager vi det ikke.",
        issuer_missing: "Svaret siger ikke, hvilken login-tjeneste det kommer fra. Derfor \
                         godtager vi det ikke.",
        issuer_wrong: "Svaret kommer fra en anden login-tjeneste end den, du blev sendt til. \
                       Derfor godtager vi det ikke.",
        issuer_said: "Login-tjenesten afsluttede dit login.",
        issuer_said_cancelled: "Dit login blev afbrudt.",
        code_refused: "Login-tjenesten godtog ikke den engangskode, som browseren kom tilbage med. \
                       Den kan være brugt, for gammel eller ment til et andet login.",
        id_token_missing: "Login-tjenesten gav os ikke et læsbart bevis på, hvem du er.",
        signature: "Beviset på, hvem du er, er ikke signeret af login-tjenesten.",
        token_issuer: "Beviset på, hvem du er, er udstedt af en anden login-tjeneste.",
        audience: "Beviset på, hvem du er, er ment til en anden tjeneste.",
        expired: "Beviset på, hvem du er, er udløbet, eller urene går ikke ens.",
        nonce: "Beviset på, hvem du er, hører til et andet login end det, du begyndte.",
        level_too_low: "Du loggede på med et lavere sikringsniveau, end denne tjeneste kræver.",
        login_too_old: "Vi bad om et nyt login, men fik et gammelt tilbage.",
        access_token_hash: "To dele af svaret fra login-tjenesten hører ikke sammen.",
        userinfo: "Login-tjenesten gav os ikke de oplysninger, vi har brug for om dig.",
        subject_differs: "Oplysningerne, vi fik, gælder en anden person end den, der loggede på.",
        foreign_form: "Formularen blev ikke sendt fra en af vores egne sider.",
        not_found: "Adressen kan være skrevet forkert, eller siden er flyttet.",
    },
    advice: Advices {
        try_again: "Prøv igen fra forsiden.",
        same_browser: "Fortsæt i den browser, hvor du begyndte, eller begynd forfra her. Har du \
                       fulgt et link fra en anden, skal du lukke siden.",
        higher_level: "Log på igen, og vælg et elektronisk id på niveau betydelig eller høj.",
        wait: "Vent nogle minutter, og prøv igen.",
        service_desk: "Prøv ikke mange gange. Kontakt lønafdelingen, og oplys fejlkoden.",
    },
    levels: Levels {
        substantial: "Betydelig",
        high: "Høj",
    },
    methods: Methods {
        key_card: "Nøglekort",
        key_viewer: "Nøgleviser",
        key_file: "Nøglefil",
        sms_code: "Kode på sms",
        pin_letter: "PIN-kodebrev",
        code_device: "Kodeviser",
        mobile_approval: "Godkendelse på mobil",
        mobile_password: "Adgangskode og sms",
        smart_card: "Smartkort",
        passkey: "Adgangsnøgle",
        password: "adgangskode",
        one_time_key: "engangsnøgle",
        text_message: "sms",
        hardware_key: "nøgle i hardware",
        software_key: "nøgle i software",
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
