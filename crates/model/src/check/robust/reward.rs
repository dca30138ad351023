//! Whether lotteries are a reward, and whether the members want it.

use super::RobustRefusal;
use crate::coalition::{Coalition, Pattern};
use crate::index::JointTypeId;
use crate::lottery::Lottery;
use crate::number::Rational;
use crate::robust::{Deception, Objection, PayoffEnvironment, Requirement, Scope};

/// Whether z: Θ_−S → Δ(X), one lottery for each report of the others, is a reward of S; see [`crate::robust`].
///
/// Cost: Σ over guarded S̄ ⊇ S of |Θ|·|Θ_{S̄∖S}|·|S̄| comparisons.
pub fn is_reward(
    environment: &PayoffEnvironment,
    coalition: Coalition,
    reward: &[Lottery],
    guarded: &Pattern,
) -> bool {
    first_broken_requirement(environment, coalition, reward, guarded).is_none()
}

/// The first requirement on rewards of S, of S itself or of a guarded S̄ ⊇ S, that these lotteries break.
pub fn first_broken_requirement(
    environment: &PayoffEnvironment,
    coalition: Coalition,
    reward: &[Lottery],
    guarded: &Pattern,
) -> Option<Requirement> {
    let larger = guarded
        .coalitions(environment.agent_count())
        .filter(|large| *large != coalition && coalition.is_subset_of(*large));
    std::iter::once(coalition).chain(larger).find_map(|large| broken_by(environment, coalition, reward, large))
}

/// One guarded S̄: types and reports of the members outside S for which every member prefers the reward somewhere.
fn broken_by(
    environment: &PayoffEnvironment,
    coalition: Coalition,
    reward: &[Lottery],
    large: Coalition,
) -> Option<Requirement> {
    let space = environment.space();
    let others = coalition.complement(environment.agent_count());
    let between: Coalition = large.members().filter(|agent| !coalition.contains(*agent)).collect();
    let split = space.split(large);
    // Which lottery stands at reports of S̄ ∖ S and types of the agents outside S̄.
    let places: Vec<Vec<usize>> = (0..space.joint_count(between))
        .map(|reports| {
            let place = |rest| {
                let reported = reported_by_others(environment, large, coalition, JointTypeId(reports), rest);
                space.joint_type_of(reported, others).0
            };
            split.rest().map(place).collect()
        })
        .collect();
    for truth in split.own() {
        let truthful: Vec<Vec<Rational>> = large
            .members()
            .map(|agent| {
                let value = |rest| {
                    let at = split.profile(truth, rest);
                    environment.choice_payoff(agent, at, at)
                };
                split.rest().map(value).collect()
            })
            .collect();
        for (reports, places) in places.iter().enumerate() {
            let kept = large.members().zip(&truthful).any(|(agent, truthful)| {
                split.rest().zip(truthful).zip(places).all(|((rest, value), place)| {
                    *value >= environment.lottery_payoff(agent, &reward[*place], split.profile(truth, rest))
                })
            });
            if !kept {
                return Some(Requirement { coalition: large, truth, reports: JointTypeId(reports) });
            }
        }
    }
    None
}

/// The profile in which S̄ ∖ S reports `reports`, the agents outside S̄ report `rest`, and the members of S the first type.
pub fn reported_by_others(
    environment: &PayoffEnvironment,
    large: Coalition,
    coalition: Coalition,
    reports: JointTypeId,
    rest: JointTypeId,
) -> crate::index::ProfileId {
    let space = environment.space();
    let between: Coalition = large.members().filter(|agent| !coalition.contains(*agent)).collect();
    let outside = large.complement(environment.agent_count());
    crate::index::ProfileId(space.first_profile(between, reports).0 + space.first_profile(outside, rest).0)
}

/// Whether every member prefers the reward to the choice at its reports, whatever the others are and report by the deception.
pub fn gains_everywhere(environment: &PayoffEnvironment, deception: &Deception, objection: &Objection) -> bool {
    let space = environment.space();
    let split = space.split(objection.coalition);
    let others = split.outside();
    split.rest().all(|reports| {
        let chosen = environment.choice(split.profile(objection.report, reports));
        let lottery = &objection.reward[reports.0];
        split.rest().filter(|truth| deception.allows_joint(space, others, *truth, reports)).all(|truth| {
            let at = split.profile(objection.truth, truth);
            objection.coalition.members().all(|agent| {
                environment.lottery_payoff(agent, lottery, at) > environment.lottery_payoff(agent, chosen, at)
            })
        })
    })
}

/// Accepts an objection under a deception.
pub(super) fn check_objection(
    environment: &PayoffEnvironment,
    scope: &Scope,
    deception: &Deception,
    objection: &Objection,
) -> Result<(), RobustRefusal> {
    let (space, coalition) = (environment.space(), objection.coalition);
    require_joint(environment, coalition, objection.truth)?;
    require_joint(environment, coalition, objection.report)?;
    if !scope.objectors.contains(coalition) {
        return Err(RobustRefusal::WrongCoalition(coalition));
    }
    let others = coalition.complement(environment.agent_count());
    let fits = |lottery: &Lottery| lottery.fits(environment.outcome_count());
    if objection.reward.len() != space.joint_count(others) || !objection.reward.iter().all(fits) {
        return Err(RobustRefusal::OutOfRange);
    }
    if !is_reward(environment, coalition, &objection.reward, &scope.guarded) {
        return Err(RobustRefusal::NoReward(coalition));
    }
    if !gains_everywhere(environment, deception, objection) {
        return Err(RobustRefusal::NotBetter(coalition));
    }
    Ok(())
}

/// Refuses coalitions and joint types that do not exist.
pub(super) fn require_joint(
    environment: &PayoffEnvironment,
    coalition: Coalition,
    joint: JointTypeId,
) -> Result<(), RobustRefusal> {
    let known = !coalition.is_empty()
        && coalition.is_subset_of(Coalition::grand(environment.agent_count()))
        && joint.0 < environment.space().joint_count(coalition);
    if known { Ok(()) } else { Err(RobustRefusal::OutOfRange) }
}
