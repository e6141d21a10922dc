//! The rcIM API, as integrators' pages call it: one task per widget takes the calls of its pages in their order and
//! answers them through one sink.
//!
//! Inputs:
//! - calls of pages, each validated before anything happens; the order of errors is `init` missing, `connect`
//!   missing, parameters;
//! - events of the engine, which go to the pages' listeners and to the calls that wait for them;
//! - the connection's state, which `connect` waits for.
//!
//! What a method means is in the contract's own words; here each is a few lines over [`pipit_im::Client`].

#![expect(clippy::unused_async, reason = "every method of the contract has the same shape")]

mod additions;
mod alerts;
mod args;
mod blacklist;
mod chatrooms;
mod connection;
mod conversations;
mod discussions;
mod fault;
mod history;
mod home;
mod json;
mod kit;
mod listeners;
mod messages;
mod notifications;
mod offline;
mod path;
mod receipts;
mod reply;
mod send;
mod widget;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use pipit_im::{Client, ConnectionStatus, Content, Event, MessageId, Network};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

pub use additions::ADDITIONS;
use additions::Templates;
use alerts::Alerts;
use args::Args;
pub(crate) use args::kind as conversation_type;
use connection::{Connecting, Progress};
use fault::Fault;
use home::Home;
use kit::{Asked, Kit};
use listeners::{Listeners, unheard};
use path::Folders;
pub use reply::WindowSink;
use reply::{Call, Reply};
use send::Sending;
use widget::HostEvent;
pub use widget::{PATIENCE, RcIm, Widget};

/// Everything behind a widget's pages.
struct Module {
    home: Home,
    pages: PathBuf,
    network: Arc<dyn Network>,
    app_key: Option<String>,
    servers: Vec<String>,
    /// Where files go instead of where the server says.
    file_server: Option<String>,
    patience: Duration,
    initialised: bool,
    /// The engine of who connected last; it stays when they disconnect, for what is stored.
    client: Option<Client>,
    /// What happens in it.
    events: Option<mpsc::Receiver<Event>>,
    /// Tells the kit of it.
    engine: watch::Sender<Option<Client>>,
    /// While they are disconnected, it sees what they shall be told of.
    onlooker: Option<Client>,
    connecting: Option<Connecting>,
    listeners: Listeners,
    /// Calls that wait for their message's fate.
    sending: HashMap<MessageId, Sending>,
    alerts: Alerts,
    kit: Kit,
    /// How kinds of messages are shown that the widget adds.
    templates: Templates,
    sink: Arc<WindowSink>,
    /// What is done beside the calls.
    later: JoinSet<Later>,
}

/// What comes back from beside.
enum Later {
    /// A step of `connect`.
    Progress(Progress),
    /// A message was not acknowledged in time.
    Late(MessageId),
    /// A call has answered by itself.
    Answered,
}

/// What must have been called before.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Needs {
    Nothing,
    Init,
    Connect,
}

macro_rules! methods {
    ($($name:literal needs $needs:ident => $method:ident;)*) => {
        /// The methods of the contract that are there.
        pub const METHODS: &[&str] = &[$($name),*];

        impl Module {
            async fn answer(&mut self, call: Call, reply: Reply) {
                let outcome = match call.method.as_str() {
                    $($name => match self.ready(Needs::$needs).and_then(|()| Args::read(call.params)) {
                        Ok(args) => self.$method(args, &reply).await,
                        Err(fault) => Err(fault),
                    },)*
                    other => self.addition(other, call.params, &reply).await,
                };
                if let Err(fault) = outcome {
                    reply.fail(&fault);
                }
            }
        }
    };
}

