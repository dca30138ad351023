//! The linear program that decides a question, for those who want to solve it with another program.
//!
//! # Which program
//! * Simple mechanisms: the rows of theory 9.5 for one rule. It is feasible exactly when there is a mechanism.
//! * Ambiguous mechanisms of a large environment where one rule does: the program for it.
//! * Other ambiguous mechanisms: the last one of the programs that [`super::decide_by_program`] solves. When it is infeasible there is
//!   no mechanism; when it is feasible, its solution was completed to one by side bets and accepted by the checker.
//!
//! Either way *feasible* and *a mechanism exists* are the same, with one exception: that an allocation rule must be efficient for
//! the full surplus to be extracted is no row about payments. [`Deciding::is_decided_elsewhere`] says where that is the reason.

use super::complementary_cut::complementary_cut;
use super::program::{DecisionProgram, Question};
use super::{Effort, ONE_RULE_FIRST, coefficients, grow_twice};
use crate::design::short_proof;
use crate::verification::other_attitude;
use ambimech_model::certificate::Impossibility;
use ambimech_model::combination::RequiredRule;
use ambimech_model::design::{Construction, DesignAnswer, Obstacle};
use ambimech_model::property::{MechanismKind, Property};

/// A program and where the answer came from.
pub struct Deciding<'a> {
    /// The program.
    pub program: DecisionProgram<'a>,
    /// How [`super::decide_goal`] found its answer.
    pub found_by: FoundBy,
}

/// How an answer was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FoundBy {
    /// By solving this program.
    Program,
    /// By a construction in closed form; the program says the same.
    ClosedForm,
    /// By a short proof; the program says the same.
    ShortProof,
    /// By a short proof about efficiency, which is no row of the program.
    Inefficiency,
    /// Not at all.
    Nothing,
}

impl Deciding<'_> {
    /// Whether the reason for the answer is no row of the program, so that the program may be feasible though there is no
    /// mechanism.
    pub fn is_decided_elsewhere(&self) -> bool {
        self.found_by == FoundBy::Inefficiency
    }
}

/// Whether a large question about ambiguous mechanisms was answered by one rule, from the program for it.
fn is_one_rule_first(question: &Question<'_>, answer: &DesignAnswer) -> bool {
    let about_one = Question { mechanism: MechanismKind::Simple, ..*question };
    let DesignAnswer::Done(design) = answer else { return false };
    design.construction == Construction::ExactProgram
        && design.mechanism.rule_count(question.environment) == Some(1)
        && coefficients(&about_one, 1) > ONE_RULE_FIRST
}

/// The program that decides a question; `answer` is that of [`super::decide_goal`].
///
/// # Errors
/// Why there is no program: beliefs that are not known, other attitudes than the worst case, or one that is too large.
pub fn deciding_program<'a>(question: Question<'a>, answer: &DesignAnswer) -> Result<Deciding<'a>, Obstacle> {
    if question.goal.asks_for(Property::Wcic) {
        return Err(Obstacle::AskForCic);
    }
    if !question.is_about_known_beliefs() {
        return Err(Obstacle::NeedsCommonPrior);
    }
    if let Some(coalition) = other_attitude(question.environment)
        && question.mechanism == MechanismKind::Ambiguous
    {
        return Err(Obstacle::OtherAttitude(coalition));
    }
    let size = question.environment.space().size().saturating_mul(question.environment.agent_count());
    let too_large = Obstacle::ProgramTooLarge { unknowns: size };
    let program = match question.mechanism {
        MechanismKind::Simple => {
            if coefficients(&question, 1) > Effort::FULL.coefficients {
                return Err(too_large);
            }
            DecisionProgram::new(question, vec![RequiredRule::Any])
        }
        MechanismKind::Ambiguous if is_one_rule_first(&question, answer) => DecisionProgram::new(
            Question { mechanism: MechanismKind::Simple, ..question },
            vec![RequiredRule::Any],
        ),
        MechanismKind::Ambiguous => grow_twice(question, Effort::FULL).1.ok_or(too_large)?,
    };
    let found_by = match answer {
        DesignAnswer::Undecided { .. } => FoundBy::Nothing,
        DesignAnswer::Done(design) if design.construction == Construction::ExactProgram => FoundBy::Program,
        DesignAnswer::Done(_) => FoundBy::ClosedForm,
        DesignAnswer::Infeasible(certificate) => match &certificate.reason {
            Impossibility::Inefficient { .. } => FoundBy::Inefficiency,
            Impossibility::Combination(found) => {
                let is_cut = question.mechanism == MechanismKind::Simple
                    && complementary_cut(&question).is_some_and(|cut| cut == *found);
                let is_short = is_cut || short_proof(question.environment, question.goal).is_some();
                if is_short { FoundBy::ShortProof } else { FoundBy::Program }
            }
            _ => FoundBy::ShortProof,
        },
    };
    Ok(Deciding { program, found_by })
}
