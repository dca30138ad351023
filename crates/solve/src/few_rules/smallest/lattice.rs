//! Integer solutions of linear equations, and short steps between them.
//!
//! # Method
//! Column operations with integers take the equations A x = b into echelon form; they are recorded, so that the columns that became 0 are a
//! basis of the integer solutions of A x = 0, and forward substitution gives a solution of A x = b, if its numbers are integers. The
//! basis is then made short by the algorithm of Lenstra, Lenstra and Lovász. Lengths are compared in floating point, which affects
//! how short the basis gets and nothing else: every operation is one with integers.

use ambimech_model::number::{Integer, Rational};

/// All integer solutions: one of them, and a basis of the steps to the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IntegerSolutions {
    /// One solution.
    pub point: Vec<Integer>,
    /// The steps, as long as the point each.
    pub steps: Vec<Vec<Integer>>,
}

/// Steps of the reduction, at most.
const MOST_STEPS: usize = 40_000;

/// The integer solutions x of Σ_j a_j x_j = b for every row (a, b), with so many unknowns; `None` when there are none.
pub fn integer_solutions(rows: &[(Vec<Integer>, Integer)], unknowns: usize) -> Option<IntegerSolutions> {
    // A column has its entry in every row, and below them the unit vector that it started from.
    let mut columns: Vec<(Vec<Integer>, Vec<Integer>)> = (0..unknowns)
        .map(|unknown| {
            let unit = (0..unknowns).map(|place| Integer::from(u8::from(place == unknown)));
            (rows.iter().map(|(row, _)| row[unknown].clone()).collect(), unit.collect())
        })
        .collect();
    let mut point = vec![Integer::ZERO; unknowns];
    let mut left: Vec<Integer> = rows.iter().map(|(_, right)| right.clone()).collect();
    let mut done = 0;
    for row in 0..rows.len() {
        // Euclid's algorithm on the entries of this row, among the columns that are not done.
        loop {
            let smallest = (done..unknowns)
                .filter(|column| !columns[*column].0[row].is_zero())
                .min_by(|one, other| size(&columns[*one].0[row]).cmp(&size(&columns[*other].0[row])));
            let Some(smallest) = smallest else { break };
            columns.swap(done, smallest);
            let (head, tail) = columns.split_at_mut(done + 1);
            let (entries, origin) = &head[done];
            let mut is_last = true;
            for (others, other_origin) in tail.iter_mut().filter(|(others, _)| !others[row].is_zero()) {
                let factor = nearest(&others[row], &entries[row]);
                subtract(others, entries, &factor);
                subtract(other_origin, origin, &factor);
                is_last &= others[row].is_zero();
            }
            if is_last {
                break;
            }
        }
        let pivot = columns.get(done).map(|(entries, _)| entries[row].clone()).filter(|pivot| !pivot.is_zero());
        match pivot {
            Some(pivot) => {
                let factor = &left[row] / &pivot;
                if &factor * &pivot != left[row] {
                    return None;
                }
                let (entries, origin) = &columns[done];
                subtract(&mut left, entries, &factor);
                subtract(&mut point, origin, &-factor);
                done += 1;
            }
            None if left[row].is_zero() => {}
            None => return None,
        }
    }
    let mut steps: Vec<Vec<Integer>> = columns.into_iter().skip(done).map(|(_, origin)| origin).collect();
    shorten(&mut steps);
    Some(IntegerSolutions { point, steps })
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
    let float = |vector: &[Integer]| -> Vec<f64> { vector.iter().map(|entry| entry.to_f64().value()).collect() };
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
        let dot = |one: &[f64], other: &[f64]| one.iter().zip(other).map(|(a, b)| a * b).sum::<f64>();
        for _ in 0..3 {
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
        let found = integer_solutions(&rows, 3).unwrap();
        assert_eq!(worth(&rows[0].0, &found.point), Integer::ONE);
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
    fn what_has_no_integer_solution_has_none() {
        assert_eq!(integer_solutions(&[row(&[2, 4], 3)], 2), None);
        assert_eq!(integer_solutions(&[row(&[1, 1], 1), row(&[2, 2], 3)], 2), None);
        let all = integer_solutions(&[row(&[1, 1], 1), row(&[2, 2], 2)], 2).unwrap();
        assert_eq!(all.steps.len(), 1);
        assert_eq!(integer_solutions(&[], 2).unwrap().steps.len(), 2);
    }
}
