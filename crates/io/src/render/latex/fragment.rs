//! The fragments: environment, conditions, rules, verification, proof.

use super::proof::{aligned, rows_table};
use super::tabular::{escaped, longtable, number};
use crate::render::belief::{BeliefTable, belief_tables};
use crate::render::name;
use crate::render::payments::first_payments;
use crate::render::sentence::as_sentence;
use crate::render::sentence::condition::{reasons, undecided};
use crate::render::sentence::excluded::statement;
use crate::render::sentence::impossibility::{Step, proof};
use crate::render::sentence::worst::worst_case;
use crate::render::text::{agent_line, coalitions_line, outcome_lines};
use ambimech_model::certificate::{ConditionCertificate, ImpossibilityCertificate};
use ambimech_model::condition::{Condition, Verdict};
use ambimech_model::environment::Environment;
use ambimech_model::index::{OutcomeId, RuleId};
use ambimech_model::mechanism::Mechanism;
use ambimech_model::verification::Verification;

/// Rows of one table at most.
const MOST_ROWS: usize = 256;
/// With more profiles than this only a few rules are written.
const LARGE: usize = 1024;
/// How many.
const FEW_RULES: usize = 4;
/// Rules at most.
const MOST_RULES: usize = 64;
/// With more agents than this profiles have no payoff columns.
const MOST_AGENTS: usize = 8;
/// Types in one table of beliefs at most.
const MOST_TYPES: usize = 12;

fn cells(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| escaped(text)).collect()
}

fn left_out(shown: usize, all: usize, what: &str) -> String {
    if shown < all { format!("{shown} of {all} {what} are shown.\n") } else { String::new() }
}

/// Agents, outcomes, coalitions, beliefs without a common prior, and the profiles with prior, outcome, payoffs and surplus.
pub fn latex_environment(environment: &Environment) -> String {
    let mut lines: Vec<(String, String)> = Vec::new();
    for agent in environment.agents() {
        lines.push(("Agent".to_string(), agent_line(agent)));
    }
    for (place, outcome) in environment.outcomes().iter().enumerate() {
        for line in outcome_lines(environment, OutcomeId(place), outcome) {
            lines.push(("Outcome".to_string(), line));
        }
    }
    lines.push(("Coalitions".to_string(), coalitions_line(environment)));
    let items: String = lines
        .iter()
        .take(MOST_ROWS)
        .map(|(label, line)| format!("  \\item[{label}] {}\n", escaped(line)))
        .collect();

    let shows_payoffs = environment.agent_count() <= MOST_AGENTS;
    let prior = environment.common_prior();
    let mut headings =
        cells(if prior.is_some() { &["profile", "probability", "outcome"] } else { &["profile", "outcome"] });
    let mut columns = if prior.is_some() { "lrl" } else { "ll" }.to_string();
    if shows_payoffs {
        headings.extend(environment.agents().iter().map(|agent| escaped(&format!("to {}", agent.name))));
        columns.push_str(&"r".repeat(environment.agent_count()));
    }
    headings.push("surplus".to_string());
    columns.push('r');
    let rows: Vec<Vec<String>> = environment
        .space()
        .profiles()
        .take(MOST_ROWS)
        .map(|profile| {
            let outcome = environment.allocation(profile);
            let mut row = vec![escaped(&name::profile(environment, profile))];
            row.extend(prior.map(|prior| number(&prior.probability(profile))));
            row.push(escaped(environment.outcome_name(outcome)));
            if shows_payoffs {
                let agents = environment.space().agents();
                row.extend(agents.map(|agent| number(environment.payoff(agent, outcome, profile))));
            }
            row.push(number(&environment.surplus(profile)));
            row
        })
        .collect();
    let beliefs: String = belief_tables(environment, MOST_ROWS).iter().map(latex_beliefs).collect();
    format!(
        "\\begin{{description}}\n{items}\\end{{description}}\n\n{beliefs}{}{}",
        longtable(&columns, &headings, &rows),
        left_out(rows.len(), environment.space().size(), "profiles")
    )
}

/// What every type of one agent believes, one column per type.
fn latex_beliefs(beliefs: &BeliefTable) -> String {
    let shown = beliefs.types.len().min(MOST_TYPES);
    let mut headings = vec![escaped(&beliefs.caption)];
    headings.extend(beliefs.types.iter().take(shown).map(|t| escaped(t)));
    let rows: Vec<Vec<String>> = beliefs
        .rows
        .iter()
        .map(|(others, probabilities)| {
            std::iter::once(escaped(others)).chain(probabilities.iter().take(shown).map(number)).collect()
        })
        .collect();
    format!(
        "{}{}{}",
        longtable(&format!("l{}", "r".repeat(shown)), &headings, &rows),
        left_out(shown, beliefs.types.len(), "types"),
        left_out(rows.len(), beliefs.all, "profiles of the others")
    )
}

