//! The system's microphone.

use std::sync::mpsc::sync_channel;

use cpal::traits::{DeviceTrait, HostTrait, StreamTrait};
use cpal::{
    BufferSize, Error, ErrorKind, FromSample, InputCallbackInfo, Sample, SampleFormat, SizedSample, Stream,
    StreamConfig,
};
use pipit_api::{Listening, Microphone, MicrophoneProblem};
use tokio::runtime::Handle;
use tokio::sync::mpsc;

/// How many samples come at once on Linux: 20 ms of 48 kHz. Without a size that is set, ALSA's plugin for `PulseAudio`
/// gives sound in heaps.
const PART: u32 = 960;

/// How many parts wait until somebody takes them in: some seconds.
const ROOM: usize = 256;

/// The microphone that the system has chosen.
pub struct SystemMicrophone;

impl Microphone for SystemMicrophone {
    fn open(&self) -> Result<Listening, MicrophoneProblem> {
        let (heard, sound) = mpsc::channel(ROOM);
        let (told, opened) = sync_channel(1);
        let runtime = Handle::current();
        // A stream stays on the thread that opened it.
        let listen = move || {
            let (lost, mut loses) = mpsc::channel(1);
            match open(&heard, &lost) {
                Ok((stream, rate)) => {
                    told.send(Ok(rate)).ok(); // who does not wait has closed the channel below too
                    runtime.block_on(async {
                        tokio::select! {
                            () = heard.closed() => {}
                            _ = loses.recv() => {}
                        }
                    });
                    drop(stream);
                }
                Err(problem) => drop(told.send(Err(problem))),
            }
        };
        let broken = |error: &dyn std::error::Error| MicrophoneProblem::Broken(error.to_string());
        std::thread::Builder::new()
            .name("microphone".into())
            .spawn(listen)
            .map_err(|error| broken(&error))?;
        let rate = opened.recv().unwrap_or_else(|error| Err(broken(&error)))?;
        Ok(Listening { rate, sound })
    }
}

/// Opens the stream; what is heard goes to `heard`, and a word to `lost` when that ends.
fn open(heard: &mpsc::Sender<Vec<f32>>, lost: &mpsc::Sender<()>) -> Result<(Stream, u32), MicrophoneProblem> {
    let device = cpal::default_host().default_input_device().ok_or(MicrophoneProblem::Missing)?;
    let supported = device.default_input_config().map_err(problem)?;
    let attempt = |buffer_size| {
        let config = StreamConfig { buffer_size, ..supported.config() };
        let (heard, lost) = (heard.clone(), lost.clone());
        match supported.sample_format() {
            SampleFormat::F32 => stream::<f32>(&device, config, heard, lost),
            SampleFormat::I16 => stream::<i16>(&device, config, heard, lost),
            SampleFormat::U16 => stream::<u16>(&device, config, heard, lost),
            SampleFormat::I32 => stream::<i32>(&device, config, heard, lost),
            SampleFormat::I8 => stream::<i8>(&device, config, heard, lost),
            SampleFormat::U8 => stream::<u8>(&device, config, heard, lost),
            _ => Err(ErrorKind::UnsupportedConfig.into()),
        }
    };
    let stream = if cfg!(target_os = "linux") {
        // Some devices have a size of their own.
        attempt(BufferSize::Fixed(PART)).or_else(|_| attempt(BufferSize::Default))
    } else {
        attempt(BufferSize::Default)
    };
    let stream = stream.map_err(problem)?;
    stream.play().map_err(problem)?;
    Ok((stream, supported.sample_rate()))
}

fn stream<T>(
    device: &cpal::Device,
    config: StreamConfig,
    heard: mpsc::Sender<Vec<f32>>,
    lost: mpsc::Sender<()>,
) -> Result<Stream, Error>
where
    T: SizedSample,
    f32: FromSample<T>,
{
    let channels = usize::from(config.channels.max(1));
    let hear = move |samples: &[T], _: &InputCallbackInfo| {
        #[expect(clippy::cast_precision_loss, reason = "there are few channels")]
        let mix =
            |frame: &[T]| frame.iter().map(|sample| f32::from_sample(*sample)).sum::<f32>() / channels as f32;
        // The thread that brings sound waits for nobody.
        heard.try_send(samples.chunks_exact(channels).map(mix).collect()).ok();
    };
    let fail = move |error: Error| {
        if !matches!(error.kind(), ErrorKind::Xrun | ErrorKind::DeviceChanged | ErrorKind::RealtimeDenied) {
            tracing::warn!(%error, "the microphone is gone");
            lost.try_send(()).ok(); // it is known already
        }
    };
    device.build_input_stream(config, hear, fail, None)
}

fn problem(error: Error) -> MicrophoneProblem {
    match error.kind() {
        ErrorKind::PermissionDenied => MicrophoneProblem::Refused,
        ErrorKind::DeviceNotAvailable | ErrorKind::HostUnavailable => MicrophoneProblem::Missing,
        _ => MicrophoneProblem::Broken(error.to_string()),
    }
}
