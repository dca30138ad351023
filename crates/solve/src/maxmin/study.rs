//! All conditions about one social choice set, and what follows.

use super::orbits::{Orbits, choice_along, reward_along};
use super::reward::{Granted, Stopped, acceptable, search};
use super::{bad_outcome, efficiency, safety};
use crate::side_by_side;
use ambimech_model::check::{
    all_wishes, check_maxmin, first_ic_deviation, first_local_deviation, first_open_pieces, first_unsupported,
    is_in_reward_set, maxmin_work,
};
use ambimech_model::coalition::Coalition;
use ambimech_model::index::ProfileId;
use ambimech_model::lottery::Lottery;
use ambimech_model::maxmin::{
    ChoiceId, ChoiceProblem, Deception, DeceptionProof, Deceptions, Exclusion, Finding, MaxminAnswer,
    MaxminCondition, MaxminReason, NoReward, Proof, Reward, RowSpace, Scope, Wish, Worth, conclude,
    first_improvement,
};
use std::sync::atomic::{AtomicUsize, Ordering};

/// How much work is done at most. Both bounds are about sizes, so that the same question has the same answer everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// Comparisons as counted by [`maxmin_work`].
    pub comparisons: u128,
    /// Linear programs for each wish about a deception.
    pub steps: usize,
    /// Whether symmetries are looked for; verdicts do not depend on it, except where a bound is met.
    pub symmetries: bool,
}

impl Default for Effort {
    fn default() -> Effort {
        Effort { comparisons: 500_000, steps: 2_000, symmetries: true }
    }
}

/// How many comparisons the search for rewards, and coefficients the programs about plans, may take for each comparison that `comparisons` allows.
const SEARCH_SHARE: u128 = 16;

/// Deceptions about functions of which orbits are counted at most, when the question is too large without symmetries.
const MAX_COUNTED: u128 = 1_000_000;

/// Deceptions that are looked at together, with the rewards found for the earlier ones of them tried first. Fixed, so that the same rewards
/// are found however many threads there are.
const TOGETHER: usize = 64;

/// How many pieces are looked at between two reports of progress.
const PIECES_TOLD: usize = 32;

/// What is being decided, and how many deceptions of how many have been looked at; both 0 where nothing is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MaxminProgress {
    /// The condition.
    pub condition: MaxminCondition,
    /// Deceptions that are done.
    pub done: u64,
    /// All deceptions, over all functions.
    pub all: u64,
}

/// Decides all conditions for one scope. `watch` is told what begins, and how far it is.
pub fn study_choices(
    problem: &ChoiceProblem,
    scope: Scope,
    effort: Effort,
    watch: &mut dyn FnMut(MaxminProgress),
) -> MaxminAnswer {
    let rows = RowSpace::new(problem);
    let work = maxmin_work(problem, scope);
    let of_orbits = if work > effort.comparisons { work_of_orbits(problem, scope, effort) } else { None };
    let (mut findings, mut undecided) = (Vec::new(), Vec::new());
    for condition in MaxminCondition::ALL {
        let by_cases = matches!(
            condition,
            MaxminCondition::IncentiveCompatible | MaxminCondition::Monotone | MaxminCondition::LocallyEfficient
        );
        let pieces = (problem.choices().len() as u128)
            .saturating_pow(u32::try_from(problem.information().cells().len()).unwrap_or(u32::MAX));
        let claimed = findings.iter().find_map(|finding: &Finding| match &finding.proof {
            Proof::Rewards(rewards, _) => Some(rewards.as_slice()),
            _ => None,
        });
        // Without coalitions of several there are no plans, and without monotonicity no rewards.
        let plans = scope.groups(problem);
        if condition == MaxminCondition::SafeRewards && (plans.is_empty() || claimed.is_none()) {
            continue;
        }
        let rewards = claimed.unwrap_or_default();
        let (size, of_orbits) = match condition {
            _ if by_cases => (work, of_orbits),
            MaxminCondition::SafeRewards => (safety::work(&rows, scope, rewards) / SEARCH_SHARE, None),
            MaxminCondition::Closed => (pieces, None),
            _ => (0, None),
        };
        if of_orbits.unwrap_or(size) > effort.comparisons {
            let reason = MaxminReason::TooLarge { work: size, of_orbits, limit: effort.comparisons };
            undecided.push((condition, reason));
            continue;
        }
        watch(MaxminProgress { condition, done: 0, all: 0 });
        match decide(&rows, scope, effort, (condition, rewards), watch) {
            Ok((holds, proof)) => {
                let finding = Finding { condition, scope, holds, proof };
                match check_maxmin(problem, &finding) {
                    Ok(()) => findings.push(finding),
                    Err(refusal) => {
                        undecided.push((condition, MaxminReason::Unproved(format!("{refusal:?}"))));
                    }
                }
            }
            Err(reason) => undecided.push((condition, reason)),
        }
    }
    let conclusion = conclude(problem, scope, &findings);
    MaxminAnswer { scope, findings, undecided, conclusion, work }
}

