//! Systems of machine words, solved exactly by refining a floating point solution.
//!
//! # Method
//! An inverse C of n of the equations B u = v in floating point, about. With r₀ = v, x_k = 2^32 C r_k, rounded, and
//! r_{k+1} = 2^32 r_k − B x_k in whole numbers, X_k = Σ_{i<k} 2^{32(k−1−i)} x_i keeps B X_k + r_k = 2^{32k} v whatever was lost to
//! rounding, in all equations and not only in the n. As long as the r_k stay small, which is looked at, X_k / 2^{32k} comes nearer to u by
//! 32 binary digits a step. (Wan, *An algorithm to solve integer linear systems exactly using numerical methods*, 2006.)
//!
//! Let d be the denominator of u. It is found by Euclid's algorithm from one combination of the X_k once 2^{32k} is beyond d² with some room, and d
//! divides the determinant, which tells when. Let N be the whole numbers nearest to d X_k / 2^{32k}, missing them by at most ε, and h the
//! largest Σ_j |B_ij| of an equation. B N − d v = B (N − d X_k / 2^{32k}) − d r_k / 2^{32k} are whole numbers of size at most
//! h ε + d |r_k| / 2^{32k}; where that is below 1 they are 0, and N / d is the solution. Fewer steps are enough for N than for d.
//!
//! Before, unknowns whose coefficients are all 1 and −1 and that share no equation are solved for in whole numbers: of programs about mechanisms those
//! of the budgets. What is left is small enough for dense factors, or else there is no answer here: nor where the numbers are too long, the solution is not
//! unique, the equations contradict each other, or floating point numbers see too little. [`super::linear_system`] has one then.

use super::dense_factors::DenseFactors;
use super::lifting::{Fractions, MARGIN, fraction};
use ambimech_model::number::{Integer, Natural, integer_bits};

/// Most unknowns of the part with dense factors.
const LARGEST_CORE: usize = 128;

/// Binary digits of a step.
const STEP: usize = 32;

/// What sums of products stay below.
const ROOM: f64 = (1u64 << 61) as f64;

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
                (places[at], entries[at]) = (unknown, i64::try_from(entry).ok()?);
                ends[*column] += 1;
            }
        }
        let rights = vec![0; starts.len() - 1];
        Some(WordSystem { width, starts, places, entries, rights })
    }

    /// One more equation; `None` when an entry is too long.
    pub(super) fn push(&mut self, coefficients: impl Iterator<Item = Option<i64>>, right: i64) -> Option<()> {
        for (unknown, entry) in (0u32..).zip(coefficients) {
            let entry = entry?;
            if entry != 0 {
                self.places.push(unknown);
                self.entries.push(entry);
            }
        }
        self.starts.push(self.places.len());
        self.rights.push(right);
        Some(())
    }

    fn equation(&self, equation: usize) -> impl Iterator<Item = (usize, i64)> + '_ {
        let range = self.starts[equation]..self.starts[equation + 1];
        self.places[range.clone()].iter().map(|place| *place as usize).zip(self.entries[range].iter().copied())
    }

    /// The only solution, if it is found here.
    pub(super) fn solve(&self) -> Option<Fractions> {
        let units = self.units();
        let core = Core::new(self, &units)?;
        let mut lifting = Lifting::new(self, core)?;
        let (mut next_try, last_try) = (2, lifting.last_try());
        for steps in 0.. {
            let step = lifting.next()?;
            if steps == next_try || steps == last_try {
                if let Some(found) = lifting.attempt() {
                    return Some(found);
                }
                next_try *= 4;
            }
            if steps >= last_try {
                break;
            }
            lifting.advance(step)?;
        }
        None
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

/// What is left when units are solved for.
struct Core {
    system: WordSystem,
    /// For each core unknown its number in the whole system.
    unknowns: Vec<usize>,
    /// For each unit its number, its coefficient, the right side, and the core unknowns of its equation.
    units: Vec<(usize, i64, i64, Vec<(u32, i64)>)>,
    /// The largest Σ_j |B_ij| of an equation, those of units included.
    height: i64,
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
        for (unknown, (equation, entry)) in units.iter().enumerate().filter_map(|(at, unit)| Some((at, (*unit)?))) {
            is_used[equation] = true;
            let others = whole.equation(equation).filter(|(other, _)| *other != unknown);
            let others: Vec<(u32, i64)> = others.map(|(other, entry)| (place[other], entry)).collect();
            core.note_height(others.iter().map(|(_, entry)| *entry).chain([entry]))?;
            core.units.push((unknown, entry, whole.rights[equation], others));
        }
        let mut sums = vec![0i64; core.unknowns.len()];
        for equation in (0..whole.rights.len()).filter(|equation| !is_used[*equation]) {
            let mut right = whole.rights[equation];
            for (unknown, entry) in whole.equation(equation) {
                match units[unknown] {
                    None => sums[place[unknown] as usize] = sums[place[unknown] as usize].checked_add(entry)?,
                    // The unit is entry' (right' − the others), entry' being 1 or −1.
                    Some((solved, unit)) => {
                        let factor = entry.checked_mul(unit)?;
                        right = right.checked_sub(factor.checked_mul(whole.rights[solved])?)?;
                        for (other, entry) in whole.equation(solved).filter(|(other, _)| *other != unknown) {
                            let sum = &mut sums[place[other] as usize];
                            *sum = sum.checked_sub(factor.checked_mul(entry)?)?;
                        }
                    }
                }
            }
            core.note_height(sums.iter().copied())?;
            core.system.push(sums.iter().map(|entry| Some(*entry)), right)?;
            sums.fill(0);
        }
        Some(core)
    }

    fn note_height(&mut self, mut entries: impl Iterator<Item = i64>) -> Option<()> {
        let height = entries.try_fold(0i64, |sum, entry| sum.checked_add(entry.checked_abs()?))?;
        self.height = self.height.max(height);
        // Rests are below twice the height, and are multiplied by 2^32.
        (self.height < 1 << 27).then_some(())
    }
}

