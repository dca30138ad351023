//! Programs whose rows are asked for as they are needed say what the whole program says.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, dead_code)]

mod small_environment;

use ambimech_model::design::{Construction, DesignAnswer, Obstacle};
use ambimech_model::property::{Goal, MechanismKind, Reports};
use ambimech_solve::decision::{Effort, Question, decide_within};
use proptest::prelude::*;
use small_environment::{Small, effort, profiles, small_environments};

const AS_NEEDED: Effort = Effort { whole: 0, ..Effort::FULL };
const AS_A_WHOLE: Effort = Effort { whole: u64::MAX, ..Effort::FULL };

fn verdict(small: &Small, goal: &str, effort: Effort) -> DesignAnswer {
    let (environment, goal): (_, Goal) = (small.environment(), goal.parse().unwrap());
    let (mechanism, reports) = (MechanismKind::Simple, Reports::Mixed);
    decide_within(Question { environment: &environment, goal: &goal, mechanism, reports }, effort)
}

fn word(answer: &DesignAnswer) -> &'static str {
    match answer {
        DesignAnswer::Done(_) => "done",
        DesignAnswer::Infeasible(_) => "infeasible",
        DesignAnswer::Undecided { obstacles, .. } => panic!("{obstacles:?}"),
    }
}

proptest! {
    #![proptest_config(effort(40))]

    #[test]
    fn rows_as_needed_and_all_rows_agree(small in small_environments()) {
        for goal in ["ic,bb", "ic,ir", "implement", "cic,bb", "cic,cr,bb", "cic", "extract", "coalition-proof-extract"] {
            let [few, all] = [AS_NEEDED, AS_A_WHOLE].map(|effort| verdict(&small, goal, effort));
            prop_assert_eq!(word(&few), word(&all), "{}", goal);
        }
    }
}

/// Everybody wants the same outcome, but for constants c_i(a) that add up to 0: the rule t_i(θ) = −c_i(q(θ)) makes all
/// interests common. Outcome a is best where the number of agents of the second type is a, modulo the outcomes.
fn nearly_common(agents: usize, is_best: bool) -> Small {
    let counts = vec![2; agents];
    let all = profiles(&counts);
    let right = |profile: &Vec<usize>| profile.iter().sum::<usize>() % 3;
    let payoffs = (0..3)
        .map(|a: usize| {
            let side = |agent: usize| match agent {
                0 => 7 * a as i64,
                1 => -7 * a as i64,
                _ => 0,
            };
            let worth = |profile| 10 * i64::from(right(profile) == a);
            (0..agents).map(|agent| all.iter().map(|profile| worth(profile) + side(agent)).collect()).collect()
        })
        .collect();
    Small {
        weights: all.iter().enumerate().map(|(place, _)| 1 + (place as u64 * 37) % 11).collect(),
        allocation: all
            .iter()
            .map(|profile| if is_best { right(profile) } else { (right(profile) + 1) % 3 })
            .collect(),
        counts,
        payoffs,
        outside: false,
        coalitions: None,
    }
}

#[test]
fn a_rule_that_needs_few_rows_is_found_with_few() {
    let small = nearly_common(6, true);
    // All rows have a hundred thousand coefficients and more; a tenth of that is enough here.
    let few = Effort { coefficients: 30_000, ..AS_NEEDED };
    let DesignAnswer::Done(design) = verdict(&small, "cic,bb", few) else { panic!("no mechanism") };
    assert_eq!(design.construction, Construction::ExactProgram);
    let size = |whole| verdict(&small, "cic,bb", Effort { coefficients: 30_000, whole, ..Effort::FULL });
    let DesignAnswer::Undecided { obstacles, .. } = size(u64::MAX) else { panic!("it fits") };
    assert!(matches!(obstacles[..], [Obstacle::ProgramTooLarge { .. }]));
    // The wrong allocation rule: agents 3 and 4, whom no constant bothers, would rather lie, whatever they are paid.
    assert_eq!(word(&verdict(&nearly_common(6, false), "cic,bb", few)), "infeasible");
}
