//! No prior nearer than a limit in total variation makes the belief of a type a mixture of the beliefs of the agent's other types.
//!
//! # Mathematics
//! Let c be in the simplex over the agent's types and c_θ p'(θ, x) = Σ_j c_j p'(j, x) for all x, j over the types other than θ. For a
//! bet b on x the number φ(p') = Σ_x b(x) (Σ_j c_j p'(j, x) − c_θ p'(θ, x)) is then 0. It is linear in p'; its coefficients are c_j b(x) and
//! −c_θ b(x). So φ(p) = φ(p) − φ(p') is at most the distance of p and p' times (largest − smallest coefficient). For all c in a simplex
//! with given corners, φ(p) is at least its least value at a corner, and coefficients lie between −c⁻ b(x) and c⁺ b(x), c⁻ the
//! largest c_θ of a corner and c⁺ the largest c_j. If their spread times the limit is no more than the least φ(p), no prior that is
//! nearer fails with such a c.

use super::DistanceRefusal;
use crate::belief::TypeBeliefs;
use crate::environment::Environment;
use crate::fragility::Bets;
use crate::index::{AgentId, TypeId};
use crate::number::Rational;

/// Bets for every type of every agent with more than two, in order.
pub(super) fn check(
    environment: &Environment,
    list: &[(AgentId, TypeId, Bets)],
    limit: Option<&Rational>,
) -> Result<(), DistanceRefusal> {
    let limit = limit.ok_or(DistanceRefusal::WrongProof)?;
    let space = environment.space();
    let many = space.agents().filter(|agent| space.type_count(*agent) > 2);
    let asked = many.flat_map(|agent| space.types(agent).map(move |own| (agent, own)));
    if !asked.eq(list.iter().map(|(agent, own, _)| (*agent, *own))) {
        return Err(DistanceRefusal::WrongProof);
    }
    for (agent, own, bets) in list {
        let count = space.type_count(*agent);
        let corner = |place| (0..count).map(|t| if t == place { Rational::ONE } else { Rational::ZERO }).collect();
        let corners: Vec<Vec<Rational>> = (0..count).map(corner).collect();
        let part = Part { beliefs: &TypeBeliefs::new(environment, *agent), own: *own, limit };
        if !part.is_excluded(&corners, bets) {
            return Err(DistanceRefusal::NotSeparated(*agent));
        }
    }
    Ok(())
}

struct Part<'a> {
    beliefs: &'a TypeBeliefs<'a>,
    own: TypeId,
    limit: &'a Rational,
}

impl Part<'_> {
    fn is_excluded(&self, corners: &[Vec<Rational>], bets: &Bets) -> bool {
        match bets {
            Bets::Bet(bet) => self.is_ruled_out(corners, bet),
            Bets::Cut { first, second, halves } => {
                if first == second || *first >= corners.len() || *second >= corners.len() {
                    return false;
                }
                let two = Rational::from(2);
                let middle: Vec<Rational> =
                    corners[*first].iter().zip(&corners[*second]).map(|(a, b)| (a + b) / &two).collect();
                [first, second].into_iter().zip(halves.iter()).all(|(replaced, half)| {
                    let mut corners = corners.to_vec();
                    corners[*replaced] = middle.clone();
                    self.is_excluded(&corners, half)
                })
            }
        }
    }

    fn is_ruled_out(&self, corners: &[Vec<Rational>], bet: &[Rational]) -> bool {
        if bet.len() != self.beliefs.others().count() {
            return false;
        }
        let count = corners.len();
        let worth = |own| self.beliefs.expectation(own, |x| bet[x.0].clone()) * self.beliefs.marginal(own);
        let worths: Vec<Rational> = (0..count).map(|place| worth(TypeId(place))).collect();
        let signed = |place: usize, number: &Rational| if place == self.own.0 { -number } else { number.clone() };
        let value = |corner: &Vec<Rational>| {
            corner
                .iter()
                .enumerate()
                .fold(Rational::ZERO, |sum, (place, c)| sum + signed(place, c) * &worths[place])
        };
        let Some(least) = corners.iter().map(value).min() else { return false };
        let largest = |is_own: bool| {
            let places = (0..count).filter(move |place| (*place == self.own.0) == is_own);
            places.flat_map(|place| corners.iter().map(move |corner| &corner[place])).max().cloned()
        };
        let (Some(minus), Some(plus)) = (largest(true), largest(false)) else { return false };
        let coefficients = || bet.iter().flat_map(|b| [b * &plus, -(b * &minus)]);
        let (Some(most), Some(fewest)) = (coefficients().max(), coefficients().min()) else { return false };
        let spread = most - fewest;
        spread > Rational::ZERO && least >= spread * self.limit
    }
}
