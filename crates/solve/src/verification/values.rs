//! The value of every report of a coalition under every rule.

use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::index::{JointTypeId, RuleId};
use ambimech_model::interim::{CoalitionTotals, Interim};
use ambimech_model::mechanism::Mechanism;
use ambimech_model::number::{Integer, Rational, common_denominator, scaled_to};
use ambimech_model::transfer::ScaledTable;
use ambimech_model::verification::ReportValues;

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
        totals.map(|total| Rational::from_parts(total, table.denominator().clone())).collect()
    }
}

/// One coalition's values, one true joint type at a time.
#[derive(Debug)]
pub struct CoalitionValues<'a> {
    interim: Interim<'a>,
    /// What the coalition receives, rule by rule.
    totals: Vec<CoalitionTotals>,
}

/// The values V_S\[report\](t, truth) of all reports under all rules for one true joint type.
#[derive(Debug)]
pub struct ValueRows {
    /// The true joint type.
    pub truth: JointTypeId,
    /// By report, by rule.
    pub rows: Vec<Vec<Rational>>,
}

impl ValueRows {
    /// The on-path values, by rule.
    pub fn on_path(&self) -> &[Rational] {
        &self.rows[self.truth.0]
    }

    /// The on-path worst case.
    pub fn on_path_worst(&self) -> &Rational {
        least(self.on_path()).1
    }

    /// The reports other than the truth.
    pub fn misreports(&self) -> impl Iterator<Item = (JointTypeId, &Vec<Rational>)> {
        self.rows
            .iter()
            .enumerate()
            .map(|(report, row)| (JointTypeId(report), row))
            .filter(|(r, _)| *r != self.truth)
    }

    /// The rows of some reports as integers over one common denominator, which is the second part.
    pub fn integers(&self, reports: &[usize]) -> (Vec<Vec<Integer>>, Rational) {
        let chosen = || reports.iter().map(|report| &self.rows[*report]);
        let denominator = common_denominator(chosen().flatten());
        let rows = chosen().map(|row| row.iter().map(|value| scaled_to(value, &denominator)).collect()).collect();
        (rows, Rational::from(denominator))
    }
}

/// The first place with the smallest of some values, and that value. The slice must not be empty.
pub(super) fn least(values: &[Rational]) -> (usize, &Rational) {
    let mut best = (0, &values[0]);
    for (place, value) in values.iter().enumerate().skip(1) {
        if value < best.1 {
            best = (place, value);
        }
    }
    best
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
        let occurs = self.interim.occurs(truth);
        let rows = || self.interim.split().own().map(|report| self.row(truth, report)).collect();
        occurs.then(|| ValueRows { truth, rows: rows() })
    }

    /// The on-path values, by rule; `None` when the type never occurs.
    pub fn on_path(&self, truth: JointTypeId) -> Option<Vec<Rational>> {
        self.interim.occurs(truth).then(|| self.row(truth, truth))
    }

    fn row(&self, truth: JointTypeId, report: JointTypeId) -> Vec<Rational> {
        let payoff = self.interim.payoff(truth, report);
        self.totals.iter().map(|totals| &payoff + self.interim.transfer(totals, truth, report)).collect()
    }
}

/// Every report's value under every rule, for each coalition that can form (every single agent among them) and each true
/// joint type that occurs, the truthful report included; in coalition, truth and report order. Coalitions without beliefs
/// have no values.
pub fn report_values<'a>(
    environment: &'a Environment,
    rules: &'a RuleTables,
) -> impl Iterator<Item = ReportValues> + 'a {
    let coalitions = environment.pattern().coalitions(environment.agent_count());
    let views = coalitions.filter_map(move |coalition| CoalitionValues::new(environment, rules, coalition));
    views.flat_map(move |values| {
        let coalition = values.interim().coalition();
        let truths: Vec<JointTypeId> = values.interim().split().own().collect();
        truths.into_iter().filter_map(move |truth| values.rows(truth)).flat_map(move |rows| {
            let on_path = rows.on_path_worst().clone();
            let truth = rows.truth;
            rows.rows.into_iter().enumerate().map(move |(report, values)| ReportValues {
                coalition,
                truth,
                report: JointTypeId(report),
                values,
                on_path: on_path.clone(),
            })
        })
    })
}
