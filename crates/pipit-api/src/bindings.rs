//! The page's side of the calls, in TypeScript.

use std::fmt::Write;

use pipit_im::{
    ConnectionStatus, ConversationId, ConversationType, Device, FileState, Held, MessageId, MessageState,
    RemovedConversation, TargetId, Timestamp, UserId, WaitReason, Waiting,
};
use pipit_imkit::{
    Avatar, Batch, CardField, ChatEvent, ConversationRow, Coordinates, DiscussionEvent, DiscussionLine,
    Edges, EventLine, Found, GroupEvent, GroupLine, LargeConversation, ListFilter, MessageBody, MessageHit,
    MessageHits, MessageView, NameHit, Part, Person, Picture, Piece, Preview, Quote, Reader, Readers, Splice,
    Storage, Summary, TimelineItem, TimelineItemKind, Typing,
};
use ts_rs::{Config, TS};

use crate::ui::{
    Attached, CaptureScreenArgs, ChangeDiscussionArgs, ChangeGroupArgs, ChosenFilmArgs, ClearLocalFilesArgs,
    ClearedFiles, ConversationArgs, CopiedContent, CreateDiscussionArgs, DaySpan, DemoServer, DemoUser,
    Direction, DiscussionPage, DiscussionWish, Draft, DraftFile, EditMessageArgs, EndDeviceArgs,
    ExtendTimelineArgs, Extensions, FileKind, FilmLook, FindConversationsArgs, FindDemoArgs, ForwardArgs,
    Forwarded, GroupMembersArgs, GroupPage, GroupWish, InstallUpdateArgs, JumpToMessageArgs, KitAct, KitChat,
    KitList, KitPage, KitPlugin, KitView, Language, LocalAmount, LocalFiles, LocalKind, LockReason, Maps,
    MarkReadArgs, MediaArgs, Mention, Mentionable, MentionableArgs, Mentioned, MergedMessages, MessageArgs,
    MessagesArgs, NavigationBar, NewVersion, NotSent, OpenFileArgs, OpenLinkArgs, Opened, PasteFileArgs,
    PickFilesArgs, Picked, PictureBeside, PictureBesideArgs, PictureLoad, PlaceArgs, Recording, RecordingEnd,
    SaveDraftArgs, SearchArgs, SearchInArgs, SendFilesArgs, SendKey, SendPlaceArgs, SendStickerArgs,
    SendTextArgs, SentFile, Session, SetBlockedArgs, SetMutedArgs, SetPinnedArgs, SetQuietHoursArgs,
    Settings, SignInArgs, SignInProblem, StickerArgs, StickerOfPack, StickerPack, SubTitle, Subscription,
    SubscriptionArgs, SubscriptionId, SyncHealth, TakePickedArgs, TextSize, Theme, UnlockArgs, UpdateProblem,
    Updates, UseEmojiArgs, Voice, VoiceRate, Wave, WebPictureArgs,
};
use crate::{ApiError, ErrorCode};

/// Writes the TypeScript module that a page imports: every type that crosses, and the calls' signatures.
///
/// A type that is missing here does not go unnoticed: the module then names what it does not declare, and the page's
/// type check fails.
#[expect(clippy::too_many_lines, reason = "it is a list, with one type on a line")]
pub fn typescript() -> String {
    let config = Config::new();
    let mut module = String::from("// Generated from the Rust types by `make bindings`; do not edit.\n");
    macro_rules! declare {
        ($($type:ty),* $(,)?) => {$(declare::<$type>(&config, &mut module);)*};
    }
    declare!(
        ApiError,
        ErrorCode, //
        Session,
        LockReason,
        SignInProblem,
        SignInArgs,
        UnlockArgs,
        UseEmojiArgs,
        FindDemoArgs,
        DemoServer,
        DemoUser,
        ConnectionStatus,
        WaitReason,
        Waiting,
        Settings,
        Theme,
        Language,
        SendKey,
        TextSize,
        VoiceRate,
        Extensions,
        Updates,
        NewVersion,
        UpdateProblem,
        InstallUpdateArgs,
        Maps,
        PlaceArgs,
        SendPlaceArgs,
        WebPictureArgs,
        CardField,
        ChatEvent,
        EventLine,
        Coordinates,
        StickerPack,
        StickerOfPack,
        StickerArgs,
        SendStickerArgs,
        DaySpan,
        SetQuietHoursArgs,
        SyncHealth,
        Storage,
        LargeConversation,
        LocalFiles,
        LocalAmount,
        LocalKind,
        ClearLocalFilesArgs,
        ClearedFiles,
        Subscription,
        SubscriptionId,
        Opened,
        SubscriptionArgs,
        Batch<ts_rs::Dummy>,
        Splice<ts_rs::Dummy>,
        Edges,
        ListFilter,
        ConversationRow,
        RemovedConversation,
        Preview,
        Summary,
        DiscussionLine,
        DiscussionEvent,
        GroupLine,
        GroupEvent,
        Avatar,
        ConversationId,
        ConversationType,
        ConversationArgs,
        TimelineItem,
        TimelineItemKind,
        MessageView,
        MessageBody,
        Quote,
        Picture,
        MessageState,
        MessageId,
        UserId,
        TargetId,
        Timestamp,
        Direction,
        ExtendTimelineArgs,
        JumpToMessageArgs,
        MarkReadArgs,
        MessageArgs,
        MediaArgs,
        Voice,
        Wave,
        Recording,
        RecordingEnd,
        PictureBesideArgs,
        PictureBeside,
        PictureLoad,
        MergedMessages,
        Held,
        MessagesArgs,
        OpenFileArgs,
        FileState,
        ForwardArgs,
        Forwarded,
        FindConversationsArgs,
        Readers,
        Reader,
        SendTextArgs,
        SaveDraftArgs,
        EditMessageArgs,
        Draft,
        DraftFile,
        Mention,
        OpenLinkArgs,
        SetPinnedArgs,
        SetMutedArgs,
        Mentioned,
        Mentionable,
        MentionableArgs,
        Attached,
        CopiedContent,
        CaptureScreenArgs,
        ChosenFilmArgs,
        FileKind,
        FilmLook,
        PickFilesArgs,
        Picked,
        TakePickedArgs,
        PasteFileArgs,
        SendFilesArgs,
        SentFile,
        NotSent,
        KitView,
        KitPage,
        KitList,
        KitChat,
        KitPlugin,
        KitAct,
        NavigationBar,
        SubTitle,
        Typing,
        Person,
        DiscussionPage,
        CreateDiscussionArgs,
        ChangeDiscussionArgs,
        DiscussionWish,
        GroupPage,
        GroupMembersArgs,
        ChangeGroupArgs,
        GroupWish,
        Device,
        EndDeviceArgs,
        SetBlockedArgs,
        SearchArgs,
        SearchInArgs,
        Found,
        NameHit,
        MessageHits,
        MessageHit,
        Part,
        Piece,
    );
    module.push_str("\n/** Every call: its arguments and its answer. */\nexport interface Calls {\n");
    for (name, args, answer) in crate::calls::signatures(&config) {
        let _ = writeln!(module, "  {name}: {{ args: {args}; result: {answer} }};");
    }
    module.push_str("}\n");
    module
}

fn declare<T: TS>(config: &Config, module: &mut String) {
    module.push('\n');
    if let Some(docs) = T::docs() {
        module.push_str(docs.trim_end());
        module.push('\n');
    }
    module.push_str("export ");
    module.push_str(&T::decl(config));
    module.push('\n');
}
