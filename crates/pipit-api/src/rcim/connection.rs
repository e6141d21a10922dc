//! Connecting: who the token belongs to, their store, and then the engine, which keeps trying by itself.

use std::sync::Arc;
use std::time::Duration;

use pipit_im::{Client, ClientConfig, ConnectError, ConnectionStatus, Login, SystemClock, UserId, identify};
use serde_json::json;
use tokio::task::AbortHandle;

use super::args::Args;
use super::fault::{BAD_PARAMETER, Fault, TIMEOUT, TOKEN_INCORRECT};
use super::reply::Reply;
use super::{Later, Module, Outcome, json};
use crate::session::{plain_scheme, servers};
use crate::vault::Account;

/// The longest pause between two attempts to find out who a token belongs to.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// A `connect` that is under way.
pub(super) struct Connecting {
    /// Which one; what belongs to an earlier one is late.
    number: u64,
    login: Login,
    reply: Option<Reply>,
    pause: Duration,
    /// Who the token belongs to is being found out.
    attempt: Option<AbortHandle>,
}

/// A step of the `connect` with this number.
pub(super) enum Progress {
    /// Nobody answers yet.
    Unreachable(u64),
    /// The person is known and their engine stands.
    Opened(u64, Client),
    /// The server does not take the token, or the store does not open.
    Refused(u64, Fault),
    /// Online.
    Online(u64),
    /// It takes long.
    Late(u64),
}

impl Module {
    pub(super) async fn set_server_info(&mut self, args: Args, reply: &Reply) -> Outcome {
        if self.initialised {
            return Err(Fault::new(BAD_PARAMETER, "`setServerInfo` comes before `init`"));
        }
        let addresses = args.text("naviServer")?;
        let files = args.optional_text("fileServer")?.filter(|files| !files.trim().is_empty());
        let file_server = files.as_deref().map(file_server).transpose()?;
        self.servers = servers(&addresses, plain_scheme)
            .map_err(|_| Fault::parameter("naviServer", "addresses of servers, separated by `;`"))?;
        self.file_server = file_server;
        reply.success();
        Ok(())
    }

    pub(super) async fn init(&mut self, args: Args, reply: &Reply) -> Outcome {
        args.object("miPush")?;
        args.optional_flag("huaweiPush")?;
        if self.app_key.as_deref().is_none_or(str::is_empty) {
            return Err(Fault::new(BAD_PARAMETER, "the widget's config.xml names no app key"));
        }
        self.initialised = true;
        reply.success();
        Ok(())
    }

    pub(super) async fn connect(&mut self, args: Args, reply: &Reply) -> Outcome {
        let token = args.text("token")?;
        if self.servers.is_empty() {
            return Err(Fault::new(BAD_PARAMETER, "no server is known: call `setServerInfo` before `init`"));
        }
        let app_key = self.app_key.clone().unwrap_or_default();
        let login = Login { servers: self.servers.clone(), app_key, token };
        if let Some(client) = &self.client
            && self.connecting.as_ref().is_some_and(|connecting| connecting.login == login)
            && *client.status().borrow() == ConnectionStatus::Connected
        {
            reply.done(&online(client));
            return Ok(());
        }
        self.look_away().await;
        if let Some(client) = self.client.clone() {
            self.end(&client).await;
            self.connection_rests(ConnectionStatus::Disconnected).await?; // with the engine that they were given to
            self.answer_to(None);
        }
        let number = self.connecting.as_ref().map_or(0, |earlier| earlier.number) + 1;
        // An earlier attempt that greets the server late would be another device, and throw this one out.
        if let Some(attempt) = self.connecting.take().and_then(|earlier| earlier.attempt) {
            attempt.abort();
        }
        let pause = Duration::from_secs(1);
        let reply = Some(reply.clone());
        self.connecting = Some(Connecting { number, login, reply, pause, attempt: None });
        self.listeners.connection_is("CONNECTING");
        self.find_out(number, Duration::ZERO);
        let patience = self.patience;
        self.later.spawn(async move {
            tokio::time::sleep(patience).await;
            Later::Progress(Progress::Late(number))
        });
        Ok(())
    }

    /// Finds out who the token belongs to, after a pause, and opens their store.
    fn find_out(&mut self, number: u64, pause: Duration) {
        let Some(connecting) = &self.connecting else { return };
        let (login, home, network) = (connecting.login.clone(), self.home.clone(), self.network.clone());
        let file_server = self.file_server.clone();
        let attempt = self.later.spawn(async move {
            tokio::time::sleep(pause).await;
            let user = match home.known(&login.app_key, &login.token).await {
                Some(user) => user,
                None => match identify(network.as_ref(), &login).await {
                    Ok(user) => user.as_str().to_owned(),
                    Err(error) => return Later::Progress(after(number, &error)),
                },
            };
            let account = Account {
                server: login.servers.join(";"),
                app_key: login.app_key.clone(),
                token: login.token.clone(),
                user_id: user.clone(),
            };
            let [outgoing, received] = home.passing(&account).map(Some);
            Later::Progress(match home.open(account).await {
                Ok(store) => {
                    let config = ClientConfig::new(login, UserId::new(user));
                    let config = ClientConfig { file_server, outgoing, received, ..config };
                    Progress::Opened(number, Client::new(store, network, config, Arc::new(SystemClock)))
                }
                Err(fault) => Progress::Refused(number, fault),
            })
        });
        if let Some(connecting) = &mut self.connecting {
            connecting.attempt = Some(attempt);
        }
    }

