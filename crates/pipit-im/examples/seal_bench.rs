//! What the seal on fetched files costs, as rows of a table: a file written and read through it, in turns with the same
//! file lying plainly. `make bench` runs it.

use std::fs::File;
use std::io::{self, Read, Write};
use std::time::{Duration, Instant};

use clap::Parser;
use pipit_im::testing::SealedFile;

/// How often each is done; the median counts.
const TURNS: usize = 7;

/// Bytes that are written and read at once.
const PIECE: usize = 16 * 1024;

#[derive(Parser)]
struct Options {
    /// How large the file is, in megabytes.
    #[arg(long, default_value_t = 100)]
    megabytes: usize,
    /// Where it lies.
    #[arg(long, default_value = ".")]
    folder: std::path::PathBuf,
}

fn main() -> io::Result<()> {
    let options = Options::parse();
    let folder = tempfile::tempdir_in(&options.folder)?;
    let content: Vec<u8> = (0..options.megabytes * 1_000_000).map(|byte| byte.to_le_bytes()[0]).collect();
    let [sealed, plain] = ["sealed", "plain"].map(|name| folder.path().join(name));
    let (mut written, mut read) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        let (file, through) = timed(|| SealedFile::write(&sealed, &content))?;
        let ((), beside) = timed(|| {
            let mut file = File::create(&plain)?;
            content.chunks(PIECE).try_for_each(|piece| file.write_all(piece))?;
            file.sync_all()
        })?;
        written.push((through, beside));
        let ((), through) = timed(|| drain(file.open()?))?;
        let ((), beside) = timed(|| drain(File::open(&plain)?))?;
        read.push((through, beside));
    }
    let speed = |of: fn(&(Duration, Duration)) -> Duration, times: &[(Duration, Duration)]| {
        let mut times: Vec<Duration> = times.iter().map(of).collect();
        times.sort_unstable();
        let median = times.get(TURNS / 2).copied().unwrap_or_default();
        content.len() as u128 / median.as_micros().max(1) // bytes in a microsecond are megabytes in a second
    };
    for (what, times) in [("written to the disk", written), ("read again from memory", read)] {
        println!(
            "| a file of {} MB, {what} | {} MB/s sealed | {} MB/s plainly |",
            options.megabytes,
            speed(|(through, _)| *through, &times),
            speed(|(_, beside)| *beside, &times),
        );
    }
    Ok(())
}

fn timed<T>(act: impl FnOnce() -> io::Result<T>) -> io::Result<(T, Duration)> {
    let begun = Instant::now();
    Ok((act()?, begun.elapsed()))
}

fn drain(mut from: impl Read) -> io::Result<()> {
    let mut piece = vec![0; PIECE];
    while from.read(&mut piece)? > 0 {}
    Ok(())
}
