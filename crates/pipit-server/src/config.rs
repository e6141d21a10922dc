//! The operator's choices: command line, environment, file, in this order of precedence.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, Parser, Subcommand};
use serde::Deserialize;
use thiserror::Error;

use crate::demo;
use crate::limits::Limits;
use crate::listen::TlsFiles;
use crate::server::{GroupRights, Settings};

/// Pipit's server: messages for one app, everything embedded.
#[derive(Debug, Parser)]
#[command(name = "pipit-server", version)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serves until SIGTERM or Ctrl+C.
    Serve(Serve),
}

/// Options of `serve`. A TOML file may hold the same names, with `_` for `-`.
#[derive(Debug, Default, Args, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Serve {
    /// The folder that holds everything; it is made if it is not there.
    #[arg(long, value_name = "DIR", env = "PIPIT_DATA")]
    pub data: Option<PathBuf>,

    /// Where to listen [default: 127.0.0.1:8585]. Beyond this machine, use TLS (docs/server.md).
    #[arg(long, value_name = "ADDRESS", env = "PIPIT_LISTEN")]
    pub listen: Option<SocketAddr>,

    /// The certificate in PEM, with those that lead to a trusted one: speaks TLS. Needs --tls-key.
    #[arg(long, value_name = "FILE", env = "PIPIT_TLS_CERT")]
    pub tls_cert: Option<PathBuf>,

    /// The certificate's private key in PEM.
    #[arg(long, value_name = "FILE", env = "PIPIT_TLS_KEY")]
    pub tls_key: Option<PathBuf>,

    /// How many connections may stand at once; the system's limit of open files must be higher [default: 100000].
    #[arg(long, value_name = "N", env = "PIPIT_MAX_CONNECTIONS")]
    pub max_connections: Option<u32>,

    /// The app's key, which clients name.
    #[arg(long, value_name = "KEY", env = "PIPIT_APP_KEY")]
    pub app_key: Option<String>,

    /// The app's secret, which signs tokens and calls. Other users of the machine can read a command line: prefer the
    /// environment or the file.
    #[arg(long, value_name = "SECRET", env = "PIPIT_APP_SECRET", hide_env_values = true)]
    pub app_secret: Option<String>,

    /// Creates the app `pipit-demo` with alice, bob, carol and a group, and offers their tokens to this machine.
    #[arg(long, env = "PIPIT_DEMO")]
    pub demo: bool,

    /// How many browsers of one user may be online at once [default: 1].
    #[arg(long, value_name = "N", env = "PIPIT_ALLOW_WEB_DEVICES")]
    pub allow_web_devices: Option<usize>,

    /// How long a token is valid, in days [default: 30].
    #[arg(long, value_name = "DAYS", env = "PIPIT_TOKEN_DAYS")]
    pub token_days: Option<u32>,

    /// How long after sending a message it may be taken back, in seconds [default: 120].
    #[arg(long, value_name = "SECONDS", env = "PIPIT_RECALL_SECONDS")]
    pub recall_seconds: Option<u32>,

    /// Keeps who has read which message of a group, instead of letting the members tell each other.
    #[arg(long, env = "PIPIT_KEEP_RECEIPTS")]
    pub keep_receipts: bool,

    /// How often each call of the server API may be made in one second [default: 100].
    #[arg(long, value_name = "N", env = "PIPIT_API_RATE")]
    pub api_rate: Option<u32>,

    /// The largest file that may be uploaded, in MiB [default: 100].
    #[arg(long, value_name = "MIB", env = "PIPIT_MAX_FILE_MIB")]
    pub max_file_mib: Option<u32>,

    /// How much the files of one person may take, in MiB [default: any amount].
    #[arg(long, value_name = "MIB", env = "PIPIT_FILE_QUOTA_MIB")]
    pub file_quota_mib: Option<u32>,

    /// For how many days messages wait for somebody who has not set it themselves, up to 7, or 0 for any time
    /// [default: 0]. What waited longer is not delivered, and stays in the history.
    #[arg(long, value_name = "DAYS", env = "PIPIT_OFFLINE_DAYS", value_parser = clap::value_parser!(u8).range(0..=7))]
    pub offline_days: Option<u8>,

    /// How long the address of an uploaded file is valid, in days [default: 180].
    #[arg(long, value_name = "DAYS", env = "PIPIT_FILE_DAYS")]
    pub file_days: Option<u32>,

    /// How many people may be in a chat room [default: 100000].
    #[arg(long, value_name = "N", env = "PIPIT_ROOM_CAPACITY")]
    pub room_capacity: Option<usize>,

    /// How many chat rooms one connection may be in [default: 100].
    #[arg(long, value_name = "N", env = "PIPIT_ROOMS_PER_CONNECTION")]
    pub rooms_per_connection: Option<usize>,

    /// How long a chat room stays that nobody is in, in minutes [default: 60]. The server API keeps one for good.
    #[arg(long, value_name = "MINUTES", env = "PIPIT_ROOM_IDLE_MINUTES")]
    pub room_idle_minutes: Option<u32>,

    /// The table `[limits]` of the file.
    #[arg(skip)]
    pub limits: Option<Limits>,

    /// The table `[groups]` of the file.
    #[arg(skip)]
    pub groups: Option<GroupRights>,

    /// A TOML file with these options.
    #[arg(long, value_name = "FILE", env = "PIPIT_CONFIG")]
    #[serde(skip)]
    pub config: Option<PathBuf>,
}

