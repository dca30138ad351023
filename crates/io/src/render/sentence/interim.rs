//! Interim conditions on a type space, in words.

use super::robust::{ConditionRow, open};
use crate::render::name;
use ambimech_model::coalition::Coalition;
use ambimech_model::index::{JointTypeId, ProfileId};
use ambimech_model::robust::{
    BeliefSpace, Concept, InterimIncentives, InterimMonotonicity, InterimRefutation, InterimStudy,
    PayoffEnvironment, TypeDeception,
};

/// `holds`, `fails`, `undecided`.
pub fn word(found: &InterimStudy) -> &'static str {
    match found.holds() {
        Some(true) => "holds",
        Some(false) => "fails",
        None => "undecided",
    }
}

/// The answer in one sentence.
pub fn summary(found: &InterimStudy) -> String {
    let concept = match found.concept {
        Concept::Nash => "interim Nash implementation on this type space",
        Concept::Coalitional => "interim coalitional implementation on this type space",
        Concept::Strong => "interim strong implementation on this type space",
        Concept::Double => "interim double implementation on this type space",
    };
    match found.holds() {
        Some(true) => format!("{concept}: both necessary conditions hold"),
        Some(false) => format!("{concept}: no mechanism does it, because a necessary condition fails"),
        None => format!("{concept}: a condition is undecided"),
    }
}

/// The names of the types of a coalition.
pub fn type_names(types: &BeliefSpace, coalition: Coalition, joint: JointTypeId) -> Vec<String> {
    let known = types.space().joint_types(coalition, joint);
    known.into_iter().map(|(agent, t)| types.types()[agent.0][t.0].name.clone()).collect()
}

/// `(a, b)`: the types of everybody.
pub fn profile(types: &BeliefSpace, at: ProfileId) -> String {
    let everybody = Coalition::grand(types.space().agent_count());
    format!("({})", type_names(types, everybody, JointTypeId(at.0)).join(", "))
}

/// Both conditions with verdict and reason.
pub fn conditions(
    environment: &PayoffEnvironment,
    types: &BeliefSpace,
    found: &InterimStudy,
) -> Vec<ConditionRow> {
    let frame = environment.without_beliefs();
    let (verdict, reason) = match &found.incentives {
        InterimIncentives::Holds => {
            ("holds", "in every coalition, whatever it is and reports, some member does not gain".to_string())
        }
        InterimIncentives::Fails { coalition, truth, report, gains } => {
            let gain = |(agent, gain)| format!("agent {} expects to gain {gain}", name::agent(frame, agent));
            let list: Vec<String> = coalition.members().zip(gains).map(gain).collect();
            let reason = format!(
                "{} of type ({}) that reports payoff type {}: {}",
                name::who(frame, *coalition),
                type_names(types, *coalition, *truth).join(", "),
                name::types(frame, *coalition, *report),
                name::and_list(&list)
            );
            ("fails", reason)
        }
    };
    let mut rows = vec![("interim-incentive-compatibility", verdict, reason)];
    let (verdict, reason) = match &found.monotonicity {
        Ok(InterimMonotonicity::Holds(refutation)) => {
            let (objections, acceptable) = leaves(refutation);
            let reason = format!(
                "{} to deceptions that change the choice; {} not change it",
                name::count(objections, "objection", "objections"),
                name::count(acceptable, "deception does", "deceptions do")
            );
            ("holds", reason)
        }
        Ok(InterimMonotonicity::Fails(standing)) => {
            let reason = format!(
                "nobody objects to a deception that changes the choice at {}; {} of silence",
                profile(types, standing.at),
                name::count(standing.silences.len(), "proof", "proofs")
            );
            ("fails", reason)
        }
        Err(why) => ("undecided", open(why)),
    };
    rows.push(("interim-monotonicity", verdict, reason));
    rows
}

/// Objections and acceptable deceptions of a proof.
fn leaves(refutation: &InterimRefutation) -> (usize, usize) {
    match refutation {
        InterimRefutation::Objected(_) => (1, 0),
        InterimRefutation::Acceptable => (0, 1),
        InterimRefutation::Reports(_, _, branches) => {
            branches.iter().map(leaves).fold((0, 0), |sum, more| (sum.0 + more.0, sum.1 + more.1))
        }
    }
}

/// The lies of a deception: agent, type, reported type.
pub fn lies(environment: &PayoffEnvironment, types: &BeliefSpace, deception: &TypeDeception) -> Vec<[String; 3]> {
    let space = types.space();
    let mut lies = Vec::new();
    for agent in space.agents() {
        for t in space.types(agent) {
            if let Some(report) = deception.report(agent, t).filter(|report| *report != t) {
                let label = |t: ambimech_model::index::TypeId| types.types()[agent.0][t.0].name.clone();
                lies.push([name::agent(environment.without_beliefs(), agent), label(t), label(report)]);
            }
        }
    }
    lies
}
