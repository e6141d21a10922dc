//! For tests: a real server and real engines in one process, with a faulty link between them and a clock that the test
//! decides. Nothing here is a double of what is tested; only wires and time are.

mod clock;
mod link;
mod wire;

pub use clock::TestClock;
pub use link::{Faults, Link};
pub use wire::Wire;
