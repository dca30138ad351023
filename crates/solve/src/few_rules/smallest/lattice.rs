//! Integer solutions of linear equations, and short steps between them.
//!
//! # Method
//! Column operations with integers take the equations A x = b into echelon form; they are recorded, so that the columns that became 0 are a
//! basis of the integer solutions of A x = 0, and forward substitution gives a rational solution of A x = b with the least denominator: the
//! columns are part of a basis of all integer vectors, so that a denominator of all coordinates is one of the solution, and vice versa. The
//! basis is then made short by the algorithm of Lenstra, Lenstra and Lovász. Lengths are compared in floating point, which affects
//! how short the basis gets and nothing else: every operation is one with integers.

use ambimech_model::number::{Integer, Rational, common_denominator};

/// The rational solutions of linear equations, and which of them are multiples of a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grid {
    /// One solution. No other one has a smaller common denominator, and that of every other one is a multiple of its own.
    pub point: Vec<Rational>,
    /// A basis of the integer solutions with 0 on all right sides, as long as the point each: in units of 1/N these are the steps between solutions.
    pub steps: Vec<Vec<Integer>>,
}

/// Steps of the reduction, at most.
const MOST_STEPS: usize = 40_000;
/// Times that a basis, or a point, is gone over again, as long as that changes anything.
const MOST_ROUNDS: usize = 12;

impl Grid {
    /// The solutions x of Σ_j a_j x_j = b for every row (a, b), with so many unknowns; `None` when there are none.
    pub fn new(rows: &[(Vec<Integer>, Integer)], unknowns: usize) -> Option<Grid> {
        // A column has its entry in every row, and below them the unit vector that it started from.
        let mut columns: Vec<(Vec<Integer>, Vec<Integer>)> = (0..unknowns)
            .map(|unknown| {
                let unit = (0..unknowns).map(|place| Integer::from(u8::from(place == unknown)));
                (rows.iter().map(|(row, _)| row[unknown].clone()).collect(), unit.collect())
            })
            .collect();
        let mut point = vec![Rational::ZERO; unknowns];
        let mut left: Vec<Rational> = rows.iter().map(|(_, right)| Rational::from(right.clone())).collect();
        let mut done = 0;
        for row in 0..rows.len() {
            clear_row(&mut columns[done..], row);
            let pivot =
                columns.get(done).map(|(entries, _)| entries[row].clone()).filter(|pivot| !pivot.is_zero());
            match pivot {
                Some(pivot) => {
                    let factor = &left[row] / Rational::from(pivot);
                    let (entries, origin) = &columns[done];
                    move_by(&mut left, entries, &-&factor);
                    move_by(&mut point, origin, &factor);
                    done += 1;
                }
                None if left[row].is_zero() => {}
                None => return None,
            }
        }
        let mut steps: Vec<Vec<Integer>> = columns.into_iter().skip(done).map(|(_, origin)| origin).collect();
        shorten(&mut steps);
        Some(Grid { point, steps })
    }

    /// The natural unit is 1 over this: solutions that are multiples of 1/N exist if and only if it divides N.
    pub fn natural_parts(&self) -> Integer {
        common_denominator(&self.point).into()
    }

    /// A solution near these numbers all of whose entries are multiples of 1/parts, times `parts`; `None` when there is none.
    pub fn near(&self, parts: u32, numbers: &[f64]) -> Option<Vec<Integer>> {
        let scaled: Vec<Rational> = self.point.iter().map(|entry| entry * Rational::from(parts)).collect();
        if scaled.iter().any(|entry| !entry.denominator().is_one()) {
            return None;
        }
        let mut point: Vec<Integer> = scaled.into_iter().map(|entry| entry.into_parts().0).collect();
        let upright = upright(&self.steps);
        for _ in 0..MOST_ROUNDS {
            let mut away: Vec<f64> = point
                .iter()
                .zip(numbers)
                .map(|(entry, aim)| entry.to_f64().value() - aim * f64::from(parts))
                .collect();
            let mut changed = false;
            for (step, (own, square)) in self.steps.iter().zip(&upright).rev() {
                let whole = (dot(&away, own) / square).round();
                if whole != 0.0
                    && whole.is_finite()
                    && let Ok(exact) = Rational::try_from(whole)
                {
                    subtract(&mut point, step, exact.numerator());
                    away.iter_mut().zip(step).for_each(|(away, entry)| *away -= whole * entry.to_f64().value());
                    changed = true;
                }
            }
            if !changed {
                break;
            }
        }
        Some(point)
    }
}

/// Euclid's algorithm on the entries of a row: the first column takes the greatest common divisor, the others 0.
fn clear_row(columns: &mut [(Vec<Integer>, Vec<Integer>)], row: usize) {
    loop {
        let smallest = (0..columns.len())
            .filter(|column| !columns[*column].0[row].is_zero())
            .min_by(|one, other| size(&columns[*one].0[row]).cmp(&size(&columns[*other].0[row])));
        let Some(smallest) = smallest else { return };
        columns.swap(0, smallest);
        let (head, tail) = columns.split_at_mut(1);
        let (entries, origin) = &head[0];
        let mut is_last = true;
        for (others, other_origin) in tail.iter_mut().filter(|(others, _)| !others[row].is_zero()) {
            let factor = nearest(&others[row], &entries[row]);
            subtract(others, entries, &factor);
            subtract(other_origin, origin, &factor);
            is_last &= others[row].is_zero();
        }
        if is_last {
            return;
        }
    }
}

fn dot(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(a, b)| a * b).sum()
}

fn float(vector: &[Integer]) -> Vec<f64> {
    vector.iter().map(|entry| entry.to_f64().value()).collect()
}

