//! An engine that looks on while the user's own rests.

use super::Client;
use crate::StoreError;
use crate::store::{self, Store};

impl Client {
    /// A second engine of the same user, over a store in memory that begins where this one's is now. What arrives there
    /// is seen, and nothing of it is kept: when this engine connects again, it takes in all of that itself.
    ///
    /// One device has one connection, so this engine rests while the other is connected.
    ///
    /// # Errors
    /// When the store cannot be read, or there is no memory.
    pub async fn onlooker(&self) -> Result<Self, StoreError> {
        let beginning = self.0.store.read(store::beginning).await?;
        let seen = Store::in_memory()?;
        seen.write(move |db| store::begin(db, beginning)).await?;
        Ok(Self::new(seen, self.0.network.clone(), self.0.config.clone(), self.0.clock.clone()))
    }
}
