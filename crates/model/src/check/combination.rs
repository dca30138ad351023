//! Checks a combination of rows: rebuilds every row from the environment, adds up, and looks at what remains.
//!
//! Each row is V − V, V, V − U, U − V, U, E\[Σ t\] + W or c ± t_i(θ), where V is a payoff part (a number) plus the transfer part
//! Σ_x p(x|θ̄_S) Σ_{i∈S} t_i(θ̂_S, x). The sum of all rows times their multipliers must have
//! * coefficient 0 for every U_S(θ_S),
//! * for every rule and profile the same coefficient for all agents' payments when the budget balances (they then add up to
//!   0), and coefficient 0 otherwise,
//! * a negative number as its constant: the sum says that this number is at least 0.
//!
//! # Attitudes to ambiguity
//! U_S(θ_S) is what the on-path values are worth to S, whatever its attitude W. A rule in the rows may be a mixture π of the
//! announced ones. The rows that compare U_S with values under rules of an ambiguous mechanism follow from these facts:
//! * *Held.* min V ≤ W(V). So what is worth at most U_S to S has a rule, or against mixtures a mixture of rules, under which every
//!   report is worth at most U_S: the row holds under every attitude. If S looks at the worst case over Π^ε, its W is the minimum
//!   of π·V over Π^ε, and the mixture can be taken from Π^ε (minimax). The smallest such ε, or else 1, is the *reach* of S.
//! * *OnPath.* If S is insured, its on-path values are all U_S: every attitude. Otherwise V(π) ≥ U_S holds for π ∈ Π^ε if S looks at the worst
//!   case over Π^ε; these sets grow with ε, so the row about the rule that holds S' down is implied when ε is at least the reach of S'. "Any"
//!   rule can be the average of all, which is in every Π^ε; there it suffices that W(V) ≤ mean V.
//! * *Participation* is U_S ≥ 0, and *Revenue* and *Limit* are about no attitude: every rule keeps them, so every mixture does.

use super::impossibility::{is_constrained, is_insured, require, require_covered};
use super::mechanism::require_largest_surplus;
use super::{require_agent, require_joint_type, require_profile};
use crate::coalition::Coalition;
use crate::combination::{Combination, Constraint, RequiredRule, Term};
use crate::environment::Environment;
use crate::index::{AgentId, JointTypeId, ProfileId};
use crate::interim::Interim;
use crate::number::{Integer, Natural, Rational, common_denominator, scaled_to, sum_over_one_denominator};
use crate::property::{Goal, MechanismKind, Property, Reports};
use crate::refusal::Refusal;
use std::collections::BTreeSet;
use std::collections::btree_map::{BTreeMap, Entry};

/// Accepts the combination when it proves that no mechanism of its kind reaches the goal.
pub(super) fn check_combination(
    environment: &Environment,
    goal: &Goal,
    combination: &Combination,
) -> Result<(), Refusal> {
    let constant = combined_constant(environment, goal, combination)?;
    if constant < Rational::ZERO { Ok(()) } else { Err(Refusal::NoContradiction(constant)) }
}

/// The number that remains when the rows are multiplied and added: every mechanism with the goal's properties makes it at least 0.
///
/// # Errors
/// When a row is not implied by the goal, or payments or worst cases do not cancel.
pub fn combined_constant(
    environment: &Environment,
    goal: &Goal,
    combination: &Combination,
) -> Result<Rational, Refusal> {
    let mut seen = BTreeSet::new();
    let mut sum = Sum::default();
    for term in &combination.terms {
        if !seen.insert(term.constraint) || !is_implied(environment, goal, combination, term)? {
            return Err(Refusal::RowNotImplied(term.constraint));
        }
        sum.add(environment, combination, term)?;
    }
    sum.require_cancelled(environment, goal.asks_for(Property::Bb))?;
    Ok(sum.constant())
}

