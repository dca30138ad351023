//! Few rules for coalitions that do not only look at the worst case: a mechanism for the worst case, stretched around its average rule.
//!
//! # Theorem
//! Let T = {t_1, …, t_m} reach a goal under the worst case, t̄ be its average rule and d_j = t_j − t̄. Let coalition S have the attitude
//! (1−ε)·mean + ε·(α·min + (1−α)·max) with κ_S = ε (2α − 1) > 0. For f ≥ 1 let T_f = {t̄ + f·d_j}, and let it be symmetric around t̄ where some
//! α < 1. Write D_j for what d_j is worth to a report.
//!
//! * A report with the mean value V̄ is worth V̄ − κ_S f·max_j(−D_j) under T_f: the best case is as far above the mean as the worst case is below
//!   it, or does not count (α = 1).
//! * With f = 1/κ_S this is what the report is worth under T to somebody who looks at the worst case. So if all κ_S are the same, T_f reaches
//!   the goal exactly if T does. Two rules are always symmetric around their average, so that every mechanism with two rules for these attitudes
//!   is a stretched one for the worst case.
//! * If the κ_S differ, f = 1/min κ_S does wherever what is worth something on path is the same under all rules: a larger penalty
//!   only makes lies worse.
//!
//! A set of rules that is not symmetric becomes {t̄ ± f·d_j}, with twice as many rules. Where d_j is worth nothing on path nothing that T
//! stopped is worth more under it.
//!
//! # Weights that prove it
//! If λ holds a type down under T, the weights λ/(κ_S f) with what is missing to 1 spread evenly over all rules do so under T_f, since
//! the d_j add up to 0: (1−κ_S)·V̄ + κ_S·(V̄ + f·Σ λ_j D_j/(κ_S f)) = V̄ + Σ λ_j D_j.
//!
//! # Smooth attitudes
//! Against pure reports the factor is doubled until the enclosures of the checker say that it is enough, and the last doubling is halved a few times.
//! Against mixed reports none is enough where the average rule tempts anybody ([`ambimech_model::preference`]).
//!
//! Nothing here is believed: a design leaves only after the checker accepted it.

use super::accepted::accepted;
use crate::decision::Question;
use ambimech_model::certificate::{HoldingWeights, RuleWeights};
use ambimech_model::coalition::Coalition;
use ambimech_model::design::Design;
use ambimech_model::environment::Environment;
use ambimech_model::index::RuleId;
use ambimech_model::mechanism::NamedRule;
use ambimech_model::number::Rational;
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::preference::{Attitude, pair_weight};
use ambimech_model::property::Reports;
use ambimech_model::transfer::TransferTable;

/// Doublings of the factor for smooth attitudes, and halvings of the last one.
const MOST_DOUBLINGS: usize = 20;
const HALVINGS: usize = 5;

/// The coalitions whose attitudes matter: all agents together are paid nothing under rules that balance the budget.
pub fn concerned(question: Question<'_>) -> Vec<Coalition> {
    let grand = question.environment.grand_coalition();
    let mut coalitions = [question.tempted(), question.participants(), question.insured()].concat();
    coalitions.retain(|coalition| *coalition != grand || !question.is_balanced());
    coalitions.sort_unstable();
    coalitions.dedup();
    coalitions
}

/// The first coalition that no stretching makes honest: it hopes for the best as much as it fears the worst, or is smooth and may mix
/// its reports.
pub fn unmoved(question: Question<'_>) -> Option<Coalition> {
    concerned(question).into_iter().find(|coalition| {
        match pair_weight(question.environment.attitude(*coalition)) {
            Some(weight) => weight <= Rational::ZERO,
            None => question.reports == Reports::Mixed,
        }
    })
}

/// The design for the worst case, stretched for the attitudes of the question's environment and accepted by the checker; `None` when it
/// is not accepted.
pub fn stretched(question: Question<'_>, worst: &Design, limits: &PaymentLimits) -> Option<Design> {
    let environment = question.environment;
    if unmoved(question).is_some() {
        return None;
    }
    let coalitions = concerned(question);
    let attitudes = || coalitions.iter().map(|coalition| environment.attitude(*coalition));
    let least = attitudes().map(|attitude| match attitude {
        Attitude::Maxmin { .. } => pair_weight(attitude).unwrap_or(Rational::ONE),
        Attitude::Smooth { epsilon, .. } => epsilon.clone(),
    });
    let factor = Rational::ONE / least.min().unwrap_or(Rational::ONE);
    let spread = Spread::new(environment, worst, attitudes().all(|attitude| attitude.contamination().is_some()))?;
    let made = |factor: &Rational| spread.certified(question, worst, factor, limits);
    if attitudes().all(|attitude| pair_weight(attitude).is_some()) {
        return made(&factor);
    }
    let two = Rational::from(2);
    let mut high = factor;
    let mut best = made(&high);
    let mut low = None;
    for _ in 0..MOST_DOUBLINGS {
        if best.is_some() {
            break;
        }
        let next = &high * &two;
        best = made(&next);
        low = Some(std::mem::replace(&mut high, next));
    }
    let mut low = low.filter(|_| best.is_some());
    for _ in 0..HALVINGS {
        let Some(known) = low else { break };
        let middle = (&known + &high) / &two;
        match made(&middle) {
            Some(found) => {
                best = Some(found);
                high = middle;
                low = Some(known);
            }
            None => low = Some(middle),
        }
    }
    best
}

