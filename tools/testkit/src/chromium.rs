//! Headless Chromium, steered by Debian's chromedriver: the browser that people have.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests stop at the first surprise"
)]

use crate::leash::Leashed;
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;
use thirtyfour::prelude::*;

const FLAGS: [&str; 10] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--no-default-browser-check",
];
/// The value of a content setting that says "block".
const BLOCK: u8 = 2;
/// Longer than any page on the slowest machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A colour scheme that a person prefers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Light, Self::Dark];

    /// `light` or `dark`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// A running browser with an empty profile; it ends with this.
pub struct Chromium {
    /// For what has no method here.
    pub driver: WebDriver,
    _server: Leashed,
    _profile: TempDir,
}

impl Chromium {
    /// Starts a browser in which scripts run.
    pub async fn start(language: &str) -> Self {
        Self::launch(language, true, None).await
    }

    /// Starts a browser in a home of its own, where its store of certificates is, with further
    /// preferences.
    pub async fn at_home(language: &str, home: &Path, preferences: Value) -> Self {
        Self::launch(language, true, Some((home, preferences))).await
    }

    /// Starts a browser in which scripts are switched off, as in its settings.
    pub async fn without_scripts(language: &str) -> Self {
        let browser = Self::launch(language, false, None).await;
        assert!(!browser.runs_scripts().await, "scripts are switched off");
        browser
    }

    async fn launch(language: &str, scripts: bool, home: Option<(&Path, Value)>) -> Self {
        let profile = tempfile::Builder::new()
            .prefix("lykill-chromium-")
            .tempdir()
            .unwrap();
        let (server, port) = serve_driver(home.as_ref().map(|(home, _)| *home));
        let mut preferences = json!({ "intl.accept_languages": language });
        if let Some((_, Value::Object(more))) = home {
            preferences.as_object_mut().unwrap().extend(more);
        }
        if !scripts {
            preferences["profile.default_content_setting_values.javascript"] = json!(BLOCK);
        }
        let folder = format!("--user-data-dir={}", profile.path().display());
        let language = format!("--lang={language}");
        let arguments: Vec<&str> = FLAGS.into_iter().chain([&*folder, &*language]).collect();
        let mut capabilities = Capabilities::new();
        capabilities.set("browserName", "chrome").unwrap();
        capabilities.set("pageLoadStrategy", "normal").unwrap();
        let options = json!({
            "binary": "/usr/bin/chromium",
            "args": arguments,
            "prefs": preferences,
        });
        capabilities.set("goog:chromeOptions", options).unwrap();
        let address = format!("http://127.0.0.1:{port}");
        let session = WebDriver::builder(address, capabilities).request_timeout(PATIENCE);
        let driver = session.await.expect("Chromium starts");
        Self {
            driver,
            _server: server,
            _profile: profile,
        }
    }

    /// Goes to an address.
    pub async fn open(&self, url: impl AsRef<str>) {
        self.driver.goto(url.as_ref()).await.unwrap();
    }

    /// The address that the bar shows.
    pub async fn url(&self) -> url::Url {
        self.driver.current_url().await.unwrap()
    }

    /// What a reader sees.
    pub async fn text(&self) -> String {
        self.driver
            .find(By::Tag("body"))
            .await
            .unwrap()
            .text()
            .await
            .unwrap()
    }

    /// The text of the first element that fits a CSS selector.
    pub async fn text_of(&self, selector: &str) -> String {
        self.find(selector).await.text().await.unwrap()
    }

    /// An attribute of the first element that fits a CSS selector.
    pub async fn attribute(&self, selector: &str, name: &str) -> Option<String> {
        self.find(selector).await.attr(name).await.unwrap()
    }

    /// Whether an element fits a CSS selector.
    pub async fn has(&self, selector: &str) -> bool {
        !self
            .driver
            .find_all(By::Css(selector))
            .await
            .unwrap()
            .is_empty()
    }

