//! What is fetched lies sealed on the disk, as the store does.
//!
//! A sealed file is a run of whole blocks and, at its end, one that is shorter, be it empty: ChaCha20-Poly1305 under the
//! file's own key, with a nonce of the block's number and of whether it is the last. So a block that was changed, moved,
//! left out or cut off is noticed, and a file that broke off goes on after its last whole block. The one thing that must
//! hold: under one key nothing else is ever sealed than the same content, so whoever begins anew takes a new [`FileKey`].

use std::fmt;
use std::io::{self, Read};

use chacha20poly1305::aead::AeadInPlace;
use chacha20poly1305::{ChaCha20Poly1305, KeyInit, Nonce};
use zeroize::ZeroizeOnDrop;

/// Bytes of the content in a whole block. Larger: more is fetched again when a download breaks off. Smaller: the blocks'
/// ends take more room, and each is a call more.
pub(super) const BLOCK: usize = 16 * 1024;

/// What each block takes beside its content, in bytes: what authenticates it.
const TAG: usize = 16;

const WHOLE: usize = BLOCK + TAG;

/// The key of one file; it lies in the store, and goes with what is known of the file.
#[derive(Clone, PartialEq, Eq, ZeroizeOnDrop)]
pub(crate) struct FileKey([u8; 32]);

impl FileKey {
    /// Makes a key that no other file has.
    ///
    /// # Errors
    /// When the system has no random numbers.
    pub(crate) fn new() -> io::Result<Self> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(io::Error::other)?;
        Ok(Self(bytes))
    }

    /// The key that lies in the store.
    pub(crate) fn of_stored(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The key as it lies in the store.
    pub(crate) fn stored(&self) -> [u8; 32] {
        self.0
    }

    fn cipher(&self) -> ChaCha20Poly1305 {
        ChaCha20Poly1305::new(&self.0.into())
    }
}

impl fmt::Debug for FileKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FileKey(..)")
    }
}

/// How much of its content a file holds for certain that has so many bytes on the disk and may have broken off: its whole
/// blocks.
pub(super) fn whole_blocks(on_disk: u64) -> u64 {
    on_disk / WHOLE as u64 * BLOCK as u64
}

/// What so much content takes on the disk before the last block is sealed; it ends with a whole block.
pub(super) fn on_disk(content: u64) -> u64 {
    content / BLOCK as u64 * WHOLE as u64
}

/// How much content a file holds that is whole and has so many bytes on the disk.
pub(super) fn content(on_disk: u64) -> u64 {
    on_disk.saturating_sub((on_disk / WHOLE as u64 + 1) * TAG as u64)
}

#[derive(Clone, Copy)]
enum Place {
    Within,
    Last,
}

fn nonce(number: u64, place: Place) -> Nonce {
    let mut nonce = Nonce::default();
    for (to, from) in nonce.iter_mut().zip(number.to_be_bytes().into_iter().chain([place as u8])) {
        *to = from;
    }
    nonce
}

/// Seals a file as its content comes; what it answers belongs on the disk, one after the other.
pub(super) struct Sealer {
    cipher: ChaCha20Poly1305,
    number: u64,
    /// The beginning of the next block.
    gathered: Vec<u8>,
}

impl Sealer {
    /// Begins, or goes on where so much of the content is sealed already, which is a number of whole blocks.
    pub(super) fn new(key: &FileKey, sealed: u64) -> Self {
        Self { cipher: key.cipher(), number: sealed / BLOCK as u64, gathered: Vec::with_capacity(WHOLE) }
    }

    /// Takes a piece of the content; answers the blocks that are whole with it.
    pub(super) fn seal(&mut self, mut piece: &[u8]) -> io::Result<Vec<u8>> {
        let mut sealed = Vec::with_capacity((self.gathered.len() + piece.len()) / BLOCK * WHOLE);
        while let Some((fits, rest)) = piece.split_at_checked(BLOCK - self.gathered.len()) {
            self.gathered.extend_from_slice(fits);
            self.close(Place::Within)?;
            sealed.append(&mut self.gathered);
            piece = rest;
        }
        self.gathered.extend_from_slice(piece);
        Ok(sealed)
    }

    /// The content is whole; answers the last block.
    pub(super) fn finish(mut self) -> io::Result<Vec<u8>> {
        self.close(Place::Last)?;
        Ok(self.gathered)
    }

    fn close(&mut self, place: Place) -> io::Result<()> {
        let nonce = nonce(self.number, place);
        let sealed = self.cipher.encrypt_in_place(&nonce, &[], &mut self.gathered);
        sealed.map_err(|_| io::Error::other("a block is too large to seal"))?;
        self.number += 1;
        Ok(())
    }
}

/// Reads the content of a sealed file. It ends where the content does; whatever is not as it was sealed, or not there, is
/// [`io::ErrorKind::InvalidData`].
pub(super) struct Reader<R> {
    from: R,
    cipher: ChaCha20Poly1305,
    number: u64,
    block: Vec<u8>,
    /// How much of the block was read.
    read: usize,
    ended: bool,
}

impl<R: Read> Reader<R> {
    /// Reads from the beginning of a file.
    pub(super) fn new(from: R, key: &FileKey) -> Self {
        let block = Vec::with_capacity(WHOLE);
        Self { from, cipher: key.cipher(), number: 0, block, read: 0, ended: false }
    }

    fn next(&mut self) -> io::Result<()> {
        self.block.clear();
        self.read = 0;
        self.from.by_ref().take(WHOLE as u64).read_to_end(&mut self.block)?;
        let place = if self.block.len() == WHOLE { Place::Within } else { Place::Last };
        let nonce = nonce(self.number, place);
        if self.cipher.decrypt_in_place(&nonce, &[], &mut self.block).is_err() {
            self.block.clear(); // nobody reads what is not authentic
            return Err(io::Error::new(io::ErrorKind::InvalidData, "the file is not as it was sealed"));
        }
        self.number += 1;
        self.ended = matches!(place, Place::Last);
        Ok(())
    }
}

impl<R: Read> Read for Reader<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        if self.read == self.block.len() && !self.ended {
            self.next()?;
        }
        let count = self.block.get(self.read..).unwrap_or_default().read(to)?;
        self.read += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests;
