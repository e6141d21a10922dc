//! What raises notifications, and when.

use pipit_im::{ConversationId, QuietHours};
use serde_json::{Value, json};

use super::alerts::Wishes;
use super::args::Args;
use super::fault::Fault;
use super::reply::Reply;
use super::{Module, Outcome};

impl Module {
    pub(super) async fn get_conversation_notification_status(
        &mut self,
        args: Args,
        reply: &Reply,
    ) -> Outcome {
        let id = args.conversation()?;
        let muted = self.client()?.conversation(&id).await?.is_some_and(|row| row.muted);
        reply.result(status(muted));
        Ok(())
    }

    pub(super) async fn set_conversation_notification_status(
        &mut self,
        args: Args,
        reply: &Reply,
    ) -> Outcome {
        let id: ConversationId = args.conversation()?;
        let muted = match args.text("notificationStatus")?.to_ascii_uppercase().as_str() {
            "DO_NOT_DISTURB" => true,
            "NOTIFY" => false,
            _ => return Err(Fault::parameter("notificationStatus", "DO_NOT_DISTURB or NOTIFY")),
        };
        self.client()?.set_muted(&id, muted).await?;
        reply.result(status(muted));
        Ok(())
    }

    pub(super) async fn enable_local_notification(&mut self, _: Args, reply: &Reply) -> Outcome {
        let wishes = Wishes { enabled: true, ..self.wishes().await? };
        self.set_wishes(&wishes).await?;
        reply.success();
        Ok(())
    }

    pub(super) async fn disable_local_notification(&mut self, _: Args, reply: &Reply) -> Outcome {
        let wishes = Wishes { enabled: false, ..self.wishes().await? };
        self.set_wishes(&wishes).await?;
        reply.success();
        Ok(())
    }

    pub(super) async fn config_local_notification(&mut self, args: Args, reply: &Reply) -> Outcome {
        // The documentation's own sample writes `alertTitel`.
        let content = match args.optional_text("alertTitle")? {
            None => args.optional_text("alertTitel")?,
            content => content,
        };
        let wishes = Wishes {
            content: content.filter(|content| !content.is_empty()),
            nickname: args.optional_flag("showNickname")?.unwrap_or(false),
            ..self.wishes().await?
        };
        self.set_wishes(&wishes).await?;
        reply.success();
        Ok(())
    }

    pub(super) async fn set_notification_quiet_hours(&mut self, args: Args, reply: &Reply) -> Outcome {
        let start = args.text("startTime")?;
        let minutes = u32::try_from(args.whole("spanMinutes", 1..=1_439)?).unwrap_or_default();
        let hours = QuietHours::new(&start, minutes)
            .ok_or_else(|| Fault::parameter("startTime", "a time of day as HH:MM:SS"))?;
        self.client()?.set_quiet_hours(Some(hours)).await?;
        reply.success();
        Ok(())
    }

    pub(super) async fn remove_notification_quiet_hours(&mut self, _: Args, reply: &Reply) -> Outcome {
        self.client()?.set_quiet_hours(None).await?;
        reply.success();
        Ok(())
    }

    pub(super) async fn get_notification_quiet_hours(&mut self, _: Args, reply: &Reply) -> Outcome {
        let hours = self.client()?.quiet_hours().await?;
        reply.result(match hours {
            Some(hours) => json!({ "startTime": hours.start(), "spanMinutes": hours.minutes() }),
            None => json!({ "startTime": "", "spanMinutes": 0 }),
        });
        Ok(())
    }

    pub(super) async fn push_listener(&mut self, _: Args, reply: &Reply) -> Outcome {
        self.listeners.push.set(reply);
        Ok(())
    }
}

fn status(muted: bool) -> Value {
    if muted {
        json!({ "code": 0, "notificationStatus": "DO_NOT_DISTURB" })
    } else {
        json!({ "code": 1, "notificationStatus": "NOTIFY" })
    }
}
