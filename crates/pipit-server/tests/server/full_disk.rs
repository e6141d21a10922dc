//! A disk without room: nothing is acknowledged that is not written, and it goes on when there is room.

#![cfg(target_os = "linux")]

use tokio::process::Command;

use crate::client::Client;
use crate::files;
use crate::host::Process;

/// The platform's code for a store that cannot write.
const STORAGE_UNAVAILABLE: u16 = 25102;

/// The largest file that the server may write, in bytes: what a full disk is to it.
const ROOM: u64 = 1024 * 1024;

#[tokio::test]
async fn a_full_disk_refuses_messages_until_there_is_room() {
    let data = tempfile::tempdir().unwrap();
    let mut shell = Command::new("bash");
    // Without the trap the system ends a process that writes too much.
    shell.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_pipit-server")]);
    let server = Process::run(shell, data.path(), &[]).await;
    let pid = server.child.id().unwrap().to_string();
    limit_files(&pid, &ROOM.to_string()).await;

    let mut alice = Client::connect_demo(&server, "alice").await;
    let content = format!("{{\"content\":\"{}\"}}", "x".repeat(30_000));
    let mut accepted = Vec::new();
    let mut number = 0;
    loop {
        number += 1;
        alice.text("bob", number, content.clone()).await;
        let ack = alice.ack().await.unwrap();
        if ack.status == STORAGE_UNAVAILABLE {
            assert_eq!((ack.time, ack.uid.as_str()), (0, ""));
            break;
        }
        assert_eq!(ack.status, 0);
        accepted.push(ack.uid);
        assert!(number < 1_000, "the disk becomes full");
    }
    assert!(accepted.len() > 5, "there was room for some: {}", accepted.len());
    let mut bob = Client::connect_demo(&server, "bob").await;
    let pulled: Vec<String> = bob.pull_all().await.iter().map(|m| m.msg_id().to_owned()).collect();
    assert_eq!(pulled, accepted, "what was accepted can still be read");

    limit_files(&pid, "unlimited").await;
    for again in [number, number + 1] {
        alice.text("bob", again, content.clone()).await;
        let ack = alice.ack().await.unwrap();
        assert_eq!((ack.id, ack.status), (again, 0), "the server recovers by itself");
        accepted.push(ack.uid);
    }
    let pulled: Vec<String> = bob.pull_all().await.iter().map(|m| m.msg_id().to_owned()).collect();
    assert_eq!(pulled, accepted, "each once");
}

#[tokio::test]
async fn a_full_disk_refuses_files_and_leaves_no_half_of_one() {
    let data = tempfile::tempdir().unwrap();
    let mut shell = Command::new("bash");
    shell.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_pipit-server")]);
    let server = Process::run(shell, data.path(), &[]).await;
    let pid = server.child.id().unwrap().to_string();
    let mut alice = Client::connect_demo(&server, "alice").await;
    let ticket = files::ticket(&mut alice, "large.bin").await;
    let form = files::form(&ticket, "image/png", &vec![7; 2 * 1024 * 1024]);

    limit_files(&pid, &ROOM.to_string()).await;
    let refused = files::post_to(&server.url, form.clone(), &[]).await;
    assert_eq!(refused.status(), 507);
    assert_eq!(files::files_in(&data.path().join("files")), Vec::<std::path::PathBuf>::new());
    limit_files(&pid, "unlimited").await;
    assert_eq!(files::post_to(&server.url, form, &[]).await.status(), 200, "there is room again");
}

async fn limit_files(pid: &str, size: &str) {
    let status = Command::new("prlimit").args(["--pid", pid, &format!("--fsize={size}:")]).status().await;
    assert!(status.unwrap().success());
}
