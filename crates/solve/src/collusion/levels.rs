//! Payments among the members of a coalition that bring their interim values to given levels.
//!
//! # Problem
//! Given w_i(θ_i) for i ∈ S, find ζ_i(θ_S) with Σ_i ζ_i = 0 and E\[ζ_i | θ_i\] = w_i(θ_i).
//!
//! # Every joint type of S occurs
//! Kosenok and Severinov (2008), Lemma A.3, in closed form (theory 9.3), for S and Θ_S in place of I and Θ: with
//! m_i(θ_i) = w_i(θ_i) p(θ_i) / |Θ_S∖i|,
//!
//! ζ_i(θ_S) p(θ_S) = m_i(θ_i) − Σ_{j≠i} (m_j(θ_j) − mean m_j) / (|S| − 1).
//!
//! It needs Σ_i E\[w_i\] = 0.
//!
//! # Otherwise
//! Types of members that stand together in a joint type that occurs are connected. Within each connected set the w_i must add up to
//! 0 in expectation; then money flows along a spanning tree: a type is given what it and the types behind it need, by the type
//! before it, at one joint type in which both stand.

use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId, TypeId};
use ambimech_model::number::Rational;
use ambimech_model::prior::Prior;
use ambimech_model::type_space::TypeSpace;
use std::collections::BTreeMap;

/// A member's type.
type Node = (AgentId, TypeId);
/// A type, the type before it, and where both stand.
type Branch = (Node, Node, JointTypeId);

/// The members' types as they occur together.
#[derive(Debug)]
pub(super) struct Levels<'a> {
    space: &'a TypeSpace,
    coalition: Coalition,
    /// p(θ_S).
    pub probabilities: Vec<Rational>,
    /// p(θ_i) for every member and type.
    marginals: BTreeMap<(AgentId, TypeId), Rational>,
    /// The connected set of every member's type that occurs, from 0.
    component: BTreeMap<(AgentId, TypeId), usize>,
    /// For every type but the first of its set, in the order found: itself, the type before it, and where both stand.
    tree: Vec<Branch>,
}

