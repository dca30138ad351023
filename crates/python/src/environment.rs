//! An environment with the text it was read from.

use crate::{fault, job};
use ambimech_io::document::{Value, parse_document};
use ambimech_io::environment::EnvironmentText;
use ambimech_io::quantity::read_number;
use ambimech_io::render::belief::Posteriors;
use ambimech_io::render::{html, text};
use ambimech_io::source::{Source, read_text};
use ambimech_io::{Diagnostic, Format, Read, Setting, environment_digest, render_environment_toml};
use ambimech_model::coalition::{Coalition, Pattern};
use ambimech_model::environment::Environment as Model;
use ambimech_model::index::{AgentId, OutcomeId, TypeId};
use ambimech_model::number::{Rational, parse_number};
use ambimech_model::parametric::ParametricEnvironment;
use pyo3::exceptions::PyIndexError;
use pyo3::prelude::*;
use serde_json::{Map, json};
use std::path::PathBuf;
use std::sync::Arc;

/// The text of an environment and what belongs to it.
#[derive(Debug, Clone)]
struct Written {
    text: String,
    file_name: String,
    format: Format,
    folder: Option<PathBuf>,
    settings: Vec<Setting>,
}

impl Written {
    fn text(&self) -> EnvironmentText<'_> {
        EnvironmentText {
            text: &self.text,
            file_name: &self.file_name,
            format: self.format,
            folder: self.folder.as_deref(),
        }
    }

    /// Names and present values of the parameters.
    fn parameters(&self) -> Vec<(String, String)> {
        let source = Source::new(&self.file_name, &self.text);
        let Ok(root) = parse_document(source, self.format) else { return Vec::new() };
        let table = root.as_table().and_then(|top| top.get("parameters")).and_then(|entry| entry.value.as_table());
        let entries = table.map_or(&[][..], |table| table.entries.as_slice());
        let value = |entry: &ambimech_io::document::Entry<'_>| {
            if let Some(setting) = self.settings.iter().find(|setting| setting.name == entry.key) {
                return Some(setting.value.to_string());
            }
            let node = match &entry.value.value {
                Value::Table(table) => &table.get("value")?.value,
                _ => &entry.value,
            };
            read_number(source, node, "the parameter").ok().map(|value| value.to_string())
        };
        entries.iter().filter_map(|entry| Some((entry.key.to_string(), value(entry)?))).collect()
    }
}

/// An environment.
#[pyclass(frozen, module = "ambimech._native")]
#[derive(Debug, Clone)]
pub struct Environment {
    /// The environment itself.
    pub model: Arc<Model>,
    written: Arc<Written>,
}

impl Environment {
    /// An environment that was not read: its text is made.
    pub fn of_model(model: Model, file_name: &str) -> Environment {
        let written = Written {
            text: render_environment_toml(&model),
            file_name: file_name.to_string(),
            format: Format::Toml,
            folder: None,
            settings: Vec::new(),
        };
        Environment { model: Arc::new(model), written: Arc::new(written) }
    }

    /// The environment with a parameter left open.
    pub fn parametric(&self, parameter: &str) -> Read<ParametricEnvironment> {
        self.written.text().read_parametric(parameter, &self.written.settings)
    }

    fn read_written(py: Python<'_>, written: Written) -> PyResult<Environment> {
        let found = job::run(py, move || {
            let model = written.text().read(&written.settings)?;
            Ok(Environment { model: Arc::new(model), written: Arc::new(written) })
        })?;
        found.map_err(|diagnostic: Box<Diagnostic>| fault::of_diagnostic(py, &diagnostic))
    }
}

/// `toml` or `json`; anything else is TOML, as for files.
pub fn format_of(name: &str) -> Format {
    if name == "json" { Format::Json } else { Format::Toml }
}

