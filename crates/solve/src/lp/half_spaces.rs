//! The floating point picture of a program: half-spaces in the variables that the equations leave free.
//!
//! # Reduction
//! Equations are solved for one variable each by sparse elimination, so that x = x₀ + N z with z free; every ≥ row and every
//! sign x_j ≥ 0 becomes a half-space g·z ≥ h, divided by its length. Only a proposal is made from this picture; whatever
//! is proposed is looked up in the program itself, so that nothing has to be carried back through the reduction.

use super::program::{Program, Relation, Sign};
use ambimech_model::number::{Integer, Natural, Rational, integer_bits, natural_bits};

/// Sums smaller than this part of the largest number that was added up are taken for rounding errors.
const NOTHING: f64 = 1e-10;

/// Equations may fill up to about so many coefficients, of 16 bytes each, while they are solved.
const MOST_FILL: usize = 40_000_000;

/// Whole numbers with so many bits are floating point numbers.
const LONGEST: usize = 1000;

/// Where a half-space comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Source {
    /// A ≥ row of the program.
    Row(usize),
    /// The sign of a variable.
    Sign(usize),
}

/// g·z ≥ h for each source, g of length 1; costs as a combination of z.
#[derive(Debug, Clone, Default)]
pub(super) struct HalfSpaces {
    /// How many coordinates z has.
    pub(super) dimension: usize,
    /// What each half-space stands for.
    pub(super) sources: Vec<Source>,
    /// Where the entries of each half-space begin, and where the last ends.
    pub(super) starts: Vec<usize>,
    /// Coordinates of the entries.
    pub(super) places: Vec<u32>,
    /// Values of the entries.
    pub(super) values: Vec<f64>,
    /// h.
    pub(super) rights: Vec<f64>,
    /// Costs of z.
    pub(super) costs: Vec<f64>,
    /// How long each half-space's row was before it was divided.
    pub(super) lengths: Vec<f64>,
    /// x_j = constant + Σ entry · z, in the order of the program's variables.
    pub(super) expressions: Vec<Expression>,
}

/// constant + Σ entry · coordinate.
#[derive(Debug, Clone, Default)]
pub(super) struct Expression {
    constant: f64,
    entries: Vec<(u32, f64)>,
}

/// The nearest floating point number, or infinity.
pub(super) fn float(number: &Rational) -> f64 {
    if number.denominator().is_one() {
        return float_integer(number.numerator());
    }
    number.to_f64().value()
}

/// The nearest floating point number, or infinity.
pub(super) fn float_integer(number: &Integer) -> f64 {
    match i64::try_from(number) {
        // Rounding is what a proposal is for.
        #[allow(clippy::cast_precision_loss)]
        Ok(word) => word as f64,
        Err(_) => number.to_f64().value(),
    }
}

/// About entry / unit; infinity where that is too large. Either may be too long for floating point by itself.
fn quotient(entry: &Integer, unit: &Natural) -> f64 {
    if unit.is_one() {
        return float_integer(entry);
    }
    let excess = integer_bits(entry).max(natural_bits(unit)).saturating_sub(LONGEST);
    if excess == 0 {
        return float_integer(entry) / unit.to_f64().value();
    }
    float_integer(&(entry >> excess)) / (unit >> excess).to_f64().value()
}

