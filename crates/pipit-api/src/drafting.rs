//! Drafts: what is being written, with what goes with it. Files are known to a page by numbers, and to the draft by where
//! they lie.

use pipit_im::{Client, ConversationId, Draft, DraftFile, DraftMention};
use pipit_imkit::quote;
use tokio::sync::watch;

use crate::ui::{self, ConversationArgs, Mention, SaveDraftArgs};
use crate::{Api, ApiError};

impl Api {
    /// What was being written. A file that is gone is left out, and so is the quote of a message that was deleted.
    pub(crate) async fn draft(&self, args: ConversationArgs) -> Result<Option<ui::Draft>, ApiError> {
        let client = self.client()?;
        let draft = client.draft(&args.conversation).await?;
        if draft.is_empty() {
            return Ok(None);
        }
        let quote = match draft.quote {
            Some(id) => quote(&client, id).await?,
            None => None,
        };
        let mut files = Vec::new();
        for DraftFile { path, as_picture } in draft.files {
            let there = self.attach(vec![path]).await;
            files.extend(there.into_iter().map(|file| ui::DraftFile { file, as_picture }));
        }
        let mentions =
            draft.mentions.into_iter().map(|DraftMention { name, id }| Mention { name, id }).collect();
        Ok(Some(ui::Draft { text: draft.text, quote, mentions, files }))
    }

    pub(crate) async fn save_draft(&self, args: SaveDraftArgs) -> Result<(), ApiError> {
        let path = |file: &ui::SentFile| self.handed_over().path(file.id);
        let draft = Draft {
            text: args.text,
            quote: args.quote,
            mentions: args
                .mentions
                .into_iter()
                .map(|Mention { name, id }| DraftMention { name, id })
                .collect(),
            files: args
                .files
                .iter()
                .filter_map(|file| Some(DraftFile { path: path(file)?, as_picture: file.as_picture }))
                .collect(),
        };
        Ok(self.client()?.save_draft(&args.conversation, draft).await?)
    }
}

/// How many states of a conversation's draft were seen: several windows may write the same one. It ends with its last reader.
pub(crate) fn watch(client: Client, id: ConversationId) -> watch::Receiver<u32> {
    let (states, reader) = watch::channel(0);
    tokio::spawn(async move {
        let mut changes = client.changes();
        let mut before = Draft::default();
        loop {
            changes.skip_waiting(); // the query sees what they tell
            match client.draft(&id).await {
                Ok(now) if now != before => {
                    before = now;
                    states.send_modify(|seen: &mut u32| *seen = seen.saturating_add(1));
                }
                Ok(_) => {}
                Err(error) => tracing::warn!(%error, "the draft cannot be read"),
            }
            tokio::select! {
                change = changes.next_of(&id) => if change.is_none() { return },
                () = states.closed() => return,
            }
        }
    });
    reader
}
