//! One command in a child process, within limits.
//!
//! The child is this same program with `--supervised`: it reports its stages and mistakes as lines on standard error, and refuses
//! environment files that name other files. It runs in a folder of its own, with an input that only says that this process is still there, without this process's
//! environment variables, is killed when its time is over or nobody waits for it any more, and on Linux cannot take
//! more memory or write longer files than it is allowed.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, BufReader};
use tokio::process::{Child, Command};

/// Longest answer that is read, in bytes.
const MOST_OUTPUT: u64 = 16 << 20;
/// Longest line of standard error that is looked at, in bytes.
const LONGEST_LINE: u64 = 1 << 20;
/// Bytes of standard error that are read at all.
const MOST_REMARKS: u64 = 8 << 20;
/// Longest file that a child may write, in bytes.
#[cfg(target_os = "linux")]
const LONGEST_FILE: u64 = 256 << 20;

/// How much a child may take.
#[derive(Debug, Clone)]
pub(crate) struct Limits {
    /// Wall-clock time.
    pub time: Duration,
    /// Bytes of memory.
    pub memory: u64,
}

/// How a child ended.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Ended {
    /// It printed an answer; the exit code says which.
    Answered { code: i32, output: String },
    /// It could not run: something is wrong with a file or an argument.
    CouldNotRun(Mistake),
    /// Its time was over.
    OutOfTime,
    /// The answer is longer than what is shown.
    TooLong,
    /// It ended in a way of its own, most likely for want of memory.
    Broke,
    /// It could not be started.
    NotStarted(String),
}

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mistake {
    /// The whole message, as a terminal shows it.
    pub text: String,
    /// What is wrong, in a few words.
    pub title: String,
    /// What was found, what was expected, how to mend it; parts may be empty.
    pub found: String,
    pub expected: String,
    pub help: Vec<String>,
    /// File, line and column from 1 of the places that matter, the one to mend first.
    pub places: Vec<(String, usize, usize)>,
}

/// A command for a child.
#[derive(Debug, Clone)]
pub(crate) struct Errand<'a> {
    /// The program.
    pub program: &'a Path,
    /// Its arguments, without `--supervised`.
    pub arguments: Vec<String>,
    /// The folder it runs in.
    pub folder: PathBuf,
    pub limits: Limits,
}

/// Runs a command to its end. Dropping the future kills the child.
pub(crate) async fn run(errand: Errand<'_>, stage: &(dyn Fn(&str) + Sync)) -> Ended {
    let mut command = Command::new(errand.program);
    command
        .arg("--supervised")
        .args(&errand.arguments)
        .current_dir(&errand.folder)
        .env_clear()
        // It ends when this pipe closes: also when this process is killed without a chance to end its children.
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    if let Some(root) = std::env::var_os("SystemRoot") {
        // Windows programs do not start without it.
        command.env("SystemRoot", root);
    }
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) => return Ended::NotStarted(error.to_string()),
    };
    limit(&child, &errand.limits);
    // Waiting for a child closes its input: it is kept open until the end.
    let _alive = child.stdin.take();
    let (Some(output), Some(remarks)) = (child.stdout.take(), child.stderr.take()) else {
        return Ended::NotStarted("its output is not there".to_string());
    };
    let work = async {
        let (output, complaint) = tokio::join!(read_output(output), read_remarks(remarks, stage));
        (output, complaint, child.wait().await)
    };
    let ended = tokio::time::timeout(errand.limits.time, work).await;
    let Ok((output, complaint, status)) = ended else {
        // The future that waited is gone: the child can be killed, and waited for.
        let _ = child.kill().await;
        return Ended::OutOfTime;
    };
    let Some(output) = output else { return Ended::TooLong };
    match status.ok().and_then(|status| status.code()) {
        Some(code @ (0 | 1 | 3)) => Ended::Answered { code, output },
        Some(2) => Ended::CouldNotRun(complaint),
        _ => Ended::Broke,
    }
}

#[cfg(target_os = "linux")]
fn limit(child: &Child, limits: &Limits) {
    use rustix::process::{Pid, Resource, Rlimit, prlimit};
    let Some(pid) = child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw) else { return };
    let set = |resource, most: u64| {
        // A child that already ended has no limits to set.
        let _ = prlimit(Some(pid), resource, Rlimit { current: Some(most), maximum: Some(most) });
    };
    set(Resource::As, limits.memory);
    set(Resource::Fsize, LONGEST_FILE);
    set(Resource::Core, 0);
}

#[cfg(not(target_os = "linux"))]
fn limit(_: &Child, _: &Limits) {}

/// The whole output; `None` when it is too long.
async fn read_output(output: impl AsyncRead + Unpin) -> Option<String> {
    let mut bytes = Vec::new();
    let mut limited = output.take(MOST_OUTPUT + 1);
    let read = limited.read_to_end(&mut bytes).await;
    let fits = read.is_ok_and(|count| count as u64 <= MOST_OUTPUT);
    fits.then(|| String::from_utf8_lossy(&bytes).into_owned())
}

/// Passes stages on, and keeps the mistake.
async fn read_remarks(remarks: impl AsyncRead + Unpin, stage: &(dyn Fn(&str) + Sync)) -> Mistake {
    let mut lines = BufReader::new(remarks.take(MOST_REMARKS));
    let mut mistake: Option<Mistake> = None;
    let mut other = String::new();
    let mut line = Vec::new();
    loop {
        line.clear();
        let mut limited = (&mut lines).take(LONGEST_LINE);
        match limited.read_until(b'\n', &mut line).await {
            Ok(0) | Err(_) => break,
            Ok(_) => {}
        }
        let text = String::from_utf8_lossy(&line);
        let text = text.trim_end();
        if let Some(what) = text.strip_prefix("stage: ") {
            stage(what);
        } else if let Some(found) = text.strip_prefix("mistake: ").and_then(Mistake::of_json) {
            mistake = Some(found);
        } else if other.len() < 4096 {
            other.push_str(text);
            other.push('\n');
        }
    }
    mistake.unwrap_or_else(|| Mistake::of_text(&other))
}

impl Mistake {
    /// A mistake that is told in words alone.
    pub fn of_text(text: &str) -> Mistake {
        let title = text.lines().next().unwrap_or("").trim_start_matches("error: ").to_string();
        Mistake {
            text: text.to_string(),
            title: if title.is_empty() { "this could not be run".to_string() } else { title },
            found: String::new(),
            expected: String::new(),
            help: Vec::new(),
            places: Vec::new(),
        }
    }

    fn of_json(text: &str) -> Option<Mistake> {
        let value: Value = serde_json::from_str(text).ok()?;
        let words = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or("").to_string();
        let list = |key: &str| value.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
        let place = |place: &Value| {
            let number = |key: &str| usize::try_from(place.get(key)?.as_u64()?).ok();
            Some((place.get("file")?.as_str()?.to_string(), number("line")?, number("column")?))
        };
        Some(Mistake {
            text: words("text"),
            title: words("title"),
            found: words("found"),
            expected: words("expected"),
            help: list("help").iter().filter_map(Value::as_str).map(str::to_string).collect(),
            places: list("places").iter().filter_map(place).collect(),
        })
    }
}
