//! What no mechanism goes below, whatever its number of rules.
//!
//! # Theorem
//! Let a mechanism (q, T) reach the goal with the measure z. For every type that must be stopped there are weights under which the
//! mixture of the rules in T holds all its reports down (against pure reports, for every report one rule does). The mixture keeps budget
//! and revenue, its on-path values are at least the worst cases, and equal to them under ambiguity insurance; limits on payments and
//! the measure are convex, so that the mixture keeps them as well. So one rule for each of these types, with all weight on it, is a point of
//! the program with the measure at most z: its optimum is a lower bound, for any number of rules. The other way round the rules
//! of a solution are a mechanism, so that the bound is reached, with as many rules.
//!
//! # Other attitudes
//! Let coalitions be worth (1−κ)·V̄ + κ·min V, or misreports at least and the truth at most that ([`Layout::relaxed`]). The mean of the rules is then
//! one more rule of the program: held down are κ times the rule of the type and 1 − κ times the mean. The rules of a mechanism, mixed for every type
//! as above, and their mean are a point of it. It is reached only nearly, by so many rules that the others hardly change the mean.
//!
//! A program in which some types are left out asks for less, and its optimum is a lower bound as well.
//!
//! # Method
//! The whole program is solved in floating point, and programs with a few of the types, to find few that say as much as all. These are
//! solved exactly; where floating point was wrong about them, or about everything, more types are. With all of its vectors exact and verified
//! ([`crate::lp::verify`]) the optimum of a program is proved; the largest is the bound.

use super::joint::Joint;
use super::layout::Layout;
use crate::lp::{Method, Outcome, Patience, propose, solve_within};
use ambimech_model::stakes::{StakesBound, StakesMeasure};

/// Payments of all rules in the program beyond which types are left out.
const MOST_PAYMENTS: usize = 6_000;
/// Work for one exact program.
const EXACT_WORK: u64 = 3_000_000_000;
/// How close to the bound of all types, as a part of it, that of a few types must be to do.
const CLOSE: f64 = 1e-7;

/// The bound; `None` when the program is not solved, or none is known for these attitudes. The patience is for the floating point part, which only says what is solved exactly.
pub fn lower_bound(layout: &Layout<'_>, measure: StakesMeasure, patience: &mut Patience) -> Option<StakesBound> {
    let layout = &layout.relaxed()?;
    let all = layout.held.len();
    let most = (MOST_PAYMENTS / layout.size.max(1)).max(1);
    let groups: Vec<usize> = (0..all).step_by(all.div_ceil(most).max(1)).collect();
    let about = value(layout, &groups, measure, patience);
    let mut tried: Vec<Vec<usize>> = Vec::new();
    if let Some(about) = about {
        let order = by_demand(layout, &groups, measure, about, patience);
        let (few, known) = taken_up(layout, &order, measure, about, patience);
        tried.push(few);
        if !is_close(known, about) {
            tried.push(left_over(layout, order, measure, about, patience));
        }
    }
    tried.push(groups);
    tried.dedup();
    let mut best: Option<StakesBound> = None;
    for groups in tried {
        let joint = Joint::for_groups(layout, groups.len(), measure)?;
        let mut patience = Patience::of(EXACT_WORK);
        if let Ok(Outcome::Optimal { value, .. }) =
            solve_within(&joint.with_own_rules(&groups), Method::Automatic, &mut patience, &mut |_| {})
            && best.as_ref().is_none_or(|best| best.value < value)
        {
            let with_mean = !layout.is_plain();
            best = Some(StakesBound { value, stopped: groups.len(), all, with_mean });
        }
        // What floating point proposes may be wrong; only what was solved exactly says that it is enough.
        if let (Some(best), Some(about)) = (&best, about)
            && is_close(best.value.to_f64().value(), about)
        {
            break;
        }
    }
    best
}

fn is_close(known: f64, about: f64) -> bool {
    known >= about - CLOSE * (1.0 + about)
}

/// The groups by what each demands alone, the most demanding first. A group demands no more than all; where floating point says so, nothing is
/// known about it.
fn by_demand(
    layout: &Layout<'_>,
    groups: &[usize],
    measure: StakesMeasure,
    about: f64,
    patience: &mut Patience,
) -> Vec<usize> {
    let demand = |group: &usize| {
        let alone = value(layout, &[*group], measure, patience).unwrap_or(0.0);
        (if alone > about + CLOSE * (1.0 + about) { 0.0 } else { alone }, *group)
    };
    let mut alone: Vec<(f64, usize)> = groups.iter().map(demand).collect();
    alone.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
    alone.into_iter().map(|(_, group)| group).collect()
}

/// Groups that are taken up one after another, where they add something, until they say as much as all; and what they say, about.
fn taken_up(
    layout: &Layout<'_>,
    order: &[usize],
    measure: StakesMeasure,
    about: f64,
    patience: &mut Patience,
) -> (Vec<usize>, f64) {
    let (mut few, mut known) = (Vec::new(), 0.0);
    for group in order {
        if !few.is_empty() && is_close(known, about) {
            break;
        }
        few.push(*group);
        let next = value(layout, &few, measure, patience).unwrap_or(known);
        if few.len() > 1 && next <= known + CLOSE * (1.0 + known) {
            few.pop();
        } else {
            known = next;
        }
    }
    (few, known)
}

/// What is left when groups that are not needed are left out one after another, the least demanding first. It says as much as all where
/// groups add something together only, and none by itself.
fn left_over(
    layout: &Layout<'_>,
    order: Vec<usize>,
    measure: StakesMeasure,
    about: f64,
    patience: &mut Patience,
) -> Vec<usize> {
    let mut left = order;
    for place in (0..left.len()).rev() {
        let group = left.remove(place);
        let is_enough = value(layout, &left, measure, patience).is_some_and(|known| is_close(known, about));
        if !is_enough {
            left.insert(place, group);
        }
    }
    left
}

/// The optimum with a rule for each of these groups, about.
fn value(layout: &Layout<'_>, groups: &[usize], measure: StakesMeasure, patience: &mut Patience) -> Option<f64> {
    let joint = Joint::for_groups(layout, groups.len(), measure)?;
    let solution = propose(&joint.with_own_rules(groups), patience)?;
    joint.measure_of(&solution).copied()
}
