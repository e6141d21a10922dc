//! The list of what can be called: name, arguments and answer, once, for Rust and for TypeScript.

use pipit_im::{ConversationId, Device, MessageId, RemovedConversation};
use pipit_imkit::{ConversationRow, Found, MessageHit, NameHit, Person, Readers, Storage};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::ui::{
    Attached, CaptureScreenArgs, ChangeDiscussionArgs, ChangeGroupArgs, ChosenFilmArgs, ClearLocalFilesArgs,
    ClearedFiles, ConversationArgs, CopiedContent, CreateDiscussionArgs, DaySpan, DemoServer, DiscussionPage,
    Draft, EditMessageArgs, EndDeviceArgs, ExtendTimelineArgs, FindConversationsArgs, FindDemoArgs,
    ForwardArgs, Forwarded, GroupMembersArgs, GroupPage, InstallUpdateArgs, JumpToMessageArgs, LocalFiles,
    MarkReadArgs, MediaArgs, Mention, Mentionable, MentionableArgs, MessageArgs, MessagesArgs, NotSent,
    OpenFileArgs, OpenLinkArgs, PasteFileArgs, PickFilesArgs, Picked, PictureBeside, PictureBesideArgs,
    PlaceArgs, SaveDraftArgs, SearchArgs, SearchInArgs, SendFilesArgs, SendPlaceArgs, SendStickerArgs,
    SendTextArgs, SetBlockedArgs, SetMutedArgs, SetPinnedArgs, SetQuietHoursArgs, Settings, SignInArgs,
    StickerArgs, StickerPack, SubscriptionArgs, SyncHealth, TakePickedArgs, UnlockArgs, UseEmojiArgs, Voice,
    Wave, WebPictureArgs,
};
use crate::{Api, ApiError, ErrorCode};

macro_rules! calls {
    ($($name:literal => $method:ident($($args:ty)?) -> $answer:ty;)*) => {
        impl Api {
            /// Calls `name` with JSON arguments and answers JSON.
            ///
            /// # Errors
            /// When the call does not exist, its arguments do not fit, or it fails.
            pub async fn call(&self, name: &str, args: Value) -> Result<String, ApiError> {
                match name {
                    $($name => {
                        $(let args: $args = read::<$args>(name, args)?;)?
                        let answer: $answer = self.$method($(as_args::<$args>(args))?).await?;
                        write(&answer)
                    })*
                    _ => Err(ApiError::new(ErrorCode::BadCall, format!("there is no call `{name}`"))),
                }
            }
        }

        /// Name, arguments and answer of every call, in TypeScript.
        pub(crate) fn signatures(config: &ts_rs::Config) -> Vec<(&'static str, String, String)> {
            vec![$((
                $name,
                {
                    #[allow(unused_mut, unused_assignments, reason = "calls without arguments keep `null`")]
                    let mut args = String::from("null");
                    $(args = <$args as ts_rs::TS>::name(config);)?
                    args
                },
                <$answer as ts_rs::TS>::name(config),
            )),*]
        }
    };
}

