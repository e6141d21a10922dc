//! Parameters, read as leniently as the documentation's own samples write them: numbers as text, text as numbers, lists
//! as text. What does not fit is an error that names the parameter and what it takes, before anything has happened.

use pipit_im::{ConversationId, ConversationType, MessageId, Strictness, TargetId, is_id};
use serde_json::{Map, Value};

use super::fault::Fault;

/// The parameters of one call.
#[derive(Debug, Clone, Default)]
pub(super) struct Args(Map<String, Value>);

type Result<T> = std::result::Result<T, Fault>;

impl Args {
    /// Takes an object, or nothing where a method may be called without.
    pub(super) fn read(params: Value) -> Result<Self> {
        match params {
            Value::Null => Ok(Self::default()),
            Value::Object(map) => Ok(Self(map)),
            _ => Err(Fault::parameter("params", "an object")),
        }
    }

    fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    /// A parameter as it was given.
    pub(super) fn value(&self, name: &str) -> Option<&Value> {
        self.get(name)
    }

    /// Text that is not empty.
    pub(super) fn text(&self, name: &str) -> Result<String> {
        self.get(name)
            .and_then(plain)
            .filter(|text| !text.is_empty())
            .ok_or_else(|| Fault::parameter(name, "text that is not empty"))
    }

    /// Text that may be left out or empty.
    pub(super) fn optional_text(&self, name: &str) -> Result<Option<String>> {
        match self.get(name) {
            None => Ok(None),
            Some(value) => plain(value).map(Some).ok_or_else(|| Fault::parameter(name, "text")),
        }
    }

    /// A whole number within a range.
    pub(super) fn whole(&self, name: &str, range: std::ops::RangeInclusive<i64>) -> Result<i64> {
        self.optional_whole(name, range.clone())?.ok_or_else(|| out_of(name, &range))
    }

