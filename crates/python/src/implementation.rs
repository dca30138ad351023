//! Full implementation: payoff environments (THESIS chapter 2) and social choice sets under sets of priors (chapter 3). Answers are what the
//! command line prints as JSON, and the texts of their proofs.

use crate::environment::{format_of, settings_of};
use crate::sets::{Printed, answered, named};
use crate::{fault, job, word};
use ambimech_io::Format;
use ambimech_io::environment::{EnvironmentText, choice_problem_digest, payoff_environment_digest};
use ambimech_io::full_implementation::{check_full_implementation_text, render_full_implementation};
use ambimech_io::interim::{check_interim_text, is_interim_text, render_interim_study};
use ambimech_io::render::json;
use ambimech_io::robust::{check_robust_text, render_robust_findings};
use ambimech_io::source::read_text;
use ambimech_io::type_space::parse_type_space;
use ambimech_model::environment::Environment as Frame;
use ambimech_model::maxmin::{ChoiceProblem, Scope};
use ambimech_model::robust::{MonotonicityOpen, PayoffEnvironment};
use ambimech_solve::maxmin::{Effort, study_choices};
use ambimech_solve::robust::{SearchLimits, guard, guard_interim, scope_of, study_interim, study_robust};
use pyo3::prelude::*;
use serde_json::{Value, json as value};
use std::path::PathBuf;
use std::sync::Arc;

/// The text of a file with what messages call it, how it is read, and where other files are looked for.
pub struct File {
    text: String,
    name: String,
    format: Format,
    folder: Option<PathBuf>,
}

impl File {
    /// A text that was given.
    pub fn given(text: String, name: String, format: &str) -> File {
        File { text, name, format: format_of(format), folder: None }
    }

    /// A file.
    pub fn read(py: Python<'_>, path: PathBuf) -> PyResult<File> {
        let format = Format::of_path(&path);
        let text = read_text(&path, format.max_line()).map_err(|error| fault::of_diagnostic(py, &error))?;
        let name = path.display().to_string();
        Ok(File { text, name, format, folder: Some(path.parent().map_or_else(PathBuf::new, PathBuf::from)) })
    }

    /// As the text of an environment.
    fn environment(&self) -> EnvironmentText<'_> {
        let (text, file_name) = (self.text.as_str(), self.name.as_str());
        EnvironmentText { text, file_name, format: self.format, folder: self.folder.as_deref() }
    }

    /// The text, its name and its format.
    pub fn parts(&self) -> (&str, &str, Format) {
        (&self.text, &self.name, self.format)
    }
}

/// Name, source, digest, agents with the names of their types, and whatever else there is to say.
fn outline(frame: &Frame, digest: String, more: (&str, Value)) -> String {
    let agents = frame.agents().iter().map(|agent| {
        let types: Vec<&str> = agent.types.iter().map(|own| own.name.as_str()).collect();
        value!({ "name": agent.name, "types": types })
    });
    let mut found = value!({
        "name": frame.name(),
        "source": frame.source(),
        "digest": digest,
        "agents": agents.collect::<Vec<Value>>(),
    });
    found[more.0] = more.1;
    found.to_string()
}

/// An environment without beliefs, with the choice of every profile.
#[pyclass(frozen, module = "ambimech._native")]
#[derive(Debug, Clone)]
pub struct Payoffs {
    model: Arc<PayoffEnvironment>,
}

impl Payoffs {
    fn of(py: Python<'_>, file: File, settings: Vec<(String, String)>) -> PyResult<Payoffs> {
        let settings = settings_of(py, settings)?;
        let found = job::run(py, move || file.environment().read_payoff_environment(&settings))?;
        let model = found.map_err(|diagnostic| fault::of_diagnostic(py, &diagnostic))?;
        Ok(Payoffs { model: Arc::new(model) })
    }

    /// The environment itself.
    pub fn model(&self) -> Arc<PayoffEnvironment> {
        self.model.clone()
    }
}

#[pymethods]
impl Payoffs {
    /// Reads one from its text.
    #[staticmethod]
    fn parse(
        py: Python<'_>,
        text: String,
        file_name: String,
        format: &str,
        settings: Vec<(String, String)>,
    ) -> PyResult<Payoffs> {
        Payoffs::of(py, File::given(text, file_name, format), settings)
    }

    /// Reads a file.
    #[staticmethod]
    fn read(py: Python<'_>, path: PathBuf, settings: Vec<(String, String)>) -> PyResult<Payoffs> {
        Payoffs::of(py, File::read(py, path)?, settings)
    }

    /// Name, source, digest, agents with the names of their types, outcomes.
    fn outline(&self) -> String {
        let frame = self.model.without_beliefs();
        let outcomes: Vec<&str> = frame.outcomes().iter().map(|outcome| outcome.name.as_str()).collect();
        outline(frame, payoff_environment_digest(&self.model), ("outcomes", value!(outcomes)))
    }

