//! Systems of machine words, solved exactly by refining a floating point solution.
//!
//! # Method
//! Let C be an inverse of n of the equations B u = v in floating point, about, and q = 2^40. With r₀ = v, x_k = q C r_k, rounded, and
//! r_{k+1} = q r_k − B x_k in whole numbers, X_k = Σ_{i<k} q^{k−1−i} x_i keeps B X_k + r_k = q^k v whatever was lost to rounding, in all
//! equations and not only in the n. As long as the r_k stay small, which is looked at, X_k / q^k comes nearer to u by 40 binary digits a step.
//! (Wan, *An algorithm to solve integer linear systems exactly using numerical methods*, 2006.)
//!
//! Let d be the denominator of u. It is found by Euclid's algorithm from one combination of the X_k once q^k is beyond d² with some room, and d
//! divides the determinant, which tells when. Let N be the whole numbers nearest to d X_k / q^k, missing them by at most ε, and h the
//! largest Σ_j |B_ij| of an equation. B N − d v = B (N − d X_k / q^k) − d r_k / q^k are whole numbers of size at most
//! h ε + d |r_k| / q^k; where that is below 1 they are 0, and N / d is the solution. Fewer steps are enough for N than for d.
//!
//! Before, unknowns whose coefficients are all 1 and −1 and that share no equation are solved for in whole numbers: of programs about mechanisms those
//! of the budgets. What is left is small enough for dense factors, or else there is no answer here: nor where the numbers are too long, the solution is not
//! unique, the equations contradict each other, or floating point numbers see too little. [`super::linear_system`] has one then.

use super::lifting::Fractions;
use super::word_lifting::WordLifting;
use ambimech_model::number::Integer;

/// Most unknowns of the part with dense factors.
const LARGEST_CORE: usize = 128;

/// Largest coefficient and right side.
const LARGEST_ENTRY: u64 = 1 << 26;

/// Binary digits of a step, tried in turn: whole bytes.
const STEPS: [usize; 2] = [40, 24];

/// Equations Σ entry · unknown = right in machine words.
#[derive(Debug, Clone)]
pub(super) struct WordSystem {
    width: usize,
    /// Where each equation's entries begin, and the end of the last.
    starts: Vec<usize>,
    places: Vec<u32>,
    entries: Vec<i64>,
    rights: Vec<i64>,
}

