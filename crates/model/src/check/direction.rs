//! Checks that a goal is attainable at a value B₀ of a parameter and at all values on one side of it.
//!
//! # Argument
//! Payoffs are u + λ w at B₀ ± λ: u at B₀, and w the payoffs of the *environment of slopes*. The rules there are t_k + λ d_k. Interim
//! values are linear in payoffs and payments, so that V\[r\](k) = V⁰\[r\](k) + λ V¹\[r\](k), V⁰ being the value with u and t, V¹ the one with
//! w and d. If (u, t) *and* (w, d) satisfy a row that is linear and homogeneous, then so does every (u + λ w, t + λ d), λ ≥ 0: add the two.
//! * Participation, V\[s\](k) ≥ 0 under every rule; ambiguity insurance, V\[s\](k) = V\[s\](l); balanced budgets; expected revenue equal to
//!   the expected surplus, and efficient outcomes, of the allocation rule which does not move: all of this kind, rule by rule. They are
//!   what [`check_mechanism`] accepts of the rules t in the environment at B₀, and of the rules d in the environment of slopes.
//! * Incentives compare with the on-path worst case, and min_k V\[s\](k) ≥ m⁰ + λ m¹, m being the worst cases at the start and of the
//!   change. A report r of θ̄_S is harmless for all λ when *one* rule k has V⁰\[r\](k) ≤ m⁰ and V¹\[r\](k) ≤ m¹. Against mixed reports one
//!   rule must do so for all reports together, the truth included: its average over the reports is then at most the worst case.
//!
//! # Attitudes to ambiguity
//! With one rule all agree. With several, everybody must look at the worst case.

use super::mechanism::{Checked, check_mechanism};
use crate::certificate::{HoldingWeights, MechanismCertificate};
use crate::coalition::Coalition;
use crate::direction::Direction;
use crate::environment::Environment;
use crate::index::JointTypeId;
use crate::interim::{CoalitionTotals, Interim};
use crate::mechanism::{Mechanism, NamedRule, Rules};
use crate::number::Rational;
use crate::parametric::ParametricEnvironment;
use crate::payment_limits::PaymentLimits;
use crate::property::{Claim, Property, Reports};
use crate::refusal::Refusal;
use crate::transfer::TransferTable;

/// Why a direction proves nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DirectionRefusal {
    /// There is no environment at that value, or none of its slopes.
    NoEnvironment,
    /// As many rules at the start as changes are needed.
    RulesDiffer {
        /// Rules at the start.
        start: usize,
        /// Changes.
        change: usize,
    },
    /// Something fails at the start.
    Start(Refusal),
    /// Something fails of the change: sooner or later it fails of the mechanism, or nobody shows that it does not.
    Change(Refusal),
    /// No rule holds this report down at the start and for ever; without a report: no rule all reports together.
    NotHeld {
        /// The claim that fails.
        claim: Claim,
        /// The coalition.
        coalition: Coalition,
        /// Its true types.
        truth: JointTypeId,
        /// The report.
        report: Option<JointTypeId>,
    },
}

/// Accepts the direction when at every value of the parameter on its side of its start the rules that it describes reach its goal.
///
/// # Errors
/// The first thing that fails.
pub fn check_direction(
    environment: &ParametricEnvironment,
    direction: &Direction,
) -> Result<Checked, DirectionRefusal> {
    let start = environment.at(&direction.from).map_err(|_| DirectionRefusal::NoEnvironment)?;
    let slopes = environment.slopes_towards(direction.towards).map_err(|_| DirectionRefusal::NoEnvironment)?;
    let rules = direction.start.len();
    if rules != direction.change.len() {
        return Err(DirectionRefusal::RulesDiffer { start: rules, change: direction.change.len() });
    }
    let properties = direction.goal.properties();
    if properties.is_empty() {
        return Err(DirectionRefusal::Start(Refusal::NoClaims));
    }
    // WCIC is about side contracts, whose payments do not move along.
    if properties.contains(&Property::Wcic) {
        return Err(DirectionRefusal::Start(Refusal::NotApplicable));
    }
    if rules > 1 && !start.attitudes().are_worst_case() {
        return Err(DirectionRefusal::Start(Refusal::AttitudeNotCovered(start.grand_coalition())));
    }
    let change: Vec<NamedRule> = direction
        .start
        .iter()
        .zip(&direction.change)
        .map(|(rule, change)| NamedRule { name: rule.name.clone(), table: change.clone() })
        .collect();
    check_rows(&start, &direction.start, &properties).map_err(DirectionRefusal::Start)?;
    check_rows(&slopes, &change, &properties).map_err(DirectionRefusal::Change)?;
    let mut checked = Checked { rules, coalitions: 0, misreports: 0 };
    for (coalition, property) in constrained(&start, &properties) {
        let claim = Claim { property, reports: Some(direction.reports) };
        let no_beliefs = || DirectionRefusal::Start(Refusal::NeedsCommonPrior);
        let moving = [
            Values::new(&start, coalition, direction.start.iter().map(|rule| &rule.table))
                .ok_or_else(no_beliefs)?,
            Values::new(&slopes, coalition, direction.change.iter()).ok_or_else(no_beliefs)?,
        ];
        checked.coalitions += 1;
        checked.misreports += check_incentives(&moving, claim, rules)?;
    }
    Ok(checked)
}