methods! {
    "setServerInfo" needs Nothing => set_server_info;
    "init" needs Nothing => init;
    "connect" needs Init => connect;
    "disconnect" needs Connect => disconnect;
    "setConnectionStatusListener" needs Init => set_connection_status_listener;
    "getConnectionStatus" needs Init => get_connection_status;
    "getCurrentUserId" needs Connect => get_current_user_id;

    "sendTextMessage" needs Connect => send_text_message;
    "sendImageMessage" needs Connect => send_image_message;
    "sendVoiceMessage" needs Connect => send_voice_message;
    "sendLocationMessage" needs Connect => send_location_message;
    "sendRichContentMessage" needs Connect => send_rich_content_message;
    "sendCommandNotificationMessage" needs Connect => send_command_notification_message;
    "sendCommandMessage" needs Connect => send_command_message;

    "setOnReceiveMessageListener" needs Init => set_on_receive_message_listener;
    "setOnMessageRecalledListener" needs Init => set_on_message_recalled_listener;
    "addReceiveReadReceiptListener" needs Init => add_receive_read_receipt_listener;
    "sendReadReceiptMessage" needs Connect => send_read_receipt_message;
    "sendReadReceiptRequest" needs Connect => send_read_receipt_request;
    "sendReadReceiptResponse" needs Connect => send_read_receipt_response;
    "addReadReceiptListener" needs Init => add_read_receipt_listener;
    "removeReadReceiptListener" needs Init => remove_read_receipt_listener;

    "sendTypingStatus" needs Connect => send_typing_status;
    "addTypingStatusListener" needs Init => add_typing_status_listener;

    "getLatestMessages" needs Connect => get_latest_messages;
    "getHistoryMessages" needs Connect => get_history_messages;
    "getHistoryMessagesByObjectName" needs Connect => get_history_messages_by_object_name;
    "getRemoteHistoryMessages" needs Connect => get_remote_history_messages;
    "deleteMessages" needs Connect => delete_messages;
    "clearMessages" needs Connect => clear_messages;
    "recallMessage" needs Connect => recall_message;

    "getTotalUnreadCount" needs Connect => get_total_unread_count;
    "getUnreadCount" needs Connect => get_unread_count;
    "getUnreadCountByConversationTypes" needs Connect => get_unread_count_by_conversation_types;
    "getUnreadMentionedMessages" needs Connect => get_unread_mentioned_messages;

    "setMessageReceivedStatus" needs Connect => set_message_received_status;
    "setMessageSentStatus" needs Connect => set_message_sent_status;
    "clearMessagesUnreadStatus" needs Connect => clear_messages_unread_status;
    "setMessageExtra" needs Connect => set_message_extra;

    "getTextMessageDraft" needs Connect => get_text_message_draft;
    "saveTextMessageDraft" needs Connect => save_text_message_draft;
    "clearTextMessageDraft" needs Connect => clear_text_message_draft;

    "getConversationList" needs Connect => get_conversation_list;
    "getTopConversationList" needs Connect => get_top_conversation_list;
    "getBlockedConversationList" needs Connect => get_blocked_conversation_list;
    "getConversationListByCount" needs Connect => get_conversation_list_by_count;
    "getConversation" needs Connect => get_conversation;
    "removeConversation" needs Connect => remove_conversation;
    "clearConversations" needs Connect => clear_conversations;
    "setConversationToTop" needs Connect => set_conversation_to_top;
    "getMessageCount" needs Connect => get_message_count;

    "getOfflineMessageDuration" needs Connect => get_offline_message_duration;
    "setOfflineMessageDuration" needs Connect => set_offline_message_duration;

    "createDiscussion" needs Connect => create_discussion;
    "getDiscussion" needs Connect => get_discussion;
    "setDiscussionName" needs Connect => set_discussion_name;
    "addMemberToDiscussion" needs Connect => add_member_to_discussion;
    "removeMemberFromDiscussion" needs Connect => remove_member_from_discussion;
    "quitDiscussion" needs Connect => quit_discussion;
    "setDiscussionInviteStatus" needs Connect => set_discussion_invite_status;

    "joinChatRoom" needs Connect => join_chat_room;
    "quitChatRoom" needs Connect => quit_chat_room;

    "addToBlacklist" needs Connect => add_to_blacklist;
    "removeFromBlacklist" needs Connect => remove_from_blacklist;
    "getBlacklistStatus" needs Connect => get_blacklist_status;
    "getBlacklist" needs Connect => get_blacklist;

    "enableLocalNotification" needs Connect => enable_local_notification;
    "disableLocalNotification" needs Connect => disable_local_notification;
    "configLocalNotification" needs Connect => config_local_notification;
    "setNotificationQuietHours" needs Connect => set_notification_quiet_hours;
    "removeNotificationQuietHours" needs Connect => remove_notification_quiet_hours;
    "getNotificationQuietHours" needs Connect => get_notification_quiet_hours;
    "pushListener" needs Init => push_listener;
    "getConversationNotificationStatus" needs Connect => get_conversation_notification_status;
    "setConversationNotificationStatus" needs Connect => set_conversation_notification_status;

    "searchConversations" needs Connect => search_conversations;
    "searchMessages" needs Connect => search_messages;

    "openConversationList" needs Connect => open_conversation_list;
    "openConversation" needs Connect => open_conversation;
    "close" needs Init => close;
    "configChat" needs Init => config_chat;
    "configChatSubTitle" needs Init => config_chat_sub_title;
    "configChatButtons" needs Connect => config_chat_buttons;
    "configGroupChat" needs Connect => config_group_chat;
    "setUserAvatar" needs Connect => set_user_avatar;
    "refreshUserInfoCache" needs Connect => refresh_user_info_cache;
    "addNeedAvatarListener" needs Init => add_need_avatar_listener;
    "addNeedGroupInfoListener" needs Init => add_need_group_info_listener;
    "addAvatarListener" needs Init => add_avatar_listener;
}

