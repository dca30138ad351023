//! How much probability must be moved until the belief of a type is a mixture of the beliefs of the agent's other types: bounds from
//! below and above that close in on each other.
//!
//! # Mathematics
//! Convex Independence fails for type θ of an agent at a prior p' exactly when some c in the simplex over the agent's types, with c_θ > 0,
//! has c_θ p'(θ, x) = Σ_j c_j p'(j, x) for all x. For a fixed c this is linear in p', and the distance D(c) of p from such priors is the value
//! of a linear program. The distance is the minimum of D, which is not convex. A part of the simplex, itself a simplex, has the
//! lower bound of [`ambimech_model::fragility::Bets`]: the best bet is again found by a linear program. For the whole simplex it is the
//! usual argument by separation; for a single point it is D(c), by duality. So:
//!
//! 1. start with the whole simplex for every type of every agent with three types or more;
//! 2. take the part with the smallest bound; a linear program at its middle may give a nearer prior that fails;
//! 3. cut the part in two at its longest edge, with a bet for each half;
//! 4. stop when the bounds are within [`GAP`] of each other, or after [`MOST_COEFFICIENTS`] coefficients of programs.
//!
//! Agents with two types are settled by pairs of rows, and pairs of rows give priors that fail for all agents. Cost: the programs of a part
//! have |Θ_−i| unknowns, those of a point 2 |Θ|.

use super::rows::{Rows, mixed};
use super::{RARE, closest_pair, fine, meeting};
use crate::condition::decide_condition;
use crate::lp::{Outcome, Primal, Program, Relation, Sign, solve};
use ambimech_model::certificate::ConditionCertificate;
use ambimech_model::coalition::Coalition;
use ambimech_model::condition::{Condition, UndecidedReason, Verdict};
use ambimech_model::environment::Environment;
use ambimech_model::fragility::{Bets, Distance, Measure, Nearest, NoNearer, Root};
use ambimech_model::index::{AgentId, JointTypeId, TypeId};
use ambimech_model::number::{Rational, sum};
use ambimech_model::prior::Prior;

/// Bounds that differ by less than one part in so many are near enough.
pub const GAP: u64 = 500;
/// Coefficients of all linear programs that are solved at most: about twenty seconds.
pub const MOST_COEFFICIENTS: usize = 600_000;
/// Type profiles beyond which the programs are not tried.
pub const MOST_PROFILES: usize = 256;

/// The distance in total variation, not yet checked.
pub(super) fn distance(environment: &Environment, prior: &Prior) -> Result<Distance, UndecidedReason> {
    let space = environment.space();
    let of = |wanted: fn(usize) -> bool| {
        let agents = space.agents().filter(move |agent| wanted(space.type_count(*agent)));
        agents.collect::<Vec<AgentId>>()
    };
    let singles = |agents: &[AgentId]| agents.iter().map(|agent| Coalition::single(*agent)).collect::<Vec<_>>();
    let (all, two, many) = (of(|count| count > 1), of(|count| count == 2), of(|count| count > 2));
    let Some(closest) = closest_pair(environment, prior, Measure::TotalVariation, &singles(&all))? else {
        return Ok(Distance::Never(NoNearer::Pairs));
    };
    let pair = meeting(environment, prior, Measure::TotalVariation, &closest);
    let pair = pair.ok_or(UndecidedReason::CertificateRefused)?;
    if many.is_empty() {
        let found = super::nearest(
            environment,
            Condition::ConvexIndependence,
            Measure::TotalVariation,
            closest.distance,
            pair,
            NoNearer::Pairs,
        );
        return found.ok_or(UndecidedReason::CertificateRefused);
    }
    if space.size() > MOST_PROFILES {
        return Err(UndecidedReason::TooLarge { steps: (space.size() as u128).pow(3) });
    }
    let below =
        closest_pair(environment, prior, Measure::TotalVariation, &singles(&two))?.map(|found| found.distance);
    let nearest = Failing::at(environment, prior, pair).ok_or(UndecidedReason::CertificateRefused)?;
    let mut search = Search { environment, prior, parts: Vec::new(), cuts: Vec::new(), nearest };
    for agent in many {
        search.start(agent)?;
    }
    search.run(below.as_ref());
    search.finish(below).ok_or(UndecidedReason::CertificateRefused)
}

