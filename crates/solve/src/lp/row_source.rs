//! Programs with more rows than one wants to write down, and programs of which a part may be contradictory already.
//!
//! # Method
//! *Row generation*: solve with the rows known so far; a contradiction among them is one of the whole; a point that keeps them
//! is shown to the source, which answers with rows that the point violates, exactly, or with none. Points come from the middle of
//! the feasible set where it has one, so that few rounds are needed.
//!
//! *Parts*: a few rows with all equations, tried by themselves before the whole. What contradicts itself in a part does so in
//! the whole, with a shorter proof and less work. For coalitional incentives, the rows of a coalition and of its complement are
//! such a part: with balanced budgets they speak about one payment a profile.

use super::minimise::{in_lowest_terms, size};
use super::outcome::{Farkas, Feasibility, Point};
use super::patience::Patience;
use super::program::{Program, Relation};
use super::solve::{Method, Unsolved, solve_feasibility_within};
use super::verify::verify_feasibility;
use ambimech_model::number::Rational;

/// One row that a [`RowSource`] hands out, as the arguments of [`Program::add_row`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRow {
    /// ≥ or =.
    pub relation: Relation,
    /// Variables and coefficients.
    pub entries: Vec<(usize, Rational)>,
    /// The right side.
    pub right: Rational,
}

/// A family of rows that is asked instead of listed.
pub trait RowSource {
    /// Rows that this point violates, exactly; none when it keeps the whole family. Handing out many at a time saves rounds.
    fn violated(&mut self, point: &Point) -> Vec<NewRow>;
}

/// Whether the program's rows and the whole family can be kept; rows are added to `program` as they are needed, and the
/// answer is about its rows, in their order: a certificate has one multiplier for each row the program has at the end.
///
/// # Errors
/// As [`solve_feasibility_within`]; also [`Unsolved::TooManyRounds`] after `most_rounds` rounds, and [`Unsolved::TooLarge`] when the rows
/// that were needed have more than `most_entries` coefficients.
pub fn solve_feasibility_with_rows(
    program: &mut Program,
    source: &mut dyn RowSource,
    most_rounds: usize,
    most_entries: u64,
    patience: &mut Patience,
) -> Result<Feasibility, Unsolved> {
    for _ in 0..most_rounds {
        if program.entry_count() as u64 > most_entries {
            let (rows, variables) = (program.row_count(), program.variable_count());
            return Err(Unsolved::TooLarge { rows, variables });
        }
        let answer = solve_feasibility_within(program, Method::Automatic, patience, &mut |_| {})?;
        let Feasibility::Feasible { point } = &answer else { return Ok(answer) };
        let rows = source.violated(point);
        if rows.is_empty() {
            return Ok(answer);
        }
        for NewRow { relation, entries, right } in rows {
            program.add_row(relation, entries, right);
        }
    }
    Err(Unsolved::TooManyRounds { rounds: most_rounds })
}

/// As [`solve_feasibility_within`], but first with these parts of the ≥ rows, in this order, each together with all equations.
///
/// # Errors
/// As [`solve_feasibility_within`].
pub fn solve_feasibility_in_parts(
    program: &Program,
    parts: &[Vec<usize>],
    patience: &mut Patience,
) -> Result<Feasibility, Unsolved> {
    if program.unknown_variable().is_none() {
        for part in parts {
            if let Some(farkas) = contradiction_in(program, part, patience) {
                return Ok(Feasibility::Infeasible { farkas });
            }
        }
    }
    solve_feasibility_within(program, Method::Automatic, patience, &mut |_| {})
}

/// The shortest certificate among `farkas` and those of the parts, as integers without a common divisor. With
/// [`minimise_support`](super::minimise_support) the two ways to a short proof: this one knows the program's structure.
pub fn shortest_in_parts(program: &Program, farkas: &Farkas, parts: &[Vec<usize>]) -> Farkas {
    let found = parts.iter().filter_map(|part| contradiction_in(program, part, &mut Patience::endless()));
    let all = std::iter::once(farkas.clone()).chain(found).map(|farkas| in_lowest_terms(&farkas));
    all.min_by_key(size).unwrap_or_else(|| farkas.clone())
}