/// The refinement under way.
struct Lifting {
    core: Core,
    width: usize,
    factors: DenseFactors,
    rests: Vec<i64>,
    /// x_k, one after the other, each for the core's unknowns and then for the units.
    digits: Vec<i64>,
    steps: usize,
    /// A power of 2 that C r_k stays below.
    size: usize,
}

impl Lifting {
    #[allow(clippy::cast_precision_loss)]
    fn new(whole: &WordSystem, core: Core) -> Option<Lifting> {
        let width = core.system.width;
        let mut dense = vec![0.0; width * core.system.rights.len()];
        for (equation, row) in dense.chunks_exact_mut(width).enumerate() {
            core.system.equation(equation).for_each(|(unknown, entry)| row[unknown] = entry as f64);
        }
        let factors = DenseFactors::new(dense, width)?;
        let rests = core.system.rights.clone();
        let is_small = |right: &i64| right.unsigned_abs() <= 1 << 28;
        let rights = core.units.iter().map(|(_, _, right, _)| right);
        if !rests.iter().chain(rights).all(is_small) {
            return None;
        }
        Some(Lifting { core, width: whole.width, factors, rests, digits: Vec::new(), steps: 0, size: 1 })
    }

    /// The number of steps after which there must be an answer: d divides the determinant.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    fn last_try(&self) -> usize {
        let digits = 2 * self.factors.determinant_bits().max(0.0) as usize + MARGIN + 2 * STEP;
        digits.div_ceil(STEP)
    }

    /// 2^32 C r_k, not yet rounded.
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    fn next(&mut self) -> Option<Vec<f64>> {
        let mut step = self.factors.solve(|equation| self.rests[equation] as f64);
        let largest = step.iter().fold(0.0f64, |largest, value| largest.max(value.abs()));
        let unit = (1u64 << STEP) as f64;
        if !(largest * unit * (self.core.height as f64) < ROOM && largest * unit < (1u64 << 50) as f64) {
            return None;
        }
        self.size = self.size.max(2 + largest.max(1.0).log2() as usize);
        step.iter_mut().for_each(|value| *value *= unit);
        Some(step)
    }

    /// Takes the step; `None` when the rests do not stay small.
    #[allow(clippy::cast_possible_truncation)]
    fn advance(&mut self, step: Vec<f64>) -> Option<()> {
        // Adding and taking this leaves the nearest whole number.
        const ROUND: f64 = 6_755_399_441_055_744.0;
        let start = self.digits.len();
        self.digits.extend(step.into_iter().map(|value| ((value + ROUND) - ROUND) as i64));
        let own = &self.digits[start..];
        let mut is_small = true;
        let system = &self.core.system;
        for (rest, range) in self.rests.iter_mut().zip(system.starts.windows(2)) {
            let pairs = system.places[range[0]..range[1]].iter().zip(&system.entries[range[0]..range[1]]);
            let sum: i64 = pairs.map(|(place, entry)| entry * own[*place as usize]).sum();
            *rest = (*rest << STEP) - sum;
            is_small &= rest.unsigned_abs() <= 2 * self.core.height.unsigned_abs();
        }
        for at in 0..self.core.units.len() {
            let (_, unit, right, others) = &self.core.units[at];
            let sum: i64 = others.iter().map(|(place, entry)| entry * self.digits[start + *place as usize]).sum();
            let right = if self.steps == 0 { right << STEP } else { 0 };
            self.digits.push(unit * (right - sum));
        }
        self.steps += 1;
        is_small.then_some(())
    }

    /// Σ weight · X after so many steps, over the given unknowns and weights.
    fn value(&self, steps: usize, weights: &[(usize, i64)]) -> Integer {
        let count = self.core.unknowns.len() + self.core.units.len();
        // From the lowest digit to the highest, with what is carried.
        let mut carry = 0i128;
        let mut bytes = Vec::with_capacity(4 * steps + 16);
        for digit in self.digits.chunks_exact(count).take(steps).rev() {
            let sum: i128 = weights.iter().map(|(place, weight)| i128::from(digit[*place]) * i128::from(*weight)).sum();
            carry += sum;
            bytes.extend_from_slice(&carry.to_le_bytes()[..STEP / 8]);
            carry >>= STEP;
        }
        let low = Integer::from(Natural::from_le_bytes(&bytes));
        low + (Integer::from(carry) << (STEP * steps))
    }

    /// The solution, if the digits so far show it.
    fn attempt(&self) -> Option<Fractions> {
        let length = STEP * self.steps;
        let modulus = Integer::ONE << length;
        let core = self.core.unknowns.len();
        // Of this combination most fractions have the whole denominator; which it is matters little.
        let weights: Vec<(usize, i64)> = (0..core).zip([1, 3, 2, 5, 4, 7, 6].into_iter().cycle()).collect();
        let size = self.size + integer_bits(&Integer::from(7 * core));
        // d times the distance of X / 2^length from the solution is at most 2^(bits + size − length).
        let bits = length.checked_sub(MARGIN + size)? / 2;
        let (bound, limit) = (Integer::ONE << (length - bits - MARGIN), Integer::ONE << bits);
        let denominator_of = |number: Integer| -> Option<Integer> {
            let rest = number & (&modulus - Integer::ONE);
            fraction(rest, &modulus, &bound, &limit).map(|(_, denominator)| denominator)
        };
        let mut denominator = denominator_of(self.value(self.steps, &weights))?;
        let height = integer_bits(&Integer::from(self.core.height));
        let mut numerators = vec![Integer::ZERO; self.width];
        let places = self.core.unknowns.iter().copied().chain(self.core.units.iter().map(|unit| unit.0));
        let mut done: Vec<usize> = Vec::with_capacity(self.width);
        for (place, unknown) in places.enumerate() {
            loop {
                let needed = integer_bits(&denominator) + self.size + 2 * height + 6;
                let steps = needed.div_ceil(STEP).min(self.steps);
                let own = STEP * steps;
                if needed > own {
                    return None;
                }
                let product = self.value(steps, &[(place, 1)]) * &denominator;
                // The nearest whole number, which must be near enough.
                let nearest: Integer = (&product + (Integer::ONE << (own - 1))) >> own;
                let missed = product - (&nearest << own);
                if integer_bits(&missed) + height + 2 <= own {
                    numerators[unknown] = nearest;
                    break;
                }
                let more = denominator_of(self.value(self.steps, &[(place, 1)]) * &denominator)?;
                if more.is_one() {
                    return None;
                }
                done.iter().for_each(|earlier| numerators[*earlier] *= &more);
                denominator *= more;
            }
            done.push(unknown);
        }
        Some(Fractions { numerators, denominator })
    }
}
