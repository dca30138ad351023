//! The same work on several pieces at the same time, with the answers in order.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

/// What the work makes of every piece, in the order of the pieces, whichever thread did it.
pub(crate) fn map<T: Sync, R: Send>(pieces: &[T], work: impl Fn(usize, &T) -> R + Sync) -> Vec<R> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(pieces.len());
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
