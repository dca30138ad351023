//! How long the closed form takes for one side bet:
//! `cargo run --release -p ambimech-solve --example side_bet_time -- AGENTS TYPES LARGEST SEED`.
//!
//! The prior is random with integer weights from 1 to LARGEST; the bet is against the first type profile of the first half
//! of the agents. Prints one JSON object with the best of several times in seconds: `integers` for the rule in machine
//! integers, `rationals` for the table of exact payments. Driven by `bench/closed_form_vs_lp.py`.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

#[path = "../benches/random_environment/mod.rs"]
mod random_environment;

use ambimech_model::coalition::Coalition;
use ambimech_model::index::{AgentId, JointTypeId};
use ambimech_model::transfer::TransferRule;
use ambimech_model::transfer::side_bet::{SideBet, SideBetId};
use std::hint::black_box;
use std::time::Instant;

fn best_of<T>(runs: usize, work: impl Fn() -> T) -> f64 {
    let times = (0..runs).map(|_| {
        let begin = Instant::now();
        black_box(work());
        begin.elapsed().as_secs_f64()
    });
    times.fold(f64::INFINITY, f64::min)
}

fn main() {
    let words: Vec<usize> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    let [agents, types, largest, seed] = words[..] else {
        println!("usage: side_bet_time AGENTS TYPES LARGEST SEED");
        return;
    };
    let (space, prior) = random_environment::random_prior(&vec![types; agents], largest as u64, seed as u64);
    let coalition: Coalition = (0..(agents / 2).max(1)).map(AgentId).collect();
    let id = SideBetId { coalition, types: JointTypeId(0) };
    let bet = || SideBet::new(&space, &prior, id).unwrap();
    let integers = best_of(200, || bet().scaled_probability_weighted());
    let rationals = best_of(50, || bet().table(&space));
    println!(
        "{{\"agents\": {agents}, \"types\": {types}, \"integers\": {integers:e}, \"rationals\": {rationals:e}}}"
    );
}
