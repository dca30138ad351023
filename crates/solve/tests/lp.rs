//! The linear programming engine: every answer is verified, every path agrees, every tampered answer is refused.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "lp/case.rs"]
mod case;

use ambimech_model::number::{Rational, parse_number};
use ambimech_solve::lp::{
    Dual, Farkas, Feasibility, Flaw, Method, Outcome, Patience, Primal, Program, Ray, Relation, Sign, Unsolved,
    minimise_support, presolve, shortest_in_parts, solve, solve_by, solve_feasibility, solve_feasibility_by,
    solve_feasibility_in_parts, solve_feasibility_within, solve_within, verify, verify_feasibility,
};
use case::{Expected, Numbers, cases, larger_program, mechanism_program, program, random_program};

fn verdict(outcome: &Outcome) -> Expected {
    match outcome {
        Outcome::Optimal { value, .. } => Expected::Optimal(value.clone()),
        Outcome::Infeasible { .. } => Expected::Infeasible,
        Outcome::Unbounded { .. } => Expected::Unbounded,
    }
}

const METHODS: [Method; 3] = [Method::Automatic, Method::Simplex, Method::Interior];

/// The verdict by one method, with both questions answered consistently and proved; `None` when the method gives up.
fn verdict_by(program: &Program, method: Method, name: &dyn std::fmt::Debug) -> Option<Expected> {
    let outcome = solve_by(program, method, &mut |_| {}).ok()?;
    assert_eq!(verify(program, &outcome), Ok(()), "{name:?}, {method:?}");
    let feasibility = solve_feasibility_by(program, method, &mut |_| {}).ok()?;
    assert_eq!(verify_feasibility(program, &feasibility), Ok(()), "{name:?}, {method:?}");
    let infeasible = matches!(feasibility, Feasibility::Infeasible { .. });
    assert_eq!(infeasible, matches!(outcome, Outcome::Infeasible { .. }), "{name:?}, {method:?}");
    Some(verdict(&outcome))
}

/// What the smaller program says, on the way back, verified in the whole one; how many rows were left out.
fn without_presolve_and_with(program: &Program, expected: &Expected, name: &dyn std::fmt::Debug) -> usize {
    let presolved = presolve(program);
    let (small, whole) = (presolved.reduced().row_count(), program.row_count());
    assert!(small <= whole && presolved.reduced().variable_count() <= program.variable_count(), "{name:?}");
    let outcome = presolved.outcome(&solve(presolved.reduced()).unwrap());
    assert_eq!(verify(program, &outcome), Ok(()), "{name:?}");
    assert_eq!(verdict(&outcome), *expected, "{name:?}");
    let feasibility = presolved.feasibility(&solve_feasibility(presolved.reduced()).unwrap());
    assert_eq!(verify_feasibility(program, &feasibility), Ok(()), "{name:?}");
    whole - small
}

/// Programs for every reduction: equations in chains, signs, loose and parallel rows, some of which contradict each other, idle variables.
fn reducible_program(seed: u64) -> Program {
    let mut numbers = Numbers::new(seed);
    let mut program = Program::new();
    let n = 3 + numbers.below(5) as usize;
    for variable in 0..n {
        program.add_variable(if numbers.below(2) == 0 { Sign::Free } else { Sign::NonNegative });
        program.set_cost(variable, Rational::from(numbers.around(3).max(-1)));
    }
    let point: Vec<i64> = (0..n).map(|_| numbers.below(5) as i64).collect();
    let mut last: Option<(Vec<(usize, Rational)>, Rational)> = None;
    for _ in 0..4 + numbers.below(8) {
        let count = 1 + numbers.below(3) as usize;
        let mut entries: Vec<(usize, i64)> =
            (0..count).map(|_| (numbers.below(n as u64) as usize, numbers.around(3))).collect();
        entries.sort_unstable();
        entries.dedup_by_key(|(variable, _)| *variable);
        let worth: i64 = entries.iter().map(|(variable, entry)| entry * point[*variable]).sum();
        let off = if numbers.below(9) == 0 { 1 } else { 0 };
        let (relation, right) = match numbers.below(3) {
            0 => (Relation::Equal, worth + off),
            1 => (Relation::AtLeast, 0.min(worth) + off),
            _ => (Relation::AtLeast, worth - numbers.below(3) as i64 + off),
        };
        let row: Vec<(usize, Rational)> =
            entries.into_iter().map(|(variable, entry)| (variable, Rational::from(entry))).collect();
        program.add_row(relation, row.clone(), Rational::from(right));
        // The last row again, as a multiple of either sign, a little stronger or weaker.
        if let Some((row, right)) = last.take().filter(|_| numbers.below(2) == 0) {
            let factor = Rational::from_parts((1 + numbers.below(4)).into(), 3u8.into());
            let factor = if numbers.below(4) == 0 { -factor } else { factor };
            let row = row.into_iter().map(|(variable, entry)| (variable, entry * &factor)).collect();
            let relation = if numbers.below(4) == 0 { Relation::Equal } else { Relation::AtLeast };
            program.add_row(relation, row, right * &factor - Rational::from(numbers.below(2)));
        }
        last = Some((row, Rational::from(right)));
    }
    program
}

