//! Exact linear programs beside verifying their answers: `cargo bench -p ambimech-solve --bench lp`.
//!
//! Programs like those of a simple mechanism that stops every coalition's misreports: contradictory, with room, and tight in every row.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, dead_code)]

#[path = "../tests/lp/case.rs"]
mod case;

use ambimech_solve::lp::{Feasibility, minimise_support, solve_feasibility, verify_feasibility};
use case::{Numbers, mechanism_program};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use std::time::Duration;

type Gain = fn(&mut Numbers, i64) -> i64;

const KINDS: [(&str, Gain); 3] = [
    ("contradictory", |numbers, _| numbers.below(11) as i64),
    ("with room", |numbers, worth| worth - numbers.below(11) as i64),
    ("all tight", |_, worth| worth),
];

fn decide(criterion: &mut Criterion) {
    for (n, k) in [(3, 3), (4, 2), (5, 2), (4, 3)] {
        let mut group = criterion.benchmark_group(format!("linear program, {n} agents, {k} types"));
        for (name, mut gain) in KINDS {
            let program = mechanism_program(n, k, 1, &mut gain);
            let answer = solve_feasibility(&program).unwrap();
            group.bench_function(BenchmarkId::new("decided", name), |b| {
                b.iter(|| solve_feasibility(&program).unwrap())
            });
            group.bench_function(BenchmarkId::new("verified", name), |b| {
                b.iter(|| verify_feasibility(&program, &answer).unwrap());
            });
            if let Feasibility::Infeasible { farkas } = &answer {
                group.bench_function(BenchmarkId::new("shortened, 3 rounds", name), |b| {
                    b.iter(|| minimise_support(&program, farkas, 3));
                });
            }
        }
        group.finish();
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(2));
    targets = decide
}
criterion_main!(benches);
