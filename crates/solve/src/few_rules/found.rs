//! From directions to rules: the smallest scale, a neat one at most a quarter larger, the tables, and what is at stake.

use super::descent::Shape;
use super::directions::Directions;
use super::target::Target;
use ambimech_model::certificate::RuleWeights;
use ambimech_model::environment::Environment;
use ambimech_model::mechanism::NamedRule;
use ambimech_model::number::{Integer, Natural, Rational, common_denominator, greatest_common_divisor};
use ambimech_model::property::Reports;
use ambimech_model::transfer::TransferTable;

/// What a neat scale may cost beside the smallest one.
const DEAREST: [u32; 2] = [5, 4];
/// Payments of bets that are neat: multiples of 1, 1/2, 1/4, 1/5, 1/10, 1/20, 1/100.
const NEAT_UNITS: [u32; 7] = [1, 2, 4, 5, 10, 20, 100];

/// A base rule with the bets around it.
#[derive(Debug)]
pub struct Ground<'a> {
    /// The environment.
    pub environment: &'a Environment,
    /// η.
    pub base: &'a TransferTable,
    /// The basis.
    pub bets: &'a [TransferTable],
    /// Whom the rules must stop.
    pub targets: &'a [Target],
    /// Against which reports.
    pub reports: Reports,
    /// Multiplications that the search for one number of rules in one shape may take, about.
    pub work: u64,
    rounded_base: Vec<f64>,
    rounded: Vec<Vec<f64>>,
}

/// Directions with scales that suffice.
#[derive(Debug, Clone)]
pub struct Found {
    /// The directions.
    pub directions: Directions,
    /// The smallest scale that suffices.
    pub smallest: Rational,
    /// The scale that is used.
    pub scale: Rational,
    /// The largest amount that anybody ever pays, at that scale.
    pub largest_payment: Rational,
    /// The bets themselves, at scale 1.
    tables: Vec<TransferTable>,
    weights: Vec<RuleWeights>,
}

impl<'a> Ground<'a> {
    /// The ground for a search.
    pub fn new(
        environment: &'a Environment,
        base: &'a TransferTable,
        bets: &'a [TransferTable],
        targets: &'a [Target],
        reports: Reports,
        work: u64,
    ) -> Ground<'a> {
        let round = |table: &TransferTable| -> Vec<f64> {
            table.payments().iter().map(|payment| payment.to_f64().value()).collect()
        };
        let (rounded_base, rounded) = (round(base), bets.iter().map(round).collect());
        Ground { environment, base, bets, targets, reports, work, rounded_base, rounded }
    }

    /// The largest payment with these directions at the smallest scale, about; `None` when no scale is enough. `order` are the places of
    /// the types, those that were hardest to stop before in front.
    pub fn proposed_payment(&self, directions: &Directions, order: &mut Vec<usize>) -> Option<f64> {
        let mut scale = 0.0f64;
        for turn in 0..order.len() {
            match directions.proposed_scale(&self.targets[order[turn]], self.reports) {
                Some(own) => scale = scale.max(own),
                None => {
                    let hard = order.remove(turn);
                    order.insert(0, hard);
                    return None;
                }
            }
        }
        let mut largest = 0.0f64;
        let mut bet = vec![0.0; self.base.payments().len()];
        for multiples in &directions.multiples {
            bet.fill(0.0);
            for (multiple, payments) in multiples.iter().zip(&self.rounded).filter(|(multiple, _)| **multiple != 0)
            {
                let multiple = *multiple as f64 * scale;
                bet.iter_mut().zip(payments).for_each(|(sum, payment)| *sum += payment * multiple);
            }
            for (base, bet) in self.rounded_base.iter().zip(&bet) {
                largest = largest.max(match directions.shape {
                    Shape::OneByOne => -base - bet,
                    Shape::InPairs => bet.abs() - base,
                });
            }
        }
        largest.is_finite().then_some(largest)
    }

    /// The exact scales of these directions; `None` when no scale is enough, or none is needed.
    pub fn decide(&self, directions: Directions) -> Option<Found> {
        let mut smallest = Rational::ZERO;
        for target in self.targets {
            smallest = smallest.max(directions.least_scale(target, self.reports)?);
        }
        if smallest.is_zero() {
            return None;
        }
        let tables: Vec<TransferTable> =
            directions.multiples.iter().map(|multiples| self.combined(multiples)).collect();
        for scale in [neat_scale(&smallest, &tables), simplest_from(&smallest), smallest.clone()] {
            let weights: Option<Vec<RuleWeights>> =
                self.targets.iter().map(|target| directions.weights(target, &scale, self.reports)).collect();
            if let Some(weights) = weights {
                let weights = weights.into_iter().filter(|entry| !entry.weights.is_empty()).collect();
                let mut found =
                    Found { directions, smallest, scale, largest_payment: Rational::ZERO, tables, weights };
                found.largest_payment = found.payments(self).max().unwrap_or_default();
                return Some(found);
            }
        }
        None
    }

    fn combined(&self, multiples: &[i64]) -> TransferTable {
        let used: Vec<(&TransferTable, Rational)> = self
            .bets
            .iter()
            .zip(multiples)
            .filter(|(_, multiple)| **multiple != 0)
            .map(|(bet, multiple)| (bet, Rational::from(*multiple)))
            .collect();
        TransferTable::from_fn(self.environment.space(), |agent, profile| {
            used.iter().fold(Rational::ZERO, |total, (bet, multiple)| {
                let payment = &bet.at(profile)[agent.0];
                if payment.is_zero() { total } else { total + payment * multiple }
            })
        })
    }
}

