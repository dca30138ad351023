//! What is wrong with a file, as a plain value: the place, what was found, what was expected, how to mend it.

use crate::source::{Source, Span};
use annotate_snippets::{AnnotationKind, Element, Level, Origin, Renderer, Snippet};
use std::fmt;

/// The result of reading something from a file.
pub type Read<T> = Result<T, Box<Diagnostic>>;

/// Number of characters of a line that an excerpt shows at most.
pub const EXCERPT_WIDTH: usize = 100;
/// Number of characters an excerpt shows before the place, when the line must be cropped.
const EXCERPT_LEAD: usize = 40;

/// A place in a file, with the text around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file, as the user named it.
    pub file: String,
    /// Line number from 1.
    pub line: usize,
    /// Column from 1, in characters.
    pub column: usize,
    /// The line, cropped to about [`EXCERPT_WIDTH`] characters around the place; `…` marks a cut.
    pub excerpt: String,
    /// The bytes of the excerpt that are meant.
    pub marked: std::ops::Range<usize>,
    /// What is at this place; may be empty.
    pub label: String,
}

impl Place {
    /// The place of a span in a text.
    pub fn new(source: Source<'_>, span: Span, label: impl Into<String>) -> Place {
        let text = source.text;
        let mut start = span.start.min(text.len());
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let line = text[line_start..line_end].trim_end_matches('\r');
        let start = start.min(line_start + line.len());
        let mut end = span.end.clamp(start, line_start + line.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let (excerpt, marked) = cropped(line, start - line_start, end - line_start);
        Place {
            file: source.name.to_string(),
            line: text[..line_start].bytes().filter(|byte| *byte == b'\n').count() + 1,
            column: text[line_start..start].chars().count() + 1,
            excerpt,
            marked,
            label: label.into(),
        }
    }
}

/// At most [`EXCERPT_WIDTH`] characters of the line around the bytes `start..end`, and where those are in the result.
fn cropped(line: &str, start: usize, end: usize) -> (String, std::ops::Range<usize>) {
    let whole = line.chars().nth(EXCERPT_WIDTH).is_none();
    let from =
        if whole { 0 } else { line[..start].char_indices().rev().nth(EXCERPT_LEAD - 1).map_or(0, |(at, _)| at) };
    let mut excerpt = String::new();
    let (mut first, mut last) = (0, 0);
    if from > 0 {
        excerpt.push('…');
    }
    let mut cut = false;
    let mut at = from;
    for (count, character) in line[from..].chars().enumerate() {
        if at <= start {
            first = excerpt.len();
        }
        if at <= end {
            last = excerpt.len();
        }
        if !whole && count == EXCERPT_WIDTH {
            cut = true;
            break;
        }
        excerpt.push(if character.is_control() && character != '\t' { '\u{fffd}' } else { character });
        at += character.len_utf8();
    }
    if at <= start {
        first = excerpt.len();
    }
    if at <= end {
        last = excerpt.len();
    }
    if cut {
        excerpt.push('…');
    }
    (excerpt, first..last.max(first))
}

/// What is wrong with a file. Its `Display` is the message for a terminal, without colours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The file that was being read.
    pub file: String,
    /// What is wrong, in a few words.
    pub title: String,
    /// The places that matter, the one to mend first; none when the file could not be opened.
    pub places: Vec<Place>,
    /// What was found; may be empty.
    pub found: String,
    /// What was expected; may be empty.
    pub expected: String,
    /// How to mend it, one suggestion each.
    pub help: Vec<String>,
}

impl Diagnostic {
    /// Something is wrong with the file as a whole.
    pub fn about_file(file: impl Into<String>, title: impl Into<String>) -> Diagnostic {
        Diagnostic {
            file: file.into(),
            title: title.into(),
            places: Vec::new(),
            found: String::new(),
            expected: String::new(),
            help: Vec::new(),
        }
    }

    /// Something is wrong at this place.
    pub fn at(source: Source<'_>, span: Span, title: impl Into<String>) -> Diagnostic {
        let mut diagnostic = Diagnostic::about_file(source.name, title);
        diagnostic.places.push(Place::new(source, span, ""));
        diagnostic
    }

