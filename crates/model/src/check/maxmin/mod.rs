//! Checks verdicts about the conditions of THESIS chapter 3 (see [`crate::maxmin`]).
//!
//! What is about all deceptions is gone through case by case; that takes about Σ_S Π_{i∈S} |T_i|^|T_i| comparisons for each function,
//! which [`maxmin_work`] says beforehand.

mod bad_outcome;
mod efficiency;
mod monotonicity;
mod safety;

pub use bad_outcome::bad_outcome_bound;
pub use monotonicity::{all_wishes, find_acceptable, first_reward_breach, grants, is_in_reward_set};
pub use safety::{PlanMenus, all_plan_places};

use crate::coalition::Coalition;
use crate::index::{AgentId, JointTypeId, ProfileId, TypeId};
use crate::lottery::Lottery;
use crate::maxmin::{
    ChoiceId, ChoiceProblem, Deceptions, Deviation, Finding, MaxminCondition, Proof, RowSpace, Scope, Worth,
    first_improvement,
};
use crate::number::Rational;

/// Why a verdict is not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum MaxminRefusal {
    /// The proof is of another kind than the verdict needs.
    WrongProof,
    /// A part of the proof does not exist in this problem, or parts are missing.
    OutOfRange,
    /// The condition is said to hold, but here is a deviation.
    Tempted(Box<Deviation>),
    /// The deviation does not pay.
    NoGain,
    /// These pieces, one for each cell, are no function of F.
    NotClosed(Vec<ChoiceId>),
    /// The pieces are a function of F.
    IsClosed,
    /// The assumption fails, or holds after all, at this profile.
    Support(ProfileId),
    /// The lottery is not worse for this agent at this profile.
    NotBad(AgentId, ProfileId),
    /// The weights do not exclude a bad outcome: this one is worse by them.
    Weights(usize),
    /// The weights do not prove that nothing improves on this function at this profile.
    NotEfficient(ChoiceId, ProfileId),
    /// The weights do not prove that no plan of this coalition improves on this function at this profile.
    NotSafe(ChoiceId, Coalition, ProfileId),
    /// The function does not improve.
    NoImprovement,
    /// The reward with this number does not belong to its reward set.
    NoReward(usize),
    /// What is said about the deception with this number does not hold, counted over all functions of F.
    Deception(u128),
    /// The deception is acceptable.
    Acceptable(ChoiceId),
    /// The proof that no reward exists has a hole at the wish with this number.
    Exclusion(usize),
}

/// Numbers that a check compares, about: for deciding whether to begin.
pub fn maxmin_work(problem: &ChoiceProblem, scope: Scope) -> u128 {
    let space = problem.environment().space();
    let of = |coalition| Deceptions::of(space, coalition).count();
    let deviations = scope.coalitions(problem).into_iter().fold(0u128, |sum, c| sum.saturating_add(of(c)));
    let functions = problem.choices().len() as u128;
    let all = of(problem.grand()).saturating_mul(functions);
    deviations.saturating_add(all).saturating_mul(functions)
}

