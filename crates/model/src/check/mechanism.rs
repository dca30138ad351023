//! Checks that a mechanism has the properties its certificate claims.
//!
//! The rules are looked at one after another, or parts of them at the same time, so that a mechanism in closed form never stands in memory as a whole. Per
//! coalition S and true types θ̄_S it keeps the on-path worst case, and per misreport either the smallest value under any rule
//! (pure reports) or the λ-weighted sum of its values (mixed reports). At the end each must not exceed the on-path worst
//! case. A joint type that never occurs is asked nothing.
//!
//! Each coalition is judged by its own attitude to ambiguity. What is said above is about coalitions that look at the worst case; for
//! α-maxmin attitudes see [`super::linear`]. With one rule there is no ambiguity and every attitude agrees.
//!
//! Against mixed reports rules that come in pairs have an argument of their own, [`super::pairs`], for all attitudes.
//!
//! Without a common prior single agents take expectations with their own beliefs; what is claimed about coalitions that have no
//! beliefs, or about expected revenue, is refused.
//!
//! Limits on payments are looked at payment by payment, at every profile.
//!
//! The grand coalition needs no weights when truth maximises its total payoff among the allocated outcomes and every rule
//! pays out the same total at all profiles: then no rule whatsoever rewards a lie, and no increasing attitude does. A truth of utility −∞
//! is refused there too, and where a family of pairs spares the comparison of utilities.

use super::coalition_view::{View, views, weights_by_rule};
use super::pairs::PairedRules;
use super::{better_outcome, require_agent};
use crate::certificate::{HoldingWeights, MechanismCertificate};
use crate::environment::Environment;
use crate::index::{OutcomeId, ProfileId, RuleId};
use crate::job::{self, Job};
use crate::mechanism::Mechanism;
use crate::number::Rational;
use crate::property::{Claim, Property};
use crate::refusal::Refusal;
use crate::transfer::TransferTable;
use crate::transfer::base::expected_surplus;
use std::ops::Range;
use std::sync::OnceLock;

/// Rules times profiles that are worth a thread of their own, and most threads: each holds what its rules gave every coalition.
const WORK_OF_A_PART: usize = 10_000;
const MOST_PARTS: usize = 8;

/// What the checker looked at when it accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Number of rules.
    pub rules: usize,
    /// Number of coalitions.
    pub coalitions: usize,
    /// Number of misreports (coalition, true types, report) that are held down.
    pub misreports: u64,
}

/// Accepts the certificate when the mechanism has every property it claims in this environment, and it claims every
/// property that the mechanism's goal asks for.
///
/// # Errors
/// The first claim that fails, with both sides exact.
pub fn check_mechanism(
    environment: &Environment,
    mechanism: &Mechanism,
    certificate: &MechanismCertificate,
) -> Result<Checked, Refusal> {
    let rules = mechanism.rule_count(environment).unwrap_or(0);
    let worth_it = rules.saturating_mul(environment.space().size()) / WORK_OF_A_PART;
    let parts = if worth_it < 2 { 1 } else { job::processors().min(worth_it).min(MOST_PARTS) };
    check_mechanism_in_parts(environment, mechanism, certificate, parts)
}

/// As [`check_mechanism`] with the rules in so many parts, each on a thread of its own. The answer is the same for every number.
///
/// # Errors
/// As [`check_mechanism`].
pub fn check_mechanism_in_parts(
    environment: &Environment,
    mechanism: &Mechanism,
    certificate: &MechanismCertificate,
    parts: usize,
) -> Result<Checked, Refusal> {
    let claims = &certificate.claims;
    let limits = &certificate.limits;
    if claims.is_empty() && limits.is_none() {
        return Err(Refusal::NoClaims);
    }
    limits.last_agent().map_or(Ok(()), |agent| require_agent(environment, agent))?;
    for claim in claims {
        if claim.property.is_about_reports() != claim.reports.is_some() {
            return Err(Refusal::ReportsMissing(*claim));
        }
        if claim.property == Property::Wcic && !environment.attitudes().are_worst_case() {
            return Err(Refusal::NotApplicable);
        }
    }
    if let Some(goal) = &mechanism.goal {
        for property in goal.properties() {
            if !claims.iter().any(|claim| claim.property == property) {
                return Err(Refusal::GoalNotClaimed(property));
            }
        }
    }
    let rules = mechanism.rule_count(environment).filter(|rules| *rules > 0).ok_or(Refusal::NoSuchRule(None))?;
    let has = |property| claims.iter().any(|claim: &Claim| claim.property == property);
    let largest = if has(Property::Fse) { Some(require_largest_surplus(environment)?) } else { None };
    let pass = Pass {
        environment,
        mechanism,
        certificate,
        rules,
        is_balanced: has(Property::Bb),
        largest,
        grand_by_argument: is_grand_content(environment),
    };
    let Seen { mut views, constant_totals } = match pass.side_by_side(parts) {
        Some(seen) => seen,
        None => pass.over(0..rules)?,
    };
    let grand_place = grand_place(environment, &views);
    // The argument for the grand coalition needs constant totals under all rules; otherwise it must have been weighed.
    if let Some(place) = grand_place
        && pass.grand_by_argument
        && !constant_totals
    {
        views[place] = pass.again(place)?;
    }
    let mut misreports = 0;
    for (place, view) in views.iter().enumerate() {
        let by_argument = Some(place) == grand_place && pass.grand_by_argument && constant_totals;
        misreports += view.conclude(by_argument)?;
    }
    Ok(Checked { rules, coalitions: views.len(), misreports })
}

