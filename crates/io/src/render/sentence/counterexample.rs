//! Counterexamples in words: which proof, which numbers and why, and why there is none.

use super::condition::undecided;
use super::ordinary_counterexample;
use crate::render::name;
use crate::render::number::exact;
use crate::render::payoff_rows::{TypeSet, allocation_rows};
use ambimech_model::certificate::{Evidence, Impossibility};
use ambimech_model::coalition::Coalition;
use ambimech_model::combination::Constraint;
use ambimech_model::counterexample::{Beyond, Counterexample, NecessityProof, NoCounterexample};
use ambimech_model::environment::Environment;
use ambimech_model::index::{JointTypeId, OutcomeId};
use ambimech_model::number::Rational;
use ambimech_model::property::Property;

/// What the proof shows.
pub fn title(proof: NecessityProof) -> &'static str {
    match proof {
        NecessityProof::Extraction => "without BDP the full surplus cannot always be extracted",
        NecessityProof::Implementation => "without BDP not every efficient rule can be implemented",
        NecessityProof::PrivateValues => {
            "with private values, not every efficient rule can be implemented when BDP fails for two agents"
        }
        NecessityProof::PrivateValuesSimple => {
            "with private values, one transfer rule does not implement every efficient rule when Convex Independence fails \
             for two agents"
        }
        NecessityProof::SimpleExtraction => {
            "without Convex Independence one transfer rule cannot always extract the full surplus"
        }
        NecessityProof::SimpleImplementation => {
            "unless Convex Independence and Identifiability hold, one transfer rule does not implement every efficient rule"
        }
        NecessityProof::SimpleCoalitions => "under any prior one transfer rule is not always coalition-proof",
        NecessityProof::Coalitions => "without CBDP not every efficient rule has a coalition-proof mechanism",
        NecessityProof::SimpleBalancedCoalitions => {
            "without Coalitional Identifiability one balanced transfer rule is not always coalition-proof"
        }
    }
}

/// Who plays which part of the proof, one line each; none for proofs whose parts are told by their numbers.
pub fn parts(found: &Counterexample) -> Vec<String> {
    let environment = &found.environment;
    let labels = |set, t| name::types(environment, set, t);
    match (found.proof, found.failure.as_slice()) {
        (
            NecessityProof::Extraction | NecessityProof::Implementation,
            [Evidence::EqualPosteriors { coalition, first, second }],
        ) => vec![format!(
            "i is {}, θ̄_i is {}, θ̂_i is {}",
            name::who(environment, *coalition),
            labels(*coalition, *first),
            labels(*coalition, *second)
        )],
        (NecessityProof::Coalitions, [Evidence::EqualPosteriors { coalition, first, second }]) => {
            let own = deciding_agent(environment);
            vec![format!(
                "S is {}, θ̄_S is {}, θ̂_S is {}, i is {}",
                name::who(environment, *coalition),
                labels(*coalition, *first),
                labels(*coalition, *second),
                name::who(environment, own)
            )]
        }
        (NecessityProof::SimpleCoalitions, _) => {
            let own = deciding_agent(environment);
            let type_of = |(_, set): &(OutcomeId, TypeSet)| set.types.first().map(|t| labels(set.of, *t));
            let first = allocation_rows(environment).first().and_then(type_of).unwrap_or_default();
            // Of the two coalitions of the cut, S is the one with agent i.
            let of = cut_coalition(&found.certificate.reason, own).filter(|coalition| *coalition != own);
            let whole =
                of.map_or(String::new(), |coalition| format!("S is {}, ", name::who(environment, coalition)));
            vec![format!("{whole}i is {}, θ̄_i is {first}", name::who(environment, own))]
        }
        (NecessityProof::PrivateValues, [seller, buyer]) => {
            [(seller, "C", "-", "seller", "cost"), (buyer, "V", "", "buyer", "value")]
                .into_iter()
                .filter_map(|(side, number, sign, who, what)| {
                    let Evidence::EqualPosteriors { coalition, first, second } = side else { return None };
                    let (_, value) = found.numbers.iter().find(|(name, _)| *name == number)?;
                    let value = if sign == "-" { -value } else { value.clone() };
                    let agent = coalition.members().next()?;
                    let split = environment.space().split(*coalition);
                    let payoff = |t| environment.payoff(agent, OutcomeId(1), split.profile(t, JointTypeId(0)));
                    let (one, two) = if *payoff(*first) == value { (first, second) } else { (second, first) };
                    Some(format!(
                        "the {who} is {}, {what} type 1 is {}, {what} type 2 is {}",
                        name::who(environment, *coalition),
                        labels(*coalition, *one),
                        labels(*coalition, *two)
                    ))
                })
                .collect()
        }
        _ => ordinary_counterexample::parts(found),
    }
}

