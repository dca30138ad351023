//! Who may ask, and what browsers are told about every answer.
//!
//! A page on another site can make a browser send requests here, and with a name that resolves to this machine (DNS rebinding) even
//! read the answers. So the header `Host` must be an address of this page, and what changes something must come from a page
//! of this origin, as `Origin` and `Sec-Fetch-Site` tell, and carry the token of its forms (see [`crate::form`]).

use crate::app::App;
use crate::view::error::Wrong;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::net::IpAddr;
use std::sync::Arc;

/// Nothing from elsewhere, no scripts and styles within pages, no frames around them.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
                      form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// Headers of every answer.
const HEADERS: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    // `no-referrer` would make browsers hide the origin of forms.
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
];

/// Turns away who may not ask, and adds the headers.
pub(crate) async fn guard(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let mut response = match refusal(&app, &request) {
        Some(wrong) => wrong.into_response(),
        None => next.run(request).await,
    };
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    for (name, value) in [(header::CONTENT_SECURITY_POLICY, POLICY), (header::CACHE_CONTROL, "no-store")] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

fn refusal(app: &App, request: &Request) -> Option<Wrong> {
    let headers = request.headers();
    let host = single(headers, &header::HOST);
    let Some(host) = host.filter(|host| is_ours(app, host)) else {
        return Some(Wrong::new(
            StatusCode::MISDIRECTED_REQUEST,
            "this page has another address",
            "Open it under the address that was printed when it was started. Other names are refused, since a page from elsewhere \
             could use them to read this one.",
        ));
    };
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return None;
    }
    let origin = single(headers, &header::ORIGIN);
    let is_same_origin = match origin {
        Some(origin) => origin.strip_prefix("http://").is_some_and(|origin| origin.eq_ignore_ascii_case(host)),
        None => !headers.contains_key(header::ORIGIN),
    };
    let site = headers.get("sec-fetch-site").map(|site| site.to_str().unwrap_or("unreadable"));
    if is_same_origin && site.is_none_or(|site| matches!(site, "same-origin" | "none")) {
        return None;
    }
    Some(Wrong::new(
        StatusCode::FORBIDDEN,
        "this was sent from another page",
        "Only pages of this program may change something here. Open the start page and go on from there.",
    ))
}

/// The value of a header that stands there once.
fn single<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}

fn is_ours(app: &App, host: &str) -> bool {
    if !app.hosts.is_empty() {
        return app.hosts.iter().any(|known| known.eq_ignore_ascii_case(host));
    }
    // Listening everywhere: any number, but no name except this machine's own.
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let bare = name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(name);
    bare.eq_ignore_ascii_case("localhost") || bare.parse::<IpAddr>().is_ok()
}
