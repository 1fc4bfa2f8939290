use super::*;
use crate::fixtures::{NOW, client, code_grant};
use crate::types::AuthMethod;

const LIVING: [u8; 32] = [1; 32];
const FORMER: [u8; 32] = [2; 32];
const OLDER: [u8; 32] = [3; 32];

fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

fn refreshing(method: AuthMethod) -> Client {
    Client {
        refresh_tokens: true,
        token_endpoint_auth_method: method,
        ..client()
    }
}

fn grant() -> RefreshGrant {
    RefreshGrant::from_code(&code_grant(), NOW, seconds(7200))
}

fn family(grant: &RefreshGrant) -> StoredFamily<'_> {
    StoredFamily {
        grant,
        token_hash: &LIVING,
        former_hash: Some(&FORMER),
        rotated_at: NOW,
        idle_until: NOW + seconds(1800),
        is_revoked: false,
    }
}

fn ask(
    presented: [u8; 32],
    method: AuthMethod,
    after: u64,
) -> Result<Exchange, (&'static str, bool)> {
    let grant = grant();
    let client = refreshing(method);
    let answer = check(
        Some(family(&grant)),
        &client,
        &presented,
        NOW + seconds(after),
    );
    answer.map_err(|refused| {
        assert_eq!(refused.error.code, ErrorCode::InvalidGrant);
        (refused.error.reason, refused.revoke_family)
    })
}

#[test]
fn case_096_a_token_is_exchanged_once_and_a_replay_ends_the_family() {
    for method in AuthMethod::ALL {
        assert_eq!(ask(LIVING, method, 1), Ok(Exchange::Rotate));
        for after in [0, 1, 29, 30, 4000] {
            let older = ask(OLDER, method, after);
            assert_eq!(older, Err(("refresh-replayed", true)), "{after}");
        }
    }
}

#[test]
fn case_096_a_lost_answer_is_repeated_for_thirty_seconds_to_a_proven_client() {
    for method in AuthMethod::ALL {
        for (after, in_time) in [(0, true), (29, true), (30, false), (31, false)] {
            let expected = if in_time && method.proves() {
                Ok(Exchange::Repeat)
            } else {
                Err(("refresh-replayed", true))
            };
            assert_eq!(ask(FORMER, method, after), expected, "{method:?} {after}");
        }
    }
}

#[test]
fn case_179_it_ends_idle_and_it_ends_at_last() {
    let basic = AuthMethod::ClientSecretBasic;
    assert_eq!(ask(LIVING, basic, 1799), Ok(Exchange::Rotate));
    assert_eq!(ask(LIVING, basic, 1800), Err(("refresh-idle", false)));
    let grant = grant();
    assert_eq!(grant.expires_at, code_grant().auth_time + seconds(7200));
    let busy = StoredFamily {
        idle_until: NOW + seconds(9000),
        ..family(&grant)
    };
    let client = refreshing(basic);
    // The login was five seconds before the code.
    let at = |after| check(Some(busy), &client, &LIVING, NOW + seconds(after));
    assert_eq!(at(7194), Ok(Exchange::Rotate));
    assert_eq!(at(7195).unwrap_err().error.reason, "refresh-expired");
}

#[test]
fn another_client_changes_nothing_and_learns_nothing() {
    let grant = grant();
    let other = Client {
        client_id: "other".parse().unwrap(),
        ..refreshing(AuthMethod::ClientSecretBasic)
    };
    for presented in [LIVING, FORMER, OLDER] {
        let theirs = check(Some(family(&grant)), &other, &presented, NOW).unwrap_err();
        let nobodys = check(None, &other, &presented, NOW).unwrap_err();
        assert_eq!(theirs, nobodys);
        assert!(!theirs.revoke_family);
    }
}

#[test]
fn a_revoked_family_stays_revoked_and_who_is_not_registered_gets_nothing() {
    let grant = grant();
    let revoked = StoredFamily {
        is_revoked: true,
        ..family(&grant)
    };
    let client = refreshing(AuthMethod::ClientSecretBasic);
    let answer = check(Some(revoked), &client, &LIVING, NOW).unwrap_err();
    assert_eq!(answer.error.reason, "refresh-revoked");
    let without = Client {
        refresh_tokens: false,
        ..client
    };
    let answer = check(Some(family(&grant)), &without, &LIVING, NOW).unwrap_err();
    assert_eq!(answer.error.code, ErrorCode::UnauthorizedClient);
}

#[test]
fn an_access_token_does_not_outlive_its_family() {
    let grant = grant();
    let scope = grant.scope.clone();
    let early = grant.access((scope.clone(), None), NOW, seconds(120));
    assert_eq!(early.expires_at, NOW + seconds(120));
    let late = grant.access((scope, None), NOW + seconds(7190), seconds(120));
    assert_eq!(late.expires_at, grant.expires_at);
}
