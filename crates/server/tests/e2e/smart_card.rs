//! A certificate on a card as an electronic ID: the real program ends TLS itself, curl shows the
//! certificate, OpenSSL is the issuer and its responder.

use lykill_testkit::authority::{Authority, ISSUER, PERSON, SERVER};
use lykill_testkit::oidc::{Credential, claims};
use lykill_testkit::program::{Deployment, Serving, mail_texts};
use lykill_testkit::{Browser, Leashed, Page, RelyingParty, free_port, is_taken};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::Duration;
use url::Url;

const PASSWORD: &str = "gul-traktor-under-eika";
/// The number of the one person here.
pub const NUMBER: &str = "29828000045";

/// A deployment that takes cards of one issuer, and its one person.
pub struct Rig {
    pub here: Deployment,
    _serving: Serving,
    _root: Authority,
    pub issuer: Authority,
    own: Authority,
    responder: Mutex<Option<Leashed>>,
    asked: u16,
    pub party: RelyingParty,
    pub port: u16,
}

/// The answer of the place where certificates are shown.
#[derive(Debug)]
pub struct Said {
    pub status: String,
    pub location: Option<Url>,
}

impl Rig {
    pub async fn start() -> Self {
        let root = Authority::root("Fjordkort root", 900);
        let issuer = Authority::under(&root, "Fjordkort person", ISSUER, 600);
        let own = Authority::root("Servers", 90);
        let server = own.issue("server", "/CN=localhost", SERVER, 80);
        let (port, asked) = (free_port(), free_port());
        let text = |path: &Path| format!("{:?}", path.display().to_string());
        let here = Deployment::new(&format!(
            "[outgoing]\nallow_loopback = true\n\
             [certificates]\nlisten = \"127.0.0.1:{port}\"\naddress = \"https://localhost:{port}\"\n\
             chain_file = {}\nkey_file = {}\n\
             [[method]]\nkind = \"key-card\"\n\
             [[method]]\nname = \"fjordkort\"\nkind = \"smart-card\"\n[method.smart_card]\n\
             trust = [{}]\npolicies = [\"1.2.3.4.1=high\", \"1.2.3.4.2=substantial\"]\n\
             national_id_prefix = \"PNONO-\"\nocsp = \"http://127.0.0.1:{asked}/\"\n",
            text(&server.certificate),
            text(&server.key),
            text(&root.file("ca.pem")),
        ));
        let serving = here.serve();
        let number = ["--user-id", "mette-hald-01", "--national-id", NUMBER];
        let number = [&number[..], &["--email", "mette@example.no"]].concat();
        here.person("Mette Hald", &number, PASSWORD).await;
        let secret = Credential::Basic("service-secret-0123456789".to_owned());
        let party = RelyingParty::unregistered(here.issuer(), "service", secret).await;
        here.register(&party, json!({}));
        Self {
            here,
            _serving: serving,
            _root: root,
            issuer,
            own,
            responder: Mutex::new(None),
            asked,
            party,
            port,
        }
    }

    /// A card of the issuer: a file with its certificate and its issuer's, and its key.
    pub async fn card(&self, name: &str, number: &str, extensions: &str) -> (PathBuf, PathBuf) {
        let subject = format!("/C=NO/CN=Mette Hald/serialNumber={number}");
        let issued = self.issuer.issue(name, &subject, extensions, 300);
        let whole = [
            std::fs::read(&issued.certificate).unwrap(),
            self.issuer.pem(),
        ]
        .concat();
        let chain = self.issuer.file(&format!("{name}-chain.pem"));
        std::fs::write(&chain, whole).unwrap();
        self.answer_anew().await;
        (chain, issued.key)
    }

    /// The person's card.
    pub async fn own_card(&self) -> (PathBuf, PathBuf) {
        let number = format!("PNONO-{NUMBER}");
        self.card("mette", &number, PERSON).await
    }

    /// The responder reads the issuer's books when it starts: it starts again.
    pub async fn answer_anew(&self) {
        self.be_silent();
        let running = responder(&self.issuer, self.asked).await;
        *self.responder.lock().unwrap() = Some(running);
    }

