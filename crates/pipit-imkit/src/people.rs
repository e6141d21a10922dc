//! Names and pictures for what a window shows, read once per run of its query.

use std::collections::BTreeMap;
use std::sync::Arc;

use pipit_im::{Client, Content, ConversationId, Filled, GroupId, StoreError, Template, UserId, is_unseen};

use crate::Avatar;
use crate::summary::told_name;

/// Those who occur in a window, seen by this user.
pub(crate) struct People {
    me: UserId,
    users: BTreeMap<UserId, (String, Option<String>)>,
    groups: BTreeMap<GroupId, (String, Option<String>)>,
    /// How kinds of messages are shown that the application adds.
    templates: Arc<BTreeMap<String, Template>>,
}

impl People {
    /// Nobody yet.
    pub(crate) fn of(me: UserId) -> Self {
        Self { me, users: BTreeMap::new(), groups: BTreeMap::new(), templates: Arc::default() }
    }

    /// Whether this is the user whose window it is.
    pub(crate) fn is_me(&self, user: &UserId) -> bool {
        self.me == *user
    }

    /// Reads the cards of these people and groups; who is not known goes by their id.
    pub(crate) async fn read(
        client: &Client,
        users: impl IntoIterator<Item = UserId>,
        groups: impl IntoIterator<Item = GroupId>,
    ) -> Result<Self, StoreError> {
        let distinct_users: Vec<UserId> = std::collections::BTreeSet::from_iter(users).into_iter().collect();
        let distinct_groups: Vec<GroupId> =
            std::collections::BTreeSet::from_iter(groups).into_iter().collect();
        let mut people = Self::of(client.user_id().clone());
        people.templates = client.templates();
        for user in client.users(&distinct_users).await? {
            let name = shown(user.name.as_deref(), user.id.as_str());
            people.users.insert(user.id, (name, user.portrait));
        }
        for group in client.groups(&distinct_groups).await? {
            let name = shown(group.name.as_deref(), group.id.as_str());
            people.groups.insert(group.id, (name, group.portrait));
        }
        Ok(people)
    }

    /// The card of a message whose kind the application adds.
    pub(crate) fn card(&self, content: &Content) -> Option<Filled> {
        match content {
            Content::Unknown { object_name, raw } => Some(self.templates.get(object_name)?.fill(raw)),
            _ => None,
        }
    }

    /// The same with these templates.
    #[cfg(test)]
    pub(crate) fn with_templates(mut self, templates: BTreeMap<String, Template>) -> Self {
        self.templates = Arc::new(templates);
        self
    }

    /// A person's name.
    pub(crate) fn name(&self, user: &UserId) -> String {
        self.users.get(user).map_or_else(|| user.as_str().to_owned(), |(name, _)| name.clone())
    }

    /// A person's picture.
    pub(crate) fn avatar(&self, user: &UserId) -> Avatar {
        let portrait = self.users.get(user).and_then(|(_, portrait)| portrait.clone());
        Avatar::of(user.as_str(), &self.name(user), portrait)
    }

    /// A conversation's title and picture.
    pub(crate) fn title(&self, id: &ConversationId) -> (String, Avatar) {
        let target = id.target_id.as_str();
        if id.kind.has_members() {
            let (name, portrait) =
                self.groups.get(&GroupId::new(target)).cloned().unwrap_or((target.to_owned(), None));
            let avatar = Avatar::of(target, &name, portrait);
            (name, avatar)
        } else {
            let user = UserId::new(target);
            (self.name(&user), self.avatar(&user))
        }
    }
}

/// What somebody is called on the screen: their id where there is no name, or none of which anything can be seen.
pub fn shown(name: Option<&str>, id: &str) -> String {
    // The blank sign of Braille is a letter.
    let unseen = |character: char| {
        character.is_whitespace() || character.is_control() || character == '\u{2800}' || is_unseen(character)
    };
    name.map(told_name).filter(|name| !name.chars().all(unseen)).unwrap_or_else(|| id.to_owned())
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn a_name_is_one_line_that_turns_nothing_and_can_be_seen() {
        for (told, expected) in [
            (Some("Mia"), "Mia"),
            (Some("  李\n 小\t明 "), "李 小 明"),
            (Some("سامر حداد"), "سامر حداد"),
            (Some("👩\u{200D}👧"), "👩\u{200D}👧"),
            (Some("\u{202E}gnp.exe"), "gnp.exe"),
            (Some("\u{200B}\u{200D}\u{2060}"), "u1"),
            (Some("\u{3164}"), "u1"),
            (Some(""), "u1"),
            (None, "u1"),
        ] {
            assert_eq!(shown(told, "u1"), expected, "{told:?}");
        }
    }
}
