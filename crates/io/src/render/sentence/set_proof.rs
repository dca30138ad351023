//! Proofs by cases, least amounts of ambiguity and devices, in words.

use super::implementability::{agent_words, no_family, open_reason};
use super::refusal::refusal_row;
use super::scenario::belief;
use crate::render::name;
use crate::render::number::{exact, with_decimal};
use crate::set_proof::SetProofRefusal;
use ambimech_model::belief_set::MAX_ORDERED_STATES;
use ambimech_model::belief_verdict::Criterion;
use ambimech_model::check::{CaseRefusal, SetConditionRefusal};
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::implementability::{
    AmbiguityRefusal, CaseAnswer, CaseRow, DeviceRefusal, OpenCases, Place, RowKind, SetGoal,
};
use ambimech_model::index::{AgentId, JointTypeId, TypeId};
use ambimech_model::property::{MechanismKind, Reports};

fn who(environment: &Environment, agent: AgentId, own: TypeId) -> String {
    name::who_of_type(environment, Coalition::single(agent), JointTypeId(own.0))
}

/// `feasible`, `infeasible` or `undecided`.
pub fn case_word(answer: &CaseAnswer) -> &'static str {
    match answer {
        CaseAnswer::Reached(_) => "feasible",
        CaseAnswer::Impossible(_) => "infeasible",
        CaseAnswer::Undecided(_) => "undecided",
    }
}

/// `ic, ir and bb by the maxmin criterion`.
pub fn set_goal(goal: SetGoal) -> String {
    let names = [Some("ic"), goal.participation.then_some("ir"), goal.balanced.then_some("bb")];
    let names: Vec<String> = names.into_iter().flatten().map(str::to_string).collect();
    format!("{} by the {} criterion", name::and_list(&names), goal.criterion.name())
}

/// `one transfer rule` or `several transfer rules`.
pub fn rules_wanted(mechanism: MechanismKind) -> &'static str {
    match mechanism {
        MechanismKind::Simple => "one transfer rule",
        MechanismKind::Ambiguous => "a set of transfer rules",
    }
}

/// What a row says.
pub fn case_row(environment: &Environment, row: &CaseRow) -> String {
    let (agent, own) = row.kind.who();
    let who = who(environment, agent, own);
    match row.kind {
        RowKind::Worst(..) => format!("{who}: truth ≥ V"),
        RowKind::Held(_, _, report) => format!("{who}: V ≥ report {}", environment.type_name(agent, report)),
        RowKind::Compared(_, _, report) => {
            format!("{who}: truth ≥ report {}", environment.type_name(agent, report))
        }
        RowKind::TakesPart(..) if row.belief.is_none() => format!("{who}: V ≥ 0"),
        RowKind::TakesPart(..) => format!("{who}: truth ≥ 0"),
    }
}

/// What is split into cases.
pub fn place(environment: &Environment, place: Place) -> String {
    let (agent, own) = place.who();
    let who = who(environment, agent, own);
    match place {
        Place::Lie { report, .. } => format!("what keeps {who} from {}", environment.type_name(agent, report)),
        Place::Participation { .. } => format!("why {who} takes part"),
    }
}

/// What the sum of a contradiction shows, for the criterion and the goal.
pub fn contradiction(goal: SetGoal, sum: &ambimech_model::number::Rational) -> String {
    let values = if goal.criterion == Criterion::Maxmin { "what the rows say about V cancels, " } else { "" };
    let payments = if goal.balanced {
        "at every profile all agents' payments have the same weight, so that a balanced budget makes them 0"
    } else {
        "what they say about payments cancels"
    };
    format!(
        "add up the rows, each with its weight: {values}{payments}, and what is left of the payoffs, {}, ought to be at least 0",
        with_decimal(sum)
    )
}

/// Why a question is open.
pub fn open_cases(environment: &Environment, open: &OpenCases) -> String {
    match open {
        OpenCases::NoCorners(agent, own) => format!(
            "the corners of the set of {} are not computed: they are for balls and capacities over at most {MAX_ORDERED_STATES} type profiles of the others, \
             and for not too many inequalities",
            who(environment, *agent, *own)
        ),
        OpenCases::TooMany(count) => format!("{count} programs were solved, and there are more cases"),
        OpenCases::TooLarge { rows, variables } => {
            format!("a program has {rows} rows and {variables} variables, more than is tried")
        }
        OpenCases::Mixed => format!(
            "mechanisms are safe against {} reports, and none was found that is safe against {} ones: the belief that holds all reports \
             of a type down may lie between the corners of its set",
            Reports::Pure.name(),
            Reports::Mixed.name()
        ),
        OpenCases::Unsolved(open) => open_reason(environment, open),
    }
}