#[test]
fn what_presolve_leaves_out_comes_back() {
    let mut left_out = 0;
    for (name, program, expected) in cases() {
        left_out += without_presolve_and_with(&program, &expected, &name);
    }
    assert!(left_out > 5, "{left_out}");
    let mut seen = [0, 0, 0];
    let (mut rows, mut all) = (0, 0);
    for seed in 0..1500 {
        let program = if seed % 3 == 0 { random_program(seed) } else { reducible_program(seed) };
        let expected = verdict(&solve_by(&program, Method::Simplex, &mut |_| {}).unwrap());
        rows += without_presolve_and_with(&program, &expected, &seed);
        all += program.row_count();
        seen[match expected {
            Expected::Optimal(_) => 0,
            Expected::Infeasible => 1,
            Expected::Unbounded => 2,
        }] += 1;
    }
    assert!(seen.iter().all(|count| *count > 100), "{seen:?}");
    assert!(3 * rows > all, "{rows} of {all}");
    // The budget rows of mechanism programs go, one for every profile, and so does one payment each.
    for seed in 0..3 {
        let program = mechanism_program(3, 2, seed, &mut |numbers, _| numbers.around(10));
        let presolved = presolve(&program);
        assert_eq!(presolved.reduced().variable_count(), program.variable_count() - 8);
        assert!(presolved.reduced().rows().iter().all(|row| row.relation() == Relation::AtLeast));
        let answer = presolved.feasibility(&solve_feasibility(presolved.reduced()).unwrap());
        assert_eq!(verify_feasibility(&program, &answer), Ok(()));
    }
}

#[test]
fn every_known_case_has_its_outcome_by_every_method() {
    for (name, program, expected) in cases() {
        for method in METHODS {
            assert_eq!(verdict_by(&program, method, &name), Some(expected.clone()), "{name}, {method:?}");
        }
    }
}

/// The interior-point method may give up, but seldom, and the methods never contradict each other.
#[test]
fn methods_agree_on_random_programs() {
    let mut given_up = Vec::new();
    for seed in 0..600 {
        let program = random_program(seed);
        let expected = verdict_by(&program, Method::Simplex, &seed);
        assert!(expected.is_some(), "{seed}");
        match verdict_by(&program, Method::Interior, &seed) {
            None => given_up.push(seed),
            found => assert_eq!(found, expected, "{seed}"),
        }
    }
    assert!(given_up.len() <= 6, "{given_up:?}");
}

/// Around a hidden point: with room, all rows tight, and one row beyond.
#[test]
fn methods_agree_on_larger_programs() {
    let slacks: [&mut dyn FnMut(&mut Numbers) -> i64; 3] =
        [&mut |numbers| numbers.below(20) as i64, &mut |_| 0, &mut |numbers| {
            if numbers.below(12) == 0 { -1 } else { 0 }
        }];
    let mut given_up = Vec::new();
    for (kind, slack) in slacks.into_iter().enumerate() {
        for seed in 0..12 {
            let program = larger_program(seed, slack);
            let expected = verdict_by(&program, Method::Simplex, &(kind, seed));
            assert_eq!(verdict_by(&program, Method::Automatic, &(kind, seed)), expected, "{kind}, {seed}");
            match verdict_by(&program, Method::Interior, &(kind, seed)) {
                None => given_up.push((kind, seed)),
                found => assert_eq!(found, expected, "{kind}, {seed}"),
            }
            assert!(kind == 2 || matches!(expected, Some(Expected::Optimal(_))), "{kind}, {seed}");
        }
    }
    assert!(given_up.is_empty(), "{given_up:?}");
}