/// Conditions with verdicts and reasons.
pub fn latex_conditions(
    environment: &Environment,
    answers: &[(Condition, Verdict<ConditionCertificate>)],
) -> String {
    let rows: Vec<Vec<String>> = answers
        .iter()
        .map(|(condition, verdict)| {
            let reasons: Vec<String> = reasons(environment, *condition, verdict)
                .iter()
                .take(8)
                .map(|reason| as_sentence(reason))
                .collect();
            cells(&[condition.name(), verdict.word(), &reasons.join(" ")])
        })
        .collect();
    longtable("llp{.68\\textwidth}", &cells(&["condition", "verdict", "reason"]), &rows)
}

/// One table for each rule.
pub fn latex_rules(environment: &Environment, mechanism: &Mechanism) -> String {
    let count = mechanism.rule_count(environment);
    let mut text =
        "Money to each agent when the profile is reported; where it is negative, the agent pays.\n\n".to_string();
    let mut shown = 0;
    let most = if environment.space().size() > LARGE { FEW_RULES } else { MOST_RULES };
    for rule in (0..count.unwrap_or(most).min(most)).map(RuleId) {
        let Some(payments) = first_payments(environment, mechanism, rule, MOST_ROWS) else { break };
        shown += 1;
        let mut headings = vec![escaped(&format!("rule {}", name::rule(environment, mechanism, rule)))];
        headings.extend(environment.agents().iter().map(|agent| escaped(&agent.name)));
        let rows: Vec<Vec<String>> = environment
            .space()
            .profiles()
            .zip(&payments)
            .map(|(profile, payments)| {
                let mut row = vec![escaped(&name::profile(environment, profile))];
                row.extend(payments.iter().map(number));
                row
            })
            .collect();
        text.push_str(&longtable(&format!("l{}", "r".repeat(environment.agent_count())), &headings, &rows));
        text.push_str(&left_out(rows.len(), environment.space().size(), "profiles"));
    }
    match count {
        Some(count) => text.push_str(&left_out(shown, count, "rules")),
        None => text.push_str(&format!("{shown} of more rules than can be counted are shown.\n")),
    }
    text
}

/// Properties with verdicts and worst cases.
pub fn latex_verification(
    environment: &Environment,
    mechanism: &Mechanism,
    verification: &Verification,
) -> String {
    let rows: Vec<Vec<String>> = verification
        .answers
        .iter()
        .map(|answer| {
            cells(&[
                answer.claim.property.name(),
                answer.claim.reports.map_or("", |reports| reports.name()),
                if answer.holds { "holds" } else { "fails" },
                &as_sentence(&worst_case(environment, mechanism, answer)),
            ])
        })
        .collect();
    let open = verification.undecided.iter().map(|(claim, reason)| {
        cells(&[
            claim.property.name(),
            claim.reports.map_or("", |reports| reports.name()),
            "undecided",
            &as_sentence(&undecided(reason)),
        ])
    });
    let rows: Vec<Vec<String>> = rows.into_iter().chain(open).collect();
    longtable("lllp{.62\\textwidth}", &cells(&["property", "reports", "verdict", "worst case"]), &rows)
}

/// That there is no mechanism, with its proof.
pub fn latex_proof(environment: &Environment, certificate: &ImpossibilityCertificate) -> String {
    let mut text = format!(
        "{}\n\n\\medskip\n\\noindent\\emph{{Proof.}} ",
        escaped(&statement(environment, certificate).text())
    );
    let steps = proof(environment, certificate);
    let mut rest = steps.as_slice();
    while let Some((step, later)) = rest.split_first() {
        rest = later;
        match step {
            Step::Words(words) => text.push_str(&format!("{}\n", mathematics(words))),
            Step::Display { label, formula } => {
                let label = if label.is_empty() {
                    String::new()
                } else {
                    format!("\\text{{{}}}\\quad ", mathematics(label))
                };
                text.push_str(&format!("\\[{label}\\text{{{}}}\\]\n", mathematics(formula)));
            }
            Step::Equation { .. } | Step::Rule { .. } => {
                let mut lines = aligned(step).unwrap_or_default();
                while let Some(more) = rest.first().and_then(aligned) {
                    lines.extend(more);
                    rest = &rest[1..];
                }
                text.push_str(&format!("\\begin{{align*}}\n{}\n\\end{{align*}}\n", lines.join(" \\\\\n")));
            }
            Step::Rows(rows) => text.push_str(&rows_table(rows)),
        }
    }
    text
}

/// A formula of a proof with proper signs.
pub(super) fn mathematics(formula: &str) -> String {
    let signs = formula.replace(">=", "≥").replace("<=", "≤").replace("->", "→");
    numbered_rules(&escaped(&signs).replace("sum\\_i t\\_i", "$\\sum_i t_i$"))
}

/// `t^2` in mathematics, after escaping.
fn numbered_rules(text: &str) -> String {
    let mut parts = text.split("t\\textasciicircum{}");
    let mut out = parts.next().unwrap_or("").to_string();
    for part in parts {
        let digits = part.chars().take_while(char::is_ascii_digit).count();
        let (number, rest) = part.split_at(digits);
        out.push_str(&match number {
            "" => format!("t\\textasciicircum{{}}{rest}"),
            number => format!("$t^{{{number}}}${rest}"),
        });
    }
    out
}
