//! Who connects where, and how patiently.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use crate::UserId;

/// Who logs in, where.
#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    /// Navigation addresses, tried in order, such as `http://127.0.0.1:8585`.
    pub servers: Vec<String>,
    /// The app key.
    pub app_key: String,
    /// The token; navigation addresses that follow an `@` in it are asked first.
    pub token: String,
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login")
            .field("servers", &self.servers)
            .field("app_key", &self.app_key)
            .finish_non_exhaustive()
    }
}

impl Login {
    /// The addresses to ask, those in the token first.
    pub(crate) fn addresses(&self) -> Vec<String> {
        let (_, of_token) = self.token.split_once('@').unwrap_or_default();
        let given = of_token.split(';').chain(self.servers.iter().map(String::as_str));
        let mut addresses: Vec<String> = Vec::new();
        for address in given.map(|address| address.trim().trim_end_matches('/')) {
            let address =
                if address.contains("://") { address.to_owned() } else { format!("https://{address}") };
            if address != "https://" && !addresses.contains(&address) {
                addresses.push(address);
            }
        }
        addresses
    }

    /// True when nothing may go in the clear: no address does.
    pub(crate) fn is_secure(&self) -> bool {
        !self.addresses().iter().any(|address| address.starts_with("http:"))
    }

    /// The token as it is sent: without the addresses.
    pub(crate) fn bare_token(&self) -> &str {
        self.token.split('@').next().unwrap_or_default()
    }
}

/// How an engine behaves.
#[derive(Debug, Clone)]
pub struct ClientConfig {
    /// Who logs in, where.
    pub login: Login,
    /// Who the token belongs to.
    pub user_id: UserId,
    /// Where files go instead of where the server says, such as `http://127.0.0.1:8585`.
    pub file_server: Option<String>,
    /// A folder of the engine's own for files that are only there to be sent: they go when the server has them, or when
    /// nothing waits for them at a start.
    pub outgoing: Option<PathBuf>,
    /// Only what notifies is wanted, where the server lets one wait for that without being online.
    pub push_only: bool,
    /// A folder of the engine's own for files on their way here, and for those that are only fetched to be played. What
    /// nothing refers to any more goes at a start.
    pub received: Option<PathBuf>,
    /// How long navigation may take to answer. Too high: a dead address holds up the next one. Too low: slow networks
    /// never connect.
    pub navigation_timeout: Duration,
    /// How long a socket may take to open and greet; on a slow network that is four round trips.
    pub connect_timeout: Duration,
    /// How often the connection is tested. Too high: a dead one goes unnoticed. Too low: laptops wake for it.
    pub ping_interval: Duration,
    /// How long an answer may take before the connection counts as dead.
    pub answer_timeout: Duration,
    /// The shortest pause before another attempt.
    pub backoff_min: Duration,
    /// The longest pause before another attempt. Too high: people wait. Too low: a server that restarts is flooded.
    pub backoff_max: Duration,
}

impl ClientConfig {
    /// The usual behaviour.
    pub fn new(login: Login, user_id: UserId) -> Self {
        Self {
            login,
            user_id,
            file_server: None,
            outgoing: None,
            push_only: false,
            received: None,
            navigation_timeout: Duration::from_secs(10),
            connect_timeout: Duration::from_secs(15),
            ping_interval: Duration::from_secs(15),
            answer_timeout: Duration::from_secs(20),
            backoff_min: Duration::from_secs(1),
            backoff_max: Duration::from_secs(30),
        }
    }
}
