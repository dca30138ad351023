//! The page of a question: how far it is, and in the end its answer.

use crate::app::App;
use crate::child::Ended;
use crate::html::{Element, Html, el};
use crate::job::{Job, State};
use crate::question::Kind;
use crate::verdicts::why;
use crate::view::layout::{Page, button, form};
use crate::view::verdicts::{goals_table, wrong};
use crate::view::word::badge;
use std::time::Duration;

/// Seconds after which browsers without scripts ask again.
const REFRESH: u32 = 2;

/// The page.
pub(crate) fn job(app: &App, name: &str, job: &Job) -> Page {
    let state = job.state();
    let is_open = matches!(state, State::Waiting | State::Running { .. });
    let content: Html = match &state {
        State::Waiting => vec![
            Html::from(el("p").add("Waiting: other computations come first.")),
            progress(job.asked.elapsed(), job.time),
        ]
        .into(),
        State::Running { since, stage } => vec![
            Html::from(el("p").add(el("strong").attr("id", "stage").add(stage)).add(" …")),
            progress(since.elapsed(), job.time),
        ]
        .into(),
        State::Cancelled => el("p").add("Cancelled. Nothing of it was kept.").into(),
        State::Ended { answer, goals, took } => {
            let goals = (!goals.is_empty())
                .then(|| Html::from(vec![Html::from(el("h2").add("Goals")), goals_table(goals).into()]));
            let (head, text) = ended(job, answer, *took);
            // Without a mechanism a report is about what there is in the environment, whatever was asked.
            let report = match job.question.kind {
                Kind::Solve => "Read the report",
                _ if job.file("mechanism.json").is_some() => "Read the report on this mechanism",
                _ => "Read the report on the environment",
            };
            vec![head, Html::from(goals), downloads(name, &job.files(), report), text].into()
        }
    };
    let cancel = is_open.then(|| form(app, &format!("/job/{name}/cancel")).add(button("cancel", "Cancel")));
    let body: Vec<Html> = vec![
        el("p").add(el("a").attr("href", format!("/edit/{}", job.draft)).add(format!("← {}", job.about))).into(),
        el("h1").add(job.question.title()).into(),
        el("div")
            .attr("id", "job")
            .attr("data-live", "")
            .maybe("data-again", is_open.then_some(name))
            .attr("aria-live", "polite")
            .add(content)
            .add(cancel)
            .into(),
    ];
    Page { refresh: is_open.then_some(REFRESH), has_answer: true, ..Page::new(job.question.title(), body) }
}

fn progress(elapsed: Duration, most: Duration) -> Html {
    el("p").class("soft").add(format!("{} s of at most {} s", elapsed.as_secs(), most.as_secs())).into()
}

/// The verdict, and the text of the answer, which may be long.
fn ended(job: &Job, answer: &Ended, took: Duration) -> (Html, Html) {
    let took = el("p").class("soft").add(format!("Took {}.{} s.", took.as_secs(), took.subsec_millis() / 100));
    match answer {
        Ended::Answered { output, .. } => {
            let (first, rest) = output.split_once('\n').unwrap_or((output, ""));
            let (word, about) =
                first.split_once(':').map_or((first.trim(), ""), |(word, about)| (word.trim(), about));
            // The last lines name files in a folder that people do not see.
            let rest = rest.split("\nWritten to ").next().unwrap_or(rest).trim_matches('\n');
            let head = vec![Html::from(el("p").class("verdict").add(badge(word)).add(about)), took.into()];
            let text = el("pre").class("answer").attr("tabindex", 0).attr("aria-labelledby", "answer").add(rest);
            let heading = Html::from(el("h2").attr("id", "answer").add("Answer"));
            let piece = job.answer_piece().and_then(|piece| Html::rendered(&piece));
            let answer = match piece {
                None => vec![heading, text.into()],
                Some(piece) => {
                    let plain = el("details").add(el("summary").add("The answer as plain text")).add(text);
                    vec![heading, piece, plain.into()]
                }
            };
            (head.into(), answer.into())
        }
        Ended::CouldNotRun(mistake) => (wrong(mistake, false), Html::default()),
        other => {
            let verdict = el("p").class("verdict").add(badge("undecided"));
            let reason = el("p").add(format!("No answer: {}.", why(other, job.time)));
            (vec![Html::from(verdict), reason.into(), took.into()].into(), Html::default())
        }
    }
}

fn downloads(name: &str, files: &[(&'static str, &'static str)], report: &'static str) -> Html {
    if files.is_empty() {
        return Html::default();
    }
    let item = |(file, what): &(&'static str, &'static str)| -> Element {
        let link = el("a").attr("href", format!("/job/{name}/{file}")).flag("download", true).add(*file);
        el("li").add(link).add(format!(": {what}"))
    };
    el("section")
        .attr("aria-labelledby", "files")
        .add(el("h2").attr("id", "files").add("Files"))
        .add(
            files.iter().any(|(file, _)| *file == "report.html").then(|| {
                el("p").add(el("a").class("main").attr("href", format!("/job/{name}/report")).add(report))
            }),
        )
        .add(el("ul").each(files.iter().map(item)))
        .into()
}
