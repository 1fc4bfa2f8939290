use super::*;
use crate::fixtures::{ISSUER, NOW, client};
use crate::types::ErrorCode;
use proptest::prelude::*;

const AUDIENCES: Audiences<'_> = Audiences {
    issuer: ISSUER,
    token_endpoint: "https://id.example/t",
    endpoint: "https://id.example/r",
};

fn header(id: &str, secret: &str) -> String {
    let encode =
        |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    format!(
        "Basic {}",
        STANDARD.encode(format!("{}:{}", encode(id), encode(secret)))
    )
}

fn ask(authorization: Option<&str>, body: &str) -> Result<Presented, OAuthError> {
    presented(authorization, &Params::parse(body.as_bytes()).unwrap())
}

fn decide(presented: &Presented, method: AuthMethod) -> Result<(), OAuthError> {
    let client = Client {
        token_endpoint_auth_method: method,
        ..client()
    };
    let hash = prf::sha256(b"s3cret+% \xc3\xa6");
    let registered = Registered {
        client: &client,
        secret_sha256: Some(&hash),
    };
    authenticate(presented, Some(registered), &AUDIENCES, NOW).map(|_| ())
}

#[test]
fn each_method_is_recognised_and_accepted_only_where_registered() {
    let basic = header("fjordvik-payroll", "s3cret+% \u{e6}");
    let post = "client_id=fjordvik-payroll&client_secret=s3cret%2B%25+%C3%A6";
    let presentations = [
        (
            ask(Some(&basic), "").unwrap(),
            AuthMethod::ClientSecretBasic,
        ),
        (
            ask(Some(&basic), "client_id=fjordvik-payroll").unwrap(),
            AuthMethod::ClientSecretBasic,
        ),
        (ask(None, post).unwrap(), AuthMethod::ClientSecretPost),
        (
            ask(None, "client_id=fjordvik-payroll").unwrap(),
            AuthMethod::None,
        ),
    ];
    for (presented, own) in &presentations {
        for method in AuthMethod::ALL {
            let answer = decide(presented, method);
            if method == *own {
                assert_eq!(answer, Ok(()), "{method:?}");
            } else {
                let error = answer.unwrap_err();
                assert_eq!(
                    error.code,
                    ErrorCode::InvalidClient,
                    "{own:?} as {method:?}"
                );
                assert_eq!(error.status(), 401);
            }
        }
    }
}

#[test]
fn more_than_one_method_is_refused() {
    let basic = header("a", "b");
    for (authorization, body) in [
        (Some(basic.as_str()), "client_secret=b"),
        (Some(basic.as_str()), "client_assertion=x"),
        (None, "client_id=a&client_secret=b&client_assertion=x"),
        (Some(basic.as_str()), "client_id=another"),
    ] {
        let error = ask(authorization, body).unwrap_err();
        assert_eq!(error.code, ErrorCode::InvalidRequest, "{body}");
    }
}

#[test]
fn an_unknown_client_and_a_wrong_secret_look_the_same() {
    let wrong = ask(Some(&header("fjordvik-payroll", "wrong")), "").unwrap();
    let wrong = decide(&wrong, AuthMethod::ClientSecretBasic).unwrap_err();
    let unknown = ask(Some(&header("nobody", "wrong")), "").unwrap();
    let unknown = authenticate(&unknown, None, &AUDIENCES, NOW).unwrap_err();
    assert_eq!(wrong.to_json(), unknown.to_json());
    assert_ne!(wrong.reason, unknown.reason);
}

#[test]
fn a_client_without_a_stored_secret_never_passes_with_one() {
    let client = client();
    let registered = Registered {
        client: &client,
        secret_sha256: None,
    };
    let presented = ask(Some(&header("fjordvik-payroll", "")), "").unwrap();
    let answer = authenticate(&presented, Some(registered), &AUDIENCES, NOW);
    assert_eq!(answer.unwrap_err().reason, "client-secret");
}

#[test]
fn a_header_that_is_no_basic_header_is_refused() {
    let no_colon = format!("Basic {}", STANDARD.encode("abc"));
    let bad_percent = format!("Basic {}", STANDARD.encode("a%zz:b"));
    let not_utf8 = format!("Basic {}", STANDARD.encode(b"a:\xff"));
    for bad in [
        "",
        "Basic",
        "Basic ???",
        "Bearer abc",
        "DPoP abc",
        &no_colon,
        &bad_percent,
        &not_utf8,
    ] {
        let error = ask(Some(bad), "client_id=a").unwrap_err();
        assert_eq!(error.code, ErrorCode::InvalidClient, "{bad:?}");
    }
    assert_eq!(ask(None, "").unwrap_err().code, ErrorCode::InvalidClient);
    assert_eq!(
        ask(None, "client_id=a%20b").unwrap_err().code,
        ErrorCode::InvalidClient
    );
    let error = ask(None, "client_id=a&client_assertion=x").unwrap_err();
    assert_eq!(error.reason, "assertion-type");
}

proptest! {
    #[test]
    fn every_secret_survives_the_basic_header(secret in "\\PC{1,60}") {
        let presented = ask(Some(&header("a", &secret)), "").unwrap();
        let Credential::Basic(read) = presented.credential else { panic!("not basic") };
        prop_assert_eq!(read.expose(), &secret);
    }
}
