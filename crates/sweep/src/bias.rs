//! Exact ties between beliefs, which make a condition fail.
//!
//! Two joint types share a posterior when their rows of weights are proportional; a type is a mixture of others when its row is a
//! combination of theirs with weights that are not negative. So a row is written anew: as a multiple of another, or as a sum of
//! multiples. Multiples are whole numbers from 1 to 3 (for a mixture from 0 to 3, not all 0).

use crate::random::Random;
use ambimech_io::sweep::plan::Bias;
use ambimech_model::coalition::Coalition;
use ambimech_model::index::{AgentId, JointTypeId};
use ambimech_model::number::Rational;
use ambimech_model::type_space::{Split, TypeSpace};

/// Changes the weights so that the condition fails; nothing where no agent has two types.
pub fn make_fail(space: &TypeSpace, weights: &mut [Rational], bias: Bias, random: &mut Random) {
    let several: Vec<AgentId> = space.agents().filter(|agent| space.type_count(*agent) > 1).collect();
    if several.is_empty() {
        return;
    }
    let coalition = match bias {
        Bias::Bdp | Bias::ConvexIndependence => Coalition::single(several[random.place(several.len())]),
        Bias::Cbdp => {
            let left_out = space.agents().nth(random.place(space.agent_count())).unwrap_or(AgentId(0));
            let rest = Coalition::single(left_out).complement(space.agent_count());
            if space.joint_count(rest) > 1 {
                rest
            } else {
                Coalition::single(several[random.place(several.len())])
            }
        }
    };
    let split = space.split(coalition);
    let changed = random.place(split.own_count());
    let multiples: Vec<u64> = match bias {
        Bias::Bdp | Bias::Cbdp => {
            let other = (changed + 1 + random.place(split.own_count() - 1)) % split.own_count();
            let factor = random.between(1, 3);
            (0..split.own_count()).map(|own| if own == other { factor } else { 0 }).collect()
        }
        Bias::ConvexIndependence => loop {
            let drawn: Vec<u64> =
                (0..split.own_count()).map(|own| if own == changed { 0 } else { random.between(0, 3) }).collect();
            if drawn.iter().any(|multiple| *multiple > 0) {
                break drawn;
            }
        },
    };
    write_row(&split, weights, JointTypeId(changed), &multiples);
}

fn write_row(split: &Split, weights: &mut [Rational], changed: JointTypeId, multiples: &[u64]) {
    for rest in split.rest() {
        let parts = split.own().zip(multiples).filter(|(_, multiple)| **multiple > 0);
        let total = parts.fold(Rational::ZERO, |total, (own, multiple)| {
            total + &weights[split.profile(own, rest).0] * Rational::from(*multiple)
        });
        weights[split.profile(changed, rest).0] = total;
    }
}
