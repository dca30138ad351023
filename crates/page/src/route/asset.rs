//! The style, the script and the sign of the page: all there is, built into the program.

use axum::http::header;
use axum::response::{IntoResponse, Response};

fn asset(kind: &'static str, text: &'static str) -> Response {
    // Another version of the program may have others.
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-cache")], text).into_response()
}

pub(super) async fn style() -> Response {
    asset("text/css; charset=utf-8", include_str!("../page.css"))
}

/// What answers look like: the styles of the pieces that the children make.
pub(super) async fn answer_style() -> Response {
    let kind = "text/css; charset=utf-8";
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-cache")];
    (headers, ambimech_io::render::html::fragment_style()).into_response()
}

pub(super) async fn script() -> Response {
    asset("text/javascript; charset=utf-8", include_str!("../page.js"))
}

pub(super) async fn icon() -> Response {
    asset("image/svg+xml", include_str!("../icon.svg"))
}
