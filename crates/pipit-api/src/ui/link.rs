//! Links in messages.

use serde::Deserialize;
use ts_rs::TS;

/// Where a link leads.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OpenLinkArgs {
    /// An http, https or mailto address.
    pub url: String,
}
