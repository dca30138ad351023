//! Programs whose variables fall into blocks that have no row in common but through a few shared variables.
//!
//! # Method
//! Benders' decomposition. Write w for the shared variables and x_k for those of block k: rows about w alone, and rows
//! A_k x_k + C_k w ≥ b_k (or =). The *main* program has the rows about w alone; its answer w is shown to every block, which solves
//! A_k x_k ≥ b_k − C_k w. A block that cannot has multipliers y with yᵀA_k = 0 and yᵀ(b_k − C_k w) > 0, and with them the *cut*
//! yᵀC_k w ≥ yᵀb_k, which every w that the block can live with keeps and this one does not. Cuts are added until no block
//! objects. Long numbers in w would make long multipliers and these longer numbers in the next w; where a block's are long, an extreme vector
//! takes their place ([`super::extreme`]), which knows nothing of w. A ray of the main program is shown to the blocks with b_k = 0, and cut off in the same way.
//!
//! # Proofs
//! A cut is a combination of the program's own rows. Where the main program is contradictory, or has an optimum, its multipliers
//! times those of the cuts are multipliers of the program's rows, and x_k drops out; where all blocks agree, w and the x_k together are
//! the point. Either is verified on the whole program.
//!
//! # Size
//! Every program that is solved has the variables of one block, or the shared ones; a direct method would factor a matrix in all of them.
//! Nothing guarantees few rounds. Programs here need few, since points come from the middle of what the cuts leave.

use super::extreme::extreme;
use super::minimise::in_lowest_terms;
use super::outcome::{Dual, Farkas, Feasibility, Outcome, Point, Primal, Ray};
use super::patience::Patience;
use super::program::{Program, Relation, Sign};
use super::solve::{Method, Unsolved, solve_feasibility_within, solve_within};
use super::verify::{verify, verify_feasibility};
use ambimech_model::number::{Integer, Natural, Rational, bit_length, integer_bits, natural_bits};
use std::ops::Range;

/// After so many rounds of cuts the program is solved as a whole.
const MOST_ROUNDS: usize = 400;
/// Multipliers with more bits are long.
const LONG: usize = 128;

/// The outcome of the program, whose variables in each of these ranges share no row with those in another range. Ranges that overlap,
/// rows that touch two of them, and costs in one of them are no mistake: the program is then solved as [`solve_within`] does.
///
/// # Errors
/// As [`solve_within`].
pub fn solve_in_blocks(
    program: &Program,
    blocks: &[Range<usize>],
    patience: &mut Patience,
) -> Result<Outcome, Unsolved> {
    solve_in_blocks_with_cuts(program, blocks, &mut Vec::new(), patience)
}

/// A cut: multipliers of the program's rows, in whose sum the variables of one block drop out.
pub type Cut = Vec<(usize, Rational)>;

/// As [`solve_in_blocks`], beginning with cuts that are known and handing back all there are: a program that has these rows too, and more, may
/// begin with them. Those that are none are left out.
///
/// # Errors
/// As [`solve_within`].
pub fn solve_in_blocks_with_cuts(
    program: &Program,
    blocks: &[Range<usize>],
    cuts: &mut Vec<Cut>,
    patience: &mut Patience,
) -> Result<Outcome, Unsolved> {
    if let Some((row, variable)) = program.unknown_variable() {
        return Err(Unsolved::UnknownVariable { row, variable });
    }
    let Some(mut split) = Split::new(program, blocks) else {
        return solve_within(program, Method::Automatic, patience, &mut |_| {});
    };
    for cut in std::mem::take(cuts) {
        if split.is_cut(&cut) {
            split.add(cut);
        }
    }
    let solved = split.solve(patience);
    cuts.extend(split.origins.iter().filter_map(|origin| match origin {
        Origin::Cut(cut) => Some(cut.clone()),
        Origin::Row(_) => None,
    }));
    match solved? {
        Some(outcome) if verify(program, &outcome).is_ok() => Ok(outcome),
        _ => solve_within(program, Method::Automatic, patience, &mut |_| {}),
    }
}

/// Rows over variables of one block and shared ones.
struct Block {
    /// The program's variables, in the order of the block's own.
    variables: Range<usize>,
    /// The program's rows, in the order of the block's own.
    rows: Vec<usize>,
    /// Each row's coefficients of shared variables, by their numbers in the main program.
    shared: Vec<Vec<(usize, Rational)>>,
    /// A_k, with right sides for the shared values at hand.
    own: Program,
    /// Whether it has objected before; it is then asked before those that have not.
    has_objected: bool,
}

