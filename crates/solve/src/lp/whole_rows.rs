//! Small systems of inequalities with whole numbers: the dual simplex method in floating point says which rows are tight, and one exact
//! linear solve makes the numbers.
//!
//! # Mathematics
//! Rows a·x ≥ b with free unknowns x. Every unknown takes the place of a slack s = a·x − b and never leaves; what is left says the other
//! slacks as c + D s_N of those that are 0. Where all c are at least 0 the point is found. A slack with c < 0 whose row of D has no positive
//! entry is a contradiction: s − D s_N = c, all of the left side at least 0; its multipliers are 1 and −D. The dual simplex method with
//! costs near 1 ends at one or the other. Rows are first asked to hold by a margin, so that a point may be rounded to short numbers;
//! a margin that cannot be had is lowered.
//!
//! Sums, products and quotients of floating point numbers alone are used, which are the same on every machine. Nothing that is found is
//! believed: callers have the checker look at it.

use super::linear_system::{LinearSystem, Solution};
use super::recovery::MOST_DIGITS;
use super::scaled_vector::ScaledVector;
use ambimech_model::number::{Integer, Rational};

/// Below this a number of the table is taken for 0.
const TINY: f64 = 1e-9;
/// Margins beside the largest right side that are asked for in turn.
const MARGINS: [f64; 4] = [0.0625, 0.004, 0.000_25, 0.0];
/// Binary places to which points with a margin are rounded, tried in turn.
const PLACES: [u32; 5] = [0, 2, 5, 8, 12];

/// Rows a·x ≥ b with whole numbers and free unknowns.
#[derive(Debug, Clone)]
pub struct WholeRows {
    width: usize,
    /// Where the entries of each row end.
    ends: Vec<usize>,
    entries: Vec<(u32, i64)>,
    rights: Vec<i64>,
    units: Vec<i64>,
}

/// What is proposed about a system of rows, in exact numbers.
#[derive(Debug, Clone)]
pub enum WholeAnswer {
    /// A point that should keep all rows.
    Point(ScaledVector),
    /// Rows with multipliers whose sum should have no unknowns and a positive right side.
    Contradiction(Vec<(usize, Integer)>),
}

impl WholeRows {
    /// No rows about so many unknowns.
    pub fn new(width: usize) -> WholeRows {
        WholeRows { width, ends: Vec::new(), entries: Vec::new(), rights: Vec::new(), units: Vec::new() }
    }

    /// Adds a row; entries are (unknown, coefficient), each unknown once. The row is compared with others after it was divided by `unit`,
    /// which is positive.
    pub fn push(&mut self, entries: impl IntoIterator<Item = (u32, i64)>, right: i64, unit: i64) {
        self.entries.extend(entries);
        self.ends.push(self.entries.len());
        self.rights.push(right);
        self.units.push(unit);
    }

    /// How many rows there are.
    pub fn count(&self) -> usize {
        self.rights.len()
    }

    fn row(&self, row: usize) -> &[(u32, i64)] {
        let start = if row == 0 { 0 } else { self.ends[row - 1] };
        &self.entries[start..self.ends[row]]
    }

    /// A point or a contradiction; `None` when floating point numbers do not tell, after some pivots.
    pub fn answer(&self) -> Option<WholeAnswer> {
        let mut table = Table::new(self);
        table.free_all_unknowns();
        match table.run()? {
            End::Basis { margin } => {
                let rounded = if margin > 0.0 { self.rounded(&table.point(margin)) } else { None };
                rounded.or_else(|| self.corner(&table)).map(WholeAnswer::Point)
            }
            End::Contradiction(row) => self.multipliers(&table, row).map(WholeAnswer::Contradiction),
        }
    }

    /// The point with few binary places that keeps all rows.
    fn rounded(&self, point: &[f64]) -> Option<ScaledVector> {
        PLACES.into_iter().find_map(|places| {
            let unit = 1i64 << places;
            #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)]
            let numbers: Vec<i64> = point.iter().map(|x| (x * unit as f64).round() as i64).collect();
            let keeps = (0..self.count()).all(|row| {
                let sum = self.row(row).iter().try_fold(0i128, |sum, (unknown, entry)| {
                    sum.checked_add(i128::from(*entry) * i128::from(numbers[*unknown as usize]))
                });
                sum.is_some_and(|sum| sum >= i128::from(self.rights[row]) * i128::from(unit))
            });
            let numbers = || numbers.iter().map(|number| Integer::from(*number)).collect();
            keeps.then(|| ScaledVector::from_parts(numbers(), Integer::from(unit)))
        })
    }

