//! Mixed misreports of a coalition whose attitude is α-maxmin over Π^ε.
//!
//! # Mathematics
//! A mixture δ of reports with values V\[δ\](t) = Σ_θ̂ δ(θ̂) V\[θ̂\](t) is worth the largest, over the rules t*, of
//! (1−ε)·mean V\[δ\] + εα·min_t V\[δ\](t) + ε(1−α)·V\[δ\](t*). For one t* that is concave in δ, and its largest value is the value of
//! the game of reports against rules with entries (1−ε)·mean V\[θ̂\] + εα·V\[θ̂\](t) + ε(1−α)·V\[θ̂\](t*): the rules' optimal mixture
//! λ is the certificate, the reports' optimal mixture the misreport. At α = 1 all these games are the same one.
//!
//! Two things spare games: weights λ that hold all reports down with the largest value over all rules in the place of
//! V\[θ̂\](t*) serve every t*; and weights found for one t* are tried for the next.

use super::property::mixture;
use super::values::ValueRows;
use crate::lp::matrix_game::solve_matrix_game;
use ambimech_model::index::{JointTypeId, RuleId};
use ambimech_model::number::{Integer, Rational, common_denominator, scaled_to, sum};
use ambimech_model::preference::LinearWeights;
use ambimech_model::verification::Report;

/// Weights over the rules, those that are positive.
pub(super) type Weights = Vec<(RuleId, Rational)>;

/// The values of one truth's reports, weighed.
pub(super) struct Weighed<'w> {
    weights: &'w LinearWeights,
    truth: usize,
    /// By report, by rule.
    values: Vec<Vec<Rational>>,
    means: Vec<Rational>,
    most: Vec<Rational>,
    on_path: Rational,
}

/// What mixed misreports come to.
pub(super) enum Settlement {
    /// No mixture is worth more than the truth: the lists of weights, and the best mixture of misreports where it gains more
    /// than is known of others.
    Harmless { lists: Vec<(Option<RuleId>, Weights)>, best: Option<(Rational, Report)> },
    /// The mixture that is worth most, more than the truth.
    Profitable { value: Rational, mixture: Report },
}

