//! The store's figures, as rows of a table: how fast messages are taken in with the search index on, and how fast a
//! first page is found, encrypted, on disk. `make bench` runs it.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Parser;
use pipit_im::testing::Arriving;
use pipit_im::{
    Client, ClientConfig, Content, ConversationId, ConversationType, Login, SearchQuery, Store, StoreKey,
    SystemClock, TargetId, Timestamp, UserId, WebNetwork,
};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// Messages of one transaction, as a device that catches up gathers them.
const GATHERED: usize = 2_000;

#[derive(Parser)]
struct Options {
    /// How many messages.
    #[arg(long, default_value_t = 1_000_000)]
    messages: usize,
    /// In how many conversations.
    #[arg(long, default_value_t = 5_000)]
    conversations: usize,
    /// Where the store lies while it is measured.
    #[arg(long, default_value = ".")]
    folder: std::path::PathBuf,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let options = Options::parse();
    let folder = tempfile::tempdir_in(&options.folder)?;
    let client = open(folder.path())?;
    let mut writer = Writer::new(options.conversations);
    let mut taking = Duration::ZERO;
    for _ in 0..options.messages / GATHERED {
        let messages = (0..GATHERED).map(|_| writer.message()).collect();
        let begun = Instant::now();
        client.arrive(messages).await?;
        taking += begun.elapsed();
    }
    let rate = options.messages as u128 * 1_000 / taking.as_millis().max(1);
    println!(
        "| taken in, encrypted and indexed, {GATHERED} at once | {rate} messages/s | {} in all |",
        options.messages
    );

    let begun = Instant::now();
    client.rest().await?;
    println!(
        "| the search index merged afterwards, beside other work | {:.1} s | |",
        begun.elapsed().as_secs_f64()
    );

    let size = std::fs::metadata(folder.path().join("messages.db"))?.len();
    let index = client.index_size().await?;
    println!("| the file, and the search index in it | {} MB | {} MB |", size / 1_000_000, index / 1_000_000);

    for length in 1..=5 {
        let mut times = Vec::new();
        for _ in 0..2_000 {
            let query = SearchQuery { text: writer.words(length), ..SearchQuery::default() };
            let begun = Instant::now();
            client.search_conversations(Vec::new(), query, None).await?;
            let all = begun.elapsed();
            let query = SearchQuery { text: writer.words(length), ..SearchQuery::default() };
            let id = writer.conversation();
            let begun = Instant::now();
            client.search_messages(&id, query, None, 50).await?;
            times.push((begun.elapsed(), all));
        }
        let p99 = |of: fn(&(Duration, Duration)) -> Duration| {
            let mut sorted: Vec<Duration> = times.iter().map(of).collect();
            sorted.sort_unstable();
            sorted.get(sorted.len() * 99 / 100).copied().unwrap_or_default().as_secs_f64() * 1_000.0
        };
        println!(
            "| search, {length} characters, p99 | {:.1} ms in one conversation | {:.1} ms for the first conversations |",
            p99(|(one, _)| *one),
            p99(|(_, all)| *all)
        );
    }
    Ok(())
}

fn open(folder: &Path) -> Result<Client, Box<dyn std::error::Error>> {
    let (store, _) = Store::open(&folder.join("messages.db"), &StoreKey::new([7; 32]))?;
    let login = Login { servers: Vec::new(), app_key: String::new(), token: String::new() };
    let config = ClientConfig::new(login, UserId::new("me"));
    Ok(Client::new(store, Arc::new(WebNetwork::new()?), config, Arc::new(SystemClock)))
}

/// How many words the language has, of which the first are the most frequent ones.
const WORDS: usize = 20_000;

/// How many characters.
const CHARACTERS: usize = 3_000;

/// Writes messages of some 23 characters as unevenly frequent, alone and beside each other, as in Chinese: of jieba's
/// dictionary (349,000 words with their frequency in real texts) the 10th word is 0.52 % of a text, the 1,000th 0.014 %,
/// the 10,000th 0.0011 %, half of all words are of one character, and the most frequent pairs stand in 2 to 3 % of such
/// messages. Here it is 0.87 %, 0.011 %, 0.0011 %, half, and 2 %. A few words of English are among them.
struct Writer {
    dice: StdRng,
    words: Vec<String>,
    conversations: usize,
    written: i64,
    last: Vec<char>,
}

impl Writer {
    fn new(conversations: usize) -> Self {
        let mut dice = StdRng::seed_from_u64(1);
        let words = (0..WORDS).map(|rank| word(&mut dice, rank)).collect();
        Self { dice, words, conversations, written: 0, last: Vec::new() }
    }

    fn text(&mut self) -> String {
        let length = self.dice.random_range(4..42);
        let mut written: Vec<char> = Vec::with_capacity(length + 1);
        while written.len() < length {
            let word = self.words.get(rank(&mut self.dice, WORDS, 3.0)).map(String::as_str);
            written.extend(word.unwrap_or_default().chars());
        }
        written.truncate(length);
        let mut text = String::from_iter(written);
        if self.dice.random_bool(0.15) {
            let word = ["meeting", "review", "deadline", "thanks", "build", "release"];
            text.push(' ');
            text.push_str(word.get(self.dice.random_range(0..word.len())).copied().unwrap_or_default());
        }
        self.last = text.chars().collect();
        text
    }

    fn conversation(&mut self) -> ConversationId {
        // Half of what is written is written in a hundredth of the conversations.
        let among =
            if self.dice.random_bool(0.5) { self.conversations.div_ceil(100) } else { self.conversations };
        let peer = format!("colleague-{}", self.dice.random_range(0..among));
        ConversationId { kind: ConversationType::Private, target_id: TargetId::new(peer) }
    }

    fn message(&mut self) -> Arriving {
        self.written += 1;
        let conversation = self.conversation();
        Arriving {
            sender: UserId::new(conversation.target_id.as_str()),
            conversation,
            uid: format!("{:019}", self.written),
            time: Timestamp(1_600_000_000_000 + self.written * 150_000),
            content: Content::text(self.text()),
        }
    }

    /// A substring of something that was written, or could have been.
    fn words(&mut self, length: usize) -> String {
        self.text();
        let from = self.dice.random_range(0..=self.last.len().saturating_sub(length));
        self.last.iter().skip(from).take(length).collect()
    }
}

/// A rank below `count`, the lower the likelier: Zipf's law, flattened by Mandelbrot's constant.
fn rank(dice: &mut StdRng, count: usize, flat: f64) -> usize {
    #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
    let whole = (count as f64 + flat) / flat;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "not below 0 and below count"
    )]
    let rank = (flat * whole.powf(dice.random_range(0.0..1.0)) - flat) as usize;
    rank.min(count - 1)
}

/// The word of a rank: the hundred most frequent ones are single characters, of the others every fourth.
fn word(dice: &mut StdRng, rank_of_word: usize) -> String {
    let character = |rank: usize| {
        u32::try_from(rank).ok().and_then(|rank| char::from_u32(0x4E00 + rank * 5)).unwrap_or('的')
    };
    if rank_of_word < 100 {
        return character(rank_of_word).into();
    }
    let length = if dice.random_bool(0.25) { 1 } else { 2 };
    (0..length).map(|_| character(rank(dice, CHARACTERS, 30.0))).collect()
}
