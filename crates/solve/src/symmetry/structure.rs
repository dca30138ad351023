//! What a symmetry has to preserve, with equal numbers replaced by equal colours.

use super::automorphism::Automorphism;
use ambimech_model::coalition::{Coalition, Pattern};
use ambimech_model::index::{AgentId, JointTypeId, OutcomeId, ProfileId, TypeId};
use ambimech_model::lottery::Lottery;
use ambimech_model::maxmin::{ChoiceProblem, Scope as MaxminScope};
use ambimech_model::number::Rational;
use ambimech_model::robust::{BeliefSpace, PayoffEnvironment, Scope};
use ambimech_model::type_space::TypeSpace;
use std::collections::{BTreeMap, BTreeSet};

/// Numbers n²·|X|·|Θ| that are compared at most before symmetries are looked for at all.
const MAX_NUMBERS: usize = 20_000_000;

/// A belief: the profiles with the own type that have positive probability.
type Belief = Vec<(ProfileId, Rational)>;

/// Payoffs, functions, coalitions and beliefs, ready to be compared.
#[derive(Debug)]
pub struct Structure<'s> {
    space: &'s TypeSpace,
    /// By outcome; at i·|Θ| + θ the colour of u_i(x, θ).
    columns: Vec<Vec<usize>>,
    /// Outcomes with the same column, in order.
    classes: BTreeMap<Vec<usize>, Vec<OutcomeId>>,
    functions: Vec<Vec<Lottery>>,
    coalitions: Vec<BTreeSet<Coalition>>,
    /// By agent and type; empty without beliefs.
    beliefs: Vec<Vec<BTreeSet<Belief>>>,
    /// Every type of every agent, in agent order.
    points: Vec<(AgentId, TypeId)>,
    /// At p·(number of points) + q.
    colours: Vec<usize>,
}

impl<'s> Structure<'s> {
    /// What matters for a question about robust implementation; `None` when it is too large to be compared.
    pub fn of_payoffs(environment: &'s PayoffEnvironment, scope: &Scope) -> Option<Structure<'s>> {
        let function = environment.space().profiles().map(|at| environment.choice(at).clone()).collect();
        let payoff = |agent, outcome, at| environment.payoff(agent, outcome, at);
        let frame = (environment.space(), environment.outcome_count());
        Structure::new(frame, payoff, vec![function], listed_in(scope, environment.agent_count()), Vec::new())
    }

    /// What matters for a question about implementation on a type space; `None` when it is too large to be compared.
    pub fn of_types(
        environment: &'s PayoffEnvironment,
        types: &'s BeliefSpace,
        scope: &Scope,
    ) -> Option<Structure<'s>> {
        let space = types.space();
        let at: Vec<ProfileId> = space.profiles().map(|at| types.payoff_profile(environment, at)).collect();
        let function = at.iter().map(|at| environment.choice(*at).clone()).collect();
        let of_type = |agent: AgentId, own: TypeId| -> BTreeSet<Belief> {
            let split = space.split(Coalition::single(agent));
            let weighted = types.types()[agent.0][own.0].belief.iter();
            let belief = weighted.map(|(rest, share)| (split.profile(JointTypeId(own.0), *rest), share.clone()));
            BTreeSet::from([sorted(belief.collect())])
        };
        let of_agent = |agent| space.types(agent).map(|own| of_type(agent, own)).collect();
        let beliefs = space.agents().map(of_agent).collect();
        let payoff = |agent, outcome, place: ProfileId| environment.payoff(agent, outcome, at[place.0]);
        let frame = (space, environment.outcome_count());
        Structure::new(frame, payoff, vec![function], listed_in(scope, environment.agent_count()), beliefs)
    }

