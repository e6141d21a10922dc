//! The fields of a call, from a form or from JSON. A field may repeat.

use std::collections::HashMap;

use bytes::Bytes;
use pipit_proto::id::{LONGEST, is_id};
use serde_json::Value;

use super::Failure;

/// Name and value, in the order in which they came.
pub(super) struct Fields {
    fields: Vec<(String, String)>,
    /// Where the caller reaches this server.
    origin: String,
}

impl Fields {
    pub(super) fn read(body: &Bytes, json: bool, origin: String) -> Result<Self, String> {
        if json {
            let object: serde_json::Map<String, Value> = serde_json::from_slice(body)
                .map_err(|error| format!("the body is not a JSON object: {error}"))?;
            let mut fields = Vec::new();
            for (name, value) in object {
                match value {
                    Value::Array(values) => {
                        fields.extend(values.iter().map(|value| (name.clone(), text(value))));
                    }
                    value => fields.push((name, text(&value))),
                }
            }
            Ok(Self { fields, origin })
        } else {
            let fields = form_urlencoded::parse(body)
                .map(|(name, value)| (name.into_owned(), value.into_owned()))
                .collect();
            Ok(Self { fields, origin })
        }
    }

    /// Where the caller reaches this server, such as `https://im.example.com`.
    pub(super) fn origin(&self) -> &str {
        &self.origin
    }

    /// The first value of a field, if it is not blank.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|(key, value)| key == name && !value.is_empty())
            .map(|(_, value)| value.as_str())
    }

    /// The first value of a field, also a blank one.
    pub(super) fn given(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// All values of a field that are not blank.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields
            .iter()
            .filter(move |(key, value)| key == name && !value.is_empty())
            .map(|(_, value)| value.as_str())
    }

    /// The values of a field as a list.
    pub(super) fn list(&self, name: &str) -> Vec<String> {
        self.all(name).map(str::to_owned).collect()
    }

    /// A field that has more than `most` values.
    pub(super) fn beyond(&self, most: usize) -> Option<&str> {
        if self.fields.len() <= most {
            return None;
        }
        let mut counts = HashMap::<&str, usize>::new();
        for (name, _) in &self.fields {
            let count = counts.entry(name).or_default();
            *count += 1;
            if *count > most {
                return Some(name.as_str());
            }
        }
        None
    }

    /// The fields named `name[key]`, as key and value.
    pub(super) fn keyed<'a>(&'a self, name: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.fields.iter().filter_map(move |(key, value)| {
            let key = key.strip_prefix(name)?.strip_prefix('[')?.strip_suffix(']')?;
            Some((key, value.as_str()))
        })
    }

    /// A field that must be there.
    pub(super) fn need(&self, name: &str) -> Result<&str, Failure> {
        self.get(name).ok_or_else(|| Failure::bad(format!("`{name}` is missing")))
    }

    /// An id that must be there.
    pub(super) fn need_id(&self, name: &str) -> Result<&str, Failure> {
        let id = self.need(name)?;
        if is_id(id) { Ok(id) } else { Err(no_id(name)) }
    }

    /// The values of a field as a list of ids.
    pub(super) fn ids(&self, name: &str) -> Result<Vec<String>, Failure> {
        let ids = self.list(name);
        if ids.iter().all(|id| is_id(id)) { Ok(ids) } else { Err(no_id(name)) }
    }

    /// A whole number that must be there.
    pub(super) fn need_number(&self, name: &str) -> Result<i64, Failure> {
        self.need(name)?.parse().map_err(|_| Failure::bad(format!("`{name}` is not a whole number")))
    }

    /// A switch: 1 or 0, or true or false.
    pub(super) fn switch(&self, name: &str, default: bool) -> bool {
        self.get(name).map_or(default, |value| matches!(value, "1" | "true"))
    }
}

pub(super) fn no_id(name: &str) -> Failure {
    Failure::bad(format!("`{name}` is no id: {LONGEST} bytes at most, without commas and control characters"))
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