/// What a row of the main program is in terms of the program's rows.
enum Origin {
    /// One of them.
    Row(usize),
    /// Their sum with these multipliers.
    Cut(Cut),
}

impl Block {
    /// Whether the block can live with these shared values, or, as a direction, with these and right sides 0.
    fn solve(
        &mut self,
        program: &Program,
        shared: &[Rational],
        is_direction: bool,
        patience: &mut Patience,
    ) -> Result<Feasibility, Unsolved> {
        for (place, (row, entries)) in self.rows.iter().zip(&self.shared).enumerate() {
            let right = if is_direction { Rational::ZERO } else { program.rows()[*row].right().clone() };
            let taken = entries.iter().filter(|(variable, _)| !shared[*variable].is_zero());
            let right = taken.fold(right, |right, (variable, entry)| right - entry * &shared[*variable]);
            self.own.set_right(place, right);
        }
        let answer = solve_feasibility_within(&self.own, Method::Automatic, patience, &mut |_| {})?;
        self.has_objected |= matches!(answer, Feasibility::Infeasible { .. });
        Ok(answer)
    }
}

struct Split<'p> {
    program: &'p Program,
    blocks: Vec<Block>,
    /// The program's variables that are in no block, in the order of the main program's.
    shared: Vec<usize>,
    main: Program,
    origins: Vec<Origin>,
}

