//! Incentives, efficiency and bad outcomes.

use super::RobustRefusal;
use super::reward::require_joint;
use crate::coalition::Coalition;
use crate::index::{AgentId, JointTypeId, OutcomeId, ProfileId};
use crate::lottery::Lottery;
use crate::number::Rational;
use crate::robust::{BadOutcome, Commitment, Efficiency, Incentives, PayoffEnvironment};

/// The first coalition of the pattern, with its types and reports, in which every member gains for some types of the others; with the
/// first such types of each member.
pub fn first_incentive_failure(environment: &PayoffEnvironment) -> Option<Incentives> {
    let space = environment.space();
    for coalition in environment.pattern().coalitions(environment.agent_count()) {
        let split = space.split(coalition);
        for truth in split.own() {
            for report in split.own().filter(|report| *report != truth) {
                let of_member = |agent| {
                    split.rest().find(|rest| {
                        let (at, reported) = (split.profile(truth, *rest), split.profile(report, *rest));
                        gains(environment, agent, reported, at)
                    })
                };
                if let Some(others) = coalition.members().map(of_member).collect::<Option<Vec<JointTypeId>>>() {
                    return Some(Incentives::Fails { coalition, truth, report, others });
                }
            }
        }
    }
    None
}

/// Whether reports θ' are better for an agent at θ than the truth.
fn gains(environment: &PayoffEnvironment, agent: AgentId, reported: ProfileId, at: ProfileId) -> bool {
    environment.choice_payoff(agent, reported, at) > environment.choice_payoff(agent, at, at)
}

/// Accepts a verdict about robust coalitional incentive compatibility; that it holds is found out anew.
///
/// # Errors
/// What is wrong with it.
pub fn check_incentives(environment: &PayoffEnvironment, verdict: &Incentives) -> Result<(), RobustRefusal> {
    match verdict {
        Incentives::Holds => match first_incentive_failure(environment) {
            Some(Incentives::Fails { coalition, truth, report, .. }) => {
                Err(RobustRefusal::Gains(coalition, truth, report))
            }
            _ => Ok(()),
        },
        Incentives::Fails { coalition, truth, report, others } => {
            require_joint(environment, *coalition, *truth)?;
            require_joint(environment, *coalition, *report)?;
            if !environment.pattern().contains(*coalition) {
                return Err(RobustRefusal::WrongCoalition(*coalition));
            }
            let split = environment.space().split(*coalition);
            if others.len() != coalition.len() || others.iter().any(|rest| rest.0 >= split.rest_count()) {
                return Err(RobustRefusal::OutOfRange);
            }
            for (place, (agent, rest)) in coalition.members().zip(others).enumerate() {
                if !gains(environment, agent, split.profile(*report, *rest), split.profile(*truth, *rest)) {
                    return Err(RobustRefusal::NoGain(place));
                }
            }
            Ok(())
        }
    }
}

/// The reports of a coalition put in the place of its members' types.
fn with_reports(
    environment: &PayoffEnvironment,
    coalition: Coalition,
    report: JointTypeId,
    at: ProfileId,
) -> ProfileId {
    let space = environment.space();
    let types = space.joint_types(coalition, report);
    types.into_iter().fold(at, |profile, (agent, t)| space.with_type(profile, agent, t))
}

/// The first coalition of the pattern with messages that every member, of some type, prefers at some types of all others.
pub fn first_commitment_failure(environment: &PayoffEnvironment) -> Option<Commitment> {
    let space = environment.space();
    for coalition in environment.pattern().coalitions(environment.agent_count()) {
        for report in (0..space.joint_count(coalition)).map(JointTypeId) {
            let of_member = |agent| {
                space
                    .profiles()
                    .find(|at| gains(environment, agent, with_reports(environment, coalition, report, *at), *at))
            };
            if let Some(profiles) = coalition.members().map(of_member).collect::<Option<Vec<ProfileId>>>() {
                return Some(Commitment::Fails { coalition, report, profiles });
            }
        }
    }
    None
}

/// Accepts a verdict about incentives without pooling; that it holds is found out anew.
///
/// # Errors
/// What is wrong with it.
pub fn check_commitment(environment: &PayoffEnvironment, verdict: &Commitment) -> Result<(), RobustRefusal> {
    match verdict {
        Commitment::Holds => match first_commitment_failure(environment) {
            Some(Commitment::Fails { coalition, report, .. }) => {
                Err(RobustRefusal::Gains(coalition, report, report))
            }
            _ => Ok(()),
        },
        Commitment::Fails { coalition, report, profiles } => {
            require_joint(environment, *coalition, *report)?;
            if !environment.pattern().contains(*coalition) {
                return Err(RobustRefusal::WrongCoalition(*coalition));
            }
            let known = |at: &ProfileId| at.0 < environment.space().size();
            if profiles.len() != coalition.len() || !profiles.iter().all(known) {
                return Err(RobustRefusal::OutOfRange);
            }
            for (place, (agent, at)) in coalition.members().zip(profiles).enumerate() {
                if !gains(environment, agent, with_reports(environment, *coalition, *report, *at), *at) {
                    return Err(RobustRefusal::NoGain(place));
                }
            }
            Ok(())
        }
    }
}

