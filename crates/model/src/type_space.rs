//! The product space Θ of type profiles, and its split into a coalition's types and the others'.

use crate::coalition::Coalition;
use crate::index::{AgentId, JointTypeId, ProfileId, TypeId};

/// Largest number of type profiles an environment may have.
pub const MAX_PROFILES: usize = 1 << 28;

/// The type profiles Θ = Θ_1 × … × Θ_n, numbered lexicographically with agent 0 most significant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeSpace {
    counts: Vec<usize>,
    strides: Vec<usize>,
    size: usize,
}

/// The space without agents, of one empty profile.
impl Default for TypeSpace {
    fn default() -> TypeSpace {
        TypeSpace { counts: Vec::new(), strides: Vec::new(), size: 1 }
    }
}

impl TypeSpace {
    /// The space of agents with these numbers of types, each at least 1.
    /// `None` when it has more than [`MAX_PROFILES`] profiles.
    pub fn new(counts: Vec<usize>) -> Option<TypeSpace> {
        let mut strides = vec![1; counts.len()];
        let mut size = 1usize;
        for (agent, count) in counts.iter().enumerate().rev() {
            strides[agent] = size;
            size = size.checked_mul(*count).filter(|size| *size <= MAX_PROFILES)?;
        }
        Some(TypeSpace { counts, strides, size })
    }

    /// Number of agents n.
    pub fn agent_count(&self) -> usize {
        self.counts.len()
    }

    /// The agents in order.
    pub fn agents(&self) -> impl DoubleEndedIterator<Item = AgentId> + Clone + use<> {
        (0..self.counts.len()).map(AgentId)
    }

    /// Number of types |Θ_i| of one agent.
    pub fn type_count(&self, agent: AgentId) -> usize {
        self.counts[agent.0]
    }

    /// The types of one agent in order.
    pub fn types(&self, agent: AgentId) -> impl DoubleEndedIterator<Item = TypeId> + Clone + use<> {
        (0..self.counts[agent.0]).map(TypeId)
    }

    /// Number of profiles |Θ|.
    pub fn size(&self) -> usize {
        self.size
    }

    /// The profiles in order.
    pub fn profiles(&self) -> impl DoubleEndedIterator<Item = ProfileId> + Clone + use<> {
        (0..self.size).map(ProfileId)
    }

    /// How far apart two profiles are numbered that differ by one step in this agent's type.
    pub fn stride(&self, agent: AgentId) -> usize {
        self.strides[agent.0]
    }

    /// The agent's type in a profile.
    pub fn type_of(&self, profile: ProfileId, agent: AgentId) -> TypeId {
        TypeId(profile.0 / self.strides[agent.0] % self.counts[agent.0])
    }

    /// The types of a profile in agent order.
    pub fn types_of(&self, profile: ProfileId) -> Vec<TypeId> {
        self.agents().map(|agent| self.type_of(profile, agent)).collect()
    }

    /// The profile in which every agent has these types, in agent order.
    pub fn profile(&self, types: &[TypeId]) -> ProfileId {
        ProfileId(types.iter().zip(&self.strides).map(|(t, stride)| t.0 * stride).sum())
    }

    /// The profile with one agent's type replaced.
    pub fn with_type(&self, profile: ProfileId, agent: AgentId, new: TypeId) -> ProfileId {
        let old = self.type_of(profile, agent);
        ProfileId(profile.0 - old.0 * self.strides[agent.0] + new.0 * self.strides[agent.0])
    }

    /// Number of type profiles |Θ_S| of a coalition.
    pub fn joint_count(&self, coalition: Coalition) -> usize {
        coalition.members().map(|member| self.counts[member.0]).product()
    }

    /// Where each type profile of the members stands in the numbering of Θ: profile = own offset + others' offset.
    pub(crate) fn offsets(&self, coalition: Coalition) -> Vec<usize> {
        let mut offsets = Vec::with_capacity(self.joint_count(coalition));
        offsets.push(0);
        for member in coalition.members().rev() {
            let known = offsets.len();
            for t in 1..self.counts[member.0] {
                offsets.extend_from_within(..known);
                offsets[t * known..].iter_mut().for_each(|offset| *offset += t * self.strides[member.0]);
            }
        }
        offsets
    }

    /// The split of Θ into Θ_S and Θ_−S.
    pub fn split(&self, coalition: Coalition) -> Split {
        let rest = coalition.complement(self.agent_count());
        Split { coalition, rest_of: rest, own: self.offsets(coalition), rest: self.offsets(rest) }
    }

