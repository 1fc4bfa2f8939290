//! How a command reaches the database: through the server that runs, or else by opening it.

use super::client;
use super::command::{AdminCommand, AdminReply};
use super::execute::execute;
use crate::config::{self, BadConfig, Config};
use crate::demo::{self, DemoError};
use crate::wiring::{self, Opening, WireError};
use lykill_operations::startup::Deployment;
use std::path::PathBuf;

/// Which deployment a command is for.
#[derive(Debug, Clone)]
pub enum Place {
    /// The one of a configuration file.
    Config(PathBuf),
    /// The demo of a data folder.
    DataDir(PathBuf),
}

/// Why a command was neither done nor refused.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// The configuration is wrong.
    #[error(transparent)]
    Config(#[from] BadConfig),
    /// The data folder is no demo's.
    #[error(transparent)]
    Demo(#[from] DemoError),
    /// The socket is there but cannot be used.
    #[error("{0}: {1}")]
    Socket(PathBuf, std::io::Error),
    /// Nothing can be opened.
    #[error(transparent)]
    Wire(#[from] WireError),
}

impl Place {
    /// The configuration, and the kind of deployment that it belongs to.
    ///
    /// # Errors
    /// [`AskError`] when the file or folder cannot be read.
    pub fn config(&self) -> Result<(Config, Deployment), AskError> {
        match self {
            Self::Config(file) => Ok((config::load(file)?, Deployment::Serve)),
            Self::DataDir(folder) => Ok((demo::config_of(folder)?, Deployment::Demo)),
        }
    }
}

/// Has a command carried out.
///
/// # Errors
/// [`AskError`] when neither a server nor the database can be reached.
pub async fn ask(place: &Place, command: AdminCommand) -> Result<AdminReply, AskError> {
    let (config, deployment) = place.config()?;
    let asked = client::ask(&config.data_dir, &command).await;
    let socket = || super::socket::path(&config.data_dir);
    if let Some(reply) = asked.map_err(|error| AskError::Socket(socket(), error))? {
        return Ok(reply);
    }
    let ctx = wiring::open(
        &config,
        Opening {
            deployment,
            migrate: false,
        },
    )
    .await?;
    Ok(execute(&ctx, &config, command).await)
}
