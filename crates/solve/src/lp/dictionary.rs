//! The exact simplex method on a dense dictionary of integers: slow, small, and always right.
//!
//! # Method
//! Row r has the slack s_r = a_r·x − b_r (times a positive number that makes its data integer), at least 0 for ≥ rows and 0
//! for = rows. A dictionary writes some of the variables x and s, the *basic* ones, and the cost as integer combinations of the
//! others and 1 over one common positive number (Edmonds' fraction-free elimination, every division is exact). All
//! multipliers are read off a single row of it, since slacks stand for rows.
//!
//! 1. Slacks of = rows leave the basis. One that cannot is a combination of others: redundant, or a contradiction.
//! 2. Free variables enter the basis, where they stay. One that cannot moves nothing but free variables.
//! 3. Dual simplex with costs 0: while some basic variable is negative, it leaves for one that increases it; if there is none,
//!    its row is a contradiction.
//! 4. A free variable left over from step 2 with a cost is a ray. Otherwise primal simplex.
//!
//! Steps 3 and 4 choose by size for a number of pivots proportional to the program's, then by Bland's rule, which cannot cycle.

use super::outcome::{Dual, Farkas, Outcome, Point, Primal, Ray};
use super::patience::Patience;
use super::program::{Program, Relation, Sign};
use ambimech_model::number::{
    Integer, Natural, Rational, common_denominator, integer_bits, least_common_multiple, scaled_to,
};

/// What the multiplications and the division of one entry take for each word, memory for the results included, in words multiplied.
const LONG_MULTIPLICATION: u64 = 64;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Free,
    NonNegative,
    Zero,
}

/// Variables 0..n are those of the program, n + r is the slack of row r.
pub(super) struct Dictionary<'p> {
    program: &'p Program,
    /// What each row and, last, the costs were multiplied with.
    scales: Vec<Natural>,
    /// One row for each basic variable, then the costs; one column for each other variable, then the constants.
    body: Vec<Vec<Integer>>,
    /// Every entry stands for itself over this number, which is positive.
    pivot: Integer,
    basic: Vec<usize>,
    others: Vec<usize>,
    pivots: usize,
}