impl WordSystem {
    /// The equations Σ_k row_k · unknown_k = 0, one for each column that is not left out; `None` when an entry is too long.
    pub(super) fn of_columns<'r>(
        rows: impl Iterator<Item = &'r [(usize, Integer)]> + Clone,
        is_left_out: &[bool],
    ) -> Option<WordSystem> {
        let mut ends = vec![0usize; is_left_out.len()];
        let mut width = 0;
        for row in rows.clone() {
            row.iter().for_each(|(column, _)| ends[*column] += usize::from(!is_left_out[*column]));
            width += 1;
        }
        let (mut starts, mut total) = (vec![0], 0);
        for end in &mut ends {
            let count = std::mem::replace(end, total);
            total += count;
            if count > 0 {
                starts.push(total);
            }
        }
        let (mut places, mut entries) = (vec![0u32; total], vec![0i64; total]);
        for (unknown, row) in (0u32..).zip(rows) {
            for (column, entry) in row.iter().filter(|(column, _)| !is_left_out[*column]) {
                let at = ends[*column];
                (places[at], entries[at]) = (unknown, short(i64::try_from(entry).ok()?)?);
                ends[*column] += 1;
            }
        }
        let rights = vec![0; starts.len() - 1];
        Some(WordSystem { width, starts, places, entries, rights })
    }

    /// One more equation; `None` when an entry is too long.
    pub(super) fn push(&mut self, coefficients: impl Iterator<Item = Option<i64>>, right: i64) -> Option<()> {
        for (unknown, entry) in (0u32..).zip(coefficients) {
            let entry = short(entry?)?;
            if entry != 0 {
                self.places.push(unknown);
                self.entries.push(entry);
            }
        }
        self.starts.push(self.places.len());
        self.rights.push(short(right)?);
        Some(())
    }

    /// How many equations there are.
    pub(super) fn equation_count(&self) -> usize {
        self.rights.len()
    }

    /// Right sides.
    pub(super) fn rights(&self) -> &[i64] {
        &self.rights
    }

    /// The unknowns of an equation with their coefficients.
    pub(super) fn equation(&self, equation: usize) -> impl Iterator<Item = (usize, i64)> + '_ {
        let range = self.starts[equation]..self.starts[equation + 1];
        self.places[range.clone()].iter().map(|place| *place as usize).zip(self.entries[range].iter().copied())
    }

    /// The only solution, if it is found here.
    pub(super) fn solve(&self) -> Option<Fractions> {
        let core = Core::new(self, &self.units())?;
        let mut lifting = WordLifting::new(&core)?;
        let found = STEPS.iter().find_map(|step| lifting.run(*step))?;
        let mut numerators = vec![Integer::ZERO; self.width];
        let units = core.units.iter().map(|unit| unit.unknown);
        let unknowns = core.unknowns.iter().copied().chain(units);
        unknowns.zip(found.numerators).for_each(|(unknown, number)| numerators[unknown] = number);
        Some(Fractions { numerators, denominator: found.denominator })
    }

    /// Unknowns with coefficients 1 and −1 alone that share no equation, each with the shortest of its equations and the coefficient there.
    fn units(&self) -> Vec<Option<(usize, i64)>> {
        let mut counts = vec![0usize; self.width];
        let mut is_unit = vec![true; self.width];
        for (place, entry) in self.places.iter().zip(&self.entries) {
            counts[*place as usize] += 1;
            is_unit[*place as usize] &= entry.unsigned_abs() == 1;
        }
        let mut units = vec![None; self.width];
        for equation in 0..self.rights.len() {
            let those = self.equation(equation).map(|(unknown, _)| unknown).filter(|unknown| is_unit[*unknown]);
            if let Some(first) = those.min_by_key(|unknown| (counts[*unknown], *unknown)) {
                let others = self.equation(equation).filter(|(unknown, _)| *unknown != first);
                others.for_each(|(unknown, _)| is_unit[unknown] = false);
            }
        }
        for equation in 0..self.rights.len() {
            let length = |equation: usize| self.starts[equation + 1] - self.starts[equation];
            for (unknown, entry) in self.equation(equation).filter(|(unknown, _)| is_unit[*unknown]) {
                match &units[unknown] {
                    Some((other, _)) if length(*other) <= length(equation) => {}
                    _ => units[unknown] = Some((equation, entry)),
                }
            }
        }
        units
    }
}

/// The number, if it is short enough.
fn short(entry: i64) -> Option<i64> {
    (entry.unsigned_abs() <= LARGEST_ENTRY).then_some(entry)
}

/// What is left when units are solved for.
pub(super) struct Core {
    /// The equations that are left.
    pub(super) system: WordSystem,
    /// For each unknown of these its number in the whole system.
    unknowns: Vec<usize>,
    /// What the others are.
    pub(super) units: Vec<Unit>,
    /// The largest Σ_j |B_ij| of an equation, those of units included.
    pub(super) height: i64,
}

/// An unknown that one equation gives: coefficient · (right − Σ entry · other unknown).
pub(super) struct Unit {
    /// Its number in the whole system.
    unknown: usize,
    /// 1 or −1.
    pub(super) coefficient: i64,
    /// The equation's right side.
    pub(super) right: i64,
    /// The equation's other unknowns, by their places in the core.
    pub(super) others: Vec<(u32, i64)>,
}

