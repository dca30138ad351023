//! Smaller programs that say the same, and the exact way back from their answers.
//!
//! # Reductions
//! Each is repeated until none applies; whatever contradicts itself stays, and is for the solver to prove.
//!
//! | what | from | to | multiplier of the row left out |
//! |---|---|---|---|
//! | *substitution* | a·x = b with a free variable x_k, a_k ≠ 0 | x_k = (b − Σ_{j≠k} a_j x_j)/a_k everywhere | what makes the column of x_k add up |
//! | *fixing* | a_k x_k = b, x_k free or b/a_k ≥ 0 | the same, with nothing else in the row | the same |
//! | *sign* | a_k x_k ≥ 0, a_k > 0, x_k free | x_k ≥ 0 | what the column of x_k lacks, over a_k |
//! | *loose row* | a ≥ row without a negative entry, all of variables ≥ 0, b ≤ 0; 0 = 0 | nothing | 0 |
//! | *parallel rows* | two rows with proportional entries, one of which implies the other | the stronger | 0 |
//! | *scaling* | any row | coprime integers | that of the scaled row times the factor |
//! | *idle variable* | no entries, cost 0 | nothing | |
//!
//! Budget rows Σ_i t_i(θ) = 0 are substitutions. A substitution may make the other rows longer; equations with at most
//! [`LONGEST`] variables are used, and the variable is the one with the fewest entries.
//!
//! # The way back
//! Reductions are undone in reverse order. A substituted or fixed x_k has the value that its equation gives it, in a ray the value that
//! the equation with right side 0 gives it. For multipliers let r be the equation: y_r = (c_k − Σ_{i≠r} a_ik y_i)/a_rk, with the entries of
//! column k at the time, and c = 0 for a contradiction. The rows i had become a_i − (a_ik/a_rk) a_r, so Aᵀy and b·y are what they were.
//! For a sign, y_r = (c_k − Σ_{i≠r} a_ik y_i)/a_k, which is at least 0 because the smaller program says so of a variable that is ≥ 0; the right
//! side is 0. So every vector satisfies, in the program as it was, exactly what the table in [`super`] asks of it. Callers verify.

use super::outcome::{Dual, Farkas, Feasibility, Outcome, Point, Primal, Ray};
use super::program::{Program, Relation, Sign};
use ambimech_model::number::{Integer, Natural, Rational, common_denominator, greatest_common_divisor, scaled_to};
use std::collections::btree_map::{BTreeMap, Entry};

/// Most variables of an equation that is used for a substitution.
pub const LONGEST: usize = 32;

/// A program, a smaller one, and the way back.
#[derive(Debug, Clone)]
pub struct Presolved {
    reduced: Program,
    /// Numbers in the whole program of the rows and variables of the smaller one.
    rows: Vec<usize>,
    variables: Vec<usize>,
    steps: Vec<Step>,
    row_count: usize,
    variable_count: usize,
    /// What the variables taken out cost, whatever the others are.
    constant: Rational,
}

/// What has to be undone.
#[derive(Debug, Clone)]
enum Step {
    /// Row and variable are determined by the rest.
    Substituted { row: usize, variable: usize, entries: Vec<(usize, Rational)>, right: Rational, column: Column },
    /// A row became a sign.
    Signed { row: usize, pivot: Rational, column: Column },
    /// The row was multiplied by this positive number.
    Scaled { row: usize, factor: Rational },
}

/// Entries of the other rows at a variable, and its cost.
#[derive(Debug, Clone)]
struct Column {
    entries: Vec<(usize, Rational)>,
    cost: Rational,
}

/// A row under way.
#[derive(Debug, Clone)]
struct Line {
    relation: Relation,
    entries: BTreeMap<usize, Rational>,
    right: Rational,
}

/// The reduction under way.
struct Work {
    signs: Vec<Sign>,
    costs: Vec<Rational>,
    lines: Vec<Option<Line>>,
    /// Rows that have, or once had, an entry at this variable.
    users: Vec<Vec<usize>>,
    gone: Vec<bool>,
    steps: Vec<Step>,
    constant: Rational,
}

