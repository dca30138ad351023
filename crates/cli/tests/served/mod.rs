//! A running `ambimech serve` for tests: on a free port, with a temporary folder of its own, ended by a signal.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The program while it serves.
pub struct Served {
    child: Child,
    pub port: u16,
    /// Where it may put temporary files; nothing else does.
    pub folder: tempfile::TempDir,
}

impl Served {
    /// Starts it with more arguments.
    pub fn start(arguments: &[&str]) -> Served {
        let folder = tempfile::tempdir().unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_ambimech"))
            .args(["serve", "--port", "0"])
            .args(arguments)
            .env("TMPDIR", folder.path())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program runs");
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let port = line.trim_end().trim_end_matches('/').rsplit_once(':').and_then(|(_, port)| port.parse().ok());
        let port = port.unwrap_or_else(|| panic!("the program printed {line:?}"));
        assert!(line.starts_with("listening on http://"), "{line}");
        Served { child, port, folder }
    }

    /// The address of a page.
    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// Whether it still runs.
    pub fn is_alive(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// The programs that it started and that still run, by number.
    pub fn children(&self) -> Vec<String> {
        let list = Path::new("/proc").join(self.child.id().to_string()).join("task");
        let tasks = std::fs::read_dir(list).into_iter().flatten().flatten();
        let children = tasks.filter_map(|task| std::fs::read_to_string(task.path().join("children")).ok());
        children.flat_map(|list| list.split_whitespace().map(str::to_string).collect::<Vec<String>>()).collect()
    }

    /// Ends it without a chance to put anything in order.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Ends it as Ctrl-C does, and looks that it left nothing behind.
    pub fn end(mut self) {
        let asked = Command::new("kill").args(["-INT", &self.child.id().to_string()]).status().unwrap();
        assert!(asked.success());
        let end = Instant::now() + Duration::from_secs(15);
        let status = loop {
            match self.child.try_wait().unwrap() {
                Some(status) => break status,
                None if Instant::now() > end => panic!("it does not end"),
                None => std::thread::sleep(Duration::from_millis(20)),
            }
        };
        assert_eq!(status.code(), Some(0), "an interruption is how it ends");
        let left: Vec<_> =
            std::fs::read_dir(self.folder.path()).unwrap().flatten().map(|entry| entry.path()).collect();
        assert!(left.is_empty(), "left behind: {left:?}");
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