/// Mechanism programs with gains of both signs: feasible with room, tight everywhere, one row bumped, and random.
#[test]
fn mechanism_programs_are_decided() {
    for (n, k) in [(2, 2), (2, 3), (3, 2), (3, 3), (4, 2)] {
        for seed in 0..3 {
            let decide = |gain: &mut dyn FnMut(&mut Numbers, i64) -> i64| {
                let program = mechanism_program(n, k, seed, gain);
                let answer = solve_feasibility_by(&program, Method::Interior, &mut |_| {});
                let answer = answer.unwrap_or_else(|error| panic!("{n}, {k}, {seed}: {error}"));
                assert_eq!(verify_feasibility(&program, &answer), Ok(()));
                matches!(answer, Feasibility::Feasible { .. })
            };
            assert!(decide(&mut |numbers, worth| worth - numbers.below(40) as i64));
            assert!(decide(&mut |_, worth| worth));
            assert!(decide(&mut |_, _| 0));
            assert!(!decide(&mut |numbers, _| 1 + numbers.below(10) as i64));
            decide(&mut |numbers, _| numbers.around(10));
            decide(&mut |numbers, worth| worth - numbers.around(3));
        }
    }
}

/// The rows of a coalition and of its complement are contradictory by themselves, and that proof is the shorter one.
#[test]
fn a_coalition_and_its_complement_make_a_shorter_proof() {
    for (n, k) in [(3usize, 3usize), (4, 2), (5, 2)] {
        let program = mechanism_program(n, k, 2, &mut |numbers, _| 1 + numbers.below(10) as i64);
        let mut next = k.pow(n as u32);
        let mut blocks = vec![Vec::new()];
        for members in 1..(1usize << n) - 1 {
            let joint = k.pow(members.count_ones());
            blocks.push((next..next + joint * (joint - 1)).collect());
            next += joint * (joint - 1);
        }
        assert_eq!(next, program.row_count());
        let parts: Vec<Vec<usize>> = (1..1usize << (n - 1))
            .map(|members| [&blocks[members][..], &blocks[(1 << n) - 1 - members][..]].concat())
            .collect();
        let used = |Farkas(numbers): &Farkas| numbers.iter().filter(|number| !number.is_zero()).count();
        let Ok(Feasibility::Infeasible { farkas }) = solve_feasibility(&program) else { panic!("{n}, {k}") };
        let shortened = minimise_support(&program, &farkas, 3);
        assert!(used(&shortened) <= used(&farkas));
        let short = shortest_in_parts(&program, &farkas, &parts);
        assert!(used(&short) < used(&farkas), "{n}, {k}: {} and {}", used(&short), used(&farkas));
        for farkas in [shortened, short] {
            assert!(farkas.0.iter().all(|number| number.denominator().is_one()));
            assert_eq!(verify_feasibility(&program, &Feasibility::Infeasible { farkas }), Ok(()));
        }
        let answer = solve_feasibility_in_parts(&program, &parts, &mut Patience::endless()).unwrap();
        assert_eq!(verify_feasibility(&program, &answer), Ok(()));
        assert!(matches!(answer, Feasibility::Infeasible { .. }));
    }
}

/// The same input gives the same answer, to the last digit.
#[test]
fn answers_repeat() {
    let program = || mechanism_program(3, 3, 4, &mut |numbers, _| numbers.around(10));
    assert_eq!(solve_feasibility(&program()), solve_feasibility(&program()));
}

