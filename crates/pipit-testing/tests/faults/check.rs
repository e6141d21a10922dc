//! What is wrong somewhere; nothing when every device shows what the model says.

use std::collections::BTreeMap;

use pipit_im::{Conversation, ConversationId, ConversationType, Message, MessageState};

use crate::acts::{is_received, is_text};
use crate::model::{Local, Setting};
use crate::world::{Device, World, conversations_of, thread};

/// Fails with a sentence when something is not so.
macro_rules! ensure {
    ($true:expr, $($what:tt)*) => {
        if !$true {
            return Err(format!($($what)*));
        }
    };
}

pub(crate) async fn check(world: &World) -> Result<(), String> {
    let mut truth = BTreeMap::new();
    for judge in &world.judges {
        for id in conversations_of(judge.name.0) {
            truth.entry(thread(judge.name.0, &id)).or_insert(judge.messages(&id).await);
        }
    }
    for (thread, messages) in &truth {
        is_what_was_written(world, thread, messages)?;
    }
    for device in world.devices.iter().chain(&world.judges) {
        let mut rows = Vec::new();
        for id in conversations_of(device.name.0) {
            let local = world.model.local(device.name, &id);
            let there = &truth[&thread(device.name.0, &id)];
            let wanted = there.iter().filter(|message| is_shown(world, local, message)).collect();
            let view = View { world, device, id: &id, local, wanted };
            view.messages()
                .await
                .map_err(|wrong| format!("{} in {}: {wrong}", device.label(), id.target_id))?;
            if view.is_listed(there).await? {
                rows.push(id);
            }
        }
        list(device, &rows).await.map_err(|wrong| format!("the list of {}: {wrong}", device.label()))?;
    }
    settings(world).await
}

/// The server has what was written, each device's in the order of writing, and took back only what should be.
fn is_what_was_written(world: &World, thread: &str, messages: &[Message]) -> Result<(), String> {
    let model = &world.model;
    let texts: Vec<String> = messages.iter().map(|message| model.text_of(message)).collect();
    let mut count = 0;
    for (writer, written) in model.written_in(thread) {
        let begins = format!("{}/{} ", writer.0, writer.1);
        let there: Vec<&String> = texts.iter().filter(|text| text.starts_with(&begins)).collect();
        let may_miss = |text: &&String| !model.withdrawn.contains(*text) || texts.contains(text);
        let wanted: Vec<&String> = written.iter().filter(may_miss).collect();
        ensure!(there == wanted, "the server has of {begins}in {thread}: {there:?}\nwanted: {wanted:?}");
        count += wanted.len();
    }
    ensure!(count == texts.len(), "the server has {} messages in {thread} instead of {count}", texts.len());
    Ok(())
}

fn is_shown(world: &World, local: Option<&Local>, message: &Message) -> bool {
    local.is_none_or(|local| {
        message.sent_time.0 > local.cleared && !local.deleted.contains(&world.model.text_of(message))
    })
}

/// A conversation on a device, and the messages that it should show.
struct View<'a> {
    world: &'a World,
    device: &'a Device,
    id: &'a ConversationId,
    local: Option<&'a Local>,
    wanted: Vec<&'a Message>,
}