impl<'p> Split<'p> {
    fn new(program: &'p Program, ranges: &[Range<usize>]) -> Option<Split<'p>> {
        let mut owner: Vec<Option<usize>> = vec![None; program.variable_count()];
        let mut blocks = Vec::with_capacity(ranges.len());
        for (block, range) in ranges.iter().enumerate() {
            let mut own = Program::new();
            for variable in range.clone() {
                let place = owner.get_mut(variable)?;
                if place.replace(block).is_some() || !program.costs()[variable].is_zero() {
                    return None;
                }
                own.add_variable(program.signs()[variable]);
            }
            blocks.push(Block {
                variables: range.clone(),
                rows: Vec::new(),
                shared: Vec::new(),
                own,
                has_objected: false,
            });
        }
        let mut main = Program::new();
        let mut shared = Vec::new();
        let mut place_in_main = vec![0; program.variable_count()];
        for variable in (0..owner.len()).filter(|variable| owner[*variable].is_none()) {
            place_in_main[variable] = main.add_variable(program.signs()[variable]);
            main.set_cost(place_in_main[variable], program.costs()[variable].clone());
            shared.push(variable);
        }
        let mut origins = Vec::new();
        for (number, row) in program.rows().iter().enumerate() {
            let mut owners = row.entries().iter().filter_map(|(variable, _)| owner[*variable]);
            let block = owners.next();
            if owners.any(|other| Some(other) != block) {
                return None;
            }
            let (private, common): (Vec<_>, Vec<_>) =
                row.coefficients().partition(|(variable, _)| owner[*variable].is_some());
            let common: Vec<(usize, Rational)> =
                common.into_iter().map(|(variable, entry)| (place_in_main[variable], entry)).collect();
            match block.and_then(|block| blocks.get_mut(block)) {
                None => {
                    main.add_row(row.relation(), common, row.right().clone());
                    origins.push(Origin::Row(number));
                }
                Some(block) => {
                    let first = block.variables.start;
                    let private = private.into_iter().map(|(variable, entry)| (variable - first, entry)).collect();
                    block.own.add_row(row.relation(), private, Rational::ZERO);
                    block.rows.push(number);
                    block.shared.push(common);
                }
            }
        }
        Some(Split { program, blocks, shared, main, origins })
    }

    /// Rounds of cuts; `None` when they do not end.
    fn solve(&mut self, patience: &mut Patience) -> Result<Option<Outcome>, Unsolved> {
        for _ in 0..MOST_ROUNDS {
            let (point, ray, found) = match solve_within(&self.main, Method::Automatic, patience, &mut |_| {})? {
                Outcome::Infeasible { farkas: Farkas(multipliers) } => {
                    return Ok(Some(Outcome::Infeasible { farkas: Farkas(self.combined(&multipliers)) }));
                }
                Outcome::Optimal { value, primal: Primal(point), dual: Dual(dual) } => {
                    (point, None, Some((value, dual)))
                }
                Outcome::Unbounded { point: Point(point), ray: Ray(ray) } => (point, Some(ray), None),
            };
            let mut cuts = Vec::new();
            let whole_point = self.extended(&point, false, &mut cuts, patience)?;
            let whole_ray = ray.map(|ray| self.extended(&ray, true, &mut cuts, patience)).transpose()?;
            if cuts.is_empty() {
                return Ok(Some(match (found, whole_ray) {
                    (Some((value, dual)), _) => {
                        let (primal, dual) = (Primal(whole_point), Dual(self.combined(&dual)));
                        Outcome::Optimal { value, primal, dual }
                    }
                    (None, ray) => {
                        Outcome::Unbounded { point: Point(whole_point), ray: Ray(ray.unwrap_or_default()) }
                    }
                }));
            }
            cuts.into_iter().for_each(|cut| self.add(cut));
        }
        Ok(None)
    }

    /// All variables, the shared ones given. Multipliers of blocks that object are added to `cuts`, and what is returned is then
    /// not complete. Blocks that never objected are asked when the others have nothing to say.
    fn extended(
        &mut self,
        shared: &[Rational],
        is_direction: bool,
        cuts: &mut Vec<Cut>,
        patience: &mut Patience,
    ) -> Result<Vec<Rational>, Unsolved> {
        let mut whole = vec![Rational::ZERO; self.program.variable_count()];
        self.shared.iter().zip(shared).for_each(|(variable, value)| whole[*variable] = value.clone());
        for asked in [true, false] {
            let known = cuts.len();
            for block in self.blocks.iter_mut().filter(|block| block.has_objected == asked) {
                match block.solve(self.program, shared, is_direction, patience)? {
                    Feasibility::Feasible { point: Point(point) } => {
                        whole[block.variables.clone()].clone_from_slice(&point);
                    }
                    Feasibility::Infeasible { farkas } => {
                        let Farkas(multipliers) = shortened(&block.own, &farkas);
                        let used = block.rows.iter().copied().zip(multipliers);
                        cuts.push(used.filter(|(_, multiplier)| !multiplier.is_zero()).collect());
                    }
                }
            }
            if cuts.len() > known {
                break;
            }
        }
        Ok(whole)
    }

    /// Whether every solution of the program keeps the sum of these multiples of its rows, with nothing but shared variables in it.
    fn is_cut(&self, cut: &[(usize, Rational)]) -> bool {
        let mut entries = vec![Rational::ZERO; self.program.variable_count()];
        for (row, multiplier) in cut {
            let Some(row) = self.program.rows().get(*row) else { return false };
            if row.relation() == Relation::AtLeast && *multiplier < Rational::ZERO {
                return false;
            }
            row.coefficients().for_each(|(variable, entry)| entries[variable] += entry * multiplier);
        }
        let mut inner = (0..entries.len()).filter(|variable| self.shared.binary_search(variable).is_err());
        // A variable of at least 0 may be left over with a negative coefficient.
        inner.all(|variable| match self.program.signs()[variable] {
            Sign::Free => entries[variable].is_zero(),
            Sign::NonNegative => entries[variable] <= Rational::ZERO,
        })
    }

    /// Adds the sum of these multiples of the program's rows, from which the block's variables drop out, to the main program: the multiple of it
    /// whose largest coefficient is between 1/2 and 2, since whole multipliers can make coefficients too large for floating point.
    fn add(&mut self, mut cut: Cut) {
        let mut entries = vec![Rational::ZERO; self.program.variable_count()];
        let mut right = Rational::ZERO;
        let mut relation = Relation::Equal;
        for (row, multiplier) in &cut {
            let row = &self.program.rows()[*row];
            row.coefficients().for_each(|(variable, entry)| entries[variable] += entry * multiplier);
            right += row.right() * multiplier;
            if row.relation() == Relation::AtLeast {
                relation = Relation::AtLeast;
            }
        }
        // At a variable of the block that is at least 0 the coefficient may be negative, and the sum is then an inequality too.
        let is_inner = |variable: &usize| self.shared.binary_search(variable).is_err();
        if (0..entries.len()).filter(is_inner).any(|variable| !entries[variable].is_zero()) {
            relation = Relation::AtLeast;
        }
        let unit = power_of_two_near(self.shared.iter().map(|variable| &entries[*variable]));
        cut.iter_mut().for_each(|(_, multiplier)| *multiplier = &*multiplier / &unit);
        let common = self.shared.iter().map(|variable| &entries[*variable] / &unit).enumerate();
        let right = right / &unit;
        self.main.add_row(relation, common.filter(|(_, entry)| !entry.is_zero()).collect(), right);
        self.origins.push(Origin::Cut(cut));
    }

    /// Multipliers of the main program's rows as multipliers of the program's.
    fn combined(&self, multipliers: &[Rational]) -> Vec<Rational> {
        let mut combined = vec![Rational::ZERO; self.program.row_count()];
        for (origin, multiplier) in self.origins.iter().zip(multipliers).filter(|(_, number)| !number.is_zero()) {
            match origin {
                Origin::Row(row) => combined[*row] += multiplier,
                Origin::Cut(cut) => cut.iter().for_each(|(row, part)| combined[*row] += multiplier * part),
            }
        }
        combined
    }
}

/// The vector in whole numbers; an extreme one where these are long.
fn shortened(program: &Program, farkas: &Farkas) -> Farkas {
    let whole = in_lowest_terms(farkas);
    if whole.0.iter().all(|number| bit_length(number) <= LONG) {
        return whole;
    }
    let short = extreme(program, &whole).map(|short| in_lowest_terms(&short));
    let proves = |farkas: &Farkas| {
        let answer = Feasibility::Infeasible { farkas: farkas.clone() };
        verify_feasibility(program, &answer).is_ok()
    };
    short.filter(proves).unwrap_or(whole)
}

/// A power of two that the largest of these numbers is between half and twice of; 1 where all are 0.
fn power_of_two_near<'a>(numbers: impl Iterator<Item = &'a Rational>) -> Rational {
    let bits = |number: &Rational| (integer_bits(number.numerator()), natural_bits(number.denominator()));
    let sizes = numbers.filter(|number| !number.is_zero()).map(bits);
    let (above, below) = sizes.max_by(|one, other| (one.0 + other.1).cmp(&(other.0 + one.1))).unwrap_or_default();
    Rational::from_parts(Integer::ONE << above.saturating_sub(below), Natural::ONE << below.saturating_sub(above))
}

