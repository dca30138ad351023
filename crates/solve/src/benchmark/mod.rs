//! The mechanisms of the literature with one transfer rule, one file each, for comparison with ambiguous ones.
//!
//! Each is made by its own formula, from what its source assumes. Where an assumption fails the answer is undecided and names the
//! assumption with its counterexample: other mechanisms may still do what this one cannot. A mechanism that was made is
//! checked like every other before it leaves, for the properties that it is known for or for those asked for.

pub mod agv;
pub mod comparison;
pub mod cremer_mclean;
pub mod independence;
pub mod kosenok_severinov;
pub mod safronov;
pub mod vcg;

use crate::collusion::answer_by_cic;
use crate::condition::decide_condition;
use crate::construction::stakes::stakes_of;
use crate::decision::{Question, everybody_by_the_one_rule};
use crate::design::{reachable_goals, short_proof};
use crate::verification::verify_mechanism;
use ambimech_model::benchmark::Benchmark;
use ambimech_model::certificate::{HoldingWeights, MechanismCertificate};
use ambimech_model::check::check_mechanism;
use ambimech_model::condition::{Condition, UndecidedReason, Verdict};
use ambimech_model::design::{Construction, Design, DesignAnswer, Obstacle};
use ambimech_model::environment::Environment;
use ambimech_model::mechanism::{Mechanism, NamedRule, Rules};
use ambimech_model::number::Rational;
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::property::{Claim, Goal, MechanismKind, Reports};
use ambimech_model::transfer::TransferTable;
use ambimech_model::transfer::base::Base;

/// A transfer rule and what it was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The payments.
    pub table: TransferTable,
    /// The base rule, when there is one.
    pub base: Option<Base>,
    /// The scale of what is added to it, when something is.
    pub scale: Option<Rational>,
}

impl Made {
    /// Payments from a formula alone.
    fn plain(table: TransferTable) -> Made {
        Made { table, base: None, scale: None }
    }
}

/// The mechanism for a goal, or for the properties it is known for; or a proof that no mechanism whatever reaches the goal; or
/// what stands in the way of this one.
pub fn design_benchmark(
    environment: &Environment,
    benchmark: Benchmark,
    goal: Option<&Goal>,
    reports: Reports,
) -> DesignAnswer {
    let goal = goal.cloned().unwrap_or_else(|| benchmark.known_for());
    match attempt_benchmark(environment, benchmark, &goal, reports) {
        DesignAnswer::Undecided { goal, obstacles, .. } => {
            let nothing = Goal::Properties(Vec::new());
            DesignAnswer::Undecided { goal, obstacles, reachable: reachable_goals(environment, &nothing, reports) }
        }
        answer => answer,
    }
}

/// As [`design_benchmark`], without looking at what other constructions reach when it is undecided.
pub fn attempt_benchmark(
    environment: &Environment,
    benchmark: Benchmark,
    goal: &Goal,
    reports: Reports,
) -> DesignAnswer {
    let through_cic = |goal: &Goal, reports| attempt_benchmark(environment, benchmark, goal, reports);
    if let Some(answer) = answer_by_cic(environment, goal, reports, &through_cic) {
        return answer;
    }
    if let Some(certificate) = short_proof(environment, goal) {
        return DesignAnswer::Infeasible(certificate);
    }
    let made =
        make(environment, benchmark).and_then(|made| certified(environment, benchmark, goal, reports, made));
    match made {
        Ok(design) => DesignAnswer::Done(Box::new(design)),
        Err(obstacles) => DesignAnswer::Undecided { goal: goal.clone(), obstacles, reachable: Vec::new() },
    }
}

/// The payments of the mechanism.
///
/// # Errors
/// Every assumption that fails.
pub fn make(environment: &Environment, benchmark: Benchmark) -> Result<Made, Vec<Obstacle>> {
    match benchmark {
        Benchmark::Vcg => vcg::make(environment),
        Benchmark::Agv => agv::make(environment),
        Benchmark::CremerMcLean => cremer_mclean::make(environment),
        Benchmark::KosenokSeverinov => kosenok_severinov::make(environment),
        Benchmark::Safronov => safronov::make(environment),
    }
}

/// The conditions of these that fail or are not settled.
fn missing(environment: &Environment, conditions: &[Condition]) -> Vec<Obstacle> {
    let obstacle = |condition: &Condition| match decide_condition(environment, *condition) {
        Verdict::Holds(_) => None,
        Verdict::Fails(certificate) => Some(Obstacle::ConditionFails(Box::new(certificate))),
        Verdict::Undecided(reason) => Some(Obstacle::ConditionUndecided(*condition, reason)),
    };
    conditions.iter().filter_map(obstacle).collect()
}

/// Nothing when there are no obstacles.
fn unless_any(obstacles: Vec<Obstacle>) -> Result<(), Vec<Obstacle>> {
    if obstacles.is_empty() { Ok(()) } else { Err(obstacles) }
}

/// The design, once the checker has accepted it; otherwise the property that fails.
fn certified(
    environment: &Environment,
    benchmark: Benchmark,
    goal: &Goal,
    reports: Reports,
    made: Made,
) -> Result<Design, Vec<Obstacle>> {
    let question = Question { environment, goal, mechanism: MechanismKind::Simple, reports };
    if !question.is_about_known_beliefs() {
        return Err(vec![Obstacle::NeedsCommonPrior]);
    }
    let rule = NamedRule { name: "t".to_string(), table: made.table };
    let mechanism = Mechanism {
        name: String::new(),
        source: String::new(),
        goal: Some(goal.clone()),
        rules: Rules::Tables(vec![rule]),
    };
    let claims: Vec<Claim> = goal.properties().into_iter().map(|property| Claim::new(property, reports)).collect();
    let weights = HoldingWeights::Listed(everybody_by_the_one_rule(question));
    let certificate = MechanismCertificate { limits: PaymentLimits::none(), claims, weights };
    if check_mechanism(environment, &mechanism, &certificate).is_err() {
        return Err(vec![lacking(environment, mechanism, &certificate.claims)]);
    }
    let stakes = stakes_of(environment, &mechanism).ok_or_else(|| vec![Obstacle::CertificateRefused])?;
    Ok(Design {
        goal: goal.clone(),
        mechanism,
        certificate,
        construction: Construction::Benchmark(benchmark),
        base: made.base,
        scale: made.scale,
        stakes,
    })
}

/// The first of these properties that the mechanism does not have.
fn lacking(environment: &Environment, mechanism: Mechanism, claims: &[Claim]) -> Obstacle {
    let verification = match verify_mechanism(environment, &mechanism) {
        Ok(verification) => verification,
        Err(UndecidedReason::TooLarge { steps }) => return Obstacle::TooManySteps(steps),
        Err(_) => return Obstacle::CertificateRefused,
    };
    let mut failing = claims.iter().filter_map(|claim| verification.answer(*claim)).filter(|answer| !answer.holds);
    match failing.next() {
        Some(answer) => Obstacle::Lacks { mechanism: Box::new(mechanism), answer: Box::new(answer.clone()) },
        None => Obstacle::CertificateRefused,
    }
}
