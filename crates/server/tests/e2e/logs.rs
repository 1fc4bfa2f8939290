//! What the log of the real program holds, and what it never holds (security.md case 189); and a
//! panic that hurts nobody else (case 226).

use crate::program::{Deployment, mail_texts};
use axum::Router;
use axum::routing::get;
use lykill_store::{Commit, Rollback};
use lykill_testkit::oidc::Credential;
use lykill_testkit::{Browser, RelyingParty, World};
use lykill_web::Visit;
use serde_json::json;
use std::time::Duration;

const NAME: &str = "Solveig Fuglesang";
const USER_ID: &str = "kanari-konto-77";
const PASSWORD: &str = "lilla-ballong-under-kanalen";
const NATIONAL_ID: &str = "29828077777";
const EMAIL: &str = "kanari@hjemme.example";
const WORK_EMAIL: &str = "kanari.fuglesang@fjordvik.example";
const SECRET: &str = "kanari-secret-0123456789";
/// Asks for everything that says who somebody is.
const CLAIMS: &str = r#"{"userinfo":{"national_id":null,"work_email":null,"name":null}}"#;

fn employer() -> serde_json::Value {
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

#[tokio::test(flavor = "multi_thread")]
async fn case_189_the_log_holds_no_secret_and_no_person() {
    let deployment = Deployment::new("[log]\nlevel = \"debug\"");
    let serving = deployment.serve();
    deployment.admin(
        &[
            "company",
            "add",
            "--id",
            "fjordvik",
            "--name",
            "Fjordvik kommune",
            "--payroll-name",
            "Lønn",
            "--payroll-email",
            "lonn@fjordvik.example",
            "--payroll-phone",
            "75000000",
        ],
        "",
    );
    let more = [
        "--national-id",
        NATIONAL_ID,
        "--email",
        EMAIL,
        "--user-id",
        USER_ID,
        "--proofed",
        "high",
    ];
    let card = deployment.person(NAME, &more, PASSWORD).await;
    let register =
        format!("employee_id,name,national_id,work_email\n1,{NAME},{NATIONAL_ID},{WORK_EMAIL}\n");
    let file = deployment.path("register.csv");
    std::fs::write(&file, register).unwrap();
    let file = file.display().to_string();
    deployment.admin(
        &[
            "company",
            "import-employees",
            &file,
            "--company",
            "fjordvik",
        ],
        "",
    );
    let credential = Credential::Basic(SECRET.to_owned());
    let party = RelyingParty::unregistered(deployment.issuer(), "lonn", credential).await;
    deployment.register(&party, employer());

    let agent = format!("evil\u{9b}31m \"}}{{\" {}", "a".repeat(3000));
    let browser = Browser::new().calling_itself(&agent);
    let attempt = party.attempt().with("claims", CLAIMS);
    let chooser = browser.open(party.address(&attempt)).await;
    let page = browser.choose_key_card(&chooser).await;
    let page = browser
        .type_password(&page, USER_ID, "lilla-ballong-over-kanalen")
        .await;
    let page = browser.type_password(&page, USER_ID, PASSWORD).await;
    let number = page.asked_number();
    let page = browser
        .press(&page, "answer", &[("key", &card.wrong_key(&number))])
        .await;
    let page = browser
        .press(&page, "answer", &[("key", card.key(&number))])
        .await;
    let asked = browser.press(&page, "send", &[]).await;
    let code = mailed_code(&deployment).await;
    let receipt = browser.press(&asked, "link", &[("code", &code)]).await;
    let page = browser.press(&receipt, "continue", &[]).await;
    let answer = party.answer(&page);
    let tokens = party.redeem(&browser, &answer, &attempt).await.json();
    let access = tokens["access_token"].as_str().unwrap().to_owned();
    assert_eq!(party.userinfo(&browser, &access).await.status, 200);
    let injected = "/authorize?state=a%0d%0a%7b%22level%22%3a%22ERROR%22%7d&client_id=kanari";
    browser
        .open(deployment.issuer().join(injected).unwrap())
        .await;

    let cookies: Vec<String> = browser
        .cookies(&deployment.issuer())
        .into_values()
        .map(|cookie| cookie.value)
        .collect();
    serving.kill();
    let log = deployment.log();
    assert!(log.lines().count() > 10, "{log}");
    let id_token = tokens["id_token"].as_str().unwrap();
    let (verifier, state) = (attempt.verifier.as_str(), attempt.state.as_str());
    let mut canaries = vec![
        NAME,
        "Fuglesang",
        USER_ID,
        PASSWORD,
        "lilla-ballong-over-kanalen",
        NATIONAL_ID,
        EMAIL,
        WORK_EMAIL,
        SECRET,
        card.key(&number),
        &code,
        answer.code(),
        &access,
        id_token,
        verifier,
        state,
        "127.0.0.1:5",
    ];
    canaries.extend(cookies.iter().map(String::as_str));
    for canary in canaries {
        let lines: Vec<&str> = log.lines().filter(|line| line.contains(canary)).collect();
        assert!(lines.is_empty(), "{canary} stands in the log: {lines:?}");
    }
    let steers = |c: char| c.is_control() && c != '\n';
    assert!(
        !log.contains(steers),
        "a character that steers a terminal stands in the log"
    );
    for line in log.lines() {
        assert!(line.len() < 4000, "one record is too long: {line}");
        let record: serde_json::Value = serde_json::from_str(line).expect(line);
        assert!(record.is_object(), "{line}");
    }
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
