//! A best corner in floating point: which rows and signs are tight at it. Where the best points are many, the limit of the interior-point method lies
//! among them and names too few.
//!
//! # Method
//! The parametric simplex method on a dense dictionary of the half-spaces g·z ≥ h: first as many of them as are independent become
//! equations, those in front of the given order first. Then each constant b of a basic slack and each cost c of another one is replaced by b + με
//! and c + μδ with fixed pseudo-random ε, δ between 1 and 2, scaled to the numbers at hand. For μ large the dictionary is the best; μ falls, and at
//! the value at which some b or c would become negative, that one slack leaves or enters the basis, until μ is 0. Ties are rare, and a pivot is chosen
//! by neither side alone, so that no first phase is needed.
//!
//! Nothing that comes from here is believed: the tight rows are the whole answer, and the exact vectors are recovered from them.

use super::half_spaces::{HalfSpaces, Source};
use super::patience::Patience;

/// Numbers smaller than this, beside the largest of a row of length 1, are no pivots.
const NOTHING: f64 = 1e-9;
/// μ below this is 0: what is negative then is so by rounding.
const NO_LEVEL: f64 = 1e-10;
/// How often the table is made anew from the tight rows of the one before, without its rounding errors.
const PASSES: usize = 2;
/// Numbers of the table beyond which no corner is looked for.
const LARGEST_TABLE: usize = 2_000_000;
/// Pivots are at most so many times rows and columns.
const MOST_PIVOTS: usize = 10;

/// A corner.
#[derive(Debug)]
pub(super) struct Corner {
    /// What is tight there, and independent.
    pub(super) tight: Vec<Source>,
    /// z, about.
    pub(super) point: Vec<f64>,
}

/// A corner at which the costs are the smallest, about; `None` where there is none, the table is too large, or the patience is spent. `order` lists
/// half-spaces from the most certainly tight to the least.
pub(super) fn best_corner(picture: &HalfSpaces, order: &[usize], patience: &mut Patience) -> Option<Corner> {
    let (m, d) = (picture.count(), picture.dimension);
    let table = (m + 2).checked_mul(d + 2).filter(|table| *table <= LARGEST_TABLE)?;
    patience.propose((table as u64).saturating_mul(PASSES as u64 * 2 * (m + d) as u64))?;
    let (mut order, mut last) = (order.to_vec(), None);
    for _ in 0..PASSES {
        let mut table = Table::new(picture);
        table.install(&order)?;
        table.descend()?;
        order = table.tight().collect();
        last = Some(table);
    }
    last.map(|table| table.corner(picture))
}

/// Rows: the half-spaces, then the costs and what μ adds to them. Columns: the coordinates, then the constants and what μ adds to them. Variables
/// 0..d are the coordinates, d + r is the slack of half-space r.
struct Table {
    body: Vec<Vec<f64>>,
    basic: Vec<usize>,
    others: Vec<usize>,
    d: usize,
}

impl Table {
    fn new(picture: &HalfSpaces) -> Table {
        let (m, d) = (picture.count(), picture.dimension);
        let mut body = vec![vec![0.0; d + 2]; m + 2];
        for (row, numbers) in body.iter_mut().enumerate().take(m) {
            let (places, values) = picture.entries(row);
            places.iter().zip(values).for_each(|(place, value)| numbers[*place as usize] = *value);
            numbers[d] = -picture.rights[row];
        }
        body[m][..d].copy_from_slice(&picture.costs);
        Table { body, basic: (d..d + m).collect(), others: (0..d).collect(), d }
    }

    fn is_slack(&self, variable: usize) -> bool {
        variable >= self.d
    }

