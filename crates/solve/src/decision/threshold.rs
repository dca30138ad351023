//! The exact interval of a parameter's values at which a goal is attainable.
//!
//! # Mathematics
//! Payoffs are affine in the parameter B and the allocation rule is held fixed, so the rows of theory 9.5 are linear in the payments,
//! the worst cases and B together: the attainable values are the projection of a polyhedron, a closed interval. Its ends are
//! the smallest and the largest B of the program with B as one more unknown. At an end the program's solution is the mechanism;
//! its dual solution is a combination of rows in which the payments cancel and the constant is κ (B − end): a contradiction
//! for *every* value beyond, which the checker sees at one of them (the end ∓ 1) while the constant is 0 at the end itself.
//!
//! Proofs of an end are kept short: first one without a program, if its number is 0 at the end (the expected surplus, as a rule), then
//! few of the rows that are tight at the end (`short_end`), then the dual solution as it is.
//!
//! Full surplus extraction also asks for an efficient allocation rule. That is no row about payments; where efficiency ends is
//! found by looking at every outcome and profile, and an inefficient profile is the proof beyond.
//!
//! Ambiguous mechanisms need a rule in the program only against types that no side bet can hold down at all values of B,
//! which depends on beliefs alone: all others are held by a side bet, however much they gain. (Against mixed reports without
//! ambiguity insurance every type has its rule; see `rules_without_bets`.)
//!
//! That there is no end on a side is what the program's ray says: payments that move along with the parameter. The module `endless`
//! makes mechanisms of it, from the other end on, or from some attainable value where there is none, and the checker looks at them.

use super::completion::rules_without_bets;
use super::decide_goal;
use super::endless::complete_along;
use super::program::{DecisionProgram, Question};
use crate::design::short_proof;
use crate::lp::{Outcome, Primal, Ray, Unsolved};
use crate::verification::other_attitude;
use ambimech_model::certificate::{Impossibility, ImpossibilityCertificate};
use ambimech_model::check::{check_direction, check_impossibility, combined_constant};
use ambimech_model::combination::RequiredRule;
use ambimech_model::design::{Design, DesignAnswer, Obstacle};
use ambimech_model::direction::{Direction, Towards};
use ambimech_model::environment::Environment;
use ambimech_model::index::{OutcomeId, ProfileId};
use ambimech_model::number::Rational;
use ambimech_model::parametric::ParametricEnvironment;
use ambimech_model::property::{Goal, MechanismKind, Property, Reports};
use ambimech_model::threshold::{Endless, Excluded, Exclusion, Interval, Limit, Threshold};
use ambimech_model::transfer::base::expected_surplus;

/// A question about every value of a parameter.
#[derive(Debug, Clone, Copy)]
pub struct ParametricQuestion<'a> {
    /// The environment with its parameter.
    pub environment: &'a ParametricEnvironment,
    /// What is asked for.
    pub goal: &'a Goal,
    /// One rule or several.
    pub mechanism: MechanismKind,
    /// The misreports to be safe against.
    pub reports: Reports,
}

/// Which end of the interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Lower,
    Upper,
}

/// The values at which the allocation rule is efficient, where that is asked for: between these.
#[derive(Default)]
struct Efficient {
    lower: Option<Rational>,
    upper: Option<Rational>,
}

/// What the program says beside its ends: a solution, at an end where there is one, and its rays.
#[derive(Default)]
struct Ways {
    solution: Option<Vec<Rational>>,
    rays: Vec<(Towards, Vec<Rational>)>,
}

/// Finds the interval of the parameter's values at which the goal is attainable, with a mechanism at each end and a checked
/// proof for everything beyond.
pub fn find_threshold(asked: ParametricQuestion<'_>) -> Threshold {
    search(asked).unwrap_or_else(Threshold::Undecided)
}

