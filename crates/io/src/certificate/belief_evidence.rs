//! Evidence about what agents believe: mixtures, bets, distributions, strategies and payments, read and written.

use super::kind;
use crate::diagnostic::{Diagnostic, Read};
use crate::document::{Node, Table};
use crate::json_writer::{JsonWriter, Layout};
use crate::label_list::{member_labels, type_labels};
use crate::mechanism::read_payments;
use crate::quantity::read_number;
use crate::reference::References;
use crate::suggestion::quoted;
use ambimech_model::certificate::{Evidence, Lie, Mixture, Payments, Strategy, TypeWeights};
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId, TypeId};
use ambimech_model::number::Rational;

/// The keys of each of these kinds; `None` for a kind of another topic.
pub(super) fn keys(word: &str) -> Option<&'static [&'static str]> {
    Some(match word {
        kind::MIXED_BELIEF => &["kind", "agent", "type", "weights"],
        kind::INDEPENDENT_BELIEFS => &["kind", "agent"],
        kind::SEPARATED_BELIEFS => &["kind", "agent", "bets"],
        kind::COMMON_PRIOR => &["kind", "marginal"],
        kind::AGREED_BET | kind::IDENTIFYING_TRANSFERS | kind::TRUTHFUL_TRANSFERS => &["kind", "payments"],
        kind::IMITATED_DISTRIBUTION => &["kind", "mixtures"],
        kind::COMPLEMENTARY_COALITIONS => &["kind", "coalition"],
        kind::IMITATING_STRATEGIES => &["kind", "emergence", "strategies"],
        kind::NO_CONSTANTS => &["kind", "agent", "truth", "report"],
        kind::AGREED_BET_WITHOUT => &["kind", "agent", "truth", "report", "payments"],
        kind::BELIEFS_MIXED => {
            &["kind", "agent", "truth", "report", "marginal", "truth-constant", "report-constant"]
        }
        kind::DISAGREEMENT => &["kind", "coalition", "first", "second"],
        kind::NO_DISAGREEMENT => &["kind"],
        _ => return None,
    })
}

/// Reads evidence of a kind that [`keys`] knows, from a table whose keys were checked.
pub(super) fn read<'t>(
    references: &References<'t>,
    node: &Node<'t>,
    table: &Table<'t>,
    word: &str,
) -> Read<Evidence> {
    let within = format!("evidence of the kind `{word}`");
    let get = |key| references.require(table, node.span, key, &within, &format!("`{key}`"));
    let number = |key| references.number(table, node.span, key, &within);
    let agent = || references.agent(get("agent")?);
    let own = |key, agent| read_type(references, get(key)?, agent);
    let payments = || read_payment_rows(references, get("payments")?);
    Ok(match word {
        kind::MIXED_BELIEF => {
            let agent = agent()?;
            let weights = read_weights(references, get("weights")?, agent)?;
            Evidence::MixedBelief { agent, own: own("type", agent)?, weights }
        }
        kind::INDEPENDENT_BELIEFS => Evidence::IndependentBeliefs { agent: agent()? },
        kind::SEPARATED_BELIEFS => {
            let agent = agent()?;
            Evidence::SeparatedBeliefs { agent, bets: read_bets(references, get("bets")?, agent)? }
        }
        kind::COMMON_PRIOR => {
            Evidence::CommonPrior { marginal: read_weights(references, get("marginal")?, AgentId(0))? }
        }
        kind::AGREED_BET => Evidence::AgreedBet { payments: payments()? },
        kind::IDENTIFYING_TRANSFERS => Evidence::IdentifyingTransfers { payments: payments()? },
        kind::TRUTHFUL_TRANSFERS => Evidence::TruthfulTransfers { payments: payments()? },
        kind::IMITATED_DISTRIBUTION => {
            let list = get("mixtures")?.expect_array(references.source, "the mixtures", MIXTURES)?;
            let mixtures = list.iter().map(|node| read_mixture(references, node)).collect::<Read<_>>()?;
            Evidence::ImitatedDistribution { mixtures }
        }
        kind::COMPLEMENTARY_COALITIONS => {
            Evidence::ComplementaryCoalitions { coalition: references.coalition(get("coalition")?)? }
        }
        kind::IMITATING_STRATEGIES => {
            let list =
                get("emergence")?.expect_array(references.source, "the coalitions that emerge", EMERGENCE)?;
            let emergence = list.iter().map(|node| read_emergence(references, node)).collect::<Read<_>>()?;
            let list = get("strategies")?.expect_array(references.source, "the strategies", STRATEGIES)?;
            let strategies = list.iter().map(|node| read_strategy(references, node)).collect::<Read<_>>()?;
            Evidence::ImitatingStrategies { emergence, strategies }
        }
        kind::NO_CONSTANTS => {
            let agent = agent()?;
            Evidence::NoConstants { agent, truth: own("truth", agent)?, report: own("report", agent)? }
        }
        kind::AGREED_BET_WITHOUT => {
            let agent = agent()?;
            let (truth, report) = (own("truth", agent)?, own("report", agent)?);
            Evidence::AgreedBetWithout { agent, truth, report, payments: payments()? }
        }
        kind::BELIEFS_MIXED => {
            let agent = agent()?;
            let other = AgentId(usize::from(agent == AgentId(0)));
            Evidence::BeliefsMixed {
                agent,
                truth: own("truth", agent)?,
                report: own("report", agent)?,
                marginal: read_weights(references, get("marginal")?, other)?,
                truth_constant: number("truth-constant")?,
                report_constant: number("report-constant")?,
            }
        }
        kind::DISAGREEMENT => {
            let coalition = references.coalition(get("coalition")?)?;
            Evidence::Disagreement {
                coalition,
                first: references.joint_type(get("first")?, coalition)?,
                second: references.joint_type(get("second")?, coalition)?,
            }
        }
        _ => Evidence::NoDisagreement,
    })
}

