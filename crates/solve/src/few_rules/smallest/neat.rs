//! Payments that people can read: multiples of 1, or of a short decimal.
//!
//! # Problem
//! For the weights at hand, a unit 1/N and a largest measure, payments that are multiples of the unit. What is the same under all rules on
//! path, and revenue, are equations; the payments that keep them and are multiples of the unit are the integer solutions of
//! these equations, a grid ([`super::lattice`]). Its steps depend neither on the unit nor on the price and are found once. Where the equations have no
//! solution in multiples of 1/N, N does not divide 1000 for the units below: the natural unit 1/N₀, of which all units with solutions
//! are parts, then takes the place of 1, as long as N₀ is short.
//!
//! # Method
//! The linear program with the most room in all inequalities, relative to the length of their coefficients, is solved in floating point.
//! Over coordinates of the grid, counted from its point near that solution, one coordinate after another, from the last of a short basis to the first, is then fixed at the
//! integer nearest to its value in the program, or at the next on its other side where no room is left (Babai's nearest plane, with a
//! linear program at every step); where neither has room, a coordinate fixed before takes its other side, a few times. The point of the grid that comes out is checked exactly.
//!
//! # Order
//! Prices in turn, and for each price all units, coarse ones first: a further decimal is harder to read, but nobody has to pay it, and what
//! is paid is what an announcement has to be good for. So the coarsest unit at a fair price wins, and a coarser one at a higher price
//! does not beat it.
//!
//! Where the measure leaves payments open, as receipts without a balanced budget, there is room without end far away; nobody then pays or
//! receives more than `WIDEST` times as much as before, and 2 more.

use super::Reached;
use super::finish::{Weights, certified};
use super::joint::Joint;
use super::lattice::Grid;
use super::layout::{Form, Layout};
use crate::decision::Question;
use crate::lp::{Patience, Program, Relation, Sign, propose};
use ambimech_model::environment::Environment;
use ambimech_model::index::RuleId;
use ambimech_model::mechanism::Mechanism;
use ambimech_model::number::{Integer, Rational, common_denominator, scaled_to};
use ambimech_model::property::Reports;
use ambimech_model::stakes::StakesMeasure;

/// What neat numbers may cost beside the measure before, where nothing else is said.
const DEAREST: [u32; 2] = [5, 4];
/// By how much payments that the measure does not see may grow.
const WIDEST: u32 = 2;
/// Units are 1 over these, in turn.
const NEAT_PARTS: [u32; 11] = [1, 2, 4, 5, 10, 20, 50, 100, 200, 500, 1000];
/// No unit is finer than 1 over this.
const MOST_PARTS: u32 = 1000;
/// How often a coordinate that was fixed takes its other side.
const MOST_RETURNS: usize = 6;
/// What floating point may miss.
const SLIP: f64 = 1e-7;
/// Coordinates of the grid beyond which nothing is tried.
const MOST_COORDINATES: usize = 160;

/// The coarsest neat unit of which all payments of a mechanism are multiples; `None` where there is none, or rules cannot be written out.
pub fn unit_of(environment: &Environment, mechanism: &Mechanism) -> Option<Rational> {
    let rules = mechanism.rule_count(environment)?;
    let tables: Option<Vec<_>> = (0..rules).map(|rule| mechanism.table(environment, RuleId(rule))).collect();
    let tables = tables?;
    let is_whole = |parts: u32| {
        let parts = Rational::from(parts);
        let mut payments = tables.iter().flat_map(|table| table.payments());
        payments.all(|payment| (payment * &parts).denominator().is_one())
    };
    NEAT_PARTS.into_iter().find(|parts| is_whole(*parts)).map(|parts| Rational::ONE / Rational::from(parts))
}

/// The mechanism with payments in the coarsest neat unit that costs at most a quarter more, and the unit; `None` when none was found.
pub(super) fn find_neat(
    question: Question<'_>,
    layout: &Layout<'_>,
    reached: &Reached,
    measure: StakesMeasure,
    patience: &mut Patience,
) -> Option<(Reached, Rational)> {
    let largest = &reached.value * Rational::from(DEAREST[0]) / Rational::from(DEAREST[1]);
    find_neat_below(question, layout, reached, measure, &[largest], patience)
}