/// A certificate for the whole that uses, besides equations, rows of the part only.
fn contradiction_in(program: &Program, part: &[usize], patience: &mut Patience) -> Option<Farkas> {
    let mut rows: Vec<usize> =
        (0..program.row_count()).filter(|row| program.rows()[*row].relation() == Relation::Equal).collect();
    rows.extend(part.iter().copied().filter(|row| *row < program.row_count()));
    rows.sort_unstable();
    rows.dedup();
    let answer = solve_feasibility_within(&program.with_rows(&rows), Method::Automatic, patience, &mut |_| {});
    let Ok(Feasibility::Infeasible { farkas: Farkas(numbers) }) = answer else {
        return None;
    };
    let mut farkas = vec![Rational::ZERO; program.row_count()];
    rows.into_iter().zip(numbers).for_each(|(row, number)| farkas[row] = number);
    let answer = Feasibility::Infeasible { farkas: Farkas(farkas) };
    verify_feasibility(program, &answer).ok()?;
    let Feasibility::Infeasible { farkas } = answer else { return None };
    Some(farkas)
}

#[cfg(test)]
mod tests {
    use super::super::program::Sign;
    use super::*;

    /// The tangents of the circle with radius 1 around (2, 2) with rational slopes: x inside keeps all of them.
    struct Disc {
        asked: usize,
    }

    impl RowSource for Disc {
        fn violated(&mut self, Point(point): &Point) -> Vec<NewRow> {
            self.asked += 1;
            let half = |number: &Rational| number - Rational::from(2);
            let (x, y) = (half(&point[0]), half(&point[1]));
            // (1 − t², 2 t)/(1 + t²) runs over the circle.
            let tangents = (-40i64..=40)
                .flat_map(|t| [(100 - t * t, 20 * t, 100 + t * t), (t * t - 100, 20 * t, 100 + t * t)]);
            let rows = tangents.map(|(a, b, c)| (Rational::from(-a), Rational::from(-b), Rational::from(-c)));
            let violated = rows.filter(|(a, b, c)| a * &x + b * &y < *c);
            let row = |(a, b, c): (Rational, Rational, Rational)| NewRow {
                relation: Relation::AtLeast,
                right: c + Rational::from(2) * (&a + &b),
                entries: vec![(0, a), (1, b)],
            };
            violated.map(row).collect()
        }
    }

    fn above(limit: i64) -> Program {
        let mut program = Program::new();
        let (x, y) = (program.add_variable(Sign::Free), program.add_variable(Sign::Free));
        program.add_row(
            Relation::AtLeast,
            vec![(x, Rational::ONE), (y, Rational::ONE)],
            Rational::from_parts(limit.into(), 100u8.into()),
        );
        program
    }

    #[test]
    fn a_disc_is_reached_by_its_tangents() {
        let mut endless = Patience::endless();
        // x + y is at most 4 + √2 = 5.414… on the disc.
        for (limit, feasible) in [(541, true), (545, false)] {
            let mut program = above(limit);
            let mut disc = Disc { asked: 0 };
            let answer = solve_feasibility_with_rows(&mut program, &mut disc, 50, 1000, &mut endless).unwrap();
            assert_eq!(matches!(answer, Feasibility::Feasible { .. }), feasible, "{limit}");
            assert_eq!(verify_feasibility(&program, &answer), Ok(()));
            if let Feasibility::Feasible { point } = &answer {
                assert!(disc.violated(point).is_empty());
            }
        }
        let mut one_more = |rounds, entries| {
            solve_feasibility_with_rows(&mut above(545), &mut Disc { asked: 0 }, rounds, entries, &mut endless)
        };
        let one_round = one_more(1, 1000);
        assert_eq!(one_round, Err(Unsolved::TooManyRounds { rounds: 1 }));
        assert!(matches!(one_more(50, 10), Err(Unsolved::TooLarge { variables: 2, .. })));
    }

    #[test]
    fn a_contradictory_part_proves_the_whole() {
        let mut program = above(500);
        let mut row = |a: i64, b: i64, right: i64| {
            program.add_row(Relation::AtLeast, vec![(0, a.into()), (1, b.into())], right.into())
        };
        row(-1, 0, 0);
        row(0, -1, 0);
        row(-2, -2, -9);
        let answer =
            solve_feasibility_in_parts(&program, &[vec![1, 2], vec![0, 3], vec![9]], &mut Patience::endless())
                .unwrap();
        let Feasibility::Infeasible { farkas } = answer else { panic!() };
        assert_eq!(farkas.0.iter().filter(|number| !number.is_zero()).count(), 2);
        let long = Farkas([4, 2, 2, 1].map(Rational::from).to_vec());
        let answer = Feasibility::Infeasible { farkas: long.clone() };
        assert_eq!(verify_feasibility(&program, &answer), Ok(()));
        assert_eq!(size(&shortest_in_parts(&program, &long, &[vec![0, 3]])).0, 2);
        let none = solve_feasibility_in_parts(&above(500), &[vec![0]], &mut Patience::endless()).unwrap();
        assert!(matches!(none, Feasibility::Feasible { .. }));
    }
}
