//! A linear program with exact data, in the one normal form of this module.

use super::half_spaces::Source;
use ambimech_model::number::{Integer, Natural, Rational, common_denominator, scaled_to};

/// What values a variable may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sign {
    /// Every rational number.
    Free,
    /// At least 0.
    NonNegative,
}

/// How a row compares a·x with its right side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    /// a·x ≥ b.
    AtLeast,
    /// a·x = b.
    Equal,
}

/// One row: a·x ≥ b or a·x = b, with a sparse.
///
/// The coefficients are integers over one positive denominator, in the order of their variables, without zeros.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    relation: Relation,
    entries: Vec<(usize, Integer)>,
    denominator: Natural,
    right: Rational,
}

impl Row {
    /// ≥ or =.
    pub fn relation(&self) -> Relation {
        self.relation
    }

    /// Variables and numerators of their coefficients, over [`Row::denominator`]; variables ascend, no numerator is 0.
    pub fn entries(&self) -> &[(usize, Integer)] {
        &self.entries
    }

    /// What every numerator of [`Row::entries`] is divided by; positive.
    pub fn denominator(&self) -> &Natural {
        &self.denominator
    }

    /// The right side b.
    pub fn right(&self) -> &Rational {
        &self.right
    }

    /// The coefficients as rational numbers.
    pub fn coefficients(&self) -> impl Iterator<Item = (usize, Rational)> + '_ {
        self.entries
            .iter()
            .map(|(variable, number)| (*variable, Rational::from_parts(number.clone(), self.denominator.clone())))
    }
}

/// Minimise c·x subject to rows a·x ≥ b or a·x = b, each variable free or at least 0.
///
/// Variables and rows have the numbers 0, 1, … in the order in which they were added; these plain numbers are used
/// throughout [`crate::lp`].
///
/// # Examples
/// ```
/// use ambimech_model::number::Rational;
/// use ambimech_solve::lp::{Outcome, Program, Relation, Sign, solve};
/// // The smallest x + y with x + 2 y ≥ 3 and x = 1.
/// let mut program = Program::new();
/// let x = program.add_variable(Sign::NonNegative);
/// let y = program.add_variable(Sign::Free);
/// program.set_cost(x, Rational::ONE);
/// program.set_cost(y, Rational::ONE);
/// program.add_row(Relation::AtLeast, vec![(x, Rational::ONE), (y, Rational::from(2))], Rational::from(3));
/// program.add_row(Relation::Equal, vec![(x, Rational::ONE)], Rational::ONE);
/// let Ok(Outcome::Optimal { value, .. }) = solve(&program) else { panic!() };
/// assert_eq!(value, Rational::from(2));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Program {
    signs: Vec<Sign>,
    costs: Vec<Rational>,
    rows: Vec<Row>,
    unknown: Option<(usize, usize)>,
}

impl Program {
    /// No variables, no rows, value 0.
    pub fn new() -> Program {
        Program::default()
    }

    /// A new variable with cost 0; its number.
    pub fn add_variable(&mut self, sign: Sign) -> usize {
        self.signs.push(sign);
        self.costs.push(Rational::ZERO);
        self.signs.len() - 1
    }

    /// Sets the cost c of a variable; nothing happens when there is no such variable.
    pub fn set_cost(&mut self, variable: usize, cost: Rational) {
        if let Some(place) = self.costs.get_mut(variable) {
            *place = cost;
        }
    }

    /// A new row; its number. Coefficients of a variable named more than once are added up.
    ///
    /// The variables must have been added before. A row with an unknown variable makes the program malformed: solving it
    /// and verifying answers about it name the row and do nothing else.
    pub fn add_row(&mut self, relation: Relation, entries: Vec<(usize, Rational)>, right: Rational) -> usize {
        let number = self.rows.len();
        let mut entries = entries;
        if !entries.is_sorted_by(|a, b| a.0 < b.0) {
            entries = merged(entries);
        }
        if let Some((variable, _)) = entries.last().filter(|(variable, _)| *variable >= self.signs.len()) {
            self.unknown.get_or_insert((number, *variable));
        }
        let denominator = common_denominator(entries.iter().map(|(_, coefficient)| coefficient));
        let entries = entries
            .into_iter()
            .filter(|(_, coefficient)| !coefficient.is_zero())
            .map(|(variable, coefficient)| {
                if denominator.is_one() {
                    (variable, coefficient.into_parts().0)
                } else {
                    (variable, scaled_to(&coefficient, &denominator))
                }
            })
            .collect();
        self.rows.push(Row { relation, entries, denominator, right });
        number
    }

