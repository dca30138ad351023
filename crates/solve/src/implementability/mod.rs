//! Decides whether transfers make truth optimal for an allocation rule under sets of beliefs, and makes them; the theorems are in
//! [`ambimech_model::implementability`].
//!
//! # Method
//! One agent after the other. Let f_θr be the advantage of the lie θ → r and L_θ the smallest expectation over Π(θ).
//!
//! * *Maxmin, pure reports*: full insurance asks for potentials U(θ) ≥ U(r) + L_θ f_θr: longest paths, from 0 upwards, which are the least
//!   rewards that are nowhere below 0; or a cycle with a positive sum. O(|Θ_i|³) steps after |Θ_i|² smallest expectations, no program.
//! * *Maxmin, mixed reports*: the same with one belief of Π(θ) against all lies, a linear program in (U, p); its multipliers are a
//!   circulation.
//! * *Optimal*: a linear program for the measures of Theorem 2; its multipliers are the transfers.
//! * *Maximal*: potentials within the classes of types that believe one and the same distribution, and quadratic bets between classes. Where
//!   no one rule does, several do, with a payment for every report.
//!
//! Where sets depend on the type, full insurance may fail and other transfers do. Then lies between sets that contain one another can still
//! exclude all transfers, quadratic bets may do, and otherwise the answer is open.

mod bets;
mod by_cases;
mod decision;
mod device;
mod insured;
mod maximal;
mod mixed_threshold;
mod optimal;
mod paths;
mod rewarding;
mod threshold;
mod twin;

pub use by_cases::{MAX_CASES, decide_by_cases};
pub use decision::decide_under_sets;
pub use device::{MAX_DEVICE_STATES, design_device};
pub use mixed_threshold::{MAX_STEPS, find_mixed_ambiguity};
pub use rewarding::rules_that_reward;
pub use threshold::find_ambiguity;
pub use twin::insured_twin;

use crate::belief_set::{NoExpectation, lower};
use crate::belief_verdict::{no_expectation, study};
use crate::lp;
use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::belief_verdict::{Criterion, NoVerdict, SetClaim, SetProperty};
use ambimech_model::check::check_no_transfers;
use ambimech_model::implementability::{
    Impossibility, Open, RULE_NAME, RuleAnswer, RuleScheme, RuleStudy, SchemeKind, advantage,
};
use ambimech_model::index::{AgentId, JointTypeId, TypeId};
use ambimech_model::mechanism::NamedRule;
use ambimech_model::number::Rational;
use ambimech_model::property::Reports;
use ambimech_model::transfer::TransferTable;

/// What is found for one agent.
enum AgentAnswer {
    /// a_r(x): what each type is to get when it tells the truth, in every state.
    Truths(SchemeKind, Vec<Vec<Rational>>),
    Impossible(Impossibility),
    Open(Open),
}

/// One agent's part of the question.
struct OneAgent<'a> {
    environment: &'a AmbiguousEnvironment,
    agent: AgentId,
    /// f_θr, by truth and report.
    advantages: Vec<Vec<Vec<Rational>>>,
}

impl<'a> OneAgent<'a> {
    fn new(environment: &'a AmbiguousEnvironment, agent: AgentId) -> OneAgent<'a> {
        let types = || environment.space().types(agent);
        let of = |truth: TypeId| types().map(|report| advantage(environment, agent, truth, report)).collect();
        OneAgent { environment, agent, advantages: types().map(of).collect() }
    }

    fn count(&self) -> usize {
        self.advantages.len()
    }

    fn states(&self) -> usize {
        self.environment.split(self.agent).rest_count()
    }

    fn set(&self, own: usize) -> &'a ambimech_model::belief_set::BeliefSet {
        self.environment.set(self.agent, TypeId(own))
    }

    /// All ordered pairs of different types.
    fn lies(&self) -> impl Iterator<Item = (usize, usize)> + use<> {
        let count = self.count();
        (0..count).flat_map(move |truth| {
            (0..count).filter(move |report| *report != truth).map(move |report| (truth, report))
        })
    }

    /// L_θ of some values.
    fn lower(&self, own: usize, values: &[Rational]) -> Result<crate::belief_set::Bound, Open> {
        lower(self.set(own), values).map_err(unknown_expectation)
    }
}

