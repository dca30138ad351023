//! What the page says at once about an environment: the conditions with reasons, then the goals. Both come from children.

use crate::child::{Ended, Errand, Limits, Mistake, run};
use crate::draft::Draft;
use ambimech_io::Format;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Time for the conditions.
const FOR_CONDITIONS: Duration = Duration::from_secs(8);
/// Time for the goals.
const FOR_GOALS: Duration = Duration::from_secs(6);

/// What is known about a text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Verdicts {
    /// The text is no environment.
    Wrong(Mistake),
    /// The conditions, and the goals when they were settled in time.
    Known { conditions: Vec<Condition>, goals: Result<Vec<Goal>, String> },
    /// Nothing, and why.
    Open(String),
}

/// A condition with its verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Condition {
    pub name: String,
    pub verdict: String,
    pub reasons: Vec<String>,
}

/// A goal, and what mechanisms of the two kinds can do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Goal {
    pub name: String,
    pub simple: String,
    pub ambiguous: String,
}

/// The file that an environment is written to.
pub(crate) fn file_name(format: Format) -> &'static str {
    match format {
        Format::Toml => "environment.toml",
        Format::Json => "environment.json",
    }
}

/// Asks about a draft, in a folder that is there for it alone.
pub(crate) async fn ask(draft: &Draft, program: &Path, folder: PathBuf, limits: &Limits) -> Verdicts {
    let file = file_name(draft.format);
    if let Err(error) = tokio::fs::write(folder.join(file), &draft.text).await {
        return Verdicts::Open(format!("the environment could not be handed over: {error}"));
    }
    let errand = |command: &str, time: Duration| Errand {
        program,
        arguments: [command, file, "--format", "json"].map(str::to_string).to_vec(),
        folder: folder.clone(),
        limits: Limits { time: time.min(limits.time), memory: limits.memory },
    };
    let conditions = match run(errand("conditions", FOR_CONDITIONS), &|_| {}).await {
        Ended::Answered { output, .. } => conditions_of(&output),
        Ended::CouldNotRun(mistake) => return Verdicts::Wrong(mistake),
        other => return Verdicts::Open(why(&other, FOR_CONDITIONS)),
    };
    let goals = match run(errand("solve", FOR_GOALS), &|_| {}).await {
        Ended::Answered { output, .. } => Ok(goals_of(&output)),
        Ended::CouldNotRun(mistake) => Err(mistake.title),
        other => Err(why(&other, FOR_GOALS)),
    };
    Verdicts::Known { conditions, goals }
}

/// Why there is no answer.
pub(crate) fn why(ended: &Ended, time: Duration) -> String {
    match ended {
        Ended::OutOfTime => format!("this takes longer than {} seconds", time.as_secs()),
        Ended::TooLong => "the answer is too long to be shown".to_string(),
        Ended::Broke => {
            "the computation ended without an answer: most likely it needed more memory than it may take \
                         (--memory-limit)"
                .to_string()
        }
        Ended::NotStarted(error) => format!("the computation could not be started: {error}"),
        Ended::CouldNotRun(mistake) => mistake.title.clone(),
        Ended::Answered { .. } => String::new(),
    }
}

fn list(output: &str, key: &str) -> Vec<Value> {
    let value: Value = serde_json::from_str(output).unwrap_or_default();
    value.get(key).and_then(Value::as_array).cloned().unwrap_or_default()
}

fn words(value: &Value, key: &str) -> String {
    value.get(key).and_then(Value::as_str).unwrap_or("").to_string()
}

fn conditions_of(output: &str) -> Vec<Condition> {
    let reasons = |value: &Value| {
        let list = value.get("reasons").and_then(Value::as_array).cloned().unwrap_or_default();
        list.iter().filter_map(Value::as_str).map(str::to_string).collect()
    };
    let condition = |value: &Value| Condition {
        name: words(value, "name"),
        verdict: words(value, "verdict"),
        reasons: reasons(value),
    };
    list(output, "conditions").iter().map(condition).collect()
}

/// The goals of a summary.
pub(crate) fn goals_of(output: &str) -> Vec<Goal> {
    let goal = |value: &Value| Goal {
        name: words(value, "goal"),
        simple: words(value, "simple"),
        ambiguous: words(value, "ambiguous"),
    };
    list(output, "goals").iter().map(goal).collect()
}
