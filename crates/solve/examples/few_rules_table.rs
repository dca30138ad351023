//! How few rules are found and proved, beside the usual design:
//! `cargo run --release -p ambimech-solve --example few_rules_table -- WHAT GOAL REPORTS [OUTCOMES FIRST COUNT]`.
//!
//! WHAT is an environment file, or a shape such as `2x2x3` (the agents' numbers of types) for random environments with the seeds FIRST,
//! FIRST + 1, …: priors have integer weights from 1 to 1000, payoffs are integers from −20 to 20, the allocation is efficient, every
//! coalition can form. Prints one JSON object for each environment: the rules of the usual design and those found, the least number
//! that is proved, the number of cases of the proof that one bet around the base rule is not enough (0: no such proof), the
//! largest payments of both designs, and seconds: of the search with everything before and after it. `bench/few_rules.py` makes tables of it.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

#[path = "../benches/random_environment/mod.rs"]
mod random_environment;

use ambimech_model::certificate::Impossibility;
use ambimech_model::design::{Design, DesignAnswer};
use ambimech_model::environment::Environment;
use ambimech_model::few_rules::FewRulesAnswer;
use ambimech_model::property::{Goal, MechanismKind, Reports};
use ambimech_solve::decision::{Question, decide_goal};
use ambimech_solve::few_rules::design_few_rules;
use std::path::Path;
use std::time::Instant;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let (Some([what, goal, reports]), rest) = (words.first_chunk(), words.get(3..).unwrap_or_default()) else {
        println!("usage: few_rules_table WHAT GOAL REPORTS [OUTCOMES FIRST COUNT]");
        return;
    };
    let (goal, reports): (Goal, Reports) = (goal.parse().unwrap(), reports.parse().unwrap());
    let shape: Option<Vec<usize>> = what.split('x').map(|count| count.parse().ok()).collect();
    let Some(counts) = shape else {
        let environment = ambimech_io::read_environment(Path::new(what)).unwrap();
        return print_row(&environment, &goal, reports, what);
    };
    let numbers: Vec<u64> = rest.iter().filter_map(|word| word.parse().ok()).collect();
    let [outcomes, first, count] = numbers[..] else {
        println!("a shape needs OUTCOMES FIRST COUNT");
        return;
    };
    for seed in first..first + count {
        let environment = random_environment::tempting(&counts, outcomes as usize, seed);
        print_row(&environment, &goal, reports, &format!("{what} {seed}"));
    }
}

fn print_row(environment: &Environment, goal: &Goal, reports: Reports, name: &str) {
    let question = Question { environment, goal, mechanism: MechanismKind::Ambiguous, reports };
    let DesignAnswer::Done(usual) = decide_goal(question) else {
        println!("{{\"name\": \"{name}\", \"usual\": null}}");
        return;
    };
    let begin = Instant::now();
    let answer = design_few_rules(question, None);
    let seconds = begin.elapsed().as_secs_f64();
    let FewRulesAnswer::Found(few) = answer else {
        println!(
            "{{\"name\": \"{name}\", \"usual\": {}, \"found\": null, \"seconds\": {seconds:.2}}}",
            design_rules(environment, &usual)
        );
        return;
    };
    let cases = few.one_bet.as_ref().map_or(0, |proof| match &proof.reason {
        Impossibility::OneBet(proof) => proof.cases.len(),
        _ => 0,
    });
    println!(
        "{{\"name\": \"{name}\", \"usual\": {}, \"found\": {}, \"least\": {}, \"cases\": {cases}, \"family\": \"{:?}\", \
         \"usual payment\": {:.1}, \"payment\": {:.1}, \"seconds\": {seconds:.2}}}",
        design_rules(environment, &usual),
        few.rules,
        few.least.count(),
        few.family,
        payment(&usual),
        payment(&few.design),
    );
}

/// Rules of the usual design; 0 when they cannot be counted.
fn design_rules(environment: &Environment, design: &Design) -> usize {
    design.mechanism.rule_count(environment).unwrap_or(0)
}

fn payment(design: &Design) -> f64 {
    design.stakes.largest_payment.3.to_f64().value()
}
