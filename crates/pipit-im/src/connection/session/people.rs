//! Names and pictures of who occurs in the store without them.

use bytes::Bytes;
use pipit_proto::messages::{PeopleInput, PeopleOutput};
use pipit_proto::prost::Message;
use pipit_proto::topic;

use super::{Awaited, End, Session, failed};
use crate::store;
use crate::{ChangeSet, ConversationType};

impl Session<'_> {
    /// Somebody occurs, by the number of their kind and their id: each is looked for once, not with each message.
    pub(super) async fn meet<const N: usize>(
        &mut self,
        names: [Option<(i32, String)>; N],
    ) -> Result<(), End> {
        let names = names.into_iter().flatten();
        if names.clone().any(|name| !self.people.contains(&name)) {
            self.ask_people().await?;
            self.people.extend(names);
        }
        Ok(())
    }

    pub(super) async fn ask_people(&mut self) -> Result<(), End> {
        if !self.answers(topic::PEOPLE) {
            return Ok(()); // another server: ids stand for names
        }
        let me = self.engine.config.user_id.clone();
        let (mut users, mut groups) =
            self.engine.store.read(move |db| store::unknown_people(db, &me)).await.map_err(failed)?;
        users.retain(|id| self.people.insert((ConversationType::Private.number(), id.clone())));
        groups.retain(|id| self.people.insert((ConversationType::Group.number(), id.clone())));
        if users.is_empty() && groups.is_empty() {
            return Ok(());
        }
        let body = PeopleInput { user_ids: users, group_ids: groups };
        self.query(topic::PEOPLE, body.encode_to_vec(), Awaited::People).await
    }

    pub(super) async fn people(&mut self, status: u16, body: Bytes) -> Result<(), End> {
        if status != 0 {
            return Ok(());
        }
        let answer = PeopleOutput::decode(body).map_err(|_| End::Lost)?;
        let changed =
            self.engine.store.write(move |db| store::put_people(db, &answer)).await.map_err(failed)?;
        self.engine.publish(ChangeSet { people: changed, ..ChangeSet::default() });
        Ok(())
    }
}