#[cfg(test)]
mod tests {
    use super::super::solve::{solve, solve_by};
    use super::*;

    /// Cuts of a program with fewer blocks are cuts of the program with all of them, and what begins with them ends the same; what is no cut is
    /// not taken for one.
    #[test]
    fn cuts_that_are_known_change_no_answer() {
        let mut kept = 0;
        for seed in 0..200 {
            let (program, blocks) = random_blocks(seed);
            let mut cuts = Vec::new();
            let first = solve_in_blocks_with_cuts(&program, &blocks, &mut cuts, &mut Patience::endless()).unwrap();
            kept += cuts.len();
            // A row times -1 is a cut only where it is an equation about shared variables; beyond the last row there is none.
            cuts.extend((0..program.row_count()).map(|row| vec![(row, Rational::NEG_ONE)]));
            cuts.push(vec![(program.row_count(), Rational::ONE)]);
            let again = solve_in_blocks_with_cuts(&program, &blocks, &mut cuts, &mut Patience::endless()).unwrap();
            let value = |outcome: &Outcome| match outcome {
                Outcome::Optimal { value, .. } => (0, value.clone()),
                Outcome::Infeasible { .. } => (1, Rational::ZERO),
                Outcome::Unbounded { .. } => (2, Rational::ZERO),
            };
            assert_eq!(value(&first), value(&again), "seed {seed}");
            assert!(verify(&program, &again).is_ok(), "seed {seed}");
        }
        assert!(kept > 100, "{kept}");
    }

    /// y ≤ 0 and L w + y ≥ 3 L for an L that is no floating point number: the cut says w ≥ 3 in numbers that are.
    #[test]
    fn cuts_have_coefficients_near_one() {
        let long = Rational::from(Integer::from(3).pow(900));
        let mut program = Program::new();
        let (w, y) = (program.add_variable(Sign::Free), program.add_variable(Sign::Free));
        program.set_cost(w, Rational::ONE);
        program.add_row(Relation::AtLeast, vec![(y, Rational::NEG_ONE)], Rational::ZERO);
        let entries = vec![(w, long.clone()), (y, Rational::ONE)];
        program.add_row(Relation::AtLeast, entries, &long * Rational::from(3));
        let mut split = Split::new(&program, &[Range { start: y, end: y + 1 }]).unwrap();
        split.add(vec![(0, Rational::ONE), (1, Rational::ONE)]);
        let cut = split.main.rows().last().unwrap();
        let (_, entry) = cut.coefficients().next().unwrap();
        assert!(entry > Rational::from_parts(1.into(), 2u8.into()) && entry < Rational::from(2), "{entry}");
        assert_eq!(*cut.right(), entry * Rational::from(3));
        let outcome =
            solve_in_blocks(&program, &[Range { start: y, end: y + 1 }], &mut Patience::endless()).unwrap();
        assert_eq!(word(&outcome), (0, Rational::from(3)));
    }

