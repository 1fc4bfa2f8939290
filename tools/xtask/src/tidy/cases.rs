//! docs/security.md says which tests guard which case; this compares it with the tests that exist.
//!
//! A row names a test as a package or folder, a file in backticks, and how many tests there are:
//! ``operations `moves` ×4``. Whatever else stands in a row is read by people only, and so are
//! vectors, which are files and no tests.

use std::collections::BTreeMap;
use std::io;

use super::Finding;
use super::source::Source;

/// The document.
pub const DOCUMENT: &str = "docs/security.md";

/// What a row may begin a name with: the folders below `crates/` and `tools/` that have tests.
const PACKAGES: &[&str] = &[
    "core",
    "crypto",
    "issuer",
    "broker",
    "oauth",
    "store",
    "fetch",
    "operations",
    "delivery",
    "web",
    "server",
    "portal",
    "simulator",
    "soak",
    "testkit",
];

/// How many tests of a case a file has, by case and path.
type Tests = BTreeMap<(u32, String), usize>;

/// What a row says of one file.
#[derive(Debug, PartialEq, Eq)]
struct Named {
    /// The package, or the package and a folder of its tests.
    folder: String,
    /// The end of the file's path.
    file: String,
    /// How many tests.
    count: usize,
}

/// Findings in the document as it was read; without it no case has its tests.
pub fn of(document: io::Result<String>, sources: &[Source]) -> Vec<Finding> {
    match document {
        Ok(text) => compare(&text, sources),
        Err(error) => {
            let message = format!("cannot be read: {error}; it says which tests guard a case");
            vec![Finding::new(DOCUMENT, 1, message)]
        }
    }
}

/// Findings in the document, whose text this is.
fn compare(text: &str, sources: &[Source]) -> Vec<Finding> {
    let tests = tests(sources);
    let mut findings = Vec::new();
    let mut rows = BTreeMap::new();
    for (line, (cases, named)) in text.lines().zip(1..).filter_map(|(row, line)| {
        let (cases, cell) = row_of(row)?;
        Some((line, (cases, names(cell))))
    }) {
        for case in cases {
            findings.extend(of_row(line, case, &named, &tests));
            rows.insert(case, line);
        }
    }
    for (case, path) in tests.keys().filter(|(case, _)| !rows.contains_key(case)) {
        let message = format!("case {case} has no row, and {path} has a test of it; write the row");
        findings.push(Finding::new(DOCUMENT, 1, message));
    }
    findings
}

fn of_row(line: usize, case: u32, named: &[Named], tests: &Tests) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut find = |message: String| findings.push(Finding::new(DOCUMENT, line, message));
    let here: Vec<(&String, usize)> = tests
        .iter()
        .filter(|((number, _), _)| *number == case)
        .map(|((_, path), count)| (path, *count))
        .collect();
    for one in named {
        let of_this = here.iter().filter(|(path, _)| is_file(path, one));
        let count: usize = of_this.map(|(_, count)| count).sum();
        if count != one.count {
            let Named { folder, file, .. } = one;
            find(format!(
                "case {case}: {folder} `{file}` has {count} tests of it, and not {}; mend the row",
                one.count
            ));
        }
    }
    for (path, _) in here {
        if !named.iter().any(|one| is_file(path, one)) {
            find(format!(
                "case {case}: the row does not name {path}; write it"
            ));
        }
    }
    findings
}

/// The cases of a row and its last cell; none for a line that is no such row.
fn row_of(row: &str) -> Option<(Vec<u32>, &str)> {
    let cells = row.strip_prefix("| ")?.strip_suffix(" |")?;
    let (cases, rest) = cells.split_once(" | ")?;
    let (first, last) = cases.split_once('–').unwrap_or((cases, cases));
    let (first, last): (u32, u32) = (first.parse().ok()?, last.parse().ok()?);
    let (_, cell) = rest.split_once(" | ")?;
    Some(((first..=last).collect(), cell))
}

/// The files that a cell names.
fn names(cell: &str) -> Vec<Named> {
    let parts: Vec<&str> = cell.split('`').collect();
    let mut named = Vec::new();
    for three in parts.windows(3).step_by(2) {
        let [before, file, after] = three else {
            continue;
        };
        let word = |c: char| c.is_ascii_alphanumeric() || c == '/';
        let folder = before.strip_suffix(' ').and_then(|before| {
            let start = before.rfind(|c| !word(c)).map_or(0, |at| at + 1);
            before.get(start..)
        });
        let package = folder.and_then(|folder| folder.split('/').next());
        let (Some(folder), Some(package)) = (folder, package) else {
            continue;
        };
        if PACKAGES.contains(&package) && *file != "vectors" {
            let digits = after.strip_prefix(" ×").unwrap_or("1");
            let end = digits.find(|c: char| !c.is_ascii_digit());
            let count = digits.get(..end.unwrap_or(digits.len()));
            named.push(Named {
                folder: folder.to_owned(),
                file: (*file).to_owned(),
                count: count.and_then(|count| count.parse().ok()).unwrap_or(0),
            });
        }
    }
    named
}

