//! Names and pictures that integrators give to people and groups, and asking for those that nobody gave.

use std::collections::HashSet;

use pipit_im::{Changes, Client, Group, GroupId, StoreError, User, UserId};
use serde_json::json;

use crate::rcim::args::Args;
use crate::rcim::listeners::Listener;
use crate::rcim::reply::Reply;
use crate::rcim::{Module, Outcome};

/// Who was asked for.
#[derive(Default)]
pub(super) struct People {
    users: Listener,
    groups: Listener,
    asked_users: HashSet<UserId>,
    asked_groups: HashSet<GroupId>,
    /// A page of the kit was opened: whoever it shows is looked for.
    look: bool,
    changes: Option<Changes>,
}

impl People {
    pub(super) fn look(&mut self) {
        self.look = true;
    }

    pub(super) fn forget(&mut self, page: u64) {
        self.users.remove(page);
        self.groups.remove(page);
    }
}

impl super::Kit {
    /// There is another engine, or none.
    pub(in crate::rcim) fn answer_to(&mut self, client: Option<&Client>) {
        let people = &mut self.people;
        people.changes = client.map(Client::changes);
        people.asked_users.clear();
        people.asked_groups.clear();
    }

    /// Waits until somebody without a name may be seen; for ever while no page of the kit is open.
    pub(in crate::rcim) async fn somebody_is_seen(&mut self) {
        if std::mem::take(&mut self.people.look) {
            return;
        }
        if !self.windows.is_empty()
            && let Some(changes) = &mut self.people.changes
            && changes.next().await.is_some()
        {
            changes.skip_waiting();
            return;
        }
        std::future::pending::<()>().await;
    }
}

impl Module {
    /// Asks the listeners once for each name that is missing.
    pub(in crate::rcim) async fn ask_for_names(&mut self) -> Outcome {
        let (users, groups) = self.client()?.nameless().await?;
        let people = &mut self.kit.people;
        for user in users {
            if people.asked_users.insert(user.clone()) {
                people.users.tell(&json!({ "userId": user }));
            }
        }
        for group in groups {
            if people.asked_groups.insert(group.clone()) {
                people.groups.tell(&json!({ "userId": group.as_str() }));
            }
        }
        Ok(())
    }

    pub(in crate::rcim) async fn add_need_avatar_listener(&mut self, _: Args, reply: &Reply) -> Outcome {
        self.kit.people.users.set(reply);
        self.ask_again();
        Ok(())
    }

    pub(in crate::rcim) async fn add_need_group_info_listener(&mut self, _: Args, reply: &Reply) -> Outcome {
        self.kit.people.groups.set(reply);
        self.ask_again();
        Ok(())
    }

    /// Who listens from now on has not heard who was asked for before.
    fn ask_again(&mut self) {
        let people = &mut self.kit.people;
        people.asked_users.clear();
        people.asked_groups.clear();
        people.look = !self.kit.windows.is_empty();
    }

    /// Keeps the card of a person or a group; one's own goes along with what one sends.
    pub(in crate::rcim) async fn set_user_avatar(&mut self, args: Args, reply: &Reply) -> Outcome {
        let user = card(&args)?;
        let client = self.client()?;
        if user.id == *client.user_id() {
            client.introduce_as(user.clone());
        }
        self.know(&client, user).await?;
        reply.success();
        Ok(())
    }

    pub(in crate::rcim) async fn refresh_user_info_cache(&mut self, args: Args, reply: &Reply) -> Outcome {
        let user = card(&args)?;
        self.know(&self.client()?, user).await?;
        reply.success();
        Ok(())
    }

    /// Groups are named as people are. Who was asked for is meant, and otherwise whoever has this id.
    async fn know(&mut self, client: &Client, user: User) -> Result<(), StoreError> {
        let people = &mut self.kit.people;
        let group = GroupId::new(user.id.as_str());
        let is_user = people.asked_users.remove(&user.id);
        let asked_group = people.asked_groups.remove(&group);
        let is_group = asked_group || (!is_user && client.is_group(group.as_str()).await?);
        if is_group {
            let (name, portrait) = (user.name.clone(), user.portrait.clone());
            client.know_group(Group { id: group, name, portrait }).await?;
        }
        if is_user || !is_group {
            client.know_user(user).await?;
        }
        Ok(())
    }
}

/// `userId`, `nickName` and `avatarUrl`.
pub(super) fn card(args: &Args) -> Result<User, crate::rcim::fault::Fault> {
    let filled = |text: Option<String>| text.filter(|text| !text.is_empty());
    Ok(User {
        id: UserId::new(args.id("userId")?),
        name: filled(args.optional_text("nickName")?),
        portrait: filled(args.optional_text("avatarUrl")?),
    })
}
