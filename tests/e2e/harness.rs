//! Real processes for tests, the demo and the benchmark: the server, and the app driven over WebDriver.
//!
//! Each part ends its process by id with SIGTERM when it is dropped, and waits for it. Waiting for a state of the page
//! is polling with a deadline; nothing sleeps for a fixed time and hopes.

#[path = "harness/app.rs"]
pub mod app;
#[path = "harness/camera.rs"]
pub mod camera;
#[path = "harness/input_method.rs"]
pub mod input_method;
#[path = "harness/process.rs"]
pub mod process;
#[path = "harness/server.rs"]
pub mod server;
#[path = "harness/sound.rs"]
pub mod sound;

pub use app::{App, Login};
pub use server::Server;
