//! How the engine fares, and what it keeps.

use std::sync::atomic::Ordering::Relaxed;

use super::Client;
use crate::store;
use crate::{Health, Room, StoreError, Timestamp};

impl Client {
    /// How far this engine and its server agree.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn health(&self) -> Result<Health, StoreError> {
        let stored = self.0.store.read(store::health).await?;
        Ok(Health {
            caught_up: Some(self.0.caught_up.load(Relaxed)).filter(|time| *time > 0).map(Timestamp),
            clock_offset: self.0.clock_offset.load(Relaxed),
            ..stored
        })
    }

    /// What the store takes on the disk, and the conversations with most messages, at most `largest`.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn room(&self, largest: usize) -> Result<Room, StoreError> {
        self.0.store.read(move |db| store::room(db, largest)).await
    }

    /// Writes the store's file anew without what was deleted. Nothing else is written meanwhile: a second for each few
    /// hundred megabytes.
    ///
    /// # Errors
    /// When the disk has no room for a second file, or the store cannot be written.
    pub async fn tidy(&self) -> Result<(), StoreError> {
        self.0.store.tidy().await
    }
}
