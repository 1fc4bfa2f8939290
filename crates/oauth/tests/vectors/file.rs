//! Reading the files.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::fmt::Debug;
use std::fs;
use std::path::{Path, PathBuf};

/// One case.
pub struct Vector {
    /// The folder that it stands in.
    pub folder: String,
    /// Folder and file, for messages.
    pub name: String,
    /// The security cases that it guards.
    pub cases: Vec<u16>,
    input: Value,
    expect: Value,
}

/// What every file says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Whole {
    fault: String,
    source: String,
    #[serde(default)]
    cases: Vec<u16>,
    input: Value,
    expect: Value,
}

impl Vector {
    /// What comes in.
    pub fn input<T: DeserializeOwned>(&self) -> T {
        let input = serde_json::from_value(self.input.clone());
        input.unwrap_or_else(|error| panic!("{}: input: {error}", self.name))
    }

    /// What must come out.
    pub fn expected<T: DeserializeOwned>(&self) -> T {
        let expect = serde_json::from_value(self.expect.clone());
        expect.unwrap_or_else(|error| panic!("{}: expect: {error}", self.name))
    }
}

/// Every file of the folder, in the order of their names.
pub fn all() -> Vec<Vector> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../vectors");
    let mut vectors = Vec::new();
    for folder in children(&root) {
        let folder_name = last(&folder);
        if folder.is_dir() {
            let files = children(&folder);
            vectors.extend(files.iter().map(|file| read(&folder_name, file)));
        } else {
            assert_eq!(folder_name, "README.md", "a file outside the folders");
        }
    }
    vectors
}

fn children(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut paths: Vec<PathBuf> = entries.map(|one| one.expect("an entry").path()).collect();
    paths.sort();
    paths
}

fn last(path: &Path) -> String {
    let name = path.file_name().expect("a name");
    name.to_str().expect("a name in UTF-8").to_owned()
}

fn read(folder: &str, file: &Path) -> Vector {
    let name = format!("{folder}/{}", last(file));
    assert!(name.ends_with(".json"), "{name}: not a case");
    let text = fs::read(file).expect("a file");
    let whole: Whole = serde_json::from_slice(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
    assert!(
        !whole.fault.is_empty() && !whole.source.is_empty(),
        "{name}"
    );
    Vector {
        folder: folder.to_owned(),
        name,
        cases: whole.cases,
        input: whole.input,
        expect: whole.expect,
    }
}

/// The name of an enum's variant, as its debug form begins.
pub fn variant(error: &dyn Debug) -> String {
    let text = format!("{error:?}");
    let end = text.find(|c: char| !c.is_ascii_alphanumeric());
    text.get(..end.unwrap_or(text.len()))
        .unwrap_or_default()
        .to_owned()
}
