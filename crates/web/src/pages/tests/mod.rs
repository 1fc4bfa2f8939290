mod markup;

use super::*;
use markup::{Tag, tags};
use std::collections::BTreeSet;

/// Every page × state × language.
fn all() -> Vec<(String, Lang, String)> {
    let mut pages = Vec::new();
    for lang in Lang::ALL {
        for (page, state, html) in all_samples(lang).expect("every page renders") {
            pages.push((format!("{page}/{state}/{}", lang.tag()), lang, html));
        }
    }
    pages
}

#[test]
fn every_state_has_a_name_of_its_own() {
    let mut names = BTreeSet::new();
    for (name, ..) in all() {
        assert!(names.insert(name.clone()), "{name} stands twice");
    }
    assert!(names.len() > 240, "{} states are not all", names.len());
}

#[test]
fn every_page_is_sound_html_with_one_heading_and_its_language() {
    for (name, lang, html) in all() {
        let tags = tags(&html).unwrap_or_else(|fault| panic_at(&name, &fault));
        assert_eq!(count(&tags, "h1"), 1, "{name}: one h1");
        assert_eq!(count(&tags, "main"), 1, "{name}: one main");
        let language = tags
            .iter()
            .find(|tag| tag.name == "html")
            .and_then(|tag| tag.get("lang"));
        assert_eq!(language, Some(lang.tag()), "{name}");
        let mut ids = BTreeSet::new();
        for id in tags.iter().filter_map(|tag| tag.get("id")) {
            assert!(ids.insert(id), "{name}: the id {id} stands twice");
        }
        for tag in &tags {
            for attribute in ["aria-describedby", "aria-labelledby", "for"] {
                for id in tag.get(attribute).unwrap_or_default().split_whitespace() {
                    assert!(
                        ids.contains(id),
                        "{name}: {attribute} names the missing {id}"
                    );
                }
            }
            if let Some(id) = tag.get("href").and_then(|href| href.strip_prefix('#')) {
                assert!(ids.contains(id), "{name}: a link to the missing {id}");
            }
        }
    }
}

#[test]
fn every_text_is_there() {
    for (name, _, html) in all() {
        assert!(
            !html.contains("{$") && !html.contains("{ $"),
            "{name}: an argument is missing"
        );
        assert!(!html.contains("**"), "{name}: stress marks are shown");
        let title = html
            .split("<title>")
            .nth(1)
            .and_then(|rest| rest.split('<').next());
        let title = title.unwrap_or_default();
        assert!(
            !title.is_empty() && !title.starts_with(' '),
            "{name}: title {title:?}"
        );
        assert!(title.contains("Lykill"), "{name}: title {title:?}");
    }
}

#[test]
fn an_error_begins_the_title_and_is_announced() {
    for (name, lang, html) in all() {
        let word = match lang {
            Lang::Nb | Lang::Nn => "<title>Feil: ",
            Lang::Da => "<title>Fejl: ",
            Lang::En => "<title>Error: ",
        };
        let wrong = name.contains("/error-");
        assert_eq!(html.contains(word), wrong, "{name}: the title");
        let form = html.contains("role=\"alert\"");
        let notice = html.contains("lk-big is-bad");
        assert_eq!(form || notice, wrong, "{name}: the summary");
    }
}

#[test]
fn every_field_has_a_label_and_every_form_its_token() {
    for (name, _, html) in all() {
        let tags = tags(&html).unwrap_or_else(|fault| panic_at(&name, &fault));
        let labels: BTreeSet<_> = tags
            .iter()
            .filter(|tag| tag.name == "label")
            .filter_map(|tag| tag.get("for"))
            .collect();
        let (mut in_form, mut foreign) = (0_usize, false);
        for tag in &tags {
            match tag.name.as_str() {
                "form" => {
                    assert_eq!(tag.get("method"), Some("post"), "{name}");
                    assert!(
                        tag.get("action").is_some(),
                        "{name}: a form without an action"
                    );
                    // A form that goes to a service must not tell it our token.
                    let action = tag.get("action").unwrap_or_default();
                    foreign = name.starts_with("form-post") && action.starts_with("https://");
                    // What stops a passkey is in the link: no cookie is needed for it.
                    foreign |= name.starts_with("passkey-stop");
                    in_form += usize::from(!foreign);
                }
                "input" if tag.get("name") == Some("csrf") => {
                    assert!(!foreign, "{name}: our token leaves us");
                    assert_eq!(tag.get("value"), Some("9tq3ZkB1y0cVnY4m"), "{name}");
                    in_form = in_form.saturating_sub(1);
                }
                "input" if tag.get("type") == Some("hidden") => {}
                "input" => {
                    let id = tag.get("id").unwrap_or_default();
                    assert!(labels.contains(id), "{name}: the field {id:?} has no label");
                    assert_eq!(
                        tag.get("maxlength"),
                        None,
                        "{name}: {id} cuts what is pasted"
                    );
                    let kept = tag.get("type") != Some("password") || tag.get("value").is_none();
                    assert!(kept, "{name}: a password is sent back");
                }
                _ => {}
            }
        }
        assert_eq!(in_form, 0, "{name}: a form without csrf");
        assert!(
            tags.iter().filter(|tag| tag.has("autofocus")).count() <= 1,
            "{name}: autofocus"
        );
    }
}

