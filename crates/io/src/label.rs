//! Names in files: what a name may look like, and looking names up with suggestions.

use crate::diagnostic::{Diagnostic, Read};
use crate::source::{Source, Span};
use crate::suggestion::{did_you_mean, listed, quoted};
use std::collections::HashMap;

/// Longest name, in bytes.
pub const MAX_NAME: usize = 200;

/// Checks that a text can be a name: not empty, without white space, control characters, `*`, `,` and quotes.
///
/// # Errors
/// Names the first character that does not fit.
pub fn check_name(source: Source<'_>, span: Span, name: &str, what: &str) -> Read<()> {
    let wrong = |found: String, help: &str| {
        Err(Box::new(
            Diagnostic::at(source, span, format!("{} cannot be {what}", quoted(name)))
                .found(found)
                .expected("a name: any text without white space, `*`, `,` or quotes")
                .help(help),
        ))
    };
    if name.is_empty() {
        return Err(Box::new(
            Diagnostic::at(source, span, format!("an empty text cannot be {what}"))
                .found("an empty text")
                .expected("a name: any text without white space, `*`, `,` or quotes")
                .help("write at least one letter or digit"),
        ));
    }
    if name.len() > MAX_NAME {
        return wrong(format!("a name of {} bytes", name.len()), "shorten it to at most 200 bytes");
    }
    let forbidden = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '*' | ',' | '"' | '\'' | '`');
    match name.chars().find(|character| forbidden(*character)) {
        None => Ok(()),
        Some(character) if character.is_whitespace() => {
            wrong("a name with white space in it".to_string(), "replace the white space, for example by `-`")
        }
        Some(character) => wrong(
            format!("a name with the character {}", quoted(&character.to_string())),
            "leave this character out, or replace it by `-`",
        ),
    }
}

/// Names of one kind in order, each once, with their places numbers.
#[derive(Debug, Clone, Default)]
pub struct Labels {
    names: Vec<String>,
    numbers: HashMap<String, usize>,
}

/// Up to this many names a plain search is faster than hashing.
const FEW: usize = 8;

impl Labels {
    /// No names yet.
    pub fn new() -> Labels {
        Labels::default()
    }

    /// Adds a name; `Err` with the number of the same name when it is there already.
    ///
    /// # Errors
    /// The number under which the name is known.
    pub fn insert(&mut self, name: &str) -> Result<(), usize> {
        if let Some(number) = self.find(name) {
            return Err(number);
        }
        self.numbers.insert(name.to_string(), self.names.len());
        self.names.push(name.to_string());
        Ok(())
    }

    /// The number of a name.
    pub fn find(&self, name: &str) -> Option<usize> {
        if self.names.len() <= FEW {
            self.names.iter().position(|known| known == name)
        } else {
            self.numbers.get(name).copied()
        }
    }

    /// The names in order.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The number of a name that must be known; `what` is as in "unknown type".
    ///
    /// # Errors
    /// Lists the known names and suggests the closest.
    pub fn expect(&self, source: Source<'_>, span: Span, name: &str, what: &str) -> Read<usize> {
        self.find(name).ok_or_else(|| Box::new(self.unknown(source, span, name, what)))
    }

    /// An unknown name.
    pub fn unknown(&self, source: Source<'_>, span: Span, name: &str, what: &str) -> Diagnostic {
        let known = || self.names.iter().map(String::as_str);
        let meant = did_you_mean(name, known());
        Diagnostic::at(source, span, format!("unknown {what} {}", quoted(name)))
            .found(quoted(name))
            .expected(format!("one of {}", listed(known())))
            .help(if meant.is_empty() { "correct the name, or declare it".to_string() } else { meant })
    }
}

impl<'n> FromIterator<&'n str> for Labels {
    /// The names in order; a name that occurs again is left out.
    fn from_iter<I: IntoIterator<Item = &'n str>>(names: I) -> Labels {
        let mut labels = Labels::new();
        for name in names {
            let _ = labels.insert(name);
        }
        labels
    }
}
