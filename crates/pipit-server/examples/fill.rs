//! Fills a server's data with one person's long life: so many conversations, so many messages, all unread. The app's
//! benchmark starts from it.

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
    // The life began long enough ago that its last message is of now.
    let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis())?;
    let pause = i64::try_from(Duration::from_mins(1).as_millis())?;
    let begun = now - i64::try_from(options.messages / BATCH)? * pause;
    let mut done = 0;
    let mut time = begun;
    while done < options.messages {
        let until = (done + BATCH).min(options.messages);
        let batch = (done..until).map(|number| Arc::new(message(&options, number))).collect();
        for outcome in store.append(batch, time).await {
            outcome?;
        }
        done = until;
        time += pause;
    }
    println!("{done} messages from {} people", options.conversations);
    Ok(())
}

fn sender(number: usize) -> String {
    format!("colleague-{number}")
}

fn message(options: &Options, number: usize) -> NewMessage {
    let words = WORDS.iter().cycle().nth(number % WORDS.len()).copied().unwrap_or_default();
    NewMessage {
        sender: sender(number % options.conversations),
        conversation: Conversation::Private(options.user.clone()),
        audience: Audience::OthersOnly,
        only: Vec::new(),
        object_name: "RC:TxtMsg".into(),
        content: format!("{{\"content\":\"{words} {number}\"}}"),
        flags: MessageFlags { persisted: true, counted: true, ..MessageFlags::default() },
        client_id: None,
        expansion: None,
        recalls: None,
        check_rights: false,
    }
}
