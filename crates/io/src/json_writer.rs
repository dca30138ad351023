//! JSON written piece by piece, with a layout that is the same for the same content: the bytes that seals are made of.
//!
//! Objects and arrays are opened either in lines (every entry on a line of its own, two more blanks of indentation) or
//! within a line (entries separated by a comma and a blank). An empty one is `{}` or `[]`. Within strings, `"` and `\`
//! have a backslash before them, line feed, carriage return and tab are `\n`, `\r` and `\t`, other characters below
//! U+0020 are `\u00` with two lower case digits, and everything else stands as it is, in UTF-8.

use ambimech_model::number::Rational;
use std::fmt::Write as _;

/// How the entries of an object or array are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// Every entry on a line of its own.
    Lines,
    /// All entries on one line; everything within must be on that line too.
    Line,
}

#[derive(Debug)]
struct Frame {
    layout: Layout,
    close: char,
    is_empty: bool,
}

/// Writes one JSON value into a sink, which gets the text in pieces.
pub struct JsonWriter<'s> {
    sink: &'s mut dyn FnMut(&str),
    pending: String,
    frames: Vec<Frame>,
    after_key: bool,
}

impl<'s> JsonWriter<'s> {
    /// A writer into this sink.
    pub fn new(sink: &'s mut dyn FnMut(&str)) -> JsonWriter<'s> {
        JsonWriter { sink, pending: String::new(), frames: Vec::new(), after_key: false }
    }

    /// Opens an object.
    pub fn open_object(&mut self, layout: Layout) {
        self.open('{', '}', layout);
    }

    /// Opens an array.
    pub fn open_array(&mut self, layout: Layout) {
        self.open('[', ']', layout);
    }

    fn open(&mut self, open: char, close: char, layout: Layout) {
        self.begin_entry();
        self.pending.push(open);
        self.frames.push(Frame { layout, close, is_empty: true });
    }

    /// Closes the object or array that was opened last.
    pub fn close(&mut self) {
        if let Some(frame) = self.frames.pop() {
            if frame.layout == Layout::Lines && !frame.is_empty {
                self.break_line();
            }
            self.pending.push(frame.close);
        }
    }

    /// Writes a key; its value must follow.
    pub fn key(&mut self, key: &str) {
        self.begin_entry();
        push_quoted(&mut self.pending, key);
        self.pending.push_str(": ");
        self.after_key = true;
    }

    /// Writes a string.
    pub fn string(&mut self, text: &str) {
        self.begin_entry();
        push_quoted(&mut self.pending, text);
    }

    /// Writes an exact number in lowest terms as a string: `"-75/2"`.
    pub fn number(&mut self, number: &Rational) {
        self.begin_entry();
        let _ = write!(self.pending, "\"{number}\"");
    }

    /// Writes strings as an array within the line.
    pub fn strings<'t>(&mut self, texts: impl IntoIterator<Item = &'t str>) {
        self.open_array(Layout::Line);
        texts.into_iter().for_each(|text| self.string(text));
        self.close();
    }

    /// Writes a key with a string.
    pub fn entry(&mut self, key: &str, text: &str) {
        self.key(key);
        self.string(text);
    }

    /// Ends the text with a line break.
    pub fn finish(mut self) {
        while !self.frames.is_empty() {
            self.close();
        }
        self.pending.push('\n');
        (self.sink)(&self.pending);
    }

    fn begin_entry(&mut self) {
        if std::mem::take(&mut self.after_key) {
            return;
        }
        let Some(frame) = self.frames.last_mut() else { return };
        let first = std::mem::replace(&mut frame.is_empty, false);
        let layout = frame.layout;
        if !first {
            self.pending.push(',');
        }
        match layout {
            Layout::Lines => self.break_line(),
            Layout::Line if !first => self.pending.push(' '),
            Layout::Line => {}
        }
    }

    fn break_line(&mut self) {
        self.pending.push('\n');
        (self.sink)(&self.pending);
        self.pending.clear();
        for _ in &self.frames {
            self.pending.push_str("  ");
        }
    }
}

fn push_quoted(target: &mut String, text: &str) {
    target.push('"');
    for character in text.chars() {
        match character {
            '"' => target.push_str("\\\""),
            '\\' => target.push_str("\\\\"),
            '\n' => target.push_str("\\n"),
            '\r' => target.push_str("\\r"),
            '\t' => target.push_str("\\t"),
            control if control < ' ' => {
                let _ = write!(target, "\\u{:04x}", u32::from(control));
            }
            other => target.push(other),
        }
    }
    target.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_layout_is_fixed() {
        let mut text = String::new();
        let mut sink = |piece: &str| text.push_str(piece);
        let mut writer = JsonWriter::new(&mut sink);
        writer.open_object(Layout::Lines);
        writer.entry("a\"\\", "tab\t, line\n, \u{1}, é");
        writer.key("rows");
        writer.open_object(Layout::Lines);
        writer.key("H");
        writer.open_array(Layout::Line);
        writer.number(&Rational::from_parts((-3).into(), 6u8.into()));
        writer.number(&Rational::ZERO);
        writer.close();
        writer.key("none");
        writer.open_array(Layout::Lines);
        writer.close();
        writer.close();
        writer.key("in a line");
        writer.open_object(Layout::Line);
        writer.entry("x", "1");
        writer.key("y");
        writer.strings(["p", "q"]);
        writer.finish();
        let expected = r#"{
  "a\"\\": "tab\t, line\n, \u0001, é",
  "rows": {
    "H": ["-1/2", "0"],
    "none": []
  },
  "in a line": {"x": "1", "y": ["p", "q"]}
}
"#;
        assert_eq!(text, expected);
    }
}
