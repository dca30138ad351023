//! Checks certificates that no mechanism reaches a goal.
//!
//! The short proofs are about *every* mechanism, simple or ambiguous, with this allocation rule; the arguments are in the
//! documentation of [`Impossibility`]. A combination of rows says which mechanisms it is about.
//!
//! # Attitudes to ambiguity
//! The arguments were made for coalitions that look at the worst case. Each is accepted only where it covers the attitudes of the
//! coalitions that it speaks of (W is what a coalition makes of its values under the rules):
//! * `Inefficient` speaks of no attitude. `NegativeSurplus` and `GrandCoalitionGains` compare numbers that are the same under every
//!   rule: all attitudes.
//! * `NegativeExpectedSurplus` needs that an agent who takes part expects at least 0 on average over the rules: W(V) ≤ mean V for
//!   every single agent. Then the average of the rules, which balances the budget, is a rule under which all expect at least 0.
//! * `ExtractionTempted` needs in addition W(V) < mean V unless V is constant. The averages add up to 0 and none is below 0, so
//!   all are 0; then W(V) = mean V = 0 and V is 0 under every rule.
//! * `EqualPosteriorsTempted` adds the same payments to the payoffs of two types: W(V + c) = W(V) + c. Where the goal asks for
//!   ambiguity insurance of that coalition, any attitude will do: see [`is_insured`].
//! * Combinations: see [`super::combination`]. `OneBet` speaks of coalitions that look at the worst case, and no others.

use super::combination::check_combination;
use super::condition::{require_better, require_number};
use super::one_bet::check_one_bet;
use super::{require_joint_type, require_profile};
use crate::certificate::{Impossibility, ImpossibilityCertificate};
use crate::coalition::Coalition;
use crate::environment::Environment;
use crate::index::{JointTypeId, ProfileId};
use crate::interim::Interim;
use crate::number::Rational;
use crate::posterior::shares_posterior;
use crate::property::{Goal, Property};
use crate::refusal::{FalseEvidence, Refusal};
use crate::transfer::base::expected_surplus;

/// Accepts the certificate when it proves that no mechanism reaches its goal in this environment.
///
/// # Errors
/// The first thing that is missing or wrong.
pub fn check_impossibility(
    environment: &Environment,
    certificate: &ImpossibilityCertificate,
) -> Result<(), Refusal> {
    let goal = &certificate.goal;
    let grand_can_form = environment.pattern().contains(environment.grand_coalition());
    match &certificate.reason {
        Impossibility::Inefficient { profile, outcome, gain } => {
            require(goal.asks_for(Property::Fse))?;
            require_better(environment, *profile, *outcome, gain)?;
            require_possible(environment, *profile)
        }
        Impossibility::NegativeExpectedSurplus { value } => {
            require(goal.asks_for(Property::Bb))?;
            require(goal.asks_for(Property::Ir) || goal.asks_for(Property::Cr))?;
            require_number(value, expected_surplus(environment).ok_or(Refusal::NeedsCommonPrior)?)?;
            require(*value < Rational::ZERO)?;
            require_averse_agents(environment)
        }
        Impossibility::NegativeSurplus { profile, value } => {
            require(goal.asks_for(Property::Bb) && goal.asks_for(Property::Cr) && grand_can_form)?;
            require_possible(environment, *profile)?;
            require_number(value, environment.surplus(*profile))?;
            require(*value < Rational::ZERO)
        }
        Impossibility::GrandCoalitionGains { truth, report, gain } => {
            let grand = environment.grand_coalition();
            let is_tempted = grand_can_form && is_constrained(environment, goal, grand);
            require(goal.asks_for(Property::Bb) && is_tempted)?;
            require_possible(environment, *truth)?;
            require_profile(environment, *report)?;
            let outcome = environment.allocation(*report);
            let reported = environment.total_payoff(environment.grand_coalition(), outcome, *truth);
            require_number(gain, reported - environment.surplus(*truth))?;
            require(*gain > Rational::ZERO)
        }
        Impossibility::EqualPosteriorsTempted { coalition, first, second, gain } => {
            require_joint_type(environment, *coalition, *first)?;
            require_joint_type(environment, *coalition, *second)?;
            require(is_constrained(environment, goal, *coalition))?;
            let belief = environment.coalition_belief(*coalition).ok_or(Refusal::NeedsCommonPrior)?;
            if first == second || !shares_posterior(environment.space(), belief, *coalition, *first, *second) {
                let differ = FalseEvidence::PosteriorsDiffer(*coalition, *first, *second);
                return Err(Refusal::EvidenceFalse(differ));
            }
            let exchanged = exchange_gain(environment, *coalition, *first, *second);
            require_number(gain, exchanged.ok_or(Refusal::NeedsCommonPrior)?)?;
            require(*gain > Rational::ZERO)?;
            let is_translated = environment.attitude(*coalition).is_translation_invariant();
            require_covered(is_translated || is_insured(environment, goal, *coalition), *coalition)
        }
        Impossibility::ExtractionTempted { coalition, truth, report, gain } => {
            require_joint_type(environment, *coalition, *truth)?;
            require_joint_type(environment, *coalition, *report)?;
            require(goal.asks_for(Property::Fse) && coalition.len() == 1)?;
            require(goal.asks_for(Property::Ir))?;
            require(is_constrained(environment, goal, *coalition))?;
            let prior = environment.common_prior().ok_or(Refusal::NeedsCommonPrior)?;
            if truth == report || !shares_posterior(environment.space(), prior, *coalition, *truth, *report) {
                let differ = FalseEvidence::PosteriorsDiffer(*coalition, *truth, *report);
                return Err(Refusal::EvidenceFalse(differ));
            }
            let interim = Interim::new(environment, *coalition).ok_or(Refusal::NeedsCommonPrior)?;
            require_number(gain, interim.payoff(*truth, *report) - interim.payoff(*report, *report))?;
            require(*gain > Rational::ZERO)?;
            require_averse_agents(environment)
        }
        Impossibility::Combination(combination) => check_combination(environment, goal, combination),
        Impossibility::OneBet(proof) => check_one_bet(environment, goal, proof),
    }
}

