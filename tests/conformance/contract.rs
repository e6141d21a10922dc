//! Whether what is seen is what the contract says.

use anyhow::{Context, Result, bail, ensure};
use pipit_api::Row;
use serde_json::{Map, Value};

use crate::page::{Answer, Outcome};

/// The contract, as what is seen is checked against it.
pub(crate) struct Contract(pub(crate) pipit_api::Contract);

impl Contract {
    pub(crate) fn read() -> Result<Self> {
        Ok(Self(pipit_api::Contract::read()?))
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
            _ => bail!("the contract's `{shape}` is no shape"),
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
                    self.0.shapes.get(name).with_context(|| format!("the contract has no shape {name}"))?;
                return self.fits(value, shape, at);
            }
        };
        ensure!(fits, "`{at}` should be {word}, and is {value}");
        Ok(())
    }

    /// What a message says, by its kind.
    fn fits_content(&self, message: &Value, said: &Value, at: &str) -> Result<()> {
        let kind = message.get("objectName").and_then(Value::as_str).unwrap_or_default();
        match self.0.contents.get(kind) {
            Some(shape) => self.fits(said, shape, at),
            None => self.fits_word(said, "object", at),
        }
    }
}
