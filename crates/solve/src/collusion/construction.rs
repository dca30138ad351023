//! The side contract for a given strategy: payments that level on-path values, and bets against lies.
//!
//! # Steps (CPAM, proof of Proposition 1)
//! 1. The on-path value that member i of type θ_i is to have under rule t: V_i(t, θ_i) plus an equal share of what the coalition gains under t,
//!    or a given level U_i(θ_i) plus an equal share of what is left.
//! 2. ζ^t brings it about ([`super::levels`]); it balances within each connected set of types, since the shares are taken there.
//! 3. Under the rule t* that is worst on path for θ̄_i, what does each report gain? A type for which some report gains gets a
//!    side rule ζ^t + M ξ of its own ([`super::bets`]); all others are held down by ζ^t alone. M is the largest of these gains: with
//!    less, some type's own side rule would not stop it under t*. Since side rules also help each other, less may do.

use super::bets::bet_against;
use super::game::Values;
use super::levels::Levels;
use ambimech_model::collusion::{
    ContractInterim, MemberValues, PairWeights, RulePair, SideContract, SideRule, SideTable, Strategy,
};
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId, RuleId, TypeId};
use ambimech_model::interim::Interim;
use ambimech_model::mechanism::Mechanism;
use ambimech_model::number::Rational;
use ambimech_model::prior::Prior;
use std::collections::BTreeMap;

/// On-path values, up to equal shares.
pub(super) enum Aim {
    /// V_i(t, θ_i): what the mechanism gives without the contract.
    AsBefore,
    /// U_i(θ_i).
    Levels(BTreeMap<(AgentId, TypeId), Rational>),
}

/// The contract before it is checked.
pub(super) struct Built {
    pub contract: SideContract,
    pub weights: Vec<PairWeights>,
    pub scale: Option<Rational>,
}

/// The members' types that occur.
fn types_of(environment: &Environment, levels: &Levels<'_>, agent: AgentId) -> Vec<TypeId> {
    environment.space().types(agent).filter(|own| !levels.marginal(agent, *own).is_zero()).collect()
}

/// The contract of a coalition of two or more; `None` when a bet that is needed does not exist, or the strategy cannot be carried
/// out.
pub(super) fn build(
    environment: &Environment,
    mechanism: &Mechanism,
    values: &Values,
    strategy: Strategy,
    aim: &Aim,
) -> Option<Built> {
    let prior = environment.common_prior()?;
    let coalition = values.coalition;
    let levels = Levels::new(environment, prior, coalition);
    let split = environment.space().split(coalition);
    let nothing = SideRule {
        name: "plain".to_string(),
        tables: vec![SideTable::on_own_types(&split, |_, _| Rational::ZERO)],
    };
    let mut contract = SideContract {
        name: String::new(),
        source: String::new(),
        coalition,
        strategy,
        common: Vec::new(),
        rules: vec![nothing.clone()],
    };
    let view = ContractInterim::new(environment, mechanism, &contract)?;
    let rules = view.rule_count();
    let bare: Vec<MemberValues> = coalition.members().map(|member| view.member(member)).collect();
    let aims = aims(environment, mechanism, values, &contract.strategy, &levels, aim, rules)?;
    contract.common = zeta(&levels, &split, coalition.members().zip(&bare).collect(), &aims)?;
    let view = ContractInterim::new(environment, mechanism, &contract)?;
    let mut held: Vec<(AgentId, TypeId, RuleId, Rational)> = Vec::new();
    for agent in coalition.members() {
        let member = view.member(agent);
        for truth in types_of(environment, &levels, agent) {
            let (rule, on_path) = worst_rule(&aims, agent, truth)?;
            let gains =
                environment.space().types(agent).map(|report| &member.values(truth, report)[rule.0] - &on_path);
            held.push((agent, truth, rule, gains.max()?));
        }
    }
    let scale = held.iter().map(|(.., gain)| gain).max().filter(|gain| **gain > Rational::ZERO).cloned();
    let mut side_rules = Vec::new();
    if held.iter().any(|(.., gain)| *gain <= Rational::ZERO) {
        side_rules.push(nothing);
    }
    let mut weights = Vec::new();
    for (agent, truth, rule, gain) in held {
        let mut side = 0;
        if let Some(scale) = scale.as_ref().filter(|_| gain > Rational::ZERO) {
            side = side_rules.len();
            side_rules.push(bet_rule(environment, prior, values, (agent, truth), scale)?);
        }
        let weights_here = vec![(RulePair { rule, side }, Rational::ONE)];
        weights.push(PairWeights { agent, truth, weights: weights_here });
    }
    contract.rules = side_rules;
    Some(Built { contract, weights, scale })
}

