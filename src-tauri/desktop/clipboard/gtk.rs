//! The clipboard of a desktop on Linux. It is asked for what lies there, since `WebKitGTK` gives a page neither the pictures nor
//! the files that are pasted into it, nor words beside a picture (<https://bugs.webkit.org/show_bug.cgi?id=218519>). And GTK
//! puts things there: on Wayland only the window that has the focus may.

use std::path::PathBuf;
use std::sync::mpsc::{self, Sender};
use std::time::Duration;

use gtk::gdk::{Atom, SELECTION_CLIPBOARD, WindowType, selection_owner_get};
use gtk::gdk_pixbuf::{Colorspace, Pixbuf};
use gtk::glib::{self, Bytes};
use gtk::{Clipboard, SelectionData, TargetEntry, TargetFlags};
use pipit_api::{Copied, Pixels};
use tauri::{AppHandle, Url};

/// How long the program that has copied something may take to give it.
const PATIENCE: Duration = Duration::from_secs(10);

pub const FILES: &str = "text/uri-list";
const WORDS: &str = "UTF8_STRING";
const PICTURE: &str = "image/png";

/// As what it is taken, the best first. Who copies files has their names beside them, and who copies words a picture of them
/// at times.
const KINDS: [&str; 7] = [FILES, WORDS, PICTURE, "image/jpeg", "image/webp", "image/gif", "image/bmp"];

/// Puts a picture there, for as long as this app lives; it blocks, on a thread that may.
pub fn put(app: &AppHandle, picture: Pixels) -> Result<(), String> {
    let png = png(picture).map_err(|error| error.to_string())?;
    let (tell, told) = mpsc::channel();
    let give = move || {
        let kinds = [TargetEntry::new(PICTURE, TargetFlags::empty(), 0)];
        let given = Clipboard::get(&SELECTION_CLIPBOARD)
            .set_with_data(&kinds, move |_, asked, _| asked.set(&Atom::intern(PICTURE), 8, &png));
        tell.send(given).ok();
    };
    app.run_on_main_thread(give).map_err(|error| error.to_string())?;
    if told.recv() == Ok(true) { Ok(()) } else { Err("the clipboard takes nothing".into()) }
}

/// A picture as a file. Little effort goes into its size: it goes to another program of the same machine.
fn png(Pixels { width, height, rgba }: Pixels) -> Result<Vec<u8>, glib::Error> {
    let side = |pixels: u32| i32::try_from(pixels).unwrap_or(i32::MAX);
    let [width, height] = [width, height].map(side);
    Pixbuf::from_bytes(&Bytes::from_owned(rgba), Colorspace::Rgb, true, 8, width, height, width * 4)
        .save_to_bufferv("png", &[("compression", "1")])
}

/// Asks whoever has copied something; it blocks, on a thread that may.
pub fn copied(app: &AppHandle) -> Result<Copied, String> {
    let (tell, told) = mpsc::channel();
    let begin = move || {
        // What this process has copied came from a page, and a page that names a file may have made up its name.
        let owner = selection_owner_get(&SELECTION_CLIPBOARD);
        let own = owner.is_some_and(|owner| owner.window_type() != WindowType::Foreign);
        let kinds = KINDS.into_iter().filter(move |kind| !(own && *kind == FILES));
        ask(&Clipboard::get(&SELECTION_CLIPBOARD), kinds, tell);
    };
    app.run_on_main_thread(begin).map_err(|error| error.to_string())?;
    told.recv_timeout(PATIENCE).map_err(|_| "the program that has copied something does not give it".into())
}

/// Asks for one kind after the other until one is there.
fn ask(clipboard: &Clipboard, mut kinds: impl Iterator<Item = &'static str> + 'static, tell: Sender<Copied>) {
    let Some(kind) = kinds.next() else {
        tell.send(Copied::Nothing).ok(); // who asked may have given up, here and below
        return;
    };
    clipboard.request_contents(&Atom::intern(kind), move |clipboard, contents| match read(kind, contents) {
        Copied::Nothing => ask(clipboard, kinds, tell),
        copied => {
            tell.send(copied).ok();
        }
    });
}

fn read(kind: &str, contents: &SelectionData) -> Copied {
    if contents.length() <= 0 {
        return Copied::Nothing; // negative: it was not copied as this
    }
    match kind {
        FILES => match files(contents) {
            none if none.is_empty() => Copied::Nothing,
            files => Copied::Files(files),
        },
        WORDS => contents.text().map_or(Copied::Nothing, |words| Copied::Words(words.into())),
        _ => Copied::Picture(contents.data()),
    }
}

/// The files among the addresses that another program gives.
pub fn files(contents: &SelectionData) -> Vec<PathBuf> {
    let uris = contents.uris();
    uris.iter().filter_map(|uri| Url::parse(uri).ok()?.to_file_path().ok()).collect()
}
