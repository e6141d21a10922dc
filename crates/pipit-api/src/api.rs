//! The calls themselves: each finds the engine and asks it.

mod conversation;
mod devices;
mod groups;
mod health;
mod people;
mod search;

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use pipit_im::{Client, ConnectionStatus, Content, ConversationId, MessageId, Network, Peer};
use pipit_imkit::{ConversationList, Looks, OpenConversation, Timeline, TotalUnread, Typing};
use tokio::sync::{mpsc, oneshot, watch};

use crate::attaching::HandedOver;
use crate::deployment::Deployed;
use crate::drafting;
use crate::mentioning::mentioned_info;
use crate::merged::Pages;
use crate::notifications::Bell;
use crate::pictures::Pictures;
use crate::recording::Recordings;
use crate::session::{self, Request, SessionTask, Signed};
use crate::settings::{SettingsFile, merged};
use crate::subscriptions::{Sink, Subscriptions, Window};
use crate::ui::{
    ConversationArgs, DemoServer, EditMessageArgs, ExtendTimelineArgs, FindDemoArgs, JumpToMessageArgs,
    MarkReadArgs, MediaArgs, MessageArgs, OpenLinkArgs, Opened, SendTextArgs, Session, Settings, SignInArgs,
    Subscription, SubscriptionArgs, SubscriptionId, UnlockArgs,
};
use crate::updates::Following;
use crate::voice::Waves;
use crate::words::Words;
use crate::{
    ApiError, Desktop, ErrorCode, Links, Notification, Notifications, Wanted, demo, links, receipts, snooze,
    unread,
};

/// The longest text that may be sent, in characters. In UTF-8 and escaped it stays below the platform's 128 KiB.
const MAX_TEXT: usize = 30_000;

/// Everything that a page can do with one profile. Cheap to clone; all clones are the same profile.
#[derive(Clone)]
pub struct Api(Arc<Inner>);

struct Inner {
    requests: mpsc::Sender<Request>,
    session: watch::Receiver<Session>,
    client: watch::Receiver<Option<Client>>,
    settings: Arc<SettingsFile>,
    subscriptions: Subscriptions,
    links: Arc<dyn Links>,
    desktop: OnceLock<Arc<dyn Desktop>>,
    opened: watch::Sender<Opened>,
    /// What the last notification told of; several conversations are the list.
    last_notification: watch::Receiver<Wanted>,
    notifications: Arc<dyn Notifications>,
    unread: watch::Receiver<u32>,
    handed_over: HandedOver,
    recordings: Recordings,
    waves: Waves,
    looks: Looks,
    deployed: Deployed,
    pictures: Pictures,
    following: Following,
    pages: Pages,
    /// Where the profile's files lie.
    folder: PathBuf,
}

impl Api {
    /// Opens a profile and starts what belongs to it on the current tokio runtime. `wanted` signs in instead of who is
    /// remembered.
    pub fn new(
        profile: &Path,
        network: Arc<dyn Network>,
        links: Arc<dyn Links>,
        notifications: Arc<dyn Notifications>,
        wanted: Option<SignInArgs>,
    ) -> Self {
        let (requests, session, client) = SessionTask::spawn(profile.to_owned(), network, wanted);
        let (told, last_notification) = watch::channel(Wanted::default());
        let shown = notifications.clone();
        let api = Self::around(
            profile,
            (requests, session, client.clone()),
            last_notification,
            links,
            notifications,
        );
        let looks = api.0.looks.clone();
        let bell = Bell::new(shown, told, looks, api.0.pictures.clone());
        tokio::spawn(bell.follow(client.clone(), api.watch_settings()));
        tokio::spawn(receipts::follow(client));
        tokio::spawn(snooze::end_in_time(Arc::downgrade(&api.0.settings)));
        api
    }

    /// What pages of the kit can do in a widget, which opens and closes the engine itself and tells what arrives.
    pub(crate) fn in_widget(
        folder: &Path,
        client: watch::Receiver<Option<Client>>,
        links: Arc<dyn Links>,
        notifications: Arc<dyn Notifications>,
    ) -> Self {
        let nobody = mpsc::channel(1).0; // takes no requests to sign in or out
        let session = session::of_engine(client.clone());
        let nothing = watch::channel(Wanted::default()).1;
        Self::around(folder, (nobody, session, client), nothing, links, notifications)
    }

