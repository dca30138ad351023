//! Independent types: p(θ) = Π_i p(θ_i) at every profile, so that nobody learns anything about the others from its own type.

use ambimech_model::coalition::Coalition;
use ambimech_model::design::Obstacle;
use ambimech_model::environment::Environment;
use ambimech_model::number::{Natural, Rational};

/// What stands against independent types: that there is no common prior, or the first profile whose probability is another than the
/// product of its types'. One pass over the profiles. Independent types have full support.
pub fn dependence(environment: &Environment) -> Option<Obstacle> {
    let Some(prior) = environment.common_prior() else { return Some(Obstacle::NeedsCommonPrior) };
    let space = environment.space();
    let weights: Vec<Vec<Natural>> =
        space.agents().map(|agent| prior.joint_weights(space, Coalition::single(agent))).collect();
    let total = space.agents().fold(Natural::ONE, |product, _| product * prior.total());
    for profile in space.profiles() {
        let product = space
            .agents()
            .fold(Natural::ONE, |product, agent| product * &weights[agent.0][space.type_of(profile, agent).0]);
        let product = Rational::from_parts(product.into(), total.clone());
        let probability = prior.probability(profile);
        if probability != product {
            return Some(Obstacle::DependentTypes { profile, probability, product });
        }
    }
    None
}
