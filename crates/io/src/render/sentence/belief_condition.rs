//! Why a condition about beliefs holds or fails: mixtures, bets, distributions, strategies, payments.

use crate::render::name;
use crate::render::number::{exact, with_decimal};
use ambimech_model::belief::TypeBeliefs;
use ambimech_model::certificate::{ConditionCertificate, Evidence, Mixture, Payments, Strategy, TypeWeights};
use ambimech_model::coalition::Coalition;
use ambimech_model::condition::Condition;
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId, TypeId};
use ambimech_model::number::Rational;

/// Distributions over at most this many profiles are written out.
const SHOWN_PROFILES: usize = 12;
/// At most this many rows of payments, lies or pairs are written out.
const SHOWN_ROWS: usize = 6;

/// The reasons of a settled condition about beliefs in fewer sentences than it has pieces of evidence; `None` when every
/// piece has a sentence of its own.
pub(super) fn reasons(environment: &Environment, certificate: &ConditionCertificate) -> Option<Vec<String>> {
    match (certificate.condition, certificate.holds) {
        (Condition::ConvexIndependence, true) => Some(vec![no_mixture(environment, &certificate.evidence)]),
        (Condition::NcpStar, true) => Some(vec![no_violation(&certificate.evidence)]),
        _ => None,
    }
}

/// Whether a piece of evidence says only that nothing is wrong with one agent or pair of types.
pub(super) fn is_harmless(piece: &Evidence) -> bool {
    matches!(
        piece,
        Evidence::IndependentBeliefs { .. }
            | Evidence::SeparatedBeliefs { .. }
            | Evidence::NoConstants { .. }
            | Evidence::AgreedBetWithout { .. }
    )
}

fn no_mixture(environment: &Environment, evidence: &[Evidence]) -> String {
    let of = |wanted: fn(&Evidence) -> Option<AgentId>| {
        evidence.iter().filter_map(wanted).map(|agent| name::agent(environment, agent)).collect::<Vec<String>>()
    };
    let separated = of(|piece| match piece {
        Evidence::SeparatedBeliefs { agent, .. } => Some(*agent),
        _ => None,
    });
    let start = "no type's belief about the others is a mixture of the beliefs of the agent's other types";
    match separated.as_slice() {
        [] => format!("{start}: the beliefs of every agent's types are linearly independent"),
        [one] => {
            format!("{start}; for every type of agent {one} there is a bet that it alone expects to lose")
        }
        several => format!(
            "{start}; for every type of agents {} there is a bet that it alone expects to lose",
            name::and_list(several)
        ),
    }
}

fn no_violation(evidence: &[Evidence]) -> String {
    let count = |wanted: fn(&Evidence) -> bool| evidence.iter().filter(|piece| wanted(piece)).count();
    let constants = count(|piece| matches!(piece, Evidence::NoConstants { .. }));
    let bets = count(|piece| matches!(piece, Evidence::AgreedBetWithout { .. }));
    let pairs = |number| name::count(number, "ordered pair", "ordered pairs");
    let by_constants = format!("the equations have no constants for {}", pairs(constants));
    let by_bets = format!("there is no prior without one of the two types for {}", pairs(bets));
    let why = match (constants, bets) {
        (0, 0) => "no agent has two types".to_string(),
        (_, 0) => by_constants,
        (0, _) => by_bets,
        _ => format!("{by_constants}, and {by_bets}"),
    };
    format!("no agent has two types as in the definition: {why}")
}

