//! `[prior]` with a `kind`: a prior in factored form.
//!
//! ```toml
//! [prior]
//! kind = "independent"
//! [prior.marginals]
//! "1" = { H = 0.3, L = 0.7 }
//! "*" = { H = 1, L = 1 }              # every agent that is not named
//!
//! [prior]
//! kind = "conditional"
//! [prior.states.boom]
//! weight = "1/4"
//! marginals = { "*" = { H = 3, L = 1 } }
//!
//! [prior]
//! kind = "markov"
//! order = ["2", "1", "3"]             # without it the order of the agents
//! initial = { H = 1, L = 1 }          # types of the first
//! [prior.transitions."1"]             # types of agent 1, given the type of the agent before it
//! H = { H = 3, L = 1 }
//! L = { H = 1, L = 3 }
//!
//! [prior]
//! kind = "mixture"
//! [[prior.parts]]
//! weight = 1
//! kind = "independent"
//! marginals = { "*" = { H = 1, L = 1 } }
//! ```

use super::extent::check_extent;
use super::prior::{check_weight, not_a_prior};
use super::{Known, Reader, keys};
use crate::diagnostic::{Diagnostic, Read};
use crate::document::{Entry, Node, Table};
use crate::label::{Labels, check_name};
use crate::reference::unknown_word;
use crate::suggestion::{counted, listed, quoted};
use ambimech_model::factored::{FACTORED_CONDITIONS, FactoredError, FactoredPrior, Factors, MarkovChain, State};
use ambimech_model::index::AgentId;
use ambimech_model::number::{Rational, bit_length, sum};
use ambimech_model::prior::Prior;

const DISTRIBUTION_HELP: &str = "write { H = 0.25, L = 0.75 }: one weight for every type, normalised exactly";
const MARGINALS_HELP: &str =
    "write marginals = { \"1\" = { H = 1, L = 3 }, \"*\" = { H = 1, L = 1 } }: * is every agent not named";
const STATES_HELP: &str = "write [prior.states.boom] with weight = 1 and marginals, once per state";
const CHAIN_HELP: &str =
    "write [prior.transitions.\"2\"] with one distribution for every type of the agent before it";
const PARTS_HELP: &str = "write [[prior.parts]] with weight = 1 and kind = \"independent\", once per part";

/// Most profiles of a prior in factored form that are written out as a table.
pub const MAX_TABLE_PROFILES: usize = 1 << 24;

/// Longest common denominator of all probabilities, in bits.
const MAX_TOTAL_BITS: usize = 1 << 16;

/// Whether a prior is given by factors: it has a key `kind`, which is no row.
pub(super) fn is_factored(prior: &Table<'_>) -> bool {
    prior.get(keys::KIND).is_some()
}

