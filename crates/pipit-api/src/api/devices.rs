//! Where this user is signed in.

use pipit_im::{Device, RequestError};

use crate::ui::EndDeviceArgs;
use crate::{Api, ApiError};

/// The platform's codes of what a server does not do, and of what it does not know.
const NOT_SUPPORTED: u16 = 20606;
const INVALID: u16 = 26010;

impl Api {
    /// Nothing where the server does not tell.
    pub(crate) async fn devices(&self) -> Result<Option<Vec<Device>>, ApiError> {
        match self.client()?.devices().await {
            Ok(devices) => Ok(Some(devices)),
            Err(RequestError::Refused(NOT_SUPPORTED)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// One that is gone already is as wanted.
    pub(crate) async fn end_device(&self, args: EndDeviceArgs) -> Result<(), ApiError> {
        match self.client()?.end_device(&args.id).await {
            Ok(()) | Err(RequestError::Refused(INVALID)) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}
