//! The body of a form: `multipart/form-data`, read as a whole within a size and a time, with the token that shows that it comes
//! from a page of ours.

use crate::app::App;
use crate::grid::form::Fields;
use crate::secret;
use crate::view::error::Wrong;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{StatusCode, header};
use hyper::body::Frame;
use std::collections::HashMap;
use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

/// Time in which a body has to arrive.
const BODY_TIME: Duration = Duration::from_secs(30);
/// How much of a body that is too large is read on, times the limit, and how long: a browser shows an answer only after it has sent
/// everything.
const READ_ON: usize = 16;
const READ_ON_TIME: Duration = Duration::from_secs(5);
/// Fields of a form.
const MOST_FIELDS: usize = 20_000;

/// What a form sent.
#[derive(Debug, Default)]
pub(crate) struct Form {
    /// The texts.
    pub fields: Fields,
    /// The files that are not empty, with the names they had.
    pub files: HashMap<String, (String, Vec<u8>)>,
}

impl Form {
    /// Whether it has the token of this page's forms.
    pub fn has_token(&self, app: &App) -> bool {
        secret::is_equal(self.text("token"), &app.token)
    }

    /// A field; empty when it is not there.
    pub fn text(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }
}

/// Reads the form of a request.
///
/// # Errors
/// The page that says what is wrong with it.
pub(crate) async fn read_form(app: &App, request: Request) -> Result<Form, Wrong> {
    let form = read_any_form(app, request).await?;
    if form.has_token(app) {
        return Ok(form);
    }
    Err(Wrong::new(
        StatusCode::FORBIDDEN,
        "this form is not from this page",
        "It may come from a page that was open before the program was started again: open the start page and go on from there.",
    ))
}

/// Reads the form of a request, with the token or without: nothing may be done before that was looked at.
///
/// # Errors
/// The page that says what is wrong with it.
pub(crate) async fn read_any_form(app: &App, request: Request) -> Result<Form, Wrong> {
    let limit = usize::try_from(app.settings.body_limit).unwrap_or(usize::MAX);
    let (head, body) = request.into_parts();
    let announced =
        head.headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    let kind = head.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or("");
    if !kind.trim_start().to_ascii_lowercase().starts_with("multipart/form-data") {
        return Err(Wrong::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "this is no form of this page",
            "Forms are sent as multipart/form-data. Go back to the start and try again from there.",
        ));
    }
    let mut body = body;
    if announced.is_some_and(|length| length > app.settings.body_limit) {
        read_on(&mut body, limit).await;
        return Err(too_large(app));
    }
    let bytes = match tokio::time::timeout(BODY_TIME, bytes_of(&mut body, limit)).await {
        Err(_) => {
            return Err(Wrong::new(
                StatusCode::REQUEST_TIMEOUT,
                "this took too long to arrive",
                "The form did not arrive within half a minute. Try again.",
            ));
        }
        // Either the limit or a connection that broke; nobody reads the answer to the latter.
        Ok(None) => {
            read_on(&mut body, limit).await;
            return Err(too_large(app));
        }
        Ok(Some(bytes)) => bytes,
    };
    let request = Request::from_parts(head, Body::from(bytes));
    let mut parts = Multipart::from_request(request, &()).await.map_err(|_| malformed())?;
    let mut form = Form::default();
    let mut count = 0usize;
    while let Some(part) = parts.next_field().await.map_err(|_| malformed())? {
        count += 1;
        if count > MOST_FIELDS {
            return Err(Wrong::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "this form has too many fields",
                "Edit an environment of this size as a text.",
            ));
        }
        let name = part.name().unwrap_or("").to_string();
        let file = part.file_name().map(str::to_string);
        let bytes = part.bytes().await.map_err(|_| malformed())?;
        match file {
            Some(file) if !bytes.is_empty() => {
                form.files.insert(name, (file, bytes.to_vec()));
            }
            Some(_) => {}
            None => {
                form.fields.insert(name, text(&bytes)?);
            }
        }
    }
    Ok(form)
}

/// The next piece of a body; `None` at its end or when the connection broke.
async fn piece(body: &mut Body) -> Option<Result<Bytes, axum::Error>> {
    loop {
        let frame = poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await?;
        match frame.map(Frame::into_data) {
            Ok(Ok(bytes)) => return Some(Ok(bytes)),
            // Trailers say nothing here.
            Ok(Err(_)) => {}
            Err(error) => return Some(Err(error)),
        }
    }
}

/// The whole body; `None` when it is longer than the limit or breaks off.
async fn bytes_of(body: &mut Body, limit: usize) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    while let Some(piece) = piece(body).await {
        let piece = piece.ok()?;
        if bytes.len().saturating_add(piece.len()) > limit {
            return None;
        }
        bytes.extend_from_slice(&piece);
    }
    Some(bytes)
}

/// Reads what is left of a body that is too large and forgets it, within limits.
async fn read_on(body: &mut Body, limit: usize) {
    let most = limit.saturating_mul(READ_ON);
    let reading = async {
        let mut count = 0usize;
        while let Some(Ok(piece)) = piece(body).await {
            count = count.saturating_add(piece.len());
            if count > most {
                break;
            }
        }
    };
    // Whoever sends more, or slowly, is not waited for.
    let _ = tokio::time::timeout(READ_ON_TIME, reading).await;
}

/// A text, as every text arrives: UTF-8, line feeds.
///
/// # Errors
/// When it is not UTF-8.
pub(crate) fn text(bytes: &[u8]) -> Result<String, Wrong> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.replace("\r\n", "\n")),
        Err(error) => Err(Wrong::new(
            StatusCode::BAD_REQUEST,
            "this is not UTF-8 text",
            format!(
                "The byte at place {} does not belong to a text in the encoding UTF-8. Save the file with the encoding UTF-8 and \
                 try again.",
                error.valid_up_to() + 1
            ),
        )),
    }
}

fn malformed() -> Wrong {
    Wrong::new(
        StatusCode::BAD_REQUEST,
        "this form cannot be read",
        "Its parts are not put together as multipart/form-data. Go back and try again.",
    )
}

fn too_large(app: &App) -> Wrong {
    Wrong::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "this is too large",
        format!(
            "At most {} MiB can be sent to this page at once. For a larger file use the command line, or start the page with a \
             larger --body-limit.",
            app.settings.body_limit >> 20
        ),
    )
}
