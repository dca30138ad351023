//! The most profitable deviation of a coalition of given types: a matrix game of reports against rules.

use crate::lp::matrix_game::solve_matrix_game;
use crate::verification::{CoalitionValues, RuleTables};
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::index::{JointTypeId, RuleId};
use ambimech_model::number::{Integer, Rational, common_denominator, scaled_to};

/// What the coalition can reach at best, and what proves it.
#[derive(Debug, Clone)]
pub(super) struct Best {
    /// min_t V_S(t, θ_S).
    pub on_path: Rational,
    /// max_δ min_t V_S\[δ\](t, θ_S).
    pub value: Rational,
    /// The mixture that reaches it; the truth when nothing is better.
    pub report: Vec<(JointTypeId, Rational)>,
    /// Weights λ that make no report worth more.
    pub weights: Vec<(RuleId, Rational)>,
}

impl Best {
    pub(super) fn gains(&self) -> bool {
        self.value > self.on_path
    }
}

/// The values V_S\[θ'\](t, θ_S) of one coalition: by report, by rule, for every θ_S that occurs.
#[derive(Debug)]
pub(super) struct Values {
    pub coalition: Coalition,
    pub rows: Vec<Option<Vec<Vec<Rational>>>>,
}

impl Values {
    /// `None` when the coalition has no beliefs.
    pub(super) fn new(environment: &Environment, rules: &RuleTables, coalition: Coalition) -> Option<Values> {
        let values = CoalitionValues::new(environment, rules, coalition)?;
        let of_truth = |truth| {
            let rows = values.rows(truth)?;
            Some((0..rows.reports()).map(|report| rows.values(report)).collect())
        };
        Some(Values { coalition, rows: values.interim().split().own().map(of_truth).collect() })
    }

    /// The joint types that occur.
    pub(super) fn occurring(&self) -> impl Iterator<Item = JointTypeId> + '_ {
        (0..self.rows.len()).map(JointTypeId).filter(|types| self.rows[types.0].is_some())
    }

    /// min_t V_S(t, θ_S).
    pub(super) fn on_path(&self, types: JointTypeId) -> Option<Rational> {
        self.rows[types.0].as_ref()?[types.0].iter().min().cloned()
    }

    /// The best deviation; `None` for types that never occur.
    pub(super) fn best(&self, types: JointTypeId) -> Option<Best> {
        let rows = self.rows[types.0].as_ref()?;
        let on_path = self.on_path(types)?;
        let truthful = |weights| Best {
            on_path: on_path.clone(),
            value: on_path.clone(),
            report: vec![(types, Rational::ONE)],
            weights,
        };
        // One rule alone often holds everything down.
        let holds =
            |rule: usize| rows[types.0][rule] == on_path && rows.iter().all(|values| values[rule] <= on_path);
        if let Some(rule) = (0..rows[types.0].len()).find(|rule| holds(*rule)) {
            return Some(truthful(vec![(RuleId(rule), Rational::ONE)]));
        }
        let denominator = common_denominator(rows.iter().flatten());
        let scale = |row: &Vec<Rational>| row.iter().map(|value| scaled_to(value, &denominator)).collect();
        let integers: Vec<Vec<Integer>> = rows.iter().map(scale).collect();
        let game = solve_matrix_game(&integers.iter().map(Vec::as_slice).collect::<Vec<_>>())?;
        let value = game.value / Rational::from(denominator);
        let weights = positive(game.columns).map(|(rule, weight)| (RuleId(rule), weight)).collect();
        if value <= on_path {
            return Some(truthful(weights));
        }
        let report = positive(game.rows).map(|(report, share)| (JointTypeId(report), share)).collect();
        Some(Best { on_path, value, report, weights })
    }
}

/// The places of the numbers that are not 0, with them.
pub(super) fn positive(numbers: Vec<Rational>) -> impl Iterator<Item = (usize, Rational)> {
    numbers.into_iter().enumerate().filter(|(_, number)| !number.is_zero())
}
