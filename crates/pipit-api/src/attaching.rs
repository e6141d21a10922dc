//! Files that go with what is written. A page never names a path: what a person chose, dropped or pasted is known by a
//! number, and only that can be sent.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use pipit_im::content::{File, Gif, Image, Sight};
use pipit_im::{Client, ConversationId, MessageId, OutgoingFiles, data_url, film_type, preview};
use pipit_imkit::told_file;

use crate::deployment::Part;
use crate::files::LARGEST_FILM;
use crate::media::{extension, image_type};
use crate::ui::{
    Attached, CaptureScreenArgs, CopiedContent, FileKind, FilmLook, NotSent, PasteFileArgs, PickFilesArgs,
    Picked, SendFilesArgs, SentFile, TakePickedArgs,
};
use crate::words::Words;
use crate::{Api, ApiError, Copied, ErrorCode, FileFilter};
use pipit_im::file_name;

/// How many files are remembered, or as many as a person hands over at once; the oldest are forgotten.
const MOST: usize = 1_024;

/// The largest file that is pasted, in bytes: it comes as text, and all of it lies in memory.
const LARGEST: usize = 20 * 1024 * 1024;

/// What names of pictures end with that are made smaller and seen in the chat.
const PICTURES: &[&str] = &["jpg", "jpeg", "png", "gif", "webp", "bmp"];

/// What names of films end with that a page may be able to play.
const FILMS: &[&str] = &["mp4", "m4v", "mov", "webm", "3gp"];

/// What a person who wants files of a kind is shown, what they want first.
fn filters(kind: FileKind, words: Words) -> Vec<FileFilter> {
    let all = FileFilter { name: words.say("choose.all", &[]), extensions: &["*"] };
    match kind {
        FileKind::Any => Vec::new(),
        FileKind::Pictures => {
            vec![FileFilter { name: words.say("choose.pictures", &[]), extensions: PICTURES }]
        }
        FileKind::Films => vec![FileFilter { name: words.say("choose.films", &[]), extensions: FILMS }, all],
    }
}

/// What a pasted picture is called, which came without a name.
fn pasted_name(bytes: &[u8]) -> String {
    format!("pasted.{}", extension(bytes))
}

/// The files that a person has handed over, by their numbers.
#[derive(Default)]
pub(crate) struct HandedOver(Mutex<Files>);

#[derive(Default)]
struct Files {
    last: u32,
    known: BTreeMap<u32, Known>,
    /// What was chosen, until it is taken.
    picked: BTreeMap<u32, Vec<PathBuf>>,
}

struct Known {
    path: PathBuf,
    /// Its size and time when it was looked at.
    stamp: (u64, SystemTime),
    seen: Attached,
}

impl HandedOver {
    fn files(&self) -> MutexGuard<'_, Files> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A file as a page may send it; nothing for what is none. One that was handed over before keeps its number, and is
    /// looked at again when it has changed: a draft asks often, and a large picture takes its time. It blocks.
    fn take(&self, outgoing: &OutgoingFiles, path: PathBuf) -> Option<Attached> {
        let stamp = outgoing.stamp(&path).ok()?;
        let known = |files: &Files| {
            let known = files.known.values().find(|known| known.path == path)?;
            Some((known.seen.id, (known.stamp == stamp).then(|| known.seen.clone())))
        };
        if let Some((_, Some(seen))) = known(&self.files()) {
            return Some(seen);
        }
        let mut seen = look(outgoing, &path)?;
        let mut files = self.files();
        seen.id = known(&files).map_or_else(|| files.last.wrapping_add(1), |(number, _)| number);
        files.last = files.last.max(seen.id);
        files.known.insert(seen.id, Known { path, stamp, seen: seen.clone() });
        Some(seen)
    }

    /// Forgets the oldest where there are too many, more than came at `once`.
    fn forget(&self, once: usize) {
        let mut files = self.files();
        while files.known.len() > MOST.max(once) {
            files.known.pop_first();
        }
    }

    fn pick(&self, paths: Vec<PathBuf>) -> Picked {
        let names = paths.iter().map(|path| told(path)).collect();
        let mut files = self.files();
        let picked = files.last.wrapping_add(1);
        files.last = picked;
        files.picked.insert(picked, paths);
        Picked { picked, names }
    }

