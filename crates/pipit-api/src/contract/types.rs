//! The contract as TypeScript, for pages that import rcIM as a module.

use std::fmt::Write;

use serde_json::Value;

use super::{Contract, Row};

/// Shapes that a page meets in errors only.
pub(super) const OF_ERRORS: [&str; 3] = ["Error", "Failure", "Failed"];

const BEFORE: &str = "\
// Written by `make bindings` from the contract. A page of a widget gets the module from `/pipit/rcim.js`.

/** Why a call failed. */
export class RcImError extends Error {
  /** One of the contract's codes. */
  readonly code: number;
}

/** Ends a listener. */
export type Unsubscribe = () => void;
";

impl Contract {
    /// The types of the module `/pipit/rcim.js`.
    #[must_use]
    pub fn types(&self) -> String {
        let mut module = BEFORE.to_owned();
        for (name, shape) in self.shapes.iter().filter(|(name, _)| !OF_ERRORS.contains(&name.as_str())) {
            match shape {
                Value::Object(_) => _ = write!(module, "\nexport interface {name} {}\n", of(shape)),
                _ => _ = write!(module, "\nexport type {name} = {};\n", of(shape)),
            }
        }
        module.push_str("\n/** What a message says, by its `objectName`. */\nexport interface Contents {\n");
        for (kind, shape) in &self.contents {
            let _ = writeln!(module, "  \"{kind}\": {};", of(shape));
        }
        module.push_str(
            "}\n\n/** What a message says: of a kind that is not known here, whatever its sender wrote. */\n\
             export type Content = Contents[keyof Contents] | Record<string, unknown>;\n\n\
             export interface RcIm {\n",
        );
        for (_, rows) in self.by_group() {
            for (name, row) in rows {
                let _ = write!(module, "  /** {} */\n  {name}{};\n", row.does, row.signature());
            }
        }
        module.push_str("}\n\nexport const rcIM: RcIm;\n");
        module
    }
}

impl Row {
    fn signature(&self) -> String {
        let fields: Vec<String> =
            self.params.iter().map(|(name, kind)| field(name, &taken(kind), kind)).collect();
        let optional = self.params.values().all(|kind| kind.ends_with('?'));
        let params = match fields.is_empty() {
            true => None,
            false if optional && !self.listens() => Some(format!("params?: {{ {} }}", fields.join("; "))),
            false => Some(format!("params: {{ {} }}", fields.join("; "))),
        };
        if self.listens() {
            let hear = format!("hear: (ret: {}) => void", of(&self.tells));
            return format!(
                "({}): Unsubscribe",
                [params, Some(hear)].into_iter().flatten().collect::<Vec<_>>().join(", ")
            );
        }
        let answers: Vec<String> = self.answers.iter().map(of).collect();
        let last = answers.last().cloned().unwrap_or_else(|| "void".into());
        let step = (answers.len() > 1).then(|| format!("step?: (ret: {}) => void", answers.join(" | ")));
        let taken: Vec<String> = [params, step].into_iter().flatten().collect();
        format!("({}): Promise<{last}>", taken.join(", "))
    }
}

/// What a parameter of a kind takes.
fn taken(kind: &str) -> String {
    match kind.trim_end_matches('?') {
        "text" | "path" => "string".into(),
        "id" => "string | number".into(),
        "list" => "readonly (string | number)[]".into(),
        kind if kind.ends_with("[]") => format!("readonly {kind}"),
        word => word_of(word),
    }
}

/// A shape as a type.
pub(super) fn of(shape: &Value) -> String {
    match shape {
        Value::Object(fields) => {
            let fields: Vec<String> = fields
                .iter()
                .map(|(name, shape)| field(name, &of(shape), shape.as_str().unwrap_or_default()))
                .collect();
            format!("{{ {} }}", fields.join("; "))
        }
        Value::Array(each) => {
            each.first().map_or_else(|| "unknown[]".into(), |each| format!("{}[]", of(each)))
        }
        Value::String(word) => word_of(word.trim_end_matches('?')),
        _ => "unknown".into(),
    }
}

fn field(name: &str, kind: &str, word: &str) -> String {
    format!("{name}{}: {kind}", if word.ends_with('?') { "?" } else { "" })
}

fn word_of(word: &str) -> String {
    match word {
        "object" => "Record<string, unknown>".into(),
        "list" => "unknown[]".into(),
        "content" => "Content".into(),
        texts if texts.starts_with('\'') => texts.replace('\'', "\"").replace('|', " | "),
        word => word.into(),
    }
}
