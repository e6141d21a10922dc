//! The contract as a reference for integrators, in Markdown.

use std::fmt::Write;

use serde_json::Value;

use super::{After, Contract, Row, types};

impl Contract {
    /// The reference of all methods that are there, with an example each.
    #[must_use]
    pub fn reference(&self) -> String {
        let mut text = String::new();
        for (title, rows) in self.by_group() {
            let links: Vec<String> =
                rows.iter().map(|(name, _)| format!("[`{name}`](#{})", name.to_lowercase())).collect();
            let _ = writeln!(text, "- {title}: {}", links.join(", "));
        }
        text.push_str("\n### Codes\n\n| `err.code` | |\n|---|---|\n");
        for (code, means) in &self.codes {
            let _ = writeln!(text, "| {code} | {} |", means.as_str().unwrap_or_default());
        }
        text.push_str("\n### Shapes\n\n```ts\n");
        for (name, shape) in self.shapes.iter().filter(|(name, _)| !types::OF_ERRORS.contains(&name.as_str()))
        {
            let _ = writeln!(text, "{name} = {}", types::of(shape));
        }
        text.push_str("```\n\nWhat messages say, by their `objectName`:\n\n```ts\n");
        for (kind, shape) in &self.contents {
            let _ = writeln!(text, "{kind} = {}", types::of(shape));
        }
        text.push_str("```\n");
        for (title, rows) in self.by_group() {
            let _ = write!(text, "\n### {title}\n");
            for (name, row) in rows {
                row.describe(name, &mut text);
            }
        }
        text
    }
}

impl Row {
    fn describe(&self, name: &str, text: &mut String) {
        let before = match self.after {
            After::Nothing => "",
            After::Init => " After `init`.",
            After::Connect => " After `connect`.",
        };
        let _ = write!(text, "\n#### `{name}`\n\n{}{before}\n", self.does);
        if !self.params.is_empty() {
            text.push_str("\n| parameter | takes | |\n|---|---|---|\n");
        }
        for (param, kind) in &self.params {
            let means = self.means.get(param).and_then(Value::as_str).unwrap_or_default();
            let optional = if kind.ends_with('?') { ", optional" } else { "" };
            let _ = writeln!(text, "| `{param}` | {}{optional} | {means} |", kind.trim_end_matches('?'));
        }
        let told = if self.listens() { "Hears" } else { "Answers" };
        let answers = self.answers.iter().chain(self.listens().then_some(&self.tells));
        let answers: Vec<String> = answers.map(|answer| format!("`{}`", types::of(answer))).collect();
        let _ = write!(text, "\n{told} {}.", answers.join(", then "));
        let later: Vec<String> =
            self.errors.iter().filter(|code| **code > -10_000).map(ToString::to_string).collect();
        if !later.is_empty() {
            let _ = write!(text, " Fails with {}.", later.join(", "));
        }
        let example = if self.example.is_null() { String::new() } else { literal(&self.example) };
        let call = match (self.listens(), example.is_empty()) {
            (true, true) => format!("rong.{name}((ret) => console.log(ret));"),
            (true, false) => format!("rong.{name}({example}, (ret) => console.log(ret));"),
            (false, _) => format!("const ret = await rong.{name}({example});"),
        };
        let _ = write!(text, "\n\n```js\n{call}\n```\n");
    }
}

/// A value as one writes it in JavaScript.
fn literal(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let fields: Vec<String> =
                fields.iter().map(|(name, value)| format!("{name}: {}", literal(value))).collect();
            format!("{{ {} }}", fields.join(", "))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(literal).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}
