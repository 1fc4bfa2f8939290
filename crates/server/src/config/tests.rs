use super::keys::{KEYS, METHOD_KEYS, SMART_CARD_KEYS, Shape, UPSTREAM_KEYS, variable};
use super::{Config, MailTransport, read};
use lykill_core::{Language, Profile};

pub(super) const GOOD: &str = r#"
issuer = "https://id.fjordvik.example"
profile = "no"
data_dir = "/var/lib/lykill"
accessibility.transcription_only = "these are tests of other things"

[mail]
smtp = "smtps://mail.fjordvik.example"
from_address = "id@fjordvik.example"
from_name = "Fjordvik ID"

[support]
name = "Fjordvik support"
email = "support@fjordvik.example"
phone = "+47 12 34 56 78"
"#;

const SMS: &str = r#"
[sms]
url = "https://sms.example/send"
body = "to={to}&text={text}"
"#;

pub(super) fn with(text: &str, variables: &[(&str, &str)]) -> Result<Config, String> {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let variables: Vec<_> = variables.iter().map(owned).collect();
    read("lykill.toml", text, &variables).map_err(|bad| bad.to_string())
}

pub(super) fn refusal(text: &str) -> String {
    with(text, &[]).expect_err("this configuration is wrong")
}

#[test]
fn what_is_not_said_has_the_documented_default() {
    let config = with(GOOD, &[]).expect("good");
    assert_eq!(config.profile, Profile::No);
    assert_eq!(config.server.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.management.listen.to_string(), "127.0.0.1:9090");
    assert_eq!(
        config.key_file.to_str(),
        Some("/var/lib/lykill/lykill.keys")
    );
    assert_eq!(
        config.database.url.expose(),
        "sqlite:/var/lib/lykill/lykill.db"
    );
    assert_eq!(config.letter_spacing.as_secs(), 86_400);
    let names = config.methods.iter().map(|method| method.name.as_str());
    assert_eq!(names.collect::<Vec<_>>(), ["key-card", "passkey"]);
    assert_eq!(config.transcription_only, None);
    assert!(!config.argon2.weak);
    assert!(matches!(config.mail.transport, MailTransport::Smtp { .. }));
}

#[test]
fn each_value_may_come_from_the_environment() {
    let config = with(
        GOOD,
        &[
            ("LYKILL_SERVER_LISTEN", "[::1]:9000"),
            ("LYKILL_SERVER_TRUSTED_PROXIES", "10.0.0.0/8, 192.0.2.7"),
            ("LYKILL_LETTERS_RETURN_ADDRESS", "Postboks 4, 6101 Volda"),
            ("LYKILL_ARGON2_MEMORY_KIB", "47104"),
            ("LYKILL_METHOD_1_KIND", "key-card"),
            ("LYKILL_METHOD_1_DISPLAY_NB", "Kodekort"),
            ("HOME", "/root"),
        ],
    );
    let config = config.expect("good");
    assert_eq!(config.server.listen.to_string(), "[::1]:9000");
    assert_eq!(config.server.trusted_proxies.len(), 2);
    assert_eq!(config.return_address, ["Postboks 4", "6101 Volda"]);
    assert_eq!(config.argon2.hasher.cost.memory_kib, 47_104);
    let display = &config.methods[0].display;
    assert!(
        display
            .iter()
            .any(|(l, text)| *l == Language::Nb && text.as_str() == "Kodekort")
    );
    assert!(
        display
            .iter()
            .any(|(l, text)| *l == Language::En && text.as_str() == "Key card")
    );
}

/// A value of the right shape, so that what stays wrong is not the shape.
fn sample(shape: Shape) -> &'static str {
    match shape {
        Shape::Text => "text",
        Shape::Whole => "1",
        Shape::Flag => "true",
        Shape::List => "a,b",
    }
}

#[test]
fn every_documented_key_exists_and_has_its_variable() {
    for (path, shape) in KEYS {
        let name = variable(path);
        // Nothing else of the file is there, so it is refused; but never as unknown.
        let told = with("", &[(&name, sample(*shape))]).expect_err("the rest is missing");
        assert!(
            !told.contains("no such value") && !told.contains("unknown field"),
            "{told}"
        );
    }
    for (key, shape) in METHOD_KEYS
        .iter()
        .chain(UPSTREAM_KEYS)
        .chain(SMART_CARD_KEYS)
    {
        let name = variable(&format!("method.1.{key}"));
        let told = with("", &[(&name, sample(*shape))]).expect_err("the rest is missing");
        assert!(
            !told.contains("no such value") && !told.contains("unknown field"),
            "{told}"
        );
    }
}

