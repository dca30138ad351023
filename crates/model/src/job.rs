//! Several parts of some work at the same time.

use std::num::NonZero;
use std::sync::Mutex;
use std::thread;

/// A part of some work, to be run once, on any thread. What it finds stays with whoever made it.
pub type Job<'a> = Box<dyn FnOnce() + Send + 'a>;

/// How many jobs this process can run at the same time.
pub fn processors() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

/// Runs every job once: each on its own thread, as far as there are threads to be had, one of them on this one.
pub fn run(jobs: Vec<Job<'_>>) {
    let more = jobs.len().saturating_sub(1);
    let queue = Mutex::new(jobs);
    // A job that panics does so outside the lock, so that the queue stays whole.
    let work = || {
        while let Some(job) = queue.lock().ok().and_then(|mut queue| queue.pop()) {
            job();
        }
    };
    thread::scope(|scope| {
        for _ in 0..more {
            if thread::Builder::new().spawn_scoped(scope, work).is_err() {
                break;
            }
        }
        work();
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn every_job_runs_once() {
        for count in [0, 1, 2, 7] {
            let runs: Vec<AtomicUsize> = (0..count).map(|_| AtomicUsize::new(0)).collect();
            let job = |runs| -> Job<'_> {
                let runs: &AtomicUsize = runs;
                Box::new(move || {
                    runs.fetch_add(1, Ordering::Relaxed);
                })
            };
            run(runs.iter().map(job).collect());
            assert!(runs.iter().all(|runs| runs.load(Ordering::Relaxed) == 1), "{count}");
        }
    }
}