    /// Where all of them lie.
    pub(crate) fn paths(&self) -> HashSet<PathBuf> {
        self.files().known.values().map(|known| known.path.clone()).collect()
    }

    pub(crate) fn path(&self, number: u32) -> Option<PathBuf> {
        self.files().known.get(&number).map(|known| known.path.clone())
    }
}

impl Api {
    /// Files that a person dropped on a window, as its page may send them. Folders and what cannot be read are left out.
    pub async fn attach(&self, paths: Vec<PathBuf>) -> Vec<Attached> {
        let outgoing = self.client().map(|client| client.outgoing()).unwrap_or_default();
        let api = self.clone();
        let seen = tokio::task::spawn_blocking(move || {
            let handed = api.handed_over();
            let seen: Vec<_> = paths.into_iter().filter_map(|path| handed.take(&outgoing, path)).collect();
            handed.forget(seen.len());
            seen
        });
        let films = self.needs(Part::ShortVideo).is_ok();
        let as_film = |seen: Attached| Attached { film: seen.film && films, ..seen };
        seen.await.unwrap_or_default().into_iter().map(as_film).collect()
    }

    pub(crate) async fn pick_files(&self, args: PickFilesArgs) -> Result<Picked, ApiError> {
        let filters = filters(args.kind, Words::of(self.settings().language));
        let paths = self.on_desktop(move |desktop| desktop.pick_files(&filters)).await?;
        Ok(self.handed_over().pick(paths))
    }

    /// What was chosen, as its page may send it; not again.
    pub(crate) async fn take_picked(&self, args: TakePickedArgs) -> Result<Vec<Attached>, ApiError> {
        let paths = self.handed_over().files().picked.remove(&args.picked).unwrap_or_default();
        Ok(self.attach(paths).await)
    }

    /// What is pasted, or dropped on a page that learns no paths, has no file yet; it gets one, which goes when it is
    /// sent.
    pub(crate) async fn paste_file(&self, args: PasteFileArgs) -> Result<Attached, ApiError> {
        let refused = |why: String| ApiError::new(ErrorCode::BadCall, why);
        if args.data.len() / 4 * 3 > LARGEST {
            return Err(refused("a pasted file has at most 20 MiB".into()));
        }
        let bytes =
            BASE64.decode(&args.data).map_err(|error| refused(format!("the file is not base64: {error}")))?;
        let name = if let Some(name) = args.name {
            file_name(&name)
        } else {
            image_type(&bytes).ok_or_else(|| refused("what was pasted has no name".into()))?;
            pasted_name(&bytes)
        };
        self.keep(name, bytes).await
    }

    /// What was copied and is not given to the page that it is pasted into: `WebKitGTK` keeps pictures and files from it.
    pub(crate) async fn paste_copied(&self) -> Result<CopiedContent, ApiError> {
        self.client()?;
        let of_files = |files| CopiedContent { files, ..CopiedContent::default() };
        match self.on_desktop(|desktop| desktop.copied()).await? {
            Copied::Files(paths) => Ok(of_files(self.attach(paths).await)),
            Copied::Words(words) => Ok(CopiedContent { words, ..CopiedContent::default() }),
            Copied::Picture(bytes) if bytes.len() <= LARGEST && image_type(&bytes).is_some() => {
                Ok(of_files(vec![self.keep(pasted_name(&bytes), bytes).await?]))
            }
            Copied::Picture(bytes) => {
                let why = format!("a copied picture has at most 20 MiB, not {} bytes of this", bytes.len());
                Err(ApiError::new(ErrorCode::SystemRefused, why))
            }
            Copied::Nothing => Ok(CopiedContent::default()),
        }
    }

    /// What was dropped on a page that is not given it.
    pub(crate) async fn take_dropped(&self) -> Result<Vec<Attached>, ApiError> {
        let paths = self.on_desktop(|desktop| Ok(desktop.dropped())).await?;
        Ok(self.attach(paths).await)
    }

