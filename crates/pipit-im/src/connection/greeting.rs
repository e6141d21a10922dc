//! One attempt to connect: navigation, socket, greeting.

use std::collections::BTreeMap;
use std::time::Duration;

use pipit_proto::frame::{ConnAck, ConnStatus, ConnectLayout, ServerFrame};
use pipit_proto::topic;
use tokio::time::{Instant, timeout};
use url::form_urlencoded;

use crate::network::{FileServer, Navigation, Network, Socket};
use crate::{ClientConfig, Clock, ConnectError, UserId};

/// How long navigation's answer holds, as on the platform: a server that moves says so by redirecting.
const NAVIGATION_LIFETIME: Duration = Duration::from_hours(2);

/// A socket on which the server has greeted.
pub(crate) struct Connected {
    pub(crate) socket: Box<dyn Socket>,
    pub(crate) user_id: UserId,
    pub(crate) clock_offset: i64,
    /// Which topics of Pipit's own the server answers.
    pub(crate) own_topics: Vec<String>,
    /// The server keeps who has read which message of a group.
    pub(crate) keeps_receipts: bool,
    /// How long after sending a message its writer may edit it.
    pub(crate) edit_window: Duration,
    /// Where files go, best first.
    pub(crate) file_servers: Vec<FileServer>,
}

/// Knows the way to the servers: what navigation answered is remembered, so that coming back takes one step.
pub(crate) struct Directory {
    device_id: Option<String>,
    known: BTreeMap<String, (Navigation, Instant)>,
}

impl Directory {
    /// A directory that knows nothing yet. A device without a name is a new one each time.
    pub(crate) fn new(device_id: Option<String>) -> Self {
        Self { device_id, known: BTreeMap::new() }
    }

    /// True when the device has a name.
    pub(crate) fn is_named(&self) -> bool {
        self.device_id.is_some()
    }

    /// Names the device.
    pub(crate) fn name(&mut self, device_id: String) {
        self.device_id = Some(device_id);
    }

    /// Asks navigation anew from now on.
    pub(crate) fn forget(&mut self) {
        self.known.clear();
    }

    /// Tries the addresses in order until one greets. Redirected clients ask navigation again, once.
    pub(crate) async fn greet(
        &mut self,
        network: &dyn Network,
        config: &ClientConfig,
        clock: &dyn Clock,
    ) -> Result<Connected, ConnectError> {
        for _ in 0..2 {
            match self.round(network, config, clock).await {
                Err(ConnectError::Refused { code }) if code == ConnStatus::Redirected.code() => self.forget(),
                outcome => return outcome,
            }
        }
        Err(ConnectError::BadAnswer("redirected in circles".into()))
    }

    async fn round(
        &mut self,
        network: &dyn Network,
        config: &ClientConfig,
        clock: &dyn Clock,
    ) -> Result<Connected, ConnectError> {
        let mut last = ConnectError::Unreachable("no address is given".into());
        for address in config.login.addresses() {
            match self.address(network, config, clock, &address).await {
                Err(error) if may_be_better_elsewhere(&error) => last = error,
                outcome => return outcome,
            }
        }
        Err(last)
    }

    async fn address(
        &mut self,
        network: &dyn Network,
        config: &ClientConfig,
        clock: &dyn Clock,
        address: &str,
    ) -> Result<Connected, ConnectError> {
        let known = self.known.remove(address).filter(|(_, since)| since.elapsed() < NAVIGATION_LIFETIME);
        if let Some((navigation, since)) = known {
            match self.sockets(network, config, clock, &navigation).await {
                // It may have moved: ask again.
                Err(error) if may_be_better_elsewhere(&error) => {}
                outcome => {
                    self.known.insert(address.to_owned(), (navigation, since));
                    return outcome;
                }
            }
        }
        let asked = timeout(config.navigation_timeout, network.navigate(address, &config.login));
        let navigation = asked.await.unwrap_or_else(|_| Err(late()))?;
        let outcome = self.sockets(network, config, clock, &navigation).await;
        if outcome.is_ok() {
            self.known.insert(address.to_owned(), (navigation, Instant::now()));
        }
        outcome
    }

    async fn sockets(
        &self,
        network: &dyn Network,
        config: &ClientConfig,
        clock: &dyn Clock,
        navigation: &Navigation,
    ) -> Result<Connected, ConnectError> {
        let mut last = ConnectError::BadAnswer("navigation names no server".into());
        for socket in &navigation.sockets {
            let url = format!("{socket}?{}", self.query(config, navigation));
            let opened = timeout(config.connect_timeout, open(network, &url, clock));
            match opened.await.unwrap_or_else(|_| Err(late())) {
                Err(error) if may_be_better_elsewhere(&error) => last = error,
                Ok(connected) => {
                    return Ok(Connected {
                        own_topics: navigation.own_topics.clone(),
                        keeps_receipts: navigation.keeps_receipts,
                        edit_window: navigation.edit_window,
                        file_servers: navigation.file_servers.clone(),
                        ..connected
                    });
                }
                Err(error) => return Err(error),
            }
        }
        Err(last)
    }

    fn query(&self, config: &ClientConfig, navigation: &Navigation) -> String {
        let login = &config.login;
        let knows_push = navigation.own_topics.iter().any(|own| own == topic::PUSH_ONLY);
        // Other servers ignore it and let us pull.
        let push = if config.push_only && knows_push { "only" } else { "direct" };
        let mut query = form_urlencoded::Serializer::new(String::new());
        query
            .append_pair("appId", &login.app_key)
            .append_pair("token", login.bare_token())
            .append_pair("sdkVer", "5.38.0")
            .append_pair("apiVer", concat!("pipit|", env!("CARGO_PKG_VERSION")))
            .append_pair("protocolVer", "3")
            .append_pair("platform", "Desktop")
            .append_pair("push", push);
        if let Some(device_id) = &self.device_id {
            query.append_pair("deviceId", device_id);
        }
        query.finish()
    }
}

/// Another address or another time may help; a refusal is the same everywhere.
fn may_be_better_elsewhere(error: &ConnectError) -> bool {
    matches!(error, ConnectError::Unreachable(_) | ConnectError::BadAnswer(_))
}

fn late() -> ConnectError {
    ConnectError::Unreachable("no answer in time".into())
}

async fn open(network: &dyn Network, url: &str, clock: &dyn Clock) -> Result<Connected, ConnectError> {
    let mut socket = network.open(url).await?;
    let frame =
        socket.next().await.ok_or_else(|| ConnectError::Unreachable("closed before the greeting".into()))?;
    match ServerFrame::decode(frame, ConnectLayout::Fixed) {
        Ok(ServerFrame::ConnAck(ConnAck::Accepted { user_id, server_time, .. })) => Ok(Connected {
            socket,
            user_id: UserId::new(user_id),
            clock_offset: if server_time == 0 { 0 } else { server_time - clock.now().0 },
            own_topics: Vec::new(), // navigation knows, and this:
            keeps_receipts: false,
            edit_window: Duration::ZERO,
            file_servers: Vec::new(),
        }),
        Ok(ServerFrame::ConnAck(ConnAck::Refused(status))) => Err(match status {
            ConnStatus::TokenIncorrect | ConnStatus::TokenExpired => ConnectError::TokenIncorrect,
            other => ConnectError::Refused { code: other.code() },
        }),
        Ok(_) => Err(ConnectError::BadAnswer("the server does not greet".into())),
        Err(error) => Err(ConnectError::BadAnswer(error.to_string())),
    }
}
