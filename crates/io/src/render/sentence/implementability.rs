//! Allocation rules under sets of beliefs, in words.

use super::scenario::{belief, no_verdict, state_label};
use crate::render::name;
use crate::render::number::{exact, with_decimal};
use ambimech_model::check::NoTransfersRefusal;
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::implementability::{
    Flow, Growth, Impossibility, NoFamily, NotInsured, Open, RuleAnswer, RuleScheme, RuleStudy, SchemeKind,
};
use ambimech_model::index::{AgentId, JointTypeId, TypeId};
use ambimech_model::property::Reports;

fn who(environment: &Environment, agent: AgentId, own: TypeId) -> String {
    name::who_of_type(environment, Coalition::single(agent), JointTypeId(own.0))
}

/// `agent 1`.
pub fn agent_words(environment: &Environment, agent: AgentId) -> String {
    name::who(environment, Coalition::single(agent))
}

/// `feasible`, `infeasible` or `undecided`.
pub fn rule_word(answer: &RuleAnswer) -> &'static str {
    match answer {
        RuleAnswer::Implementable(_) => "feasible",
        RuleAnswer::Impossible(_) => "infeasible",
        RuleAnswer::Undecided(_) => "undecided",
    }
}

/// `one or several` or `one`: about mechanisms with how many rules an answer is.
pub fn rules_word(study: &RuleStudy) -> &'static str {
    if study.covers_several() { "one or several" } else { "one" }
}

/// By what several rules do where one does not.
pub const BY_SEVERAL: &str = "a rule for each type that pays for its report";

/// `insured`, `bets` or `program`, for files.
pub fn scheme_name(kind: SchemeKind) -> &'static str {
    match kind {
        SchemeKind::Insured => "insured",
        SchemeKind::Bets => "bets",
        SchemeKind::Program => "program",
    }
}

/// How transfers were made, or why there are none, in a few words.
pub fn rule_reason(environment: &Environment, answer: &RuleAnswer) -> String {
    match answer {
        RuleAnswer::Implementable(scheme) => made_by(environment, scheme),
        RuleAnswer::Impossible(Impossibility::Circulation { agent, flows, .. }) => {
            format!("{} is tempted: {}", agent_words(environment, *agent), lies(environment, *agent, flows))
        }
        RuleAnswer::Impossible(Impossibility::Beliefs { agent, flows }) => {
            let lies: Vec<String> = flows
                .iter()
                .map(|flow| {
                    let of = |own| environment.type_name(*agent, own);
                    format!("{} → {}", of(flow.truth), of(flow.report))
                })
                .collect();
            format!("{} is tempted under some beliefs: {}", agent_words(environment, *agent), lies.join(", "))
        }
        RuleAnswer::Undecided(open) => open_reason(environment, open),
    }
}

fn made_by(environment: &Environment, scheme: &RuleScheme) -> String {
    if scheme.kinds.iter().all(|kind| *kind == SchemeKind::Insured) {
        return "full insurance".to_string();
    }
    let of = |kind: SchemeKind, words: &str| {
        let agents = scheme.kinds.iter().enumerate().filter(|(_, other)| **other == kind);
        let names: Vec<String> = agents.map(|(agent, _)| agent_words(environment, AgentId(agent))).collect();
        (!names.is_empty()).then(|| format!("{words} for {}", name::and_list(&names)))
    };
    let parts = [
        of(SchemeKind::Insured, "full insurance"),
        of(SchemeKind::Bets, "bets on beliefs"),
        of(SchemeKind::Program, "an exact program"),
    ];
    parts.into_iter().flatten().collect::<Vec<String>>().join("; ")
}

/// `H → L, L → H (weight 2)`.
pub fn lies(environment: &Environment, agent: AgentId, flows: &[Flow]) -> String {
    let one = |flow: &Flow| {
        let (truth, report) =
            (environment.type_name(agent, flow.truth), environment.type_name(agent, flow.report));
        let weight =
            if flow.weight.is_one() { String::new() } else { format!(" (weight {})", exact(&flow.weight)) };
        format!("{truth} → {report}{weight}")
    };
    flows.iter().map(one).collect::<Vec<String>>().join(", ")
}

/// `H → L → H`.
pub fn cycle(environment: &Environment, agent: AgentId, cycle: &[TypeId]) -> String {
    let closed = cycle.iter().chain(cycle.first());
    closed.map(|own| environment.type_name(agent, *own)).collect::<Vec<&str>>().join(" → ")
}

/// Why a question is open.
pub fn open_reason(environment: &Environment, open: &Open) -> String {
    match open {
        Open::SetsDiffer { agent, flows } => format!(
            "full insurance fails for {} ({}), and sets of beliefs that depend on the type leave room for other transfers",
            agent_words(environment, *agent),
            lies(environment, *agent, flows)
        ),
        Open::NoVerdict(why) => no_verdict(environment, why),
        Open::Refused => "the proof that was found was not accepted".to_string(),
        Open::Lacks(property) => format!("the transfers that were found lack {}", property.name()),
        Open::Inconsistent => "the search did not end as it should".to_string(),
    }
}

/// Whether a proof against mixed reports has several lies of one type, so that one belief must hold all of them down.
pub fn draws_lies(reports: Reports, flows: &[Flow]) -> bool {
    reports == Reports::Mixed && flows.windows(2).any(|pair| pair[0].truth == pair[1].truth)
}