/// One piece of evidence as a sentence; `None` for one of another topic.
pub(super) fn evidence(environment: &Environment, piece: &Evidence) -> Option<String> {
    let agent_name = |agent: &AgentId| name::agent(environment, *agent);
    let type_name =
        |agent: &AgentId, own: &TypeId| name::types(environment, Coalition::single(*agent), JointTypeId(own.0));
    Some(match piece {
        Evidence::MixedBelief { agent, own, weights } => {
            let parts: Vec<String> = weights
                .iter()
                .map(|(other, weight)| format!("{} of type {}'s", with_decimal(weight), type_name(agent, other)))
                .collect();
            format!(
                "the belief of agent {}'s type {} about the others is a mixture of its other types': {}",
                agent_name(agent),
                type_name(agent, own),
                name::and_list(&parts)
            )
        }
        Evidence::IndependentBeliefs { agent } => {
            format!("the beliefs of agent {}'s types are linearly independent", agent_name(agent))
        }
        Evidence::SeparatedBeliefs { agent, .. } => {
            format!("for every type of agent {} there is a bet that it alone expects to lose", agent_name(agent))
        }
        Evidence::CommonPrior { .. } if environment.common_prior().is_some() => {
            "the environment gives all beliefs by one prior".to_string()
        }
        Evidence::CommonPrior { marginal } => format!(
            "all beliefs come from the prior under which agent {} is {}",
            agent_name(&AgentId(0)),
            probabilities(environment, AgentId(0), marginal)
        ),
        Evidence::AgreedBet { payments } => {
            format!("all agents would agree to a bet, so no prior has all their beliefs: {}", bet(environment, payments))
        }
        Evidence::ImitatedDistribution { mixtures } => imitated(environment, mixtures),
        Evidence::IdentifyingTransfers { .. } => {
            "balanced payments, worth 0 to everyone truthful and nothing more to anyone untruthful, tell the prior from \
             every other distribution"
                .to_string()
        }
        Evidence::ComplementaryCoalitions { coalition } => {
            let other = coalition.complement(environment.agent_count());
            format!(
                "{} and {} can both form and are complementary: reports drawn from the prior, whatever the true types are, \
                 look the same whichever of the two makes them",
                name::who(environment, *coalition),
                name::who(environment, other)
            )
        }
        Evidence::ImitatingStrategies { emergence, strategies } => imitating(environment, emergence, strategies),
        Evidence::TruthfulTransfers { .. } => {
            "under balanced payments every misreport of every coalition that can form costs it something".to_string()
        }
        Evidence::NoConstants { agent, truth, report } => format!(
            "for agent {}'s types {} and {} the equations have no constants",
            agent_name(agent),
            type_name(agent, truth),
            type_name(agent, report)
        ),
        Evidence::AgreedBetWithout { agent, truth, report, payments } => format!(
            "for agent {}'s types {} and {}: no prior has all beliefs but the latter's, as all other types agree to a \
             bet: {}",
            agent_name(agent),
            type_name(agent, truth),
            type_name(agent, report),
            bet(environment, payments)
        ),
        Evidence::BeliefsMixed { agent, truth, report, marginal, truth_constant, report_constant } => {
            let other = AgentId(usize::from(*agent == AgentId(0)));
            let weak = if *truth_constant > Rational::ONE {
                "with a constant above 1, which violates the weak form of the condition too"
            } else {
                "with no constant above 1, as the weak form of the condition would ask for"
            };
            format!(
                "agent {}'s types {} and {} violate it: all beliefs but the latter's come from the prior under which \
                 agent {} is {}, and the equations hold with the constants {} and {}, {weak}",
                agent_name(agent),
                type_name(agent, truth),
                type_name(agent, report),
                agent_name(&other),
                probabilities(environment, other, marginal),
                with_decimal(truth_constant),
                with_decimal(report_constant),
            )
        }
        Evidence::Disagreement { coalition, first, second } => format!(
            "agents {} disagree about the others when their types are {} and when they are {}",
            name::and_list(&name::members(environment, *coalition)),
            name::types(environment, *coalition, *first),
            name::types(environment, *coalition, *second)
        ),
        Evidence::NoDisagreement if environment.agent_count() < 3 => {
            "there are fewer than three agents".to_string()
        }
        Evidence::NoDisagreement => {
            "no two agents, told each other's types, disagree about the others at two pairs of types without a type in \
             common"
                .to_string()
        }
        _ => return None,
    })
}

/// `H with probability 1/2 (0.5) and L with probability 1/2 (0.5)`.
fn probabilities(environment: &Environment, agent: AgentId, marginal: &TypeWeights) -> String {
    let entry = |(own, probability): &(TypeId, Rational)| {
        let label = name::types(environment, Coalition::single(agent), JointTypeId(own.0));
        format!("{label} with probability {}", with_decimal(probability))
    };
    name::and_list(&marginal.iter().map(entry).collect::<Vec<String>>())
}

