//! The proof by a combination of rows, as a paper prints it: the rows, their multipliers, the sum, the contradiction.
//!
//! A short proof has every row written out; a longer one has a table with a line for each row; of a very long one the first
//! lines are shown, and the certificate file has all.

mod equation;
mod label;
mod rows;

pub use equation::{Equation, Symbol, SymbolKind, sign};
pub use label::{row_in_words, row_kind, row_label, rule_words};

use super::impossibility::Step;
use crate::render::name;
use crate::render::number::{cell, exact, with_decimal};
use crate::render::sentence::limits::{limits_in_words, notion};
use ambimech_model::combination::{Combination, Constraint, RequiredRule};
use ambimech_model::environment::Environment;
use ambimech_model::number::Rational;
use ambimech_model::payment_limits::PaymentLimit;
use ambimech_model::property::{Goal, MechanismKind, Property, Reports};
use rows::Rows;
use std::collections::BTreeSet;

/// Proofs with at most this many rows are written out …
const WRITTEN_ROWS: usize = 10;
/// … when no row has more unknowns than this …
const WIDEST: usize = 16;
/// … and no number is longer than this.
const LONGEST: usize = 16;
/// With at most this many unknowns the sum of the rows is written out.
const WIDEST_SUM: usize = 16;
/// Proofs with at most this many rows are shown in full; of longer ones, the first few.
const SHOWN_ROWS: usize = 40;
/// How many.
const FIRST_ROWS: usize = 20;
/// Longer numbers are given by their decimals.
pub const LONGEST_DISPLAYED: usize = 48;

/// The rows of a longer proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowTable {
    /// The rows that are shown.
    pub rows: Vec<TableRow>,
    /// How many more there are.
    pub left_out: usize,
}

/// A row of a longer proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableRow {
    /// Such as `IC(1: H -> L)`.
    pub label: String,
    /// Its multiplier.
    pub multiplier: Rational,
    /// What the payoffs contribute to it; payments and worst cases come on top.
    pub payoffs: Rational,
}

/// The number that the rows add up to: they say that it is at least 0.
pub fn total(environment: &Environment, goal: &Goal, combination: &Combination) -> Rational {
    Rows::new(environment, goal, combination).total()
}

/// The combination in one sentence.
pub fn headline(environment: &Environment, goal: &Goal, combination: &Combination) -> String {
    let total = total(environment, goal, combination);
    let count = name::count(combination.terms.len(), "constraint", "constraints");
    let verb = if combination.terms.len() == 1 { "adds" } else { "add" };
    format!("multiples of {count} {verb} up to the claim that 0 is at least {}", with_decimal(&-total))
}

/// The proof, step by step.
pub fn proof(environment: &Environment, goal: &Goal, combination: &Combination) -> Vec<Step> {
    let mut rows = Rows::new(environment, goal, combination);
    let properties: Vec<String> = goal.properties().iter().map(|property| property.name().to_string()).collect();
    let properties = name::and_list(&properties);
    let limited: String = limits_in_words(environment, &combination.limits)
        .into_iter()
        .map(|clause| format!(", and that {clause}"))
        .collect();
    let mut steps = vec![Step::Words(match combination.mechanism {
        MechanismKind::Simple => {
            format!(
                "Suppose that some mechanism with a single transfer rule has the properties {properties}{limited}."
            )
        }
        MechanismKind::Ambiguous => format!(
            "Suppose that some finite set of transfer rules, with one rule or many, has the properties {properties}, \
             against {} reports{limited}.",
            combination.reports.name()
        ),
    })];
    if combination.mechanism == MechanismKind::Ambiguous {
        steps.extend(notions(goal, combination).into_iter().map(Step::Words));
    }
    let is_used = |limit: &PaymentLimit| {
        let rows = || combination.terms.iter().map(|term| &term.constraint);
        rows().any(|row| matches!(row, Constraint::Limit { limit: own, .. } if own == limit))
    };
    let used: Vec<PaymentLimit> = PaymentLimit::ALL.into_iter().filter(is_used).collect();
    steps.extend(notion(&used).map(Step::Words));
    match written_out(environment, &mut rows, combination) {
        Some(written) => steps.extend(written),
        None => steps.extend(table(environment, &mut rows, combination)),
    }
    let total = rows.total();
    steps.push(Step::Words(cancellation(goal, combination)));
    steps.push(Step::Display {
        label: String::new(),
        formula: format!("0 >= {}, a contradiction.", cell(&-total, LONGEST_DISPLAYED)),
    });
    steps
}