    /// The point at which the rows whose slacks are 0 in the table hold with equality.
    fn corner(&self, table: &Table) -> Option<ScaledVector> {
        let mut system = LinearSystem { width: self.width, ..LinearSystem::default() };
        for row in table.tight() {
            system.rows.push(sorted(self.row(row).iter().copied()));
            system.rights.push(Integer::from(self.rights[row]));
        }
        match system.factor().solve(&|_| Rational::ZERO, MOST_DIGITS)? {
            Solution::Values(values) => Some(values),
            Solution::Contradiction(_) => None,
        }
    }

    /// The multipliers of the row and of those whose slacks it decreases in.
    fn multipliers(&self, table: &Table, row: usize) -> Option<Vec<(usize, Integer)>> {
        let others = table.decreasing(row);
        let mut system = LinearSystem { width: others.len(), ..LinearSystem::default() };
        let mut columns: Vec<Vec<(u32, i64)>> = vec![Vec::new(); self.width];
        let mut rights = vec![0i64; self.width];
        for (place, other) in (0u32..).zip(&others) {
            self.row(*other).iter().for_each(|(unknown, entry)| columns[*unknown as usize].push((place, *entry)));
        }
        let row = table.slack(row)?;
        self.row(row).iter().for_each(|(unknown, entry)| rights[*unknown as usize] = -entry);
        for (column, right) in columns.into_iter().zip(rights) {
            system.rows.push(sorted(column.into_iter()));
            system.rights.push(Integer::from(right));
        }
        let Solution::Values(values) = system.factor().solve(&|_| Rational::ZERO, MOST_DIGITS)? else {
            return None;
        };
        let (numbers, denominator) = values.into_parts();
        let mut multipliers: Vec<(usize, Integer)> = others.into_iter().zip(numbers).collect();
        multipliers.push((row, denominator));
        multipliers.retain(|(_, number)| !number.is_zero());
        Some(multipliers)
    }
}

/// Entries in the order of their unknowns.
fn sorted(entries: impl Iterator<Item = (u32, i64)>) -> Vec<(u32, Integer)> {
    let mut sorted: Vec<(u32, Integer)> =
        entries.map(|(unknown, entry)| (unknown, Integer::from(entry))).collect();
    sorted.sort_unstable_by_key(|(unknown, _)| *unknown);
    sorted
}

/// What a line of the table stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line {
    Unknown(usize),
    Slack(usize),
}

/// Every row of the table says one quantity as a constant, a multiple of the margin, and multiples of those of the columns.
struct Table {
    /// Columns: one for each quantity that is 0, the constant, the multiple of the margin.
    width: usize,
    /// By rows; the last row is the costs.
    cells: Vec<f64>,
    rows: Vec<Line>,
    columns: Vec<Line>,
    /// The largest right side, at least 1.
    scale: f64,
    scratch: Vec<f64>,
}

enum End {
    Basis { margin: f64 },
    Contradiction(usize),
}

impl Table {
    #[allow(clippy::cast_precision_loss)]
    fn new(system: &WholeRows) -> Table {
        let (count, unknowns) = (system.count(), system.width);
        let width = unknowns + 2;
        let mut cells = vec![0.0; (count + 1) * width];
        let mut scale = 1.0f64;
        for row in 0..count {
            let unit = 1.0 / system.units[row] as f64;
            let line = &mut cells[row * width..][..width];
            system.row(row).iter().for_each(|(unknown, entry)| line[*unknown as usize] = *entry as f64 * unit);
            let right = system.rights[row] as f64 * unit;
            (line[unknowns], line[unknowns + 1]) = (-right, -1.0);
            scale = scale.max(right.abs());
        }
        Table {
            width,
            cells,
            rows: (0..count).map(Line::Slack).collect(),
            columns: (0..unknowns).map(Line::Unknown).collect(),
            scale,
            scratch: vec![0.0; width],
        }
    }

    fn at(&self, row: usize, column: usize) -> f64 {
        self.cells[row * self.width + column]
    }

    fn slack(&self, row: usize) -> Option<usize> {
        match self.rows[row] {
            Line::Slack(slack) => Some(slack),
            Line::Unknown(_) => None,
        }
    }