    /// Says what is at the first place.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Diagnostic {
        if let Some(place) = self.places.first_mut() {
            place.label = label.into();
        }
        self
    }

    /// Adds a second place that matters.
    #[must_use]
    pub fn also(mut self, source: Source<'_>, span: Span, label: impl Into<String>) -> Diagnostic {
        self.places.push(Place::new(source, span, label));
        self
    }

    /// Says what was found.
    #[must_use]
    pub fn found(mut self, found: impl Into<String>) -> Diagnostic {
        self.found = found.into();
        self
    }

    /// Says what was expected.
    #[must_use]
    pub fn expected(mut self, expected: impl Into<String>) -> Diagnostic {
        self.expected = expected.into();
        self
    }

    /// Adds a suggestion how to mend it; an empty one is left out.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        let help = help.into();
        if !help.is_empty() {
            self.help.push(help);
        }
        self
    }

    /// Sets the line number of the first place, when the text at hand is not the whole file.
    #[must_use]
    pub fn on_line(mut self, line: usize) -> Diagnostic {
        if let Some(place) = self.places.first_mut() {
            place.line = line;
        }
        self
    }

    /// Line number from 1 of the first place.
    pub fn line(&self) -> Option<usize> {
        self.places.first().map(|place| place.line)
    }

    /// Column from 1 of the first place, in characters.
    pub fn column(&self) -> Option<usize> {
        self.places.first().map(|place| place.column)
    }

    /// The message drawn by a renderer of one's own choice, for example one with colours.
    pub fn render_with(&self, renderer: &Renderer) -> String {
        let mut elements: Vec<Element<'_>> = Vec::new();
        if self.places.is_empty() {
            elements.push(Origin::path(&self.file).into());
        }
        for (number, place) in self.places.iter().enumerate() {
            let kind = if number == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
            let annotation = kind.span(place.marked.clone());
            let annotation = match place.label.as_str() {
                "" => annotation,
                label => annotation.label(label),
            };
            let snippet = Snippet::source(&place.excerpt).path(&place.file).line_start(place.line);
            elements.push(snippet.annotation(annotation).into());
        }
        for (name, text) in [("found", &self.found), ("expected", &self.expected)] {
            if !text.is_empty() {
                elements.push(Level::NOTE.with_name(name).message(text).into());
            }
        }
        for help in &self.help {
            elements.push(Level::HELP.message(help).into());
        }
        let mut message = renderer.render(&[Level::ERROR.primary_title(&self.title).elements(elements)]);
        for place in &self.places {
            // The renderer counts the column in the excerpt; a cropped line needs the column in the file.
            let before = place.excerpt.get(..place.marked.start).unwrap_or("");
            let shown = before.chars().count() + 1;
            if shown != place.column {
                let of = |column: usize| format!("{}:{}:{column}", place.file, place.line);
                message = message.replacen(&of(shown), &of(place.column), 1);
            }
        }
        message
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render_with(&Renderer::plain()))
    }
}

impl std::error::Error for Diagnostic {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_cropped_around_the_place() {
        let line = format!("{}HERE{}", "ä".repeat(500), "z".repeat(500));
        let place = Place::new(Source::new("f", &line), Span::new(1000, 1004), "");
        assert_eq!(place.excerpt.chars().count(), EXCERPT_WIDTH + 2);
        assert_eq!(&place.excerpt[place.marked.clone()], "HERE");
        assert_eq!((place.line, place.column), (1, 501));
    }

    #[test]
    fn places_at_the_end_and_in_the_middle_of_a_character_do_not_panic() {
        for text in ["", "a", "ä\r\nb", "\n\n"] {
            for start in 0..8 {
                for end in 0..8 {
                    let place = Place::new(Source::new("f", text), Span::new(start, end), "");
                    assert!(place.marked.end <= place.excerpt.len());
                    let _ = Diagnostic::at(Source::new("f", text), Span::new(start, end), "x").to_string();
                }
            }
        }
    }

    #[test]
    fn a_message_shows_both_places() {
        let source = Source::new("a.toml", "x = 1\ny = 2\nx = 3\n");
        let message = Diagnostic::at(source, Span::new(12, 13), "`x` is written twice")
            .label("here again")
            .also(source, Span::new(0, 1), "first here")
            .found("`x` twice")
            .expected("every key once")
            .help("remove one of the two")
            .to_string();
        let expected = "\
error: `x` is written twice
 --> a.toml:3:1
  |
3 | x = 3
  | ^ here again
  |
 ::: a.toml:1:1
  |
1 | x = 1
  | - first here
  |
  = found: `x` twice
  = expected: every key once
  = help: remove one of the two";
        assert_eq!(message, expected);
    }
}