impl Found {
    /// What agents pay, profile by profile and rule by rule.
    fn payments<'a>(&'a self, ground: &'a Ground<'_>) -> impl Iterator<Item = Rational> + 'a {
        let signs = self.signs();
        self.tables.iter().flat_map(move |table| {
            let both = ground.base.payments().iter().zip(table.payments());
            both.flat_map(move |(base, bet)| {
                let bet = bet * &self.scale;
                signs.iter().map(move |sign| -base - &bet * sign)
            })
        })
    }

    fn signs(&self) -> &'static [Rational] {
        static BOTH: [Rational; 2] = [Rational::ONE, Rational::NEG_ONE];
        match self.directions.shape {
            Shape::OneByOne => &BOTH[..1],
            Shape::InPairs => &BOTH,
        }
    }

    /// The rules and the weights that prove them.
    pub fn rules(self, ground: &Ground<'_>) -> (Vec<NamedRule>, Vec<RuleWeights>) {
        let mut rules = Vec::new();
        for (number, bet) in self.tables.iter().enumerate() {
            for (place, sign) in self.signs().iter().enumerate() {
                let name = match (self.directions.shape, self.tables.len()) {
                    (Shape::OneByOne, _) => format!("rule-{}", number + 1),
                    (Shape::InPairs, 1) => ["plus", "minus"][place].to_string(),
                    (Shape::InPairs, _) => format!("{}-{}", ["plus", "minus"][place], number + 1),
                };
                let multiple = &self.scale * sign;
                let table = TransferTable::from_fn(ground.environment.space(), |agent, profile| {
                    &ground.base.at(profile)[agent.0] + &bet.at(profile)[agent.0] * &multiple
                });
                rules.push(NamedRule { name, table });
            }
        }
        (rules, self.weights)
    }
}

/// The smallest scale that makes all payments of the bets multiples of a neat unit, when it is not too dear; otherwise the simplest
/// fraction in reach.
fn neat_scale(smallest: &Rational, tables: &[TransferTable]) -> Rational {
    let numbers = || tables.iter().flat_map(|table| table.payments()).filter(|payment| !payment.is_zero());
    let denominator = common_denominator(numbers());
    let numerator = numbers().fold(Natural::ZERO, |known, number| {
        let own = Integer::from(denominator.clone()) / Integer::from(number.denominator().clone());
        let (_, size) = (number.numerator() * own).into_parts();
        greatest_common_divisor(&known, &size)
    });
    if numerator.is_zero() {
        return smallest.clone();
    }
    // With scale · numerator / denominator a multiple of a unit all payments are.
    let step = Rational::from_parts(Integer::from(denominator), numerator);
    let dearest = smallest * Rational::from(DEAREST[0]) / Rational::from(DEAREST[1]);
    let in_units = |parts: &u32| {
        let step = &step / Rational::from(*parts);
        let steps = (smallest / &step).ceil();
        Some(step * Rational::from(steps)).filter(|scale| *scale <= dearest)
    };
    NEAT_UNITS.iter().find_map(in_units).unwrap_or_else(|| simplest_from(smallest))
}

/// The fraction with the smallest denominator from this number to a quarter more.
fn simplest_from(smallest: &Rational) -> Rational {
    let dearest = smallest * Rational::from(DEAREST[0]) / Rational::from(DEAREST[1]);
    let mut parts = 1u64;
    loop {
        let parts_here = Rational::from(parts);
        let scale = Rational::from((smallest * &parts_here).ceil()) / &parts_here;
        if scale <= dearest {
            return scale;
        }
        // A quarter of the number is wide enough for ever finer parts.
        let Some(next) = parts.checked_add(1).filter(|next| *next < 1000) else { return smallest.clone() };
        parts = next;
    }
}
