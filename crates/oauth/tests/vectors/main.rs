//! The cases of `vectors/`: each file says what comes in, what must come out, and why.
//!
//! Every file of the folder is read; one that no runner takes, or that says more than its runner
//! understands, fails. A test that carries the number of a security case runs the files that name
//! it.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "tests stop at the first surprise"
)]

mod authorize;
mod client;
mod file;
mod jose;
mod oath;
mod token;

use file::{Vector, all};

/// Answers one file, or fails.
type Runner = fn(&Vector);

/// Which rule a folder asks.
const RUNNERS: [(&str, Runner); 11] = [
    ("authorize", authorize::run),
    ("client-assertion", client::assertion),
    ("client-auth", client::auth),
    ("id-token-hint", authorize::hint),
    ("jwk", jose::jwk),
    ("jws", jose::jws),
    ("oath", oath::run),
    ("pkce", token::pkce),
    ("redirect-uri", client::redirect_uri),
    ("registration", client::registration),
    ("token-request", token::request),
];

fn run(vector: &Vector) {
    let runner = RUNNERS.iter().find(|(folder, _)| *folder == vector.folder);
    let (_, runner) = runner.unwrap_or_else(|| panic!("{}: no runner takes it", vector.name));
    runner(vector);
}

#[test]
fn every_file_is_answered_as_it_says() {
    let vectors = all();
    for (folder, _) in RUNNERS {
        let files = vectors.iter().filter(|one| one.folder == folder).count();
        assert!(files >= 5, "{folder}: {files} files");
    }
    vectors.iter().for_each(run);
}

/// Runs the files that name a case of `docs/security.md`.
fn of_case(number: u16) {
    let vectors = all();
    let named = vectors.iter().filter(|one| one.cases.contains(&number));
    let count = named.inspect(|one| run(one)).count();
    assert!(count > 0, "no file names case {number}");
}

/// One test for each row of `docs/security.md` that files name.
macro_rules! cases {
    ($($name:ident: $number:literal,)*) => {
        $(#[test]
        fn $name() {
            of_case($number);
        })*

        #[test]
        fn every_case_that_a_file_names_has_its_test() {
            let tested = [$($number),*];
            for vector in all() {
                let without = vector.cases.iter().find(|case| !tested.contains(*case));
                assert_eq!(without, None, "{}", vector.name);
            }
        }
    };
}

cases! {
    case_025_codes_of_tokens: 25,
    case_086_prompts: 86,
    case_088_redirect_uris: 88,
    case_092_exchanges_that_lack_a_part: 92,
    case_093_challenges_and_verifiers: 93,
    case_094_flows_that_are_not_served: 94,
    case_100_client_assertions: 100,
    case_103_tokens_in_the_wrong_place: 103,
    case_104_levels: 104,
    case_105_ages: 105,
    case_106_nonces_and_states: 106,
    case_115_long_requests: 115,
    case_116_requests_that_can_be_read_in_two_ways: 116,
    case_122_no_algorithm: 122,
    case_123_a_key_of_another_kind: 123,
    case_124_keys_that_the_sender_brings: 124,
    case_125_duplicate_and_unprotected_members: 125,
    case_126_ecdsa_out_of_range: 126,
    case_127_ed25519_small_order_and_not_reduced: 127,
    case_128_crit_and_b64: 128,
    case_129_strange_kids: 129,
    case_130_encrypted_and_compressed_tokens: 130,
    case_131_json_that_can_be_read_in_two_ways: 131,
    case_132_token_types: 132,
    case_182_hosts_that_would_split_a_policy: 182,
}