/// The smallest coalition of the rows that has these agents: the grand coalition, if there, is larger.
fn cut_coalition(reason: &Impossibility, agents: Coalition) -> Option<Coalition> {
    let Impossibility::Combination(combination) = reason else { return None };
    let coalitions = combination.terms.iter().filter_map(|term| match term.constraint {
        Constraint::Incentive { coalition, .. } => Some(coalition),
        _ => None,
    });
    coalitions.filter(|coalition| agents.is_subset_of(*coalition)).min_by_key(|coalition| coalition.len())
}

/// The agents on whose types the allocation rule depends.
fn deciding_agent(environment: &Environment) -> Coalition {
    allocation_rows(environment).first().map_or(Coalition::EMPTY, |(_, set)| set.of)
}

/// The numbers chosen with the inequality that they must satisfy, one line each.
pub fn numbers(found: &Counterexample) -> Vec<String> {
    let value = |wanted: &str| {
        let known = found.numbers.iter().find(|(name, _)| *name == wanted);
        known.map_or_else(|| "?".to_string(), |(_, value)| exact(value))
    };
    let agents = found.environment.agent_count();
    match found.proof {
        NecessityProof::Extraction => {
            vec![format!("v1 = {}, v2 = {}, v = {}: v1 > v2 > v > 0", value("v1"), value("v2"), value("v"))]
        }
        NecessityProof::Implementation => vec![format!("a = {}, B = {}: 0 < a < B", value("a"), value("B"))],
        NecessityProof::PrivateValues => vec![
            format!(
                "V = {}, C = {}, v = {}, c = {}: V > C > v > c > 0 and V = C + 1",
                value("V"),
                value("C"),
                value("v"),
                value("c")
            ),
            format!(
                "C is the least integer above {} = (p(1,1) + p(2,1) + P)/p(2,1), where p(m,n) is the probability of cost type m \
                 with value type n, and P that of every other cost type than 1 with value type 1 or 2",
                value("bound")
            ),
        ],
        NecessityProof::Coalitions | NecessityProof::SimpleCoalitions => {
            let limit = Rational::ONE / Rational::from(agents.saturating_sub(1).max(1));
            vec![format!("ε = {}: 0 < ε < 1/(n − 1) = {} with n = {agents} agents", value("ε"), exact(&limit))]
        }
        NecessityProof::SimpleExtraction
        | NecessityProof::SimpleImplementation
        | NecessityProof::SimpleBalancedCoalitions
        | NecessityProof::PrivateValuesSimple => ordinary_counterexample::numbers(found),
    }
}

/// What else the proof shows, as sentences.
pub fn remarks(found: &Counterexample) -> Vec<String> {
    match found.proof {
        NecessityProof::Extraction | NecessityProof::SimpleExtraction => {
            vec!["The payoffs are private values".to_string()]
        }
        NecessityProof::Implementation => vec![
            "The proof uses incentive compatibility alone: without participation and with an unbalanced budget there is no mechanism \
             either"
                .to_string(),
        ],
        NecessityProof::Coalitions => {
            let words = "No mechanism has wcic either, which is the same as cic against mixed reports; the certificate is about cic";
            vec![words.to_string()]
        }
        NecessityProof::SimpleCoalitions => {
            vec!["Whether several rules can do it turns on cbdp".to_string()]
        }
        _ => Vec::new(),
    }
}