/// The smaller program. One with a row that names an unknown variable is left as it is.
pub fn presolve(program: &Program) -> Presolved {
    let (row_count, variable_count) = (program.row_count(), program.variable_count());
    if program.unknown_variable().is_some() {
        let (rows, variables) = ((0..row_count).collect(), (0..variable_count).collect());
        let (reduced, steps, constant) = (program.clone(), Vec::new(), Rational::ZERO);
        return Presolved { reduced, rows, variables, steps, row_count, variable_count, constant };
    }
    let mut work = Work::new(program);
    loop {
        let before = work.open_rows();
        work.substitute();
        work.drop_loose();
        work.take_signs();
        work.drop_parallel();
        if work.open_rows() == before {
            break;
        }
    }
    work.scale();
    work.finish(row_count, variable_count)
}

impl Work {
    fn new(program: &Program) -> Work {
        let mut users = vec![Vec::new(); program.variable_count()];
        let lines = program.rows().iter().enumerate().map(|(number, row)| {
            row.entries().iter().for_each(|(variable, _)| users[*variable].push(number));
            Some(Line {
                relation: row.relation(),
                entries: row.coefficients().collect(),
                right: row.right().clone(),
            })
        });
        Work {
            lines: lines.collect(),
            signs: program.signs().to_vec(),
            costs: program.costs().to_vec(),
            gone: vec![false; program.variable_count()],
            users,
            steps: Vec::new(),
            constant: Rational::ZERO,
        }
    }

    fn open_rows(&self) -> usize {
        self.lines.iter().flatten().count()
    }

    /// The rows with an entry at a variable, without this one.
    fn column(&self, variable: usize, without: usize) -> Column {
        let mut rows = self.users[variable].clone();
        rows.sort_unstable();
        rows.dedup();
        let entry = |row: usize| Some((row, self.lines[row].as_ref()?.entries.get(&variable)?.clone()));
        let entries = rows.into_iter().filter(|row| *row != without).filter_map(entry).collect();
        Column { entries, cost: self.costs[variable].clone() }
    }

    fn substitute(&mut self) {
        for row in 0..self.lines.len() {
            let Some(line) = &self.lines[row] else { continue };
            if line.relation != Relation::Equal || line.entries.is_empty() || line.entries.len() > LONGEST {
                continue;
            }
            let free = line.entries.keys().copied().filter(|variable| self.signs[*variable] == Sign::Free);
            let alone = || match line.entries.iter().next() {
                Some((variable, entry)) if line.entries.len() == 1 && &line.right / entry >= Rational::ZERO => {
                    Some(*variable)
                }
                _ => None,
            };
            let Some(variable) = free.min_by_key(|variable| self.users[*variable].len()).or_else(alone) else {
                continue;
            };
            self.eliminate(row, variable);
        }
    }

    /// Takes the equation out of the program, and the variable with it.
    fn eliminate(&mut self, row: usize, variable: usize) {
        let Some(mut line) = self.lines[row].take() else { return };
        let Some(pivot) = line.entries.remove(&variable) else { return };
        // x_k = right − Σ entries.
        let entries: Vec<(usize, Rational)> =
            line.entries.into_iter().map(|(other, entry)| (other, entry / &pivot)).collect();
        let right = line.right / &pivot;
        let mut column = self.column(variable, row);
        for (user, factor) in &column.entries {
            let Some(other) = &mut self.lines[*user] else { continue };
            other.entries.remove(&variable);
            other.right -= factor * &right;
            for (place, entry) in &entries {
                add(&mut other.entries, *place, -(factor * entry));
                self.users[*place].push(*user);
            }
        }
        for (place, entry) in &entries {
            self.costs[*place] -= &column.cost * entry;
        }
        self.costs[variable] = Rational::ZERO;
        self.gone[variable] = true;
        self.constant += &column.cost * &right;
        // The multiplier is that of the equation as it was.
        column.entries.iter_mut().for_each(|(_, entry)| *entry /= &pivot);
        column.cost /= &pivot;
        self.steps.push(Step::Substituted { row, variable, entries, right, column });
    }

    fn drop_loose(&mut self) {
        for place in &mut self.lines {
            let Some(line) = place else { continue };
            let is_loose = match line.relation {
                Relation::Equal => line.entries.is_empty() && line.right.is_zero(),
                Relation::AtLeast => {
                    line.right <= Rational::ZERO
                        && line.entries.iter().all(|(variable, entry)| {
                            self.signs[*variable] == Sign::NonNegative && *entry > Rational::ZERO
                        })
                }
            };
            if is_loose {
                *place = None;
            }
        }
    }