    /// As many coordinates as possible become basic, each for the first slack in the order with an entry that is large enough; then the numbers
    /// for μ are filled in. `None` when a coordinate that is left has a cost.
    fn install(&mut self, order: &[usize]) -> Option<()> {
        let (m, d) = (self.basic.len(), self.d);
        for row in order.iter().copied().chain(0..m) {
            if !self.is_slack(self.basic[row]) || self.others.iter().all(|other| self.is_slack(*other)) {
                continue;
            }
            let free = (0..d).filter(|column| !self.is_slack(self.others[*column]));
            let size = |column: &usize| self.body[row][*column].abs();
            let column = free.max_by(|one, other| size(one).total_cmp(&size(other)))?;
            if size(&column) > 1e-6 {
                self.pivot(row, column);
            }
        }
        let costs = self.body[m].clone();
        let is_loose = |column: usize| !self.is_slack(self.others[column]);
        let largest = costs[..d].iter().fold(0.0f64, |largest, cost| largest.max(cost.abs()));
        if (0..d).any(|column| is_loose(column) && costs[column].abs() > 1e-7 * largest) {
            return None;
        }
        let constants = self.body.iter().take(m).map(|row| row[d].abs()).fold(0.0f64, f64::max);
        let scale = |largest: f64| if largest > 0.0 { largest } else { 1.0 };
        let (for_costs, for_constants) = (scale(largest), scale(constants));
        let mut state = 1u64;
        let mut share = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            #[allow(clippy::cast_precision_loss)]
            let word = (state >> 40) as f64;
            1.0 + word / (1u64 << 24) as f64
        };
        for row in 0..m {
            self.body[row][d + 1] = if self.is_slack(self.basic[row]) { for_constants * share() } else { 0.0 };
        }
        for column in 0..d {
            self.body[m + 1][column] = if self.is_slack(self.others[column]) { for_costs * share() } else { 0.0 };
        }
        Some(())
    }

    /// Lets μ fall to 0; `None` when a row says that there is no point, a column that costs fall for ever, or pivots are too many.
    fn descend(&mut self) -> Option<()> {
        let (m, d) = (self.basic.len(), self.d);
        for _ in 0..MOST_PIVOTS * (m + d) {
            // The largest μ at which something becomes negative.
            let mut hit: Option<(f64, Result<usize, usize>)> = None;
            for row in (0..m).filter(|row| self.is_slack(self.basic[*row])) {
                let (constant, added) = (self.body[row][d], self.body[row][d + 1]);
                if added > NOTHING && hit.is_none_or(|(level, _)| -constant / added > level) {
                    hit = Some((-constant / added, Ok(row)));
                }
            }
            for column in (0..d).filter(|column| self.is_slack(self.others[*column])) {
                let (cost, added) = (self.body[m][column], self.body[m + 1][column]);
                if added > NOTHING && hit.is_none_or(|(level, _)| -cost / added > level) {
                    hit = Some((-cost / added, Err(column)));
                }
            }
            let Some((level, place)) = hit.filter(|(level, _)| *level > NO_LEVEL) else { return Some(()) };
            let cost = |table: &Table, column: usize| table.body[m][column] + level * table.body[m + 1][column];
            let constant = |table: &Table, row: usize| table.body[row][d] + level * table.body[row][d + 1];
            let (row, column) = match place {
                Ok(row) => {
                    let rising = (0..d)
                        .filter(|at| self.is_slack(self.others[*at]) && self.body[row][*at] > NOTHING)
                        .map(|at| (cost(self, at).max(0.0) / self.body[row][at], at));
                    (row, rising.min_by(|one, other| one.0.total_cmp(&other.0))?.1)
                }
                Err(column) => {
                    let falling = (0..m)
                        .filter(|at| self.is_slack(self.basic[*at]) && self.body[*at][column] < -NOTHING)
                        .map(|at| (constant(self, at).max(0.0) / -self.body[at][column], at));
                    (falling.min_by(|one, other| one.0.total_cmp(&other.0))?.1, column)
                }
            };
            self.pivot(row, column);
        }
        None
    }

    /// basic = Σ a other + …  ⇒  other = (basic − the rest) / a.
    fn pivot(&mut self, row: usize, column: usize) {
        let mut own = std::mem::take(&mut self.body[row]);
        let pivot = own[column];
        own.iter_mut().for_each(|entry| *entry /= -pivot);
        own[column] = 1.0 / pivot;
        for entries in self.body.iter_mut().filter(|entries| !entries.is_empty()) {
            let factor = entries[column];
            if factor != 0.0 {
                entries[column] = 0.0;
                entries.iter_mut().zip(&own).for_each(|(entry, above)| *entry += factor * above);
            }
        }
        self.body[row] = own;
        std::mem::swap(&mut self.basic[row], &mut self.others[column]);
    }

    /// The half-spaces that are tight.
    fn tight(&self) -> impl Iterator<Item = usize> + '_ {
        self.others.iter().filter(|other| self.is_slack(**other)).map(|slack| slack - self.d)
    }

    fn corner(&self, picture: &HalfSpaces) -> Corner {
        let mut point = vec![0.0; self.d];
        for (row, variable) in self.basic.iter().enumerate().filter(|(_, variable)| **variable < self.d) {
            point[*variable] = self.body[row][self.d];
        }
        Corner { tight: self.tight().map(|row| picture.sources[row]).collect(), point }
    }
}

#[cfg(test)]
mod tests {
    use super::super::dictionary::Dictionary;
    use super::super::optimum::at_corner;
    use super::super::outcome::{Outcome, Primal};
    use super::super::program::{Program, Relation, Sign};
    use super::super::solve::{Method, solve_within};
    use super::*;
    use ambimech_model::number::{Integer, Rational};

