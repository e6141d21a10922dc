//! One method under test: it is called as Alice, and everything that comes back is held against its row of the
//! contract.

use std::collections::BTreeSet;

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};

use pipit_api::Row;

use crate::contract::Contract;
use crate::page::Answer;
use crate::world::{World, with};

/// A method under test.
pub(crate) struct Case<'a> {
    pub(crate) world: &'a World,
    contract: &'a Contract,
    name: &'a str,
    row: &'a Row,
    /// With which codes it failed as it should.
    provoked: BTreeSet<i64>,
    called: bool,
    sampled: bool,
    /// Listeners that a sample has set, until they are told.
    listening: Option<u64>,
}

impl<'a> Case<'a> {
    pub(crate) fn new(world: &'a World, contract: &'a Contract, name: &'a str, row: &'a Row) -> Self {
        let (provoked, called, sampled, listening) = (BTreeSet::new(), false, false, None);
        Self { world, contract, name, row, provoked, called, sampled, listening }
    }

    /// Parameters that it takes, with some changed.
    pub(crate) fn params(&self, more: Value) -> Value {
        with(&self.row.example, more)
    }

    /// Calls it; it succeeds as documented. Its last `ret`.
    pub(crate) async fn ok(&mut self, params: Value) -> Result<Value> {
        let number = self.start(params).await?;
        self.end(number).await
    }

    /// What a call comes to that was started; it succeeds as documented. Its last `ret`.
    pub(crate) async fn end(&mut self, number: u64) -> Result<Value> {
        let outcome = self.world.alice.all(number).await?;
        self.contract.succeeds(self.row, &outcome)?;
        self.called = true;
        Ok(outcome.last()?.ret.clone())
    }

    /// Calls it, or sets it as a listener; its number for [`Case::end`] or [`Case::told`].
    pub(crate) async fn start(&mut self, params: Value) -> Result<u64> {
        self.world.alice.start(self.name, params).await
    }

    /// What it is told next, as documented.
    pub(crate) async fn told(&mut self, listener: u64) -> Result<Value> {
        let answer = self.world.alice.next(listener).await?;
        self.contract.tells(self.row, &answer)?;
        self.called = true;
        if self.listening == Some(listener) {
            ran(&answer)?;
            self.sampled = true;
        }
        Ok(answer.ret)
    }

    /// Calls it; it fails as documented with this code.
    pub(crate) async fn fails(&mut self, params: Value, code: i64) -> Result<()> {
        let outcome = self.world.alice.call(self.name, params).await?;
        self.contract.fails(self.row, outcome.last()?, code)?;
        self.provoked.insert(code);
        Ok(())
    }

    /// Runs the documentation's sample, with what it names replaced by what there is; its last `ret`. A listener's is
    /// told later: the number for [`Case::told`] is in [`Case::sample_listener`].
    pub(crate) async fn sample(&mut self, replacements: &[(&str, &str)]) -> Result<Value> {
        let number = self.start_sample(replacements).await?;
        self.end_sample(number).await
    }

    /// What a sample comes to that was started; its last `ret`.
    pub(crate) async fn end_sample(&mut self, number: u64) -> Result<Value> {
        let outcome = self.world.alice.all(number).await?;
        if outcome.answers.is_empty() {
            // It gives no callback; then the promise says what it came to.
            ensure!(outcome.settled.err.is_null(), "its sample fails with {}", outcome.settled.err);
            self.sampled = true;
            return Ok(outcome.settled.ret);
        }
        self.contract.succeeds(self.row, &outcome).context("its sample")?;
        outcome.answers.iter().try_for_each(ran)?;
        self.sampled = true;
        Ok(outcome.last()?.ret.clone())
    }

    /// Runs the sample of a listener; its number for [`Case::told`].
    pub(crate) async fn sample_listener(&mut self, replacements: &[(&str, &str)]) -> Result<u64> {
        let number = self.start_sample(replacements).await?;
        self.listening = Some(number);
        Ok(number)
    }

    /// Starts the sample; the number of its call for [`Case::end_sample`].
    pub(crate) async fn start_sample(&mut self, replacements: &[(&str, &str)]) -> Result<u64> {
        let path = sample_path(self.name);
        let mut source = std::fs::read_to_string(&path).with_context(|| format!("no {}", path.display()))?;
        for (printed, there) in replacements {
            ensure!(source.contains(printed), "its sample does not say {printed}");
            source = source.replace(printed, there);
        }
        let made = self.world.alice.sample(&source).await?;
        let own = made.iter().rev().find(|(method, _)| method == self.name);
        Ok(own.context("its sample does not call it")?.1)
    }

    /// Each parameter that is left out or does not fit is named, and nothing happens.
    pub(crate) async fn refuses_wrong_parameters(&mut self) -> Result<()> {
        let mut calls = Vec::new();
        for (name, kind) in &self.row.params {
            let mut wrong = vec![(name, wrong(kind))];
            if !kind.ends_with('?') {
                wrong.push((name, Value::Null));
            }
            calls.extend(wrong);
        }
        let asked: Vec<_> =
            calls.iter().map(|(name, value)| (self.name, self.params(json!({ *name: value })))).collect();
        for ((name, value), failed) in calls.iter().zip(self.world.alice.codes(&asked).await?) {
            ensure!(
                failed.code == Some(-10_002),
                "takes {value} as `{name}`: {} {:?}",
                failed.ret,
                failed.code
            );
            ensure!(failed.msg.contains(name.as_str()), "does not name `{name}`: {}", failed.msg);
            self.provoked.insert(-10_002);
        }
        Ok(())
    }

    /// Notes a code that the method failed with elsewhere, as it should.
    pub(crate) fn provoked(&mut self, answer: &Answer, code: i64) -> Result<()> {
        self.contract.fails(self.row, answer, code)?;
        self.provoked.insert(code);
        Ok(())
    }

    /// Whether everything that the contract says was seen.
    pub(crate) fn complete(&self) -> Result<()> {
        if !self.called {
            bail!("was never seen to work");
        }
        if !self.sampled && sample_path(self.name).exists() {
            bail!("its sample was not run");
        }
        match self.row.errors.iter().find(|code| !self.provoked.contains(code)) {
            Some(code) => bail!("{code} was never provoked"),
            None => Ok(()),
        }
    }
}

/// A sample's own callback ran through.
fn ran(answer: &Answer) -> Result<()> {
    match &answer.threw {
        // Where everything went well there is no `err`; one sample looks into it all the same.
        Some(threw) if answer.err.is_null() && threw.contains("err") => Ok(()),
        Some(threw) => bail!("its sample's callback throws {threw}"),
        None => Ok(()),
    }
}

fn sample_path(name: &str) -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/conformance/samples/{name}.js"))
}

/// What does not fit a parameter of a kind.
fn wrong(kind: &str) -> Value {
    match kind.trim_end_matches('?') {
        "number" => json!("many"),
        "boolean" => json!("perhaps"),
        "list" => json!(true),
        "object" => json!(5),
        "text" | "string" | "id" => json!({}),
        "path" => json!("/etc/hostname"),
        _ => json!("NONSENSE"),
    }
}
