//! Work that the trusted room hands out to be run side by side: it starts no threads of its own.

/// A part of some work, to be run once, on any thread. What it finds stays with whoever made it.
pub type Job<'a> = Box<dyn FnOnce() + Send + 'a>;
