//! A sound service of its own, with a microphone that hears a tone.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::process::Process;

/// How long it may take to start.
const PATIENCE: Duration = Duration::from_secs(30);

/// The service; it ends with this.
pub struct SoundService {
    _process: Process,
    socket: String,
    config: PathBuf,
}

impl SoundService {
    /// Starts it in a folder that is its own.
    pub fn start(folder: &Path) -> Result<Self> {
        std::fs::create_dir_all(folder)?;
        let socket = folder.join("native");
        let script = folder.join("sound.pa");
        std::fs::write(
            &script,
            format!(
                ".fail\n\
                 load-module module-native-protocol-unix socket={} auth-anonymous=1\n\
                 load-module module-null-sink sink_name=speaker norewinds=1\n\
                 load-module module-null-sink sink_name=air norewinds=1\n\
                 load-module module-remap-source source_name=microphone master=air.monitor\n\
                 load-module module-sine sink=air frequency=440\n\
                 set-default-sink speaker\n\
                 set-default-source microphone\n",
                socket.display()
            ),
        )?;
        // ALSA's programs find the service by this.
        let config = folder.join("asound.conf");
        std::fs::write(
            &config,
            "</usr/share/alsa/alsa.conf>\npcm.!default { type pulse }\nctl.!default { type pulse }\n",
        )?;
        let mut command = Command::new("pulseaudio");
        command.args(["-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "-F"]).arg(script);
        command.env("HOME", folder).env("XDG_RUNTIME_DIR", folder);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let process = Process::start(&mut command)
            .context("install it: apt-get install pulseaudio libasound2-plugins")?;
        let deadline = Instant::now() + PATIENCE;
        while !socket.exists() {
            if Instant::now() > deadline {
                bail!("the sound service does not start");
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(Self { _process: process, socket: format!("unix:{}", socket.display()), config })
    }

    /// What a program is told so that it uses this service.
    pub fn environment(&self) -> Result<[(&str, &str); 2]> {
        let config = self.config.to_str().context("the folder's name is text")?;
        Ok([("PULSE_SERVER", self.socket.as_str()), ("ALSA_CONFIG_PATH", config)])
    }
}