    /// Lets the person choose a part of the screen, for which it is no file of theirs.
    pub(crate) async fn capture_screen(&self, args: CaptureScreenArgs) -> Result<Option<Attached>, ApiError> {
        self.client()?;
        let Some(picture) = self.on_desktop(move |desktop| desktop.capture_screen(args.hides)).await? else {
            return Ok(None);
        };
        if picture.len() > LARGEST || image_type(&picture) != Some("image/png") {
            let why =
                format!("a picture of the screen is a PNG of at most 20 MiB, not {} bytes", picture.len());
            return Err(ApiError::new(ErrorCode::SystemRefused, why));
        }
        self.keep("screenshot.png".into(), picture).await.map(Some)
    }

    /// Makes a file of what has none yet; it goes when it is sent.
    async fn keep(&self, name: String, bytes: Vec<u8>) -> Result<Attached, ApiError> {
        let unwritable = |why: std::io::Error| {
            ApiError::new(ErrorCode::StoreUnavailable, format!("the file cannot be kept: {why}"))
        };
        let files = self.client()?.outgoing();
        let kept = tokio::task::spawn_blocking(move || files.keep(&name, &bytes)).await;
        let path = kept.map_err(std::io::Error::other).flatten().map_err(unwritable)?;
        let gone = || ApiError::new(ErrorCode::StoreUnavailable, "what was kept is gone");
        self.attach(vec![path]).await.pop().ok_or_else(gone)
    }

    /// Sends them one after the other, and tells which cannot be sent: one holds up none of the others.
    pub(crate) async fn send_files(&self, args: SendFilesArgs) -> Result<Vec<NotSent>, ApiError> {
        let client = self.client()?;
        let mut not_sent = Vec::new();
        for file in args.files {
            let id = file.id;
            if let Err(error) = self.send_one(&client, &args.conversation, file).await {
                not_sent.push(NotSent { id, problem: error.code });
            }
        }
        Ok(not_sent)
    }

    async fn send_one(
        &self,
        client: &Client,
        to: &ConversationId,
        file: SentFile,
    ) -> Result<MessageId, ApiError> {
        let path = self.handed_over().path(file.id).ok_or_else(forgotten)?;
        if let Some(FilmLook { poster, seconds }) = file.film {
            self.needs(Part::ShortVideo)?;
            let wrong =
                |error| ApiError::new(ErrorCode::BadCall, format!("the poster is not base64: {error}"));
            let poster = BASE64.decode(poster).map_err(wrong)?;
            let content = Sight { duration: seconds.into(), ..Sight::default() };
            return Ok(client.send_sight(to, &path, poster, content).await?);
        }
        Ok(if file.as_picture && is_gif(client, &path).await {
            client.send_gif(to, &path, Gif::default()).await? // as a picture it would stand still
        } else if file.as_picture {
            client.send_picture(to, &path, false, Image::default()).await?
        } else {
            client.send_file(to, &path, File::default()).await?
        })
    }
}

/// True when a file is a GIF, by how it begins.
async fn is_gif(client: &Client, path: &Path) -> bool {
    let (files, path) = (client.outgoing(), path.to_owned());
    let start = tokio::task::spawn_blocking(move || files.open(&path)?.start()).await;
    // That one cannot be read, whoever sends it finds out.
    start.is_ok_and(|start| start.is_ok_and(|start| image_type(&start) == Some("image/gif")))
}

pub(crate) fn forgotten() -> ApiError {
    ApiError::new(ErrorCode::NotFound, "the file was chosen too long ago: choose it again")
}

/// What is seen of a file from outside, still without a number; nothing for what is none.
fn look(outgoing: &OutgoingFiles, path: &Path) -> Option<Attached> {
    let opened = outgoing.open(path).ok()?;
    let size = opened.size();
    let film = size <= LARGEST_FILM && film_type(&opened.start().ok()?).is_some();
    let preview = if film { None } else { outgoing.open(path).ok().and_then(preview) };
    let preview = preview.map(|bytes| data_url(&bytes, "image/jpeg"));
    Some(Attached { id: 0, name: told(path), size, preview, film })
}

/// A file's name, as a person is shown it.
fn told(path: &Path) -> String {
    told_file(&path.file_name().unwrap_or_default().to_string_lossy())
}
