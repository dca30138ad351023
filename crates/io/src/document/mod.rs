//! One tree for TOML and JSON that remembers where everything stands and keeps the text of every number.

mod json;
mod toml;

use crate::diagnostic::{Diagnostic, Read};
use crate::source::{Format, Source, Span};
use crate::suggestion::{did_you_mean, listed, quoted};
use std::borrow::Cow;

/// Deepest nesting of arrays and tables that is read.
pub const MAX_DEPTH: usize = 64;

/// A value of a document and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Node<'t> {
    /// The value's place; for a TOML table with a header of its own, the place of the header.
    pub span: Span,
    /// The value.
    pub value: Value<'t>,
}

/// A value of a document.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'t> {
    /// A table (JSON: an object).
    Table(Table<'t>),
    /// An array.
    Array(Vec<Node<'t>>),
    /// A string, with its escapes resolved.
    String(Cow<'t, str>),
    /// A number, as it is written.
    Number(&'t str),
    /// `true` or `false`.
    Bool(bool),
    /// A value that no file of ours uses (a date, `null`), by name.
    Other(&'static str),
}

/// The entries of a table in file order; no key occurs twice.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table<'t> {
    /// The entries.
    pub entries: Vec<Entry<'t>>,
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry<'t> {
    /// The key.
    pub key: Cow<'t, str>,
    /// The place of the key.
    pub key_span: Span,
    /// The value.
    pub value: Node<'t>,
}

impl<'t> Table<'t> {
    /// The entry of a key. Looks at every entry: meant for tables with a handful of keys.
    pub fn get(&self, key: &str) -> Option<&Entry<'t>> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// Refuses the first entry whose key is none of these.
    ///
    /// # Errors
    /// Names the unknown key, lists the known ones and suggests the closest.
    pub fn check_keys(&self, source: Source<'_>, within: &str, known: &[&str]) -> Read<()> {
        match self.entries.iter().find(|entry| !known.contains(&entry.key.as_ref())) {
            None => Ok(()),
            Some(entry) => Err(Box::new(unknown_key(source, entry, within, known))),
        }
    }
}

/// An unknown key in a table.
pub fn unknown_key(source: Source<'_>, entry: &Entry<'_>, within: &str, known: &[&str]) -> Diagnostic {
    let meant = did_you_mean(&entry.key, known.iter().copied());
    Diagnostic::at(source, entry.key_span, format!("unknown key {} in {within}", quoted(&entry.key)))
        .found(format!("the key {}", quoted(&entry.key)))
        .expected(format!("one of {}", listed(known.iter().copied())))
        .help(if meant.is_empty() { "remove the key, or correct its spelling".to_string() } else { meant })
}

impl<'t> Node<'t> {
    /// What the value is, in words, for "found …".
    pub fn kind(&self) -> &'static str {
        match &self.value {
            Value::Table(_) => "a table",
            Value::Array(_) => "an array",
            Value::String(_) => "a text",
            Value::Number(_) => "a number",
            Value::Bool(_) => "a truth value",
            Value::Other(kind) => kind,
        }
    }

    /// The value in a few words, for "found …": texts and numbers are shown.
    pub fn described(&self) -> String {
        match &self.value {
            Value::String(text) => format!("the text {}", quoted(text)),
            Value::Number(text) => format!("the number {}", quoted(text)),
            Value::Bool(truth) => format!("the truth value `{truth}`"),
            _ => self.kind().to_string(),
        }
    }

    /// The string, when it is one.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The table, when it is one.
    pub fn as_table(&self) -> Option<&Table<'t>> {
        match &self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    /// The elements, when it is an array.
    pub fn as_array(&self) -> Option<&[Node<'t>]> {
        match &self.value {
            Value::Array(elements) => Some(elements),
            _ => None,
        }
    }

    /// The string that must stand here.
    ///
    /// # Errors
    /// Says what stands here instead; `what` names what is expected, as in "the name of an agent".
    pub fn expect_str(&self, source: Source<'_>, what: &str) -> Read<&str> {
        self.as_str().ok_or_else(|| {
            let help = match &self.value {
                Value::Number(text) => format!("write it in quotes: \"{text}\""),
                _ => format!("write {what} in quotes"),
            };
            Box::new(self.wrong_kind(source, &format!("{what}, a text in quotes")).help(help))
        })
    }

    /// The table that must stand here.
    ///
    /// # Errors
    /// Says what stands here instead.
    pub fn expect_table(&self, source: Source<'_>, what: &str, help: &str) -> Read<&Table<'t>> {
        self.as_table().ok_or_else(|| Box::new(self.wrong_kind(source, &format!("{what}, a table")).help(help)))
    }

    /// The array that must stand here.
    ///
    /// # Errors
    /// Says what stands here instead.
    pub fn expect_array(&self, source: Source<'_>, what: &str, help: &str) -> Read<&[Node<'t>]> {
        self.as_array().ok_or_else(|| Box::new(self.wrong_kind(source, &format!("{what}, an array")).help(help)))
    }

    /// A value of another kind than expected.
    pub fn wrong_kind(&self, source: Source<'_>, expected: &str) -> Diagnostic {
        Diagnostic::at(source, self.span, format!("{} does not belong here", self.kind()))
            .found(self.described())
            .expected(expected)
    }

    /// Where the content of this string stands in the text: exactly when it is written without escapes, otherwise the
    /// whole string for every part of it.
    pub fn content_span(&self, source: Source<'_>, part: Span) -> Span {
        let Some(text) = self.as_str() else { return self.span };
        let raw = source.slice(self.span);
        let body = raw.trim_matches(['"', '\'']);
        let body = body.strip_prefix("\r\n").or_else(|| body.strip_prefix('\n')).unwrap_or(body);
        match raw.find(body) {
            Some(at) if body == text && part.end <= text.len() => part.shifted(self.span.start + at),
            _ => self.span,
        }
    }
}

/// Reads a whole document; its root is a table. A text that begins with `{` is JSON whatever its file is called: no TOML document
/// begins so.
///
/// # Errors
/// A line that is too long, nesting deeper than [`MAX_DEPTH`], a key written twice, or any breach of the format.
pub fn parse_document<'t>(source: Source<'t>, format: Format) -> Read<Node<'t>> {
    source.check_line_lengths(format.max_line())?;
    match format {
        Format::Toml if !source.slice(source.first_line()).starts_with('{') => toml::parse(source),
        Format::Toml | Format::Json => json::parse(source),
    }
}

fn too_many_dots(source: Source<'_>, span: Span, most: usize) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::at(source, span, "key with too many parts")
            .found(format!("a key with more than {most} parts between dots"))
            .expected(format!("at most {most} parts; this format needs three"))
            .help("put a name with dots in quotes"),
    )
}

