//! The shortest way to see the engine work: lines in are sent, messages are lines out.
//!
//! `cargo run -p pipit-im --example chat -- --navi http://127.0.0.1:8585 --app-key pipit-demo --token TOKEN --to bob`

use std::error::Error;
use std::io::BufRead;
use std::sync::Arc;

use clap::Parser;
use pipit_im::{
    Client, ClientConfig, Content, ConversationId, ConversationType, Login, MessageCursor, MessageDirection,
    MessageRange, Store, SystemClock, TargetId, WebNetwork, identify,
};

/// A chat in the terminal. Nothing is kept on this machine.
#[derive(Parser)]
struct Options {
    /// The server's address.
    #[arg(long)]
    navi: String,
    /// The app key.
    #[arg(long)]
    app_key: String,
    /// Who writes.
    #[arg(long)]
    token: String,
    /// To whom: a user, or a group with --group.
    #[arg(long)]
    to: String,
    /// `--to` names a group.
    #[arg(long)]
    group: bool,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let options = Options::parse();
    let network = Arc::new(WebNetwork::new()?);
    let login = Login { servers: vec![options.navi], app_key: options.app_key, token: options.token };
    let me = identify(network.as_ref(), &login).await?;
    let config = ClientConfig::new(login, me);
    let client = Client::new(Store::in_memory()?, network, config, Arc::new(SystemClock));
    let kind = if options.group { ConversationType::Group } else { ConversationType::Private };
    let conversation = ConversationId { kind, target_id: TargetId::new(options.to) };

    let mut changes = client.changes();
    client.connect();
    let (lines, mut typed) = tokio::sync::mpsc::channel(16);
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            if lines.blocking_send(line).is_err() {
                break;
            }
        }
    });

    let mut shown: Option<MessageCursor> = None;
    loop {
        tokio::select! {
            line = typed.recv() => if let Some(line) = line {
                client.send(&conversation, Content::text(line)).await?;
            } else {
                client.disconnect().await;
                return Ok(());
            },
            change = changes.next() => if !change.is_some_and(|change| change.touches(&conversation)) { continue },
        }
        let range = match shown {
            Some(cursor) => MessageRange::After { cursor, limit: 100 },
            None => MessageRange::Latest { limit: 100 },
        };
        for message in client.messages(&conversation, range).await?.list {
            shown = Some(MessageCursor::of(&message));
            if let (MessageDirection::Received, Content::Text(text)) = (message.direction, &message.content) {
                println!("{}: {}", message.sender, text.content);
            }
        }
    }
}