/// The average rule of a mechanism and what its rules add to it.
struct Spread<'a> {
    environment: &'a Environment,
    centre: TransferTable,
    /// By rule: t_j − t̄.
    differences: Vec<TransferTable>,
    /// Whether every rule gets the opposite one beside it.
    is_doubled: bool,
    /// Whether the rules come in pairs.
    is_paired: bool,
    weights: HoldingWeights,
}

impl<'a> Spread<'a> {
    /// Rules for coalitions that give no weight to the best case need not be symmetric.
    fn new(environment: &'a Environment, worst: &Design, fears_only: bool) -> Option<Spread<'a>> {
        let count = worst.mechanism.rule_count(environment)?;
        let tables: Option<Vec<TransferTable>> =
            (0..count).map(|rule| worst.mechanism.table(environment, RuleId(rule))).collect();
        let tables = tables?;
        let parts = Rational::from(count);
        let space = environment.space();
        let centre = TransferTable::from_fn(space, |agent, profile| {
            ambimech_model::number::sum(tables.iter().map(|table| &table.at(profile)[agent.0])) / &parts
        });
        let difference = |table: &TransferTable| {
            TransferTable::from_fn(space, |agent, profile| {
                &table.at(profile)[agent.0] - &centre.at(profile)[agent.0]
            })
        };
        let differences: Vec<TransferTable> = tables.iter().map(difference).collect();
        let is_opposite = |pair: &[TransferTable]| match pair {
            [one, other] => one.payments().iter().zip(other.payments()).all(|(one, other)| *one == -other),
            [alone] => alone.payments().iter().all(Rational::is_zero),
            _ => false,
        };
        let is_symmetric = differences.chunks(2).all(is_opposite);
        let is_doubled = !fears_only && !is_symmetric;
        let weights = worst.mechanism.listed_weights(environment, &worst.certificate.weights);
        Some(Spread { environment, centre, differences, is_doubled, is_paired: !fears_only, weights })
    }

    /// t̄ + f·d_j, with t̄ − f·d_j after it where rules are doubled.
    fn rules(&self, factor: &Rational) -> Vec<NamedRule> {
        let signs: &[Rational] =
            if self.is_doubled { &[Rational::ONE, Rational::NEG_ONE] } else { &[Rational::ONE] };
        let moved =
            self.differences.iter().flat_map(|difference| signs.iter().map(move |sign| (difference, sign)));
        let tables = moved.map(|(difference, sign)| {
            let factor = factor * sign;
            TransferTable::from_fn(self.environment.space(), |agent, profile| {
                &self.centre.at(profile)[agent.0] + &difference.at(profile)[agent.0] * &factor
            })
        });
        tables.enumerate().map(|(place, table)| NamedRule { name: format!("rule-{}", place + 1), table }).collect()
    }

    fn holding(&self, factor: &Rational, rules: usize) -> HoldingWeights {
        let (HoldingWeights::Listed(list) | HoldingWeights::Pairs(list)) = &self.weights else {
            return self.weights.clone();
        };
        let moved = list.iter().map(|entry| {
            let weight = pair_weight(self.environment.attitude(entry.coalition));
            let share = weight
                .filter(|weight| *weight > Rational::ZERO)
                .map_or(Rational::ONE, |weight| Rational::ONE / (weight * factor));
            let even = (Rational::ONE - &share) / Rational::from(rules);
            let mut all = vec![even; rules];
            let step = if self.is_doubled { 2 } else { 1 };
            for (rule, own) in &entry.weights {
                if let Some(known) = all.get_mut(rule.0 * step) {
                    *known += own * &share;
                }
            }
            let weights = all.into_iter().enumerate().filter(|(_, weight)| !weight.is_zero());
            let weights = weights.map(|(rule, weight)| (RuleId(rule), weight)).collect();
            RuleWeights { coalition: entry.coalition, types: entry.types, best: None, weights }
        });
        let moved = moved.collect();
        if self.is_paired { HoldingWeights::Pairs(moved) } else { HoldingWeights::Listed(moved) }
    }

    fn certified(
        &self,
        question: Question<'_>,
        worst: &Design,
        factor: &Rational,
        limits: &PaymentLimits,
    ) -> Option<Design> {
        let rules = self.rules(factor);
        let weights = match question.reports {
            Reports::Pure => HoldingWeights::Listed(Vec::new()),
            Reports::Mixed => self.holding(factor, rules.len()),
        };
        accepted(question, rules, weights, limits, worst.construction)
    }
}