/// Values of parameters.
pub fn settings_of(py: Python<'_>, settings: Vec<(String, String)>) -> PyResult<Vec<Setting>> {
    let setting = |(name, value): (String, String)| match parse_number(&value) {
        Ok(value) => Ok(Setting { name, value }),
        Err(error) => Err(fault::of_argument(
            py,
            &Diagnostic::about_file("", format!("the value of the parameter {name} is no number: {error}"))
                .found(value.chars().take(60).collect::<String>())
                .expected("an exact number such as 6, Fraction(1, 3) or \"0.15\""),
        )),
    };
    settings.into_iter().map(setting).collect()
}

fn texts<'a>(numbers: impl Iterator<Item = &'a Rational>) -> Vec<String> {
    numbers.map(ToString::to_string).collect()
}

#[pymethods]
impl Environment {
    /// Reads an environment from its text.
    #[staticmethod]
    fn parse(
        py: Python<'_>,
        text: String,
        file_name: String,
        format: &str,
        folder: Option<PathBuf>,
        settings: Vec<(String, String)>,
    ) -> PyResult<Environment> {
        let settings = settings_of(py, settings)?;
        let written = Written { text, file_name, format: format_of(format), folder, settings };
        Environment::read_written(py, written)
    }

    /// Reads an environment file.
    #[staticmethod]
    fn read(py: Python<'_>, path: PathBuf, settings: Vec<(String, String)>) -> PyResult<Environment> {
        let settings = settings_of(py, settings)?;
        let format = Format::of_path(&path);
        let text = read_text(&path, format.max_line()).map_err(|error| fault::of_diagnostic(py, &error))?;
        let folder = Some(path.parent().map_or_else(PathBuf::new, PathBuf::from));
        let file_name = path.display().to_string();
        Environment::read_written(py, Written { text, file_name, format, folder, settings })
    }

    /// Text, file name, format and settings from which the same environment can be read anywhere: the text it was read from, or,
    /// where that leans on another file, one with all numbers in it.
    fn portable(&self) -> (String, String, String, Vec<(String, String)>) {
        let written = &self.written;
        let alone = EnvironmentText { folder: None, ..written.text() };
        let is_whole = written.folder.is_none() || alone.read(&written.settings).is_ok();
        let made = Environment::of_model(self.model.as_ref().clone(), &written.file_name).written;
        let shown = if is_whole { written } else { &made };
        let format = if shown.format == Format::Json { "json" } else { "toml" };
        let settings = shown.settings.iter().map(|one| (one.name.clone(), one.value.to_string())).collect();
        (shown.text.clone(), shown.file_name.clone(), format.to_string(), settings)
    }

    /// The same text with other values for some parameters, on top of those set before.
    fn with_settings(&self, py: Python<'_>, settings: Vec<(String, String)>) -> PyResult<Environment> {
        let mut written = self.written.as_ref().clone();
        for setting in settings_of(py, settings)? {
            written.settings.retain(|known| known.name != setting.name);
            written.settings.push(setting);
        }
        Environment::read_written(py, written)
    }

    /// The same environment with other coalitions: agents by position; `None` for all, an empty list for nobody.
    fn with_coalitions(&self, coalitions: Option<Vec<Vec<usize>>>) -> PyResult<Environment> {
        let agents = self.model.agent_count();
        let pattern = match coalitions {
            None => Pattern::All,
            Some(list) if list.is_empty() => Pattern::Singletons,
            Some(list) => {
                if list.iter().flatten().any(|agent| *agent >= agents) {
                    return Err(PyIndexError::new_err("no such agent"));
                }
                let coalition = |members: Vec<usize>| members.into_iter().map(AgentId).collect::<Coalition>();
                Pattern::listed(agents, list.into_iter().map(coalition))
            }
        };
        Ok(Environment::of_model(self.model.with_pattern(pattern), &self.written.file_name))
    }