impl Core {
    fn new(whole: &WordSystem, units: &[Option<(usize, i64)>]) -> Option<Core> {
        let unknowns: Vec<usize> = (0..whole.width).filter(|unknown| units[*unknown].is_none()).collect();
        if unknowns.len() > LARGEST_CORE || unknowns.is_empty() {
            return None;
        }
        let mut place = vec![0u32; whole.width];
        (0u32..).zip(&unknowns).for_each(|(at, unknown)| place[*unknown] = at);
        let mut core = Core {
            system: WordSystem {
                width: unknowns.len(),
                starts: vec![0],
                places: Vec::with_capacity(2 * whole.places.len()),
                entries: Vec::with_capacity(2 * whole.places.len()),
                rights: Vec::with_capacity(whole.rights.len()),
            },
            unknowns,
            units: Vec::with_capacity(units.len()),
            height: 0,
        };
        let mut is_used = vec![false; whole.rights.len()];
        for (unknown, (equation, coefficient)) in
            units.iter().enumerate().filter_map(|(at, unit)| Some((at, (*unit)?)))
        {
            is_used[equation] = true;
            let others = whole.equation(equation).filter(|(other, _)| *other != unknown);
            let others: Vec<(u32, i64)> = others.map(|(other, entry)| (place[other], entry)).collect();
            core.height = core.height.max(1 + others.iter().map(|(_, entry)| entry.abs()).sum::<i64>());
            core.units.push(Unit { unknown, coefficient, right: whole.rights[equation], others });
        }
        // No sum overflows: an equation has one unit at most, whose coefficient is 1 or −1.
        let mut sums = vec![0i64; core.unknowns.len()];
        for equation in (0..whole.rights.len()).filter(|equation| !is_used[*equation]) {
            let mut right = whole.rights[equation];
            for (unknown, entry) in whole.equation(equation) {
                match units[unknown] {
                    None => sums[place[unknown] as usize] += entry,
                    Some((solved, coefficient)) => {
                        let factor = entry * coefficient;
                        right -= factor * whole.rights[solved];
                        for (other, entry) in whole.equation(solved).filter(|(other, _)| *other != unknown) {
                            sums[place[other] as usize] -= factor * entry;
                        }
                    }
                }
            }
            let mut height = 0;
            for (unknown, sum) in (0u32..).zip(&mut sums) {
                if *sum != 0 {
                    height += sum.abs();
                    core.system.places.push(unknown);
                    core.system.entries.push(std::mem::take(sum));
                }
            }
            core.system.starts.push(core.system.places.len());
            core.system.rights.push(right);
            core.height = core.height.max(height);
        }
        Some(core)
    }

    /// How many unknowns are left.
    pub(super) fn unknown_count(&self) -> usize {
        self.unknowns.len()
    }
}

#[cfg(test)]
mod tests {
    use super::super::linear_system::{LinearSystem, Solution};
    use super::*;
    use ambimech_model::number::Rational;

    fn system(rows: &[Vec<i64>], rights: &[i64]) -> WordSystem {
        let width = rows.first().map_or(0, Vec::len);
        let mut system = WordSystem { width, starts: vec![0], places: vec![], entries: vec![], rights: vec![] };
        rows.iter().zip(rights).for_each(|(row, right)| {
            system.push(row.iter().map(|entry| Some(*entry)), *right).unwrap();
        });
        system
    }

    /// What elimination modulo a prime and its lifting find, if there is one solution.
    fn by_lifting(rows: &[Vec<i64>], rights: &[i64]) -> Option<Vec<Rational>> {
        let entries = |row: &Vec<i64>| {
            let all = (0u32..).zip(row).map(|(at, entry)| (at, Integer::from(*entry)));
            all.filter(|(_, entry)| !entry.is_zero()).collect()
        };
        let whole = LinearSystem {
            width: rows[0].len(),
            rows: rows.iter().map(entries).collect(),
            rights: rights.iter().map(|right| Integer::from(*right)).collect(),
        };
        let factored = whole.factor();
        match factored.solve(&|_| Rational::ZERO, 1000).unwrap() {
            Solution::Values(values) if factored.rank() == rows[0].len() => Some(values.rationals()),
            _ => None,
        }
    }

    fn rationals(found: &Fractions) -> Vec<Rational> {
        let over = |number: &Integer| Rational::from_parts_signed(number.clone(), found.denominator.clone());
        found.numerators.iter().map(over).collect()
    }

