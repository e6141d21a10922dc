//! What lives only while the server runs: who is connected, and the one queue through which messages are written.

pub(crate) mod delivery;
pub(crate) mod queue;
pub(crate) mod received;
pub(crate) mod rooms;
pub(crate) mod sequencer;
pub(crate) mod sessions;