impl<'a> Levels<'a> {
    pub(super) fn new(environment: &'a Environment, prior: &Prior, coalition: Coalition) -> Levels<'a> {
        let space = environment.space();
        let total = Rational::from(prior.total().clone());
        let of = |coalition: Coalition| -> Vec<Rational> {
            let weights = prior.joint_weights(space, coalition).into_iter();
            weights.map(|weight| Rational::from(weight) / &total).collect()
        };
        let probabilities = of(coalition);
        let mut marginals = BTreeMap::new();
        for member in coalition.members() {
            let singles = of(Coalition::single(member));
            marginals.extend(singles.into_iter().enumerate().map(|(own, p)| ((member, TypeId(own)), p)));
        }
        let mut levels =
            Levels { space, coalition, probabilities, marginals, component: BTreeMap::new(), tree: Vec::new() };
        levels.connect();
        levels
    }

    /// Finds the connected sets, each from its first type, and the way to every other type.
    fn connect(&mut self) {
        let possible: Vec<(JointTypeId, Vec<(AgentId, TypeId)>)> = (0..self.probabilities.len())
            .filter(|own| !self.probabilities[*own].is_zero())
            .map(|own| (JointTypeId(own), self.space.joint_types(self.coalition, JointTypeId(own))))
            .collect();
        let mut of_type: BTreeMap<(AgentId, TypeId), Vec<usize>> = BTreeMap::new();
        for (place, (_, types)) in possible.iter().enumerate() {
            types.iter().for_each(|one| of_type.entry(*one).or_default().push(place));
        }
        let mut is_used = vec![false; possible.len()];
        let mut sets = 0;
        for start in of_type.keys() {
            if self.component.contains_key(start) {
                continue;
            }
            self.component.insert(*start, sets);
            let mut waiting = std::collections::VecDeque::from([*start]);
            while let Some(from) = waiting.pop_front() {
                for place in &of_type[&from] {
                    if std::mem::replace(&mut is_used[*place], true) {
                        continue;
                    }
                    let (own, types) = &possible[*place];
                    for to in types {
                        if !self.component.contains_key(to) {
                            self.component.insert(*to, sets);
                            self.tree.push((*to, from, *own));
                            waiting.push_back(*to);
                        }
                    }
                }
            }
            sets += 1;
        }
    }

    /// p(θ_i).
    pub(super) fn marginal(&self, agent: AgentId, own: TypeId) -> &Rational {
        &self.marginals[&(agent, own)]
    }

    /// The connected set of a type that occurs.
    pub(super) fn component(&self, agent: AgentId, own: TypeId) -> Option<usize> {
        self.component.get(&(agent, own)).copied()
    }

    /// The connected set of a joint type that occurs.
    pub(super) fn component_of(&self, own: JointTypeId) -> Option<usize> {
        if self.probabilities[own.0].is_zero() {
            return None;
        }
        let types = self.space.joint_types(self.coalition, own);
        types.first().and_then(|(agent, t)| self.component(*agent, *t))
    }

    /// Number of connected sets.
    pub(super) fn component_count(&self) -> usize {
        self.component.values().max().map_or(0, |last| last + 1)
    }

    /// ζ by joint type, one payment for every member in order; `None` when the levels do not balance.
    pub(super) fn payments(&self, level: &dyn Fn(AgentId, TypeId) -> Rational) -> Option<Vec<Vec<Rational>>> {
        let members: Vec<AgentId> = self.coalition.members().collect();
        let mut left = vec![Rational::ZERO; self.component_count()];
        for ((agent, own), set) in &self.component {
            left[*set] += level(*agent, *own) * self.marginal(*agent, *own);
        }
        if left.iter().any(|rest| !rest.is_zero()) {
            return None;
        }
        let weighted = if self.probabilities.iter().any(Rational::is_zero) {
            self.along_the_tree(&members, level)
        } else {
            self.spread(&members, level)
        };
        let divide = |(row, probability): (Vec<Rational>, &Rational)| {
            if probability.is_zero() {
                return row;
            }
            row.into_iter().map(|payment| payment / probability).collect()
        };
        Some(weighted.into_iter().zip(&self.probabilities).map(divide).collect())
    }

    /// ζ p where every joint type occurs.
    fn spread(&self, members: &[AgentId], level: &dyn Fn(AgentId, TypeId) -> Rational) -> Vec<Vec<Rational>> {
        let count = |number: usize| Rational::from(number as u64);
        let carried: Vec<Vec<Rational>> = members
            .iter()
            .map(|member| {
                let others = self.probabilities.len() / self.space.type_count(*member);
                let types = self.space.types(*member);
                types.map(|own| level(*member, own) * self.marginal(*member, own) / count(others)).collect()
            })
            .collect();
        let means: Vec<Rational> =
            carried.iter().map(|own| ambimech_model::number::sum(own) / count(own.len())).collect();
        let others = count(members.len() - 1);
        (0..self.probabilities.len())
            .map(|own| {
                let types = self.space.joint_types(self.coalition, JointTypeId(own));
                let excess: Vec<Rational> =
                    types.iter().enumerate().map(|(i, (_, t))| &carried[i][t.0] - &means[i]).collect();
                let total = ambimech_model::number::sum(&excess);
                let pay =
                    |(i, (_, t)): (usize, &(AgentId, TypeId))| &carried[i][t.0] - (&total - &excess[i]) / &others;
                types.iter().enumerate().map(pay).collect()
            })
            .collect()
    }

    /// ζ p along the spanning trees.
    fn along_the_tree(
        &self,
        members: &[AgentId],
        level: &dyn Fn(AgentId, TypeId) -> Rational,
    ) -> Vec<Vec<Rational>> {
        let place = |agent: AgentId| members.iter().take_while(|member| **member != agent).count();
        let mut needs: BTreeMap<(AgentId, TypeId), Rational> = self
            .component
            .keys()
            .map(|(agent, own)| ((*agent, *own), level(*agent, *own) * self.marginal(*agent, *own)))
            .collect();
        let mut weighted = vec![vec![Rational::ZERO; members.len()]; self.probabilities.len()];
        for (to, from, own) in self.tree.iter().rev() {
            let amount = needs.get(to).cloned().unwrap_or(Rational::ZERO);
            weighted[own.0][place(to.0)] += &amount;
            weighted[own.0][place(from.0)] -= &amount;
            if let Some(need) = needs.get_mut(from) {
                *need += amount;
            }
        }
        weighted
    }
}
