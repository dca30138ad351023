//! Reads a program in text form and decides it exactly: `cargo run --release -p ambimech-solve --example lp_time -- FILE \[ROUNDS
//! \[TIMES\]\]`. With ROUNDS other than 0 a certificate of infeasibility is also shortened in so many rounds, which gets a line of its own.
//! It is decided so many TIMES, once if they are not given, and every part's shortest time is said.
//!
//! The text: `rows variables entries`, then one line per row: `E`, `G` or `L` for =, ≥, ≤; the right side; how many entries; and for
//! each entry its variable, from 0, and its coefficient. All variables are free. Numbers may be fractions or decimals.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use ambimech_model::number::{Rational, bit_length, parse_number};
use ambimech_solve::lp::{
    Farkas, Feasibility, Method, Point, Program, Relation, Sign, Stage, minimise_support, solve_feasibility_by,
    verify_feasibility,
};
use std::time::Instant;

fn read(text: &str) -> Option<Program> {
    let mut program = Program::new();
    let mut lines = text.lines();
    let mut sizes = lines.next()?.split_ascii_whitespace();
    let variables: usize = sizes.nth(1)?.parse().ok()?;
    for _ in 0..variables {
        program.add_variable(Sign::Free);
    }
    let number = |word: &str| match word.parse::<i64>() {
        Ok(word) => Some(Rational::from(word)),
        Err(_) => parse_number(word).ok(),
    };
    for line in lines {
        let mut words = line.split_ascii_whitespace();
        let sense = words.next()?;
        let right = number(words.next()?)?;
        let count: usize = words.next()?.parse().ok()?;
        let mut entries = Vec::with_capacity(count);
        for _ in 0..count {
            let variable: usize = words.next()?.parse().ok()?;
            let coefficient = number(words.next()?)?;
            entries.push((variable, if sense == "L" { -coefficient } else { coefficient }));
        }
        let relation = if sense == "E" { Relation::Equal } else { Relation::AtLeast };
        program.add_row(relation, entries, if sense == "L" { -right } else { right });
    }
    Some(program)
}

fn main() {
    let file = std::env::args().nth(1).unwrap();
    let program = read(&std::fs::read_to_string(file).unwrap()).unwrap();
    let times: usize = std::env::args().nth(3).map_or(1, |word| word.parse().unwrap());
    // Whole, floating point, exact, one more verification.
    let mut shortest = [f64::INFINITY; 4];
    let mut answer = None;
    for _ in 0..times.max(1) {
        let mut begins: Vec<(Stage, Instant)> = Vec::new();
        let start = Instant::now();
        let found =
            solve_feasibility_by(&program, Method::Automatic, &mut |stage| begins.push((stage, Instant::now())))
                .unwrap();
        let end = Instant::now();
        let seconds = |exact: bool| -> f64 {
            let ends = begins.iter().skip(1).map(|(_, begin)| *begin).chain([end]);
            let parts = begins.iter().zip(ends).filter(|((stage, _), _)| (*stage >= Stage::Recovery) == exact);
            parts.map(|((_, begin), end)| (end - *begin).as_secs_f64()).sum()
        };
        let begin = Instant::now();
        verify_feasibility(&program, &found).unwrap();
        let here = [(end - start).as_secs_f64(), seconds(false), seconds(true), begin.elapsed().as_secs_f64()];
        shortest.iter_mut().zip(here).for_each(|(least, time)| *least = least.min(time));
        answer = Some(found);
    }
    let answer = answer.unwrap();
    let (verdict, numbers) = match &answer {
        Feasibility::Feasible { point: Point(point) } => ("feasible", point),
        Feasibility::Infeasible { farkas: Farkas(farkas) } => ("infeasible", farkas),
    };
    let rounds: usize = std::env::args().nth(2).map_or(0, |word| word.parse().unwrap());
    if let (Feasibility::Infeasible { farkas }, true) = (&answer, rounds > 0) {
        let begin = Instant::now();
        let Farkas(short) = minimise_support(&program, farkas, rounds);
        println!(
            "{{\"numbers\": {}, \"bits\": {}, \"seconds\": {:.6}}}",
            short.iter().filter(|number| !number.is_zero()).count(),
            short.iter().map(bit_length).max().unwrap_or(0),
            begin.elapsed().as_secs_f64(),
        );
    }
    let used = numbers.iter().filter(|number| !number.is_zero()).count();
    let bits = numbers.iter().map(bit_length).max().unwrap_or(0);
    let [whole, float, exact, verify] = shortest;
    println!(
        "{{\"rows\": {}, \"variables\": {}, \"entries\": {}, \"verdict\": \"{verdict}\", \"numbers\": {used}, \"bits\": {bits}, \
         \"seconds\": {whole:.6}, \"float\": {float:.6}, \"exact\": {exact:.6}, \"verify\": {verify:.6}}}",
        program.row_count(),
        program.variable_count(),
        program.entry_count(),
    );
}
