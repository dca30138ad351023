//! How much ambiguity is enough: the least ε of a family.
//!
//! # Method
//! From ε = 0 on: longest paths at ε give rewards, and ε is the answer, or a cycle whose sum of worst cases is positive. The sum falls with ε and is
//! piecewise affine; ε moves to the first number at which it is no longer positive, and if there is none no ε is enough. No cycle comes
//! twice, so this ends; the last cycle is what binds.

use super::OneAgent;
use super::paths::least_potentials;
use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::implementability::{
    BeliefFamily, LeastAmbiguity, Open, check_ambiguity, cycle_breakpoints, cycle_sum,
};
use ambimech_model::index::{AgentId, TypeId};
use ambimech_model::number::Rational;

/// The least ε for every agent; the checker has accepted them.
///
/// # Errors
/// A proof that was not accepted.
pub fn find_ambiguity(family: &BeliefFamily) -> Result<Vec<LeastAmbiguity>, Open> {
    let frame = family.at(&Rational::ONE).ok_or(Open::Inconsistent)?;
    let agents = family.environment().space().agents();
    let found: Vec<LeastAmbiguity> =
        agents.map(|agent| of_agent(family, &frame, agent)).collect::<Option<_>>().ok_or(Open::Inconsistent)?;
    match check_ambiguity(family, &found) {
        Ok(()) => Ok(found),
        Err(_) => Err(Open::Refused),
    }
}

fn of_agent(family: &BeliefFamily, frame: &AmbiguousEnvironment, agent: AgentId) -> Option<LeastAmbiguity> {
    let one = OneAgent::new(frame, agent);
    let mut epsilon = Rational::ZERO;
    let mut binding = Vec::new();
    loop {
        let step = |truth: usize, report: usize| {
            let set = family.set(agent, TypeId(truth), &epsilon)?;
            set.lower(&one.advantages[truth][report]).map(|lower| lower.value)
        };
        let all = 0..one.count();
        let d: Vec<Vec<Option<Rational>>> =
            all.clone().map(|truth| all.clone().map(|report| step(truth, report)).collect()).collect();
        match least_potentials(&d) {
            Ok(rewards) => return Some(LeastAmbiguity::From { epsilon, cycle: binding, rewards }),
            Err(cycle) => {
                binding = cycle.into_iter().map(TypeId).collect();
                let sum = |epsilon: &Rational| cycle_sum(family, frame, agent, &binding, epsilon);
                match first_not_positive(&cycle_breakpoints(family, frame, agent, &binding), sum)? {
                    // Progress is certain: the cycle is positive here and not there.
                    Some(next) if next > epsilon => epsilon = next,
                    _ => return Some(LeastAmbiguity::Never { cycle: binding }),
                }
            }
        }
    }
}

/// The first number, from the first of the points on, at which a sum that is affine between the points, ascending, is at most 0; inner
/// `None` when it is positive up to the last. `None` when there are no points, or the sum has no value.
pub(super) fn first_not_positive(
    points: &[Rational],
    sum: impl Fn(&Rational) -> Option<Rational>,
) -> Option<Option<Rational>> {
    for pair in points.windows(2) {
        let (left, right) = (&pair[0], &pair[1]);
        let here = sum(left)?;
        if here <= Rational::ZERO {
            return Some(Some(left.clone()));
        }
        let middle = (left + right) / Rational::from(2);
        let slope = (sum(&middle)? - &here) / (&middle - left);
        if slope < Rational::ZERO {
            let root = left - here / slope;
            if root <= *right {
                return Some(Some(root));
            }
        }
    }
    let last = points.last()?;
    Some((sum(last)? <= Rational::ZERO).then(|| last.clone()))
}