const MIXTURES: &str = "write [{\"agent\": \"1\", \"type\": \"H\", \"weights\": {\"H\": \"1/2\"}}]";
const EMERGENCE: &str = "write [{\"coalition\": [\"1\", \"2\"], \"probability\": \"1/2\"}]";
const STRATEGIES: &str = "write [{\"coalition\": [\"1\"], \"lies\": [{\"truth\": [\"H\"], \"report\": [\"L\"], \"probability\": \"1\"}]}]";

fn find_type<'t>(
    references: &References<'t>,
    span: crate::source::Span,
    name: &str,
    agent: AgentId,
) -> Read<TypeId> {
    let what = format!("type of agent {}", quoted(references.names.agent(agent)));
    match references.names.types.get(agent.0) {
        Some(known) => known.expect(references.source, span, name, &what).map(TypeId),
        None => Err(Box::new(Diagnostic::at(references.source, span, format!("unknown {what}")))),
    }
}

fn read_type<'t>(references: &References<'t>, node: &Node<'t>, agent: AgentId) -> Read<TypeId> {
    let name = node.expect_str(references.source, "the name of a type")?;
    find_type(references, node.span, name, agent)
}

/// Numbers by types of the agent, in type order.
fn read_weights<'t>(references: &References<'t>, node: &Node<'t>, agent: AgentId) -> Read<TypeWeights> {
    let source = references.source;
    let table = node.expect_table(source, "numbers for types", "write {\"H\": \"1/2\", \"L\": \"1/2\"}")?;
    let mut weights = Vec::with_capacity(table.entries.len());
    for entry in &table.entries {
        let own = find_type(references, entry.key_span, &entry.key, agent)?;
        weights.push((own, read_number(source, &entry.value, "the number of a type")?));
    }
    weights.sort_by_key(|(own, _)| *own);
    Ok(weights)
}

fn read_bets<'t>(
    references: &References<'t>,
    node: &Node<'t>,
    agent: AgentId,
) -> Read<Vec<(TypeId, Vec<Rational>)>> {
    let source = references.source;
    let table = node.expect_table(source, "a bet for every type", "write {\"H\": [\"-1\", \"1\"]}")?;
    let mut bets = Vec::with_capacity(table.entries.len());
    for entry in &table.entries {
        let own = find_type(references, entry.key_span, &entry.key, agent)?;
        let amounts = entry.value.expect_array(source, "the amounts of a bet", "write [\"-1\", \"1\"]")?;
        let amounts = amounts.iter().map(|amount| read_number(source, amount, "an amount"));
        bets.push((own, amounts.collect::<Read<_>>()?));
    }
    bets.sort_by_key(|(own, _)| *own);
    Ok(bets)
}

/// Payments by profile, in profile order.
fn read_payment_rows<'t>(references: &References<'t>, node: &Node<'t>) -> Read<Payments> {
    let table = node.expect_table(references.source, "payments", "write {\"H L\": [\"1/2\", \"-1/2\"]}")?;
    let mut payments = Vec::with_capacity(table.entries.len());
    for entry in &table.entries {
        let profile = references.profile_key(entry)?;
        payments.push((profile, read_payments(references, &entry.value)?));
    }
    payments.sort_by_key(|(profile, _)| *profile);
    Ok(payments)
}

