//! Programs for one rule that are too large to be written down: rows are asked for where a point breaks them.
//!
//! # Method
//! The program starts with its equations alone. Its solution is a transfer rule; one pass over all coalitions, types and misreports
//! ([`crate::lp::RowSource`]) finds for every type the misreport that gains most under it, and the types that would rather not take part.
//! The most broken of these rows join the program, which is solved again: it is a relaxation all the time, so that a contradiction is
//! final, and a rule that breaks nothing is a solution of the whole. Every round adds a row that the program did not have, so it ends.
//! Where few rows matter, as for rules that hardly need payments and for goals that few coalitions contradict, memory is taken for these
//! few only.

use super::program::{DecisionProgram, Question, Solution};
use crate::lp::{NewRow, Patience, Point, Relation, RowSource};
use ambimech_model::coalition::Coalition;
use ambimech_model::combination::Constraint;
use ambimech_model::index::JointTypeId;
use ambimech_model::number::Rational;
use ambimech_model::transfer::ScaledTable;

/// At least so many rows may join in a round; beyond, a quarter as many as there are unknowns.
const LEAST_ROWS: usize = 64;

/// Solves the program of a question about one rule, up to so many coefficients of the rows that are needed.
pub(super) fn solve_as_needed(question: Question<'_>, most_entries: u64, patience: &mut Patience) -> Solution {
    let mut program = DecisionProgram::without_rows(question);
    let shape = DecisionProgram::without_rows(question);
    let most_rows = LEAST_ROWS + shape.program().variable_count() / 4;
    let mut source = Separation { shape, most_rows, given: Vec::new() };
    program.solve_with_rows(&mut source, |source| std::mem::take(&mut source.given), most_entries, patience)
}

/// A row that a point breaks.
struct Broken {
    constraint: Constraint,
    coalition: Coalition,
    truth: JointTypeId,
    report: Option<JointTypeId>,
    /// By how much, times the weight of the truth.
    by: Rational,
}

/// All rows about coalitions, as far as a point breaks them.
struct Separation<'a> {
    shape: DecisionProgram<'a>,
    most_rows: usize,
    /// What the rows say that were handed out.
    given: Vec<(Constraint, Rational)>,
}

impl RowSource for Separation<'_> {
    fn violated(&mut self, Point(point): &Point) -> Vec<NewRow> {
        let tables: Vec<ScaledTable> = self.shape.tables(point).iter().map(|table| table.scaled()).collect();
        let Some(table) = tables.first() else { return Vec::new() };
        let question = self.shape.question();
        let mut broken = Vec::new();
        for coalition in question.tempted() {
            self.tempted(coalition, table, &mut broken);
        }
        for coalition in question.participants() {
            self.unwilling(coalition, table, &mut broken);
        }
        // A stable order: the same point asks for the same rows everywhere.
        broken.sort_by(|a, b| b.by.cmp(&a.by));
        broken.truncate(self.most_rows);
        let mut rows = Vec::with_capacity(broken.len());
        for Broken { constraint, coalition, truth, report, .. } in broken {
            let values: &[(JointTypeId, i8)] = match report {
                Some(report) => &[(truth, 1), (report, -1)],
                None => &[(truth, 1)],
            };
            let row = self.shape.row(constraint, coalition, truth, values, None, Relation::AtLeast);
            let Some((row, weight)) = row else { continue };
            rows.push(row);
            self.given.push((constraint, weight));
        }
        rows
    }
}

impl Separation<'_> {
    /// For every type of a coalition the misreport that gains most, if any gains.
    fn tempted(&self, coalition: Coalition, table: &ScaledTable, broken: &mut Vec<Broken>) {
        let Some(view) = self.shape.view(coalition) else { return };
        let totals = view.totals(table);
        for truth in self.shape.types_that_occur(coalition) {
            let worth = |report| view.payoff(truth, report) + view.transfer(&totals, truth, report);
            let honest = worth(truth);
            let gains = self.shape.misreports(coalition, truth).into_iter().map(|report| (worth(report), report));
            let best = gains.reduce(|best, next| if next.0 > best.0 { next } else { best });
            let Some((value, report)) = best.filter(|(value, _)| *value > honest) else { continue };
            broken.push(Broken {
                constraint: Constraint::Incentive { coalition, truth, report },
                coalition,
                truth,
                report: Some(report),
                by: (value - honest) * Rational::from(view.total_weight(truth).clone()),
            });
        }
    }

    /// The types of a coalition that would rather not take part.
    fn unwilling(&self, coalition: Coalition, table: &ScaledTable, broken: &mut Vec<Broken>) {
        let Some(view) = self.shape.view(coalition) else { return };
        let totals = view.totals(table);
        for types in self.shape.types_that_occur(coalition) {
            let value = view.payoff(types, types) + view.transfer(&totals, types, types);
            if value < Rational::ZERO {
                broken.push(Broken {
                    constraint: Constraint::Participation { coalition, types },
                    coalition,
                    truth: types,
                    report: None,
                    by: -value * Rational::from(view.total_weight(types).clone()),
                });
            }
        }
    }
}