/// Whether every mechanism with the goal's properties satisfies this row times this multiplier.
fn is_implied(
    environment: &Environment,
    goal: &Goal,
    combination: &Combination,
    term: &Term,
) -> Result<bool, Refusal> {
    let is_ambiguous = combination.mechanism == MechanismKind::Ambiguous;
    let listed = |coalition| environment.pattern().contains(coalition);
    let (applies, is_equation) = match term.constraint {
        Constraint::Incentive { coalition, truth, report } => {
            require_misreport(environment, coalition, truth, report)?;
            (!is_ambiguous && is_constrained(environment, goal, coalition), false)
        }
        Constraint::Held { coalition, truth, report } => {
            // The rule against all mixtures holds down those with the truth in them too.
            let is_part_of_mixtures = combination.reports == Reports::Mixed && truth == report;
            if is_part_of_mixtures {
                require_joint_type(environment, coalition, truth)?;
            } else {
                require_misreport(environment, coalition, truth, report)?;
            }
            (is_ambiguous && is_constrained(environment, goal, coalition), false)
        }
        Constraint::Participation { coalition, types } => {
            require_joint_type(environment, coalition, types)?;
            let is_agent = goal.asks_for(Property::Ir) && coalition.len() == 1;
            (is_agent || (goal.asks_for(Property::Cr) && listed(coalition)), false)
        }
        Constraint::OnPath { rule, coalition, types } => {
            require_joint_type(environment, coalition, types)?;
            let is_insured = is_insured(environment, goal, coalition);
            let applies = is_ambiguous && is_required(environment, goal, combination.reports, rule)?;
            if applies && !is_insured {
                require_covered(is_worth_more(environment, rule, coalition), coalition)?;
            }
            (applies, is_insured)
        }
        Constraint::Revenue { rule } => {
            let exists = is_ambiguous || rule == RequiredRule::Any;
            let asks = goal.asks_for(Property::Fse);
            (asks && exists && is_required(environment, goal, combination.reports, rule)?, true)
        }
        Constraint::Limit { limit, rule, agent, profile } => {
            require_agent(environment, agent)?;
            require_profile(environment, profile)?;
            let exists = is_ambiguous || rule == RequiredRule::Any;
            let is_limited = combination.limits.of(agent).any(|own| own == limit);
            (is_limited && exists && is_required(environment, goal, combination.reports, rule)?, false)
        }
    };
    Ok(applies && (is_equation || term.multiplier > Rational::ZERO))
}

/// Whether a coalition that is not insured expects at least U under this rule, by its attitude.
fn is_worth_more(environment: &Environment, rule: RequiredRule, coalition: Coalition) -> bool {
    let attitude = environment.attitude(coalition);
    match rule {
        RequiredRule::Any => attitude.is_averse(),
        RequiredRule::Holding { coalition: held, .. } => {
            let reach = environment.attitude(held).contamination();
            attitude.contamination().is_some_and(|epsilon| match reach {
                Some(reach) => epsilon >= reach,
                None => epsilon.is_one(),
            })
        }
    }
}

fn require_misreport(
    environment: &Environment,
    coalition: Coalition,
    truth: JointTypeId,
    report: JointTypeId,
) -> Result<(), Refusal> {
    require_joint_type(environment, coalition, truth)?;
    require_joint_type(environment, coalition, report)?;
    require(truth != report)
}

/// Whether every mechanism with the goal's properties has such a rule.
fn is_required(
    environment: &Environment,
    goal: &Goal,
    reports: Reports,
    rule: RequiredRule,
) -> Result<bool, Refusal> {
    let RequiredRule::Holding { coalition, truth, report } = rule else { return Ok(true) };
    require_joint_type(environment, coalition, truth)?;
    if let Some(report) = report {
        require_misreport(environment, coalition, truth, report)?;
    }
    let fits = report.is_some() == (reports == Reports::Pure);
    Ok(fits && is_constrained(environment, goal, coalition))
}

/// A transfer part or an expected revenue times a multiplier, before everything is brought to one denominator.
struct Part {
    rule: RequiredRule,
    paid: Paid,
    /// The multiplier over the weights' total.
    factor: Rational,
}

/// Whose payments a part is about, and at which profiles.
#[derive(Clone, Copy)]
enum Paid {
    /// Those of the coalition's members after this report, expected by this truth.
    Members(Coalition, JointTypeId, JointTypeId),
    /// Everybody's, expected before types are known.
    Everyone,
    /// The agent's at one profile.
    One(AgentId, ProfileId),
}

/// The rows so far, term by term: nothing is added before all denominators are known, so that sums are sums of integers.
#[derive(Default)]
struct Sum<'a> {
    views: BTreeMap<Coalition, Interim<'a>>,
    parts: Vec<Part>,
    worst_cases: BTreeMap<(Coalition, JointTypeId), Vec<Rational>>,
    constants: Vec<Rational>,
}

impl<'a> Sum<'a> {
    fn add(
        &mut self,
        environment: &'a Environment,
        combination: &Combination,
        term: &Term,
    ) -> Result<(), Refusal> {
        let (multiplier, minus) = (&term.multiplier, -&term.multiplier);
        let rule = term.constraint.rule(combination.reports).unwrap_or(RequiredRule::Any);
        match term.constraint {
            Constraint::Incentive { coalition, truth, report } => {
                self.add_value(environment, rule, (coalition, truth, truth), multiplier)?;
                self.add_value(environment, rule, (coalition, truth, report), &minus)
            }
            Constraint::Participation { coalition, types } => match combination.mechanism {
                MechanismKind::Simple => self.add_value(environment, rule, (coalition, types, types), multiplier),
                MechanismKind::Ambiguous => {
                    self.add_worst_case(coalition, types, multiplier);
                    self.require_occurs(environment, coalition, types)
                }
            },
            Constraint::OnPath { coalition, types, .. } => {
                self.add_worst_case(coalition, types, &minus);
                self.add_value(environment, rule, (coalition, types, types), multiplier)
            }
            Constraint::Held { coalition, truth, report } => {
                self.add_worst_case(coalition, truth, multiplier);
                self.add_value(environment, rule, (coalition, truth, report), &minus)
            }
            Constraint::Revenue { .. } => {
                let surplus = require_largest_surplus(environment)?;
                self.constants.push(surplus * multiplier);
                let prior = environment.common_prior().ok_or(Refusal::NeedsCommonPrior)?;
                let total = Rational::from(prior.total().clone());
                self.parts.push(Part { rule, paid: Paid::Everyone, factor: multiplier / total });
                Ok(())
            }
            Constraint::Limit { limit, agent, profile, .. } => {
                let constant = combination.limits.constant(environment, limit, agent, profile);
                self.constants.push(constant.ok_or(Refusal::EvidenceOutOfRange)? * multiplier);
                let factor = limit.sign() * multiplier;
                self.parts.push(Part { rule, paid: Paid::One(agent, profile), factor });
                Ok(())
            }
        }
    }

