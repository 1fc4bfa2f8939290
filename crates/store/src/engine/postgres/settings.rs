//! What a server says about itself, and whether that is good enough.

use crate::dialect::Engine;
use crate::error::OpenError;

/// The first version that is tested, as the server counts.
const NEEDED: (&str, u32) = ("15", 150_000);

/// What the server says about itself.
pub(super) struct Settings {
    version: String,
    version_number: u32,
    synchronous_commit: String,
    /// Whether it follows another server.
    pub(super) in_recovery: bool,
    /// How many promotions led to it; of a server that follows another one 0.
    pub(super) timeline: u32,
}

impl Settings {
    pub(super) async fn of(client: &tokio_postgres::Client) -> Result<Self, tokio_postgres::Error> {
        let text = "select current_setting('server_version'), \
                    cast(current_setting('server_version_num') as bigint), \
                    current_setting('synchronous_commit'), pg_is_in_recovery(), \
                    case when pg_is_in_recovery() then '' \
                    else pg_walfile_name(pg_current_wal_lsn()) end";
        let row = client.query_one(text, &[]).await?;
        Ok(Self {
            version: row.try_get(0)?,
            version_number: u32::try_from(row.try_get::<_, i64>(1)?).unwrap_or(0),
            synchronous_commit: row.try_get(2)?,
            in_recovery: row.try_get(3)?,
            timeline: timeline(row.try_get(4)?),
        })
    }

    pub(super) fn check(&self) -> Result<(), OpenError> {
        let (needed, least) = NEEDED;
        if self.version_number < least {
            let found = self.version.clone();
            let reason = "nothing older is tested";
            return Err(OpenError::TooOld {
                engine: Engine::Postgres,
                found,
                needed,
                reason,
            });
        }
        if self.in_recovery {
            return Err(OpenError::Standby);
        }
        // `local` does not wait for a synchronous standby, so a failover could lose what was
        // acknowledged; `off` does not even wait for the disk (security.md case 203).
        match self.synchronous_commit.as_str() {
            "on" | "remote_apply" | "remote_write" => Ok(()),
            loose => Err(OpenError::Loose(loose.to_owned())),
        }
    }
}

/// The name of a segment of the log begins with its timeline: 8 hexadecimal digits.
fn timeline(segment: &str) -> u32 {
    let digits = segment.get(..8).unwrap_or_default();
    u32::from_str_radix(digits, 16).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timeline_is_read_from_the_name_of_a_segment() {
        assert_eq!(timeline("0000001A000000A000000029"), 26);
        assert_eq!(timeline(""), 0);
    }

    fn settings() -> Settings {
        Settings {
            version: "15.7".to_owned(),
            version_number: 150_007,
            synchronous_commit: "on".to_owned(),
            in_recovery: false,
            timeline: 1,
        }
    }

    #[test]
    fn case_203_a_loose_commit_is_refused() {
        assert_eq!(settings().check(), Ok(()));
        for loose in ["off", "local"] {
            let synchronous_commit = loose.to_owned();
            let error = Settings {
                synchronous_commit,
                ..settings()
            }
            .check()
            .unwrap_err();
            assert_eq!(error, OpenError::Loose(loose.to_owned()));
        }
    }

    #[test]
    fn a_standby_and_an_old_server_are_refused() {
        let standby = Settings {
            in_recovery: true,
            ..settings()
        };
        assert_eq!(standby.check(), Err(OpenError::Standby));
        let old = Settings {
            version_number: 140_012,
            version: "14.12".to_owned(),
            ..settings()
        };
        let text = old.check().unwrap_err().to_string();
        assert!(
            text.starts_with("postgres 14.12 is too old: 15 or newer"),
            "{text}"
        );
    }
}
