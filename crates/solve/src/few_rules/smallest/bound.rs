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
//! A program in which some types are left out asks for less, and its optimum is a lower bound as well.
//!
//! # Method
//! The whole program is solved in floating point; what is then solved exactly has the types only whose rows have multipliers there. With
//! all of its vectors exact and verified ([`crate::lp::verify`]) the optimum of the small program is proved.

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

/// The bound; `None` when the program is not solved. The patience is for the floating point part.
pub fn lower_bound(layout: &Layout<'_>, measure: StakesMeasure, patience: &mut Patience) -> Option<StakesBound> {
    let all = layout.held.len();
    let most = (MOST_PAYMENTS / layout.size.max(1)).max(1);
    let groups: Vec<usize> = (0..all).step_by(all.div_ceil(most).max(1)).collect();
    let about = value(layout, &groups, measure, patience)?;
    // Groups are taken up one after another, the most demanding of what is left first, until they say as much as all.
    let mut alone: Vec<(f64, usize)> = Vec::new();
    for group in &groups {
        alone.push((value(layout, &[*group], measure, patience)?, *group));
    }
    alone.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
    let mut few: Vec<usize> = Vec::new();
    let mut known = 0.0;
    let is_close = |known: f64| known >= about - CLOSE * (1.0 + about);
    for (_, group) in &alone {
        if !few.is_empty() && is_close(known) {
            break;
        }
        few.push(*group);
        let next = value(layout, &few, measure, patience)?;
        if few.len() > 1 && next <= known + CLOSE * (1.0 + known) {
            few.pop();
        } else {
            known = next;
        }
    }
    let tried = if is_close(known) { vec![few] } else { vec![groups, few] };
    for groups in tried {
        let joint = Joint::new(layout, groups.len().max(1), measure)?;
        let mut patience = Patience::of(EXACT_WORK);
        if let Ok(Outcome::Optimal { value, .. }) =
            solve_within(&joint.with_own_rules(&groups), Method::Automatic, &mut patience, &mut |_| {})
        {
            return Some(StakesBound { value, stopped: groups.len(), all });
        }
    }
    None
}

/// The optimum with a rule for each of these groups, about.
fn value(layout: &Layout<'_>, groups: &[usize], measure: StakesMeasure, patience: &mut Patience) -> Option<f64> {
    let joint = Joint::new(layout, groups.len().max(1), measure)?;
    let solution = propose(&joint.with_own_rules(groups), patience)?;
    joint.measure_of(&solution).copied()
}
