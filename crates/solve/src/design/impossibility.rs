//! Short proofs that no mechanism, simple or ambiguous, reaches a goal; each is accepted by the checker before it is used.
//!
//! The arguments are stated at [`Impossibility`]. They settle cases without any program; what they leave open is not thereby
//! possible.

use ambimech_model::certificate::{Impossibility, ImpossibilityCertificate};
use ambimech_model::check::{check_impossibility, exchange_gain};
use ambimech_model::design::Temptation;
use ambimech_model::environment::{Environment, first_efficient_outcome};
use ambimech_model::index::{OutcomeId, ProfileId};
use ambimech_model::interim::Interim;
use ambimech_model::number::Rational;
use ambimech_model::property::{Goal, Property};
use ambimech_model::transfer::base::expected_surplus;

/// The first proof that does not look at posteriors.
pub fn find(environment: &Environment, goal: &Goal) -> Option<ImpossibilityCertificate> {
    let asks = |property| goal.asks_for(property);
    let grand_can_form = environment.pattern().contains(environment.grand_coalition());
    let mut candidates: Vec<Option<Impossibility>> = Vec::new();
    if asks(Property::Fse) {
        candidates.push(inefficient(environment));
    }
    if asks(Property::Bb) && (asks(Property::Ir) || asks(Property::Cr)) {
        let negative = expected_surplus(environment).filter(|value| *value < Rational::ZERO);
        candidates.push(negative.map(|value| Impossibility::NegativeExpectedSurplus { value }));
    }
    if asks(Property::Bb) && asks(Property::Cr) && grand_can_form {
        candidates.push(negative_surplus(environment));
    }
    if asks(Property::Bb) && asks(Property::Cic) && grand_can_form {
        candidates.push(grand_coalition_gains(environment));
    }
    candidates.into_iter().flatten().find_map(|reason| accepted(environment, goal, reason))
}

/// A proof from types that share a posterior with one they are tempted to report.
pub fn from_temptations(
    environment: &Environment,
    goal: &Goal,
    temptations: &[Temptation],
) -> Option<ImpossibilityCertificate> {
    temptations.iter().find_map(|temptation| {
        let Temptation { coalition, truth, report, .. } = *temptation;
        let interim = Interim::new(environment, coalition)?;
        let extraction = Impossibility::ExtractionTempted {
            coalition,
            truth,
            report,
            gain: interim.payoff(truth, report) - interim.payoff(report, report),
        };
        let exchange = Impossibility::EqualPosteriorsTempted {
            coalition,
            first: truth,
            second: report,
            gain: exchange_gain(environment, coalition, truth, report)?,
        };
        accepted(environment, goal, extraction).or_else(|| accepted(environment, goal, exchange))
    })
}

fn accepted(environment: &Environment, goal: &Goal, reason: Impossibility) -> Option<ImpossibilityCertificate> {
    let certificate = ImpossibilityCertificate { goal: goal.clone(), reason };
    check_impossibility(environment, &certificate).is_ok().then_some(certificate)
}

/// The profiles that occur; none without a common prior, where it is not known who is right.
fn possible_profiles(environment: &Environment) -> impl Iterator<Item = ProfileId> + '_ {
    let possible =
        |profile: &ProfileId| environment.common_prior().is_some_and(|prior| prior.is_possible(*profile));
    environment.space().profiles().filter(possible)
}

fn inefficient(environment: &Environment) -> Option<Impossibility> {
    possible_profiles(environment).find_map(|profile| {
        let outcome = first_efficient_outcome(environment.outcomes(), profile);
        let best = environment.total_payoff(environment.grand_coalition(), outcome, profile);
        let gain = best - environment.surplus(profile);
        (gain > Rational::ZERO).then_some(Impossibility::Inefficient { profile, outcome, gain })
    })
}

fn negative_surplus(environment: &Environment) -> Option<Impossibility> {
    possible_profiles(environment).find_map(|profile| {
        let value = environment.surplus(profile);
        (value < Rational::ZERO).then_some(Impossibility::NegativeSurplus { profile, value })
    })
}

fn grand_coalition_gains(environment: &Environment) -> Option<Impossibility> {
    // The first profile at which each outcome is allocated stands for all of them.
    let mut first: Vec<Option<ProfileId>> = vec![None; environment.outcomes().len()];
    for profile in environment.space().profiles() {
        first[environment.allocation(profile).0].get_or_insert(profile);
    }
    possible_profiles(environment).find_map(|truth| {
        let own = environment.surplus(truth);
        first.iter().enumerate().find_map(|(outcome, report)| {
            let report = (*report)?;
            let total = environment.total_payoff(environment.grand_coalition(), OutcomeId(outcome), truth);
            let gain = total - &own;
            (gain > Rational::ZERO).then_some(Impossibility::GrandCoalitionGains { truth, report, gain })
        })
    })
}
