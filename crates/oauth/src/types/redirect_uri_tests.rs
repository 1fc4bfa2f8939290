use super::*;
use proptest::prelude::*;

const REGISTERED: &str = "https://fjordvik.example/login/callback?tenant=7";

fn uri(text: &str) -> RedirectUri {
    text.parse()
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[rustfmt::skip]
const OTHERS: &[(&str, &str)] = &[
    ("extra path", "https://fjordvik.example/login/callback/x?tenant=7"),
    ("dot segments", "https://fjordvik.example/login/../login/callback?tenant=7"),
    ("encoded dots", "https://fjordvik.example/login/%2e%2e/login/callback?tenant=7"),
    ("suffix host", "https://fjordvik.example.evil.example/login/callback?tenant=7"),
    ("prefix host", "https://evilfjordvik.example/login/callback?tenant=7"),
    ("user info", "https://fjordvik.example@evil.example/login/callback?tenant=7"),
    ("port", "https://fjordvik.example:8443/login/callback?tenant=7"),
    ("default port", "https://fjordvik.example:443/login/callback?tenant=7"),
    ("query added", "https://fjordvik.example/login/callback?tenant=7&x=1"),
    ("query gone", "https://fjordvik.example/login/callback"),
    ("fragment", "https://fjordvik.example/login/callback?tenant=7#x"),
    ("case of host", "https://Fjordvik.example/login/callback?tenant=7"),
    ("case of scheme", "HTTPS://fjordvik.example/login/callback?tenant=7"),
    ("case of path", "https://fjordvik.example/Login/callback?tenant=7"),
    ("trailing dot", "https://fjordvik.example./login/callback?tenant=7"),
    ("trailing slash", "https://fjordvik.example/login/callback/?tenant=7"),
    ("look-alike host", "https://fj\u{f8}rdvik.example/login/callback?tenant=7"),
    ("backslash", "https://fjordvik.example\\@evil.example/login/callback?tenant=7"),
    ("wildcard", "https://*.example/login/callback?tenant=7"),
    ("scheme", "http://fjordvik.example/login/callback?tenant=7"),
    ("space", " https://fjordvik.example/login/callback?tenant=7"),
    ("line break", "https://fjordvik.example/login/callback?tenant=7\n"),
    ("empty", ""),
];

#[test]
fn case_088_only_the_exact_text_matches() {
    let registered = uri(REGISTERED);
    assert!(registered.accepts(REGISTERED, false));
    for (fault, presented) in OTHERS {
        assert!(!registered.accepts(presented, false), "{fault}");
        assert!(!registered.accepts(presented, true), "{fault}, any port");
    }
}

#[test]
fn case_088_a_native_app_may_use_any_loopback_port() {
    for registered in [
        "http://127.0.0.1/cb",
        "http://[::1]/cb",
        "http://localhost:4000/cb",
    ] {
        let registered = uri(registered);
        let moved = registered.without_port().map(|mut url| {
            url.set_port(Some(51_234)).unwrap();
            String::from(url)
        });
        let moved = moved.unwrap();
        assert!(registered.accepts(&moved, true), "{moved}");
        assert!(!registered.accepts(&moved, false), "{moved}");
        assert!(
            !registered.accepts(&format!("{moved}/x"), true),
            "{moved}/x"
        );
    }
    let registered = uri("http://127.0.0.1/cb");
    for presented in [
        "http://127.0.0.1.evil.example:1/cb",
        "http://x@127.0.0.1:1/cb",
        "http://localhost:1/cb",
        "https://127.0.0.1:1/cb",
        "http://127.1:1/cb",
        "http://127.0.0.1:99999/cb",
    ] {
        assert!(!registered.accepts(presented, true), "{presented}");
    }
    assert!(!uri("https://a.example/cb").accepts("https://a.example:1/cb", true));
}

#[test]
fn case_088_what_cannot_be_registered_says_why() {
    use BadRedirectUri::*;
    for (text, why) in [
        ("", Length),
        ("https://*.example/cb", Wildcard),
        ("https://a.example/cb#", Fragment),
        ("https://a.example/c b", Characters),
        ("https://a.example\\cb", Characters),
        ("https://\u{e6}.example/", Characters),
        ("/cb", Relative),
        ("https://", Relative),
        ("https://u:p@a.example/", UserInfo),
        ("https://@a.example/", UserInfo),
        ("http://a.example/cb", PlainHttp),
        ("http://10.0.0.1/cb", PlainHttp),
        ("http://localhost.evil.example/cb", PlainHttp),
        ("javascript:alert(1)", Scheme),
        ("data:text/html,x", Scheme),
        ("myapp://cb", Scheme),
        ("com.example.app://host/cb", Scheme),
        ("urn:ietf:wg:oauth:2.0:oob", Scheme),
        ("https://a.example./cb", TrailingDot),
        (
            "https://A.example/cb",
            NotNormal("https://a.example/cb".into()),
        ),
        (
            "https://a.example:443/cb",
            NotNormal("https://a.example/cb".into()),
        ),
        (
            "https://a.example/x/../cb",
            NotNormal("https://a.example/cb".into()),
        ),
        ("http://127.1/cb", NotNormal("http://127.0.0.1/cb".into())),
    ] {
        assert_eq!(text.parse::<RedirectUri>(), Err(why), "{text:?}");
    }
}

#[test]
fn a_page_may_post_towards_the_service_and_nowhere_else() {
    for (text, source) in [
        (REGISTERED, "https://fjordvik.example"),
        ("http://localhost:8081/cb", "http://localhost:8081"),
        ("com.example.app:/cb", "com.example.app:"),
        ("http://[::1]:4000/cb", "http:"),
    ] {
        assert_eq!(uri(text).form_action(), source);
    }
}

#[test]
fn a_bare_origin_keeps_its_text() {
    assert_eq!(uri("https://a.example").as_str(), "https://a.example");
    assert!(!uri("https://a.example").accepts("https://a.example/", false));
}

proptest! {
    #[test]
    fn case_088_one_changed_character_is_another_uri(at in 0..REGISTERED.len(), put in 0_u8..=127) {
        let mut bytes = REGISTERED.as_bytes().to_vec();
        let same = bytes[at] == put;
        bytes[at] = put;
        let presented = String::from_utf8(bytes).unwrap();
        prop_assert_eq!(uri(REGISTERED).accepts(&presented, true), same);
    }

    #[test]
    fn any_text_is_answered_and_what_is_taken_survives_storage(text in "\\PC{0,60}") {
        if let Ok(uri) = text.parse::<RedirectUri>() {
            let stored = serde_json::to_string(&uri).unwrap();
            prop_assert_eq!(serde_json::from_str::<RedirectUri>(&stored).unwrap(), uri);
        }
    }
}
