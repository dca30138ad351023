//! Misreports and participation of coalitions with a smooth attitude.
//!
//! # Pure reports
//! Certainty equivalents are compared by enclosures; the largest gain is looked for among reports whose mean, an upper bound, is beyond what is known.
//! Where they are too near each other a report without a marginal gain is still worth no more than the truth, by the concavity below.
//!
//! # Mixtures drawn after the rule
//! The utility of a mixture is concave in its shares, so that the truth is best if and only if no report has a positive marginal gain at the
//! truth: see [`MarginalWeights`], with the proof. If one has, some mixture (1−x)·truth + x·report is worth more; x is halved until it is. Then a few
//! steps of Frank and Wolfe (1956), each towards the report with the largest marginal gain at the mixture so far, make more of it: any mixture that
//! is worth more shows the failure, and the best one found is shown.
//!
//! # Mixtures drawn before the rule
//! Their utility is a mean of the utilities of their reports: no more than the best pure report.

use super::values::CoalitionValues;
use ambimech_model::coalition::Coalition;
use ambimech_model::condition::UndecidedReason;
use ambimech_model::index::JointTypeId;
use ambimech_model::number::{Rational, sum_over_one_denominator};
use ambimech_model::preference::{
    Enclosure, MOST_BITS, MarginalWeights, Utility, compare_certainty_equivalents, enclose_certainty_equivalent,
};
use ambimech_model::verification::{Report, SmoothDeviation};
use std::cmp::Ordering;

/// Binary places of the amounts that are shown.
const SHOWN_BITS: usize = 64;
/// Halvings of x before one gives up.
const MOST_HALVINGS: usize = 200;
/// Steps towards a better mixture.
const STEPS: usize = 6;
/// Sizes 2^−1 … of a step that are tried.
const STEP_SIZES: usize = 5;

/// The smooth attitude of a coalition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmoothAttitude {
    /// ψ.
    pub utility: Utility,
    /// ε.
    pub epsilon: Rational,
}

impl SmoothAttitude {
    /// The certainty equivalent of some values, as it is shown; `None` for a utility of −∞.
    pub(super) fn worth(&self, values: &[Rational]) -> Option<Enclosure> {
        self.enclose(values, SHOWN_BITS)
    }

    fn enclose(&self, values: &[Rational], bits: usize) -> Option<Enclosure> {
        enclose_certainty_equivalent(values, &self.utility, &self.epsilon, bits)
    }

    fn compare(&self, one: &[Rational], other: &[Rational]) -> Option<Ordering> {
        compare_certainty_equivalents(one, other, &self.utility, &self.epsilon, MOST_BITS)
    }

    fn weights(&self, values: &[Rational], bits: usize) -> Option<MarginalWeights> {
        MarginalWeights::enclose(values, &self.utility, &self.epsilon, bits)
    }
}

/// What was found about the misreports of one kind.
#[derive(Debug, Clone, Default)]
pub(super) struct Found {
    /// The misreport with the largest gain.
    pub(super) worst: Option<SmoothDeviation>,
    pub(super) fails: bool,
    /// Why it is not known whether some misreport gains.
    pub(super) open: Option<UndecidedReason>,
}

impl Found {
    fn merge(&mut self, other: Found) {
        self.fails |= other.fails;
        self.open = self.open.take().or(other.open);
        if let Some(new) = other.worst {
            self.keep(new);
        }
    }

    fn keep(&mut self, new: SmoothDeviation) {
        if self.worst.as_ref().is_none_or(|known| low(&new.gain()) > low(&known.gain())) {
            self.worst = Some(new);
        }
    }
}

/// The lower end, nothing being lower than −∞.
fn low(amount: &Option<Enclosure>) -> Option<&Rational> {
    amount.as_ref().map(|amount| &amount.low)
}

/// The worst cases over some coalitions with smooth attitudes.
#[derive(Debug, Clone, Default)]
pub(super) struct SmoothTally {
    pub(super) pure: Found,
    pub(super) mixed: Found,
    /// The smallest certainty equivalent on path.
    pub(super) participation: Option<(Coalition, JointTypeId, Option<Enclosure>)>,
    pub(super) participation_fails: bool,
    pub(super) participation_open: Option<UndecidedReason>,
}

impl SmoothTally {
    pub(super) fn merge(&mut self, other: SmoothTally) {
        self.pure.merge(other.pure);
        self.mixed.merge(other.mixed);
        self.participation_fails |= other.participation_fails;
        self.participation_open = self.participation_open.take().or(other.participation_open);
        if let Some(new) = other.participation
            && self.participation.as_ref().is_none_or(|known| low(&new.2) < low(&known.2))
        {
            self.participation = Some(new);
        }
    }

