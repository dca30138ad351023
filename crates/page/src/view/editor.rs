//! The page of an environment: its tables or its text, with what is known about it beside them.

use crate::app::App;
use crate::draft::Draft;
use crate::grid::Grid;
use crate::html::{Element, Html, el};
use crate::job::{Job, State};
use crate::verdicts::Verdicts;
use crate::view::agents::agents;
use crate::view::allocation::{about, allocation, coalitions, parameters};
use crate::view::ask::ask;
use crate::view::beliefs::beliefs;
use crate::view::cell::Marks;
use crate::view::layout::{Page, button, form};
use crate::view::paste::paste;
use crate::view::payoffs::outcomes;
use crate::view::verdicts::{conditions, goals};
use ambimech_io::Format;
use std::sync::Arc;

/// Tables or text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum View {
    Tables,
    Text,
}

/// What the page of an environment shows.
#[derive(Debug)]
pub(crate) struct Shown<'a> {
    pub name: &'a str,
    pub draft: &'a Draft,
    pub view: View,
    pub verdicts: &'a Verdicts,
    /// Something to say first.
    pub notice: Option<String>,
    /// A pasted block that did not fit.
    pub pasted: &'a str,
    pub jobs: &'a [(String, Arc<Job>)],
}

/// The marks of the mistake that there is.
pub(crate) fn marks(draft: &Draft, verdicts: &Verdicts) -> Marks {
    match verdicts {
        Verdicts::Wrong(mistake) => {
            Marks::new(draft.cells_of(mistake).into_iter().map(str::to_string).collect(), mistake)
        }
        _ => Marks::default(),
    }
}

/// The page.
pub(crate) fn editor(app: &App, shown: &Shown<'_>) -> Page {
    let Shown { name, draft, view, .. } = shown;
    let marks = marks(draft, shown.verdicts);
    let grid = draft.grid.as_ref().ok();
    let (content, word) = match (view, grid) {
        (View::Tables, Some(grid)) => (tables(grid, &marks, shown.pasted), "grid"),
        _ => (text(draft), "text"),
    };
    let notice = shown.notice.as_ref().map(|notice| el("p").class("notice").attr("role", "status").add(notice));
    let aside = el("div")
        .class("aside")
        .add(goals(shown.verdicts, &marks))
        .add(ask(grid, &draft.asked))
        .add(conditions(shown.verdicts))
        .add(downloads(name))
        .add(answers(shown.jobs));
    // Without a script the first button is what the key Enter presses.
    let apply = button("apply", "Apply changes").attr("class", "main").attr("id", "apply");
    let form = form(app, &format!("/edit/{name}"))
        .attr("id", "editor")
        .attr("data-live-to", format!("/edit/{name}/live"))
        .add(el("input").attr("type", "hidden").attr("name", "view").attr("value", word))
        .add(
            el("div")
                .class("bar")
                .add(apply)
                .add(switch(draft, *view))
                .add(el("span").attr("id", "busy").attr("role", "status").class("soft")),
        )
        .add(el("div").class("columns").add(el("div").class("tables").add(content)).add(aside));
    let body: Vec<Html> = vec![el("h1").add(draft.title()).into(), Html::from(notice), form.into()];
    Page { is_wide: true, ..Page::new(draft.title(), body) }
}

fn switch(draft: &Draft, view: View) -> Html {
    let tab = |to: &'static str, label: &'static str, is_here: bool| {
        button(to, label).class("tab").maybe("aria-current", is_here.then_some("page"))
    };
    match &draft.grid {
        Ok(_) => {
            vec![tab("to-grid", "Tables", view == View::Tables), tab("to-text", "Text", view == View::Text)].into()
        }
        Err(_) => tab("to-text", "Text", true).into(),
    }
}

fn tables(grid: &Grid, marks: &Marks, pasted: &str) -> Html {
    vec![
        about(grid, marks),
        agents(grid, marks),
        beliefs(grid, marks),
        outcomes(grid, marks),
        allocation(grid, marks),
        coalitions(grid, marks),
        parameters(grid, marks),
        paste(grid, pasted),
    ]
    .into()
}

fn text(draft: &Draft) -> Html {
    let why = draft.grid.as_ref().err().map(|why| {
        el("p")
            .class("notice")
            .add(format!("The tables cannot show this text: {}. It can be edited here, as a text.", why.0))
    });
    let format = match draft.format {
        Format::Toml => "TOML",
        Format::Json => "JSON",
    };
    let rows = draft.text.lines().count().clamp(20, 60);
    vec![
        Html::from(why),
        el("label").attr("for", "text").add(format!("The environment file, {format}")).into(),
        el("textarea")
            .attr("name", "text")
            .attr("id", "text")
            .attr("rows", rows)
            .attr("wrap", "off")
            .attr("spellcheck", "false")
            .attr("autocapitalize", "off")
            .attr("autocomplete", "off")
            .add(&draft.text)
            .into(),
    ]
    .into()
}

fn downloads(name: &str) -> Element {
    let link = |file: &'static str| {
        el("li").add(el("a").attr("href", format!("/edit/{name}/{file}")).flag("download", true).add(file))
    };
    el("section")
        .attr("aria-labelledby", "downloads")
        .add(el("h2").attr("id", "downloads").add("Download"))
        .add(el("ul").each([link("environment.toml"), link("environment.json")]))
}

fn answers(jobs: &[(String, Arc<Job>)]) -> Html {
    if jobs.is_empty() {
        return Html::default();
    }
    let item = |(name, job): &(String, Arc<Job>)| {
        let state = match job.state() {
            State::Waiting => "waiting",
            State::Running { .. } => "running",
            State::Ended { .. } => "ended",
            State::Cancelled => "cancelled",
        };
        el("li")
            .add(el("a").attr("href", format!("/job/{name}")).add(job.question.title()))
            .add(format!(" ({state})"))
    };
    el("section")
        .attr("aria-labelledby", "answers")
        .add(el("h2").attr("id", "answers").add("Asked before"))
        .add(el("ul").each(jobs.iter().take(12).map(item)))
        .into()
}
