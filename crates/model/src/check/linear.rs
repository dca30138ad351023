//! What the rules of a mechanism give a coalition whose attitude is α-maxmin over Π^ε, and the comparison at the end.
//!
//! Rule by rule it keeps the sum, the smallest and the largest value of every report, and for every list of weights λ the weighted sum
//! and the value under the rule t* (over several such rules: the largest). The comparison is that of
//! [`HoldingWeights`](crate::certificate::HoldingWeights).

use crate::coalition::Coalition;
use crate::index::{JointTypeId, RuleId};
use crate::number::Rational;
use crate::preference::LinearWeights;
use crate::property::Claim;
use crate::refusal::Refusal;

/// The tally of one coalition.
pub(super) struct LinearTally {
    weights: LinearWeights,
    rules: usize,
    /// By truth and report; `None` for what was not asked about.
    spreads: Vec<Vec<Option<Spread>>>,
    /// By truth, the lists of weights of the certificate.
    held: Vec<Vec<Held>>,
}

/// The values of a report under the rules seen so far.
#[derive(Clone)]
struct Spread {
    sum: Rational,
    least: Rational,
    most: Rational,
}

/// One list of weights, and what it makes of every report under the rules seen so far.
struct Held {
    best: Option<RuleId>,
    weights: Vec<(RuleId, Rational)>,
    /// Σ_t λ_t V\[θ̂\](t), by report.
    sums: Vec<Rational>,
    /// V\[θ̂\](t*), or the largest over all rules t* that the list is about, by report.
    at_best: Vec<Option<Rational>>,
}

/// What is claimed about the misreports of a coalition.
pub(super) struct Compared {
    pub(super) pure: Option<Claim>,
    pub(super) mixed: Option<Claim>,
}

impl LinearTally {
    /// Nothing seen, for a coalition with so many joint types.
    pub(super) fn new(weights: LinearWeights, rules: usize, types: usize) -> LinearTally {
        let held = (0..types).map(|_| Vec::new()).collect();
        LinearTally { weights, rules, spreads: vec![vec![None; types]; types], held }
    }

    /// Takes a list of weights, whose rules and numbers are in order.
    pub(super) fn hold(&mut self, truth: JointTypeId, best: Option<RuleId>, weights: Vec<(RuleId, Rational)>) {
        let reports = self.spreads.len();
        let (sums, at_best) = (vec![Rational::ZERO; reports], vec![None; reports]);
        self.held[truth.0].push(Held { best, weights, sums, at_best });
    }

    /// Takes the values of some reports of a truth under the next rule.
    pub(super) fn take(&mut self, rule: RuleId, truth: JointTypeId, values: &[(JointTypeId, Rational)]) {
        for (report, value) in values {
            match &mut self.spreads[truth.0][report.0] {
                entry @ None => {
                    *entry = Some(Spread { sum: value.clone(), least: value.clone(), most: value.clone() });
                }
                Some(spread) => {
                    spread.sum += value;
                    if *value < spread.least {
                        spread.least.clone_from(value);
                    }
                    if *value > spread.most {
                        spread.most.clone_from(value);
                    }
                }
            }
        }
        let named = self.held[truth.0].iter().any(|held| held.best == Some(rule));
        for held in &mut self.held[truth.0] {
            let weight = held.weights.iter().find(|(of, _)| *of == rule).map(|(_, weight)| weight.clone());
            let counts = held.best == Some(rule) || (held.best.is_none() && !named);
            for (report, value) in values {
                if let Some(weight) = &weight {
                    held.sums[report.0] += value * weight;
                }
                let known = &mut held.at_best[report.0];
                if counts && known.as_ref().is_none_or(|known| value > known) {
                    *known = Some(value.clone());
                }
            }
        }
    }

    /// W of a report, once all rules were seen; `None` for what was not asked about.
    pub(super) fn value(&self, truth: JointTypeId, report: JointTypeId) -> Option<Rational> {
        let spread = self.spreads[truth.0][report.0].as_ref()?;
        Some(self.weights.combine(&self.mean(spread), &spread.least, &spread.most))
    }

    fn mean(&self, spread: &Spread) -> Rational {
        &spread.sum / Rational::from(self.rules)
    }

    /// Compares every misreport of a truth with what the truth is worth.
    pub(super) fn compare(
        &self,
        coalition: Coalition,
        truth: JointTypeId,
        asked: &Compared,
    ) -> Result<(), Refusal> {
        let Some(on_path) = self.value(truth, truth) else { return Ok(()) };
        let reports = || (0..self.spreads.len()).map(JointTypeId);
        let tempted = |claim, report, value| Refusal::Tempted {
            claim,
            coalition,
            truth,
            report,
            value,
            on_path: on_path.clone(),
        };
        if let Some(claim) = asked.pure {
            for report in reports() {
                if let Some(value) = self.value(truth, report).filter(|value| *value > on_path) {
                    return Err(tempted(claim, report, value));
                }
            }
        }
        let Some(claim) = asked.mixed.filter(|_| self.spreads.len() > 1) else { return Ok(()) };
        let lists = &self.held[truth.0];
        let is_whole = match lists.iter().any(|held| held.best.is_none()) {
            true => true,
            // Without the best case one list is about all rules; with it, every rule must have been named.
            false => !self.weights.best.is_zero() && lists.len() == self.rules,
        };
        if !is_whole {
            return Err(Refusal::WeightsMissing { coalition, types: truth });
        }
        for held in lists {
            for report in reports() {
                // A list for the remaining rules when there are none is about nothing.
                let (Some(spread), Some(best)) = (&self.spreads[truth.0][report.0], &held.at_best[report.0])
                else {
                    continue;
                };
                let value = self.weights.combine(&self.mean(spread), &held.sums[report.0], best);
                if value > on_path {
                    return Err(tempted(claim, report, value));
                }
            }
        }
        Ok(())
    }
}
