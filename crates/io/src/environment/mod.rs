//! Environment files, format `ambimech-environment/1`: from a document to an [`Environment`] and back.

mod agents;
mod allocation;
pub(crate) mod allocation_csv;
mod attitudes;
mod beliefs;
mod beliefs_csv;
mod choices;
mod coalitions;
mod csv_file;
mod empty_priors;
pub(crate) mod extent;
mod factored;
mod factors;
mod identity;
pub mod keys;
mod lotteries;
mod outcomes;
mod parameters;
mod payoff_environment;
mod payoffs_csv;
mod possible;
mod prior;
mod prior_csv;
mod prior_npy;
#[cfg(feature = "parquet")]
mod prior_parquet;
mod priors;
mod priors_capacity;
mod read_any;
mod schema;
mod schema_factors;
mod setting;
pub(crate) mod write;
mod write_attitudes;
mod write_beliefs;
mod write_choices;
mod write_factors;
mod write_priors;

pub use choices::{read_choice_problem, read_stated_choices};
pub use empty_priors::refuse_empty_set;
pub use factored::read_factored_environment;
pub use factors::MAX_TABLE_PROFILES;
pub(crate) use factors::profile_count;
pub use identity::{
    ambiguous_environment_digest, choice_problem_digest, environment_digest, factored_environment_digest,
    payoff_environment_digest,
};
pub use payoff_environment::read_payoff_environment;
pub use read_any::{AnyEnvironment, read_any_environment};
pub use schema::environment_schema;
pub use setting::Setting;
pub use write::{render_ambiguous_environment_toml, render_environment_toml};
pub use write_attitudes::attitude_toml;
pub use write_choices::render_choices_toml;
pub use write_factors::{render_environment_toml_with_factors, render_factored_toml};

use crate::diagnostic::{Diagnostic, Read};
use crate::document::{Node, Table, parse_document};
use crate::formula::Parameters;
use crate::rows::ProfileNames;
use crate::source::{Format, Source, read_text};
use crate::suggestion::{did_you_mean, quoted};
use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::environment::{Agent, Environment, EnvironmentParts};
use ambimech_model::maxmin::SocialChoice;
use ambimech_model::number::Rational;
use ambimech_model::parametric::{ParametricEnvironment, ParametricEnvironmentParts};
use ambimech_model::prior::Beliefs;
use std::path::Path;

/// Reads an environment file: JSON when its name ends in `.json`, TOML otherwise.
///
/// # Errors
/// Whatever is wrong with the file, or with a CSV file that it names.
pub fn read_environment(path: &Path) -> Read<Environment> {
    read_environment_with(path, &[])
}

/// As [`read_environment`], with other values for some parameters of the file. The result is the environment of a file
/// that has these values in it: parameters are no part of an environment's identity, the numbers they lead to are. Its
/// name, which is for people, says which parameters were set.
///
/// # Errors
/// As [`read_environment`]; also a setting for a parameter that the file does not declare, or two for one.
pub fn read_environment_with(path: &Path, settings: &[Setting]) -> Read<Environment> {
    with_text(path, |text| text.read(settings))
}

/// Reads an environment file with one parameter left open, and the payoffs as affine functions of it.
///
/// # Errors
/// As [`read_environment_with`]; also when the parameter enters the beliefs, or a payoff in another way than by a
/// number plus a number times the parameter.
pub fn read_parametric_environment(
    path: &Path,
    parameter: &str,
    settings: &[Setting],
) -> Read<ParametricEnvironment> {
    with_text(path, |text| text.read_parametric(parameter, settings))
}

/// The names of the parameters that an environment file declares, in its order.
///
/// # Errors
/// As [`read_environment`].
pub fn read_parameter_names(path: &Path) -> Read<Vec<String>> {
    with_text(path, |text| text.parameter_names())
}

