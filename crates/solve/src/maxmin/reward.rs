//! The search for a reward, or for the proof that there is none.
//!
//! # Method
//! A wish is a linear program about h with the largest ε. Its solution may improve for some coalition after some deception; that limit is
//! then put into effect in each of the finitely many ways in turn. ε ≤ 0 ends a branch, and the multipliers are kept. Every path names
//! finitely many limits, so that this ends; `steps` bounds how many programs are solved.
//!
//! When S is one agent, a solution h may be replaced by r ↦ h(t_i*, r_−i): the wish looks at reports t_i* only, and a reward set is closed
//! under deceptions of S, which the coalitions that contain S could carry out themselves. Only limits about these reports ever bind.

use crate::lp::{Outcome, Program, Relation, Sign, solve};
use ambimech_model::check::find_acceptable;
use ambimech_model::coalition::Coalition;
use ambimech_model::index::{OutcomeId, ProfileId};
use ambimech_model::lottery::Lottery;
use ambimech_model::maxmin::{ChoiceId, Deception, Exclusion, Limit, Row, RowSpace, Scope, Wish, Worth};
use ambimech_model::number::Rational;

/// What became of a wish.
pub(super) enum Granted {
    /// A reward.
    Reward(Vec<Lottery>),
    /// None exists.
    Excluded(Exclusion),
}

/// Why the search ended without either.
pub(super) enum Stopped {
    /// Too many programs.
    Steps,
    /// A program was not solved.
    Unproved(String),
}

/// Whether a deception is harmless by itself.
pub(super) fn acceptable(rows: &RowSpace<'_>, choice: ChoiceId, deception: &Deception) -> Option<ChoiceId> {
    find_acceptable(rows.problem(), choice, deception)
}

/// Looks for a reward that grants the wish; `steps` counts down.
pub(super) fn search(
    rows: &RowSpace<'_>,
    scope: Scope,
    wish: &Wish,
    steps: &mut usize,
) -> Result<Granted, Stopped> {
    let mut known = rows.wish_rows(wish);
    branch(rows, scope, wish, &mut known, steps)
}

fn branch(
    rows: &RowSpace<'_>,
    scope: Scope,
    wish: &Wish,
    known: &mut Vec<Row>,
    steps: &mut usize,
) -> Result<Granted, Stopped> {
    *steps = steps.checked_sub(1).ok_or(Stopped::Steps)?;
    let found = match best(rows, wish, known).map_err(Stopped::Unproved)? {
        Ok(found) => found,
        Err(multipliers) if rows.contradicts(known, &multipliers) => {
            return Ok(Granted::Excluded(Exclusion::Contradiction(multipliers)));
        }
        Err(_) => return Err(Stopped::Unproved("multipliers that prove nothing".to_string())),
    };
    let same = same_report(rows, wish);
    let lotteries = match &same {
        Some(same) => {
            let reports = same.reports(rows.problem().environment().space());
            reports.iter().map(|r| found[r.0].clone()).collect()
        }
        None => found,
    };
    let Some(mut limit) = first_broken(rows, scope, wish, &lotteries) else {
        return Ok(Granted::Reward(lotteries));
    };
    if let Some(same) = same {
        limit.deception = limit.deception.then(&same);
    }
    let mut parts = Vec::new();
    let length = known.len();
    for way in rows.ways(&limit) {
        known.extend(way);
        let part = branch(rows, scope, wish, known, steps);
        known.truncate(length);
        match part? {
            Granted::Reward(reward) => return Ok(Granted::Reward(reward)),
            Granted::Excluded(part) => parts.push(part),
        }
    }
    Ok(Granted::Excluded(Exclusion::Ways(Box::new(limit), parts)))
}

/// For a reward of one agent: it reports its type in t*, whatever it is.
fn same_report(rows: &RowSpace<'_>, wish: &Wish) -> Option<Deception> {
    let space = rows.problem().environment().space();
    let agent = wish.coalition.members().next().filter(|_| wish.coalition.len() == 1)?;
    let mut deception = Deception::truth(space);
    let own = space.type_of(wish.at, agent);
    deception.0[agent.0].iter_mut().for_each(|report| *report = own);
    Some(deception)
}