/// Everything that is asked of every rule by itself, of the number of rules, and of their tables' shape.
fn check_rows(environment: &Environment, rules: &[NamedRule], properties: &[Property]) -> Result<(), Refusal> {
    if rules.is_empty() {
        return Err(Refusal::NoSuchRule(None));
    }
    let alien = |rule: &NamedRule| !rule.table.fits(environment.space());
    if let Some(rule) = rules.iter().position(alien) {
        return Err(Refusal::NoSuchRule(Some(crate::index::RuleId(rule))));
    }
    let claims: Vec<Claim> = properties
        .iter()
        .filter(|property| !property.is_about_reports())
        .map(|property| Claim { property: *property, reports: None })
        .collect();
    if claims.is_empty() {
        return Ok(());
    }
    let mechanism =
        Mechanism { name: String::new(), source: String::new(), goal: None, rules: Rules::Tables(rules.to_vec()) };
    let limits = PaymentLimits::none();
    let certificate = MechanismCertificate { claims, limits, weights: HoldingWeights::Listed(Vec::new()) };
    check_mechanism(environment, &mechanism, &certificate).map(|_| ())
}

/// The coalitions that must not gain, each with the property that says so.
fn constrained(environment: &Environment, properties: &[Property]) -> Vec<(Coalition, Property)> {
    let agents = environment.space().agents().map(Coalition::single);
    let mut found: Vec<(Coalition, Property)> =
        agents.filter(|_| properties.contains(&Property::Ic)).map(|agent| (agent, Property::Ic)).collect();
    if properties.contains(&Property::Cic) {
        let all = environment.pattern().coalitions(environment.agent_count());
        found.extend(all.map(|coalition| (coalition, Property::Cic)));
    }
    found
}

/// What every report is worth to a coalition under every rule.
struct Values<'a> {
    view: Interim<'a>,
    totals: Vec<CoalitionTotals>,
}

impl<'a> Values<'a> {
    fn new<'t>(
        environment: &'a Environment,
        coalition: Coalition,
        tables: impl Iterator<Item = &'t TransferTable>,
    ) -> Option<Values<'a>> {
        let view = Interim::new(environment, coalition)?;
        let totals = tables.map(|table| view.totals(&table.scaled())).collect();
        Some(Values { view, totals })
    }

    /// V\[report\](t, truth) under every rule.
    fn under_all(&self, truth: JointTypeId, report: JointTypeId) -> Vec<Rational> {
        let payoff = self.view.payoff(truth, report);
        self.totals.iter().map(|totals| &payoff + self.view.transfer(totals, truth, report)).collect()
    }
}

/// Compares all reports of all types of a coalition; returns the number of misreports.
fn check_incentives(moving: &[Values<'_>; 2], claim: Claim, rules: usize) -> Result<u64, DirectionRefusal> {
    let view = &moving[0].view;
    let coalition = view.coalition();
    let mut misreports = 0;
    for truth in view.split().own().filter(|truth| view.occurs(*truth)) {
        let worst: Vec<Option<Rational>> =
            moving.iter().map(|values| values.under_all(truth, truth).into_iter().min()).collect();
        let mut holds_all = vec![true; rules];
        for report in view.split().own() {
            let values = moving.each_ref().map(|values| values.under_all(truth, report));
            let holds = |rule: usize| {
                values.iter().zip(&worst).all(|(values, worst)| Some(&values[rule]) <= worst.as_ref())
            };
            if claim.reports == Some(Reports::Mixed) {
                holds_all.iter_mut().enumerate().for_each(|(rule, all)| *all &= holds(rule));
            } else if report != truth && !(0..rules).any(holds) {
                return Err(DirectionRefusal::NotHeld { claim, coalition, truth, report: Some(report) });
            }
            misreports += u64::from(report != truth);
        }
        if claim.reports == Some(Reports::Mixed) && view.split().own_count() > 1 && !holds_all.contains(&true) {
            return Err(DirectionRefusal::NotHeld { claim, coalition, truth, report: None });
        }
    }
    Ok(misreports)
}
