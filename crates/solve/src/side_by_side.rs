//! The same work on several pieces at the same time, with the answers in order.

use std::cell::Cell;
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

thread_local! {
    /// How many threads work that begins on this one may use; as many as there are processors when nothing is said.
    static THREADS: Cell<Option<NonZero<usize>>> = const { Cell::new(None) };
}

/// Does some work that uses so many threads wherever it looks at several pieces; what comes out does not depend on it.
///
/// # Examples
/// ```
/// use ambimech_solve::side_by_side::with_threads;
/// use std::num::NonZero;
/// let four = NonZero::new(4).unwrap();
/// assert_eq!(with_threads(four, || 2 + 2), 4);
/// ```
pub fn with_threads<T>(count: NonZero<usize>, work: impl FnOnce() -> T) -> T {
    let before = THREADS.replace(Some(count));
    let found = work();
    THREADS.set(before);
    found
}

/// What the work makes of every piece, in the order of the pieces, whichever thread did it.
pub(crate) fn map<T: Sync, R: Send>(pieces: &[T], work: impl Fn(usize, &T) -> R + Sync) -> Vec<R> {
    let stated = THREADS.get().map(NonZero::get);
    let threads =
        stated.unwrap_or_else(|| thread::available_parallelism().map_or(1, NonZero::get)).min(pieces.len());
    let next = AtomicUsize::new(0);
    let (sender, receiver) = mpsc::channel();
    let run = |sender: mpsc::Sender<(usize, R)>| {
        loop {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some(piece) = pieces.get(place) else { return };
            if sender.send((place, work(place, piece))).is_err() {
                return;
            }
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads.max(1) {
            let (run, sender) = (&run, sender.clone());
            if thread::Builder::new().spawn_scoped(scope, move || run(sender)).is_err() {
                break;
            }
        }
        run(sender);
    });
    let mut found: Vec<(usize, R)> = receiver.into_iter().collect();
    found.sort_by_key(|(place, _)| *place);
    found.into_iter().map(|(_, answer)| answer).collect()
}