    /// A stream of small numbers.
    struct Numbers(u64);

    impl Numbers {
        fn below(&mut self, bound: u64) -> i64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            i64::try_from((self.0 >> 33) % bound).unwrap()
        }
    }

    /// Rows of every kind around a hidden point, a few of them beyond it; variables 0 and 1 and the last are shared.
    fn random_blocks(seed: u64) -> (Program, Vec<Range<usize>>) {
        let mut numbers = Numbers(seed);
        let count = 1 + usize::try_from(numbers.below(4)).unwrap();
        let blocks: Vec<Range<usize>> = (0..count).map(|block| 2 + 3 * block..5 + 3 * block).collect();
        let n = 3 + 3 * count;
        let mut program = Program::new();
        for _ in 0..n {
            program.add_variable(if numbers.below(3) == 0 { Sign::NonNegative } else { Sign::Free });
        }
        for shared in [0, 1, n - 1] {
            program.set_cost(shared, Rational::from(numbers.below(5) - 2));
        }
        let hidden: Vec<i64> = (0..n).map(|_| numbers.below(6)).collect();
        let mut add = |numbers: &mut Numbers, variables: &[usize]| {
            let entries: Vec<(usize, i64)> = variables.iter().map(|at| (*at, numbers.below(9) - 4)).collect();
            let worth: i64 = entries.iter().map(|(at, entry)| entry * hidden[*at]).sum();
            let relation = if numbers.below(6) == 0 { Relation::Equal } else { Relation::AtLeast };
            let beyond = if numbers.below(9) == 0 { 4 } else { 0 };
            let slack = if relation == Relation::Equal { 0 } else { numbers.below(4) } - beyond;
            let entries =
                entries.into_iter().map(|(at, entry)| (at, Rational::from_parts(entry.into(), 3u8.into())));
            program.add_row(relation, entries.collect(), Rational::from_parts((worth - slack).into(), 3u8.into()));
        };
        for _ in 0..numbers.below(4) {
            add(&mut numbers, &[0, 1, n - 1]);
        }
        for block in &blocks {
            for _ in 0..3 + numbers.below(4) {
                let own: Vec<usize> = block.clone().chain([0, 1, n - 1]).collect();
                add(&mut numbers, &own);
            }
        }
        (program, blocks)
    }

    fn word(outcome: &Outcome) -> (u8, Rational) {
        match outcome {
            Outcome::Optimal { value, .. } => (0, value.clone()),
            Outcome::Infeasible { .. } => (1, Rational::ZERO),
            Outcome::Unbounded { .. } => (2, Rational::ZERO),
        }
    }

    #[test]
    fn blocks_and_the_whole_agree() {
        let mut seen = [0, 0, 0];
        for seed in 0..400 {
            let (program, blocks) = random_blocks(seed);
            let expected = solve_by(&program, Method::Simplex, &mut |_| {}).unwrap();
            let outcome = Split::new(&program, &blocks).unwrap().solve(&mut Patience::endless()).unwrap().unwrap();
            assert_eq!(verify(&program, &outcome), Ok(()), "{seed}");
            assert_eq!(word(&outcome), word(&expected), "{seed}");
            assert_eq!(solve_in_blocks(&program, &blocks, &mut Patience::endless()), Ok(outcome), "{seed}");
            seen[usize::from(word(&expected).0)] += 1;
        }
        assert!(seen.iter().all(|count| *count > 20), "{seen:?}");
    }

    #[test]
    fn what_is_no_block_is_solved_as_a_whole() {
        let (mut program, _) = random_blocks(3);
        let n = program.variable_count();
        for blocks in [vec![0..3, 2..5], vec![2..3, 3..5], vec![0..1, 1..2], vec![2..5, n..n + 1]] {
            assert!(Split::new(&program, &blocks).is_none(), "{blocks:?}");
            assert_eq!(
                word(&solve_in_blocks(&program, &blocks, &mut Patience::endless()).unwrap()),
                word(&solve(&program).unwrap())
            );
        }
        program.add_row(Relation::Equal, vec![(n, Rational::ONE)], Rational::ONE);
        let row = program.row_count() - 1;
        let blocks = Range { start: 2, end: 5 };
        assert_eq!(
            solve_in_blocks(&program, &[blocks], &mut Patience::endless()),
            Err(Unsolved::UnknownVariable { row, variable: n })
        );
    }
}
