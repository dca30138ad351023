//! The whole job.

use super::conditions::{Conditions, Extent};
use super::design::{Asked, Design};
use super::{Answer, Show};
use crate::environment::Environment;
use ambimech_io::answer_file::{Store, render_answer_file};
use ambimech_io::render::{Report, html, json, latex, text};
use ambimech_model::answer;
use ambimech_model::design::DesignAnswer;
use ambimech_model::few_rules::Fewer;
use ambimech_model::property::{MechanismKind, Reports};
use serde_json::Value;

/// Everything that was found out about an environment.
pub struct Solution {
    /// The environment.
    pub environment: Environment,
    /// The misreports that mechanisms were to be safe against.
    pub reports: Reports,
    /// The answer.
    pub found: answer::Answer,
}

impl Solution {
    fn report<T>(&self, render: impl FnOnce(&Report<'_>) -> T) -> T {
        let file = self.file();
        let model = &self.environment.model;
        render(&Report::of_answer(model, &self.found, file.as_deref(), env!("CARGO_PKG_VERSION")))
    }

    /// The report as a page, or as a LaTeX document.
    pub fn report_document(&self, is_latex: bool) -> String {
        self.report(|report| if is_latex { latex::render_latex(report) } else { html::render_html(report) })
    }
}

impl Show for Solution {
    fn json(&self) -> Value {
        self.report(json::summary_value)
    }

    fn text(&self) -> String {
        self.report(|report| {
            // The values of all reports would bury the answer.
            let mut short = report.clone();
            if let Some(found) = &mut short.mechanism {
                found.values = None;
            }
            let answer = text::render_answer(&short, text::Page::default());
            let goals = text::render_goals(report.goals, self.reports);
            format!("{answer}\nWhat can be done here\n=====================\n\n{goals}")
        })
    }

    fn html(&self) -> String {
        self.report(html::report_fragment)
    }

    fn latex(&self) -> String {
        self.report_document(true)
    }

    fn file(&self) -> Option<String> {
        let about = self.found.about()?;
        render_answer_file(&self.environment.model, &about.ambiguous, Store::Auto)
    }

    fn reasons(&self) -> Vec<String> {
        vec![self.text().lines().next().unwrap_or("").to_string()]
    }

    fn document(&self, is_latex: bool) -> Option<String> {
        Some(self.report_document(is_latex))
    }

    /// `conditions`, then for every goal `simple GOAL` and `ambiguous GOAL`, the chosen goal first, then `paper`: the construction that a
    /// mechanism with few rules stands in for.
    fn parts(&self) -> Vec<(String, Environment, Answer)> {
        let environment = &self.environment;
        let answers = self.found.conditions.clone();
        let conditions = Conditions { extent: Extent::List, environment: environment.clone(), answers };
        let mut parts = vec![("conditions".to_string(), environment.clone(), Answer::new(conditions))];
        let chosen = self.found.about().into_iter();
        let others = self.found.goals.iter().enumerate().filter(|(place, _)| *place != self.found.chosen);
        for answers in chosen.chain(others.map(|(_, answers)| answers)) {
            let of = |kind: MechanismKind, answer: &DesignAnswer| {
                let design = Design {
                    environment: environment.clone(),
                    asked: Asked::Decide(kind, self.reports),
                    goal: answers.goal.clone(),
                    answer: answer.clone(),
                };
                (format!("{} {}", kind.name(), answers.goal), environment.clone(), Answer::new(design))
            };
            parts.push(of(MechanismKind::Simple, &answers.simple));
            parts.push(of(MechanismKind::Ambiguous, &answers.ambiguous));
        }
        if let Fewer::Found { usual, .. } = &self.found.fewer {
            let design = Design {
                environment: environment.clone(),
                asked: Asked::Decide(MechanismKind::Ambiguous, self.reports),
                goal: usual.goal.clone(),
                answer: DesignAnswer::Done(usual.clone()),
            };
            parts.push(("paper".to_string(), environment.clone(), Answer::new(design)));
        }
        parts
    }
}
