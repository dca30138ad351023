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
