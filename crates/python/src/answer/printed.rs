//! An answer that has no forms of its own beyond what the command line prints.

use super::Show;
use ambimech_io::render::{html, latex, sentence};
use serde_json::Value;

/// What the command line prints, as JSON and as text, with the reasons and the file.
pub struct Printed {
    /// As `--format json`; its `verdict` is the word.
    pub json: Value,
    /// As text.
    pub text: String,
    /// The reasons in words, one each.
    pub reasons: Vec<String>,
    /// The text of the file of the answer, where there is one.
    pub file: Option<String>,
}

impl Show for Printed {
    fn json(&self) -> Value {
        self.json.clone()
    }

    fn text(&self) -> String {
        self.text.clone()
    }

    fn html(&self) -> String {
        html::text_fragment(self.json["verdict"].as_str().unwrap_or_default(), &self.text)
    }

    fn latex(&self) -> String {
        self.reasons().iter().map(|words| latex::escaped(words) + "\n").collect()
    }

    fn file(&self) -> Option<String> {
        self.file.clone()
    }

    fn reasons(&self) -> Vec<String> {
        self.reasons.iter().map(|words| sentence::as_sentence(words)).collect()
    }
}
