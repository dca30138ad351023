//! Quadratic bets between types that believe different things.
//!
//! For beliefs p_θ ∈ Π(θ), rewards U(θ) and a scale M the truth of θ is to give a_θ(x) = U(θ) + M b_θ(x), b_θ(x) = 2 p_θ(x) − |p_θ|². Under p_θ
//! the bet b_r is worth |p_θ|² − |p_θ − p_r|²: everybody likes its own best, and the more so the farther the beliefs are apart.

use super::{OneAgent, unit};
use ambimech_model::belief_set::{BeliefSet, Distribution};
use ambimech_model::implementability::{Open, sole_belief};
use ambimech_model::index::JointTypeId;
use ambimech_model::number::Rational;
use ambimech_model::property::Reports;

/// b_p(x) = 2 p(x) − |p|².
pub(super) fn bet(p: &Distribution) -> Vec<Rational> {
    let size = p.expectation(p.probabilities());
    p.probabilities().iter().map(|share| share + share - &size).collect()
}

/// Whether two types believe one and the same distribution and nothing else.
pub(super) fn is_class(one: &OneAgent<'_>, a: usize, b: usize) -> bool {
    let belief = sole_belief(one.set(a));
    belief.is_some() && belief == sole_belief(one.set(b))
}

/// A belief of a set: its only one, its centre, or what is cheapest somewhere.
pub(super) fn some_belief(one: &OneAgent<'_>, own: usize) -> Result<Distribution, Open> {
    let set = one.set(own);
    match set {
        BeliefSet::Contamination(inner) if set.contains(inner.centre()) == Some(true) => {
            Ok(inner.centre().clone())
        }
        BeliefSet::Ball(ball) => Ok(ball.centre().clone()),
        _ => Ok(one.lower(own, &unit(one.states(), JointTypeId(0)))?.extreme.prior),
    }
}

/// The truths with the smallest scale that keeps maxmin types from other beliefs' reports; `None` when a type likes another's bet as much as
/// its own, or when types with several beliefs could mix.
pub(super) fn bets(
    one: &OneAgent<'_>,
    rewards: &[Rational],
    reports: Reports,
) -> Result<Option<Vec<Vec<Rational>>>, Open> {
    let all_sole = (0..one.count()).all(|own| sole_belief(one.set(own)).is_some());
    if reports == Reports::Mixed && !all_sole {
        return Ok(None);
    }
    let beliefs: Vec<Distribution> =
        (0..one.count()).map(|own| some_belief(one, own)).collect::<Result<_, Open>>()?;
    let acts: Vec<Vec<Rational>> = beliefs.iter().map(bet).collect();
    let mut scale = Rational::ZERO;
    for (truth, report) in one.lies() {
        if is_class(one, truth, report) {
            continue;
        }
        let own = one.lower(truth, &acts[truth])?.extreme.value;
        let lie = one.lower(truth, &acts[report])?.extreme;
        let gap = own - lie.value;
        if gap <= Rational::ZERO {
            return Ok(None);
        }
        // U(r) + M E_p b_r + E_p f ≤ U(θ) + M L b_θ under the belief p that is worst for the other bet.
        let gain = &rewards[report] - &rewards[truth] + lie.prior.expectation(&one.advantages[truth][report]);
        scale = scale.max(gain / gap);
    }
    Ok(Some(scaled(rewards, &acts, &scale)))
}

/// U(θ) + M b_θ(x).
pub(super) fn scaled(rewards: &[Rational], acts: &[Vec<Rational>], scale: &Rational) -> Vec<Vec<Rational>> {
    let truth = |(reward, act): (&Rational, &Vec<Rational>)| act.iter().map(|bet| reward + scale * bet).collect();
    rewards.iter().zip(acts).map(truth).collect()
}
