//! Tables in CSV files (RFC 4180, comma separated, with a header), read so that every field keeps its place.

use crate::diagnostic::{Diagnostic, Read};
use crate::source::{Source, Span};
use crate::suggestion::counted;
use std::borrow::Cow;

/// One field: its text without quotes and outer white space, and its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Field<'t> {
    /// The text.
    pub text: Cow<'t, str>,
    /// The place, with the quotes.
    pub span: Span,
}

/// Reads records one after the other; blank lines are skipped.
#[derive(Debug, Clone)]
pub struct Records<'t> {
    source: Source<'t>,
    at: usize,
}

impl<'t> Records<'t> {
    /// The records of a text, header included.
    pub fn new(source: Source<'t>) -> Records<'t> {
        Records { source, at: 0 }
    }

    /// Reads the next record into `fields`; `false` at the end.
    ///
    /// # Errors
    /// A quoted field that is not closed, or text after a closing quote.
    pub fn read(&mut self, fields: &mut Vec<Field<'t>>) -> Read<bool> {
        let text = self.source.text;
        fields.clear();
        loop {
            let line = text[self.at..].split('\n').next().unwrap_or("");
            if !line.trim().is_empty() {
                break;
            }
            self.at += line.len() + 1;
            if self.at >= text.len() {
                self.at = text.len();
                return Ok(false);
            }
        }
        loop {
            let blanks = |c: char| c == ' ' || c == '\t';
            let start = text.len() - text[self.at..].trim_start_matches(blanks).len();
            let field = if text[start..].starts_with('"') { self.quoted(start)? } else { self.plain(start) };
            let after = text.len() - text[field.span.end..].trim_start_matches([' ', '\t', '\r']).len();
            fields.push(field);
            match text.as_bytes().get(after) {
                Some(b',') => self.at = after + 1,
                Some(b'\n') => {
                    self.at = after + 1;
                    return Ok(true);
                }
                Some(_) => return Err(Box::new(self.after_quote(after))),
                None => {
                    self.at = text.len();
                    return Ok(true);
                }
            }
        }
    }

    fn plain(&self, start: usize) -> Field<'t> {
        let rest = &self.source.text[start..];
        let raw = rest.split([',', '\n']).next().unwrap_or("");
        let trimmed = raw.trim_end_matches([' ', '\t', '\r']);
        Field { text: Cow::Borrowed(trimmed), span: Span::new(start, start + trimmed.len()) }
    }

    fn quoted(&self, start: usize) -> Read<Field<'t>> {
        let text = self.source.text;
        let mut from = start + 1;
        let mut doubled = false;
        while let Some(offset) = text[from..].find(['"', '\n']) {
            let at = from + offset;
            if text.as_bytes()[at] == b'\n' {
                break;
            }
            if text.as_bytes().get(at + 1) == Some(&b'"') {
                doubled = true;
                from = at + 2;
                continue;
            }
            let content = text[start + 1..at].trim();
            let content = if doubled { Cow::Owned(content.replace("\"\"", "\"")) } else { Cow::Borrowed(content) };
            return Ok(Field { text: content, span: Span::new(start, at + 1) });
        }
        Err(Box::new(
            Diagnostic::at(self.source, Span::new(start, start + 1), "a quoted field is not closed")
                .label("opened here")
                .found("the end of the line within quotes")
                .expected("a closing quote in the same line")
                .help("close the field with \", or remove the quote"),
        ))
    }

    fn after_quote(&self, at: usize) -> Diagnostic {
        let width = self.source.text[at..].chars().next().map_or(0, char::len_utf8);
        Diagnostic::at(self.source, Span::new(at, at + width), "text after a quoted field")
            .found("text after the closing quote")
            .expected("a comma or the end of the line")
            .help("put the whole field between the quotes, or write it without quotes")
    }
}

/// A record with another number of fields than the header.
pub fn wrong_width(source: Source<'_>, header: &[Field<'_>], fields: &[Field<'_>]) -> Diagnostic {
    let place = match (fields.get(header.len()), fields.last()) {
        (Some(extra), Some(last)) => extra.span.to(last.span),
        (None, Some(last)) => Span::new(last.span.end, last.span.end),
        _ => source.first_line(),
    };
    Diagnostic::at(source, place, "a row has another number of columns than the header")
        .found(counted(fields.len(), "column"))
        .expected(format!("{}, as in the header", counted(header.len(), "column")))
        .help("a decimal has a point, not a comma; a fraction is written 1/18")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<Vec<String>> {
        let mut records = Records::new(Source::new("f.csv", text));
        let (mut all, mut fields) = (Vec::new(), Vec::new());
        while records.read(&mut fields).unwrap() {
            for field in &fields {
                assert!(text[field.span.start..field.span.end].contains(&field.text[..1]));
            }
            all.push(fields.iter().map(|field| field.text.to_string()).collect());
        }
        all
    }

    #[test]
    fn fields_lose_quotes_and_outer_blanks() {
        let expected = [["a", "b c", "d"], ["1", "x\"y", "2,3"]];
        for text in [
            "a,b c,d\n1,\"x\"\"y\",\"2,3\"\n",
            "a , b c,\td\r\n\r\n1,\"x\"\"y\" ,\" 2,3\"",
            "\n \n\"a\",\"b c\",\"d\"\n\n1,\"x\"\"y\",\"2,3\"\n\n",
        ] {
            assert_eq!(read(text), expected, "{text:?}");
        }
        assert!(read("").is_empty() && read(" \r\n\n").is_empty());
    }

    #[test]
    fn a_comma_at_the_end_is_one_more_field() {
        let mut records = Records::new(Source::new("f.csv", "a,\n,b"));
        let mut fields = Vec::new();
        assert!(records.read(&mut fields).unwrap());
        assert_eq!(fields.len(), 2);
        assert!(records.read(&mut fields).unwrap());
        assert_eq!((fields.len(), fields[0].text.as_ref()), (2, ""));
        assert!(!records.read(&mut fields).unwrap());
    }
}
