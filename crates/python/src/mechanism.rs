//! A mechanism with the text of its file.

use crate::environment::Environment;
use crate::{fault, job};
use ambimech_io::mechanism::{MechanismFile, parse_mechanism, render_mechanism};
use ambimech_io::render::{html, latex, name, text};
use ambimech_io::source::read_text;
use ambimech_io::{Diagnostic, Format, environment_digest};
use ambimech_model::certificate::MechanismCertificate;
use ambimech_model::environment::Environment as Model;
use ambimech_model::index::{AgentId, ProfileId, RuleId};
use ambimech_model::mechanism::Rules;
use ambimech_model::transfer::TransferRule;
use ambimech_solve::construction::stakes::stakes_of;
use pyo3::exceptions::{PyIndexError, PyValueError};
use pyo3::prelude::*;
use serde_json::json;
use std::path::PathBuf;
use std::sync::Arc;

/// A mechanism in an environment.
#[pyclass(frozen, module = "ambimech._native")]
#[derive(Debug, Clone)]
pub struct Mechanism {
    /// The environment.
    pub environment: Arc<Model>,
    /// What the file holds.
    pub file: Arc<MechanismFile>,
    /// The text of the file, as it was read or written.
    text: Arc<str>,
    format: Format,
    file_name: Arc<str>,
}

impl Mechanism {
    /// Text, name and format of the file.
    pub fn source(&self) -> (Arc<str>, Arc<str>, Format) {
        (self.text.clone(), self.file_name.clone(), self.format)
    }

    fn read_text(
        py: Python<'_>,
        environment: &Environment,
        text: String,
        file_name: String,
        format: Format,
    ) -> PyResult<Mechanism> {
        let environment = environment.model.clone();
        let found = job::run(py, move || {
            let file = parse_mechanism(&text, &file_name, format, &environment)?;
            let (text, file_name) = (Arc::from(text), Arc::from(file_name));
            Ok(Mechanism { environment, file: Arc::new(file), text, format, file_name })
        })?;
        found.map_err(|diagnostic: Box<Diagnostic>| fault::of_diagnostic(py, &diagnostic))
    }
}

fn not_evaluated() -> PyErr {
    PyIndexError::new_err("no such rule, or one that cannot be evaluated under this prior")
}

#[pymethods]
impl Mechanism {
    /// Reads a mechanism from the text of its file, `json` or `toml`.
    #[staticmethod]
    fn parse(
        py: Python<'_>,
        environment: &Environment,
        text: String,
        file_name: String,
        format: &str,
    ) -> PyResult<Mechanism> {
        let format = if format == "toml" { Format::Toml } else { Format::Json };
        Mechanism::read_text(py, environment, text, file_name, format)
    }

    /// Reads a mechanism file.
    #[staticmethod]
    fn read(py: Python<'_>, environment: &Environment, path: PathBuf) -> PyResult<Mechanism> {
        let format = Format::of_path(&path);
        let text = read_text(&path, format.max_line()).map_err(|error| fault::of_diagnostic(py, &error))?;
        Mechanism::read_text(py, environment, text, path.display().to_string(), format)
    }

    /// Text, file name and format of the file.
    fn portable(&self) -> (String, String, String) {
        let format = if self.format == Format::Json { "json" } else { "toml" };
        (self.text.to_string(), self.file_name.to_string(), format.to_string())
    }

    /// Name, source, goal, number of rules, the environment it was made for, and what its certificate claims, as JSON.
    fn outline(&self) -> String {
        let mechanism = &self.file.mechanism;
        let claims = self
            .file
            .certificate
            .as_ref()
            .map(|certificate| certificate.claims.iter().map(ToString::to_string).collect::<Vec<String>>());
        json!({
            "name": mechanism.name,
            "source": mechanism.source,
            "goal": mechanism.goal.as_ref().map(ToString::to_string),
            "rules": mechanism.rule_count(&self.environment),
            "closed-form": matches!(mechanism.rules, Rules::ClosedForm(_)),
            "environment": self.file.environment,
            "claims": claims,
        })
        .to_string()
    }

