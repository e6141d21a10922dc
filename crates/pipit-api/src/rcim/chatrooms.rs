//! Chat rooms.

use super::args::Args;
use super::reply::Reply;
use super::{Module, Outcome};

impl Module {
    pub(super) async fn join_chat_room(&mut self, args: Args, reply: &Reply) -> Outcome {
        let room = args.id("chatRoomId")?;
        self.kit.keep_room(&room);
        let count = i32::try_from(args.optional_whole("defMessageCount", 0..=50)?.unwrap_or(0)).unwrap_or(0);
        let (client, answer) = (self.client()?, reply.clone());
        self.beside(reply, async move {
            client.join_room(&room, count).await?;
            answer.success();
            Ok(())
        });
        Ok(())
    }

    pub(super) async fn quit_chat_room(&mut self, args: Args, reply: &Reply) -> Outcome {
        let room = args.id("chatRoomId")?;
        let (client, answer) = (self.client()?, reply.clone());
        self.beside(reply, async move {
            client.leave_room(&room).await?;
            answer.success();
            Ok(())
        });
        Ok(())
    }
}
