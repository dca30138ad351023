//! Decides whether a goal can be reached under limits on payments ([`ambimech_model::payment_limits`]).
//!
//! # Mathematics
//! The limits are rows c ± t_i(θ) ≥ 0 for every rule t, linear like all others of theory 9.5, and a mixture of rules that keep
//! them keeps them. So the reduction to one rule for every (S, θ_S), or for every misreport against pure reports, stands, and
//! the goal can be reached if and only if the program with these rows is feasible. Its Farkas vector is the proof when it is not.
//!
//! What does not carry over is that a side bet of any size completes a solution with fewer rules. So programs grow as in
//! [`super`], but a type that a bet within the limits does not hold down is first offered a rule of its own by a program for
//! that rule alone, with the worst cases as they are (`completion`); only if there is none does the rule become part of the whole program.
//! The additional demand that all rules are worth the same on path is not made: under limits it costs more than it helps.
//!
//! Constructions in closed form are tried first and kept when they happen to keep the limits. Proofs that no mechanism at
//! all reaches the goal are proofs under limits.

use super::complementary_cut::complementary_cut;
use super::completion;
use super::program::{DecisionProgram, Question, Solution};
use super::{
    CUT_FIRST, Effort, accepted, certified_within, coefficients, contradicted, everybody_by_the_one_rule,
    undecided, unsolved,
};
use crate::collusion::answer_by_cic;
use crate::design::{design_in_closed_form, short_proof};
use crate::verification::other_attitude;
use ambimech_model::certificate::MechanismCertificate;
use ambimech_model::check::check_mechanism;
use ambimech_model::combination::RequiredRule;
use ambimech_model::design::{Design, DesignAnswer, Obstacle};
use ambimech_model::mechanism::NamedRule;
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::property::{Goal, MechanismKind};

/// A question about mechanisms that keep limits on payments.
#[derive(Debug, Clone, Copy)]
pub struct LimitedQuestion<'a> {
    /// The question.
    pub question: Question<'a>,
    /// The limits; with none the answer is that of the question.
    pub limits: &'a PaymentLimits,
}

