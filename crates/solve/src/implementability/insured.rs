//! Full insurance against pure and mixed reports, and what is left where sets depend on the type.

use super::bets::{bets, is_class};
use super::paths::{least_potentials, lies_of};
use super::{AgentAnswer, OneAgent, unsolved_program};
use crate::belief_set::{Bound, Shadow};
use crate::lp::{self, Outcome, Program, Relation, Sign};
use ambimech_model::belief_set::Distribution;
use ambimech_model::belief_verdict::Criterion;
use ambimech_model::implementability::{Flow, Impossibility, Open, SchemeKind, is_within};
use ambimech_model::index::TypeId;
use ambimech_model::number::{Natural, Rational, common_denominator, greatest_common_divisor, scaled_to};
use ambimech_model::property::Reports;

/// Rewards, or a circulation that excludes them.
type Found = Result<Vec<Rational>, Vec<Flow>>;

pub(super) fn decide(one: &OneAgent<'_>, reports: Reports) -> Result<AgentAnswer, Open> {
    let bounds: Vec<Vec<Bound>> = (0..one.count())
        .map(|truth| (0..one.count()).map(|report| one.lower(truth, &one.advantages[truth][report])).collect())
        .collect::<Result<_, Open>>()?;
    let flows = match rewards(one, &bounds, reports, |_, _| true)? {
        Ok(rewards) => {
            let truths = rewards.iter().map(|reward| vec![reward.clone(); one.states()]).collect();
            return Ok(AgentAnswer::Truths(SchemeKind::Insured, truths));
        }
        Err(flows) => flows,
    };
    let within = |truth: usize, report: usize| is_within(one.set(truth), one.set(report));
    if flows.iter().all(|flow| within(flow.truth.0, flow.report.0)) {
        return impossible(one, reports, flows).map(AgentAnswer::Impossible);
    }
    match rewards(one, &bounds, reports, within)? {
        Err(proof) => impossible(one, reports, proof).map(AgentAnswer::Impossible),
        Ok(_) => {
            let classes = rewards(one, &bounds, reports, |truth, report| is_class(one, truth, report))?;
            let truths = match classes {
                Ok(potentials) => bets(one, &potentials, reports)?,
                Err(_) => None,
            };
            Ok(match truths {
                Some(truths) => AgentAnswer::Truths(SchemeKind::Bets, truths),
                None => AgentAnswer::Open(Open::SetsDiffer { agent: one.agent, flows }),
            })
        }
    }
}

/// The least rewards that are nowhere below 0 and keep these lies down.
fn rewards(
    one: &OneAgent<'_>,
    bounds: &[Vec<Bound>],
    reports: Reports,
    counts: impl Fn(usize, usize) -> bool,
) -> Result<Found, Open> {
    if reports == Reports::Mixed {
        return mixed(one, counts);
    }
    let step = |truth: usize, report: usize| {
        (truth != report && counts(truth, report)).then(|| bounds[truth][report].extreme.value.clone())
    };
    let all = 0..one.count();
    let d: Vec<Vec<Option<Rational>>> =
        all.clone().map(|truth| all.clone().map(|report| step(truth, report)).collect()).collect();
    Ok(least_potentials(&d).map_err(|cycle| {
        let flow = |(truth, report)| Flow { truth: TypeId(truth), report: TypeId(report), weight: Rational::ONE };
        lies_of(&cycle).into_iter().map(flow).collect()
    }))
}

/// Rewards, or a circulation that excludes them.
fn mixed(one: &OneAgent<'_>, counts: impl Fn(usize, usize) -> bool) -> Result<Found, Open> {
    Ok(mixed_solution(one, counts)?.map(|(rewards, _)| rewards))
}

/// Rewards with the belief of every type that holds these lies down, or a circulation that excludes them.
type Mixed = Result<(Vec<Rational>, Vec<Distribution>), Vec<Flow>>;

