//! Where somebody is signed in, by topics of our own.

use pipit_proto::code;
use pipit_proto::frame::DisconnectReason;
use pipit_proto::messages::{Device, DevicesOutput, EndDeviceInput};
use pipit_proto::prost::Message;

use super::query::{Answer, Failure};
use crate::Server;
use crate::runtime::sessions::Session;

impl Server {
    /// The caller's connections, the oldest first; those that only hear what notifies are none.
    pub(super) fn devices(&self, session: &Session) -> Vec<u8> {
        let mut devices = Vec::new();
        self.0.sessions.each(&session.user, |other| {
            if !other.push_only {
                devices.push(Device {
                    id: other.id.to_string(),
                    class: other.class.clone(),
                    since: other.since,
                    this_one: other.id == session.id,
                });
            }
        });
        DevicesOutput { devices }.encode_to_vec()
    }

    /// Ends one of them, as a newer one of its class would: its client does not come back by itself.
    pub(super) fn end_device(&self, session: &Session, asked: &EndDeviceInput) -> Answer {
        let number = asked.id.parse().ok().filter(|number| *number != session.id);
        match number {
            Some(number) if self.0.sessions.end(&session.user, number, DisconnectReason::Kicked) => {
                Ok(Vec::new())
            }
            _ => Err(Failure::Status(code::INVALID_PARAMETER)),
        }
    }
}
