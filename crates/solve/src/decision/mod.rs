//! Decides whether a goal can be reached with *this* allocation rule, by one exact linear program (theory 9.5).
//!
//! # Simple mechanisms
//! Short proofs first ([`crate::design`]), then the complementary cut, then the program. Its solution is the mechanism; its
//! Farkas vector is the proof that there is none.
//!
//! # Ambiguous mechanisms
//! The constructions in closed form first. Where they do not apply, the program starts with a single rule, and `completion`
//! adds side bets to it; first with the additional demand that all rules are worth the same on path, then without. Types that no side bet can hold down get a rule of their own in the program, which is solved
//! again: every program is a relaxation of the next, so the first contradiction is final, and the last one, with a rule for every
//! type (mixed reports) or every misreport (pure reports), is the exact program of theory 9.5.
//!
//! # Limits on payments
//! What no agent may be asked to pay or be paid is more rows of the same program: `limited`, `least_limit`.
//!
//! # Attitudes to ambiguity
//! All this is made for coalitions that look at the worst case. Where some do not, the checker decides what of it is true for
//! them: some contradictions are (`ambimech_model::check`), and some mechanisms, those with one rule among them. What it refuses is
//! undecided.

pub mod complementary_cut;
mod completion;
pub mod deciding;
mod endless;
pub mod least_limit;
pub mod limited;
pub mod program;
mod separation;
mod short_end;
mod small;
pub mod threshold;

use crate::collusion::answer_by_cic;
use crate::construction::stakes::stakes_of;
use crate::design::{design_in_closed_form, short_proof};
use crate::lp::{Patience, Unsolved};
use crate::verification::{certify_within, other_attitude};
use ambimech_model::certificate::{HoldingWeights, Impossibility, ImpossibilityCertificate, RuleWeights};
use ambimech_model::check::check_impossibility;
use ambimech_model::combination::{Combination, RequiredRule};
use ambimech_model::design::{Construction, Design, DesignAnswer, Obstacle};
use ambimech_model::index::RuleId;
use ambimech_model::interim::Interim;
use ambimech_model::mechanism::{Mechanism, NamedRule, Rules};
use ambimech_model::number::Rational;
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::property::{Claim, Goal, MechanismKind};
use complementary_cut::complementary_cut;
pub use program::Question;
use program::{DecisionProgram, Solution};

/// How large a program may be, and how much work it is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// Coefficients of the program, over all its rules.
    pub coefficients: u64,
    /// A program for one rule with more coefficients than this is not written down: rows are added as they are needed
    /// (`separation`), and `coefficients` bounds those of the rows that were.
    pub whole: u64,
    /// Multiplications of machine words ([`Patience`]) that all programs of one question may take together; `None`: as many as
    /// it takes.
    pub work: Option<u64>,
    /// Whether proofs that somebody may read are looked for, with few rows and small numbers; otherwise any proof does.
    pub readable: bool,
}

impl Effort {
    /// What fits in memory, however long it takes.
    pub const FULL: Effort = Effort { coefficients: 50_000_000, whole: 10_000_000, work: None, readable: true };
    /// What takes little time, for one question among many: seconds, as a rule far less.
    pub const MODERATE: Effort =
        Effort { coefficients: 1_000_000, whole: u64::MAX, work: Some(10_000_000_000), readable: true };

    fn patience(self) -> Patience {
        self.work.map_or_else(Patience::endless, Patience::of)
    }
}

/// With more coefficients for one rule than this, the complementary cut comes before the program.
const CUT_FIRST: u64 = 2_000;
/// With more coefficients for one rule than this, a question about ambiguous mechanisms is first one about one rule, with so much work.
const ONE_RULE_FIRST: u64 = 100_000;
const WORK_OF_ONE_RULE: u64 = 100_000_000_000;

/// Answers the question: a certified mechanism, or a checked proof that there is none; undecided only when the program is too
/// large.
pub fn decide_goal(question: Question<'_>) -> DesignAnswer {
    decide_within(question, Effort::FULL)
}

/// As [`decide_goal`], with programs up to this size and with this much work only.
pub fn decide_within(question: Question<'_>, effort: Effort) -> DesignAnswer {
    let (environment, mechanism) = (question.environment, question.mechanism);
    let through_cic =
        |goal: &Goal, reports| decide_within(Question { environment, goal, mechanism, reports }, effort);
    if let Some(answer) = answer_by_cic(environment, question.goal, question.reports, &through_cic) {
        return answer;
    }
    if question.mechanism == MechanismKind::Ambiguous {
        let answer = design_in_closed_form(question.environment, question.goal, question.reports);
        if !matches!(answer, DesignAnswer::Undecided { .. }) {
            return answer;
        }
        if other_attitude(question.environment).is_some() {
            // Programs are made for the worst case. What they do not settle is better explained by the closed forms.
            return match program_within(question, effort) {
                DesignAnswer::Undecided { .. } => answer,
                settled => settled,
            };
        }
    }
    program_within(question, effort)
}

