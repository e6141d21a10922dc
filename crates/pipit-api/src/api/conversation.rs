//! What a page does with a whole conversation.

use pipit_im::{Peer, RemovedConversation};

use crate::ui::{ConversationArgs, SetMutedArgs, SetPinnedArgs};
use crate::{Api, ApiError};

impl Api {
    pub(crate) async fn set_pinned(&self, args: SetPinnedArgs) -> Result<(), ApiError> {
        Ok(self.client()?.set_pinned(&args.conversation, args.pinned).await?)
    }

    pub(crate) async fn set_muted(&self, args: SetMutedArgs) -> Result<(), ApiError> {
        Ok(self.client()?.set_muted(&args.conversation, args.muted).await?)
    }

    pub(crate) async fn mark_all_read(&self, args: ConversationArgs) -> Result<(), ApiError> {
        Ok(self.client()?.mark_all_read(&args.conversation, Peer::Told).await?)
    }

    pub(crate) async fn mark_unread(&self, args: ConversationArgs) -> Result<(), ApiError> {
        Ok(self.client()?.mark_unread(&args.conversation).await?)
    }

    pub(crate) async fn clear_history(&self, args: ConversationArgs) -> Result<(), ApiError> {
        Ok(self.client()?.clear_messages(&args.conversation).await?)
    }

    pub(crate) async fn remove_conversation(
        &self,
        args: ConversationArgs,
    ) -> Result<RemovedConversation, ApiError> {
        Ok(self.client()?.remove_conversation(&args.conversation).await?)
    }

    pub(crate) async fn put_back(&self, removed: RemovedConversation) -> Result<(), ApiError> {
        Ok(self.client()?.put_back(removed).await?)
    }
}
