//! Groups that their members make and keep themselves.

use pipit_im::{DiscussionChange, RequestError, TargetId, UserId};
use serde_json::{Value, json};

use super::args::Args;
use super::fault::Fault;
use super::reply::Reply;
use super::{Module, Outcome};

/// The longest name, in characters.
const NAME: usize = 64;

/// What the contract has for removing somebody without the right to.
const UNKNOWN: i32 = -1;

/// The server's code for what only a creator may do.
const NOT_ALLOWED: u16 = 21_407;

/// How the contract says whether every member may bring in others.
const OPENED: &str = "OPENED";
const CLOSED: &str = "CLOSED";

impl Module {
    pub(super) async fn create_discussion(&mut self, args: Args, reply: &Reply) -> Outcome {
        let (name, users) = (name(&args)?, users(&args)?);
        let (client, answer) = (self.client()?, reply.clone());
        self.beside(reply, async move {
            let id = client.create_discussion(&name, &users).await?;
            answer.result(json!({ "discussionId": id }));
            Ok(())
        });
        Ok(())
    }

    pub(super) async fn get_discussion(&mut self, args: Args, reply: &Reply) -> Outcome {
        let id = id(&args)?;
        let (client, answer) = (self.client()?, reply.clone());
        self.beside(reply, async move {
            let discussion = client.discussion(&id).await?;
            let shown = json!({
                "creatorId": discussion.creator,
                "id": discussion.id,
                "name": discussion.name,
                "memberIdList": discussion.members,
                "inviteStatus": if discussion.open { OPENED } else { CLOSED },
            });
            // The documentation describes the fields, its sample reads them one step deeper.
            let mut result = shown.clone();
            if let Value::Object(map) = &mut result {
                map.insert("discussion".to_owned(), shown);
            }
            answer.result(result);
            Ok(())
        });
        Ok(())
    }

    pub(super) async fn set_discussion_name(&mut self, args: Args, reply: &Reply) -> Outcome {
        let change = DiscussionChange::Rename(name(&args)?);
        self.change_discussion(&args, change, reply)
    }

    pub(super) async fn add_member_to_discussion(&mut self, args: Args, reply: &Reply) -> Outcome {
        let change = DiscussionChange::Add(users(&args)?);
        self.change_discussion(&args, change, reply)
    }

    pub(super) async fn remove_member_from_discussion(&mut self, args: Args, reply: &Reply) -> Outcome {
        let change = DiscussionChange::Remove(UserId::new(args.id("userId")?));
        self.change_discussion(&args, change, reply)
    }

    pub(super) async fn quit_discussion(&mut self, args: Args, reply: &Reply) -> Outcome {
        self.change_discussion(&args, DiscussionChange::Quit, reply)
    }

    pub(super) async fn set_discussion_invite_status(&mut self, args: Args, reply: &Reply) -> Outcome {
        let open = match args.text("inviteStatus")?.to_ascii_uppercase().as_str() {
            OPENED => true,
            CLOSED => false,
            _ => return Err(Fault::parameter("inviteStatus", "OPENED or CLOSED")),
        };
        self.change_discussion(&args, DiscussionChange::Open(open), reply)
    }

    fn change_discussion(&mut self, args: &Args, change: DiscussionChange, reply: &Reply) -> Outcome {
        let id = id(args)?;
        let (client, answer) = (self.client()?, reply.clone());
        self.beside(reply, async move {
            let removes = matches!(change, DiscussionChange::Remove(_));
            match client.change_discussion(&id, change).await {
                Err(RequestError::Refused(NOT_ALLOWED)) if removes => {
                    return Err(Fault::new(
                        UNKNOWN,
                        "only the creator removes others, and nobody themselves",
                    ));
                }
                outcome => outcome?,
            }
            answer.success();
            Ok(())
        });
        Ok(())
    }
}

fn id(args: &Args) -> Result<TargetId, Fault> {
    Ok(TargetId::new(args.id("discussionId")?))
}

fn name(args: &Args) -> Result<String, Fault> {
    let name = args.text("name")?;
    let fits = (1..=NAME).contains(&name.trim().chars().count()) && !name.chars().any(char::is_control);
    if fits {
        Ok(name.trim().to_owned())
    } else {
        Err(Fault::parameter("name", "a name of 1 to 64 characters"))
    }
}

fn users(args: &Args) -> Result<Vec<UserId>, Fault> {
    Ok(args.texts("userIdList")?.into_iter().map(UserId::new).collect())
}
