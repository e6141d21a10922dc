//! A sealed file by itself, to be measured.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::sealed::{BLOCK, FileKey, Reader, Sealer};

/// A file that lies sealed, and its key.
pub struct SealedFile(PathBuf, FileKey);

impl SealedFile {
    /// Writes one in pieces, as it would come from a server, until it is on the disk.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(path: &Path, content: &[u8]) -> io::Result<Self> {
        let key = FileKey::new()?;
        let (mut file, mut sealer) = (File::create(path)?, Sealer::new(&key, 0));
        for piece in content.chunks(BLOCK) {
            file.write_all(&sealer.seal(piece)?)?;
        }
        file.write_all(&sealer.finish()?)?;
        file.sync_all()?;
        Ok(Self(path.to_owned(), key))
    }

    /// Its content, from the beginning.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn open(&self) -> io::Result<impl Read> {
        Ok(Reader::new(File::open(&self.0)?, &self.1))
    }
}
