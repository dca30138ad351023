//! Coalitions (non-empty sets of agents) and coalition patterns (which of them can form).

use crate::index::AgentId;

/// Largest number of agents: a coalition is a set of bits in one machine word.
pub const MAX_AGENTS: usize = 64;

/// A set of agents, at most [`MAX_AGENTS`] of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Coalition(u64);

impl Coalition {
    /// The set without members.
    pub const EMPTY: Coalition = Coalition(0);

    /// The coalition of one agent.
    pub fn single(agent: AgentId) -> Coalition {
        Coalition(1 << agent.0)
    }

    /// The grand coalition of `agents` agents.
    pub fn grand(agents: usize) -> Coalition {
        Coalition(if agents >= MAX_AGENTS { u64::MAX } else { (1 << agents) - 1 })
    }

    /// The set with one more member.
    #[must_use]
    pub fn with(self, agent: AgentId) -> Coalition {
        Coalition(self.0 | 1 << agent.0)
    }

    /// The set without one member.
    #[must_use]
    pub fn without(self, agent: AgentId) -> Coalition {
        Coalition(self.0 & !(1 << agent.0))
    }

    /// The agents outside, of `agents` agents in all.
    #[must_use]
    pub fn complement(self, agents: usize) -> Coalition {
        Coalition(Coalition::grand(agents).0 & !self.0)
    }

    /// Whether the agent is a member.
    pub fn contains(self, agent: AgentId) -> bool {
        self.0 >> agent.0 & 1 == 1
    }

    /// Whether every member is a member of `other`.
    pub fn is_subset_of(self, other: Coalition) -> bool {
        self.0 & !other.0 == 0
    }

    /// Number of members.
    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Whether there is no member.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The members in agent order.
    pub fn members(self) -> impl DoubleEndedIterator<Item = AgentId> + Clone {
        Members(self.0)
    }
}

/// The bits that were not given out yet.
#[derive(Debug, Clone)]
struct Members(u64);

impl Iterator for Members {
    type Item = AgentId;

    fn next(&mut self) -> Option<AgentId> {
        let lowest = (self.0 != 0).then(|| self.0.trailing_zeros())?;
        self.0 &= self.0 - 1;
        Some(AgentId(lowest as usize))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let count = self.0.count_ones() as usize;
        (count, Some(count))
    }
}

impl DoubleEndedIterator for Members {
    fn next_back(&mut self) -> Option<AgentId> {
        let highest = (self.0 != 0).then(|| self.0.ilog2())?;
        self.0 &= !(1 << highest);
        Some(AgentId(highest as usize))
    }
}

impl FromIterator<AgentId> for Coalition {
    fn from_iter<I: IntoIterator<Item = AgentId>>(members: I) -> Coalition {
        members.into_iter().fold(Coalition::EMPTY, Coalition::with)
    }
}

/// Coalitions are ordered by size, then by their members in agent order: {1} {2} {3} {1,2} {1,3} {2,3} {1,2,3}.
impl Ord for Coalition {
    fn cmp(&self, other: &Coalition) -> std::cmp::Ordering {
        self.len().cmp(&other.len()).then_with(|| other.0.reverse_bits().cmp(&self.0.reverse_bits()))
    }
}

impl PartialOrd for Coalition {
    fn partial_cmp(&self, other: &Coalition) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// Which coalitions can form (CI-SLIDES: the coalition pattern 𝒮). Every singleton always can.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pattern {
    /// Every non-empty coalition.
    All,
    /// Single agents only: no collusion.
    Singletons,
    /// The singletons and these coalitions, in [`Coalition`] order, each once.
    Listed(Vec<Coalition>),
}

impl Pattern {
    /// The pattern of the singletons and these coalitions, in its simplest form.
    pub fn listed(agents: usize, coalitions: impl IntoIterator<Item = Coalition>) -> Pattern {
        let mut all: Vec<Coalition> = (0..agents)
            .map(|agent| Coalition::single(AgentId(agent)))
            .chain(coalitions)
            .filter(|coalition| !coalition.is_empty())
            .collect();
        all.sort_unstable();
        all.dedup();
        if agents < 20 && all.len() == (1 << agents) - 1 {
            Pattern::All
        } else if all.len() == agents {
            Pattern::Singletons
        } else {
            Pattern::Listed(all)
        }
    }

