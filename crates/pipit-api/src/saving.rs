//! Files of messages, kept where a person keeps what they download.

use std::io;
use std::path::{Path, PathBuf};

use futures_util::TryStreamExt;
use pipit_im::{Content, FetchError};
use tokio::fs::File;
use tokio::io::AsyncWriteExt;

use crate::media::extension;
use crate::ui::MediaArgs;
use crate::{Api, ApiError, ErrorCode};

/// The longest name that a file is given, in bytes: what every file system takes, with room for a number.
const LONGEST: usize = 200;

/// How many files of one name are kept beside each other.
const NAMESAKES: u32 = 1_000;

impl Api {
    /// Saves a message's file among the downloads; the file's name, which no other file there had.
    pub(crate) async fn save_file(&self, args: MediaArgs) -> Result<String, ApiError> {
        let client = self.client()?;
        let content = client.content(args.message_id, args.held).await?;
        let folder = downloads()?;
        let mut pieces = client.fetch(&content).await?.pieces;
        let first = pieces.try_next().await.map_err(FetchError::from)?.unwrap_or_default();
        let name = match &content {
            Content::File(file) => file_name(&file.name),
            Content::Sight(film) => file_name(&film.name),
            _ => format!("pipit-{}.{}", args.message_id.0, extension(&first)),
        };
        let (path, mut file) = create(&folder, &name).await.map_err(unwritable)?;
        let written = async {
            file.write_all(&first).await.map_err(unwritable)?;
            while let Some(piece) = pieces.try_next().await.map_err(FetchError::from)? {
                file.write_all(&piece).await.map_err(unwritable)?;
            }
            file.sync_all().await.map_err(unwritable)
        };
        if let Err(error) = written.await {
            tokio::fs::remove_file(&path).await.ok(); // half a file helps nobody
            return Err(error);
        }
        Ok(path.file_name().unwrap_or_default().to_string_lossy().into_owned())
    }
}

/// Where the person keeps what they download.
pub(crate) fn downloads() -> Result<PathBuf, ApiError> {
    directories::UserDirs::new()
        .map(|dirs| dirs.download_dir().unwrap_or(dirs.home_dir()).to_owned())
        .ok_or_else(|| ApiError::new(ErrorCode::StoreUnavailable, "the system names no folder for it"))
}

/// Keeps what is whole already in a folder, under a name that no other file there had; that name.
pub(crate) async fn keep(folder: &Path, name: &str, bytes: &[u8]) -> Result<String, ApiError> {
    let (path, mut file) = create(folder, name).await.map_err(unwritable)?;
    let written = async {
        file.write_all(bytes).await?;
        file.sync_all().await
    };
    if let Err(error) = written.await {
        tokio::fs::remove_file(&path).await.ok(); // half a file helps nobody
        return Err(unwritable(error));
    }
    Ok(path.file_name().unwrap_or_default().to_string_lossy().into_owned())
}

fn unwritable(error: io::Error) -> ApiError {
    ApiError::new(ErrorCode::StoreUnavailable, format!("the file cannot be written: {error}"))
}

/// What a stranger calls their file, as a name that leads nowhere else and hides nothing.
pub(crate) fn file_name(told: &str) -> String {
    let last = told.rsplit(['/', '\\']).next().unwrap_or_default();
    let allowed = |character: &char| {
        !character.is_control()
            && !matches!(character, ':' | '*' | '?' | '"' | '<' | '>' | '|')
            && !matches!(character, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    let mut name = String::new();
    for character in last.trim().trim_start_matches('.').chars().filter(allowed) {
        if name.len() + character.len_utf8() > LONGEST {
            break;
        }
        name.push(character);
    }
    if name.is_empty() { "file".to_owned() } else { name }
}

/// A new file of this name; with a number behind it where there is one already.
async fn create(folder: &Path, name: &str) -> io::Result<(PathBuf, File)> {
    let given = Path::new(name);
    let stem = given.file_stem().unwrap_or_default().to_string_lossy();
    let extension = given.extension().map(|kind| format!(".{}", kind.to_string_lossy())).unwrap_or_default();
    for number in 1..=NAMESAKES {
        let name = if number == 1 { name.to_owned() } else { format!("{stem} ({number}){extension}") };
        let path = folder.join(name);
        match File::create_new(&path).await {
            Ok(file) => return Ok((path, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::new(io::ErrorKind::AlreadyExists, "there are too many files of this name"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strangers_name_leads_nowhere_else_and_hides_nothing() {
        for (told, expected) in [
            ("a.pdf", "a.pdf"),
            ("../../.bashrc", "bashrc"),
            ("C:\\Windows\\x.exe", "x.exe"),
            ("/", "file"),
            ("  照片 1.zip ", "照片 1.zip"),
            ("gpj.\u{202E}exe", "gpj.exe"),
            ("a\nb:c?.txt", "abc.txt"),
        ] {
            assert_eq!(file_name(told), expected, "{told:?}");
        }
        assert!(file_name(&"语".repeat(500)).len() <= LONGEST);
    }

    #[tokio::test]
    async fn no_file_is_written_over() {
        let folder = tempfile::tempdir().unwrap();
        for expected in ["a.tar", "a (2).tar", "a (3).tar"] {
            let (path, _) = create(folder.path(), "a.tar").await.unwrap();
            assert_eq!(path, folder.path().join(expected));
        }
    }
}
