//! Where the windows were: kept in the profile, and taken up again on whatever screens there are now.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use std::{fs, io};

use serde::{Deserialize, Serialize};
use tauri::{PhysicalPosition, PhysicalRect, PhysicalSize, WebviewWindow, WindowEvent};
use tokio::sync::Notify;
use tracing::warn;

/// How long a window must have stayed where it is before that is written; a drag is hundreds of moves.
const SETTLED: Duration = Duration::from_millis(400);

/// A window's place in physical pixels; that of before, while it fills the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Place {
    x: i32,
    y: i32,
    width: u32,
    height: u32,
    maximised: bool,
}

impl Place {
    /// The same place where all of it can be seen: on the screen that shows most of it, or else on the first.
    fn within(self, screens: &[PhysicalRect<i32, u32>]) -> Self {
        let shown = |screen: &&PhysicalRect<i32, u32>| {
            overlap((self.x, self.width), (screen.position.x, screen.size.width))
                * overlap((self.y, self.height), (screen.position.y, screen.size.height))
        };
        let seen = screens.iter().filter(|screen| shown(screen) > 0).max_by_key(shown);
        let Some(screen) = seen.or(screens.first()) else { return self };
        let (x, width) = fitted((self.x, self.width), (screen.position.x, screen.size.width));
        let (y, height) = fitted((self.y, self.height), (screen.position.y, screen.size.height));
        Self { x, y, width, height, ..self }
    }
}

/// How much of one stretch lies within another.
fn overlap((at, length): (i32, u32), (from, room): (i32, u32)) -> i64 {
    let end = (i64::from(at) + i64::from(length)).min(i64::from(from) + i64::from(room));
    (end - i64::from(at.max(from))).max(0)
}

/// A stretch that is moved, and cut where it must be, until it lies within another.
fn fitted((at, length): (i32, u32), (from, room): (i32, u32)) -> (i32, u32) {
    let length = length.min(room);
    let last = from.saturating_add_unsigned(room - length);
    (at.clamp(from, last), length)
}

/// What of a place a window takes up again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeps {
    /// All of it.
    Place,
    /// Its size; the system finds a place for it beside its siblings.
    Size,
}

/// The places of a profile's windows by name. Cheap to clone.
#[derive(Clone)]
pub struct Places(Arc<File>);

struct File {
    path: PathBuf,
    places: Mutex<BTreeMap<String, Place>>,
}

impl Places {
    /// Reads what the profile keeps; whichever place cannot be read counts as never kept.
    pub fn open(profile: &Path) -> Self {
        let path = profile.join("windows.json");
        let kept: Option<BTreeMap<String, serde_json::Value>> =
            fs::read(&path).ok().and_then(|json| serde_json::from_slice(&json).ok());
        let places = kept
            .into_iter()
            .flatten()
            .filter_map(|(name, place)| Some((name, serde_json::from_value(place).ok()?)));
        Self(Arc::new(File { path, places: Mutex::new(places.collect()) }))
    }

    /// Puts a window, which is still hidden, where it or its like was, and keeps its place from now on.
    pub fn follow(&self, window: &WebviewWindow, name: &'static str, keeps: Keeps) -> tauri::Result<()> {
        let place = self.0.places.lock().unwrap_or_else(PoisonError::into_inner).get(name).copied();
        if let Some(place) = place {
            let screens: Vec<_> =
                window.available_monitors()?.iter().map(|monitor| *monitor.work_area()).collect();
            let place = place.within(&screens);
            window.set_size(PhysicalSize::new(place.width, place.height))?;
            if keeps == Keeps::Place {
                window.set_position(PhysicalPosition::new(place.x, place.y))?;
                if place.maximised {
                    window.maximize()?;
                }
            }
        }
        let moved = Arc::new(Notify::new());
        tauri::async_runtime::spawn(self.clone().keep(window.clone(), name, moved.clone()));
        let (places, closing) = (self.clone(), window.clone());
        window.on_window_event(move |event| match event {
            WindowEvent::Moved(_) | WindowEvent::Resized(_) => moved.notify_one(),
            WindowEvent::CloseRequested { .. } => places.note(&closing, name),
            WindowEvent::Destroyed => moved.notify_waiters(),
            _ => {}
        });
        Ok(())
    }