    /// Robust implementation by one concept, with the proofs.
    fn robust(&self, py: Python<'_>, concept: &str, programs: u64, branches: usize) -> PyResult<Printed> {
        let concept = word::concept(py, concept)?;
        let limits = SearchLimits { programs: u128::from(programs), branches, symmetries: true };
        let model = self.model.clone();
        job::run(py, move || {
            if let Err(MonotonicityOpen::TooLarge(size, _)) = guard(&model, &scope_of(&model, concept), &limits) {
                let value = json::robust_too_large_value(concept, size, limits.programs);
                return (value.to_string(), Vec::new());
            }
            let found = study_robust(&model, concept, &limits);
            let file = render_robust_findings(&model, concept, &found.findings());
            (json::robust_value(&model, &found).to_string(), named(Some(file)))
        })
    }

    /// The interim conditions on the type space of a text, with the proofs.
    fn interim(
        &self,
        py: Python<'_>,
        file: (String, String, String),
        concept: &str,
        programs: u64,
        branches: usize,
    ) -> PyResult<Printed> {
        let concept = word::concept(py, concept)?;
        let limits = SearchLimits { programs: u128::from(programs), branches, symmetries: true };
        let model = self.model.clone();
        let (text, file_name, format) = file;
        let found = job::run(py, move || {
            let file = parse_type_space(&text, &file_name, format_of(&format), &model)?;
            Ok(if let Err(why) = guard_interim(&model, &file.types, concept, &limits) {
                (json::interim_too_large_value(concept, &why).to_string(), Vec::new())
            } else {
                let found = study_interim(&model, &file.types, concept, file.deception.as_ref(), &limits);
                let proofs = render_interim_study(&model, &file.types, &found);
                (json::interim_value(&model, &file.types, &found).to_string(), named(Some(proofs)))
            })
        })?;
        found.map_err(|diagnostic: Box<_>| fault::of_diagnostic(py, &diagnostic))
    }

    /// The independent checker on the text of a file of verdicts.
    fn check(&self, py: Python<'_>, text: String, file_name: String) -> PyResult<String> {
        let model = self.model.clone();
        let found = job::run(py, move || {
            let about = (text.as_str(), file_name.as_str(), Format::Json);
            let checked = if is_interim_text(&text) {
                check_interim_text(about, &model)
                    .map(|file| json::accepted_interim_value(&model, &file.types, &file.study))
            } else {
                check_robust_text(about, &model)
                    .map(|file| json::accepted_robust_value(&model, file.concept, &file.findings))
            };
            answered(model.without_beliefs(), checked)
        })?;
        found.map(|value| value.to_string()).map_err(|diagnostic| fault::of_diagnostic(py, &diagnostic))
    }
}

/// An environment with sets of priors and a social choice set.
#[pyclass(frozen, module = "ambimech._native")]
#[derive(Debug, Clone)]
pub struct Choices {
    model: Arc<ChoiceProblem>,
}

impl Choices {
    fn of(py: Python<'_>, file: File, settings: Vec<(String, String)>) -> PyResult<Choices> {
        let settings = settings_of(py, settings)?;
        let found = job::run(py, move || file.environment().read_choice_problem(&settings))?;
        let model = found.map_err(|diagnostic| fault::of_diagnostic(py, &diagnostic))?;
        Ok(Choices { model: Arc::new(model) })
    }

    /// The environment itself.
    pub fn model(&self) -> Arc<ChoiceProblem> {
        self.model.clone()
    }
}

#[pymethods]
impl Choices {
    /// Reads one from its text.
    #[staticmethod]
    fn parse(
        py: Python<'_>,
        text: String,
        file_name: String,
        format: &str,
        settings: Vec<(String, String)>,
    ) -> PyResult<Choices> {
        Choices::of(py, File::given(text, file_name, format), settings)
    }

    /// Reads a file.
    #[staticmethod]
    fn read(py: Python<'_>, path: PathBuf, settings: Vec<(String, String)>) -> PyResult<Choices> {
        Choices::of(py, File::read(py, path)?, settings)
    }

    /// Name, source, digest, agents with the names of their types, functions.
    fn outline(&self) -> String {
        let frame = self.model.environment().without_beliefs();
        let functions: Vec<&str> = self.model.choices().iter().map(|choice| choice.name.as_str()).collect();
        outline(frame, choice_problem_digest(&self.model), ("functions", value!(functions)))
    }

    /// Full implementation, with the proofs.
    fn implementable(
        &self,
        py: Python<'_>,
        is_double: bool,
        comparisons: u128,
        steps: usize,
    ) -> PyResult<Printed> {
        let model = self.model.clone();
        let scope = if is_double { Scope::Double } else { Scope::Pattern };
        job::run(py, move || {
            let found = study_choices(&model, scope, Effort { comparisons, steps, symmetries: true }, &mut |_| {});
            let file = render_full_implementation(&model, scope, &found.findings);
            (json::full_implementation_value(&model, &found).to_string(), named(Some(file)))
        })
    }

    /// The independent checker on the text of a file of verdicts.
    fn check(&self, py: Python<'_>, text: String, file_name: String) -> PyResult<String> {
        let model = self.model.clone();
        let found = job::run(py, move || {
            let checked = check_full_implementation_text((&text, &file_name, Format::Json), &model)
                .map(|file| json::accepted_full_implementation_value(&file.findings));
            answered(model.environment().without_beliefs(), checked)
        })?;
        found.map(|value| value.to_string()).map_err(|diagnostic| fault::of_diagnostic(py, &diagnostic))
    }
}
