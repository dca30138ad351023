//! Ambiguous coalitional monotonicity (THESIS Definition 3.3.2) and strong monotonicity (Definition 3.5.2).

use super::{MaxminRefusal, is_function};
use crate::coalition::Coalition;
use crate::index::ProfileId;
use crate::maxmin::{
    ChoiceId, ChoiceProblem, Deception, DeceptionProof, Deceptions, Exclusion, Limit, NoReward, Reward, Row,
    RowSpace, Scope, Wish, Worth,
};

/// The function of F that f∘α agrees with on T*, if there is one: then α is acceptable for f.
pub fn find_acceptable(problem: &ChoiceProblem, choice: ChoiceId, deception: &Deception) -> Option<ChoiceId> {
    let reports = deception.reports(problem.environment().space());
    problem.choice_ids().find(|other| {
        let same = |t: ProfileId| problem.choice(*other).at(t) == problem.choice(choice).at(reports[t.0]);
        problem.information().possible().all(same)
    })
}

/// Whether a function with this worth belongs to the reward set H_S^f.
pub fn is_in_reward_set(rows: &RowSpace<'_>, scope: Scope, about: (ChoiceId, Coalition), worth: &Worth) -> bool {
    first_reward_breach(rows, scope, about, worth).is_none()
}

/// The first limit of the reward set H_S^f that a function with this worth breaks; `None` when it belongs to the set.
pub fn first_reward_breach(
    rows: &RowSpace<'_>,
    scope: Scope,
    (choice, coalition): (ChoiceId, Coalition),
    worth: &Worth,
) -> Option<Limit> {
    let problem = rows.problem();
    let mut larger = scope.coalitions(problem).into_iter().filter(|larger| coalition.is_subset_of(*larger));
    larger.find_map(|larger| {
        let by_all = larger == problem.grand();
        let mut about = problem.choice_ids().filter(|other| by_all || *other == choice);
        about.find_map(|other| {
            let found = worth.first_deviation(problem, larger, rows.truthful(other));
            found.map(|(deception, at)| Limit { coalition: larger, choice: other, deception, at })
        })
    })
}

/// Whether h∘α_−S improves on V(f∘α) for S at a profile, for h with this worth.
pub fn grants(
    rows: &RowSpace<'_>,
    (choice, deception): (ChoiceId, &Deception),
    (coalition, at): (Coalition, ProfileId),
    worth: &Worth,
) -> bool {
    let problem = rows.problem();
    let space = problem.environment().space();
    let told = deception.reports(space);
    let reports = deception.truthful_in(coalition).reports(space);
    let mut more = false;
    for agent in coalition.members() {
        let own = space.type_of(at, agent);
        let had = rows.worth(choice).value(problem, agent, own, &told);
        let gets = worth.value(problem, agent, own, &reports);
        if gets < had {
            return false;
        }
        more |= gets > had;
    }
    more && problem.information().is_possible(at)
}

pub(super) fn check_rewards(
    rows: &RowSpace<'_>,
    scope: Scope,
    rewards: &[Reward],
    proofs: &[DeceptionProof],
) -> Result<(), MaxminRefusal> {
    let problem = rows.problem();
    let rewarded = scope.rewarded(problem);
    let mut worths = Vec::with_capacity(rewards.len());
    for (number, reward) in rewards.iter().enumerate() {
        let exists = reward.choice.0 < problem.choices().len()
            && rewarded.contains(&reward.coalition)
            && is_function(problem, &reward.lotteries);
        if !exists {
            return Err(MaxminRefusal::OutOfRange);
        }
        let worth = Worth::new(problem, &reward.lotteries);
        if !is_in_reward_set(rows, scope, (reward.choice, reward.coalition), &worth) {
            return Err(MaxminRefusal::NoReward(number));
        }
        worths.push(worth);
    }
    let all = Deceptions::of(problem.environment().space(), problem.grand());
    let mut left = proofs.iter();
    let mut number = 0;
    for choice in problem.choice_ids() {
        for deception in all.iter() {
            let proof = left.next().ok_or(MaxminRefusal::OutOfRange)?;
            let holds = match proof {
                DeceptionProof::Acceptable(other) => find_acceptable(problem, choice, &deception)
                    .is_some_and(|found| found == *other || agrees(problem, found, *other)),
                DeceptionProof::Rewarded(reward, at) => {
                    let known = rewards.get(*reward).zip(worths.get(*reward));
                    at.0 < problem.environment().space().size()
                        && known.is_some_and(|(reward, worth)| {
                            reward.choice == choice
                                && grants(rows, (choice, &deception), (reward.coalition, *at), worth)
                        })
                }
            };
            if !holds {
                return Err(MaxminRefusal::Deception(number));
            }
            number += 1;
        }
    }
    if left.next().is_some() { Err(MaxminRefusal::OutOfRange) } else { Ok(()) }
}

