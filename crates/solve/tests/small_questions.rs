//! Small questions in machine numbers are answered as by the program, and so are those with numbers that machines do not hold.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, dead_code)]

mod small_environment;

use ambimech_model::check::{check_impossibility, check_mechanism};
use ambimech_model::design::DesignAnswer;
use ambimech_model::environment::Environment;
use ambimech_model::number::{Integer, Rational};
use ambimech_model::property::{Goal, MechanismKind, Reports};
use ambimech_solve::decision::{Effort, Question, decide_within};
use ambimech_solve::lp::{
    Farkas, Feasibility, Point, Program, Relation, Sign, WholeAnswer, WholeRows, solve_feasibility,
    verify_feasibility,
};
use proptest::prelude::*;
use small_environment::{effort, small_environments};

const QUICK: Effort = Effort { readable: false, ..Effort::MODERATE };

/// The verdict, whose certificate is looked at once more.
fn holds(environment: &Environment, goal: &str, reports: Reports, effort: Effort) -> bool {
    let (goal, mechanism): (Goal, _) = (goal.parse().unwrap(), MechanismKind::Simple);
    match decide_within(Question { environment, goal: &goal, mechanism, reports }, effort) {
        DesignAnswer::Done(design) => {
            assert_eq!(design.mechanism.goal.as_ref(), Some(&goal));
            assert!(check_mechanism(environment, &design.mechanism, &design.certificate).is_ok());
            true
        }
        DesignAnswer::Infeasible(proof) => {
            assert_eq!(proof.goal, goal);
            assert!(check_impossibility(environment, &proof).is_ok());
            false
        }
        DesignAnswer::Undecided { obstacles, .. } => panic!("{obstacles:?}"),
    }
}

proptest! {
    #![proptest_config(effort(60))]

    #[test]
    fn quick_answers_are_those_of_the_program(small in small_environments()) {
        let environment = small.environment();
        for goal in ["cic,bb", "ic,bb", "cic", "ic,ir", "ic,ir,bb", "cic,cr,bb", "cic,cr,ai,bb", "ir,bb", "extract"] {
            for reports in [Reports::Pure, Reports::Mixed] {
                let [quick, slow] = [QUICK, Effort::MODERATE].map(|effort| holds(&environment, goal, reports, effort));
                prop_assert_eq!(quick, slow, "{}", goal);
            }
        }
    }

    /// Rows with few different numbers, so that many are tight at once.
    #[test]
    fn proposals_about_whole_rows_prove_what_the_solver_proves(
        width in 1usize..6,
        rows in proptest::collection::vec((proptest::collection::vec(-3i64..=3, 6), -4i64..=4), 0..16),
        shift in prop_oneof![Just(0u32), Just(40)],
    ) {
        let (mut whole, mut program) = (WholeRows::new(width), Program::new());
        (0..width).for_each(|_| { program.add_variable(Sign::Free); });
        for (entries, right) in &rows {
            let entries: Vec<(usize, i64)> =
                entries[..width].iter().copied().enumerate().filter(|(_, entry)| *entry != 0).collect();
            whole.push(entries.iter().map(|(at, entry)| (*at as u32, entry << shift)), right << shift, 1 << shift);
            let exact = entries.into_iter().map(|(at, entry)| (at, Rational::from(entry << shift))).collect();
            program.add_row(Relation::AtLeast, exact, Rational::from(right << shift));
        }
        let is_feasible = matches!(solve_feasibility(&program), Ok(Feasibility::Feasible { .. }));
        let answer = match whole.answer().unwrap() {
            WholeAnswer::Point(point) => Feasibility::Feasible { point: Point(point.rationals()) },
            WholeAnswer::Contradiction(terms) => {
                let mut farkas = vec![Rational::ZERO; rows.len()];
                terms.into_iter().for_each(|(row, number): (usize, Integer)| farkas[row] = number.into());
                Feasibility::Infeasible { farkas: Farkas(farkas) }
            }
        };
        prop_assert_eq!(matches!(answer, Feasibility::Feasible { .. }), is_feasible);
        prop_assert_eq!(verify_feasibility(&program, &answer), Ok(()));
    }
}