/// Why the choices cannot be used.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("the file {0} cannot be read: {1}")]
    Unreadable(PathBuf, std::io::Error),
    /// The file is not what is expected.
    #[error("the file {0} does not fit: {1}")]
    Malformed(PathBuf, toml::de::Error),
    /// Something is not given anywhere.
    #[error("{0} is missing: give it on the command line, in the environment or in the file (see --help)")]
    Missing(&'static str),
    /// A limit cannot hold.
    #[error("{0}")]
    Limit(String),
    /// The demo's secret is public.
    #[error("--demo has an app key and a secret of its own; leave --app-key and --app-secret away")]
    DemoWithApp,
}

/// What was chosen.
pub struct Config {
    /// The folder of the data.
    pub data: PathBuf,
    /// Where to listen.
    pub listen: SocketAddr,
    /// What proves who this server is; without, it does not speak TLS.
    pub tls: Option<TlsFiles>,
    /// How many connections may stand at once.
    pub max_connections: u32,
    /// The rest.
    pub settings: Settings,
}

impl Serve {
    /// Puts command line, environment, file and defaults together.
    ///
    /// # Errors
    /// When the file does not fit or something is missing.
    pub fn resolve(self) -> Result<Config, ConfigError> {
        let file = self.config.as_deref().map(read).transpose()?.unwrap_or_default();
        let demo = self.demo || file.demo;
        let app_key = self.app_key.or(file.app_key);
        let app_secret = self.app_secret.or(file.app_secret);
        let (app_key, app_secret) = match (demo, app_key, app_secret) {
            (true, None, None) => (demo::APP_KEY.into(), demo::APP_SECRET.into()),
            (true, ..) => return Err(ConfigError::DemoWithApp),
            (false, None, _) => return Err(ConfigError::Missing("--app-key")),
            (false, _, None) => return Err(ConfigError::Missing("--app-secret")),
            (false, Some(key), Some(secret)) => (key, secret),
        };
        let mut settings = Settings::new(app_key, app_secret);
        settings.demo = demo;
        if let Some(devices) = self.allow_web_devices.or(file.allow_web_devices) {
            settings.web_devices = devices;
        }
        if let Some(days) = self.token_days.or(file.token_days) {
            settings.token_lifetime = i64::from(days) * 24 * 3_600_000;
        }
        if let Some(seconds) = self.recall_seconds.or(file.recall_seconds) {
            settings.recall_window = i64::from(seconds) * 1_000;
        }
        if let Some(limits) = file.limits {
            settings.limits = limits;
        } else if !demo {
            settings.limits = Limits::default(); // scripts that try the demo out write fast
        }
        if let Some(fault) = settings.limits.fault() {
            return Err(ConfigError::Limit(fault));
        }
        settings.groups = file.groups.unwrap_or_default();
        settings.keeps_receipts = self.keep_receipts || file.keep_receipts;
        if let Some(rate) = self.api_rate.or(file.api_rate) {
            settings.api_rate = rate;
        }
        if let Some(size) = self.max_file_mib.or(file.max_file_mib) {
            settings.largest_file = u64::from(size) * 1024 * 1024;
        }
        let quota = self.file_quota_mib.or(file.file_quota_mib);
        settings.file_quota = quota.map(|size| u64::from(size) * 1024 * 1024);
        if let Some(days) = self.offline_days.or(file.offline_days) {
            if days > 7 {
                return Err(ConfigError::Limit(format!("`offline_days` is {days}; 0 to 7 is accepted")));
            }
            settings.offline_days = days;
        }
        if let Some(days) = self.file_days.or(file.file_days) {
            settings.file_lifetime = i64::from(days) * 24 * 3_600_000;
        }
        if let Some(capacity) = self.room_capacity.or(file.room_capacity) {
            settings.rooms.capacity = capacity;
        }
        if let Some(count) = self.rooms_per_connection.or(file.rooms_per_connection) {
            settings.rooms.per_connection = count;
        }
        if let Some(minutes) = self.room_idle_minutes.or(file.room_idle_minutes) {
            settings.rooms.idle = Duration::from_secs(u64::from(minutes) * 60);
        }
        let tls = match (self.tls_cert.or(file.tls_cert), self.tls_key.or(file.tls_key)) {
            (Some(certificate), Some(key)) => Some(TlsFiles { certificate, key }),
            (None, None) => None,
            (Some(_), None) => return Err(ConfigError::Missing("--tls-key")),
            (None, Some(_)) => return Err(ConfigError::Missing("--tls-cert")),
        };
        Ok(Config {
            tls,
            max_connections: self.max_connections.or(file.max_connections).unwrap_or(100_000),
            data: self.data.or(file.data).ok_or(ConfigError::Missing("--data"))?,
            listen: self.listen.or(file.listen).unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8585))),
            settings,
        })
    }
}

fn read(path: &Path) -> Result<Serve, ConfigError> {
    let text = fs::read_to_string(path).map_err(|error| ConfigError::Unreadable(path.to_owned(), error))?;
    toml::from_str(&text).map_err(|error| ConfigError::Malformed(path.to_owned(), error))
}
