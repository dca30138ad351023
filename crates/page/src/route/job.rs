//! The page of a question, its cancel button and its files.

use crate::app::App;
use crate::form::read_form;
use crate::job::{Job, State as JobState};
use crate::view::error::Wrong;
use crate::view::job::job as job_page;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use std::sync::Arc;

/// The report is a page of its own, with its style within it; it may do nothing else.
const REPORT_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; \
                             frame-ancestors 'none'; sandbox";

fn find(app: &App, name: &str) -> Result<Arc<Job>, Wrong> {
    app.jobs.get(name).ok_or_else(|| Wrong::gone("question"))
}

pub(super) async fn show(State(app): State<Arc<App>>, Path(name): Path<String>) -> Result<Response, Wrong> {
    let job = find(&app, &name)?;
    Ok(job_page(&app, &name, &job).response(StatusCode::OK))
}

pub(super) async fn cancel(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    request: Request,
) -> Result<Response, Wrong> {
    read_form(&app, request).await?;
    find(&app, &name)?.cancel();
    Ok(Redirect::to(&format!("/job/{name}")).into_response())
}

async fn contents(job: &Job, file: &str) -> Result<(&'static str, Vec<u8>), Wrong> {
    if !matches!(job.state(), JobState::Ended { .. }) {
        // A file that is being written is not one yet, and nothing is kept of what was cancelled.
        return Err(Wrong::gone("finished file of this name"));
    }
    let (file, path) = job.file(file).ok_or_else(|| Wrong::gone("file of this name"))?;
    let bytes = tokio::fs::read(path).await.map_err(|error| Wrong::broken(&error.to_string()))?;
    Ok((file, bytes))
}

pub(super) async fn report(State(app): State<Arc<App>>, Path(name): Path<String>) -> Result<Response, Wrong> {
    let job = find(&app, &name)?;
    let (_, bytes) = contents(&job, "report.html").await?;
    let headers =
        [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CONTENT_SECURITY_POLICY, REPORT_POLICY)];
    Ok((headers, bytes).into_response())
}

pub(super) async fn download(
    State(app): State<Arc<App>>,
    Path((name, file)): Path<(String, String)>,
) -> Result<Response, Wrong> {
    let job = find(&app, &name)?;
    let (file, bytes) = contents(&job, &file).await?;
    let kind = match file.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("json") => "application/json",
        Some("toml") => "application/toml",
        _ => "text/plain; charset=utf-8",
    };
    let mut response =
        ([(header::CONTENT_TYPE, kind), (header::CONTENT_SECURITY_POLICY, REPORT_POLICY)], bytes).into_response();
    if let Ok(disposition) = HeaderValue::from_str(&format!("attachment; filename=\"{file}\"")) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    }
    Ok(response)
}
