//! Mentions: whom a text may name, and how it says so.

use pipit_im::content::MentionedInfo;
use pipit_im::{Content, ConversationType};
use pipit_imkit::{NameMatcher, Person, persons, speakers};

use crate::ui::{Mentionable, MentionableArgs, Mentioned};
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
        let mut people = match args.among.or(members) {
            Some(members) => persons(&client, &members).await?,
            None => speakers(&client, conversation).await?,
        };
        people.retain(|person| !person.me);
        keep_named(&mut people, &args.words);
        people.truncate(OFFERED);
        Ok(Mentionable { people, everybody })
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
