//! The page of an environment: shown, changed, asked about, downloaded.

use crate::app::{App, in_background};
use crate::convert::converted;
use crate::draft::Draft;
use crate::form::{Form, read_any_form, read_form};
use crate::grid::Grid;
use crate::grid::change::Change;
use crate::grid::paste::Target;
use crate::grid::write::write_grid;
use crate::html::Html;
use crate::job::locked;
use crate::question::{Asked, Question};
use crate::view::beliefs::sum;
use crate::view::editor::{Shown, View, editor, marks};
use crate::view::error::Wrong;
use crate::view::stale::stale;
use crate::view::verdicts::{conditions, goals};
use ambimech_io::Format;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use std::sync::Arc;

const LIVE: &str = "x-live";

fn find(app: &App, name: &str) -> Result<Draft, Wrong> {
    locked(&app.drafts).get(name).ok_or_else(|| Wrong::gone("environment"))
}

fn view_of(word: Option<&str>) -> View {
    if word == Some("text") { View::Text } else { View::Tables }
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    request: Request,
) -> Result<Response, Wrong> {
    let draft = find(&app, &name)?;
    let view = view_of(request.uri().query().and_then(|query| query.strip_prefix("view=")));
    let notice = locked(&app.drafts).take_notice(&name);
    Ok(page(&app, &name, &draft, view, notice, "").await)
}

async fn page(app: &App, name: &str, draft: &Draft, view: View, notice: Option<String>, pasted: &str) -> Response {
    let verdicts = app.verdicts(name, draft).await;
    let jobs = app.jobs.about(name);
    let shown = Shown { name, draft, view, verdicts: &verdicts, notice, pasted, jobs: &jobs };
    editor(app, &shown).response(StatusCode::OK)
}

/// The draft with what a form says about it. A whole form that was sent has old names wherever names are repeated; the script
/// waits with names, and sends what is on the page.
async fn with_form(draft: Draft, form: &Form, is_whole: bool) -> Result<Draft, String> {
    let is_text = form.text("view") == "text";
    let text = form.fields.get("text").cloned();
    let fields = form.fields.clone();
    let asked = Asked::of_fields(&form.fields);
    let changed = in_background(move || match (is_text, text) {
        (true, Some(text)) if text == draft.text => Ok(draft),
        (true, Some(text)) => Ok(Draft::of_text(text, draft.format)),
        _ => match Grid::of_fields(&fields) {
            Ok(mut grid) => {
                if let (true, Ok(before)) = (is_whole, &draft.grid) {
                    grid.follow_names(before);
                }
                Ok(draft.with_grid(grid))
            }
            Err(why) => Err(format!("the tables were not taken over: {}", why.0)),
        },
    })
    .await?;
    changed.map(|draft| Draft { asked, ..draft })
}

/// What the script asks for while somebody types: the form is taken over, and the parts of the page that follow from it are
/// sent back.
pub(super) async fn live(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    request: Request,
) -> Result<Response, Wrong> {
    if !request.headers().contains_key(LIVE) {
        return Err(Wrong::new(
            StatusCode::BAD_REQUEST,
            "this is asked by the page's own script",
            "Use the button to apply changes.",
        ));
    }
    let form = read_form(&app, request).await?;
    let draft = find(&app, &name)?;
    let draft = with_form(draft, &form, false)
        .await
        .map_err(|why| Wrong::new(StatusCode::BAD_REQUEST, "this could not be taken over", why))?;
    locked(&app.drafts).put(&name, draft.clone());
    let verdicts = app.verdicts(&name, &draft).await;
    let marks = marks(&draft, &verdicts);
    let mut html = Html::from(vec![goals(&verdicts, &marks), conditions(&verdicts)]);
    if let Ok(grid) = &draft.grid {
        html.push(sum(grid));
    }
    let mut response = html.into_string().into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    Ok(response)
}