    /// A whole number within a range, or nothing.
    pub(super) fn optional_whole(
        &self,
        name: &str,
        range: std::ops::RangeInclusive<i64>,
    ) -> Result<Option<i64>> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let number = match value {
            Value::Number(number) => number.as_i64().or_else(|| number.as_f64().and_then(whole_of)),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        };
        number.filter(|number| range.contains(number)).map(Some).ok_or_else(|| out_of(name, &range))
    }

    /// A number within a range, such as `39.9139`.
    pub(super) fn number(&self, name: &str, range: std::ops::RangeInclusive<f64>) -> Result<f64> {
        let number = match self.get(name) {
            Some(Value::Number(number)) => number.as_f64(),
            Some(Value::String(text)) => text.trim().parse().ok(),
            _ => None,
        };
        number.filter(|number| range.contains(number)).ok_or_else(|| {
            Fault::parameter(name, &format!("a number from {} to {}", range.start(), range.end()))
        })
    }

    /// Yes or no.
    pub(super) fn flag(&self, name: &str) -> Result<bool> {
        self.optional_flag(name)?.ok_or_else(|| Fault::parameter(name, "true or false"))
    }

    /// Yes, no or nothing.
    pub(super) fn optional_flag(&self, name: &str) -> Result<Option<bool>> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(*flag)),
            Some(value) => match plain(value).as_deref() {
                Some("true" | "1") => Ok(Some(true)),
                Some("false" | "0") => Ok(Some(false)),
                _ => Err(Fault::parameter(name, "true or false")),
            },
        }
    }

    /// A list of text: an array, the same as JSON text, or text with commas.
    pub(super) fn texts(&self, name: &str) -> Result<Vec<String>> {
        let wrong = || Fault::parameter(name, "a list of text that is not empty");
        let list = match self.get(name).ok_or_else(wrong)? {
            Value::Array(list) => list.clone(),
            Value::String(text) => match serde_json::from_str(text) {
                Ok(Value::Array(list)) => list,
                _ => text.split(',').map(|part| Value::from(part.trim())).collect(),
            },
            _ => return Err(wrong()),
        };
        let texts: Option<Vec<String>> =
            list.iter().map(|value| plain(value).filter(|text| !text.is_empty())).collect();
        texts.filter(|texts| !texts.is_empty()).ok_or_else(wrong)
    }

    /// An object, or nothing.
    pub(super) fn object(&self, name: &str) -> Result<Option<Self>> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Object(map)) => Ok(Some(Self(map.clone()))),
            Some(_) => Err(Fault::parameter(name, "an object")),
        }
    }

    /// A list of text as [`Args::texts`] takes it, an empty one too, or nothing.
    pub(super) fn optional_texts(&self, name: &str) -> Result<Option<Vec<String>>> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Array(list)) if list.is_empty() => Ok(Some(Vec::new())),
            Some(_) => self.texts(name).map(Some),
        }
    }

    /// A list of objects, or nothing.
    pub(super) fn objects(&self, name: &str) -> Result<Option<Vec<Self>>> {
        let wrong = || Fault::parameter(name, "a list of objects");
        match self.get(name) {
            None => Ok(None),
            Some(Value::Array(list)) => {
                let object = |value: &Value| value.as_object().map(|map| Self(map.clone()));
                list.iter().map(object).collect::<Option<_>>().map(Some).ok_or_else(wrong)
            }
            Some(_) => Err(wrong()),
        }
    }

    /// A small whole number within a range, such as a length in pixels, or nothing.
    pub(super) fn length(&self, name: &str, range: std::ops::RangeInclusive<i64>) -> Result<Option<u32>> {
        Ok(self.optional_whole(name, range)?.and_then(|number| u32::try_from(number).ok()))
    }

    /// A colour as CSS writes it: `#rgb` with three, four, six or eight digits, `rgb()`, `rgba()` or a name; or nothing.
    pub(super) fn colour(&self, name: &str) -> Result<Option<String>> {
        let Some(colour) = self.optional_text(name)?.filter(|colour| !colour.is_empty()) else {
            return Ok(None);
        };
        let fits = if let Some(digits) = colour.strip_prefix('#') {
            matches!(digits.len(), 3 | 4 | 6 | 8) && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
        } else if let Some(parts) = colour.strip_prefix("rgb").and_then(|rest| rest.strip_suffix(')')) {
            let parts = parts.strip_prefix('a').unwrap_or(parts);
            let part = |byte: u8| byte.is_ascii_digit() || b" ,./%".contains(&byte);
            parts.strip_prefix('(').is_some_and(|parts| parts.len() <= 40 && parts.bytes().all(part))
        } else {
            colour.len() <= 24 && colour.bytes().all(|letter| letter.is_ascii_alphabetic())
        };
        let takes = "a colour, such as '#0099ff' or 'rgba(0, 153, 255, 0.5)'";
        if fits { Ok(Some(colour)) } else { Err(Fault::parameter(name, takes)) }
    }

    /// `conversationType` and `targetId`.
    pub(super) fn conversation(&self) -> Result<ConversationId> {
        let kind = kind(&self.text("conversationType").unwrap_or_default())
            .ok_or_else(|| Fault::parameter("conversationType", KINDS))?;
        Ok(ConversationId { kind, target_id: TargetId::new(self.id("targetId")?) })
    }

    /// The id of a person, a group or a room.
    pub(super) fn id(&self, name: &str) -> Result<String> {
        let id = self.text(name)?;
        if is_id(&id) {
            Ok(id)
        } else {
            Err(Fault::parameter(name, "an id of at most 64 bytes, without commas and control characters"))
        }
    }

    /// A list of types of conversations.
    pub(super) fn kinds(&self, name: &str) -> Result<Vec<ConversationType>> {
        let kinds: Option<Vec<_>> = self.texts(name)?.iter().map(|text| kind(text)).collect();
        kinds.ok_or_else(|| Fault::parameter(name, &format!("a list of {KINDS}")))
    }

    /// Types of conversations to list, or nothing. Those that the contract names for lists alone have no conversations.
    pub(super) fn listed_kinds(&self, name: &str) -> Result<Option<Vec<ConversationType>>> {
        if self.get(name).is_none() {
            return Ok(None);
        }
        let mut texts = self.texts(name)?;
        texts.retain(|text| !OF_LISTS_ALONE.contains(&text.to_ascii_uppercase().replace('_', "").as_str()));
        let kinds: Option<Vec<_>> = texts.iter().map(|text| kind(text)).collect();
        kinds.map(Some).ok_or_else(|| Fault::parameter(name, &format!("a list of {KINDS}")))
    }

    /// In what a search shall tell apart what it otherwise does not; all of it may be left out.
    pub(super) fn strictness(&self) -> Result<Strictness> {
        let strict = |name: &str| Ok::<_, Fault>(self.optional_flag(name)?.unwrap_or(false));
        Ok(Strictness {
            case: strict("matchCase")?,
            width: strict("matchWidth")?,
            variant: strict("matchVariant")?,
        })
    }

    /// The id of a message on this machine.
    pub(super) fn message(&self, name: &str) -> Result<MessageId> {
        Ok(MessageId(self.whole(name, 1..=i64::MAX)?))
    }
}

fn out_of(name: &str, range: &std::ops::RangeInclusive<i64>) -> Fault {
    let takes = match (*range.start(), *range.end()) {
        (start, i64::MAX) => format!("a whole number from {start}"),
        (start, end) => format!("a whole number from {start} to {end}"),
    };
    Fault::parameter(name, &takes)
}

/// A number without a fraction, as JavaScript writes large ones.
fn whole_of(number: f64) -> Option<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "checked on the same line")]
    let whole = number as i64;
    #[expect(clippy::cast_precision_loss, clippy::float_cmp, reason = "the comparison is the check")]
    let same = whole as f64 == number;
    same.then_some(whole)
}

/// Text, or a number as text.
fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

const KINDS: &str = "PRIVATE, DISCUSSION, GROUP, CHATROOM, CUSTOMER_SERVICE or SYSTEM";

/// Public services, which phones list.
const OF_LISTS_ALONE: [&str; 3] = ["APPSERVICE", "PUBLICSERVICE", "PUSHSERVICE"];

/// The type of conversation that a name means, whatever its case.
pub(crate) fn kind(text: &str) -> Option<ConversationType> {
    let kind = match text.to_ascii_uppercase().replace('_', "").as_str() {
        "PRIVATE" => ConversationType::Private,
        "DISCUSSION" => ConversationType::Discussion,
        "GROUP" => ConversationType::Group,
        "CHATROOM" => ConversationType::ChatRoom,
        "CUSTOMERSERVICE" => ConversationType::CustomerService,
        "SYSTEM" => ConversationType::System,
        _ => return None,
    };
    Some(kind)
}

#[cfg(test)]
mod tests;
