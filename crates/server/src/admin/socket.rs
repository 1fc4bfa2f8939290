//! The admin socket: `DATA_DIR/admin.sock`, mode 0600. One line of JSON asks, one line answers;
//! a connection may carry several, one after another. The kernel says who is at the other end:
//! only the server's own user and root are served.

use super::command::{AdminCommand, AdminReply};
use super::execute::execute;
use crate::config::Config;
use lykill_operations::Context;
use std::fs::Permissions;
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::watch;

/// The longest command: a register of 64 MiB, with its quotes escaped.
pub(crate) const LINE_BYTES_MAX: u64 = 160 * 1024 * 1024;

/// Where the socket of a data folder is.
pub fn path(data_dir: &Path) -> PathBuf {
    data_dir.join("admin.sock")
}

/// A bound socket; its file is removed when it is dropped.
#[derive(Debug)]
pub struct AdminSocket {
    listener: UnixListener,
    path: PathBuf,
    config: Arc<Config>,
}

impl Drop for AdminSocket {
    fn drop(&mut self) {
        // Nobody is hurt by a file that stays: nothing listens on it any more.
        let _gone_already = std::fs::remove_file(&self.path);
    }
}

impl AdminSocket {
    /// Binds the socket of a data folder; a file that a crash left behind is replaced.
    ///
    /// # Errors
    /// [`io::ErrorKind::AddrInUse`] when another server listens there, and what the system says.
    pub async fn bind(config: &Config) -> io::Result<Self> {
        let path = path(&config.data_dir);
        if UnixStream::connect(&path).await.is_ok() {
            return Err(io::ErrorKind::AddrInUse.into());
        }
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let listener = UnixListener::bind(&path)?;
        std::fs::set_permissions(&path, Permissions::from_mode(0o600))?;
        let config = Arc::new(config.clone());
        Ok(Self {
            listener,
            path,
            config,
        })
    }

    /// The configuration that its commands work with.
    pub(crate) fn config(&self) -> &Config {
        &self.config
    }

    /// Serves commands until `stop` says so; a command that runs is finished by its own task.
    pub async fn serve(self, ctx: Context, mut stop: watch::Receiver<bool>) {
        loop {
            let accepted = tokio::select! {
                _ = stop.wait_for(|stop| *stop) => return,
                accepted = self.listener.accept() => accepted,
            };
            match accepted {
                Ok((stream, _)) if is_allowed(&stream) => {
                    let config = Arc::clone(&self.config);
                    tokio::spawn(converse(stream, ctx.clone(), config));
                }
                Ok(_) => tracing::warn!("the admin socket was opened by another user"),
                Err(error) => {
                    tracing::warn!(%error, "the admin socket takes no connection");
                    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
                }
            }
        }
    }
}

fn is_allowed(stream: &UnixStream) -> bool {
    let own = rustix::process::geteuid().as_raw();
    stream
        .peer_cred()
        .is_ok_and(|peer| peer.uid() == own || peer.uid() == 0)
}

async fn converse(mut stream: UnixStream, ctx: Context, config: Arc<Config>) {
    let (reading, mut writing) = stream.split();
    let mut reading = BufReader::new(reading);
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = (&mut reading)
            .take(LINE_BYTES_MAX)
            .read_until(b'\n', &mut line)
            .await;
        if !read.is_ok_and(|length| length > 0) {
            return;
        }
        let reply = match serde_json::from_slice::<AdminCommand>(&line) {
            Ok(command) => execute(&ctx, &config, command).await,
            // The message of the parser may quote what was typed; the place says enough.
            Err(error) => AdminReply::failed(format!(
                "the command is not understood (column {})",
                error.column()
            )),
        };
        let Ok(mut reply) = serde_json::to_vec(&reply) else {
            return;
        };
        reply.push(b'\n');
        if writing.write_all(&reply).await.is_err() {
            return;
        }
    }
}
