//! Chat rooms.

use super::args::Args;
use super::fault::Fault;
use super::reply::Reply;
use super::{Outcome, Page};

impl Page {
    pub(super) async fn join_chat_room(&mut self, args: Args, reply: &Reply) -> Outcome {
        let room = room(&args)?;
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
        let room = room(&args)?;
        let (client, answer) = (self.client()?, reply.clone());
        self.beside(reply, async move {
            client.leave_room(&room).await?;
            answer.success();
            Ok(())
        });
        Ok(())
    }
}

fn room(args: &Args) -> Result<String, Fault> {
    let room = args.text("chatRoomId")?;
    if room.len() > 64 {
        return Err(Fault::parameter("chatRoomId", "an id of at most 64 bytes"));
    }
    Ok(room)
}
