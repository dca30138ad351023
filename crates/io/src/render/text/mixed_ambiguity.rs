//! The least amount of ambiguity against mixed reports.

use super::table::{Align, Table, paragraph};
use super::{LONGEST_CELL, Page};
use crate::render::number::{cell, decimal, exact, with_decimal};
use crate::render::sentence::as_sentence;
use crate::render::sentence::implementability::{agent_words, growth, lies};
use crate::render::sentence::scenario::belief;
use ambimech_model::implementability::{BeliefFamily, LeastMixedAmbiguity};
use ambimech_model::number::Rational;

/// `done:` with the least ε of every family for every agent, or `infeasible:` when none is enough.
pub fn render_mixed_ambiguity(answers: &[(BeliefFamily, Vec<LeastMixedAmbiguity>)], page: Page) -> String {
    let mut table = Table::new(&[
        ("sets", Align::Left),
        ("agent", Align::Left),
        ("least ε", Align::Right),
        ("decimal", Align::Right),
        ("binding", Align::Left),
    ]);
    let mut remarks: Vec<String> = Vec::new();
    for (family, found) in answers {
        let environment = family.environment();
        for (agent, answer) in environment.space().agents().zip(found) {
            let is_needed = !matches!(answer, LeastMixedAmbiguity::From { epsilon, .. } if epsilon.is_zero());
            let (least, near, flows) = match answer {
                LeastMixedAmbiguity::From { epsilon, flows, .. } => {
                    let near = if epsilon.is_zero() { String::new() } else { decimal(epsilon).marked() };
                    (cell(epsilon, LONGEST_CELL), near, flows)
                }
                LeastMixedAmbiguity::Never { flows } => ("none".to_string(), String::new(), flows),
            };
            table.row(vec![
                growth(family.growth()).to_string(),
                environment.agent_name(agent).to_string(),
                least,
                near,
                lies(environment, agent, flows),
            ]);
            if is_needed && !family.is_independent(agent) {
                let words = format!(
                    "types of {} believe different things, so that other transfers may do with less ambiguity",
                    agent_words(environment, agent)
                );
                let sentence = as_sentence(&words);
                if !remarks.contains(&sentence) {
                    remarks.push(sentence);
                }
            }
        }
    }
    let largest = |found: &[LeastMixedAmbiguity]| {
        let all: Option<Vec<&Rational>> = found.iter().map(LeastMixedAmbiguity::epsilon).collect();
        all.and_then(|all| all.into_iter().max().map(with_decimal)).unwrap_or_else(|| "none".to_string())
    };
    let totals: Vec<String> =
        answers.iter().map(|(family, found)| format!("{} {}", family.growth().name(), largest(found))).collect();
    let never = answers.iter().any(|(_, found)| found.iter().any(|answer| answer.epsilon().is_none()));
    let mut text = format!(
        "{}: least ε at which full insurance makes truth optimal by maxmin, against mixed reports: {}\n\n{}",
        if never { "infeasible" } else { "done" },
        totals.join(", "),
        table.render(0, page.width)
    );
    for (family, found) in answers {
        let environment = family.environment();
        for (agent, answer) in environment.space().agents().zip(found) {
            let LeastMixedAmbiguity::From { epsilon, rewards, beliefs, .. } = answer else { continue };
            if epsilon.is_zero() {
                continue;
            }
            let parts = environment.space().types(agent).zip(rewards).zip(beliefs).map(|((own, reward), held)| {
                let (name, held) = (environment.type_name(agent, own), belief(environment, agent, held));
                format!("{name} {} ({held})", exact(reward))
            });
            let words = format!(
                "{}, {}: rewards at the least ε, with the beliefs that hold all reports down, are {}",
                growth(family.growth()),
                agent_words(environment, agent),
                parts.collect::<Vec<String>>().join("; ")
            );
            text.push_str(&format!("\n{}", paragraph(&as_sentence(&words), 0, page.width)));
        }
    }
    for remark in remarks {
        text.push_str(&format!("\n{}", paragraph(&remark, 0, page.width)));
    }
    text
}
