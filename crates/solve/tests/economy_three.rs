//! Random exchange economies of three agents: how often the search for a value and for a core allocation is decided, with proofs that the checker
//! accepts.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use ambimech_model::check::check_economy;
use ambimech_model::economy::{Affine, Economy, EconomyQuestion, EconomyVerdict, Taste, Trader, Utility};
use ambimech_model::number::Rational;
use ambimech_solve::economy::{equal_weights, find_allocation};

/// Numbers that look random and are the same everywhere.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// Strict economies with two goods; one fifth of them with one type each.
fn economy(seed: u64) -> Economy {
    let mut numbers = Numbers(seed.wrapping_mul(7919) + 11);
    let counts = [[1, 1, 1], [2, 1, 1], [1, 2, 1], [2, 2, 1], [1, 1, 2]][seed as usize % 5];
    let traders = (0..3).map(|agent| {
        let mut endowment: Vec<u64> = vec![numbers.below(4), numbers.below(4)];
        if endowment == [0, 0] {
            endowment[agent % 2] = 2;
        }
        let types = (0..counts[agent]).map(|own| {
            let pieces = 1 + numbers.below(2);
            let piece = |numbers: &mut Numbers, constant: u64| Affine {
                slopes: vec![Rational::from(1 + numbers.below(4)), Rational::from(1 + numbers.below(4))],
                constant: Rational::from(constant),
            };
            let list: Vec<Affine> = (0..pieces).map(|k| { let constant = if k == 0 { 0 } else { numbers.below(4) }; piece(&mut numbers, constant) }).collect();
            Taste { name: ["H", "L"][own].to_string(), utility: Utility::new(list).unwrap() }
        });
        let types = types.collect();
        Trader { name: (agent + 1).to_string(), endowment: endowment.into_iter().map(Rational::from).collect(), types }
    });
    let traders = traders.collect();
    Economy::new((String::new(), String::new()), vec!["x".to_string(), "y".to_string()], traders).unwrap()
}

#[test]
fn values_of_three_agents_are_mostly_decided() {
    for question in [EconomyQuestion::Value, EconomyQuestion::Core] {
        let mut seen = std::collections::BTreeMap::<&str, Vec<u64>>::new();
        for seed in 0..50 {
            let economy = economy(seed);
            let start = std::time::Instant::now();
            let verdict = find_allocation(&economy, question, &equal_weights(&economy));
            if let Some(certificate) = verdict.certificate() {
                check_economy(&economy, certificate).unwrap();
            }
            if let EconomyVerdict::Undecided(reason) = &verdict { println!("{seed} {reason:?}"); }
            println!("{question:?} {seed} {} {:?}", verdict.word(), start.elapsed());
            seen.entry(verdict.word()).or_default().push(seed);
        }
        for (word, seeds) in &seen { println!("{question:?} {word}: {} {seeds:?}", seeds.len()); }
    }
}