/// What the rows of ambiguous mechanisms speak of.
fn notions(goal: &Goal, combination: &Combination) -> Vec<String> {
    let constraints = || combination.terms.iter().map(|term| &term.constraint);
    let is_about_worst_case = |constraint: &Constraint| {
        matches!(
            constraint,
            Constraint::Participation { .. } | Constraint::OnPath { .. } | Constraint::Held { .. }
        )
    };
    let mut notions = Vec::new();
    if constraints().any(is_about_worst_case) {
        notions.push(
            "The worst case U of a type is the least that it expects on path over all rules. IR and CR say that U is at \
             least 0; PATH, that a rule is worth at least U on path; HELD, that a misreport is worth at most U under the \
             rule that is named."
                .to_string(),
        );
    }
    if constraints().any(|row| row.rule(combination.reports).is_some_and(|rule| rule != RequiredRule::Any)) {
        let mut words = match combination.reports {
            Reports::Pure => {
                "Since no misreport gains, some rule makes it worth at most the worst case of the type: this is \
                              the rule against the misreport."
                    .to_string()
            }
            Reports::Mixed => {
                let kept = [(Property::Bb, "balances the budget"), (Property::Fse, "raises the full surplus")];
                let kept: Vec<String> = kept
                    .into_iter()
                    .filter(|(property, _)| goal.asks_for(*property))
                    .map(|(_, words)| words.to_string())
                    .chain(["is worth at least the worst cases on path".to_string()])
                    .collect();
                format!(
                    "Since no mixture of misreports of a type gains, by the minimax theorem one mixture of the rules makes \
                     every misreport of the type worth at most its worst case: this is the rule against the type. Like \
                     the rules that are mixed, it {}.",
                    name::and_list(&kept)
                )
            }
        };
        if constraints().any(|row| matches!(row, Constraint::OnPath { .. })) && goal.asks_for(Property::Ai) {
            words.push_str(" Payoffs are insured (ai), so PATH holds with equality for coalitions that can form.");
        }
        notions.push(words);
    }
    notions
}

/// The rows written out, the multipliers and the sum; `None` when that would be long.
fn written_out(environment: &Environment, rows: &mut Rows<'_>, combination: &Combination) -> Option<Vec<Step>> {
    let terms = &combination.terms;
    if terms.len() > WRITTEN_ROWS || terms.iter().any(|term| rows.width(&term.constraint) > WIDEST) {
        return None;
    }
    let used = terms.iter().filter_map(|term| term.constraint.rule(combination.reports));
    let rules: Vec<RequiredRule> = used.collect::<BTreeSet<_>>().into_iter().collect();
    let equations: Vec<Equation> = terms.iter().map(|term| rows.equation(&term.constraint, &rules)).collect();
    let is_short = |number: &Rational| exact(number).len() <= LONGEST;
    if !equations.iter().all(|equation| equation.is_short(LONGEST))
        || !terms.iter().all(|term| is_short(&term.multiplier))
    {
        return None;
    }
    let label = |constraint: &Constraint| {
        let rule = constraint.rule(combination.reports).filter(|_| rules.len() > 1);
        let place = rule.and_then(|rule| rules.iter().position(|known| *known == rule));
        let number = place.map_or_else(String::new, |place| format!("t^{}", place + 1));
        row_label(environment, constraint, &number)
    };
    let mut steps = Vec::new();
    if rules.len() > 1 {
        steps.push(Step::Words("The payments of the rules that are used are numbered:".to_string()));
        steps.extend(
            rules
                .iter()
                .enumerate()
                .map(|(place, rule)| Step::Rule { number: place + 1, words: rule_words(environment, *rule) }),
        );
    }
    let of_the_rule = match (combination.mechanism, rules.as_slice()) {
        (MechanismKind::Ambiguous, [RequiredRule::Any]) => " under any one of the rules".to_string(),
        (MechanismKind::Ambiguous, [only]) => format!(" under the {}", rule_words(environment, *only)),
        _ => String::new(),
    };
    steps.push(Step::Words(format!(
        "With the payment t to each agent at each reported profile{of_the_rule}, the properties imply:"
    )));
    for (term, equation) in terms.iter().zip(equations) {
        let multiplier = Some(term.multiplier.clone());
        steps.push(Step::Equation { label: label(&term.constraint), multiplier, equation });
    }
    let multipliers: Vec<String> =
        terms.iter().map(|term| format!("{} by {}", label(&term.constraint), exact(&term.multiplier))).collect();
    let sum = rows.sum(&rules);
    let shows_sum = !sum.left.is_empty() && sum.left.len() <= WIDEST_SUM && sum.is_short(LONGEST);
    let add = if terms.iter().all(|term| term.multiplier.is_one()) {
        "Add them".to_string()
    } else {
        format!("Multiply {}, and add", name::and_list(&multipliers))
    };
    steps.push(Step::Words(format!("{add}{}", if shows_sum { ":" } else { "." })));
    if shows_sum {
        steps.push(Step::Equation { label: "sum".to_string(), multiplier: None, equation: sum });
    }
    Some(steps)
}