/// Answers the question by a short proof or the program, without constructions in closed form.
pub fn decide_by_program(question: Question<'_>) -> DesignAnswer {
    let (environment, mechanism) = (question.environment, question.mechanism);
    let through_cic = |goal: &Goal, reports| decide_by_program(Question { environment, goal, mechanism, reports });
    if let Some(answer) = answer_by_cic(environment, question.goal, question.reports, &through_cic) {
        return answer;
    }
    program_within(question, Effort::FULL)
}

fn program_within(question: Question<'_>, effort: Effort) -> DesignAnswer {
    if !question.is_about_known_beliefs() {
        return undecided(question, Obstacle::NeedsCommonPrior);
    }
    if let Some(certificate) = short_proof(question.environment, question.goal) {
        return DesignAnswer::Infeasible(certificate);
    }
    match question.mechanism {
        MechanismKind::Simple => decide_simple(question, effort),
        MechanismKind::Ambiguous => or_one_rule(question, effort, decide_ambiguous(question, effort)),
    }
}

/// Where what is made for the worst case does not do, one rule may: to it all attitudes are the same.
fn or_one_rule(question: Question<'_>, effort: Effort, answer: DesignAnswer) -> DesignAnswer {
    let is_open = matches!(answer, DesignAnswer::Undecided { .. });
    if !is_open || other_attitude(question.environment).is_none() {
        return answer;
    }
    match decide_simple(Question { mechanism: MechanismKind::Simple, ..question }, effort) {
        found @ DesignAnswer::Done(_) => found,
        _ => answer,
    }
}

fn decide_simple(question: Question<'_>, effort: Effort) -> DesignAnswer {
    if !effort.readable
        && let Some(answer) = small::decide_small(question)
    {
        return answer;
    }
    let size = coefficients(&question, 1);
    // The cut has a row for every misreport; a program of moderate size finds a shorter proof.
    if size > CUT_FIRST
        && let Some(proof) = complementary_cut(&question).and_then(|cut| accepted(question, cut))
    {
        return proof;
    }
    let unknowns = question.environment.space().size().saturating_mul(question.environment.agent_count());
    let solution = if size > effort.whole {
        separation::solve_as_needed(question, effort.coefficients, &mut effort.patience())
    } else if size > effort.coefficients {
        return undecided(question, Obstacle::ProgramTooLarge { unknowns });
    } else {
        DecisionProgram::new(question, vec![RequiredRule::Any]).solve(&mut effort.patience())
    };
    match solution {
        Solution::Infeasible(combination) => contradicted(question, combination),
        Solution::Feasible(tables) => {
            let rules = tables.into_iter().map(|table| NamedRule { name: "t".to_string(), table }).collect();
            certified(question, rules, everybody_by_the_one_rule(question))
        }
        Solution::Unsolved(reason) => undecided(question, unsolved(&reason, unknowns)),
    }
}

/// First with rules that are all worth the same on path, which leaves most types to side bets; then as the question asks. What
/// the checker accepts of the first is an answer either way: a contradiction that uses the additional demand is refused.
///
/// Of a large question it is asked first whether one rule does, of others only when this comes to no end: many rules take long to find there.
fn decide_ambiguous(question: Question<'_>, effort: Effort) -> DesignAnswer {
    let about_one = Question { mechanism: MechanismKind::Simple, ..question };
    let is_large = coefficients(&about_one, 1) > ONE_RULE_FIRST;
    let one_rule = || {
        let work = effort.work.map_or(WORK_OF_ONE_RULE, |work| work / 2);
        let answer = decide_simple(about_one, Effort { work: Some(work), ..effort });
        matches!(answer, DesignAnswer::Done(_)).then_some(answer)
    };
    if is_large && let Some(found) = one_rule() {
        return found;
    }
    match grow_twice(question, effort).0 {
        answer @ DesignAnswer::Undecided { .. } if !is_large => one_rule().unwrap_or(answer),
        answer => answer,
    }
}

/// The answer to a question about ambiguous mechanisms, and the last program that was solved for it.
fn grow_twice(question: Question<'_>, effort: Effort) -> (DesignAnswer, Option<DecisionProgram<'_>>) {
    let mut patience = effort.patience();
    match grow(question, effort, &mut patience, DecisionProgram::with_insurance) {
        (DesignAnswer::Undecided { .. }, _) if !patience.is_spent() => {
            grow(question, effort, &mut patience, DecisionProgram::new)
        }
        answered => answered,
    }
}

/// Solves programs with more and more required rules, until their solution can be completed or they contradict themselves; the
/// answer, and the last program that was solved.
fn grow<'a>(
    question: Question<'a>,
    effort: Effort,
    patience: &mut Patience,
    program: impl Fn(Question<'a>, Vec<RequiredRule>) -> DecisionProgram<'a>,
) -> (DesignAnswer, Option<DecisionProgram<'a>>) {
    let mut required = vec![RequiredRule::Any];
    let mut last = None;
    loop {
        let size = question.environment.space().size().saturating_mul(question.environment.agent_count());
        let unknowns = size.saturating_mul(required.len());
        if coefficients(&question, required.len()) > effort.coefficients {
            return (undecided(question, Obstacle::ProgramTooLarge { unknowns }), last);
        }
        let program = program(question, required.clone());
        let solution = program.solve(patience);
        last = Some(program);
        let answer = match solution {
            Solution::Infeasible(combination) => contradicted(question, combination),
            Solution::Unsolved(reason) => undecided(question, unsolved(&reason, unknowns)),
            Solution::Feasible(tables) => {
                match completion::complete(question, &required, tables, &PaymentLimits::none()) {
                    Ok(completed) => certified(question, completed.rules, completed.weights),
                    // A rule that the program has holds its type down by the program's own rows.
                    Err(missing) if missing.iter().all(|rule| required.contains(rule)) => {
                        undecided(question, Obstacle::CertificateRefused)
                    }
                    Err(missing) => {
                        required.extend(missing);
                        continue;
                    }
                }
            }
        };
        return (answer, last);
    }
}

