//! Questions that are being answered: each in a folder of its own, a few at once, the others waiting in line.

use crate::child::{Ended, Errand, Limits, run};
use crate::question::{Command, Kind, Question};
use crate::verdicts::{Goal, goals_of};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore, watch};

/// Jobs that may wait or run; more are turned away.
pub(crate) const MOST_OPEN: usize = 16;
/// Jobs that are kept after their end.
const MOST_ENDED: usize = 32;
/// Longest answer that is shown as HTML, in bytes.
const LONGEST_PIECE: u64 = 4 << 20;
/// How long a job is kept after its end.
const KEPT: Duration = Duration::from_secs(3600);

/// The files that a job can leave for the person at the page, with what they are.
pub(crate) const FILES: [(&str, &str); 21] = [
    ("report.html", "the report, a page of its own"),
    ("report.tex", "the report for LaTeX"),
    ("mechanism.json", "the mechanism"),
    ("mechanism-environment.toml", "the environment that it is about, at its value of the parameter"),
    ("mechanism-paper.json", "the construction that it stands in for"),
    ("certificate.json", "the certificate"),
    ("summary.json", "the answer for programs"),
    ("environment.toml", "the environment asked about"),
    ("environment.json", "the environment asked about"),
    ("lower-mechanism.json", "the mechanism at the lower end"),
    ("lower-environment.toml", "the environment that it is about"),
    ("beyond-lower.json", "the certificate that there is none below"),
    ("beyond-lower-environment.toml", "the environment that it is about"),
    ("upper-mechanism.json", "the mechanism at the upper end"),
    ("upper-environment.toml", "the environment that it is about"),
    ("beyond-upper.json", "the certificate that there is none above"),
    ("beyond-upper-environment.toml", "the environment that it is about"),
    ("never-1.json", "the first certificate that there is none"),
    ("never-1-environment.toml", "the environment that it is about"),
    ("never-2.json", "the second certificate that there is none"),
    ("never-2-environment.toml", "the environment that it is about"),
];

/// Where a job is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum State {
    /// Others come first.
    Waiting,
    /// It runs, for this long and in this part.
    Running { since: Instant, stage: String },
    /// It came to an end.
    Ended { answer: Ended, goals: Vec<Goal>, took: Duration },
    /// Somebody stopped it.
    Cancelled,
}

/// A question and what became of it.
#[derive(Debug)]
pub(crate) struct Job {
    /// The environment it is about, by its name on the page.
    pub draft: String,
    /// The environment's title.
    pub about: String,
    pub question: Question,
    pub time: Duration,
    pub asked: Instant,
    folder: TempDir,
    state: Mutex<State>,
    ended: Mutex<Option<Instant>>,
    cancel: watch::Sender<bool>,
}

/// What a new job needs.
#[derive(Debug)]
pub(crate) struct Order {
    pub draft: String,
    pub about: String,
    pub question: Question,
    pub environment: (&'static str, String),
    pub mechanism: Option<Vec<u8>>,
}

impl Job {
    fn new(order: &Order, root: &Path, time: Duration) -> std::io::Result<Job> {
        Ok(Job {
            draft: order.draft.clone(),
            about: order.about.clone(),
            question: order.question.clone(),
            time,
            asked: Instant::now(),
            folder: tempfile::Builder::new().prefix("job-").tempdir_in(root)?,
            state: Mutex::new(State::Waiting),
            ended: Mutex::new(None),
            cancel: watch::Sender::new(false),
        })
    }

    /// Where it is.
    pub fn state(&self) -> State {
        locked(&self.state).clone()
    }

    /// Whether it waits or runs.
    pub fn is_open(&self) -> bool {
        matches!(*locked(&self.state), State::Waiting | State::Running { .. })
    }

    /// Stops it.
    pub fn cancel(&self) {
        self.cancel.send_replace(true);
    }

    /// The place of one of [`FILES`], when it is there.
    pub fn file(&self, name: &str) -> Option<(&'static str, PathBuf)> {
        let (name, _) = FILES.iter().find(|(known, _)| *known == name)?;
        let path = self.folder.path().join(name);
        path.is_file().then_some((name, path))
    }

    /// The files that are there.
    pub fn files(&self) -> Vec<(&'static str, &'static str)> {
        FILES.into_iter().filter(|(name, _)| self.file(name).is_some()).collect()
    }

    /// The answer as a piece of HTML that the child left, when there is one of moderate length.
    pub fn answer_piece(&self) -> Option<String> {
        let path = self.folder.path().join("answer.html");
        let length = std::fs::metadata(&path).ok()?.len();
        (length <= LONGEST_PIECE).then(|| std::fs::read_to_string(&path).ok())?
    }

    fn set(&self, state: State) {
        if matches!(state, State::Ended { .. } | State::Cancelled) {
            *locked(&self.ended) = Some(Instant::now());
        }
        *locked(&self.state) = state;
    }

    fn set_stage(&self, what: &str) {
        if let State::Running { stage, .. } = &mut *locked(&self.state) {
            // One line of moderate length, whatever the child said.
            *stage = what.chars().take(80).collect();
        }
    }

    /// Does the work when its turn comes, until it ends or is stopped.
    async fn work(
        self: Arc<Job>,
        order: Order,
        program: PathBuf,
        memory: u64,
        turn: impl Future<Output = Turn> + Send,
    ) {
        let mut cancelled = self.cancel.subscribe();
        let stopped = async move {
            // An error means that the job is gone, and nobody waits for it.
            let _ = cancelled.wait_for(|cancelled| *cancelled).await;
        };
        let answer = async {
            let _turn = turn.await;
            let since = Instant::now();
            self.set(State::Running { since, stage: "starting".to_string() });
            let (answer, goals) = self.answer(&order, &program, memory, since).await;
            State::Ended { answer, goals, took: since.elapsed() }
        };
        let state = tokio::select! {
            () = stopped => State::Cancelled,
            state = answer => state,
        };
        self.set(state);
    }

