//! Raw HTTP: requests byte by byte, also those that no browser would send.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// An answer.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    /// The value of a header; empty when it is not there.
    pub fn header(&self, name: &str) -> String {
        let wanted = format!("{}:", name.to_lowercase());
        let line = self.head.lines().find(|line| line.to_lowercase().starts_with(&wanted));
        line.and_then(|line| line.split_once(':')).map_or(String::new(), |(_, value)| value.trim().to_string())
    }
}

/// Sends these bytes and reads the answer; `None` when the connection is closed without one.
pub fn raw(port: u16, bytes: &[u8]) -> Option<Answer> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    // The server may answer and close before everything is sent.
    let _ = stream.write_all(bytes);
    answer(&mut stream)
}

/// Reads an answer from a connection that the server closes.
pub fn answer(stream: &mut TcpStream) -> Option<Answer> {
    let mut received = Vec::new();
    let mut piece = [0; 65536];
    loop {
        match stream.read(&mut piece) {
            Ok(0) => break,
            Ok(count) => received.extend_from_slice(&piece[..count]),
            Err(_) if received.is_empty() => return None,
            // A connection that is reset after the answer.
            Err(_) => break,
        }
    }
    let text = String::from_utf8_lossy(&received).into_owned();
    let (head, body) = text.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some(Answer { status, head: head.to_string(), body: body.to_string() })
}

/// Gets a page.
pub fn get(port: u16, path: &str) -> Answer {
    let request = format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n");
    raw(port, request.as_bytes()).expect("an answer")
}

/// A part of a form: a field, or a file with its name.
#[derive(Clone, Copy)]
pub enum Part<'a> {
    Field(&'a str, &'a str),
    File(&'a str, &'a str, &'a [u8]),
}

/// The body of a form.
pub fn body(parts: &[Part<'_>]) -> Vec<u8> {
    let mut body = Vec::new();
    for part in parts {
        let (head, content) = match part {
            Part::Field(name, text) => (format!("name=\"{name}\""), text.as_bytes()),
            Part::File(name, file, bytes) => (format!("name=\"{name}\"; filename=\"{file}\""), *bytes),
        };
        body.extend_from_slice(format!("--limit\r\nContent-Disposition: form-data; {head}\r\n\r\n").as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--limit--\r\n");
    body
}

/// Sends a form as a page of this server does, with more header lines.
pub fn post_with(port: u16, path: &str, parts: &[Part<'_>], lines: &str) -> Answer {
    let body = body(parts);
    let mut request = format!(
        "POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n{lines}Content-Type: multipart/form-data; \
         boundary=limit\r\nContent-Length: {}\r\n\r\n",
        body.len()
    )
    .into_bytes();
    request.extend_from_slice(&body);
    raw(port, &request).expect("an answer")
}

/// Sends a form as a page of this server does.
pub fn post(port: u16, path: &str, parts: &[Part<'_>]) -> Answer {
    let lines = format!("Origin: http://127.0.0.1:{port}\r\nSec-Fetch-Site: same-origin\r\n");
    post_with(port, path, parts, &lines)
}

/// The token of this server's forms.
pub fn token(port: u16) -> String {
    let page = get(port, "/").body;
    let (_, rest) = page.split_once("name=\"token\" value=\"").expect("a form");
    rest.split('"').next().unwrap().to_string()
}

/// The value of the field of a page.
pub fn field(page: &str, name: &str) -> Option<String> {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\""))?;
    Some(rest.split('"').next()?.to_string())
}

/// The text of a page without its tags.
pub fn words(page: &str) -> String {
    let mut text = String::new();
    let mut within = false;
    for character in page.chars() {
        match character {
            '<' => within = true,
            '>' => within = false,
            other if !within => text.push(other),
            _ => {}
        }
    }
    text.replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}
