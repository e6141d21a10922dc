//! A fetched file gets its name: one that leads nowhere else, hides nothing, and belonged to no other file.

use std::fs::File as BlockingFile;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use tokio::fs::{self, File};
use tokio::io::AsyncWriteExt;

use crate::FetchError;
use crate::media::sealed::{self, FileKey, Reader};
use crate::media::{MediaError, picture};

/// The longest name that a file is given, in bytes: what every file system takes, with room for a number.
const LONGEST: usize = 200;

/// How many files of one name are kept beside each other.
const NAMESAKES: u32 = 1_000;

/// Names that Windows takes for devices, whatever follows the dot; some with a digit behind them.
const DEVICES: [&str; 8] = ["con", "prn", "aux", "nul", "com", "lpt", "conin$", "conout$"];

/// What a stranger calls their file, as a name that leads nowhere else and hides nothing.
pub fn file_name(told: &str) -> String {
    let last = told.rsplit(['/', '\\']).next().unwrap_or_default();
    let allowed = |character: &char| {
        !character.is_control()
            && !matches!(character, ':' | '*' | '?' | '"' | '<' | '>' | '|')
            && !matches!(character, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    let name: String = last.trim().trim_start_matches('.').chars().filter(allowed).collect();
    let name = shortened(name.trim_end_matches(['.', ' ']));
    let is_digit = |character: char| character.is_ascii_digit() || "¹²³".contains(character);
    let stem = name.split('.').next().unwrap_or_default().trim_end().trim_end_matches(is_digit);
    match () {
        () if name.is_empty() => "file".to_owned(),
        () if DEVICES.contains(&stem.to_ascii_lowercase().as_str()) => format!("_{name}"),
        () => name,
    }
}

/// A name that fits; what it ends with stays, since it tells what the file is.
fn shortened(name: &str) -> String {
    if name.len() <= LONGEST {
        return name.to_owned();
    }
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if ending.len() <= 16 => (stem, format!(".{ending}")),
        _ => (name, String::new()),
    };
    let room = LONGEST - ending.len();
    let end = (0..=room.min(stem.len())).rev().find(|end| stem.is_char_boundary(*end)).unwrap_or(0);
    let stem = stem.get(..end).unwrap_or_default();
    // Windows leaves such an end away, and the name would be another.
    format!("{}{ending}", stem.trim_end_matches(['.', ' ']))
}

/// Keeps what is whole already in a folder, under a name that no other file there has; where it lies.
///
/// # Errors
/// When it cannot be written.
pub async fn keep(folder: &Path, told: &str, bytes: &[u8]) -> io::Result<PathBuf> {
    let path = reserved(folder, told).await?;
    let written = async {
        let mut file = File::create(&path).await?;
        file.write_all(bytes).await?;
        file.sync_all().await
    };
    if let Err(error) = written.await {
        fs::remove_file(&path).await.ok(); // half a file helps nobody
        return Err(error);
    }
    Ok(path)
}

/// A name, with the ending of the picture that a sealed file is when it has none. It blocks.
pub(super) fn with_ending(file: &Path, key: &FileKey, name: &str) -> String {
    if Path::new(name).extension().is_some() {
        return name.to_owned();
    }
    let mut start = Vec::new();
    if let Ok(file) = open(file, Some(key)) {
        file.take(64).read_to_end(&mut start).ok(); // then it has no ending
    }
    match picture::ending(&start) {
        Some(ending) => format!("{name}.{ending}"),
        None => name.to_owned(),
    }
}

/// The content of a file, whether it is sealed or lies plainly. It blocks.
pub(super) fn open(file: &Path, key: Option<&FileKey>) -> io::Result<Box<dyn Read>> {
    let file = BlockingFile::open(file)?;
    Ok(match key {
        Some(key) => Box::new(Reader::new(file, key)),
        None => Box::new(file),
    })
}

/// Copies a file, sealed or not, into a folder: plainly, and under a name that no other file there has.
pub(crate) async fn copied(
    from: &Path,
    key: Option<FileKey>,
    folder: &Path,
    told: &str,
) -> io::Result<PathBuf> {
    let path = reserved(folder, told).await?;
    let (from, to) = (from.to_owned(), path.clone());
    let copied = tokio::task::spawn_blocking(move || {
        let mut to = BlockingFile::create(to)?;
        io::copy(&mut open(&from, key.as_ref())?, &mut to)?;
        to.sync_all()
    });
    let copied = copied.await.map_err(io::Error::other).flatten();
    if copied.is_err() {
        fs::remove_file(&path).await.ok(); // half a file helps nobody
    }
    copied.map(|()| path)
}

/// A new, empty file of this name; with a number behind it where there is one already.
async fn reserved(folder: &Path, told: &str) -> io::Result<PathBuf> {
    fs::create_dir_all(folder).await?;
    let name = file_name(told);
    let given = Path::new(&name);
    let stem = given.file_stem().unwrap_or_default().to_string_lossy();
    let ending = given.extension().map(|kind| format!(".{}", kind.to_string_lossy())).unwrap_or_default();
    for number in 0..NAMESAKES {
        let name = if number == 0 { name.clone() } else { format!("{stem} ({number}){ending}") };
        let path = folder.join(name);
        match File::create_new(&path).await {
            Ok(_) => return Ok(path),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::new(io::ErrorKind::AlreadyExists, "there are too many files of this name"))
}

/// All of a file's content, sealed or not. One of more bytes than the limit is refused.
pub(crate) async fn read(from: &Path, key: Option<FileKey>, limit: u64) -> Result<Vec<u8>, FetchError> {
    let from = from.to_owned();
    let read = tokio::task::spawn_blocking(move || {
        let on_disk = std::fs::metadata(&from)?.len();
        let size = if key.is_some() { sealed::content(on_disk) } else { on_disk };
        if size > limit {
            return Err(MediaError::TooLarge { found: size, limit, unit: "bytes" }.into());
        }
        let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
        open(&from, key.as_ref())?.take(limit).read_to_end(&mut bytes)?;
        Ok(bytes)
    });
    read.await.map_err(io::Error::other)?
}

/// The SHA-256 of a sealed file's content. It blocks.
pub(super) fn digest(path: &Path, key: &FileKey) -> io::Result<[u8; 32]> {
    let mut file = open(path, Some(key))?;
    let mut hash = Sha256::new();
    let mut piece = vec![0; 64 * 1024];
    loop {
        let count = file.read(&mut piece)?;
        if count == 0 {
            return Ok(hash.finalize().into());
        }
        hash.update(piece.get(..count).unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strangers_name_leads_nowhere_else_and_hides_nothing() {
        for (told, kept) in [
            ("plan.pdf", "plan.pdf"),
            ("../../.bashrc", "bashrc"),
            ("C:\\Windows\\evil.exe", "evil.exe"),
            ("invoice\u{202E}fdp.exe", "invoicefdp.exe"),
            ("a\nb?.txt", "ab.txt"),
            ("计划 (最终).docx", "计划 (最终).docx"),
            ("..", "file"),
            ("plan.pdf. . ", "plan.pdf"),
            ("con.txt", "_con.txt"),
            ("COM1", "_COM1"),
            ("LPT².txt", "_LPT².txt"),
            ("nul .txt", "_nul .txt"),
            ("ConIn$", "_ConIn$"),
            ("", "file"),
        ] {
            assert_eq!(file_name(told), kept);
        }
        let long = file_name(&format!("{}.pdf", "长".repeat(300)));
        assert!(long.len() <= LONGEST && long.ends_with("长.pdf"), "{long}");
    }

    #[tokio::test]
    async fn no_file_is_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let from = folder.path().join("part");
        let mut names = Vec::new();
        for text in ["one", "two", "three"] {
            std::fs::write(&from, text).unwrap();
            let path = copied(&from, None, &folder.path().join("to"), "a.txt").await.unwrap();
            assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
            names.push(path.file_name().unwrap().to_str().unwrap().to_owned());
        }
        assert_eq!(names, ["a.txt", "a (1).txt", "a (2).txt"]);
    }
}
