//! The values of a parameter at which a goal is attainable.

use super::design::{Asked, Design};
use super::{Answer, Show};
use crate::environment::Environment;
use ambimech_io::render::sentence::{as_sentence, obstacle};
use ambimech_io::render::{ThresholdQuestion, html, json, latex, text};
use ambimech_model::design::DesignAnswer;
use ambimech_model::number::Rational;
use ambimech_model::parametric::ParametricEnvironment;
use ambimech_model::property::{Goal, MechanismKind, Reports};
use ambimech_model::threshold::{Exclusion, Threshold as Found};
use serde_json::Value;

/// A threshold with its question.
pub struct Threshold {
    /// The environment with its parameter.
    pub environment: ParametricEnvironment,
    /// The goal.
    pub goal: Goal,
    /// One rule or several.
    pub mechanism: MechanismKind,
    /// The misreports to be safe against.
    pub reports: Reports,
    /// The answer.
    pub found: Found,
}

impl Threshold {
    fn asked(&self) -> ThresholdQuestion<'_> {
        ThresholdQuestion {
            environment: &self.environment,
            goal: &self.goal,
            mechanism: self.mechanism,
            reports: self.reports,
        }
    }

    /// An answer at one value of the parameter, where it was found, so that the environment exists.
    fn at(&self, name: &str, value: &Rational, answer: DesignAnswer) -> Option<(String, Environment, Answer)> {
        let environment = Environment::of_model(self.environment.at(value).ok()?, name);
        let asked = Asked::Decide(self.mechanism, self.reports);
        let design = Design { environment: environment.clone(), asked, goal: self.goal.clone(), answer };
        Some((name.to_string(), environment, Answer::new(design)))
    }

    fn excluded(&self, name: &str, found: &Exclusion) -> Option<(String, Environment, Answer)> {
        self.at(name, &found.checked_at, DesignAnswer::Infeasible(found.certificate.clone()))
    }
}

impl Show for Threshold {
    fn json(&self) -> Value {
        json::threshold_value(&self.asked(), &self.found)
    }

    fn text(&self) -> String {
        text::render_threshold(&self.asked(), &self.found, text::Page::default())
    }

    fn html(&self) -> String {
        html::threshold_fragment(&self.asked(), &self.found)
    }

    fn latex(&self) -> String {
        let exclusions: Vec<&Exclusion> = match &self.found {
            Found::Between(interval) => {
                [&interval.lower, &interval.upper].into_iter().flatten().map(|limit| &limit.exclusion).collect()
            }
            Found::Never(exclusions) => exclusions.iter().collect(),
            Found::Undecided(_) => Vec::new(),
        };
        let first = self.text().lines().next().unwrap_or("").to_string();
        let mut out = format!("{}\n", latex::escaped(&first));
        for one in exclusions {
            if let Ok(there) = self.environment.at(&one.checked_at) {
                out.push_str(&format!("\n{}", latex::latex_proof(&there, &one.certificate)));
            }
        }
        out
    }

    fn reasons(&self) -> Vec<String> {
        match &self.found {
            Found::Undecided(found) => {
                let sentences = obstacle::obstacle(self.environment.environment(), found);
                sentences.iter().map(|sentence| as_sentence(sentence)).collect()
            }
            _ => vec![self.text().lines().next().unwrap_or("").to_string()],
        }
    }

    /// `lower`, `upper`, `inside`: mechanisms; `beyond-lower`, `beyond-upper`, `never-1`, …: proofs.
    fn parts(&self) -> Vec<(String, Environment, Answer)> {
        let mut parts = Vec::new();
        match &self.found {
            Found::Between(interval) => {
                for (name, limit) in [("lower", &interval.lower), ("upper", &interval.upper)] {
                    let Some(limit) = limit else { continue };
                    parts.extend(self.at(name, &limit.value, DesignAnswer::Done(limit.mechanism.clone())));
                    parts.extend(self.excluded(&format!("beyond-{name}"), &limit.exclusion));
                }
                if let Some((value, mechanism)) = &interval.inside {
                    parts.extend(self.at("inside", value, DesignAnswer::Done(mechanism.clone())));
                }
            }
            Found::Never(exclusions) => {
                for (place, one) in exclusions.iter().enumerate() {
                    parts.extend(self.excluded(&format!("never-{}", place + 1), one));
                }
            }
            Found::Undecided(_) => {}
        }
        parts
    }
}
