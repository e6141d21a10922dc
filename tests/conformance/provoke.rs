//! The codes that a method is documented to fail with, each by the situation that it names.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::Suite;
use crate::page::Outcome;
use crate::world::private;

/// The receiver has blacklisted the sender.
const BLACKLISTED: i64 = 405;
/// The server does not answer in time.
const TIMEOUT: i64 = 30_003;
/// What was said cannot leave.
const SEND_FAILED: i64 = 30_014;
/// An administrator has blocked the sender.
const BLOCKED: i64 = 31_009;

impl Suite<'_> {
    pub(crate) async fn provoke_codes(&mut self) -> Result<()> {
        let (world, alice) = (self.world, &self.world.alice);
        let list = || vec!["alice".to_owned()];
        world.server.store().set_blacklisted("bob", list(), true).await?;
        self.sends_fail_with(BLACKLISTED).await?;
        world.server.store().set_blacklisted("bob", list(), false).await?;

        let sent = world.say(&private("bob"), "sent in time").await?;
        world.wire.go_silent();
        self.sends_fail_with(TIMEOUT).await?;
        world.cut().await?;
        self.requests_fail_with(TIMEOUT, &sent).await?;
        world.mend().await?;

        world.server.store().block_user("alice", i64::MAX).await?;
        world.cut().await?;
        world.wire.mend();
        alice.connection(&["SERVER_INVALID"]).await?;
        self.sends_fail_with(BLOCKED).await?;
        world.server.store().block_user("alice", 0).await?;

        alice.ok("connect", json!({ "token": world.token() })).await?;
        alice.ok("disconnect", Value::Null).await?;
        self.sends_fail_with(SEND_FAILED).await?;
        alice.ok("connect", json!({ "token": world.token() })).await?;
        Ok(())
    }

    /// All methods that send, at once: some of them wait for their answer.
    async fn sends_fail_with(&mut self, code: i64) -> Result<()> {
        let mut started = Vec::new();
        for (name, case) in &mut self.cases {
            let row = self
                .contract
                .0
                .rows
                .get(*name)
                .filter(|row| row.group == "send" && row.errors.contains(&code));
            if row.is_some() {
                let number = self.world.alice.start(name, case.params(json!({}))).await?;
                started.push((case, *name, number));
            }
        }
        for (case, name, number) in started {
            let outcome = self.world.alice.all(number).await?;
            let found = is_stored_first(&outcome)
                .and_then(|()| outcome.last())
                .and_then(|answer| case.provoked(answer, code));
            self.report.note(name, found.with_context(|| format!("to provoke {code}")));
        }
        Ok(())
    }

    /// All methods that ask the server something; those that are about a message, about this one.
    async fn requests_fail_with(&mut self, code: i64, message: &Value) -> Result<()> {
        for (name, case) in &mut self.cases {
            let row = self
                .contract
                .0
                .rows
                .get(*name)
                .filter(|row| row.group != "send" && row.errors.contains(&code));
            // Connecting has waited for its answer when nobody was connected yet.
            let Some(row) = row.filter(|_| *name != "connect") else { continue };
            let named = if row.params.contains_key("messageId") {
                json!({ "messageId": message })
            } else {
                json!({})
            };
            let outcome = self.world.alice.call(name, case.params(named)).await?;
            let found = outcome.last().and_then(|answer| case.provoked(answer, code));
            self.report.note(name, found.with_context(|| format!("to provoke {code}")));
        }
        Ok(())
    }
}

/// A message that is not sent was stored all the same, and the page knows it.
fn is_stored_first(outcome: &Outcome) -> Result<()> {
    let statuses: Vec<&str> = outcome
        .answers
        .iter()
        .filter_map(|answer| answer.ret.get("status").and_then(Value::as_str))
        .filter(|status| *status != "progress")
        .collect();
    ensure!(statuses == ["prepare", "attached", "error"], "the statuses are {statuses:?}");
    Ok(())
}