    async fn answer(&self, order: &Order, program: &Path, memory: u64, since: Instant) -> (Ended, Vec<Goal>) {
        let folder = self.folder.path();
        let (environment, text) = &order.environment;
        let mut written = tokio::fs::write(folder.join(environment), text).await;
        if let (Ok(()), Some(bytes)) = (&written, &order.mechanism) {
            written = tokio::fs::write(folder.join("mechanism.json"), bytes).await;
        }
        if let Err(error) = written {
            return (Ended::NotStarted(error.to_string()), Vec::new());
        }
        let errand = |command: &Command| Errand {
            program,
            arguments: command.arguments.clone(),
            folder: folder.to_path_buf(),
            limits: Limits { time: self.time.saturating_sub(since.elapsed()), memory },
        };
        let mut answer = Ended::NotStarted(String::new());
        for command in self.question.commands(environment) {
            answer = run(errand(&command), &|stage| self.set_stage(stage)).await;
        }
        let Ended::Answered { code, .. } = &answer else { return (answer, Vec::new()) };
        if matches!(self.question.kind, Kind::Decide | Kind::Design | Kind::FewRules) {
            // The same option writes a mechanism or the certificate that there is none.
            let name = if *code == 0 { "mechanism.json" } else { "certificate.json" };
            // There is no file when the question is undecided.
            let _ = tokio::fs::rename(folder.join("answer.json"), folder.join(name)).await;
        }
        let (has_mechanism, has_page) =
            (self.file("mechanism.json").is_some(), self.file("report.html").is_some());
        for command in self.question.reports(environment, has_mechanism, has_page) {
            self.set_stage("writing the report");
            // A report that takes too long is missing; the answer stands without it.
            let _ = run(errand(&command), &|_| {}).await;
        }
        let summary = match self.file("summary.json") {
            Some((_, path)) => tokio::fs::read_to_string(path).await.unwrap_or_default(),
            None => String::new(),
        };
        (answer, goals_of(&summary))
    }
}

/// Leave to begin; no jobs are turned away by closing the line.
type Turn = Result<OwnedSemaphorePermit, AcquireError>;

/// The jobs by names that cannot be guessed.
#[derive(Debug)]
pub(crate) struct Jobs {
    all: Mutex<BTreeMap<String, Arc<Job>>>,
    turns: Arc<Semaphore>,
}

impl Jobs {
    /// No jobs yet; so many run at once.
    pub fn new(at_once: usize) -> Jobs {
        Jobs { all: Mutex::new(BTreeMap::new()), turns: Arc::new(Semaphore::new(at_once)) }
    }

    /// Takes a question on under a name.
    ///
    /// # Errors
    /// When too many wait already, or the job's folder cannot be made.
    pub fn start(
        &self,
        name: &str,
        order: Order,
        (root, program): (&Path, &Path),
        limits: &Limits,
    ) -> Result<(), String> {
        self.sweep();
        let mut all = locked(&self.all);
        if all.values().filter(|job| job.is_open()).count() >= MOST_OPEN {
            return Err(format!(
                "{MOST_OPEN} computations are waiting or running already: let one end, or cancel one"
            ));
        }
        let job = Job::new(&order, root, limits.time)
            .map_err(|error| format!("no folder can be made for this computation: {error}"))?;
        let job = Arc::new(job);
        all.insert(name.to_string(), Arc::clone(&job));
        // The place in the line is taken here and not when the task first runs: who asks first comes first.
        let mut turn = Box::pin(Arc::clone(&self.turns).acquire_owned());
        let first = turn.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        let turn = async move {
            match first {
                Poll::Ready(turn) => turn,
                Poll::Pending => turn.await,
            }
        };
        tokio::spawn(job.work(order, program.to_path_buf(), limits.memory, turn));
        Ok(())
    }

    /// A job.
    pub fn get(&self, name: &str) -> Option<Arc<Job>> {
        locked(&self.all).get(name).cloned()
    }

    /// Names and jobs about an environment, the newest first.
    pub fn about(&self, draft: &str) -> Vec<(String, Arc<Job>)> {
        let mut found: Vec<(String, Arc<Job>)> = locked(&self.all)
            .iter()
            .filter(|(_, job)| job.draft == draft)
            .map(|(name, job)| (name.clone(), Arc::clone(job)))
            .collect();
        found.sort_by_key(|(_, job)| std::cmp::Reverse(job.asked));
        found
    }

    /// Lets go of jobs that ended long ago, or of the oldest when there are many; their folders go with them.
    pub fn sweep(&self) {
        let mut all = locked(&self.all);
        let mut ended: Vec<(Instant, String)> = all
            .iter()
            .filter_map(|(name, job)| Some((locked(&job.ended).as_ref().copied()?, name.clone())))
            .collect();
        ended.sort();
        let surplus = ended.len().saturating_sub(MOST_ENDED);
        for (place, (at, name)) in ended.iter().enumerate() {
            if place < surplus || at.elapsed() > KEPT {
                all.remove(name);
            }
        }
    }

    /// Stops everything, and waits until nothing runs any more or some time has passed.
    pub async fn close(&self) {
        let jobs: Vec<Arc<Job>> = locked(&self.all).values().cloned().collect();
        jobs.iter().for_each(|job| job.cancel());
        let end = Instant::now() + Duration::from_secs(2);
        while jobs.iter().any(|job| job.is_open()) && Instant::now() < end {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        locked(&self.all).clear();
    }
}

/// The content of a lock, also after a panic elsewhere: nothing here is left half done.
pub(crate) fn locked<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
