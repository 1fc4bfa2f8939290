//! What the log of the real program holds, and what it never holds (security.md case 189); and a
//! panic that hurts nobody else (case 226).

use axum::Router;
use axum::routing::get;
use lykill_store::{Commit, Rollback};
use lykill_testkit::oidc::Credential;
use lykill_testkit::program::{Deployment, mail_texts};
use lykill_testkit::{Browser, KeyCard, RelyingParty, World};
use lykill_web::Visit;
use serde_json::{Value, json};
use std::time::Duration;

const NAME: &str = "Solveig Fuglesang";
const USER_ID: &str = "kanari-konto-77";
const PASSWORD: &str = "lilla-ballong-under-kanalen";
const WRONG: &str = "lilla-ballong-over-kanalen";
const NATIONAL_ID: &str = "29828047084";
const EMAIL: &str = "kanari@hjemme.example";
const WORK_EMAIL: &str = "kanari.fuglesang@fjordvik.example";
const SECRET: &str = "kanari-secret-0123456789";
/// Asks for everything that says who somebody is.
const CLAIMS: &str = r#"{"userinfo":{"national_id":null,"work_email":null,"name":null}}"#;

fn employer() -> Value {
    json!({
        "lykill_company": "fjordvik",
        "lykill_require_linked_email": true,
        "lykill_claims": ["national_id"],
    })
}

