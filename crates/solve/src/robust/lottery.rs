//! The best lottery for several people at once, within bounds: one small linear program.

use crate::lp::{self, Outcome, Program, Relation, Sign};
use ambimech_model::index::OutcomeId;
use ambimech_model::lottery::Lottery;
use ambimech_model::number::Rational;

/// Looks for a lottery under which all `gains` are positive and no `bound` is; each is a list of values of the outcomes.
#[derive(Debug, Clone, Default)]
pub struct LotteryQuestion {
    /// What has to be positive.
    pub gains: Vec<Vec<Rational>>,
    /// What must not be positive.
    pub bounds: Vec<Vec<Rational>>,
}

/// What is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LotteryAnswer {
    /// Such a lottery.
    Found(Lottery),
    /// No lottery keeps the gains positive: under no outcome is the sum of the weighted gains, whose weights add up to 1, larger than the
    /// sum of the weighted bounds.
    None {
        /// Weights of the gains.
        gains: Vec<Rational>,
        /// Weights of the bounds.
        bounds: Vec<Rational>,
    },
    /// No lottery keeps the bounds: under every outcome the sum of the weighted bounds is at least this positive number.
    OutOfBounds {
        /// Weights of the bounds.
        bounds: Vec<Rational>,
        /// The number.
        least: Rational,
    },
    /// Not found out, and why.
    Open(String),
}

/// Outcomes alone first, then the program: maximise the smallest gain.
pub fn find_lottery(outcomes: usize, question: &LotteryQuestion) -> LotteryAnswer {
    let sure = |place: &usize| {
        question.gains.iter().all(|gain| gain[*place] > Rational::ZERO)
            && question.bounds.iter().all(|bound| bound[*place] <= Rational::ZERO)
    };
    if let Some(place) = (0..outcomes).find(sure) {
        return LotteryAnswer::Found(Lottery::sure(OutcomeId(place)));
    }
    let mut program = Program::new();
    for _ in 0..outcomes {
        program.add_variable(Sign::NonNegative);
    }
    let least = program.add_variable(Sign::Free);
    if !question.gains.is_empty() {
        program.set_cost(least, -Rational::ONE);
    }
    let row = |values: &[Rational], sign: &Rational| -> Vec<(usize, Rational)> {
        values.iter().map(|value| value * sign).enumerate().collect()
    };
    for gain in &question.gains {
        let mut entries = row(gain, &Rational::ONE);
        entries.push((least, -Rational::ONE));
        program.add_row(Relation::AtLeast, entries, Rational::ZERO);
    }
    for bound in &question.bounds {
        program.add_row(Relation::AtLeast, row(bound, &-Rational::ONE), Rational::ZERO);
    }
    program.add_row(Relation::Equal, (0..outcomes).map(|place| (place, Rational::ONE)).collect(), Rational::ONE);
    let split = |mut multipliers: Vec<Rational>| {
        multipliers.truncate(question.gains.len() + question.bounds.len());
        let bounds = multipliers.split_off(question.gains.len());
        (multipliers, bounds)
    };
    match lp::solve(&program) {
        Ok(Outcome::Optimal { value, primal, dual }) => {
            if question.gains.is_empty() || value < Rational::ZERO {
                let parts = primal.0.into_iter().take(outcomes).enumerate();
                match Lottery::new(parts.map(|(place, share)| (OutcomeId(place), share)).collect()) {
                    Ok(lottery) => LotteryAnswer::Found(lottery),
                    Err(error) => LotteryAnswer::Open(error.to_string()),
                }
            } else {
                let (gains, bounds) = split(dual.0);
                LotteryAnswer::None { gains, bounds }
            }
        }
        Ok(Outcome::Infeasible { farkas }) => {
            let least = farkas.0.last().cloned().unwrap_or(Rational::ZERO);
            LotteryAnswer::OutOfBounds { bounds: split(farkas.0).1, least }
        }
        Ok(Outcome::Unbounded { .. }) => LotteryAnswer::Open("a program left its bounds".to_string()),
        Err(error) => LotteryAnswer::Open(error.to_string()),
    }
}