/// Checks a verdict.
///
/// # Errors
/// Why it is not accepted.
pub fn check_maxmin(problem: &ChoiceProblem, finding: &Finding) -> Result<(), MaxminRefusal> {
    let rows = RowSpace::new(problem);
    match (finding.condition, finding.holds, &finding.proof) {
        (MaxminCondition::IncentiveCompatible, true, Proof::AllCases) => {
            refuse_found(first_ic_deviation(&rows, finding.scope))
        }
        (MaxminCondition::LocallyEfficient, true, Proof::AllCases) => refuse_found(first_local_deviation(&rows)),
        (MaxminCondition::IncentiveCompatible, false, Proof::Deviation(deviation)) => {
            let fits = deviation.used == deviation.choice
                && finding.scope.coalitions(problem).contains(&deviation.coalition);
            check_deviation(&rows, deviation, fits)
        }
        (MaxminCondition::LocallyEfficient, false, Proof::Deviation(deviation)) => {
            check_deviation(&rows, deviation, deviation.coalition == problem.grand())
        }
        (MaxminCondition::Closed, true, Proof::AllCases) => match first_open_pieces(problem) {
            None => Ok(()),
            Some(pieces) => Err(MaxminRefusal::NotClosed(pieces)),
        },
        (MaxminCondition::Closed, false, Proof::Pieces(pieces)) => {
            let fits = pieces.len() == problem.information().cells().len()
                && pieces.iter().all(|piece| piece.0 < problem.choices().len());
            if !fits {
                return Err(MaxminRefusal::OutOfRange);
            }
            if is_in_set(problem, pieces) { Err(MaxminRefusal::IsClosed) } else { Ok(()) }
        }
        (MaxminCondition::Supported, true, Proof::AllCases) => match first_unsupported(problem) {
            None => Ok(()),
            Some(profile) => Err(MaxminRefusal::Support(profile)),
        },
        (MaxminCondition::Supported, false, Proof::Unsupported(profile)) => {
            if profile.0 >= problem.environment().space().size() {
                return Err(MaxminRefusal::OutOfRange);
            }
            let possible = problem.information().is_possible(*profile);
            if possible && !is_supported(problem, *profile) {
                Ok(())
            } else {
                Err(MaxminRefusal::Support(*profile))
            }
        }
        (MaxminCondition::BadOutcome | MaxminCondition::DeepBadOutcome, true, Proof::Bad(lottery)) => {
            bad_outcome::check_bad(&rows, finding.condition == MaxminCondition::DeepBadOutcome, lottery)
        }
        (MaxminCondition::BadOutcome | MaxminCondition::DeepBadOutcome, false, Proof::NoBad(weights)) => {
            bad_outcome::check_no_bad(&rows, finding.condition == MaxminCondition::DeepBadOutcome, weights)
        }
        (MaxminCondition::SafeRewards, true, Proof::Safe(rewards, weights)) => {
            safety::check_safe(&rows, finding.scope, rewards, weights)
        }
        (MaxminCondition::Efficient, true, Proof::Weights(weights)) => efficiency::check_weights(&rows, weights),
        (MaxminCondition::Efficient, false, Proof::Dominated(choice, at, lotteries)) => {
            efficiency::check_dominated(&rows, (*choice, *at), lotteries)
        }
        (MaxminCondition::Monotone, true, Proof::Rewards(rewards, deceptions)) => {
            monotonicity::check_rewards(&rows, finding.scope, rewards, deceptions)
        }
        (MaxminCondition::Monotone, false, Proof::NoReward(missing)) => {
            monotonicity::check_no_reward(&rows, finding.scope, missing)
        }
        _ => Err(MaxminRefusal::WrongProof),
    }
}

fn refuse_found(found: Option<Deviation>) -> Result<(), MaxminRefusal> {
    found.map_or(Ok(()), |deviation| Err(MaxminRefusal::Tempted(Box::new(deviation))))
}

/// The first deception by which a coalition gains from its own function, if there is one.
pub fn first_ic_deviation(rows: &RowSpace<'_>, scope: Scope) -> Option<Deviation> {
    let problem = rows.problem();
    let coalitions = scope.coalitions(problem);
    problem.choice_ids().find_map(|choice| {
        coalitions.iter().find_map(|coalition| {
            let found = rows.worth(choice).first_deviation(problem, *coalition, rows.truthful(choice));
            found.map(|(deception, at)| Deviation { choice, used: choice, coalition: *coalition, deception, at })
        })
    })
}

/// The first deception after which one function of F improves on another one, or itself, for everybody.
pub fn first_local_deviation(rows: &RowSpace<'_>) -> Option<Deviation> {
    let problem = rows.problem();
    let coalition = problem.grand();
    problem.choice_ids().find_map(|choice| {
        problem.choice_ids().find_map(|used| {
            let found = rows.worth(used).first_deviation(problem, coalition, rows.truthful(choice));
            found.map(|(deception, at)| Deviation { choice, used, coalition, deception, at })
        })
    })
}

fn check_deviation(rows: &RowSpace<'_>, deviation: &Deviation, fits: bool) -> Result<(), MaxminRefusal> {
    let problem = rows.problem();
    let space = problem.environment().space();
    let exists = fits
        && deviation.choice.0 < problem.choices().len()
        && deviation.used.0 < problem.choices().len()
        && deviation.deception.fits(space)
        && deviation.deception.is_by(deviation.coalition)
        && deviation.at.0 < space.size();
    if !exists {
        return Err(MaxminRefusal::OutOfRange);
    }
    let reports = deviation.deception.reports(space);
    let values = rows.worth(deviation.used).values(problem, deviation.coalition, &reports);
    let gains = improves_at(problem, deviation, &values, rows.truthful(deviation.choice));
    if gains { Ok(()) } else { Err(MaxminRefusal::NoGain) }
}

