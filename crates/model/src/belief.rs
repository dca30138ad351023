//! What the types of one agent believe about the other agents' types, p_i(·|θ_i), as exact probabilities.

use crate::coalition::Coalition;
use crate::environment::Environment;
use crate::index::{AgentId, JointTypeId, ProfileId, TypeId};
use crate::modular::{Echelon, residue};
use crate::number::{Natural, Rational};
use crate::prior::Prior;
use crate::type_space::Split;

/// The beliefs of one agent's types; type profiles x of the others are numbered as joint types of them.
#[derive(Debug)]
pub struct TypeBeliefs<'a> {
    agent: AgentId,
    weights: &'a Prior,
    split: Split,
    /// The weight of every own type: Σ_x weight(θ_i, x).
    totals: Vec<Natural>,
}

impl<'a> TypeBeliefs<'a> {
    /// The agent's beliefs in this environment. One pass over the profiles.
    pub fn new(environment: &'a Environment, agent: AgentId) -> TypeBeliefs<'a> {
        let weights = environment.belief(agent);
        let own = Coalition::single(agent);
        TypeBeliefs {
            agent,
            weights,
            split: environment.space().split(own),
            totals: weights.joint_weights(environment.space(), own),
        }
    }

    /// The beliefs of every agent, in agent order.
    pub fn of_all(environment: &'a Environment) -> Vec<TypeBeliefs<'a>> {
        environment.space().agents().map(|agent| TypeBeliefs::new(environment, agent)).collect()
    }

    /// Whose beliefs these are.
    pub fn agent(&self) -> AgentId {
        self.agent
    }

    /// The types θ_i that occur, in order: the others have no belief.
    pub fn types(&self) -> impl Iterator<Item = TypeId> + Clone + '_ {
        (0..self.totals.len()).filter(|place| !self.totals[*place].is_zero()).map(TypeId)
    }

    /// The others' type profiles x, in order.
    pub fn others(&self) -> impl Iterator<Item = JointTypeId> + Clone + use<> {
        self.split.rest()
    }

    /// The profile (θ_i, x).
    pub fn profile(&self, own: TypeId, x: JointTypeId) -> ProfileId {
        self.split.profile(JointTypeId(own.0), x)
    }

    /// p_i(x|θ_i); 0 for a type that never occurs.
    pub fn probability(&self, own: TypeId, x: JointTypeId) -> Rational {
        let total = &self.totals[own.0];
        if total.is_zero() {
            return Rational::ZERO;
        }
        Rational::from_parts(self.weights.weight(self.profile(own, x)).into(), total.clone())
    }

    /// The probability of the agent's type under the weights from which its beliefs are taken.
    pub fn marginal(&self, own: TypeId) -> Rational {
        Rational::from_parts(self.totals[own.0].clone().into(), self.weights.total().clone())
    }

    /// p_i(·|θ_i), over the others' type profiles in order.
    pub fn of(&self, own: TypeId) -> Vec<Rational> {
        self.others().map(|x| self.probability(own, x)).collect()
    }

    /// The expectation E\[amount(x)|θ_i\].
    pub fn expectation(&self, own: TypeId, amount: impl Fn(JointTypeId) -> Rational) -> Rational {
        let mut sum = Rational::ZERO;
        for x in self.others() {
            if self.weights.is_possible(self.profile(own, x)) {
                sum += self.probability(own, x) * amount(x);
            }
        }
        sum
    }
}

impl TypeBeliefs<'_> {
    /// Whether the beliefs of the agent's types are linearly independent, and known to be: their weights are independent
    /// modulo a prime. Cost: |Θ_i| passes over the profiles.
    pub fn are_independent(&self) -> bool {
        let mut rows = Echelon::default();
        self.types().all(|own| {
            let weight = |x| residue(&self.weights.weight(self.profile(own, x)));
            rows.insert(self.others().map(weight).collect())
        })
    }
}
