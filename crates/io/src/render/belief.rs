//! Posteriors as exact numbers, for showing.

use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::index::JointTypeId;
use ambimech_model::number::{Natural, Rational};
use ambimech_model::prior::Prior;
use ambimech_model::type_space::Split;

/// The posteriors of one coalition's joint types.
#[derive(Debug)]
pub struct Posteriors<'a> {
    belief: Option<&'a Prior>,
    split: Split,
}

impl<'a> Posteriors<'a> {
    /// The posteriors of a coalition about the agents outside: a single agent's own beliefs, or those under the common prior.
    pub fn new(environment: &'a Environment, coalition: Coalition) -> Posteriors<'a> {
        let belief = environment.coalition_belief(coalition);
        Posteriors { belief, split: environment.space().split(coalition) }
    }

    /// p(x|θ_S) for every type profile x of the agents outside S; `None` for a joint type that never occurs, and
    /// for several agents without a common prior.
    pub fn of(&self, own: JointTypeId) -> Option<Vec<Rational>> {
        if own.0 >= self.split.own_count() {
            return None;
        }
        let prior = self.belief?;
        let weights: Vec<Natural> = self.split.rest().map(|x| prior.weight(self.split.profile(own, x))).collect();
        let total: Natural = weights.iter().sum();
        if total.is_zero() {
            return None;
        }
        Some(weights.into_iter().map(|weight| Rational::from_parts(weight.into(), total.clone())).collect())
    }
}

/// The posterior of one joint type; see [`Posteriors::of`].
pub fn posterior(environment: &Environment, coalition: Coalition, own: JointTypeId) -> Option<Vec<Rational>> {
    Posteriors::new(environment, coalition).of(own)
}
