//! What every page has around it.

use crate::app::App;
use crate::html::{Element, Html, el};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// A page in the making.
#[derive(Debug)]
pub(crate) struct Page {
    pub title: String,
    /// Seconds after which browsers without scripts ask again.
    pub refresh: Option<u32>,
    /// Whether the tables need the width of the window.
    pub is_wide: bool,
    /// Whether an answer with its own styles may stand there.
    pub has_answer: bool,
    pub body: Html,
}

impl Page {
    /// A page with a title.
    pub fn new(title: impl Into<String>, body: impl Into<Html>) -> Page {
        Page { title: title.into(), refresh: None, is_wide: false, has_answer: false, body: body.into() }
    }

    /// The answer to a request.
    pub fn response(self, status: StatusCode) -> Response {
        let refresh = self
            .refresh
            .map(|seconds| el("noscript").add(el("meta").attr("http-equiv", "refresh").attr("content", seconds)));
        let head = el("head")
            .add(el("meta").attr("charset", "utf-8"))
            .add(el("meta").attr("name", "viewport").attr("content", "width=device-width, initial-scale=1"))
            .add(el("title").add(format!("{} · ambimech", self.title)))
            .add(el("link").attr("rel", "icon").attr("href", "/icon.svg"))
            .add(el("link").attr("rel", "stylesheet").attr("href", "/page.css"))
            .add(self.has_answer.then(|| el("link").attr("rel", "stylesheet").attr("href", "/answer.css")))
            .add(el("script").attr("src", "/page.js").flag("defer", true))
            .add(refresh);
        let header = el("header")
            .add(el("a").attr("href", "/").class("brand").add("ambimech"))
            .add(el("span").class("soft").add("mechanism design under ambiguity, exactly"));
        let body = el("body")
            .class(if self.is_wide { "wide-page" } else { "narrow-page" })
            .add(el("a").class("skip").attr("href", "#main").add("To the content"))
            .add(header)
            .add(el("main").attr("id", "main").add(self.body));
        let mut html = Html::fixed("<!DOCTYPE html>\n");
        html.push(el("html").attr("lang", "en").add(head).add(body));
        let mut response = (status, html.into_string()).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        response
    }
}

/// A form that is sent here, with its token.
pub(crate) fn form(app: &App, action: &str) -> Element {
    el("form")
        .attr("method", "post")
        .attr("action", action)
        .attr("enctype", "multipart/form-data")
        .attr("accept-charset", "utf-8")
        .add(el("input").attr("type", "hidden").attr("name", "token").attr("value", &app.token))
}

/// A button that sends its form and says what is wanted.
pub(crate) fn button(what: &str, label: impl Into<Html>) -> Element {
    el("button").attr("type", "submit").attr("name", "do").attr("value", what).add(label)
}

/// Choices of which one is taken.
pub(crate) fn select(name: &str, chosen: &str, options: &[(String, String)]) -> Element {
    el("select").attr("name", name).each(
        options
            .iter()
            .map(|(value, label)| el("option").attr("value", value).flag("selected", value == chosen).add(label)),
    )
}

/// A button that is there but says one sign: its name is for screen readers and as a hint.
pub(crate) fn small_button(what: &str, sign: &'static str, name: &str) -> Element {
    button(what, sign).attr("class", "small").attr("title", name).attr("aria-label", name)
}
