//! People to try the server with.

use serde::Serialize;

use crate::Server;
use crate::store::{GroupChange, StoreError};

/// The demo's app key.
pub(crate) const APP_KEY: &str = "pipit-demo";
/// The demo's secret. Everybody knows it: a demo is for one's own machine.
pub(crate) const APP_SECRET: &str = "pipit-demo-secret";

const GROUP: &str = "demo-group";
const PEOPLE: [(&str, &str); 3] = [("alice", "Alice"), ("bob", "Bob"), ("carol", "Carol")];

/// What `/demo.json` answers.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Demo {
    app_key: String,
    users: Vec<DemoUser>,
    group_id: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DemoUser {
    user_id: &'static str,
    name: &'static str,
    token: String,
}

impl Server {
    /// Creates the demo's people and their group, if a demo was asked for.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn create_demo(&self) -> Result<(), StoreError> {
        if !self.0.settings.demo {
            return Ok(());
        }
        for (id, name) in PEOPLE {
            self.add_user(id, name).await?;
        }
        self.add_group(GROUP, "Demo group", &PEOPLE.map(|(id, _)| id)).await?;
        let owner = PEOPLE.first().map(|&(id, _)| id.to_owned());
        self.0.store.change_group(GROUP, GroupChange { owner, ..GroupChange::default() }).await?;
        Ok(())
    }
}

/// Tokens for all of them.
pub(crate) fn describe(server: &Server) -> Demo {
    Demo {
        app_key: server.0.settings.app_key.clone(),
        users: PEOPLE
            .map(|(user_id, name)| DemoUser { user_id, name, token: server.token(user_id) })
            .into_iter()
            .collect(),
        group_id: GROUP,
    }
}
