//! Whom a user does not want to hear from.

use pipit_im::UserId;
use serde_json::Value;

use super::args::Args;
use super::fault::Fault;
use super::reply::Reply;
use super::{Module, Outcome};

/// How the contract says whether somebody is on the list.
const ON_IT: i32 = 0;
const NOT_ON_IT: i32 = 1;

impl Module {
    pub(super) async fn add_to_blacklist(&mut self, args: Args, reply: &Reply) -> Outcome {
        self.set_blocked(&args, reply, true)
    }

    pub(super) async fn remove_from_blacklist(&mut self, args: Args, reply: &Reply) -> Outcome {
        self.set_blocked(&args, reply, false)
    }

    fn set_blocked(&mut self, args: &Args, reply: &Reply, blocked: bool) -> Outcome {
        let (user, client, answer) = (UserId::new(args.id("userId")?), self.client()?, reply.clone());
        if user == *client.user_id() {
            return Err(Fault::parameter("userId", "the id of somebody else"));
        }
        self.beside(reply, async move {
            client.set_blocked(&user, blocked).await?;
            answer.success();
            Ok(())
        });
        Ok(())
    }

    pub(super) async fn get_blacklist_status(&mut self, args: Args, reply: &Reply) -> Outcome {
        let (user, client, answer) = (UserId::new(args.id("userId")?), self.client()?, reply.clone());
        self.beside(reply, async move {
            let blocked = client.blocked().await?.contains(&user);
            answer.result(if blocked { ON_IT } else { NOT_ON_IT });
            Ok(())
        });
        Ok(())
    }

    pub(super) async fn get_blacklist(&mut self, _: Args, reply: &Reply) -> Outcome {
        let (client, answer) = (self.client()?, reply.clone());
        self.beside(reply, async move {
            let list = client.blocked().await?;
            answer.result(list.iter().map(|user| Value::from(user.as_str())).collect::<Vec<Value>>());
            Ok(())
        });
        Ok(())
    }
}
