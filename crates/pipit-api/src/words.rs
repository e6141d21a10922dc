//! The page's message files, for what is said outside of a page.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use pipit_imkit::{ChatEvent, DiscussionEvent, EventLine, GroupEvent, GroupLine, Summary};
use serde::Deserialize;

use crate::ui::Language;

/// A message, or its forms for several numbers.
#[derive(Deserialize)]
#[serde(untagged)]
enum Pattern {
    Plain(String),
    Plural(Forms),
}

/// The forms that a language has; each has the last.
#[derive(Deserialize)]
struct Forms {
    zero: Option<String>,
    one: Option<String>,
    two: Option<String>,
    few: Option<String>,
    many: Option<String>,
    other: String,
}

impl Forms {
    /// The form for a number, by the rules of Unicode's CLDR for the languages that there are.
    fn of(&self, count: u64, language: Language) -> &str {
        let form = match (language, count) {
            (Language::English | Language::Arabic, 1) => &self.one,
            (Language::Arabic, 0) => &self.zero,
            (Language::Arabic, 2) => &self.two,
            (Language::Arabic, count) if (3..=10).contains(&(count % 100)) => &self.few,
            (Language::Arabic, count) if count % 100 > 10 => &self.many,
            _ => &None,
        };
        form.as_deref().unwrap_or(&self.other)
    }
}

type File = BTreeMap<String, Pattern>;

static ENGLISH: LazyLock<File> = LazyLock::new(|| read(include_str!("../../../ui/src/i18n/en.json")));
static SIMPLIFIED: LazyLock<File> = LazyLock::new(|| read(include_str!("../../../ui/src/i18n/zh-Hans.json")));
static TRADITIONAL: LazyLock<File> =
    LazyLock::new(|| read(include_str!("../../../ui/src/i18n/zh-Hant.json")));
static ARABIC: LazyLock<File> = LazyLock::new(|| read(include_str!("../../../ui/src/i18n/ar.json")));

fn read(json: &str) -> File {
    serde_json::from_str(json).unwrap_or_default() // a test reads them
}

/// The language that is closest to what a system calls its own, such as `zh_TW.UTF-8` or `ar-EG`.
fn spoken(tag: &str) -> Language {
    let mut parts = tag.split(['-', '_', '.']);
    match parts.next().unwrap_or_default() {
        "ar" => Language::Arabic,
        "zh" if parts.any(|part| matches!(part, "Hant" | "TW" | "HK" | "MO")) => Language::TraditionalChinese,
        "zh" => Language::SimplifiedChinese,
        _ => Language::English,
    }
}

/// Words in one language, which is never the system's by name.
#[derive(Clone, Copy)]
pub(crate) struct Words {
    language: Language,
    file: &'static LazyLock<File>,
}

impl Words {
    /// The words of a language; the system's is looked up anew each time.
    pub(crate) fn of(language: Language) -> Self {
        let language = match language {
            Language::System => spoken(&sys_locale::get_locale().unwrap_or_default()),
            chosen => chosen,
        };
        let file = match language {
            Language::SimplifiedChinese => &SIMPLIFIED,
            Language::TraditionalChinese => &TRADITIONAL,
            Language::Arabic => &ARABIC,
            Language::English | Language::System => &ENGLISH,
        };
        Self { language, file }
    }

