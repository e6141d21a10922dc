//! One attempt to connect: navigation, socket, greeting.

use std::sync::Arc;

use pipit_proto::frame::{ConnAck, ConnStatus, ConnectLayout, ServerFrame};
use url::form_urlencoded;

use crate::network::{Network, Socket};
use crate::{ClientConfig, Clock, ConnectError, Login, UserId};

/// A socket on which the server has greeted.
pub(crate) struct Connected {
    pub(crate) socket: Box<dyn Socket>,
    pub(crate) user_id: UserId,
    pub(crate) clock_offset: i64,
}

/// Tries the addresses in order until one greets. Redirected clients ask navigation again, once.
pub(crate) async fn greet(
    network: &dyn Network,
    config: &ClientConfig,
    clock: &Arc<dyn Clock>,
) -> Result<Connected, ConnectError> {
    let mut last = ConnectError::Unreachable("no address is given".into());
    for _ in 0..2 {
        let mut redirected = false;
        for address in config.login.addresses() {
            let attempt =
                tokio::time::timeout(config.connect_timeout, one(network, &config.login, &address, clock));
            match attempt.await {
                Ok(Ok(connected)) => return Ok(connected),
                Ok(Err(error @ (ConnectError::TokenIncorrect | ConnectError::Refused { .. }))) => {
                    if matches!(error, ConnectError::Refused { code: 31_006 }) {
                        redirected = true;
                        break;
                    }
                    return Err(error);
                }
                Ok(Err(error)) => last = error,
                Err(_) => last = ConnectError::Unreachable("no answer in time".into()),
            }
        }
        if !redirected {
            break;
        }
        last = ConnectError::BadAnswer("redirected in circles".into());
    }
    Err(last)
}

async fn one(
    network: &dyn Network,
    login: &Login,
    address: &str,
    clock: &Arc<dyn Clock>,
) -> Result<Connected, ConnectError> {
    let navigation = network.navigate(address, login).await?;
    let mut last = ConnectError::BadAnswer("navigation names no server".into());
    for socket in &navigation.sockets {
        match open(network, login, socket, clock).await {
            Err(error @ (ConnectError::Unreachable(_) | ConnectError::BadAnswer(_))) => last = error,
            outcome => return outcome,
        }
    }
    Err(last)
}

async fn open(
    network: &dyn Network,
    login: &Login,
    socket: &str,
    clock: &Arc<dyn Clock>,
) -> Result<Connected, ConnectError> {
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("appId", &login.app_key)
        .append_pair("token", login.bare_token())
        .append_pair("sdkVer", "5.38.0")
        .append_pair("apiVer", concat!("pipit|", env!("CARGO_PKG_VERSION")))
        .append_pair("protocolVer", "3")
        .append_pair("platform", "Desktop")
        .append_pair("push", "direct") // other servers ignore it and let us pull
        .finish();
    let mut socket = network.open(&format!("{socket}?{query}")).await?;
    let frame =
        socket.next().await.ok_or_else(|| ConnectError::Unreachable("closed before the greeting".into()))?;
    match ServerFrame::decode(frame, ConnectLayout::Fixed) {
        Ok(ServerFrame::ConnAck(ConnAck::Accepted { user_id, server_time, .. })) => Ok(Connected {
            socket,
            user_id: UserId::new(user_id),
            clock_offset: if server_time == 0 { 0 } else { server_time - clock.now().0 },
        }),
        Ok(ServerFrame::ConnAck(ConnAck::Refused(status))) => Err(match status {
            ConnStatus::TokenIncorrect | ConnStatus::TokenExpired => ConnectError::TokenIncorrect,
            other => ConnectError::Refused { code: other.code() },
        }),
        Ok(_) => Err(ConnectError::BadAnswer("the server does not greet".into())),
        Err(error) => Err(ConnectError::BadAnswer(error.to_string())),
    }
}
