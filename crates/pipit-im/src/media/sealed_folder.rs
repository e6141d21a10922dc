//! A folder of files that fit into memory. What lies in it tells nothing to whoever has no key.
//!
//! Each file is a random nonce and what XChaCha20-Poly1305 makes of the content under a key that comes of the store's.
//! Its name is a keyed hash of what it is known by, so that nobody finds out by guessing whether something is there, and
//! is authenticated with the content, so that no file passes for another.

use std::path::{Path, PathBuf};
use std::time::SystemTime;
use std::{fmt, fs, io};

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, KeyInit as _, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::StoreKey;

/// The bytes of the nonce before the content.
const NONCE: usize = 24;

/// What the name of every sealed file ends with.
const ENDING: &str = "sealed";

/// A folder whose files lie sealed. Cheap to clone.
#[derive(Clone)]
pub struct SealedFolder {
    folder: PathBuf,
    contents: Zeroizing<[u8; 32]>,
    names: Zeroizing<[u8; 32]>,
}

impl SealedFolder {
    /// A folder of whoever has this store; it need not be there yet.
    pub(crate) fn new(folder: &Path, key: &StoreKey) -> Self {
        let part = |purpose: &str| Zeroizing::new(keyed(key.bytes(), purpose));
        Self {
            folder: folder.to_owned(),
            contents: part("pipit: contents of sealed folders"),
            names: part("pipit: names of sealed folders"),
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// True for the path of what may be a file of this folder: whatever else lies there is not sealed.
    pub fn is_sealed(path: &Path) -> bool {
        path.extension().is_some_and(|ending| ending == ENDING)
    }

    /// A file's content, and when it was written. It blocks.
    ///
    /// # Errors
    /// What the system says of a file that cannot be read, such as [`io::ErrorKind::NotFound`], and
    /// [`io::ErrorKind::InvalidData`] of one that is not as it was sealed.
    pub fn read(&self, known_by: &str) -> io::Result<(Vec<u8>, SystemTime)> {
        let path = self.file(known_by);
        let sealed = fs::read(&path)?;
        let written = fs::metadata(&path)?.modified()?;
        let damaged = || io::Error::new(io::ErrorKind::InvalidData, "the file is not as it was sealed");
        let (nonce, msg) = sealed.split_at_checked(NONCE).ok_or_else(damaged)?;
        let content = self.cipher().decrypt(XNonce::from_slice(nonce), Payload { msg, aad: name(&path) });
        Ok((content.map_err(|_| damaged())?, written))
    }

    /// Writes a file, in the place of what was known by the same. A crash leaves the old one or the new one. It blocks; who
    /// writes the same at the same time waits elsewhere.
    ///
    /// # Errors
    /// When the system has no random numbers or the folder cannot be written.
    pub fn write(&self, known_by: &str, content: &[u8]) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let path = self.file(known_by);
        let mut sealed = vec![0; NONCE];
        getrandom::fill(&mut sealed).map_err(io::Error::other)?;
        let payload = Payload { msg: content, aad: name(&path) };
        let content = self.cipher().encrypt(XNonce::from_slice(&sealed), payload);
        sealed.extend(content.map_err(|_| io::Error::other("a file is too large to seal"))?);
        let beside = path.with_extension("new");
        fs::write(&beside, &sealed)?;
        fs::rename(&beside, path)
    }

    /// Where a file lies.
    pub(super) fn file(&self, known_by: &str) -> PathBuf {
        let hash: String = keyed(&self.names, known_by).iter().map(|byte| format!("{byte:02x}")).collect();
        self.folder.join(hash).with_extension(ENDING)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&*self.contents).into())
    }
}

impl fmt::Debug for SealedFolder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SealedFolder").field(&self.folder).finish()
    }
}

/// The name within the folder.
fn name(path: &Path) -> &[u8] {
    path.file_name().map(std::ffi::OsStr::as_encoded_bytes).unwrap_or_default()
}

/// HMAC-SHA256.
fn keyed(key: &[u8; 32], text: &str) -> [u8; 32] {
    let mut block = Zeroizing::new([0; 64]); // how much HMAC takes of a key, filled up as it would do it
    block.iter_mut().zip(key).for_each(|(to, from)| *to = *from);
    Hmac::<Sha256>::new((&*block).into()).chain_update(text).finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: StoreKey = StoreKey::new([7; 32]);
    const URL: &str = "https://example.org/bob.png";

    /// The only file of a folder.
    fn only(folder: &Path) -> PathBuf {
        let files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert_eq!(files.len(), 1, "{files:?}");
        files.into_iter().next().unwrap()
    }

    fn kind(outcome: io::Result<(Vec<u8>, SystemTime)>) -> io::ErrorKind {
        outcome.unwrap_err().kind()
    }

    #[test]
    fn what_is_written_is_read_and_neither_name_nor_content_tells_of_it() {
        let home = tempfile::tempdir().unwrap();
        let folder = SealedFolder::new(&home.path().join("pictures"), &KEY);
        assert_eq!(kind(folder.read(URL)), io::ErrorKind::NotFound);
        folder.write(URL, b"a picture of Bob").unwrap();
        let file = only(folder.path());
        let first = fs::read(&file).unwrap();
        assert_eq!(folder.read(URL).unwrap().0, b"a picture of Bob");
        assert!(SealedFolder::is_sealed(&file));
        assert!(!first.windows(3).any(|some| some == b"Bob"));

        folder.write(URL, b"a picture of Bob").unwrap();
        assert_eq!(only(folder.path()), file, "in the place of the one before");
        assert_ne!(fs::read(&file).unwrap(), first, "nobody sees that it is the same");

        // Whoever has another key finds nothing, and cannot ask whether it is there.
        let other = SealedFolder::new(folder.path(), &StoreKey::new([8; 32]));
        assert_eq!(kind(other.read(URL)), io::ErrorKind::NotFound);
        fs::rename(&file, other.file(URL)).unwrap();
        assert_eq!(kind(other.read(URL)), io::ErrorKind::InvalidData);
    }

    #[test]
    fn what_was_damaged_cut_or_put_in_anothers_place_is_no_file() {
        let home = tempfile::tempdir().unwrap();
        let folder = SealedFolder::new(home.path(), &KEY);
        folder.write(URL, b"a picture").unwrap();
        let file = only(home.path());
        let sealed = fs::read(&file).unwrap();
        for place in 0..sealed.len() {
            let mut damaged = sealed.clone();
            damaged[place] ^= 1;
            fs::write(&file, &damaged).unwrap();
            assert_eq!(kind(folder.read(URL)), io::ErrorKind::InvalidData, "byte {place} was changed");
            fs::write(&file, &sealed[..place]).unwrap();
            assert_eq!(kind(folder.read(URL)), io::ErrorKind::InvalidData, "cut off at byte {place}");
        }
        fs::write(&file, &sealed).unwrap();
        fs::rename(&file, folder.file("https://example.org/mia.png")).unwrap();
        assert_eq!(kind(folder.read("https://example.org/mia.png")), io::ErrorKind::InvalidData);
    }
}
