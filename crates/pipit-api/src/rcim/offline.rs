//! How long messages wait for a user. Answers have a shape of their own, `{status: true, …}`.

use pipit_im::OfflineDays;
use serde_json::json;

use super::args::Args;
use super::reply::Reply;
use super::{Module, Outcome};

impl Module {
    pub(super) async fn get_offline_message_duration(&mut self, _: Args, reply: &Reply) -> Outcome {
        let (client, answer) = (self.client()?, reply.clone());
        self.beside(reply, async move {
            let OfflineDays { days, .. } = client.offline_days().await?;
            answer.done(&json!({ "status": true, "duration": days.to_string() }));
            Ok(())
        });
        Ok(())
    }

    pub(super) async fn set_offline_message_duration(&mut self, args: Args, reply: &Reply) -> Outcome {
        let days = i32::try_from(args.optional_whole("duration", 1..=7)?.unwrap_or(1)).unwrap_or(1);
        let (client, answer) = (self.client()?, reply.clone());
        self.beside(reply, async move {
            let OfflineDays { set, .. } = client.set_offline_days(days).await?;
            let time = set.map(|time| time.0.to_string()).unwrap_or_default();
            answer.done(&json!({ "status": true, "time": time }));
            Ok(())
        });
        Ok(())
    }
}