    fn around(
        folder: &Path,
        (requests, session, client): Signed,
        last_notification: watch::Receiver<Wanted>,
        links: Arc<dyn Links>,
        notifications: Arc<dyn Notifications>,
    ) -> Self {
        let pictures = Pictures::of(folder);
        let swept = pictures.clone();
        tokio::task::spawn_blocking(move || swept.sweep());
        Self(Arc::new(Inner {
            requests,
            session,
            client: client.clone(),
            settings: Arc::new(SettingsFile::open(folder)),
            subscriptions: Subscriptions::default(),
            links,
            desktop: OnceLock::new(),
            opened: watch::Sender::default(),
            last_notification,
            notifications,
            unread: unread::follow(client),
            handed_over: HandedOver::default(),
            recordings: Recordings::default(),
            waves: Waves::default(),
            looks: Looks::default(),
            deployed: Deployed::default(),
            pictures,
            following: Following::default(),
            pages: Pages::default(),
            folder: folder.to_owned(),
        }))
    }

    /// Somebody looks at the end of a conversation in a window, or at none there any more: what arrives in it needs no
    /// notification.
    pub fn look(&self, window: &str, conversation: Option<ConversationId>) {
        self.0.looks.set(window, conversation);
    }

    /// The settings as they are.
    pub fn settings(&self) -> Settings {
        self.0.settings.watch().borrow().clone()
    }

    /// Who is signed in, now and whenever that changes.
    pub fn watch_session(&self) -> watch::Receiver<Session> {
        self.0.session.clone()
    }

    /// The settings, now and whenever they change.
    pub fn watch_settings(&self) -> watch::Receiver<Settings> {
        self.0.settings.watch()
    }

    /// Words of the page's message files, in the person's language. `{name}` is replaced by the parameter of that name.
    pub fn say(&self, key: &str, params: &[(&str, &str)]) -> String {
        Words::of(self.settings().language).say(key, params)
    }

    /// What is unread of whoever is signed in, muted conversations left out; zero while nobody is.
    pub fn unread(&self) -> watch::Receiver<u32> {
        self.0.unread.clone()
    }

    /// The window was closed and the app runs on: the first time, a notification says so.
    pub fn closed_to_tray(&self) {
        if !self.settings().tray_explained {
            let body = self.say("tray.explained", &[]);
            self.0.notifications.show(Notification {
                conversation: None,
                message: None,
                title: self.say("app", &[]),
                body,
                reply: None,
                portrait: None,
            });
            if let Err(error) = self.0.settings.change(|settings| settings.tray_explained = true) {
                tracing::warn!(%error, "the settings cannot be kept");
            }
        }
    }

    /// Sums of the badges, for the window's title and the system's badge.
    ///
    /// # Errors
    /// When nobody is signed in.
    pub fn total_unread(&self) -> Result<watch::Receiver<u32>, ApiError> {
        Ok(TotalUnread::watch(self.client()?))
    }

    /// Starts to watch; events go to `sink` as JSON.
    ///
    /// # Errors
    /// When it needs somebody signed in and nobody is.
    #[expect(clippy::unused_async, reason = "every call is asynchronous for the page")]
    pub async fn subscribe(&self, what: Subscription, sink: Sink) -> Result<SubscriptionId, ApiError> {
        let subscriptions = &self.0.subscriptions;
        Ok(match what {
            Subscription::Session => subscriptions.forward_value(self.0.session.clone(), sink),
            Subscription::Settings => subscriptions.forward_value(self.0.settings.watch(), sink),
            Subscription::Opened => subscriptions.forward_value(self.0.opened.subscribe(), sink),
            Subscription::Extensions => subscriptions.forward_value(self.extensions(), sink),
            Subscription::Updates => subscriptions.forward_value(self.updates(), sink),
            Subscription::Connection => subscriptions.forward_value(self.client()?.status(), sink),
            Subscription::TotalUnread => subscriptions.forward_value(self.total_unread()?, sink),
            Subscription::ConversationList { filter } => {
                let (list, batches) = ConversationList::open(self.client()?, filter);
                subscriptions.forward_window(Window::ConversationList(list), batches, sink)
            }
            Subscription::Conversation { conversation } => {
                subscriptions.forward_value(OpenConversation::watch(self.client()?, conversation), sink)
            }
            Subscription::Picture { message_id, held } => {
                subscriptions.forward_value(self.watch_picture(MediaArgs { message_id, held }), sink)
            }
            Subscription::Merged { message_id, held } => {
                subscriptions.forward_value(self.watch_merged(MediaArgs { message_id, held }), sink)
            }
            Subscription::Typing { conversation } => {
                subscriptions.forward_value(Typing::watch(&self.client()?, conversation), sink)
            }
            Subscription::Draft { conversation } => {
                subscriptions.forward_value(drafting::watch(self.client()?, conversation), sink)
            }
            Subscription::Recording { conversation } => {
                let window = Window::Recording(conversation, watch::Sender::new(()));
                subscriptions.forward_value_of(window, self.0.recordings.watch(), sink)
            }
            Subscription::Timeline { conversation, at } => {
                let (timeline, batches) = Timeline::open(self.client()?, conversation, at);
                subscriptions.forward_window(Window::Timeline(timeline), batches, sink)
            }
        })
    }

