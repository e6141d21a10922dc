//! Pages of the kit, which integrators open over their own. Each window has a stack of them; what is on top is seen, and
//! leaving it shows the one below or, below the last, the integrator's page.

mod door;
mod people;
mod wishes;

use std::collections::HashMap;
use std::sync::Arc;

use pipit_im::{ConversationId, ConversationType, MessageId, UserId};
use serde_json::json;

pub(super) use door::{Asked, Door};
use people::People;
use wishes::{Chats, Page};

use super::args::Args;
use super::listeners::Listener;
use super::reply::{Reply, WindowSink};
use super::{Later, Module, Outcome};
use crate::ui::{KitAct, KitChat, KitList, KitPage, KitView, NavigationBar};

/// How many pages a window may have on top of each other.
const DEEPEST: usize = 16;

/// So many of a chat room's latest messages are there when its page opens.
const LATEST: i32 = 20;

/// The kit of one widget.
#[derive(Default)]
pub(super) struct Kit {
    windows: HashMap<Arc<str>, Window>,
    /// Whose pages they are.
    user: Option<UserId>,
    /// How all chats shall be.
    chats: Chats,
    /// How the chats shall be that a page opens, by the page.
    pages: HashMap<u64, Page>,
    people: People,
    /// Who listens to presses on people's pictures.
    avatar: Listener,
}

/// A window in which something of the kit is open.
#[derive(Default)]
struct Window {
    open: Vec<Open>,
    /// Who draws it.
    viewers: Listener,
}

/// A page that is open.
struct Open {
    shows: Shows,
    bar: NavigationBar,
    /// Who opened it, or the list that it was opened from.
    opener: u64,
    /// Who wants to know when a chat is left.
    reply: Option<Reply>,
    /// The chat room that was joined for it, and is left with it.
    room: Option<String>,
}

impl Open {
    /// The chat room that it shows.
    fn shown_room(&self) -> Option<&str> {
        match &self.shows {
            Shows::Chat { conversation, .. } if conversation.kind == ConversationType::ChatRoom => {
                Some(conversation.target_id.as_str())
            }
            _ => None,
        }
    }

    /// Whoever wants to know hears that a chat is left.
    fn is_left(&self) {
        if let (Shows::Chat { conversation, .. }, Some(reply)) = (&self.shows, &self.reply) {
            reply.done(&json!({ "eventType": "back", "targetId": conversation.target_id }));
        }
    }
}

enum Shows {
    List(KitList),
    Chat { conversation: ConversationId, title: String, at: Option<MessageId> },
}

impl Kit {
    /// What a window shows, if it is something of the kit.
    fn view(&self, window: &str) -> Option<KitView> {
        let top = self.windows.get(window)?.open.last()?;
        let page = match &top.shows {
            Shows::List(list) => KitPage::List(list.clone()),
            Shows::Chat { conversation, title, at } => {
                KitPage::Chat(Box::new(KitChat { at: *at, ..self.chat(top.opener, conversation, title) }))
            }
        };
        Some(KitView { page, bar: top.bar.clone() })
    }

    fn chat(&self, opener: u64, conversation: &ConversationId, title: &str) -> KitChat {
        let page = self.pages.get(&opener);
        self.chats.chat(page.unwrap_or(&Page::default()), conversation, title)
    }

    /// Tells a window what it shows now. With the first page the frame comes in which they are drawn, and with the last
    /// it goes.
    fn show(&mut self, window: &str, sink: &WindowSink) {
        let view = self.view(window);
        sink(window, json!({ "kit": view.is_some() }).to_string());
        let Some(shown) = self.windows.get_mut(window) else { return };
        shown.viewers.tell(&json!(view));
        if view.is_none() {
            self.windows.remove(window);
        }
    }

    /// Somebody draws what a window shows.
    pub(super) fn watch(&mut self, reply: &Reply) {
        let view = self.view(reply.window());
        reply.say(&json!(view));
        if let Some(window) = self.windows.get_mut(reply.window()) {
            window.viewers.set(reply);
        }
    }

    /// A window's page was loaded anew, and nothing lies over it; the chat rooms that were joined for what did.
    pub(super) fn begun(&mut self, window: &str) -> Vec<String> {
        let open = self.windows.remove(window).map(|window| window.open).unwrap_or_default();
        open.into_iter().filter_map(|page| page.room).collect()
    }

    /// Somebody has joined a chat room themselves: it is not left with a page.
    pub(super) fn keep_room(&mut self, room: &str) {
        for page in self.windows.values_mut().flat_map(|window| &mut window.open) {
            page.room.take_if(|joined| joined.as_str() == room);
        }
    }

    /// A page is gone.
    pub(super) fn forget(&mut self, page: u64) {
        self.pages.remove(&page);
        self.people.forget(page);
        self.avatar.remove(page);
        for window in self.windows.values_mut() {
            window.viewers.remove(page);
        }
    }
}

impl Module {
    pub(super) async fn open_conversation_list(&mut self, args: Args, reply: &Reply) -> Outcome {
        let list = wishes::list(&args)?;
        let bar = self.bar(&args)?;
        self.push(
            reply,
            Open { shows: Shows::List(list), bar, opener: reply.page(), reply: None, room: None },
        );
        reply.success();
        Ok(())
    }

