//! Saying again what was said: quoting it.

use pipit_proto::content::{Content, Reference, Text};
use serde_json::Value;

use super::Client;
use crate::{MessageId, StoreError};

impl Client {
    /// A reply that quotes a message, to be sent. What that message itself quotes is not quoted along.
    ///
    /// # Errors
    /// When there is no such message, the server does not have it, or the store cannot be read.
    pub async fn reply(&self, to: MessageId, content: String) -> Result<Content, StoreError> {
        let quoted = self.message(to).await?.ok_or(StoreError::NotFound)?;
        let uid = quoted.uid.ok_or(StoreError::NotFound)?;
        let said = match quoted.content {
            Content::Reference(reply) => Content::Text(Text { content: reply.content, ..Text::default() }),
            content => content.impersonal(),
        };
        Ok(Content::Reference(Reference {
            content,
            refer_user_id: quoted.sender.as_str().to_owned(),
            refer_content: serde_json::from_str(&said.encode()).unwrap_or(Value::Null),
            refer_uid: uid.as_str().to_owned(),
            refer_object_name: said.object_name().to_owned(),
            ..Reference::default()
        }))
    }
}
