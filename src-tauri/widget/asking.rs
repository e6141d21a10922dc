//! Questions that the system puts to the person, where no page of the widget reaches. A widget's pages are a stranger's and
//! share their origin with the kit's, so what one of them asks for may be no press of a person.

use std::time::{Duration, Instant};

use tauri::AppHandle;
use tauri_plugin_dialog::{DialogExt, MessageDialogButtons};

use super::Host;

/// A person who reads a question takes longer. What comes sooner is a key that was meant for the page, which may ask while they
/// write: it presses the button that has the focus.
const READING: Duration = Duration::from_secs(1);

/// Asks whether the widget may do what these words say, which are told its name; it blocks.
pub fn ask(app: &AppHandle, host: &Host, key: &str) -> bool {
    let title = host.pages.title();
    let say = |key: &str| host.rcim.say(key, &[("name", title)]);
    let buttons = MessageDialogButtons::OkCancelCustom(say("widget.allow"), say("widget.refuse"));
    let asked = Instant::now();
    app.dialog().message(say(key)).title(title).buttons(buttons).blocking_show() && asked.elapsed() > READING
}