    /// Names, types, outcomes and parameters as JSON.
    fn outline(&self) -> String {
        let model = &self.model;
        let agents: Vec<_> = model
            .agents()
            .iter()
            .map(|agent| {
                let types = agent.types.iter().map(|t| {
                    let entries =
                        t.attributes.iter().map(|(name, value)| (name.clone(), json!(value.to_string())));
                    json!({ "name": t.name, "attributes": entries.collect::<Map<String, serde_json::Value>>() })
                });
                json!({ "name": agent.name, "types": types.collect::<Vec<_>>() })
            })
            .collect();
        let pattern = match model.pattern() {
            Pattern::All => "all",
            Pattern::Singletons => "singletons",
            Pattern::Listed(_) => "listed",
        };
        let outcomes: Vec<&str> = model.outcomes().iter().map(|outcome| outcome.name.as_str()).collect();
        json!({
            "name": model.name(),
            "source": model.source(),
            "digest": environment_digest(model),
            "agents": agents,
            "outcomes": outcomes,
            "outside": model.outside().map(|outside| model.outcome_name(outside)),
            "pattern": pattern,
            "parameters": self.written.parameters(),
        })
        .to_string()
    }

    /// The probability of every profile, in lexicographic order; `None` without a common prior.
    fn prior(&self) -> Option<Vec<String>> {
        let prior = self.model.common_prior()?;
        Some(self.model.space().profiles().map(|profile| prior.probability(profile).to_string()).collect())
    }

    /// The payoffs outcome by outcome, agent by agent, profile by profile.
    fn payoffs(&self) -> Vec<String> {
        let (model, space) = (&self.model, self.model.space());
        let outcomes = (0..model.outcomes().len()).map(OutcomeId);
        let places = outcomes.flat_map(|outcome| space.agents().map(move |agent| (outcome, agent)));
        let numbers = places.flat_map(|(outcome, agent)| {
            space.profiles().map(move |profile| model.payoff(agent, outcome, profile))
        });
        texts(numbers)
    }

    /// The place of the allocated outcome, profile by profile.
    fn allocation(&self) -> Vec<usize> {
        self.model.space().profiles().map(|profile| self.model.allocation(profile).0).collect()
    }

    /// The coalitions that can form, by the names of their members.
    fn coalitions(&self) -> Vec<Vec<String>> {
        let names = |coalition: Coalition| {
            self.model.member_labels(coalition).into_iter().map(str::to_string).collect::<Vec<String>>()
        };
        self.model.pattern().coalitions(self.model.agent_count()).map(names).collect()
    }

    /// The belief of a coalition of these types about the others' type profiles, in lexicographic order; `None` for types that
    /// never occur, and for several agents without a common prior.
    fn posterior(&self, agents: Vec<usize>, types: Vec<usize>) -> PyResult<Option<Vec<String>>> {
        let space = self.model.space();
        let mut pairs: Vec<(usize, usize)> = agents.iter().copied().zip(types.iter().copied()).collect();
        pairs.sort_unstable();
        let known = |(agent, own): &(usize, usize)| {
            *agent < space.agent_count() && *own < space.type_count(AgentId(*agent))
        };
        if agents.len() != types.len() || !pairs.iter().all(known) {
            return Err(PyIndexError::new_err("no such agent or type"));
        }
        let coalition: Coalition = pairs.iter().map(|(agent, _)| AgentId(*agent)).collect();
        if coalition.len() != pairs.len() {
            return Err(PyIndexError::new_err("an agent twice"));
        }
        let types: Vec<TypeId> = pairs.iter().map(|(_, own)| TypeId(*own)).collect();
        let belief = Posteriors::new(&self.model, coalition).of(space.joint_type(coalition, &types));
        Ok(belief.map(|belief| texts(belief.iter())))
    }

    /// As a file of format `ambimech-environment/1` with all numbers in it.
    fn toml(&self) -> String {
        render_environment_toml(&self.model)
    }

    /// As it is printed.
    fn text(&self) -> String {
        text::render_environment(&self.model, text::Page::default())
    }

    /// As a piece of a page.
    fn html(&self) -> String {
        html::environment_fragment(&self.model)
    }

    /// As a LaTeX fragment.
    fn latex(&self) -> String {
        ambimech_io::render::latex::latex_environment(&self.model)
    }
}