    /// The row's and the column's quantities change places.
    fn pivot(&mut self, row: usize, column: usize) {
        let width = self.width;
        let factor = -1.0 / self.at(row, column);
        let line = &mut self.cells[row * width..][..width];
        line.iter_mut().for_each(|cell| *cell *= factor);
        line[column] = -factor;
        self.scratch.copy_from_slice(line);
        for (place, line) in self.cells.chunks_exact_mut(width).enumerate() {
            let factor = line[column];
            if place != row && factor != 0.0 {
                line[column] = 0.0;
                line.iter_mut().zip(&self.scratch).for_each(|(cell, pivot)| *cell += factor * pivot);
            }
        }
        std::mem::swap(&mut self.rows[row], &mut self.columns[column]);
    }

    /// Puts every unknown that some slack depends on in the place of a slack; then sets the costs of the slacks that are 0.
    fn free_all_unknowns(&mut self) {
        for column in 0..self.columns.len() {
            let slacks = (0..self.rows.len()).filter(|row| matches!(self.rows[*row], Line::Slack(_)));
            let size = |row: &usize| self.at(*row, column).abs();
            let largest = slacks.max_by(|a, b| size(a).total_cmp(&size(b)).then(b.cmp(a)));
            if let Some(row) = largest.filter(|row| size(row) > TINY) {
                self.pivot(row, column);
            }
        }
        let costs = self.rows.len() * self.width;
        for (column, line) in self.columns.iter().enumerate() {
            #[allow(clippy::cast_precision_loss)]
            let tilt = (column as f64 * 0.618_033_988_749).fract();
            self.cells[costs + column] = if matches!(line, Line::Slack(_)) { 1.0 + 0.1 * tilt } else { 0.0 };
        }
    }

    /// The dual simplex method; `None` after too many pivots.
    fn run(&mut self) -> Option<End> {
        let scale = self.scale;
        let mut margins = MARGINS.iter().map(move |margin| margin * scale);
        let mut margin = margins.next()?;
        let (constant, costs) = (self.columns.len(), self.rows.len());
        for _ in 0..50 + 4 * (self.rows.len() + self.columns.len()) {
            let value = |row: usize| self.at(row, constant) + margin * self.at(row, constant + 1);
            let mut worst: Option<(usize, f64)> = None;
            for row in 0..costs {
                let here = value(row);
                if here < -TINY * self.scale
                    && matches!(self.rows[row], Line::Slack(_))
                    && worst.is_none_or(|(_, least)| here < least)
                {
                    worst = Some((row, here));
                }
            }
            let Some((row, _)) = worst else { return Some(End::Basis { margin }) };
            let mut entering: Option<(usize, f64)> = None;
            for (column, line) in self.columns.iter().enumerate() {
                let entry = self.at(row, column);
                if entry > TINY && matches!(line, Line::Slack(_)) {
                    let ratio = self.at(costs, column) / entry;
                    if entering.is_none_or(|(_, least)| ratio < least) {
                        entering = Some((column, ratio));
                    }
                }
            }
            match entering {
                Some((column, _)) => self.pivot(row, column),
                None if self.at(row, constant) < -TINY * self.scale => return Some(End::Contradiction(row)),
                None => margin = margins.next()?,
            }
        }
        None
    }

    /// The unknowns where the slacks of the columns are 0.
    fn point(&self, margin: f64) -> Vec<f64> {
        let constant = self.columns.len();
        let mut point = vec![0.0; self.columns.len()];
        for (row, line) in self.rows.iter().enumerate() {
            if let Line::Unknown(unknown) = line {
                point[*unknown] = self.at(row, constant) + margin * self.at(row, constant + 1);
            }
        }
        point
    }

    /// The rows whose slacks are 0.
    fn tight(&self) -> impl Iterator<Item = usize> + '_ {
        self.columns.iter().filter_map(|line| match line {
            Line::Slack(slack) => Some(*slack),
            Line::Unknown(_) => None,
        })
    }

    /// The rows whose slacks a row of the table decreases in.
    fn decreasing(&self, row: usize) -> Vec<usize> {
        let columns = self.columns.iter().enumerate();
        columns
            .filter_map(|(column, line)| match line {
                Line::Slack(slack) if self.at(row, column) < -TINY => Some(*slack),
                _ => None,
            })
            .collect()
    }
}
