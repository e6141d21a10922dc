//! What a page looks for.

use pipit_imkit::{Found, MessageHit, search, search_in};

use crate::ui::{SearchArgs, SearchInArgs};
use crate::{Api, ApiError, ErrorCode};

/// The longest words that are looked for, in characters: nobody types more.
const LONGEST: usize = 200;

/// Messages of one conversation that are answered at once.
const HITS: usize = 50;

impl Api {
    pub(crate) async fn search(&self, args: SearchArgs) -> Result<Found, ApiError> {
        Ok(search(&self.client()?, within(&args.words)?, args.kinds.as_deref()).await?)
    }

    pub(crate) async fn search_in(&self, args: SearchInArgs) -> Result<Vec<MessageHit>, ApiError> {
        let words = within(&args.words)?;
        Ok(search_in(&self.client()?, &args.conversation, words, args.before, HITS).await?)
    }
}

fn within(words: &str) -> Result<&str, ApiError> {
    let length = words.chars().count();
    if length > LONGEST {
        let message = format!("{length} characters are looked for, at most {LONGEST} may be");
        return Err(ApiError::new(ErrorCode::BadText, message));
    }
    Ok(words)
}
