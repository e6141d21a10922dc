//! An engine that looks on while the user's own rests.

use super::Client;
use crate::store::{self, Store};
use crate::{ClientConfig, StoreError};

impl Client {
    /// A second engine of the same user, over a store in memory that begins where this one's is now. What arrives there
    /// is seen, and nothing of it is kept: when this engine connects again, it takes in all of that itself.
    ///
    /// One device has one connection, so this engine rests while the other is connected. Where the server knows such
    /// sessions, the user is not online by it.
    ///
    /// # Errors
    /// When the store cannot be read, or there is no memory.
    pub async fn onlooker(&self) -> Result<Self, StoreError> {
        let beginning = self.0.store.read(store::beginning).await?;
        let seen = Store::in_memory()?;
        seen.write(move |db| store::begin(db, beginning)).await?;
        let config = ClientConfig { push_only: true, ..self.0.config.clone() };
        Ok(Self::new(seen, self.0.network.clone(), config, self.0.clock.clone()))
    }
}