fn with_text<T>(path: &Path, read: impl FnOnce(EnvironmentText<'_>) -> Read<T>) -> Read<T> {
    let format = Format::of_path(path);
    let text = read_text(path, format.max_line())?;
    let folder = Some(path.parent().unwrap_or(Path::new("")));
    read(EnvironmentText { text: &text, file_name: &path.display().to_string(), format, folder })
}

/// Reads an environment from its text. Messages call it `file_name`; `folder` is where CSV files are
/// looked for, and without one such files are refused.
///
/// # Errors
/// Whatever is wrong with the text.
///
/// # Examples
/// ```
/// use ambimech_io::{Format, parse_environment};
/// let text = r#"
/// format = "ambimech-environment/1"
/// [[agents]]
/// name = "seller"
/// types = ["any"]
/// [[agents]]
/// name = "buyer"
/// types = { high = 3, low = "1/2" }
/// [prior]
/// "any high" = 0.25
/// "any low" = 0.75
/// [outcomes.keep]
/// seller = 0
/// buyer = 0
/// [outcomes.trade]
/// seller = -1
/// buyer = "value[buyer]"
/// [allocation]
/// rule = "efficient"
/// "#;
/// let environment = parse_environment(text, "sale.toml", Format::Toml, None).unwrap();
/// assert_eq!(environment.agent_count(), 2);
/// let message = parse_environment(&text.replace("buyer]", "buyr]"), "sale.toml", Format::Toml, None).unwrap_err();
/// assert!(message.to_string().contains("did you mean `buyer`?"));
/// ```
pub fn parse_environment(text: &str, file_name: &str, format: Format, folder: Option<&Path>) -> Read<Environment> {
    EnvironmentText { text, file_name, format, folder }.read(&[])
}

/// The text of an environment file.
#[derive(Debug, Clone, Copy)]
pub struct EnvironmentText<'t> {
    /// The text.
    pub text: &'t str,
    /// What messages call it.
    pub file_name: &'t str,
    /// TOML or JSON.
    pub format: Format,
    /// Where CSV files are looked for; without one such files are refused.
    pub folder: Option<&'t Path>,
}

impl EnvironmentText<'_> {
    /// As [`read_environment_with`].
    ///
    /// # Errors
    /// As [`read_environment_with`].
    pub fn read(&self, settings: &[Setting]) -> Read<Environment> {
        self.with_reader(None, settings, |reader| reader.read(settings)).map(|(parts, _)| parts.environment)
    }

    /// As [`read_parametric_environment`].
    ///
    /// # Errors
    /// As [`read_parametric_environment`].
    ///
    /// # Examples
    /// ```
    /// use ambimech_io::{Format, environment::EnvironmentText};
    /// use ambimech_model::index::{AgentId, OutcomeId, ProfileId};
    /// let text = r#"
    /// format = "ambimech-environment/1"
    /// [parameters]
    /// B = 7
    /// [[agents]]
    /// name = "seller"
    /// types = ["any"]
    /// [[agents]]
    /// name = "buyer"
    /// types = { high = "2 * B", low = 1 }
    /// [prior]
    /// "* *" = 1
    /// [outcomes.trade]
    /// seller = -1
    /// buyer = "value[buyer] - B / 2"
    /// [allocation]
    /// "* *" = "trade"
    /// "#;
    /// let text = EnvironmentText { text, file_name: "sale.toml", format: Format::Toml, folder: None };
    /// let parametric = text.read_parametric("B", &[]).unwrap();
    /// let high = (AgentId(1), OutcomeId(0), ProfileId(0));
    /// assert_eq!(parametric.environment().payoff(high.0, high.1, high.2).to_string(), "21/2");
    /// assert_eq!(parametric.slope(high.0, high.1, high.2).to_string(), "3/2");
    /// ```
    pub fn read_parametric(&self, parameter: &str, settings: &[Setting]) -> Read<ParametricEnvironment> {
        let (parts, source) = self.with_reader(Some(parameter), settings, |reader| reader.read(settings))?;
        ParametricEnvironment::new(parts).map_err(|error| not_an_environment(source, &error.to_string()))
    }

    /// As [`read_parameter_names`].
    ///
    /// # Errors
    /// As [`read_parameter_names`].
    pub fn parameter_names(&self) -> Read<Vec<String>> {
        let source = Source::new(self.file_name, self.text);
        let root = parse_document(source, self.format)?;
        let Some(table) = root.as_table() else {
            return Err(Box::new(root.wrong_kind(source, "a table").help("write key = value")));
        };
        let parameters = parameters::read_parameters(source, table, &[], None)?;
        Ok(parameters.names().names().to_vec())
    }

    /// As [`EnvironmentText::read`], for a file with one belief of every type and for one with sets of beliefs.
    ///
    /// # Errors
    /// As [`read_environment_with`].
    pub fn read_any(&self, settings: &[Setting]) -> Read<AnyEnvironment> {
        let read = |reader: &Reader<'_, '_>| match reader.table.get(keys::PRIORS) {
            Some(_) => reader.read_ambiguous(settings).map(|(found, _)| AnyEnvironment::Sets(Box::new(found))),
            None => reader.read(settings).map(|parts| AnyEnvironment::Single(Box::new(parts.environment))),
        };
        self.with_reader(None, settings, read).map(|(found, _)| found)
    }

    fn with_reader<T>(
        &self,
        open: Option<&str>,
        settings: &[Setting],
        read: impl FnOnce(&Reader<'_, '_>) -> Read<T>,
    ) -> Read<(T, Source<'_>)> {
        let source = Source::new(self.file_name, self.text);
        let root = parse_document(source, self.format)?;
        let Some(table) = root.as_table() else {
            return Err(Box::new(root.wrong_kind(source, "a table").help("write key = value")));
        };
        check_format(source, table)?;
        keys::check_keys(source, table, "the environment", &keys::TOP)?;
        let parameters = parameters::read_parameters(source, table, settings, open)?;
        let reader = Reader { source, format: self.format, folder: self.folder, table, parameters };
        Ok((read(&reader)?, source))
    }
}