fn decide(
    rows: &RowSpace<'_>,
    scope: Scope,
    effort: Effort,
    (condition, claimed): (MaxminCondition, &[Reward]),
    watch: &mut dyn FnMut(MaxminProgress),
) -> Result<(bool, Proof), MaxminReason> {
    let problem = rows.problem();
    let by_cases = |failing: Option<Proof>| match failing {
        None => (true, Proof::AllCases),
        Some(proof) => (false, proof),
    };
    match condition {
        MaxminCondition::IncentiveCompatible => {
            Ok(by_cases(first_ic_deviation(rows, scope).map(Proof::Deviation)))
        }
        MaxminCondition::LocallyEfficient => Ok(by_cases(first_local_deviation(rows).map(Proof::Deviation))),
        MaxminCondition::Closed => Ok(by_cases(first_open_pieces(problem).map(Proof::Pieces))),
        MaxminCondition::Supported => Ok(by_cases(first_unsupported(problem).map(Proof::Unsupported))),
        MaxminCondition::BadOutcome => bad_outcome::decide(rows, false).map_err(MaxminReason::Unproved),
        MaxminCondition::DeepBadOutcome => bad_outcome::decide(rows, true).map_err(MaxminReason::Unproved),
        MaxminCondition::SafeRewards => safety::decide(rows, scope, claimed),
        MaxminCondition::Efficient => efficiency::decide(rows).map_err(MaxminReason::Unproved),
        MaxminCondition::Monotone => monotone(rows, scope, effort, watch),
    }
}

/// The work with one deception of every orbit, and [`SEARCH_SHARE`] of those that are only gone through for one of these; `None` when there are no
/// symmetries, or too many deceptions for the orbits to be counted.
fn work_of_orbits(problem: &ChoiceProblem, scope: Scope, effort: Effort) -> Option<u128> {
    let all = Deceptions::of(problem.environment().space(), problem.grand());
    let functions = problem.choices().len() as u128;
    let places = all.count().checked_mul(functions).filter(|places| *places <= MAX_COUNTED)?;
    let order = by_lies(&all);
    let orbits = Orbits::new(problem, scope, (&all, &order), effort.symmetries).orbit_count() as u128;
    let deviations = maxmin_work(problem, scope) / functions.max(1) - places;
    (orbits < places).then(|| (deviations + orbits) * functions + places * functions / SEARCH_SHARE)
}

/// What became of one deception.
enum Harm {
    Acceptable(ChoiceId),
    /// By a reward with this place in the list of its piece.
    Rewarded(usize, ProfileId),
    /// There is no reward.
    None(Vec<(Wish, Exclusion)>),
    Open,
    Unproved(String),
}

/// Some deceptions about one function, in order, with the rewards that were found.
struct Piece {
    rewards: Vec<(Reward, Worth)>,
    harms: Vec<Harm>,
    /// Linear programs solved.
    programs: usize,
}

/// How many programs the search for rewards may solve: every solution is compared with what all coalitions and deceptions could make of it.
fn programs_allowed(problem: &ChoiceProblem, scope: Scope, effort: Effort) -> usize {
    let space = problem.environment().space();
    let of_member = |coalition: Coalition, agent| {
        let others = coalition.members().filter(|other| *other != agent).collect();
        let own = space.type_count(agent) as u128;
        Deceptions::of(space, others).count().saturating_mul(own * own)
    };
    let of_coalition = |coalition: Coalition| {
        coalition.members().fold(0u128, |sum, agent| sum.saturating_add(of_member(coalition, agent)))
    };
    let cost = scope.coalitions(problem).into_iter().map(of_coalition).fold(1u128, u128::saturating_add);
    let allowed = effort.comparisons.saturating_mul(SEARCH_SHARE) / cost;
    usize::try_from(allowed).unwrap_or(usize::MAX).max(effort.steps)
}