impl HalfSpaces {
    /// The picture of a program; `None` when elimination would fill the equations beyond use, when a number is
    /// too large for floating point, when the equations look contradictory, or when there are both more coordinates and more
    /// half-spaces than `largest`: of two pictures, by coordinates and by half-spaces ([`HalfSpaces::in_row_space`]), the smaller must do.
    pub(super) fn new(program: &Program, largest: usize) -> Option<HalfSpaces> {
        let n = program.variable_count();
        let equations = program.rows().iter().filter(|row| row.relation() == Relation::Equal).count();
        let signs = program.signs().iter().filter(|sign| **sign == Sign::NonNegative).count();
        let largest = if program.row_count() - equations + signs <= largest { n } else { largest };
        if n > largest.saturating_add(equations) {
            return None;
        }
        let solved = solve_equations(program)?;
        let mut coordinate = vec![u32::MAX; n];
        let mut dimension = 0usize;
        for (variable, place) in coordinate.iter_mut().enumerate() {
            if solved[variable].is_none() {
                *place = u32::try_from(dimension).ok()?;
                dimension += 1;
            }
        }
        if dimension > largest {
            return None;
        }
        let expressions: Vec<Expression> = solved
            .into_iter()
            .enumerate()
            .map(|(variable, expression)| match expression {
                None => Expression { constant: 0.0, entries: vec![(coordinate[variable], 1.0)] },
                Some(expression) => Expression {
                    constant: expression.constant,
                    entries: expression
                        .entries
                        .iter()
                        .map(|(other, v)| (coordinate[*other as usize], *v))
                        .collect(),
                },
            })
            .collect();
        let mut picture = HalfSpaces { dimension, starts: vec![0], expressions, ..HalfSpaces::default() };
        let mut sum = SparseSum::new(dimension);
        for (number, row) in program.rows().iter().enumerate() {
            // A row without coefficients that holds would only make the picture's numbers larger.
            let is_fact = row.entries().is_empty() && *row.right() <= Rational::ZERO;
            if row.relation() == Relation::AtLeast && !is_fact {
                let mut right = float(row.right());
                let mut largest = right.abs();
                for (variable, entry) in row.entries() {
                    let entry = quotient(entry, row.denominator());
                    let expression = &picture.expressions[*variable];
                    right -= entry * expression.constant;
                    largest = largest.max((entry * expression.constant).abs());
                    expression.entries.iter().for_each(|(place, value)| sum.add(*place, entry * value));
                }
                picture.push(Source::Row(number), &mut sum, right, largest)?;
            }
        }
        for (variable, sign) in program.signs().iter().enumerate() {
            if *sign == Sign::NonNegative {
                let expression = &picture.expressions[variable];
                let right = -expression.constant;
                expression.entries.iter().for_each(|(place, value)| sum.add(*place, *value));
                picture.push(Source::Sign(variable), &mut sum, right, 0.0)?;
            }
        }
        picture.costs = vec![0.0; dimension];
        for (expression, cost) in picture.expressions.iter().zip(program.costs()) {
            if !cost.is_zero() {
                let cost = float(cost);
                expression
                    .entries
                    .iter()
                    .for_each(|(place, value)| picture.costs[*place as usize] += cost * value);
            }
        }
        picture.costs.iter().all(|cost| cost.is_finite()).then_some(picture)
    }

    /// Takes a half-space from the sum, which is empty afterwards. One without entries that holds is left out, since it would only leave the picture
    /// without room; one that does not is kept, with length 1. `largest` is the largest number that the right side is a sum of.
    fn push(&mut self, source: Source, sum: &mut SparseSum, right: f64, largest: f64) -> Option<()> {
        sum.touched.sort_unstable();
        let least = NOTHING * std::mem::take(&mut sum.largest);
        let kept = |value: &f64| value.abs() > least;
        let values = || sum.touched.iter().map(|place| sum.values[*place as usize]).filter(kept);
        let size = values().fold(0.0f64, |size, value| size.max(value.abs()));
        let squares: f64 = values().map(|value| (value / size) * (value / size)).sum();
        let length = if size > 0.0 { size * squares.sqrt() } else { 1.0 };
        for place in sum.touched.drain(..) {
            let value = std::mem::take(&mut sum.values[place as usize]);
            sum.present[place as usize] = false;
            if kept(&value) {
                self.places.push(place);
                self.values.push(value / length);
            }
        }
        if size == 0.0 && right <= NOTHING * largest {
            return Some(());
        }
        self.sources.push(source);
        self.starts.push(self.places.len());
        self.rights.push(right / length);
        self.lengths.push(length);
        (length.is_finite() && (right / length).is_finite()).then_some(())
    }

    /// How many half-spaces there are.
    pub(super) fn count(&self) -> usize {
        self.rights.len()
    }

    /// The entries of one half-space.
    pub(super) fn entries(&self, row: usize) -> (&[u32], &[f64]) {
        let range = self.starts[row]..self.starts[row + 1];
        (&self.places[range.clone()], &self.values[range])
    }

    /// g·z for one half-space.
    pub(super) fn dot(&self, row: usize, z: &[f64]) -> f64 {
        let (places, values) = self.entries(row);
        places.iter().zip(values).map(|(place, value)| value * z[*place as usize]).sum()
    }