/// Whether a row's name means this file: `operations` and `world/press` mean
/// `crates/operations/tests/operations/world/press.rs`, and a folder's own `tests.rs` means the
/// folder.
fn is_file(path: &str, named: &Named) -> bool {
    let parts: Vec<&str> = path.trim_end_matches(".rs").split('/').collect();
    let Some(([_, package], inner)) = parts.split_first_chunk::<2>() else {
        return false;
    };
    let mut folders = named.folder.split('/');
    if folders.next() != Some(package) || !folders.all(|folder| inner.contains(&folder)) {
        return false;
    }
    let wanted: Vec<&str> = named.file.split('/').collect();
    let own = inner
        .split_last()
        .filter(|(last, _)| matches!(**last, "tests" | "mod"));
    inner.ends_with(&wanted) || own.is_some_and(|(_, folder)| folder.ends_with(&wanted))
}

/// The tests that carry the numbers of cases. Some stand in macros, which only a search finds.
fn tests(sources: &[Source]) -> Tests {
    let mut tests = Tests::new();
    let tested = sources
        .iter()
        .filter(|source| !source.path.starts_with("tools/xtask/"));
    for source in tested {
        for (_, after) in source.text.match_indices("fn case_").map(|(at, found)| {
            let after = source.text.get(at + found.len()..).unwrap_or_default();
            (at, after)
        }) {
            let name = after.split('(').next().unwrap_or_default();
            let mut cases: Vec<u32> = name
                .split("case_")
                .filter_map(|part| part.split('_').next()?.parse().ok())
                .collect();
            cases.dedup();
            for case in cases {
                *tests.entry((case, source.path.clone())).or_default() += 1;
            }
        }
    }
    tests
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::source::source;

    const FILE: &str = "crates/operations/tests/operations/moves.rs";

    fn said(row: &str) -> Vec<String> {
        let text = "fn case_020_a() {}\nfn case_020_case_021_b() {}\nproptest! { fn case_020_c() }";
        let of = |path: &str| source(path, text);
        let findings = compare(row, &[of(FILE), of("crates/issuer/src/letter.rs")]);
        findings
            .into_iter()
            .map(|finding| finding.message)
            .collect()
    }

    #[test]
    fn a_document_that_is_not_there_is_a_finding() {
        let gone = || Err(io::Error::from(io::ErrorKind::NotFound));
        assert_eq!(of(gone(), &[]).len(), 1);
        assert!(of(Ok(String::new()), &[]).is_empty());
    }

    #[test]
    fn a_row_that_is_true_gives_no_finding() {
        let rows = "| 20 | x | issuer `letter` ×3, operations/operations `moves` ×3: words `a` |
| 21 | y | issuer `letter`, operations `moves`, oauth `vectors`. Open: more (`b`) |
| 22–23 | z | — nothing yet |";
        assert!(said(rows).is_empty(), "{:?}", said(rows));
    }

    #[test]
    fn what_is_missing_too_much_or_miscounted_is_found() {
        let rows = "| 20 | x | issuer `letter` ×2, store `cards`, server/e2e `moves` |";
        let found = said(rows);
        let has = |part: &str| found.iter().any(|one| one.contains(part));
        assert!(
            has("issuer `letter` has 3 tests of it, and not 2"),
            "{found:?}"
        );
        assert!(has("store `cards` has 0"), "{found:?}");
        assert!(has("server/e2e `moves` has 0"), "{found:?}");
        assert!(
            has("20: the row does not name crates/operations"),
            "{found:?}"
        );
        assert!(has("case 21 has no row"), "{found:?}");
        assert_eq!(found.len(), 6, "{found:?}");
    }

    #[test]
    fn a_folder_is_named_by_its_own_tests() {
        let named = |folder: &str, file: &str| Named {
            folder: folder.to_owned(),
            file: file.to_owned(),
            count: 1,
        };
        let path = "crates/broker/src/link/tests.rs";
        assert!(is_file(path, &named("broker", "link")));
        assert!(is_file(path, &named("broker", "link/tests")));
        assert!(!is_file(path, &named("broker", "ink")));
        assert!(!is_file(path, &named("oauth", "link")));
        assert!(is_file(FILE, &named("operations", "operations/moves")));
    }
}