    /// Types into a field, in place of what stands there.
    pub async fn fill(&self, selector: &str, text: &str) {
        let field = self.find(selector).await;
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// Presses what fits a CSS selector, and waits until the page after it fits `then`.
    pub async fn press(&self, selector: &str, then: &str) {
        self.find(selector).await.click().await.unwrap();
        self.wait_for(then).await;
    }

    /// Waits until an element fits a CSS selector.
    pub async fn wait_for(&self, selector: &str) {
        let query = self.driver.query(By::Css(selector));
        let found = query
            .wait(PATIENCE, Duration::from_millis(100))
            .exists()
            .await
            .unwrap();
        if !found {
            panic!("{}: no {selector}: {}", self.url().await, self.text().await);
        }
    }

    /// Sets the size of the page's window, in CSS pixels.
    pub async fn resize(&self, width: u32, height: u32) {
        let size = json!({
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600,
        });
        self.tell("Emulation.setDeviceMetricsOverride", size).await;
    }

    /// Prefers a colour scheme.
    pub async fn prefer(&self, theme: Theme) {
        let feature = json!({ "name": "prefers-color-scheme", "value": theme.word() });
        self.tell(
            "Emulation.setEmulatedMedia",
            json!({ "features": [feature] }),
        )
        .await;
    }

    /// Speaks the developer tools' own language.
    pub async fn tell(&self, command: &str, arguments: Value) -> Value {
        self.driver
            .cdp()
            .send_raw(command, arguments)
            .await
            .unwrap()
    }

    /// Runs a script of the test in the page; the page's own rules for scripts do not touch it.
    pub async fn evaluate(&self, script: &str) -> Value {
        let arguments =
            json!({ "expression": script, "awaitPromise": true, "returnByValue": true });
        let answer = self.tell("Runtime.evaluate", arguments).await;
        if let Some(error) = answer.get("exceptionDetails") {
            panic!("{}: {error}", self.url().await);
        }
        answer["result"]["value"].clone()
    }

    /// How far the page reaches beyond its window to the right, in CSS pixels.
    pub async fn overflow(&self) -> i64 {
        let script = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
        self.evaluate(script).await.as_i64().unwrap()
    }

    /// Shows this page, as if a server had sent it without any header.
    pub async fn show(&self, html: &str) {
        let page: String = url::form_urlencoded::byte_serialize(html.as_bytes()).collect();
        self.open(format!(
            "data:text/html;charset=utf-8,{}",
            page.replace('+', "%20")
        ))
        .await;
    }

    /// Whether scripts of pages run: shows a page with a script that would change it, and with a
    /// `noscript` that shows where none runs.
    pub async fn runs_scripts(&self) -> bool {
        self.show(
            "<title>before</title><body><p id=a>off</p><noscript><p id=b>shown</p></noscript>\
             <script>document.title='after';document.getElementById('a').textContent='on'</script>",
        )
        .await;
        let (title, text) = (self.driver.title().await.unwrap(), self.text_of("#a").await);
        let is_off = self.has("noscript p#b").await;
        match (title.as_str(), text.as_str(), is_off) {
            ("before", "off", true) => false,
            ("after", "on", false) => true,
            odd => panic!("scripts neither run nor do not: {odd:?}"),
        }
    }

    async fn find(&self, selector: &str) -> WebElement {
        match self.driver.find(By::Css(selector)).await {
            Ok(element) => element,
            Err(_) => panic!("{}: no {selector}: {}", self.url().await, self.text().await),
        }
    }
}

/// Starts chromedriver on a port that it chooses.
fn serve_driver(home: Option<&Path>) -> (Leashed, u16) {
    let mut command = Command::new("chromedriver");
    if let Some(home) = home {
        command.env("HOME", home);
    }
    command.arg("--port=0");
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut server = Leashed::start(&mut command).expect("chromium-driver is installed");
    let output = BufReader::new(server.child().stdout.take().unwrap());
    for line in output.lines() {
        let line = line.unwrap();
        let port = line.split_once("started successfully on port ");
        let port = port.and_then(|(_, port)| port.trim_end_matches('.').parse().ok());
        if let Some(port) = port {
            return (server, port);
        }
    }
    panic!("chromedriver does not say its port")
}