    #[test]
    fn answers_are_those_of_lifting_modulo_a_prime() {
        let mut state = 17u64;
        let mut next = |bound: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % bound
        };
        let (mut found, mut with_units, mut contradictory) = (0, 0, 0);
        for round in 0..300usize {
            let (n, budgets) = (1 + round % 23, round % 4);
            let size = [3, 20, 2001, 1 << 20][round % 4];
            let extra = round % 3;
            let mut rows: Vec<Vec<i64>> = Vec::new();
            for row in 0..n + 2 * budgets {
                let some = |_| if next(3) > 0 { next(size) as i64 - size as i64 / 2 } else { 0 };
                let mut line: Vec<i64> = (0..n).map(some).collect();
                // Two or three equations share an unknown with 1 or −1.
                line.extend(
                    (0..budgets)
                        .map(|budget| if row % budgets.max(1) == budget { 1 - 2 * (row as i64 % 2) } else { 0 }),
                );
                rows.push(line);
            }
            let mut rights: Vec<i64> = rows.iter().map(|_| next(5) as i64 - 2).collect();
            // A solution of whole numbers in some rounds, so that equations beyond the square part agree.
            let hidden: Vec<i64> = rows[0].iter().map(|_| next(9) as i64 - 4).collect();
            let worth = |row: &Vec<i64>| row.iter().zip(&hidden).map(|(a, x)| a * x).sum::<i64>();
            if extra < 2 {
                rights = rows.iter().map(worth).collect();
            } else if rows.len() > rows[0].len() {
                rows.truncate(rows[0].len());
                rights.truncate(rows.len());
            }
            let whole = system(&rows, &rights);
            with_units += usize::from(whole.units().iter().any(Option::is_some));
            let expected = by_lifting(&rows, &rights);
            if let Some(answer) = whole.solve() {
                assert_eq!(Some(rationals(&answer)), expected, "{round}");
                found += 1;
            }
            // One right side more makes too many equations contradict each other.
            if rows.len() > rows[0].len() && expected.is_some() {
                rights[round % rows.len()] += 1;
                if by_lifting(&rows, &rights).is_none() {
                    assert!(system(&rows, &rights).solve().is_none());
                    contradictory += 1;
                }
            }
        }
        assert!(found > 150 && with_units > 100 && contradictory > 30, "{found}, {with_units}, {contradictory}");
    }

    /// Every unknown has a denominator of its own, so that the first fraction does not show all of them.
    #[test]
    fn denominators_are_collected() {
        let primes = [2i64, 3, 5, 7, 11, 13, 17, 19, 4, 9, 8, 49, 121, 16, 25, 6];
        let line = |at: usize| (0..primes.len()).map(|j| if j == at { primes[at] } else { 0 }).collect();
        let rows: Vec<Vec<i64>> = (0..primes.len()).map(line).collect();
        for shift in 0..12i64 {
            let rights: Vec<i64> = (0..primes.len() as i64).map(|at| (at * at + shift) % 11 - 5).collect();
            let found = system(&rows, &rights).solve().unwrap();
            let expected = rights.iter().zip(primes).map(|(a, b)| Rational::from(*a) / Rational::from(b));
            assert_eq!(rationals(&found), expected.collect::<Vec<_>>());
        }
    }

    #[test]
    fn what_is_not_made_for_words_has_no_answer() {
        // Dependent columns; contradiction; coefficients that are too long.
        assert!(system(&[vec![2, 4], vec![3, 6]], &[1, 1]).solve().is_none());
        assert!(system(&[vec![2, 3], vec![5, 4], vec![7, 7]], &[1, 1, 3]).solve().is_none());
        assert!(system(&[vec![2, 3], vec![5, 4], vec![7, 7]], &[1, 1, 2]).solve().is_some());
        let mut whole = system(&[vec![2]], &[1]);
        assert!(whole.push([Some(1i64 << 40)].into_iter(), 0).is_none());
        let long = Integer::ONE << 70;
        let rows = [[(0, long)]];
        assert!(WordSystem::of_columns(rows.iter().map(|row| row.as_slice()), &[false]).is_none());
        // A column that is left out is no equation.
        let rows = [[(0usize, Integer::from(3)), (1, Integer::from(5))]];
        let mut whole = WordSystem::of_columns(rows.iter().map(|row| row.as_slice()), &[true, false]).unwrap();
        whole.push([Some(0)].into_iter(), 0).unwrap();
        assert_eq!(whole.equation_count(), 2);
        assert_eq!(whole.equation(0).collect::<Vec<_>>(), [(0, 5)]);
    }
}