impl<'p> Dictionary<'p> {
    /// The dictionary with all slacks basic. The program must not be malformed.
    pub(super) fn new(program: &'p Program) -> Dictionary<'p> {
        let (m, n) = (program.row_count(), program.variable_count());
        let mut scales = Vec::with_capacity(m + 1);
        let mut body = Vec::with_capacity(m + 1);
        for row in program.rows() {
            let scale = least_common_multiple(row.denominator(), row.right().denominator());
            let factor = Integer::from(&scale / row.denominator());
            let mut entries = vec![Integer::ZERO; n + 1];
            for (variable, entry) in row.entries() {
                entries[*variable] = entry * &factor;
            }
            entries[n] = -scaled_to(row.right(), &scale);
            body.push(entries);
            scales.push(scale);
        }
        let scale = common_denominator(program.costs());
        let mut costs: Vec<Integer> = program.costs().iter().map(|cost| scaled_to(cost, &scale)).collect();
        costs.push(Integer::ZERO);
        body.push(costs);
        scales.push(scale);
        Dictionary {
            program,
            scales,
            body,
            pivot: Integer::ONE,
            basic: (n..n + m).collect(),
            others: (0..n).collect(),
            pivots: 0,
        }
    }

    fn kind(&self, variable: usize) -> Kind {
        let n = self.program.variable_count();
        if variable < n {
            match self.program.signs()[variable] {
                Sign::Free => Kind::Free,
                Sign::NonNegative => Kind::NonNegative,
            }
        } else {
            match self.program.rows()[variable - n].relation() {
                Relation::Equal => Kind::Zero,
                Relation::AtLeast => Kind::NonNegative,
            }
        }
    }

    /// Runs all steps; `None` when the patience is spent.
    pub(super) fn solve(mut self, patience: &mut Patience) -> Option<Outcome> {
        let constants = self.others.len();
        if let Some(row) = self.expel_zeros(patience)? {
            return Some(self.contradiction(row));
        }
        self.install_free(patience)?;
        if let Some(row) = self.make_feasible(patience)? {
            return Some(self.contradiction(row));
        }
        let costs = self.basic.len();
        let free_with_cost = (0..constants)
            .find(|at| self.kind(self.others[*at]) == Kind::Free && !self.body[costs][*at].is_zero());
        if let Some(column) = free_with_cost {
            return Some(self.unbounded(column));
        }
        Some(match self.minimise(patience)? {
            Some(column) => self.unbounded(column),
            None => self.optimal(),
        })
    }

    /// Step 1; a basic row that is a contradiction.
    fn expel_zeros(&mut self, patience: &mut Patience) -> Option<Option<usize>> {
        let constants = self.others.len();
        for row in 0..self.basic.len() {
            if self.kind(self.basic[row]) != Kind::Zero {
                continue;
            }
            let usable = |at: &usize| !self.body[row][*at].is_zero() && self.kind(self.others[*at]) != Kind::Zero;
            let free = (0..constants).filter(usable).find(|at| self.kind(self.others[*at]) == Kind::Free);
            match free.or_else(|| (0..constants).find(usable)) {
                Some(column) => self.pivot_on(row, column, patience)?,
                None if self.body[row][constants].is_zero() => {}
                None => return Some(Some(row)),
            }
        }
        Some(None)
    }

    /// Step 2.
    fn install_free(&mut self, patience: &mut Patience) -> Option<()> {
        for column in 0..self.others.len() {
            if self.kind(self.others[column]) != Kind::Free {
                continue;
            }
            let row = (0..self.basic.len()).find(|row| {
                self.kind(self.basic[*row]) == Kind::NonNegative && !self.body[*row][column].is_zero()
            });
            if let Some(row) = row {
                self.pivot_on(row, column, patience)?;
            }
        }
        Some(())
    }

    fn chooses_by_size(&self, since: usize) -> bool {
        self.pivots - since < 4 * (self.basic.len() + self.others.len())
    }

    /// Step 3; a basic row that is a contradiction.
    fn make_feasible(&mut self, patience: &mut Patience) -> Option<Option<usize>> {
        let (constants, since) = (self.others.len(), self.pivots);
        loop {
            let by_size = self.chooses_by_size(since);
            let negative = (0..self.basic.len()).filter(|row| {
                self.body[*row][constants] < Integer::ZERO && self.kind(self.basic[*row]) == Kind::NonNegative
            });
            let row = if by_size {
                negative.min_by(|a, b| self.body[*a][constants].cmp(&self.body[*b][constants]))
            } else {
                negative.min_by_key(|row| self.basic[*row])
            };
            let Some(row) = row else { return Some(None) };
            let rising = (0..constants).filter(|at| {
                self.body[row][*at] > Integer::ZERO && self.kind(self.others[*at]) == Kind::NonNegative
            });
            let column = if by_size {
                rising.max_by(|a, b| self.body[row][*a].cmp(&self.body[row][*b]))
            } else {
                rising.min_by_key(|at| self.others[*at])
            };
            match column {
                Some(column) => self.pivot_on(row, column, patience)?,
                None => return Some(Some(row)),
            }
        }
    }

    /// Step 4; the column of a ray.
    fn minimise(&mut self, patience: &mut Patience) -> Option<Option<usize>> {
        let (constants, costs, since) = (self.others.len(), self.basic.len(), self.pivots);
        loop {
            let cheap = (0..constants).filter(|at| {
                self.body[costs][*at] < Integer::ZERO && self.kind(self.others[*at]) == Kind::NonNegative
            });
            let column = if self.chooses_by_size(since) {
                cheap.min_by(|a, b| self.body[costs][*a].cmp(&self.body[costs][*b]))
            } else {
                cheap.min_by_key(|at| self.others[*at])
            };
            let Some(column) = column else { return Some(None) };
            let mut leaving: Option<usize> = None;
            for row in 0..self.basic.len() {
                if self.body[row][column] < Integer::ZERO && self.kind(self.basic[row]) == Kind::NonNegative {
                    leaving = Some(leaving.map_or(row, |best| self.earlier(best, row, column)));
                }
            }
            match leaving {
                Some(row) => self.pivot_on(row, column, patience)?,
                None => return Some(Some(column)),
            }
        }
    }

    /// The row that reaches 0 first when the column's variable grows; the smaller variable in a tie.
    fn earlier(&self, a: usize, b: usize, column: usize) -> usize {
        let constants = self.others.len();
        let left = &self.body[a][constants] * &self.body[b][column];
        let right = &self.body[b][constants] * &self.body[a][column];
        // Both column entries are negative, so both sides changed sign once.
        match right.cmp(&left) {
            std::cmp::Ordering::Less => a,
            std::cmp::Ordering::Greater => b,
            std::cmp::Ordering::Equal if self.basic[a] < self.basic[b] => a,
            std::cmp::Ordering::Equal => b,
        }
    }

    /// Every entry is multiplied twice and divided once, by numbers as long as the pivot.
    fn pivot_on(&mut self, row: usize, column: usize, patience: &mut Patience) -> Option<()> {
        let table = (self.body.len() * (self.others.len() + 1)) as u64;
        let words = 1 + integer_bits(&self.pivot) as u64 / 64;
        patience.pivot(table.saturating_mul(LONG_MULTIPLICATION).saturating_mul(words))?;
        let mut pivot_row = std::mem::take(&mut self.body[row]);
        let mut new_pivot = pivot_row[column].clone();
        let negative = new_pivot < Integer::ZERO;
        if negative {
            new_pivot = -new_pivot;
        }
        for entries in self.body.iter_mut().filter(|entries| !entries.is_empty()) {
            let mut factor = entries[column].clone();
            if negative {
                factor = -factor;
            }
            for (at, (entry, above)) in entries.iter_mut().zip(&pivot_row).enumerate() {
                if at == column {
                    *entry = factor.clone();
                    continue;
                }
                let mut product = &*entry * &new_pivot;
                if !factor.is_zero() && !above.is_zero() {
                    product -= &factor * above;
                }
                *entry = if self.pivot.is_one() { product } else { product / &self.pivot };
            }
        }
        // basic = Σ a other  ⇒  other = (basic − Σ rest) / a.
        for entry in &mut pivot_row {
            if !negative {
                *entry = -std::mem::take(entry);
            }
        }
        pivot_row[column] = if negative { -&self.pivot } else { self.pivot.clone() };
        self.body[row] = pivot_row;
        self.pivot = new_pivot;
        std::mem::swap(&mut self.basic[row], &mut self.others[column]);
        self.pivots += 1;
        Some(())
    }

    fn over_pivot(&self, entry: &Integer) -> Rational {
        Rational::from_parts_signed(entry.clone(), self.pivot.clone())
    }

    /// The program's variables where all others are 0.
    fn point(&self) -> Vec<Rational> {
        let n = self.program.variable_count();
        let mut point = vec![Rational::ZERO; n];
        for (row, variable) in self.basic.iter().enumerate().filter(|(_, variable)| **variable < n) {
            point[*variable] = self.over_pivot(&self.body[row][self.others.len()]);
        }
        point
    }

    fn optimal(&self) -> Outcome {
        let (n, costs) = (self.program.variable_count(), self.basic.len());
        let cost_scale = Rational::from(self.scales[costs].clone());
        let mut dual = vec![Rational::ZERO; self.program.row_count()];
        for (column, variable) in self.others.iter().enumerate().filter(|(_, variable)| **variable >= n) {
            let scale = Rational::from(self.scales[variable - n].clone());
            dual[variable - n] = self.over_pivot(&self.body[costs][column]) * scale / &cost_scale;
        }
        let value = self.over_pivot(&self.body[costs][self.others.len()]) / cost_scale;
        Outcome::Optimal { value, primal: Primal(self.point()), dual: Dual(dual) }
    }

    /// From a basic row: variable − Σ entry · other = constant, for every x.
    fn contradiction(&self, row: usize) -> Outcome {
        let n = self.program.variable_count();
        let positive = self.body[row][self.others.len()] > Integer::ZERO;
        let mut farkas = vec![Rational::ZERO; self.program.row_count()];
        let parts = self.others.iter().zip(&self.body[row]).map(|(variable, entry)| (*variable, -entry));
        for (variable, entry) in parts.chain([(self.basic[row], self.pivot.clone())]) {
            if variable >= n && !entry.is_zero() {
                let entry = if positive { -entry } else { entry };
                farkas[variable - n] = Rational::from(entry * Integer::from(self.scales[variable - n].clone()));
            }
        }
        Outcome::Infeasible { farkas: Farkas(farkas) }
    }

    fn unbounded(&self, column: usize) -> Outcome {
        let (n, costs) = (self.program.variable_count(), self.basic.len());
        let upwards = self.body[costs][column] < Integer::ZERO;
        let mut ray = vec![Rational::ZERO; n];
        let direction = |entry: Rational| if upwards { entry } else { -entry };
        if self.others[column] < n {
            ray[self.others[column]] = direction(Rational::ONE);
        }
        for (row, variable) in self.basic.iter().enumerate().filter(|(_, variable)| **variable < n) {
            ray[*variable] = direction(self.over_pivot(&self.body[row][column]));
        }
        Outcome::Unbounded { point: Point(self.point()), ray: Ray(ray) }
    }
}
