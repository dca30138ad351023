//! A counterexample to a condition, or why there is none.

use super::design::{Asked, Design};
use super::{Answer, Show};
use crate::environment::Environment;
use ambimech_io::certificate::render_certificates;
use ambimech_io::environment_digest;
use ambimech_io::render::sentence::counterexample::{none, title};
use ambimech_io::render::{html, json, latex, sentence, text};
use ambimech_model::certificate::Certificate;
use ambimech_model::counterexample::{Counterexample as Found, NoCounterexample};
use ambimech_model::design::DesignAnswer;
use serde_json::Value;

/// What came out.
pub struct Counterexample {
    /// The environment asked about.
    pub environment: Environment,
    /// The one made, or why there is none.
    pub found: Result<Made, NoCounterexample>,
}

/// A counterexample with its environment as users hold it.
pub struct Made {
    environment: Environment,
    found: Found,
}

impl Made {
    /// The environment's text is made.
    pub fn new(found: Found) -> Made {
        Made { environment: Environment::of_model(found.environment.clone(), "counterexample"), found }
    }

    fn answer(&self) -> DesignAnswer {
        DesignAnswer::Infeasible(self.found.certificate.clone())
    }
}

impl Show for Counterexample {
    fn json(&self) -> Value {
        match &self.found {
            Ok(made) => json::counterexample_value(&made.found, None),
            Err(why) => json::no_counterexample_value(&self.environment.model, why),
        }
    }

    fn text(&self) -> String {
        match &self.found {
            Ok(made) => text::render_counterexample(&made.found, text::Page::default()),
            Err(why) => text::render_no_counterexample(&self.environment.model, why, text::Page::default()),
        }
    }

    fn html(&self) -> String {
        match &self.found {
            Ok(made) => {
                let model = &made.environment.model;
                html::environment_fragment(model) + &html::design_fragment(model, &made.answer())
            }
            Err(_) => html::text_fragment(none_word(self), &self.text()),
        }
    }

    fn latex(&self) -> String {
        match &self.found {
            Ok(made) => {
                let model = &made.environment.model;
                latex::latex_payoffs(model) + &latex::latex_proof(model, &made.found.certificate)
            }
            Err(why) => latex::escaped(&sentence::as_sentence(&none(&self.environment.model, why).1)) + "\n",
        }
    }

    fn file(&self) -> Option<String> {
        let (model, certificates) = match &self.found {
            Ok(made) => {
                (&made.environment.model, vec![Certificate::Impossibility(made.found.certificate.clone())])
            }
            Err(NoCounterexample::Reached { certificates, .. }) => {
                let list = certificates.iter().cloned().map(Certificate::Condition).collect();
                (&self.environment.model, list)
            }
            Err(_) => return None,
        };
        Some(render_certificates(model, &environment_digest(model), &certificates))
    }

    fn reasons(&self) -> Vec<String> {
        let words = match &self.found {
            Ok(made) => title(made.found.proof).to_string(),
            Err(why) => none(&self.environment.model, why).1,
        };
        vec![sentence::as_sentence(&words)]
    }

    fn proof(&self) -> Option<String> {
        let made = self.found.as_ref().ok()?;
        Some(text::design_section(&made.environment.model, &made.answer(), text::Page::default()))
    }

    /// The environment made, with the answer about it.
    fn parts(&self) -> Vec<(String, Environment, Answer)> {
        let part = |made: &Made| {
            let asked = Asked::Decide(made.found.mechanism, made.found.reports);
            let (environment, goal) = (made.environment.clone(), made.found.goal.clone());
            let design = Design { environment: environment.clone(), asked, goal, answer: made.answer() };
            (made.found.proof.name().to_string(), environment, Answer::new(design))
        };
        self.found.iter().map(part).collect()
    }
}

fn none_word(answer: &Counterexample) -> &'static str {
    match &answer.found {
        Ok(_) => "done",
        Err(why) => none(&answer.environment.model, why).0,
    }
}
