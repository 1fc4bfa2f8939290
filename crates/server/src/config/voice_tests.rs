use super::super::{Config, SmsTransport, read};

const GOOD: &str = r#"
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

const SMS: &str = "\n[sms]\nurl = \"https://sms.example/send\"\nbody = \"to={to}&text={text}\"\n";
const VOICE: &str =
    "[sms.voice]\nurl = \"https://sms.example/call\"\nbody = \"to={to}&say={text}\"\n";

fn with(more: &str) -> Result<Config, String> {
    read("lykill.toml", &format!("{GOOD}{more}"), &[]).map_err(|bad| bad.to_string())
}

#[test]
fn a_gateway_for_calls_is_described_like_that_for_texts() {
    let config = with(&format!("{SMS}{VOICE}sender = \"+4722000000\"")).expect("good");
    let voice = config.voice.expect("described");
    assert_eq!(voice.url, "https://sms.example/call");
    assert_eq!(voice.sender, "+4722000000");
    assert!(voice.receipts.is_none());
    assert!(matches!(config.sms, SmsTransport::Gateway(_)));
    assert!(with(SMS).expect("good").voice.is_none());
}

#[test]
fn case_224_a_gateway_for_calls_is_whole_and_never_alone() {
    for (more, place) in [
        (
            format!("{SMS}[sms.voice]\nsender = \"x\""),
            "sms.voice.url: must be given",
        ),
        (VOICE.to_owned(), "sms.voice.url: is of no use without"),
        (
            format!("{SMS}{}", VOICE.replace("say={text}", "say=hello")),
            "sms.voice.body: ",
        ),
        (
            format!("{SMS}{VOICE}header = \"Authorization\""),
            "sms.voice.header: ",
        ),
        (
            format!(
                "{SMS}{}",
                VOICE.replace("https://sms", "http://127.0.0.1/?")
            ),
            "sms.voice.url: ",
        ),
    ] {
        let told = with(&more).expect_err("wrong");
        assert!(told.starts_with(&format!("lykill.toml: {place}")), "{told}");
    }
}

#[test]
fn case_224_a_method_that_texts_codes_needs_a_gateway() {
    let method = "\n[[method]]\nkind = \"sms-code\"\n";
    let told = with(method).expect_err("no gateway");
    assert!(
        told.starts_with("lykill.toml: sms.url: must be given"),
        "{told}"
    );
    assert!(with(&format!("{SMS}{method}")).is_ok());
}
