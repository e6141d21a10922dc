//! What an operator watches, in Prometheus' text form.

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Counters since the start.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    /// Messages written.
    accepted: AtomicU64,
    /// Messages refused.
    refused: AtomicU64,
    /// Pushes queued for somebody online.
    delivered: AtomicU64,
    /// Pushes that found a full queue; the reader pulls instead.
    overflowed: AtomicU64,
    /// Connections that broke the protocol.
    pub(crate) malformed: AtomicU64,
    /// Connections over the limit.
    turned_away: AtomicU64,
    batches: AtomicU64,
    batched: AtomicU64,
    write_micros: AtomicU64,
}

impl Metrics {
    /// A message was written, or refused.
    pub(crate) fn answered(&self, accepted: bool) {
        if accepted { &self.accepted } else { &self.refused }.fetch_add(1, Ordering::Relaxed);
    }

    /// Somebody online was told, or could not be because their queue is full.
    pub(crate) fn pushed(&self, queued: bool) {
        if queued { &self.delivered } else { &self.overflowed }.fetch_add(1, Ordering::Relaxed);
    }

    /// A connection came when there were as many as may be.
    pub(crate) fn turned_away(&self) {
        self.turned_away.fetch_add(1, Ordering::Relaxed);
    }

    /// A transaction ended.
    pub(crate) fn batch_written(&self, messages: usize, took: Duration) {
        self.batches.fetch_add(1, Ordering::Relaxed);
        self.batched.fetch_add(u64::try_from(messages).unwrap_or(u64::MAX), Ordering::Relaxed);
        self.write_micros.fetch_add(u64::try_from(took.as_micros()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// Writes all of them.
    pub(crate) fn render(&self, connections: usize) -> String {
        let mut text = String::new();
        let mut line = |name: &str, kind: &str, help: &str, value: u64| {
            let _ = writeln!(
                text,
                "# HELP pipit_{name} {help}\n# TYPE pipit_{name} {kind}\npipit_{name} {value}"
            );
        };
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        line(
            "connections",
            "gauge",
            "Connections that stand",
            u64::try_from(connections).unwrap_or(u64::MAX),
        );
        line("messages_accepted_total", "counter", "Messages written to the store", read(&self.accepted));
        line("messages_refused_total", "counter", "Messages refused", read(&self.refused));
        line("pushes_total", "counter", "Pushes queued for somebody online", read(&self.delivered));
        line("pushes_overflowed_total", "counter", "Pushes turned into a pull", read(&self.overflowed));
        line("malformed_total", "counter", "Connections that broke the protocol", read(&self.malformed));
        line("turned_away_total", "counter", "Connections over the limit", read(&self.turned_away));
        line("batches_total", "counter", "Transactions that wrote messages", read(&self.batches));
        line("batched_messages_total", "counter", "Messages in these transactions", read(&self.batched));
        line("batch_write_microseconds_total", "counter", "Time spent in them", read(&self.write_micros));
        text
    }
}
