//! Work that takes time: done on a thread of its own with the interpreter free, so that other threads of Python go on and
//! Ctrl-C is answered.
//!
//! An interrupted question raises `KeyboardInterrupt` at once. Its thread cannot be stopped from outside: it finishes what it is
//! doing, unheard, or ends with the process.

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

/// How long signals wait at most.
const PATIENCE: Duration = Duration::from_millis(50);
/// As large as the stack of a main thread is at least.
const STACK: usize = 16 << 20;

/// Runs the work with the interpreter released.
///
/// # Errors
/// Whatever a signal handler raises, `KeyboardInterrupt` as a rule; `RuntimeError` when no thread can be had or the work broke
/// off, which is a defect.
pub fn run<T: Send + 'static>(py: Python<'_>, work: impl FnOnce() -> T + Send + 'static) -> PyResult<T> {
    let (answer, mut waiting) = channel();
    let started = thread::Builder::new().name("ambimech".to_string()).stack_size(STACK).spawn(move || {
        // Nobody listens any more after an interrupt.
        let _ = answer.send(work());
    });
    if let Err(error) = started {
        return Err(PyRuntimeError::new_err(format!("no thread could be started: {error}")));
    }
    loop {
        let heard;
        (waiting, heard) = py.detach(move || {
            let heard = waiting.recv_timeout(PATIENCE);
            (waiting, heard)
        });
        match heard {
            Ok(found) => return Ok(found),
            Err(RecvTimeoutError::Timeout) => py.check_signals()?,
            Err(RecvTimeoutError::Disconnected) => {
                return Err(PyRuntimeError::new_err("the work broke off: please report this as a defect"));
            }
        }
    }
}