    pub(super) async fn open_conversation(&mut self, args: Args, reply: &Reply) -> Outcome {
        let conversation = args.conversation()?;
        let title = args.text("title")?;
        let bar = self.bar(&args)?;
        let shows = Shows::Chat { conversation, title, at: None };
        self.push(reply, Open { shows, bar, opener: reply.page(), reply: Some(reply.clone()), room: None });
        Ok(())
    }

    /// Closes the chat that the page's window shows.
    pub(super) async fn close(&mut self, _: Args, reply: &Reply) -> Outcome {
        let top = self.kit.windows.get(reply.window()).and_then(|window| window.open.last());
        if top.is_some_and(|top| matches!(top.shows, Shows::Chat { .. })) {
            self.leave(reply.window());
        }
        reply.success();
        Ok(())
    }

    pub(super) async fn add_avatar_listener(&mut self, _: Args, reply: &Reply) -> Outcome {
        self.kit.avatar.set(reply);
        Ok(())
    }

    fn push(&mut self, reply: &Reply, mut page: Open) {
        page.room = self.enter(&page);
        let window = self.kit.windows.entry(reply.window().into()).or_default();
        let lowest = (window.open.len() >= DEEPEST).then(|| window.open.remove(0));
        window.open.push(page);
        self.kit.show(reply.window(), &self.sink);
        self.kit.people.look();
        self.exit(lowest.and_then(|page| page.room));
    }

    /// The top page of a window is left.
    fn leave(&mut self, window: &str) {
        let left = self.kit.windows.get_mut(window).and_then(|window| window.open.pop());
        self.kit.show(window, &self.sink);
        let Some(left) = left else { return };
        left.is_left();
        self.exit(left.room);
    }

    /// Pages are their user's: all close when somebody else comes, or nobody. Chat rooms were left with the engine.
    pub(super) fn belongs_to(&mut self, user: Option<&UserId>) {
        if self.kit.user.as_ref() == user {
            return;
        }
        self.kit.user = user.cloned();
        for window in self.kit.windows.values_mut() {
            window.open.drain(..).rev().for_each(|page| page.is_left());
        }
        self.show_all();
    }

    /// Joins the chat room of a page that opens, unless this user is in it already; the room, to be left with the page.
    fn enter(&mut self, page: &Open) -> Option<String> {
        let room = page.shown_room()?.to_owned();
        let client = self.client.clone().filter(|client| !client.is_in_room(&room))?;
        let joined = room.clone();
        self.later.spawn(async move {
            if let Err(error) = client.join_room(&joined, LATEST).await {
                tracing::warn!(%error, "the chat room of a page cannot be joined");
            }
            Later::Answered
        });
        Some(room)
    }

    /// Leaves chat rooms that were joined for pages, unless another page shows them.
    pub(super) fn exit(&mut self, rooms: impl IntoIterator<Item = String>) {
        for room in rooms {
            let mut open = self.kit.windows.values_mut().flat_map(|window| &mut window.open);
            if let Some(other) = open.find(|page| page.shown_room() == Some(room.as_str())) {
                other.room = Some(room);
            } else if let Some(client) = self.client.clone() {
                self.later.spawn(async move {
                    if let Err(error) = client.leave_room(&room).await {
                        tracing::warn!(%error, "the chat room of a page is not left");
                    }
                    Later::Answered
                });
            }
        }
    }

    /// A person did something on a page of the kit.
    pub(super) fn act(&mut self, window: &str, act: KitAct) {
        let Some(opener) =
            self.kit.windows.get(window).and_then(|window| window.open.last()).map(|top| top.opener)
        else {
            return;
        };
        match act {
            KitAct::Back => self.leave(window),
            KitAct::Open { conversation, title, at } => {
                self.over(window, Shows::Chat { conversation, title, at });
            }
            KitAct::OpenCollected { kind, title } => {
                let list = self.kit.windows.get(window).and_then(|window| window.open.last());
                if let Some(Open { shows: Shows::List(list), .. }) = list {
                    let list =
                        KitList { title: Some(title), kinds: vec![kind], collected: vec![], ..list.clone() };
                    self.over(window, Shows::List(list));
                }
            }
            KitAct::PressButton { number } => self.pressed(opener, "right", number),
            KitAct::PressPlugin { tag } => self.pressed(opener, "plugin", tag),
            KitAct::PressAvatar { user_id } => self.kit.avatar.tell(&json!({ "userId": user_id })),
        }
    }

    /// Opens a page over the one that is on top, and like it.
    fn over(&mut self, window: &str, shows: Shows) {
        let Some(open) = self.kit.windows.get(window).map(|window| &window.open) else { return };
        if let Some(top) = open.last().filter(|_| open.len() < DEEPEST) {
            let mut page = Open { shows, bar: top.bar.clone(), opener: top.opener, reply: None, room: None };
            page.room = self.enter(&page);
            if let Some(window) = self.kit.windows.get_mut(window) {
                window.open.push(page);
            }
        }
        self.kit.show(window, &self.sink);
    }

    /// Tells who has configured a chat's buttons.
    fn pressed(&mut self, opener: u64, kind: &str, tag: u32) {
        if let Some(buttons) = self.kit.pages.get(&opener).and_then(|page| page.pressed.as_ref()) {
            buttons.say(&json!({ "eventType": kind, "tag": tag }));
        }
    }

    /// Shows every window what has changed in how it shall look.
    fn show_all(&mut self) {
        let windows: Vec<Arc<str>> = self.kit.windows.keys().cloned().collect();
        for window in windows {
            self.kit.show(&window, &self.sink);
        }
    }
}
