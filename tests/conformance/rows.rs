//! How each method is seen to work, in the order in which they are tried.

#![expect(
    clippy::indexing_slicing,
    reason = "what a JSON value does not have is null; lists of ids are the row's own"
)]

mod blacklist;
mod chatroom;
mod connection;
mod conversation;
mod discussion;
mod draft;
mod history;
mod notification;
mod offline;
mod receipts;
mod receive;
mod search;
mod send;
mod status;
mod ui;
mod unread;

use std::pin::Pin;

use anyhow::Result;

use crate::case::Case;

/// Tries a method.
pub(crate) type Run = for<'a, 'w> fn(&'a mut Case<'w>) -> Pin<Box<dyn Future<Output = Result<()>> + 'a>>;

macro_rules! rows {
    ($name:ident: $($method:literal => $run:path,)*) => {
        pub(crate) const $name: &[(&str, Run)] = &[$(($method, |case| Box::pin($run(case)))),*];
    };
}

rows! { BEFORE_CONNECT:
    "setServerInfo" => connection::set_server_info,
    "init" => connection::init,
}

rows! { CONNECTED:
    "connect" => connection::connect,
    "setConnectionStatusListener" => connection::set_connection_status_listener,
    "getConnectionStatus" => connection::get_connection_status,
    "getCurrentUserId" => connection::get_current_user_id,
    "disconnect" => connection::disconnect,

    "sendTextMessage" => send::text,
    "sendImageMessage" => send::image,
    "sendVoiceMessage" => send::voice,
    "sendLocationMessage" => send::location,
    "sendRichContentMessage" => send::rich_content,
    "sendCommandNotificationMessage" => send::command_notification,
    "sendCommandMessage" => send::command,

    "setOnReceiveMessageListener" => receive::messages,
    "pushListener" => receive::pushes,

    "sendReadReceiptMessage" => receipts::tell_read,
    "addReceiveReadReceiptListener" => receipts::hear_read,
    "setOnMessageRecalledListener" => receipts::hear_recalled,
    "sendReadReceiptRequest" => receipts::ask,
    "sendReadReceiptResponse" => receipts::answer,
    "addReadReceiptListener" => receipts::hear,
    "removeReadReceiptListener" => receipts::no_longer_hear,

    "getOfflineMessageDuration" => offline::get,
    "setOfflineMessageDuration" => offline::set,

    "getLatestMessages" => history::latest,
    "getHistoryMessages" => history::older,
    "getHistoryMessagesByObjectName" => history::of_a_kind,
    "getRemoteHistoryMessages" => history::remote,
    "deleteMessages" => history::delete,
    "clearMessages" => history::clear,
    "recallMessage" => history::recall,

    "getTotalUnreadCount" => unread::total,
    "getUnreadCount" => unread::of_one,
    "getUnreadCountByConversationTypes" => unread::of_types,
    "getUnreadMentionedMessages" => unread::mentions,

    "setMessageReceivedStatus" => status::received,
    "setMessageSentStatus" => status::sent,
    "clearMessagesUnreadStatus" => status::all_read,
    "sendTypingStatus" => status::type_something,
    "addTypingStatusListener" => status::hear_typing,
    "setMessageExtra" => status::note,

    "saveTextMessageDraft" => draft::save,
    "getTextMessageDraft" => draft::get,
    "clearTextMessageDraft" => draft::clear,

    "getConversationList" => conversation::list,
    "getConversationListByCount" => conversation::page,
    "setConversationToTop" => conversation::put_on_top,
    "getTopConversationList" => conversation::list_top,
    "getBlockedConversationList" => conversation::list_silent,
    "getConversation" => conversation::get,
    "getMessageCount" => conversation::count,
    "removeConversation" => conversation::remove,

    "searchConversations" => search::conversations,
    "searchMessages" => search::messages,

    "createDiscussion" => discussion::create,
    "getDiscussion" => discussion::get,
    "setDiscussionName" => discussion::rename,
    "addMemberToDiscussion" => discussion::add,
    "removeMemberFromDiscussion" => discussion::remove,
    "setDiscussionInviteStatus" => discussion::invite,
    "quitDiscussion" => discussion::quit,

    "joinChatRoom" => chatroom::join,
    "quitChatRoom" => chatroom::quit,

    "addToBlacklist" => blacklist::add,
    "getBlacklistStatus" => blacklist::is_on_it,
    "getBlacklist" => blacklist::list,
    "removeFromBlacklist" => blacklist::remove,

    "disableLocalNotification" => notification::disable,
    "enableLocalNotification" => notification::enable,
    "configLocalNotification" => notification::configure,
    "setConversationNotificationStatus" => notification::silence,
    "getConversationNotificationStatus" => notification::is_silent,
    "setNotificationQuietHours" => notification::set_quiet_hours,
    "getNotificationQuietHours" => notification::quiet_hours,
    "removeNotificationQuietHours" => notification::remove_quiet_hours,

    "setUserAvatar" => ui::introduce,
    "refreshUserInfoCache" => ui::refresh,
    "openConversationList" => ui::list,
    "openConversation" => ui::chat,
    "close" => ui::close,
    "configChat" => ui::configure,
    "configChatSubTitle" => ui::sub_title,
    "configChatButtons" => ui::buttons,
    "configGroupChat" => ui::members,
    "addAvatarListener" => ui::hear_avatars,
    "addNeedAvatarListener" => ui::hear_strangers,
    "addNeedGroupInfoListener" => ui::hear_strange_groups,

    // Nothing is left after it.
    "clearConversations" => conversation::clear,
}