    /// What matters for a question about implementation under ambiguity; `None` when it is too large to be compared.
    pub fn of_problem(problem: &'s ChoiceProblem, scope: MaxminScope) -> Option<Structure<'s>> {
        let functions = problem.choices().iter().map(|choice| choice.lotteries.clone()).collect();
        let agents = problem.environment().space().agent_count();
        let coalitions = match scope {
            MaxminScope::Pattern => listed(problem.pattern(), agents).into_iter().collect(),
            MaxminScope::Double => Vec::new(),
        };
        let space = problem.environment().space();
        let of_type = |agent: AgentId, own: TypeId| -> BTreeSet<Belief> {
            let split = space.split(Coalition::single(agent));
            let own_place = space.joint_type(Coalition::single(agent), &[own]);
            let beliefs = problem.beliefs(agent, own).iter().map(|belief| {
                let weighted = split
                    .rest()
                    .map(|rest| (split.profile(own_place, rest), belief.probabilities()[rest.0].clone()));
                sorted(weighted.filter(|(_, weight)| !weight.is_zero()).collect())
            });
            beliefs.collect()
        };
        let of_agent = |agent| space.types(agent).map(|own| of_type(agent, own)).collect();
        let beliefs = space.agents().map(of_agent).collect();
        let frame = problem.environment().without_beliefs();
        let payoff = |agent, outcome, at| frame.payoff(agent, outcome, at);
        Structure::new((space, frame.outcomes().len()), payoff, functions, coalitions, beliefs)
    }

    fn new<'p>(
        (space, outcomes): (&'s TypeSpace, usize),
        payoff: impl Fn(AgentId, OutcomeId, ProfileId) -> &'p Rational,
        functions: Vec<Vec<Lottery>>,
        coalitions: Vec<BTreeSet<Coalition>>,
        beliefs: Vec<Vec<BTreeSet<Belief>>>,
    ) -> Option<Structure<'s>> {
        let agents = space.agent_count();
        let numbers = [agents, outcomes, space.size()].iter().try_fold(agents, |all, n| all.checked_mul(*n))?;
        if numbers > MAX_NUMBERS {
            return None;
        }
        let mut known: BTreeMap<Rational, usize> = BTreeMap::new();
        let mut colour = |value: &Rational| match known.get(value) {
            Some(found) => *found,
            None => {
                known.insert(value.clone(), known.len());
                known.len() - 1
            }
        };
        let mut columns = Vec::with_capacity(outcomes);
        for outcome in (0..outcomes).map(OutcomeId) {
            let mut column = Vec::with_capacity(agents * space.size());
            for agent in space.agents() {
                column.extend(space.profiles().map(|at| colour(payoff(agent, outcome, at))));
            }
            columns.push(column);
        }
        let mut classes: BTreeMap<Vec<usize>, Vec<OutcomeId>> = BTreeMap::new();
        for (place, column) in columns.iter().enumerate() {
            classes.entry(column.clone()).or_default().push(OutcomeId(place));
        }
        let points = space.agents().flat_map(|agent| space.types(agent).map(move |own| (agent, own))).collect();
        let mut found =
            Structure { space, columns, classes, functions, coalitions, beliefs, points, colours: Vec::new() };
        found.colours = found.pair_colours();
        Some(found)
    }

    /// Every type of every agent, in agent order.
    pub(super) fn points(&self) -> &[(AgentId, TypeId)] {
        &self.points
    }

    /// Number of types of an agent.
    pub(super) fn type_count(&self, agent: AgentId) -> usize {
        self.space.type_count(agent)
    }

    /// The colour of a pair of points.
    pub(super) fn colour(&self, first: usize, second: usize) -> usize {
        self.colours[first * self.points.len() + second]
    }

    /// For every pair of types of two agents what both get from every outcome, at all profiles with both types. Two types of one agent have no
    /// profile together.
    fn pair_colours(&self) -> Vec<usize> {
        let size = self.space.size();
        let mut known: BTreeMap<Vec<(usize, usize)>, usize> = BTreeMap::new();
        let mut colours = Vec::with_capacity(self.points.len() * self.points.len());
        for (i, own) in &self.points {
            for (j, other) in &self.points {
                let with_both =
                    |at: &ProfileId| self.space.type_of(*at, *i) == *own && self.space.type_of(*at, *j) == *other;
                let mut seen = Vec::new();
                for at in self.space.profiles().filter(with_both) {
                    let gets = |column: &Vec<usize>| (column[i.0 * size + at.0], column[j.0 * size + at.0]);
                    seen.extend(self.columns.iter().map(gets));
                }
                seen.sort_unstable();
                let next = known.len();
                colours.push(*known.entry(seen).or_insert(next));
            }
        }
        colours
    }

