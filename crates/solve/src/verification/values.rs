//! The value of every report of a coalition under every rule.

use super::measure::Measure;
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::index::{JointTypeId, ProfileId, RuleId};
use ambimech_model::interim::{CoalitionTotals, Interim};
use ambimech_model::mechanism::Mechanism;
use ambimech_model::number::{Integer, Natural, Rational, common_denominator, least_common_multiple, scaled_to};
use ambimech_model::transfer::ScaledTable;
use ambimech_model::verification::{ReportValues, SmoothReportValues};
use std::cmp::Ordering;

/// All rules of a mechanism written out, each as integers over a denominator of its own.
#[derive(Debug)]
pub struct RuleTables {
    rules: Vec<ScaledTable>,
}

impl RuleTables {
    /// Writes out all rules; `None` when there is none, or one that cannot be evaluated in this environment.
    pub fn new(environment: &Environment, mechanism: &Mechanism) -> Option<RuleTables> {
        let count = mechanism.rule_count(environment).filter(|count| *count > 0)?;
        let rules: Option<Vec<ScaledTable>> =
            (0..count).map(|rule| Some(mechanism.table(environment, RuleId(rule))?.scaled())).collect();
        Some(RuleTables { rules: rules? })
    }

    /// Number of rules, at least one.
    pub fn count(&self) -> usize {
        self.rules.len()
    }

    /// What a coalition receives under a rule at every profile, in profile order.
    pub fn coalition_totals(&self, rule: RuleId, coalition: Coalition) -> Vec<Rational> {
        let table = &self.rules[rule.0];
        let totals = table.coalition_totals(coalition).into_iter();
        totals
            .enumerate()
            .map(|(profile, total)| Rational::from_parts(total, table.denominator_of(ProfileId(profile)).clone()))
            .collect()
    }
}

/// One coalition's values, one true joint type at a time.
#[derive(Debug)]
pub struct CoalitionValues<'a> {
    interim: Interim<'a>,
    /// What the coalition receives, rule by rule.
    totals: Vec<CoalitionTotals>,
}

/// The values V_S\[report\](t, truth) of reports under all rules for one true joint type, as integers over one denominator for
/// each rule: millions of them are compared, few are shown.
#[derive(Debug)]
pub struct ValueRows {
    /// The true joint type.
    pub truth: JointTypeId,
    /// By report, by rule.
    rows: Vec<Vec<Integer>>,
    /// By rule; positive.
    denominators: Vec<Integer>,
}

/// One value: an integer over the denominator of its rule.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry<'v> {
    pub(super) rule: usize,
    pub(super) numerator: &'v Integer,
    denominator: &'v Integer,
}

impl Entry<'_> {
    /// The value itself.
    pub(super) fn value(self) -> Rational {
        Rational::from(self.numerator.clone()) / Rational::from(self.denominator.clone())
    }

    /// How two values compare.
    pub(super) fn compare(self, other: Entry<'_>) -> Ordering {
        if self.denominator == other.denominator {
            return self.numerator.cmp(other.numerator);
        }
        (self.numerator * other.denominator).cmp(&(other.numerator * self.denominator))
    }
}

impl ValueRows {
    /// Number of reports.
    pub fn reports(&self) -> usize {
        self.rows.len()
    }

    /// The values of a report, by rule.
    pub(super) fn row(&self, report: usize) -> impl Iterator<Item = Entry<'_>> {
        let entry = |(rule, (numerator, denominator))| Entry { rule, numerator, denominator };
        self.rows[report].iter().zip(&self.denominators).enumerate().map(entry)
    }

    /// The worst value of a report, under the first rule where it is so low; `None` without a rule.
    pub(super) fn worst(&self, report: usize) -> Option<Entry<'_>> {
        self.row(report).reduce(|low, next| if next.compare(low).is_lt() { next } else { low })
    }

    /// The reports other than the truth.
    pub(super) fn misreports(&self) -> impl Iterator<Item = usize> {
        let truth = self.truth.0;
        (0..self.rows.len()).filter(move |report| *report != truth)
    }

    /// The highest value of a misreport under a rule; `None` when there is no misreport.
    pub(super) fn highest(&self, rule: usize) -> Option<Entry<'_>> {
        let numerator = self.misreports().map(|report| &self.rows[report][rule]).max()?;
        Some(Entry { rule, numerator, denominator: &self.denominators[rule] })
    }

    /// The values of a report, by rule.
    pub fn values(&self, report: usize) -> Vec<Rational> {
        self.row(report).map(Entry::value).collect()
    }

    /// The rows of some reports as integers over one common denominator, which is the second part.
    pub(super) fn integers(&self, reports: &[usize]) -> (Vec<Vec<Integer>>, Rational) {
        let chosen: Vec<Vec<Rational>> = reports.iter().map(|report| self.values(*report)).collect();
        let denominator = common_denominator(chosen.iter().flatten());
        let scaled = |row: &Vec<Rational>| row.iter().map(|value| scaled_to(value, &denominator)).collect();
        (chosen.iter().map(scaled).collect(), Rational::from(denominator))
    }
}

