//! Allocations to which nobody objects.
//!
//! # Method
//! Let every coalition and joint type have one face Σ λ_i v_i ≤ V that v has to reach: Σ λ_i v_i(t_i) ≥ V. Then the worths v_i(t_i) and bundles
//! at every profile are the unknowns of one linear program, and whatever solves it has no objections. The search adds faces one objection at a
//! time: solve with the faces so far, look for the first objection to the solution, try each face of that coalition, nearest first, and go
//! back where the program has no solution.
//!
//! With faces that are complete (two agents) a search that ends without an answer shows that there is none; it is not believed for that:
//! [`super::empty`] gives a proof.

use super::face::{Face, dot, faces};
use super::reach::Reach;
use crate::lp::{Outcome, Primal, Program, Relation, Sign, solve};
use ambimech_model::coalition::Coalition;
use ambimech_model::economy::{Allocation, Economy};
use ambimech_model::index::{AgentId, JointTypeId, TypeId};
use ambimech_model::number::Rational;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// Most linear programs of a search.
const MOST_PROGRAMS: usize = 1_500;

/// Weights of an objective, by agent and type.
pub(super) type Weights = Vec<Vec<Rational>>;

/// What a search leads to.
pub(super) enum Found {
    /// An allocation to which none of the coalitions objects.
    Allocation(Allocation),
    /// None, after so many programs.
    Nothing(usize),
    /// A program was not solved.
    Unsolved,
}

/// A search among these coalitions with their types.
pub(super) struct Search<'e> {
    economy: &'e Economy,
    objectors: Vec<(Coalition, JointTypeId)>,
    weights: &'e Weights,
    faces: BTreeMap<usize, Vec<Face>>,
    programs: usize,
}

/// The numbers of a solution.
struct Point {
    worths: Vec<Vec<Rational>>,
    bundles: Vec<Vec<Vec<Rational>>>,
}

enum Step {
    Done(Allocation),
    Back,
    Stop,
    Unsolved,
}

impl<'e> Search<'e> {
    pub(super) fn new(
        economy: &'e Economy,
        objectors: Vec<(Coalition, JointTypeId)>,
        weights: &'e Weights,
    ) -> Search<'e> {
        Search { economy, objectors, weights, faces: BTreeMap::new(), programs: 0 }
    }

    pub(super) fn run(mut self) -> Found {
        match self.step(&mut Vec::new()) {
            Step::Done(allocation) => Found::Allocation(allocation),
            Step::Back | Step::Stop => Found::Nothing(self.programs),
            Step::Unsolved => Found::Unsolved,
        }
    }

    fn step(&mut self, chosen: &mut Vec<(usize, Face)>) -> Step {
        if self.programs >= MOST_PROGRAMS {
            return Step::Stop;
        }
        self.programs += 1;
        let point = match self.solve(chosen) {
            Ok(Some(point)) => point,
            Ok(None) => return Step::Back,
            Err(()) => return Step::Unsolved,
        };
        let mut objector = None;
        for (place, (coalition, joint)) in self.objectors.iter().enumerate() {
            if chosen.iter().any(|(known, _)| *known == place) {
                continue;
            }
            let reach = Reach { economy: self.economy, coalition: *coalition, joint: *joint };
            match reach.objection(&have(self.economy, *coalition, *joint, &point.worths)) {
                None => return Step::Unsolved,
                Some(Ok(_)) => {
                    objector = Some((place, reach));
                    break;
                }
                Some(Err(_)) => {}
            }
        }
        let Some((place, reach)) = objector else {
            return match Allocation::new(self.economy, point.bundles) {
                Ok(allocation) => Step::Done(allocation),
                Err(_) => Step::Unsolved,
            };
        };
        if let Entry::Vacant(known) = self.faces.entry(place) {
            let Some(found) = faces(&reach) else { return Step::Unsolved };
            known.insert(found);
        }
        let worths = have(self.economy, reach.coalition, reach.joint, &point.worths);
        let mut order = self.faces.get(&place).cloned().unwrap_or_default();
        // By how much of its weights is missing.
        order.sort_by_cached_key(|face| {
            let total = face.weights.iter().fold(Rational::ZERO, |sum, weight| sum + weight);
            (&face.value - dot(&face.weights, &worths)) / total
        });
        for face in order {
            chosen.push((place, face));
            match self.step(chosen) {
                Step::Back => {}
                other => return other,
            }
            chosen.pop();
        }
        Step::Back
    }

    /// The program with these faces: the most of Σ weights · v; `None` without solution.
    fn solve(&self, chosen: &[(usize, Face)]) -> Result<Option<Point>, ()> {
        let (economy, space) = (self.economy, self.economy.space());
        let mut program = Program::new();
        let mut worths: Vec<Vec<usize>> = Vec::new();
        for agent in space.agents() {
            let of = |program: &mut Program, own: TypeId| {
                let worth = program.add_variable(Sign::Free);
                program.set_cost(worth, -self.weights[agent.0][own.0].clone());
                worth
            };
            worths.push(space.types(agent).map(|own| of(&mut program, own)).collect());
        }
        let goods = economy.goods().len();
        let resources = economy.resources(economy.grand_coalition());
        let mut bundles: Vec<Vec<Vec<usize>>> = Vec::new();
        for profile in space.profiles() {
            let mut row = Vec::new();
            for agent in space.agents() {
                let own = space.type_of(profile, agent);
                let bundle: Vec<usize> = (0..goods).map(|_| program.add_variable(Sign::NonNegative)).collect();
                for piece in economy.utility(agent, own).pieces() {
                    let mut entries: Vec<(usize, Rational)> =
                        bundle.iter().copied().zip(piece.slopes.iter().cloned()).collect();
                    entries.push((worths[agent.0][own.0], -Rational::ONE));
                    program.add_row(Relation::AtLeast, entries, -piece.constant.clone());
                }
                row.push(bundle);
            }
            for (good, amount) in resources.iter().enumerate() {
                let entries = row.iter().map(|bundle| (bundle[good], -Rational::ONE)).collect();
                program.add_row(Relation::AtLeast, entries, -amount.clone());
            }
            bundles.push(row);
        }
        for (place, face) in chosen {
            let (coalition, joint) = self.objectors[*place];
            let members = economy.members(coalition, joint);
            let entries = members.iter().zip(&face.weights);
            let entries = entries.map(|((agent, own), weight)| (worths[agent.0][own.0], weight.clone())).collect();
            program.add_row(Relation::AtLeast, entries, face.value.clone());
        }
        match solve(&program).map_err(|_| ())? {
            Outcome::Optimal { primal: Primal(point), .. } => {
                let number = |place: &usize| point.get(*place).cloned().unwrap_or_default();
                let all = |places: &Vec<usize>| places.iter().map(number).collect::<Vec<Rational>>();
                Ok(Some(Point {
                    worths: worths.iter().map(all).collect(),
                    bundles: bundles.iter().map(|row| row.iter().map(all).collect()).collect(),
                }))
            }
            Outcome::Infeasible { .. } => Ok(None),
            Outcome::Unbounded { .. } => Err(()),
        }
    }
}

/// What the members have.
pub(super) fn have(
    economy: &Economy,
    coalition: Coalition,
    joint: JointTypeId,
    worths: &[Vec<Rational>],
) -> Vec<Rational> {
    let members: Vec<(AgentId, TypeId)> = economy.members(coalition, joint);
    members.iter().map(|(agent, own)| worths[agent.0][own.0].clone()).collect()
}