/// About how many coefficients the program has: every pair of joint types has a row for a simple mechanism, every joint type and rule one
/// for an ambiguous one.
fn coefficients(question: &Question<'_>, rules: usize) -> u64 {
    let (space, agents) = (question.environment.space(), question.environment.agent_count());
    let mut sum = 0u64;
    for coalition in question.tempted().into_iter().chain(question.participants()) {
        let own = space.joint_count(coalition) as u64;
        let members = coalition.len().min(agents - coalition.len()).max(1) as u64;
        let row = (space.size() as u64 / own).saturating_mul(members);
        let rows = match question.mechanism {
            MechanismKind::Simple => own.saturating_mul(own),
            MechanismKind::Ambiguous => own.saturating_mul(rules as u64),
        };
        sum = sum.saturating_add(rows.saturating_mul(row));
    }
    sum.max((space.size() as u64).saturating_mul(agents as u64))
}

/// The weights of a mechanism with one rule, which holds everybody down by itself.
pub(crate) fn everybody_by_the_one_rule(question: Question<'_>) -> Vec<RuleWeights> {
    let mut weights = Vec::new();
    for coalition in question.tempted() {
        let Some(view) = Interim::new(question.environment, coalition) else { continue };
        weights.extend(view.split().own().filter(|types| view.occurs(*types)).map(|types| RuleWeights {
            coalition,
            types,
            best: None,
            weights: vec![(RuleId(0), Rational::ONE)],
        }));
    }
    weights
}

/// Why a program with so many unknowns has no answer.
pub(super) fn unsolved(reason: &Unsolved, unknowns: usize) -> Obstacle {
    match *reason {
        Unsolved::OutOfPatience { proposals, pivots } => Obstacle::ProgramTooLong { unknowns, proposals, pivots },
        _ => Obstacle::ProgramTooLarge { unknowns },
    }
}

fn undecided(question: Question<'_>, obstacle: Obstacle) -> DesignAnswer {
    DesignAnswer::Undecided { goal: question.goal.clone(), obstacles: vec![obstacle], reachable: Vec::new() }
}

fn accepted(question: Question<'_>, combination: Combination) -> Option<DesignAnswer> {
    let certificate =
        ImpossibilityCertificate { goal: question.goal.clone(), reason: Impossibility::Combination(combination) };
    let is_proof = check_impossibility(question.environment, &certificate).is_ok();
    is_proof.then_some(DesignAnswer::Infeasible(certificate))
}

fn contradicted(question: Question<'_>, combination: Combination) -> DesignAnswer {
    // Rows about the worst case say nothing about some other attitudes.
    let obstacle = match other_attitude(question.environment) {
        Some(coalition) if question.mechanism == MechanismKind::Ambiguous => Obstacle::OtherAttitude(coalition),
        _ => Obstacle::CertificateRefused,
    };
    accepted(question, combination).unwrap_or_else(|| undecided(question, obstacle))
}

fn certified(question: Question<'_>, rules: Vec<NamedRule>, weights: Vec<RuleWeights>) -> DesignAnswer {
    certified_within(question, &PaymentLimits::none(), rules, weights)
}

/// As [`certified`], with the claim that the rules keep these limits.
fn certified_within(
    question: Question<'_>,
    limits: &PaymentLimits,
    rules: Vec<NamedRule>,
    weights: Vec<RuleWeights>,
) -> DesignAnswer {
    let environment = question.environment;
    let mechanism = Mechanism {
        name: String::new(),
        source: String::new(),
        goal: Some(question.goal.clone()),
        rules: Rules::Tables(rules),
    };
    let properties = question.goal.properties();
    let claims = properties.into_iter().map(|property| Claim::new(property, question.reports)).collect();
    let weights = HoldingWeights::Listed(weights);
    let certificate =
        match certify_within(environment, &mechanism, (claims, limits), weights, Obstacle::CertificateRefused) {
            Ok(certificate) => certificate,
            Err(obstacle) => return undecided(question, obstacle),
        };
    match stakes_of(environment, &mechanism) {
        None => undecided(question, Obstacle::CertificateRefused),
        Some(stakes) => DesignAnswer::Done(Box::new(Design {
            goal: question.goal.clone(),
            mechanism,
            certificate,
            construction: Construction::ExactProgram,
            base: None,
            scale: None,
            stakes,
        })),
    }
}