fn improves_at(
    problem: &ChoiceProblem,
    deviation: &Deviation,
    values: &[Vec<Rational>],
    bounds: &[Vec<Rational>],
) -> bool {
    let space = problem.environment().space();
    let own = |agent: AgentId| space.type_of(deviation.at, agent).0;
    let mut members = deviation.coalition.members();
    problem.information().is_possible(deviation.at)
        && members.clone().all(|i| values[i.0][own(i)] >= bounds[i.0][own(i)])
        && members.any(|i| values[i.0][own(i)] > bounds[i.0][own(i)])
}

/// The first choice of one function for each cell of T* that is no function of F, if there is one.
pub fn first_open_pieces(problem: &ChoiceProblem) -> Option<Vec<ChoiceId>> {
    let (cells, functions) = (problem.information().cells().len(), problem.choices().len());
    let mut pieces = vec![ChoiceId(0); cells];
    loop {
        if !is_in_set(problem, &pieces) {
            return Some(pieces);
        }
        let place = (0..cells).rev().find(|place| pieces[*place].0 + 1 < functions)?;
        pieces[place].0 += 1;
        pieces[place + 1..].fill(ChoiceId(0));
    }
}

/// Whether some function of F is on every cell of T* the one chosen for it.
fn is_in_set(problem: &ChoiceProblem, pieces: &[ChoiceId]) -> bool {
    let cells = problem.information().cells();
    problem.choices().iter().any(|choice| {
        cells
            .iter()
            .zip(pieces)
            .all(|(cell, piece)| cell.iter().all(|t| choice.at(*t) == problem.choice(*piece).at(*t)))
    })
}

/// The first profile of T* at which Assumption 3.4.1 fails, if there is one.
pub fn first_unsupported(problem: &ChoiceProblem) -> Option<ProfileId> {
    problem.information().possible().find(|profile| !is_supported(problem, *profile))
}

/// Assumption 3.4.1 at one profile. A point of the simplex is extreme, so that certainty is one of the extreme beliefs; a probability is
/// positive under all beliefs exactly if it is under the extreme ones.
fn is_supported(problem: &ChoiceProblem, profile: ProfileId) -> bool {
    let environment = problem.environment();
    let space = environment.space();
    space.agents().any(|agent| {
        let own: TypeId = space.type_of(profile, agent);
        let split = environment.split(agent);
        let beliefs = problem.beliefs(agent, own);
        let of = |state: JointTypeId| split.profile(JointTypeId(own.0), state);
        let certain = split
            .rest()
            .find(|state| of(*state) == profile)
            .is_some_and(|state| beliefs.iter().any(|belief| belief.probabilities()[state.0].is_one()));
        certain || excludes_nothing(problem, agent, own)
    })
}

/// Whether all beliefs of a type give all that is possible for it a positive probability.
fn excludes_nothing(problem: &ChoiceProblem, agent: AgentId, own: TypeId) -> bool {
    let split = problem.environment().split(agent);
    let possible =
        |state: &JointTypeId| problem.information().is_possible(split.profile(JointTypeId(own.0), *state));
    split
        .rest()
        .filter(possible)
        .all(|state| problem.beliefs(agent, own).iter().all(|belief| !belief.probabilities()[state.0].is_zero()))
}

/// Whether a table of lotteries is a function on all profiles over the outcomes of the problem.
fn is_function(problem: &ChoiceProblem, lotteries: &[Lottery]) -> bool {
    lotteries.len() == problem.environment().space().size()
        && lotteries.iter().all(|lottery| lottery.fits(problem.outcome_count()))
}

/// Whether a function improves on bounds for everybody at one profile.
fn improves_for_all(problem: &ChoiceProblem, at: ProfileId, worth: &Worth, bounds: &[Vec<Rational>]) -> bool {
    let values = worth.truthful(problem);
    let space = problem.environment().space();
    let own = |agent: AgentId| space.type_of(at, agent).0;
    problem.information().is_possible(at)
        && space.agents().all(|i| values[i.0][own(i)] >= bounds[i.0][own(i)])
        && space.agents().any(|i| values[i.0][own(i)] > bounds[i.0][own(i)])
        && first_improvement(problem, problem.grand(), &values, bounds).is_some()
}