/// The dual program, in normal form: maximise b·y becomes minimise −b·y; Aᵀy = c at free, ≤ c at other variables.
fn dual_of(program: &Program) -> Program {
    let mut dual = Program::new();
    for row in program.rows() {
        let variable = dual.add_variable(match row.relation() {
            Relation::AtLeast => Sign::NonNegative,
            Relation::Equal => Sign::Free,
        });
        dual.set_cost(variable, -row.right());
    }
    for (variable, (sign, cost)) in program.signs().iter().zip(program.costs()).enumerate() {
        let column = |row: &ambimech_solve::lp::Row| {
            row.coefficients().find(|(place, _)| *place == variable).map(|(_, coefficient)| -coefficient)
        };
        let entries =
            program.rows().iter().enumerate().filter_map(|(row, data)| Some((row, column(data)?))).collect();
        let relation = if *sign == Sign::Free { Relation::Equal } else { Relation::AtLeast };
        dual.add_row(relation, entries, -cost);
    }
    dual
}

/// Strong duality is what a solver cannot fake twice.
#[test]
fn random_programs_agree_with_their_duals() {
    let mut seen = [0usize; 3];
    for seed in 0..600 {
        let program = random_program(seed);
        let outcome = solve(&program).unwrap();
        assert_eq!(verify(&program, &outcome), Ok(()), "{seed}");
        let dual = dual_of(&program);
        let other = solve(&dual).unwrap();
        assert_eq!(verify(&dual, &other), Ok(()), "{seed}");
        match (verdict(&outcome), verdict(&other)) {
            (Expected::Optimal(value), Expected::Optimal(negative)) => {
                assert_eq!(value, -negative, "{seed}");
                seen[0] += 1;
            }
            (Expected::Unbounded, Expected::Infeasible) => seen[1] += 1,
            (Expected::Infeasible, Expected::Unbounded | Expected::Infeasible) => seen[2] += 1,
            pair => panic!("{seed}: {pair:?}"),
        }
    }
    assert!(seen.iter().all(|count| *count > 30), "{seen:?}");
}

/// Adds 1/7 to every number of every vector in turn, and exchanges the kinds: all must be refused.
#[test]
fn tampered_answers_are_refused() {
    let bump = Rational::from_parts(1.into(), 7u8.into());
    let bumped = |numbers: &[Rational], at: usize, by: &Rational| {
        let mut numbers = numbers.to_vec();
        numbers[at] += by;
        numbers
    };
    // x − y ≥ 1, x + 2 y = 5, x ≥ 0, y free; costs 2, 1: optimum at y = 4/3, x = 7/3.
    let tight = program(&[2, 1], "+f", &[(">", &[1, -1], "1"), ("=", &[1, 2], "5")]);
    let outcome = solve(&tight).unwrap();
    let Outcome::Optimal { value, primal: Primal(primal), dual: Dual(dual) } = outcome.clone() else { panic!() };
    assert_eq!(value, Rational::from(6));
    for by in [bump.clone(), -bump.clone()] {
        for at in 0..2 {
            let wrong = Outcome::Optimal {
                value: value.clone(),
                primal: Primal(bumped(&primal, at, &by)),
                dual: Dual(dual.clone()),
            };
            assert!(verify(&tight, &wrong).is_err());
            let wrong = Outcome::Optimal {
                value: value.clone(),
                primal: Primal(primal.clone()),
                dual: Dual(bumped(&dual, at, &by)),
            };
            assert!(verify(&tight, &wrong).is_err());
        }
        let wrong =
            Outcome::Optimal { value: &value + &by, primal: Primal(primal.clone()), dual: Dual(dual.clone()) };
        assert_eq!(verify(&tight, &wrong), Err(Flaw::Value));
    }
    let short = Outcome::Optimal { value, primal: Primal(primal[..1].to_vec()), dual: Dual(dual.clone()) };
    assert_eq!(verify(&tight, &short), Err(Flaw::Length { expected: 2, found: 1 }));
    let ray = Outcome::Unbounded { point: ambimech_solve::lp::Point(primal.clone()), ray: Ray(primal) };
    assert!(verify(&tight, &ray).is_err());
    assert!(verify(&tight, &Outcome::Infeasible { farkas: Farkas(dual) }).is_err());

    // x ≥ 1 and −x ≥ 0.
    let empty = program(&[0], "f", &[(">", &[1], "1"), (">", &[-1], "0")]);
    let farkas = |a: i64, b: i64| Outcome::Infeasible { farkas: Farkas(vec![a.into(), b.into()]) };
    assert_eq!(verify(&empty, &farkas(3, 3)), Ok(()));
    assert_eq!(verify(&empty, &farkas(3, 2)), Err(Flaw::Column { variable: 0 }));
    assert_eq!(verify(&empty, &farkas(0, 0)), Err(Flaw::Value));
    assert_eq!(verify(&empty, &farkas(-1, -1)), Err(Flaw::NegativeMultiplier { row: 0 }));

    // x ≥ 0 with cost −1.
    let open = program(&[-1, 0], "+f", &[(">", &[1, 1], "0"), ("=", &[0, 1], "0")]);
    let unbounded = |point: [i64; 2], ray: [i64; 2]| Outcome::Unbounded {
        point: ambimech_solve::lp::Point(point.map(Rational::from).to_vec()),
        ray: Ray(ray.map(Rational::from).to_vec()),
    };
    assert_eq!(verify(&open, &unbounded([0, 0], [1, 0])), Ok(()));
    assert_eq!(verify(&open, &unbounded([0, 0], [0, 0])), Err(Flaw::Value));
    assert_eq!(verify(&open, &unbounded([0, 1], [1, 0])), Err(Flaw::Row { row: 1 }));
    assert_eq!(verify(&open, &unbounded([0, 0], [1, 1])), Err(Flaw::Row { row: 1 }));
    assert_eq!(verify(&open, &unbounded([0, 0], [1, -1])), Err(Flaw::Row { row: 1 }));
    assert_eq!(verify(&open, &unbounded([0, 0], [-1, 2])), Err(Flaw::NegativeVariable { variable: 0 }));
}

