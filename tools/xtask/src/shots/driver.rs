//! Chromium, steered through chromedriver (W3C WebDriver and the DevTools commands it passes on).

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::http::{Connection, request};
use crate::run::{Failure, Outcome, failed_to};

/// No window, no store of its own, nothing fetched from anywhere but the page. Chromium refuses
/// to run as root inside its own sandbox.
const ARGUMENTS: &[&str] = &[
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
];

/// Times that chromedriver is asked whether it is there, 50 ms apart.
const LOOKS: usize = 200;

/// A browser window; it is closed when this is dropped.
pub struct Driver {
    process: Child,
    connection: Connection,
    host: String,
    session: String,
}

/// How a page is looked at.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// The width of the window in CSS pixels; up to 600 it is a phone.
    pub width: u32,
    /// `light` or `dark`, as the person prefers.
    pub theme: &'static str,
}

impl Driver {
    /// Starts chromedriver and a browser with this empty folder for its data.
    pub fn start(data: &Path) -> Outcome<Self> {
        let address = free_address().map_err(failed_to("find a free port"))?;
        let mut command = Command::new("chromedriver");
        command.arg(format!("--port={}", address.port()));
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let process = command.spawn().map_err(failed_to(
            "start chromedriver (`cargo xtask setup` installs it)",
        ))?;
        let mut driver = Self {
            process,
            connection: Connection::to(address),
            host: address.to_string(),
            session: String::new(),
        };
        driver.wait()?;
        let arguments: Vec<String> = ARGUMENTS
            .iter()
            .map(|argument| (*argument).to_owned())
            .chain([format!("--user-data-dir={}", data.display())])
            .collect();
        let options =
            json!({ "browserName": "chrome", "goog:chromeOptions": { "args": arguments } });
        let begun = driver.ask(
            ("POST", "/session"),
            &json!({ "capabilities": { "alwaysMatch": options } }),
        )?;
        let session = begun.get("sessionId").and_then(Value::as_str);
        let session = session.ok_or_else(|| Failure::new("chromedriver began no session"))?;
        driver.session = format!("/session/{session}");
        Ok(driver)
    }

    fn wait(&mut self) -> Outcome {
        for _ in 0..LOOKS {
            if self.ask(("GET", "/status"), &Value::Null).is_ok() {
                return Ok(());
            }
            sleep(Duration::from_millis(50));
        }
        Err(Failure::new("chromedriver does not answer"))
    }

    /// Sets how the next pages are looked at.
    pub fn look(&mut self, look: Look) -> Outcome {
        let metrics = json!({
            "width": look.width,
            "height": if look.width <= 600 { 844 } else { 800 },
            "deviceScaleFactor": if look.width <= 600 { 2 } else { 1 },
            "mobile": look.width <= 600,
        });
        self.devtools("Emulation.setDeviceMetricsOverride", &metrics)?;
        let scheme = json!({ "name": "prefers-color-scheme", "value": look.theme });
        self.devtools(
            "Emulation.setEmulatedMedia",
            &json!({ "features": [scheme] }),
        )?;
        Ok(())
    }

    /// Opens a page and takes a picture of the whole of it, as PNG.
    pub fn picture(&mut self, url: &str) -> Outcome<Vec<u8>> {
        self.in_session("/url", &json!({ "url": url }))?;
        let fonts = "const done = arguments[0]; document.fonts.ready.then(() => done(true));";
        self.in_session("/execute/async", &json!({ "script": fonts, "args": [] }))?;
        let layout = self.devtools("Page.getLayoutMetrics", &json!({}))?;
        let size = layout.get("cssContentSize");
        let length = |name| size?.get(name)?.as_f64();
        let (width, height) = length("width")
            .zip(length("height"))
            .ok_or_else(|| Failure::new("Chromium tells no size of the page"))?;
        let clip = json!({ "x": 0, "y": 0, "width": width, "height": height, "scale": 1 });
        let how = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
        let taken = self.devtools("Page.captureScreenshot", &how)?;
        let data = taken.get("data").and_then(Value::as_str);
        let data = data.ok_or_else(|| Failure::new("Chromium took no picture"))?;
        STANDARD.decode(data).map_err(failed_to("read a picture"))
    }

    fn devtools(&mut self, command: &str, parameters: &Value) -> Outcome<Value> {
        let body = json!({ "cmd": command, "params": parameters });
        self.in_session("/goog/cdp/execute", &body)
    }

    fn in_session(&mut self, path: &str, body: &Value) -> Outcome<Value> {
        let path = format!("{}{path}", self.session);
        self.ask(("POST", &path), body)
    }

    fn ask(&mut self, line: (&str, &str), body: &Value) -> Outcome<Value> {
        let text = body.to_string();
        let body = (!body.is_null()).then_some(("application/json", text.as_str()));
        let bytes = request(line, &self.host, &[], body);
        let answer = self.connection.send(&bytes);
        let answer = answer.map_err(failed_to("ask chromedriver"))?;
        let said: Value =
            serde_json::from_slice(&answer.body).map_err(failed_to("understand chromedriver"))?;
        let value = said.get("value").cloned().unwrap_or_default();
        if answer.status == 200 {
            return Ok(value);
        }
        let message = value.get("message").and_then(Value::as_str);
        let message = message
            .and_then(|text| text.lines().next())
            .unwrap_or_default();
        Err(Failure::new(format!(
            "chromedriver: {} {}: {message}",
            line.0, line.1
        )))
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        if !self.session.is_empty() {
            let session = self.session.clone();
            // The browser ends with its session; if not, nothing more can be done about it.
            let _ = self.ask(("DELETE", &session), &Value::Null);
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn free_address() -> io::Result<SocketAddr> {
    TcpListener::bind(("127.0.0.1", 0))?.local_addr()
}