#[test]
fn the_reference_names_every_key_and_every_variable() {
    let reference = include_str!("../../../../docs/operate/configuration.md");
    for (path, _) in KEYS {
        let row = format!("| `{path}` | `{}` |", variable(path));
        assert!(
            reference.contains(&row),
            "configuration.md has no row {row}"
        );
    }
    for (key, _) in METHOD_KEYS
        .iter()
        .chain(UPSTREAM_KEYS)
        .chain(SMART_CARD_KEYS)
    {
        let variable = variable(&format!("method.n.{key}")).replace("_N_", "_*n*_");
        let row = format!("| `{key}` | `{}` |", variable.replace("*n*", "n"));
        assert!(
            reference.contains(&row),
            "configuration.md has no row {row}"
        );
    }
}

#[test]
fn case_224_a_corrupted_file_is_refused_with_its_line() {
    assert!(refusal("issuer = \"https://").starts_with("lykill.toml:1: "));
    assert!(refusal("\n\n[server\nlisten = 1").starts_with("lykill.toml:3: "));
    assert!(refusal("\u{0}\u{1}").starts_with("lykill.toml:1: "));
    let told = refusal("issuer = 5");
    assert!(
        told.starts_with("lykill.toml:1: ") && told.contains("string"),
        "{told}"
    );
}

#[test]
fn case_224_an_unknown_key_is_refused_by_name() {
    let told = refusal(&format!("{GOOD}\n[server]\nlissten = \"127.0.0.1:1\""));
    assert!(
        told.contains("lykill.toml:18") && told.contains("lissten"),
        "{told}"
    );
    let told = with(GOOD, &[("LYKILL_SERVER_LISSTEN", "127.0.0.1:1")]).expect_err("unknown");
    assert!(
        told.starts_with("LYKILL_SERVER_LISSTEN: there is no such value"),
        "{told}"
    );
}

#[test]
fn case_224_two_issuers_are_refused() {
    let told = refusal(&format!("issuer = \"https://other.example\"\n{GOOD}"));
    assert!(
        told.starts_with("lykill.toml:3: ") && told.contains("duplicate key"),
        "{told}"
    );
    let told = with(GOOD, &[("LYKILL_ISSUER", "https://other.example")]).expect_err("two");
    assert!(told.starts_with("LYKILL_ISSUER: two issuers"), "{told}");
    assert!(with(GOOD, &[("LYKILL_ISSUER", "https://id.fjordvik.example")]).is_ok());
}

#[test]
fn case_224_an_issuer_that_cannot_be_one_is_refused() {
    let issuer = |text: &str| {
        with(&GOOD.replace("https://id.fjordvik.example", text), &[]).map(|config| config.issuer)
    };
    for bad in [
        "http://id.fjordvik.example",
        "https://id.fjordvik.example/",
        "https://id.fjordvik.example/tenant",
        "https://user@id.fjordvik.example",
        "https://id.fjordvik.example?x",
        "https://ID.fjordvik.example",
        "https://id.fjordvik.example:443",
        "ftp://localhost",
        "",
    ] {
        let told = issuer(bad).expect_err(bad);
        assert!(
            told.starts_with("lykill.toml: issuer: ") && !told.contains('\n'),
            "{told}"
        );
    }
    for good in [
        "http://localhost:8080",
        "http://127.0.0.1:8080",
        "http://[::1]:8080",
    ] {
        assert!(!issuer(good).expect(good).is_https());
    }
}

#[test]
fn case_224_a_weak_password_hash_is_refused_unless_named() {
    let weak = format!("{GOOD}\n[argon2]\nmemory_kib = 4096\n");
    let told = refusal(&weak);
    assert!(
        told.starts_with("lykill.toml: argon2: 4096 KiB") && !told.contains('\n'),
        "{told}"
    );
    let config = with(&format!("{weak}allow_weak = true"), &[]).expect("named");
    assert!(config.argon2.weak);
    for strong in [
        "memory_kib = 47104\npasses = 1",
        "memory_kib = 9216\npasses = 4",
    ] {
        assert!(
            with(&format!("{GOOD}\n[argon2]\n{strong}"), &[]).is_ok(),
            "{strong}"
        );
    }
    for impossible in [
        "memory_kib = 262145",
        "passes = 11",
        "lanes = 0",
        "permits = 0",
    ] {
        assert!(
            with(&format!("{GOOD}\n[argon2]\n{impossible}"), &[]).is_err(),
            "{impossible}"
        );
    }
}