/// How a method ends: it has answered or will, or it answers with a fault.
type Outcome = Result<(), Fault>;

impl Module {
    async fn run(
        mut self,
        mut calls: mpsc::Receiver<(Call, Reply)>,
        mut host: mpsc::UnboundedReceiver<HostEvent>,
    ) {
        let mut status: Option<watch::Receiver<ConnectionStatus>> = None;
        loop {
            tokio::select! {
                call = calls.recv() => match call {
                    Some((call, reply)) => self.answer(call, reply).await,
                    None => break, // the widget is closing
                },
                () = self.kit.somebody_is_seen() => unheard(self.ask_for_names().await),
                notice = self.alerts.next() => unheard(self.alert(notice).await),
                Some(event) = host.recv() => match event {
                    HostEvent::Foreground(foreground) => self.alerts.foreground = foreground,
                    HostEvent::Gone(page) => {
                        self.listeners.forget(page);
                        self.kit.forget(page);
                    }
                    HostEvent::Begun(window) => {
                        let rooms = self.kit.begun(&window);
                        self.exit(rooms);
                    }
                    HostEvent::Kit(Asked::View(reply)) => self.kit.watch(&reply),
                    HostEvent::Kit(Asked::Act(window, act)) => self.act(&window, act),
                    // Who asks may have gone meanwhile.
                    HostEvent::Clicked(conversation, answer) => {
                        answer.send(self.clicked(conversation)).ok();
                    }
                    HostEvent::File(address, answer) => {
                        answer.send(self.folders().and_then(|folders| folders.file("src", &address)).ok()).ok();
                    }
                    HostEvent::Media(id, answer) => {
                        answer.send(self.content(id).await).ok();
                    }
                },
                event = next_event(&mut self.events) => self.heard(event).await,
                now = next_status(&mut status) => match now {
                    Some(now) => {
                        self.listeners.connection_is(json::connection(now));
                        unheard(self.connection_rests(now).await);
                    }
                    None => status = None,
                },
                Some(later) = self.later.join_next() => match later {
                    Ok(Later::Progress(progress)) => {
                        if let Some(client) = self.progressed(progress) {
                            self.alerts.answer_to(&client).await;
                            self.events = Some(client.events());
                            status = Some(client.status());
                            client.connect();
                            // From here on its state tells what becomes of messages.
                            let begun = |now: &ConnectionStatus| *now != ConnectionStatus::Disconnected;
                            client.status().wait_for(begun).await.ok();
                        }
                    }
                    Ok(Later::Late(message)) => unheard(self.late(message).await),
                    Ok(Later::Answered) => {}
                    Err(error) if error.is_cancelled() => {} // an attempt that nobody awaits any more
                    Err(error) => tracing::error!(%error, "a call ended early"),
                },
            }
        }
        let engines = [self.client.clone(), self.onlooker.take()];
        self.events = None; // nobody listens any more
        self.answer_to(None);
        for client in engines.into_iter().flatten() {
            client.disconnect().await;
        }
    }