/// Accepts a verdict about weak efficiency ex post.
///
/// # Errors
/// What is wrong with it.
pub fn check_efficiency(environment: &PayoffEnvironment, verdict: &Efficiency) -> Result<(), RobustRefusal> {
    let space = environment.space();
    match verdict {
        Efficiency::Holds(weights) => {
            if weights.len() != space.size() {
                return Err(RobustRefusal::OutOfRange);
            }
            for (at, weights) in space.profiles().zip(weights) {
                let sum = weights.iter().fold(Rational::ZERO, |sum, weight| sum + weight);
                let sound = weights.len() == space.agent_count() && weights.iter().all(|w| *w >= Rational::ZERO);
                if !sound || !sum.is_one() {
                    return Err(RobustRefusal::Weights);
                }
                let value = |of: &dyn Fn(AgentId) -> Rational| {
                    space
                        .agents()
                        .zip(weights)
                        .fold(Rational::ZERO, |sum, (agent, weight)| sum + of(agent) * weight)
                };
                let chosen = value(&|agent| environment.choice_payoff(agent, at, at));
                for outcome in (0..environment.outcome_count()).map(OutcomeId) {
                    if value(&|agent| environment.payoff(agent, outcome, at).clone()) > chosen {
                        return Err(RobustRefusal::Comparison(at));
                    }
                }
            }
            Ok(())
        }
        Efficiency::Fails { profile, better } => {
            if profile.0 >= space.size() || !better.fits(environment.outcome_count()) {
                return Err(RobustRefusal::OutOfRange);
            }
            let at = *profile;
            let prefers =
                |agent| environment.lottery_payoff(agent, better, at) > environment.choice_payoff(agent, at, at);
            match space.agents().position(|agent| !prefers(agent)) {
                Some(place) => Err(RobustRefusal::NoGain(place)),
                None => Ok(()),
            }
        }
    }
}

/// min over i, θ, θ' of u_i(f(θ'), θ) − u_i(a, θ), with the place of the first that is smallest; `None` for a lottery over other outcomes.
pub fn bad_margin(environment: &PayoffEnvironment, lottery: &Lottery) -> Option<(Rational, ProfileId)> {
    if !lottery.fits(environment.outcome_count()) {
        return None;
    }
    let space = environment.space();
    let mut least: Option<(Rational, ProfileId)> = None;
    for at in space.profiles() {
        for agent in space.agents() {
            let bad = environment.lottery_payoff(agent, lottery, at);
            for reported in space.profiles() {
                let margin = environment.choice_payoff(agent, reported, at) - &bad;
                if least.as_ref().is_none_or(|(known, _)| margin < *known) {
                    least = Some((margin, at));
                }
            }
        }
    }
    least
}

/// Accepts a verdict about the bad outcome property.
///
/// # Errors
/// What is wrong with it.
pub fn check_bad_outcome(environment: &PayoffEnvironment, verdict: &BadOutcome) -> Result<(), RobustRefusal> {
    match verdict {
        BadOutcome::Holds { lottery, margin } => match bad_margin(environment, lottery) {
            None => Err(RobustRefusal::OutOfRange),
            Some((found, at)) if found <= Rational::ZERO || found != *margin => Err(RobustRefusal::Comparison(at)),
            Some(_) => Ok(()),
        },
        BadOutcome::Fails(weights) => {
            let size = environment.space().size();
            let known = |(agent, reported, at, weight): &(AgentId, ProfileId, ProfileId, Rational)| {
                agent.0 < environment.agent_count() && reported.0 < size && at.0 < size && *weight > Rational::ZERO
            };
            if weights.is_empty() || !weights.iter().all(known) {
                return Err(RobustRefusal::Weights);
            }
            for outcome in (0..environment.outcome_count()).map(OutcomeId) {
                let mut sum = Rational::ZERO;
                for (agent, reported, at, weight) in weights {
                    let chosen = environment.choice_payoff(*agent, *reported, *at);
                    sum += (chosen - environment.payoff(*agent, outcome, *at)) * weight;
                }
                if sum > Rational::ZERO {
                    return Err(RobustRefusal::PositiveSum);
                }
            }
            Ok(())
        }
    }
}
