//! Stickers: packs of small pictures, one of which says what words would. A message carries names only, so whoever gets it
//! sees the picture if they have the pack, and otherwise what it means.
//!
//! A pack is a folder whose name is its name on the wire, with a `pack.json` and the pictures that it lists. Packs lie in
//! the deployment's folder and in `stickers` of the profile; one of our own comes with the app.

mod own;

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use pipit_im::content::Sticker;
use pipit_im::{Content, MessageId, data_url, picture_size};
use serde::Deserialize;

use crate::deployment::Part;
use crate::media::image_type;
use crate::ui::{SendStickerArgs, StickerArgs, StickerOfPack, StickerPack};
use crate::words::Words;
use crate::{Api, ApiError, ErrorCode, Folder};

/// Packs that are listed; folders beyond them are not looked at.
const PACKS: usize = 64;

/// Stickers in a pack; what stands after them is left out.
const STICKERS: usize = 200;

/// The largest `pack.json`, in bytes.
const LARGEST_LIST: u64 = 256 * 1024;

/// The largest picture, in bytes.
const LARGEST_PICTURE: u64 = 1024 * 1024;

/// The longest name of a pack or a sticker, in characters.
const LONGEST: usize = 64;

/// What a `pack.json` says.
#[derive(Deserialize)]
struct Listed {
    name: Said,
    stickers: Vec<ListedSticker>,
}

#[derive(Deserialize)]
struct ListedSticker {
    id: String,
    /// The picture's file beside the list.
    picture: String,
    #[serde(default)]
    meaning: Said,
}

/// Words, or words by language, such as `{"en": "Hello", "zh-Hans": "你好"}`.
#[derive(Deserialize)]
#[serde(untagged)]
enum Said {
    Once(String),
    Each(BTreeMap<String, String>),
}

impl Default for Said {
    fn default() -> Self {
        Self::Once(String::new())
    }
}

impl Said {
    fn within(&self, language: &str) -> String {
        let words = match self {
            Self::Once(words) => Some(words),
            Self::Each(words) => {
                words.get(language).or_else(|| words.get("en")).or_else(|| words.values().next())
            }
        };
        words.map(|words| words.chars().take(LONGEST).collect()).unwrap_or_default()
    }
}

/// Where packs lie.
#[derive(Clone)]
struct Shelf {
    folders: Vec<PathBuf>,
    /// The language of what they are called.
    language: &'static str,
}

impl Shelf {
    fn packs(&self) -> Vec<StickerPack> {
        let mut packs: Vec<StickerPack> =
            own::list().and_then(|listed| self.pack(own::ID, &listed)).into_iter().collect();
        for folder in &self.folders {
            let names = fs::read_dir(folder).into_iter().flatten().flatten().take(PACKS);
            let mut names: Vec<String> =
                names.filter_map(|entry| entry.file_name().into_string().ok()).collect();
            names.sort();
            for id in names {
                let known = packs.iter().any(|pack| pack.id == id);
                if let Some(pack) =
                    list(folder, &id).filter(|_| !known).and_then(|listed| self.pack(&id, &listed))
                {
                    packs.push(pack);
                }
            }
        }
        packs.truncate(PACKS);
        packs
    }

    fn pack(&self, id: &str, listed: &Listed) -> Option<StickerPack> {
        let stickers: Vec<StickerOfPack> = listed
            .stickers
            .iter()
            .filter(|sticker| is_name(&sticker.id))
            .take(STICKERS)
            .map(|sticker| StickerOfPack {
                id: sticker.id.clone(),
                meaning: sticker.meaning.within(self.language),
            })
            .collect();
        let name = listed.name.within(self.language);
        (!stickers.is_empty()).then(|| StickerPack { id: id.to_owned(), name, stickers })
    }

