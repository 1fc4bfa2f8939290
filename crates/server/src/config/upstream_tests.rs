use super::super::{Config, read};

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

fn with(text: &str) -> Result<Config, String> {
    read("lykill.toml", text, &[]).map_err(|bad| bad.to_string())
}

const UPSTREAM: &str = r#"
[outgoing]
allow_loopback = true
[[method]]
kind = "key-card"
[[method]]
name = "bank"
kind = "upstream-oidc"
level = "high"
display = { nb = "Fjordbanken" }
line = { nb = "Med kodebrikke" }
[method.upstream]
issuer = "http://localhost:9999"
client_id = "lykill"
acr = ["urn:x:a=b=high", "two=substantial"]
national_id_claim = "pid"
max_age_minutes = 10
"#;

#[test]
fn a_provider_is_read_with_its_way_back_and_its_levels() {
    use lykill_core::Level;
    let config = with(&format!("{GOOD}{UPSTREAM}")).expect("good");
    let [one] = config.upstreams.as_slice() else {
        panic!("one provider");
    };
    let provider = &one.provider;
    assert_eq!(one.method, "bank");
    assert!(provider.redirect_uri.ends_with("/upstream/bank/callback"));
    let expected = [
        ("urn:x:a=b".to_owned(), Level::High),
        ("two".to_owned(), Level::Substantial),
    ];
    assert_eq!(provider.acr, expected);
    let scope = provider.scope.as_str();
    assert_eq!((provider.cap, scope), (Level::High, "openid"));
    assert_eq!(provider.max_age.as_secs(), 600);
    assert_eq!((one.limits.places, one.limits.time.as_secs()), (16, 5));
}

#[test]
fn a_provider_that_is_half_said_stops_the_start() {
    let upstream = "kind = \"upstream-oidc\"\nlevel = \"high\"";
    for (from, to, words) in [
        (
            "client_id = \"lykill\"\n",
            "",
            "method.2.upstream.client_id: is missing",
        ),
        ("allow_loopback = true", "", "method.2.upstream.issuer: "),
        ("9999\"", "9999?a=b\"", "method.2.upstream.issuer: "),
        (
            "two=substantial",
            "two=strong",
            "\"strong\" is none of low, substantial, high",
        ),
        ("two=substantial", "two", "is not of the form NAME=LEVEL"),
        ("two=substantial", "urn:x:a=b=low", "stands twice"),
        (
            "max_age_minutes = 10",
            "max_age_minutes = 100",
            "100 is not between 0 and 90",
        ),
        (
            "max_age_minutes = 10",
            "scope = \"profile\"",
            "openid among them",
        ),
        (upstream, "kind = \"key-card\"", "upstream-oidc only"),
    ] {
        let text = format!("{GOOD}{UPSTREAM}").replace(from, to);
        let told = with(&text).expect_err(to);
        assert!(told.contains(words), "{to}: {told}");
    }
}