/// The deceptions with the fewest lies first: they are the hardest to reward, since nearly everything is as at the truth. Among equally many the
/// order is lexicographic.
fn by_lies(all: &Deceptions) -> Vec<usize> {
    let count = usize::try_from(all.count()).unwrap_or(usize::MAX);
    let lies = |number: &usize| {
        let told = all.nth(*number as u128);
        told.0.iter().flat_map(|own| own.iter().enumerate()).filter(|(t, report)| report.0 != *t).count()
    };
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by_cached_key(lies);
    order
}

fn monotone(
    rows: &RowSpace<'_>,
    scope: Scope,
    effort: Effort,
    watch: &mut dyn FnMut(MaxminProgress),
) -> Result<(bool, Proof), MaxminReason> {
    let problem = rows.problem();
    let all = Deceptions::of(problem.environment().space(), problem.grand());
    let order = by_lies(&all);
    let choices: Vec<ChoiceId> = problem.choice_ids().collect();
    let simple: Vec<Vec<(Reward, Worth)>> =
        side_by_side::map(&choices, |_, choice| simple_rewards(rows, scope, *choice));
    let orbits = Orbits::new(problem, scope, (&all, &order), effort.symmetries);
    let mut pieces: Vec<(ChoiceId, Vec<usize>)> = Vec::new();
    for choice in &choices {
        let first = orbits.first_of(*choice, &order);
        pieces.extend(first.chunks(TOGETHER).map(|some| (*choice, some.to_vec())));
    }
    let whole: usize = pieces.iter().map(|(_, some)| some.len()).sum();
    // The first piece with a deception without a reward; later ones need not be looked at.
    let failed = AtomicUsize::new(usize::MAX);
    // When the pieces before one that are done have used up the programs, it lies beyond the place where they end, which `gather` finds by
    // counting in order.
    let allowed = programs_allowed(problem, scope, effort);
    let solved: Vec<AtomicUsize> = pieces.iter().map(|_| AtomicUsize::new(0)).collect();
    let of_piece = |place: usize, (choice, numbers): &(ChoiceId, Vec<usize>)| -> Piece {
        let mut piece = Piece { rewards: simple[choice.0].clone(), harms: Vec::new(), programs: 0 };
        let before = solved[..place].iter().map(|programs| programs.load(Ordering::Relaxed));
        if before.fold(0, usize::saturating_add) >= allowed {
            return piece;
        }
        for number in numbers {
            if failed.load(Ordering::Relaxed) < place {
                break;
            }
            let deception = all.nth(*number as u128);
            let harm = look_at(rows, scope, (*choice, &deception), (effort.steps, allowed), &mut piece);
            let ends = matches!(harm, Harm::None(_));
            piece.harms.push(harm);
            if ends {
                failed.fetch_min(place, Ordering::Relaxed);
                break;
            }
        }
        solved[place].store(piece.programs, Ordering::Relaxed);
        piece
    };
    let mut found: Vec<Piece> = Vec::with_capacity(pieces.len());
    for some in pieces.chunks(PIECES_TOLD) {
        let first = found.len();
        watch(MaxminProgress {
            condition: MaxminCondition::Monotone,
            done: ((first * TOGETHER) as u64).min(whole as u64),
            all: whole as u64,
        });
        found.extend(side_by_side::map(some, |place, piece| of_piece(first + place, piece)));
        if failed.load(Ordering::Relaxed) < usize::MAX {
            break;
        }
    }
    gather(problem, &pieces, &found, (&all, &orbits), (effort.steps, allowed))
}

