//! What the rules of a mechanism give a coalition with a smooth attitude, and the comparison at the end.
//!
//! All values are kept. Certainty equivalents and marginal gains are enclosed here anew: nothing about them is in a certificate. What
//! [`MOST_BITS`] do not settle is refused.
//!
//! # What is compared
//! * Participation: the certainty equivalent of the truth is at least 0.
//! * Pure reports: no report has a larger certainty equivalent than the truth. Where the bits do not tell, it is enough that its marginal gain
//!   at the truth is not positive: utility is concave, so that the report is worth no more.
//! * Mixed reports, drawn after the rule: no report has a positive marginal gain at the truth, see
//!   [`MarginalWeights`].
//!
//! An on-path utility of −∞ is refused; so is, for mixed reports, one at the end of wealth, where there is no marginal gain.

use super::linear::Compared;
use crate::coalition::Coalition;
use crate::index::JointTypeId;
use crate::number::Rational;
use crate::preference::{
    Enclosure, MOST_BITS, MarginalWeights, Utility, compare_certainty_equivalents, enclose_certainty_equivalent,
};
use crate::property::Property;
use crate::refusal::Refusal;
use std::cmp::Ordering;

/// Binary places of the amounts in refusals.
const SHOWN_BITS: usize = 64;

/// The tally of one coalition.
pub(super) struct SmoothTally {
    utility: Utility,
    epsilon: Rational,
    /// By truth and report, the values under the rules seen so far.
    values: Vec<Vec<Vec<Rational>>>,
}

impl SmoothTally {
    /// Nothing seen, for a coalition with so many joint types.
    pub(super) fn new(utility: Utility, epsilon: Rational, types: usize) -> SmoothTally {
        SmoothTally { utility, epsilon, values: vec![vec![Vec::new(); types]; types] }
    }

    /// Takes the values of some reports of a truth under the next rule.
    pub(super) fn take(&mut self, truth: JointTypeId, values: &[(JointTypeId, Rational)]) {
        for (report, value) in values {
            self.values[truth.0][report.0].push(value.clone());
        }
    }

    fn compare_values(&self, one: &[Rational], other: &[Rational]) -> Option<Ordering> {
        compare_certainty_equivalents(one, other, &self.utility, &self.epsilon, MOST_BITS)
    }

    fn enclose(&self, values: &[Rational]) -> Option<Enclosure> {
        enclose_certainty_equivalent(values, &self.utility, &self.epsilon, SHOWN_BITS)
    }

    /// Whether the marginal gain of a report at the truth is certainly not positive.
    fn has_no_marginal_gain(&self, values: &[Rational], on_path: &[Rational]) -> bool {
        let weights = MarginalWeights::enclose(on_path, &self.utility, &self.epsilon, MOST_BITS);
        weights.is_some_and(|weights| weights.gain(values).high <= Rational::ZERO)
    }

    /// Refuses a truth that is worth less than not taking part.
    pub(super) fn require_participation(
        &self,
        property: Property,
        coalition: Coalition,
        truth: JointTypeId,
    ) -> Result<(), Refusal> {
        let values = &self.values[truth.0][truth.0];
        match self.compare_values(values, &[Rational::ZERO]) {
            Some(Ordering::Equal | Ordering::Greater) => Ok(()),
            _ => {
                let value = self.enclose(values);
                Err(Refusal::NotShownWorthwhile { property, coalition, types: truth, value })
            }
        }
    }

    /// Refuses a truth of utility −∞, which is not preferred to any misreport; where there is one.
    pub(super) fn require_finite(
        &self,
        coalition: Coalition,
        truth: JointTypeId,
        asked: &Compared,
    ) -> Result<(), Refusal> {
        let reports = &self.values[truth.0];
        if reports.len() < 2 || (asked.pure.is_none() && asked.mixed.is_none()) {
            return Ok(());
        }
        self.enclose(&reports[truth.0]).map(|_| ()).ok_or(Refusal::OutsideUtility { coalition, types: truth })
    }

    /// Compares every misreport of a truth with the truth.
    pub(super) fn compare(
        &self,
        coalition: Coalition,
        truth: JointTypeId,
        asked: &Compared,
    ) -> Result<(), Refusal> {
        let reports = &self.values[truth.0];
        let on_path = &reports[truth.0];
        if reports.len() < 2 || (asked.pure.is_none() && asked.mixed.is_none()) {
            return Ok(());
        }
        let worth = self.enclose(on_path).ok_or(Refusal::OutsideUtility { coalition, types: truth })?;
        if let Some(claim) = asked.pure {
            for (place, values) in reports.iter().enumerate() {
                let is_held = match self.compare_values(values, on_path) {
                    Some(order) => order != Ordering::Greater,
                    None => self.has_no_marginal_gain(values, on_path),
                };
                if !is_held {
                    let gain = self.enclose(values).map(|value| value.minus(&worth));
                    return Err(Refusal::NotShownHeld {
                        claim,
                        coalition,
                        truth,
                        report: JointTypeId(place),
                        gain,
                    });
                }
            }
        }
        let Some(claim) = asked.mixed else { return Ok(()) };
        let mut open: Vec<usize> = (0..reports.len()).collect();
        let mut bits = 32;
        while let Some(first) = open.first().copied() {
            let weights = MarginalWeights::enclose(on_path, &self.utility, &self.epsilon, bits)
                .ok_or(Refusal::OutsideUtility { coalition, types: truth })?;
            let positive =
                open.iter().find(|report| weights.gain(&reports[**report]).sign() == Some(Ordering::Greater));
            let failing = positive.copied().or((bits >= MOST_BITS).then_some(first));
            open.retain(|report| weights.gain(&reports[*report]).high > Rational::ZERO);
            if let Some(report) = failing.filter(|report| open.contains(report)) {
                let gain = Some(weights.gain(&reports[report]));
                return Err(Refusal::NotShownHeld { claim, coalition, truth, report: JointTypeId(report), gain });
            }
            bits *= 2;
        }
        Ok(())
    }
}