/// Whether transfers make truth optimal by this criterion against these reports; transfers whose verdicts, or a proof which, the checker
/// has accepted. Everybody's worst case is at least 0 under them.
pub fn decide_rule(environment: &AmbiguousEnvironment, criterion: Criterion, reports: Reports) -> RuleAnswer {
    let mut found = Vec::new();
    let mut open = None;
    for agent in environment.space().agents() {
        let one = OneAgent::new(environment, agent);
        let answer = match criterion {
            Criterion::Maxmin => insured::decide(&one, reports),
            Criterion::Optimal => optimal::decide(&one),
            Criterion::Maximal => maximal::decide(&one),
        };
        match answer.unwrap_or_else(AgentAnswer::Open) {
            AgentAnswer::Truths(kind, truths) => found.push((kind, truths)),
            AgentAnswer::Impossible(proof) => match check_no_transfers(environment, &proof) {
                Ok(_) => return RuleAnswer::Impossible(proof),
                Err(_) => {
                    open.get_or_insert(Open::Refused);
                }
            },
            AgentAnswer::Open(why) => {
                open.get_or_insert(why);
            }
        }
    }
    if let Some(why) = open {
        return RuleAnswer::Undecided(why);
    }
    match scheme(environment, found, criterion, reports) {
        Ok(scheme) => RuleAnswer::Implementable(Box::new(scheme)),
        Err(why) => RuleAnswer::Undecided(why),
    }
}

/// The answers by all three criteria against these reports, maxmin first; by maximal with several rules where one rule does not do.
pub fn study_rule(environment: &AmbiguousEnvironment, reports: Reports) -> Vec<RuleStudy> {
    let one = |criterion| {
        let answer = decide_rule(environment, criterion, reports);
        let is_no = criterion == Criterion::Maximal && !matches!(answer, RuleAnswer::Implementable(_));
        let several = is_no.then(|| rules_that_reward(environment, reports).ok()).flatten().map(Box::new);
        RuleStudy { criterion, reports, answer, several }
    };
    Criterion::ALL.into_iter().map(one).collect()
}

/// The transfers behind these truths, everybody's least worst case raised to 0 where it was not least already, and their verdicts.
fn scheme(
    environment: &AmbiguousEnvironment,
    mut found: Vec<(SchemeKind, Vec<Vec<Rational>>)>,
    criterion: Criterion,
    reports: Reports,
) -> Result<RuleScheme, Open> {
    let space = environment.space();
    let mut values = Vec::new();
    for agent in space.agents() {
        let (kind, truths) = &mut found[agent.0];
        let mut of_agent = Vec::new();
        for (own, truth) in truths.iter().enumerate() {
            let bound = lower(environment.set(agent, TypeId(own)), truth);
            of_agent.push(bound.map_err(unknown_expectation)?.extreme.value);
        }
        let least = of_agent.iter().min().cloned().unwrap_or(Rational::ZERO);
        if *kind != SchemeKind::Insured || least < Rational::ZERO {
            truths.iter_mut().flatten().for_each(|value| *value -= &least);
            of_agent.iter_mut().for_each(|value| *value -= &least);
        }
        values.push(of_agent);
    }
    let splits: Vec<_> = space.agents().map(|agent| environment.split(agent)).collect();
    let mut payments = vec![Rational::ZERO; space.size() * space.agent_count()];
    let frame = environment.without_beliefs();
    for agent in space.agents() {
        for own in splits[agent.0].own() {
            for x in splits[agent.0].rest() {
                let profile = splits[agent.0].profile(own, x);
                let payoff = frame.payoff(agent, frame.allocation(profile), profile);
                payments[profile.0 * space.agent_count() + agent.0] = &found[agent.0].1[own.0][x.0] - payoff;
            }
        }
    }
    let table = TransferTable::new(space, payments).ok_or(Open::Inconsistent)?;
    let rules = [NamedRule { name: RULE_NAME.to_string(), table: table.clone() }];
    let mut verdicts = Vec::new();
    for property in [SetProperty::Ic(reports), SetProperty::Ir] {
        let answer = study(environment, &rules, SetClaim { property, criterion }).map_err(Open::NoVerdict)?;
        if !answer.verdict.holds {
            return Err(Open::Lacks(property));
        }
        verdicts.push(answer.verdict);
    }
    Ok(RuleScheme { kinds: found.into_iter().map(|(kind, _)| kind).collect(), values, table, verdicts })
}

/// Why a question is open when a smallest expectation was not found.
fn unknown_expectation(why: NoExpectation) -> Open {
    Open::NoVerdict(no_expectation(why))
}

/// Why a question is open when a program was not solved.
fn unsolved_program(why: lp::Unsolved) -> Open {
    Open::NoVerdict(NoVerdict::Unsolved(why.to_string()))
}

/// The values of one state as an act.
fn unit(states: usize, at: JointTypeId) -> Vec<Rational> {
    let mut only = vec![Rational::ZERO; states];
    only[at.0] = Rational::ONE;
    only
}
