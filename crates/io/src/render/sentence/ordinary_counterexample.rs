//! Counterexamples for mechanisms with one transfer rule, in words: their numbers, and how their proofs go.

use crate::render::name;
use crate::render::number::exact;
use crate::render::payoff_rows::allocation_rows;
use ambimech_model::certificate::Evidence;
use ambimech_model::coalition::Coalition;
use ambimech_model::counterexample::{Counterexample, NecessityProof};
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId, OutcomeId, TypeId};
use ambimech_model::number::Rational;

/// Who plays which part in the proof.
pub fn parts(found: &Counterexample) -> Vec<String> {
    let environment = &found.environment;
    let who = |agent| name::who(environment, Coalition::single(agent));
    let label = |side| type_label(environment, side);
    match found.proof {
        NecessityProof::SimpleExtraction => {
            let part = |(agent, own)| format!("j is {}, θ̂_j is {}", who(agent), label((agent, own)));
            mixed(found, 0).map(part).into_iter().collect()
        }
        NecessityProof::PrivateValuesSimple => {
            let (Some(seller), Some(buyer)) = (mixed(found, 0), mixed(found, 1)) else { return Vec::new() };
            let eager = label((buyer.0, eager_type(environment, buyer.0)));
            vec![
                format!("the seller s is {}, θ̂_s is {}", who(seller.0), label(seller)),
                format!("the buyer b is {}, θ̂_b is {}, θ*_b is {eager}", who(buyer.0), label(buyer)),
            ]
        }
        NecessityProof::SimpleImplementation | NecessityProof::SimpleBalancedCoalitions => {
            let Some((agent, report)) = tempted(environment) else { return Vec::new() };
            let Some(payer) = payer(environment, agent) else { return Vec::new() };
            vec![format!("j is {}, θ̂_j is {}, k is {}", who(agent), label((agent, report)), who(payer))]
        }
        _ => Vec::new(),
    }
}

/// The numbers chosen with the inequalities that they must satisfy, one line each; symbols are those of [`parts`].
pub fn numbers(found: &Counterexample) -> Vec<String> {
    let known = |wanted: &str| found.numbers.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value);
    let value = |wanted: &str| known(wanted).map_or_else(|| "?".to_string(), exact);
    let (a, b, bound) = (value("a"), value("B"), value("bound"));
    match found.proof {
        NecessityProof::SimpleExtraction => vec![format!("a = {a}, B = {b}: a > 0 and B > 0")],
        NecessityProof::PrivateValuesSimple => vec![
            format!(
                "C = {}: the least integer above {bound} = (p(θ*_b) + P)/(δ p(θ̂_s, θ*_b)), and at least 2",
                value("C")
            ),
            format!(
                "P is the probability of neither θ̂_s nor θ*_b, and δ = {} the least p(θ_s)/(w(θ_s) p(θ̂_s)), w the weights of the \
                 mixture",
                value("δ")
            ),
        ],
        _ if known("bound").is_some_and(Rational::is_zero) => vec![format!("a = {a}, B = {b}: a > 0 and B > 0")],
        NecessityProof::SimpleBalancedCoalitions => vec![
            format!("a = {a}, B = {b}: a > 0, and B is the least integer above {bound} a"),
            format!(
                "{bound} is the mass of lies of coalitions with j and k that change the outcome, over that of lies with j and without \
                 k to θ̂_j, by the multipliers below"
            ),
        ],
        _ => vec![
            format!("a = {a}, B = {b}: a > 0, and B is the least integer above {bound} a"),
            format!("{bound} is the sum of the multipliers below of participation, over that of lies of j to θ̂_j"),
        ],
    }
}