/// The parts of the vectors that are at right angles to those before them, and their squared lengths.
fn upright(basis: &[Vec<Integer>]) -> Vec<(Vec<f64>, f64)> {
    let mut upright: Vec<(Vec<f64>, f64)> = Vec::new();
    for vector in basis {
        let mut own = float(vector);
        for (other, square) in &upright {
            let share = dot(&own, other) / square;
            own.iter_mut().zip(other).for_each(|(entry, other)| *entry -= share * other);
        }
        let square = dot(&own, &own).max(f64::MIN_POSITIVE);
        upright.push((own, square));
    }
    upright
}

fn move_by(from: &mut [Rational], what: &[Integer], factor: &Rational) {
    if factor.is_zero() {
        return;
    }
    let moved = from.iter_mut().zip(what).filter(|(_, what)| !what.is_zero());
    moved.for_each(|(place, what)| *place += Rational::from(what.clone()) * factor);
}

fn size(number: &Integer) -> Integer {
    if *number < Integer::ZERO { -number } else { number.clone() }
}

/// The integer nearest to a / b.
fn nearest(a: &Integer, b: &Integer) -> Integer {
    let quotient = Rational::from(a.clone()) / Rational::from(b.clone());
    (quotient + Rational::from_parts(Integer::ONE, 2u8.into())).floor()
}

fn subtract(from: &mut [Integer], what: &[Integer], factor: &Integer) {
    if factor.is_zero() {
        return;
    }
    from.iter_mut()
        .zip(what)
        .filter(|(_, what)| !what.is_zero())
        .for_each(|(place, what)| *place -= what * factor);
}

/// Makes a basis short.
fn shorten(basis: &mut [Vec<Integer>]) {
    // The parts of the vectors that are at right angles to those before them, and their squared lengths.
    let mut upright: Vec<Vec<f64>> = Vec::new();
    let mut squares: Vec<f64> = Vec::new();
    let mut at = 0;
    for _ in 0..MOST_STEPS {
        if at >= basis.len() {
            break;
        }
        upright.truncate(at);
        squares.truncate(at);
        for _ in 0..MOST_ROUNDS {
            let mut changed = false;
            for before in (0..at).rev() {
                let share = dot(&float(&basis[at]), &upright[before]) / squares[before];
                let whole = share.round();
                if whole != 0.0
                    && whole.is_finite()
                    && let Ok(exact) = Rational::try_from(whole)
                {
                    let (head, tail) = basis.split_at_mut(at);
                    subtract(&mut tail[0], &head[before], &exact.numerator().clone());
                    changed = true;
                }
            }
            if !changed {
                break;
            }
        }
        let mut own = float(&basis[at]);
        let mut share_before = 0.0;
        for before in 0..at {
            let share = dot(&own, &upright[before]) / squares[before];
            own.iter_mut().zip(&upright[before]).for_each(|(entry, other)| *entry -= share * other);
            share_before = share;
        }
        let square = dot(&own, &own);
        if at > 0 && square < (0.75 - share_before * share_before) * squares[at - 1] {
            basis.swap(at, at - 1);
            at -= 1;
        } else {
            upright.push(own);
            squares.push(square.max(f64::MIN_POSITIVE));
            at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ambimech_model::number::sum;

    fn row(numbers: &[i64], right: i64) -> (Vec<Integer>, Integer) {
        (numbers.iter().map(|number| Integer::from(*number)).collect(), Integer::from(right))
    }

    fn worth(row: &[Integer], x: &[Integer]) -> Integer {
        sum(&row.iter().zip(x).map(|(a, x)| Rational::from(a * x)).collect::<Vec<_>>()).into_parts().0
    }

    #[test]
    fn solutions_solve_and_steps_are_short() {
        // 6 x + 10 y + 15 z = 1 has integer solutions; their steps are all of the kernel.
        let rows = [row(&[6, 10, 15], 1)];
        let found = Grid::new(&rows, 3).unwrap();
        assert!(found.natural_parts().is_one());
        // Near (1/2, 1/3, 2): in tenths, and no further away than the steps are long.
        let near = found.near(10, &[0.5, 1.0 / 3.0, 2.0]).unwrap();
        assert_eq!(worth(&rows[0].0, &near), Integer::from(10));
        assert!(
            near.iter().zip([5, 3, 20]).all(|(entry, aim)| size(&(entry - aim)) <= Integer::from(25)),
            "{near:?}"
        );
        assert_eq!(found.steps.len(), 2);
        for step in &found.steps {
            assert!(worth(&rows[0].0, step).is_zero());
            assert!(step.iter().all(|entry| size(entry) <= Integer::from(6)), "{step:?}");
        }
        // The kernel has determinant √(36 + 100 + 225) = 19: the 2 × 2 minors of a basis are ±(6, 10, 15).
        let minor = |a: usize, b: usize| {
            size(&(&found.steps[0][a] * &found.steps[1][b] - &found.steps[0][b] * &found.steps[1][a]))
        };
        assert_eq!([minor(1, 2), minor(0, 2), minor(0, 1)], [6, 10, 15].map(Integer::from));
    }

    #[test]
    fn the_natural_unit_divides_every_other() {
        let found = Grid::new(&[row(&[2, 4], 3)], 2).unwrap();
        assert_eq!(found.natural_parts(), Integer::from(2));
        for parts in 1..9 {
            assert_eq!(found.near(parts, &[0.0, 0.0]).is_some(), parts % 2 == 0);
        }
        assert_eq!(Grid::new(&[row(&[1, 1], 1), row(&[2, 2], 3)], 2), None);
        assert_eq!(Grid::new(&[row(&[1, 1], 1), row(&[2, 2], 2)], 2).unwrap().steps.len(), 1);
        assert_eq!(Grid::new(&[], 2).unwrap().steps.len(), 2);
    }
}