    /// The program's variables at z.
    pub(super) fn variables(&self, z: &[f64]) -> Vec<f64> {
        let value = |expression: &Expression| {
            expression
                .entries
                .iter()
                .fold(expression.constant, |sum, (place, value)| sum + value * z[*place as usize])
        };
        self.expressions.iter().map(value).collect()
    }

    /// The same half-spaces in one coordinate each: z = Gᵀ w. Nothing is lost where the costs play no part, since only the
    /// part of z in the span of the rows matters. Worth it when there are fewer half-spaces than coordinates.
    pub(super) fn in_row_space(&self) -> HalfSpaces {
        let mut picture = HalfSpaces {
            dimension: self.count(),
            starts: vec![0],
            sources: self.sources.clone(),
            ..HalfSpaces::default()
        };
        let mut scattered = vec![0.0; self.dimension];
        for row in 0..self.count() {
            let (places, values) = self.entries(row);
            places.iter().zip(values).for_each(|(place, value)| scattered[*place as usize] = *value);
            let products: Vec<f64> = (0..self.count()).map(|other| self.dot(other, &scattered)).collect();
            places.iter().for_each(|place| scattered[*place as usize] = 0.0);
            let squares: f64 = products.iter().map(|product| product * product).sum();
            let length = if squares > 0.0 { squares.sqrt() } else { 1.0 };
            for (place, product) in (0u32..).zip(&products) {
                if *product != 0.0 {
                    picture.places.push(place);
                    picture.values.push(product / length);
                }
            }
            picture.starts.push(picture.places.len());
            picture.rights.push(self.rights[row] / length);
            picture.lengths.push(self.lengths[row] * length);
        }
        picture.costs = vec![0.0; picture.dimension];
        picture
    }

    /// The same half-spaces without the coordinates whose column is 0 or a multiple of an earlier one, which can be 0
    /// without loss where the costs play no part.
    #[allow(clippy::cast_possible_truncation)]
    pub(super) fn without_parallel_columns(self) -> HalfSpaces {
        // A column's entries over its first, rounded, folded into one word; equal words are taken for equal columns, which
        // at worst costs a proposal.
        let mut firsts = vec![0.0f64; self.dimension];
        let mut folds = vec![0u64; self.dimension];
        for row in 0..self.count() {
            let (places, values) = self.entries(row);
            for (place, value) in places.iter().zip(values) {
                let at = *place as usize;
                if firsts[at] == 0.0 {
                    firsts[at] = *value;
                }
                let ratio = (value / firsts[at] * 1e7).round() as i64;
                let word = (ratio as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (row as u64 + 1);
                folds[at] = (folds[at].rotate_left(23) ^ word).wrapping_mul(0xD6E8_FEB8_6659_FD93);
            }
        }
        let mut seen = std::collections::BTreeSet::new();
        let mut kept: Vec<Option<u32>> = Vec::with_capacity(self.dimension);
        let mut dimension = 0u32;
        for (first, fold) in firsts.iter().zip(&folds) {
            let is_new = *first != 0.0 && seen.insert(*fold);
            kept.push(is_new.then_some(dimension));
            dimension += u32::from(is_new);
        }
        if dimension as usize == self.dimension {
            return self;
        }
        let mut picture = HalfSpaces { dimension: dimension as usize, starts: vec![0], ..HalfSpaces::default() };
        for row in 0..self.count() {
            let (places, values) = self.entries(row);
            for (place, value) in places.iter().zip(values) {
                if let Some(place) = kept[*place as usize] {
                    picture.places.push(place);
                    picture.values.push(*value);
                }
            }
            picture.starts.push(picture.places.len());
        }
        picture.costs = vec![0.0; picture.dimension];
        picture.expressions = self.expressions;
        for expression in &mut picture.expressions {
            expression.entries.retain_mut(|(place, _)| {
                let new = kept[*place as usize];
                *place = new.unwrap_or(0);
                new.is_some()
            });
        }
        (picture.sources, picture.rights, picture.lengths) = (self.sources, self.rights, self.lengths);
        picture
    }

    /// The same coordinates with only these half-spaces; it does not know the program's variables.
    pub(super) fn restricted(&self, rows: &[usize]) -> HalfSpaces {
        let mut part = HalfSpaces { dimension: self.dimension, starts: vec![0], ..HalfSpaces::default() };
        part.costs.clone_from(&self.costs);
        for row in rows {
            let (places, values) = self.entries(*row);
            part.places.extend_from_slice(places);
            part.values.extend_from_slice(values);
            part.starts.push(part.places.len());
            part.sources.push(self.sources[*row]);
            part.rights.push(self.rights[*row]);
            part.lengths.push(self.lengths[*row]);
        }
        part
    }

    /// Gᵀ w.
    pub(super) fn combination(&self, weights: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.dimension];
        for (row, weight) in weights.iter().enumerate().take(self.count()) {
            let (places, values) = self.entries(row);
            places.iter().zip(values).for_each(|(place, value)| sums[*place as usize] += weight * value);
        }
        sums
    }
}

