//! The other end of the admin socket.

use super::command::{AdminCommand, AdminReply};
use super::socket;
use std::io;
use std::path::Path;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::UnixStream;

/// Asks the server of a data folder; none when nothing listens there.
///
/// # Errors
/// What the system says once a connection stands.
pub(super) async fn ask(data_dir: &Path, command: &AdminCommand) -> io::Result<Option<AdminReply>> {
    let mut stream = match UnixStream::connect(socket::path(data_dir)).await {
        Ok(stream) => stream,
        Err(error) if is_nobody(&error) => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut line = serde_json::to_vec(command)?;
    line.push(b'\n');
    stream.write_all(&line).await?;
    let mut reply = Vec::new();
    BufReader::new(stream).read_until(b'\n', &mut reply).await?;
    if reply.is_empty() {
        return Err(io::ErrorKind::ConnectionReset.into());
    }
    Ok(Some(serde_json::from_slice(&reply)?))
}

/// No socket, or one that a server left behind.
fn is_nobody(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused
    )
}