#[test]
fn a_wrong_field_is_marked_described_and_linked() {
    for (name, _, html) in all() {
        let tags = tags(&html).unwrap_or_else(|fault| panic_at(&name, &fault));
        let alert = tags.iter().position(|tag| tag.get("role") == Some("alert"));
        let linked = alert.and_then(|at| tags.iter().skip(at).take(5).find(|tag| tag.name == "a"));
        let Some(id) = linked.and_then(|tag| tag.get("href")?.strip_prefix('#')) else {
            continue;
        };
        let field = tags
            .iter()
            .find(|tag| tag.name == "input" && tag.get("id") == Some(id));
        let field = field.expect("the summary links to a field");
        assert_eq!(field.get("aria-invalid"), Some("true"), "{name}: {id}");
        let described = field.get("aria-describedby").unwrap_or_default();
        assert!(
            described.contains("error"),
            "{name}: {id} is described by {described:?}"
        );
    }
}

#[test]
fn the_fields_have_the_agreed_names_and_purposes() {
    let purposes = [
        ("password/normal", "user_id", "username"),
        ("password/normal", "password", "current-password"),
        ("new-password/normal", "new_password", "new-password"),
        ("new-password/normal", "new_password_again", "new-password"),
        ("key-card/normal", "key", "off"),
        ("link-code/normal", "code", "one-time-code"),
    ];
    for (page, field, purpose) in purposes {
        for (name, _, html) in all()
            .into_iter()
            .filter(|(name, ..)| name.starts_with(page))
        {
            let tags = tags(&html).unwrap_or_else(|fault| panic_at(&name, &fault));
            let input = tags
                .iter()
                .find(|tag| tag.get("name") == Some(field))
                .expect("the field");
            assert_eq!(input.get("autocomplete"), Some(purpose), "{name}: {field}");
        }
    }
    let (_, _, card) = all()
        .into_iter()
        .find(|(name, ..)| name == "key-card/normal/en")
        .expect("it");
    assert!(card.contains("data-key-number=\"4711\">4711<"));
    let (_, _, link) = all()
        .into_iter()
        .find(|(name, ..)| name == "link-start/normal/en")
        .expect("it");
    assert!(
        !link.contains("name=\"email\""),
        "the address must not be posted"
    );
}

/// No inline script and style, so that the policy needs no exception (ux.md section 6); one script
/// file, on pages that ask for a passkey and on no others.
#[test]
fn no_page_needs_an_exception_from_the_policy() {
    let given = [
        "https://lonn.fjordvik.example/",
        "http://localhost:8081/",
        "https://fjordvik.example/callback",
        "https://fjordvik.example/gjestekort",
        "https://bank.example/authorize?client_id=lykill&#38;state=4f2a9c",
        "https://card.example:8443/card?login=4f2a9c&#38;attempt=7f3k",
    ];
    for (name, _, html) in all() {
        let tags = tags(&html).unwrap_or_else(|fault| panic_at(&name, &fault));
        let asks = tags
            .iter()
            .any(|tag| tag.attributes.contains_key("data-passkey"));
        let scripts = tags.iter().filter(|tag| tag.name == "script");
        assert_eq!(scripts.clone().count(), usize::from(asks), "{name}");
        assert!(scripts.clone().all(is_our_script), "{name}");
        for tag in &tags {
            assert!(
                !["style", "iframe"].contains(&tag.name.as_str()),
                "{name}: {tag:?}"
            );
            for (attribute, value) in &tag.attributes {
                assert!(
                    !attribute.starts_with("on") && attribute != "style",
                    "{name}: {tag:?}"
                );
                let outside = value.contains("://");
                let known = given.contains(&value.as_str());
                assert!(!outside || known, "{name}: {attribute}={value}");
            }
        }
        assert!(html.contains("data-color-scheme=\"auto\""), "{name}");
        assert!(
            html.contains("name=\"referrer\" content=\"same-origin\""),
            "{name}"
        );
    }
}

