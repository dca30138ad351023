//! Tidy tables for statistics packages: one observation a row, one variable a column, the same names in every file.
//!
//! Every number has two columns: the exact one as a text (`-75/2`) and, called the same with `_num`, its decimal with
//! [`DIGITS`] digits. Names of variables are those that Stata accepts: at most 32 ASCII letters, digits and underscores, no
//! digit first. `codebook.csv` and `codebook.md` say what every variable is; `import.do` reads the files into Stata.

use super::codebook::{push_codebook, push_codebook_markdown, push_commands};
use super::csv_row::push_row;
use super::stata::variable;
use super::{NotExpressible, check_cells};
use crate::render::number::significant;
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId, OutcomeId, ProfileId, RuleId, TypeId};
use ambimech_model::mechanism::Mechanism;
use ambimech_model::number::Rational;
use ambimech_model::prior::Beliefs;
use ambimech_model::verification::ReportValues;
use std::collections::{BTreeMap, BTreeSet};

/// Digits of decimals: as many as tell any two numbers of double precision apart.
pub const DIGITS: usize = 17;

/// What is written.
#[derive(Debug, Clone, Copy)]
pub struct TidyInput<'a> {
    /// The environment.
    pub environment: &'a Environment,
    /// A mechanism for it.
    pub mechanism: Option<&'a Mechanism>,
    /// What every report is worth under every rule of the mechanism.
    pub values: Option<&'a [ReportValues]>,
}

/// A file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TidyFile {
    /// Its name, without a folder.
    pub name: &'static str,
    /// Its text.
    pub text: String,
}

/// How a variable is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Storage {
    /// A text.
    Text,
    /// An exact number as a text.
    Exact,
    /// A whole number.
    Count,
    /// A decimal.
    Decimal,
}

/// A column of a table.
pub(super) struct Variable {
    pub name: String,
    pub storage: Storage,
    pub about: String,
}

/// A table with its text.
pub(super) struct Table {
    pub file: &'static str,
    pub about: &'static str,
    pub variables: Vec<Variable>,
    text: String,
}

impl Table {
    fn new(file: &'static str, about: &'static str, variables: Vec<Variable>) -> Table {
        let mut text = String::new();
        push_row(&mut text, variables.iter().map(|variable| variable.name.as_str()));
        Table { file, about, variables, text }
    }

    fn row(&mut self, fields: &[String]) {
        push_row(&mut self.text, fields.iter().map(String::as_str));
    }
}

/// The files: the tables, the codebook twice, and the commands for Stata.
///
/// # Errors
/// Tables that are too large; a rule that cannot be evaluated in this environment.
pub fn tidy_files(input: TidyInput<'_>) -> Result<Vec<TidyFile>, NotExpressible> {
    let maker = Maker::new(input.environment);
    let environment = input.environment;
    let space = environment.space();
    let width = space.agent_count() + 8;
    let rows = environment.outcomes().len().saturating_mul(space.agent_count());
    check_cells("the table of payoffs", &[rows, space.size(), width])?;
    let mut tables = vec![maker.agents(), maker.beliefs(), maker.payoffs(), maker.allocation()];
    if let Some(mechanism) = input.mechanism {
        tables.push(maker.transfers(mechanism)?);
        if let Some(values) = input.values {
            let count = mechanism.rule_count(environment).unwrap_or(usize::MAX);
            check_cells("the table of misreports", &[values.len(), count, width])?;
            tables.push(maker.misreports(mechanism, values));
        }
    }
    let mut files = Vec::with_capacity(tables.len() + 3);
    let (mut codebook, mut markdown, mut commands) = (String::new(), String::new(), String::new());
    push_codebook(&mut codebook, &tables);
    push_codebook_markdown(&mut markdown, environment, &tables);
    push_commands(&mut commands, &tables);
    files.extend(tables.into_iter().map(|table| TidyFile { name: table.file, text: table.text }));
    files.push(TidyFile { name: "codebook.csv", text: codebook });
    files.push(TidyFile { name: "codebook.md", text: markdown });
    files.push(TidyFile { name: "import.do", text: commands });
    Ok(files)
}

fn variable_of(name: &str, storage: Storage, about: &str) -> Variable {
    Variable { name: name.to_string(), storage, about: about.to_string() }
}

fn text(name: &str, about: &str) -> Variable {
    variable_of(name, Storage::Text, about)
}

fn count(name: &str, about: &str) -> Variable {
    variable_of(name, Storage::Count, about)
}

/// The two columns of a number.
fn number(name: &str, about: &str) -> [Variable; 2] {
    [
        variable_of(name, Storage::Exact, &format!("{about}, exact")),
        variable_of(&format!("{name}_num"), Storage::Decimal, &format!("{about}, decimal")),
    ]
}

