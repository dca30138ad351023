//! Exact solutions of sparse integer systems of any shape.
//!
//! # Method
//! Elimination modulo a prime finds a square part of full rank; the unknowns outside it get wished-for values, the others
//! follow by lifting ([`super::lifting`]). If an equation outside the square part then fails, the equations contradict each
//! other, and the transposed square part gives the combination that says so. Both answers are exact for the square part;
//! whether they are answers for the whole is checked here for equations and by the callers for everything.

use super::field::integer_residue;
use super::lifting::{Fractions, SquareSystem};
use super::modular_factors::ModularFactors;
use super::scaled_vector::ScaledVector;
use ambimech_model::number::{Integer, Natural, Rational, common_denominator, scaled_to};

/// Equations Σ entry · unknown = right, all integer.
#[derive(Debug, Clone, Default)]
pub(super) struct LinearSystem {
    /// How many unknowns.
    pub(super) width: usize,
    /// For each equation its unknowns, ascending, with their coefficients, none 0.
    pub(super) rows: Vec<Vec<(u32, Integer)>>,
    /// Right sides.
    pub(super) rights: Vec<Integer>,
}

/// What a system turned out to be.
#[derive(Debug, Clone)]
pub(super) enum Solution {
    /// Values of all unknowns.
    Values(ScaledVector),
    /// Multipliers of the equations whose sum has no unknowns and a right side that is not 0.
    Contradiction(Vec<Integer>),
}

/// A system with its square part.
pub(super) struct FactoredSystem<'s> {
    system: &'s LinearSystem,
    factors: ModularFactors,
    /// Place of each equation and unknown among the pivots.
    row_place: Vec<Option<u32>>,
    column_place: Vec<Option<u32>>,
}

impl LinearSystem {
    /// Finds the square part.
    pub(super) fn factor(&self) -> FactoredSystem<'_> {
        let residues = self
            .rows
            .iter()
            .map(|row| {
                let mut residues = Vec::with_capacity(row.len());
                residues.extend(row.iter().map(|(unknown, entry)| (*unknown, integer_residue(entry))));
                residues.retain(|(_, residue)| *residue != 0);
                residues
            })
            .collect();
        let factors = ModularFactors::new(residues, self.width);
        let mut row_place = vec![None; self.rows.len()];
        let mut column_place = vec![None; self.width];
        for (place, (row, column)) in (0u32..).zip(&factors.pivots) {
            row_place[*row as usize] = Some(place);
            column_place[*column as usize] = Some(place);
        }
        FactoredSystem { system: self, factors, row_place, column_place }
    }
}