/// A prior at which the condition fails.
struct Failing {
    prior: Prior,
    distance: Rational,
    certificate: ConditionCertificate,
}

impl Failing {
    fn at(environment: &Environment, from: &Prior, prior: Prior) -> Option<Failing> {
        let there = environment.with_prior(prior.clone()).ok()?;
        let Verdict::Fails(certificate) = decide_condition(&there, Condition::ConvexIndependence) else {
            return None;
        };
        let distance = Measure::TotalVariation.between(environment.space(), from, &prior)?;
        Some(Failing { prior, distance, certificate })
    }
}

/// A part of the simplex over an agent's types.
struct Part {
    /// Its place in the list of agents and types, and how it was reached: the halves, by the number of the cut.
    tree: usize,
    corners: Vec<Vec<Rational>>,
    bet: Vec<Rational>,
    /// Nothing nearer fails with a c in this part.
    bound: Rational,
    /// The cut that made it, and which half it is.
    made_by: Option<(usize, usize)>,
}

/// A cut that was made, with what made the part that was cut.
struct Cut {
    tree: usize,
    edge: (usize, usize),
    made_by: Option<(usize, usize)>,
}

/// The search over all types of all agents with three types or more.
struct Search<'a> {
    environment: &'a Environment,
    prior: &'a Prior,
    parts: Vec<Part>,
    cuts: Vec<Cut>,
    nearest: Failing,
}