calls! {
    "findDemo" => find_demo(FindDemoArgs) -> Option<DemoServer>;
    "signIn" => sign_in(SignInArgs) -> ();
    "signOut" => sign_out() -> ();
    "unlock" => unlock(UnlockArgs) -> ();
    "reopen" => reopen() -> ();
    "startOver" => start_over() -> ();
    "retryConnection" => retry_connection() -> ();
    "extendConversationList" => extend_conversation_list(SubscriptionArgs) -> ();
    "extendTimeline" => extend_timeline(ExtendTimelineArgs) -> ();
    "jumpToLatest" => jump_to_latest(SubscriptionArgs) -> ();
    "jumpToMessage" => jump_to_message(JumpToMessageArgs) -> ();
    "unreadMentions" => unread_mentions(ConversationArgs) -> Vec<MessageId>;
    "sendText" => send_text(SendTextArgs) -> MessageId;
    "mentionable" => mentionable(MentionableArgs) -> Mentionable;
    "mentions" => mentions(MessageArgs) -> Vec<Mention>;
    "pickFiles" => pick_files(PickFilesArgs) -> Picked;
    "takePicked" => take_picked(TakePickedArgs) -> Vec<Attached>;
    "pasteFile" => paste_file(PasteFileArgs) -> Attached;
    "pasteCopied" => paste_copied() -> CopiedContent;
    "takeDropped" => take_dropped() -> Vec<Attached>;
    "captureScreen" => capture_screen(CaptureScreenArgs) -> Option<Attached>;
    "chosenFilm" => chosen_film(ChosenFilmArgs) -> String;
    "openCamera" => open_camera() -> ();
    "sendFiles" => send_files(SendFilesArgs) -> Vec<NotSent>;
    "recentEmoji" => recent_emoji() -> Vec<String>;
    "useEmoji" => use_emoji(UseEmojiArgs) -> ();
    "stickerPacks" => sticker_packs() -> Vec<StickerPack>;
    "sticker" => sticker(StickerArgs) -> String;
    "sendSticker" => send_sticker(SendStickerArgs) -> MessageId;
    "sendPlace" => send_place(SendPlaceArgs) -> MessageId;
    "openPlace" => open_place(PlaceArgs) -> ();
    "webPicture" => web_picture(WebPictureArgs) -> String;
    "retryMessage" => retry_message(MessageArgs) -> ();
    "deleteMessages" => delete_messages(MessagesArgs) -> ();
    "markUnreadFrom" => mark_unread_from(MessageArgs) -> ();
    "askReaders" => ask_readers(MessageArgs) -> ();
    "readers" => readers(MessageArgs) -> Readers;
    "forward" => forward(ForwardArgs) -> Vec<Forwarded>;
    "findConversations" => find_conversations(FindConversationsArgs) -> Vec<ConversationRow>;
    "search" => search(SearchArgs) -> Found;
    "searchIn" => search_in(SearchInArgs) -> Vec<MessageHit>;
    "contacts" => contacts(FindConversationsArgs) -> Vec<NameHit>;
    "speakers" => speakers(ConversationArgs) -> Vec<Person>;
    "group" => group(ConversationArgs) -> Option<GroupPage>;
    "groupMembers" => group_members(GroupMembersArgs) -> Vec<Person>;
    "changeGroup" => change_group(ChangeGroupArgs) -> ();
    "discussion" => discussion(ConversationArgs) -> DiscussionPage;
    "createDiscussion" => create_discussion(CreateDiscussionArgs) -> ConversationId;
    "changeDiscussion" => change_discussion(ChangeDiscussionArgs) -> ();
    "devices" => devices() -> Option<Vec<Device>>;
    "endDevice" => end_device(EndDeviceArgs) -> ();
    "networkChanged" => network_changed() -> ();
    "blocked" => blocked() -> Vec<Person>;
    "setBlocked" => set_blocked(SetBlockedArgs) -> ();
    "editMessage" => edit_message(EditMessageArgs) -> ();
    "recallMessage" => recall_message(MessageArgs) -> ();
    "stopUpload" => stop_upload(MessageArgs) -> ();
    "picture" => picture(MediaArgs) -> String;
    "copyPicture" => copy_picture(MediaArgs) -> ();
    "pictureBeside" => picture_beside(PictureBesideArgs) -> Option<PictureBeside>;
    "voice" => voice(MediaArgs) -> Voice;
    "wave" => wave(MediaArgs) -> Option<Wave>;
    "saveVoice" => save_voice(MediaArgs) -> String;
    "nextUnheard" => next_unheard(MessageArgs) -> Option<MessageId>;
    "startRecording" => start_recording(SubscriptionArgs) -> ();
    "finishRecording" => finish_recording(ConversationArgs) -> MessageId;
    "cancelRecording" => cancel_recording(ConversationArgs) -> ();
    "film" => film(MediaArgs) -> String;
    "fetchFile" => fetch_file(MediaArgs) -> ();
    "stopFetch" => stop_fetch(MediaArgs) -> ();
    "saveFile" => save_file(MediaArgs) -> String;
    "openFile" => open_file(OpenFileArgs) -> ();
    "showFile" => show_file(MediaArgs) -> ();
    "draft" => draft(ConversationArgs) -> Option<Draft>;
    "saveDraft" => save_draft(SaveDraftArgs) -> ();
    "sayTyping" => say_typing(ConversationArgs) -> ();
    "markRead" => mark_read(MarkReadArgs) -> ();
    "markAllRead" => mark_all_read(ConversationArgs) -> ();
    "markUnread" => mark_unread(ConversationArgs) -> ();
    "clearHistory" => clear_history(ConversationArgs) -> ();
    "removeConversation" => remove_conversation(ConversationArgs) -> RemovedConversation;
    "putBack" => put_back(RemovedConversation) -> ();
    "setPinned" => set_pinned(SetPinnedArgs) -> ();
    "setMuted" => set_muted(SetMutedArgs) -> ();
    "quietHours" => quiet_hours() -> Option<DaySpan>;
    "setQuietHours" => set_quiet_hours(SetQuietHoursArgs) -> ();
    "syncHealth" => sync_health() -> SyncHealth;
    "storage" => storage() -> Storage;
    "tidy" => tidy() -> ();
    "localFiles" => local_files() -> LocalFiles;
    "clearLocalFiles" => clear_local_files(ClearLocalFilesArgs) -> ClearedFiles;
    "showDownloads" => show_downloads() -> ();
    "saveSettings" => save_settings(Settings) -> ();
    "checkForUpdate" => check_for_update() -> ();
    "installUpdate" => install_update(InstallUpdateArgs) -> ();
    "openWindow" => open_window(ConversationArgs) -> ();
    "openLink" => follow_link(OpenLinkArgs) -> ();
}

/// Fixes the type of an argument for the macro above.
fn as_args<T>(args: T) -> T {
    args
}

fn read<T: DeserializeOwned>(name: &str, args: Value) -> Result<T, ApiError> {
    serde_json::from_value(args).map_err(|error| {
        ApiError::new(ErrorCode::BadCall, format!("the arguments of `{name}` do not fit: {error}"))
    })
}

fn write<T: serde::Serialize>(answer: &T) -> Result<String, ApiError> {
    serde_json::to_string(answer).map_err(|error| ApiError::new(ErrorCode::BadCall, error.to_string()))
}