/// Puts the pieces together: the first deception without a reward, or all proofs in lexicographic order, or what is open.
fn gather(
    problem: &ChoiceProblem,
    pieces: &[(ChoiceId, Vec<usize>)],
    found: &[Piece],
    (all, orbits): (&Deceptions, &Orbits),
    (steps, allowed): (usize, usize),
) -> Result<(bool, Proof), MaxminReason> {
    let functions = problem.choices().len();
    let count = usize::try_from(all.count()).unwrap_or(usize::MAX);
    let whole = all.count().saturating_mul(functions as u128);
    let (mut open, mut unproved, mut seen, mut solved) = (0u128, None, 0u128, 0usize);
    let mut harmless: Vec<Option<(&Piece, &Harm)>> = vec![None; functions * count];
    for ((choice, numbers), piece) in pieces.iter().zip(found) {
        if solved >= allowed {
            open += whole.saturating_sub(seen);
            break;
        }
        solved += piece.programs;
        for (number, harm) in numbers.iter().zip(&piece.harms) {
            let size = orbits.size(*choice, *number) as u128;
            seen += size;
            match harm {
                Harm::Acceptable(_) | Harm::Rewarded(..) => {
                    harmless[choice.0 * count + number] = Some((piece, harm));
                }
                Harm::None(excluded) => {
                    let deception = all.nth(*number as u128);
                    let missing = NoReward { choice: *choice, deception, excluded: excluded.clone() };
                    return Ok((false, Proof::NoReward(Box::new(missing))));
                }
                Harm::Open => open += size,
                Harm::Unproved(why) => unproved = unproved.or(Some(why.clone())),
            }
        }
    }
    match unproved {
        Some(why) => return Err(MaxminReason::Unproved(why)),
        None if open > 0 => return Err(MaxminReason::GaveUp { open, all: whole, steps, programs: allowed }),
        None => {}
    }
    Ok((true, write_out(problem, all, orbits, &harmless)))
}

/// Why every deception does no harm, those that stand for an orbit as they were found. For the others the image of the reward is used when it is
/// among the rewards of these, else the first of these that is good, else the image: with fewer rewards there are fewer plans.
fn write_out(
    problem: &ChoiceProblem,
    all: &Deceptions,
    orbits: &Orbits,
    harmless: &[Option<(&Piece, &Harm)>],
) -> Proof {
    let mut rewards: Vec<(Reward, Worth)> = Vec::new();
    let mut proofs: Vec<Option<DeceptionProof>> = Vec::with_capacity(harmless.len());
    for known in harmless {
        proofs.push(known.map(|(piece, harm)| match harm {
            Harm::Rewarded(reward, at) => {
                let (reward, worth) = &piece.rewards[*reward];
                DeceptionProof::Rewarded(place_of(&mut rewards, reward, || worth.clone()), *at)
            }
            Harm::Acceptable(other) => DeceptionProof::Acceptable(*other),
            // Not among those that are harmless.
            _ => DeceptionProof::Acceptable(ChoiceId(0)),
        }));
    }
    let open: Vec<usize> = (0..proofs.len()).filter(|place| proofs[*place].is_none()).collect();
    let (space, count) = (problem.environment().space(), harmless.len() / problem.choices().len().max(1));
    let rows = RowSpace::new(problem);
    let follow = |_: usize, place: &usize| -> Result<DeceptionProof, Option<(Reward, ProfileId)>> {
        let (from, way) = orbits.way(*place);
        let (number, at) = match proofs.get(from).cloned().flatten() {
            Some(DeceptionProof::Acceptable(other)) => {
                return Ok(DeceptionProof::Acceptable(choice_along(&way, other)));
            }
            Some(DeceptionProof::Rewarded(number, at)) => (number, at),
            None => return Err(None),
        };
        let (image, at) = reward_along(problem, &way, (&rewards[number].0, at));
        if let Some(known) = rewards.iter().position(|(known, _)| *known == image) {
            return Ok(DeceptionProof::Rewarded(known, at));
        }
        let choice = ChoiceId(place / count);
        let deception = all.nth((place % count) as u128);
        let had = rows.worth(choice).values(problem, problem.grand(), &deception.reports(space));
        let good = rewards.iter().enumerate().filter(|(_, (reward, _))| reward.choice == choice).find_map(
            |(known, (reward, worth))| {
                let reports = deception.truthful_in(reward.coalition).reports(space);
                let gets = worth.values(problem, reward.coalition, &reports);
                Some((known, first_improvement(problem, reward.coalition, &gets, &had)?))
            },
        );
        good.map(|(known, at)| DeceptionProof::Rewarded(known, at)).ok_or(Some((image, at)))
    };
    let found = side_by_side::map(&open, follow);
    for (place, found) in open.into_iter().zip(found) {
        proofs[place] = match found {
            Ok(proof) => Some(proof),
            Err(None) => None,
            Err(Some((reward, at))) => {
                let worth = || Worth::new(problem, &reward.lotteries);
                Some(DeceptionProof::Rewarded(place_of(&mut rewards, &reward, worth), at))
            }
        };
    }
    let rewards = rewards.into_iter().map(|(reward, _)| reward).collect();
    Proof::Rewards(rewards, proofs.into_iter().flatten().collect())
}