/// The name of an environment with some parameters set.
fn with_settings(name: String, settings: &[Setting]) -> String {
    if settings.is_empty() {
        return name;
    }
    let list: Vec<String> =
        settings.iter().map(|setting| format!("{} = {}", setting.name, setting.value)).collect();
    let list = list.join(", ");
    if name.is_empty() { format!("with {list}") } else { format!("{name}, with {list}") }
}

/// The model's own refusal, after the parts were checked one by one with their places.
fn not_an_environment(source: Source<'_>, why: &str) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::at(source, source.first_line(), "this is not an environment")
            .found(why)
            .expected("a finite environment")
            .help("compare with docs/environment.schema.json"),
    )
}

/// The value of a top-level key that must be there.
fn required<'n, 't>(source: Source<'_>, table: &'n Table<'t>, key: &str, help: &str) -> Read<&'n Node<'t>> {
    match table.get(key) {
        Some(entry) => Ok(&entry.value),
        None => {
            let written = table.entries.iter().map(|entry| entry.key.as_ref());
            Err(match did_you_mean(key, written.filter(|known| !keys::TOP.contains(known))) {
                meant if meant.is_empty() => keys::missing_key(source, key, help),
                meant => Box::new(keys::missing_key(source, key, help).help(meant)),
            })
        }
    }
}

fn check_format(source: Source<'_>, table: &Table<'_>) -> Read<()> {
    let help = format!("write format = \"{}\" in the first line", keys::FORMAT);
    let node = required(source, table, "format", &help)?;
    let written = node.expect_str(source, "the format of the file")?;
    if written == keys::FORMAT {
        return Ok(());
    }
    let help = match written.split_once('/') {
        Some(("ambimech-environment", _)) => {
            "this file is for another version of ambimech: update ambimech".to_string()
        }
        Some(("ambimech-mechanism", _)) => "this is a mechanism; an environment is needed here".to_string(),
        _ => help,
    };
    Err(Box::new(
        Diagnostic::at(source, node.span, "this is another format")
            .found(quoted(written))
            .expected(format!("\"{}\"", keys::FORMAT))
            .help(help),
    ))
}

/// What every part of the reader sees.
struct Reader<'r, 't> {
    source: Source<'t>,
    format: Format,
    folder: Option<&'r Path>,
    table: &'r Table<'t>,
    parameters: Parameters,
}

