//! Drafts: what is being written, with what goes with it. Files are known to a page by numbers, and to the draft by where
//! they lie.

use pipit_im::{Draft, DraftFile, DraftMention};
use pipit_imkit::quote;

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
