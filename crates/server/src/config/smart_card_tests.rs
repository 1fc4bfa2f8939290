use super::super::{Config, read};
use lykill_core::Level;
use lykill_testkit::authority::Authority;

const GOOD: &str = r#"
issuer = "https://id.fjordvik.example"
profile = "no"
data_dir = "/var/lib/lykill"

[mail]
smtp = "smtps://mail.fjordvik.example"
from_address = "id@fjordvik.example"
from_name = "Fjordvik ID"

[support]
name = "Fjordvik support"
email = "support@fjordvik.example"
phone = "+47 12 34 56 78"

[certificates]
listen = "0.0.0.0:8443"
address = "https://card.fjordvik.example"
chain_file = "/etc/lykill/card.pem"
key_file = "/etc/lykill/card.key"

[[method]]
kind = "key-card"
[[method]]
name = "fjordkort"
kind = "smart-card"
[method.smart_card]
trust = [TRUST]
policies = ["2.16.578.1.26.1.3.1=high", "1.2.3=substantial"]
national_id_prefix = "PNONO-"
ocsp = "http://ocsp.fjordkort.example/"
lists = ["http://crl.fjordkort.example/person.crl"]
grace_hours = 2
"#;

fn with(text: &str) -> Result<Config, String> {
    read("lykill.toml", text, &[]).map_err(|bad| bad.to_string())
}

#[test]
fn issuers_of_cards_are_read_with_their_levels() {
    let authority = Authority::root("Fjordkort", 30);
    let trust = format!("{:?}", authority.file("ca.pem").display().to_string());
    let good = GOOD.replace("TRUST", &trust);
    let config = with(&good).expect("good");
    let [one] = config.card_issuers.as_slice() else {
        panic!("one issuer");
    };
    assert_eq!(
        (one.method.as_str(), one.trust.names().len()),
        ("fjordkort", 1)
    );
    let expected = [
        ("2.16.578.1.26.1.3.1".to_owned(), Level::High),
        ("1.2.3".to_owned(), Level::Substantial),
    ];
    assert_eq!(one.policies, expected);
    assert_eq!((one.grace.as_secs(), one.limits.places), (7200, 16));
    let listener = config.certificates.expect("a listener");
    assert_eq!(listener.address, "https://card.fjordvik.example");
}

#[test]
fn what_is_wrong_with_cards_is_said() {
    let authority = Authority::root("Fjordkort", 30);
    let trust = format!("{:?}", authority.file("ca.pem").display().to_string());
    let good = GOOD.replace("TRUST", &trust);
    let person = authority.issue("kari", "/CN=Kari", lykill_testkit::authority::PERSON, 10);
    let persons = format!("trust = [{:?}]", person.certificate.display().to_string());
    let whole = format!("trust = [{trust}]");
    let ocsp = "ocsp = \"http://ocsp.fjordkort.example/\"";
    let lists = "lists = [\"http://crl.fjordkort.example/person.crl\"]";
    let neither = format!("{ocsp}\n{lists}");
    for (text, instead, words) in [
        (whole.as_str(), persons.as_str(), "not that of an issuer"),
        (&whole, "trust = []", "nobody would be trusted"),
        (&whole, "trust = [\"/none\"]", "No such file"),
        ("1.2.3=substantial", "1.2.x=high", "OID=LEVEL"),
        ("1.2.3=substantial", "1.2.3=great", "none of low"),
        (
            "national_id_prefix = \"PNONO-\"",
            "",
            "national_id_prefix: is missing",
        ),
        (&neither, "", "a stolen card would log in for ever"),
        (
            ocsp,
            "ocsp = \"http://10.0.0.1/\"",
            "not on the public Internet",
        ),
        (
            "grace_hours = 2",
            "grace_hours = 200",
            "not between 0 and 168",
        ),
        (
            "kind = \"smart-card\"",
            "kind = \"key-viewer\"",
            "smart-card only",
        ),
        (
            "https://card.fjordvik.example",
            "http://card.example",
            "must be https",
        ),
        (
            "https://card.fjordvik.example",
            "https://card.example/x",
            "must be https",
        ),
        ("listen = \"0.0.0.0:8443\"", "", "certificates.listen"),
    ] {
        assert!(good.contains(text), "{text}");
        let refused = with(&good.replace(text, instead)).expect_err(instead);
        assert!(refused.contains(words), "{instead}: {refused}");
    }
    let (head, section) = good.split_once("[method.smart_card]").expect("a section");
    let refused = with(head).expect_err("no section");
    assert!(refused.contains("whose cards are they"), "{refused}");
    let second = "[[method]]\nname = \"fjordkort\"\nkind = \"smart-card\"";
    assert!(head.contains(second));
    let unneeded = with(&head.replace(second, ""));
    let unneeded = unneeded.map(drop).expect_err("no method").to_string();
    assert!(
        !section.is_empty() && unneeded.contains("certificates"),
        "{unneeded}"
    );
}