/// The two fields of a number.
fn fields(number: &Rational) -> [String; 2] {
    [number.to_string(), significant(number, DIGITS)]
}

struct Maker<'a> {
    environment: &'a Environment,
    /// The variable with each agent's type.
    types: Vec<String>,
}

impl<'a> Maker<'a> {
    fn new(environment: &'a Environment) -> Maker<'a> {
        let mut taken = BTreeSet::from(["type_id".to_string()]);
        let agents = environment.agents().iter().enumerate();
        let types = agents.map(|(place, agent)| variable("type_", &agent.name, place + 1, &mut taken)).collect();
        Maker { environment, types }
    }

    /// The columns that name a profile.
    fn profile_variables(&self) -> Vec<Variable> {
        let mut variables = vec![
            count("profile_id", "number of the type profile, from 1, the last agent fastest"),
            text("profile", "types of all agents in order, with blanks between them"),
        ];
        variables.extend(
            self.types
                .iter()
                .zip(self.environment.agents())
                .map(|(name, agent)| text(name, &format!("type of agent {}", agent.name))),
        );
        variables
    }

    fn profile_fields(&self, profile: ProfileId) -> Vec<String> {
        let space = self.environment.space();
        let mut fields = vec![(profile.0 + 1).to_string(), self.environment.profile_label(profile)];
        fields.extend(
            space
                .agents()
                .map(|agent| self.environment.type_name(agent, space.type_of(profile, agent)).to_string()),
        );
        fields
    }

    fn agents(&self) -> Table {
        let mut variables = vec![
            text("agent", "name of the agent"),
            count("agent_id", "number of the agent, from 1"),
            text("type", "name of the type"),
            count("type_id", "number of the type among those of its agent, from 1"),
            text("attribute", "name of an attribute of the type; empty for a type without attributes"),
        ];
        variables.extend(number("value", "value of the attribute"));
        let mut table = Table::new("agents.csv", "agents, their types, and the attributes of types", variables);
        for (place, agent) in self.environment.agents().iter().enumerate() {
            for (t, kind) in agent.types.iter().enumerate() {
                let start =
                    [agent.name.clone(), (place + 1).to_string(), kind.name.clone(), (t + 1).to_string()].to_vec();
                if kind.attributes.is_empty() {
                    table.row(&[start.clone(), vec![String::new(); 3]].concat());
                }
                for (name, value) in &kind.attributes {
                    table.row(&[start.clone(), vec![name.clone()], fields(value).to_vec()].concat());
                }
            }
        }
        table
    }

    fn beliefs(&self) -> Table {
        let space = self.environment.space();
        match self.environment.beliefs() {
            Beliefs::Common(prior) => {
                let mut variables = self.profile_variables();
                variables.extend(number("probability", "probability of the type profile"));
                let mut table = Table::new("prior.csv", "the common prior", variables);
                for profile in space.profiles() {
                    let probability = fields(&prior.probability(profile));
                    table.row(&[self.profile_fields(profile), probability.to_vec()].concat());
                }
                table
            }
            Beliefs::Individual(list) => {
                let mut variables =
                    vec![text("agent", "name of the agent"), count("agent_id", "number of the agent, from 1")];
                variables.extend(self.profile_variables());
                variables.extend(number("belief", "probability of the others' types given the agent's own type"));
                let mut table = Table::new("beliefs.csv", "what every type of every agent believes", variables);
                for (agent, weights) in space.agents().zip(list) {
                    let totals = weights.joint_weights(space, Coalition::single(agent));
                    for profile in space.profiles() {
                        let TypeId(own) = space.type_of(profile, agent);
                        let total = totals.get(own).cloned().map_or(Rational::ONE, Rational::from);
                        let belief = Rational::from(weights.weight(profile)) / total;
                        let who = vec![self.environment.agent_name(agent).to_string(), (agent.0 + 1).to_string()];
                        table.row(&[who, self.profile_fields(profile), fields(&belief).to_vec()].concat());
                    }
                }
                table
            }
        }
    }

    fn payoffs(&self) -> Table {
        let mut variables = vec![
            text("outcome", "name of the outcome"),
            count("outcome_id", "number of the outcome, from 1"),
            text("agent", "name of the agent"),
            count("agent_id", "number of the agent, from 1"),
        ];
        variables.extend(self.profile_variables());
        variables
            .extend(number("payoff", "payoff of the agent from the outcome at the true types, before transfers"));
        let mut table = Table::new("payoffs.csv", "payoffs of all agents from all outcomes", variables);
        let space = self.environment.space();
        for outcome in (0..self.environment.outcomes().len()).map(OutcomeId) {
            for agent in space.agents() {
                let start = vec![
                    self.environment.outcome_name(outcome).to_string(),
                    (outcome.0 + 1).to_string(),
                    self.environment.agent_name(agent).to_string(),
                    (agent.0 + 1).to_string(),
                ];
                for profile in space.profiles() {
                    let payoff = fields(self.environment.payoff(agent, outcome, profile)).to_vec();
                    table.row(&[start.clone(), self.profile_fields(profile), payoff].concat());
                }
            }
        }
        table
    }

    fn allocation(&self) -> Table {
        let mut variables = self.profile_variables();
        variables.push(text("outcome", "outcome that the allocation rule gives the profile"));
        variables.push(count("outcome_id", "number of the outcome, from 1"));
        variables.extend(number("surplus", "sum of all agents' payoffs from this outcome"));
        let mut table = Table::new("allocation.csv", "the allocation rule", variables);
        for profile in self.environment.space().profiles() {
            let outcome = self.environment.allocation(profile);
            let end = vec![self.environment.outcome_name(outcome).to_string(), (outcome.0 + 1).to_string()];
            let surplus = fields(&self.environment.surplus(profile)).to_vec();
            table.row(&[self.profile_fields(profile), end, surplus].concat());
        }
        table
    }

    fn transfers(&self, mechanism: &Mechanism) -> Result<Table, NotExpressible> {
        let unusable = || {
            NotExpressible::new(
                "a rule cannot be evaluated in this environment",
                "name the environment that the mechanism was made for",
            )
        };
        let mut variables = vec![
            text("rule", "name of the transfer rule"),
            count("rule_id", "number of the transfer rule, from 1"),
            text("agent", "name of the agent"),
            count("agent_id", "number of the agent, from 1"),
        ];
        variables.extend(self.profile_variables());
        variables.extend(number("transfer", "money to the agent when the profile is reported"));
        let mut table = Table::new("transfers.csv", "payments under every transfer rule", variables);
        let space = self.environment.space();
        let rules = mechanism.rule_count(self.environment).ok_or_else(unusable)?;
        let agents = space.agent_count();
        check_cells("the table of transfers", &[rules, agents, space.size(), agents + 8])?;
        for rule in (0..rules).map(RuleId) {
            let payments = mechanism.table(self.environment, rule).ok_or_else(unusable)?;
            let name = mechanism.rule_name(self.environment, rule);
            for AgentId(agent) in space.agents() {
                let start = vec![
                    name.clone(),
                    (rule.0 + 1).to_string(),
                    self.environment.agent_name(AgentId(agent)).to_string(),
                    (agent + 1).to_string(),
                ];
                for profile in space.profiles() {
                    let payment = payments.at(profile).get(agent).map(fields).unwrap_or_default().to_vec();
                    table.row(&[start.clone(), self.profile_fields(profile), payment].concat());
                }
            }
        }
        Ok(table)
    }

    fn misreports(&self, mechanism: &Mechanism, values: &[ReportValues]) -> Table {
        let mut variables = vec![
            text("rule", "name of the transfer rule"),
            count("rule_id", "number of the transfer rule, from 1"),
            text("coalition", "names of the members, with blanks between them"),
            count("coalition_size", "number of members"),
            text("truth", "true types of the members in order"),
            text("report", "types that they report"),
            count("truthful", "1 when the report is the truth, otherwise 0"),
        ];
        variables.extend(number("value", "expected total payoff of the coalition from the report under the rule"));
        variables.extend(number("on_path_worst", "smallest value of the truth over all rules"));
        let mut table = Table::new("misreports.csv", "what every report is worth under every rule", variables);
        let labels =
            |coalition: Coalition, types: JointTypeId| self.environment.joint_labels(coalition, types).join(" ");
        let least = |entry: &ReportValues| entry.worst().map(|(_, value)| value.clone()).unwrap_or_default();
        let on_path = values.iter().filter(|entry| entry.truth == entry.report);
        let on_path: BTreeMap<(Coalition, JointTypeId), Rational> =
            on_path.map(|entry| ((entry.coalition, entry.truth), least(entry))).collect();
        for entry in values {
            let on_path = on_path.get(&(entry.coalition, entry.truth)).unwrap_or(&entry.on_path);
            for (rule, value) in entry.values.iter().enumerate() {
                let start = vec![
                    mechanism.rule_name(self.environment, RuleId(rule)),
                    (rule + 1).to_string(),
                    self.environment.member_labels(entry.coalition).join(" "),
                    entry.coalition.len().to_string(),
                    labels(entry.coalition, entry.truth),
                    labels(entry.coalition, entry.report),
                    usize::from(entry.truth == entry.report).to_string(),
                ];
                table.row(&[start, fields(value).to_vec(), fields(on_path).to_vec()].concat());
            }
        }
        table
    }
}