/// What every rule is looked at for.
struct Pass<'a> {
    environment: &'a Environment,
    mechanism: &'a Mechanism,
    certificate: &'a MechanismCertificate,
    rules: usize,
    is_balanced: bool,
    /// What every rule's expected revenue must be, where that is claimed.
    largest: Option<Rational>,
    /// Whether truth maximises the grand coalition's total payoff among the allocated outcomes.
    grand_by_argument: bool,
}

/// What some of the rules gave every coalition.
struct Seen<'a> {
    views: Vec<View<'a>>,
    /// Whether each of them pays out the same total at all profiles.
    constant_totals: bool,
}

fn grand_place(environment: &Environment, views: &[View<'_>]) -> Option<usize> {
    views.iter().position(|view| view.interim.coalition() == environment.grand_coalition())
}

impl<'a> Pass<'a> {
    /// Looks at these rules, one after another.
    fn over(&self, some: Range<usize>) -> Result<Seen<'a>, Refusal> {
        let Pass { environment, mechanism, certificate, rules, .. } = *self;
        let mut constant_totals = true;
        let mut views = views(environment, certificate, rules)?;
        let grand_place = grand_place(environment, &views);
        let weights = weights_by_rule(environment, mechanism, certificate, rules, &mut views)?;
        let mut paired = matches!(certificate.weights, HoldingWeights::Pairs(_)).then(|| PairedRules::new(rules));
        for rule in some.map(RuleId) {
            let table = mechanism.table(environment, rule).ok_or(Refusal::NoSuchRule(Some(rule)))?;
            if let Some(paired) = &mut paired {
                paired.take(rule, &table)?;
            }
            if let Some(row) = certificate.limits.find_breach(environment, rule, &table) {
                return Err(Refusal::LimitBroken(Box::new(row)));
            }
            if self.is_balanced {
                require_balanced(environment, rule, &table)?;
            }
            if let Some(largest) = &self.largest {
                require_revenue(environment, rule, &table, largest)?;
            }
            constant_totals &=
                environment.space().profiles().all(|profile| table.total(profile) == table.total(ProfileId(0)));
            let scaled = table.scaled();
            let here = weights.get(&rule);
            for (place, view) in views.iter_mut().enumerate() {
                let skip_reports = Some(place) == grand_place && self.grand_by_argument && constant_totals;
                let totals = view.interim.totals(&scaled);
                view.take_rule(rule, &totals, here.and_then(|by_view| by_view.get(&place)), skip_reports)?;
            }
        }
        Ok(Seen { views, constant_totals })
    }

    /// Looks at parts of the rules at the same time, where what they give can be put together. `None` also when anything is refused: the
    /// rules are then looked at one after another, so that the first refusal is the same on every machine.
    fn side_by_side(&self, parts: usize) -> Option<Seen<'a>> {
        let is_paired = matches!(self.certificate.weights, HoldingWeights::Pairs(_));
        if parts.min(self.rules) < 2 || is_paired || !self.environment.attitudes().are_worst_case() {
            return None;
        }
        let parts = parts.min(self.rules);
        let ranges = (0..parts).map(|part| part * self.rules / parts..(part + 1) * self.rules / parts);
        let found: Vec<OnceLock<Option<Seen<'a>>>> = (0..parts).map(|_| OnceLock::new()).collect();
        let job = |(some, found)| -> Job<'_> {
            let found: &OnceLock<_> = found;
            Box::new(move || {
                let seen = self.over(some).ok();
                found.get_or_init(|| seen.filter(|seen| seen.views.iter().all(View::is_divisible)));
            })
        };
        job::run(ranges.zip(&found).map(job).collect());
        let mut parts = found.into_iter().map(|part| part.into_inner().flatten());
        let mut all = parts.next()??;
        for part in parts {
            let Seen { views, constant_totals } = part?;
            all.constant_totals &= constant_totals;
            if !all.views.iter_mut().zip(views).all(|(view, later)| view.join(later)) {
                return None;
            }
        }
        Some(all)
    }

    /// One more pass for the grand coalition's view alone, when the argument that spared its misreports turned out not to apply.
    fn again(&self, place: usize) -> Result<View<'a>, Refusal> {
        let Pass { environment, mechanism, certificate, rules, .. } = *self;
        let mut views = views(environment, certificate, rules)?;
        let weights = weights_by_rule(environment, mechanism, certificate, rules, &mut views)?;
        let mut view = views.swap_remove(place);
        for rule in (0..rules).map(RuleId) {
            let table = mechanism.table(environment, rule).ok_or(Refusal::NoSuchRule(Some(rule)))?;
            let totals = view.interim.totals(&table.scaled());
            view.take_rule(rule, &totals, weights.get(&rule).and_then(|by_view| by_view.get(&place)), false)?;
        }
        Ok(view)
    }
}

