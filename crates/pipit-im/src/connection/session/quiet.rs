//! Keeps the user's quiet hours in step with their other devices.

use bytes::Bytes;
use pipit_proto::messages::{
    AddUnpushPeriodInput, DeleteUnpushPeriodInput, QueryUnpushPeriodInput, QueryUnpushPeriodOutput,
};
use pipit_proto::prost::Message;
use pipit_proto::{code, topic};
use tracing::warn;

use super::{Awaited, End, Session, failed};
use crate::QuietHours;
use crate::store;

impl Session<'_> {
    /// Tells the server what was set here, or else asks what was set elsewhere.
    pub(super) async fn settle_quiet_hours(&mut self) -> Result<(), End> {
        let quiet = self.engine.store.read(store::quiet).await.map_err(failed)?;
        if quiet.unsaid { self.say_quiet_hours(quiet.hours).await } else { self.ask_quiet_hours().await }
    }

    /// Tells the server, if it must be told.
    pub(super) async fn tell_quiet_hours(&mut self) -> Result<(), End> {
        let quiet = self.engine.store.read(store::quiet).await.map_err(failed)?;
        if quiet.unsaid { self.say_quiet_hours(quiet.hours).await } else { Ok(()) }
    }

    async fn ask_quiet_hours(&mut self) -> Result<(), End> {
        let body = QueryUnpushPeriodInput { nothing: 0 }.encode_to_vec();
        self.query(topic::QUIET_HOURS, body, Awaited::QuietHours).await
    }

    /// One request at a time, so that the last word is the last.
    async fn say_quiet_hours(&mut self, hours: Option<QuietHours>) -> Result<(), End> {
        if self.awaited.values().any(|(awaited, _)| matches!(awaited, Awaited::QuietHoursSaid(_))) {
            return Ok(());
        }
        let (topic, body) = match hours {
            Some(hours) => {
                let body = AddUnpushPeriodInput {
                    start_time: hours.start(),
                    span_minutes: i32::try_from(hours.minutes()).unwrap_or(i32::MAX),
                    ..AddUnpushPeriodInput::default()
                };
                (topic::SET_QUIET_HOURS, body.encode_to_vec())
            }
            None => (topic::DELETE_QUIET_HOURS, DeleteUnpushPeriodInput { nothing: 0 }.encode_to_vec()),
        };
        self.query(topic, body, Awaited::QuietHoursSaid(hours)).await
    }

    /// The server's word on what was set elsewhere.
    pub(super) async fn quiet_hours(&mut self, status: u16, body: Bytes) -> Result<(), End> {
        if status != 0 {
            return Ok(()); // a server that keeps none
        }
        let answer = QueryUnpushPeriodOutput::decode(body).map_err(|_| End::Lost)?;
        let span = answer.span_minutes.and_then(|minutes| u32::try_from(minutes).ok());
        let hours = match (answer.start_time, span) {
            (Some(start), Some(minutes)) if answer.is_unpush != 0 => QuietHours::new(&start, minutes),
            _ => None,
        };
        self.engine.store.write(move |db| store::learn_quiet(db, hours)).await.map_err(failed)
    }

    pub(super) async fn quiet_hours_said(
        &mut self,
        status: u16,
        said: Option<QuietHours>,
    ) -> Result<(), End> {
        if code::is_passing(status) {
            return Ok(()); // it is said again with the next pull
        }
        self.engine.store.write(move |db| store::quiet_said(db, said)).await.map_err(failed)?;
        if status != 0 {
            warn!(status, "the server does not keep quiet hours"); // this device does
            return self.tell_quiet_hours().await;
        }
        self.settle_quiet_hours().await // what was set here meanwhile, or elsewhere at the same time
    }
}
