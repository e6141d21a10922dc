//! The entrances: each reads what came, checks it, and hands on.

pub(crate) mod api;
pub(crate) mod files;
pub(crate) mod gateway;
pub(crate) mod http;
pub(crate) mod navigation;
pub(crate) mod websocket;
