//! Transfers beside the writing of their numbers: `cargo bench -p ambimech-solve --bench transfers`.
#![allow(missing_docs, clippy::unwrap_used)]

mod random_environment;

use ambimech_model::coalition::Coalition;
use ambimech_model::index::{AgentId, JointTypeId};
use ambimech_model::transfer::TransferRule;
use ambimech_model::transfer::side_bet::{SideBet, SideBetId};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use random_environment::{LARGE, random_prior, shape_name};
use std::hint::black_box;
use std::time::Duration;

const SHAPES: [(usize, usize); 6] = [(13, 2), (17, 2), (20, 2), (3, 100), (6, 10), (2, 1000)];

/// Coalitions of one agent, of half of them, and of all but one, each without repetition.
fn sizes(agents: usize) -> Vec<usize> {
    let mut sizes = vec![1, agents / 2, agents - 1];
    sizes.dedup();
    sizes
}

fn bet_id(members: usize) -> SideBetId {
    SideBetId { coalition: (0..members).map(AgentId).collect::<Coalition>(), types: JointTypeId(0) }
}

/// One side bet as machine integers, beside writing as many numbers of 64 bits.
fn integers(criterion: &mut Criterion) {
    for (agents, types) in SHAPES {
        let counts = vec![types; agents];
        let (space, prior) = random_prior(&counts, LARGE, 1);
        let numbers = agents * space.size();
        let mut group = criterion.benchmark_group(format!("side bet, integers, {}", shape_name(&counts)));
        group.throughput(Throughput::Elements(numbers as u64));
        group.bench_function("writing", |b| {
            b.iter(|| {
                let mut written: Vec<i64> = Vec::with_capacity(numbers);
                for profile in 0..space.size() as i64 {
                    written.extend((0..agents as i64).map(|agent| 3 * profile - agent));
                }
                black_box(written)
            });
        });
        for size in sizes(agents) {
            group.bench_function(BenchmarkId::new("side bet", format!("{size} members")), |b| {
                b.iter(|| SideBet::new(&space, &prior, bet_id(size)).unwrap().scaled_probability_weighted());
            });
        }
        group.finish();
    }
}

/// One side bet as exact rationals, beside copying the same rationals.
fn rationals(criterion: &mut Criterion) {
    for (agents, types) in [(13, 2), (3, 30)] {
        let counts = vec![types; agents];
        let (space, prior) = random_prior(&counts, LARGE, 1);
        let mut group = criterion.benchmark_group(format!("side bet, rationals, {}", shape_name(&counts)));
        group.throughput(Throughput::Elements((agents * space.size()) as u64));
        for size in sizes(agents) {
            let table = SideBet::new(&space, &prior, bet_id(size)).unwrap().table(&space);
            group.bench_function(BenchmarkId::new("copying", format!("{size} members")), |b| {
                b.iter(|| table.payments().to_vec());
            });
            group.bench_function(BenchmarkId::new("side bet", format!("{size} members")), |b| {
                b.iter(|| SideBet::new(&space, &prior, bet_id(size)).unwrap().table(&space));
            });
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
    targets = integers, rationals
}
criterion_main!(benches);
