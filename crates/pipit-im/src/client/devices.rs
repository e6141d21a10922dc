//! Where this user is signed in, on a server of Pipit's own.

use pipit_proto::messages::{DevicesInput, DevicesOutput, EndDeviceInput};
use pipit_proto::prost::Message as _;
use pipit_proto::topic;

use super::Client;
use super::discussions::read;
use crate::connection::RequestKind;
use crate::{Device, RequestError, Timestamp};

impl Client {
    /// Where this user is signed in now, the oldest connection first.
    ///
    /// # Errors
    /// When there is no connection, or the server does not tell (20606).
    pub async fn devices(&self) -> Result<Vec<Device>, RequestError> {
        let asked = DevicesInput { nothing: 0 }.encode_to_vec();
        let answer = self.request(topic::DEVICES, RequestKind::Query, asked).await?;
        let DevicesOutput { devices } = read(answer.body)?;
        let device = |device: pipit_proto::messages::Device| Device {
            id: device.id,
            class: device.class,
            since: Timestamp(device.since),
            this_one: device.this_one,
        };
        Ok(devices.into_iter().map(device).collect())
    }

    /// Signs this user out elsewhere: that device stays away until somebody signs in there.
    ///
    /// # Errors
    /// When there is no connection, or the server refuses: 26010 for one that is gone already, and for this one.
    pub async fn end_device(&self, id: &str) -> Result<(), RequestError> {
        let asked = EndDeviceInput { id: id.to_owned() }.encode_to_vec();
        self.request(topic::END_DEVICE, RequestKind::Query, asked).await?;
        Ok(())
    }
}