/// Whether two functions agree on T*.
fn agrees(problem: &ChoiceProblem, first: ChoiceId, second: ChoiceId) -> bool {
    second.0 < problem.choices().len()
        && problem.information().possible().all(|t| problem.choice(first).at(t) == problem.choice(second).at(t))
}

pub(super) fn check_no_reward(rows: &RowSpace<'_>, scope: Scope, missing: &NoReward) -> Result<(), MaxminRefusal> {
    let problem = rows.problem();
    let space = problem.environment().space();
    if missing.choice.0 >= problem.choices().len() || !missing.deception.fits(space) {
        return Err(MaxminRefusal::OutOfRange);
    }
    if let Some(choice) = find_acceptable(problem, missing.choice, &missing.deception) {
        return Err(MaxminRefusal::Acceptable(choice));
    }
    let wishes = all_wishes(problem, scope, missing.choice, &missing.deception);
    if wishes.len() != missing.excluded.len() {
        return Err(MaxminRefusal::OutOfRange);
    }
    for (number, (wish, (stated, exclusion))) in wishes.iter().zip(&missing.excluded).enumerate() {
        if wish != stated || !is_excluded(rows, scope, wish, &mut rows.wish_rows(wish), exclusion) {
            return Err(MaxminRefusal::Exclusion(number));
        }
    }
    Ok(())
}

/// All wishes about a deception: rewarded coalitions in order, joint types of the members by the first profile of T* with them, favoured
/// members.
pub fn all_wishes(problem: &ChoiceProblem, scope: Scope, choice: ChoiceId, deception: &Deception) -> Vec<Wish> {
    let space = problem.environment().space();
    let mut wishes = Vec::new();
    for coalition in scope.rewarded(problem) {
        let mut seen = Vec::new();
        for at in problem.information().possible() {
            let joint = space.joint_type_of(at, coalition);
            if seen.contains(&joint) {
                continue;
            }
            seen.push(joint);
            for favoured in coalition.members() {
                wishes.push(Wish { choice, deception: deception.clone(), coalition, at, favoured });
            }
        }
    }
    wishes
}

/// Whether the tree leads to a contradiction on every path, from these rows on.
fn is_excluded(
    rows: &RowSpace<'_>,
    scope: Scope,
    wish: &Wish,
    known: &mut Vec<Row>,
    exclusion: &Exclusion,
) -> bool {
    match exclusion {
        Exclusion::Contradiction(multipliers) => rows.contradicts(known, multipliers),
        Exclusion::Ways(limit, parts) => {
            if !rows.is_limit(limit, wish, scope) {
                return false;
            }
            let ways = rows.ways(limit);
            if ways.len() != parts.len() {
                return false;
            }
            let length = known.len();
            ways.into_iter().zip(parts).all(|(way, part)| {
                known.extend(way);
                let done = is_excluded(rows, scope, wish, known, part);
                known.truncate(length);
                done
            })
        }
    }
}
