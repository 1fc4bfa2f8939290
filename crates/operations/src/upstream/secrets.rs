//! `state`, `nonce` and the PKCE secret of an attempt: made from the browser's cookie, which only
//! that browser holds, and the attempt's name, which only this login holds. None of them is stored.

use lykill_core::Secret;
use lykill_core::id::LoginId;
use lykill_crypto::pure::{b64, prf};

/// What one attempt is recognised by.
#[derive(Debug)]
pub(super) struct Secrets {
    /// Names the login, and that this browser was sent.
    pub(super) state: String,
    /// Echoed in the ID token.
    pub(super) nonce: String,
    /// The PKCE secret: 43 characters (RFC 7636 section 4.1).
    pub(super) verifier: String,
}

impl Secrets {
    pub(super) fn of(cookie: &Secret<String>, login: LoginId, attempt: &str) -> Self {
        let derived = |what: &str| {
            let message = format!("lykill upstream {what}\n{login}\n{attempt}");
            b64::encode(&prf::hmac(cookie.expose().as_bytes(), message.as_bytes()))
        };
        Self {
            state: format!("{login}.{}", derived("state")),
            nonce: derived("nonce"),
            verifier: derived("verifier"),
        }
    }

    /// Whether a `state` that came back is this one.
    pub(super) fn has_state(&self, state: &str) -> bool {
        prf::equal(self.state.as_bytes(), state.as_bytes())
    }
}

/// The login that a `state` names, before anything of it is believed.
pub(super) fn named_login(state: &str) -> Option<LoginId> {
    let (login, _) = state.split_once('.')?;
    let id: LoginId = login.parse().ok()?;
    (id.to_string() == login).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use lykill_crypto::pure::pkce;

    fn login(byte: u8) -> LoginId {
        LoginId::from_slice(&[byte; 16]).unwrap()
    }

    #[test]
    fn case_117_every_part_is_of_this_browser_login_and_attempt_alone() {
        let cookie = |text: &str| Secret::new(text.to_owned());
        let own = Secrets::of(&cookie("a"), login(1), "x");
        assert!(own.has_state(&own.state));
        assert_eq!(named_login(&own.state), Some(login(1)));
        assert!(pkce::is_verifier(&own.verifier));
        let parts = |secrets: &Secrets| {
            [
                secrets.state.clone(),
                secrets.nonce.clone(),
                secrets.verifier.clone(),
            ]
        };
        let others = [
            Secrets::of(&cookie("b"), login(1), "x"),
            Secrets::of(&cookie("a"), login(2), "x"),
            Secrets::of(&cookie("a"), login(1), "y"),
        ];
        for other in others {
            assert!(!own.has_state(&other.state));
            for (mine, theirs) in parts(&own).iter().zip(parts(&other)) {
                assert_ne!(*mine, theirs);
            }
        }
        let [state, nonce, verifier] = parts(&own);
        assert!(!state.contains(&nonce) && nonce != verifier && !state.contains(&verifier));
    }

    #[test]
    fn what_names_no_login_names_none() {
        let id = login(0xab).to_string();
        let shouted = format!("{}.x", id.to_uppercase());
        for bad in ["", ".", "x.y", &id, &shouted] {
            assert_eq!(named_login(bad), None, "{bad}");
        }
    }
}
