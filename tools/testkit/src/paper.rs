//! What programs that are not ours read on the paper: Poppler's and qpdf, on a PDF in memory.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "tests stop at the first surprise"
)]

use std::path::Path;
use std::process::{Command, Output};

const MM: f32 = 25.4 / 72.0;

/// A word and the box around it, in millimetres from the top left corner of its page.
#[derive(Debug, Clone)]
pub struct Word {
    /// What it says.
    pub text: String,
    /// Its page, from 1.
    pub page: usize,
    /// Its left edge.
    pub x: f32,
    /// Its upper edge.
    pub y: f32,
    /// Its right edge.
    pub right: f32,
    /// Its lower edge.
    pub bottom: f32,
}

/// Runs a program on the file; its name stands where an argument is `FILE`.
pub fn program(name: &str, arguments: &[&str], pdf: &[u8]) -> Output {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("print.pdf");
    std::fs::write(&path, pdf).expect("written");
    let file = Path::to_str(&path).expect("UTF-8");
    let arguments = arguments
        .iter()
        .map(|a| if *a == "FILE" { file } else { *a });
    let run = Command::new(name).args(arguments).output();
    run.unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// What it says on standard output.
pub fn said(name: &str, arguments: &[&str], pdf: &[u8]) -> String {
    let out = program(name, arguments, pdf);
    let error = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "{name}: {error}");
    // Titles of headings and tables come as they stand in the file, which is not UTF-8.
    String::from_utf8_lossy(&out.stdout).into_owned()
}

/// All words, one space between them.
pub fn words(pdf: &[u8]) -> String {
    one_spaced(&said("pdftotext", &["FILE", "-"], pdf))
}

/// The same words with one space between them.
pub fn one_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Each word with its box.
pub fn boxes(pdf: &[u8]) -> Vec<Word> {
    let html = said("pdftotext", &["-bbox", "FILE", "-"], pdf);
    let (mut words, mut page) = (Vec::new(), 0);
    for line in html.lines().map(str::trim) {
        if line.starts_with("<page ") {
            page += 1;
        }
        let Some(word) = line.strip_prefix("<word ") else {
            continue;
        };
        let (attributes, text) = word.split_once('>').expect("a tag");
        let value = |name: &str| {
            let rest = attributes.split(&format!("{name}=\"")).nth(1);
            let number = rest.and_then(|rest| rest.split('"').next());
            number.expect("a value").parse::<f32>().expect("a number") * MM
        };
        words.push(Word {
            text: text.trim_end_matches("</word>").to_owned(),
            page,
            x: value("xMin"),
            y: value("yMin"),
            right: value("xMax"),
            bottom: value("yMax"),
        });
    }
    words
}

/// What a screen reader gets, in its order: the texts of the structure.
pub fn structure(pdf: &[u8]) -> String {
    said("pdfinfo", &["-struct-text", "FILE"], pdf)
}
