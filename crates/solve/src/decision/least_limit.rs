//! The smallest limit on payments under which a goal can be reached, exactly.
//!
//! # Mathematics
//! The limit c ≥ 0 of a kind (liability or receipt) is one more unknown of the program of [`super::limited`]: rows c ± t_i(θ) ≥ 0
//! for every agent that has no limit of this kind of its own, and c is minimised. The attainable limits are the projection of
//! a polyhedron, and with a limit every larger one will do: [c*, ∞). At c* the program's solution is the mechanism. Its dual
//! solution is a combination of rows in which all payments cancel and the rows of the limit keep κ > 0 of c: the rows say
//! κ (c − c*) ≥ 0. With a number c below c* in the place of the unknown this is a contradiction, which the checker sees at c*/2,
//! while the constant is 0 at c*; it is affine in c.
//!
//! Where the program has no solution whatever c, its Farkas vector has coefficient at most 0 of c, and since each row of the limit has
//! coefficient 1 of it, none of these rows is used: the proof is one without the limit. No cap helps.
//!
//! Programs for ambiguous mechanisms grow as in [`super::limited`]: each is a relaxation of the next, so the first minimum
//! whose solution can be completed within the limits is the minimum of them all, and its dual solution the proof. Cuts of one are cuts of the next.

use super::complementary_cut::complementary_cut;
use super::completion;
use super::limited::LimitedQuestion;
use super::program::DecisionProgram;
use super::{CUT_FIRST, Effort, accepted, certified_within, coefficients, everybody_by_the_one_rule, unsolved};
use crate::design::short_proof;
use crate::lp::Outcome;
use crate::verification::other_attitude;
use ambimech_model::certificate::{Impossibility, ImpossibilityCertificate};
use ambimech_model::check::{check_impossibility, combined_constant};
use ambimech_model::combination::{Combination, RequiredRule};
use ambimech_model::design::{DesignAnswer, Obstacle};
use ambimech_model::least_limit::{Below, LeastLimit};
use ambimech_model::mechanism::NamedRule;
use ambimech_model::number::Rational;
use ambimech_model::payment_limits::{PaymentLimit, PaymentLimits};
use ambimech_model::property::{MechanismKind, Property};

/// Finds the smallest limit of this kind for all agents that have none among the limits of the question.
pub fn find_least_limit(asked: LimitedQuestion<'_>, least: PaymentLimit) -> LeastLimit {
    search(asked, least).unwrap_or_else(LeastLimit::Undecided)
}

/// The limits with this one in the place of the unknown.
pub fn limits_at(asked: LimitedQuestion<'_>, least: PaymentLimit, value: &Rational) -> PaymentLimits {
    let agents = asked.question.environment.space().agents();
    let open: Vec<_> = agents.filter(|agent| asked.limits.of(*agent).all(|limit| limit != least)).collect();
    match least {
        PaymentLimit::Liability => asked.limits.clone().with_liability(open, value),
        PaymentLimit::Receipt => asked.limits.clone().with_receipt(open, value),
        PaymentLimit::ExPostParticipation => asked.limits.clone(),
    }
}

fn search(asked: LimitedQuestion<'_>, least: PaymentLimit) -> Result<LeastLimit, Obstacle> {
    let question = asked.question;
    if question.goal.asks_for(Property::Wcic) {
        return Err(Obstacle::AskForCic);
    }
    if !question.is_about_known_beliefs() {
        return Err(Obstacle::NeedsCommonPrior);
    }
    let is_simple = question.mechanism == MechanismKind::Simple;
    if let Some(coalition) = other_attitude(question.environment).filter(|_| !is_simple) {
        return Err(Obstacle::OtherAttitude(coalition));
    }
    if let Some(proof) = short_proof(question.environment, question.goal) {
        return Ok(LeastLimit::Never(proof));
    }
    if is_simple
        && coefficients(&question, 1) > CUT_FIRST
        && let Some(DesignAnswer::Infeasible(proof)) =
            complementary_cut(&question).and_then(|cut| accepted(question, cut))
    {
        return Ok(LeastLimit::Never(proof));
    }
    let mut required = vec![RequiredRule::Any];
    let mut cuts = Vec::new();
    loop {
        let size = question.environment.space().size().saturating_mul(question.environment.agent_count());
        let unknowns = size.saturating_mul(required.len());
        if coefficients(&question, required.len()) > Effort::FULL.coefficients {
            return Err(Obstacle::ProgramTooLarge { unknowns });
        }
        let program = DecisionProgram::with_limits(question, required.clone(), asked.limits, Some(least));
        let found = program.extreme_with_cuts(false, &mut cuts).map_err(|reason| unsolved(&reason, unknowns))?;
        let (primal, dual) = match &found {
            Outcome::Optimal { primal, dual, .. } => (primal, dual),
            Outcome::Infeasible { farkas } => {
                let multipliers = program.short_end(&found, false);
                let short = multipliers.and_then(|few| accepted(question, program.combination(&few)));
                return match short.or_else(|| accepted(question, program.combination(&farkas.0))) {
                    Some(DesignAnswer::Infeasible(proof)) => Ok(LeastLimit::Never(proof)),
                    _ => Err(Obstacle::CertificateRefused),
                };
            }
            // The limit is at least 0.
            Outcome::Unbounded { .. } => return Err(Obstacle::CertificateRefused),
        };
        let value = program.parameter(&primal.0).ok_or(Obstacle::CertificateRefused)?;
        let limits = limits_at(asked, least, &value);
        let tables = program.tables(&primal.0);
        let (rules, weights) = if is_simple {
            let rules = tables.into_iter().map(|table| NamedRule { name: "t".to_string(), table }).collect();
            (rules, everybody_by_the_one_rule(question))
        } else {
            match completion::complete(question, &required, tables, &limits) {
                Ok(completed) => (completed.rules, completed.weights),
                Err(missing) if missing.iter().all(|rule| required.contains(rule)) => {
                    return Err(Obstacle::CertificateRefused);
                }
                Err(missing) => {
                    required.extend(missing);
                    continue;
                }
            }
        };
        let DesignAnswer::Done(mechanism) = certified_within(question, &limits, rules, weights) else {
            return Err(Obstacle::CertificateRefused);
        };
        let below = if value > Rational::ZERO {
            let short = program.short_end(&found, false).map(|few| program.combination(&few));
            let short = short.and_then(|combination| below(asked, least, &value, combination));
            let below = short.or_else(|| below(asked, least, &value, program.combination(&dual.0)));
            Some(below.ok_or(Obstacle::CertificateRefused)?)
        } else {
            None
        };
        return Ok(LeastLimit::At { value, mechanism, below });
    }
}

/// The proof that no limit below this one will do, if the checker accepts it at half of it and its constant is 0 at the limit itself.
fn below(
    asked: LimitedQuestion<'_>,
    least: PaymentLimit,
    value: &Rational,
    combination: Combination,
) -> Option<Below> {
    let (environment, goal) = (asked.question.environment, asked.question.goal);
    let at = |value: &Rational| Combination { limits: limits_at(asked, least, value), ..combination.clone() };
    let checked_at = value / Rational::from(2);
    let constant = combined_constant(environment, goal, &at(&checked_at)).ok()?;
    if !combined_constant(environment, goal, &at(value)).ok()?.is_zero() {
        return None;
    }
    let reason = Impossibility::Combination(at(&checked_at));
    let certificate = ImpossibilityCertificate { goal: goal.clone(), reason };
    check_impossibility(environment, &certificate).ok()?;
    Some(Below { certificate, slope: -constant / (value - &checked_at), checked_at })
}