    /// The language as the message files are called.
    pub(crate) fn tag(self) -> &'static str {
        match self.language {
            Language::SimplifiedChinese => "zh-Hans",
            Language::TraditionalChinese => "zh-Hant",
            Language::Arabic => "ar",
            Language::English | Language::System => "en",
        }
    }

    /// The words for a key. `{name}` is replaced by the parameter of that name.
    pub(crate) fn say(self, key: &str, params: &[(&str, &str)]) -> String {
        let count =
            params.iter().find(|(name, _)| *name == "count").and_then(|(_, count)| count.parse().ok());
        let pattern = match self.file.get(key) {
            Some(Pattern::Plain(text)) => text.as_str(),
            Some(Pattern::Plural(forms)) => forms.of(count.unwrap_or_default(), self.language),
            None => return key.to_owned(),
        };
        // One pass, so that what a person wrote is not taken for a parameter.
        let mut said = String::with_capacity(pattern.len());
        let mut rest = pattern;
        while let Some((before, from)) = rest.split_once('{') {
            said.push_str(before);
            let named = from.split_once('}').and_then(|(name, after)| {
                let value = params.iter().find(|(known, _)| *known == name)?;
                Some((value.1, after))
            });
            if let Some((value, after)) = named {
                said.push_str(value);
                rest = after;
            } else {
                said.push('{');
                rest = from;
            }
        }
        said.push_str(rest);
        said
    }

    /// Several names as the language lists them.
    fn names(self, names: &[String]) -> String {
        let joined = |line: String, name: &String| self.say("names.join", &[("one", &line), ("other", name)]);
        let Some((first, more)) = names.split_first() else { return String::new() };
        more.iter().fold(first.clone(), joined)
    }

    /// What somebody says, in one line.
    pub(crate) fn said_by(self, name: &str, text: &str) -> String {
        self.say("list.said", &[("name", name), ("text", text)])
    }

    /// A message in one line.
    pub(crate) fn summary(self, summary: &Summary) -> String {
        match summary {
            Summary::Text { text } | Summary::Notice { text } => text.clone(),
            Summary::Image => self.say("summary.image", &[]),
            Summary::Voice => self.say("summary.voice", &[]),
            Summary::Video => self.say("summary.video", &[]),
            Summary::File { name } => self.say("summary.file", &[("name", name)]),
            Summary::Location { label } => self.say("summary.location", &[("label", label)]),
            Summary::Recalled { by_me: true, .. } => self.say("message.recalled.me", &[]),
            Summary::Recalled { name, .. } => self.say("message.recalled.other", &[("name", name)]),
            Summary::Discussion(line) => {
                let key = match line.event {
                    DiscussionEvent::Joined => "discussion.joined",
                    DiscussionEvent::Left => "discussion.left",
                    DiscussionEvent::Renamed => "discussion.renamed",
                    DiscussionEvent::Removed => "discussion.removed",
                    DiscussionEvent::Opened => "discussion.opened",
                    DiscussionEvent::Closed => "discussion.closed",
                };
                let by = if line.by_me { self.say("discussion.you", &[]) } else { line.by.clone() };
                self.say(key, &[("by", &by), ("what", &self.names(&line.what))])
            }
            Summary::Sticker { meaning } if meaning.is_empty() => self.say("summary.sticker", &[]),
            Summary::Sticker { meaning } => self.say("summary.sticker.meaning", &[("meaning", meaning)]),
            Summary::Merged => self.say("summary.merged", &[]),
            Summary::Group(line) => self.group_line(line),
            Summary::Event(line) => self.event_line(line),
            Summary::RedPacket { greeting } => self.say("summary.redPacket", &[("greeting", greeting)]),
            Summary::Unknown { .. } => self.say("summary.unknown", &[]),
        }
    }

    /// What somebody did elsewhere.
    fn event_line(self, line: &EventLine) -> String {
        let key = match line.event {
            ChatEvent::ProfileChanged => "event.profileChanged",
            ChatEvent::RedPacketOpened => "event.redPacketOpened",
            ChatEvent::PlaceShared => "event.placeShared",
            ChatEvent::Called => "event.called",
            ChatEvent::Missed => "event.missed",
        };
        let by = if line.by_me { self.say("discussion.you", &[]) } else { line.by.clone() };
        let time = format!("{}:{:02}", line.seconds / 60, line.seconds % 60);
        self.say(key, &[("by", &by), ("time", &time)])
    }

    /// What happened to a group.
    fn group_line(self, line: &GroupLine) -> String {
        let key = match line.event {
            GroupEvent::Created => "group.created",
            GroupEvent::Added => "group.added",
            GroupEvent::Left => "group.left",
            GroupEvent::Dismissed => "group.dismissed",
            GroupEvent::Removed => "group.removed",
            GroupEvent::Renamed => "group.renamed",
            GroupEvent::Announced => "group.announced",
            GroupEvent::Changed => "group.changed",
        };
        let by = if line.by_me { self.say("discussion.you", &[]) } else { line.by.clone() };
        self.say(key, &[("by", &by), ("what", &self.names(&line.what))])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_summary_has_words_in_both_languages() {
        let name = "{label} a.zip".to_owned();
        let summaries = [
            Summary::Image,
            Summary::Voice,
            Summary::Video,
            Summary::File { name: name.clone() },
            Summary::Location { label: name.clone() },
            Summary::Recalled { by_me: true, name: String::new() },
            Summary::Recalled { by_me: false, name },
            Summary::Sticker { meaning: String::new() },
            Summary::Sticker { meaning: "hi".into() },
            Summary::Merged,
            Summary::RedPacket { greeting: "luck".into() },
            Summary::Unknown { object_name: "App:Vote".into() },
        ];
        for language in
            [Language::English, Language::SimplifiedChinese, Language::TraditionalChinese, Language::Arabic]
        {
            for summary in &summaries {
                let said = Words::of(language).summary(summary);
                assert!(
                    !said.starts_with("summary.") && !said.starts_with("message."),
                    "{summary:?}: {said}"
                );
            }
        }
        let file = Words::of(Language::English).summary(summaries.get(3).unwrap());
        assert_eq!(file, "[File] {label} a.zip", "what people write is no parameter");
    }

    #[test]
    fn names_are_listed_and_said_before_words_as_the_language_does() {
        let added = Summary::Group(GroupLine {
            event: GroupEvent::Added,
            by_me: false,
            by: "A".into(),
            what: ["B", "{one}", "D"].map(str::to_owned).to_vec(),
        });
        for (language, line, said) in [
            (Language::English, "A added B, {one}, D", "A: hi"),
            (Language::SimplifiedChinese, "A邀请“B、{one}、D”加入了群聊", "A：hi"),
            (Language::TraditionalChinese, "A邀請「B、{one}、D」加入了群組", "A：hi"),
            (Language::Arabic, "A: تمت إضافة B، {one}، D", "A: hi"),
        ] {
            let words = Words::of(language);
            assert_eq!(words.summary(&added), line);
            assert_eq!(words.said_by("A", "hi"), said);
        }
        let nobody: [String; 0] = [];
        assert_eq!(Words::of(Language::English).names(&nobody), "");
    }

    #[test]
    fn one_and_many_differ_where_the_language_does() {
        let many = |language, count| {
            Words::of(language).say("notice.many", &[("count", count), ("conversations", "4")])
        };
        assert_eq!(many(Language::English, "1"), "1 new message in 4 conversations");
        assert_eq!(many(Language::English, "20"), "20 new messages in 4 conversations");
        assert_eq!(many(Language::SimplifiedChinese, "20"), "4 个会话中有 20 条新消息");
        assert_eq!(many(Language::TraditionalChinese, "20"), "4 個聊天中有 20 則新訊息");
        let arabic = |count| many(Language::Arabic, count);
        assert_eq!(arabic("2"), "رسالتان جديدتان في 4 محادثات");
        assert_eq!(arabic("103"), "103 رسائل جديدة في 4 محادثات");
        assert_eq!(arabic("11"), "11 رسالة جديدة في 4 محادثات");
    }

    #[test]
    fn the_systems_language_is_spoken_or_the_closest() {
        for (tag, language) in [
            ("zh-CN", Language::SimplifiedChinese),
            ("zh_TW.UTF-8", Language::TraditionalChinese),
            ("zh-Hant-HK", Language::TraditionalChinese),
            ("ar-EG", Language::Arabic),
            ("fr-FR", Language::English),
            ("", Language::English),
        ] {
            assert_eq!(spoken(tag), language, "{tag}");
        }
    }
}