impl<'a> CoalitionValues<'a> {
    /// The view of one coalition on these rules; `None` when it has no beliefs.
    pub fn new(
        environment: &'a Environment,
        rules: &RuleTables,
        coalition: Coalition,
    ) -> Option<CoalitionValues<'a>> {
        let interim = Interim::new(environment, coalition)?;
        let totals = rules.rules.iter().map(|table| interim.totals(table)).collect();
        Some(CoalitionValues { interim, totals })
    }

    /// The coalition's view of the environment.
    pub fn interim(&self) -> &Interim<'a> {
        &self.interim
    }

    /// All values for one true joint type; `None` when it never occurs.
    pub fn rows(&self, truth: JointTypeId) -> Option<ValueRows> {
        self.rows_of(truth, self.interim.split().own().collect())
    }

    /// The on-path values, by rule, as the only row; `None` when the type never occurs.
    pub fn on_path(&self, truth: JointTypeId) -> Option<Vec<Rational>> {
        Some(self.rows_of(truth, vec![truth])?.values(0))
    }

    /// The values of these reports.
    fn rows_of(&self, truth: JointTypeId, reports: Vec<JointTypeId>) -> Option<ValueRows> {
        if !self.interim.occurs(truth) {
            return None;
        }
        let payoffs: Vec<Rational> = reports.iter().map(|report| self.interim.payoff(truth, *report)).collect();
        let of_payoffs = common_denominator(&payoffs);
        let weight = self.interim.total_weight(truth);
        // Over `denominator`, a rule's scaled transfers are to be multiplied with `transfers`, scaled payoffs with `payoffs`.
        let scales: Vec<Scale> =
            self.totals.iter().map(|totals| Scale::new(&of_payoffs, totals, weight)).collect();
        let row = |(report, payoff): (&JointTypeId, &Rational)| {
            let payoff = scaled_to(payoff, &of_payoffs);
            let entry = |(totals, scale): (&CoalitionTotals, &Scale)| {
                let transfer = self.interim.scaled_transfer(totals, truth, *report);
                let beside = match totals.denominator_of(*report) {
                    of_report if *of_report == scale.of_totals => transfer,
                    of_report => transfer * Integer::from(&scale.of_totals / of_report),
                };
                &payoff * &scale.payoffs + beside * &scale.transfers
            };
            self.totals.iter().zip(&scales).map(entry).collect()
        };
        let rows = reports.iter().zip(&payoffs).map(row).collect();
        Some(ValueRows { truth, rows, denominators: scales.into_iter().map(|scale| scale.denominator).collect() })
    }
}

/// A common denominator of payoffs and of one rule's transfers, and what is left of it beside each.
struct Scale {
    denominator: Integer,
    payoffs: Integer,
    transfers: Integer,
    /// The rule's totals over the common denominator of all reports.
    of_totals: Natural,
}

impl Scale {
    fn new(of_payoffs: &Natural, totals: &CoalitionTotals, weight: &Natural) -> Scale {
        let of_totals = totals.denominator();
        let of_transfers = &of_totals * weight;
        let denominator = least_common_multiple(of_payoffs, &of_transfers);
        Scale {
            payoffs: Integer::from(&denominator / of_payoffs),
            transfers: Integer::from(&denominator / of_transfers),
            denominator: Integer::from(denominator),
            of_totals,
        }
    }
}

/// Every report's value under every rule, for each coalition that can form (every single agent among them) and each true
/// joint type that occurs, the truthful report included; in coalition, truth and report order. Coalitions without beliefs
/// have no values, and those whose attitude makes no exact number of them are left out.
pub fn report_values<'a>(
    environment: &'a Environment,
    rules: &'a RuleTables,
) -> impl Iterator<Item = ReportValues> + 'a {
    let coalitions = environment.pattern().coalitions(environment.agent_count());
    let views = coalitions.filter_map(move |coalition| CoalitionValues::new(environment, rules, coalition));
    views.flat_map(move |values| {
        let coalition = values.interim().coalition();
        let measure = Measure::new(environment, coalition, rules.count());
        let truths: Vec<JointTypeId> = values.interim().split().own().collect();
        truths.into_iter().filter_map(move |truth| values.rows(truth)).flat_map(move |rows| {
            let truth = rows.truth;
            let measure = measure.clone();
            let on_path = measure.worth(&rows.values(truth.0));
            (0..rows.reports()).filter_map(move |report| {
                let values = rows.values(report);
                Some(ReportValues {
                    coalition,
                    truth,
                    report: JointTypeId(report),
                    worth: measure.worth(&values)?,
                    values,
                    on_path: on_path.clone()?,
                })
            })
        })
    })
}

/// As [`report_values`], for the coalitions with a smooth attitude alone.
pub fn smooth_report_values<'a>(
    environment: &'a Environment,
    rules: &'a RuleTables,
) -> impl Iterator<Item = SmoothReportValues> + 'a {
    let coalitions = environment.pattern().coalitions(environment.agent_count());
    let smooth = coalitions.into_iter().filter_map(move |coalition| {
        match Measure::new(environment, coalition, rules.count()) {
            Measure::Smooth(attitude) => Some((attitude, CoalitionValues::new(environment, rules, coalition)?)),
            Measure::WorstCase | Measure::Linear(_) => None,
        }
    });
    smooth.flat_map(|(attitude, values)| {
        let coalition = values.interim().coalition();
        let truths: Vec<JointTypeId> = values.interim().split().own().collect();
        truths.into_iter().filter_map(move |truth| values.rows(truth)).flat_map(move |rows| {
            let attitude = attitude.clone();
            let truth = rows.truth;
            let on_path = attitude.worth(&rows.values(truth.0));
            (0..rows.reports()).map(move |report| {
                let values = rows.values(report);
                let worth = attitude.worth(&values);
                SmoothReportValues {
                    coalition,
                    truth,
                    report: JointTypeId(report),
                    worth,
                    values,
                    on_path: on_path.clone(),
                }
            })
        })
    })
}
