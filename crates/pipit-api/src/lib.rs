//! Every callable of the app, and the types that cross to a page. Hosts are thin: the desktop app forwards to [`Api`]
//! and back, and so does a test.
//!
//! A page calls by name ([`Api::call`]) and watches ([`Api::subscribe`]). Values are JSON here already, so that no
//! host translates anything. [`typescript`] writes the page's side of it.

mod api;
mod attaching;
mod bindings;
mod calls;
mod contract;
mod deep_link;
mod demo;
mod deployment;
mod desktop;
mod drafting;
mod emoji;
mod error;
mod files;
mod films;
mod folder;
mod forwarding;
mod links;
mod local_files;
mod media;
mod mentioning;
mod merged;
mod microphone;
mod notifications;
mod pictures;
mod places;
mod rcim;
mod receipts;
mod recording;
mod session;
mod settings;
mod snooze;
mod stickers;
mod subscriptions;
mod unread;
mod updates;
mod vault;
mod voice;
mod wanted;
mod words;

pub mod ui;

pub use api::Api;
pub use bindings::typescript;
pub use contract::{After, Contract, Row};
pub use deep_link::{DeepLink, NoDeepLink};
pub use deployment::{Deployment, DeploymentMaps, DeploymentStickers, DeploymentUpdates, secure};
pub use desktop::{Copied, Desktop, FileFilter, downloads};
pub use error::{ApiError, ErrorCode};
pub use folder::Folder;
pub use links::Links;
pub use merged::PAGE_POLICY;
pub use microphone::{Listening, Microphone, MicrophoneProblem};
pub use notifications::{Notification, Notifications, Portrait, ReplyWords};
pub use pipit_im::{ConversationId, MessageId, Network, Pixels, WebNetwork, file_name, pixels, store_name};
pub use rcim::{
    ADDITIONS as RCIM_ADDITIONS, METHODS as RCIM_METHODS, PATIENCE as RCIM_PATIENCE, RcIm, Widget, WindowSink,
};
pub use snooze::Snooze;
pub use subscriptions::Sink;
pub use updates::{Progress, Updater};
pub use wanted::{Place, Wanted};
