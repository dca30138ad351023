//! Conditions `bdp` and `cbdp` beside n plain passes over the prior: `cargo bench -p ambimech-solve --bench conditions`.
//!
//! `decided` is the whole answer: decided, and accepted by the checker. `posteriors` is one look at the posteriors of
//! every coalition concerned, which is what either of the two has to do.
#![allow(missing_docs, clippy::unwrap_used)]

mod random_environment;

use ambimech_model::coalition::{Coalition, Pattern};
use ambimech_model::condition::{Condition, Verdict};
use ambimech_model::posterior::Posteriors;
use ambimech_model::prior::{Prior, Weights};
use ambimech_model::type_space::TypeSpace;
use ambimech_solve::condition::decide_condition;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use random_environment::{LARGE, environment, random_prior, shape_name};
use std::hint::black_box;
use std::time::Duration;

/// 10^4, 10^5 and 10^6 profiles and more, then few agents with many types.
const SHAPES: [(usize, usize); 7] = [(13, 2), (17, 2), (20, 2), (22, 2), (3, 100), (6, 10), (2, 1000)];

fn passes(weights: &Weights, passes: usize) {
    let Weights::Small(weights) = weights else { return };
    for _ in 0..passes {
        black_box(black_box(weights).iter().sum::<u64>());
    }
}

fn conditions(criterion: &mut Criterion) {
    for (agents, types) in SHAPES {
        let counts = vec![types; agents];
        let (space, prior) = random_prior(&counts, LARGE, 1);
        let environment = environment(&space, prior.clone());
        let singles: Vec<Coalition> = space.agents().map(Coalition::single).collect();
        let maximal = Pattern::All.maximal_proper_coalitions(agents);
        let mut group = criterion.benchmark_group(shape_name(&counts));
        group.throughput(Throughput::Elements((agents * space.size()) as u64));
        group.bench_function("n plain passes", |b| b.iter(|| passes(prior.weights(), agents)));
        for (condition, coalitions) in [(Condition::Bdp, singles), (Condition::Cbdp, maximal)] {
            group.bench_function(BenchmarkId::new(condition.name(), "posteriors"), |b| {
                b.iter(|| {
                    let mut posteriors = Posteriors::new(&space, &prior);
                    coalitions.iter().filter_map(|coalition| posteriors.find_shared(*coalition)).count()
                });
            });
            group.bench_function(BenchmarkId::new(condition.name(), "decided"), |b| {
                b.iter(|| assert!(matches!(decide_condition(&environment, condition), Verdict::Holds(_))));
            });
        }
        group.finish();
    }
}

/// The worst case for `bdp`: independent types, so that every agent's types share their posterior to the last number.
fn independent(criterion: &mut Criterion) {
    let space = TypeSpace::new(vec![2; 20]).unwrap();
    let factor = |agent: usize, t: usize| if t == 0 { 2 + (agent as u64 & 1) } else { 1 };
    let weight = |profile| {
        let types = space.types_of(profile);
        types.iter().enumerate().map(|(agent, t)| factor(agent, t.0)).product()
    };
    let prior = Prior::from_integers(&space, space.profiles().map(weight).collect()).unwrap();
    let environment = environment(&space, prior.clone());
    let mut group = criterion.benchmark_group("20 agents, 2 types, independent");
    group.bench_function("n plain passes", |b| b.iter(|| passes(prior.weights(), 20)));
    for condition in [Condition::Bdp, Condition::Cbdp] {
        group.bench_function(BenchmarkId::new(condition.name(), "decided"), |b| {
            b.iter(|| assert!(matches!(decide_condition(&environment, condition), Verdict::Fails(_))));
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(2));
    targets = conditions, independent
}
criterion_main!(benches);
