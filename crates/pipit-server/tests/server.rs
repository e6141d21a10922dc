//! The server as its clients meet it: over real sockets, mostly in this process, and as a process of its own where it
//! is killed or stopped.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

#[path = "server/attributes.rs"]
mod attributes;
#[path = "server/bad_input.rs"]
mod bad_input;
#[path = "server/bounds.rs"]
mod bounds;
#[path = "server/call.rs"]
mod call;
#[path = "server/calls.rs"]
mod calls;
#[path = "server/client.rs"]
mod client;
#[path = "server/clock.rs"]
mod clock;
#[path = "server/crowd.rs"]
mod crowd;
#[path = "server/deletion.rs"]
mod deletion;
#[path = "server/editing.rs"]
mod editing;
#[path = "server/expansion.rs"]
mod expansion;
#[path = "server/file_room.rs"]
mod file_room;
#[path = "server/files.rs"]
mod files;
#[path = "server/filter.rs"]
mod filter;
#[path = "server/forms.rs"]
mod forms;
#[path = "server/full_disk.rs"]
mod full_disk;
#[path = "server/groups.rs"]
mod groups;
#[path = "server/hang_up.rs"]
mod hang_up;
#[path = "server/history.rs"]
mod history;
#[path = "server/host.rs"]
mod host;
#[path = "server/ids.rs"]
mod ids;
#[path = "server/limits.rs"]
mod limits;
#[path = "server/many.rs"]
mod many;
#[path = "server/metrics.rs"]
mod metrics;
#[path = "server/power.rs"]
mod power;
#[path = "server/recall.rs"]
mod recall;
#[path = "server/receipts.rs"]
mod receipts;
#[path = "server/retrieved.rs"]
mod retrieved;
#[path = "server/room.rs"]
mod room;
#[path = "server/room_calls.rs"]
mod room_calls;
#[path = "server/settings.rs"]
mod settings;
#[path = "server/slow_reader.rs"]
mod slow_reader;
#[path = "server/status.rs"]
mod status;
#[path = "server/storm.rs"]
mod storm;
#[path = "server/strangers.rs"]
mod strangers;
#[path = "server/system.rs"]
mod system;
#[path = "server/tls.rs"]
mod tls;
#[path = "server/tokens.rs"]
mod tokens;
#[path = "server/welcome.rs"]
mod welcome;