/// The rows in a table.
fn table(environment: &Environment, rows: &mut Rows<'_>, combination: &Combination) -> Vec<Step> {
    let terms = &combination.terms;
    let shown = if terms.len() > SHOWN_ROWS { FIRST_ROWS } else { terms.len() };
    let kinds = [
        ("incentive", "incentive constraint", "incentive constraints"),
        ("participation", "participation constraint", "participation constraints"),
        ("on-path", "on-path value", "on-path values"),
        ("held", "misreport held down", "misreports held down"),
        ("revenue", "revenue constraint", "revenue constraints"),
    ];
    let counts: Vec<String> = kinds
        .into_iter()
        .filter_map(|(kind, one, many)| {
            let count = terms.iter().filter(|term| row_kind(&term.constraint) == kind).count();
            (count > 0).then(|| name::count(count, one, many))
        })
        .collect();
    let has_equality = terms.iter().any(|term| rows.is_equality(&term.constraint));
    let rest = match (combination.mechanism, has_equality) {
        (MechanismKind::Simple, false) => "with the payments each row is at least 0",
        (MechanismKind::Simple, true) => "with the payments each row is at least 0, and FSE exactly 0",
        (MechanismKind::Ambiguous, false) => "with the payments and worst cases each row is at least 0",
        (MechanismKind::Ambiguous, true) => {
            "with the payments and worst cases each row is at least 0, and FSE and insured PATH exactly 0"
        }
    };
    let listed: Vec<TableRow> = terms
        .iter()
        .take(shown)
        .map(|term| TableRow {
            label: row_in_words(environment, combination, &term.constraint),
            multiplier: term.multiplier.clone(),
            payoffs: rows.payoffs(&term.constraint),
        })
        .collect();
    let total = rows.total();
    vec![
        Step::Words(format!(
            "The properties imply {} that are used here: {}. The table has what the payoffs contribute to each; {rest}.",
            name::count(terms.len(), "row", "rows"),
            name::and_list(&counts)
        )),
        Step::Rows(RowTable { rows: listed, left_out: terms.len() - shown }),
        Step::Words(format!(
            "Multiply each row by its multiplier, and add. The payoffs come to {}.",
            with_decimal(&total)
        )),
    ]
}

/// What becomes of the unknowns in the sum.
fn cancellation(goal: &Goal, combination: &Combination) -> String {
    let has_worst_cases = combination.mechanism == MechanismKind::Ambiguous;
    let and_worst_cases = if has_worst_cases { " The worst cases cancel." } else { "" };
    if goal.asks_for(Property::Bb) {
        let of_each_rule = if has_worst_cases { " of each rule" } else { "" };
        format!(
            "At every profile the payments{of_each_rule} to all agents have the same coefficient in the sum, and they add up \
             to 0, because the budget balances.{and_worst_cases} It remains"
        )
    } else {
        let worst_cases = if has_worst_cases { " and every worst case" } else { "" };
        format!("Every payment{worst_cases} cancels. It remains")
    }
}
