//! Exchange economies with maximin preferences. Answers are what the command line prints as JSON, and the texts of their proofs.

use crate::implementation::File;
use crate::sets::{Printed, named};
use crate::{fault, job, word};
use ambimech_io::Format;
use ambimech_io::economy::{
    EconomyCheckError, check_economy_text, economy_digest, parse_allocation, parse_economy, render_economy_answer,
};
use ambimech_io::render::{EconomyAnswer, EconomyReport, EconomySubject, json};
use ambimech_model::economy::{Economy as Model, EconomyCertificate, EconomyQuestion};
use ambimech_model::number::{Rational, parse_number};
use ambimech_solve::economy::{decide_allocation, double_implementation, equal_weights, find_allocation};
use pyo3::prelude::*;
use serde_json::{Value, json as value};
use std::path::PathBuf;
use std::sync::Arc;

/// An exchange economy.
#[pyclass(frozen, module = "ambimech._native")]
#[derive(Debug, Clone)]
pub struct Economy {
    model: Arc<Model>,
}

impl Economy {
    fn of(py: Python<'_>, file: File) -> PyResult<Economy> {
        let found = job::run(py, move || {
            let (text, name, format) = file.parts();
            parse_economy(text, name, format)
        })?;
        let model = found.map_err(|diagnostic| fault::of_diagnostic(py, &diagnostic))?;
        Ok(Economy { model: Arc::new(model) })
    }
}

#[pymethods]
impl Economy {
    /// Reads one from its text.
    #[staticmethod]
    fn parse(py: Python<'_>, text: String, file_name: String, format: &str) -> PyResult<Economy> {
        Economy::of(py, File::given(text, file_name, format))
    }

    /// Reads a file.
    #[staticmethod]
    fn read(py: Python<'_>, path: PathBuf) -> PyResult<Economy> {
        Economy::of(py, File::read(py, path)?)
    }

    /// Name, source, digest, goods, agents with the names of their types.
    fn outline(&self) -> String {
        let agents = self.model.traders().iter().map(|trader| {
            let types: Vec<&str> = trader.types.iter().map(|own| own.name.as_str()).collect();
            value!({ "name": trader.name, "types": types })
        });
        value!({
            "name": self.model.name(),
            "source": self.model.source(),
            "digest": economy_digest(&self.model),
            "goods": self.model.goods(),
            "agents": agents.collect::<Vec<Value>>(),
        })
        .to_string()
    }

    /// Questions about the economy, or about the allocation of a text, with the proofs. Weights are by agent.
    fn ask(
        &self,
        py: Python<'_>,
        questions: Vec<String>,
        weights: Vec<String>,
        allocation: Option<(String, String, String)>,
    ) -> PyResult<Printed> {
        let questions = questions
            .iter()
            .map(|name| word::economy_question(py, name))
            .collect::<PyResult<Vec<EconomyQuestion>>>()?;
        let model = self.model.clone();
        let found = job::run(py, move || {
            let given = match &allocation {
                None => None,
                Some((text, name, format)) => {
                    Some(parse_allocation(text, name, crate::environment::format_of(format), &model)?)
                }
            };
            let mut of_types = equal_weights(&model);
            for (own, weight) in of_types.iter_mut().zip(&weights) {
                own.fill(parse_number(weight).unwrap_or(Rational::ONE));
            }
            let answer = |question: &EconomyQuestion| match &given {
                Some(file) => {
                    let verdict = decide_allocation(&model, &file.allocation, *question, file.weights.as_deref());
                    EconomyAnswer { question: *question, verdict, set: None }
                }
                None => {
                    let verdict = find_allocation(&model, *question, &of_types);
                    let set = Some(double_implementation(&model, *question, &verdict));
                    EconomyAnswer { question: *question, verdict, set }
                }
            };
            let answers: Vec<EconomyAnswer> = questions.iter().map(answer).collect();
            let certificates: Vec<EconomyCertificate> =
                answers.iter().filter_map(|answer| answer.verdict.certificate().cloned()).collect();
            let file = (!certificates.is_empty()).then(|| render_economy_answer(&model, &certificates));
            let subject = if given.is_some() { EconomySubject::Given } else { EconomySubject::Sought };
            let report = EconomyReport { economy: &model, subject, answers, frontiers: Vec::new() };
            Ok((json::economy_value(&report).to_string(), named(file)))
        })?;
        found.map_err(|diagnostic: Box<_>| fault::of_diagnostic(py, &diagnostic))
    }

    /// The independent checker on the text of a file of answers.
    fn check(&self, py: Python<'_>, text: String, file_name: String) -> PyResult<String> {
        let model = self.model.clone();
        let found = job::run(py, move || match check_economy_text((&text, &file_name, Format::Json), &model) {
            Ok(certificates) => Ok(json::accepted_economy_value(&model, &certificates)),
            Err(EconomyCheckError::Unreadable(diagnostic)) => Err(diagnostic),
            Err(error) => Ok(json::refused_economy_value(&model, &error)),
        })?;
        found.map(|value| value.to_string()).map_err(|diagnostic| fault::of_diagnostic(py, &diagnostic))
    }
}
