//! The example of CPAM section 3 from end to end, and base transfers: `cargo bench -p ambimech-solve --bench designs`.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod random_environment;

use ambimech_io::environment::read_environment;
use ambimech_model::check::check_mechanism;
use ambimech_model::condition::Condition;
use ambimech_model::design::{Design, DesignAnswer};
use ambimech_model::environment::Environment;
use ambimech_model::property::{Goal, Reports};
use ambimech_model::transfer::TransferRule;
use ambimech_model::transfer::base::{Base, BaseRule};
use ambimech_solve::condition::decide_condition;
use ambimech_solve::design::design_mechanism;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use random_environment::{LARGE, environment, random_prior, shape_name};
use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

fn public_good() -> Environment {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    read_environment(&root.join("examples/guo-2021-public-good/environment.toml")).unwrap()
}

fn designed(environment: &Environment) -> Box<Design> {
    match design_mechanism(environment, &Goal::CoalitionProof, Reports::Mixed) {
        DesignAnswer::Done(design) => design,
        answer => panic!("{answer:?}"),
    }
}

fn public_good_example(criterion: &mut Criterion) {
    let environment = public_good();
    let design = designed(&environment);
    let mut group = criterion.benchmark_group("public good");
    group.bench_function("conditions", |b| {
        b.iter(|| Condition::DECIDED.map(|condition| decide_condition(&environment, condition)));
    });
    group.bench_function("design, accepted", |b| b.iter(|| designed(&environment)));
    group.bench_function("check", |b| {
        b.iter(|| check_mechanism(&environment, &design.mechanism, &design.certificate).unwrap());
    });
    group.finish();
}

/// Theory 9.3: the balanced rule with level interim payoffs, beside the simplest base rule.
fn base_transfers(criterion: &mut Criterion) {
    for counts in [vec![2; 10], vec![2; 13], vec![20; 3]] {
        let (space, prior) = random_prior(&counts, LARGE, 1);
        let environment = environment(&space, prior);
        let mut group = criterion.benchmark_group(format!("base transfers, {}", shape_name(&counts)));
        group.throughput(Throughput::Elements((counts.len() * space.size()) as u64));
        for base in [Base::EqualSplit, Base::LevelInterim] {
            group.bench_function(BenchmarkId::from_parameter(format!("{base:?}")), |b| {
                b.iter(|| {
                    black_box(BaseRule::new(&environment, base).map(|rule| rule.table(environment.space())))
                });
            });
        }
        group.finish();
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(2));
    targets = public_good_example, base_transfers
}
criterion_main!(benches);
