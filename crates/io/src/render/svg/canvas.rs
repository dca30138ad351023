//! A sheet that shapes are written on.

use crate::render::number::{cell, decimal};
use ambimech_model::number::Rational;
use std::fmt::Write as _;

/// A picture in the making.
#[derive(Debug)]
pub(super) struct Canvas {
    width: f64,
    height: f64,
    body: String,
}

/// Where a text hangs from its point.
#[derive(Debug, Clone, Copy)]
pub(super) enum Anchor {
    /// The point is its left end.
    Start,
    /// The point is its middle.
    Middle,
    /// The point is its right end.
    End,
}

/// A coordinate in hundredths, without needless zeros.
fn place(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_string() } else { text.to_string() }
}

/// The text with `&`, `<`, `>` and quotes escaped, for SVG and HTML.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

impl Canvas {
    pub(super) fn new(width: f64, height: f64) -> Canvas {
        Canvas { width, height, body: String::new() }
    }

    pub(super) fn rect(&mut self, (x, y): (f64, f64), (width, height): (f64, f64), class: &str, opacity: f64) {
        let _ = writeln!(
            self.body,
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" class=\"{class}\" fill-opacity=\"{}\"/>",
            place(x),
            place(y),
            place(width),
            place(height),
            place(opacity)
        );
    }

    pub(super) fn line(&mut self, from: (f64, f64), to: (f64, f64), class: &str) {
        let _ = writeln!(
            self.body,
            "<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" class=\"{class}\"/>",
            place(from.0),
            place(from.1),
            place(to.0),
            place(to.1)
        );
    }

    /// A number: exact when it has at most so many characters, and its decimal for readers who asked for decimals. A sign
    /// before a positive number is written on demand.
    pub(super) fn number(&mut self, at: (f64, f64), number: &Rational, longest: usize, signed: bool) {
        let plus = if signed && *number > Rational::ZERO { "+" } else { "" };
        let minus = |text: &str| format!("{plus}{}", text.replacen('-', "−", 1));
        let (exact, near) = (cell(number, longest), decimal(number).marked());
        if exact == near {
            self.text(at, Anchor::Middle, "", &minus(&exact));
        } else {
            self.text(at, Anchor::Middle, "exact-only", &minus(&exact));
            self.text(at, Anchor::Middle, "decimal-only", &minus(&near));
        }
    }

    /// A ring around something.
    pub(super) fn ring(&mut self, at: (f64, f64), radius: f64, class: &str, title: &str) {
        self.dot(at, radius, class, title);
    }

    /// The frame of a cell.
    pub(super) fn frame(&mut self, (x, y): (f64, f64), (width, height): (f64, f64), class: &str) {
        let _ = writeln!(
            self.body,
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" class=\"{class}\"/>",
            place(x),
            place(y),
            place(width),
            place(height)
        );
    }

    /// A dot; its title is shown by browsers and read by screen readers.
    pub(super) fn dot(&mut self, at: (f64, f64), radius: f64, class: &str, title: &str) {
        let shape = format!("circle cx=\"{}\" cy=\"{}\" r=\"{}\"", place(at.0), place(at.1), place(radius));
        self.titled(&shape, "circle", class, title);
    }

    /// A square standing on its corner.
    pub(super) fn diamond(&mut self, at: (f64, f64), radius: f64, class: &str, title: &str) {
        let (x, y) = at;
        let corners = [(x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)];
        let shape = format!("polygon points=\"{}\"", points(&corners));
        self.titled(&shape, "polygon", class, title);
    }

    fn titled(&mut self, shape: &str, element: &str, class: &str, title: &str) {
        let _ = if title.is_empty() {
            writeln!(self.body, "<{shape} class=\"{class}\"/>")
        } else {
            writeln!(self.body, "<{shape} class=\"{class}\"><title>{}</title></{element}>", escaped(title))
        };
    }

    pub(super) fn polygon(&mut self, corners: &[(f64, f64)], class: &str) {
        let _ = writeln!(self.body, "<polygon points=\"{}\" class=\"{class}\"/>", points(corners));
    }

    pub(super) fn text(&mut self, (x, y): (f64, f64), anchor: Anchor, class: &str, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let _ = writeln!(
            self.body,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"{anchor}\" class=\"{class}\">{}</text>",
            place(x),
            place(y),
            escaped(text)
        );
    }

    /// The finished element. `id` must be unique in the page; title and description are for screen readers.
    pub(super) fn finish(self, id: &str, title: &str, description: &str) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" height=\"{h}\" role=\"img\" \
             aria-labelledby=\"{id}-title {id}-desc\">\n<title id=\"{id}-title\">{}</title>\n<desc id=\"{id}-desc\">{}</desc>\n\
             {}</svg>",
            escaped(title),
            escaped(description),
            self.body,
            w = place(self.width),
            h = place(self.height),
        )
    }
}

fn points(corners: &[(f64, f64)]) -> String {
    corners.iter().map(|(x, y)| format!("{},{}", place(*x), place(*y))).collect::<Vec<_>>().join(" ")
}

/// About how wide a text is at the usual size.
pub(super) fn text_width(text: &str) -> f64 {
    text.chars().map(|letter| if letter.is_uppercase() || !letter.is_ascii() { 9.0 } else { 7.2 }).sum()
}

/// The text, cut where it is longer than so many characters; pictures name in their description what they cut.
pub(super) fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_string();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// A count as a machine number, for places.
pub(super) fn to_f64(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}
