//! Three people with six devices write, read, take back, ask who has read, delete, clear away and set this and that, while
//! connections break, answers vanish, frames come twice, late and in the wrong order, disks are full, clocks jump, and
//! engines and the server are killed, also between two transactions. When the wire heals, every device shows what the
//! model says, and a device of each person that knew nothing is the judge of what the server has.
//!
//! `PIPIT_SEED=n` runs one seed, `PIPIT_RUNS=n` so many. A run that fails prints its steps.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

#[path = "faults/acts.rs"]
mod acts;
#[path = "faults/check.rs"]
mod check;
#[path = "faults/model.rs"]
mod model;
#[path = "faults/world.rs"]
mod world;

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rand::SeedableRng;
use rand::rngs::StdRng;
use world::World;

const STEPS: usize = 60;

fn run(seed: u64) {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let mut dice = StdRng::seed_from_u64(seed);
        let mut world = World::new(seed).await;
        for _ in 0..STEPS {
            acts::step(&mut world, &mut dice).await;
        }
        world.heal();
        // Ten minutes of the paused clock are more than any time-out takes.
        let deadline = tokio::time::Instant::now() + Duration::from_mins(10);
        while let Err(wrong) = check::check(&world).await {
            assert!(tokio::time::Instant::now() < deadline, "seed {seed}: {wrong}\n{}", world.told());
            tokio::time::sleep(Duration::from_secs(5)).await;
        }
        // Anything that would come twice has come, and what is asked for every three minutes was asked for again.
        tokio::time::sleep(Duration::from_mins(4)).await;
        if let Err(wrong) = check::check(&world).await {
            panic!("seed {seed}: it was right and no longer is: {wrong}\n{}", world.told());
        }
    });
}

#[test]
fn every_device_shows_what_the_model_says_after_a_thousand_seeded_disasters() {
    if let Some(seed) = std::env::var("PIPIT_SEED").ok().and_then(|seed| seed.parse().ok()) {
        return run(seed);
    }
    let runs: u64 = std::env::var("PIPIT_RUNS").ok().and_then(|runs| runs.parse().ok()).unwrap_or(1_000);
    let next = AtomicU64::new(0);
    // A run waits for its stores' threads, and they for it: two share a core, so that neither leaves it idle.
    let threads = 2 * std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= runs {
                        break;
                    }
                    let outcome = std::panic::catch_unwind(|| run(seed));
                    assert!(outcome.is_ok(), "failed with PIPIT_SEED={seed}");
                }
            });
        }
    });
}