/// How the proof goes, in sentences, before its rows.
pub fn argument(found: &Counterexample) -> Option<String> {
    let environment = &found.environment;
    match found.proof {
        NecessityProof::SimpleExtraction => {
            let (agent, own) = mixed(found, 0)?;
            let (own, agent) =
                (type_label(environment, (agent, own)), name::who(environment, Coalition::single(agent)));
            Some(format!(
                "participation and the full surplus leave every type 0, so reporting {own} brings the other types of {agent} at most \
                 0. By that report they win a + B and are paid what {own} is paid, each with its own belief. Weighted as \
                 above, their beliefs are {own}'s, and {own} itself wins a: it would have −B or less, and not take part"
            ))
        }
        NecessityProof::PrivateValuesSimple => {
            let [(seller, low), (buyer, high)] = [mixed(found, 0)?, mixed(found, 1)?];
            Some(format!(
                "{} sells to {}, at a cost of C in type {} and 0 otherwise, and the good is worth C + 1 to its type {} and 1 \
                 to its others. Types that can pose as {} or as {} must be left what they would gain by it, weighted as above. \
                 With these numbers that is more than the whole surplus from trade",
                name::who(environment, Coalition::single(seller)),
                name::who(environment, Coalition::single(buyer)),
                type_label(environment, (seller, low)),
                type_label(environment, (buyer, eager_type(environment, buyer))),
                type_label(environment, (seller, low)),
                type_label(environment, (buyer, high)),
            ))
        }
        NecessityProof::SimpleImplementation | NecessityProof::SimpleBalancedCoalitions => {
            let (agent, report) = tempted(environment)?;
            let payer = payer(environment, agent)?;
            let who = |agent| name::who(environment, Coalition::single(agent));
            let report = type_label(environment, (agent, report));
            Some(format!(
                "{} brings x2 about by reporting {report}. At its other types that is worth B more to it than x1, and costs {} \
                 more than B, so that x1 is better. {}",
                who(agent),
                who(payer),
                why_not_punished(found, &report)
            ))
        }
        _ => None,
    }
}

/// Why balanced payments do not stop the lies.
fn why_not_punished(found: &Counterexample, report: &str) -> String {
    match found.failure.first() {
        Some(Evidence::MixedBelief { .. }) => format!(
            "With the weights above, its other types that report {report} look like type {report} telling the truth: payments that \
             punish these lies are taken from {report} too. To let it take part they must be given back, and in all there is \
             only the surplus, n a at every profile"
        ),
        Some(Evidence::ImitatedDistribution { .. }) => {
            "Reports with the distribution above can come from lies of any one agent. When the budget balances, what one is fined \
             for them others win, and not all of them can be kept from lying"
                .to_string()
        }
        _ => "Such lies can be told so that the reports look the same whoever lied. When the budget balances, what some are fined for \
              them others win, and not all of them can be kept from lying"
            .to_string(),
    }
}

/// The agent and the type of a piece of evidence about a mixed belief.
fn mixed(found: &Counterexample, place: usize) -> Option<(AgentId, TypeId)> {
    match found.failure.get(place)? {
        Evidence::MixedBelief { agent, own, .. } => Some((*agent, *own)),
        _ => None,
    }
}

/// The agent on whose report alone the outcome depends, and the type for which it is x2.
fn tempted(environment: &Environment) -> Option<(AgentId, TypeId)> {
    let rows = allocation_rows(environment);
    let (_, when) = rows.iter().find(|(outcome, _)| *outcome == OutcomeId(2))?;
    let agent = when.of.members().next()?;
    Some((agent, TypeId(when.types.first()?.0)))
}

/// The other agent whose payoffs from x1 are not always the same.
fn payer(environment: &Environment, tempted: AgentId) -> Option<AgentId> {
    let payoffs = &environment.outcomes().get(1)?.payoffs;
    environment.space().agents().find(|agent| *agent != tempted && !payoffs[agent.0].depends_on().is_empty())
}

/// The type to which trade is worth most.
fn eager_type(environment: &Environment, buyer: AgentId) -> TypeId {
    let payoff = &environment.outcomes()[1].payoffs[buyer.0];
    let largest = payoff.values().iter().max();
    TypeId(payoff.values().iter().position(|value| Some(value) == largest).unwrap_or(0))
}

fn type_label(environment: &Environment, (agent, own): (AgentId, TypeId)) -> String {
    name::types(environment, Coalition::single(agent), JointTypeId(own.0))
}
