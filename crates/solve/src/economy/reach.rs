//! What a coalition can do: one linear program.
//!
//! Maximise Σ_S w_i τ_i over bundles z ≥ 0 with Σ_S z_i ≤ e_S, τ_i ≤ a_ik·z_i + b_ik for all pieces k, and τ_i ≥ floor_i where there is a
//! floor. The multipliers μ of the pieces and p of the goods are a [`Bound`] with weights λ_i = Σ_k μ_ik = w_i + (multiplier of the floor): at
//! an optimum Σ λ_i τ_i equals the bound; where the floors are out of reach, Farkas' multipliers give Σ λ_i floor_i above the bound.

use crate::lp::{Dual, Farkas, Outcome, Primal, Program, Relation, Sign, solve};
use ambimech_model::coalition::Coalition;
use ambimech_model::economy::{Bound, Economy, Move};
use ambimech_model::index::{AgentId, JointTypeId, TypeId};
use ambimech_model::number::Rational;

/// A coalition with types.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reach<'e> {
    pub(super) economy: &'e Economy,
    pub(super) coalition: Coalition,
    pub(super) joint: JointTypeId,
}

/// The best that it can do.
#[derive(Debug, Clone)]
pub(super) struct Best {
    /// Bundles, by member.
    pub(super) bundles: Vec<Vec<Rational>>,
    /// What they are worth, by member.
    pub(super) worths: Vec<Rational>,
    /// Why there is no better.
    pub(super) bound: Bound,
}

/// What came out.
#[derive(Debug, Clone)]
pub(super) enum Reached {
    Best(Best),
    /// The floors cannot be had, by this bound.
    Impossible(Bound),
}

/// Where the variables and rows of a member are.
struct Places {
    worths: Vec<usize>,
    bundles: Vec<Vec<usize>>,
    pieces: Vec<Vec<usize>>,
    goods: Vec<usize>,
}

impl<'e> Reach<'e> {
    pub(super) fn members(&self) -> Vec<(AgentId, TypeId)> {
        self.economy.members(self.coalition, self.joint)
    }

    /// The common part: bundles, worths below their pieces, and the goods there are.
    fn frame(&self, program: &mut Program) -> Places {
        let goods = self.economy.goods().len();
        let mut places = Places { worths: Vec::new(), bundles: Vec::new(), pieces: Vec::new(), goods: Vec::new() };
        for (member, own) in self.members() {
            let worth = program.add_variable(Sign::Free);
            let bundle: Vec<usize> = (0..goods).map(|_| program.add_variable(Sign::NonNegative)).collect();
            let mut rows = Vec::new();
            for piece in self.economy.utility(member, own).pieces() {
                let mut entries: Vec<(usize, Rational)> =
                    bundle.iter().copied().zip(piece.slopes.iter().cloned()).collect();
                entries.push((worth, -Rational::ONE));
                rows.push(program.add_row(Relation::AtLeast, entries, -piece.constant.clone()));
            }
            places.worths.push(worth);
            places.bundles.push(bundle);
            places.pieces.push(rows);
        }
        for (good, amount) in self.economy.resources(self.coalition).into_iter().enumerate() {
            let entries = places.bundles.iter().map(|bundle| (bundle[good], -Rational::ONE)).collect();
            places.goods.push(program.add_row(Relation::AtLeast, entries, -amount));
        }
        places
    }

    fn bound(places: &Places, multipliers: &[Rational]) -> Bound {
        let of = |row: &usize| multipliers.get(*row).cloned().unwrap_or_default();
        let pieces: Vec<Vec<Rational>> = places.pieces.iter().map(|rows| rows.iter().map(of).collect()).collect();
        let sum = |numbers: &Vec<Rational>| numbers.iter().fold(Rational::ZERO, |sum, number| sum + number);
        Bound { weights: pieces.iter().map(sum).collect(), prices: places.goods.iter().map(of).collect(), pieces }
    }

    /// The most of Σ w_i u_i with these floors; `None` when the program was not solved.
    pub(super) fn maximise(&self, weights: &[Rational], floors: &[Option<Rational>]) -> Option<Reached> {
        let mut program = Program::new();
        let places = self.frame(&mut program);
        for ((worth, weight), floor) in places.worths.iter().zip(weights).zip(floors) {
            program.set_cost(*worth, -weight.clone());
            if let Some(floor) = floor {
                program.add_row(Relation::AtLeast, vec![(*worth, Rational::ONE)], floor.clone());
            }
        }
        match solve(&program).ok()? {
            Outcome::Optimal { primal: Primal(point), dual: Dual(dual), .. } => {
                let bundles = read_bundles(&places.bundles, &point);
                let worths = self.worths(&bundles);
                Some(Reached::Best(Best { bundles, worths, bound: Reach::bound(&places, &dual) }))
            }
            Outcome::Infeasible { farkas: Farkas(farkas) } => {
                Some(Reached::Impossible(Reach::bound(&places, &farkas)))
            }
            Outcome::Unbounded { .. } => None,
        }
    }

    /// What bundles are worth to the members.
    pub(super) fn worths(&self, bundles: &[Vec<Rational>]) -> Vec<Rational> {
        let members = self.members();
        members.iter().zip(bundles).map(|((agent, own), x)| self.economy.utility(*agent, *own).value(x)).collect()
    }

    /// Whether the coalition objects to these worths of its members: by what, or why not.
    pub(super) fn objection(&self, have: &[Rational]) -> Option<Result<Move, Bound>> {
        let floors: Vec<Option<Rational>> = have.iter().cloned().map(Some).collect();
        Some(match self.maximise(&vec![Rational::ONE; have.len()], &floors)? {
            Reached::Impossible(bound) => Err(bound),
            Reached::Best(best) if best.worths.iter().zip(have).any(|(worth, had)| worth > had) => {
                Ok(Move { coalition: self.coalition, joint: self.joint, bundles: best.bundles })
            }
            Reached::Best(best) => Err(best.bound),
        })
    }

    /// The weights of the face that is met first on the way from `start` in a direction > 0: most ρ with u_i(z_i) ≥ start_i + ρ d_i.
    pub(super) fn face_towards(&self, start: &[Rational], direction: &[Rational]) -> Option<Bound> {
        let mut program = Program::new();
        let places = self.frame(&mut program);
        let along = program.add_variable(Sign::Free);
        program.set_cost(along, -Rational::ONE);
        for ((worth, step), from) in places.worths.iter().zip(direction).zip(start) {
            let entries = vec![(*worth, Rational::ONE), (along, -step.clone())];
            program.add_row(Relation::AtLeast, entries, from.clone());
        }
        match solve(&program).ok()? {
            Outcome::Optimal { dual: Dual(dual), .. } => Some(Reach::bound(&places, &dual)),
            Outcome::Infeasible { .. } | Outcome::Unbounded { .. } => None,
        }
    }
}

fn read_bundles(places: &[Vec<usize>], point: &[Rational]) -> Vec<Vec<Rational>> {
    let amount = |place: &usize| point.get(*place).cloned().unwrap_or_default();
    places.iter().map(|bundle| bundle.iter().map(amount).collect()).collect()
}
