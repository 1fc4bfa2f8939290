//! Cards that are as real as a machine can make them: a key that was made in a PKCS #11 token and
//! never leaves it, behind a PIN, shown by curl; and a certificate in Chromium's own store.

use crate::smart_card::{NUMBER, Rig};
use lykill_testkit::authority::PERSON;
use lykill_testkit::{Browser, Chromium};
use serde_json::json;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;
use url::Url;

const MODULE: &str = "/usr/lib/softhsm/libsofthsm2.so";
const PIN: &str = "1234";

/// A token with its own files, which goes with this.
struct Token(TempDir);

impl Token {
    /// A token with a key pair that was made in it.
    fn new() -> Self {
        let folder = tempfile::Builder::new()
            .prefix("lykill-token-")
            .tempdir()
            .unwrap();
        let token = Self(folder);
        let tokens = token.0.path().join("tokens");
        fs::create_dir(&tokens).unwrap();
        let settings = format!(
            "directories.tokendir = {}\nobjectstore.backend = file\nlog.level = ERROR\n",
            tokens.display()
        );
        fs::write(token.0.path().join("softhsm2.conf"), settings).unwrap();
        let engine = format!(
            "openssl_conf = o\n[o]\nengines = e\n[e]\npkcs11 = p\n[p]\nengine_id = pkcs11\n\
             MODULE_PATH = {MODULE}\ninit = 0\n[req]\ndistinguished_name = dn\n[dn]\n"
        );
        fs::write(token.0.path().join("openssl.cnf"), engine).unwrap();
        let begin = ["--init-token", "--free", "--label", "card", "--pin", PIN];
        token.run(
            "softhsm2-util",
            &[&begin[..], &["--so-pin", "12345678"]].concat(),
        );
        let make = [
            "--module",
            MODULE,
            "--login",
            "--pin",
            PIN,
            "--token-label",
            "card",
        ];
        let what = ["--keypairgen", "--key-type", "EC:prime256v1", "--id", "01"];
        token.run("pkcs11-tool", &[&make[..], &what].concat());
        token
    }

    /// The key's name; whoever uses it gives the PIN.
    fn key(pin: &str) -> String {
        format!("pkcs11:token=card;id=%01;type=private;pin-value={pin}")
    }

    /// A request for a certificate, signed in the token.
    fn request(&self, subject: &str) -> std::path::PathBuf {
        let (file, key) = (self.0.path().join("card.csr"), Self::key(PIN));
        let out = file.display().to_string();
        let how = [
            "req", "-new", "-engine", "pkcs11", "-keyform", "engine", "-key", &key,
        ];
        self.run(
            "openssl",
            &[&how[..], &["-subj", subject, "-out", &out]].concat(),
        );
        file
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .env("SOFTHSM2_CONF", self.0.path().join("softhsm2.conf"))
            .env("OPENSSL_CONF", self.0.path().join("openssl.cnf"));
        command
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        succeeded(
            &self.command(program).args(arguments).output().unwrap(),
            program,
        );
    }

    /// What curl gets with the card, and whether it got anything.
    fn show(&self, rig: &Rig, place: &Url, certificate: &Path, pin: &str) -> Output {
        let mut curl = self.command("curl");
        curl.args([
            "-sS",
            "-i",
            "--max-time",
            "20",
            "--engine",
            "pkcs11",
            "--key-type",
            "ENG",
        ]);
        curl.arg("--key")
            .arg(Self::key(pin))
            .arg("--cert")
            .arg(certificate);
        curl.arg("--cacert").arg(rig.servers());
        curl.arg(place.as_str()).output().unwrap()
    }
}

fn succeeded(output: &Output, what: &str) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{what}: {said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_key_that_never_leaves_its_token_logs_in_with_the_right_pin() {
    let (rig, token) = (Rig::start().await, Token::new());
    let request = token.request(&format!("/C=NO/CN=Mette/serialNumber=PNONO-{NUMBER}"));
    let certificate = rig.issuer.sign("token", &request, PERSON, 30);
    let chain = [fs::read(&certificate).unwrap(), rig.issuer.pem()].concat();
    rig.answer_anew().await;
    let file = rig.issuer.file("token-chain.pem");
    fs::write(&file, chain).unwrap();
    let browser = Browser::new();
    let (_, place) = rig
        .asked(&browser, &[("acr_values", "idporten-loa-high")])
        .await;
    let wrong = token.show(&rig, &place, &file, "9999");
    assert!(!wrong.status.success(), "{wrong:?}");
    let right = token.show(&rig, &place, &file, PIN);
    succeeded(&right, "curl");
    let said = String::from_utf8_lossy(&right.stdout);
    let location = said
        .lines()
        .find_map(|line| line.strip_prefix("location: "));
    let page = browser.open(location.unwrap().trim()).await;
    assert!(rig.party.answer(&page).get("code").is_some());
}

/// Puts a card's certificate and the listener's issuer into a home of Chromium's.
async fn home(rig: &Rig) -> TempDir {
    let home = tempfile::Builder::new()
        .prefix("lykill-home-")
        .tempdir()
        .unwrap();
    let store = home.path().join(".pki/nssdb");
    fs::create_dir_all(&store).unwrap();
    let (chain, key) = rig.own_card().await;
    let store = format!("sql:{}", store.display());
    let bundle = home.path().join("card.p12").display().to_string();
    let own = rig.servers().display().to_string();
    let (chain, key) = (chain.display().to_string(), key.display().to_string());
    let made: [(&str, Vec<&str>); 4] = [
        ("certutil", vec!["-d", &store, "-N", "--empty-password"]),
        (
            "certutil",
            vec!["-d", &store, "-A", "-n", "own", "-t", "C,,", "-i", &own],
        ),
        (
            "openssl",
            vec![
                "pkcs12", "-export", "-inkey", &key, "-in", &chain, "-passout", "pass:x", "-out",
                &bundle,
            ],
        ),
        ("pk12util", vec!["-d", &store, "-i", &bundle, "-W", "x"]),
    ];
    for (program, arguments) in made {
        succeeded(
            &Command::new(program).args(arguments).output().unwrap(),
            program,
        );
    }
    home
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn chromium_shows_the_certificate_of_its_own_store() {
    let rig = Rig::start().await;
    let home = home(&rig).await;
    // The person's choice in the browser's own window, which nothing can click.
    let chosen = format!("https://localhost:{},*", rig.port);
    let preferences = json!({
        "profile.content_settings.exceptions.auto_select_certificate":
            { chosen: { "setting": { "filters": [{}] } } },
    });
    let chromium = Chromium::at_home("nb", home.path(), preferences).await;
    let attempt = rig.party.attempt();
    chromium.open(rig.party.address(&attempt)).await;
    let button = "button[name=method][value=fjordkort]";
    chromium.press(button, "a[href*='/card?']").await;
    assert!(chromium.text().await.contains("Ha Smartkort klar"));
    let there = chromium
        .attribute("a[href*='/card?']", "href")
        .await
        .unwrap();
    assert!(
        there.starts_with(&format!("https://localhost:{}/card?", rig.port)),
        "{there}"
    );
    let link = thirtyfour::By::Css("a[href*='/card?']");
    // The service is a page that nobody serves: the browser cannot load it, and says so.
    let _not_loaded = chromium.driver.find(link).await.unwrap().click().await;
    for _ in 0..50 {
        if chromium.url().await.path() == "/callback" {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    let url = chromium.url().await;
    assert!(url.query_pairs().any(|(name, _)| name == "code"), "{url}");
    assert_eq!(rig.audited("smart-card.shown"), ["fjordkort high"]);
}
