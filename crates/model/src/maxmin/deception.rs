//! Deceptions: what every type of every agent reports.

use crate::coalition::Coalition;
use crate::index::{AgentId, ProfileId, TypeId};
use crate::type_space::TypeSpace;

/// A deception profile α, by agent and type (THESIS 3.3.1). Agents outside a deceiving coalition report the truth.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Deception(pub Vec<Vec<TypeId>>);

impl Deception {
    /// Everybody reports the truth.
    pub fn truth(space: &TypeSpace) -> Deception {
        Deception(space.agents().map(|agent| space.types(agent).collect()).collect())
    }

    /// Whether it has a type of the right agent for every type of every agent of the space.
    pub fn fits(&self, space: &TypeSpace) -> bool {
        self.0.len() == space.agent_count()
            && space.agents().all(|agent| {
                let own = &self.0[agent.0];
                own.len() == space.type_count(agent) && own.iter().all(|t| t.0 < space.type_count(agent))
            })
    }

    /// α_i(t_i).
    pub fn report(&self, agent: AgentId, own: TypeId) -> TypeId {
        self.0[agent.0][own.0]
    }

    /// Whether everybody outside the coalition reports the truth.
    pub fn is_by(&self, coalition: Coalition) -> bool {
        let truthful = |(agent, own): (usize, &Vec<TypeId>)| {
            coalition.contains(AgentId(agent)) || own.iter().enumerate().all(|(t, report)| report.0 == t)
        };
        self.0.iter().enumerate().all(truthful)
    }

    /// The same with the members of a coalition telling the truth: α_−S.
    #[must_use]
    pub fn truthful_in(&self, coalition: Coalition) -> Deception {
        let of_agent = |(agent, own): (usize, &Vec<TypeId>)| {
            if coalition.contains(AgentId(agent)) { (0..own.len()).map(TypeId).collect() } else { own.clone() }
        };
        Deception(self.0.iter().enumerate().map(of_agent).collect())
    }

    /// t ↦ β(α(t)) for α this one.
    #[must_use]
    pub fn then(&self, next: &Deception) -> Deception {
        let of_agent =
            |(own, next): (&Vec<TypeId>, &Vec<TypeId>)| own.iter().map(|report| next[report.0]).collect();
        Deception(self.0.iter().zip(&next.0).map(of_agent).collect())
    }

    /// α(t) for every profile t, in order.
    pub fn reports(&self, space: &TypeSpace) -> Vec<ProfileId> {
        let of = |profile| {
            let step = |agent| self.report(agent, space.type_of(profile, agent)).0 * space.stride(agent);
            ProfileId(space.agents().map(step).sum())
        };
        space.profiles().map(of).collect()
    }
}

/// All deceptions of a coalition, in lexicographic order of the reports, the first agent's first type most significant.
#[derive(Debug, Clone)]
pub struct Deceptions {
    truth: Deception,
    /// Agent and type that choose a report, with the number of reports.
    places: Vec<(AgentId, TypeId, usize)>,
}

impl Deceptions {
    /// The deceptions of this coalition.
    pub fn of(space: &TypeSpace, coalition: Coalition) -> Deceptions {
        let mut places = Vec::new();
        for agent in coalition.members() {
            places.extend(space.types(agent).map(|own| (agent, own, space.type_count(agent))));
        }
        Deceptions { truth: Deception::truth(space), places }
    }

    /// Their number Π |T_i|^|T_i|, saturating.
    pub fn count(&self) -> u128 {
        self.places.iter().fold(1u128, |count, (_, _, reports)| count.saturating_mul(*reports as u128))
    }

    /// The deception with this number; numbers beyond the last begin again.
    pub fn nth(&self, number: u128) -> Deception {
        let mut found = self.truth.clone();
        let mut left = number;
        for (agent, own, reports) in self.places.iter().rev() {
            let reports = (*reports).max(1) as u128;
            found.0[agent.0][own.0] = TypeId(usize::try_from(left % reports).unwrap_or(0));
            left /= reports;
        }
        found
    }

    /// The number of the deception that agrees with this one on the types of the coalition.
    pub fn number(&self, deception: &Deception) -> usize {
        let digit = |number: usize, (agent, own, reports): &(AgentId, TypeId, usize)| {
            number * reports + deception.report(*agent, *own).0
        };
        self.places.iter().fold(0, digit)
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = Deception> + '_ {
        let count = self.count();
        std::iter::successors(Some(0u128), move |last| (last + 1 < count).then_some(last + 1))
            .map(|number| self.nth(number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_deception_once_in_order() {
        let space = TypeSpace::new(vec![2, 1, 3]).unwrap();
        let all: Vec<Deception> = Deceptions::of(&space, Coalition::grand(3)).iter().collect();
        assert_eq!(all.len(), 4 * 27);
        assert!(all.is_sorted() && all.windows(2).all(|pair| pair[0] != pair[1]));
        assert!(all.contains(&Deception::truth(&space)));
        let numbers = Deceptions::of(&space, Coalition::grand(3));
        assert!(all.iter().enumerate().all(|(place, deception)| numbers.number(deception) == place));
        let one = Coalition::single(AgentId(0));
        let singles: Vec<Deception> = Deceptions::of(&space, one).iter().collect();
        assert_eq!(singles.len(), 4);
        for alpha in &singles {
            assert!(alpha.is_by(one) && alpha.fits(&space));
            assert_eq!(alpha.truthful_in(one), Deception::truth(&space));
            for beta in &all {
                let both = alpha.then(beta);
                let (alpha, beta) = (alpha.reports(&space), beta.reports(&space));
                for (t, report) in both.reports(&space).into_iter().enumerate() {
                    assert_eq!(report, beta[alpha[t].0]);
                }
            }
        }
    }
}
