//! The properties of a mechanism.

use super::Show;
use crate::mechanism::Mechanism;
use ambimech_io::render::sentence::unverified::unverified;
use ambimech_io::render::{CertificateStatus, MechanismReport, html, json, latex, sentence, text};
use ambimech_model::condition::UndecidedReason;
use ambimech_model::property::Claim;
use ambimech_model::verification;
use ambimech_solve::answer::list_values;
use serde_json::{Value, json};

/// A verified mechanism, or why it could not be verified.
pub struct Verification {
    /// The mechanism.
    pub mechanism: Mechanism,
    /// The claims that the verdict is about.
    pub asked: Vec<Claim>,
    /// The properties.
    pub found: Result<verification::Verification, UndecidedReason>,
}

impl Show for Verification {
    fn json(&self) -> Value {
        let (model, mechanism) = (&self.mechanism.environment, &self.mechanism.file.mechanism);
        match &self.found {
            Ok(found) => {
                let mut value = json::verification_value(model, mechanism, found);
                let asked = self.asked.iter().map(|claim| {
                    json!({ "name": claim.property.name(), "reports": claim.reports.map(|reports| reports.name()) })
                });
                value["asked"] = asked.collect();
                value
            }
            Err(reason) => json!({ "verdict": "undecided", "reason": unverified(reason), "properties": [] }),
        }
    }

    fn text(&self) -> String {
        let (model, mechanism) = (&self.mechanism.environment, &self.mechanism.file.mechanism);
        match &self.found {
            Ok(found) => text::render_verification(model, mechanism, found, &self.asked, text::Page::default()),
            Err(reason) => format!("undecided\n\n{}\n", unverified(reason)),
        }
    }

    fn html(&self) -> String {
        let (model, mechanism) = (&self.mechanism.environment, &self.mechanism.file.mechanism);
        match &self.found {
            Ok(found) => {
                let values = list_values(model, mechanism);
                let report = MechanismReport {
                    mechanism,
                    asked: self.asked.clone(),
                    verification: Some(found),
                    values: values.as_deref(),
                    stakes: None,
                    certificate: CertificateStatus::None,
                };
                html::verification_fragment(model, &report)
            }
            Err(reason) => html::text_fragment("undecided", &unverified(reason)),
        }
    }

    fn latex(&self) -> String {
        match &self.found {
            Ok(found) => {
                latex::latex_verification(&self.mechanism.environment, &self.mechanism.file.mechanism, found)
            }
            Err(reason) => format!("{}\n", latex::escaped(&unverified(reason))),
        }
    }

    /// One per property, in the order of the JSON.
    fn reasons(&self) -> Vec<String> {
        let (model, mechanism) = (&self.mechanism.environment, &self.mechanism.file.mechanism);
        match &self.found {
            Ok(found) => {
                let settled =
                    found.answers.iter().map(|answer| sentence::worst::worst_case(model, mechanism, answer));
                let open = found.undecided.iter().map(|(_, reason)| sentence::condition::undecided(reason));
                settled.chain(open).collect()
            }
            Err(reason) => vec![unverified(reason)],
        }
    }
}
