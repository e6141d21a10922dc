//! What the built-in page may call and watch.

mod attaching;
mod composer;
mod conversation_list;
mod extensions;
mod forwarding;
mod groups;
mod health;
mod kit;
mod link;
mod local_files;
mod people;
mod places;
mod search;
mod session;
mod settings;
mod subscription;
mod timeline;
mod updates;
mod voice;

pub use attaching::{
    Attached, CaptureScreenArgs, ChosenFilmArgs, CopiedContent, FileKind, FilmLook, NotSent, PasteFileArgs,
    PickFilesArgs, Picked, SendFilesArgs, SentFile, TakePickedArgs,
};
pub use composer::{
    ConversationArgs, Draft, DraftFile, EditMessageArgs, Mention, Mentionable, MentionableArgs, Mentioned,
    MessageArgs, SaveDraftArgs, SendTextArgs, UseEmojiArgs,
};
pub use conversation_list::{SetMutedArgs, SetPinnedArgs};
pub use extensions::{Extensions, SendStickerArgs, StickerArgs, StickerOfPack, StickerPack};
pub use forwarding::{
    FindConversationsArgs, ForwardArgs, Forwarded, MediaArgs, MergedMessages, MessagesArgs, OpenFileArgs,
    PictureBeside, PictureBesideArgs, PictureLoad,
};
pub use groups::{ChangeGroupArgs, GroupMembersArgs, GroupPage, GroupWish};
pub use health::{DaySpan, SetQuietHoursArgs, SyncHealth};
pub use kit::{KitAct, KitChat, KitList, KitPage, KitPlugin, KitView, NavigationBar, SubTitle};
pub use link::OpenLinkArgs;
pub use local_files::{ClearLocalFilesArgs, ClearedFiles, LocalAmount, LocalFiles, LocalKind};
pub use people::{
    ChangeDiscussionArgs, CreateDiscussionArgs, DiscussionPage, DiscussionWish, SetBlockedArgs,
};
pub use places::{Maps, PlaceArgs, SendPlaceArgs, WebPictureArgs};
pub use search::{SearchArgs, SearchInArgs};
pub use session::{
    DemoServer, DemoUser, EndDeviceArgs, FindDemoArgs, LockReason, Session, SignInArgs, SignInProblem,
    UnlockArgs,
};
pub use settings::{Language, SendKey, Settings, TextSize, Theme, VoiceRate};
pub use subscription::{Opened, Subscription, SubscriptionId};
pub use timeline::{Direction, ExtendTimelineArgs, JumpToMessageArgs, MarkReadArgs, SubscriptionArgs};
pub use updates::{InstallUpdateArgs, NewVersion, UpdateProblem, Updates};
pub use voice::{Recording, RecordingEnd, Voice, Wave};