    fn take_signs(&mut self) {
        for row in 0..self.lines.len() {
            let Some(line) = &self.lines[row] else { continue };
            let is_sign = line.relation == Relation::AtLeast && line.entries.len() == 1 && line.right.is_zero();
            let Some((variable, pivot)) = line.entries.iter().next().filter(|_| is_sign) else { continue };
            if *pivot < Rational::ZERO || self.signs[*variable] == Sign::NonNegative {
                continue;
            }
            let (variable, pivot) = (*variable, pivot.clone());
            self.signs[variable] = Sign::NonNegative;
            self.lines[row] = None;
            let column = self.column(variable, row);
            self.steps.push(Step::Signed { row, pivot, column });
        }
    }

    /// Of rows with proportional entries the strongest of each kind, where one implies the other.
    fn drop_parallel(&mut self) {
        // By the entries over the first one's size: the rows so far that face this way.
        let mut known: BTreeMap<Vec<(usize, Rational)>, usize> = BTreeMap::new();
        for row in 0..self.lines.len() {
            let Some((entries, right)) = self.lines[row].as_ref().and_then(unit) else { continue };
            let is_equation = |line: &Option<Line>| line.as_ref().is_some_and(|l| l.relation == Relation::Equal);
            if is_equation(&self.lines[row]) {
                // An equation faces both ways.
                let turned: Vec<(usize, Rational)> =
                    entries.iter().map(|(place, entry)| (*place, -entry)).collect();
                if let Some(other) = known.get(&turned)
                    && let Some((_, value)) = self.lines[*other].as_ref().and_then(unit)
                    && -&right >= value
                    && !is_equation(&self.lines[*other])
                {
                    self.lines[*other] = None;
                }
            }
            match known.entry(entries) {
                Entry::Vacant(place) => {
                    place.insert(row);
                }
                Entry::Occupied(mut place) => {
                    let other = *place.get();
                    let Some((_, value)) = self.lines[other].as_ref().and_then(unit) else {
                        place.insert(row);
                        continue;
                    };
                    match (is_equation(&self.lines[other]), is_equation(&self.lines[row])) {
                        (true, true) if value == right => self.lines[row] = None,
                        (true, false) if value >= right => self.lines[row] = None,
                        (false, true) if right >= value => {
                            self.lines[other] = None;
                            place.insert(row);
                        }
                        (false, false) if value >= right => self.lines[row] = None,
                        (false, false) => {
                            self.lines[other] = None;
                            place.insert(row);
                        }
                        // They contradict each other.
                        _ => {}
                    }
                }
            }
        }
    }

    /// Rows as integers without a common divisor.
    fn scale(&mut self) {
        for (row, place) in self.lines.iter_mut().enumerate() {
            let Some(line) = place else { continue };
            let numbers = || line.entries.values().chain([&line.right]);
            let unit = common_denominator(numbers());
            let divisor = numbers().fold(Natural::ZERO, |divisor, number| {
                let size = scaled_to(number, &unit).into_parts().1;
                if divisor.is_zero() {
                    size
                } else if size.is_zero() {
                    divisor
                } else {
                    greatest_common_divisor(&divisor, &size)
                }
            });
            if divisor.is_zero() {
                continue;
            }
            let factor = Rational::from_parts(Integer::from(unit), divisor);
            if factor.is_one() {
                continue;
            }
            line.entries.values_mut().for_each(|entry| *entry *= &factor);
            line.right *= &factor;
            self.steps.push(Step::Scaled { row, factor });
        }
    }

    fn finish(self, row_count: usize, variable_count: usize) -> Presolved {
        let mut is_used = vec![false; variable_count];
        self.lines.iter().flatten().flat_map(|line| line.entries.keys()).for_each(|place| is_used[*place] = true);
        let variables: Vec<usize> = (0..variable_count)
            .filter(|place| !self.gone[*place] && (is_used[*place] || !self.costs[*place].is_zero()))
            .collect();
        let mut places = vec![0; variable_count];
        let mut reduced = Program::new();
        for variable in &variables {
            places[*variable] = reduced.add_variable(self.signs[*variable]);
            reduced.set_cost(places[*variable], self.costs[*variable].clone());
        }
        let mut rows = Vec::new();
        for (row, line) in self.lines.into_iter().enumerate() {
            let Some(line) = line else { continue };
            let entries = line.entries.into_iter().map(|(variable, entry)| (places[variable], entry)).collect();
            reduced.add_row(line.relation, entries, line.right);
            rows.push(row);
        }
        let (steps, constant) = (self.steps, self.constant);
        Presolved { reduced, rows, variables, steps, row_count, variable_count, constant }
    }
}

