//! A whole journey in a demo, in a browser without scripts.

use crate::process::{Running, http};
use lykill_testkit::{Browser, KeyCard, Page};
use serde_json::Value;

/// The post of a test person, oldest first.
pub(crate) async fn post_of(demo: &Running, id: &str) -> Vec<Value> {
    let url = demo.url(&format!("/demo/post?person={id}"));
    let shown: Value = http().get(url).send().await.unwrap().json().await.unwrap();
    shown["post"].as_array().unwrap().clone()
}

/// What a person types and a browser keeps in one whole journey: through the municipality's
/// service, with the key card and the code from the e-mail.
pub(crate) async fn journey(demo: &Running, person: &Value) -> Vec<String> {
    let word = |field: &str| person[field].as_str().unwrap().to_owned();
    let post = async || post_of(demo, &word("id")).await;
    let browser = Browser::new();
    let start = browser.open(demo.ready["portal"].as_str().unwrap()).await;
    let chooser = browser.press(&start, "", &[]).await;
    let asked = browser.choose_key_card(&chooser).await;
    let asked = browser
        .type_password(&asked, &word("user_id"), &word("password"))
        .await;
    let paper = post()
        .await
        .into_iter()
        .find(|item| item["kind"] == "key-card")
        .unwrap();
    let keys = serde_json::from_value(paper["keys"].clone()).unwrap();
    let card = KeyCard {
        label: paper["subject"].as_str().unwrap().to_owned(),
        keys,
    };
    let number = asked.asked_number();
    let linking = browser.type_key(&asked, &card).await;
    let mail = async || {
        for _ in 0..100 {
            let mail = post()
                .await
                .into_iter()
                .rfind(|item| item["to"] == word("work_email"));
            if let Some(mail) = mail {
                return six_digits(mail["text"].as_str().unwrap());
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        panic!("no e-mail came to {}", word("work_email"));
    };
    let home: Page = browser.link(&linking, mail).await;
    let shown = home.body.replace("<wbr>", "");
    assert!(shown.contains(&word("work_email")), "{shown}");
    let code = mail().await;
    let cookies = browser.cookies(&demo.ready["issuer"].as_str().unwrap().parse().unwrap());
    let mut secrets = vec![card.key(&number).to_owned(), code];
    // Which method was used last is no secret: its name is a word of every log.
    let secret = cookies
        .into_iter()
        .filter(|(name, _)| !name.ends_with("lykill_method"));
    secrets.extend(secret.map(|(_, cookie)| cookie.value));
    secrets
}

fn six_digits(text: &str) -> String {
    let words = text.split(|c: char| !c.is_ascii_digit() && c != ' ');
    let mut digits = words.map(|word| word.replace(' ', ""));
    digits.find(|digits| digits.len() == 6).expect(text)
}
