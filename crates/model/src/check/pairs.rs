//! Families of pairs: that the rules are one, and that weights hold misreports down whatever the attitude.
//!
//! The argument is in [`crate::preference`]. Rule by rule this keeps, for every joint type of a coalition, the sum of the values of every
//! report over all rules, its weighted sum under the weights λ, and the largest value of the truth. Since opposite rules are as far
//! above the mean as below, the truth is worth mean − κ (largest − mean), and a misreport r at most (1−κ)·mean + κ·Σ_t λ_t V\[r\](t).

use crate::coalition::Coalition;
use crate::environment::Environment;
use crate::index::{JointTypeId, ProfileId, RuleId};
use crate::number::Rational;
use crate::preference::pair_weight;
use crate::property::Claim;
use crate::refusal::Refusal;
use crate::transfer::TransferTable;

/// Looks at rules one after another: 2k and 2k+1 must have the same sum for every k, and an odd last one must be half of it.
pub(super) struct PairedRules {
    rules: usize,
    first: Option<TransferTable>,
    sums: Option<Vec<Rational>>,
}

impl PairedRules {
    pub(super) fn new(rules: usize) -> PairedRules {
        PairedRules { rules, first: None, sums: None }
    }

    /// Takes the next rule.
    pub(super) fn take(&mut self, rule: RuleId, table: &TransferTable) -> Result<(), Refusal> {
        let is_odd_last = rule.0 + 1 == self.rules && rule.0.is_multiple_of(2);
        let partner = match self.first.take() {
            None if !is_odd_last => {
                self.first = Some(table.clone());
                return Ok(());
            }
            None => table.clone(),
            Some(first) => first,
        };
        let sums: Vec<Rational> =
            partner.payments().iter().zip(table.payments()).map(|(one, other)| one + other).collect();
        match &self.sums {
            Some(known) if *known != sums => {
                let place = known.iter().zip(&sums).position(|(known, sum)| known != sum).unwrap_or(0);
                let agents = table.at(ProfileId(0)).len().max(1);
                Err(Refusal::NotInPairs { rule, profile: ProfileId(place / agents) })
            }
            Some(_) => Ok(()),
            None => {
                self.sums = Some(sums);
                Ok(())
            }
        }
    }
}

/// What the rules give one coalition.
pub(super) struct PairTally {
    coalition: Coalition,
    /// κ; `None` for smooth attitudes.
    weight: Option<Rational>,
    rules: usize,
    by_truth: Vec<OfTruth>,
}

#[derive(Clone)]
struct OfTruth {
    list: Option<Vec<(RuleId, Rational)>>,
    /// Σ_t V\[r\](t), by report.
    sums: Vec<Rational>,
    /// Σ_t λ_t V\[r\](t), by report.
    held: Vec<Rational>,
    /// The largest value of the truth; `None` before the first rule.
    largest: Option<Rational>,
}

impl PairTally {
    /// Nothing seen, for a coalition with so many joint types.
    pub(super) fn new(environment: &Environment, coalition: Coalition, rules: usize, types: usize) -> PairTally {
        let nothing = vec![Rational::ZERO; types];
        let of_truth = OfTruth { list: None, sums: nothing.clone(), held: nothing, largest: None };
        let weight = pair_weight(environment.attitude(coalition));
        PairTally { coalition, weight, rules, by_truth: vec![of_truth; types] }
    }

    /// Takes the weights of a truth, whose rules and numbers are in order.
    pub(super) fn hold(&mut self, truth: JointTypeId, list: Vec<(RuleId, Rational)>) {
        self.by_truth[truth.0].list = Some(list);
    }

    /// Takes the values of all reports of a truth under the next rule.
    pub(super) fn take(&mut self, rule: RuleId, truth: JointTypeId, values: &[Rational]) {
        let of_truth = &mut self.by_truth[truth.0];
        of_truth.sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
        let listed = of_truth.list.iter().flatten().find(|(of, _)| *of == rule);
        if let Some((_, weight)) = listed {
            of_truth.held.iter_mut().zip(values).for_each(|(sum, value)| *sum += value * weight);
        }
        let value = &values[truth.0];
        if of_truth.largest.as_ref().is_none_or(|largest| value > largest) {
            of_truth.largest = Some(value.clone());
        }
    }

    /// Compares every report of a truth with what the truth is worth, once all rules were seen.
    pub(super) fn compare(&self, truth: JointTypeId, claim: Claim) -> Result<(), Refusal> {
        let coalition = self.coalition;
        let of_truth = &self.by_truth[truth.0];
        let Some(largest) = &of_truth.largest else { return Ok(()) };
        let mean = |report: usize| &of_truth.sums[report] / Rational::from(self.rules);
        let spread = largest - mean(truth.0);
        let weight = match &self.weight {
            Some(weight) if *weight >= Rational::ZERO => weight.clone(),
            // The truth is worth its mean to every attitude only if it is not ambiguous.
            None if spread.is_zero() => Rational::ZERO,
            _ => return Err(Refusal::AttitudeNotCovered(coalition)),
        };
        let on_path = mean(truth.0) - &weight * spread;
        let weight = if of_truth.list.is_some() { weight } else { Rational::ZERO };
        for (report, held) in of_truth.held.iter().enumerate() {
            let value = (Rational::ONE - &weight) * mean(report) + &weight * held;
            if value > on_path {
                let report = JointTypeId(report);
                return Err(Refusal::Tempted { claim, coalition, truth, report, value, on_path });
            }
        }
        Ok(())
    }
}
