//! The local web page of ambimech: edit an environment in tables or as text, see the verdicts change, design, verify, download.
//!
//! # How it works
//!
//! The server holds texts and shows pages; it computes nothing. Every question (also the verdicts that change while somebody types)
//! is a command of this same program in a child process, in a private folder, with a limit on its time, its memory and the
//! length of its answer, and with `--supervised`, under which an environment file may not name another file. So neither a
//! long computation nor a hostile text takes the page down, and cancelling is killing a process. What the server itself
//! reads of an environment is the document tree of `ambimech-io`, which is linear in the text, never payoffs or profiles
//! beyond the sizes that tables show.
//!
//! Pages are made here, with a type that escapes everything from outside (`html`); sentences about answers come from
//! `ambimech_io::render`: a child prints its answer as text and leaves it as HTML beside, which stands on the page with the styles of
//! `/answer.css`. Everything works with forms alone. One small script makes it quicker:
//! verdicts change while numbers change, a pasted block spreads over the cells, arrow keys move between them.
//!
//! # Who may ask
//!
//! It listens on a loopback address unless told otherwise. The headers `Host`, `Origin` and `Sec-Fetch-Site` and a token in every
//! form keep pages from elsewhere out; a strict content security policy keeps scripts from elsewhere out. Environments and jobs
//! have names that cannot be guessed. A form without the token, or about an environment that is gone, does nothing; what it holds
//! is shown, so that it can be opened again. On a loopback address the start page lists what is open: whoever can connect to
//! this machine's loopback address, such as somebody else who is logged in on it, can see it.
//!
//! # Its own crate
//!
//! The reason is its dependencies: an HTTP server and an asynchronous runtime, which nothing else here needs.
//!
//! What this crate does not do: decide, check, write files anywhere but in its temporary folder, or keep anything after its
//! end.

mod app;
mod child;
mod convert;
mod draft;
mod form;
mod grid;
mod guard;
mod html;
mod job;
mod question;
mod route;
mod secret;
mod server;
mod verdicts;
mod view;

pub use server::{ServeError, serve};

use ambimech_io::Format;
use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

/// How the page is served.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The address to listen on.
    pub address: IpAddr,
    /// The port; 0 takes a free one.
    pub port: u16,
    /// The executable of `ambimech`, which answers the questions.
    pub program: PathBuf,
    /// The wall-clock time that a question may take.
    pub time_limit: Duration,
    /// The memory that a question may take, in bytes (enforced on Linux).
    pub memory_limit: u64,
    /// The longest form, in bytes.
    pub body_limit: u64,
    /// Questions that are answered at once; the others wait.
    pub jobs_at_once: u64,
    /// The environments one click away.
    pub examples: Vec<Example>,
    /// An environment that is open from the start.
    pub opened: Option<Opened>,
    /// The version of the program.
    pub version: &'static str,
}

/// An environment of the literature.
#[derive(Debug, Clone)]
pub struct Example {
    /// Its name, as `ambimech examples` lists it.
    pub name: &'static str,
    /// What it is, in a few words.
    pub title: &'static str,
    /// The text of its environment file, TOML.
    pub environment: &'static str,
}

/// The text of an environment file.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The text.
    pub text: String,
    /// TOML or JSON.
    pub format: Format,
}
