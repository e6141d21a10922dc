//! Files that go with what is written.

use pipit_im::ConversationId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::ErrorCode;

/// A file that a person chose, dropped or pasted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Attached {
    /// What it is sent by.
    pub id: u32,
    /// Its name.
    pub name: String,
    /// Its size, in bytes.
    #[ts(type = "number")]
    pub size: u64,
    /// Of a picture, a small one as a `data:` address.
    pub preview: Option<String>,
    /// It begins as a film does, and is no larger than what is shown in a chat: a page that can play it may send it as one,
    /// if the deployment has short films.
    pub film: bool,
}

/// What was copied and is not given to the page that it is pasted into.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, TS)]
pub struct CopiedContent {
    /// Files and pictures.
    pub files: Vec<Attached>,
    /// Words; none where there are files.
    pub words: String,
}

/// What a person wants to choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum FileKind {
    /// Files of any kind.
    Any,
    /// Pictures only.
    Pictures,
    /// Films; other files when the person asks to see them.
    Films,
}

/// Arguments of `pickFiles`.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct PickFilesArgs {
    /// What can be chosen.
    pub kind: FileKind,
}

/// Files that a person chose. Looking at them takes its time: `takePicked` does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Picked {
    /// What they are taken by.
    pub picked: u32,
    /// What they are called; none, if the person chose nothing.
    pub names: Vec<String>,
}

/// Arguments of `takePicked`.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct TakePickedArgs {
    /// Which of those that were chosen; each is taken once.
    pub picked: u32,
}

/// Arguments of `pasteFile`.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct PasteFileArgs {
    /// Its name; a picture needs none.
    pub name: Option<String>,
    /// Its bytes, as base64; at most 20 MiB.
    pub data: String,
}

/// Arguments of `captureScreen`.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct CaptureScreenArgs {
    /// The app's windows are hidden while a part is chosen.
    pub hides: bool,
}

/// Arguments of `chosenFilm`.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
pub struct ChosenFilmArgs {
    /// The file's number.
    pub id: u32,
}

/// Arguments of `sendFiles`.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct SendFilesArgs {
    /// Where to.
    pub conversation: ConversationId,
    /// Which, in this order.
    pub files: Vec<SentFile>,
}

/// A file to send.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SentFile {
    /// Which.
    pub id: u32,
    /// It is seen in the chat, at most 1,600 pixels long and without what the camera wrote into it; otherwise it goes as it is.
    pub as_picture: bool,
    /// It goes as a short film, which looks like this. A draft does not keep it.
    pub film: Option<FilmLook>,
}

/// What a page knows of a film that it has played.
#[derive(Clone, PartialEq, Eq, Deserialize, TS)]
pub struct FilmLook {
    /// A picture of it, as base64.
    pub poster: String,
    /// Its length, in seconds, at least 1.
    pub seconds: u32,
}

impl std::fmt::Debug for FilmLook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FilmLook").field("seconds", &self.seconds).finish_non_exhaustive()
    }
}

/// A file that could not be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct NotSent {
    /// Which.
    pub id: u32,
    /// Why.
    pub problem: ErrorCode,
}
