//! One case: its environment is drawn, everything is decided, and the row is written.
//!
//! # Random numbers
//! The prior of a case comes from the stream named by the master seed, the frame, the prior's name and the repetition; the payoffs
//! likewise. So a case does not depend on which others are in the plan or on where it is run, and priors are the same beside
//! different payoffs: comparisons between them are paired.

use crate::payoffs::draw_payoffs;
use crate::prior::draw_prior;
use crate::random::Random;
use ambimech_io::render::sweep::row;
use ambimech_io::sweep::answer::{CaseAnswer, CaseOutcome, ConditionWord, DecisionAnswer};
use ambimech_io::sweep::plan::{CasePlace, Frame, PayoffKind, Plan, PlanEffort, PriorKind};
use ambimech_model::coalition::Pattern;
use ambimech_model::condition::Verdict;
use ambimech_model::design::DesignAnswer;
use ambimech_model::environment::{Agent, Environment, EnvironmentParts, Outcome, Type};
use ambimech_model::index::OutcomeId;
use ambimech_model::number::Rational;
use ambimech_model::payoff::Payoff;
use ambimech_model::preference::Attitudes;
use ambimech_model::prior::Beliefs;
use ambimech_solve::condition::decide_condition;
use ambimech_solve::decision::{Effort, Question, decide_within};

/// The environment of a case; `None` when every draw of its prior left a pair of types impossible.
pub fn environment_of(plan: &Plan, place: CasePlace) -> Option<Environment> {
    let frame = plan.frames.get(place.frame)?;
    let (prior, payoffs) = (plan.priors.get(place.prior)?, plan.payoffs.get(place.payoffs)?);
    let stream = |what: &str, name: &str| {
        Random::named(&format!("{} {what} {} {name} {}", plan.seed, frame.key(), place.repetition))
    };
    let given = frame.given.as_deref();
    let is_given = matches!(prior.kind, PriorKind::Given) && prior.bias.is_none();
    let beliefs = match given.filter(|_| is_given) {
        Some(given) => given.beliefs().clone(),
        None => {
            let given = given.and_then(Environment::common_prior);
            let mut random = stream("prior", &prior.name);
            Beliefs::Common(draw_prior(plan, place.prior, &frame.space, given, &mut random)?)
        }
    };
    let (outcomes, outside, allocation) = match (&payoffs.kind, given) {
        (PayoffKind::Given, Some(given)) => {
            let allocation = frame.space.profiles().map(|profile| given.allocation(profile)).collect();
            (given.outcomes().to_vec(), given.outside(), allocation)
        }
        (PayoffKind::Integers(planned), _) => {
            let (outcomes, allocation) =
                draw_payoffs(planned, &frame.space, &mut stream("payoffs", &payoffs.name));
            let outside = (planned.outside == ambimech_io::sweep::plan::Outside::First).then_some(OutcomeId(0));
            (outcomes, outside, allocation)
        }
        _ => {
            let nothing = vec![Payoff::constant(Rational::ZERO); frame.space.agent_count()];
            let outcomes = vec![Outcome { name: "x1".to_string(), payoffs: nothing }];
            (outcomes, None, vec![OutcomeId(0); frame.space.size()].into())
        }
    };
    let pattern = plan.pattern.clone().or_else(|| given.map(|given| given.pattern().clone()));
    let parts = EnvironmentParts {
        name: format!("Case {}", place.case),
        source: plan.name.clone(),
        agents: given.map_or_else(|| agents(frame), |given| given.agents().to_vec()),
        beliefs,
        outcomes,
        outside,
        allocation,
        pattern: pattern.unwrap_or(Pattern::All),
        attitudes: given.map_or_else(Attitudes::default, |given| given.attitudes().clone()),
    };
    Environment::new(parts).ok()
}

fn agents(frame: &Frame) -> Vec<Agent> {
    let named = |name: &String| Type { name: name.clone(), attributes: Vec::new() };
    let of = |(name, types): (&String, &Vec<String>)| Agent {
        name: name.clone(),
        types: types.iter().map(named).collect(),
    };
    frame.labels.agents.iter().zip(&frame.labels.types).map(of).collect()
}

/// Decides everything about an environment that the plan asks.
pub fn answer(plan: &Plan, environment: &Environment) -> CaseAnswer {
    let condition = |condition| {
        let word = match decide_condition(environment, condition) {
            Verdict::Holds(_) => ConditionWord::Holds,
            Verdict::Fails(_) => ConditionWord::Fails,
            Verdict::Undecided(reason) => ConditionWord::Undecided(reason),
        };
        (condition, word)
    };
    let effort = match plan.effort {
        PlanEffort::Moderate => Effort::MODERATE,
        PlanEffort::Full => Effort::FULL,
    };
    // Nobody reads the proofs.
    let effort = Effort { readable: false, ..effort };
    let decisions = plan.decisions.iter().map(|decision| {
        let question = Question {
            environment,
            goal: &decision.goal,
            mechanism: decision.mechanism,
            reports: decision.reports,
        };
        let answer = decide_within(question, effort);
        let rules = match &answer {
            DesignAnswer::Done(design) => design.mechanism.rule_count(environment),
            _ => None,
        };
        DecisionAnswer { answer, rules }
    });
    CaseAnswer {
        conditions: plan.conditions.iter().map(|known| condition(*known)).collect(),
        decisions: decisions.collect(),
    }
}

/// The row of a case, by its number from 0; `None` when the plan has no such case.
pub fn run_case(plan: &Plan, case: u64) -> Option<Vec<String>> {
    let place = plan.place(case)?;
    let outcome = match environment_of(plan, place) {
        Some(environment) => CaseOutcome::Answered(answer(plan, &environment)),
        None => CaseOutcome::NoPrior,
    };
    Some(row(plan, place, &outcome))
}
