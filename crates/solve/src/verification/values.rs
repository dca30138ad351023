//! The value of every report of a coalition under every rule, in integers.

use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::index::{JointTypeId, RuleId};
use ambimech_model::interim::Interim;
use ambimech_model::mechanism::Mechanism;
use ambimech_model::number::{Integer, Natural, Rational, common_denominator, least_common_multiple, scaled_to};
use ambimech_model::transfer::TransferTable;
use ambimech_model::verification::ReportValues;

/// All rules of a mechanism as integers over one common denominator.
#[derive(Debug)]
pub struct RuleTables {
    agents: usize,
    denominator: Natural,
    rules: Vec<Vec<Integer>>,
}

impl RuleTables {
    /// Writes out all rules; `None` when there is none, or one that cannot be evaluated in this environment.
    pub fn new(environment: &Environment, mechanism: &Mechanism) -> Option<RuleTables> {
        let count = mechanism.rule_count(environment).filter(|count| *count > 0)?;
        let tables: Option<Vec<TransferTable>> =
            (0..count).map(|rule| mechanism.table(environment, RuleId(rule))).collect();
        Some(RuleTables::from_tables(environment.agent_count(), &tables?))
    }

    /// The tables of `agents` agents over one common denominator.
    pub fn from_tables(agents: usize, tables: &[TransferTable]) -> RuleTables {
        let denominator = tables.iter().fold(Natural::ONE, |known, table| {
            least_common_multiple(&known, &common_denominator(table.payments()))
        });
        let scale = |table: &TransferTable| {
            table.payments().iter().map(|payment| scaled_to(payment, &denominator)).collect()
        };
        RuleTables { agents, rules: tables.iter().map(scale).collect(), denominator }
    }

    /// Number of rules.
    pub fn len(&self) -> usize {
        self.rules.len()
    }

    /// Whether there is no rule.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// The common denominator.
    pub fn denominator(&self) -> &Natural {
        &self.denominator
    }

    /// The payments of one rule, times the denominator: n for every profile, in profile order.
    pub fn payments(&self, rule: RuleId) -> &[Integer] {
        &self.rules[rule.0]
    }

    /// What a coalition receives under a rule at every profile, times the denominator.
    pub fn coalition_totals(&self, rule: RuleId, coalition: Coalition) -> Vec<Integer> {
        let members: Vec<usize> = coalition.members().map(|agent| agent.0).collect();
        self.rules[rule.0]
            .chunks_exact(self.agents)
            .map(|payments| members.iter().fold(Integer::ZERO, |total, member| total + &payments[*member]))
            .collect()
    }
}

/// One coalition's values, one true joint type at a time.
#[derive(Debug)]
pub struct CoalitionValues<'a> {
    interim: Interim<'a>,
    environment: &'a Environment,
    denominator: &'a Natural,
    /// Per rule, what the coalition receives at every profile, times the denominator.
    totals: Vec<Vec<Integer>>,
}

/// The values V_S\[report\](t, truth) of all reports under all rules for one true joint type, as integers times `unit`.
#[derive(Debug)]
pub struct ValueRows {
    /// The true joint type.
    pub truth: JointTypeId,
    /// What one integer step is worth; positive.
    pub unit: Rational,
    /// By report, by rule.
    pub rows: Vec<Vec<Integer>>,
}

impl ValueRows {
    /// The on-path values, by rule.
    pub fn on_path(&self) -> &[Integer] {
        &self.rows[self.truth.0]
    }

    /// The on-path worst case.
    pub fn on_path_worst(&self) -> &Integer {
        least(self.on_path()).1
    }

    /// The reports other than the truth.
    pub fn misreports(&self) -> impl Iterator<Item = (JointTypeId, &Vec<Integer>)> {
        self.rows
            .iter()
            .enumerate()
            .map(|(report, row)| (JointTypeId(report), row))
            .filter(|(r, _)| *r != self.truth)
    }

    /// An integer of the rows as the money it stands for.
    pub fn money(&self, value: &Integer) -> Rational {
        Rational::from(value.clone()) * &self.unit
    }
}

/// The first place with the smallest of some values, and that value. The slice must not be empty.
pub(super) fn least(values: &[Integer]) -> (usize, &Integer) {
    let mut best = (0, &values[0]);
    for (place, value) in values.iter().enumerate().skip(1) {
        if value < best.1 {
            best = (place, value);
        }
    }
    best
}

