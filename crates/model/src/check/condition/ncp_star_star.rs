//! Checks certificates about `ncp-star-star`: two agents that disagree about the others at two pairs of their types.

use super::require_verdict;
use crate::certificate::{ConditionCertificate, Evidence};
use crate::check::require_joint_type;
use crate::coalition::Coalition;
use crate::environment::Environment;
use crate::index::{AgentId, JointTypeId, TypeId};
use crate::number::Natural;
use crate::refusal::{FalseEvidence, Refusal};

pub(super) fn check(environment: &Environment, certificate: &ConditionCertificate) -> Result<(), Refusal> {
    match certificate.evidence.as_slice() {
        [Evidence::Disagreement { coalition, first, second }] => {
            require_verdict(certificate, true)?;
            if environment.agent_count() < 3 {
                return Err(Refusal::NotApplicable);
            }
            for types in [first, second] {
                require_joint_type(environment, *coalition, *types)?;
            }
            let Some((one, other)) = members(*coalition) else { return Err(Refusal::EvidenceOutOfRange) };
            let space = environment.space();
            let (a, b) = (space.joint_types(*coalition, *first), space.joint_types(*coalition, *second));
            if a.iter().zip(&b).any(|(a, b)| a == b) {
                return Err(Refusal::EvidenceIncomplete);
            }
            for types in [first, second] {
                if !disagree(environment, one, other, *types) {
                    return Err(Refusal::EvidenceFalse(FalseEvidence::Agreement(*coalition, *types)));
                }
            }
            Ok(())
        }
        [Evidence::NoDisagreement] => {
            require_verdict(certificate, false)?;
            match find_disagreement(environment) {
                None => Ok(()),
                Some((coalition, first, second)) => {
                    Err(Refusal::EvidenceFalse(FalseEvidence::Disagreement(coalition, first, second)))
                }
            }
        }
        _ => Err(Refusal::EvidenceIncomplete),
    }
}

fn members(coalition: Coalition) -> Option<(AgentId, AgentId)> {
    let mut members = coalition.members();
    match (members.next(), members.next(), members.next()) {
        (Some(one), Some(other), None) => Some((one, other)),
        _ => None,
    }
}

/// Whether the two agents, of these types, have different conditional beliefs about the others, p_i(·|θ_i, θ_j) and
/// p_j(·|θ_i, θ_j). Both must think the pair possible.
fn disagree(environment: &Environment, one: AgentId, other: AgentId, types: JointTypeId) -> bool {
    let split = environment.space().split(Coalition::single(one).with(other));
    let (first, second) = (environment.belief(one), environment.belief(other));
    if std::ptr::eq(first, second) {
        return false;
    }
    let total = |weights: &crate::prior::Prior| {
        split.rest().map(|x| weights.weight(split.profile(types, x))).sum::<Natural>()
    };
    let (of_first, of_second) = (total(first), total(second));
    if of_first.is_zero() || of_second.is_zero() {
        return false;
    }
    split.rest().any(|x| {
        let profile = split.profile(types, x);
        first.weight(profile) * &of_second != second.weight(profile) * &of_first
    })
}

/// Two agents, and two pairs of their types without a type in common at which they disagree about the others: the first such
/// agents; `None` when there are none, or fewer than three agents. A pass over the profiles for every two agents.
pub fn find_disagreement(environment: &Environment) -> Option<(Coalition, JointTypeId, JointTypeId)> {
    let space = environment.space();
    if space.agent_count() < 3 {
        return None;
    }
    for one in space.agents() {
        for other in space.agents().skip(one.0 + 1) {
            let pair = Coalition::single(one).with(other);
            let apart: Vec<(TypeId, TypeId, JointTypeId)> = (0..space.joint_count(pair))
                .map(JointTypeId)
                .filter(|types| disagree(environment, one, other, *types))
                .filter_map(|types| match space.joint_types(pair, types).as_slice() {
                    [(_, first), (_, second)] => Some((*first, *second, types)),
                    _ => None,
                })
                .collect();
            for (place, (first, second, types)) in apart.iter().enumerate() {
                let unlike = |(a, b, _): &&(TypeId, TypeId, JointTypeId)| a != first && b != second;
                if let Some((_, _, later)) = apart[place + 1..].iter().find(unlike) {
                    return Some((pair, *types, *later));
                }
            }
        }
    }
    None
}
