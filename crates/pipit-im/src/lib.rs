//! The client of the protocol, without a window: connection, sync, outbox, store.
