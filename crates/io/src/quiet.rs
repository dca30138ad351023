//! Work of a library that may panic on damaged files.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}
static HOOK: Once = Once::new();

/// What the work gives; `None` when it panicked, about which nothing is printed. What it was about to change must not be used then.
pub(crate) fn unless_it_panics<T>(work: impl FnOnce() -> T) -> Option<T> {
    HOOK.call_once(|| {
        let usual = take_hook();
        set_hook(Box::new(move |info| {
            if !QUIET.get() {
                usual(info);
            }
        }));
    });
    let before = QUIET.replace(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    QUIET.set(before);
    result.ok()
}

#[cfg(test)]
mod tests {
    use super::unless_it_panics;

    #[test]
    fn a_panic_is_no_answer() {
        assert_eq!(unless_it_panics(|| 7), Some(7));
        let empty: Vec<u8> = Vec::new();
        assert_eq!(unless_it_panics(|| empty[0]), None);
        assert_eq!(unless_it_panics(|| 8), Some(8));
    }
}
