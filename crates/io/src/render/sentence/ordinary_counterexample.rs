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

/// The numbers chosen with the inequalities that they must satisfy, one line each.
pub fn numbers(found: &Counterexample) -> Vec<String> {
    let known = |wanted: &str| found.numbers.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value);
    let value = |wanted: &str| known(wanted).map_or_else(|| "?".to_string(), exact);
    let bound = value("bound");
    let rows = "summed over the multipliers of the proof below";
    match found.proof {
        NecessityProof::SimpleExtraction => {
            vec![format!("a = {}, B = {}: a > 0, B > 0", value("a"), value("B"))]
        }
        NecessityProof::PrivateValuesSimple => {
            let [seller, buyer] = [0, 1].map(|place| mixed(found, place));
            let (Some(seller), Some(buyer)) = (seller, buyer) else { return Vec::new() };
            let environment = &found.environment;
            let (costly, eager) = (of_type(environment, seller), eager_type(environment, buyer.0));
            let other = of_type(environment, (buyer.0, eager));
            vec![
                format!("C = {}: the least integer above {bound}, and at least 2", value("C")),
                format!(
                    "{bound} is the probability that {other}, plus that of neither this nor that {costly}, over δ times that of \
                     both. δ = {} is the largest number for which participation of no type θ has a negative weight, \
                     p(θ) − δ w(θ) p({}), with the weights w of {}'s mixture",
                    value("δ"),
                    type_label(environment, seller),
                    name::who(environment, Coalition::single(seller.0))
                ),
            ]
        }
        _ if known("bound").is_some_and(Rational::is_zero) => {
            vec![format!("a = {}, B = {}: a > 0, B > 0", value("a"), value("B"))]
        }
        NecessityProof::SimpleBalancedCoalitions => vec![
            format!("a = {}, B = {}: a > 0, B > {bound} a", value("a"), value("B")),
            format!(
                "{bound} is the weight of the lies that change the outcome and lose their coalition a, over that of those that gain \
                 it B, {rows}"
            ),
        ],
        _ => vec![
            format!("a = {}, B = {}: a > 0, B > {bound} a", value("a"), value("B")),
            format!("{bound} is the weight of participation, over that of the lies that gain B, {rows}"),
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

/// `agent 1 is of type t3`.
fn of_type(environment: &Environment, (agent, own): (AgentId, TypeId)) -> String {
    let who = name::who(environment, Coalition::single(agent));
    format!("{who} is of type {}", type_label(environment, (agent, own)))
}