    /// The same variables and costs with only these rows, in this order; numbers of no row are left out.
    pub(crate) fn with_rows(&self, rows: &[usize]) -> Program {
        let rows = rows.iter().filter_map(|row| self.rows.get(*row)).cloned().collect();
        Program { signs: self.signs.clone(), costs: self.costs.clone(), rows, unknown: None }
    }

    /// The same program with equations in these rows' places, and with variables at 0 whose signs are named; numbers of rows and variables stay.
    pub(super) fn with_equations(&self, tight: &[Source]) -> Program {
        let mut program = self.clone();
        for source in tight {
            match source {
                Source::Row(row) => program.rows[*row].relation = Relation::Equal,
                Source::Sign(variable) => {
                    program.signs[*variable] = Sign::Free;
                    program.add_row(Relation::Equal, vec![(*variable, Rational::ONE)], Rational::ZERO);
                }
            }
        }
        program
    }

    /// The same rows with all costs 0.
    pub(super) fn without_costs(mut self) -> Program {
        self.costs.fill(Rational::ZERO);
        self
    }

    /// Changes the right side of a row; nothing happens when there is no such row.
    pub(super) fn set_right(&mut self, row: usize, right: Rational) {
        if let Some(row) = self.rows.get_mut(row) {
            row.right = right;
        }
    }

    /// How many variables there are.
    pub fn variable_count(&self) -> usize {
        self.signs.len()
    }

    /// How many rows there are.
    pub fn row_count(&self) -> usize {
        self.rows.len()
    }

    /// How many coefficients are not 0.
    pub fn entry_count(&self) -> usize {
        self.rows.iter().map(|row| row.entries.len()).sum()
    }

    /// The signs of the variables.
    pub fn signs(&self) -> &[Sign] {
        &self.signs
    }

    /// The costs of the variables.
    pub fn costs(&self) -> &[Rational] {
        &self.costs
    }

    /// The rows.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The first row that names a variable that did not exist, with that variable.
    pub fn unknown_variable(&self) -> Option<(usize, usize)> {
        self.unknown
    }
}

/// Entries in the order of their variables, those of one variable added up.
fn merged(mut entries: Vec<(usize, Rational)>) -> Vec<(usize, Rational)> {
    entries.sort_by_key(|(variable, _)| *variable);
    let mut out: Vec<(usize, Rational)> = Vec::with_capacity(entries.len());
    for (variable, coefficient) in entries {
        match out.last_mut() {
            Some((last, total)) if *last == variable => *total += coefficient,
            _ => out.push((variable, coefficient)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_merged_and_brought_to_one_denominator() {
        let half = Rational::from_parts(1.into(), 2u8.into());
        let third = Rational::from_parts(1.into(), 3u8.into());
        let mut program = Program::new();
        for _ in 0..3 {
            program.add_variable(Sign::Free);
        }
        let entries =
            vec![(2, half.clone()), (0, third.clone()), (2, half.clone()), (1, half.clone()), (1, -half)];
        assert_eq!(program.add_row(Relation::Equal, entries, Rational::ONE), 0);
        let row = &program.rows()[0];
        assert_eq!(row.coefficients().collect::<Vec<_>>(), [(0, third), (2, Rational::ONE)]);
        assert_eq!(program.entry_count(), 2);
        assert_eq!(program.unknown_variable(), None);
        program.add_row(Relation::Equal, vec![(3, Rational::ONE)], Rational::ONE);
        program.add_row(Relation::Equal, vec![(4, Rational::ONE)], Rational::ONE);
        assert_eq!(program.unknown_variable(), Some((1, 3)));
    }
}