/// The function with the largest ε that satisfies the rows, if that is positive; otherwise multipliers.
fn best(rows: &RowSpace<'_>, wish: &Wish, known: &[Row]) -> Result<Result<Vec<Lottery>, Vec<Rational>>, String> {
    let problem = rows.problem();
    let (outcomes, size) = (problem.outcome_count(), problem.environment().space().size());
    let mut program = Program::new();
    let mut places: Vec<Option<usize>> = Vec::with_capacity(size);
    for r in 0..size {
        let of_report = r * outcomes..(r + 1) * outcomes;
        let matters = known.iter().any(|row| row.coefficients[of_report.clone()].iter().any(|c| !c.is_zero()));
        let first = program.variable_count();
        places.push(matters.then_some(first));
        if matters {
            (0..outcomes).for_each(|_| {
                program.add_variable(Sign::NonNegative);
            });
            let all = (first..first + outcomes).map(|variable| (variable, Rational::ONE)).collect();
            program.add_row(Relation::Equal, all, Rational::ONE);
        }
    }
    let first_row = program.row_count();
    let margin = program.add_variable(Sign::Free);
    program.set_cost(margin, -Rational::ONE);
    for row in known {
        let mut entries = Vec::new();
        for (r, first) in places.iter().enumerate() {
            let Some(first) = first else { continue };
            let of_report = &row.coefficients[r * outcomes..(r + 1) * outcomes];
            let some = of_report.iter().enumerate().filter(|(_, c)| !c.is_zero());
            entries.extend(some.map(|(x, c)| (first + x, -c.clone())));
        }
        if row.strict {
            entries.push((margin, -Rational::ONE));
        }
        program.add_row(Relation::AtLeast, entries, -row.right.clone());
    }
    match solve(&program).map_err(|error| error.to_string())? {
        Outcome::Optimal { value, primal, .. } if value < Rational::ZERO => {
            lotteries(rows, wish.choice, &places, &primal.0).map(Ok)
        }
        Outcome::Optimal { dual, .. } => Ok(Err(dual.0[first_row..].to_vec())),
        Outcome::Infeasible { farkas } => Ok(Err(farkas.0[first_row..].to_vec())),
        Outcome::Unbounded { .. } => Err("a bounded program was said to be unbounded".to_string()),
    }
}

/// The function with these variables where it has some, and f elsewhere.
pub(super) fn lotteries(
    rows: &RowSpace<'_>,
    choice: ChoiceId,
    places: &[Option<usize>],
    values: &[Rational],
) -> Result<Vec<Lottery>, String> {
    let problem = rows.problem();
    let at = |(r, first): (usize, &Option<usize>)| match first {
        None => Ok(problem.choice(choice).at(ProfileId(r)).clone()),
        Some(first) => {
            let parts = (0..problem.outcome_count()).map(|x| (OutcomeId(x), values[first + x].clone()));
            Lottery::new(parts.collect()).map_err(|error| error.to_string())
        }
    };
    places.iter().enumerate().map(at).collect()
}

/// The first limit of the reward set that a function breaks, if there is one.
fn first_broken(rows: &RowSpace<'_>, scope: Scope, wish: &Wish, lotteries: &[Lottery]) -> Option<Limit> {
    let problem = rows.problem();
    let worth = Worth::new(problem, lotteries);
    let larger = scope.coalitions(problem).into_iter();
    larger.filter(|larger| wish.coalition.is_subset_of(*larger)).find_map(|coalition: Coalition| {
        let by_all = coalition == problem.grand();
        let mut about = problem.choice_ids().filter(|other| by_all || *other == wish.choice);
        about.find_map(|choice| {
            let found = worth.first_deviation(problem, coalition, rows.truthful(choice));
            found.map(|(deception, at)| Limit { coalition, choice, deception, at })
        })
    })
}