/// The payments row by row, and who expects to win.
fn bet(environment: &Environment, payments: &Payments) -> String {
    let mut rows: Vec<String> = payments
        .iter()
        .take(SHOWN_ROWS)
        .map(|(profile, row)| {
            let paid: Vec<String> = environment
                .space()
                .agents()
                .zip(row)
                .filter(|(_, payment)| !payment.is_zero())
                .map(|(agent, payment)| format!("{} to agent {}", exact(payment), name::agent(environment, agent)))
                .collect();
            format!("at {} {}", name::profile(environment, *profile), name::and_list(&paid))
        })
        .collect();
    if payments.len() > SHOWN_ROWS {
        rows.push(format!("and so on at {} more profiles", payments.len() - SHOWN_ROWS));
    }
    match winner(environment, payments) {
        Some((agent, own, value)) => format!(
            "{}; nobody expects to lose, and agent {} of type {} expects to win {}",
            rows.join(", "),
            name::agent(environment, agent),
            name::types(environment, Coalition::single(agent), JointTypeId(own.0)),
            with_decimal(&value)
        ),
        None => rows.join(", "),
    }
}

/// The first type that expects to win, with what it expects.
fn winner(environment: &Environment, payments: &Payments) -> Option<(AgentId, TypeId, Rational)> {
    let space = environment.space();
    for agent in space.agents() {
        let beliefs = TypeBeliefs::new(environment, agent);
        let mut expected = vec![Rational::ZERO; space.type_count(agent)];
        for (profile, row) in payments.iter().filter(|(profile, _)| profile.0 < space.size()) {
            let own = space.type_of(*profile, agent);
            let rest = space.joint_type_of(*profile, environment.grand_coalition().without(agent));
            if let Some(payment) = row.get(agent.0) {
                expected[own.0] += payment * beliefs.probability(own, rest);
            }
        }
        if let Some(place) = expected.iter().position(|value| *value > Rational::ZERO) {
            return Some((agent, TypeId(place), expected[place].clone()));
        }
    }
    None
}

/// The distribution over type profiles that the mixtures make up, one probability for every profile.
pub fn imitated_distribution(environment: &Environment, mixtures: &[Mixture]) -> Vec<Rational> {
    let space = environment.space();
    let beliefs = TypeBeliefs::new(environment, AgentId(0));
    let mut found = vec![Rational::ZERO; space.size()];
    let exists = |own: &TypeId| own.0 < space.type_count(AgentId(0));
    for mixture in mixtures.iter().filter(|mixture| mixture.agent == AgentId(0) && exists(&mixture.own)) {
        for (other, weight) in mixture.weights.iter().filter(|(other, _)| exists(other)) {
            for x in beliefs.others() {
                found[beliefs.profile(mixture.own, x).0] += weight * beliefs.probability(*other, x);
            }
        }
    }
    found
}

fn imitated(environment: &Environment, mixtures: &[Mixture]) -> String {
    let space = environment.space();
    let end = "is not the prior, but every agent's every type has a conditional belief under it that is a mixture of \
               beliefs which the agent can have: reports distributed like this clear nobody";
    if space.size() > SHOWN_PROFILES {
        return format!("a distribution of reports, given in the certificate, {end}");
    }
    let found = imitated_distribution(environment, mixtures);
    let entries: Vec<String> = space
        .profiles()
        .zip(&found)
        .map(|(profile, probability)| {
            format!("{} {}", environment.profile_label(profile), with_decimal(probability))
        })
        .collect();
    format!("the distribution {} {end}", entries.join(", "))
}

fn imitating(environment: &Environment, emergence: &[(Coalition, Rational)], strategies: &[Strategy]) -> String {
    let lies: Vec<String> = strategies
        .iter()
        .flat_map(|strategy| {
            strategy.lies.iter().map(|lie| {
                format!(
                    "{} reports {} with probability {}",
                    name::who_of_type(environment, strategy.coalition, lie.truth),
                    name::types(environment, strategy.coalition, lie.report),
                    with_decimal(&lie.probability)
                )
            })
        })
        .collect();
    let mut text = if lies.len() > SHOWN_ROWS {
        format!("{}, and {} more lies", lies[..SHOWN_ROWS].join(", "), lies.len() - SHOWN_ROWS)
    } else {
        name::and_list(&lies)
    };
    if !emergence.is_empty() {
        let emerging: Vec<String> = emergence
            .iter()
            .map(|(coalition, probability)| {
                let who = name::who(environment, *coalition);
                format!("{who} emerges with probability {}", with_decimal(probability))
            })
            .collect();
        text = format!("{}, and {text}", emerging.join(", "));
    }
    format!("reports are distributed in the same way through the eyes of every agent when {text}")
}
