//! Kinds of messages that an application adds: where the parts of their card stand in their JSON.

use serde::Deserialize;
use serde_json::Value;

/// The longest word of a card, in characters; more is cut.
const LONGEST: usize = 1_000;

/// The most fields of a card.
const FIELDS: usize = 12;

/// How deep a path leads.
const DEEPEST: usize = 8;

/// How a kind of messages is shown. There is no markup in it: a card has words, a picture and a link.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Template {
    /// Its title.
    pub title: Option<Part>,
    /// What it says.
    pub text: Option<Part>,
    /// The address of its picture.
    pub image: Option<Part>,
    /// Where it leads.
    pub link: Option<Part>,
    /// Lines of a name and a value.
    pub fields: Vec<Field>,
    /// What it says in one line, in lists and notifications; its title, unless it is given.
    pub summary: Option<Part>,
}

/// A line of a card.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Its name.
    pub label: String,
    /// Its value.
    pub value: Part,
}

/// Words, or where they stand in the message: `{"path": "order.items.0.name"}`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Part {
    /// The same in every message.
    Same(String),
    /// In the message.
    Within {
        /// Keys and numbers, separated by points.
        path: String,
    },
}

/// A template with the words of a message.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filled {
    /// The title.
    pub title: String,
    /// The text.
    pub text: String,
    /// The picture's address; empty when there is none.
    pub image: String,
    /// Where it leads; empty when it leads nowhere.
    pub link: String,
    /// Names and values; those without a value are left out.
    pub fields: Vec<(String, String)>,
    /// In one line.
    pub summary: String,
}

impl Template {
    /// Puts a message's words in. What is no JSON has none.
    pub fn fill(&self, json: &str) -> Filled {
        let content: Value = serde_json::from_str(json).unwrap_or_default();
        let words = |part: &Option<Part>| part.as_ref().map(|part| part.words(&content)).unwrap_or_default();
        let on_the_web = |address: String| {
            let leads = address.starts_with("https://") || address.starts_with("http://");
            if leads { address } else { String::new() }
        };
        let title = words(&self.title);
        let fields = self.fields.iter().take(FIELDS);
        let fields = fields.map(|field| (cut(&field.label), field.value.words(&content)));
        Filled {
            text: words(&self.text),
            image: on_the_web(words(&self.image)),
            link: on_the_web(words(&self.link)),
            fields: fields.filter(|(_, value)| !value.is_empty()).collect(),
            summary: if self.summary.is_some() { words(&self.summary) } else { title.clone() },
            title,
        }
    }
}

impl Part {
    fn words(&self, content: &Value) -> String {
        let path = match self {
            Self::Same(words) => return cut(words),
            Self::Within { path } => path,
        };
        let mut found = Some(content);
        for key in path.split('.').take(DEEPEST) {
            found = found.and_then(|value| match value {
                Value::Object(map) => map.get(key),
                Value::Array(list) => key.parse().ok().and_then(|at: usize| list.get(at)),
                _ => None,
            });
        }
        match found {
            Some(Value::String(words)) => cut(words),
            Some(Value::Number(number)) => number.to_string(),
            Some(Value::Bool(flag)) => flag.to_string(),
            _ => String::new(),
        }
    }
}

fn cut(words: &str) -> String {
    words.trim().chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template(json: &str) -> Template {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn words_stand_where_paths_lead() {
        let order = template(
            r#"{"title":{"path":"order.name"},"text":"Ready","link":{"path":"url"},"image":{"path":"image"},
                "fields":[{"label":"Price","value":{"path":"order.prices.1"}},{"label":"None","value":{"path":"x.y"}}]}"#,
        );
        let filled = order.fill(
            r#"{"order":{"name":" Tea ","prices":[1,2.5]},"url":"https://e.org/1","image":"javascript:alert(1)"}"#,
        );
        assert_eq!(
            (filled.title.as_str(), filled.text.as_str(), filled.summary.as_str()),
            ("Tea", "Ready", "Tea")
        );
        assert_eq!(filled.fields, [("Price".to_owned(), "2.5".to_owned())]);
        assert_eq!(
            (filled.link.as_str(), filled.image.as_str()),
            ("https://e.org/1", ""),
            "no other schemes"
        );
    }

    #[test]
    fn what_does_not_fit_is_empty_and_what_is_long_is_cut() {
        let order = template(r#"{"title":{"path":"a"},"summary":{"path":"b"}}"#);
        for json in ["no json", "[]", r#"{"a":{},"b":null}"#] {
            assert_eq!(order.fill(json), Filled::default(), "{json}");
        }
        let long = order.fill(&format!(r#"{{"a":"{}"}}"#, "x".repeat(5_000)));
        assert_eq!(long.title.len(), LONGEST);
        assert!(serde_json::from_str::<Template>(r#"{"html":"<b>"}"#).is_err());
    }
}