/// The proof that there are no transfers, sentence by sentence.
pub fn impossibility(environment: &Environment, proof: &Impossibility, sum: &str) -> Vec<String> {
    let mut sentences = contradiction(environment, proof, sum);
    if !proof.covers_several() {
        sentences.push(
            "this is about a single announced rule. With several, every type needs only one of them under which the truth is best, so that a rule \
             for each type that pays for its report is enough"
                .to_string(),
        );
    }
    sentences
}

fn contradiction(environment: &Environment, proof: &Impossibility, sum: &str) -> Vec<String> {
    let agent = proof.agent();
    match proof {
        Impossibility::Circulation { reports, flows, .. } if draws_lies(*reports, flows) => vec![
            format!(
                "every type of {} that lies here is also imitated, with the same weight in all: {}",
                agent_words(environment, agent),
                lies(environment, agent, flows)
            ),
            "write V for the worst case of the truth. Reports can be drawn, so that a type θ has a belief under which no lie gives more \
             than V(θ), by the minimax theorem. What a lie r gives is at least V(r) and the advantage of θ over r, under this belief, since \
             θ has no belief that r has not"
                .to_string(),
            format!(
                "so V(θ) − V(r) is at least that advantage, for all lies of θ under one belief; with the weights the left sides add up to 0, \
                 and the right sides at least to {sum}"
            ),
        ],
        Impossibility::Circulation { flows, .. } => vec![
            format!(
                "every type of {} that lies here is also imitated, with the same weight in all: {}",
                agent_words(environment, agent),
                lies(environment, agent, flows)
            ),
            "write V for the worst case of the truth. What a lie r of type θ gives is at least V(r) and the advantage of θ over r, in \
             the worst case of θ, since θ has no belief that r has not"
                .to_string(),
            format!("so V(θ) − V(r) is at least that advantage; with the weights the left sides add up to 0, and the right sides to {sum}"),
        ],
        Impossibility::Beliefs { flows, .. } => {
            let part = |flow: &ambimech_model::implementability::BeliefFlow| {
                let beliefs = flow.parts.iter().map(|(weight, prior)| {
                    format!("{} times the belief {}", exact(weight), belief(environment, agent, prior))
                });
                format!(
                    "{} → {}: {}",
                    environment.type_name(agent, flow.truth),
                    environment.type_name(agent, flow.report),
                    beliefs.collect::<Vec<String>>().join(" and ")
                )
            };
            let mut sentences = vec![format!(
                "take these multiples of beliefs of the types of {}: {}",
                agent_words(environment, agent),
                flows.iter().map(part).collect::<Vec<String>>().join("; ")
            )];
            sentences.push(
                "for every type, what leaves it by its own lies and what arrives by the lies of others is the same at every type \
                 profile of the others, so that transfers cancel"
                    .to_string(),
            );
            sentences.push(format!("truth being best under each of these beliefs, the advantages would add up to at most 0; they add up to {sum}"));
            sentences
        }
    }
}

/// A type that is not insured.
pub fn not_insured(environment: &Environment, found: &NotInsured) -> String {
    let at = |state| state_label(environment, found.agent, state);
    format!(
        "{} gets {} from the truth when the others are {} and {} when they are {}",
        who(environment, found.agent, found.own),
        with_decimal(&found.values.0),
        at(found.states.0),
        with_decimal(&found.values.1),
        at(found.states.1)
    )
}

/// Why a proof is refused.
pub fn no_transfers_refusal(environment: &Environment, refusal: &NoTransfersRefusal) -> String {
    match refusal {
        NoTransfersRefusal::OutOfRange => {
            "lies are missing, out of order or about types that do not exist, or there are not as many floors"
                .to_string()
        }
        NoTransfersRefusal::Weight(weight) => format!("the weight {} is not positive", exact(weight)),
        NoTransfersRefusal::Unbalanced { agent, own } => {
            format!("{} lies with another weight than it is imitated with", who(environment, *agent, *own))
        }
        NoTransfersRefusal::NotWithin { agent, truth, report } => format!(
            "the beliefs of {} are not seen to be among those of type {}",
            who(environment, *agent, *truth),
            environment.type_name(*agent, *report)
        ),
        NoTransfersRefusal::NoBelief { agent, own } => {
            format!("a distribution is not seen to be a belief of {}", who(environment, *agent, *own))
        }
        NoTransfersRefusal::NoFloor => "multipliers prove nothing".to_string(),
        NoTransfersRefusal::NoContradiction(sum) => format!("the sum is {}, not positive", exact(sum)),
        _ => "the proof is incomplete".to_string(),
    }
}

/// What a family of sets is.
pub fn growth(growth: Growth) -> &'static str {
    match growth {
        Growth::Contamination => "contamination by anything",
        Growth::TotalVariation => "balls in total variation",
        Growth::Prokhorov => "balls in the Prokhorov metric",
    }
}

/// Why there is no family, and how to mend it.
pub fn no_family(environment: &Environment, found: &NoFamily) -> [String; 2] {
    match found {
        NoFamily::NeverOccurs(agent, own) => [
            format!("{} never occurs, so that it believes nothing", who(environment, *agent, *own)),
            "leave the type out, or give it a probability".to_string(),
        ],
        NoFamily::NoValue(agent, own) => [
            format!("{} has no `value`, so that types have no distances", who(environment, *agent, *own)),
            "give every type a number, as in types = { H = 5, L = 1 }, or choose another --family".to_string(),
        ],
    }
}