    /// Whether the coalition takes part, with these values on path.
    pub(super) fn take_on_path(
        &mut self,
        attitude: &SmoothAttitude,
        coalition: Coalition,
        types: JointTypeId,
        row: &[Rational],
    ) {
        let order = attitude.compare(row, &[Rational::ZERO]);
        let mut here = SmoothTally {
            participation: Some((coalition, types, attitude.enclose(row, SHOWN_BITS))),
            participation_fails: order == Some(Ordering::Less),
            ..SmoothTally::default()
        };
        if order.is_none() {
            here.participation_open = Some(UndecidedReason::TooNear(coalition));
        }
        self.merge(here);
    }

    /// Settles all misreports of a coalition.
    pub(super) fn take_reports(&mut self, attitude: &SmoothAttitude, values: &CoalitionValues<'_>) {
        let coalition = values.interim().coalition();
        for truth in values.interim().split().own() {
            let Some(rows) = values.rows(truth).filter(|rows| rows.reports() > 1) else { continue };
            let rows = (0..rows.reports()).map(|report| rows.values(report)).collect();
            let (pure, mixed) = Judged::new(attitude, coalition, truth, rows).settle();
            self.pure.merge(pure);
            self.mixed.merge(mixed);
        }
    }
}

/// The reports of one coalition with given true types.
struct Judged<'a> {
    attitude: &'a SmoothAttitude,
    coalition: Coalition,
    truth: JointTypeId,
    /// By report, by rule.
    rows: Vec<Vec<Rational>>,
}

