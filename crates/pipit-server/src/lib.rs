//! The self-hosted server: one process, everything embedded.
//!
//! Entrances ([`access`]) read what clients and the app's server say; what is to be written goes through one queue
//! ([`runtime`]) into the store ([`store`]), batch by batch; who is online hears of it after the commit. `FLOW.md`
//! tells the way of a message.
//!
//! ```
//! use std::sync::Arc;
//! use pipit_server::{Server, Settings, SystemClock};
//! use pipit_server::store::SqliteStore;
//!
//! # tokio::runtime::Runtime::new()?.block_on(async {
//! let store = Arc::new(SqliteStore::in_memory()?);
//! let server = Server::with_store(store, Settings::new("key", "secret"), Arc::new(SystemClock));
//! server.add_user("alice", "Alice").await?;
//! let token = server.token("alice");
//! # assert!(!token.is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod access;
mod clock;
pub mod config;
mod demo;
mod files;
mod history;
mod limits;
mod listen;
mod metrics;
mod runtime;
mod server;
pub mod store;
mod token;
mod words;

pub use clock::{Clock, SystemClock};
pub use limits::Limits;
pub use listen::{Listener, TlsError, TlsFiles};
pub use pipit_proto::topic::OWN as OWN_TOPICS;
pub use runtime::sessions::ConnectRequest;
pub use server::{GroupRights, RoomLimits, Server, Settings};