#[test]
fn pages_stay_within_their_budget() {
    let size = |name: &str| {
        FILES
            .iter()
            .find(|file| file.name == name)
            .map_or(usize::MAX, |file| file.bytes.len())
    };
    assert!(
        size("app.css") <= 130 * 1024,
        "app.css: {}",
        size("app.css")
    );
    assert!(
        size("inter.woff2") <= 36 * 1024,
        "inter.woff2: {}",
        size("inter.woff2")
    );
    assert!(size("passkey.js") <= 8 * 1024, "{}", size("passkey.js"));
    for (name, _, html) in all()
        .into_iter()
        .filter(|(name, ..)| !name.starts_with("demo-"))
    {
        assert!(html.len() <= 14 * 1024, "{name}: {} bytes", html.len());
    }
}

#[test]
fn case_183_what_others_wrote_is_inert_on_the_page() {
    let evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>\u{202e}gnp.x";
    let mut pages = Vec::new();
    for (_, mut page) in LinkStartPage::samples(Lang::Nb) {
        page.company = Shown::new(evil);
        page.email = Shown::new(evil);
        page.payroll = Contact::new(evil, evil, evil);
        page.shell.csrf = evil.to_owned();
        poison(&mut page.shell, evil);
        pages.push(askama::Template::render(&page).expect("it renders"));
    }
    for (_, mut page) in KeyCardPage::samples(Lang::Da) {
        page.card = Shown::new(evil);
        page.typed = evil.to_owned();
        page.number = evil.to_owned();
        page.user_id = evil.to_owned();
        poison(&mut page.shell, evil);
        pages.push(askama::Template::render(&page).expect("it renders"));
    }
    for (_, mut page) in DemoPostPage::samples(Lang::En) {
        for item in &mut page.items {
            item.subject = Shown::new(evil);
            item.to = Shown::new(evil);
            item.text = evil.to_owned();
        }
        poison(&mut page.shell, evil);
        pages.push(askama::Template::render(&page).expect("it renders"));
    }
    for html in pages {
        let tags = tags(&html).unwrap_or_else(|fault| panic_at("case 183", &fault));
        let scripts = tags.iter().filter(|tag| tag.name == "script");
        assert_eq!(scripts.filter(|tag| !is_our_script(tag)).count(), 0);
        assert_eq!(count(&tags, "img"), 0);
        let scripted = |name: &String| name.starts_with("on");
        assert!(!tags.iter().any(|tag| tag.attributes.keys().any(scripted)));
        assert!(!html.contains("href=\"javascript"));
        let sheet = html.split("lk-ctx").nth(1).unwrap_or_default();
        let name = sheet.split("</strong>").next().unwrap_or_default();
        assert!(!name.contains('\u{202e}'), "a name turns the line around");
    }
}

fn is_our_script(tag: &Tag) -> bool {
    let source = tag.attributes.get("src");
    tag.attributes.len() == 2
        && tag.attributes.contains_key("defer")
        && source.is_some_and(|source| source.starts_with("/static/passkey.js?v="))
}

fn poison(shell: &mut Shell, evil: &str) {
    shell.service = Some(Service {
        name: Shown::new(evil),
        part: Some(Shown::new(evil)),
        start: Some(Href::new("javascript:alert(1)")),
        cancel: Some(Href::new(evil)),
    });
    shell.brand = Shown::new(evil);
    shell.host = Shown::new(evil);
}

#[test]
fn language_links_keep_the_rest_of_the_address() {
    let links = language_links("/authorize?state=a%26b&lang=nb&x=1");
    let da = links
        .iter()
        .find(|link| link.lang == Lang::Da)
        .expect("Danish");
    assert_eq!(da.href.to_string(), "/authorize?state=a%26b&x=1&lang=da");
}

fn count(tags: &[Tag], name: &str) -> usize {
    tags.iter().filter(|tag| tag.name == name).count()
}

fn panic_at(name: &str, fault: &str) -> ! {
    panic!("{name}: {fault}")
}
