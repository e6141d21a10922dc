//! What a page does with a group, whose members the app's server keeps.

use pipit_im::{ConversationId, ConversationType, GroupChange, RequestError};
use pipit_imkit::{Person, persons};

use crate::mentioning::keep_named;
use crate::ui::{ChangeGroupArgs, ConversationArgs, GroupMembersArgs, GroupPage, GroupWish};
use crate::{Api, ApiError, ErrorCode};

/// The longest notice, in characters.
const LONGEST_NOTICE: usize = 1_000;

/// The platform's code of what a server does not do.
const NOT_SUPPORTED: u16 = 20606;

impl Api {
    /// Nothing where the server does not tell who is in a group.
    pub(crate) async fn group(&self, args: ConversationArgs) -> Result<Option<GroupPage>, ApiError> {
        let client = self.client()?;
        is_group(&args.conversation)?;
        let page = match client.group_page(&args.conversation.target_id).await {
            Ok(page) => page,
            Err(RequestError::Refused(NOT_SUPPORTED)) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        client.meet(&page.members).await?;
        Ok(Some(GroupPage {
            members: persons(&client, &page.members).await?,
            name: page.name,
            owner: page.owner,
            notice: page.notice,
            may_notice: page.may_notice,
            may_leave: page.may_leave,
        }))
    }

    pub(crate) async fn group_members(&self, args: GroupMembersArgs) -> Result<Vec<Person>, ApiError> {
        let client = self.client()?;
        is_group(&args.conversation)?;
        let page = client.recent_group_page(&args.conversation.target_id).await?;
        let mut members = persons(&client, &page.members).await?;
        keep_named(&mut members, &args.words);
        Ok(members)
    }

    pub(crate) async fn change_group(&self, args: ChangeGroupArgs) -> Result<(), ApiError> {
        is_group(&args.conversation)?;
        let change = match args.change {
            GroupWish::Notice { text } => {
                let length = text.trim().chars().count();
                if length > LONGEST_NOTICE {
                    let message =
                        format!("a notice has at most {LONGEST_NOTICE} characters, this one has {length}");
                    return Err(ApiError::new(ErrorCode::BadText, message));
                }
                GroupChange::Notice(text)
            }
            GroupWish::Quit => GroupChange::Quit,
        };
        Ok(self.client()?.change_group(&args.conversation.target_id, change).await?)
    }
}

fn is_group(id: &ConversationId) -> Result<(), ApiError> {
    if id.kind == ConversationType::Group {
        return Ok(());
    }
    Err(ApiError::new(ErrorCode::BadCall, format!("a group is wanted, this is a {:?}", id.kind)))
}
