//! What proofs become under an automorphism, and within a smaller deception.

use crate::symmetry::Automorphism;
use ambimech_model::coalition::Coalition;
use ambimech_model::robust::{
    BoundWeight, Deception, GainWeight, Lie, NoReward, Objection, Refutation, Requirement, joint_lies,
};
use ambimech_model::type_space::TypeSpace;

/// Images under one automorphism.
#[derive(Debug, Clone, Copy)]
pub struct Image<'i> {
    pub space: &'i TypeSpace,
    pub by: &'i Automorphism,
}

impl Image<'_> {
    pub fn outside(&self, coalition: Coalition) -> Coalition {
        coalition.complement(self.space.agent_count())
    }

    /// g∘β∘g⁻¹.
    pub fn deception(&self, deception: &Deception) -> Deception {
        let lie = |lie: Lie| {
            let (agent, truth) = self.by.point(lie.agent, lie.truth);
            Lie { agent, truth, report: self.by.point(lie.agent, lie.report).1 }
        };
        Deception::of(self.space, deception.lies().into_iter().map(lie)).unwrap_or_else(|| deception.clone())
    }

    /// A coalition, its true types and its reports.
    pub fn key(&self, key: super::monotonicity::Key) -> super::monotonicity::Key {
        let joint = |joint| self.by.joint(self.space, key.0, joint);
        (self.by.coalition(key.0), joint(key.1), joint(key.2))
    }

    /// An objection of the image of the coalition.
    pub fn objection(&self, objection: &Objection) -> Objection {
        let (coalition, truth, report) = self.key((objection.coalition, objection.truth, objection.report));
        let reward = self.by.function(self.space, self.outside(objection.coalition), &objection.reward);
        Objection { coalition, truth, report, reward }
    }

    /// A proof that the image of the coalition is silent.
    pub fn no_reward(&self, coalition: Coalition, proof: &NoReward) -> NoReward {
        let others = self.outside(coalition);
        let joint = |joint| self.by.joint(self.space, others, joint);
        match proof {
            NoReward::Sum { gains, bounds } => NoReward::Sum {
                gains: gains
                    .iter()
                    .map(|gain| GainWeight {
                        agent: self.by.agents[gain.agent.0],
                        reports: joint(gain.reports),
                        others: joint(gain.others),
                        weight: gain.weight.clone(),
                    })
                    .collect(),
                bounds: bounds
                    .iter()
                    .map(|bound| BoundWeight {
                        agent: self.by.agents[bound.agent.0],
                        reports: joint(bound.reports),
                        truth: self.by.profiles[bound.truth.0],
                        weight: bound.weight.clone(),
                    })
                    .collect(),
            },
            NoReward::Cases { requirement, cases } => {
                let mapped = cases.iter().map(|case| self.no_reward(coalition, case)).collect();
                NoReward::Cases {
                    requirement: self.requirement(coalition, requirement),
                    cases: self.in_order(requirement.coalition, mapped),
                }
            }
        }
    }

    /// A requirement on the rewards of the image of the coalition.
    pub fn requirement(&self, coalition: Coalition, requirement: &Requirement) -> Requirement {
        let large = requirement.coalition;
        let between: Coalition = large.members().filter(|agent| !coalition.contains(*agent)).collect();
        Requirement {
            coalition: self.by.coalition(large),
            truth: self.by.joint(self.space, large, requirement.truth),
            reports: self.by.joint(self.space, between, requirement.reports),
        }
    }

    /// The refutation of the image of a deception.
    pub fn refutation(&self, refutation: &Refutation) -> Refutation {
        let all = |list: &[Objection]| list.iter().map(|known| self.objection(known)).collect();
        match refutation {
            Refutation::Empty => Refutation::Empty,
            Refutation::Covered(objections) => Refutation::Covered(all(objections)),
            Refutation::Removed(objections, rest) => {
                Refutation::Removed(all(objections), Box::new(self.refutation(rest)))
            }
            Refutation::Divided(objection, branches) => {
                let mapped = branches.iter().map(|branch| self.refutation(branch)).collect();
                Refutation::Divided(self.objection(objection), self.in_order(objection.coalition, mapped))
            }
        }
    }

    /// What is listed by the members of a coalition, listed by the members of its image.
    pub fn in_order<T>(&self, coalition: Coalition, list: Vec<T>) -> Vec<T> {
        let mut found: Vec<_> = coalition.members().map(|agent| self.by.agents[agent.0]).zip(list).collect();
        found.sort_by_key(|(agent, _)| *agent);
        found.into_iter().map(|(_, item)| item).collect()
    }
}

/// What a refutation of a larger deception is for one within it: objections that nobody there needs are left out.
pub fn within(space: &TypeSpace, refutation: &Refutation, deception: &Deception) -> Refutation {
    let played = |known: &&Objection| deception.allows_joint(space, known.coalition, known.truth, known.report);
    match refutation {
        Refutation::Empty => Refutation::Empty,
        Refutation::Covered(objections) => {
            Refutation::Covered(objections.iter().filter(played).cloned().collect())
        }
        Refutation::Removed(objections, rest) => {
            let kept: Vec<Objection> = objections.iter().filter(played).cloned().collect();
            let lies = kept.iter().flat_map(|known| joint_lies(space, known.coalition, known.truth, known.report));
            let smaller = lies.fold(deception.clone(), |smaller, lie| smaller.without(lie));
            let rest = within(space, rest, &smaller);
            if kept.is_empty() { rest } else { Refutation::Removed(kept, Box::new(rest)) }
        }
        Refutation::Divided(objection, branches) => {
            let lies = joint_lies(space, objection.coalition, objection.truth, objection.report);
            let absent = lies.iter().position(|lie| !deception.allows(*lie)).and_then(|place| branches.get(place));
            match absent {
                Some(branch) => within(space, branch, deception),
                None => {
                    let smaller = lies.iter().zip(branches);
                    let of = |(lie, branch): (&Lie, &Refutation)| within(space, branch, &deception.without(*lie));
                    Refutation::Divided(objection.clone(), smaller.map(of).collect())
                }
            }
        }
    }
}
