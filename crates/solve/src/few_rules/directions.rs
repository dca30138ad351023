//! The exact part of the search: bets with small integer multiples, the smallest scale that suffices, and the weights that prove it.
//!
//! # Definition
//! With integer multiples c_j of the basis and a scale M the rules are η + M φ^j (or η ± M φ^j). Against mixed reports a type T with gains
//! g and worths x of its misreports is stopped exactly when some weights λ on the rules have g_r + M Σ_j λ_j x_rj ≤ 0 for all r
//! (theory 9.7; the truth itself is worth the same under all rules). With μ = Mλ the smallest scale for T alone is
//!
//! a_T = min Σ_j μ_j subject to −Σ_j x_rj μ_j ≥ g_r for all r, μ ≥ 0,
//!
//! found exactly from its dual program max g·y, −Σ_r x_rj y_r ≤ 1, y ≥ 0, which starts feasible. Against pure reports a_T is the largest over
//! the tempting misreports of the smallest g_r / −x_rj. The scale is at least the largest a_T; with rules one by one a larger scale may
//! be too large for a misreport that loses under η, so that the weights are looked for once more at the scale that is used.

use super::descent::Shape;
use super::proposal::least_sum;
use super::target::{Misreport, Target};
use crate::lp::matrix_game::solve_matrix_game;
use crate::lp::simplex::{SimplexOutcome, maximise};
use ambimech_model::certificate::RuleWeights;
use ambimech_model::index::RuleId;
use ambimech_model::number::{Integer, Rational, common_denominator, scaled_to, sum};
use ambimech_model::property::Reports;

/// Bets with integer multiples of the basis, one list each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directions {
    /// The multiples, bet by bet.
    pub multiples: Vec<Vec<i64>>,
    /// Whether every bet has one rule or two.
    pub shape: Shape,
}

impl Directions {
    /// All bets rounded so that the largest multiple of all is `size`; `None` when a bet is nothing then. Bets keep their sizes beside
    /// one another: the weights add up to the same for all types.
    pub fn rounded(bets: &[f64], dimension: usize, size: f64, shape: Shape) -> Option<Directions> {
        let largest = bets.iter().fold(0.0f64, |largest, c| largest.max(c.abs()));
        if !largest.is_finite() || largest <= 1e-9 {
            return None;
        }
        let bet = |bet: &[f64]| {
            let bet: Vec<i64> = bet.iter().map(|c| (c / largest * size).round() as i64).collect();
            bet.iter().any(|c| *c != 0).then_some(bet)
        };
        let multiples: Option<Vec<Vec<i64>>> = bets.chunks(dimension).map(bet).collect();
        let mut multiples = multiples?;
        let divisor =
            multiples.iter().flatten().fold(0, |known, c| divisor(known, c.unsigned_abs())).max(1) as i64;
        multiples.iter_mut().flatten().for_each(|c| *c /= divisor);
        Some(Directions { multiples, shape })
    }

    /// Number of rules.
    pub fn rules(&self) -> usize {
        self.multiples.len() * if self.shape == Shape::InPairs { 2 } else { 1 }
    }

    /// What every misreport of a type is worth under every rule's bet at scale 1, in rule order.
    fn worths(&self, target: &Target) -> Vec<Vec<Rational>> {
        let row = |misreport: &Misreport| {
            let worths = self.multiples.iter().map(|multiples| misreport.worth(multiples));
            match self.shape {
                Shape::OneByOne => worths.collect(),
                Shape::InPairs => worths.flat_map(|worth| [worth.clone(), -worth]).collect(),
            }
        };
        target.misreports.iter().map(row).collect()
    }

    /// The smallest scale with which a type can be stopped; `None` when none is enough.
    pub fn least_scale(&self, target: &Target, reports: Reports) -> Option<Rational> {
        if !target.is_tempted() {
            return Some(Rational::ZERO);
        }
        let worths = self.worths(target);
        match reports {
            Reports::Pure => {
                let tempting =
                    target.misreports.iter().zip(&worths).filter(|(misreport, _)| misreport.gain > Rational::ZERO);
                tempting
                    .map(|(misreport, row)| Some(&misreport.gain / -lowest(row)?))
                    .try_fold(Rational::ZERO, |largest, scale| Some(largest.max(scale?)))
            }
            Reports::Mixed => self.least_sum(target, &worths),
        }
    }

