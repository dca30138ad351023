//! One symmetry.

use ambimech_model::coalition::Coalition;
use ambimech_model::index::{AgentId, JointTypeId, OutcomeId, ProfileId, TypeId};
use ambimech_model::lottery::Lottery;
use ambimech_model::type_space::TypeSpace;

/// An automorphism g, with what follows for profiles and functions; see [`crate::symmetry`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Automorphism {
    /// σ.
    pub agents: Vec<AgentId>,
    /// τ, by agent and type.
    pub types: Vec<Vec<TypeId>>,
    /// g(θ).
    pub profiles: Vec<ProfileId>,
    /// ξ.
    pub outcomes: Vec<OutcomeId>,
    /// Which function of the social choice set each one becomes.
    pub choices: Vec<usize>,
}

impl Automorphism {
    /// This one and then the next.
    #[must_use]
    pub fn then(&self, next: &Automorphism) -> Automorphism {
        let types = self.types.iter().zip(&self.agents);
        let mapped = |(own, to): (&Vec<TypeId>, &AgentId)| own.iter().map(|t| next.types[to.0][t.0]).collect();
        Automorphism {
            agents: self.agents.iter().map(|agent| next.agents[agent.0]).collect(),
            types: types.map(mapped).collect(),
            profiles: self.profiles.iter().map(|at| next.profiles[at.0]).collect(),
            outcomes: self.outcomes.iter().map(|outcome| next.outcomes[outcome.0]).collect(),
            choices: self.choices.iter().map(|choice| next.choices[*choice]).collect(),
        }
    }

    /// The image of an agent with its type.
    pub fn point(&self, agent: AgentId, own: TypeId) -> (AgentId, TypeId) {
        (self.agents[agent.0], self.types[agent.0][own.0])
    }

    /// σ(S).
    pub fn coalition(&self, coalition: Coalition) -> Coalition {
        coalition.members().map(|agent| self.agents[agent.0]).collect()
    }

    /// The types of σ(S) that joint types of S become.
    pub fn joint(&self, space: &TypeSpace, coalition: Coalition, joint: JointTypeId) -> JointTypeId {
        let types = space.joint_types(coalition, joint);
        let mut mapped: Vec<(AgentId, TypeId)> = types.into_iter().map(|(i, own)| self.point(i, own)).collect();
        mapped.sort_unstable();
        let types: Vec<TypeId> = mapped.into_iter().map(|(_, own)| own).collect();
        space.joint_type(self.coalition(coalition), &types)
    }

    /// ξ(a).
    pub fn lottery(&self, lottery: &Lottery) -> Lottery {
        let parts = lottery.parts().iter().map(|(outcome, share)| (self.outcomes[outcome.0], share.clone()));
        Lottery::new(parts.collect()).unwrap_or_else(|_| lottery.clone())
    }

    /// The function of the reports of σ(S) that a function of those of S becomes.
    pub fn function(&self, space: &TypeSpace, coalition: Coalition, lotteries: &[Lottery]) -> Vec<Lottery> {
        let mut found = lotteries.to_vec();
        for (place, lottery) in lotteries.iter().enumerate() {
            found[self.joint(space, coalition, JointTypeId(place)).0] = self.lottery(lottery);
        }
        found
    }
}
