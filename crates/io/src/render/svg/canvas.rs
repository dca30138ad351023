//! A sheet that shapes are written on.

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