impl<'a> Question<'a> {
    /// The question about mechanisms that keep these limits.
    pub fn with_limits(self, limits: &'a PaymentLimits) -> LimitedQuestion<'a> {
        LimitedQuestion { question: self, limits }
    }
}

/// Answers the question: a certified mechanism that keeps the limits, or a checked proof that there is none.
pub fn decide_with_limits(asked: LimitedQuestion<'_>) -> DesignAnswer {
    if asked.limits.is_none() {
        return super::decide_goal(asked.question);
    }
    if let Some(answer) = through_cic(asked, &decide_with_limits) {
        return answer;
    }
    let question = asked.question;
    if question.mechanism == MechanismKind::Ambiguous {
        match design_in_closed_form(question.environment, question.goal, question.reports) {
            proof @ DesignAnswer::Infeasible(_) => return proof,
            DesignAnswer::Done(design) => {
                if let Some(kept) = kept(asked, *design) {
                    return DesignAnswer::Done(Box::new(kept));
                }
            }
            DesignAnswer::Undecided { .. } => {}
        }
    }
    decide_by_program_with_limits(asked)
}

/// Answers the question by a short proof or the program, without constructions in closed form.
pub fn decide_by_program_with_limits(asked: LimitedQuestion<'_>) -> DesignAnswer {
    if asked.limits.is_none() {
        return super::decide_by_program(asked.question);
    }
    if let Some(answer) = through_cic(asked, &decide_by_program_with_limits) {
        return answer;
    }
    let question = asked.question;
    if !question.is_about_known_beliefs() {
        return undecided(question, Obstacle::NeedsCommonPrior);
    }
    if let Some(certificate) = short_proof(question.environment, question.goal) {
        return DesignAnswer::Infeasible(certificate);
    }
    match question.mechanism {
        MechanismKind::Simple => decide_simple(asked),
        MechanismKind::Ambiguous => {
            let answer = decide_ambiguous(asked);
            let is_open = matches!(answer, DesignAnswer::Undecided { .. });
            if !is_open || other_attitude(question.environment).is_none() {
                return answer;
            }
            // Where what is made for the worst case does not do, one rule may: to it all attitudes are the same.
            let simple = Question { mechanism: MechanismKind::Simple, ..question };
            match decide_simple(simple.with_limits(asked.limits)) {
                found @ DesignAnswer::Done(_) => found,
                _ => answer,
            }
        }
    }
}

fn through_cic(
    asked: LimitedQuestion<'_>,
    decide: &dyn Fn(LimitedQuestion<'_>) -> DesignAnswer,
) -> Option<DesignAnswer> {
    let (question, limits) = (asked.question, asked.limits);
    let answer = |goal: &Goal, reports| {
        let Question { environment, mechanism, .. } = question;
        decide(Question { environment, goal, mechanism, reports }.with_limits(limits))
    };
    answer_by_cic(question.environment, question.goal, question.reports, &answer)
}

/// The design with the claim that it keeps the limits, if it does.
fn kept(asked: LimitedQuestion<'_>, design: Design) -> Option<Design> {
    let certificate = MechanismCertificate { limits: asked.limits.clone(), ..design.certificate };
    let is_kept = check_mechanism(asked.question.environment, &design.mechanism, &certificate).is_ok();
    is_kept.then_some(Design { certificate, ..design })
}

fn decide_simple(asked: LimitedQuestion<'_>) -> DesignAnswer {
    let question = asked.question;
    let size = coefficients(&question, 1);
    // The cut has a row for every misreport; a program of moderate size finds a shorter proof.
    if size > CUT_FIRST
        && let Some(proof) = complementary_cut(&question).and_then(|cut| accepted(question, cut))
    {
        return proof;
    }
    let unknowns = question.environment.space().size().saturating_mul(question.environment.agent_count());
    if size > Effort::FULL.coefficients {
        return undecided(question, Obstacle::ProgramTooLarge { unknowns });
    }
    let program = DecisionProgram::with_limits(question, vec![RequiredRule::Any], asked.limits, None);
    match program.solve(&mut Effort::FULL.patience()) {
        Solution::Infeasible(combination) => contradicted(question, combination),
        Solution::Feasible(tables) => {
            let rules = tables.into_iter().map(|table| NamedRule { name: "t".to_string(), table }).collect();
            certified_within(question, asked.limits, rules, everybody_by_the_one_rule(question))
        }
        Solution::Unsolved(reason) => undecided(question, unsolved(&reason, unknowns)),
    }
}

/// Solves programs with more and more required rules, until their solution can be completed or they contradict themselves.
fn decide_ambiguous(asked: LimitedQuestion<'_>) -> DesignAnswer {
    let (question, limits) = (asked.question, asked.limits);
    let mut required = vec![RequiredRule::Any];
    loop {
        let size = question.environment.space().size().saturating_mul(question.environment.agent_count());
        let unknowns = size.saturating_mul(required.len());
        if coefficients(&question, required.len()) > Effort::FULL.coefficients {
            return undecided(question, Obstacle::ProgramTooLarge { unknowns });
        }
        let program = DecisionProgram::with_limits(question, required.clone(), limits, None);
        let tables = match program.solve(&mut Effort::FULL.patience()) {
            Solution::Infeasible(combination) => return contradicted(question, combination),
            Solution::Unsolved(reason) => return undecided(question, unsolved(&reason, unknowns)),
            Solution::Feasible(tables) => tables,
        };
        match completion::complete(question, &required, tables, limits) {
            Ok(completed) => return certified_within(question, limits, completed.rules, completed.weights),
            // A rule that the program has holds its type down by the program's own rows.
            Err(missing) if missing.iter().all(|rule| required.contains(rule)) => {
                return undecided(question, Obstacle::CertificateRefused);
            }
            Err(missing) => required.extend(missing),
        }
    }
}