impl Search<'_> {
    fn start(&mut self, agent: AgentId) -> Result<(), UndecidedReason> {
        let rows = Rows::new(self.environment.space(), self.prior, Coalition::single(agent));
        let count = rows.count();
        let corner = |place| (0..count).map(|t| if t == place { Rational::ONE } else { Rational::ZERO }).collect();
        for own in 0..count {
            let corners: Vec<Vec<Rational>> = (0..count).map(corner).collect();
            let tree = self.encoded(agent, TypeId(own));
            let (bet, bound) = best_bet(&rows, JointTypeId(own), &corners)
                .ok_or(UndecidedReason::TooLarge { steps: (count * self.environment.space().size()) as u128 })?;
            self.parts.push(Part { tree, corners, bet, bound, made_by: None });
        }
        Ok(())
    }

    /// The agents' types in one numbering.
    fn encoded(&self, agent: AgentId, own: TypeId) -> usize {
        let space = self.environment.space();
        (0..agent.0).map(|before| space.type_count(AgentId(before))).sum::<usize>() + own.0
    }

    fn decoded(&self, tree: usize) -> (AgentId, TypeId) {
        let space = self.environment.space();
        let mut own = tree;
        for agent in space.agents() {
            if own < space.type_count(agent) {
                return (agent, TypeId(own));
            }
            own -= space.type_count(agent);
        }
        (AgentId(0), TypeId(0))
    }

    fn lowest(&self) -> Option<usize> {
        (0..self.parts.len()).min_by(|a, b| self.parts[*a].bound.cmp(&self.parts[*b].bound).then(a.cmp(b)))
    }

    fn run(&mut self, below: Option<&Root>) {
        let near = Rational::from_parts((GAP - 1).into(), GAP.into());
        let mut coefficients = 0;
        while coefficients < MOST_COEFFICIENTS {
            let Some(place) = self.lowest() else { return };
            let bound = &self.parts[place].bound;
            // Nothing more to gain: the bounds meet, or the pairs of an agent with two types decide.
            if *bound >= &self.nearest.distance * &near || below.is_some_and(|pairs| *pairs <= *bound) {
                return;
            }
            let (agent, own) = self.decoded(self.parts[place].tree);
            let rows = Rows::new(self.environment.space(), self.prior, Coalition::single(agent));
            // Two programs of a part and one of a point, rows times unknowns.
            let (all, width) = (self.environment.space().size(), rows.row(JointTypeId(own.0)).len());
            coefficients += 2 * (4 * width + rows.count()) * width + 2 * all * (all + width);
            let middle = middle(&self.parts[place].corners);
            if let Some(found) = self.failing_at(&rows, JointTypeId(own.0), &middle)
                && found.distance < self.nearest.distance
            {
                self.nearest = found;
            }
            let edge = longest_edge(&self.parts[place].corners);
            let corners = &self.parts[place].corners;
            let two = Rational::from(2);
            let half: Vec<Rational> =
                corners[edge.0].iter().zip(&corners[edge.1]).map(|(a, b)| (a + b) / &two).collect();
            let replaced = |at: usize| {
                let mut corners = corners.clone();
                corners[at] = half.clone();
                best_bet(&rows, JointTypeId(own.0), &corners).map(|(bet, bound)| (corners, bet, bound))
            };
            let (Some(first), Some(second)) = (replaced(edge.0), replaced(edge.1)) else { return };
            let Part { tree, made_by, .. } = self.parts.swap_remove(place);
            self.cuts.push(Cut { tree, edge, made_by });
            let cut = self.cuts.len() - 1;
            for (which, (corners, bet, bound)) in [first, second].into_iter().enumerate() {
                self.parts.push(Part { tree, corners, bet, bound, made_by: Some((cut, which)) });
            }
        }
    }

    /// The nearest prior at which the type is a mixture with these c, from a linear program over what is added and removed.
    fn failing_at(&self, rows: &Rows, own: JointTypeId, c: &[Rational]) -> Option<Failing> {
        let mut program = Program::new();
        let width = rows.row(own).len();
        let mut variables: Vec<Vec<(usize, usize)>> = Vec::new();
        for (_, row) in rows.list() {
            let mut of_row = Vec::with_capacity(width);
            for weight in row {
                let (added, removed) =
                    (program.add_variable(Sign::NonNegative), program.add_variable(Sign::NonNegative));
                program.set_cost(added, Rational::ONE);
                program.add_row(Relation::AtLeast, vec![(removed, -Rational::ONE)], -weight.clone());
                of_row.push((added, removed));
            }
            variables.push(of_row);
        }
        let signed = |place: usize| if place == own.0 { -c[place].clone() } else { c[place].clone() };
        for x in 0..width {
            let mut entries = Vec::new();
            let mut right = Rational::ZERO;
            for (place, of_row) in variables.iter().enumerate() {
                entries.push((of_row[x].0, signed(place)));
                entries.push((of_row[x].1, -signed(place)));
                right -= signed(place) * &rows.row(JointTypeId(place))[x];
            }
            program.add_row(Relation::Equal, entries, right);
        }
        let balance = variables.iter().flatten();
        let balance = balance.flat_map(|(added, removed)| [(*added, Rational::ONE), (*removed, -Rational::ONE)]);
        program.add_row(Relation::Equal, balance.collect(), Rational::ZERO);
        let Ok(Outcome::Optimal { primal: Primal(values), value, .. }) = solve(&program) else { return None };
        if value >= &self.nearest.distance * rows.total() {
            return None;
        }
        let moved: Vec<(JointTypeId, Vec<Rational>)> = rows
            .list()
            .zip(&variables)
            .map(|((place, row), of_row)| {
                let cells = row.iter().zip(of_row);
                (
                    place,
                    cells.map(|(weight, (added, removed))| weight + &values[*added] - &values[*removed]).collect(),
                )
            })
            .collect();
        let space = self.environment.space();
        let weights = rows.with(space, self.prior, &moved);
        if let Some(found) = Prior::new(space, &weights).ok().and_then(|prior| self.failing(prior)) {
            return Some(found);
        }
        // Mixed with a little of a prior with full support that has the same mixture.
        let ratio = (sum(c) - &c[own.0]) / &c[own.0];
        let filling = rows.with_all(space, &[(own, vec![ratio; width])]);
        let mixed = mixed(&weights, &filling, &Rational::from_parts(1.into(), RARE.into()));
        Prior::new(space, &mixed).ok().and_then(|prior| self.failing(prior))
    }

    fn failing(&self, prior: Prior) -> Option<Failing> {
        Failing::at(self.environment, self.prior, prior)
    }

    /// The distance from all bounds.
    fn finish(self, below: Option<Root>) -> Option<Distance> {
        let parts = self.parts[self.lowest()?].bound.clone();
        let trees = self.trees();
        let fine = fine();
        let steps = Rational::from(fine.clone());
        let (low, exact) = match below {
            Some(pairs) if pairs <= parts => (pairs.floor_over(&fine), Some(pairs)),
            _ if parts >= self.nearest.distance => {
                (self.nearest.distance.clone(), Some(Root::from(self.nearest.distance.clone())))
            }
            _ => (Rational::from((parts * &steps).floor()) / steps, None),
        };
        let Failing { prior, distance, certificate } = self.nearest;
        let nearest = Nearest { low, high: distance, exact, prior, certificate, proof: NoNearer::Bets(trees) };
        Some(Distance::Nearest(Box::new(nearest)))
    }

    /// The bets of every type, as trees of cuts.
    fn trees(&self) -> Vec<(AgentId, TypeId, Bets)> {
        let mut roots: Vec<usize> = self.parts.iter().map(|part| part.tree).collect();
        roots.sort_unstable();
        roots.dedup();
        let tree = |root: &usize| {
            let (agent, own) = self.decoded(*root);
            (agent, own, self.grown(*root, None))
        };
        roots.iter().map(tree).collect()
    }

    /// What stands in this place of a tree.
    fn grown(&self, tree: usize, made_by: Option<(usize, usize)>) -> Bets {
        if let Some(part) = self.parts.iter().find(|part| part.tree == tree && part.made_by == made_by) {
            return Bets::Bet(part.bet.clone());
        }
        let found = self.cuts.iter().position(|cut| cut.tree == tree && cut.made_by == made_by);
        match found.map(|number| (number, &self.cuts[number])) {
            Some((number, cut)) => Bets::Cut {
                first: cut.edge.0,
                second: cut.edge.1,
                halves: Box::new([0, 1].map(|which| self.grown(tree, Some((number, which))))),
            },
            None => Bets::Bet(Vec::new()),
        }
    }
}