    /// Nobody answers for the issuer.
    pub fn be_silent(&self) {
        *self.responder.lock().unwrap() = None;
    }

    /// The page that asks for the card, and where it is shown.
    pub async fn asked(&self, browser: &Browser, more: &[(&str, &str)]) -> (Page, Url) {
        let mut attempt = self.party.attempt();
        for (name, value) in more {
            attempt = attempt.with(name, value);
        }
        let chooser = browser.open(self.party.address(&attempt)).await;
        let page = browser.press(&chooser, "fjordkort", &[]).await;
        let place = self.place(&page);
        (page, place)
    }

    /// Where a page says that the card is shown.
    pub fn place(&self, page: &Page) -> Url {
        let links = page.links();
        let place = links.iter().find(|link| link.port() == Some(self.port));
        place.unwrap_or_else(|| panic!("{}", page.text())).clone()
    }

    /// What curl gets there, with a card or without, and these arguments.
    pub fn show(&self, place: &Url, card: Option<&(PathBuf, PathBuf)>, more: &[&str]) -> Said {
        let mut curl = Command::new("curl");
        curl.args(["-sS", "-i", "--max-time", "20", "--cacert"]);
        curl.arg(self.own.file("ca.pem")).args(more);
        if let Some((certificate, key)) = card {
            curl.arg("--cert").arg(certificate).arg("--key").arg(key);
        }
        let output = curl.arg(place.as_str()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}{errors}");
        let mut lines = said.lines();
        let status = lines.next().unwrap_or_default().trim().to_owned();
        let location = lines.find_map(|line| line.strip_prefix("location: "));
        Said {
            status,
            location: location.map(|location| Url::parse(location.trim()).unwrap()),
        }
    }

    /// The page of a login that a card led to.
    pub async fn led_to(&self, browser: &Browser, card: Option<&(PathBuf, PathBuf)>) -> Page {
        let (_, place) = self.asked(browser, &[]).await;
        let said = self.show(&place, card, &[]);
        browser.open(said.location.unwrap()).await
    }

    /// The details of the audit's rows of a kind.
    pub fn audited(&self, kind: &str) -> Vec<String> {
        let told = self.here.admin(&["audit", "list", "--kind", kind], "");
        let rows = told.as_array().cloned().unwrap_or_default();
        rows.iter()
            .map(|row| row["detail"].as_str().unwrap_or_default().to_owned())
            .collect()
    }

    /// The certificate of the listener's own issuer.
    pub fn servers(&self) -> PathBuf {
        self.own.file("ca.pem")
    }
}

/// A browser whose pages are in Norwegian.
pub fn speaking() -> Browser {
    Browser::new().speaking("nb")
}

