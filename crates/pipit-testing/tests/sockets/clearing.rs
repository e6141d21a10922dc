//! What was fetched gives its room back, and comes again when somebody wants it.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use pipit_im::content::{self, Content};
use pipit_im::{Amount, Draft, DraftFile, FileOf, FileState, Held, ReceivedFiles, ReceivedKind};

use super::download::{Torn, names, sent, settles, state};
use super::host::{Device, Host, with};

/// A message with the same bytes as a file, but as a film; bob has it from himself.
async fn film(bob: &Device, of: FileOf, name: &str) -> FileOf {
    let Content::File(file) = bob.client.content(of.message, Held::ITSELF).await.unwrap() else {
        panic!("no file")
    };
    let sight = content::Sight { sight_url: file.file_url, name: name.into(), ..<_>::default() };
    let message = bob.client.send(&with("carol"), Content::Sight(sight)).await.unwrap();
    FileOf { message, held: Held::ITSELF }
}

async fn seen(bob: &Device, of: FileOf, name: &str) -> (FileOf, PathBuf) {
    let of = film(bob, of, name).await;
    let path = bob.client.fetched(of, bob.client.received().unwrap()).await.unwrap();
    (of, path)
}

async fn counted(bob: &Device) -> ReceivedFiles {
    bob.client.received_files(HashSet::new()).await.unwrap()
}

async fn clear(bob: &Device, kind: ReceivedKind, needed: &[&Path]) -> Amount {
    let needed = needed.iter().map(|path| (*path).to_owned()).collect();
    bob.client.clear_received(BTreeSet::from([kind]), needed).await.unwrap()
}

fn amount(files: u64, bytes: u64) -> Amount {
    Amount { files, bytes }
}

/// What sealing adds to a file of less than one block.
const SEAL: u64 = 16;

/// What lies sealed on the disk of a download that broke off after so many bytes.
fn broken_off(bytes: u64) -> u64 {
    bytes / 16_384 * (16_384 + SEAL)
}

#[tokio::test]
async fn what_was_fetched_to_be_seen_is_cleared_and_can_be_fetched_again() {
    let host = Host::start().await;
    let (bob, of) = sent(&host, b"six by nine").await;
    let downloads = host.folder.path().join("downloads");
    let saved = bob.client.fetched(of, &downloads).await.unwrap();
    let (one, path) = seen(&bob, of, "one.mp4").await;
    let (two, _) = seen(&bob, of, "two.mp4").await;
    let before = counted(&bob).await;
    let both = amount(2, 22 + 2 * SEAL);
    assert_eq!((before.played, before.played_clearable), (both, both));
    assert_eq!((before.saved, before.unfinished), (amount(1, 11), amount(0, 0)));

    assert_eq!(clear(&bob, ReceivedKind::Unfinished, &[]).await, amount(0, 0), "that is another kind");
    assert_eq!(clear(&bob, ReceivedKind::Played, &[]).await, both);
    assert!(names(bob.client.received().unwrap()).is_empty());
    for of in [one, two] {
        assert_eq!(state(&bob.client, of).await, FileState::Remote);
    }
    // What lies among the downloads is bob's.
    assert_eq!(state(&bob.client, of).await, FileState::Here);
    assert_eq!(std::fs::read(&saved).unwrap(), b"six by nine");
    assert_eq!(counted(&bob).await, ReceivedFiles { saved: amount(1, 11), ..<_>::default() });

    let again = bob.client.fetched(one, bob.client.received().unwrap()).await.unwrap();
    assert_eq!(again, path);
    assert_eq!(bob.client.seen(one, 11).await.unwrap(), b"six by nine");
}

#[tokio::test]
async fn clearing_leaves_what_a_draft_or_an_unsent_message_names() {
    let host = Host::start().await;
    let (bob, of) = sent(&host, b"a film").await;
    let (drafted, draft_path) = seen(&bob, of, "drafted.mp4").await;
    let (attached, attached_path) = seen(&bob, of, "attached.mp4").await;
    let (passed_on, unsent_path) = seen(&bob, of, "unsent.mp4").await;
    let (other, _) = seen(&bob, of, "other.mp4").await;
    let files = vec![DraftFile { path: draft_path.clone(), as_picture: false }];
    bob.client.save_draft(&with("alice"), Draft { files, ..Draft::default() }).await.unwrap();
    bob.client.disconnect().await;
    bob.client.send_file(&with("alice"), &unsent_path, content::File::default()).await.unwrap();

    let cleared = clear(&bob, ReceivedKind::Played, &[&attached_path]).await;
    assert_eq!(cleared, amount(1, 6 + SEAL), "only the one that nobody needs");
    assert_eq!(state(&bob.client, other).await, FileState::Remote);
    for (of, path) in [(drafted, draft_path), (attached, attached_path), (passed_on, unsent_path)] {
        assert_eq!(state(&bob.client, of).await, FileState::Here, "{path:?}");
        assert!(path.exists(), "{path:?}");
    }
    // Also the next start leaves them.
    let bob = bob.reopened().online().await;
    bob.sent(&with("alice")).await;
    assert_eq!(counted(&bob).await.played, amount(3, 18 + 3 * SEAL));
}

