//! The verdicts about some conditions.

use super::{Answer, Show};
use crate::environment::Environment;
use ambimech_io::certificate::render_certificates;
use ambimech_io::environment_digest;
use ambimech_io::render::{html, json, latex, sentence, text};
use ambimech_model::certificate::{Certificate, ConditionCertificate};
use ambimech_model::condition::{Condition, Verdict};
use serde_json::Value;

/// Whether an answer is a list of conditions or one of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// A list, whose parts are its conditions.
    List,
    /// One condition, without parts.
    One,
}

/// Conditions of one environment.
pub struct Conditions {
    /// A list or one of it.
    pub extent: Extent,
    /// The environment.
    pub environment: Environment,
    /// The verdicts.
    pub answers: Vec<(Condition, Verdict<ConditionCertificate>)>,
}

impl Show for Conditions {
    fn json(&self) -> Value {
        json::conditions_value(&self.environment.model, &self.answers)
    }

    fn text(&self) -> String {
        text::render_conditions(&self.environment.model, &self.answers, text::Page::default())
    }

    fn html(&self) -> String {
        html::conditions_fragment(&self.environment.model, &self.answers)
    }

    fn latex(&self) -> String {
        latex::latex_conditions(&self.environment.model, &self.answers)
    }

    fn file(&self) -> Option<String> {
        let settled = self.answers.iter().filter_map(|(_, verdict)| verdict.certificate());
        let certificates: Vec<Certificate> = settled.cloned().map(Certificate::Condition).collect();
        let model = &self.environment.model;
        let written = || render_certificates(model, &environment_digest(model), &certificates);
        (!certificates.is_empty()).then(written)
    }

    fn reasons(&self) -> Vec<String> {
        let model = &self.environment.model;
        let reasons =
            |(condition, verdict): &(Condition, _)| sentence::condition::reasons(model, *condition, verdict);
        self.answers.iter().flat_map(reasons).collect()
    }

    fn parts(&self) -> Vec<(String, Environment, Answer)> {
        let part = |answer: &(Condition, Verdict<ConditionCertificate>)| {
            let alone = Conditions {
                extent: Extent::One,
                environment: self.environment.clone(),
                answers: vec![answer.clone()],
            };
            (answer.0.name().to_string(), self.environment.clone(), Answer::new(alone))
        };
        let listed = self.answers.iter().filter(|_| self.extent == Extent::List);
        listed.map(part).collect()
    }
}
