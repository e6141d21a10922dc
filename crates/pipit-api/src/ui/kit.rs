//! Pages of the kit that integrators open from pages of their own, and how they want them.

use pipit_im::{ConversationId, ConversationType, MessageId, UserId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The page that a window shows over the integrator's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct KitView {
    /// What it shows.
    pub page: KitPage,
    /// How its top looks.
    pub bar: NavigationBar,
}

/// A page of the kit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum KitPage {
    /// The list of conversations.
    List(KitList),
    /// A chat.
    Chat(Box<KitChat>),
}

/// The top of a page: colours as CSS has them, pictures as addresses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NavigationBar {
    /// Of the title.
    pub title_color: Option<String>,
    /// Behind it.
    pub background: Option<String>,
    /// Of the button that leads back.
    pub back_color: Option<String>,
    /// The picture on that button.
    pub back_image: Option<String>,
}

/// A list of conversations, as an integrator wants it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KitList {
    /// The words at its top, if not the usual ones.
    pub title: Option<String>,
    /// A notice tells that there is no connection.
    pub shows_connection: bool,
    /// Which conversations it lists.
    pub kinds: Vec<ConversationType>,
    /// Of these, each kind is one row that opens a list of its own.
    pub collected: Vec<ConversationType>,
    /// Pictures are round.
    pub round: bool,
    /// The width and height of pictures, in pixels.
    pub avatar: [u32; 2],
    /// The colour of rows.
    pub row_color: Option<String>,
    /// The colour of rows that are kept on top.
    pub top_row_color: Option<String>,
}

/// A chat, as an integrator wants it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KitChat {
    /// Which one.
    pub conversation: ConversationId,
    /// The words at its top.
    pub title: String,
    /// The message where it opens, if it was looked for.
    pub at: Option<MessageId>,
    /// A line below them.
    pub sub_title: Option<SubTitle>,
    /// What the panel beside the composer offers, in this order.
    pub plugins: Vec<KitPlugin>,
    /// Pictures of the buttons at the top's end, from the end inwards.
    pub buttons: Vec<String>,
    /// The top tells when the conversation is silent.
    pub shows_muted: bool,
    /// One's own messages can be taken back for a while.
    pub recall: bool,
    /// It is told when the other person writes.
    pub shows_typing: bool,
    /// Who can be mentioned; nobody where it is absent.
    pub members: Option<Vec<UserId>>,
}

/// A line below a chat's title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SubTitle {
    /// The words.
    pub text: String,
    /// The height of the letters, in pixels.
    pub size: u32,
    /// The colour of the letters.
    pub color: String,
    /// The colour behind them.
    pub background: String,
    /// The height of the line, in pixels.
    pub height: u32,
}

/// A button of the panel beside the composer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum KitPlugin {
    /// The picker of emoji.
    Emoji,
    /// A file to send.
    File,
    /// A picture to take.
    Camera,
    /// A picture to send.
    Image,
    /// A place.
    Location,
    /// A red packet.
    RedPacket,
    /// A short film.
    Sight,
    /// A call.
    Audio,
    /// A call with pictures.
    Video,
    /// The integrator's own.
    Own {
        /// Its words.
        title: String,
        /// The address of its picture.
        icon: String,
        /// Its number, which is told when it is pressed.
        tag: u32,
    },
}

/// What a person does on a page of the kit that the integrator's page has a part in.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "type")]
pub enum KitAct {
    /// Leaves the page.
    Back,
    /// Opens a chat from the list.
    Open {
        /// Which one.
        conversation: ConversationId,
        /// What the list calls it.
        title: String,
        /// A message in it that was found.
        #[serde(default)]
        at: Option<MessageId>,
    },
    /// Opens the list behind a row that stands for all conversations of a kind.
    OpenCollected {
        /// Which kind.
        kind: ConversationType,
        /// What the row calls it.
        title: String,
    },
    /// Presses a button at the end of a chat's top: its number from the end, from 0.
    PressButton {
        /// Its number.
        number: u32,
    },
    /// Presses a button of the integrator's own in a chat's panel.
    PressPlugin {
        /// Its number.
        tag: u32,
    },
    /// Presses somebody's picture in a chat.
    PressAvatar {
        /// Whose.
        user_id: UserId,
    },
}