fn too_deep(source: Source<'_>, span: Span) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::at(source, span, "nested too deeply")
            .found(format!("more than {MAX_DEPTH} levels of arrays and tables"))
            .expected(format!("at most {MAX_DEPTH} levels; this format needs four"))
            .help("check the brackets before this place: one is probably not closed"),
    )
}

fn duplicate_key(source: Source<'_>, second: Span, first: Option<Span>, key: &str) -> Box<Diagnostic> {
    let diagnostic = Diagnostic::at(source, second, format!("{} is written twice", quoted(key)))
        .label("here again")
        .found(format!("the key {} twice in one table", quoted(key)))
        .expected("every key at most once")
        .help("remove one of the two, or rename it");
    Box::new(match first {
        Some(first) => diagnostic.also(source, first, "first here"),
        None => diagnostic,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(node: &Node<'_>) -> String {
        match &node.value {
            Value::Table(table) => {
                let entry = |entry: &Entry<'_>| format!("{}={}", entry.key, shape(&entry.value));
                format!("{{{}}}", table.entries.iter().map(entry).collect::<Vec<_>>().join(" "))
            }
            Value::Array(elements) => format!("[{}]", elements.iter().map(shape).collect::<Vec<_>>().join(" ")),
            Value::String(text) => format!("'{text}'"),
            Value::Number(text) => (*text).to_string(),
            Value::Bool(truth) => truth.to_string(),
            Value::Other(kind) => (*kind).to_string(),
        }
    }

    /// The name of a file does not hide what is in it.
    #[test]
    fn json_is_recognised_under_any_name() {
        let text = " \n{\"a\": [1, {\"b\": \"c\"}]}";
        let as_json = shape(&parse_document(Source::new("m.json", text), Format::Json).unwrap());
        assert_eq!(shape(&parse_document(Source::new("m", text), Format::Toml).unwrap()), as_json);
        assert!(parse_document(Source::new("m", "[a]\nb = 1"), Format::Toml).is_ok());
    }

    #[test]
    fn toml_and_json_give_one_tree() {
        let toml = "z = 1.50\n[b]\nx = [1e-3, true]\ny.k = -0\n[[a]]\n\"p q\" = '''\\d'''\n";
        let json = r#"{"z": 1.50, "b": {"x": [1e-3, true], "y": {"k": -0}}, "a": [{"p q": "\\d"}]}"#;
        for (text, format) in [(toml, Format::Toml), (json, Format::Json)] {
            let root = parse_document(Source::new("f", text), format).unwrap();
            assert_eq!(shape(&root), "{z=1.50 b={x=[1e-3 true] y={k=-0}} a=[{p q='\\d'}]}");
        }
    }

    #[test]
    fn numbers_keep_their_text() {
        let source = Source::new("f", "a = [+1_000, 0.10, 1E+5, 0x1F, inf, 99999999999999999999999]");
        let root = parse_document(source, Format::Toml).unwrap();
        assert_eq!(shape(&root), "{a=[+1_000 0.10 1E+5 0x1F inf 99999999999999999999999]}");
    }

    #[test]
    fn tables_stay_in_file_order() {
        let source = Source::new("f", "[o.x]\na = 1\n[m]\n[o.z]\nb = 2\n[o.w]\nc = 3\n");
        let root = parse_document(source, Format::Toml).unwrap();
        assert_eq!(shape(&root), "{o={x={a=1} z={b=2} w={c=3}} m={}}");
    }

    #[test]
    fn parts_of_strings_are_found_in_the_file() {
        for text in ["a = \"one two\"", "a = 'one two'", "a = \"\"\"\none two\"\"\"", "a = '''one two'''"] {
            let source = Source::new("f", text);
            let root = parse_document(source, Format::Toml).unwrap();
            let node = &root.as_table().unwrap().entries[0].value;
            assert_eq!(source.slice(node.content_span(source, Span::new(4, 7))), "two", "{text}");
        }
        let source = Source::new("f", "a = \"\\u006fne two\"");
        let root = parse_document(source, Format::Toml).unwrap();
        let node = &root.as_table().unwrap().entries[0].value;
        assert_eq!(node.content_span(source, Span::new(4, 7)), node.span);
    }
}