async fn mailed_code(deployment: &Deployment) -> String {
    for _ in 0..600 {
        for text in mail_texts(&deployment.path("mail")) {
            let digits = |line: &str| line.chars().filter(|c| *c != ' ').collect::<String>();
            let is_code =
                |code: &String| code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit());
            if let Some(code) = text.lines().map(|line| digits(line.trim())).find(is_code) {
                return code;
            }
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("no mail with a code: {}", deployment.log())
}

/// A person, an employer and a service, by admin commands.
async fn set_up(deployment: &Deployment) -> (KeyCard, RelyingParty) {
    let company = "company add --id fjordvik --name Fjordvik --payroll-name Lønn \
        --payroll-email lonn@fjordvik.example --payroll-phone 75000000";
    deployment.admin(&company.split_whitespace().collect::<Vec<_>>(), "");
    let more = format!("--national-id {NATIONAL_ID} --email {EMAIL} --user-id {USER_ID}");
    let more: Vec<&str> = more.split(' ').collect();
    let card = deployment.person(NAME, &more, PASSWORD).await;
    let file = deployment.path("register.csv");
    let header = "employee_id,name,national_id,work_email";
    let register = format!("{header}\n1,{NAME},{NATIONAL_ID},{WORK_EMAIL}\n");
    std::fs::write(&file, register).unwrap();
    let import = format!(
        "company import-employees {} --company fjordvik",
        file.display()
    );
    deployment.admin(&import.split(' ').collect::<Vec<_>>(), "");
    let credential = Credential::Basic(SECRET.to_owned());
    let party = RelyingParty::unregistered(deployment.issuer(), "lonn", credential).await;
    deployment.register(&party, employer());
    (card, party)
}

/// A whole login with wrong turns; gives every secret that was used in it.
async fn log_in(deployment: &Deployment, card: &KeyCard, party: &RelyingParty) -> Vec<String> {
    let agent = format!("evil\u{9b}31m \"}}{{\" {}", "a".repeat(3000));
    let browser = Browser::new().calling_itself(&agent);
    let attempt = party.attempt().with("claims", CLAIMS);
    let chooser = browser.open(party.address(&attempt)).await;
    let page = browser.choose_key_card(&chooser).await;
    let page = browser.type_password(&page, USER_ID, WRONG).await;
    let page = browser.type_password(&page, USER_ID, PASSWORD).await;
    let number = page.asked_number();
    let (wrong, right) = (card.wrong_key(&number), card.key(&number).to_owned());
    let page = browser.press(&page, "answer", &[("key", &wrong)]).await;
    let page = browser.press(&page, "answer", &[("key", &right)]).await;
    let asked = browser.press(&page, "send", &[]).await;
    let code = mailed_code(deployment).await;
    let receipt = browser.press(&asked, "link", &[("code", &code)]).await;
    let page = browser.press(&receipt, "continue", &[]).await;
    let answer = party.answer(&page);
    let tokens = party.redeem(&browser, &answer, &attempt).await.json();
    let token = |name: &str| tokens[name].as_str().unwrap().to_owned();
    let userinfo = party.userinfo(&browser, &token("access_token")).await;
    assert_eq!(userinfo.json()["national_id"], NATIONAL_ID);
    let injected = "/authorize?state=a%0d%0a%7b%22level%22%3a%22ERROR%22%7d&client_id=kanari";
    browser
        .open(deployment.issuer().join(injected).unwrap())
        .await;

    let cookies = browser.cookies(&deployment.issuer()).into_values();
    let mut secrets: Vec<String> = cookies.map(|cookie| cookie.value).collect();
    secrets.extend([wrong, right, code, answer.code().to_owned()]);
    secrets.extend([token("access_token"), token("id_token")]);
    secrets.extend([attempt.verifier, attempt.state, attempt.nonce]);
    secrets
}

/// The records of a log without the moments and ids, whose digits mean nothing.
fn said(log: &str) -> Vec<String> {
    let said = |line: &str| {
        let mut record: Value = serde_json::from_str(line).expect(line);
        let members = record.as_object_mut().expect(line);
        members.retain(|name, _| name != "timestamp" && name != "ms");
        let mut text = record.to_string();
        for word in text.clone().split('"').filter(|word| is_id(word)) {
            text = text.replace(word, "ID");
        }
        text
    };
    log.lines().map(said).collect()
}

fn is_id(word: &str) -> bool {
    word.len() == 36 && word.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
}

#[tokio::test(flavor = "multi_thread")]
async fn case_189_the_log_holds_no_secret_and_no_person() {
    // One method: where there is a choice, its cookie is no secret.
    let methods = "[[method]]\nkind = \"key-card\"";
    let deployment = Deployment::new(&format!("[log]\nlevel = \"debug\"\n{methods}"));
    let serving = deployment.serve();
    let (card, party) = set_up(&deployment).await;
    let mut canaries = log_in(&deployment, &card, &party).await;
    serving.kill();
    let log = deployment.log();
    let people = [NAME, "Fuglesang", USER_ID, NATIONAL_ID, EMAIL, WORK_EMAIL];
    let secrets = [PASSWORD, WRONG, SECRET];
    canaries.extend(people.into_iter().chain(secrets).map(str::to_owned));
    assert!(canaries.iter().all(|canary| canary.len() >= 6) && canaries.len() > 20);
    let records = said(&log);
    assert!(records.len() > 20, "{log}");
    for canary in &canaries {
        let lines: Vec<&String> = records
            .iter()
            .filter(|line| line.contains(canary))
            .collect();
        assert!(lines.is_empty(), "{canary} stands in the log: {lines:?}");
    }
    let steers = |c: char| c.is_control() && c != '\n';
    assert!(
        !log.contains(steers),
        "a character that steers a terminal stands in the log"
    );
    assert!(
        log.lines().all(|line| line.len() < 4000),
        "one record is too long"
    );
}

async fn panics() -> Result<Commit<()>, Rollback> {
    panic!("on purpose")
}

/// A handler that panics, and one whose write to the database does.
fn panicking() -> Router {
    Router::new()
        .route(
            "/test/panic",
            get(async || -> String { panic!("on purpose") }),
        )
        .route(
            "/test/panic-in-write",
            get(async |visit: Visit| -> String {
                let written = visit.ctx().db.write(|_| Box::pin(panics()));
                format!("{:?}", written.await)
            }),
        )
}

#[tokio::test(flavor = "multi_thread")]
async fn case_226_a_panic_is_one_requests_500() {
    let world = World::builder().with_routes(panicking()).start().await;
    let person = world.ready().await;
    let party = RelyingParty::register(&world, "service", json!({})).await;
    for path in ["/test/panic", "/test/panic-in-write"] {
        let (one, other) = (world.browser(), world.browser());
        let url = world.at(path);
        let chooser = world.at("/help");
        let (broken, fine) = tokio::join!(one.open(&url), other.open(&chooser));
        assert!(
            broken.status == 500 || broken.text().contains("Err"),
            "{}",
            broken.text()
        );
        assert!(!broken.body.contains("on purpose"), "{}", broken.text());
        assert_eq!(fine.status, 200);
    }
    let (answer, _) = world.browser().log_in_at(&party, &person).await;
    assert!(
        answer.get("code").is_some(),
        "logins go on, on the same database"
    );
}