    /// The name of a rule.
    fn rule_name(&self, rule: usize) -> String {
        name::rule(&self.environment, &self.file.mechanism, RuleId(rule))
    }

    /// The payments of a rule, profile by profile, agent by agent.
    fn transfers(&self, py: Python<'_>, rule: usize) -> PyResult<Vec<String>> {
        let (environment, file) = (self.environment.clone(), self.file.clone());
        let table = job::run(py, move || file.mechanism.table(&environment, RuleId(rule)))?;
        let table = table.ok_or_else(not_evaluated)?;
        Ok(table.payments().iter().map(ToString::to_string).collect())
    }

    /// The payments of a rule at one profile, agent by agent.
    fn payments(&self, rule: usize, profile: usize) -> PyResult<Vec<String>> {
        let environment = &self.environment;
        if profile >= environment.space().size() {
            return Err(PyIndexError::new_err("no such profile"));
        }
        let (agents, profile) = (0..environment.agent_count(), ProfileId(profile));
        match &self.file.mechanism.rules {
            Rules::Tables(rules) => {
                let found = rules.get(rule).ok_or_else(not_evaluated)?;
                Ok(found.table.at(profile).iter().map(ToString::to_string).collect())
            }
            Rules::ClosedForm(form) => {
                let found = form.rule(environment, RuleId(rule)).ok_or_else(not_evaluated)?;
                Ok(agents.map(|agent| found.payment(AgentId(agent), profile).to_string()).collect())
            }
        }
    }

    /// The largest payment, receipt and expected turnover, as JSON.
    fn stakes(&self, py: Python<'_>) -> PyResult<String> {
        let (environment, file) = (self.environment.clone(), self.file.clone());
        let found = job::run(py, move || stakes_of(&environment, &file.mechanism))?;
        let stakes =
            found.ok_or_else(|| PyValueError::new_err("the rules cannot be evaluated under this prior"))?;
        let extreme = |(rule, profile, agent, amount): &(RuleId, ProfileId, AgentId, _)| {
            json!({
                "amount": ToString::to_string(amount),
                "agent": self.environment.agent_name(*agent),
                "profile": self.environment.profile_label(*profile),
                "rule": self.rule_name(rule.0),
            })
        };
        let turnover = stakes.expected_turnover.as_ref();
        Ok(json!({
            "largest-payment": extreme(&stakes.largest_payment),
            "largest-receipt": extreme(&stakes.largest_receipt),
            "expected-turnover": turnover
                .map(|(rule, amount)| json!({ "amount": amount.to_string(), "rule": self.rule_name(rule.0) })),
        })
        .to_string())
    }

    /// The same mechanism with its rules written out as tables; its certificate goes along.
    fn written_out(&self, py: Python<'_>) -> PyResult<Mechanism> {
        let this = self.clone();
        let made = job::run(py, move || {
            let environment = &this.environment;
            let mechanism = this.file.mechanism.written_out(environment)?;
            let certificate = this.file.certificate.as_ref().map(|certificate| MechanismCertificate {
                weights: this.file.mechanism.listed_weights(environment, &certificate.weights),
                ..certificate.clone()
            });
            let digest = environment_digest(environment);
            let text = render_mechanism(environment, &digest, &mechanism, certificate.as_ref());
            let file = parse_mechanism(&text, &this.file_name, Format::Json, environment).ok()?;
            Some(Mechanism { file: Arc::new(file), text: Arc::from(text), format: Format::Json, ..this })
        })?;
        made.ok_or_else(not_evaluated)
    }

    /// As it is printed.
    fn text(&self) -> String {
        text::render_rules(&self.environment, &self.file.mechanism, text::Page::default())
    }

    /// As a piece of a page.
    fn html(&self) -> String {
        html::mechanism_fragment(&self.environment, &self.file.mechanism)
    }

    /// As a LaTeX fragment.
    fn latex(&self) -> String {
        latex::latex_rules(&self.environment, &self.file.mechanism)
    }
}