#[tokio::test]
async fn clearing_beginnings_leaves_what_is_on_its_way() {
    let host = Host::start().await;
    let (bob, of) = sent(&host, &super::media::noise(3_000_000)).await;
    // The first brings a million bytes and then nothing, until it is given up; the second one stays on its way.
    let torn = Torn::after(vec![1_000_000, 0, 0, 0, 0, 0, 0, 500_000]);
    let bob = bob.reopened_through(torn.clone()).online().await;
    let downloads = host.folder.path().join("downloads");
    bob.client.fetch_file(of, &downloads).await.unwrap();
    settles(&bob, of, FileState::Failed).await;
    let second = film(&bob, of, "long.mp4").await;
    bob.client.fetch_file(second, &downloads).await.unwrap();
    torn.asked.subscribe().wait_for(|asked| asked.len() == 9).await.unwrap();

    let before = counted(&bob).await;
    let (first, on_its_way) = (broken_off(1_000_000), broken_off(500_000));
    assert_eq!(before.unfinished, amount(2, first + on_its_way));
    assert_eq!(before.unfinished_clearable, amount(1, first));
    assert_eq!(clear(&bob, ReceivedKind::Unfinished, &[]).await, amount(1, first));
    assert_eq!(state(&bob.client, of).await, FileState::Remote);
    assert!(matches!(state(&bob.client, second).await, FileState::Loading { .. }));
    assert_eq!(counted(&bob).await.unfinished, amount(1, on_its_way));

    // It goes on where it was, and the other one begins anew.
    let whole = Torn::after(vec![usize::MAX, usize::MAX]);
    let bob = bob.reopened_through(whole.clone()).online().await;
    settles(&bob, second, FileState::Here).await;
    bob.client.fetched(of, &downloads).await.unwrap();
    assert_eq!(whole.asked(), [500_000 / 16_384 * 16_384, 0]);
}

#[tokio::test]
async fn whatever_ends_the_clearing_in_the_middle_a_message_never_says_that_a_missing_file_is_here() {
    let host = Host::start().await;
    let (bob, of) = sent(&host, b"a film").await;
    let (film, path) = seen(&bob, of, "film.mp4").await;
    // Offline nobody but this test uses up the room: the server's answer to bob's own message would be a transaction too.
    bob.client.disconnect().await;
    let all = || BTreeSet::from([ReceivedKind::Played, ReceivedKind::Unfinished]);

    // The store cannot say that the file is forgotten: it stays.
    bob.disk.fill_disk_after(0);
    assert!(bob.client.clear_received(all(), HashSet::new()).await.is_err());
    assert!(path.exists());
    assert_eq!(state(&bob.client, film).await, FileState::Here);

    // It is forgotten, and then the disk is full.
    bob.disk.fill_disk_after(1);
    assert!(bob.client.clear_received(all(), HashSet::new()).await.is_err());
    bob.disk.fill_disk_after(u64::MAX);
    assert_eq!(state(&bob.client, film).await, FileState::Remote);

    // The process ended between the two: what is left goes at the next start, and the film comes again.
    std::fs::write(&path, b"left").unwrap();
    let bob = bob.reopened().online().await;
    let again = bob.client.fetched(film, bob.client.received().unwrap()).await.unwrap();
    assert_eq!(again, path);
    assert_eq!(bob.client.seen(film, 6).await.unwrap(), b"a film");
    assert_eq!(names(bob.client.received().unwrap()).len(), 1);
}

#[cfg(unix)]
#[tokio::test]
async fn clearing_follows_no_link() {
    let host = Host::start().await;
    let (bob, of) = sent(&host, b"a film").await;
    let (film, path) = seen(&bob, of, "film.mp4").await;
    let diary = host.folder.path().join("diary.txt");
    std::fs::write(&diary, "dear diary").unwrap();
    std::fs::remove_file(&path).unwrap();
    std::os::unix::fs::symlink(&diary, &path).unwrap();
    assert_eq!(counted(&bob).await.played, amount(0, 0));
    assert_eq!(clear(&bob, ReceivedKind::Played, &[]).await, amount(0, 0));
    assert_eq!(state(&bob.client, film).await, FileState::Remote, "there is no film");
    assert_eq!(std::fs::read_to_string(&diary).unwrap(), "dear diary");

    // Nor does it when the whole folder is a link.
    let received = bob.client.received().unwrap().to_owned();
    let (_, path) = seen(&bob, of, "second.mp4").await;
    let elsewhere = host.folder.path().join("elsewhere");
    std::fs::rename(&received, &elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, &received).unwrap();
    assert_eq!(clear(&bob, ReceivedKind::Played, &[]).await, amount(0, 0));
    assert!(path.exists());
}
