//! Lemma 1 of CPAM in closed form: a bet among the members of S against one type of one of them.
//!
//! # Promise
//! ξ_j(θ), j ∈ S, |S| ≥ 2, with Σ_j ξ_j = 0; E\[ξ_j | θ_j\] = 0 for every member and type; and E\[ξ_i(θ̂_i, ·) | θ̄_i\] = −1 for every report
//! θ̂_i whose posterior differs from that of θ̄_i, 0 for the others.
//!
//! # Construction
//! Write y = ξ_i p and K(x) = p(θ̄_i, x)/p(θ̂_i, x) for x ∈ Θ_−i. With full support, row θ̂_i of y is −(K − mean K) over Σ_x K(x)(K(x) − mean K)
//! divided by p(θ̄_i); row θ̄_i is minus the sum of the other rows. Every row and every column of y sums to 0; the other members pay
//! ξ_i in equal parts. θ̄_i expects Σ_x y(θ̂_i, x) K(x) / p(θ̄_i) from the report θ̂_i: a negative multiple of the variance of K, which is 0
//! only when K is constant, that is, when the two types share a posterior. Column sums are all that the other members' on-path
//! values are made of, whoever else is in S: unlike in Lemma 4 it does not matter who bears the other side. ∎
//!
//! # Profiles that never occur
//! If θ̄_i thinks some x possible that θ̂_i excludes, i pays at (θ̂_i, x), which costs nobody anything on path. Otherwise K and its
//! mean are taken over the x that θ̄_i thinks possible. If K is constant there although the posteriors differ, there is no such bet.

use ambimech_model::coalition::Coalition;
use ambimech_model::collusion::SideTable;
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId, TypeId};
use ambimech_model::number::Rational;
use ambimech_model::prior::Prior;

/// ξ against this type of this member; `None` where there is none. The type must occur, and S have two members at least.
pub(super) fn bet_against(
    environment: &Environment,
    prior: &Prior,
    coalition: Coalition,
    (agent, truth): (AgentId, TypeId),
) -> Option<SideTable> {
    let space = environment.space();
    let alone = space.split(Coalition::single(agent));
    let weight = |own: TypeId, x: JointTypeId| prior.weight(alone.profile(JointTypeId(own.0), x));
    let believed: Vec<JointTypeId> = alone.rest().filter(|x| !weight(truth, *x).is_zero()).collect();
    let total = believed.iter().fold(Rational::ZERO, |sum, x| sum + Rational::from(weight(truth, *x)));
    let count = Rational::from(believed.len() as u64);
    let mut xi = vec![vec![Rational::ZERO; alone.rest_count()]; alone.own_count()];
    for report in space.types(agent).filter(|report| *report != truth) {
        let excluded: Vec<JointTypeId> =
            believed.iter().copied().filter(|x| weight(report, *x).is_zero()).collect();
        if !excluded.is_empty() {
            let seen = excluded.iter().fold(Rational::ZERO, |sum, x| sum + Rational::from(weight(truth, *x)));
            for x in excluded {
                xi[report.0][x.0] = -&total / &seen;
            }
            continue;
        }
        let ratio = |x: &JointTypeId| Rational::from(weight(truth, *x)) / Rational::from(weight(report, *x));
        let ratios: Vec<Rational> = believed.iter().map(ratio).collect();
        let mean = ambimech_model::number::sum(&ratios) / &count;
        let spread = ratios.iter().fold(Rational::ZERO, |sum, k| sum + k * (k - &mean));
        if spread.is_zero() {
            let is_shared = alone.rest().all(|x| weight(report, x).is_zero() == weight(truth, x).is_zero());
            if is_shared {
                continue;
            }
            return None;
        }
        for (x, k) in believed.iter().zip(&ratios) {
            // In units of weights, which are probabilities times a constant that cancels.
            let y = (&mean - k) * &total / &spread;
            xi[report.0][x.0] = &y / Rational::from(weight(report, *x));
            xi[truth.0][x.0] -= y / Rational::from(weight(truth, *x));
        }
    }
    let others = Rational::from(coalition.len() as u64 - 1);
    let split = space.split(coalition);
    Some(SideTable::from_fn(&split, |member, own, rest| {
        let profile = split.profile(own, rest);
        let x = space.joint_type_of(profile, alone.outside());
        let paid = &xi[space.type_of(profile, agent).0][x.0];
        if member == agent { paid.clone() } else { -paid / &others }
    }))
}
