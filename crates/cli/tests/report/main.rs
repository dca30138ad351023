//! Reports as their readers meet them: pages for the eye, the keyboard and the ear, and LaTeX that compiles.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr, missing_docs)]

mod colour;
mod markup;
mod page;
mod specimen;
mod typeset;