#[test]
fn every_problem_is_told_at_once_each_on_its_line() {
    let told = refusal(
        "profile = \"se\"\n[server]\nlisten = \"here\"\nmax_connections = 0\n\
         [letters]\nreturn_address = [\"1\", \"2\", \"3\", \"4\", \"5\"]",
    );
    let places: Vec<&str> = told.lines().collect();
    for place in [
        "issuer: is missing",
        "profile: \"se\"",
        "data_dir: is missing",
        "server.listen: \"here\"",
        "server.max_connections: 0",
        "letters.return_address: 5 lines",
        "mail.smtp: is missing",
        "support.phone: is missing",
    ] {
        let line = format!("lykill.toml: {place}");
        assert!(
            places.iter().any(|told| told.starts_with(&line)),
            "{line} in {told}"
        );
    }
}

#[test]
fn case_224_dangerous_combinations_are_refused() {
    let local = GOOD.replace("https://id.fjordvik.example", "http://localhost:8080");
    for (text, place) in [
        (
            format!("{local}\n[server]\nlisten = \"0.0.0.0:8080\""),
            "server.listen",
        ),
        (
            format!("{GOOD}\n[management]\nlisten = \"0.0.0.0:9090\""),
            "management.listen",
        ),
        (
            format!("{GOOD}\n[server]\ntrusted_proxies = [\"0.0.0.0/0\"]"),
            "server.trusted_proxies",
        ),
        (
            format!("{GOOD}\n[database]\nurl = \"mysql://db\""),
            "database.url",
        ),
        (
            format!("{GOOD}\n[database]\nurl = \"sqlite::memory:\""),
            "database.url",
        ),
        (
            GOOD.replace(
                "smtps://mail.fjordvik.example",
                "smtp://u:secret@mail.example?tls=none",
            ),
            "mail.smtp",
        ),
        (GOOD.replace("/var/lib", "var/lib"), "data_dir"),
        (
            format!("{GOOD}{SMS}header = \"not a header\"\nsecret_file = \"/etc/sms\""),
            "sms.header",
        ),
        (
            GOOD.replace("+47 12 34 56 78", "+47 12 34 56 78 90 12") + SMS,
            "support.phone",
        ),
        (format!("{GOOD}\n[levels]\nlow = [\"a\"]"), "levels"),
        (
            format!("{GOOD}\n[[method]]\nkind = \"abacus\""),
            "method.1.kind",
        ),
        (
            format!("{GOOD}\n[[method]]\nkind = \"key-card\"\nlevel = \"high\""),
            "method.1.level",
        ),
    ] {
        let told = refusal(&text);
        assert!(
            told.starts_with(&format!("lykill.toml: {place}: ")),
            "{told}"
        );
        assert!(!told.contains('\n') && !told.contains("secret"), "{told}");
    }
}

#[test]
fn a_long_telephone_number_is_good_where_no_sms_says_it() {
    let long = GOOD.replace("+47 12 34 56 78", "+47 12 34 56 78 90 12");
    assert!(with(&long, &[]).is_ok());
    let short = format!("{GOOD}{SMS}header = \"Authorization\"\nsecret_file = \"/etc/sms\"");
    assert!(with(&short, &[]).is_ok());
}

/// Whoever forgets the address must hear of it, and not only that nobody got a message.
#[test]
fn case_224_values_for_a_gateway_need_its_address() {
    let told = refusal(&format!(
        "{GOOD}\n[sms]\nbody = \"to={{to}}&text={{text}}\""
    ));
    assert!(
        told.starts_with("lykill.toml: sms.url: must be given"),
        "{told}"
    );
    let told = refusal(&format!("{GOOD}\n[sms.receipts]\nmessage = \"/id\""));
    assert!(
        told.starts_with("lykill.toml: sms.url: must be given"),
        "{told}"
    );
    let folder = format!("{GOOD}\n[sms]\nfolder = \"/srv/sms\"");
    let told = refusal(&format!("{folder}\nsender = \"Fjordvik\""));
    assert!(
        told.starts_with("lykill.toml: sms.folder: stands beside"),
        "{told}"
    );
    assert!(with(&folder, &[]).is_ok());
}

#[test]
fn secrets_do_not_show_in_the_debug_form() {
    let text = GOOD.replace("smtps://", "smtps://user:canary-one@");
    let text = format!("{text}\n[database]\nurl = \"postgres://lykill:canary-two@db/lykill\"");
    let shown = format!("{:?}", with(&text, &[]).expect("good"));
    assert!(!shown.contains("canary"), "{shown}");
}

const RECEIPTS: &str = "header = \"X-Signature\"\nsecret_file = \"/etc/lykill/receipts\"\n\
                        message = \"/id\"\nstate = \"/status\"";