    fn numbers(mut state: u64) -> impl FnMut(u64) -> i64 {
        move |bound| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((state >> 33) % bound) as i64
        }
    }

    /// A program with so many rows or some more around a hidden point, with an equation, and every other time with costs that are the sum of two of its rows, so that a whole face is
    /// the best.
    fn program(round: u64, rows: usize, unit: &Integer) -> Program {
        let mut next = numbers(round + 3);
        let (n, m) = (3 + round as usize % 6, rows + round as usize % 23);
        let mut program = Program::new();
        let hidden: Vec<i64> = (0..n).map(|_| next(7)).collect();
        for variable in 0..n {
            program.add_variable(if variable % 3 == 1 { Sign::NonNegative } else { Sign::Free });
        }
        let mut costs = vec![Rational::ZERO; n];
        let add_to = |costs: &mut Vec<Rational>, entries: &[Rational]| {
            costs.iter_mut().zip(entries).for_each(|(cost, entry)| *cost += entry);
        };
        for row in 0..m {
            let entries: Vec<Rational> = (0..n)
                .map(|_| {
                    Rational::from(Integer::from(next(2_000_003) - 1_000_001) * unit + Integer::from(next(9) - 4))
                })
                .collect();
            let worth =
                entries.iter().zip(&hidden).fold(Rational::ZERO, |sum, (a, x)| sum + a * Rational::from(*x));
            let (relation, slack) = if row == 5 { (Relation::Equal, 0) } else { (Relation::AtLeast, next(3)) };
            if row < 2 || (round.is_multiple_of(2) && row < n) {
                add_to(&mut costs, &entries);
            }
            program.add_row(relation, entries.into_iter().enumerate().collect(), worth - Rational::from(slack));
        }
        costs.into_iter().enumerate().for_each(|(variable, cost)| program.set_cost(variable, cost));
        program
    }

    #[test]
    fn corners_have_the_value_of_the_exact_simplex_method() {
        let mut found = 0;
        for round in 0..80 {
            let program = program(round, 8, &Integer::ONE);
            let Outcome::Optimal { value, .. } =
                Dictionary::new(&program).solve(&mut Patience::endless()).unwrap()
            else {
                panic!("{round}: bounded by its own rows");
            };
            if let Some(Outcome::Optimal { value: own, .. }) =
                at_corner(&program, &mut Patience::endless(), &mut |_| {})
            {
                assert_eq!(own, value, "{round}");
                found += 1;
            }
        }
        assert!(found >= 75, "{found}");
    }

    /// A fall without end, and rows that contradict each other, have no corner.
    #[test]
    fn what_has_no_best_point_has_no_corner() {
        let mut falling = Program::new();
        let (x, y) = (falling.add_variable(Sign::NonNegative), falling.add_variable(Sign::Free));
        falling.set_cost(y, Rational::ONE);
        falling.add_row(Relation::AtLeast, vec![(x, Rational::ONE), (y, Rational::ONE)], Rational::ONE);
        assert_eq!(at_corner(&falling, &mut Patience::endless(), &mut |_| {}), None);
        falling.add_row(Relation::AtLeast, vec![(y, Rational::ONE)], Rational::from(2));
        let Some(Outcome::Optimal { value, primal: Primal(point), .. }) =
            at_corner(&falling, &mut Patience::endless(), &mut |_| {})
        else {
            panic!("bounded now");
        };
        assert_eq!((value, point.len()), (Rational::from(2), 2));
        falling.add_row(Relation::AtLeast, vec![(y, Rational::NEG_ONE)], Rational::NEG_ONE);
        assert_eq!(at_corner(&falling, &mut Patience::endless(), &mut |_| {}), None);
    }

    /// Numbers of five hundred bits: within the work of a corner, which does not pay for the exact simplex method.
    #[test]
    fn long_numbers_are_solved_with_little_work() {
        let unit = Integer::ONE << 500;
        let mut dear = 0;
        for round in (0..40).filter(|round| round % 6 == 5) {
            let program = program(round, 80, &unit);
            let work = 1_000_000;
            let answer = solve_within(&program, Method::Automatic, &mut Patience::of(work), &mut |_| {});
            assert!(matches!(answer, Ok(Outcome::Optimal { .. })), "{round}: {answer:?}");
            dear += usize::from(
                solve_within(&program, Method::Simplex, &mut Patience::of(work), &mut |_| {}).is_err(),
            );
        }
        assert!(dear > 0);
    }
}
