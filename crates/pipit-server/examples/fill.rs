//! Fills a server's data with one person's long life: so many conversations, so many messages, all unread, and one chat
//! in which everything occurs that people send. The app's benchmarks start from it.

#[path = "fill/kinds.rs"]
mod kinds;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::Result;
use clap::Parser;
use pipit_proto::flags::MessageFlags;
use pipit_server::store::{Audience, Card, Conversation, NewMessage, SqliteStore, Store};

/// So many messages are one transaction.
const BATCH: usize = 5_000;

#[derive(Parser)]
struct Options {
    /// The server's folder; the server must not run.
    #[arg(long)]
    data: PathBuf,
    /// Whose life.
    #[arg(long)]
    user: String,
    /// How many people have written to them.
    #[arg(long, default_value_t = 5_000)]
    conversations: usize,
    /// How many messages, spread evenly.
    #[arg(long, default_value_t = 1_000_000)]
    messages: usize,
    /// How many messages of all kinds `talker` has written besides.
    #[arg(long, default_value_t = 0)]
    chat: usize,
}

/// What people write; the number makes each different.
const WORDS: [&str; 6] = [
    "周五的路线定了吗？我这边都可以，看你方便。",
    "Two hours along the river, then lunch at the mill.",
    "收到，明天上午把修改好的版本发给你。",
    "The train leaves at 8:40, platform 3.",
    "好的",
    "Can you have a second look at the figures before the meeting? The third column seems off by one week.",
];

#[tokio::main]
async fn main() -> Result<()> {
    let options = Options::parse();
    let store = SqliteStore::open(&options.data)?;
    store.put_user(Card { id: options.user.clone(), name: "Alice".into(), ..Card::default() }).await?;
    for number in 0..options.conversations {
        let name = format!("Colleague {number}");
        store.put_user(Card { id: sender(number), name, ..Card::default() }).await?;
    }
    if options.chat > 0 {
        store.put_user(Card { id: TALKER.into(), name: "Talker".into(), ..Card::default() }).await?;
    }
    // The life began long enough ago that its last message is of now.
    let all = options.messages + options.chat;
    let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis())?;
    let pause = i64::try_from(Duration::from_mins(1).as_millis())?;
    let mut time = now - i64::try_from(all / BATCH)? * pause;
    let pictures = kinds::thumbnails()?;
    for begin in (0..all).step_by(BATCH) {
        let until = (begin + BATCH).min(all);
        let batch = (begin..until).map(|number| {
            Arc::new(match number.checked_sub(options.messages) {
                None => {
                    let text = serde_json::json!({ "content": format!("{} {number}", words(number)) });
                    message(&options, sender(number % options.conversations), "RC:TxtMsg", text)
                }
                Some(number) => {
                    let (kind, content) = kinds::message(number, words(number), &pictures);
                    message(&options, TALKER.into(), kind, content)
                }
            })
        });
        for outcome in store.append(batch.collect(), time).await {
            outcome?;
        }
        time += pause;
    }
    println!(
        "{} messages from {} people, {} from one",
        options.messages, options.conversations, options.chat
    );
    Ok(())
}

/// Who writes everything that can be written.
const TALKER: &str = "talker";

fn words(number: usize) -> &'static str {
    WORDS.get(number % WORDS.len()).copied().unwrap_or_default()
}

fn sender(number: usize) -> String {
    format!("colleague-{number}")
}

fn message(options: &Options, sender: String, object_name: &str, content: serde_json::Value) -> NewMessage {
    NewMessage {
        sender,
        conversation: Conversation::Private(options.user.clone()),
        audience: Audience::OthersOnly,
        only: Vec::new(),
        object_name: object_name.into(),
        content: content.to_string(),
        flags: MessageFlags { persisted: true, counted: true, ..MessageFlags::default() },
        client_id: None,
        expansion: None,
        recalls: None,
        check_rights: false,
    }
}