/// minimise Σ U(θ) subject to U ≥ 0, p_θ ∈ Π(θ), U(θ) − U(r) − E_{p_θ} f_θr ≥ 0. The least solution is smallest type by type, because the
/// smaller of two solutions in every type is a solution.
pub(super) fn mixed_solution(one: &OneAgent<'_>, counts: impl Fn(usize, usize) -> bool) -> Result<Mixed, Open> {
    let mut program = Program::new();
    for _ in 0..one.count() {
        let reward = program.add_variable(Sign::NonNegative);
        program.set_cost(reward, Rational::ONE);
    }
    let shadows: Vec<Shadow> = (0..one.count()).map(|own| Shadow::new(&mut program, one.set(own), None)).collect();
    let first = program.row_count();
    let lies: Vec<(usize, usize)> = one.lies().filter(|(truth, report)| counts(*truth, *report)).collect();
    for (truth, report) in &lies {
        let mut entries = vec![(*truth, Rational::ONE), (*report, -Rational::ONE)];
        let minus = -Rational::ONE;
        let constant = shadows[*truth].add_expectation(&mut entries, &one.advantages[*truth][*report], &minus);
        program.add_row(Relation::AtLeast, entries, -constant);
    }
    match lp::solve(&program).map_err(unsolved_program)? {
        Outcome::Optimal { mut primal, .. } => {
            let belief = |(own, shadow): (usize, &Shadow)| {
                let mut mean = vec![Rational::ZERO; one.states()];
                for (weight, part) in shadow.mixture(one.set(own), &primal.0) {
                    mean.iter_mut().zip(part.probabilities()).for_each(|(mean, share)| *mean += &weight * share);
                }
                Distribution::new(mean).map_err(|_| Open::Inconsistent)
            };
            let beliefs = shadows.iter().enumerate().map(belief).collect::<Result<_, Open>>()?;
            primal.0.truncate(one.count());
            Ok(Ok((primal.0, beliefs)))
        }
        Outcome::Infeasible { farkas } => {
            let weights = farkas.0.into_iter().skip(first);
            let flow = |((truth, report), weight)| Flow { truth: TypeId(truth), report: TypeId(report), weight };
            let used = lies.into_iter().zip(weights).filter(|(_, weight)| !weight.is_zero());
            Ok(Err(primitive(used.map(flow).collect())))
        }
        Outcome::Unbounded { .. } => Err(Open::Inconsistent),
    }
}

/// The same circulation in whole numbers without a common divisor.
fn primitive(mut flows: Vec<Flow>) -> Vec<Flow> {
    let denominator = common_denominator(flows.iter().map(|flow| &flow.weight));
    let sizes = flows.iter().map(|flow| scaled_to(&flow.weight, &denominator).into_parts().1);
    let divisor = sizes.fold(Natural::ZERO, |known, size| greatest_common_divisor(&known, &size));
    if !divisor.is_zero() {
        let factor = Rational::from(denominator) / Rational::from(divisor);
        flows.iter_mut().for_each(|flow| flow.weight *= &factor);
    }
    flows
}

/// The proof that a circulation is, with multipliers where sets have inequalities.
pub(super) fn impossible(one: &OneAgent<'_>, reports: Reports, flows: Vec<Flow>) -> Result<Impossibility, Open> {
    let mut floors = Vec::new();
    match reports {
        Reports::Pure => {
            for flow in &flows {
                let values = &one.advantages[flow.truth.0][flow.report.0];
                floors.push(one.lower(flow.truth.0, values)?.multipliers);
            }
        }
        Reports::Mixed => {
            for of_truth in flows.chunk_by(|a, b| a.truth == b.truth) {
                let truth = of_truth[0].truth.0;
                let mut values = vec![Rational::ZERO; one.states()];
                for flow in of_truth {
                    let lie = &one.advantages[truth][flow.report.0];
                    values.iter_mut().zip(lie).for_each(|(value, lie)| *value += &flow.weight * lie);
                }
                floors.push(one.lower(truth, &values)?.multipliers);
            }
        }
    }
    Ok(Impossibility::Circulation { agent: one.agent, criterion: Criterion::Maxmin, reports, flows, floors })
}