    /// The types of the coalition's members, in agent order, in its joint type.
    pub fn joint_types(&self, coalition: Coalition, joint: JointTypeId) -> Vec<(AgentId, TypeId)> {
        let mut left = joint.0;
        let mut types: Vec<(AgentId, TypeId)> = coalition
            .members()
            .rev()
            .map(|member| {
                let count = self.counts[member.0];
                let t = left % count;
                left /= count;
                (member, TypeId(t))
            })
            .collect();
        types.reverse();
        types
    }

    /// The joint type in which the coalition's members, in agent order, have these types.
    pub fn joint_type(&self, coalition: Coalition, types: &[TypeId]) -> JointTypeId {
        let digits = coalition.members().zip(types);
        JointTypeId(digits.fold(0, |number, (member, t)| number * self.counts[member.0] + t.0))
    }

    /// The profile in which the coalition has this joint type and everybody else the first type.
    pub(crate) fn first_profile(&self, coalition: Coalition, joint: JointTypeId) -> ProfileId {
        let mut left = joint.0;
        let mut profile = 0;
        for member in coalition.members().rev() {
            let count = self.counts[member.0];
            profile += left % count * self.strides[member.0];
            left /= count;
        }
        ProfileId(profile)
    }

    /// The profile in which the coalition's members have these types and the others those.
    pub fn joined_profile(&self, coalition: Coalition, own: JointTypeId, rest: JointTypeId) -> ProfileId {
        let others = coalition.complement(self.agent_count());
        ProfileId(self.first_profile(coalition, own).0 + self.first_profile(others, rest).0)
    }

    /// The coalition's joint type in a profile.
    pub fn joint_type_of(&self, profile: ProfileId, coalition: Coalition) -> JointTypeId {
        let types: Vec<TypeId> = coalition.members().map(|member| self.type_of(profile, member)).collect();
        self.joint_type(coalition, &types)
    }
}

/// Θ = Θ_S × Θ_−S for one coalition S: finds the profile of a joint type and the others' types in one addition.
#[derive(Debug, Clone)]
pub struct Split {
    coalition: Coalition,
    rest_of: Coalition,
    own: Vec<usize>,
    rest: Vec<usize>,
}

impl Split {
    /// The coalition S.
    pub fn coalition(&self) -> Coalition {
        self.coalition
    }

    /// The agents outside S.
    pub fn outside(&self) -> Coalition {
        self.rest_of
    }

    /// Number of joint types |Θ_S|.
    pub fn own_count(&self) -> usize {
        self.own.len()
    }

    /// Number of type profiles |Θ_−S| of the others; 1 for the grand coalition.
    pub fn rest_count(&self) -> usize {
        self.rest.len()
    }

    /// The joint types of S.
    pub fn own(&self) -> impl DoubleEndedIterator<Item = JointTypeId> + Clone + use<> {
        (0..self.own.len()).map(JointTypeId)
    }

    /// The others' type profiles.
    pub fn rest(&self) -> impl DoubleEndedIterator<Item = JointTypeId> + Clone + use<> {
        (0..self.rest.len()).map(JointTypeId)
    }

    /// The profile in which S has the joint type `own` and the others have `rest`.
    #[inline]
    pub fn profile(&self, own: JointTypeId, rest: JointTypeId) -> ProfileId {
        ProfileId(self.own[own.0] + self.rest[rest.0])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn profiles_are_numbered_lexicographically() {
        let space = TypeSpace::new(vec![2, 3, 1, 2]).unwrap();
        assert_eq!(space.size(), 12);
        for profile in space.profiles() {
            assert_eq!(space.profile(&space.types_of(profile)), profile);
        }
        let types: Vec<Vec<TypeId>> = space.profiles().map(|profile| space.types_of(profile)).collect();
        assert!(types.is_sorted());
        assert!(TypeSpace::new(vec![1 << 20, 1 << 20]).is_none());
    }

    #[test]
    fn a_split_reaches_every_profile_once() {
        let space = TypeSpace::new(vec![2, 3, 2]).unwrap();
        for members in [vec![0], vec![1], vec![0, 2], vec![1, 2], vec![0, 1, 2]] {
            let coalition: Coalition = members.iter().map(|member| AgentId(*member)).collect();
            let split = space.split(coalition);
            let mut seen: Vec<ProfileId> = Vec::new();
            for own in split.own() {
                for rest in split.rest() {
                    let profile = split.profile(own, rest);
                    assert_eq!(space.joined_profile(coalition, own, rest), profile);
                    assert_eq!(space.joint_type_of(profile, coalition), own);
                    assert_eq!(space.joint_type_of(profile, split.outside()), rest);
                    seen.push(profile);
                }
            }
            seen.sort_unstable();
            assert_eq!(seen, space.profiles().collect::<Vec<_>>());
        }
    }
}
