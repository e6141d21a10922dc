//! The system's list of what starts when the person logs in.

use std::path::Path;
use std::{env, io};

/// Puts this app on that list, with this profile and in the tray, or takes it off.
pub fn start(start: bool, profile: &Path) -> io::Result<()> {
    // An AppImage runs from a folder that is gone when it ends.
    let program = env::var_os("APPIMAGE").map_or_else(env::current_exe, |image| Ok(image.into()))?;
    let text = |path: &Path| {
        let refused = || io::Error::other(format!("{} is not Unicode", path.display()));
        path.to_str().map(str::to_owned).ok_or_else(refused)
    };
    let profile = std::path::absolute(profile)?;
    // Each profile has an entry of its own.
    let name = format!("pipit-{}", pipit_api::store_name("profile", &text(&profile)?));
    system::list(start, &name, &text(&program)?, &text(&profile)?)
}

#[cfg(target_os = "linux")]
mod system {
    //! A desktop file in `autostart`, which every desktop reads.

    use std::fs;
    use std::io;

    pub(super) fn list(start: bool, name: &str, program: &str, profile: &str) -> io::Result<()> {
        let folders = directories::BaseDirs::new().ok_or_else(|| io::Error::other("there is no home"))?;
        let folder = folders.config_dir().join("autostart");
        let file = folder.join(name).with_extension("desktop");
        if start {
            fs::create_dir_all(&folder)?;
            return fs::write(file, entry(program, profile)?);
        }
        match fs::remove_file(file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    pub(super) fn entry(program: &str, profile: &str) -> io::Result<String> {
        let (program, profile) = (quoted(program)?, quoted(profile)?);
        Ok(format!(
            "[Desktop Entry]\nType=Application\nName=Pipit\nIcon=pipit\nExec={program} --hidden --profile {profile}\n\
             Terminal=false\nX-GNOME-Autostart-enabled=true\n"
        ))
    }

    /// One argument of a command in a desktop file: the command's quotes, within the file's own.
    fn quoted(argument: &str) -> io::Result<String> {
        if argument.chars().any(char::is_control) {
            return Err(io::Error::other(format!("{argument:?} cannot stand in a desktop file")));
        }
        let mut quoted = String::from('"');
        for character in argument.chars() {
            match character {
                '\\' => quoted.push_str(r"\\\\"),
                '"' | '`' | '$' => quoted.extend(['\\', '\\', character]),
                '%' => quoted.push_str("%%"),
                _ => quoted.push(character),
            }
        }
        quoted.push('"');
        Ok(quoted)
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    //! The registry, or a launch agent. Not tested: no such system was at hand.

    use std::io;

    use auto_launch::{AutoLaunchBuilder, WindowsEnableMode};

    pub(super) fn list(start: bool, name: &str, program: &str, profile: &str) -> io::Result<()> {
        // Windows keeps one line, a Mac a list. In that line a backslash before the quote would be one of the quote.
        let quoted = |text: &str| match text.strip_suffix('\\') {
            _ if !cfg!(windows) => text.to_owned(),
            Some(root) => format!(r#""{root}\\""#),
            None => format!("\"{text}\""),
        };
        let entry = AutoLaunchBuilder::new()
            .set_app_name(name)
            .set_app_path(&quoted(program))
            .set_windows_enable_mode(WindowsEnableMode::CurrentUser)
            .set_args(&["--hidden", "--profile", &quoted(profile)])
            .build()
            .map_err(io::Error::other)?;
        let done = match (start, entry.is_enabled().map_err(io::Error::other)?) {
            (true, _) => entry.enable(),
            (false, true) => entry.disable(),
            (false, false) => Ok(()),
        };
        done.map_err(io::Error::other)
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::system::entry;

    #[test]
    fn odd_folders_are_quoted_as_the_desktop_reads_them() {
        let file = entry("/opt/my apps/pipit", r#"/home/a$b/"100%"\p"#).unwrap();
        let line = r#"Exec="/opt/my apps/pipit" --hidden --profile "/home/a\\$b/\\"100%%\\"\\\\p""#;
        assert!(file.lines().any(|found| found == line), "{file}");
        assert!(entry("/opt/a\nExec=rm", "/p").is_err(), "no path writes a line of its own");
    }
}
