//! The files that are sent: a person's, which are read where they lie, and the engine's own, which are only there to be
//! sent, such as what was pasted, and lie sealed.
//!
//! Both are named by a path. At that of an engine's own file nothing lies: whoever has to know the name finds it in the
//! path, which stands in the encrypted store, and the [folder](SealedFolder) has a file that tells nothing.

use std::collections::HashSet;
use std::fs;
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use tracing::warn;

use super::{MediaError, SealedFolder};
use crate::ClientConfig;
use crate::store::Store;

/// How much of a file is looked at to know its kind, in bytes: the header of a `WebM` file ends within them.
const START: u64 = 64;

/// The files that are sent. Cheap to clone; without an engine, a person's only.
#[derive(Debug, Clone, Default)]
pub struct OutgoingFiles {
    folder: Option<SealedFolder>,
    /// Where those lie that were kept since the engine began: nothing may want them yet.
    fresh: Arc<Mutex<HashSet<PathBuf>>>,
}

impl OutgoingFiles {
    pub(crate) fn of(store: &Store, config: &ClientConfig) -> Self {
        let folder = config.outgoing.as_deref().map(|folder| store.sealed_folder(folder));
        Self { folder, fresh: Arc::default() }
    }

    /// Keeps what has no file yet, sealed, and answers the path that it is known by; it goes when it is sent, or at a start
    /// when neither a message nor a draft wants it. It blocks.
    ///
    /// # Errors
    /// [`io::ErrorKind::Unsupported`] for an engine without such a folder, or what the system says of writing.
    pub fn keep(&self, name: &str, content: &[u8]) -> io::Result<PathBuf> {
        let folder = self.folder.as_ref().ok_or(io::ErrorKind::Unsupported)?;
        // Two of the same name are two files.
        let number = getrandom::u64().map_err(io::Error::other)?;
        let path = folder.path().join(format!("{number:016x}")).join(name);
        let (_, known_by) = self.own(&path).ok_or(io::ErrorKind::InvalidInput)?;
        self.fresh.lock().unwrap_or_else(PoisonError::into_inner).insert(folder.file(known_by));
        folder.write(known_by, content)?;
        Ok(path)
    }

    /// Opens a file. It blocks.
    ///
    /// # Errors
    /// When it is none, cannot be read, or is not as it was sealed.
    pub fn open(&self, path: &Path) -> io::Result<OutgoingFile> {
        if let Some((folder, known_by)) = self.own(path) {
            let (content, _) = folder.read(known_by)?;
            let size = u64::try_from(content.len()).unwrap_or(u64::MAX);
            return Ok(OutgoingFile { size, content: Box::new(Cursor::new(content)) });
        }
        let about = fs::metadata(path)?;
        if !about.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no file"));
        }
        Ok(OutgoingFile { size: about.len(), content: Box::new(fs::File::open(path)?) })
    }

    /// What tells a file from a changed one: how large it is where it lies, and when it was written. It blocks.
    ///
    /// # Errors
    /// When there is none.
    pub fn stamp(&self, path: &Path) -> io::Result<(u64, SystemTime)> {
        let about = match self.own(path) {
            Some((folder, known_by)) => fs::metadata(folder.file(known_by))?,
            None => fs::metadata(path)?,
        };
        Ok((about.len(), about.modified()?))
    }

    /// True for a file of the engine's own.
    pub(crate) fn is_own(&self, path: &Path) -> bool {
        self.own(path).is_some()
    }

    /// Removes a file of the engine's own; nothing happens to others. It blocks.
    pub(super) fn remove(&self, path: &Path) {
        if let Some((folder, known_by)) = self.own(path) {
            fs::remove_file(folder.file(known_by)).ok(); // the next start tries again
        }
    }

    /// Removes the engine's own files that nothing wants any more. One that an earlier build left plainly is sealed first.
    /// It blocks.
    pub(super) fn sweep(&self, wanted: &HashSet<PathBuf>) {
        let Some(folder) = &self.folder else { return };
        let mut stay = HashSet::new();
        for path in wanted {
            let Some((_, known_by)) = self.own(path) else { continue };
            if let Ok(plain) = fs::read(path)
                && let Err(error) = folder.write(known_by, &plain)
            {
                warn!(%error, "a file that waits to be sent cannot be sealed");
                stay.extend(path.parent().map(Path::to_owned)); // it had a folder of its own
            }
            stay.insert(folder.file(known_by));
        }
        for entry in fs::read_dir(folder.path()).into_iter().flatten().flatten() {
            let path = entry.path();
            let is_fresh = self.fresh.lock().unwrap_or_else(PoisonError::into_inner).contains(&path);
            if !stay.contains(&path) && !is_fresh {
                let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
                removed.ok(); // the next start tries again
            }
        }
    }

    /// Where a file of the engine's own lies, and what it is known by there.
    fn own<'a>(&'a self, path: &'a Path) -> Option<(&'a SealedFolder, &'a str)> {
        let folder = self.folder.as_ref()?;
        Some((folder, path.strip_prefix(folder.path()).ok()?.to_str()?))
    }
}

/// A file that is sent, open at its beginning.
pub struct OutgoingFile {
    size: u64,
    content: Box<dyn Read + Send>,
}

