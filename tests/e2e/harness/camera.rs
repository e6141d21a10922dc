//! A `PipeWire` of its own, which has a camera that sees a ball, and a microphone that hears a tone: whoever finds this
//! service looks for no other microphone. Nothing of the machine's own is known there.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use super::process::Process;

/// How long it may take to start.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where the service is reached, in its folder.
const SOCKET: &str = "pipewire-0";

/// What they see and hear, for `gst-launch`. The pictures are of the size that the app wishes for: `WebKit` gets none of a
/// camera that would have to scale them.
const DEVICES: &str = "videotestsrc is-live=true pattern=ball \
    ! video/x-raw,format=I420,width=640,height=480,framerate=15/1 ! pipewiresink async=false mode=provide \
      stream-properties=props,media.class=Video/Source,node.name=camera,node.description=Camera \
    audiotestsrc is-live=true ! audio/x-raw,channels=1,rate=48000 ! pipewiresink async=false mode=provide \
      stream-properties=props,media.class=Audio/Source,node.name=microphone,node.description=Microphone";

/// The service; it ends with this.
pub struct CameraService {
    // Ended in this order.
    _devices: Process,
    _policy: Process,
    _service: Process,
    folder: PathBuf,
}

impl CameraService {
    /// Starts it in a folder that is its own, and waits until it knows its devices.
    pub fn start(folder: &Path) -> Result<Self> {
        std::fs::create_dir_all(folder)?;
        let quiet = |program: &str| {
            let mut command = Command::new(program);
            command.env("PIPEWIRE_RUNTIME_DIR", folder).env("XDG_STATE_HOME", folder);
            command.stdout(Stdio::null()).stderr(Stdio::null());
            command
        };
        let start = |command: &mut Command| {
            let packages = "pipewire wireplumber gstreamer1.0-pipewire gstreamer1.0-tools";
            Process::start(command).with_context(|| format!("install it: apt-get install {packages}"))
        };
        let service = start(&mut quiet("pipewire"))?;
        until("the service", || Ok(folder.join(SOCKET).exists()))?;
        // Only the part that connects who asks with what there is; the other would look for the machine's own devices.
        let policy = start(quiet("wireplumber").args(["-c", "policy.conf"]))?;
        let devices = start(quiet("gst-launch-1.0").arg("-q").args(DEVICES.split_whitespace()))?;
        let service =
            Self { _devices: devices, _policy: policy, _service: service, folder: folder.to_owned() };
        until("its devices", || {
            Ok(service.number_of("camera")?.and(service.number_of("microphone")?).is_some())
        })?;
        Ok(service)
    }

    /// The number of the camera, by which a program is told what it may see.
    pub fn camera(&self) -> Result<u32> {
        self.number_of("camera")?.context("the camera is gone")
    }

    fn number_of(&self, name: &str) -> Result<Option<u32>> {
        let mut list = Command::new("pw-cli");
        let known = list.args(["ls", "Node"]).envs(self.environment()?).output()?;
        let (known, name) = (String::from_utf8(known.stdout)?, format!("node.name = \"{name}\""));
        // Each begins with `id 36, type …`.
        let node = known.split("\tid ").find(|node| node.contains(&name));
        Ok(node.and_then(|node| node.split_once(',')?.0.parse().ok()))
    }

    /// Where it is reached.
    pub fn socket(&self) -> PathBuf {
        self.folder.join(SOCKET)
    }

    /// What a program is told so that it uses this service.
    pub fn environment(&self) -> Result<[(&str, &str); 1]> {
        Ok([("PIPEWIRE_RUNTIME_DIR", self.folder.to_str().context("the folder's name is text")?)])
    }
}

/// Waits until something has started.
fn until(what: &str, mut is_there: impl FnMut() -> Result<bool>) -> Result<()> {
    let deadline = Instant::now() + PATIENCE;
    while !is_there()? {
        ensure!(Instant::now() < deadline, "{what} of the camera do not start");
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}
