use std::collections::VecDeque;
use std::sync::Mutex;

use super::*;

/// A host that answers what it is told, and writes down what it is asked.
#[derive(Default)]
struct Scripted {
    answers: Mutex<VecDeque<Result<Option<NewVersion>, UpdateProblem>>>,
    installs: Mutex<VecDeque<Result<(), UpdateProblem>>>,
    asked: Mutex<Vec<&'static str>>,
}

#[async_trait]
impl Updater for Scripted {
    async fn check(&self) -> Result<Option<NewVersion>, UpdateProblem> {
        self.asked.lock().unwrap().push("check");
        self.answers.lock().unwrap().pop_front().unwrap_or(Ok(None))
    }

    async fn install(&self, progress: Progress) -> Result<(), UpdateProblem> {
        self.asked.lock().unwrap().push("install");
        progress(10, None);
        progress(30, Some(1_000));
        progress(39, Some(1_000));
        self.installs.lock().unwrap().pop_front().unwrap()
    }

    fn restart(&self) {
        self.asked.lock().unwrap().push("restart");
    }
}

fn version(number: &str) -> NewVersion {
    NewVersion { number: number.to_owned(), notes: None }
}

fn found(number: &str) -> Updates {
    Updates::Found { version: version(number) }
}

/// A host with these answers, and what is known of it from the first look on.
async fn followed(
    answers: impl IntoIterator<Item = Result<Option<NewVersion>, UpdateProblem>>,
) -> (Arc<Scripted>, Following, watch::Receiver<Updates>) {
    let host = Arc::new(Scripted::default());
    host.answers.lock().unwrap().extend(answers);
    let following = Following::default();
    let mut known = following.known.subscribe();
    following.begin(host.clone());
    known.wait_for(|known| !matches!(known, Updates::Off | Updates::Checking)).await.unwrap();
    (host, following, known)
}

impl Scripted {
    fn asked(&self) -> Vec<&'static str> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }
}

#[tokio::test(start_paused = true)]
async fn it_is_looked_for_at_the_start_every_day_and_sooner_when_nobody_answered() {
    let begun = Instant::now();
    let answers = [Err(UpdateProblem::Unreachable), Ok(None), Ok(Some(version("2.0.0")))];
    let (_host, _following, mut known) = followed(answers).await;
    assert_eq!(*known.borrow_and_update(), Updates::Failed { problem: UpdateProblem::Unreachable });
    assert_eq!(begun.elapsed(), Duration::ZERO, "at once");
    known.changed().await.unwrap();
    assert!(matches!(*known.borrow_and_update(), Updates::Newest { .. }));
    assert_eq!(begun.elapsed().as_secs(), AGAIN.as_secs());
    known.changed().await.unwrap();
    assert_eq!(*known.borrow_and_update(), found("2.0.0"), "the clock asks silently");
    assert_eq!(begun.elapsed().as_secs(), (AGAIN + EVERY).as_secs());
}

#[tokio::test(start_paused = true)]
async fn nothing_is_installed_that_the_person_has_not_seen() {
    let (host, following, mut known) = followed([Ok(Some(version("2.0.0")))]).await;
    assert_eq!(following.install("2.0.1").await.unwrap_err().code, ErrorCode::NotFound);
    host.installs.lock().unwrap().push_back(Err(UpdateProblem::Untrusted));
    known.mark_unchanged();
    following.install("2.0.0").await.unwrap();
    known.wait_for(|known| *known == Updates::Failed { problem: UpdateProblem::Untrusted }).await.unwrap();
    assert_eq!(host.asked(), ["check", "install"], "and does not start anew");
    assert_eq!(
        following.install("2.0.0").await.unwrap_err().code,
        ErrorCode::NotFound,
        "it is looked at again"
    );
}

#[tokio::test(start_paused = true)]
async fn a_version_is_fetched_installed_and_started() {
    let (host, following, mut known) = followed([Ok(Some(version("2.0.0")))]).await;
    host.installs.lock().unwrap().push_back(Ok(()));
    following.install("2.0.0").await.unwrap();
    let fetching = Updates::Fetching { version: version("2.0.0"), percent: Some(3) };
    known.wait_for(|known| *known == fetching).await.unwrap();
    while host.asked.lock().unwrap().last() != Some(&"restart") {
        tokio::task::yield_now().await;
    }
    assert_eq!(host.asked(), ["check", "install", "restart"]);
}

#[tokio::test(start_paused = true)]
async fn a_person_who_asks_sees_that_it_is_asked() {
    let long = NewVersion { number: "3.0.0".into(), notes: Some(format!(" {} ", "新".repeat(9_000))) };
    let (_host, following, mut known) = followed([Ok(None), Ok(Some(long))]).await;
    known.mark_unchanged();
    following.wish(Wish::Check).await.unwrap();
    let seen = known.wait_for(|known| matches!(known, Updates::Found { .. })).await.unwrap().clone();
    let Updates::Found { version } = seen else { panic!("{seen:?}") };
    assert_eq!(version.notes.unwrap().chars().count(), LONGEST_NOTES);
}

#[tokio::test(start_paused = true)]
async fn where_nobody_publishes_versions_nothing_can_be_asked() {
    let following = Following::default();
    assert_eq!(following.wish(Wish::Check).await.unwrap_err().code, ErrorCode::LeftOut);
    assert_eq!(following.install("2.0.0").await.unwrap_err().code, ErrorCode::NotFound);
    assert_eq!(*following.known.borrow(), Updates::Off);
}