    /// A sticker's picture, and what it means.
    fn sticker(&self, pack: &str, id: &str) -> Option<(Vec<u8>, String)> {
        let one = |listed: &Listed| {
            let found = listed.stickers.iter().take(STICKERS).find(|sticker| sticker.id == id)?;
            Some((found.picture.clone(), found.meaning.within(self.language)))
        };
        if pack == own::ID {
            let (picture, meaning) = one(&own::list()?)?;
            return Some((own::picture(&picture)?.to_vec(), meaning));
        }
        self.folders.iter().find_map(|folder| {
            let (picture, meaning) = one(&list(folder, pack)?)?;
            let file = Folder::open(folder).ok()?.file(&format!("{pack}/{picture}")).ok()?;
            let bytes = read(&file, LARGEST_PICTURE)?;
            image_type(&bytes)?;
            Some((bytes, meaning))
        })
    }
}

/// A name that is no path.
fn is_name(name: &str) -> bool {
    let plain = |letter: char| letter.is_alphanumeric() || "-_.".contains(letter);
    !name.starts_with('.') && (1..=LONGEST).contains(&name.chars().count()) && name.chars().all(plain)
}

/// What a pack in a folder says of itself. A pack that is not as it should be is none.
fn list(folder: &Path, pack: &str) -> Option<Listed> {
    if !is_name(pack) {
        return None;
    }
    let file = Folder::open(folder).ok()?.file(&format!("{pack}/pack.json")).ok()?;
    let listed = serde_json::from_slice(&read(&file, LARGEST_LIST)?);
    listed.inspect_err(|error| tracing::warn!(%error, "a pack of stickers is not as it should be")).ok()
}

/// A file that is not too large.
fn read(file: &Path, largest: u64) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    fs::File::open(file).ok()?.take(largest + 1).read_to_end(&mut bytes).ok()?;
    (bytes.len() as u64 <= largest).then_some(bytes)
}

impl Api {
    pub(crate) async fn sticker_packs(&self) -> Result<Vec<StickerPack>, ApiError> {
        self.needs(Part::Stickers)?;
        self.on_shelf(|shelf| Some(shelf.packs())).await
    }

    /// A sticker's picture, as a `data:` address.
    pub(crate) async fn sticker(&self, args: StickerArgs) -> Result<String, ApiError> {
        self.needs(Part::Stickers)?;
        let (bytes, _) = self.on_shelf(move |shelf| shelf.sticker(&args.pack, &args.id)).await?;
        let kind = image_type(&bytes).unwrap_or("application/octet-stream");
        Ok(data_url(&bytes, kind))
    }

    pub(crate) async fn send_sticker(&self, args: SendStickerArgs) -> Result<MessageId, ApiError> {
        self.needs(Part::Stickers)?;
        let SendStickerArgs { conversation, pack, id } = args;
        let (package_id, sticker_id) = (pack.clone(), id.clone());
        let (bytes, digest) = self.on_shelf(move |shelf| shelf.sticker(&pack, &id)).await?;
        let (width, height) = picture_size(&bytes).unwrap_or_default();
        let (width, height) = (width.into(), height.into());
        let sticker = Sticker { package_id, sticker_id, digest, width, height, ..Sticker::default() };
        Ok(self.client()?.send(&conversation, Content::Sticker(sticker)).await?)
    }

    /// Looks for something among the packs, on a thread that may wait for the disk.
    async fn on_shelf<T: Send + 'static>(
        &self,
        look: impl FnOnce(&Shelf) -> Option<T> + Send + 'static,
    ) -> Result<T, ApiError> {
        let folders = self.sticker_folder().into_iter().chain([self.folder().join("stickers")]).collect();
        let packs = Shelf { folders, language: Words::of(self.settings().language).tag() };
        let found = tokio::task::spawn_blocking(move || look(&packs)).await.ok().flatten();
        found.ok_or_else(|| ApiError::new(ErrorCode::NotFound, "there is no such sticker here"))
    }
}

#[cfg(test)]
mod tests;