/// The verdict word, and why there is no counterexample.
pub fn none(environment: &Environment, why: &NoCounterexample) -> (&'static str, String) {
    match why {
        NoCounterexample::Reached { proof, goal, certificates } => {
            let verdicts: Vec<String> = certificates
                .iter()
                .map(|certificate| {
                    let word = if certificate.holds { "holds" } else { "fails for one agent only" };
                    format!("{} {word}", certificate.condition)
                })
                .collect();
            let values = match proof {
                NecessityProof::PrivateValues | NecessityProof::PrivateValuesSimple => " with private values",
                _ => "",
            };
            let kind = match proof {
                NecessityProof::Extraction
                | NecessityProof::Implementation
                | NecessityProof::PrivateValues
                | NecessityProof::Coalitions => "some ambiguous mechanism",
                _ => "some mechanism with one transfer rule",
            };
            // The other direction of a lemma is a theorem of its own.
            let theorem = match proof {
                NecessityProof::Coalitions if goal.asks_for(Property::Fse) => {
                    "Guo (2021), Coalition-proof Ambiguous Mechanism, Proposition 3"
                }
                NecessityProof::Coalitions => "Guo (2021), Coalition-proof Ambiguous Mechanism, Theorem 1",
                _ => proof.citation(),
            };
            let sentence = format!(
                "no counterexample: {}, so every efficient allocation rule{values} reaches goal {goal} with {kind} ({})",
                name::and_list(&verdicts),
                theorem
            );
            ("fails", sentence)
        }
        NoCounterexample::Undecided { condition, reason } => {
            ("undecided", format!("whether {condition} fails is not decided: {}", undecided(reason)))
        }
        NoCounterexample::Beyond(what) => ("undecided", beyond(environment, what)),
        NoCounterexample::CertificateRefused => {
            ("undecided", "the checker did not accept what was found: please report this as a defect".to_string())
        }
    }
}

fn beyond(environment: &Environment, what: &Beyond) -> String {
    match what {
        Beyond::Theorem(condition) => {
            format!("no theorem known to this program says what cannot be done where {condition} fails")
        }
        Beyond::Goal(Some(condition), goal) => {
            format!(
                "no theorem known to this program connects {condition} with goal {goal}; leave --goal out for the one that does"
            )
        }
        Beyond::Goal(None, goal) => format!(
            "without --condition the question is about coalitions and one transfer rule: goal {goal} must ask for cic; name a \
             condition for other goals"
        ),
        Beyond::PrivateValues(condition) => {
            let about = condition.map_or_else(|| "coalitions".to_string(), |condition| condition.to_string());
            format!(
                "no proof about {about} with private values is known to this program; leave --private-values out"
            )
        }
        Beyond::TwoAgents(condition) => format!(
            "the theorem about private values needs two agents for whom {condition} fails, and says nothing about other beliefs"
        ),
        Beyond::CommonPrior => {
            "the proof needs a common prior, and the agents here have beliefs of their own".to_string()
        }
        Beyond::Coalitions(missing) => {
            let names: Vec<String> = missing.iter().map(|set| name::coalition(environment, *set)).collect();
            let verb = if names.len() == 1 { "cannot" } else { "cannot both" };
            format!(
                "the proof needs a coalition and its complement, and the grand coalition unless the budget balances; {} {verb} form \
                 here",
                name::and_list(&names)
            )
        }
        Beyond::ZeroProbability(profile) => format!(
            "the theorem assumes that every profile can occur, and {} has probability 0",
            name::profile(environment, *profile)
        ),
        Beyond::PrivateInformation => "no agent has two types, so there is nothing to misreport".to_string(),
        Beyond::Rows(rows) => format!("the proof would have {rows} rows, more than this program makes"),
        _ => "the proof does not reach this case".to_string(),
    }
}