    /// Writes a window's place whenever it has settled, until the window is gone.
    async fn keep(self, window: WebviewWindow, name: &'static str, moved: Arc<Notify>) {
        loop {
            moved.notified().await;
            while tokio::time::timeout(SETTLED, moved.notified()).await.is_ok() {}
            // The window's own thread answers at once, and nobody waits for one that is ending.
            let (places, asked) = (self.clone(), window.clone());
            if window.run_on_main_thread(move || places.note(&asked, name)).is_err() {
                return;
            }
        }
    }

    fn note(&self, window: &WebviewWindow, name: &str) {
        let before = self.0.places.lock().unwrap_or_else(PoisonError::into_inner).get(name).copied();
        let Ok(Some(place)) = seen(window, before) else { return };
        if Some(place) == before {
            return;
        }
        let json = {
            let mut places = self.0.places.lock().unwrap_or_else(PoisonError::into_inner);
            places.insert(name.to_owned(), place);
            serde_json::to_vec(&*places)
        };
        if let Err(error) = json.map_err(io::Error::from).and_then(|json| self.write(&json)) {
            warn!(%error, "the windows' places cannot be kept");
        }
    }

    fn write(&self, json: &[u8]) -> io::Result<()> {
        let beside = self.0.path.with_extension("new");
        fs::write(&beside, json)?;
        fs::rename(&beside, &self.0.path)
    }
}

/// Where a window is, or nothing while it cannot be seen.
fn seen(window: &WebviewWindow, before: Option<Place>) -> tauri::Result<Option<Place>> {
    if !window.is_visible()? || window.is_minimized()? {
        return Ok(None);
    }
    let maximised = window.is_maximized()?;
    if maximised && let Some(before) = before {
        return Ok(Some(Place { maximised, ..before }));
    }
    let (position, size) = (window.outer_position()?, window.inner_size()?);
    Ok(Some(Place { x: position.x, y: position.y, width: size.width, height: size.height, maximised }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn screen(x: i32, y: i32, width: u32, height: u32) -> PhysicalRect<i32, u32> {
        PhysicalRect { position: PhysicalPosition::new(x, y), size: PhysicalSize::new(width, height) }
    }

    fn place(x: i32, y: i32, width: u32, height: u32) -> Place {
        Place { x, y, width, height, maximised: false }
    }

    #[test]
    fn places_of_any_version_are_taken_up_as_far_as_they_can_be_read() {
        let profile = tempfile::tempdir().unwrap();
        let kept = |json: &str| {
            fs::write(profile.path().join("windows.json"), json).unwrap();
            Places::open(profile.path()).0.places.lock().unwrap().clone()
        };
        let main = (String::from("main"), place(10, 20, 800, 600));
        let json = r#"{
            "main": { "x": 10, "y": 20, "width": 800, "height": 600, "maximised": false, "screen": "left" },
            "chat": { "x": 10, "y": 20 }, "call": 7
        }"#;
        assert_eq!(kept(json), BTreeMap::from([main.clone()]), "of another version");
        for damaged in ["", "{\"main\":", "[]", "\0\0"] {
            assert_eq!(kept(damaged), BTreeMap::new(), "{damaged:?}");
        }
        let places = Places::open(profile.path());
        places.write(json.as_bytes()).unwrap();
        assert_eq!(*Places::open(profile.path()).0.places.lock().unwrap(), BTreeMap::from([main]));
    }

    #[test]
    fn a_window_comes_back_where_all_of_it_is_seen() {
        let two = [screen(0, 0, 1920, 1080), screen(1920, 0, 1280, 1024)];
        let right = place(2000, 100, 1100, 720);
        assert_eq!(right.within(&two), right, "what can be seen stays");
        assert_eq!(right.within(&two[..1]), place(820, 100, 1100, 720), "its screen is gone");
        assert_eq!(
            place(1800, 100, 800, 600).within(&two),
            place(1920, 100, 800, 600),
            "most is on the right"
        );
        assert_eq!(place(-500, -900, 600, 1000).within(&two), place(0, 0, 600, 1000), "to the left, above");
        assert_eq!(
            place(100, 100, 3000, 2000).within(&two[1..]),
            place(1920, 0, 1280, 1024),
            "a smaller screen"
        );
        assert_eq!(right.within(&[]), right, "a system that names no screens is left to its own");
    }
}
