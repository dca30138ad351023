//! Mechanisms side by side.

use super::design::{Asked, Design};
use super::{Answer, Show};
use crate::environment::Environment;
use ambimech_io::render::sentence::benchmark::{candidate, why_not};
use ambimech_io::render::{html, json, latex, text};
use ambimech_model::comparison;
use ambimech_model::design::DesignAnswer;
use serde_json::Value;

/// The mechanisms of the literature beside those designed here.
pub struct Comparison {
    /// The environment.
    pub environment: Environment,
    /// The mechanisms.
    pub found: comparison::Comparison,
}

impl Show for Comparison {
    fn json(&self) -> Value {
        json::comparison_value(&self.environment.model, &self.found)
    }

    fn text(&self) -> String {
        text::render_comparison(&self.environment.model, &self.found, text::Page::default())
    }

    fn html(&self) -> String {
        html::comparison_fragment(&self.environment.model, &self.found)
    }

    fn latex(&self) -> String {
        let items = self.reasons();
        let items = items.iter().map(|words| format!("  \\item {}\n", latex::escaped(words)));
        format!("\\begin{{itemize}}\n{}\\end{{itemize}}\n", items.collect::<String>())
    }

    /// One per mechanism: that it is to be had, or why not.
    fn reasons(&self) -> Vec<String> {
        let sentence = |entry: &comparison::Compared| {
            let name = candidate(&entry.candidate);
            match why_not(&self.environment.model, entry) {
                Some(reason) => format!("{name}: {reason}"),
                None => format!("{name}: to be had"),
            }
        };
        self.found.entries.iter().map(sentence).collect()
    }

    fn parts(&self) -> Vec<(String, Environment, Answer)> {
        let part = |entry: &comparison::Compared| {
            let goal = match &entry.answer {
                DesignAnswer::Done(design) => design.goal.clone(),
                DesignAnswer::Infeasible(certificate) => certificate.goal.clone(),
                DesignAnswer::Undecided { goal, .. } => goal.clone(),
            };
            let environment = self.environment.clone();
            let design = Design { environment, asked: Asked::Design(None), goal, answer: entry.answer.clone() };
            (candidate(&entry.candidate), self.environment.clone(), Answer::new(design))
        };
        self.found.entries.iter().map(part).collect()
    }
}
