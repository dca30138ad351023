//! Answers: values that can be shown in every form. One file per kind of question.

pub mod comparison;
pub mod conditions;
pub mod counterexample;
pub mod design;
pub mod file_check;
pub mod printed;
pub mod solution;
pub mod threshold;
pub mod verification;

use crate::environment::Environment;
use pyo3::prelude::*;
use serde_json::Value;
use std::sync::Arc;

/// What every answer can be asked for.
pub trait Show: Send + Sync {
    /// As `--format json` prints it.
    fn json(&self) -> Value;
    /// As the command line prints it.
    fn text(&self) -> String;
    /// As a piece of a page.
    fn html(&self) -> String;
    /// As a LaTeX fragment.
    fn latex(&self) -> String;
    /// The file of the answer: a mechanism, or certificates; `None` when the question is undecided.
    fn file(&self) -> Option<String> {
        None
    }
    /// The reasons in words, one each.
    fn reasons(&self) -> Vec<String>;
    /// The proof alone, as text.
    fn proof(&self) -> Option<String> {
        None
    }
    /// A report of its own, as a page or as a LaTeX document, where there is one.
    fn document(&self, _is_latex: bool) -> Option<String> {
        None
    }
    /// What the answer is made of: names, environments and answers.
    fn parts(&self) -> Vec<(String, Environment, Answer)> {
        Vec::new()
    }
}

/// An answer.
#[pyclass(frozen, module = "ambimech._native")]
pub struct Answer {
    shown: Arc<dyn Show>,
}

impl Answer {
    /// An answer of some kind.
    pub fn new(shown: impl Show + 'static) -> Answer {
        Answer { shown: Arc::new(shown) }
    }

    /// Renders without holding the interpreter: long answers take a moment.
    fn rendered<T: Send>(&self, py: Python<'_>, render: impl FnOnce(&dyn Show) -> T + Send) -> T {
        let shown = self.shown.clone();
        py.detach(move || render(shown.as_ref()))
    }
}

#[pymethods]
impl Answer {
    /// As JSON.
    fn json(&self, py: Python<'_>) -> String {
        self.rendered(py, |shown| ambimech_io::render::json::render_json(&shown.json()))
    }

    /// As text.
    fn text(&self, py: Python<'_>) -> String {
        self.rendered(py, |shown| shown.text())
    }

    /// As a piece of a page.
    fn html(&self, py: Python<'_>) -> String {
        self.rendered(py, |shown| shown.html())
    }

    /// As a LaTeX fragment.
    fn latex(&self, py: Python<'_>) -> String {
        self.rendered(py, |shown| shown.latex())
    }

    /// The text of the mechanism or certificate file.
    fn file(&self, py: Python<'_>) -> Option<String> {
        self.rendered(py, |shown| shown.file())
    }

    /// The reasons in words.
    fn reasons(&self, py: Python<'_>) -> Vec<String> {
        self.rendered(py, |shown| shown.reasons())
    }

    /// The proof as text.
    fn proof(&self, py: Python<'_>) -> Option<String> {
        self.rendered(py, |shown| shown.proof())
    }

    /// A report as a page or as a LaTeX document.
    fn document(&self, py: Python<'_>, is_latex: bool) -> Option<String> {
        self.rendered(py, |shown| shown.document(is_latex))
    }

    /// The parts by their names, with the environments they are about.
    fn parts(&self, py: Python<'_>) -> Vec<(String, Environment, Answer)> {
        self.rendered(py, |shown| shown.parts())
    }
}