/// A form was sent with one of its buttons.
pub(super) async fn change(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    request: Request,
) -> Result<Response, Wrong> {
    let mut form = read_any_form(&app, request).await?;
    let before = locked(&app.drafts).get(&name).filter(|_| form.has_token(&app));
    let Some(before) = before else {
        // Nothing is done, and nothing that was written is lost.
        return match in_background(move || text_of(&form)).await {
            Ok(Some(text)) => Ok(stale(&app, &text).response(StatusCode::FORBIDDEN)),
            _ => Err(Wrong::gone("environment")),
        };
    };
    let view = view_of(Some(form.text("view")));
    let mut draft = match with_form(before.clone(), &form, true).await {
        Ok(draft) => draft,
        Err(why) => return Ok(page(&app, &name, &before, view, Some(why), "").await),
    };
    let to = |view: View, part: &str| {
        let query = if view == View::Text { "?view=text" } else { "" };
        let part = if part.is_empty() { String::new() } else { format!("#{part}") };
        Redirect::to(&format!("/edit/{name}{query}{part}")).into_response()
    };
    let wanted = form.text("do").to_string();
    if let Some(kind) = wanted.strip_prefix("ask:") {
        locked(&app.drafts).put(&name, draft.clone());
        let mechanism = form.files.remove("mechanism-file").map(|(_, bytes)| bytes);
        let asked = Question::of_fields(kind, &form.fields).and_then(|question| {
            if kind == "verify" && mechanism.is_none() {
                return Err("choose a mechanism file to verify first".to_string());
            }
            app.start(&name, &draft, question, mechanism.filter(|_| kind == "verify"))
        });
        return Ok(match asked {
            Ok(job) => Redirect::to(&format!("/job/{job}")).into_response(),
            Err(why) => page(&app, &name, &draft, view, Some(why), "").await,
        });
    }
    let (view, part, mistake) = match wanted.as_str() {
        "to-text" => (View::Text, "", None),
        "to-grid" => (View::Tables, "", None),
        "paste" => {
            let target = Target::parse(form.text("paste-into"));
            let pasted = with_other_tables(&mut draft, |grid| {
                let target = target.ok_or("choose where the block goes")?;
                grid.paste(target, form.text("paste"))
            });
            (view, part_of_paste(target), pasted.err())
        }
        other => match Change::parse(other) {
            Some(wanted) => {
                let changed = with_other_tables(&mut draft, |grid| grid.change(wanted));
                (view, part_of(wanted), changed.err())
            }
            None => (view, "", None),
        },
    };
    locked(&app.drafts).put(&name, draft.clone());
    Ok(match mistake {
        None => to(view, part),
        Some(why) => page(&app, &name, &draft, view, Some(why), form.text("paste")).await,
    })
}

/// The environment that a form holds, as a text.
fn text_of(form: &Form) -> Option<String> {
    match form.fields.get("text").filter(|_| form.text("view") == "text") {
        Some(text) => Some(text.clone()),
        None => Some(write_grid(&Grid::of_fields(&form.fields).ok()?).0),
    }
}

/// Changes the tables of a draft, and the text with them.
fn with_other_tables(
    draft: &mut Draft,
    change: impl FnOnce(&mut Grid) -> Result<(), String>,
) -> Result<(), String> {
    let Ok(grid) = &draft.grid else { return Err("this environment is edited as a text".to_string()) };
    let mut grid = grid.clone();
    change(&mut grid)?;
    let earlier = draft.notice.take();
    *draft = draft.with_grid(grid);
    draft.notice = draft.notice.take().or(earlier);
    Ok(())
}

fn part_of(change: Change) -> &'static str {
    match change {
        Change::AddAgent
        | Change::RemoveAgent(_)
        | Change::AddType(_)
        | Change::RemoveType(..)
        | Change::AddAttribute(_)
        | Change::RemoveAttribute(..) => "agents",
        Change::AddOutcome
        | Change::RemoveOutcome(_)
        | Change::AddRow(_)
        | Change::RemoveRow(..)
        | Change::PayoffsByAgent(_)
        | Change::PayoffsInRows(_) => "outcomes",
        Change::AddParameter | Change::RemoveParameter(_) => "parameters",
        Change::OwnBeliefs | Change::CommonPrior => "beliefs",
    }
}

fn part_of_paste(target: Option<Target>) -> &'static str {
    match target {
        Some(Target::Prior) => "beliefs",
        Some(Target::Types(_)) => "agents",
        Some(Target::Payoffs(_)) => "outcomes",
        Some(Target::Allocation) => "allocation",
        None => "",
    }
}

/// The environment as a file.
pub(super) async fn download(
    State(app): State<Arc<App>>,
    Path((name, file)): Path<(String, String)>,
) -> Result<Response, Wrong> {
    let draft = find(&app, &name)?;
    let (to, kind, disposition) = match file.as_str() {
        "environment.toml" => (Format::Toml, "application/toml", "attachment; filename=\"environment.toml\""),
        "environment.json" => (Format::Json, "application/json", "attachment; filename=\"environment.json\""),
        _ => return Err(Wrong::gone("file of this name")),
    };
    let text = in_background(move || converted(&draft.text, draft.format, to))
        .await
        .map_err(|why| Wrong::broken(&why))?;
    let text = text.ok_or_else(|| {
        Wrong::new(
            StatusCode::CONFLICT,
            "this text cannot be written in the other format yet",
            "It has a mistake that keeps it from being read. Mend it first, or download it in the format it has.",
        )
    })?;
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, disposition)], text).into_response())
}