/// Hands the program of a threshold to `look`: its rows with the parameter as one more unknown, whose smallest and largest
/// value the program finds.
///
/// # Errors
/// Why there is no program.
pub fn with_threshold_program<T>(
    asked: ParametricQuestion<'_>,
    look: impl FnOnce(&DecisionProgram<'_>) -> T,
) -> Result<T, Obstacle> {
    let at = |value: Rational| asked.environment.at(&value).map_err(|_| Obstacle::NoConstruction);
    let (at_zero, at_one) = (at(Rational::ZERO)?, at(Rational::ONE)?);
    if asked.goal.asks_for(Property::Wcic) {
        return Err(Obstacle::AskForCic);
    }
    let zero = asked.question(&at_zero);
    asked.require_program(zero)?;
    Ok(look(&DecisionProgram::with_slope(zero, asked.rules(zero), Some(&at_one))))
}

fn search(asked: ParametricQuestion<'_>) -> Result<Threshold, Obstacle> {
    let at = |value: Rational| asked.environment.at(&value).map_err(|_| Obstacle::NoConstruction);
    let (at_zero, at_one) = (at(Rational::ZERO)?, at(Rational::ONE)?);
    if asked.goal.asks_for(Property::Wcic) {
        return Err(Obstacle::AskForCic);
    }
    let zero = asked.question(&at_zero);
    asked.require_program(zero)?;
    let mut exclusions = Vec::new();
    let mut efficient = Efficient::default();
    if asked.goal.asks_for(Property::Fse) {
        exclusions.extend(asked.inefficient_values(&at_zero, &at_one)?);
        if let Some(nowhere) = no_value_left(&exclusions) {
            return Ok(Threshold::Never(nowhere));
        }
        for one in &exclusions {
            match &one.values {
                Excluded::Everything => {}
                Excluded::Below(end) => efficient.lower = Some(end.clone()),
                Excluded::Above(end) => efficient.upper = Some(end.clone()),
            }
        }
    }
    let mut ways = Ways::default();
    let program = DecisionProgram::with_slope(zero, asked.rules(zero), Some(&at_one));
    for side in [Side::Lower, Side::Upper] {
        let found = program.extreme(side == Side::Upper).map_err(|error| too_large(&error))?;
        if let Outcome::Optimal { primal: Primal(end), .. } = &found {
            ways.solution = Some(end.clone());
        }
        let (limit, multipliers) = match &found {
            Outcome::Unbounded { point, ray: Ray(ray) } => {
                let towards = if side == Side::Upper { Towards::Larger } else { Towards::Smaller };
                ways.rays.push((towards, ray.clone()));
                ways.solution.get_or_insert_with(|| point.0.clone());
                continue;
            }
            Outcome::Optimal { primal, dual, .. } => (program.parameter(&primal.0), &dual.0),
            Outcome::Infeasible { farkas } => (None, &farkas.0),
        };
        let reason = Impossibility::Combination(program.combination(multipliers));
        let values = match (limit, side) {
            (None, _) => Excluded::Everything,
            (Some(limit), Side::Lower) => Excluded::Below(limit),
            (Some(limit), Side::Upper) => Excluded::Above(limit),
        };
        let is_known = |one: &Exclusion| one.values == values || one.values.is_wider_than(&values);
        if exclusions.iter().any(is_known) {
            continue;
        }
        let shorter = || {
            let multipliers = program.short_end(&found, side == Side::Upper)?;
            let reason = Impossibility::Combination(program.combination(&multipliers));
            asked.exclusion(values.clone(), reason, &efficient).ok()
        };
        let exclusion = match asked.short_exclusion(&values, &efficient).or_else(shorter) {
            Some(exclusion) => exclusion,
            None => asked.exclusion(values.clone(), reason, &efficient)?,
        };
        exclusions.push(exclusion);
    }
    asked.between(exclusions, &program, &ways)
}

/// Exclusions, one or two of those given, that leave no value.
fn no_value_left(exclusions: &[Exclusion]) -> Option<Vec<Exclusion>> {
    if let Some(all) = exclusions.iter().find(|one| one.values == Excluded::Everything) {
        return Some(vec![all.clone()]);
    }
    let pairs = exclusions.iter().flat_map(|low| exclusions.iter().map(move |high| (low, high)));
    let mut crossing = pairs.filter(|(low, high)| match (&low.values, &high.values) {
        (Excluded::Below(lower), Excluded::Above(upper)) => lower > upper,
        _ => false,
    });
    crossing.next().map(|(low, high)| vec![low.clone(), high.clone()])
}

fn too_large(error: &Unsolved) -> Obstacle {
    let unknowns = match error {
        Unsolved::TooLarge { variables, .. } => *variables,
        _ => 0,
    };
    Obstacle::ProgramTooLarge { unknowns }
}

impl<'a> ParametricQuestion<'a> {
    fn question(&self, environment: &'a Environment) -> Question<'a> {
        Question { environment, goal: self.goal, mechanism: self.mechanism, reports: self.reports }
    }

    /// The program is about known beliefs and, with several rules, about worst cases.
    fn require_program(&self, question: Question<'_>) -> Result<(), Obstacle> {
        if !question.is_about_known_beliefs() {
            return Err(Obstacle::NeedsCommonPrior);
        }
        match other_attitude(question.environment) {
            Some(coalition) if self.mechanism == MechanismKind::Ambiguous => {
                Err(Obstacle::OtherAttitude(coalition))
            }
            _ => Ok(()),
        }
    }

    /// The rules that the program needs, whatever the parameter's value.
    fn rules(&self, question: Question<'_>) -> Vec<RequiredRule> {
        match self.mechanism {
            MechanismKind::Simple => vec![RequiredRule::Any],
            MechanismKind::Ambiguous => rules_without_bets(question),
        }
    }

    fn at(&self, value: &Rational) -> Result<Environment, Obstacle> {
        self.environment.at(value).map_err(|_| Obstacle::NoConstruction)
    }

    /// The answer at one value.
    fn answer(&self, value: &Rational) -> Result<DesignAnswer, Obstacle> {
        let environment = self.at(value)?;
        let (goal, mechanism, reports) = (self.goal, self.mechanism, self.reports);
        Ok(decide_goal(Question { environment: &environment, goal, mechanism, reports }))
    }

    /// A proof without a program of exactly these values, if there is one: that the expected surplus is negative, as a rule.
    fn short_exclusion(&self, values: &Excluded, efficient: &Efficient) -> Option<Exclusion> {
        let there = self.at(&self.beyond(values, efficient)).ok()?;
        self.exclusion(values.clone(), short_proof(&there, self.goal)?.reason, efficient).ok()
    }

    /// One of these values, at a distance of 1 from their end if possible: where the allocation rule is efficient, as rows about expected
    /// revenue want it.
    fn beyond(&self, values: &Excluded, efficient: &Efficient) -> Rational {
        let half = || Rational::from_parts(1.into(), 2u8.into());
        match values {
            Excluded::Everything => {
                let value = self.environment.value().clone();
                let value = efficient.lower.as_ref().map_or(value.clone(), |lower| value.max(lower.clone()));
                efficient.upper.as_ref().map_or(value.clone(), |upper| value.min(upper.clone()))
            }
            Excluded::Below(end) => {
                let room = efficient.lower.as_ref().map_or(Rational::ONE, |lower| (end - lower) * half());
                let near = end - room.min(Rational::ONE);
                efficient.upper.as_ref().map_or(near.clone(), |upper| near.min(upper.clone()))
            }
            Excluded::Above(end) => {
                let room = efficient.upper.as_ref().map_or(Rational::ONE, |upper| (upper - end) * half());
                let near = end + room.min(Rational::ONE);
                efficient.lower.as_ref().map_or(near.clone(), |lower| near.max(lower.clone()))
            }
        }
    }

    /// Checks that a reason excludes all these values: the checker accepts it at one of them, and its constant, which is affine in
    /// the parameter, is 0 at the end (or does not change, when everything is excluded).
    fn exclusion(
        &self,
        values: Excluded,
        reason: Impossibility,
        efficient: &Efficient,
    ) -> Result<Exclusion, Obstacle> {
        let (checked_at, end) = (self.beyond(&values, efficient), values.end().cloned());
        let constant = self.constant(&reason, &checked_at)?;
        let is_proof = constant < Rational::ZERO;
        let vanishes = match &end {
            Some(end) => self.constant(&reason, end)?.is_zero(),
            None => self.constant(&reason, &(&checked_at + Rational::ONE))? == constant,
        };
        if !is_proof || !vanishes {
            return Err(Obstacle::CertificateRefused);
        }
        let reason = match reason {
            Impossibility::Inefficient { profile, outcome, .. } => {
                Impossibility::Inefficient { profile, outcome, gain: -&constant }
            }
            other => other,
        };
        let certificate = ImpossibilityCertificate { goal: self.goal.clone(), reason };
        check_impossibility(&self.at(&checked_at)?, &certificate).map_err(|_| Obstacle::CertificateRefused)?;
        let distance = |end: Rational| if end > checked_at { end - &checked_at } else { &checked_at - end };
        let slope = end.map(|end| -constant / distance(end));
        Ok(Exclusion { values, certificate, checked_at, slope })
    }

    /// The number that a reason says is at least 0, in the environment at a value.
    fn constant(&self, reason: &Impossibility, value: &Rational) -> Result<Rational, Obstacle> {
        let environment = self.at(value)?;
        if let Impossibility::Inefficient { profile, outcome, .. } = reason {
            return Ok(-gain(&environment, *profile, *outcome));
        }
        let combination = match reason {
            Impossibility::Combination(combination) => combination,
            Impossibility::NegativeExpectedSurplus { .. } => {
                return expected_surplus(&environment).ok_or(Obstacle::CertificateRefused);
            }
            Impossibility::NegativeSurplus { profile, .. } => return Ok(environment.surplus(*profile)),
            _ => return Err(Obstacle::CertificateRefused),
        };
        combined_constant(&environment, self.goal, combination).map_err(|_| Obstacle::CertificateRefused)
    }

    /// Where the allocation rule misses the largest surplus: one exclusion for each side, the narrowest.
    fn inefficient_values(&self, at_zero: &Environment, at_one: &Environment) -> Result<Vec<Exclusion>, Obstacle> {
        let mut narrowest: Vec<(Excluded, ProfileId, OutcomeId)> = Vec::new();
        for profile in at_zero
            .space()
            .profiles()
            .filter(|profile| at_zero.common_prior().is_some_and(|prior| prior.is_possible(*profile)))
        {
            for outcome in (0..at_zero.outcomes().len()).map(OutcomeId) {
                let constant = gain(at_zero, profile, outcome);
                let slope = gain(at_one, profile, outcome) - &constant;
                let values = if !slope.is_zero() {
                    let end = -&constant / &slope;
                    if slope > Rational::ZERO { Excluded::Above(end) } else { Excluded::Below(end) }
                } else if constant > Rational::ZERO {
                    Excluded::Everything
                } else {
                    continue;
                };
                match narrowest.iter_mut().find(|(known, ..)| known.is_same_side(&values)) {
                    None => narrowest.push((values, profile, outcome)),
                    Some(known) if values.is_wider_than(&known.0) => *known = (values, profile, outcome),
                    Some(_) => {}
                }
            }
        }
        let reasons = narrowest.into_iter().map(|(values, profile, outcome)| {
            let reason = Impossibility::Inefficient { profile, outcome, gain: Rational::ZERO };
            self.exclusion(values, reason, &Efficient::default())
        });
        reasons.collect()
    }

    /// What is left between the exclusions.
    fn between(
        &self,
        exclusions: Vec<Exclusion>,
        program: &DecisionProgram<'_>,
        ways: &Ways,
    ) -> Result<Threshold, Obstacle> {
        if let Some(nowhere) = no_value_left(&exclusions) {
            return Ok(Threshold::Never(nowhere));
        }
        let mut lower: Option<Exclusion> = None;
        let mut upper: Option<Exclusion> = None;
        for exclusion in exclusions {
            let known = match exclusion.values {
                Excluded::Below(_) => &mut lower,
                _ => &mut upper,
            };
            if known.as_ref().is_none_or(|known| exclusion.values.is_wider_than(&known.values)) {
                *known = Some(exclusion);
            }
        }
        let inside = if lower.is_none() && upper.is_none() {
            let value = self.environment.value().clone();
            Some((value.clone(), self.attained(&value)?))
        } else {
            None
        };
        let limit = |exclusion: Option<Exclusion>| -> Result<Option<Limit>, Obstacle> {
            let Some(exclusion) = exclusion else { return Ok(None) };
            let value = exclusion.values.end().cloned().ok_or(Obstacle::CertificateRefused)?;
            Ok(Some(Limit { mechanism: self.attained(&value)?, value, exclusion }))
        };
        let (lower, upper) = (limit(lower)?, limit(upper)?);
        let endless = |end: &Option<Limit>, other: &Option<Limit>, towards| match end {
            Some(_) => Ok(None),
            None => {
                let beyond = other.as_ref().map(|limit| &limit.value);
                self.endless(program, ways, towards, beyond).map(|found| Some(Box::new(found)))
            }
        };
        let endless_below = endless(&lower, &upper, Towards::Smaller)?;
        let endless_above = endless(&upper, &lower, Towards::Larger)?;
        Ok(Threshold::Between(Box::new(Interval { lower, upper, endless_below, endless_above, inside })))
    }

    /// Mechanisms for all values on a side without an end, not before the other end.
    fn endless(
        &self,
        program: &DecisionProgram<'_>,
        ways: &Ways,
        towards: Towards,
        beyond: Option<&Rational>,
    ) -> Result<Endless, Obstacle> {
        let known = ways.rays.iter().find(|(side, _)| *side == towards);
        let (Some(solution), Some((_, ray))) = (&ways.solution, known) else {
            return Err(Obstacle::CertificateRefused);
        };
        let speed = program.parameter(ray).ok_or(Obstacle::CertificateRefused)? * towards.sign();
        let here = program.parameter(solution).ok_or(Obstacle::CertificateRefused)?;
        let way = beyond.map_or(Rational::ZERO, |end| (end - &here) * towards.sign()).max(Rational::ZERO);
        let ray: Vec<Rational> = ray.iter().map(|number| number / &speed).collect();
        let start: Vec<Rational> = solution.iter().zip(&ray).map(|(x, d)| x + d * &way).collect();
        let from = here + way * towards.sign();
        let there = self.at(&from)?;
        let slopes = self.environment.slopes_towards(towards).map_err(|_| Obstacle::NoConstruction)?;
        let (start, change) = (program.tables(&start), program.tables(&ray));
        let moving = complete_along(self.question(&there), &slopes, program.required(), start, change)
            .ok_or(Obstacle::CertificateRefused)?;
        let direction = Direction {
            from,
            towards,
            goal: self.goal.clone(),
            reports: self.reports,
            start: moving.start,
            change: moving.change,
        };
        let checked = check_direction(self.environment, &direction).map_err(|_| Obstacle::CertificateRefused)?;
        Ok(Endless { direction, checked })
    }

    /// The mechanism at a value that the program says is attainable.
    fn attained(&self, value: &Rational) -> Result<Box<Design>, Obstacle> {
        match self.answer(value)? {
            DesignAnswer::Done(design) => Ok(design),
            DesignAnswer::Infeasible(_) => Err(Obstacle::CertificateRefused),
            DesignAnswer::Undecided { obstacles, .. } => {
                Err(obstacles.into_iter().next().unwrap_or(Obstacle::NoConstruction))
            }
        }
    }
}

/// By how much an outcome's surplus exceeds the allocated one's at a profile.
fn gain(environment: &Environment, profile: ProfileId, outcome: OutcomeId) -> Rational {
    environment.total_payoff(environment.grand_coalition(), outcome, profile) - environment.surplus(profile)
}
