//! The contract as a table: `contract.json` says of each method what must come before it, what it takes, what it
//! answers and with which codes it fails.
//!
//! A shape is an object of shapes, a list of one shape (which then holds something), or a word: `string`, `number`,
//! `boolean`, `object`, `list`, `true`, `false`, `'a'|'b'` for one of these texts, `content` for what a message of its
//! `objectName` says, or the name of another shape. `?` at the end of a word: it may be left out.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::page::{Answer, Outcome};

/// Everything that is checked against.
#[derive(Deserialize)]
pub(crate) struct Contract {
    /// How many methods the whole contract has, with those that are not in the table.
    pub(crate) methods: usize,
    shapes: BTreeMap<String, Value>,
    contents: BTreeMap<String, Value>,
    /// By name.
    pub(crate) rows: BTreeMap<String, Row>,
}

/// What must have been called before a method.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum After {
    Nothing,
    Init,
    Connect,
}

/// A method.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Row {
    pub(crate) group: String,
    pub(crate) after: After,
    /// The kinds of its parameters, by name.
    pub(crate) params: BTreeMap<String, String>,
    /// Parameters that it takes.
    #[serde(default)]
    pub(crate) example: Value,
    /// What it answers when it succeeds, in this order; `progress` may come several times.
    #[serde(default)]
    answers: Vec<Value>,
    /// What a listener is told.
    #[serde(default)]
    tells: Value,
    /// What it answers when it fails later than at its parameters.
    #[serde(default)]
    failure: Value,
    /// The codes that it is documented to fail with.
    pub(crate) errors: Vec<i64>,
}

impl Contract {
    pub(crate) fn read() -> Result<Self> {
        serde_json::from_str(include_str!("contract.json")).context("contract.json")
    }

    /// The answers of a call that succeeds.
    pub(crate) fn succeeds(&self, row: &Row, outcome: &Outcome) -> Result<()> {
        let Outcome { answers, settled } = outcome;
        if let Some(failed) = answers.iter().find(|answer| !answer.err.is_null()) {
            bail!("fails with {}", failed.err);
        }
        ensure!(settled.err.is_null(), "its promise is rejected with {}", settled.err);
        let mut told: Vec<&Answer> = answers.iter().collect();
        let progress = |answer: &Answer| answer.ret.get("status").is_some_and(|status| status == "progress");
        told.dedup_by(|later, earlier| progress(later) && progress(earlier));
        let statuses: Vec<_> = answers.iter().map(|answer| answer.ret.get("status")).collect();
        ensure!(told.len() == row.answers.len(), "the statuses are {statuses:?}");
        for (answer, shape) in told.into_iter().zip(&row.answers) {
            self.fits(&answer.ret, shape, "ret")?;
        }
        let last = answers.last().context("there is an answer")?;
        ensure!(last.ret == settled.ret, "the promise says {} and the callback {}", settled.ret, last.ret);
        Ok(())
    }

    /// The last answer of a call that fails with a code.
    pub(crate) fn fails(&self, row: &Row, answer: &Answer, code: i64) -> Result<()> {
        let found = answer.err.get("code").and_then(Value::as_i64);
        ensure!(found == Some(code), "should fail with {code}, and answers {} {}", answer.ret, answer.err);
        self.fits(&answer.err, &Value::from("Error"), "err")?;
        // Before anything has happened there is nothing to tell but that.
        let early = [-10_000, -10_001, -10_002].contains(&code);
        match &row.failure {
            Value::Null => self.fits_word(&answer.ret, "Failure", "ret"),
            Value::Object(shape) if early => {
                let status = shape.get("status").cloned().unwrap_or_default();
                self.fits(&answer.ret, &Value::Object(Map::from_iter([("status".to_owned(), status)])), "ret")
            }
            shape => self.fits(&answer.ret, shape, "ret"),
        }
    }

    /// What a listener is told.
    pub(crate) fn tells(&self, row: &Row, answer: &Answer) -> Result<()> {
        ensure!(answer.err.is_null(), "a listener hears {}", answer.err);
        self.fits(&answer.ret, &row.tells, "ret")
    }

    fn fits(&self, value: &Value, shape: &Value, at: &str) -> Result<()> {
        match shape {
            Value::String(word) => self.fits_word(value, word.trim_end_matches('?'), at),
            Value::Array(each) => {
                let list = value.as_array().with_context(|| format!("`{at}` is no list: {value}"))?;
                ensure!(!list.is_empty(), "`{at}` is empty, so that nothing of it is checked");
                let each = each.first().context("a list's shape names what it holds")?;
                list.iter().enumerate().try_for_each(|(i, item)| self.fits(item, each, &format!("{at}[{i}]")))
            }
            Value::Object(fields) => {
                ensure!(value.is_object(), "`{at}` is no object: {value}");
                fields.iter().try_for_each(|(name, shape)| {
                    let at = format!("{at}.{name}");
                    match (value.get(name), shape.as_str()) {
                        (None, Some(word)) if word.ends_with('?') => Ok(()),
                        (None, _) => bail!("`{at}` is not there"),
                        (Some(said), Some("content")) => self.fits_content(value, said, &at),
                        (Some(field), _) => self.fits(field, shape, &at),
                    }
                })
            }
            _ => bail!("contract.json: `{shape}` is no shape"),
        }
    }

    fn fits_word(&self, value: &Value, word: &str, at: &str) -> Result<()> {
        let fits = match word {
            "string" => value.is_string(),
            "number" => value.is_number(),
            "boolean" => value.is_boolean(),
            "object" => value.is_object(),
            "list" => value.is_array(),
            "true" | "false" => value.as_bool().is_some_and(|found| found.to_string() == word),
            _ if word.starts_with('\'') => {
                value.as_str().is_some_and(|found| word.split('|').any(|one| one.trim_matches('\'') == found))
            }
            name => {
                let shape =
                    self.shapes.get(name).with_context(|| format!("contract.json: no shape {name}"))?;
                return self.fits(value, shape, at);
            }
        };
        ensure!(fits, "`{at}` should be {word}, and is {value}");
        Ok(())
    }

    /// What a message says, by its kind.
    fn fits_content(&self, message: &Value, said: &Value, at: &str) -> Result<()> {
        let kind = message.get("objectName").and_then(Value::as_str).unwrap_or_default();
        match self.contents.get(kind) {
            Some(shape) => self.fits(said, shape, at),
            None => self.fits_word(said, "object", at),
        }
    }
}