    async fn heard(&mut self, event: Option<Event>) {
        match event {
            Some(event) => self.happened(event).await,
            None => self.events = None,
        }
    }

    /// Ends the engine's connection. What happens until then is heard meanwhile: an engine whose listener hears nothing
    /// waits for it, and does not end.
    async fn end(&mut self, client: &Client) {
        let mut ended = std::pin::pin!(client.disconnect());
        loop {
            tokio::select! {
                () = &mut ended => return,
                event = next_event(&mut self.events) => self.heard(event).await,
            }
        }
    }

    fn ready(&self, needs: Needs) -> Result<(), Fault> {
        if needs >= Needs::Init && !self.initialised {
            return Err(Fault::new(fault::NOT_INITIALISED, "call `init` first"));
        }
        if needs >= Needs::Connect && self.client.is_none() {
            return Err(Fault::new(fault::NOT_CONNECTED, "`connect` has not succeeded yet"));
        }
        Ok(())
    }

    /// There is another engine, or none.
    fn answer_to(&mut self, client: Option<Client>) {
        self.kit.answer_to(client.as_ref());
        if let Some(client) = &client {
            client.show_as(self.templates.clone());
        }
        self.engine.send_replace(client.clone());
        self.client = client;
    }

    /// The engine; [`Module::ready`] has made sure that there is one.
    fn client(&self) -> Result<Client, Fault> {
        self.client.clone().ok_or_else(|| Fault::new(fault::NOT_CONNECTED, "`connect` has not succeeded yet"))
    }

    async fn content(&self, id: MessageId) -> Option<Content> {
        self.client.as_ref()?.message(id).await.ok()?.map(|message| message.content)
    }

    /// The file that a parameter names.
    fn file(&self, args: &Args, parameter: &str) -> Result<PathBuf, Fault> {
        self.folders()?.file(parameter, &args.text(parameter)?)
    }

    /// Where the files lie that the widget may name, as long as it has a user.
    fn folders(&self) -> Result<Folders, Fault> {
        let (app_key, client) = (self.app_key.as_deref().unwrap_or_default(), self.client()?);
        let [fs, cache] = self.home.folders(app_key, client.user_id().as_str())?;
        Ok(Folders { widget: self.pages.clone(), fs, cache })
    }

    /// Answers a call beside the others: it needs the network.
    fn beside<F>(&mut self, reply: &Reply, work: F)
    where
        F: Future<Output = Outcome> + Send + 'static,
    {
        let reply = reply.clone();
        self.later.spawn(async move {
            if let Err(fault) = work.await {
                reply.fail(&fault);
            }
            Later::Answered
        });
    }
}

/// The next event; never, while there is no engine.
async fn next_event(events: &mut Option<mpsc::Receiver<Event>>) -> Option<Event> {
    match events {
        Some(events) => events.recv().await,
        None => std::future::pending().await,
    }
}

/// The connection's next state; never, while there is no engine.
async fn next_status(status: &mut Option<watch::Receiver<ConnectionStatus>>) -> Option<ConnectionStatus> {
    match status {
        Some(status) => {
            status.changed().await.ok()?;
            Some(*status.borrow_and_update())
        }
        None => std::future::pending().await,
    }
}