impl OutgoingFile {
    /// How many bytes it has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// How it begins, which tells its kind. It blocks.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn start(self) -> io::Result<Vec<u8>> {
        let mut start = Vec::new();
        self.content.take(START).read_to_end(&mut start)?;
        Ok(start)
    }

    /// All of it; one of more bytes than the limit is refused. It blocks.
    ///
    /// # Errors
    /// When it is too large or cannot be read.
    pub fn whole(mut self, limit: u64) -> Result<Vec<u8>, MediaError> {
        let too_large = |found| MediaError::TooLarge { found, limit, unit: "bytes" };
        if self.size > limit {
            return Err(too_large(self.size));
        }
        let mut whole = Vec::with_capacity(usize::try_from(self.size).unwrap_or_default());
        self.content.by_ref().take(limit + 1).read_to_end(&mut whole)?;
        match u64::try_from(whole.len()) {
            Ok(size) if size <= limit => Ok(whole),
            _ => Err(too_large(limit + 1)), // it grew meanwhile
        }
    }
}

impl Read for OutgoingFile {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        self.content.read(to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::StoreKey;

    fn files(home: &Path) -> OutgoingFiles {
        let folder = SealedFolder::new(&home.join("outgoing"), &StoreKey::new([7; 32]));
        OutgoingFiles { folder: Some(folder), ..OutgoingFiles::default() }
    }

    fn lying(home: &Path) -> Vec<PathBuf> {
        fs::read_dir(home.join("outgoing")).unwrap().map(|entry| entry.unwrap().path()).collect()
    }

    fn whole(files: &OutgoingFiles, path: &Path) -> Vec<u8> {
        files.open(path).unwrap().whole(100).unwrap()
    }

    #[test]
    fn what_was_pasted_keeps_its_name_and_the_disk_tells_neither_that_nor_what_it_is() {
        let home = tempfile::tempdir().unwrap();
        let files = files(home.path());
        let [one, two] =
            ["first wish", "second wish"].map(|wish| files.keep("my will.txt", wish.as_bytes()).unwrap());
        assert!(one != two && one.ends_with("my will.txt") && files.is_own(&one));
        assert_eq!((whole(&files, &one), whole(&files, &two)), (b"first wish".into(), b"second wish".into()));
        assert_eq!(files.open(&one).unwrap().size(), 10);
        let on_disk = lying(home.path());
        assert_eq!(on_disk.len(), 2);
        for file in &on_disk {
            assert!(!file.to_string_lossy().contains("will"));
            assert!(!fs::read(file).unwrap().windows(4).any(|some| some == b"wish"));
        }
        files.remove(&one);
        assert_eq!(files.open(&one).map(drop).unwrap_err().kind(), io::ErrorKind::NotFound);
        assert_eq!(whole(&files, &two), b"second wish");

        fs::write(&lying(home.path())[0], "something else").unwrap();
        assert_eq!(files.open(&two).map(drop).unwrap_err().kind(), io::ErrorKind::InvalidData);
    }

    #[test]
    fn a_persons_file_is_read_where_it_lies_and_never_removed() {
        let home = tempfile::tempdir().unwrap();
        let plan = home.path().join("plan.txt");
        fs::write(&plan, "a plan").unwrap();
        for files in [files(home.path()), OutgoingFiles::default()] {
            assert_eq!(whole(&files, &plan), b"a plan");
            assert_eq!(files.open(&plan).unwrap().start().unwrap(), b"a plan");
            let refused = files.open(&plan).unwrap().whole(5).unwrap_err();
            assert!(matches!(refused, MediaError::TooLarge { found: 6, limit: 5, .. }), "{refused}");
            assert!(files.open(home.path()).is_err(), "a folder is no file");
            files.remove(&plan);
            files.sweep(&HashSet::new());
            assert!(plan.exists() && !files.is_own(&plan));
        }
        let nowhere = OutgoingFiles::default().keep("a.png", b"").unwrap_err();
        assert_eq!(nowhere.kind(), io::ErrorKind::Unsupported);
    }

    #[test]
    fn a_start_removes_what_nothing_wants_and_seals_what_an_earlier_build_left() {
        let home = tempfile::tempdir().unwrap();
        let files = files(home.path());
        let [draft, gone] = ["draft.png", "gone.png"].map(|name| files.keep(name, name.as_bytes()).unwrap());
        let earlier = ["1f", "2e"].map(|folder| {
            let folder = home.path().join("outgoing").join(folder);
            fs::create_dir(&folder).unwrap();
            fs::write(folder.join("earlier.png"), "as it was").unwrap();
            folder.join("earlier.png")
        });
        let files = self::files(home.path()); // the next start
        let pasted = files.keep("pasted.png", b"before the old ones are gone").unwrap();
        files.sweep(&HashSet::from([draft.clone(), earlier[0].clone()]));
        assert_eq!(whole(&files, &pasted), b"before the old ones are gone");
        files.remove(&pasted);
        assert_eq!(lying(home.path()).len(), 2);
        assert_eq!(whole(&files, &draft), b"draft.png");
        assert_eq!(whole(&files, &earlier[0]), b"as it was");
        assert!(!earlier[0].exists() && !earlier[1].exists(), "nothing lies plainly");
        assert!(files.open(&gone).is_err() && files.open(&earlier[1]).is_err());
        files.sweep(&HashSet::from([earlier[0].clone()]));
        assert_eq!(whole(&files, &earlier[0]), b"as it was");
        assert_eq!(lying(home.path()).len(), 1);
    }
}
