//! Works through the cases of a shard on several threads.
//!
//! Threads take the next cases from one list, unless there is but one; this thread writes what they hand in to the journal. Which thread runs a case, and
//! when, changes neither its row nor its place in the results.

use crate::case::run_case;
use crate::finished::Finished;
use crate::journal::{Entry, Heading, Journal};
use crate::shard::Shard;
use ambimech_io::Read;
use ambimech_io::sweep::Plan;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

/// As large as the stack of a main thread is at least.
const STACK: usize = 16 << 20;
/// Cases that a thread takes at once, at most.
const MOST_AT_ONCE: usize = 64;
/// Lines wait for others so long at most.
const PATIENCE: Duration = Duration::from_millis(200);

/// How far a sweep is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stand {
    /// Cases that were finished when it began.
    pub before: u64,
    /// Cases that are finished.
    pub done: u64,
    /// All cases of the shard.
    pub all: u64,
}

/// A shard of a sweep in a folder.
#[derive(Debug)]
pub struct ShardRun<'p> {
    /// The plan.
    pub plan: &'p Plan,
    /// The shard.
    pub shard: Shard,
    /// Where the journal is.
    pub folder: &'p Path,
    /// Threads at work, at least one.
    pub threads: usize,
    /// The version of the program, which a journal must have been begun with.
    pub version: &'p str,
}

impl ShardRun<'_> {
    /// Runs the cases that are not in the journal yet; gives all of the shard. `tell` hears how far it is.
    ///
    /// # Errors
    /// A journal that cannot be used, or cannot be written to.
    pub fn finish(&self, tell: &mut dyn FnMut(Stand)) -> Read<Finished> {
        let heading =
            Heading { plan: self.plan.digest.clone(), version: self.version.to_string(), shard: self.shard };
        let (mut journal, mut finished) = Journal::open(self.folder, &heading)?;
        let count = self.plan.case_count();
        let pending: Vec<u64> = self.shard.cases(count).filter(|case| !finished.has(*case)).collect();
        let before = u64::try_from(finished.len()).unwrap_or(0);
        let all = before + u64::try_from(pending.len()).unwrap_or(0);
        tell(Stand { before, done: before, all });
        let at_once = (pending.len() / (self.threads.max(1) * 8)).clamp(1, MOST_AT_ONCE);
        let next = AtomicUsize::new(0);
        let (plan, pending, next) = (self.plan, pending.as_slice(), &next);
        let work = move |send: &SyncSender<Vec<Entry>>| {
            loop {
                let start = next.fetch_add(at_once, Ordering::Relaxed);
                let Some(cases) =
                    pending.get(start..(start + at_once).min(pending.len())).filter(|cases| !cases.is_empty())
                else {
                    return;
                };
                let entries: Vec<Entry> = cases.iter().filter_map(|case| run(plan, *case)).collect();
                // Nobody listens any more when the journal cannot be written.
                if send.send(entries).is_err() {
                    return;
                }
            }
        };
        thread::scope(|scope| {
            let (send, receive) = sync_channel::<Vec<Entry>>(1024);
            let mut started = 0;
            // One thread is this one: memory is handed out faster where there is no other.
            let wanted = if self.threads > 1 { self.threads } else { 0 };
            for _ in 0..wanted {
                let send = send.clone();
                let builder = thread::Builder::new().name("sweep".to_string()).stack_size(STACK);
                started += usize::from(builder.spawn_scoped(scope, move || work(&send)).is_ok());
            }
            drop(send);
            let mut lines = String::new();
            let mut last = Instant::now();
            let mut done = before;
            let mut take = |entries: Vec<Entry>, journal: &mut Journal| -> Read<()> {
                for entry in entries {
                    lines.push_str(&journal.line(&entry));
                    finished.insert(&entry);
                    done += 1;
                }
                if last.elapsed() >= PATIENCE || done == all {
                    journal.write(&lines)?;
                    lines.clear();
                    last = Instant::now();
                    tell(Stand { before, done, all });
                }
                Ok(())
            };
            if started == 0 {
                // No thread was asked for, or to be had.
                for case in pending {
                    take(run(plan, *case).into_iter().collect(), &mut journal)?;
                }
            }
            while let Ok(entries) = receive.recv() {
                take(entries, &mut journal)?;
            }
            journal.finish()
        })?;
        Ok(finished)
    }
}

fn run(plan: &Plan, case: u64) -> Option<Entry> {
    let start = Instant::now();
    let row = run_case(plan, case)?.join(",");
    let nanoseconds = u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX);
    Some(Entry { case, nanoseconds, row })
}