/// What two joint types of a coalition gain together, before payments, when each reports the other; `None` when the coalition
/// has no beliefs.
pub fn exchange_gain(
    environment: &Environment,
    coalition: Coalition,
    first: JointTypeId,
    second: JointTypeId,
) -> Option<Rational> {
    let interim = Interim::new(environment, coalition)?;
    let gain = |truth, report| interim.payoff(truth, report) - interim.payoff(truth, truth);
    Some(gain(first, second) + gain(second, first))
}

/// Whether the goal asks that this coalition does not gain from misreports. WCIC asks it as CIC does, against mixed reports
/// ([`crate::collusion`]).
pub(super) fn is_constrained(environment: &Environment, goal: &Goal, coalition: Coalition) -> bool {
    let is_single = coalition.len() == 1;
    let can_form = environment.pattern().contains(coalition);
    (goal.asks_for(Property::Cic) && can_form)
        || (goal.asks_for(Property::Ic) && is_single)
        || (goal.asks_for(Property::Wcic) && can_form && environment.attitudes().are_worst_case())
}

/// Whether the goal asks that the coalition's on-path value be the same under every rule.
///
/// A mechanism that insures a coalition and keeps it honest under *any* attitude with min V ≤ W(V) and W(c, …, c) = c keeps it honest
/// under the worst case too: the worst case of a misreport is at most what the misreport is worth, which is at most the
/// on-path value, which is the on-path worst case. So what cannot be had under the worst case cannot be had at all.
pub(super) fn is_insured(environment: &Environment, goal: &Goal, coalition: Coalition) -> bool {
    goal.asks_for(Property::Ai) && environment.pattern().contains(coalition)
}

/// Refuses an argument that needs agents who never value something above its average.
fn require_averse_agents(environment: &Environment) -> Result<(), Refusal> {
    let mut agents = environment.space().agents().map(Coalition::single);
    match agents.find(|agent| !environment.attitude(*agent).is_averse()) {
        Some(agent) => Err(Refusal::AttitudeNotCovered(agent)),
        None => Ok(()),
    }
}

/// Refuses an argument that does not cover the attitude of a coalition.
pub(super) fn require_covered(covers: bool, coalition: Coalition) -> Result<(), Refusal> {
    if covers { Ok(()) } else { Err(Refusal::AttitudeNotCovered(coalition)) }
}

/// Refuses an argument that does not bear on the question.
pub(super) fn require(applies: bool) -> Result<(), Refusal> {
    if applies { Ok(()) } else { Err(Refusal::NotApplicable) }
}

fn require_possible(environment: &Environment, profile: ProfileId) -> Result<(), Refusal> {
    require_profile(environment, profile)?;
    if environment.common_prior().ok_or(Refusal::NeedsCommonPrior)?.is_possible(profile) {
        Ok(())
    } else {
        Err(Refusal::EvidenceFalse(FalseEvidence::NeverOccurs(profile)))
    }
}