impl<'a> CoalitionValues<'a> {
    /// The view of one coalition on these rules.
    pub fn new(environment: &'a Environment, rules: &'a RuleTables, coalition: Coalition) -> CoalitionValues<'a> {
        let totals = (0..rules.len()).map(|rule| rules.coalition_totals(RuleId(rule), coalition)).collect();
        let interim = Interim::new(environment, coalition);
        CoalitionValues { interim, environment, denominator: &rules.denominator, totals }
    }

    /// The coalition's view of the environment.
    pub fn interim(&self) -> &Interim<'a> {
        &self.interim
    }

    /// What the coalition receives at every profile under every rule, in profile order, times a common denominator.
    pub(super) fn totals(&self) -> &[Vec<Integer>] {
        &self.totals
    }

    /// All values for one true joint type; `None` when it never occurs.
    pub fn rows(&self, truth: JointTypeId) -> Option<ValueRows> {
        let reports: Vec<JointTypeId> = self.interim.split().own().collect();
        self.rows_for(truth, &reports)
    }

    /// The on-path values alone: a single row.
    pub fn on_path_row(&self, truth: JointTypeId) -> Option<ValueRows> {
        let rows = self.rows_for(truth, &[truth])?;
        Some(ValueRows { truth: JointTypeId(0), ..rows })
    }

    fn rows_for(&self, truth: JointTypeId, reports: &[JointTypeId]) -> Option<ValueRows> {
        if !self.interim.occurs(truth) {
            return None;
        }
        let split = self.interim.split();
        let prior = self.environment.prior();
        let weights: Vec<(JointTypeId, Integer)> = split
            .rest()
            .map(|x| (x, Integer::from(prior.weight(split.profile(truth, x)))))
            .filter(|(_, weight)| !weight.is_zero())
            .collect();
        let total = weights.iter().fold(Integer::ZERO, |sum, (_, weight)| sum + weight);
        // V · (total · D) is the payoff part times total · D, plus Σ_x weight · (D t): integers after one more factor.
        let base = Integer::from(self.denominator.clone()) * &total;
        let payoffs: Vec<Rational> = reports
            .iter()
            .map(|report| self.interim.payoff(truth, *report) * Rational::from(base.clone()))
            .collect();
        let factor = common_denominator(&payoffs);
        let unit = Rational::ONE / Rational::from(base * Integer::from(factor.clone()));
        let wide_factor = Integer::from(factor.clone());
        let rows = reports
            .iter()
            .zip(&payoffs)
            .map(|(report, payoff)| {
                let payoff = scaled_to(payoff, &factor);
                let value = |totals: &Vec<Integer>| {
                    let transfer = weights.iter().fold(Integer::ZERO, |sum, (x, weight)| {
                        sum + &totals[split.profile(*report, *x).0] * weight
                    });
                    if wide_factor.is_one() { transfer + &payoff } else { transfer * &wide_factor + &payoff }
                };
                self.totals.iter().map(value).collect()
            })
            .collect();
        Some(ValueRows { truth, unit, rows })
    }
}

/// Every report's value under every rule, for each coalition that can form (every single agent among them) and each true
/// joint type that occurs, the truthful report included; in coalition, truth and report order. Nothing without rules.
pub fn report_values<'a>(
    environment: &'a Environment,
    rules: &'a RuleTables,
) -> impl Iterator<Item = ReportValues> + 'a {
    let coalitions = environment.pattern().coalitions(environment.agent_count());
    coalitions.filter(|_| !rules.is_empty()).flat_map(move |coalition| {
        let values = CoalitionValues::new(environment, rules, coalition);
        let truths: Vec<JointTypeId> = values.interim().split().own().collect();
        truths.into_iter().filter_map(move |truth| values.rows(truth)).flat_map(move |rows| {
            let on_path = rows.money(rows.on_path_worst());
            (0..rows.rows.len())
                .map(|report| ReportValues {
                    coalition,
                    truth: rows.truth,
                    report: JointTypeId(report),
                    values: rows.rows[report].iter().map(|value| rows.money(value)).collect(),
                    on_path: on_path.clone(),
                })
                .collect::<Vec<_>>()
        })
    })
}