fn read_mixture<'t>(references: &References<'t>, node: &Node<'t>) -> Read<Mixture> {
    let source = references.source;
    let within = "a mixture";
    let table = node.expect_table(source, within, MIXTURES)?;
    table.check_keys(source, within, &["agent", "type", "weights"])?;
    let get = |key| references.require(table, node.span, key, within, &format!("`{key}`"));
    let agent = references.agent(get("agent")?)?;
    Ok(Mixture {
        agent,
        own: read_type(references, get("type")?, agent)?,
        weights: read_weights(references, get("weights")?, agent)?,
    })
}

fn read_emergence<'t>(references: &References<'t>, node: &Node<'t>) -> Read<(Coalition, Rational)> {
    let source = references.source;
    let within = "a coalition that emerges";
    let table = node.expect_table(source, within, EMERGENCE)?;
    table.check_keys(source, within, &["coalition", "probability"])?;
    let coalition = references.require(table, node.span, "coalition", within, "\"coalition\": [\"1\", \"2\"]")?;
    Ok((references.coalition(coalition)?, references.number(table, node.span, "probability", within)?))
}

fn read_strategy<'t>(references: &References<'t>, node: &Node<'t>) -> Read<Strategy> {
    let source = references.source;
    let within = "a strategy";
    let table = node.expect_table(source, within, STRATEGIES)?;
    table.check_keys(source, within, &["coalition", "lies"])?;
    let get = |key| references.require(table, node.span, key, within, &format!("`{key}`"));
    let coalition = references.coalition(get("coalition")?)?;
    let list = get("lies")?.expect_array(source, "the lies", STRATEGIES)?;
    let lies = list.iter().map(|node| read_lie(references, node, coalition)).collect::<Read<_>>()?;
    Ok(Strategy { coalition, lies })
}

fn read_lie<'t>(references: &References<'t>, node: &Node<'t>, coalition: Coalition) -> Read<Lie> {
    let source = references.source;
    let within = "a lie";
    let help = "write {\"truth\": [\"H\"], \"report\": [\"L\"], \"probability\": \"1/2\"}";
    let table = node.expect_table(source, within, help)?;
    table.check_keys(source, within, &["truth", "report", "probability"])?;
    let get = |key| references.require(table, node.span, key, within, &format!("`{key}`"));
    Ok(Lie {
        truth: references.joint_type(get("truth")?, coalition)?,
        report: references.joint_type(get("report")?, coalition)?,
        probability: references.number(table, node.span, "probability", within)?,
    })
}

/// Writes the entries of evidence of these kinds.
pub(super) fn write(json: &mut JsonWriter<'_>, environment: &Environment, evidence: &Evidence) {
    let mut writer = Writer { json, environment };
    match evidence {
        Evidence::MixedBelief { agent, own, weights } => {
            writer.head(kind::MIXED_BELIEF, Some(*agent));
            writer.own("type", *agent, *own);
            writer.weights("weights", *agent, weights);
        }
        Evidence::IndependentBeliefs { agent } => writer.head(kind::INDEPENDENT_BELIEFS, Some(*agent)),
        Evidence::SeparatedBeliefs { agent, bets } => {
            writer.head(kind::SEPARATED_BELIEFS, Some(*agent));
            writer.json.key("bets");
            writer.json.open_object(Layout::Line);
            for (own, amounts) in bets {
                writer.json.key(&type_label(environment, *agent, *own));
                writer.numbers(amounts);
            }
            writer.json.close();
        }
        Evidence::CommonPrior { marginal } => {
            writer.head(kind::COMMON_PRIOR, None);
            writer.weights("marginal", AgentId(0), marginal);
        }
        Evidence::AgreedBet { payments } => {
            writer.head(kind::AGREED_BET, None);
            writer.payments(payments);
        }
        Evidence::IdentifyingTransfers { payments } => {
            writer.head(kind::IDENTIFYING_TRANSFERS, None);
            writer.payments(payments);
        }
        Evidence::TruthfulTransfers { payments } => {
            writer.head(kind::TRUTHFUL_TRANSFERS, None);
            writer.payments(payments);
        }
        Evidence::ImitatedDistribution { mixtures } => {
            writer.head(kind::IMITATED_DISTRIBUTION, None);
            writer.json.key("mixtures");
            writer.json.open_array(Layout::Line);
            for mixture in mixtures {
                writer.json.open_object(Layout::Line);
                writer.json.entry("agent", &agent_label(environment, mixture.agent));
                writer.own("type", mixture.agent, mixture.own);
                writer.weights("weights", mixture.agent, &mixture.weights);
                writer.json.close();
            }
            writer.json.close();
        }
        Evidence::ComplementaryCoalitions { coalition } => {
            writer.head(kind::COMPLEMENTARY_COALITIONS, None);
            writer.members(*coalition);
        }
        Evidence::ImitatingStrategies { emergence, strategies } => {
            writer.head(kind::IMITATING_STRATEGIES, None);
            writer.strategies(emergence, strategies);
        }
        Evidence::NoConstants { agent, truth, report } => {
            writer.pair(kind::NO_CONSTANTS, *agent, *truth, *report);
        }
        Evidence::AgreedBetWithout { agent, truth, report, payments } => {
            writer.pair(kind::AGREED_BET_WITHOUT, *agent, *truth, *report);
            writer.payments(payments);
        }
        Evidence::BeliefsMixed { agent, truth, report, marginal, truth_constant, report_constant } => {
            writer.pair(kind::BELIEFS_MIXED, *agent, *truth, *report);
            writer.weights("marginal", AgentId(usize::from(*agent == AgentId(0))), marginal);
            for (key, constant) in [("truth-constant", truth_constant), ("report-constant", report_constant)] {
                writer.json.key(key);
                writer.json.number(constant);
            }
        }
        Evidence::Disagreement { coalition, first, second } => {
            writer.head(kind::DISAGREEMENT, None);
            writer.members(*coalition);
            writer.types("first", *coalition, *first);
            writer.types("second", *coalition, *second);
        }
        Evidence::NoDisagreement => writer.head(kind::NO_DISAGREEMENT, None),
        _ => {}
    }
}

