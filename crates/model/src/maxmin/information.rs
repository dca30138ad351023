//! What can happen and who knows what: T*, the information sets, the common knowledge partition.

use crate::ambiguous_environment::AmbiguousEnvironment;
use crate::belief_set::Distribution;
use crate::index::{AgentId, JointTypeId, ProfileId, TypeId};

/// T* and the partition of it into common knowledge cells 𝓕_I (THESIS 3.2). The information set 𝓕_i(t_i) of a type are the profiles of T*
/// in which it occurs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Information {
    possible: Vec<bool>,
    cells: Vec<Vec<ProfileId>>,
}

/// Agents do not agree on what is possible: for this profile, an agent who thinks it possible and one who does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InformationError {
    /// The profile.
    pub profile: ProfileId,
    /// Who gives it a positive probability by some belief.
    pub thinks_possible: AgentId,
    /// Who gives it probability 0 by all beliefs.
    pub excludes: AgentId,
}

impl Information {
    /// What follows from the extreme beliefs of every type of every agent.
    ///
    /// # Errors
    /// Two agents who disagree about a profile.
    pub fn new(
        environment: &AmbiguousEnvironment,
        beliefs: &[Vec<Vec<Distribution>>],
    ) -> Result<Information, InformationError> {
        let space = environment.space();
        let mut thinks = vec![vec![false; space.size()]; space.agent_count()];
        for agent in space.agents() {
            let split = environment.split(agent);
            for own in space.types(agent) {
                for state in split.rest() {
                    let some = |belief: &Distribution| !belief.probabilities()[state.0].is_zero();
                    let profile = split.profile(JointTypeId(own.0), state);
                    thinks[agent.0][profile.0] = beliefs[agent.0][own.0].iter().any(some);
                }
            }
        }
        for profile in space.profiles() {
            let find = |what: bool| space.agents().find(|agent| thinks[agent.0][profile.0] == what);
            if let (Some(thinks_possible), Some(excludes)) = (find(true), find(false)) {
                return Err(InformationError { profile, thinks_possible, excludes });
            }
        }
        let possible = thinks.swap_remove(0);
        Ok(Information { cells: cells(environment, &possible), possible })
    }

    /// Whether the profile belongs to T*.
    pub fn is_possible(&self, profile: ProfileId) -> bool {
        self.possible[profile.0]
    }

    /// T*, in order.
    pub fn possible(&self) -> impl Iterator<Item = ProfileId> + '_ {
        self.possible.iter().enumerate().filter(|(_, possible)| **possible).map(|(place, _)| ProfileId(place))
    }

    /// Whether every profile is possible, T* = T.
    pub fn is_full(&self) -> bool {
        self.possible.iter().all(|possible| *possible)
    }

    /// The cells of 𝓕_I, ordered by their first profiles.
    pub fn cells(&self) -> &[Vec<ProfileId>] {
        &self.cells
    }

    /// 𝓕_i(t_i), in order.
    pub fn information_set(
        &self,
        environment: &AmbiguousEnvironment,
        agent: AgentId,
        own: TypeId,
    ) -> Vec<ProfileId> {
        let space = environment.space();
        self.possible().filter(|profile| space.type_of(*profile, agent) == own).collect()
    }
}

/// Two possible profiles in which some agent has the same type lie in the same cell.
fn cells(environment: &AmbiguousEnvironment, possible: &[bool]) -> Vec<Vec<ProfileId>> {
    let space = environment.space();
    let mut left: Vec<ProfileId> = space.profiles().filter(|profile| possible[profile.0]).collect();
    let mut found = Vec::new();
    while !left.is_empty() {
        let mut cell = vec![left.remove(0)];
        let mut next = 0;
        while next < cell.len() {
            let from = cell[next];
            let linked = |to: &ProfileId| {
                space.agents().any(|agent| space.type_of(from, agent) == space.type_of(*to, agent))
            };
            let (near, far): (Vec<_>, Vec<_>) = left.iter().copied().partition(linked);
            cell.extend(near);
            left = far;
            next += 1;
        }
        cell.sort_unstable();
        found.push(cell);
    }
    found
}