    /// Ends a subscription.
    pub fn unsubscribe(&self, id: SubscriptionId) {
        self.0.subscriptions.end(id);
    }

    /// Ends all subscriptions: the page is gone.
    pub fn unsubscribe_all(&self) {
        self.0.subscriptions.end_all();
    }

    /// Ends the session's connection and waits until everything is written.
    pub async fn close(&self) {
        self.unsubscribe_all();
        self.ask(Request::Close).await;
    }

    pub(crate) async fn find_demo(&self, args: FindDemoArgs) -> Result<Option<DemoServer>, ApiError> {
        Ok(demo::find(&args.server).await)
    }

    /// Signs in; the session value tells the same.
    ///
    /// # Errors
    /// When the server refuses or the store does not open.
    pub async fn sign_in(&self, args: SignInArgs) -> Result<(), ApiError> {
        match self.ask(|done| Request::SignIn(args, done)).await {
            Some(Ok(())) => Ok(()),
            Some(Err(problem)) => Err(ApiError::new(ErrorCode::SignInFailed, format!("{problem:?}"))),
            None => Err(ApiError::new(ErrorCode::SignInFailed, "the session has ended")),
        }
    }

    pub(crate) async fn sign_out(&self) -> Result<(), ApiError> {
        self.0.recordings.clear();
        self.ask(Request::SignOut).await;
        Ok(())
    }

    pub(crate) async fn unlock(&self, args: UnlockArgs) -> Result<(), ApiError> {
        if args.passphrase.chars().count() < 8 {
            return Err(ApiError::new(ErrorCode::BadText, "a passphrase has at least 8 characters"));
        }
        self.ask(|done| Request::Unlock(args.passphrase, done)).await;
        Ok(())
    }

    pub(crate) async fn start_over(&self) -> Result<(), ApiError> {
        self.ask(Request::StartOver).await;
        Ok(())
    }

    pub(crate) async fn reopen(&self) -> Result<(), ApiError> {
        self.ask(Request::Reopen).await;
        Ok(())
    }

    #[expect(clippy::unused_async, reason = "every call is asynchronous for the page")]
    pub(crate) async fn retry_connection(&self) -> Result<(), ApiError> {
        let client = self.client()?;
        let status = *client.status().borrow();
        match status {
            ConnectionStatus::Kicked | ConnectionStatus::Disconnected => client.connect(),
            _ => client.retry_now(),
        }
        Ok(())
    }

    /// The machine has a network again, or another one.
    pub fn network_is_new(&self) {
        if let Some(client) = self.0.client.borrow().as_ref() {
            client.network_changed();
        }
    }

    #[expect(clippy::unused_async, reason = "every call is asynchronous for the page")]
    pub(crate) async fn network_changed(&self) -> Result<(), ApiError> {
        self.network_is_new();
        Ok(())
    }

    #[expect(clippy::unused_async, reason = "every call is asynchronous for the page")]
    pub(crate) async fn extend_conversation_list(&self, args: SubscriptionArgs) -> Result<(), ApiError> {
        self.0.subscriptions.extend_list(args.subscription)
    }

    #[expect(clippy::unused_async, reason = "every call is asynchronous for the page")]
    pub(crate) async fn extend_timeline(&self, args: ExtendTimelineArgs) -> Result<(), ApiError> {
        let keep = usize::try_from(args.keep).unwrap_or(usize::MAX);
        self.0.subscriptions.extend_timeline(args.subscription, args.direction, keep)
    }

    #[expect(clippy::unused_async, reason = "every call is asynchronous for the page")]
    pub(crate) async fn jump_to_latest(&self, args: SubscriptionArgs) -> Result<(), ApiError> {
        self.0.subscriptions.jump_to_latest(args.subscription)
    }

    #[expect(clippy::unused_async, reason = "every call is asynchronous for the page")]
    pub(crate) async fn jump_to_message(&self, args: JumpToMessageArgs) -> Result<(), ApiError> {
        self.0.subscriptions.jump_to_message(args.subscription, args.message_id)
    }

    pub(crate) async fn unread_mentions(&self, args: ConversationArgs) -> Result<Vec<MessageId>, ApiError> {
        let mentions = self.client()?.unread_mentions(&args.conversation).await?;
        Ok(mentions.into_iter().map(|message| message.id).collect())
    }