impl FactoredSystem<'_> {
    /// How many equations are independent, modulo the prime.
    pub(super) fn rank(&self) -> usize {
        self.factors.pivots.len()
    }

    /// The equations of the square part.
    pub(super) fn independent_rows(&self) -> impl Iterator<Item = usize> + '_ {
        self.factors.pivots.iter().map(|(row, _)| *row as usize)
    }

    /// Whether this unknown gets the value that is wished for.
    pub(super) fn is_free(&self, unknown: usize) -> bool {
        self.column_place[unknown].is_none()
    }

    /// Solves with the wished-for values for the unknowns that are free. `None` when `most_digits` do not suffice or the
    /// prime hid something.
    pub(super) fn solve(&self, wish: &dyn Fn(usize) -> Rational, most_digits: usize) -> Option<Solution> {
        let system = self.system;
        let wishes: Vec<(usize, Rational)> = (0..system.width)
            .filter(|unknown| self.is_free(*unknown))
            .map(|unknown| (unknown, wish(unknown)))
            .filter(|(_, value)| !value.is_zero())
            .collect();
        // Everything over the wishes' common denominator.
        let unit: Natural = common_denominator(wishes.iter().map(|(_, value)| value));
        let mut fixed = vec![Integer::ZERO; system.width];
        for (unknown, value) in &wishes {
            fixed[*unknown] = scaled_to(value, &unit);
        }
        let unit = Integer::from(unit);
        let mut rows = Vec::with_capacity(self.rank());
        let mut rights = Vec::with_capacity(self.rank());
        for (row, _) in &self.factors.pivots {
            let right = &system.rights[*row as usize];
            let mut right = if unit.is_one() { right.clone() } else { right * &unit };
            let mut entries = Vec::with_capacity(system.rows[*row as usize].len());
            for (unknown, entry) in &system.rows[*row as usize] {
                match self.column_place[*unknown as usize] {
                    Some(place) => entries.push((place, entry)),
                    None if fixed[*unknown as usize].is_zero() => {}
                    None => right -= entry * &fixed[*unknown as usize],
                }
            }
            rows.push(entries);
            rights.push(right);
        }
        let (height, width) = (system.rows.len(), system.width);
        let solve_modulo = |residues: &[u64]| {
            let mut right = vec![0; height];
            let mut answer = vec![0; width];
            self.factors.pivots.iter().zip(residues).for_each(|((row, _), value)| right[*row as usize] = *value);
            self.factors.solve(&right, &mut answer);
            self.factors.pivots.iter().map(|(_, column)| answer[*column as usize]).collect()
        };
        let found =
            SquareSystem { rows: &rows, right: &rights, solve_modulo: &solve_modulo }.solve(most_digits)?;
        // All unknowns over one denominator: the lifted ones have `found.denominator · unit`.
        let numerators: Vec<Integer> = (0..width)
            .map(|unknown| match self.column_place[unknown] {
                Some(place) => found.numerators[place as usize].clone(),
                None => &fixed[unknown] * &found.denominator,
            })
            .collect();
        let denominator = &found.denominator * unit;
        let failing = (0..height).filter(|row| self.row_place[*row].is_none()).find(|row| {
            let mut sum = Integer::ZERO;
            system.rows[*row].iter().for_each(|(unknown, entry)| sum += entry * &numerators[*unknown as usize]);
            sum != &system.rights[*row] * &denominator
        });
        match failing {
            Some(row) => self.contradiction(row, most_digits).map(Solution::Contradiction),
            None => Some(Solution::Values(ScaledVector::from_parts(numerators, denominator))),
        }
    }

    /// This equation as a combination of those of the square part, which differ in the right side.
    fn contradiction(&self, row: usize, most_digits: usize) -> Option<Vec<Integer>> {
        let system = self.system;
        // Bᵀ y = the equation's entries in the square part's columns.
        let mut rows: Vec<Vec<(u32, &Integer)>> = vec![Vec::new(); self.rank()];
        for (equation, (pivot_row, _)) in (0u32..).zip(&self.factors.pivots) {
            for (unknown, entry) in &system.rows[*pivot_row as usize] {
                if let Some(place) = self.column_place[*unknown as usize] {
                    rows[place as usize].push((equation, entry));
                }
            }
        }
        let mut rights = vec![Integer::ZERO; self.rank()];
        for (unknown, entry) in &system.rows[row] {
            if let Some(place) = self.column_place[*unknown as usize] {
                rights[place as usize] = entry.clone();
            }
        }
        let (height, width) = (system.rows.len(), system.width);
        let solve_modulo = |residues: &[u64]| {
            let mut right = vec![0; width];
            let mut answer = vec![0; height];
            self.factors
                .pivots
                .iter()
                .zip(residues)
                .for_each(|((_, column), value)| right[*column as usize] = *value);
            self.factors.solve_transposed(&mut right, &mut answer);
            self.factors.pivots.iter().map(|(row, _)| answer[*row as usize]).collect()
        };
        let Fractions { numerators, denominator } =
            SquareSystem { rows: &rows, right: &rights, solve_modulo: &solve_modulo }.solve(most_digits)?;
        let mut multipliers = vec![Integer::ZERO; height];
        for ((pivot_row, _), numerator) in self.factors.pivots.iter().zip(numerators) {
            multipliers[*pivot_row as usize] = -numerator;
        }
        multipliers[row] = denominator;
        Some(multipliers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn system(width: usize, rows: &[&[i64]], rights: &[i64]) -> LinearSystem {
        let entries = |row: &&[i64]| {
            let all = row.iter().enumerate().map(|(at, entry)| (at as u32, Integer::from(*entry)));
            all.filter(|(_, entry)| !entry.is_zero()).collect()
        };
        LinearSystem {
            width,
            rows: rows.iter().map(entries).collect(),
            rights: rights.iter().map(|right| Integer::from(*right)).collect(),
        }
    }

    fn check(system: &LinearSystem) -> bool {
        let factored = system.factor();
        let wish = |unknown: usize| Rational::from_parts((unknown as i64 - 1).into(), 4u8.into());
        match factored.solve(&wish, 100).unwrap() {
            Solution::Values(values) => {
                let values = values.rationals();
                for (row, right) in system.rows.iter().zip(&system.rights) {
                    let sum = row.iter().fold(Rational::ZERO, |sum, (at, entry)| {
                        sum + &values[*at as usize] * Rational::from(entry.clone())
                    });
                    assert_eq!(sum, Rational::from(right.clone()));
                }
                (0..system.width)
                    .filter(|at| factored.is_free(*at))
                    .for_each(|at| assert_eq!(values[at], wish(at)));
                true
            }
            Solution::Contradiction(multipliers) => {
                let mut sums = vec![Integer::ZERO; system.width];
                let mut total = Integer::ZERO;
                for ((row, right), multiplier) in system.rows.iter().zip(&system.rights).zip(&multipliers) {
                    row.iter().for_each(|(at, e)| sums[*at as usize] += multiplier * e);
                    total += multiplier * right;
                }
                assert!(sums.iter().all(Integer::is_zero) && !total.is_zero());
                false
            }
        }
    }

    #[test]
    fn systems_of_every_shape_are_solved_or_refuted() {
        assert!(check(&system(3, &[], &[])));
        assert!(check(&system(0, &[&[], &[]], &[0, 0])));
        assert!(!check(&system(0, &[&[], &[]], &[0, 2])));
        assert!(check(&system(3, &[&[1, 2, 3], &[2, 4, 6]], &[1, 2])));
        assert!(!check(&system(3, &[&[1, 2, 3], &[2, 4, 6]], &[1, 3])));
        let mut state = 7u64;
        let mut next = |bound: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % bound
        };
        let mut seen = [0, 0];
        for round in 0..400usize {
            let (m, n) = (round % 9, 1 + round % 7);
            let sparse = 1 + round as u64 % 3;
            let rows: Vec<Vec<i64>> = (0..m)
                .map(|_| (0..n).map(|_| if next(sparse) == 0 { next(19) as i64 - 9 } else { 0 }).collect())
                .collect();
            let rows: Vec<&[i64]> = rows.iter().map(Vec::as_slice).collect();
            let rights: Vec<i64> = (0..m).map(|_| next(3) as i64).collect();
            seen[usize::from(check(&system(n, &rows, &rights)))] += 1;
        }
        assert!(seen[0] > 50 && seen[1] > 50);
        // Dense enough, and large enough, for the dense end of the elimination; rank 30 of 40.
        let base: Vec<Vec<i64>> = (0..30).map(|_| (0..50).map(|_| next(2001) as i64 - 1000).collect()).collect();
        let all: Vec<Vec<i64>> = (0..40)
            .map(|i| {
                if i < 30 {
                    base[i].clone()
                } else {
                    base[i - 30].iter().zip(&base[i - 20]).map(|(a, b)| a - 3 * b).collect()
                }
            })
            .collect();
        let rows: Vec<&[i64]> = all.iter().map(Vec::as_slice).collect();
        let rights: Vec<i64> = (0..40i64).map(|i| if i < 30 { i } else { (i - 30) - 3 * (i - 20) }).collect();
        let dense = system(50, &rows, &rights);
        assert_eq!(dense.factor().rank(), 30);
        assert!(check(&dense));
        let mut bumped = dense.clone();
        bumped.rights[35] += 1;
        assert!(!check(&bumped));
    }
}
