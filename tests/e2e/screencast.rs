//! The desktop portal, as far as it shows the screen: a person who shows it to whoever asks.
#![expect(clippy::used_underscore_binding, reason = "zbus reads what the tests do not look at")]

use std::collections::HashMap;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Result;
use tokio::task::JoinSet;
use zbus::fdo;
use zbus::message::Header;
use zbus::zvariant::{self, OwnedObjectPath, OwnedValue, Value};

use crate::doubles::path_of;
use crate::harness::camera::CameraService;

/// What is told beside the parameters.
type Options = HashMap<String, OwnedValue>;

/// What a person has chosen.
type Chosen = HashMap<&'static str, Value<'static>>;

/// The portal; it ends with this.
pub struct Screencast {
    _bus: zbus::Connection,
}

impl Screencast {
    /// Stands in the portal's place. What it shows is what a camera sees.
    pub async fn start(pictures: &CameraService) -> Result<Self> {
        let portal =
            Portal { remote: pictures.socket(), node: pictures.camera()?, answering: JoinSet::new() };
        let bus = zbus::connection::Builder::session()?
            .name("org.freedesktop.portal.Desktop")?
            .serve_at("/org/freedesktop/portal/desktop", portal)?
            .build()
            .await?;
        Ok(Self { _bus: bus })
    }
}

struct Portal {
    remote: PathBuf,
    node: u32,
    answering: JoinSet<()>,
}

impl Portal {
    /// The path of a request, which is answered until the next one comes: `WebKit` listens only when it has this path, and
    /// does not say when it does.
    fn answer(
        &mut self,
        bus: &zbus::Connection,
        header: &Header<'_>,
        options: &Options,
        chosen: Chosen,
    ) -> fdo::Result<OwnedObjectPath> {
        let path = path_of("request", header, options, "handle_token")?;
        let (bus, request) = (bus.clone(), path.clone());
        let sender = header.sender().map(|name| zbus::names::BusName::from(name.to_owned()));
        self.answering.abort_all();
        self.answering.spawn(async move {
            let answer = (0_u32, chosen);
            let interface = "org.freedesktop.portal.Request";
            while bus.emit_signal(sender.clone(), &request, interface, "Response", &answer).await.is_ok() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        });
        Ok(path)
    }
}

#[zbus::interface(name = "org.freedesktop.portal.ScreenCast")]
impl Portal {
    fn create_session(
        &mut self,
        options: Options,
        #[zbus(connection)] bus: &zbus::Connection,
        #[zbus(header)] header: Header<'_>,
    ) -> fdo::Result<OwnedObjectPath> {
        let session = path_of("session", &header, &options, "session_handle_token")?;
        self.answer(bus, &header, &options, HashMap::from([("session_handle", session.to_string().into())]))
    }

    fn select_sources(
        &mut self,
        _session: OwnedObjectPath,
        options: Options,
        #[zbus(connection)] bus: &zbus::Connection,
        #[zbus(header)] header: Header<'_>,
    ) -> fdo::Result<OwnedObjectPath> {
        self.answer(bus, &header, &options, HashMap::new())
    }

    fn start(
        &mut self,
        _session: OwnedObjectPath,
        _parent_window: &str,
        options: Options,
        #[zbus(connection)] bus: &zbus::Connection,
        #[zbus(header)] header: Header<'_>,
    ) -> fdo::Result<OwnedObjectPath> {
        // Where the pictures come from, and what is known of them.
        let screen = (self.node, HashMap::from([("size", Value::from((640, 480)))]));
        self.answer(bus, &header, &options, HashMap::from([("streams", vec![screen].into())]))
    }

    fn open_pipe_wire_remote(
        &mut self,
        _session: OwnedObjectPath,
        _options: Options,
    ) -> fdo::Result<zvariant::OwnedFd> {
        self.answering.abort_all();
        let pictures =
            UnixStream::connect(&self.remote).map_err(|error| fdo::Error::Failed(error.to_string()))?;
        Ok(OwnedFd::from(pictures).into())
    }
}
