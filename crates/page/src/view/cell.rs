//! Cells of the tables, those with a mistake marked.

use crate::child::Mistake;
use crate::html::{Element, Html, el};

/// The cells that a mistake is about, and what it says in short.
#[derive(Debug, Clone, Default)]
pub(crate) struct Marks {
    names: Vec<String>,
    note: String,
}

impl Marks {
    /// The marks of a mistake at these cells.
    pub fn new(names: Vec<String>, mistake: &Mistake) -> Marks {
        Marks { names, note: mistake.title.clone() }
    }

    /// The names of the cells.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    fn marks(&self, name: &str) -> bool {
        self.names.iter().any(|marked| marked == name)
    }

    /// A mark at a field: attributes for the field, and the note after it when it is the first that is marked.
    pub fn mark(&self, name: &str, field: Element) -> Html {
        if !self.marks(name) {
            return field.into();
        }
        let mut html = Html::from(field.attr("aria-invalid", "true").attr("aria-describedby", "mistake"));
        if self.names.first().is_some_and(|first| first == name) {
            html.push(el("span").class("note").add(&self.note));
        }
        html
    }
}

/// A cell with a short text.
pub(crate) fn cell(marks: &Marks, name: &str, text: &str, label: &str) -> Html {
    sized(marks, name, text, label, 5)
}

/// A cell with a text of at least this many characters' room.
pub(crate) fn sized(marks: &Marks, name: &str, text: &str, label: &str, least: usize) -> Html {
    let size = text.chars().count().clamp(least, 36);
    let field = el("input")
        .attr("type", "text")
        .attr("name", name)
        .attr("value", text)
        .attr("aria-label", label)
        .attr("size", size)
        .attr("autocomplete", "off")
        .attr("spellcheck", "false");
    marks.mark(name, field)
}
