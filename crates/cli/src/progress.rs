//! A moving sign on standard error while long work goes on; nothing when standard error is not a terminal,
//! and a line for every part of it when another program supervises this one.

use crate::{output, supervision};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::time::Duration;

/// Runs a piece of work, named for the reader, under a moving sign.
pub fn during<T>(what: &str, work: impl FnOnce() -> T) -> T {
    through(|announce| {
        announce(what);
        work()
    })
}

/// Runs a piece of work that announces its parts, named for the reader, under a moving sign.
pub fn through<T>(work: impl FnOnce(&mut dyn FnMut(&str)) -> T) -> T {
    if supervision::is_on() {
        return work(&mut |what| output::remark(&format!("stage: {what}")));
    }
    if !std::io::stderr().is_terminal() {
        return work(&mut |_| {});
    }
    let sign = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
        sign.set_style(style);
    }
    sign.enable_steady_tick(Duration::from_millis(120));
    let result = work(&mut |what| sign.set_message(what.to_string()));
    sign.finish_and_clear();
    result
}

/// Runs work that counts: finished before, finished, and all. On a terminal a bar shows how far it is and when it will be done.
pub fn counted<T>(work: impl FnOnce(&mut dyn FnMut(u64, u64, u64)) -> T) -> T {
    if supervision::is_on() {
        return work(&mut |_, done, all| output::remark(&format!("stage: case {done} of {all}")));
    }
    if !std::io::stderr().is_terminal() {
        return work(&mut |_, _, _| {});
    }
    let sign = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("{wide_bar} {pos}/{len} cases, {elapsed}, {eta} to go") {
        sign.set_style(style);
    }
    let result = work(&mut |before, done, all| {
        sign.set_length(all);
        if done == before {
            // What was finished before says nothing about how fast this goes.
            sign.set_position(before);
            sign.reset_eta();
        }
        sign.set_position(done);
    });
    sign.finish_and_clear();
    result
}
