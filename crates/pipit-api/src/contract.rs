//! The contract of rcIM as a table: `contract.json` says of each method what it does, what must come before it, what it
//! takes, what it answers and with which codes it fails. The conformance suite checks the app against it; the reference
//! for integrators ([`Contract::reference`]) and the types of their pages ([`Contract::types`]) are written from it.
//!
//! A shape is an object of shapes, a list of one shape, or a word: `string`, `number`, `boolean`, `object`, `list`,
//! `true`, `false`, `'a'|'b'` for one of these texts, `content` for what a message of its `objectName` says, or the name
//! of another shape. `?` at the end of a word: it may be left out. Parameters have words of their own besides: `text`,
//! `path` for a file's address, and `id`, which may be a number too.

mod reference;
mod types;

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::Value;

/// Everything that the table holds.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contract {
    /// How many methods the whole contract has, with those that are not in the table.
    pub methods: usize,
    /// Shapes by their names.
    pub shapes: IndexMap<String, Value>,
    /// What messages say, by their kinds.
    pub contents: IndexMap<String, Value>,
    /// What the groups are called.
    groups: IndexMap<String, Value>,
    /// What codes mean.
    codes: IndexMap<String, Value>,
    /// The methods by their names.
    pub rows: IndexMap<String, Row>,
}

/// What must have been called before a method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum After {
    /// Nothing.
    Nothing,
    /// `init`.
    Init,
    /// `connect`, with success.
    Connect,
}

/// A method.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// In words.
    does: String,
    /// With which others it belongs together.
    pub group: String,
    /// What must have been called before.
    pub after: After,
    /// The kinds of its parameters, by name.
    pub params: IndexMap<String, String>,
    /// What parameters mean whose names do not say it.
    #[serde(default)]
    means: IndexMap<String, Value>,
    /// Parameters that it takes.
    #[serde(default)]
    pub example: Value,
    /// What it answers when it succeeds, in this order; `progress` may come several times.
    #[serde(default)]
    pub answers: Vec<Value>,
    /// What a listener is told.
    #[serde(default)]
    pub tells: Value,
    /// What it answers when it fails later than at its parameters.
    #[serde(default)]
    pub failure: Value,
    /// The codes that it is documented to fail with.
    pub errors: Vec<i64>,
}

impl Contract {
    /// Reads the table.
    ///
    /// # Errors
    /// When it is not written as this says.
    pub fn read() -> serde_json::Result<Self> {
        serde_json::from_str(include_str!("../contract.json"))
    }

    /// The groups, with the methods of each, in the order in which integrators meet them.
    fn by_group(&self) -> impl Iterator<Item = (&str, Vec<(&str, &Row)>)> {
        self.groups.iter().map(|(group, title)| {
            let rows = self.rows.iter().filter(move |(_, row)| row.group == *group);
            (title.as_str().unwrap_or(group), rows.map(|(name, row)| (name.as_str(), row)).collect())
        })
    }
}

impl Row {
    /// It is called for what happens later.
    fn listens(&self) -> bool {
        !self.tells.is_null()
    }
}