impl View<'_> {
    async fn messages(&self) -> Result<(), String> {
        let (model, person) = (&self.world.model, self.device.name.0);
        let shown = self.device.messages(self.id).await;
        let line = |message: &Message| {
            (message.sent_time.0, message.uid.clone(), model.text_of(message), is_text(message))
        };
        let lines: Vec<_> = shown.iter().map(line).collect();
        let wanted: Vec<_> = self.wanted.iter().map(|message| line(message)).collect();
        ensure!(
            lines == wanted,
            "{lines:#?}\nwanted: {wanted:#?}, {:?}",
            *self.device.client.status().borrow()
        );
        for message in shown.iter().filter(|message| is_text(message)) {
            self.message(message)?;
        }

        let read = model.read_time(person, self.id);
        let unread = shown
            .iter()
            .filter(|message| is_text(message) && is_received(message) && message.sent_time.0 > read);
        let mentions = unread.clone().filter(|message| model.mentions.contains(&model.text_of(message)));
        let counts = (unread.clone().count(), mentions.count());
        let row = self.device.client.conversation(self.id).await.unwrap();
        let badge = row.as_ref().map_or((0, 0), |row| (row.unread as usize, row.unread_mentions as usize));
        ensure!(badge == counts, "unread and mentions are {badge:?} instead of {counts:?}");
        let first = self.device.client.first_unread(self.id).await.unwrap();
        let cursor = unread.clone().next().map(pipit_im::MessageCursor::of);
        ensure!(
            first.map(|(cursor, _)| cursor) == cursor,
            "the unread begin at {first:?}, not at {cursor:?}"
        );
        let Some(row) = row else { return Ok(()) };
        ensure!(row.last_message.as_ref() == shown.last(), "its row shows {:?}", row.last_message);
        let draft = self.local.and_then(|local| local.draft.as_ref());
        ensure!(row.draft.as_ref() == draft, "its draft is {:?} instead of {draft:?}", row.draft);
        Ok(())
    }

    /// How far it came, and who has read it.
    fn message(&self, message: &Message) -> Result<(), String> {
        let (model, person) = (&self.world.model, self.device.name.0);
        let text = model.text_of(message);
        let state = match self.id.kind {
            _ if is_received(message) => MessageState::Received,
            ConversationType::Private if message.sent_time.0 <= self.peer_read_time() => MessageState::Read,
            _ => MessageState::Sent,
        };
        ensure!(message.state == state, "{text:?} is {:?} instead of {state:?}", message.state);
        let asked = model.receipts.get(&text);
        ensure!(
            message.receipt.is_some() == asked.is_some(),
            "{text:?} is asked about: {:?}",
            message.receipt
        );
        let (Some(receipt), Some(asked)) = (&message.receipt, asked) else { return Ok(()) };
        if is_received(message) {
            ensure!(receipt.readers.is_empty(), "{text:?} tells who has read it");
            ensure!(receipt.answered == asked.contains(person), "{text:?} is answered: {}", receipt.answered);
        } else {
            let readers: Vec<&str> = receipt.readers.iter().map(|(reader, _)| reader.as_str()).collect();
            ensure!(readers.iter().eq(asked), "{text:?} was read by {readers:?} instead of {asked:?}");
        }
        Ok(())
    }

    fn peer_read_time(&self) -> i64 {
        let me = self.device.name.0;
        let peer = crate::world::PEOPLE.into_iter().find(|person| *person == self.id.target_id.as_str());
        let mine =
            peer.and_then(|peer| conversations_of(peer).into_iter().find(|id| id.target_id.as_str() == me));
        peer.zip(mine).map_or(0, |(peer, id)| self.world.model.read_time(peer, &id))
    }

    /// Whether the conversation is on the list, which is what it should be.
    async fn is_listed(&self, there: &[Message]) -> Result<bool, String> {
        let list = self.device.client.conversations(100).await.unwrap();
        let listed = list.iter().any(|row| row.id == *self.id);
        let model = &self.world.model;
        let local = self.local;
        let ever = !there.is_empty() || local.is_some_and(|local| local.wrote || local.draft.is_some());
        let Some(removed) = local.and_then(|local| local.removed.as_ref()) else {
            ensure!(listed == ever, "{} lists {}: {listed}", self.device.label(), self.id.target_id);
            return Ok(listed);
        };
        let came = self.wanted.iter().filter(|message| !removed.held.contains(&model.text_of(message)));
        if removed.unsure {
            return Ok(listed);
        }
        let came: Vec<String> = came.map(|message| model.text_of(message)).collect();
        ensure!(
            listed != came.is_empty(),
            "{} lists {}, which it took off: {listed}; since then came {came:?}",
            self.device.label(),
            self.id.target_id
        );
        Ok(listed)
    }
}

/// The list holds these conversations, in its order, and sums up what is unread in them.
async fn list(device: &Device, ids: &[ConversationId]) -> Result<(), String> {
    let list = device.client.conversations(100).await.unwrap();
    ensure!(list.len() == ids.len(), "it has {} rows instead of {}", list.len(), ids.len());
    let place = |row: &Conversation| (std::cmp::Reverse(row.pinned_time), std::cmp::Reverse(row.active_time));
    ensure!(list.is_sorted_by_key(place), "it is not in order: {list:#?}");
    let total: u32 = list.iter().filter(|row| !row.muted).map(|row| row.unread).sum();
    let said = device.client.total_unread().await.unwrap();
    ensure!(said == total, "{said} are unread instead of {total}");
    Ok(())
}

/// All devices of a person have the same settings, which somebody set last.
async fn settings(world: &World) -> Result<(), String> {
    let mut known: BTreeMap<(&str, Setting), String> = BTreeMap::new();
    for device in world.devices.iter().chain(&world.judges) {
        let person = device.name.0;
        let hours = device.client.quiet_hours().await.unwrap();
        let mut found = vec![(Setting::QuietHours, "None", format!("{hours:?}"))];
        for id in conversations_of(person) {
            let row = device.client.conversation(&id).await.unwrap();
            let (pinned, muted) = row.map_or((false, false), |row| (row.pinned, row.muted));
            found.push((Setting::Pinned(id.clone()), "false", pinned.to_string()));
            found.push((Setting::Muted(id), "false", muted.to_string()));
        }
        for (setting, unset, value) in found {
            let may_be = world.model.may_be(person, setting.clone(), unset);
            let label = device.label();
            ensure!(may_be.contains(&value), "{label} has {setting:?} {value}, which may be {may_be:?}");
            let first = known.entry((person, setting.clone())).or_insert_with(|| value.clone());
            ensure!(*first == value, "{label} has {setting:?} {value}, another device has {first}");
        }
    }
    Ok(())
}
