//! The emoji that a person has chosen lately, on this machine.

use pipit_im::{Client, StoreError};

use crate::ui::UseEmojiArgs;
use crate::{Api, ApiError, ErrorCode};

/// Under which name the engine keeps them.
const PREFERENCE: &str = "emoji";

/// So many are remembered.
const MOST: usize = 18;

/// The longest emoji, in bytes; the longest of Unicode has 35.
const LONGEST: usize = 64;

impl Api {
    pub(crate) async fn recent_emoji(&self) -> Result<Vec<String>, ApiError> {
        Ok(recent(&self.client()?).await?)
    }

    pub(crate) async fn use_emoji(&self, args: UseEmojiArgs) -> Result<(), ApiError> {
        if !(1..=LONGEST).contains(&args.emoji.len()) {
            let why = format!("an emoji has 1 to {LONGEST} bytes, not {}", args.emoji.len());
            return Err(ApiError::new(ErrorCode::BadCall, why));
        }
        let client = self.client()?;
        let mut list = recent(&client).await?;
        list.retain(|one| *one != args.emoji);
        list.insert(0, args.emoji);
        list.truncate(MOST);
        let json = serde_json::to_string(&list).unwrap_or_default();
        Ok(client.set_preference(PREFERENCE, &json).await?)
    }
}

async fn recent(client: &Client) -> Result<Vec<String>, StoreError> {
    let kept = client.preference(PREFERENCE).await?;
    Ok(kept.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default())
}
