use std::io::{self, Read};

use proptest::prelude::*;

use super::{BLOCK, FileKey, Reader, Sealer, TAG, WHOLE, content, on_disk, whole_blocks};

const KEY: FileKey = FileKey([7; 32]);

/// Content that is nowhere the same.
fn film(length: usize) -> Vec<u8> {
    (0..length).map(|place| place.wrapping_mul(2_654_435_761).to_be_bytes()[4]).collect()
}

fn sealed_in_pieces(film: &[u8], piece: usize) -> Vec<u8> {
    let mut sealer = Sealer::new(&KEY, 0);
    let mut blocks = Vec::new();
    for piece in film.chunks(piece) {
        blocks.extend(sealer.seal(piece).unwrap());
    }
    blocks.extend(sealer.finish().unwrap());
    blocks
}

fn sealed(film: &[u8]) -> Vec<u8> {
    sealed_in_pieces(film, film.len().max(1))
}

fn opened(sealed: &[u8], key: &FileKey) -> io::Result<Vec<u8>> {
    let mut film = Vec::new();
    Reader::new(sealed, key).read_to_end(&mut film)?;
    Ok(film)
}

fn is_damaged(sealed: &[u8]) -> bool {
    opened(sealed, &KEY).is_err_and(|error| error.kind() == io::ErrorKind::InvalidData)
}

/// Lengths about where blocks begin and end, and any others.
fn lengths() -> impl Strategy<Value = usize> {
    prop_oneof![
        0..4 * BLOCK,
        (0..4_usize, 0..3_usize).prop_map(|(blocks, more)| (blocks * BLOCK + more).saturating_sub(1))
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))] // a cipher that is not optimised takes its time

    #[test]
    fn whatever_is_sealed_in_whatever_pieces_is_read_again(length in lengths(), piece in 1..3 * BLOCK) {
        let film = film(length);
        let sealed = sealed_in_pieces(&film, piece);
        prop_assert_eq!(content(sealed.len() as u64), length as u64);
        prop_assert!(opened(&sealed, &KEY).unwrap() == film);
        prop_assert!(opened(&sealed, &FileKey([8; 32])).is_err(), "another file's key opens nothing");
    }

    #[test]
    fn what_broke_off_anywhere_goes_on_after_its_last_whole_block(length in lengths(), broken in 0..4 * WHOLE) {
        let film = film(length);
        let mut part = sealed(&film);
        part.truncate(broken);
        let here = whole_blocks(part.len() as u64);
        part.truncate(usize::try_from(on_disk(here)).unwrap());
        let mut sealer = Sealer::new(&KEY, here);
        part.extend(sealer.seal(&film[usize::try_from(here).unwrap()..]).unwrap());
        part.extend(sealer.finish().unwrap());
        prop_assert!(part == sealed(&film), "nothing else is sealed under its key");
    }

    #[test]
    fn a_byte_that_was_changed_or_cut_off_or_added_is_noticed(length in lengths(), at in any::<prop::sample::Index>(), bit in 0..8) {
        let whole = sealed(&film(length));
        let at = at.index(whole.len());
        let mut changed = whole.clone();
        changed[at] ^= 1_u8 << bit;
        prop_assert!(is_damaged(&changed));
        prop_assert!(is_damaged(&whole[..at]), "it ends at {} of {}", at, whole.len());
        prop_assert!(is_damaged(&[whole, vec![0; at + 1]].concat()));
    }
}

#[test]
fn blocks_that_were_swapped_left_out_or_repeated_are_noticed() {
    let whole = sealed(&film(3 * BLOCK + 5));
    let blocks: Vec<&[u8]> = whole.chunks(WHOLE).collect();
    assert_eq!(blocks.iter().map(|block| block.len()).collect::<Vec<_>>(), [WHOLE, WHOLE, WHOLE, 5 + TAG]);
    for order in [&[1, 0, 2, 3][..], &[0, 2, 3], &[1, 2, 3], &[0, 1, 1, 2, 3], &[0, 1, 2], &[3], &[0, 3], &[]]
    {
        let other: Vec<u8> = order.iter().flat_map(|block| blocks[*block]).copied().collect();
        assert!(is_damaged(&other), "{order:?}");
    }
}

#[test]
fn of_a_damaged_block_nothing_is_read_and_what_is_sealed_shows_nothing() {
    let film = vec![b'a'; 2 * BLOCK];
    let mut sealed = sealed(&film);
    assert!(!sealed.windows(4).any(|four| four == b"aaaa"));
    sealed[WHOLE] ^= 1;
    let mut read = Vec::new();
    let mut reader = Reader::new(sealed.as_slice(), &KEY);
    assert!(reader.read_to_end(&mut read).is_err());
    assert_eq!(read.len(), BLOCK, "the first block is as it was");
    assert!(format!("{KEY:?}").find('7').is_none(), "a log tells no key");
    assert!(FileKey::new().unwrap() != FileKey::new().unwrap());
}