impl<'t> Reader<'_, 't> {
    /// The table `[prior]` when it has factors.
    pub(super) fn factored_node(&self) -> Option<&Node<'t>> {
        let node = &self.table.get(keys::PRIOR)?.value;
        node.as_table().is_some_and(is_factored).then_some(node)
    }

    /// Refuses to write out the table of a prior in factored form that would be too large.
    pub(super) fn refuse_large_table(&self, counts: &[usize]) -> Read<()> {
        let Some(node) = self.factored_node() else { return Ok(()) };
        let size = counts.iter().try_fold(1u128, |size, count| size.checked_mul(*count as u128));
        if size.is_some_and(|size| size <= MAX_TABLE_PROFILES as u128) {
            return Ok(());
        }
        let names = FACTORED_CONDITIONS.map(ambimech_model::condition::Condition::name).join(", ");
        Err(Box::new(
            Diagnostic::at(self.source, node.span, "this needs the table of the prior, which is too large")
                .found(format!("{} profiles", profile_count(counts)))
                .expected(format!("at most {MAX_TABLE_PROFILES}"))
                .help(format!("`ambimech conditions` decides {names} from the factors, without the table"))
                .help("use fewer agents or fewer types for everything else"),
        ))
    }

    /// The table of a prior in factored form.
    pub(super) fn read_factored_table(&self, known: &Known, node: &Node<'t>) -> Read<Prior> {
        let counts: Vec<usize> = known.agents.iter().map(|agent| agent.types.len()).collect();
        let prior = self.read_factored_prior(&known.names.agents, &known.names.types, &counts, node)?;
        let bits = bit_length(&Rational::from(prior.chain().total().clone()));
        check_extent(self.source, node.span, "the table of the prior", known.names.space.size(), bits)?;
        prior
            .table(&known.names.space)
            .map_err(|error| Box::new(not_a_prior(self.source, node.span, &known.names, &error)))
    }

    /// The prior in factored form.
    pub(super) fn read_factored_prior(
        &self,
        agents: &Labels,
        types: &[Labels],
        counts: &[usize],
        node: &Node<'t>,
    ) -> Read<FactoredPrior> {
        let names = Names { agents, types };
        let factors = self.read_factors(names, node, &[])?;
        let prior = FactoredPrior::new(factors, counts)
            .map_err(|error| Box::new(self.not_factors(names, node, &error)))?;
        let bits = bit_length(&Rational::from(prior.chain().total().clone()));
        if bits > MAX_TOTAL_BITS {
            return Err(Box::new(
                Diagnostic::at(self.source, node.span, "the factors have no short common denominator")
                    .found(format!("a common denominator of {bits} bits"))
                    .expected(format!("one of at most {MAX_TOTAL_BITS} bits"))
                    .help("write the weights with fewer digits, or as fractions with one denominator"),
            ));
        }
        Ok(prior)
    }

    /// Factors of any kind; `more` are keys that the table may have besides.
    fn read_factors(&self, names: Names<'_>, node: &Node<'t>, more: &[&str]) -> Read<Factors> {
        let help = "write kind = \"independent\", \"conditional\", \"markov\" or \"mixture\"";
        let table = node.expect_table(self.source, "a prior in factored form", help)?;
        let kind = self.need(node, table, keys::KIND, "a prior in factored form", help)?;
        let word = kind.expect_str(self.source, "the kind of the prior")?;
        let known: &[&str] = match word {
            "independent" => &[keys::MARGINALS],
            "conditional" => &[keys::STATES],
            "markov" => &[keys::ORDER, keys::INITIAL, keys::TRANSITIONS],
            "mixture" => &[keys::PARTS],
            _ => {
                let what = "a kind of prior in factored form";
                return Err(Box::new(unknown_word(self.source, kind.span, word, what, &keys::FACTORED_KINDS)));
            }
        };
        let all = [&[keys::KIND], known, more].concat();
        keys::check_keys(self.source, table, &format!("a prior of kind {}", quoted(word)), &all)?;
        Ok(match word {
            "independent" => Factors::Independent(self.read_marginals(names, node, table)?),
            "conditional" => Factors::Conditional(self.read_hidden_states(names, node, table)?),
            "markov" => Factors::Markov(self.read_chain(names, node, table)?),
            _ => Factors::Mixture(self.read_parts(names, node, table)?),
        })
    }

    fn need<'n>(
        &self,
        node: &Node<'t>,
        table: &'n Table<'t>,
        key: &str,
        within: &str,
        help: &str,
    ) -> Read<&'n Node<'t>> {
        table.get(key).map(|entry| &entry.value).ok_or_else(|| {
            Box::new(
                Diagnostic::at(self.source, node.span, format!("{within} without {}", quoted(key)))
                    .found(match table.entries.as_slice() {
                        [] => "no keys".to_string(),
                        entries => format!("the keys {}", listed(entries.iter().map(|entry| entry.key.as_ref()))),
                    })
                    .expected(format!("the key {}", quoted(key)))
                    .help(help),
            )
        })
    }

    fn read_marginals(&self, names: Names<'_>, node: &Node<'t>, table: &Table<'t>) -> Read<Vec<Vec<Rational>>> {
        let list = self.need(node, table, keys::MARGINALS, "independent types", MARGINALS_HELP)?;
        let all: Vec<AgentId> = (0..names.types.len()).map(AgentId).collect();
        let nodes = self.by_agent(names, list, "the marginals", &all, MARGINALS_HELP)?;
        let of = |(agent, node): (&AgentId, &Node<'t>)| {
            let whose = format!("the distribution of agent {}'s types", quoted(names.agent(*agent)));
            self.read_distribution(names, *agent, &whose, node)
        };
        all.iter().zip(nodes).map(of).collect()
    }

    /// One entry for each of these agents, in their order; `*` stands for all that are not named.
    fn by_agent<'n>(
        &self,
        names: Names<'_>,
        node: &'n Node<'t>,
        what: &str,
        agents: &[AgentId],
        help: &str,
    ) -> Read<Vec<&'n Node<'t>>> {
        let table = node.expect_table(self.source, what, help)?;
        for entry in table.entries.iter().filter(|entry| entry.key != keys::EVERYBODY_ELSE) {
            let agent = AgentId(names.agents.expect(self.source, entry.key_span, &entry.key, "agent")?);
            if !agents.contains(&agent) {
                return Err(Box::new(
                    Diagnostic::at(
                        self.source,
                        entry.key_span,
                        "the first agent of a chain has no agent before it",
                    )
                    .found(format!("transitions of agent {}", quoted(&entry.key)))
                    .expected("transitions of the other agents")
                    .help("write the distribution of the first agent's types under `initial`"),
                ));
            }
        }
        let of = |agent: &AgentId| {
            let name = names.agent(*agent);
            let entry = table.get(name).or_else(|| table.get(keys::EVERYBODY_ELSE));
            entry.map(|entry| &entry.value).ok_or_else(|| {
                Box::new(
                    Diagnostic::at(self.source, node.span, format!("agent {} is missing in {what}", quoted(name)))
                        .found(format!("no entry for agent {}, and no `*`", quoted(name)))
                        .expected("an entry for every agent")
                        .help(help),
                )
            })
        };
        agents.iter().map(of).collect()
    }

    /// One weight for every type of an agent.
    fn read_distribution(
        &self,
        names: Names<'_>,
        agent: AgentId,
        what: &str,
        node: &Node<'t>,
    ) -> Read<Vec<Rational>> {
        let table = node.expect_table(self.source, what, DISTRIBUTION_HELP)?;
        let types = names.types_of(agent);
        let mut weights = vec![None; types.names().len()];
        for entry in &table.entries {
            let what = format!("type of agent {}", quoted(names.agent(agent)));
            let t = types.expect(self.source, entry.key_span, &entry.key, &what)?;
            let weight = self.weight(&entry.value)?;
            check_weight(self.source, entry.value.span, &weight)?;
            weights[t] = Some(weight);
        }
        if let Some(missing) = weights.iter().position(Option::is_none) {
            let missing = types.names().get(missing).map_or("", String::as_str);
            return Err(Box::new(
                Diagnostic::at(self.source, node.span, format!("{what} leaves out type {}", quoted(missing)))
                    .found(counted(table.entries.len(), "weight"))
                    .expected(format!("one for each of {}", listed(types.names().iter().map(String::as_str))))
                    .help(DISTRIBUTION_HELP),
            ));
        }
        let weights: Vec<Rational> = weights.into_iter().flatten().collect();
        if sum(&weights).is_zero() {
            return Err(Box::new(
                Diagnostic::at(self.source, node.span, format!("{what} has no positive weight"))
                    .found("weights that are all 0")
                    .expected("at least one positive weight")
                    .help(DISTRIBUTION_HELP),
            ));
        }
        Ok(weights)
    }

    /// The weight of a state or a part: positive.
    fn read_share(&self, node: &Node<'t>, table: &Table<'t>, within: &str, help: &str) -> Read<Rational> {
        let share = self.need(node, table, keys::WEIGHT, within, help)?;
        let weight = self.weight(share)?;
        if weight > Rational::ZERO {
            return Ok(weight);
        }
        Err(Box::new(
            Diagnostic::at(self.source, share.span, format!("{within} needs a positive weight"))
                .found(weight.to_string())
                .expected("a positive number")
                .help("leave out what never happens"),
        ))
    }

    fn read_hidden_states(&self, names: Names<'_>, node: &Node<'t>, table: &Table<'t>) -> Read<Vec<State>> {
        let list = self.need(node, table, keys::STATES, "types independent given a state", STATES_HELP)?;
        let states = list.expect_table(self.source, "the states", STATES_HELP)?;
        if states.entries.is_empty() {
            return Err(Box::new(
                Diagnostic::at(self.source, list.span, "no states")
                    .found("an empty table")
                    .expected("at least one state")
                    .help(STATES_HELP),
            ));
        }
        let state = |entry: &Entry<'t>| {
            check_name(self.source, entry.key_span, &entry.key, "the name of a state")?;
            let what = format!("state {}", quoted(&entry.key));
            let table = entry.value.expect_table(self.source, &what, STATES_HELP)?;
            keys::check_keys(self.source, table, &what, &[keys::WEIGHT, keys::MARGINALS])?;
            Ok(State {
                name: entry.key.to_string(),
                weight: self.read_share(&entry.value, table, &what, STATES_HELP)?,
                marginals: self.read_marginals(names, &entry.value, table)?,
            })
        };
        states.entries.iter().map(state).collect()
    }

    fn read_chain(&self, names: Names<'_>, node: &Node<'t>, table: &Table<'t>) -> Read<MarkovChain> {
        let order = self.read_order(names, table)?;
        let (first, rest) = match order.split_first() {
            Some((first, rest)) => (*first, rest),
            None => (AgentId(0), &[][..]),
        };
        let initial = self.need(node, table, keys::INITIAL, "a Markov chain", CHAIN_HELP)?;
        let whose = format!("the distribution of agent {}'s types", quoted(names.agent(first)));
        let initial = self.read_distribution(names, first, &whose, initial)?;
        let list = self.need(node, table, keys::TRANSITIONS, "a Markov chain", CHAIN_HELP)?;
        let nodes = self.by_agent(names, list, "the transitions", rest, CHAIN_HELP)?;
        let mut transitions = Vec::with_capacity(rest.len());
        for ((before, agent), node) in order.iter().zip(rest).zip(nodes) {
            transitions.push(self.read_transitions(names, (*before, *agent), node)?);
        }
        Ok(MarkovChain { order, initial, transitions })
    }

    fn read_transitions(
        &self,
        names: Names<'_>,
        (before, agent): (AgentId, AgentId),
        node: &Node<'t>,
    ) -> Read<Vec<Vec<Rational>>> {
        let what = format!("the transitions to agent {}", quoted(names.agent(agent)));
        let table = node.expect_table(self.source, &what, CHAIN_HELP)?;
        let types = names.types_of(before);
        for entry in &table.entries {
            let what = format!("type of agent {}, the one before", quoted(names.agent(before)));
            types.expect(self.source, entry.key_span, &entry.key, &what)?;
        }
        let row = |name: &String| match table.get(name) {
            Some(entry) => {
                let what = format!("{what} from type {}", quoted(name));
                self.read_distribution(names, agent, &what, &entry.value)
            }
            None => Err(Box::new(
                Diagnostic::at(self.source, node.span, format!("{what} leave out type {}", quoted(name)))
                    .found(counted(table.entries.len(), "distribution"))
                    .expected(format!(
                        "one for each type of agent {}: {}",
                        quoted(names.agent(before)),
                        listed(types.names().iter().map(String::as_str))
                    ))
                    .help(CHAIN_HELP),
            )),
        };
        types.names().iter().map(row).collect()
    }

    fn read_order(&self, names: Names<'_>, table: &Table<'t>) -> Read<Vec<AgentId>> {
        let agents = names.types.len();
        let Some(entry) = table.get(keys::ORDER) else { return Ok((0..agents).map(AgentId).collect()) };
        let help = "write order = [\"2\", \"1\", \"3\"] with every agent once, or leave it out for the order of the agents";
        let list = entry.value.expect_array(self.source, "the order of a chain", help)?;
        let mut order = Vec::with_capacity(agents);
        for node in list {
            let name = node.expect_str(self.source, "the name of an agent")?;
            let agent = AgentId(names.agents.expect(self.source, node.span, name, "agent")?);
            if order.contains(&agent) {
                return Err(Box::new(
                    Diagnostic::at(
                        self.source,
                        node.span,
                        format!("agent {} is in the order twice", quoted(name)),
                    )
                    .found(format!("{} twice", quoted(name)))
                    .expected("every agent once")
                    .help(help),
                ));
            }
            order.push(agent);
        }
        if order.len() < agents {
            return Err(Box::new(
                Diagnostic::at(self.source, entry.value.span, "the order leaves agents out")
                    .found(counted(order.len(), "agent"))
                    .expected(format!("all {agents}"))
                    .help(help),
            ));
        }
        Ok(order)
    }

    fn read_parts(&self, names: Names<'_>, node: &Node<'t>, table: &Table<'t>) -> Read<Vec<(Rational, Factors)>> {
        let list = self.need(node, table, keys::PARTS, "a mixture", PARTS_HELP)?;
        let parts = list.expect_array(self.source, "the parts of a mixture", PARTS_HELP)?;
        if parts.is_empty() {
            return Err(Box::new(
                Diagnostic::at(self.source, list.span, "a mixture without parts")
                    .found("an empty list")
                    .expected("at least one part")
                    .help(PARTS_HELP),
            ));
        }
        let part = |node: &Node<'t>| {
            let table = node.expect_table(self.source, "a part of a mixture", PARTS_HELP)?;
            let share = self.read_share(node, table, "a part of a mixture", PARTS_HELP)?;
            Ok((share, self.read_factors(names, node, &[keys::WEIGHT])?))
        };
        parts.iter().map(part).collect()
    }

    fn not_factors(&self, names: Names<'_>, node: &Node<'t>, error: &FactoredError) -> Diagnostic {
        let at = |title: &str| Diagnostic::at(self.source, node.span, title);
        match error {
            FactoredError::ImpossiblePair { first, second } => {
                let type_of = |(agent, t): &(AgentId, ambimech_model::index::TypeId)| {
                    let name = names.types_of(*agent).names().get(t.0).map_or("", String::as_str);
                    format!("type {} of agent {}", quoted(name), quoted(names.agent(*agent)))
                };
                at("two types never occur together")
                    .found(format!("{} and {} with probability 0", type_of(first), type_of(second)))
                    .expected("a positive probability for every pair of types of two agents")
                    .help("give the pair a positive probability in some state or part, or leave out a type that never occurs")
                    .help("single profiles may have probability 0")
            }
            FactoredError::OrdersDiffer => at("two Markov chains of a mixture have different orders")
                .found("parts of kind `markov` with different `order`")
                .expected("one order for all chains of a mixture")
                .help("write the chains along one order; a chain can be turned round by Bayes' rule"),
            _ => at("these factors are not a prior")
                .found("factors that do not fit the agents")
                .expected("one distribution for every agent, state and type")
                .help(MARGINALS_HELP),
        }
    }
}

/// `2^40`, or the number where it is short or no power.
pub(crate) fn profile_count(counts: &[usize]) -> String {
    let varied: Vec<usize> = counts.iter().copied().filter(|count| *count > 1).collect();
    let size = counts.iter().try_fold(1u128, |size, count| size.checked_mul(*count as u128));
    match (varied.first(), size) {
        (Some(first), _) if varied.len() > 9 && varied.iter().all(|count| count == first) => {
            format!("{first}^{}", varied.len())
        }
        (_, Some(size)) => size.to_string(),
        (_, None) => "more than 2^128".to_string(),
    }
}

/// Labels of agents and types.
#[derive(Clone, Copy)]
struct Names<'n> {
    agents: &'n Labels,
    types: &'n [Labels],
}

impl<'n> Names<'n> {
    fn agent(&self, agent: AgentId) -> &'n str {
        self.agents.names().get(agent.0).map_or("", String::as_str)
    }

    fn types_of(&self, agent: AgentId) -> &'n Labels {
        &self.types[agent.0]
    }
}
