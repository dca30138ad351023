//! The page that says what is wrong with a request.

use crate::html::{Html, el};
use crate::view::layout::Page;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// A request that is not done, and why.
#[derive(Debug)]
pub(crate) struct Wrong {
    status: StatusCode,
    title: String,
    text: String,
}

impl Wrong {
    /// What is wrong, and how to go on.
    pub fn new(status: StatusCode, title: impl Into<String>, text: impl Into<String>) -> Wrong {
        Wrong { status, title: title.into(), text: text.into() }
    }

    /// Something is no longer there, or never was.
    pub fn gone(what: &str) -> Wrong {
        Wrong::new(
            StatusCode::NOT_FOUND,
            format!("there is no {what} here"),
            "It may have been closed: environments and answers are kept in memory, the oldest go when there are many, and \
             all go when the program ends. Start again from the start page.",
        )
    }

    /// Something went wrong on this side.
    pub fn broken(why: &str) -> Wrong {
        Wrong::new(StatusCode::INTERNAL_SERVER_ERROR, "this did not work", why)
    }
}

impl IntoResponse for Wrong {
    fn into_response(self) -> Response {
        let mut letters = self.title.chars();
        let title: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
        let body: Vec<Html> = vec![
            el("h1").add(&title).into(),
            el("p").add(self.text).into(),
            el("p").add(el("a").attr("href", "/").add("To the start page")).into(),
        ];
        let mut response = Page::new(title, body).response(self.status);
        if matches!(self.status, StatusCode::PAYLOAD_TOO_LARGE | StatusCode::REQUEST_TIMEOUT) {
            // The rest of the body was not read.
            response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }
}
