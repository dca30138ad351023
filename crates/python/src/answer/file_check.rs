//! What the independent checker says. This file does not mention the clever room.

use super::Show;
use crate::environment::Environment;
use ambimech_io::check::{Accepted, Refused};
use ambimech_io::render::{html, json, latex, text};
use serde_json::{Value, json};

/// How a check ended.
pub enum Outcome {
    /// Everything claimed is proved.
    Accepted(Accepted),
    /// Not accepted.
    Refused(Refused),
    /// Not settled: too many numbers to hold.
    TooLarge(u128),
}

/// A checked file.
pub struct FileCheck {
    /// The environment.
    pub environment: Environment,
    /// How it ended.
    pub outcome: Outcome,
}

impl FileCheck {
    fn too_large(numbers: u128) -> String {
        format!("the check would hold about {numbers} numbers at once, more than are allowed")
    }

    fn word(&self) -> &'static str {
        match self.outcome {
            Outcome::Accepted(_) => "accepted",
            Outcome::Refused(_) => "refused",
            Outcome::TooLarge(_) => "undecided",
        }
    }
}

impl Show for FileCheck {
    fn json(&self) -> Value {
        match &self.outcome {
            Outcome::Accepted(accepted) => json::accepted_file_value(&self.environment.model, accepted),
            Outcome::Refused(refused) => json::refused_file_value(&self.environment.model, refused),
            Outcome::TooLarge(numbers) => {
                json!({ "verdict": "undecided", "reason": FileCheck::too_large(*numbers) })
            }
        }
    }

    fn text(&self) -> String {
        let (model, page) = (&self.environment.model, text::Page::default());
        match &self.outcome {
            Outcome::Accepted(accepted) => text::render_accepted_file(model, accepted, page),
            Outcome::Refused(refused) => text::render_refused_file(model, refused, page),
            Outcome::TooLarge(numbers) => format!("undecided\n\n{}\n", FileCheck::too_large(*numbers)),
        }
    }

    fn html(&self) -> String {
        html::text_fragment(self.word(), &self.text())
    }

    fn latex(&self) -> String {
        let paragraphs = self.text().replace("\n\n", "\\par\n");
        format!("{}\n", latex::escaped(&paragraphs).replace("\\textbackslash{}par", "\\par"))
    }

    fn reasons(&self) -> Vec<String> {
        let words = self.text();
        let rest = words.split_once('\n').map_or("", |(_, rest)| rest);
        vec![rest.split_whitespace().collect::<Vec<&str>>().join(" ")]
    }
}
