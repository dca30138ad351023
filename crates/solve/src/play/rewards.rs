//! The rewards of the objections that prove robust monotonicity: enough to dissolve every unwanted equilibrium.

use ambimech_model::play::NamedReward;
use ambimech_model::robust::{Monotonicity, Objection, Refutation, RobustStudy};

/// The different rewards of the proof of a study, named z1, z2, …; none when monotonicity is not proved.
pub fn rewards_of_study(study: &RobustStudy) -> Vec<NamedReward> {
    let mut found = Vec::new();
    if let Ok(Monotonicity::Holds(refutation)) = &study.monotonicity {
        collect(refutation, &mut found);
    }
    found
}

fn collect(refutation: &Refutation, found: &mut Vec<NamedReward>) {
    match refutation {
        Refutation::Empty => {}
        Refutation::Covered(objections) => objections.iter().for_each(|objection| add(objection, found)),
        Refutation::Removed(objections, rest) => {
            objections.iter().for_each(|objection| add(objection, found));
            collect(rest, found);
        }
        Refutation::Divided(objection, branches) => {
            add(objection, found);
            branches.iter().for_each(|branch| collect(branch, found));
        }
    }
}

fn add(objection: &Objection, found: &mut Vec<NamedReward>) {
    let known =
        found.iter().any(|reward| reward.coalition == objection.coalition && reward.lotteries == objection.reward);
    if !known {
        let name = format!("z{}", found.len() + 1);
        found.push(NamedReward { name, coalition: objection.coalition, lotteries: objection.reward.clone() });
    }
}