    /// The automorphism with these images of the points, if they make one: everything is compared.
    pub(super) fn complete(&self, images: &[usize]) -> Option<Automorphism> {
        let space = self.space;
        let mut agents = vec![AgentId(0); space.agent_count()];
        let mut types: Vec<Vec<TypeId>> =
            space.agents().map(|agent| vec![TypeId(0); space.type_count(agent)]).collect();
        for ((agent, own), image) in self.points.iter().zip(images) {
            let (to, mapped) = self.points[*image];
            agents[agent.0] = to;
            types[agent.0][own.0] = mapped;
        }
        let profile = |at: ProfileId| {
            let place = |i: AgentId| types[i.0][space.type_of(at, i).0].0 * space.stride(agents[i.0]);
            ProfileId(space.agents().map(place).sum())
        };
        let profiles: Vec<ProfileId> = space.profiles().map(profile).collect();
        let outcomes = self.outcomes(&agents, &profiles)?;
        let mut found = Automorphism { agents, types, profiles, outcomes, choices: Vec::new() };
        found.choices = self.choices(&found)?;
        let kept = |list: &BTreeSet<Coalition>| list.iter().all(|s| list.contains(&found.coalition(*s)));
        (self.coalitions.iter().all(kept) && self.keeps_beliefs(&found)).then_some(found)
    }

    /// Where outcomes go: to the one with the image of their payoffs, twins in order.
    fn outcomes(&self, agents: &[AgentId], profiles: &[ProfileId]) -> Option<Vec<OutcomeId>> {
        let size = self.space.size();
        let mut outcomes = vec![OutcomeId(0); self.columns.len()];
        for (column, from) in &self.classes {
            let mut image = vec![0; column.len()];
            for (i, to) in agents.iter().enumerate() {
                for (at, mapped) in profiles.iter().enumerate() {
                    image[to.0 * size + mapped.0] = column[i * size + at];
                }
            }
            let to = self.classes.get(&image).filter(|to| to.len() == from.len())?;
            from.iter().zip(to).for_each(|(from, to)| outcomes[from.0] = *to);
        }
        Some(outcomes)
    }

    fn choices(&self, found: &Automorphism) -> Option<Vec<usize>> {
        let mut choices = Vec::new();
        for function in &self.functions {
            let mapped: Vec<Lottery> = function.iter().map(|lottery| found.lottery(lottery)).collect();
            let is = |other: &Vec<Lottery>| {
                found.profiles.iter().zip(&mapped).all(|(at, lottery)| other[at.0] == *lottery)
            };
            let mut places = 0..self.functions.len();
            choices.push(places.find(|place| !choices.contains(place) && is(&self.functions[*place]))?);
        }
        Some(choices)
    }

    fn keeps_beliefs(&self, found: &Automorphism) -> bool {
        let image = |belief: &Belief| {
            sorted(belief.iter().map(|(at, weight)| (found.profiles[at.0], weight.clone())).collect())
        };
        self.beliefs.iter().enumerate().all(|(agent, of_types)| {
            of_types.iter().enumerate().all(|(own, beliefs)| {
                let (to, mapped) = found.point(AgentId(agent), TypeId(own));
                beliefs.iter().map(image).collect::<BTreeSet<Belief>>() == self.beliefs[to.0][mapped.0]
            })
        })
    }
}

/// A belief in the order of its profiles.
fn sorted(mut belief: Belief) -> Belief {
    belief.sort();
    belief
}

/// The coalitions of both patterns, where they matter.
fn listed_in(scope: &Scope, agents: usize) -> Vec<BTreeSet<Coalition>> {
    [&scope.objectors, &scope.guarded].into_iter().filter_map(|pattern| listed(pattern, agents)).collect()
}

/// The coalitions of a pattern; `None` when every permutation of the agents keeps it.
fn listed(pattern: &Pattern, agents: usize) -> Option<BTreeSet<Coalition>> {
    match pattern {
        Pattern::All | Pattern::Singletons => None,
        _ => Some(pattern.coalitions(agents).collect()),
    }
}
