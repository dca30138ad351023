//! The start page, and opening an environment from it.

use crate::app::App;
use crate::form::{read_form, text};
use crate::grid::Grid;
use crate::grid::write::write_grid;
use crate::job::locked;
use crate::view::error::Wrong;
use crate::view::start::start as start_page;
use ambimech_io::Format;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use std::path::Path;
use std::sync::Arc;

pub(super) async fn start(State(app): State<Arc<App>>) -> Response {
    let open = if app.settings.address.is_loopback() { locked(&app.drafts).list() } else { Vec::new() };
    start_page(&app, &open).response(StatusCode::OK)
}

pub(super) async fn open(State(app): State<Arc<App>>, request: Request) -> Result<Response, Wrong> {
    let form = read_form(&app, request).await?;
    let (text, format) = if let Some(wanted) = form.fields.get("example") {
        let found = app.settings.examples.iter().find(|example| example.name == wanted);
        let found = found.ok_or_else(|| Wrong::gone("example with this name"))?;
        (found.environment.to_string(), Format::Toml)
    } else if let Some((name, bytes)) = form.files.get("file") {
        (text(bytes)?, Format::of_path(Path::new(name)))
    } else if form.text("do") == "text" {
        let text = form.text("text").to_string();
        let format = if text.trim_start().starts_with('{') { Format::Json } else { Format::Toml };
        (text, format)
    } else if form.text("do") == "fresh" {
        let number =
            |name: &str| form.text(name).trim().parse::<usize>().ok().filter(|number| (1..=8).contains(number));
        let (Some(agents @ 2..), Some(types)) = (number("agents"), number("types")) else {
            return Err(Wrong::new(
                StatusCode::BAD_REQUEST,
                "these numbers do not fit",
                "A new environment has 2 to 8 agents with 1 to 8 types each.",
            ));
        };
        let mut grid = Grid::fresh(agents, types);
        // The same change that the tables make, so that the size is checked in one place.
        if crate::grid::profile::count(&grid.counts()).is_none_or(|size| size > crate::grid::MOST_PROFILES) {
            return Err(Wrong::new(
                StatusCode::BAD_REQUEST,
                "this is too much for the tables",
                format!("At most {} type profiles can be edited in tables.", crate::grid::MOST_PROFILES),
            ));
        }
        grid.name = "A new environment".to_string();
        (write_grid(&grid).0, Format::Toml)
    } else {
        return Err(Wrong::new(
            StatusCode::BAD_REQUEST,
            "there is no file",
            "Choose an environment file on the start page first; an empty file is none.",
        ));
    };
    let name = app.open(text, format).await.map_err(|why| Wrong::broken(&why))?;
    Ok(Redirect::to(&format!("/edit/{name}")).into_response())
}