/// A dense accumulator that remembers where it is not 0.
struct SparseSum {
    /// The largest number that was added.
    largest: f64,
    values: Vec<f64>,
    present: Vec<bool>,
    touched: Vec<u32>,
}

impl SparseSum {
    fn new(size: usize) -> SparseSum {
        SparseSum { largest: 0.0, values: vec![0.0; size], present: vec![false; size], touched: Vec::new() }
    }

    fn add(&mut self, place: u32, value: f64) {
        if !self.present[place as usize] {
            self.present[place as usize] = true;
            self.touched.push(place);
        }
        self.largest = self.largest.max(value.abs());
        self.values[place as usize] += value;
    }
}

/// For each variable that an equation is solved for, its expression in the others. `None` when it fills up.
fn solve_equations(program: &Program) -> Option<Vec<Option<Expression>>> {
    let n = program.variable_count();
    let mut counts = vec![0usize; n];
    for row in program.rows() {
        row.entries().iter().for_each(|(variable, _)| counts[*variable] += 1);
    }
    let mut order: Vec<usize> =
        (0..program.row_count()).filter(|row| program.rows()[*row].relation() == Relation::Equal).collect();
    order.sort_by_key(|row| program.rows()[*row].entries().len());
    let limit = MOST_FILL.max(20 * program.entry_count());
    let mut work = 0usize;
    let mut solved: Vec<Option<Expression>> = vec![None; n];
    // Variables that earlier expressions use, so that a later solution can be put into them.
    let mut users: Vec<Vec<u32>> = vec![Vec::new(); n];
    let mut sum = SparseSum::new(n);
    for number in order {
        let row = &program.rows()[number];
        let mut constant = float(row.right());
        let mut largest = 0.0f64;
        for (variable, entry) in row.entries() {
            let entry = quotient(entry, row.denominator());
            largest = largest.max(entry.abs());
            match &solved[*variable] {
                None => sum.add(u32::try_from(*variable).ok()?, entry),
                Some(expression) => {
                    constant -= entry * expression.constant;
                    expression.entries.iter().for_each(|(other, value)| sum.add(*other, entry * value));
                }
            }
        }
        if !largest.is_finite() || !constant.is_finite() {
            return None;
        }
        let mut entries: Vec<(u32, f64)> = Vec::with_capacity(sum.touched.len());
        sum.touched.sort_unstable();
        for place in sum.touched.drain(..) {
            let value = std::mem::take(&mut sum.values[place as usize]);
            sum.present[place as usize] = false;
            if value.abs() > 1e-9 * largest {
                entries.push((place, value));
            }
        }
        let biggest = entries.iter().fold(0.0f64, |biggest, (_, value)| biggest.max(value.abs()));
        let sign = |variable: u32| program.signs()[variable as usize];
        let pivot = entries.iter().enumerate().filter(|(_, (_, value))| value.abs() >= 0.1 * biggest).min_by_key(
            |(_, (variable, _))| (sign(*variable) == Sign::NonNegative, counts[*variable as usize], *variable),
        );
        let Some((at, (variable, value))) = pivot.map(|(at, entry)| (at, *entry)) else {
            if constant.abs() > 1e-7 * largest.max(float(row.right()).abs()) {
                return None;
            }
            continue;
        };
        entries.remove(at);
        entries.iter_mut().for_each(|(_, entry)| *entry /= -value);
        let expression = Expression { constant: constant / value, entries };
        for user in std::mem::take(&mut users[variable as usize]) {
            let Some(old) = &mut solved[user as usize] else { continue };
            let Ok(place) = old.entries.binary_search_by_key(&variable, |(other, _)| *other) else { continue };
            let (_, factor) = old.entries.remove(place);
            old.constant += factor * expression.constant;
            old.entries.iter().for_each(|(other, value)| sum.add(*other, *value));
            for (other, value) in &expression.entries {
                if old.entries.binary_search_by_key(other, |(place, _)| *place).is_err() {
                    users[*other as usize].push(user);
                }
                sum.add(*other, factor * value);
            }
            sum.touched.sort_unstable();
            old.entries.clear();
            for place in sum.touched.drain(..) {
                sum.present[place as usize] = false;
                old.entries.push((place, std::mem::take(&mut sum.values[place as usize])));
            }
            work += old.entries.len();
        }
        for (other, _) in &expression.entries {
            users[*other as usize].push(variable);
        }
        work += expression.entries.len();
        if work > limit {
            return None;
        }
        solved[variable as usize] = Some(expression);
    }
    Some(solved)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ambimech_model::number::bit_length;

    /// Rows with numbers that are too long for floating point by themselves make the picture of the same rows with short ones.
    #[test]
    fn long_numbers_are_seen_as_their_quotients() {
        let program = |long: &Rational| {
            let mut program = Program::new();
            let [x, y, z] = [(); 3].map(|()| program.add_variable(Sign::Free));
            let mut row = |relation, entries: [(usize, i64); 2], right: i64| {
                let entries = entries.map(|(variable, entry)| (variable, Rational::from(entry) * long));
                program.add_row(relation, entries.to_vec(), Rational::from(right) * long);
            };
            row(Relation::AtLeast, [(x, 3), (y, -4)], 10);
            row(Relation::Equal, [(y, 1), (z, 2)], 7);
            program
        };
        // About 1.9, with more than 1,300 bits above and below.
        let (above, below) = (Natural::from(3u8).pow(841), Natural::from(5u8).pow(574));
        let long = Rational::from_parts(above.into(), below);
        assert!(bit_length(&long) > 1300 && float_integer(long.numerator()).is_infinite());
        let [seen, expected] =
            [&long, &Rational::ONE].map(|long| HalfSpaces::new(&program(long), usize::MAX).unwrap());
        assert_eq!((seen.places, seen.dimension), (expected.places, 2));
        for (one, other) in
            seen.values.iter().chain(&seen.rights).zip(expected.values.iter().chain(&expected.rights))
        {
            assert!((one - other).abs() < 1e-12, "{one} {other}");
        }
        let length = long.to_f64().value() * expected.lengths[0];
        assert!((seen.lengths[0] - length).abs() < 1e-9 * length, "{} {length}", seen.lengths[0]);
    }

    /// Multiples of an equation, which are 0 but for rounding where it is put in: those that hold are left out, and the others say nothing about any coordinate.
    #[test]
    fn multiples_of_equations_have_no_entries() {
        let fraction =
            |numerator: i64, denominator: u64| Rational::from_parts(numerator.into(), denominator.into());
        let equation = [fraction(1, 3), fraction(-5, 7), fraction(17, 1000), fraction(1, 999_983)];
        let right = fraction(355, 113);
        let mut program = Program::new();
        let variables: Vec<usize> = equation.iter().map(|_| program.add_variable(Sign::Free)).collect();
        let mut add = |relation, factor: &Rational, more: Rational| {
            let entries =
                variables.iter().zip(&equation).map(|(variable, entry)| (*variable, entry * factor)).collect();
            program.add_row(relation, entries, &right * factor + more)
        };
        add(Relation::Equal, &Rational::ONE, Rational::ZERO);
        for number in 1..40 {
            add(Relation::AtLeast, &fraction(number - 20, 7), Rational::ZERO);
        }
        let contradictions: Vec<Source> = (1..40)
            .map(|number| Source::Row(add(Relation::AtLeast, &fraction(number, 11), Rational::ONE)))
            .collect();
        let picture = HalfSpaces::new(&program, 100).unwrap();
        assert_eq!(picture.sources, contradictions);
        for row in 0..picture.count() {
            assert!(picture.entries(row).0.is_empty());
            assert!((picture.rights[row] - 1.0).abs() < 1e-9);
        }
    }
}
