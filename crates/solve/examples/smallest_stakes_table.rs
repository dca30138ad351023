//! What the search for the smallest stakes reaches beside the usual design and the lower bound:
//! `cargo run --release -p ambimech-solve --example smallest_stakes_table -- WHAT GOAL REPORTS MEASURE [OUTCOMES FIRST COUNT]`.
//!
//! WHAT is an environment file, or a shape such as `2x2x3` (the agents' numbers of types) for the random environments of `few_rules_table` with
//! the seeds FIRST, FIRST + 1, …. The number of rules is at most `RULES` where the environment of the program says so, and the fewest that are
//! found otherwise; with `READABLE` set to anything payments are to be neat and alike agents alike. Prints one JSON object for each
//! environment: rules and measure of the usual design and of what was found, the lower bound, whether the search was stopped, seconds.
//! `bench/small_stakes.py` makes tables of it.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

#[path = "../benches/random_environment/mod.rs"]
mod random_environment;

use ambimech_model::design::DesignAnswer;
use ambimech_model::environment::Environment;
use ambimech_model::number::Rational;
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::property::{Goal, MechanismKind, Reports};
use ambimech_model::stakes::{Neatness, SmallStakesAnswer, StakesMeasure, SymmetryPrice};
use ambimech_solve::decision::{Question, decide_goal};
use ambimech_solve::few_rules::smallest::{Wishes, design_small_stakes};
use std::path::Path;
use std::time::Instant;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let (Some([what, goal, reports, measure]), rest) = (words.first_chunk(), words.get(4..).unwrap_or_default())
    else {
        println!("usage: smallest_stakes_table WHAT GOAL REPORTS MEASURE [OUTCOMES FIRST COUNT]");
        return;
    };
    let (goal, reports): (Goal, Reports) = (goal.parse().unwrap(), reports.parse().unwrap());
    let measure: StakesMeasure = measure.parse().unwrap();
    let shape: Option<Vec<usize>> = what.split('x').map(|count| count.parse().ok()).collect();
    let Some(counts) = shape else {
        let environment = ambimech_io::read_environment(Path::new(what)).unwrap();
        return print_row(&environment, &goal, reports, measure, what);
    };
    let numbers: Vec<u64> = rest.iter().filter_map(|word| word.parse().ok()).collect();
    let [outcomes, first, count] = numbers[..] else {
        println!("a shape needs OUTCOMES FIRST COUNT");
        return;
    };
    for seed in first..first + count {
        let environment = random_environment::tempting(&counts, outcomes as usize, seed);
        print_row(&environment, &goal, reports, measure, &format!("{what} {seed}"));
    }
}

fn print_row(environment: &Environment, goal: &Goal, reports: Reports, measure: StakesMeasure, name: &str) {
    let question = Question { environment, goal, mechanism: MechanismKind::Ambiguous, reports };
    let about = |number: &Rational| number.to_f64().value();
    let DesignAnswer::Done(usual) = decide_goal(question) else {
        println!("{{\"name\": \"{name}\", \"usual\": null}}");
        return;
    };
    let rules: Option<usize> = std::env::var("RULES").ok().and_then(|rules| rules.parse().ok());
    let is_readable = std::env::var_os("READABLE").is_some();
    let wishes = Wishes { measure, rules, neat: is_readable, symmetric: is_readable };
    let usual_rules = usual.mechanism.rule_count(environment).unwrap_or(0);
    let usual_measure = measure.of(environment, &usual.mechanism).as_ref().map_or(0.0, about);
    let begin = Instant::now();
    let answer = design_small_stakes(question, wishes, &PaymentLimits::none());
    let seconds = begin.elapsed().as_secs_f64();
    let usual = format!("\"usual\": {usual_rules}, \"usual measure\": {usual_measure:.3}");
    let SmallStakesAnswer::Found { found, least } = answer else {
        println!("{{\"name\": \"{name}\", {usual}, \"found\": null, \"seconds\": {seconds:.2}}}");
        return;
    };
    let bound = found.bound.as_ref().map_or("null".to_string(), |bound| format!("{:.3}", about(&bound.value)));
    let before = |text: &str, before: Option<&Rational>| {
        before.map_or(String::new(), |before| format!(", \"before {text}\": {:.3}", about(before)))
    };
    let neat = match &found.neat {
        Some(Neatness::Reached { unit, before: price }) => {
            format!(", \"unit\": \"{unit}\"{}", before("neat", Some(price)))
        }
        _ => String::new(),
    };
    let symmetric = match &found.symmetry {
        Some(SymmetryPrice::Imposed { before: price, .. } | SymmetryPrice::InPairs { before: price, .. }) => {
            before("symmetric", Some(price))
        }
        _ => String::new(),
    };
    println!(
        "{{\"name\": \"{name}\", {usual}, \"found\": {}, \"least\": {}, \"measure\": {:.3}, \"bound\": {bound}, \
         \"stopped\": {}{neat}{symmetric}, \"seconds\": {seconds:.2}}}",
        found.rules,
        least.count(),
        about(&found.reached),
        found.is_stopped,
    );
}
