//! The self-hosted server: one process, everything embedded.
