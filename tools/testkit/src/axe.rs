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
    runOnly: RULES,
    resultTypes: ["violations", "incomplete"],
}).then((found) => [...found.violations, ...found.incomplete].flatMap((rule) =>
    rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")}: ${
        [...node.any, ...node.all, ...node.none].map((check) => check.message).join("; ")}`)))"#;
/// WCAG 2.2 A and AA, and what the checker's makers take for good practice.
const ALL: &str = r#"["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]"#;
/// The rules whose verdict can differ from one colour scheme to the other.
const COLOURS: &str = r#"{ "type": "rule", "values": ["color-contrast", "link-in-text-block"] }"#;

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
        self.run_axe(ALL).await
    }

    /// As [`Chromium::axe`], for a page that was checked whole in the other colour scheme.
    pub async fn axe_colours(&self) -> Vec<String> {
        self.run_axe(COLOURS).await
    }

    async fn run_axe(&self, rules: &str) -> Vec<String> {
        let found = self.evaluate(&RUN.replace("RULES", rules)).await;
        serde_json::from_value(found).unwrap()
    }
}
