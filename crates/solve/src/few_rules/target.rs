//! Whom the rules must stop: every joint type with its misreports, what they gain under the base rule, and what they are worth
//! under every bet of the basis.

use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::index::JointTypeId;
use ambimech_model::interim::{CoalitionTotals, Interim};
use ambimech_model::number::{Integer, Natural, Rational, common_denominator, scaled_to};
use ambimech_model::transfer::TransferTable;

/// Numbers in all targets beyond which there is no search.
const MOST_NUMBERS: usize = 400_000;

/// One misreport θ̂_S of a joint type θ̄_S.
#[derive(Debug, Clone)]
pub struct Misreport {
    /// Gain over the truth under the base rule; may be negative.
    pub gain: Rational,
    /// E\[Σ_{i∈S} φ_i(θ̂_S, ·) | θ̄_S\] for every bet φ of the basis, as integers over `denominator`.
    values: Vec<Integer>,
    denominator: Natural,
    /// The same, rounded.
    rounded: Vec<f64>,
}

impl Misreport {
    /// What it is worth under a combination of the basis.
    pub fn worth(&self, multiples: &[i64]) -> Rational {
        let products = self.values.iter().zip(multiples).filter(|(_, multiple)| **multiple != 0);
        let sum = products.fold(Integer::ZERO, |sum, (value, multiple)| sum + value * Integer::from(*multiple));
        Rational::from_parts(sum, self.denominator.clone())
    }

    /// The gain, rounded.
    pub fn rounded_gain(&self) -> f64 {
        self.gain.to_f64().value()
    }

    /// What it is worth under every bet of the basis.
    pub fn values(&self) -> impl Iterator<Item = Rational> + '_ {
        self.values.iter().map(|value| Rational::from_parts(value.clone(), self.denominator.clone()))
    }

    /// What it is worth under every bet of the basis, rounded.
    pub fn rounded_values(&self) -> &[f64] {
        &self.rounded
    }

    /// Whether no bet can tell the truth from the report.
    pub fn is_out_of_reach(&self) -> bool {
        self.values.iter().all(Integer::is_zero)
    }
}

/// A joint type θ̄_S that occurs, with all its misreports, of which there is at least one.
#[derive(Debug, Clone)]
pub struct Target {
    /// The coalition S.
    pub coalition: Coalition,
    /// Its true types θ̄_S.
    pub truth: JointTypeId,
    /// The misreports in report order.
    pub misreports: Vec<Misreport>,
}

impl Target {
    /// Whether some misreport gains under the base rule.
    pub fn is_tempted(&self) -> bool {
        self.misreports.iter().any(|misreport| misreport.gain > Rational::ZERO)
    }
}

/// All joint types of these coalitions under this base rule; `None` when there are too many, or one is tempted by a report that no
/// bet can tell from the truth.
pub fn targets(
    environment: &Environment,
    coalitions: &[Coalition],
    base: &TransferTable,
    bets: &[TransferTable],
) -> Option<Vec<Target>> {
    let mut found = Vec::new();
    let base = base.scaled();
    let bets: Vec<_> = bets.iter().map(TransferTable::scaled).collect();
    let mut numbers = 0usize;
    for coalition in coalitions {
        let count = environment.space().joint_count(*coalition);
        numbers = numbers.checked_add(count.checked_mul(count - 1)?.checked_mul(bets.len() + 1)?)?;
        if numbers > MOST_NUMBERS {
            return None;
        }
        if count == 1 {
            continue;
        }
        let view = Interim::new(environment, *coalition)?;
        let of_base = view.totals(&base);
        let of_bets: Vec<CoalitionTotals> = bets.iter().map(|bet| view.totals(bet)).collect();
        for truth in view.split().own().filter(|truth| view.occurs(*truth)) {
            let worth = |report| view.payoff(truth, report) + view.transfer(&of_base, truth, report);
            let truthful = worth(truth);
            let misreport = |report| {
                let values: Vec<Rational> =
                    of_bets.iter().map(|totals| view.transfer(totals, truth, report)).collect();
                let rounded = values.iter().map(|value| value.to_f64().value()).collect();
                let denominator = common_denominator(&values);
                let values = values.iter().map(|value| scaled_to(value, &denominator)).collect();
                Misreport { gain: worth(report) - &truthful, values, denominator, rounded }
            };
            let misreports: Vec<Misreport> =
                view.split().own().filter(|report| *report != truth).map(misreport).collect();
            if misreports.iter().any(|found| found.gain > Rational::ZERO && found.is_out_of_reach()) {
                return None;
            }
            found.push(Target { coalition: *coalition, truth, misreports });
        }
    }
    Some(found)
}