/// Why a proof is refused.
pub fn set_proof_refusal(environment: &Environment, refusal: &SetProofRefusal) -> String {
    match refusal {
        SetProofRefusal::Cases(refusal) => case_refusal(environment, refusal),
        SetProofRefusal::Condition(condition, refusal) => {
            format!("{}: {}", condition.name(), condition_refusal(environment, refusal))
        }
        SetProofRefusal::Ambiguity(AmbiguityRefusal::Tempted(agent, own, report)) => {
            tempted(environment, *agent, *own, *report)
        }
        SetProofRefusal::Ambiguity(AmbiguityRefusal::NotBinding(agent, sum)) => format!(
            "the lies of {} do not exclude less ambiguity: their worst cases have the sum {}",
            agent_words(environment, *agent),
            exact(sum)
        ),
        SetProofRefusal::Ambiguity(AmbiguityRefusal::OutOfRange(agent)) => format!(
            "the answer about {} has other numbers of types, lies or agents than it needs, or ε is not between 0 and 1",
            agent_words(environment, *agent)
        ),
        SetProofRefusal::Family(why) => no_family(environment, why)[0].clone(),
        SetProofRefusal::Device(agent, DeviceRefusal::Tempted(own, report)) => {
            tempted(environment, *agent, *own, *report)
        }
        SetProofRefusal::Device(agent, DeviceRefusal::NotBinding(sum)) => format!(
            "the lies of {} do not exclude every device: their worst cases have the sum {}",
            agent_words(environment, *agent),
            exact(sum)
        ),
        SetProofRefusal::Device(agent, DeviceRefusal::NoClaim) => {
            format!("types of {} believe different things, or never occur", agent_words(environment, *agent))
        }
        SetProofRefusal::Device(agent, _) => format!(
            "the cells of {} are no division of the type profiles that are possible, or numbers are missing",
            agent_words(environment, *agent)
        ),
        SetProofRefusal::Ambiguity(_) => "the proof is incomplete".to_string(),
    }
}

fn condition_refusal(environment: &Environment, refusal: &SetConditionRefusal) -> String {
    match refusal {
        SetConditionRefusal::False(agent, own) => format!(
            "a worst case of {} is not what is said: its belief is not in the set or does not attain the value, or the value is not proved to be the least",
            who(environment, *agent, *own)
        ),
        SetConditionRefusal::Concluded => "the worst cases do not say what is concluded".to_string(),
        SetConditionRefusal::WithoutBeliefs(refusal) => refusal_row(environment, None, refusal).sentence,
        _ => "the worst cases are not those that the verdict needs, each once and in order".to_string(),
    }
}

fn tempted(environment: &Environment, agent: AgentId, own: TypeId, report: TypeId) -> String {
    format!("{} gains by reporting {}", who(environment, agent, own), environment.type_name(agent, report))
}

fn case_refusal(environment: &Environment, refusal: &CaseRefusal) -> String {
    match refusal {
        CaseRefusal::NoPlace(found) => {
            format!("{} is no choice here, or was made before", place(environment, *found))
        }
        CaseRefusal::Cases(found, Some(count)) => {
            format!("{} has {count} cases, one for each corner of the set", place(environment, *found))
        }
        CaseRefusal::Cases(found, None) => {
            format!("{}: the corners of the set are not known", place(environment, *found))
        }
        CaseRefusal::Row { leaf, row } => format!(
            "row {} of case {} does not hold there: its kind, weight, belief or rule is not one that the case has",
            row + 1,
            leaf + 1
        ),
        CaseRefusal::Value { leaf, agent, own } => format!(
            "in case {} what is said about the worst case of {} does not cancel",
            leaf + 1,
            who(environment, *agent, *own)
        ),
        CaseRefusal::Payments { leaf, rule } => {
            format!("in case {} what is said about payments under rule {} does not cancel", leaf + 1, rule.0 + 1)
        }
        CaseRefusal::NoContradiction { leaf, sum } => {
            format!("case {} is no contradiction: its sum is {}", leaf + 1, exact(sum))
        }
        _ => "the proof is incomplete".to_string(),
    }
}

/// The belief of a row, empty when it has none.
pub fn row_belief(environment: &Environment, row: &CaseRow) -> String {
    let agent = row.kind.who().0;
    row.belief.as_ref().map_or(String::new(), |prior| belief(environment, agent, prior))
}
