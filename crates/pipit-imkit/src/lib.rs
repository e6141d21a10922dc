//! The kit without pixels: observable windows over the engine's store.
