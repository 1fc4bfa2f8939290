//! axe-core, the accessibility checker of the npm packages in `tests/npm`, run inside a page.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "tests stop at the first surprise"
)]

use crate::Chromium;
use std::path::Path;
use std::sync::OnceLock;

/// Runs the checks; what it returns is short enough to read in a test's output.
const RUN: &str = r#"axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    resultTypes: ["violations", "incomplete"],
}).then((found) => [...found.violations, ...found.incomplete].flatMap((rule) =>
    rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")}: ${
        [...node.any, ...node.all, ...node.none].map((check) => check.message).join("; ")}`)))"#;

fn source() -> &'static str {
    static SOURCE: OnceLock<String> = OnceLock::new();
    SOURCE.get_or_init(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/npm");
        let file = folder.join("node_modules/axe-core/axe.min.js");
        std::fs::read_to_string(file).expect("`cargo xtask setup` installs tests/npm")
    })
}

impl Chromium {
    /// Loads the checker into the page that is shown.
    pub async fn load_axe(&self) {
        self.evaluate(&format!("{};0", source())).await;
    }

    /// What the checker finds, violations and what it cannot decide; it must be loaded.
    pub async fn axe(&self) -> Vec<String> {
        serde_json::from_value(self.evaluate(RUN).await).unwrap()
    }
}