    fn view(&mut self, environment: &'a Environment, coalition: Coalition) -> Result<&Interim<'a>, Refusal> {
        Ok(match self.views.entry(coalition) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => {
                place.insert(Interim::new(environment, coalition).ok_or(Refusal::NeedsCommonPrior)?)
            }
        })
    }

    /// Nothing is asked of types that never occur.
    fn require_occurs(
        &mut self,
        environment: &'a Environment,
        coalition: Coalition,
        types: JointTypeId,
    ) -> Result<(), Refusal> {
        require(self.view(environment, coalition)?.occurs(types))
    }

    /// Adds a multiple of V_S\[report\](t, truth).
    fn add_value(
        &mut self,
        environment: &'a Environment,
        rule: RequiredRule,
        (coalition, truth, report): (Coalition, JointTypeId, JointTypeId),
        multiplier: &Rational,
    ) -> Result<(), Refusal> {
        self.require_occurs(environment, coalition, truth)?;
        let view = self.view(environment, coalition)?;
        let payoff = view.payoff(truth, report) * multiplier;
        let factor = multiplier / Rational::from(view.total_weight(truth).clone());
        self.constants.push(payoff);
        self.parts.push(Part { rule, paid: Paid::Members(coalition, truth, report), factor });
        Ok(())
    }

    fn add_worst_case(&mut self, coalition: Coalition, types: JointTypeId, multiplier: &Rational) {
        self.worst_cases.entry((coalition, types)).or_default().push(multiplier.clone());
    }

    fn constant(&self) -> Rational {
        sum_over_one_denominator(&self.constants)
    }

    /// Refuses a sum in which a payment or a worst case remains.
    fn require_cancelled(&self, environment: &Environment, is_balanced: bool) -> Result<(), Refusal> {
        for ((coalition, types), terms) in &self.worst_cases {
            let coefficient = sum_over_one_denominator(terms);
            if !coefficient.is_zero() {
                return Err(Refusal::WorstCaseRemains { coalition: *coalition, types: *types, coefficient });
            }
        }
        let (agents, space) = (environment.agent_count(), environment.space());
        for (rule, payments) in self.payments(environment) {
            for (profile, coefficients) in space.profiles().zip(payments.chunks(agents)) {
                let expected = if is_balanced { &coefficients[0] } else { &Integer::ZERO };
                if let Some(agent) = coefficients.iter().position(|coefficient| coefficient != expected) {
                    return Err(Refusal::PaymentRemains { rule, profile, agent: AgentId(agent) });
                }
            }
        }
        Ok(())
    }

    /// The coefficient of every payment of every rule, by profile and agent, all times one common denominator.
    fn payments(&self, environment: &Environment) -> BTreeMap<RequiredRule, Vec<Integer>> {
        let space = environment.space();
        let agents = environment.agent_count();
        let denominator: Natural = common_denominator(self.parts.iter().map(|part| &part.factor));
        let mut payments: BTreeMap<RequiredRule, Vec<Integer>> = BTreeMap::new();
        for part in &self.parts {
            let factor = scaled_to(&part.factor, &denominator);
            let sums = payments.entry(part.rule).or_insert_with(|| vec![Integer::ZERO; space.size() * agents]);
            let mut add = |profile: ProfileId, members: Coalition, weight: &Integer| {
                let amount = weight * &factor;
                for agent in members.members() {
                    sums[profile.0 * agents + agent.0] += &amount;
                }
            };
            match part.paid {
                Paid::Members(coalition, truth, report) => {
                    // The view exists: the part was added through it.
                    let Some(view) = self.views.get(&coalition) else { continue };
                    for (x, weight) in view.split().rest().zip(view.posterior_weights(truth)) {
                        add(view.split().profile(report, x), coalition, weight);
                    }
                }
                Paid::Everyone => {
                    // There is a common prior: the part was added with it.
                    let Some(prior) = environment.common_prior() else { continue };
                    for profile in space.profiles() {
                        let weight = Integer::from(prior.weight(profile));
                        add(profile, environment.grand_coalition(), &weight);
                    }
                }
                Paid::One(agent, profile) => add(profile, Coalition::single(agent), &Integer::ONE),
            }
        }
        payments
    }
}