/// Where a reward is in the list, to which it is added when it is new.
fn place_of(rewards: &mut Vec<(Reward, Worth)>, reward: &Reward, worth: impl FnOnce() -> Worth) -> usize {
    rewards.iter().position(|(known, _)| known == reward).unwrap_or_else(|| {
        rewards.push((reward.clone(), worth()));
        rewards.len() - 1
    })
}

fn look_at(
    rows: &RowSpace<'_>,
    scope: Scope,
    (choice, deception): (ChoiceId, &Deception),
    (steps, allowed): (usize, usize),
    piece: &mut Piece,
) -> Harm {
    let problem = rows.problem();
    if let Some(other) = acceptable(rows, choice, deception) {
        return Harm::Acceptable(other);
    }
    let space = problem.environment().space();
    let had = rows.worth(choice).values(problem, problem.grand(), &deception.reports(space));
    for (place, (reward, worth)) in piece.rewards.iter().enumerate() {
        let reports = deception.truthful_in(reward.coalition).reports(space);
        let gets = worth.values(problem, reward.coalition, &reports);
        if let Some(at) = first_improvement(problem, reward.coalition, &gets, &had) {
            return Harm::Rewarded(place, at);
        }
    }
    let (mut excluded, mut open) = (Vec::new(), false);
    for wish in all_wishes(problem, scope, choice, deception) {
        let given = steps.min(allowed.saturating_sub(piece.programs));
        let mut left = given;
        let found = search(rows, scope, &wish, &mut left);
        piece.programs += given - left;
        match found {
            Ok(Granted::Reward(lotteries)) => {
                let worth = Worth::new(problem, &lotteries);
                piece.rewards.push((Reward { choice, coalition: wish.coalition, lotteries }, worth));
                return Harm::Rewarded(piece.rewards.len() - 1, wish.at);
            }
            Ok(Granted::Excluded(exclusion)) => excluded.push((wish, exclusion)),
            Err(Stopped::Steps) => open = true,
            Err(Stopped::Unproved(why)) => return Harm::Unproved(why),
        }
    }
    if open { Harm::Open } else { Harm::None(excluded) }
}

/// Rewards that need no search: the functions of F themselves, and for one agent f with one of its reports fixed.
fn simple_rewards(rows: &RowSpace<'_>, scope: Scope, choice: ChoiceId) -> Vec<(Reward, Worth)> {
    let problem = rows.problem();
    let mut found = Vec::new();
    for coalition in scope.rewarded(problem) {
        let mut candidates: Vec<Vec<Lottery>> =
            problem.choices().iter().map(|choice| choice.lotteries.clone()).collect();
        candidates.extend(with_one_report(problem, choice, coalition));
        for lotteries in candidates {
            let worth = Worth::new(problem, &lotteries);
            if is_in_reward_set(rows, scope, (choice, coalition), &worth) {
                found.push((Reward { choice, coalition, lotteries }, worth));
            }
        }
    }
    found
}

fn with_one_report(problem: &ChoiceProblem, choice: ChoiceId, coalition: Coalition) -> Vec<Vec<Lottery>> {
    let space = problem.environment().space();
    let Some(agent) = coalition.members().next().filter(|_| coalition.len() == 1) else { return Vec::new() };
    let fixed = |report| {
        let at = |profile| problem.choice(choice).at(space.with_type(profile, agent, report)).clone();
        space.profiles().map(at).collect()
    };
    space.types(agent).map(fixed).collect()
}
