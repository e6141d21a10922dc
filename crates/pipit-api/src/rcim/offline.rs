//! How long messages wait for a user. Answers have a shape of their own: `{status: true, …}`, and `errCode` in `err`.

use pipit_im::{OfflineDays, RequestError};
use serde_json::json;

use super::args::Args;
use super::fault::Fault;
use super::reply::Reply;
use super::{Outcome, Page};

impl Page {
    pub(super) async fn get_offline_message_duration(&mut self, _: Args, reply: &Reply) -> Outcome {
        let (client, answer) = (self.client()?, reply.clone());
        self.beside(reply, async move {
            match client.offline_days().await {
                Ok(OfflineDays { days, .. }) => {
                    answer.done(&json!({ "status": true, "duration": days.to_string() }));
                }
                Err(error) => fail(&answer, error),
            }
            Ok(())
        });
        Ok(())
    }

    pub(super) async fn set_offline_message_duration(&mut self, args: Args, reply: &Reply) -> Outcome {
        // The documentation calls it optional without saying what it is then; the longest loses least.
        let days = i32::try_from(args.optional_whole("duration", 1..=7)?.unwrap_or(7)).unwrap_or(7);
        let (client, answer) = (self.client()?, reply.clone());
        self.beside(reply, async move {
            match client.set_offline_days(days).await {
                Ok(OfflineDays { set, .. }) => {
                    let time = set.map(|time| time.0.to_string()).unwrap_or_default();
                    answer.done(&json!({ "status": true, "time": time }));
                }
                Err(error) => fail(&answer, error),
            }
            Ok(())
        });
        Ok(())
    }
}

fn fail(reply: &Reply, error: RequestError) {
    let fault = Fault::from(error);
    reply.fail_with(&json!({ "status": false, "errCode": fault.code }), &fault);
}
