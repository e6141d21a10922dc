//! Mentions: whom a text may name, and how it says so.

use pipit_im::content::MentionedInfo;
use pipit_im::{Content, ConversationType};
use pipit_imkit::{NameMatcher, Person, persons, speakers};

use crate::ui::{MentionableArgs, Mentioned};
use crate::{Api, ApiError};

/// How many people are offered at once.
const OFFERED: usize = 20;

/// What the platform calls a mention of everybody, and one of some.
const EVERYBODY: i32 = 1;
const SOME: i32 = 2;

impl Api {
    /// Who can be mentioned: those who are known to be there, or else who has spoken lately.
    pub(crate) async fn mentionable(&self, args: MentionableArgs) -> Result<Vec<Person>, ApiError> {
        let client = self.client()?;
        let conversation = &args.conversation;
        let members = match (args.among, conversation.kind) {
            (Some(among), _) => Some(among),
            (None, ConversationType::Discussion) => {
                client.discussion(&conversation.target_id).await.ok().map(|discussion| discussion.members)
            }
            _ => None,
        };
        let mut there = match members {
            Some(members) => persons(&client, &members).await?,
            None => speakers(&client, conversation).await?,
        };
        let matcher = NameMatcher::new(&args.words);
        let fits = |name: &str| matcher.as_ref().is_none_or(|matcher| matcher.find(name).is_some());
        there.retain(|person| !person.me && (fits(&person.name) || fits(person.id.as_str())));
        there.truncate(OFFERED);
        Ok(there)
    }
}

/// The content with whom it mentions.
pub(crate) fn mentioning(content: Content, mentioned: Mentioned) -> Content {
    let info = match mentioned {
        Mentioned::Everybody => MentionedInfo { r#type: EVERYBODY, ..MentionedInfo::default() },
        Mentioned::Users(users) => MentionedInfo {
            r#type: SOME,
            user_id_list: users.iter().map(|user| user.as_str().to_owned()).collect(),
            ..MentionedInfo::default()
        },
    };
    content.mentioning(info)
}