/// What is known once the agents are read.
struct Known {
    agents: Vec<Agent>,
    /// How the attributes move with the open parameter: for every agent and type one number per attribute.
    attribute_slopes: Vec<Vec<Vec<Rational>>>,
    names: ProfileNames,
}

impl<'r, 't> Reader<'r, 't> {
    fn read(&self, settings: &[Setting]) -> Read<ParametricEnvironmentParts> {
        self.refuse_sets_of_priors()?;
        self.read_with_choices(settings).map(|(parts, _)| parts)
    }

    /// The environment and its social choice set, which is empty without `[choices]`.
    fn read_with_choices(&self, settings: &[Setting]) -> Read<(ParametricEnvironmentParts, Vec<SocialChoice>)> {
        self.refuse_possible()?;
        let known = self.read_agents()?;
        let beliefs = self.read_beliefs(&known)?;
        self.read_rest(known, beliefs, settings)
    }

    /// The environment of `[priors]`.
    fn read_ambiguous(&self, settings: &[Setting]) -> Read<(AmbiguousEnvironment, Vec<SocialChoice>)> {
        let known = self.read_agents()?;
        let (beliefs, sets) = self.read_priors(&known)?;
        let sets = self.restrict_to_possible(&known, sets)?;
        let (parts, choices) = self.read_rest(known, beliefs, settings)?;
        let prior = self.table.get(keys::PRIOR).and_then(|_| parts.environment.common_prior().cloned());
        AmbiguousEnvironment::around(&parts.environment, sets)
            .map(|found| (found.with_prior(prior), choices))
            .map_err(|_| not_an_environment(self.source, "sets of beliefs over other types"))
    }

    fn read_rest(
        &self,
        known: Known,
        beliefs: Beliefs,
        settings: &[Setting],
    ) -> Read<(ParametricEnvironmentParts, Vec<SocialChoice>)> {
        let name = with_settings(self.remark("name")?, settings);
        let remark = self.remark("source")?;
        let outcomes = self.read_outcomes(&known)?;
        let outside = self.read_outside(&known, &outcomes)?;
        let (allocation, origin) = self.read_allocation(&known, &outcomes)?;
        let choices = self.read_choices(&known, &outcomes)?;
        let pattern = self.read_coalitions(&known.names.agents)?;
        let attitudes = self.read_attitudes(&known, &pattern)?;
        let parts = EnvironmentParts {
            name,
            source: remark,
            agents: known.agents,
            beliefs,
            outcomes: outcomes.list,
            outside,
            allocation,
            pattern,
            attitudes,
        };
        let environment =
            Environment::new(parts).map_err(|error| not_an_environment(self.source, &error.to_string()))?;
        let parameter = self.parameters.open().unwrap_or("");
        let parts = ParametricEnvironmentParts {
            environment,
            parameter: parameter.to_string(),
            value: self.parameters.find(parameter).map_or(Rational::ZERO, |value| value.now.clone()),
            slopes: outcomes.slopes,
            attribute_slopes: known.attribute_slopes,
            allocation: origin,
        };
        Ok((parts, choices))
    }

    fn required(&self, key: &str, help: &str) -> Read<&'r Node<'t>> {
        required(self.source, self.table, key, help)
    }

    fn refuse_sets_of_priors(&self) -> Read<()> {
        match self.table.get(keys::PRIORS) {
            None => Ok(()),
            Some(entry) => Err(Box::new(
                Diagnostic::at(self.source, entry.key_span, "this environment has sets of priors")
                    .found("[priors], several beliefs of a type")
                    .expected("[prior] or [beliefs]: here every type has one belief")
                    .help(
                        "sets of priors are for `ambimech solve`, `decide`, `design`, `conditions`, `insure`, `expect`, `verify`, `implementable`, `report`, `check` and `export --format toml`",
                    )
                    .help("write one weight per profile under [prior], or the beliefs of every agent under [beliefs]"),
            )),
        }
    }

    fn remark(&self, key: &str) -> Read<String> {
        match self.table.get(key) {
            None => Ok(String::new()),
            Some(entry) => {
                Ok(entry.value.expect_str(self.source, &format!("the {key} of the environment"))?.to_string())
            }
        }
    }
}
