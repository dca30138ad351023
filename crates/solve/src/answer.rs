//! The whole job on one environment: conditions, the usual goals with and without ambiguity, and the best mechanism verified.

use crate::condition::decide_condition;
use crate::decision::{Effort, Question, decide_within};
use crate::few_rules::quick::{QuickAnswer, fewer_rules};
use crate::verification::{RuleTables, report_values, smooth_report_values, verify_mechanism, work_estimate};
use ambimech_model::answer::{Answer, GoalAnswers};
use ambimech_model::condition::Condition;
use ambimech_model::design::DesignAnswer;
use ambimech_model::environment::Environment;
use ambimech_model::few_rules::Fewer;
use ambimech_model::mechanism::Mechanism;
use ambimech_model::property::{Goal, MechanismKind, Reports};
use ambimech_model::verification::{ReportValues, SmoothReportValues};

/// Elementary steps of a full verification above which it is left to [`verify_mechanism`] itself: the certificate proves what is
/// claimed all the same.
const MOST_STEPS: u128 = 50_000_000;

/// Values of reports, over all rules, beyond which they are not listed.
const MOST_VALUES: usize = 200_000;

/// The parts of the whole job, announced when they begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The conditions are decided.
    Conditions,
    /// The goals are tried.
    Goals,
    /// The mechanism is verified.
    Verification,
}

/// Does the whole job. The answer is about `asked`, or about the first of the two implementation goals that an ambiguous
/// mechanism reaches; where a short search finds a mechanism with fewer rules than the construction for that goal has, it is the
/// ambiguous answer about it. `watch` is told when a part begins; the answer does not depend on it.
pub fn solve_environment(
    environment: &Environment,
    asked: Option<&Goal>,
    reports: Reports,
    watch: &mut dyn FnMut(Part),
) -> Answer {
    watch(Part::Conditions);
    let conditions =
        Condition::DECIDED.map(|condition| (condition, decide_condition(environment, condition))).to_vec();
    watch(Part::Goals);
    let mut goals = answer_goals(environment, asked, reports);
    let chosen = chosen(&goals, asked);
    let fewer =
        goals.get_mut(chosen).map_or(Fewer::NotAsked, |about| with_fewer_rules(environment, about, reports));
    let mut answer = Answer { conditions, goals, chosen, fewer, verification: None, values: None };
    let Some(mechanism) = answer.design().map(|design| &design.mechanism) else { return answer };
    if work_estimate(environment, mechanism).is_none_or(|steps| steps > MOST_STEPS) {
        return answer;
    }
    watch(Part::Verification);
    let verification = verify_mechanism(environment, mechanism).ok();
    let values = list_values(environment, mechanism);
    answer.verification = verification;
    answer.values = values;
    answer
}

/// Looks for fewer rules, and puts the mechanism that has them in the place of the construction.
fn with_fewer_rules(environment: &Environment, about: &mut GoalAnswers, reports: Reports) -> Fewer {
    let DesignAnswer::Done(usual) = &about.ambiguous else { return Fewer::NotAsked };
    let question = Question { environment, goal: &about.goal, mechanism: MechanismKind::Ambiguous, reports };
    let QuickAnswer { fewer, simple } = fewer_rules(question, usual, &about.simple);
    if let Some(simple) = simple {
        about.simple = DesignAnswer::Done(simple);
    }
    if let Fewer::Found { few, .. } = &fewer {
        about.ambiguous = DesignAnswer::Done(few.design.clone());
    }
    fewer
}

/// What ordinary and ambiguous mechanisms can do about the usual goals, the one asked for first. Programs are tried only while
/// they are small; an answer may be undecided for that reason.
pub fn answer_goals(environment: &Environment, asked: Option<&Goal>, reports: Reports) -> Vec<GoalAnswers> {
    let mut goals: Vec<Goal> = asked.iter().copied().cloned().collect();
    let singles_only = environment.common_prior().is_none()
        || environment.pattern().proper_coalitions(environment.agent_count()).all(|c| c.len() == 1);
    let in_order = if singles_only {
        [Goal::Implement, Goal::CoalitionProof, Goal::Extract, Goal::CoalitionProofExtract]
    } else {
        [Goal::CoalitionProof, Goal::Implement, Goal::CoalitionProofExtract, Goal::Extract]
    };
    for goal in in_order {
        if !goals.contains(&goal) {
            goals.push(goal);
        }
    }
    let answers = goals.into_iter().map(|goal| {
        let answer = |mechanism| {
            let question = Question { environment, goal: &goal, mechanism, reports };
            decide_within(question, Effort::MODERATE)
        };
        let (simple, ambiguous) = (answer(MechanismKind::Simple), answer(MechanismKind::Ambiguous));
        GoalAnswers { goal, simple, ambiguous }
    });
    answers.collect()
}

/// Every report's value under every rule; `None` when they are too many to list.
pub fn list_values(environment: &Environment, mechanism: &Mechanism) -> Option<Vec<ReportValues>> {
    let rules = mechanism.rule_count(environment)?;
    let coalitions = environment.pattern().coalitions(environment.agent_count());
    let reports = coalitions.into_iter().try_fold(0usize, |sum, coalition| {
        let joint = environment.space().joint_count(coalition);
        sum.checked_add(joint.checked_mul(joint)?).filter(|sum| *sum <= MOST_VALUES)
    })?;
    reports.checked_mul(rules).filter(|all| *all <= MOST_VALUES)?;
    every_value(environment, mechanism)
}

/// Every report's value under every rule, however many they are; `None` when a rule cannot be evaluated.
pub fn every_value(environment: &Environment, mechanism: &Mechanism) -> Option<Vec<ReportValues>> {
    let rules = RuleTables::new(environment, mechanism)?;
    Some(report_values(environment, &rules).collect())
}

/// As [`every_value`], for the coalitions with a smooth attitude.
pub fn every_smooth_value(environment: &Environment, mechanism: &Mechanism) -> Option<Vec<SmoothReportValues>> {
    let rules = RuleTables::new(environment, mechanism)?;
    Some(smooth_report_values(environment, &rules).collect())
}

/// The goal asked for; otherwise the first of the two implementation goals that is reached, or the first of all.
fn chosen(goals: &[GoalAnswers], asked: Option<&Goal>) -> usize {
    if asked.is_some() {
        return 0;
    }
    goals.iter().take(2).position(|answers| matches!(answers.ambiguous, DesignAnswer::Done(_))).unwrap_or(0)
}