fn agent_label(environment: &Environment, agent: AgentId) -> String {
    environment.agents().get(agent.0).map_or_else(String::new, |agent| agent.name.clone())
}

/// The label of a type; empty for one outside the environment.
fn type_label(environment: &Environment, agent: AgentId, own: TypeId) -> String {
    let types = environment.agents().get(agent.0).map(|agent| &agent.types);
    types.and_then(|types| types.get(own.0)).map_or_else(String::new, |own| own.name.clone())
}

struct Writer<'a, 's> {
    json: &'a mut JsonWriter<'s>,
    environment: &'a Environment,
}

impl Writer<'_, '_> {
    fn head(&mut self, kind: &str, agent: Option<AgentId>) {
        self.json.entry("kind", kind);
        if let Some(agent) = agent {
            self.json.entry("agent", &agent_label(self.environment, agent));
        }
    }

    fn own(&mut self, key: &str, agent: AgentId, own: TypeId) {
        self.json.entry(key, &type_label(self.environment, agent, own));
    }

    fn pair(&mut self, kind: &str, agent: AgentId, truth: TypeId, report: TypeId) {
        self.head(kind, Some(agent));
        self.own("truth", agent, truth);
        self.own("report", agent, report);
    }

    fn members(&mut self, coalition: Coalition) {
        self.json.key("coalition");
        self.json.strings(member_labels(self.environment, coalition));
    }

    fn types(&mut self, key: &str, coalition: Coalition, types: JointTypeId) {
        self.json.key(key);
        self.json.strings(type_labels(self.environment, coalition, types));
    }

    fn numbers(&mut self, numbers: &[Rational]) {
        self.json.open_array(Layout::Line);
        numbers.iter().for_each(|number| self.json.number(number));
        self.json.close();
    }

    fn weights(&mut self, key: &str, agent: AgentId, weights: &TypeWeights) {
        self.json.key(key);
        self.json.open_object(Layout::Line);
        for (own, weight) in weights {
            self.json.key(&type_label(self.environment, agent, *own));
            self.json.number(weight);
        }
        self.json.close();
    }

    fn payments(&mut self, payments: &Payments) {
        self.json.key("payments");
        self.json.open_object(Layout::Line);
        for (profile, row) in payments {
            self.json.key(&self.environment.profile_label(*profile));
            self.numbers(row);
        }
        self.json.close();
    }

    fn strategies(&mut self, emergence: &[(Coalition, Rational)], strategies: &[Strategy]) {
        self.json.key("emergence");
        self.json.open_array(Layout::Line);
        for (coalition, probability) in emergence {
            self.json.open_object(Layout::Line);
            self.members(*coalition);
            self.json.key("probability");
            self.json.number(probability);
            self.json.close();
        }
        self.json.close();
        self.json.key("strategies");
        self.json.open_array(Layout::Line);
        for strategy in strategies {
            self.json.open_object(Layout::Line);
            self.members(strategy.coalition);
            self.json.key("lies");
            self.json.open_array(Layout::Line);
            for lie in &strategy.lies {
                self.json.open_object(Layout::Line);
                self.types("truth", strategy.coalition, lie.truth);
                self.types("report", strategy.coalition, lie.report);
                self.json.key("probability");
                self.json.number(&lie.probability);
                self.json.close();
            }
            self.json.close();
            self.json.close();
        }
        self.json.close();
    }
}
