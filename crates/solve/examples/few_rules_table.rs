//! How few rules the search finds in random environments:
//! `cargo run --release -p ambimech-solve --example few_rules_table -- AGENTS TYPES OUTCOMES ENVIRONMENTS GOAL REPORTS`.
//!
//! Priors have integer weights from 1 to 1000, payoffs are integers from −10 to 10, the allocation is efficient, every coalition can
//! form. Prints one JSON object for each environment: the rules of the usual design, those found, the least number that is proved,
//! the largest payments of both, and the seconds of the search with everything before it.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

#[path = "../benches/random_environment/mod.rs"]
mod random_environment;

use ambimech_model::design::DesignAnswer;
use ambimech_model::few_rules::FewRulesAnswer;
use ambimech_model::property::{Goal, MechanismKind, Reports};
use ambimech_solve::decision::{Question, decide_goal};
use ambimech_solve::few_rules::design_few_rules;
use std::time::Instant;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let numbers: Vec<usize> = words.iter().filter_map(|word| word.parse().ok()).collect();
    let ([agents, types, outcomes, environments], [.., goal, reports]) = (&numbers[..], &words[..]) else {
        println!("usage: few_rules_table AGENTS TYPES OUTCOMES ENVIRONMENTS GOAL REPORTS");
        return;
    };
    let (goal, reports): (Goal, Reports) = (goal.parse().unwrap(), reports.parse().unwrap());
    for seed in 0..*environments as u64 {
        let environment = random_environment::tempting(&vec![*types; *agents], *outcomes, seed);
        let question =
            Question { environment: &environment, goal: &goal, mechanism: MechanismKind::Ambiguous, reports };
        let DesignAnswer::Done(usual) = decide_goal(question) else {
            println!("{{\"seed\": {seed}, \"usual\": null}}");
            continue;
        };
        let begin = Instant::now();
        let answer = design_few_rules(question, None);
        let seconds = begin.elapsed().as_secs_f64();
        let FewRulesAnswer::Found(few) = answer else {
            println!("{{\"seed\": {seed}, \"found\": null, \"seconds\": {seconds:.2}}}");
            continue;
        };
        let payment = |design: &ambimech_model::design::Design| design.stakes.largest_payment.3.to_f64().value();
        println!(
            "{{\"seed\": {seed}, \"usual\": {:?}, \"found\": {}, \"least\": {}, \"family\": \"{:?}\", \"base\": \"{:?}\", \
             \"usual payment\": {:.1}, \"payment\": {:.1}, \"seconds\": {seconds:.2}}}",
            few.usual.unwrap_or(0),
            few.rules,
            few.least.count(),
            few.family,
            few.design.base,
            payment(&usual),
            payment(&few.design),
        );
    }
}
