//! Places, and pictures of the web.

use pipit_im::ConversationId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Names a picture.
#[derive(Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WebPictureArgs {
    /// Its address, which begins with `https://` or `http://`.
    pub url: String,
}

/// A place to send.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SendPlaceArgs {
    /// Where to.
    pub conversation: ConversationId,
    /// In degrees, the north is positive.
    pub latitude: f64,
    /// In degrees, the east is positive.
    pub longitude: f64,
    /// What it is called.
    pub label: String,
}

/// A place to look at.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlaceArgs {
    /// In degrees, the north is positive.
    pub latitude: f64,
    /// In degrees, the east is positive.
    pub longitude: f64,
}

/// Where a place is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Maps {
    /// On a map of the web: the deployment's, or else OpenStreetMap.
    #[default]
    Web,
    /// In the app that the system has for `geo:` addresses.
    System,
}
