//! What people do, and what befalls them.

use std::collections::BTreeSet;
use std::time::Duration;

use pipit_im::content::{MentionedInfo, Text};
use pipit_im::{
    Content, ConversationId, ConversationType, Message, MessageDirection, Peer, QuietHours, StoreError,
    Timestamp,
};
use rand::RngExt;
use rand::rngs::StdRng;

use crate::model::{Removed, Setting};
use crate::world::{World, conversations_of};

pub(crate) async fn step(world: &mut World, dice: &mut StdRng) {
    let at = dice.random_range(0..world.devices.len());
    let choices = conversations_of(world.devices[at].name.0);
    let id = &choices[dice.random_range(0..choices.len())];
    let what = match dice.random_range(0..100) {
        0..36 => write(world, at, id, dice).await,
        36..44 => read(world, at, id).await,
        44..49 => take_back(world, at, id, dice).await,
        49..53 => look_back(world, at, id, dice).await,
        53..58 => ask_receipt(world, at, id, dice).await,
        58..64 => answer_receipt(world, at, id, dice).await,
        64..70 => set(world, at, id, dice).await,
        70..73 => draft(world, at, id, dice).await,
        73..77 => delete(world, at, id, dice).await,
        77..79 => clear(world, at, id).await,
        79..82 => remove(world, at, id).await,
        82..88 => {
            world.kill(at, dice).await;
            "is killed".into()
        }
        88..91 => full_disk(world, at, dice).await,
        91..94 => {
            world.restart_server(dice);
            "sees the server killed".into()
        }
        94..96 => {
            world.devices[at].clock.jump(dice.random_range(-60_000..60_000));
            "has another clock".into()
        }
        96..98 => {
            world.devices[at].client.disconnect().await;
            world.devices[at].client.connect();
            "leaves and comes back".into()
        }
        _ => {
            world.devices[at].client.network_changed();
            "has another network".into()
        }
    };
    let label = world.devices[at].label();
    world.note(format!("{label} {what} ({})", id.target_id));
    tokio::time::sleep(Duration::from_millis(dice.random_range(0..1_500))).await;
}

