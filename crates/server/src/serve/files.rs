//! Open files: as many as the configuration can need are asked for before anything is served, so
//! that a shortage shows at the start and not under load (security.md case 210).

use super::ServeError;
use crate::config::Config;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Files beside the connections: database, readers, log, key file, sockets, letters, e-mails, 64
/// services that hear of logouts, 64 callers of the management listener.
const BESIDE: u64 = 256;

/// Raises the limit of this process as far as it may, and refuses to start when that is too low.
///
/// # Errors
/// [`ServeError::OpenFiles`].
pub(super) fn reserve(config: &Config) -> Result<(), ServeError> {
    let connections = config.server.max_connections + config.database.max_connections;
    let connections = match config.certificates {
        Some(_) => connections + config.server.max_connections,
        None => connections,
    };
    let needed = u64::try_from(connections).unwrap_or(u64::MAX) + BESIDE;
    let limit = getrlimit(Resource::Nofile);
    let enough = |allowed: Option<u64>| allowed.is_none_or(|allowed| allowed >= needed);
    if enough(limit.current) {
        return Ok(());
    }
    let raised = Rlimit {
        current: Some(needed),
        maximum: limit.maximum,
    };
    if enough(limit.maximum) && setrlimit(Resource::Nofile, raised).is_ok() {
        return Ok(());
    }
    Err(ServeError::OpenFiles {
        needed,
        allowed: limit.maximum.or(limit.current).unwrap_or(u64::MAX),
    })
}