/// OpenSSL's responder, once it takes questions.
pub async fn responder(issuer: &Authority, port: u16) -> Leashed {
    let mut command = issuer.responder(port);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let running = Leashed::start(&mut command).unwrap();
    for _ in 0..100 {
        if is_taken(port) {
            return running;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("no responder at {port}");
}

/// What the service learns at the end of a login.
async fn told(rig: &Rig, browser: &Browser, more: &[(&str, &str)]) -> Value {
    let mut attempt = rig.party.attempt();
    for (name, value) in more {
        attempt = attempt.with(name, value);
    }
    let chooser = browser.open(rig.party.address(&attempt)).await;
    let page = browser.press(&chooser, "fjordkort", &[]).await;
    let said = rig.show(&rig.place(&page), Some(&rig.own_card().await), &[]);
    assert!(said.status.starts_with("HTTP/1.1 303"), "{said:?}");
    let page = browser.open(said.location.unwrap()).await;
    let answer = rig.party.answer(&page);
    let tokens = rig.party.redeem(&Browser::new(), &answer, &attempt).await;
    claims(tokens.json()["id_token"].as_str().unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_card_leads_inside_at_level_high() {
    let rig = Rig::start().await;
    let high = [("acr_values", "idporten-loa-high")];
    let first = told(&rig, &Browser::new(), &high).await;
    assert_eq!(first["acr"], "idporten-loa-high");
    assert_eq!(first["amr"], json!(["hwk", "pin", "mfa", "fjordkort"]));
    assert_eq!(
        rig.audited("smart-card.bound"),
        ["fjordkort by national number"]
    );
    // A second card of the same person is the same person, and is told of.
    let second = told(&rig, &Browser::new(), &high).await;
    assert_eq!(second["sub"], first["sub"]);
    assert_eq!(rig.audited("smart-card.shown"), ["fjordkort high"; 2]);
    assert_eq!(rig.audited("smart-card.bound").len(), 2);
    let mut mails = Vec::new();
    for _ in 0..100 {
        mails = mail_texts(&rig.here.path("mail"));
        if mails.iter().any(|mail| mail.contains("Smartkort")) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the holder did not hear of it: {mails:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn case_173_what_a_card_lacks_is_said_on_the_login_page() {
    let rig = Rig::start().await;
    let stranger = Authority::root("Fjordkort root", 900);
    let strange = stranger.issue(
        "mette",
        "/CN=Mette/serialNumber=PNONO-29828000045",
        PERSON,
        30,
    );
    let strange = (strange.certificate, strange.key);
    let for_mail = "keyUsage = digitalSignature\nextendedKeyUsage = emailProtection\n";
    let for_mail = rig.card("mail", &format!("PNONO-{NUMBER}"), for_mail).await;
    let unknown = rig.card("unknown", "PNONO-13828000121", PERSON).await;
    let foreign = rig
        .card("foreign", &format!("PNOSE-{NUMBER}"), PERSON)
        .await;
    let other = PERSON.replace("1.2.3.4.1", "1.2.3.4.9");
    let other = rig.card("other", &format!("PNONO-{NUMBER}"), &other).await;
    for (card, words) in [
        (None, "viste ikke noe sertifikat"),
        (Some(&strange), "er ikke fra Smartkort"),
        (Some(&other), "er ikke fra Smartkort"),
        (Some(&for_mail), "er ikke for innlogging"),
        (Some(&unknown), "ikke hvem det tilhører"),
        (Some(&foreign), "ikke hvem det tilhører"),
    ] {
        let browser = speaking();
        let page = rig.led_to(&browser, card).await;
        assert!(page.text().contains(words), "{words}: {}", page.text());
        assert_eq!(page.status, 200);
        let again = browser.open(format!("{}/methods", page.url)).await;
        assert!(again.text().contains("Smartkort"), "{}", again.text());
    }
    // Enough for one service is not enough for the other.
    let lower = PERSON.replace("1.2.3.4.1", "1.2.3.4.2");
    let lower = rig.card("lower", &format!("PNONO-{NUMBER}"), &lower).await;
    let browser = speaking();
    let (_, place) = rig
        .asked(&browser, &[("acr_values", "idporten-loa-high")])
        .await;
    let said = rig.show(&place, Some(&lower), &[]);
    let page = browser.open(said.location.unwrap()).await;
    assert!(page.text().contains("når ikke nivået"), "{}", page.text());

    let card = rig.own_card().await;
    rig.issuer.revoke("mette");
    rig.answer_anew().await;
    let page = rig.led_to(&speaking(), Some(&card)).await;
    assert!(page.text().contains("er sperret"), "{}", page.text());
    let refused = rig.audited("smart-card.refused");
    assert_eq!(refused.len(), 8, "{refused:?}");
    assert_eq!(rig.audited("login.succeeded"), Vec::<String>::new());

    // A responder that is gone lets nobody in, and the choice says so.
    let fresh = rig.card("fresh", &format!("PNONO-{NUMBER}"), PERSON).await;
    rig.be_silent();
    let browser = speaking();
    let page = rig.led_to(&browser, Some(&fresh)).await;
    assert!(page.text().contains("svarer ikke"), "{}", page.text());
    let again = browser.open(format!("{}/methods", page.url)).await;
    assert!(again.text().contains("akkurat nå"), "{}", again.text());
}