    /// Whether the coalition can form.
    pub fn contains(&self, coalition: Coalition) -> bool {
        match self {
            Pattern::All => true,
            Pattern::Singletons => coalition.len() == 1,
            Pattern::Listed(list) => list.binary_search(&coalition).is_ok(),
        }
    }

    /// The coalitions that can form, in [`Coalition`] order, made one at a time.
    pub fn coalitions(&self, agents: usize) -> Box<dyn Iterator<Item = Coalition> + '_> {
        match self {
            Pattern::All => Box::new((1..=agents).flat_map(move |size| Combinations::new(agents, size))),
            Pattern::Singletons => Box::new((0..agents).map(|agent| Coalition::single(AgentId(agent)))),
            Pattern::Listed(list) => Box::new(list.iter().copied()),
        }
    }

    /// The coalitions that can form, without the grand one.
    pub fn proper_coalitions(&self, agents: usize) -> impl Iterator<Item = Coalition> + '_ {
        self.coalitions(agents).filter(move |coalition| coalition.len() < agents)
    }

    /// Number of coalitions that can form, without the grand one, saturating.
    pub fn proper_count(&self, agents: usize) -> u64 {
        match self {
            Pattern::All => Coalition::grand(agents).0.saturating_sub(1),
            Pattern::Singletons => agents as u64 - u64::from(agents == 1),
            Pattern::Listed(list) => list.iter().filter(|coalition| coalition.len() < agents).count() as u64,
        }
    }

    /// The non-grand coalitions that can form and lie in no larger one of these: the only ones that CBDP must look at
    /// (two type profiles that share a posterior still share it when the coalition grows).
    pub fn maximal_proper_coalitions(&self, agents: usize) -> Vec<Coalition> {
        match self {
            Pattern::All => {
                let grand = Coalition::grand(agents);
                (0..agents).rev().map(|agent| grand.without(AgentId(agent))).collect()
            }
            Pattern::Singletons => self.proper_coalitions(agents).collect(),
            Pattern::Listed(_) => {
                let proper: Vec<Coalition> = self.proper_coalitions(agents).collect();
                proper
                    .iter()
                    .copied()
                    .filter(|small| !proper.iter().any(|large| large != small && small.is_subset_of(*large)))
                    .collect()
            }
        }
    }
}

/// The coalitions of one size in lexicographic order of their members.
struct Combinations {
    agents: usize,
    members: Option<Vec<usize>>,
}

impl Combinations {
    fn new(agents: usize, size: usize) -> Combinations {
        Combinations { agents, members: (size <= agents).then(|| (0..size).collect()) }
    }
}

impl Iterator for Combinations {
    type Item = Coalition;

    fn next(&mut self) -> Option<Coalition> {
        let members = self.members.as_mut()?;
        let coalition = members.iter().map(|member| AgentId(*member)).collect();
        let size = members.len();
        match (0..size).rev().find(|place| members[*place] < self.agents - size + place) {
            None => self.members = None,
            Some(place) => {
                let first = members[place] + 1;
                for (step, member) in members[place..].iter_mut().enumerate() {
                    *member = first + step;
                }
            }
        }
        Some(coalition)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(members: &[usize]) -> Coalition {
        members.iter().map(|member| AgentId(*member)).collect()
    }

    #[test]
    fn all_coalitions_come_in_order_of_size() {
        let all: Vec<Coalition> = Pattern::All.coalitions(3).collect();
        let expected = [&[0][..], &[1], &[2], &[0, 1], &[0, 2], &[1, 2], &[0, 1, 2]].map(set);
        assert_eq!(all, expected);
        assert!(all.is_sorted());
        assert_eq!(Pattern::All.coalitions(6).count(), 63);
        assert_eq!(Pattern::All.proper_count(6), 62);
    }

    #[test]
    fn listed_patterns_are_simplified_and_have_their_singletons() {
        assert_eq!(Pattern::listed(3, []), Pattern::Singletons);
        assert_eq!(Pattern::listed(2, [set(&[0, 1])]), Pattern::All);
        let pattern = Pattern::listed(3, [set(&[0, 1])]);
        assert_eq!(pattern.coalitions(3).count(), 4);
        assert!(pattern.contains(set(&[2])) && pattern.contains(set(&[0, 1])) && !pattern.contains(set(&[1, 2])));
        assert_eq!(pattern.maximal_proper_coalitions(3), vec![set(&[2]), set(&[0, 1])]);
        assert_eq!(Pattern::All.maximal_proper_coalitions(3), vec![set(&[0, 1]), set(&[0, 2]), set(&[1, 2])]);
    }
}