/// M ξ against one type.
fn bet_rule(
    environment: &Environment,
    prior: &Prior,
    values: &Values,
    against: (AgentId, TypeId),
    scale: &Rational,
) -> Option<SideRule> {
    let coalition = values.coalition;
    let bet = bet_against(environment, prior, coalition, against)?;
    let split = environment.space().split(coalition);
    let members: Vec<AgentId> = coalition.members().collect();
    let table = SideTable::from_fn(&split, |member, own, rest| {
        let place = members.iter().take_while(|known| **known != member).count();
        &bet.at(own, rest)[place] * scale
    });
    let name = format!("{}:{}", environment.agent_name(against.0), environment.type_name(against.0, against.1));
    Some(SideRule { name, tables: vec![table] })
}

/// The on-path values of every member's type under every rule.
type Aims = BTreeMap<(AgentId, TypeId), Vec<Rational>>;

/// The rule under which a type has its smallest on-path value, the first one, and that value.
fn worst_rule(aims: &Aims, agent: AgentId, own: TypeId) -> Option<(RuleId, Rational)> {
    let row = aims.get(&(agent, own))?;
    let least = row.iter().min()?;
    let rule = row.iter().position(|value| value == least)?;
    Some((RuleId(rule), least.clone()))
}

fn aims(
    environment: &Environment,
    mechanism: &Mechanism,
    values: &Values,
    strategy: &Strategy,
    levels: &Levels<'_>,
    aim: &Aim,
    rules: usize,
) -> Option<Aims> {
    let coalition = values.coalition;
    let size = Rational::from(coalition.len() as u64);
    let mut before: BTreeMap<(AgentId, TypeId), Vec<Rational>> = BTreeMap::new();
    for agent in coalition.members() {
        let interim = Interim::of_agent(environment, agent);
        for own in types_of(environment, levels, agent) {
            let joint = JointTypeId(own.0);
            let row = match aim {
                Aim::Levels(given) => vec![given.get(&(agent, own))?.clone(); rules],
                Aim::AsBefore => (0..rules)
                    .map(|rule| {
                        let table = mechanism.table(environment, RuleId(rule))?.scaled();
                        let paid = interim.transfer(&interim.totals(&table), joint, joint);
                        Some(interim.payoff(joint, joint) + paid)
                    })
                    .collect::<Option<_>>()?,
            };
            before.insert((agent, own), row);
        }
    }
    // What is left in each connected set, in expectation, and how likely the set is.
    let mut left = vec![vec![Rational::ZERO; rules]; levels.component_count()];
    let mut likely = vec![Rational::ZERO; levels.component_count()];
    for own in values.occurring() {
        let (set, p) = (levels.component_of(own)?, &levels.probabilities[own.0]);
        likely[set] += p;
        let rows = values.rows[own.0].as_ref()?;
        for (report, share) in &strategy[own.0] {
            for (sum, value) in left[set].iter_mut().zip(&rows[report.0]) {
                *sum += value * share * p;
            }
        }
    }
    for ((agent, own), row) in &before {
        let (set, p) = (levels.component(*agent, *own)?, levels.marginal(*agent, *own));
        left[set].iter_mut().zip(row).for_each(|(sum, value)| *sum -= value * p);
    }
    for ((agent, own), row) in &mut before {
        let set = levels.component(*agent, *own)?;
        row.iter_mut().zip(&left[set]).for_each(|(value, rest)| *value += rest / (&size * &likely[set]));
    }
    Some(before)
}

/// ζ^t: none when nothing is to be paid, one table when it is the same under all rules.
fn zeta(
    levels: &Levels<'_>,
    split: &ambimech_model::type_space::Split,
    members: Vec<(AgentId, &MemberValues)>,
    aims: &Aims,
) -> Option<Vec<SideTable>> {
    let rules = aims.values().next().map_or(0, Vec::len);
    let mut tables: Vec<SideTable> = Vec::with_capacity(rules);
    for rule in 0..rules {
        let level = |agent: AgentId, own: TypeId| {
            let aimed = aims.get(&(agent, own)).map(|row| row[rule].clone());
            let bare = members.iter().find(|(member, _)| *member == agent);
            let bare = bare.filter(|(_, values)| values.occurs(own)).map(|(_, values)| values.values(own, own));
            match (aimed, bare) {
                (Some(aimed), Some(bare)) => aimed - &bare[rule],
                _ => Rational::ZERO,
            }
        };
        let payments = levels.payments(&level)?;
        tables.push(SideTable::on_own_types(split, |member, own| {
            let place = members.iter().take_while(|(known, _)| *known != member).count();
            payments[own.0][place].clone()
        }));
    }
    if tables.windows(2).all(|pair| pair[0] == pair[1]) {
        tables.truncate(1);
        if tables.iter().all(|table| table.payments().iter().all(Rational::is_zero)) {
            tables.clear();
        }
    }
    Some(tables)
}