/// Whether, at every profile that occurs, no allocated outcome has a larger surplus than the profile's own.
fn is_grand_content(environment: &Environment) -> bool {
    let mut range: Vec<OutcomeId> =
        environment.space().profiles().map(|profile| environment.allocation(profile)).collect();
    range.sort_unstable();
    range.dedup();
    let grand = environment.grand_coalition();
    let Some(prior) = environment.common_prior() else { return false };
    environment.space().profiles().filter(|profile| prior.is_possible(*profile)).all(|profile| {
        let own = environment.surplus(profile);
        range.iter().all(|outcome| environment.total_payoff(grand, *outcome, profile) <= own)
    })
}

fn require_balanced(environment: &Environment, rule: RuleId, table: &TransferTable) -> Result<(), Refusal> {
    for profile in environment.space().profiles() {
        let total = table.total(profile);
        if !total.is_zero() {
            return Err(Refusal::Unbalanced { rule, profile, total });
        }
    }
    Ok(())
}

/// The largest expected surplus, which the allocation must attain.
pub(super) fn require_largest_surplus(environment: &Environment) -> Result<Rational, Refusal> {
    let prior = environment.common_prior().ok_or(Refusal::NeedsCommonPrior)?;
    let allocated = expected_surplus(environment).ok_or(Refusal::NeedsCommonPrior)?;
    let missed = environment.space().profiles().fold(Rational::ZERO, |missed, profile| {
        let probability = prior.probability(profile);
        if probability.is_zero() || better_outcome(environment, profile).is_none() {
            return missed;
        }
        let best = crate::environment::first_efficient_outcome(environment.outcomes(), profile);
        let grand = environment.grand_coalition();
        missed + (environment.total_payoff(grand, best, profile) - environment.surplus(profile)) * probability
    });
    if missed.is_zero() {
        Ok(allocated)
    } else {
        Err(Refusal::NotEfficient { largest: &allocated + missed, allocated })
    }
}

fn require_revenue(
    environment: &Environment,
    rule: RuleId,
    table: &TransferTable,
    surplus: &Rational,
) -> Result<(), Refusal> {
    let revenue = -expected_total(environment, table).ok_or(Refusal::NeedsCommonPrior)?;
    if revenue == *surplus {
        Ok(())
    } else {
        Err(Refusal::NotExtracted { rule, revenue, surplus: surplus.clone() })
    }
}

/// What the designer expects to pay out under a rule when all report truthfully; `None` without a common prior.
pub fn expected_total(environment: &Environment, table: &TransferTable) -> Option<Rational> {
    let prior = environment.common_prior()?;
    let weighted = environment.space().profiles().fold(Rational::ZERO, |total, profile| {
        let weight = prior.weight(profile);
        if weight.is_zero() { total } else { total + table.total(profile) * Rational::from(weight) }
    });
    Some(weighted / Rational::from(prior.total().clone()))
}