    /// Takes a step; the engine that must be started now, if there is one.
    pub(super) fn progressed(&mut self, progress: Progress) -> Option<Client> {
        let (Progress::Unreachable(number)
        | Progress::Opened(number, _)
        | Progress::Refused(number, _)
        | Progress::Online(number)
        | Progress::Late(number)) = progress;
        let connecting = self.connecting.as_mut().filter(|connecting| connecting.number == number)?;
        match progress {
            Progress::Unreachable(_) => {
                let pause = connecting.pause;
                connecting.pause = (pause * 2).min(LONGEST_PAUSE);
                self.listeners.connection_is("NETWORK_UNAVAILABLE");
                self.find_out(number, pause);
            }
            Progress::Opened(_, client) => {
                self.wait_for_outcome(number, &client);
                self.belongs_to(Some(client.user_id()));
                self.answer_to(Some(client.clone()));
                return Some(client);
            }
            Progress::Refused(_, fault) => {
                if fault.code == TOKEN_INCORRECT {
                    self.listeners.connection_is("TOKEN_INCORRECT");
                }
                if let Some(reply) = connecting.reply.take() {
                    reply.fail(&fault);
                }
                if self.client.is_none() {
                    self.belongs_to(None);
                }
            }
            Progress::Online(_) => {
                if let (Some(reply), Some(client)) = (connecting.reply.take(), &self.client) {
                    reply.done(&online(client));
                }
            }
            Progress::Late(_) => {
                if let Some(reply) = connecting.reply.take() {
                    let waited = self.patience.as_secs();
                    let msg = format!("not connected within {waited} s; it is tried further");
                    reply.fail(&Fault::new(TIMEOUT, msg));
                }
            }
        }
        None
    }

    fn wait_for_outcome(&mut self, number: u64, client: &Client) {
        let mut status = client.status();
        self.later.spawn(async move {
            loop {
                let now = *status.borrow_and_update();
                let progress = match now {
                    ConnectionStatus::Connected => Progress::Online(number),
                    ConnectionStatus::TokenIncorrect => {
                        Progress::Refused(number, Fault::new(TOKEN_INCORRECT, "the token is not taken"))
                    }
                    ConnectionStatus::Refused { code } => {
                        Progress::Refused(number, Fault::new(code, "the server refuses this user"))
                    }
                    _ => {
                        if status.changed().await.is_err() {
                            return Later::Answered; // disconnected meanwhile
                        }
                        continue;
                    }
                };
                return Later::Progress(progress);
            }
        });
    }

    pub(super) async fn disconnect(&mut self, args: Args, reply: &Reply) -> Outcome {
        let looks_on = args.optional_flag("isReceivePush")?.unwrap_or(true);
        let client = self.client()?;
        self.end(&client).await;
        self.listeners.connection_is("DISCONNECTED");
        if !looks_on {
            self.look_away().await;
        } else if self.onlooker.is_none() {
            let onlooker = client.onlooker().await?;
            self.alerts.answer_to(&onlooker).await;
            onlooker.connect();
            self.onlooker = Some(onlooker);
        }
        reply.success();
        Ok(())
    }

    /// Nobody looks on any more, and nothing is told of what arrives.
    async fn look_away(&mut self) {
        self.alerts.end();
        if let Some(onlooker) = self.onlooker.take() {
            onlooker.disconnect().await;
        }
    }

    pub(super) async fn get_connection_status(&mut self, _: Args, reply: &Reply) -> Outcome {
        let status = match &self.client {
            Some(client) => json::connection(*client.status().borrow()),
            None => self.listeners.connection().unwrap_or("DISCONNECTED"),
        };
        reply.result(json!({ "connectionStatus": status }));
        Ok(())
    }

    pub(super) async fn get_current_user_id(&mut self, _: Args, reply: &Reply) -> Outcome {
        reply.result(self.client()?.user_id().as_str());
        Ok(())
    }
}

/// Where files go; an address without a scheme means HTTP.
fn file_server(address: &str) -> Result<String, Fault> {
    let wrong =
        || Fault::parameter("fileServer", "the address of a file server, such as http://files.example.org");
    let address = address.trim();
    let address = if address.contains("://") { address.to_owned() } else { format!("http://{address}") };
    let url = url::Url::parse(&address).map_err(|_| wrong())?;
    if matches!(url.scheme(), "http" | "https") && url.has_host() { Ok(address) } else { Err(wrong()) }
}

fn online(client: &Client) -> serde_json::Value {
    json!({ "status": "success", "result": { "userId": client.user_id() } })
}

fn after(number: u64, error: &ConnectError) -> Progress {
    match error {
        ConnectError::TokenIncorrect => {
            Progress::Refused(number, Fault::new(TOKEN_INCORRECT, error.to_string()))
        }
        ConnectError::Refused { code } => Progress::Refused(number, Fault::new(*code, error.to_string())),
        _ => Progress::Unreachable(number),
    }
}