async fn write(world: &mut World, at: usize, id: &ConversationId, dice: &mut StdRng) -> String {
    let device = &world.devices[at];
    let text = format!("{} {}", device.label(), dice.random::<u32>());
    let to_all = id.kind == ConversationType::Group && dice.random_bool(0.3);
    let mentioned_info = to_all.then(|| MentionedInfo { r#type: 1, ..MentionedInfo::default() });
    let content = Content::Text(Text { content: text.clone(), mentioned_info, ..Text::default() });
    device.client.send(id, content).await.unwrap();
    if to_all {
        world.model.mentions.insert(text.clone());
    }
    world.model.wrote(world.devices[at].name, id, text.clone());
    format!("writes {text:?}")
}

async fn read(world: &mut World, at: usize, id: &ConversationId) -> String {
    let device = &world.devices[at];
    let time = device.alone(id, async |list| {
        let Some(last) = list.last() else { return Ok(None) };
        device.client.mark_read(id, last.id, Peer::Told).await?;
        Ok(list.iter().rfind(|message| is_received(message)).map(|message| message.sent_time.0))
    });
    let time = time.await;
    if let Some(time) = time {
        world.model.has_read(world.devices[at].name.0, id, time);
    }
    format!("reads up to {time:?}")
}

/// One's own messages that the server has, and that are still there.
async fn own(world: &World, at: usize, id: &ConversationId) -> Vec<Message> {
    let mut list = world.devices[at].messages(id).await;
    list.retain(|message| !is_received(message) && message.uid.is_some() && is_text(message));
    list
}

async fn take_back(world: &mut World, at: usize, id: &ConversationId, dice: &mut StdRng) -> String {
    let own = own(world, at, id).await;
    let Some(message) = any(&own, dice) else { return "has nothing to take back".into() };
    let (text, uid) = (world.model.text_of(message), message.uid.clone().unwrap());
    world.model.regretted.insert(uid.as_str().to_owned(), text.clone());
    let recall = world.devices[at].client.recall(message.id);
    tokio::time::timeout(Duration::from_secs(5), recall).await.ok();
    format!("takes {text:?} back")
}

/// The history may bring what the boxes bring too.
async fn look_back(world: &mut World, at: usize, id: &ConversationId, dice: &mut StdRng) -> String {
    let device = &world.devices[at];
    let named = |list: Vec<Message>| list.into_iter().filter(|message| message.uid.is_some());
    let before: BTreeSet<_> = named(device.messages(id).await).map(|message| message.uid).collect();
    let client = device.client.clone();
    let newest = dice.random_bool(0.5);
    tokio::time::timeout(Duration::from_secs(2), async {
        if newest {
            client.fetch_history(id, Timestamp(0), 20).await.map(drop)
        } else {
            client.fetch_older(id).await.map(drop)
        }
    })
    .await
    .ok();
    // What one's other devices sent looks the same from both; a notice may come from either.
    let unsure = named(device.messages(id).await)
        .filter(|message| !before.contains(&message.uid))
        .any(|message| !is_received(&message) || !is_text(&message));
    if unsure && let Some(removed) = &mut world.model.local_mut(world.devices[at].name, id).removed {
        removed.unsure = true;
    }
    format!("looks back, newest: {newest}")
}

async fn ask_receipt(world: &mut World, at: usize, id: &ConversationId, dice: &mut StdRng) -> String {
    let own = own(world, at, id).await;
    let Some(message) = any(&own, dice) else { return "has nothing to ask about".into() };
    let asked = world.devices[at].client.ask_receipt(message.id).await;
    assert_eq!(asked.is_ok(), id.kind == ConversationType::Group, "only groups are asked");
    let text = world.model.text_of(message);
    if asked.is_ok() {
        world.model.receipts.entry(text.clone()).or_default();
    }
    format!("asks who has read {text:?}")
}

async fn answer_receipt(world: &mut World, at: usize, id: &ConversationId, dice: &mut StdRng) -> String {
    let mut asked = world.devices[at].messages(id).await;
    asked.retain(|message| {
        let open = message.receipt.as_ref().is_some_and(|receipt| !receipt.answered);
        open && is_received(message) && is_text(message)
    });
    let Some(message) = any(&asked, dice) else { return "is not asked".into() };
    world.devices[at].client.answer_receipt(id, message.id).await.unwrap();
    let (person, text) = (world.devices[at].name.0, world.model.text_of(message));
    world.model.receipts.entry(text.clone()).or_default().insert(person);
    format!("has read {text:?}")
}

async fn set(world: &mut World, at: usize, id: &ConversationId, dice: &mut StdRng) -> String {
    let (name, client) = (world.devices[at].name, world.devices[at].client.clone());
    let on = dice.random_bool(0.6);
    let (setting, value) = match dice.random_range(0..3) {
        0 => {
            client.set_pinned(id, on).await.unwrap();
            (Setting::Pinned(id.clone()), on.to_string())
        }
        1 => {
            client.set_muted(id, on).await.unwrap();
            (Setting::Muted(id.clone()), on.to_string())
        }
        _ => {
            let hours = on.then(|| QuietHours::new("22:30:00", dice.random_range(1..1_440)).unwrap());
            client.set_quiet_hours(hours).await.unwrap();
            (Setting::QuietHours, format!("{hours:?}"))
        }
    };
    let told = format!("sets {setting:?} to {value}");
    world.model.set(name, setting, value);
    told
}

async fn draft(world: &mut World, at: usize, id: &ConversationId, dice: &mut StdRng) -> String {
    let text = if dice.random_bool(0.7) { format!("draft {}", dice.random::<u16>()) } else { " ".into() };
    world.devices[at].client.save_draft(id, text.as_str()).await.unwrap();
    let local = world.model.local_mut(world.devices[at].name, id);
    local.draft = (text != " ").then(|| text.clone());
    if local.draft.is_some() {
        local.removed = None;
    }
    format!("drafts {text:?}")
}

async fn delete(world: &mut World, at: usize, id: &ConversationId, dice: &mut StdRng) -> String {
    let (device, choice) = (&world.devices[at], dice.random::<u32>());
    let deleted = device.alone(id, async |list| {
        let Some(message) = list.get(choice as usize % list.len().max(1)) else { return Ok(None) };
        device.client.delete(message.id).await?;
        Ok(Some(message.clone()))
    });
    let Some(message) = deleted.await else { return "has nothing to delete".into() };
    let name = world.devices[at].name;
    let text = world.model.text_of(&message);
    if message.uid.is_none() {
        world.model.withdrawn.insert(text.clone());
    }
    let local = world.model.local_mut(name, id);
    if local.removed.as_ref().is_some_and(|removed| !removed.unsure && !removed.held.contains(&text)) {
        local.removed = None; // it had come back with this one
    }
    local.deleted.insert(text.clone());
    format!("deletes {text:?}")
}

async fn clear(world: &mut World, at: usize, id: &ConversationId) -> String {
    let device = &world.devices[at];
    let cleared = device.alone(id, async |list| {
        device.client.clear_messages(id).await?;
        Ok(list.to_vec())
    });
    let cleared = cleared.await;
    let name = world.devices[at].name;
    let texts: Vec<String> = cleared.iter().map(|message| world.model.text_of(message)).collect();
    for (message, text) in cleared.iter().zip(texts) {
        if message.uid.is_none() {
            world.model.withdrawn.insert(text.clone());
        }
        let local = world.model.local_mut(name, id);
        if local.removed.as_ref().is_some_and(|removed| !removed.unsure && !removed.held.contains(&text)) {
            local.removed = None;
        }
        if message.uid.is_some() {
            local.cleared = local.cleared.max(message.sent_time.0);
        } else {
            local.deleted.insert(text);
        }
    }
    format!("clears {} away", cleared.len())
}

async fn remove(world: &mut World, at: usize, id: &ConversationId) -> String {
    let device = &world.devices[at];
    let list = device.alone(id, async |list| {
        device.client.remove_conversation(id).await?;
        Ok::<_, StoreError>(list.to_vec())
    });
    let list = list.await;
    let name = world.devices[at].name;
    let held = list.iter().map(|message| world.model.text_of(message)).collect();
    world.model.set(name, Setting::Pinned(id.clone()), false.to_string());
    let local = world.model.local_mut(name, id);
    local.draft = None;
    local.removed = Some(Removed { held, unsure: false });
    "takes it off the list".into()
}

async fn full_disk(world: &mut World, at: usize, dice: &mut StdRng) -> String {
    world.devices[at].store.fill_disk_after(dice.random_range(0..3));
    tokio::time::sleep(Duration::from_millis(dice.random_range(0..4_000))).await;
    world.devices[at].store.fill_disk_after(u64::MAX);
    "has a full disk".into()
}

fn any<'a>(list: &'a [Message], dice: &mut StdRng) -> Option<&'a Message> {
    (!list.is_empty()).then(|| &list[dice.random_range(0..list.len())])
}

pub(crate) fn is_received(message: &Message) -> bool {
    message.direction == MessageDirection::Received
}

/// It was not taken back.
pub(crate) fn is_text(message: &Message) -> bool {
    matches!(message.content, Content::Text(_))
}
