//! What people set for all of their devices: quiet hours and translation. Tags have a file of their own.

use pipit_proto::code;
use pipit_proto::messages::{
    AddUnpushPeriodInput, PullUserSettingInput, PullUserSettingOutput, QueryUnpushPeriodOutput,
    SetUserSettingInput, SetUserSettingOutput, UserSettingItem,
};
use pipit_proto::prost::Message;
use serde::{Deserialize, Serialize};

use super::query::{Answer, Failure};
use super::tags;
use crate::Server;
use crate::runtime::delivery::tell_settings;
use crate::runtime::sessions::Session;
use crate::store::{Setting, VersionStep};

/// The names under which settings are kept; those of the platform where it has one.
pub(super) const TAGS: &str = "Tag";
pub(super) const LANGUAGE: &str = "transLan";
pub(super) const TRANSLATED: &str = "autoTrans";
const QUIET_HOURS: &str = "quiet";

/// The longest language or name of a time zone, in bytes.
const LONGEST: usize = 64;

/// The platform's silence of everything, which is what quiet hours mean when no level is given.
const NOTHING_TELLS: i32 = 5;

#[derive(Serialize, Deserialize)]
struct QuietHours {
    start: String,
    minutes: i32,
    level: i32,
    timezone: Option<String>,
}

impl Server {
    /// What was set after the version that the client has.
    pub(super) async fn settings(&self, user: &str, asked: &PullUserSettingInput) -> Answer {
        let all = self.0.store.settings(user).await?;
        let version = all.iter().map(|setting| setting.version).max().unwrap_or_default().max(asked.version);
        let known = [TAGS, LANGUAGE, TRANSLATED];
        let items = all
            .into_iter()
            .filter(|setting| setting.version > asked.version && known.contains(&setting.name.as_str()))
            .map(|setting| {
                let tags = if setting.name == TAGS { tags::of_user(&setting.value) } else { Vec::new() };
                let value = if setting.name == TAGS { Vec::new() } else { setting.value.into_bytes() };
                UserSettingItem {
                    target_id: user.to_owned(),
                    r#type: 1,
                    key: setting.name,
                    value: value.into(),
                    version: setting.version,
                    status: 1,
                    tags,
                }
            })
            .collect();
        Ok(PullUserSettingOutput { items, version }.encode_to_vec())
    }

    /// Keeps a setting whose value the client gives as it is.
    pub(super) async fn set_setting(
        &self,
        session: &Session,
        name: &str,
        asked: SetUserSettingInput,
    ) -> Answer {
        let fits = match name {
            TRANSLATED => matches!(asked.value.as_str(), "0" | "1"),
            _ => asked.value.len() <= LONGEST && !asked.value.chars().any(char::is_control),
        };
        if !fits {
            return Err(Failure::Status(code::INVALID_PARAMETER));
        }
        let step = self.keep_setting(session, name, asked.value, None).await?.unwrap_or_default();
        Ok(set(step, asked.version))
    }

    pub(super) async fn set_quiet_hours(&self, session: &Session, asked: AddUnpushPeriodInput) -> Answer {
        let level = asked.level.unwrap_or(NOTHING_TELLS);
        let timezone_fits = asked
            .timezone
            .as_deref()
            .is_none_or(|zone| (1..=LONGEST).contains(&zone.len()) && !zone.chars().any(char::is_control));
        let fits = is_time(&asked.start_time)
            && (1..1_440).contains(&asked.span_minutes)
            && super::attributes::LEVELS.contains(&level)
            && timezone_fits;
        if !fits {
            return Err(Failure::Status(code::INVALID_PARAMETER));
        }
        let hours = QuietHours {
            start: asked.start_time,
            minutes: asked.span_minutes,
            level,
            timezone: asked.timezone,
        };
        let value = serde_json::to_string(&hours).unwrap_or_default();
        self.keep_setting(session, QUIET_HOURS, value, None).await?;
        Ok(Vec::new())
    }

    pub(super) async fn quiet_hours(&self, user: &str) -> Answer {
        let all = self.0.store.settings(user).await?;
        let value = all.iter().find(|setting| setting.name == QUIET_HOURS).map(|setting| &*setting.value);
        let hours = value.and_then(|value| serde_json::from_str::<QuietHours>(value).ok());
        let answer = match hours {
            Some(hours) => QueryUnpushPeriodOutput {
                is_unpush: 1,
                start_time: Some(hours.start),
                span_minutes: Some(hours.minutes),
                level: Some(hours.level),
                timezone: hours.timezone,
            },
            None => QueryUnpushPeriodOutput::default(),
        };
        Ok(answer.encode_to_vec())
    }

    pub(super) async fn delete_quiet_hours(&self, session: &Session) -> Answer {
        self.keep_setting(session, QUIET_HOURS, String::new(), None).await?;
        Ok(Vec::new())
    }

    /// Keeps a setting and tells the user's other devices; nothing when `newest` is no longer the newest version.
    pub(super) async fn keep_setting(
        &self,
        session: &Session,
        name: &str,
        value: String,
        newest: Option<i64>,
    ) -> Result<Option<VersionStep>, Failure> {
        let now = self.0.clock.now();
        let setting = Setting { name: name.to_owned(), value, version: 0 };
        let step = self.0.store.set_settings(&session.user, vec![setting], newest, now).await?;
        if let Some(step) = step {
            tell_settings(&self.0.sessions, &self.0.metrics, session, step.after, now);
        }
        Ok(step)
    }
}

/// The answer to a change of a setting by a client that had the version `known`.
pub(super) fn set(step: VersionStep, known: i64) -> Vec<u8> {
    SetUserSettingOutput { version: step.after, reserve: false, update_version: Some(step.follows(known)) }
        .encode_to_vec()
}

/// `HH:MM:SS` of a day.
fn is_time(text: &str) -> bool {
    let parts: Vec<&str> = text.split(':').collect();
    let below = |part: &str, end: u8| {
        part.len() == 2
            && part.bytes().all(|byte| byte.is_ascii_digit())
            && part.parse::<u8>().is_ok_and(|number| number < end)
    };
    matches!(parts[..], [hour, minute, second] if below(hour, 24) && below(minute, 60) && below(second, 60))
}

#[cfg(test)]
mod tests {
    use super::is_time;

    #[test]
    fn times_of_a_day() {
        for time in ["00:00:00", "23:59:59", "09:05:00"] {
            assert!(is_time(time), "{time}");
        }
        for no in [
            "",
            "24:00:00",
            "9:05:00",
            "09:60:00",
            "09:05",
            "+9:05:00",
            "09:05:00:00",
            "aa:bb:cc",
            "０９:05:00",
        ] {
            assert!(!is_time(no), "{no}");
        }
    }
}
