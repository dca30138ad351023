//! The parts and blocks in which a program is solved.

use super::DecisionProgram;
use crate::lp::{
    Cut, Feasibility, Outcome, Patience, Point, Primal, Unsolved, solve_feasibility_in_parts, solve_in_blocks,
    solve_in_blocks_with_cuts,
};
use ambimech_model::coalition::Coalition;
use ambimech_model::combination::Constraint;
use ambimech_model::number::Rational;
use ambimech_model::property::MechanismKind;
use std::collections::BTreeMap;
use std::ops::Range;

/// Up to this many coefficients a program with several rules is solved as a whole; with limits on payments, up to so many.
const MOST_ENTRIES_AS_A_WHOLE: usize = 5_000;
const MOST_ENTRIES_WITH_LIMITS: usize = 500;

/// A cut of a program in blocks ([`solve_in_blocks_with_cuts`]), with its rows by what they say.
pub type KnownCut = Vec<(Constraint, Rational)>;

impl DecisionProgram<'_> {
    /// The rows of each pair of complementary coalitions: when the budget balances they are about one payment a profile, and often
    /// contradict one another already.
    fn parts(&self) -> Vec<Vec<usize>> {
        let agents = self.question.environment.agent_count();
        if self.question.mechanism != MechanismKind::Simple || !self.question.is_balanced() || agents < 3 {
            return Vec::new();
        }
        let mut parts: BTreeMap<Coalition, Vec<usize>> = BTreeMap::new();
        for (row, (constraint, _)) in self.rows.iter().enumerate() {
            if let Constraint::Incentive { coalition, .. } = constraint
                && coalition.len() < agents
            {
                parts.entry((*coalition).min(coalition.complement(agents))).or_default().push(row);
            }
        }
        let mut parts: Vec<Vec<usize>> = parts.into_values().collect();
        parts.sort_by_key(Vec::len);
        parts
    }

    /// The payments of every rule after the first: rules share rows through on-path worst cases only. None when the program is small
    /// enough to be solved as a whole.
    pub(super) fn blocks(&self) -> Vec<Range<usize>> {
        let size = self.question.environment.space().size() * self.payers();
        // Limits give every rule many rows of its own.
        let is_limited = self.least.is_some() || !self.limits.is_none();
        let most = if is_limited { MOST_ENTRIES_WITH_LIMITS } else { MOST_ENTRIES_AS_A_WHOLE };
        if self.program.entry_count() <= most {
            return Vec::new();
        }
        (1..self.rules.len()).map(|rule| rule * size..(rule + 1) * size).collect()
    }

    /// As [`DecisionProgram::extreme`], beginning with cuts of programs with fewer required rules, and handing back its own. A row says the same
    /// in every program that has it, so that a sum of rows in which the payments of a rule drop out is one there too.
    ///
    /// # Errors
    /// When the program cannot be solved here.
    pub fn extreme_with_cuts(&self, is_largest: bool, known: &mut Vec<KnownCut>) -> Result<Outcome, Unsolved> {
        let mut program = self.program.clone();
        if let Some(aim) = self.aim() {
            program.set_cost(aim, if is_largest { Rational::NEG_ONE } else { Rational::ONE });
        }
        let places = self.rows.iter().enumerate().map(|(place, (constraint, _))| (*constraint, place));
        let places: BTreeMap<Constraint, usize> = places.collect();
        let placed = |cut: &KnownCut| -> Option<Cut> {
            cut.iter().map(|(constraint, number)| Some((*places.get(constraint)?, number.clone()))).collect()
        };
        let mut cuts: Vec<Cut> = known.iter().filter_map(placed).collect();
        let found = solve_in_blocks_with_cuts(&program, &self.blocks(), &mut cuts, &mut Patience::endless())?;
        let named = |cut: Cut| -> KnownCut {
            cut.into_iter().filter_map(|(row, number)| Some((self.rows.get(row)?.0, number))).collect()
        };
        *known = cuts.into_iter().map(named).collect();
        Ok(found)
    }

    pub(super) fn feasibility(&self, patience: &mut Patience) -> Result<Feasibility, Unsolved> {
        let blocks = self.blocks();
        if blocks.is_empty() {
            return solve_feasibility_in_parts(&self.program, &self.parts(), patience);
        }
        Ok(match solve_in_blocks(&self.program, &blocks, patience)? {
            Outcome::Infeasible { farkas } => Feasibility::Infeasible { farkas },
            Outcome::Unbounded { point, .. } => Feasibility::Feasible { point },
            Outcome::Optimal { primal: Primal(point), .. } => Feasibility::Feasible { point: Point(point) },
        })
    }
}
