//! Orbits of deceptions, each about a function of the social choice set, under the symmetries of a problem.

use crate::symmetry::{Automorphism, Structure, find_automorphisms};
use ambimech_model::index::{AgentId, ProfileId, TypeId};
use ambimech_model::maxmin::{ChoiceId, ChoiceProblem, Deception, Deceptions, Reward, Scope};

/// A place is a function with a deception: f·(number of deceptions) + number. The first of every orbit, in the order of functions and of their
/// deceptions by lies, stands for it; automorphisms keep the number of lies.
pub(super) struct Orbits {
    generators: Vec<Automorphism>,
    /// For each place that stands for none the place that it is an image of, and by which generator.
    parents: Vec<Option<(usize, usize)>>,
    /// By place that stands for an orbit; elsewhere 0.
    sizes: Vec<usize>,
    count: usize,
}

impl Orbits {
    /// The orbits for deceptions in this order; each is an orbit of its own without `symmetries`.
    pub(super) fn new(
        problem: &ChoiceProblem,
        scope: Scope,
        (all, order): (&Deceptions, &[usize]),
        symmetries: bool,
    ) -> Orbits {
        let structure = if symmetries { Structure::of_problem(problem, scope) } else { None };
        let generators = structure.map_or_else(Vec::new, |structure| find_automorphisms(&structure));
        let (count, places) = (order.len(), order.len() * problem.choices().len());
        let mut found = Orbits { generators, parents: vec![None; places], sizes: vec![1; places], count };
        if found.generators.is_empty() {
            return found;
        }
        found.sizes = vec![0; places];
        let mut reached = vec![false; places];
        for first in
            problem.choice_ids().flat_map(|choice| order.iter().map(move |number| choice.0 * count + number))
        {
            if reached[first] {
                continue;
            }
            reached[first] = true;
            let mut orbit = vec![first];
            let mut next = 0;
            while let Some(from) = orbit.get(next).copied() {
                let told = all.nth((from % count) as u128);
                for (generator, by) in found.generators.iter().enumerate() {
                    let to = by.choices[from / count] * count + all.number(&image(by, &told));
                    if !reached[to] {
                        reached[to] = true;
                        found.parents[to] = Some((from, generator));
                        orbit.push(to);
                    }
                }
                next += 1;
            }
            found.sizes[first] = orbit.len();
        }
        found
    }

    /// How many orbits there are.
    pub(super) fn orbit_count(&self) -> usize {
        self.parents.iter().filter(|parent| parent.is_none()).count()
    }

    /// The deceptions about one function that stand for their orbits, in order.
    pub(super) fn first_of(&self, choice: ChoiceId, order: &[usize]) -> Vec<usize> {
        let stands = |number: &usize| self.parents[choice.0 * self.count + number].is_none();
        order.iter().copied().filter(stands).collect()
    }

    /// How many places one stands for.
    pub(super) fn size(&self, choice: ChoiceId, number: usize) -> usize {
        self.sizes[choice.0 * self.count + number]
    }

    /// The place that stands for this one, and the generators that lead from there to here.
    pub(super) fn way(&self, place: usize) -> (usize, Vec<&Automorphism>) {
        let (mut at, mut way) = (place, Vec::new());
        while let Some((from, generator)) = self.parents[at] {
            way.push(&self.generators[generator]);
            at = from;
        }
        way.reverse();
        (at, way)
    }
}

/// The function that one becomes along a way.
pub(super) fn choice_along(way: &[&Automorphism], choice: ChoiceId) -> ChoiceId {
    way.iter().fold(choice, |choice, by| ChoiceId(by.choices[choice.0]))
}

/// The reward, and the profile at which it is one, along a way.
pub(super) fn reward_along(
    problem: &ChoiceProblem,
    way: &[&Automorphism],
    (reward, at): (&Reward, ProfileId),
) -> (Reward, ProfileId) {
    let space = problem.environment().space();
    let mut found = (reward.clone(), at);
    for by in way {
        let (reward, at) = found;
        let mapped = Reward {
            choice: ChoiceId(by.choices[reward.choice.0]),
            coalition: by.coalition(reward.coalition),
            lotteries: by.function(space, problem.grand(), &reward.lotteries),
        };
        found = (mapped, by.profiles[at.0]);
    }
    found
}

/// g∘α∘g⁻¹.
fn image(by: &Automorphism, told: &Deception) -> Deception {
    let mut found = told.clone();
    for (agent, reports) in told.0.iter().enumerate() {
        for (own, report) in reports.iter().enumerate() {
            let (to, mapped) = by.point(AgentId(agent), TypeId(own));
            found.0[to.0][mapped.0] = by.point(AgentId(agent), *report).1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use ambimech_model::index::OutcomeId;
    use ambimech_model::type_space::TypeSpace;

    #[test]
    fn images_of_deceptions_say_the_images_of_reports() {
        let space = TypeSpace::new(vec![3, 2, 3]).unwrap();
        let t = |list: &[usize]| list.iter().copied().map(TypeId).collect::<Vec<TypeId>>();
        let agents = vec![AgentId(2), AgentId(1), AgentId(0)];
        let types = vec![t(&[1, 2, 0]), t(&[1, 0]), t(&[0, 2, 1])];
        let profile = |at| {
            let place = |i: AgentId| types[i.0][space.type_of(at, i).0].0 * space.stride(agents[i.0]);
            ProfileId(space.agents().map(place).sum())
        };
        let profiles = space.profiles().map(profile).collect();
        let by = Automorphism {
            agents: agents.clone(),
            types: types.clone(),
            profiles,
            outcomes: vec![OutcomeId(0)],
            choices: vec![0],
        };
        let all = Deceptions::of(&space, ambimech_model::coalition::Coalition::grand(3));
        for told in all.iter().step_by(17) {
            let (reports, mapped) = (told.reports(&space), image(&by, &told).reports(&space));
            for at in space.profiles() {
                assert_eq!(mapped[by.profiles[at.0].0], by.profiles[reports[at.0].0]);
            }
        }
    }
}