    /// [`Directions::least_scale`] in floating point.
    pub fn proposed_scale(&self, target: &Target, reports: Reports) -> Option<f64> {
        if !target.is_tempted() {
            return Some(0.0);
        }
        let rows = target.misreports.iter().map(|misreport| {
            let worth = |multiples: &Vec<i64>| {
                let products = misreport.rounded_values().iter().zip(multiples);
                products.map(|(value, multiple)| value * *multiple as f64).sum::<f64>()
            };
            match self.shape {
                Shape::OneByOne => self.multiples.iter().map(worth).collect(),
                Shape::InPairs => self.multiples.iter().map(worth).flat_map(|worth| [worth, -worth]).collect(),
            }
        });
        let rows: Vec<Vec<f64>> = rows.collect();
        match reports {
            Reports::Mixed => {
                let gains: Vec<f64> = target.misreports.iter().map(Misreport::rounded_gain).collect();
                least_sum(&gains, &rows)
            }
            Reports::Pure => {
                let scale = |(misreport, row): (&Misreport, &Vec<f64>)| {
                    let gain = misreport.rounded_gain();
                    let loss = -row.iter().fold(0.0f64, |least, worth| least.min(*worth));
                    match (gain > 0.0, loss > 1e-9) {
                        (false, _) => 0.0,
                        (true, true) => gain / loss,
                        (true, false) => f64::INFINITY,
                    }
                };
                let scale = target.misreports.iter().zip(&rows).map(scale).fold(0.0f64, f64::max);
                scale.is_finite().then_some(scale)
            }
        }
    }

    fn least_sum(&self, target: &Target, worths: &[Vec<Rational>]) -> Option<Rational> {
        // Every column of the dual program, one for each misreport, is scaled to integers.
        let mut costs = Vec::with_capacity(worths.len());
        let mut rows: Vec<Vec<Integer>> = vec![Vec::with_capacity(worths.len()); self.rules()];
        for (misreport, worths) in target.misreports.iter().zip(worths) {
            let denominator = common_denominator(worths.iter().chain([&misreport.gain]));
            costs.push(scaled_to(&misreport.gain, &denominator));
            rows.iter_mut().zip(worths).for_each(|(row, worth)| row.push(-scaled_to(worth, &denominator)));
        }
        match maximise(&costs, &rows, &vec![Integer::ONE; rows.len()])? {
            SimplexOutcome::Optimal { value, .. } => Some(value),
            SimplexOutcome::Unbounded { .. } => None,
        }
    }

    /// The weights that stop a type at this scale; `None` when it is not stopped. Against pure reports an empty list.
    pub fn weights(&self, target: &Target, scale: &Rational, reports: Reports) -> Option<RuleWeights> {
        let worths = self.worths(target);
        let values: Vec<Vec<Rational>> = target
            .misreports
            .iter()
            .zip(worths)
            .map(|(misreport, row)| row.into_iter().map(|worth| worth * scale + &misreport.gain).collect())
            .collect();
        let weights = match reports {
            Reports::Pure => {
                let stopped = |row: &Vec<Rational>| row.iter().any(|value| *value <= Rational::ZERO);
                values.iter().all(stopped).then(Vec::new)?
            }
            Reports::Mixed => self.mixture(&values)?,
        };
        Some(RuleWeights { coalition: target.coalition, types: target.truth, best: None, weights })
    }

    /// One rule where one is enough, equal weights on two where they are, otherwise the best.
    fn mixture(&self, values: &[Vec<Rational>]) -> Option<Vec<(RuleId, Rational)>> {
        let rules = self.rules();
        let stops = |chosen: &[usize]| {
            values.iter().all(|row| sum(chosen.iter().map(|rule| &row[*rule])) <= Rational::ZERO)
        };
        if let Some(rule) = (0..rules).find(|rule| stops(&[*rule])) {
            return Some(vec![(RuleId(rule), Rational::ONE)]);
        }
        let pairs = (0..rules).flat_map(|one| (one + 1..rules).map(move |other| [one, other]));
        if let Some(pair) = pairs.into_iter().find(|pair| stops(pair)) {
            let half = Rational::ONE / Rational::from(2);
            return Some(pair.map(|rule| (RuleId(rule), half.clone())).to_vec());
        }
        let denominator = common_denominator(values.iter().flatten());
        let matrix: Vec<Vec<Integer>> =
            values.iter().map(|row| row.iter().map(|value| scaled_to(value, &denominator)).collect()).collect();
        let matrix: Vec<&[Integer]> = matrix.iter().map(Vec::as_slice).collect();
        let game = solve_matrix_game(&matrix).filter(|game| game.value <= Rational::ZERO)?;
        let weights = game.columns.into_iter().enumerate().filter(|(_, weight)| !weight.is_zero());
        Some(weights.map(|(rule, weight)| (RuleId(rule), weight)).collect())
    }
}

/// The smallest of some numbers, when it is negative.
fn lowest(numbers: &[Rational]) -> Option<&Rational> {
    numbers.iter().min().filter(|number| **number < Rational::ZERO)
}

/// Greatest common divisor of machine words.
fn divisor(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}
