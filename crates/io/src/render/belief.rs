//! Posteriors as exact numbers, for showing.

use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::index::JointTypeId;
use ambimech_model::number::{Natural, Rational};

/// p(x|θ_S) for every type profile x of the agents outside S; `None` for a joint type that never occurs.
pub fn posterior(environment: &Environment, coalition: Coalition, own: JointTypeId) -> Option<Vec<Rational>> {
    let split = environment.space().split(coalition);
    if own.0 >= split.own_count() {
        return None;
    }
    let weights: Vec<Natural> = split.rest().map(|x| environment.prior().weight(split.profile(own, x))).collect();
    let total: Natural = weights.iter().sum();
    if total.is_zero() {
        return None;
    }
    Some(weights.into_iter().map(|weight| Rational::from_parts(weight.into(), total.clone())).collect())
}