impl<'w> Weighed<'w> {
    /// Weighs the values; `None` without a rule.
    pub(super) fn new(rows: &ValueRows, weights: &'w LinearWeights) -> Option<Weighed<'w>> {
        let values: Vec<Vec<Rational>> = (0..rows.reports()).map(|report| rows.values(report)).collect();
        let mean = |row: &Vec<Rational>| sum(row) / Rational::from(row.len());
        let most: Option<Vec<Rational>> = values.iter().map(|row| row.iter().max().cloned()).collect();
        let on_path = weights.value(&values[rows.truth.0])?;
        let means = values.iter().map(mean).collect();
        Some(Weighed { weights, truth: rows.truth.0, values, means, most: most?, on_path })
    }

    /// What the truth is worth.
    pub(super) fn on_path(&self) -> &Rational {
        &self.on_path
    }

    /// The pure misreport that is worth most.
    pub(super) fn best_pure(&self) -> Option<(Rational, JointTypeId)> {
        let worth = |report: usize| Some((self.weights.value(&self.values[report])?, JointTypeId(report)));
        let better = |best: (Rational, JointTypeId), next: (Rational, JointTypeId)| {
            if next.0 > best.0 { next } else { best }
        };
        self.misreports().filter_map(worth).reduce(better)
    }

    fn misreports(&self) -> impl Iterator<Item = usize> {
        let truth = self.truth;
        (0..self.values.len()).filter(move |report| *report != truth)
    }

    fn rules(&self) -> usize {
        self.values[self.truth].len()
    }

    /// V\[θ̂\](t*) by report.
    fn column(&self, rule: usize) -> Vec<Rational> {
        self.values.iter().map(|row| row[rule].clone()).collect()
    }

    /// The largest of what these weights make of some reports.
    fn bound(
        &self,
        weights: &Weights,
        at_best: &[Rational],
        reports: impl Iterator<Item = usize>,
    ) -> Option<Rational> {
        let bound = |report: usize| {
            let row = &self.values[report];
            let held = weights.iter().fold(Rational::ZERO, |total, (rule, weight)| total + &row[rule.0] * weight);
            self.weights.combine(&self.means[report], &held, &at_best[report])
        };
        reports.map(bound).max()
    }

    fn holds(&self, weights: &Weights, at_best: &[Rational]) -> bool {
        self.bound(weights, at_best, 0..self.values.len()).is_none_or(|bound| bound <= self.on_path)
    }

    /// The game of these reports: its value, the rules' weights and the reports' mixture.
    fn play(&self, at_best: &[Rational], reports: &[usize]) -> Option<(Rational, Weights, Report)> {
        let entry =
            |report: usize, value: &Rational| self.weights.combine(&self.means[report], value, &at_best[report]);
        let matrix: Vec<Vec<Rational>> = reports
            .iter()
            .map(|report| self.values[*report].iter().map(|value| entry(*report, value)).collect())
            .collect();
        let denominator = common_denominator(matrix.iter().flatten());
        let scaled: Vec<Vec<Integer>> =
            matrix.iter().map(|row| row.iter().map(|entry| scaled_to(entry, &denominator)).collect()).collect();
        let scaled: Vec<&[Integer]> = scaled.iter().map(Vec::as_slice).collect();
        let game = solve_matrix_game(&scaled)?;
        let columns = game.columns.into_iter().enumerate().filter(|(_, weight)| !weight.is_zero());
        let weights = columns.map(|(rule, weight)| (RuleId(rule), weight)).collect();
        let value = game.value / Rational::from(denominator);
        Some((value, weights, mixture(reports.iter().copied().zip(game.rows))))
    }

    /// One rule alone often does it; the one that holds the reports down most.
    fn single(&self, at_best: &[Rational]) -> Option<Weights> {
        let alone = (0..self.rules()).map(|rule| vec![(RuleId(rule), Rational::ONE)]);
        let bounded = alone.filter_map(|list| Some((self.bound(&list, at_best, 0..self.values.len())?, list)));
        let lowest = bounded.reduce(|low, next| if next.0 < low.0 { next } else { low })?;
        (lowest.0 <= self.on_path).then_some(lowest.1)
    }

    /// Weights that hold everything down, or the best mixture.
    fn hold(&self, at_best: &[Rational]) -> Option<Result<Weights, Report>> {
        if let Some(list) = self.single(at_best) {
            return Some(Ok(list));
        }
        let (value, weights, mixture) = self.play(at_best, &(0..self.values.len()).collect::<Vec<usize>>())?;
        Some(if value <= self.on_path { Ok(weights) } else { Err(mixture) })
    }

    /// What a mixture is worth.
    fn worth(&self, report: &Report) -> Option<Rational> {
        let parts = match report {
            Report::Pure(report) => return self.weights.value(&self.values[report.0]),
            Report::Mixed(parts) => parts,
        };
        let value = |rule: usize| {
            parts
                .iter()
                .fold(Rational::ZERO, |total, (report, share)| total + &self.values[report.0][rule] * share)
        };
        self.weights.value(&(0..self.rules()).map(value).collect::<Vec<Rational>>())
    }

    /// Settles all mixtures; `None` only without rules. `known` is the largest gain that need not be beaten to be shown.
    pub(super) fn settle(&self, known: Option<Rational>) -> Option<Settlement> {
        let for_all = self.hold(&self.most)?;
        if let Ok(list) = for_all {
            let best = self.best_mixture(known, |_| &list);
            return Some(Settlement::Harmless { lists: vec![(None, list.clone())], best });
        }
        let cases = if self.weights.best.is_zero() { 1 } else { self.rules() };
        let mut found: Vec<(Weights, Vec<usize>)> = Vec::new();
        let mut profitable: Option<(Rational, Report)> = None;
        for case in 0..cases {
            let column = self.column(case);
            if let Some((_, served)) = found.iter_mut().find(|(list, _)| self.holds(list, &column)) {
                served.push(case);
                continue;
            }
            match self.hold(&column)? {
                Ok(list) => found.push((list, vec![case])),
                Err(mixture) => {
                    let value = self.worth(&mixture)?;
                    if profitable.as_ref().is_none_or(|(best, _)| value > *best) {
                        profitable = Some((value, mixture));
                    }
                }
            }
        }
        if let Some((value, mixture)) = profitable {
            return Some(Settlement::Profitable { value, mixture });
        }
        let of_case = |case: usize| match found.iter().find(|(_, served)| served.contains(&case)) {
            Some((list, _)) => list,
            None => &found[0].0,
        };
        let best = self.best_mixture(known, of_case);
        // The list that serves most rules is said once, for all that are not named.
        let usual = (0..found.len())
            .reduce(|most, next| if found[next].1.len() > found[most].1.len() { next } else { most })?;
        let mut lists = vec![(None, found[usual].0.clone())];
        for (place, (list, served)) in found.iter().enumerate() {
            if place != usual {
                lists.extend(served.iter().map(|rule| (Some(RuleId(*rule)), list.clone())));
            }
        }
        Some(Settlement::Harmless { lists, best })
    }

    /// The mixture of misreports that is worth most, if it gains more than `known`; `held` are the weights for every t*.
    fn best_mixture<'l>(
        &self,
        known: Option<Rational>,
        held: impl Fn(usize) -> &'l Weights,
    ) -> Option<(Rational, Report)> {
        let lies: Vec<usize> = self.misreports().collect();
        if lies.len() < 2 {
            return None;
        }
        let mut known = known;
        let mut best = None;
        let cases = if self.weights.best.is_zero() { 1 } else { self.rules() };
        for case in 0..cases {
            let column = self.column(case);
            let bound = self.bound(held(case), &column, lies.iter().copied())? - &self.on_path;
            if known.as_ref().is_some_and(|known| bound <= *known) {
                continue;
            }
            let (_, _, mixture) = self.play(&column, &lies)?;
            let value = self.worth(&mixture)?;
            let gain = &value - &self.on_path;
            if known.as_ref().is_none_or(|known| gain > *known) {
                known = Some(gain);
                best = Some((value, mixture));
            }
        }
        best
    }
}
