//! Small programs with known outcomes, and random ones.

use ambimech_model::number::{Rational, parse_number};
use ambimech_solve::lp::{Program, Relation, Sign};

/// What a program must turn out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    Optimal(Rational),
    Infeasible,
    Unbounded,
}

/// Costs, signs (`f` free, `+` at least 0) and rows with integer coefficients and right sides as text.
pub fn program(costs: &[i64], signs: &str, rows: &[(&str, &[i64], &str)]) -> Program {
    let mut program = Program::new();
    for (sign, cost) in signs.chars().zip(costs) {
        let variable = program.add_variable(if sign == 'f' { Sign::Free } else { Sign::NonNegative });
        program.set_cost(variable, Rational::from(*cost));
    }
    for (relation, entries, right) in rows {
        let relation = if *relation == "=" { Relation::Equal } else { Relation::AtLeast };
        let entries = entries.iter().copied().map(Rational::from).enumerate().collect();
        program.add_row(relation, entries, parse_number(right).unwrap());
    }
    program
}

fn optimal(text: &str) -> Expected {
    Expected::Optimal(parse_number(text).unwrap())
}

/// A program with coefficients as texts.
fn program_of_texts(costs: &[&str], signs: &str, rows: &[(&str, &[&str], &str)]) -> Program {
    let number = |text: &&str| parse_number(text).unwrap();
    let mut program = Program::new();
    for (sign, cost) in signs.chars().zip(costs) {
        let variable = program.add_variable(if sign == 'f' { Sign::Free } else { Sign::NonNegative });
        program.set_cost(variable, number(cost));
    }
    for (relation, entries, right) in rows {
        let relation = if *relation == "=" { Relation::Equal } else { Relation::AtLeast };
        program.add_row(relation, entries.iter().map(number).enumerate().collect(), number(right));
    }
    program
}

/// Programs whose outcome is known by hand or from the literature.
pub fn cases() -> Vec<(&'static str, Program, Expected)> {
    let long = "7".repeat(200);
    let longer = format!("{}8", "7".repeat(199));
    let mut cases = vec![
        ("nothing at all", program(&[], "", &[]), optimal("0")),
        ("no rows", program(&[0, 3], "f+", &[]), optimal("0")),
        ("no rows, a free variable with a cost", program(&[1], "f", &[]), Expected::Unbounded),
        ("no rows, a negative cost", program(&[0, -1], "++", &[]), Expected::Unbounded),
        ("no variables, rows that hold", program(&[], "", &[("=", &[], "0"), (">", &[], "-1")]), optimal("0")),
        ("no variables, 0 = 1", program(&[], "", &[("=", &[], "1")]), Expected::Infeasible),
        ("no variables, 0 = -1", program(&[], "", &[("=", &[], "-1")]), Expected::Infeasible),
        ("no variables, 0 ≥ 1", program(&[], "", &[(">", &[], "1")]), Expected::Infeasible),
        ("an empty row among others", program(&[1], "+", &[(">", &[0], "0"), (">", &[1], "2")]), optimal("2")),
        (
            "rank-deficient equations that agree",
            program(
                &[1, 1],
                "ff",
                &[("=", &[1, 2], "3"), ("=", &[2, 4], "6"), (">", &[1, 0], "1"), (">", &[0, 1], "0")],
            ),
            optimal("2"),
        ),
        (
            "rank-deficient equations that disagree",
            program(&[1, 1], "ff", &[("=", &[1, 2], "3"), ("=", &[2, 4], "7")]),
            Expected::Infeasible,
        ),
        (
            "infeasible and dual infeasible",
            program(&[-1, -1], "++", &[(">", &[1, -1], "1"), (">", &[-1, 1], "1")]),
            Expected::Infeasible,
        ),
        (
            "unbounded along a free variable",
            program(&[1, 0], "ff", &[(">", &[-1, 1], "0"), (">", &[0, 1], "0")]),
            Expected::Unbounded,
        ),
        ("unbounded along an edge", program(&[-1, -1], "++", &[(">", &[1, -1], "-1")]), Expected::Unbounded),
        (
            "a cube's corner, degenerate",
            program(
                &[1, 1],
                "++",
                &[(">", &[1, 1], "0"), (">", &[1, 2], "0"), (">", &[2, 1], "0"), (">", &[1, 0], "0")],
            ),
            optimal("0"),
        ),
        (
            "fractions that floating point numbers get wrong",
            program_of_texts(
                &["1/3", "1/7"],
                "++",
                &[("=", &["1/3", "1/3"], "1/3"), (">", &["1/7", "-1/7"], "1/21"), (">", &["0.1", "0.2"], "0.1")],
            ),
            optimal("17/63"),
        ),
        (
            "tight at an integer point, to the last",
            program(
                &[0, 0],
                "ff",
                &[(">", &[3, 1], "5"), (">", &[-3, -1], "-5"), (">", &[1, 7], "15"), (">", &[-1, -7], "-15")],
            ),
            optimal("0"),
        ),
        (
            "tight at an integer point, one side bumped",
            program(
                &[0, 0],
                "ff",
                &[
                    (">", &[3, 1], "5"),
                    (">", &[-3, -1], "-5"),
                    (">", &[1, 7], "15"),
                    (">", &[-1, -7], "-14.999999999999999999"),
                ],
            ),
            Expected::Infeasible,
        ),
        (
            "two hundred digits that agree",
            program_of_texts(&["1"], "f", &[(">", &[&long], &long), (">", &["-1"], "-1")]),
            optimal("1"),
        ),
        (
            "two hundred digits that disagree in the last",
            program_of_texts(&["1"], "f", &[(">", &[&long], &longer), (">", &["-1"], "-1")]),
            Expected::Infeasible,
        ),
        (
            "Klee and Minty's cube in three dimensions",
            program(
                &[-100, -10, -1],
                "+++",
                &[(">", &[-1, 0, 0], "-1"), (">", &[-20, -1, 0], "-100"), (">", &[-200, -20, -1], "-10000")],
            ),
            optimal("-10000"),
        ),
    ];
    // Beale's example, which cycles under the rule of the largest coefficient.
    cases.push((
        "Beale's example",
        program_of_texts(
            &["-3/4", "150", "-1/50", "6"],
            "++++",
            &[
                (">", &["-1/4", "60", "1/25", "-9"], "0"),
                (">", &["-1/2", "90", "1/50", "-3"], "0"),
                (">", &["0", "0", "-1", "0"], "-1"),
            ],
        ),
        optimal("-1/20"),
    ));
    cases
}