#[test]
fn malformed_programs_are_named() {
    let mut program = Program::new();
    program.add_variable(Sign::Free);
    program.add_row(Relation::Equal, vec![(1, parse_number("1/3").unwrap())], Rational::ONE);
    assert_eq!(solve(&program), Err(Unsolved::UnknownVariable { row: 0, variable: 1 }));
    let outcome = Outcome::Infeasible { farkas: Farkas(vec![Rational::ONE]) };
    assert_eq!(verify(&program, &outcome), Err(Flaw::UnknownVariable { row: 0, variable: 1 }));
}

/// However little work is allowed, what comes back is a proved answer or says that the work was spent; more of it never turns a verdict,
/// and no more than allowed is done.
#[test]
fn little_work_gives_no_answer_or_a_proved_one() {
    let mut given_up = 0;
    let border = |seed| larger_program(seed, &mut |numbers| i64::from(numbers.below(2) == 1));
    let programs = (0..30).map(random_program).chain((0..12).map(border));
    for program in programs {
        let expected = verdict(&solve(&program).unwrap());
        for method in [Method::Automatic, Method::Simplex, Method::Interior] {
            let mut before = None;
            for work in [1, 1_000, 30_000, 1_000_000, 100_000_000_000] {
                let mut patience = Patience::of(work);
                let found = solve_within(&program, method, &mut patience, &mut |_| {});
                match &found {
                    Ok(outcome) => {
                        assert_eq!(verify(&program, outcome), Ok(()));
                        assert_eq!(verdict(outcome), expected);
                    }
                    Err(Unsolved::OutOfPatience { proposals, pivots }) => {
                        assert!(patience.is_spent() && work < 100_000_000_000);
                        assert_eq!((*proposals, *pivots), (patience.proposals(), patience.pivots()));
                        assert!(proposals + pivots <= work);
                        assert!(before != Some(true), "an answer was lost by more work");
                        given_up += 1;
                    }
                    Err(other) => panic!("{other}"),
                }
                before = Some(found.is_ok());
                let mut again = Patience::of(work);
                assert_eq!(solve_within(&program, method, &mut again, &mut |_| {}), found);
                assert_eq!(again, patience);
                if let Ok(answer) =
                    solve_feasibility_within(&program, method, &mut Patience::of(work), &mut |_| {})
                {
                    assert_eq!(verify_feasibility(&program, &answer), Ok(()));
                }
            }
        }
    }
    assert!(given_up > 100, "{given_up}");
}
