//! The system's clipboard, for what a page cannot put there, and on Linux for what it is not given.

#[cfg_attr(target_os = "linux", path = "clipboard/gtk.rs")]
#[cfg_attr(not(target_os = "linux"), path = "clipboard/elsewhere.rs")]
mod system;

pub use system::*;