const NAMED: &str = "message_id = \"/messages/0/id\"";

/// With a gateway, `more` of it and `receipts`.
fn texting(more: &str, body: &str, receipts: &str) -> String {
    let gateway = "[sms]\nurl = \"https://gateway.example/v1\"";
    format!("{GOOD}\n{gateway}\n{more}\nbody = {body:?}\n[sms.receipts]\n{receipts}\n")
}

#[test]
fn case_217_receipts_are_described_whole_or_not_at_all() {
    let (without, with_id) = ("to={to}&msg={text}", "to={to}&msg={text}&ref={id}");
    let config = with(&texting(NAMED, without, RECEIPTS), &[]).expect("good");
    let receipts = config.sms.receipts().expect("described");
    assert_eq!(receipts.header, "x-signature");
    assert_eq!(receipts.failed.len(), 4);
    assert!(with(&texting("", with_id, RECEIPTS), &[]).is_ok());
    let in_a_name = refusal(&texting("", "to={to}&msg={text}&{id}=x", RECEIPTS));
    let place = "lykill.toml: sms.message_id: ";
    assert!(in_a_name.starts_with(place), "{in_a_name}");
    let unasked = with(&texting("", without, ""), &[]).expect("good");
    assert!(unasked.sms.receipts().is_none());
    for (more, receipts) in [
        ("", RECEIPTS),
        (NAMED, ""),
        ("message_id = \"id\"", RECEIPTS),
    ] {
        let told = refusal(&texting(more, without, receipts));
        assert!(told.starts_with("lykill.toml: sms.message_id: "), "{told}");
    }
}

#[test]
fn case_217_each_value_about_receipts_is_checked() {
    for (right, wrong, key) in [
        ("X-Signature", "X Signature", "header"),
        ("/etc", "etc", "secret_file"),
        ("\nmessage", "\nproof = \"md5\"\nmessage", "proof"),
        ("\"/id\"", "\"\"", "message"),
        ("/status", "status", "state"),
        ("\nmessage", "\nfailed = [\"delivered\"]\nmessage", "failed"),
        (
            "secret_file = \"/etc/lykill/receipts\"\n",
            "",
            "secret_file",
        ),
    ] {
        assert!(RECEIPTS.contains(right), "{right}");
        let described = RECEIPTS.replace(right, wrong);
        let told = refusal(&texting(NAMED, "to={to}&msg={text}", &described));
        let place = format!("lykill.toml: sms.receipts.{key}: ");
        assert!(told.starts_with(&place), "{told}");
    }
}

#[test]
fn case_021_one_printer_for_cards_and_passwords_is_refused_unless_it_is_said_why() {
    let print = |lines: &str| format!("{GOOD}\n[print]\n{lines}\n");
    let table = [
        (
            "cards_dir = \"/srv/print\"\nletters_dir = \"/srv/print\"",
            "print.letters_dir",
        ),
        (
            "cards_dir = \"/srv/print\"\nletters_dir = \"/srv/print/l\"",
            "print.letters_dir",
        ),
        (
            "cards_dir = \"/srv/c\"\nletters_dir = \"/srv/l\"\ncards_group = \"70\"\n\
             letters_group = \"70\"",
            "print.letters_group",
        ),
    ];
    for (lines, place) in table {
        let refused = refusal(&print(lines));
        assert!(
            refused.contains(place) && refused.lines().count() == 1,
            "{refused}"
        );
        let short = refusal(&print(&format!("{lines}\none_printer = \"ok\"")));
        assert!(short.contains("print.one_printer"), "{short}");
        let said = "one_printer = \"a school with one printer in a locked room\"";
        let config = with(&print(&format!("{lines}\n{said}")), &[]).expect("said in words");
        assert!(config.print.one_printer.is_some());
    }
    let inside = refusal(&print("cards_group = \"70\""));
    assert!(inside.contains("print.cards_dir"), "{inside}");
    let unknown = refusal(&print("cards_group = \"no such group\""));
    assert!(unknown.contains("print.cards_group"), "{unknown}");
}

#[test]
fn case_218_an_alarm_comes_within_a_day() {
    for hours in [0, 24, 1000, -1] {
        let refused = refusal(&format!("{GOOD}\n[print]\nalarm_hours = {hours}\n"));
        assert!(refused.contains("print.alarm_hours"), "{refused}");
    }
    let config = with(GOOD, &[]).expect("good");
    assert_eq!(config.print.alarm.as_secs(), 12 * 3600);
    assert_ne!(config.print.cards.path, config.print.letters.path);
}
