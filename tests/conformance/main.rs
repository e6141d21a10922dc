//! Every method of rcIM that is neither a call, a page nor a wallet, held against the contract: in the real app, from a
//! real widget's page, through WebDriver, against a real server. `make conformance` runs it.
//!
//! `contract.json` is the contract, `samples` are the documentation's own examples, and `rows` says of each method how
//! it is seen to work. `conforming.txt` names the methods that must conform; one that does and is not in it is told, and
//! `UPDATE_CONFORMING=1` writes the file anew.

mod case;
mod contract;
#[path = "../e2e/harness.rs"]
#[expect(dead_code, unused_imports, reason = "other suites use more of it")]
mod harness;
mod page;
mod provoke;
mod report;
mod rows;
mod world;

use std::collections::BTreeMap;
use std::process::ExitCode;

use anyhow::Result;
use case::Case;
use contract::Contract;
use pipit_api::After;
use report::Report;
use world::World;

#[tokio::main]
async fn main() -> Result<ExitCode> {
    let contract = Contract::read()?;
    let world = World::new().await?;
    let mut suite = Suite::new(&contract, &world).await?;
    // What was found until then is told all the same.
    let ended = suite.run().await;
    let report = suite.report;
    let outcome = report.tell(&contract)?;
    ended?;
    world.close().await?;
    Ok(outcome)
}

/// The methods under test, and what was found about them.
struct Suite<'a> {
    world: &'a World,
    contract: &'a Contract,
    /// Those that the page has, by name.
    cases: BTreeMap<&'a str, Case<'a>>,
    report: Report,
}

impl<'a> Suite<'a> {
    async fn new(contract: &'a Contract, world: &'a World) -> Result<Self> {
        let mut cases = BTreeMap::new();
        for (name, row) in &contract.0.rows {
            if world.alice.has(name).await? {
                cases.insert(name.as_str(), Case::new(world, contract, name, row));
            }
        }
        Ok(Self { world, contract, cases, report: Report::default() })
    }

    async fn run(&mut self) -> Result<()> {
        self.too_early(After::Init, -10_000).await?;
        self.rows(rows::BEFORE_CONNECT).await;
        self.too_early(After::Connect, -10_001).await?;
        self.rows(rows::CONNECTED).await;
        self.provoke_codes().await?;
        for (name, case) in &self.cases {
            self.report.note(name, case.complete());
        }
        Ok(())
    }

    /// Each method of these rows works as documented and refuses what it does not take.
    async fn rows(&mut self, rows: &[(&'static str, rows::Run)]) {
        for (name, run) in rows {
            let Some(case) = self.cases.get_mut(name) else { continue };
            let mut found = run(case).await;
            if found.is_ok() {
                found = case.refuses_wrong_parameters().await;
            }
            self.report.note(name, found);
        }
    }

    /// What needs something first says so.
    async fn too_early(&mut self, needs: After, code: i64) -> Result<()> {
        for (name, case) in &mut self.cases {
            let row = self.contract.0.rows.get(*name).filter(|row| row.after >= needs);
            if let Some(row) = row {
                let outcome = self.world.alice.call(name, row.example.clone()).await?;
                let found = outcome.last().and_then(|answer| case.provoked(answer, code));
                self.report.note(name, found);
            }
        }
        Ok(())
    }
}
