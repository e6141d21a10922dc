//! Mentions: whom a text may name, and how it says so.

use pipit_im::content::MentionedInfo;
use pipit_im::{ConversationType, Held, UserId};
use pipit_imkit::{NameMatcher, Person, persons, speakers};

use crate::ui::{Mention, Mentionable, MentionableArgs, Mentioned, MessageArgs};
use crate::{Api, ApiError};

/// How many people are offered at once.
const OFFERED: usize = 20;

/// What the platform calls a mention of everybody, and one of some.
const EVERYBODY: i32 = 1;
const SOME: i32 = 2;

impl Api {
    /// Who can be mentioned: those who are known to be there, or else who has spoken lately. Where nobody tells what this
    /// user may, everybody can be mentioned.
    pub(crate) async fn mentionable(&self, args: MentionableArgs) -> Result<Mentionable, ApiError> {
        let client = self.client()?;
        let (conversation, id) = (&args.conversation, &args.conversation.target_id);
        let (members, everybody) = match conversation.kind {
            ConversationType::Discussion => match client.discussion(id).await {
                Ok(discussion) => (Some(discussion.members), discussion.creator == *client.user_id()),
                Err(_) => (None, true),
            },
            ConversationType::Group => match client.recent_group_page(id).await {
                Ok(page) => (Some(page.members), page.may_mention_all),
                Err(_) => (None, true),
            },
            _ => (None, true),
        };
        let mut people = match (args.among, members) {
            (Some(among), _) => persons(&client, &among).await?,
            (None, Some(members)) => {
                client.meet(&members).await?; // who has said nothing yet may have no name here
                persons(&client, &members).await?
            }
            (None, None) => speakers(&client, conversation).await?,
        };
        people.retain(|person| !person.me);
        keep_named(&mut people, &args.words);
        people.truncate(OFFERED);
        Ok(Mentionable { people, everybody })
    }

    /// Whom a message mentions, by the names that they have now.
    pub(crate) async fn mentions(&self, args: MessageArgs) -> Result<Vec<Mention>, ApiError> {
        let client = self.client()?;
        let content = client.content(args.message_id, Held::ITSELF).await?;
        let Some(info) = content.mentioned_info() else { return Ok(Vec::new()) };
        if info.r#type == EVERYBODY {
            return Ok(vec![Mention { name: self.say("mention.everybody", &[]), id: None }]);
        }
        let users: Vec<UserId> = info.user_id_list.iter().map(UserId::new).collect();
        let people = persons(&client, &users).await?;
        Ok(people.into_iter().map(|person| Mention { name: person.name, id: Some(person.id) }).collect())
    }
}

/// Leaves those whose names, or ids, contain these words.
pub(crate) fn keep_named(people: &mut Vec<Person>, words: &str) {
    if let Some(matcher) = NameMatcher::new(words) {
        people.retain(|person| {
            matcher.find(&person.name).is_some() || matcher.find(person.id.as_str()).is_some()
        });
    }
}

/// Whom a content mentions, as it says so.
pub(crate) fn mentioned_info(mentioned: Mentioned) -> MentionedInfo {
    match mentioned {
        Mentioned::Everybody => MentionedInfo { r#type: EVERYBODY, ..MentionedInfo::default() },
        Mentioned::Users(users) => MentionedInfo {
            r#type: SOME,
            user_id_list: users.iter().map(|user| user.as_str().to_owned()).collect(),
            ..MentionedInfo::default()
        },
    }
}
