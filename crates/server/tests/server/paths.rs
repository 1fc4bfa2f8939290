//! Tricks with paths (security.md case 198): what is not written exactly as in a table of routes
//! is nothing, on either listener.

use crate::process::Site;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

/// Other ways to write a path, for those who read paths twice.
fn tricks(path: &str) -> Vec<String> {
    let bare = path.trim_start_matches('/');
    let (first, rest) = bare.split_at(1);
    let coded = format!("%{:02x}", bare.as_bytes()[0]);
    vec![
        format!("//{bare}"),
        format!("/./{bare}"),
        format!("/x/../{bare}"),
        format!("/x/..;/{bare}"),
        format!("/static/../{bare}"),
        format!("/static/..%2f{bare}"),
        format!("/static/%2e%2e/{bare}"),
        format!("/static/..%252f{bare}"),
        format!("/{coded}{rest}"),
        format!("/%25{}{rest}", &coded[1..]),
        format!("/{}{rest}", first.to_uppercase()),
        format!("{path}/"),
        format!("{path}."),
        format!("{path};x=y"),
        format!("{path}%00"),
        format!("{path}%20"),
        format!("{path}/..;/"),
        format!("\\{bare}"),
        format!("http://evil.example/{bare}/"),
    ]
}

/// The status of a request with this very path, as no client library would send it.
fn status(server: &str, path: &str) -> u16 {
    let address = server.trim_start_matches("http://").trim_end_matches('/');
    let mut stream = TcpStream::connect(address).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(5)))
        .unwrap();
    let head = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = Vec::new();
    let _cut_off = stream.read_to_end(&mut answer);
    let text = String::from_utf8_lossy(&answer);
    let status = text.split(' ').nth(1).and_then(|word| word.parse().ok());
    status.unwrap_or_else(|| panic!("{path}: {text:?}"))
}

#[test]
fn case_198_a_path_written_otherwise_is_no_path() {
    let site = Site::new(None, "");
    let token = site.file("token", "0123456789abcdef0123456789abcdef");
    let owner = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    std::fs::set_permissions(&token, owner).unwrap();
    let text = std::fs::read_to_string(site.config()).unwrap();
    let with_token = format!("[management]\ntoken_file = \"{}\"", token.display());
    site.write(&text.replace("[management]", &with_token));
    site.json(&["migrate"]);
    let server = site.serve();
    let (public, management) = (server.url(""), server.management(""));
    assert_eq!(status(&management, "/metrics"), 401);
    assert_eq!(status(&management, "/health/live"), 200);
    for path in ["/metrics", "/health/ready"] {
        for trick in tricks(path) {
            let told = status(&management, &trick);
            assert!(matches!(told, 400 | 404), "management {trick}: {told}");
        }
    }
    // The public listener has none of the inner addresses, however they are written.
    let inner = [
        "/metrics",
        "/health/ready",
        "/admin",
        "/demo",
        "/demo/people",
        "/demo/post",
    ];
    for path in inner {
        assert_eq!(status(&public, path), 404, "{path}");
        for trick in tricks(path) {
            let told = status(&public, &trick);
            assert!(matches!(told, 400 | 404), "public {trick}: {told}");
        }
    }
    assert_eq!(status(&public, "/jwks"), 200);
    for trick in tricks("/jwks") {
        let told = status(&public, &trick);
        assert!(matches!(told, 400 | 404), "public {trick}: {told}");
    }
}
