//! A function of the type profile that is stored over only those agents' types on which it really depends.
//!
//! Payoffs u_i(a, ·) are usually constants, functions of one's own type (private values) or of two agents' types;
//! stored this way a payoff with private values costs |Θ_i| numbers, not |Θ|.

use crate::coalition::Coalition;
use crate::index::{AgentId, ProfileId};
use crate::number::Rational;
use crate::type_space::TypeSpace;

/// An exact function u(θ) that depends on the types of `depends_on` only, and on each of them truly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payoff {
    depends_on: Coalition,
    /// For each agent of `depends_on`: divisor and count that give its type in a profile, and its step in `values`.
    digits: Vec<Digit>,
    values: Vec<Rational>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Digit {
    stride: usize,
    count: usize,
    step: usize,
}

impl Payoff {
    /// The same number everywhere.
    pub fn constant(value: Rational) -> Payoff {
        Payoff { depends_on: Coalition::EMPTY, digits: Vec::new(), values: vec![value] }
    }

    /// The function with these values, one per joint type of `depends_on` in joint type order.
    /// Agents on whom the values do not depend after all are dropped.
    ///
    /// `None` when the number of values is not the number of joint types, or an agent is unknown.
    pub fn new(space: &TypeSpace, depends_on: Coalition, values: Vec<Rational>) -> Option<Payoff> {
        if !depends_on.is_subset_of(Coalition::grand(space.agent_count())) {
            return None;
        }
        if values.len() != space.joint_count(depends_on) {
            return None;
        }
        let (depends_on, values) = reduced(space, depends_on, values);
        let mut step = 1;
        let mut digits: Vec<Digit> = depends_on
            .members()
            .rev()
            .map(|agent| {
                let digit = Digit { stride: space.stride(agent), count: space.type_count(agent), step };
                step *= digit.count;
                digit
            })
            .collect();
        digits.reverse();
        Some(Payoff { depends_on, digits, values })
    }

    /// Whether the payoff was made for a space in which the agents it depends on have these numbers and places of types.
    pub fn fits(&self, space: &TypeSpace) -> bool {
        let same = |(agent, digit): (AgentId, &Digit)| {
            digit.stride == space.stride(agent) && digit.count == space.type_count(agent)
        };
        self.depends_on.is_subset_of(Coalition::grand(space.agent_count()))
            && self.depends_on.members().zip(&self.digits).all(same)
    }

    /// The agents on whose types the value truly depends.
    pub fn depends_on(&self) -> Coalition {
        self.depends_on
    }

    /// u(θ).
    #[inline]
    pub fn at(&self, profile: ProfileId) -> &Rational {
        let place: usize = self.digits.iter().map(|d| profile.0 / d.stride % d.count * d.step).sum();
        &self.values[place]
    }

    /// The values, one per joint type of [`Payoff::depends_on`].
    pub fn values(&self) -> &[Rational] {
        &self.values
    }

    /// Whether the value is 0 everywhere.
    pub fn is_zero(&self) -> bool {
        self.values.iter().all(Rational::is_zero)
    }
}

/// Drops the agents on whom the values do not depend.
fn reduced(space: &TypeSpace, mut depends_on: Coalition, mut values: Vec<Rational>) -> (Coalition, Vec<Rational>) {
    for agent in depends_on.members().collect::<Vec<AgentId>>() {
        let count = space.type_count(agent);
        let below: usize =
            depends_on.members().filter(|other| other.0 > agent.0).map(|other| space.type_count(other)).product();
        let first_in_block = |place: usize| (place / below).is_multiple_of(count);
        let constant = (0..values.len()).all(|place| {
            first_in_block(place) || values[place] == values[place - below * (place / below % count)]
        });
        if constant {
            let mut place = 0;
            values.retain(|_| {
                place += 1;
                first_in_block(place - 1)
            });
            depends_on = depends_on.without(agent);
        }
    }
    (depends_on, values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn irrelevant_agents_are_dropped() {
        let space = TypeSpace::new(vec![2, 3, 2]).unwrap();
        let all = Coalition::grand(3);
        // u = type of agent 1 (the middle one), written out over all profiles.
        let values =
            space.profiles().map(|profile| Rational::from(space.type_of(profile, AgentId(1)).0)).collect();
        let payoff = Payoff::new(&space, all, values).unwrap();
        assert_eq!(payoff.depends_on(), Coalition::single(AgentId(1)));
        assert_eq!(payoff.values().len(), 3);
        for profile in space.profiles() {
            assert_eq!(*payoff.at(profile), Rational::from(space.type_of(profile, AgentId(1)).0));
        }
        let full: Vec<Rational> = (0..12).map(|n| Rational::from(n * n)).collect();
        let payoff = Payoff::new(&space, all, full.clone()).unwrap();
        assert_eq!(payoff.depends_on(), all);
        assert!(space.profiles().all(|profile| *payoff.at(profile) == full[profile.0]));
        let flat = Payoff::new(&space, all, vec![Rational::ZERO; 12]).unwrap();
        assert_eq!(flat, Payoff::constant(Rational::ZERO));
        assert!(flat.is_zero());
        assert!(Payoff::new(&space, all, vec![]).is_none());
    }
}