/// As [`find_neat`], with a measure of at most the first of these, or where that does not do the next.
pub(super) fn find_neat_below(
    question: Question<'_>,
    layout: &Layout<'_>,
    reached: &Reached,
    measure: StakesMeasure,
    prices: &[Rational],
    patience: &mut Patience,
) -> Option<(Reached, Rational)> {
    let rules = reached.weights.first()?.len();
    let joint = Joint::new(layout, rules, measure)?;
    let stakes = &reached.design.stakes;
    let widest =
        (&stakes.largest_payment.3).max(&stakes.largest_receipt.3) * Rational::from(WIDEST) + Rational::from(2);
    let widest = (!is_bounded(layout, measure)).then_some(widest);
    let grid = Grid::new(&equations(layout, &reached.weights, rules), rules * layout.size)?;
    if grid.steps.len() > MOST_COORDINATES {
        return None;
    }
    let units = units(&grid.natural_parts());
    for largest in prices {
        let (mut program, room) = joint.roomy(&reached.weights, largest);
        if let Some(widest) = &widest {
            confine(&mut program, layout, rules, widest);
        }
        let Some(roomiest) = propose(&program, patience).filter(|solution| solution[room] >= -SLIP) else {
            continue;
        };
        for parts in &units {
            let Some(point) = grid.near(*parts, &roomiest[..rules * layout.size]) else { continue };
            let Some(payments) = dive(&program, room, (&point, &grid.steps), *parts, patience) else { continue };
            let rules: Vec<Vec<Rational>> = payments.chunks(layout.size).map(<[Rational]>::to_vec).collect();
            if let Some(design) = certified(question, layout, &rules, &reached.weights)
                && let Some(value) = measure.of(layout.environment, &design.mechanism)
                && value <= *largest
            {
                let unit = Rational::ONE / Rational::from(*parts);
                return Some((Reached { design, weights: reached.weights.clone(), value }, unit));
            }
        }
    }
    None
}

/// Units are 1 over these, in turn: short decimals where the equations have solutions in any of them, else parts of the natural unit.
fn units(natural: &Integer) -> Vec<u32> {
    let Ok(natural) = u32::try_from(natural.clone()) else { return Vec::new() };
    if MOST_PARTS.is_multiple_of(natural) {
        return NEAT_PARTS.into_iter().filter(|parts| parts.is_multiple_of(natural)).collect();
    }
    NEAT_PARTS
        .into_iter()
        .filter_map(|parts| parts.checked_mul(natural))
        .filter(|parts| *parts <= MOST_PARTS)
        .collect()
}

/// The equations in the payments of all rules, with integer coefficients.
fn equations(layout: &Layout<'_>, weights: &Weights, rules: usize) -> Vec<(Vec<Integer>, Integer)> {
    let unknowns = rules * layout.size;
    let mut rows: Vec<(Vec<Integer>, Integer)> = Vec::new();
    let mut add = |entries: Vec<(usize, Rational)>, right: Rational| {
        let denominator = common_denominator(entries.iter().map(|(_, number)| number).chain([&right]));
        let mut row = vec![Integer::ZERO; unknowns];
        for (unknown, number) in &entries {
            row[*unknown] += scaled_to(number, &denominator);
        }
        rows.push((row, scaled_to(&right, &denominator)));
    };
    for rule in 0..rules {
        for form in &layout.equations {
            add(shifted(form, rule, layout.size), -&form.constant);
        }
    }
    for link in layout.links(rules) {
        add(link, Rational::ZERO);
    }
    let mut alike = |watched: usize, rules: &[usize]| {
        let form = &layout.watched[watched].on_path;
        for pair in rules.windows(2) {
            let mut entries = shifted(form, pair[0], layout.size);
            let other = shifted(form, pair[1], layout.size);
            entries.extend(other.into_iter().map(|(payment, number)| (payment, -number)));
            add(entries, Rational::ZERO);
        }
    };
    for (place, _) in layout.watched.iter().enumerate().filter(|(_, watched)| watched.is_insured) {
        alike(place, &(0..rules).collect::<Vec<_>>());
    }
    // Rules that are mixed against a type are worth the same to it on path.
    for (held, own) in layout.held.iter().zip(weights) {
        if layout.reports == Reports::Mixed && !layout.watched[held.watched].is_insured {
            let used: Vec<usize> = (0..rules).filter(|rule| !own[*rule].is_zero()).collect();
            alike(held.watched, &used);
        }
    }
    rows
}

fn shifted(form: &Form, rule: usize, size: usize) -> Vec<(usize, Rational)> {
    form.entries.iter().map(|(payment, number)| (rule * size + payment, number.clone())).collect()
}