impl<'a> Judged<'a> {
    fn new(
        attitude: &'a SmoothAttitude,
        coalition: Coalition,
        truth: JointTypeId,
        rows: Vec<Vec<Rational>>,
    ) -> Judged<'a> {
        Judged { attitude, coalition, truth, rows }
    }

    fn on_path(&self) -> &[Rational] {
        &self.rows[self.truth.0]
    }

    fn misreports(&self) -> impl Iterator<Item = usize> {
        let truth = self.truth.0;
        (0..self.rows.len()).filter(move |report| *report != truth)
    }

    /// Against pure reports, and against mixtures drawn after the rule.
    fn settle(&self) -> (Found, Found) {
        let Some(on_path) = self.attitude.enclose(self.on_path(), SHOWN_BITS) else {
            let open = || Some(UndecidedReason::OutsideUtility(self.coalition));
            return (Found { open: open(), ..Found::default() }, Found { open: open(), ..Found::default() });
        };
        let pure = self.settle_pure(&on_path);
        let mixed = self.settle_mixed(&on_path, &pure);
        (pure, mixed)
    }

    /// Certainty equivalents of a report and the truth, with so many places that a gain shows.
    fn deviation(&self, report: Report, values: &[Rational], on_path: &Enclosure) -> SmoothDeviation {
        let found = SmoothDeviation {
            coalition: self.coalition,
            truth: self.truth,
            report,
            value: self.attitude.enclose(values, SHOWN_BITS),
            on_path: on_path.clone(),
        };
        if found.gain().is_none_or(|gain| gain.sign().is_some()) {
            return found;
        }
        let value = self.attitude.enclose(values, MOST_BITS);
        let on_path = self.attitude.enclose(self.on_path(), MOST_BITS).unwrap_or(found.on_path);
        SmoothDeviation { value, on_path, ..found }
    }

    fn settle_pure(&self, on_path: &Enclosure) -> Found {
        let mut found = Found::default();
        let mean =
            |report: usize| sum_over_one_denominator(&self.rows[report]) / Rational::from(self.rows[report].len());
        let mut by_mean: Vec<(Rational, usize)> = self.misreports().map(|report| (mean(report), report)).collect();
        by_mean.sort_by(|one, other| other.0.cmp(&one.0).then(one.1.cmp(&other.1)));
        for (mean, report) in by_mean {
            // The mean is at least the certainty equivalent.
            let within = mean - &on_path.low;
            let known = found.worst.as_ref().map(SmoothDeviation::gain);
            if known.is_some_and(|known| known.is_some_and(|known| within <= known.low)) {
                break;
            }
            let values = &self.rows[report];
            match self.attitude.compare(values, self.on_path()) {
                Some(Ordering::Greater) => found.fails = true,
                Some(_) => {}
                None if self.has_no_marginal_gain(values) => {}
                None => found.open = Some(UndecidedReason::TooNear(self.coalition)),
            }
            found.keep(self.deviation(Report::Pure(JointTypeId(report)), values, on_path));
        }
        // What was left out gains less than something that is known; it may still be too near to the truth only if that is.
        found
    }

    /// Whether the marginal gain of a report at the truth is certainly not positive: then the report is worth no more.
    fn has_no_marginal_gain(&self, values: &[Rational]) -> bool {
        let weights = self.attitude.weights(self.on_path(), MOST_BITS);
        weights.is_some_and(|weights| weights.gain(values).high <= Rational::ZERO)
    }

    fn settle_mixed(&self, on_path: &Enclosure, pure: &Found) -> Found {
        let mut found = Found { worst: pure.worst.clone(), fails: pure.fails, open: None };
        let mut open: Vec<usize> = self.misreports().collect();
        let mut best: Option<(Rational, usize)> = None;
        let mut bits = 32;
        while !open.is_empty() && bits <= MOST_BITS && best.is_none() {
            let Some(weights) = self.attitude.weights(self.on_path(), bits) else {
                found.open = Some(UndecidedReason::OutsideUtility(self.coalition));
                return found;
            };
            let gains = open.iter().map(|report| (weights.gain(&self.rows[*report]), *report));
            let gains: Vec<(Enclosure, usize)> = gains.filter(|(gain, _)| gain.high > Rational::ZERO).collect();
            best = gains
                .iter()
                .filter(|(gain, _)| gain.low > Rational::ZERO)
                .map(|(gain, report)| (gain.low.clone(), *report))
                .reduce(|best, next| if next.0 > best.0 { next } else { best });
            open = gains.into_iter().map(|(_, report)| report).collect();
            bits *= 2;
        }
        let Some((_, report)) = best else {
            if !open.is_empty() {
                found.open = Some(UndecidedReason::TooNear(self.coalition));
            }
            return found;
        };
        match self.profitable(report) {
            Some(shares) => {
                let shares = self.improve(shares);
                found.fails = true;
                found.keep(self.deviation(self.mixture(&shares), &self.values(&shares), on_path));
            }
            // There is one, but too near the truth.
            None if !found.fails => found.open = Some(UndecidedReason::TooNear(self.coalition)),
            None => {}
        }
        found
    }

    /// V\[δ\] under every rule.
    fn values(&self, shares: &[Rational]) -> Vec<Rational> {
        let rules = self.on_path().len();
        let taking = || shares.iter().zip(&self.rows).filter(|(share, _)| !share.is_zero());
        (0..rules)
            .map(|rule| taking().fold(Rational::ZERO, |total, (share, row)| total + share * &row[rule]))
            .collect()
    }

    fn mixture(&self, shares: &[Rational]) -> Report {
        let parts = shares.iter().enumerate().filter(|(_, share)| !share.is_zero());
        let parts: Vec<(JointTypeId, Rational)> =
            parts.map(|(report, share)| (JointTypeId(report), share.clone())).collect();
        match parts.as_slice() {
            [(report, _)] => Report::Pure(*report),
            _ => Report::Mixed(parts),
        }
    }

    /// A part of the way from some shares to a report.
    fn towards(shares: &[Rational], report: usize, part: &Rational) -> Vec<Rational> {
        let rest = Rational::ONE - part;
        let mut moved: Vec<Rational> = shares.iter().map(|share| share * &rest).collect();
        moved[report] += part;
        moved
    }

    /// (1−x)·truth + x·report with the first x of 1/2, 1/4, … that is worth more than the truth.
    fn profitable(&self, report: usize) -> Option<Vec<Rational>> {
        let mut truthful = vec![Rational::ZERO; self.rows.len()];
        truthful[self.truth.0] = Rational::ONE;
        let mut part = Rational::ONE;
        for _ in 0..MOST_HALVINGS {
            part /= Rational::from(2);
            let shares = Judged::towards(&truthful, report, &part);
            if self.attitude.compare(&self.values(&shares), self.on_path()) == Some(Ordering::Greater) {
                return Some(shares);
            }
        }
        None
    }

    /// A mixture that is worth at least as much.
    fn improve(&self, shares: Vec<Rational>) -> Vec<Rational> {
        let worth =
            |shares: &[Rational]| self.attitude.enclose(&self.values(shares), SHOWN_BITS).map(|worth| worth.low);
        let mut best = (worth(&shares), shares);
        for _ in 0..STEPS {
            let Some(weights) = self.attitude.weights(&self.values(&best.1), 32) else { break };
            // Marginal gains at the mixture; the weights know its values.
            let gains = self.rows.iter().map(|row| weights.gain(row).low).enumerate();
            let steepest = gains.reduce(|most, next| if next.1 > most.1 { next } else { most });
            let Some((report, _)) = steepest.filter(|(_, gain)| *gain > Rational::ZERO) else { break };
            let mut part = Rational::ONE;
            let mut better = None;
            for _ in 0..STEP_SIZES {
                part /= Rational::from(2);
                let shares = Judged::towards(&best.1, report, &part);
                let worth = worth(&shares);
                if worth > best.0 && better.as_ref().is_none_or(|(known, _)| worth > *known) {
                    better = Some((worth, shares));
                }
            }
            match better {
                Some(better) => best = better,
                None => break,
            }
        }
        best.1
    }
}
