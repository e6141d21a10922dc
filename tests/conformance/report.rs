//! What was found, one line a method.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;

use crate::contract::Contract;

/// The methods that must conform.
const CONFORMING: &str = "tests/conformance/conforming.txt";

/// What was found about each method.
#[derive(Default)]
pub(crate) struct Report {
    /// The first thing that was wrong; a method that is not here is not there.
    found: BTreeMap<String, Option<String>>,
}

impl Report {
    /// A method was looked at.
    pub(crate) fn note(&mut self, name: &str, outcome: Result<()>) {
        let problem = self.found.entry(name.to_owned()).or_default();
        if let (None, Err(error)) = (&problem, outcome) {
            *problem = Some(format!("{error:#}"));
        }
    }

    /// Prints everything; a failure when a method no longer conforms that must.
    pub(crate) fn tell(&self, contract: &Contract) -> Result<ExitCode> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(CONFORMING);
        let expected = std::fs::read_to_string(&path).unwrap_or_default();
        let expected: BTreeSet<&str> = expected.lines().collect();
        let conforming: BTreeSet<&str> = self
            .found
            .iter()
            .filter(|(_, problem)| problem.is_none())
            .map(|(name, _)| name.as_str())
            .collect();
        let mut groups: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (name, row) in &contract.0.rows {
            groups.entry(&row.group).or_default().push(name);
        }
        for (group, names) in groups {
            println!("{group}");
            for name in names {
                match self.found.get(name) {
                    None => println!("  missing   {name}"),
                    Some(None) => println!("  conforms  {name}"),
                    Some(Some(problem)) => println!("  FAILS     {name}: {problem}"),
                }
            }
        }
        println!();
        let lost: Vec<&str> = expected.difference(&conforming).copied().collect();
        let won: Vec<&str> = conforming.difference(&expected).copied().collect();
        if std::env::var_os("UPDATE_CONFORMING").is_some() {
            let names: Vec<String> = conforming.iter().map(|name| format!("{name}\n")).collect();
            std::fs::write(&path, names.concat())?;
        } else if !won.is_empty() {
            println!("new, for {CONFORMING} (UPDATE_CONFORMING=1): {}", won.join(", "));
        }
        if !lost.is_empty() {
            println!("no longer conform: {}", lost.join(", "));
        }
        println!("{} of {} methods conform", conforming.len(), contract.0.methods);
        Ok(if lost.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}
