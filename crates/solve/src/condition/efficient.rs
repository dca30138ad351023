//! Condition `efficient`.

use ambimech_model::certificate::Evidence;
use ambimech_model::environment::{Environment, first_efficient_outcome};
use ambimech_model::number::Rational;

/// The first profile at which some outcome beats the allocated one, with the best outcome there; or that there is none.
pub fn evidence(environment: &Environment) -> Vec<Evidence> {
    let grand = environment.grand_coalition();
    for profile in environment.space().profiles() {
        let best = first_efficient_outcome(environment.outcomes(), profile);
        let gain = environment.total_payoff(grand, best, profile) - environment.surplus(profile);
        if gain > Rational::ZERO {
            return vec![Evidence::BetterOutcome { profile, outcome: best, gain }];
        }
    }
    vec![Evidence::NoBetterOutcome]
}
