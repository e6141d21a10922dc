//! What lies on the clipboard of a desktop on Linux: `WebKitGTK` gives a page neither the pictures nor the files that are pasted
//! into it, nor words beside a picture (<https://bugs.webkit.org/show_bug.cgi?id=218519>).

use std::path::PathBuf;
use std::sync::mpsc::{self, Sender};
use std::time::Duration;

use gtk::gdk::{Atom, SELECTION_CLIPBOARD};
use gtk::{Clipboard, SelectionData};
use pipit_api::Copied;
use tauri::{AppHandle, Url};

/// How long the program that has copied something may take to give it.
const PATIENCE: Duration = Duration::from_secs(10);

const FILES: &str = "text/uri-list";
const WORDS: &str = "UTF8_STRING";

/// As what it is taken, the best first. Who copies files has their names beside them, and who copies words a picture of them
/// at times.
const KINDS: [&str; 7] = [FILES, WORDS, "image/png", "image/jpeg", "image/webp", "image/gif", "image/bmp"];

/// Asks whoever has copied something; it blocks, on a thread that may.
pub fn copied(app: &AppHandle) -> Result<Copied, String> {
    let (tell, told) = mpsc::channel();
    let begin = move || ask(&Clipboard::get(&SELECTION_CLIPBOARD), KINDS.into_iter(), tell);
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
