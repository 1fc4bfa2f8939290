//! What happens to a server: it is killed and starts again, it has a standby that follows it, the
//! standby takes over.

use super::sql::sql_run;
use super::{PgCluster, account, command, new_folder, run};
use rustix::process::{Pid, Signal, kill_process};
use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::time::Duration;

/// How long what a server does is waited for: 30 s.
const LOOKS_MAX: u32 = 300;
const LOOK_EVERY: Duration = Duration::from_millis(100);

impl PgCluster {
    /// Sends a signal to the postmaster.
    ///
    /// # Errors
    /// When it is gone.
    pub fn signal(&self, signal: Signal) -> io::Result<()> {
        let pid = i32::try_from(self.pid()).ok().and_then(Pid::from_raw);
        let pid = pid.ok_or(io::ErrorKind::NotFound)?;
        Ok(kill_process(pid, signal)?)
    }

    /// `kill -9` of the postmaster; its processes end by themselves when they notice.
    ///
    /// # Errors
    /// When it is gone already.
    pub fn kill(&mut self) -> io::Result<()> {
        self.signal(Signal::KILL)?;
        self.server.wait().map(drop)
    }

    /// Starts a killed server again, on its data, port and settings.
    ///
    /// # Errors
    /// When it does not start; its log is in the message.
    pub fn start_again(&mut self) -> io::Result<()> {
        let mut tries = 0;
        loop {
            self.server = super::launch(&self.folder, self.port, &self.settings)?;
            match self.wait_until_ready() {
                Ok(()) => return Ok(()),
                // Processes of the killed one still hold its shared memory.
                Err(_) if tries < 50 => tries += 1,
                Err(error) => return Err(error),
            }
            std::thread::sleep(LOOK_EVERY);
        }
    }

    /// A second server that copied this one and follows its log, with settings of its own. It
    /// answers readers.
    ///
    /// # Errors
    /// When it cannot be copied or does not start.
    pub fn standby(&self, settings: &[(&str, &str)]) -> io::Result<Self> {
        let folder = new_folder()?;
        let data = folder.join("data");
        super::create_owned(&data, account()?)?;
        fs::set_permissions(&data, fs::Permissions::from_mode(0o700))?;
        let mut copy = command(&Self::binary("pg_basebackup")?, account()?);
        copy.args(["-R", "-X", "stream", "-c", "fast", "--no-sync"]);
        copy.args(["-h", "127.0.0.1", "-U", super::SUPERUSER, "-p"]);
        run(copy.arg(self.port.to_string()).arg("-D").arg(&data))?;
        Self::start_on(folder, std::process::id(), settings)
    }

    /// From now on a commit of this server is acknowledged when a standby has it, too. Comes back
    /// when one does.
    ///
    /// # Errors
    /// When no standby follows.
    pub async fn commit_on_a_standby(&self) -> io::Result<()> {
        let url = self.url("postgres");
        for statement in [
            "alter system set synchronous_standby_names = '*'",
            "select pg_reload_conf()",
        ] {
            sql_run(&url, statement).await?;
        }
        // Divides by zero until there is one.
        let question = "select 1 / count(*) from pg_stat_replication where sync_state = 'sync'";
        for _ in 0..LOOKS_MAX {
            if sql_run(&url, question).await.is_ok() {
                return Ok(());
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
        Err(io::Error::other("no standby follows"))
    }

    /// This standby takes over, by `pg_ctl promote`; comes back when it writes.
    ///
    /// # Errors
    /// When it does not.
    pub fn promote(&self) -> io::Result<()> {
        let mut promote = command(&Self::binary("pg_ctl")?, account()?);
        run(promote
            .args(["promote", "-w", "-D"])
            .arg(self.folder.join("data")))
    }
}