    pub(crate) async fn send_text(&self, args: SendTextArgs) -> Result<MessageId, ApiError> {
        sendable(&args.text)?;
        let client = self.client()?;
        let content = match args.quote {
            Some(quoted) => client.reply(quoted, args.text).await?,
            None => Content::text(args.text),
        };
        let content = match args.mentions {
            Some(mentioned) => content.mentioning(mentioned_info(mentioned)),
            None => content,
        };
        Ok(client.send(&args.conversation, content).await?)
    }

    pub(crate) async fn retry_message(&self, args: MessageArgs) -> Result<(), ApiError> {
        Ok(self.client()?.retry(args.message_id).await?)
    }

    pub(crate) async fn edit_message(&self, args: EditMessageArgs) -> Result<(), ApiError> {
        sendable(&args.text)?;
        let mentions = args.mentions.map(mentioned_info);
        Ok(self.client()?.edit(args.message_id, &args.text, mentions).await?)
    }

    pub(crate) async fn recall_message(&self, args: MessageArgs) -> Result<(), ApiError> {
        Ok(self.client()?.recall(args.message_id).await?)
    }

    /// Without a connection nobody would see it.
    pub(crate) async fn say_typing(&self, args: ConversationArgs) -> Result<(), ApiError> {
        self.client()?.say_typing(&args.conversation, "RC:TxtMsg").await.ok();
        Ok(())
    }

    pub(crate) async fn mark_read(&self, args: MarkReadArgs) -> Result<(), ApiError> {
        let client = self.client()?;
        client.mark_read(&args.conversation, args.message_id, Peer::Told).await?;
        if args.conversation.kind.has_members() {
            client.answer_receipts(&args.conversation, args.message_id).await?;
        }
        Ok(())
    }

    pub(crate) async fn save_settings(&self, settings: Settings) -> Result<(), ApiError> {
        let before = self.settings();
        self.apply(&before, &settings).await?; // a person may be asked, and change more meanwhile
        let unwritable =
            |error: std::io::Error| ApiError::new(ErrorCode::StoreUnavailable, error.to_string());
        self.0.settings.change(|now| *now = merged(now, &before, &settings)).map_err(unwritable)
    }

    /// Opens an address outside of the app, if a link in a message may lead to it.
    ///
    /// # Errors
    /// When it may not, or the system has nothing to open it with.
    pub fn open_link(&self, url: &str) -> Result<(), ApiError> {
        links::open(self.0.links.as_ref(), url)
    }

    #[expect(clippy::unused_async, reason = "every call is asynchronous for the page")]
    pub(crate) async fn follow_link(&self, args: OpenLinkArgs) -> Result<(), ApiError> {
        self.open_link(&args.url)
    }

    pub(crate) fn opened(&self) -> &watch::Sender<Opened> {
        &self.0.opened
    }

    pub(crate) fn last_notification(&self) -> Wanted {
        self.0.last_notification.borrow().clone()
    }

    pub(crate) fn settings_file(&self) -> &SettingsFile {
        &self.0.settings
    }

    pub(crate) fn desktop_cell(&self) -> &OnceLock<Arc<dyn Desktop>> {
        &self.0.desktop
    }

    pub(crate) fn handed_over(&self) -> &HandedOver {
        &self.0.handed_over
    }

    pub(crate) fn recordings(&self) -> &Recordings {
        &self.0.recordings
    }

    pub(crate) fn subscriptions(&self) -> &Subscriptions {
        &self.0.subscriptions
    }

    pub(crate) fn waves(&self) -> &Waves {
        &self.0.waves
    }

    pub(crate) fn deployed(&self) -> &Deployed {
        &self.0.deployed
    }

    pub(crate) fn pictures(&self) -> &Pictures {
        &self.0.pictures
    }

    pub(crate) fn following(&self) -> &Following {
        &self.0.following
    }

    pub(crate) fn pages(&self) -> &Pages {
        &self.0.pages
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.0.folder
    }

    pub(crate) fn links(&self) -> &dyn Links {
        self.0.links.as_ref()
    }

    pub(crate) fn client(&self) -> Result<Client, ApiError> {
        self.0.client.borrow().clone().ok_or_else(ApiError::not_signed_in)
    }

    async fn ask<T>(&self, request: impl FnOnce(oneshot::Sender<T>) -> Request) -> Option<T> {
        let (done, answer) = oneshot::channel();
        self.0.requests.send(request(done)).await.ok()?;
        answer.await.ok()
    }
}

/// Refuses a text that says nothing or too much.
pub(crate) fn sendable(text: &str) -> Result<(), ApiError> {
    if text.trim().is_empty() {
        return Err(ApiError::new(ErrorCode::BadText, "the text is blank"));
    }
    let length = text.chars().count();
    if length > MAX_TEXT {
        let message = format!("the text has {length} characters, at most {MAX_TEXT} are sent");
        return Err(ApiError::new(ErrorCode::BadText, message));
    }
    Ok(())
}