/// A line's entries and right side over the size of its first entry, over the first entry itself for an equation; `None` without entries.
fn unit(line: &Line) -> Option<(Vec<(usize, Rational)>, Rational)> {
    let (_, first) = line.entries.iter().next()?;
    let is_turned = *first < Rational::ZERO && line.relation == Relation::AtLeast;
    let size = if is_turned { -first } else { first.clone() };
    let entries = line.entries.iter().map(|(place, entry)| (*place, entry / &size)).collect();
    Some((entries, &line.right / &size))
}

fn add(entries: &mut BTreeMap<usize, Rational>, place: usize, number: Rational) {
    match entries.entry(place) {
        Entry::Vacant(free) => {
            free.insert(number);
        }
        Entry::Occupied(mut known) => {
            *known.get_mut() += number;
            if known.get().is_zero() {
                known.remove();
            }
        }
    }
}

impl Presolved {
    /// The smaller program.
    pub fn reduced(&self) -> &Program {
        &self.reduced
    }

    /// The answer about the whole program that an answer about the smaller one gives.
    pub fn outcome(&self, found: &Outcome) -> Outcome {
        match found {
            Outcome::Optimal { value, primal, dual } => {
                let primal = self.values(&primal.0, true);
                Outcome::Optimal {
                    value: value + &self.constant,
                    primal: Primal(primal),
                    dual: Dual(self.multipliers(&dual.0, true)),
                }
            }
            Outcome::Infeasible { farkas } => {
                Outcome::Infeasible { farkas: Farkas(self.multipliers(&farkas.0, false)) }
            }
            Outcome::Unbounded { point, ray } => Outcome::Unbounded {
                point: Point(self.values(&point.0, true)),
                ray: Ray(self.values(&ray.0, false)),
            },
        }
    }

    /// The same about the costs aside.
    pub fn feasibility(&self, found: &Feasibility) -> Feasibility {
        match found {
            Feasibility::Feasible { point } => Feasibility::Feasible { point: Point(self.values(&point.0, true)) },
            Feasibility::Infeasible { farkas } => {
                Feasibility::Infeasible { farkas: Farkas(self.multipliers(&farkas.0, false)) }
            }
        }
    }

    /// Values of all variables; in a ray right sides count as 0.
    fn values(&self, reduced: &[Rational], with_rights: bool) -> Vec<Rational> {
        let mut values = vec![Rational::ZERO; self.variable_count];
        self.variables.iter().zip(reduced).for_each(|(variable, value)| values[*variable] = value.clone());
        for step in self.steps.iter().rev() {
            if let Step::Substituted { variable, entries, right, .. } = step {
                let start = if with_rights { right.clone() } else { Rational::ZERO };
                values[*variable] =
                    entries.iter().fold(start, |value, (other, entry)| value - entry * &values[*other]);
            }
        }
        values
    }

    /// Multipliers of all rows; of a contradiction costs count as 0.
    fn multipliers(&self, reduced: &[Rational], with_costs: bool) -> Vec<Rational> {
        let mut multipliers = vec![Rational::ZERO; self.row_count];
        self.rows.iter().zip(reduced).for_each(|(row, number)| multipliers[*row] = number.clone());
        let rest = |column: &Column, multipliers: &[Rational]| {
            let start = if with_costs { column.cost.clone() } else { Rational::ZERO };
            column.entries.iter().fold(start, |rest, (row, entry)| rest - entry * &multipliers[*row])
        };
        for step in self.steps.iter().rev() {
            match step {
                Step::Substituted { row, column, .. } => multipliers[*row] = rest(column, &multipliers),
                Step::Signed { row, pivot, column } => multipliers[*row] = rest(column, &multipliers) / pivot,
                Step::Scaled { row, factor } => multipliers[*row] *= factor,
            }
        }
        multipliers
    }
}