/// Whether a small measure makes every payment small.
fn is_bounded(layout: &Layout<'_>, measure: StakesMeasure) -> bool {
    let is_possible = |profile| layout.environment.common_prior().is_some_and(|prior| prior.is_possible(profile));
    let sees_all = || layout.environment.space().profiles().all(is_possible);
    match measure {
        StakesMeasure::LargestPayment | StakesMeasure::Exposure => layout.is_balanced,
        StakesMeasure::ExpectedPayment => sees_all(),
    }
}

/// Asks that nobody pays or receives more than this, under any of the rules.
fn confine(program: &mut Program, layout: &Layout<'_>, rules: usize, widest: &Rational) {
    let space = layout.environment.space();
    for rule in 0..rules {
        for (agent, profile) in
            space.profiles().flat_map(|profile| space.agents().map(move |agent| (agent, profile)))
        {
            for sign in [Rational::ONE, Rational::NEG_ONE] {
                let payment = layout.payment(agent, profile).into_iter();
                let entries = payment.map(|(at, number)| (rule * layout.size + at, number * &sign)).collect();
                program.add_row(Relation::AtLeast, entries, -widest);
            }
        }
    }
}

/// A point of the grid with room everywhere, as payments; the grid has this point and these steps.
fn dive(
    program: &Program,
    room: usize,
    (point, steps): (&[Integer], &[Vec<Integer>]),
    parts: u32,
    patience: &mut Patience,
) -> Option<Vec<Rational>> {
    let mut program = program.clone();
    let parts = Rational::from(parts);
    let first = program.variable_count();
    for _ in steps {
        program.add_variable(Sign::Free);
    }
    for (payment, at) in point.iter().enumerate() {
        let moving = steps.iter().enumerate().filter(|(_, step)| !step[payment].is_zero());
        let mut entries: Vec<(usize, Rational)> =
            moving.map(|(number, step)| (first + number, -Rational::from(step[payment].clone()))).collect();
        entries.push((payment, parts.clone()));
        program.add_row(Relation::Equal, entries, Rational::from(at.clone()));
    }
    let mut solve = |program: &Program| propose(program, patience).filter(|solution| solution[room] >= -SLIP);
    let mut value_of = vec![0.0; steps.len()];
    let solution = solve(&program)?;
    // What is fixed so far: the programs before, the values, and the sides that were not tried.
    let mut fixed: Vec<(Program, f64, Option<f64>)> = Vec::new();
    let (mut returns, mut next) = (0, Some((program, solution)));
    while fixed.len() < steps.len() || next.is_none() {
        let Some((program, solution)) = next.take() else {
            // Nowhere to go: the last coordinate with another side takes it.
            let (program, _, beside) = fixed.pop()?;
            if let Some(beside) = beside {
                returns += 1;
                if returns > MOST_RETURNS {
                    return None;
                }
                next = go_on(&program, first + steps.len() - 1 - fixed.len(), beside, &mut solve);
                fixed.push((program, beside, None));
            }
            continue;
        };
        let coordinate = steps.len() - 1 - fixed.len();
        let value = solution[first + coordinate];
        let near = value.round();
        let beside = if value > near { near + 1.0 } else { near - 1.0 };
        next = go_on(&program, first + coordinate, near, &mut solve);
        let (taken, other) = if next.is_some() { (near, Some(beside)) } else { (beside, None) };
        if next.is_none() {
            next = go_on(&program, first + coordinate, beside, &mut solve);
        }
        fixed.push((program, taken, other));
    }
    fixed.iter().rev().zip(&mut value_of).for_each(|((_, value, _), place)| *place = *value);
    let coordinates: Option<Vec<Rational>> =
        value_of.into_iter().map(|value| Rational::try_from(value).ok()).collect();
    let coordinates = coordinates?;
    let payments = point.iter().enumerate().map(|(payment, at)| {
        let moved = steps.iter().zip(&coordinates).fold(Rational::from(at.clone()), |sum, (step, coordinate)| {
            sum + Rational::from(step[payment].clone()) * coordinate
        });
        moved / &parts
    });
    Some(payments.collect())
}

/// The program with a variable fixed, and its solution, where room is left.
fn go_on(
    program: &Program,
    variable: usize,
    value: f64,
    solve: &mut dyn FnMut(&Program) -> Option<Vec<f64>>,
) -> Option<(Program, Vec<f64>)> {
    let mut program = program.clone();
    program.add_row(Relation::Equal, vec![(variable, Rational::ONE)], Rational::try_from(value).ok()?);
    let solution = solve(&program)?;
    Some((program, solution))
}
