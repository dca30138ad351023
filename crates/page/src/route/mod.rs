//! What is found under which address.

mod asset;
mod edit;
mod job;
mod open;

use crate::app::App;
use crate::guard::guard;
use crate::view::error::Wrong;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use std::sync::Arc;

/// All addresses.
pub(crate) fn routes(app: Arc<App>) -> Router {
    Router::new()
        .route("/", get(open::start))
        .route("/open", post(open::open))
        .route("/edit/{name}", get(edit::show).post(edit::change))
        .route("/edit/{name}/live", post(edit::live))
        .route("/edit/{name}/{file}", get(edit::download))
        .route("/job/{name}", get(job::show))
        .route("/job/{name}/cancel", post(job::cancel))
        .route("/job/{name}/report", get(job::report))
        .route("/job/{name}/{file}", get(job::download))
        .route("/explain/{name}", get(explain))
        .route("/page.css", get(asset::style))
        .route("/answer.css", get(asset::answer_style))
        .route("/page.js", get(asset::script))
        .route("/icon.svg", get(asset::icon))
        .fallback(nothing)
        .method_not_allowed_fallback(wrong_method)
        // Bodies are limited where they are read.
        .layer(DefaultBodyLimit::disable())
        .layer(axum::middleware::from_fn_with_state(Arc::clone(&app), guard))
        .with_state(app)
}

async fn explain(Path(name): Path<String>) -> Response {
    match crate::view::explain::explain(&name) {
        Some(page) => page.response(StatusCode::OK),
        None => Wrong::gone("explanation of this word").into_response(),
    }
}

async fn nothing() -> Wrong {
    Wrong::gone("page under this address")
}

async fn wrong_method() -> Wrong {
    Wrong::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "this address is asked in another way",
        "Open the start page and go on from there.",
    )
}