/// Numbers that look random and are the same everywhere.
pub struct Numbers(u64);

impl Numbers {
    pub fn new(seed: u64) -> Numbers {
        Numbers(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x5851_F42D_4C95_7F2D)
    }

    /// From 0 to `bound` − 1.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    /// From −`bound` to `bound`.
    pub fn around(&mut self, bound: i64) -> i64 {
        self.below(2 * bound as u64 + 1) as i64 - bound
    }
}

/// Up to 6 variables and 8 rows, many zeros, repeated rows, fractions here and there.
pub fn random_program(seed: u64) -> Program {
    let mut numbers = Numbers::new(seed);
    let (n, m) = (numbers.below(6) as usize + 1, numbers.below(9) as usize);
    let mut program = Program::new();
    for _ in 0..n {
        let variable = program.add_variable(if numbers.below(2) == 0 { Sign::Free } else { Sign::NonNegative });
        let cost = if numbers.below(3) == 0 { 0 } else { numbers.around(4) };
        program.set_cost(variable, Rational::from(cost));
    }
    for _ in 0..m {
        let relation = if numbers.below(3) == 0 { Relation::Equal } else { Relation::AtLeast };
        let bottom = if numbers.below(5) == 0 { 3u64 } else { 1 };
        let entries = (0..n)
            .filter_map(|variable| {
                let entry = if numbers.below(2) == 0 { 0 } else { numbers.around(3) };
                (entry != 0).then(|| (variable, Rational::from_parts(entry.into(), bottom.into())))
            })
            .collect();
        program.add_row(relation, entries, Rational::from(numbers.around(3)));
    }
    program
}

