//! The frontier of a goal: numbers of rules against the smallest stakes that were found, under caps on rents
//! ([`ambimech_model::frontier`] defines it).
//!
//! # Method
//! For one cap after another and 1, 2, … rules the smallest stakes are looked for ([`super::smallest`]); a number of rules is a point
//! when its stakes are below those of all smaller numbers. Beyond a point at the lower bound no more rules are tried.
//!
//! # Caps on rents
//! R(T) ≤ ρ says E\[Σ_i t_i\] ≤ ρ − W of every rule t, one row in the payments of each. A mixture of rules that keep it keeps it, so that
//! the lower bound of the exact program with a rule for every type holds under a cap too. Where participation is asked for rents are at
//! least 0; where the budget balances they are W, and where the full surplus is extracted 0.

use super::smallest::layout::Layout;
use super::smallest::least_rents::least_rents;
use super::smallest::path::{Steps, follow_path};
use crate::decision::limited::decide_with_limits;
use crate::decision::{Effort, Question, decide_within};
use ambimech_model::design::DesignAnswer;
use ambimech_model::few_rules::LeastRules;
use ambimech_model::frontier::{Frontier, FrontierAnswer, FrontierPoint, RentCap, RentLevel};
use ambimech_model::number::Rational;
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::property::{MechanismKind, Property};
use ambimech_model::stakes::StakesMeasure;
use ambimech_model::transfer::base::expected_surplus;

/// Numbers of rules that are tried when nothing else is said.
pub const USUALLY_MOST: usize = 4;

/// What is asked beside the goal.
#[derive(Debug, Clone)]
pub struct Plan {
    /// What is measured.
    pub measure: StakesMeasure,
    /// Numbers of rules up to this one.
    pub most_rules: usize,
    /// Caps on rents beside the usual ones; empty for the usual ones alone.
    pub rents: Vec<Rational>,
    /// Whether payments are to be multiples of 1 or of a short decimal, where that costs at most a quarter more.
    pub neat: bool,
    /// Limits on every payment.
    pub limits: PaymentLimits,
}

/// The frontier, every point of it accepted by the checker. The kind of mechanism in the question is ignored.
pub fn find_frontier(question: Question<'_>, plan: &Plan) -> FrontierAnswer {
    let environment = question.environment;
    let goal = question.goal.clone();
    let attitudes = environment.attitudes();
    if !attitudes.are_worst_case() && Layout::new(question, &plan.limits).is_none() {
        let coalitions = environment.pattern().coalitions(environment.agent_count());
        let other = coalitions.into_iter().find(|coalition| !attitudes.of(*coalition).is_worst_case());
        let coalition = other.unwrap_or_else(|| environment.grand_coalition());
        return FrontierAnswer::OtherAttitude { goal, coalition };
    }
    let question = Question { mechanism: MechanismKind::Ambiguous, ..question };
    let usual = match decide_with_limits(question.with_limits(&plan.limits)) {
        DesignAnswer::Infeasible(certificate) => return FrontierAnswer::Infeasible(certificate),
        DesignAnswer::Undecided { goal, obstacles, .. } => return FrontierAnswer::Undecided { goal, obstacles },
        DesignAnswer::Done(design) => design,
    };
    let Some(usual) = FrontierPoint::new(environment, usual, plan.measure) else {
        return FrontierAnswer::NoPrior { goal, measure: plan.measure };
    };
    let simple = decide_within(Question { mechanism: MechanismKind::Simple, ..question }, Effort::MODERATE);
    let least = match &simple {
        DesignAnswer::Infeasible(certificate) => LeastRules::Two(Box::new(certificate.clone())),
        _ => LeastRules::One,
    };
    let is_open = !has_fixed_rents(question) && environment.common_prior().is_some();
    let least_rents = is_open.then(|| least_rents(question, &plan.limits)).flatten();
    let caps = caps(question, &plan.rents, least_rents.as_ref());
    let levels = caps.into_iter().map(|cap| level(question, plan, cap)).collect();
    let (reports, measure) = (question.reports, plan.measure);
    FrontierAnswer::Found(Box::new(Frontier {
        goal,
        reports,
        measure,
        neat: plan.neat,
        levels,
        least,
        least_rents,
        usual,
    }))
}

/// Whether the goal itself says what rents are.
pub fn has_fixed_rents(question: Question<'_>) -> bool {
    question.is_balanced() || question.goal.asks_for(Property::Fse)
}

/// The caps, the tightest first: those asked for, or the least rents, the expected surplus and what is halfway; and none.
fn caps(question: Question<'_>, asked: &[Rational], least: Option<&Rational>) -> Vec<RentCap> {
    if has_fixed_rents(question) {
        return vec![RentCap::Fixed];
    }
    let mut caps = asked.to_vec();
    if caps.is_empty() {
        caps.extend(least.cloned());
        let surplus = expected_surplus(question.environment).unwrap_or_default();
        if surplus > least.cloned().unwrap_or_default() {
            caps.extend(least.map(|least| (least + &surplus) / Rational::from(2)));
            caps.push(surplus);
        }
    }
    caps.sort();
    caps.dedup();
    caps.into_iter().map(RentCap::AtMost).chain([RentCap::Any]).collect()
}

fn level(question: Question<'_>, plan: &Plan, cap: RentCap) -> RentLevel {
    let rents = match &cap {
        RentCap::AtMost(rents) => Some(rents),
        RentCap::Fixed | RentCap::Any => None,
    };
    let Plan { measure, most_rules: most, neat, ref limits, .. } = *plan;
    let path = follow_path(question, Steps { most, measure, neat, limits, rents });
    // Neat payments are dearer, by more or less.
    let mut points: Vec<FrontierPoint> = Vec::new();
    for point in
        path.designs.into_iter().filter_map(|design| FrontierPoint::new(question.environment, design, measure))
    {
        if points.last().is_none_or(|known| point.stakes < known.stakes) {
            points.push(point);
        }
    }
    let (tried, reached_before) = (path.tried.max(1), path.reached_before);
    RentLevel { points, bound: path.bound, tried, reached_before, cap }
}