fn middle(corners: &[Vec<Rational>]) -> Vec<Rational> {
    let count = Rational::from(corners.len());
    let width = corners.first().map_or(0, Vec::len);
    (0..width).map(|place| sum(corners.iter().map(|corner| &corner[place])) / &count).collect()
}

/// The first longest edge.
fn longest_edge(corners: &[Vec<Rational>]) -> (usize, usize) {
    let mut best = ((0, 1), Rational::ZERO);
    for second in 1..corners.len() {
        for first in 0..second {
            let length = corners[first].iter().zip(&corners[second]).fold(Rational::ZERO, |sum, (a, b)| {
                let difference = a - b;
                sum + &difference * &difference
            });
            if length > best.1 {
                best = ((first, second), length);
            }
        }
    }
    best.0
}

/// The bet with the largest bound for a part, and the bound, a probability.
fn best_bet(rows: &Rows, own: JointTypeId, corners: &[Vec<Rational>]) -> Option<(Vec<Rational>, Rational)> {
    let width = rows.row(own).len();
    let mut program = Program::new();
    let bet: Vec<usize> = (0..width).map(|_| program.add_variable(Sign::Free)).collect();
    let [highest, lowest, bound] = [(); 3].map(|()| program.add_variable(Sign::Free));
    program.set_cost(bound, -Rational::ONE);
    let signed = |place: usize, c: &Rational| if place == own.0 { -c } else { c.clone() };
    for corner in corners {
        let entries = bet.iter().enumerate().map(|(x, variable)| {
            let parts = corner.iter().enumerate();
            let total = parts
                .fold(Rational::ZERO, |sum, (place, c)| sum + signed(place, c) * &rows.row(JointTypeId(place))[x]);
            (*variable, total)
        });
        program.add_row(Relation::AtLeast, entries.chain([(bound, -Rational::ONE)]).collect(), Rational::ZERO);
    }
    let largest = |is_own: bool| {
        let places = (0..rows.count()).filter(|place| (*place == own.0) == is_own);
        let values = places.flat_map(|place| corners.iter().map(move |corner| &corner[place]));
        values.max().cloned().unwrap_or(Rational::ZERO)
    };
    for factor in [largest(false), -largest(true)] {
        for variable in &bet {
            let entries = |end, sign: &Rational| vec![(*variable, &factor * sign), (end, Rational::ONE)];
            program.add_row(Relation::AtLeast, entries(highest, &-Rational::ONE), Rational::ZERO);
            program.add_row(Relation::AtLeast, entries(lowest, &Rational::ONE), Rational::ZERO);
        }
    }
    program.add_row(Relation::Equal, vec![(highest, Rational::ONE), (lowest, Rational::ONE)], Rational::ONE);
    let Ok(Outcome::Optimal { value, primal: Primal(values), .. }) = solve(&program) else { return None };
    Some((values[..width].to_vec(), -value / rows.total()))
}