/// Rows like those of a simple mechanism that holds coalitions to their types: n agents with k types, one variable for every
/// agent and profile, balanced budgets as equations, and for every proper coalition and ordered pair a ≠ b of its
/// joint types Σ_x Σ_i w(a, x) (t_i(a, x) − t_i(b, x)) ≥ gain. The gain of each row is what `gain` says, given the worth of the
/// left side at a hidden point.
pub fn mechanism_program(
    n: usize,
    k: usize,
    seed: u64,
    gain: &mut dyn FnMut(&mut Numbers, i64) -> i64,
) -> Program {
    let mut numbers = Numbers::new(seed);
    let size = k.pow(n as u32);
    let types =
        |profile: usize| -> Vec<usize> { (0..n).map(|i| profile / k.pow((n - 1 - i) as u32) % k).collect() };
    let weights: Vec<i64> = (0..size).map(|_| 1 + numbers.below(30) as i64).collect();
    let mut hidden: Vec<i64> = (0..n * size).map(|_| numbers.around(5)).collect();
    for profile in 0..size {
        hidden[(n - 1) * size + profile] = -(0..n - 1).map(|i| hidden[i * size + profile]).sum::<i64>();
    }
    let mut program = Program::new();
    (0..n * size).for_each(|_| assert!(program.add_variable(Sign::Free) < n * size));
    for profile in 0..size {
        let entries = (0..n).map(|i| (i * size + profile, Rational::ONE)).collect();
        program.add_row(Relation::Equal, entries, Rational::ZERO);
    }
    for members in 1..(1usize << n) - 1 {
        let own = |profile: usize| -> Vec<usize> {
            types(profile).into_iter().enumerate().filter(|(i, _)| members >> i & 1 == 1).map(|(_, t)| t).collect()
        };
        let rest = |profile: usize| -> Vec<usize> {
            types(profile).into_iter().enumerate().filter(|(i, _)| members >> i & 1 == 0).map(|(_, t)| t).collect()
        };
        let mut joint: Vec<Vec<usize>> = (0..size).map(own).collect();
        joint.sort();
        joint.dedup();
        for a in &joint {
            for b in joint.iter().filter(|b| *b != a) {
                let mut entries = Vec::new();
                for profile in (0..size).filter(|profile| own(*profile) == *a) {
                    let twin = (0..size).find(|other| own(*other) == *b && rest(*other) == rest(profile)).unwrap();
                    for i in (0..n).filter(|i| members >> i & 1 == 1) {
                        entries.push((i * size + profile, weights[profile]));
                        entries.push((i * size + twin, -weights[profile]));
                    }
                }
                let worth = entries.iter().map(|(variable, weight)| weight * hidden[*variable]).sum();
                let right = gain(&mut numbers, worth);
                let entries =
                    entries.into_iter().map(|(variable, weight)| (variable, Rational::from(weight))).collect();
                program.add_row(Relation::AtLeast, entries, Rational::from(right));
            }
        }
    }
    program
}

/// Larger random programs around a hidden point, with some equations and signs; `slack` says how far rows are from it.
pub fn larger_program(seed: u64, slack: &mut dyn FnMut(&mut Numbers) -> i64) -> Program {
    let mut numbers = Numbers::new(seed);
    let (n, m) = (10 + numbers.below(30) as usize, 20 + numbers.below(60) as usize);
    let mut program = Program::new();
    let mut hidden = Vec::new();
    for _ in 0..n {
        let free = numbers.below(2) == 0;
        program.add_variable(if free { Sign::Free } else { Sign::NonNegative });
        hidden.push(if free { numbers.around(9) } else { numbers.below(3) as i64 * 4 });
    }
    for row in 0..m {
        let equal = row < n / 3;
        let mut worth = 0;
        let mut entries = Vec::new();
        for (variable, value) in hidden.iter().enumerate() {
            if numbers.below(4) == 0 {
                let entry = numbers.around(50);
                worth += entry * value;
                entries.push((variable, Rational::from(entry)));
            }
        }
        let right = if equal { worth } else { worth - slack(&mut numbers) };
        program.add_row(if equal { Relation::Equal } else { Relation::AtLeast }, entries, Rational::from(right));
    }
    // Costs made of rows and signs, so that the program is bounded.
    let mut costs = vec![Rational::ZERO; n];
    for row in program.rows() {
        let weight = Rational::from(if numbers.below(2) == 0 { 0 } else { numbers.below(6) as i64 });
        row.coefficients().for_each(|(variable, entry)| costs[variable] += &weight * entry);
    }
    for (variable, cost) in costs.into_iter().enumerate() {
        program.set_cost(variable, cost);
    }
    program
}
