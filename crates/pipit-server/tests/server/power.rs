//! The process ends, in order or not.

use std::collections::BTreeSet;

use futures_util::SinkExt;

use crate::client::{Client, text};
use crate::host::Process;

/// Messages on their way at once.
const FLIGHT: usize = 64;

/// What a sender knows after the process ended in the middle of a load.
struct Interrupted {
    sent: u16,
    acknowledged: BTreeSet<String>,
}

/// How the process ends.
#[derive(Clone, Copy)]
enum End {
    Killed,
    #[cfg(unix)]
    Asked,
}

impl End {
    fn come(self, server: &mut Process) {
        match self {
            Self::Killed => server.child.start_kill().unwrap(),
            #[cfg(unix)]
            Self::Asked => {
                let pid = server.child.id().unwrap().to_string();
                let asked = std::process::Command::new("kill").args(["-TERM", &pid]).status();
                assert!(asked.unwrap().success());
            }
        }
    }
}

/// Sends until the process has ended.
async fn interrupt(server: &mut Process, end: End) -> Interrupted {
    let mut alice = Client::connect_demo(server, "alice").await;
    let (mut sent, mut acknowledged) = (0, BTreeSet::new());
    loop {
        while usize::from(sent) < acknowledged.len() + FLIGHT {
            sent += 1;
            // It fails when the process has ended; what was said before that can still be read.
            alice.socket.send(text("bob", sent, content(sent))).await.ok();
        }
        let Some(ack) = alice.ack().await else { break };
        assert_eq!(ack.status, 0);
        assert!(acknowledged.insert(ack.uid), "acknowledged once");
        if acknowledged.len() == 100 {
            end.come(server);
        }
    }
    assert!(acknowledged.len() >= 100, "it has not ended by itself");
    Interrupted { sent, acknowledged }
}

fn content(number: u16) -> String {
    format!("{{\"content\":\"{number}\"}}")
}

async fn stored(bob: &mut Client) -> BTreeSet<String> {
    bob.pull_all().await.iter().map(|message| message.msg_id().to_owned()).collect()
}

#[tokio::test]
async fn a_kill_in_the_middle_of_a_load_loses_and_doubles_nothing_that_was_acknowledged() {
    let data = tempfile::tempdir().unwrap();
    let mut server = Process::start(data.path()).await;
    let before = interrupt(&mut server, End::Killed).await;
    assert!(!server.child.wait().await.unwrap().success());

    let server = Process::start(data.path()).await;
    let mut bob = Client::connect_demo(&server, "bob").await;
    assert!(before.acknowledged.is_subset(&stored(&mut bob).await), "every acknowledged message is there");

    // The sender does not know what of the rest arrived, and sends all of it again.
    let mut alice = Client::connect_demo(&server, "alice").await;
    for number in 1..=before.sent {
        alice.text("bob", number, content(number)).await;
        assert_eq!(alice.ack().await.unwrap().status, 0);
    }
    let all = bob.pull_all().await;
    let contents: Vec<String> = all.iter().map(|message| message.content.clone()).collect();
    assert_eq!(contents, (1..=before.sent).map(content).collect::<Vec<_>>(), "each once and in order");
    assert!(all.windows(2).all(|pair| pair[0].data_time < pair[1].data_time), "times increase");
}

#[cfg(unix)]
#[tokio::test]
async fn sigterm_answers_everything_that_is_written() {
    let data = tempfile::tempdir().unwrap();
    let mut server = Process::start(data.path()).await;
    let before = interrupt(&mut server, End::Asked).await;
    assert!(server.child.wait().await.unwrap().success(), "it ends in order");

    let server = Process::start(data.path()).await;
    let mut bob = Client::connect_demo(&server, "bob").await;
    // Nothing was written without a word, nothing was promised that is not written.
    assert_eq!(before.acknowledged, stored(&mut bob).await);
}
