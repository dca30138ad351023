//! The search for a reward that makes a coalition object, or for a proof that there is none.
//!
//! # Method
//! 1. The choice at other reports of the coalition, z = f(θ̃_S, ·), is a reward when f is incentive compatible.
//! 2. Otherwise one small program for each report r of the others ([`find_lottery`]): the bounds on z(r) are those that every reward of S
//!    keeps. If one has no lottery, its multipliers are the conjecture under which S is silent.
//! 3. If all have one but a requirement is broken, one case for every member that it may ask for, each with more bounds. The requirements
//!    of single cells are linear once the members are chosen, so every case is again one small program for each r.

use super::lottery::{LotteryAnswer, LotteryQuestion, find_lottery};
use ambimech_model::check::{first_broken_requirement, gains_everywhere, is_reward, reported_by_others};
use ambimech_model::coalition::Coalition;
use ambimech_model::index::{AgentId, JointTypeId, OutcomeId, ProfileId};
use ambimech_model::lottery::Lottery;
use ambimech_model::number::Rational;
use ambimech_model::robust::{
    BoundWeight, Deception, GainWeight, NoReward, Objection, PayoffEnvironment, Requirement, Scope,
};
use std::collections::BTreeMap;
use std::sync::Mutex;

/// How many cases are looked at before a question is left open.
pub const MAX_CASES: usize = 2_000;

/// u_j(z(r), τ) ≤ u_j(f(τ), τ).
type Bound = (AgentId, JointTypeId, ProfileId);

/// Looks for objections.
#[derive(Debug)]
pub struct Rewards<'e> {
    environment: &'e PayoffEnvironment,
    scope: &'e Scope,
    /// A lottery that keeps every bound, where nothing has to be gained.
    bad: Option<Lottery>,
    /// Which of the rewards f(θ̃_S, ·) are rewards.
    known: Mutex<BTreeMap<(Coalition, JointTypeId), bool>>,
}

/// What is found for a coalition of some types that reports others.
pub type Found = Result<Result<Objection, NoReward>, String>;

impl<'e> Rewards<'e> {
    /// With a bad outcome, when there is one.
    pub fn new(environment: &'e PayoffEnvironment, scope: &'e Scope, bad: Option<Lottery>) -> Rewards<'e> {
        Rewards { environment, scope, bad, known: Mutex::default() }
    }

    /// An objection under a deception, or a proof that there is none.
    pub fn find(
        &self,
        deception: &Deception,
        coalition: Coalition,
        truth: JointTypeId,
        report: JointTypeId,
    ) -> Found {
        for other in (0..self.environment.space().joint_count(coalition)).map(JointTypeId) {
            if other == report {
                continue;
            }
            let objection = Objection { coalition, truth, report, reward: self.choice_at(coalition, other) };
            if gains_everywhere(self.environment, deception, &objection)
                && self.is_known(coalition, other, &objection)
            {
                return Ok(Ok(objection));
            }
        }
        let question = Question::new(self, deception, coalition, truth, report);
        let mut cases = 0;
        question.solve(&mut Vec::new(), &mut cases)
    }

    /// f(θ̃_S, ·).
    fn choice_at(&self, coalition: Coalition, other: JointTypeId) -> Vec<Lottery> {
        let split = self.environment.space().split(coalition);
        split.rest().map(|rest| self.environment.choice(split.profile(other, rest)).clone()).collect()
    }

    /// Found out once; two threads that find it out at once find the same.
    fn is_known(&self, coalition: Coalition, other: JointTypeId, objection: &Objection) -> bool {
        let key = (coalition, other);
        if let Some(found) = self.known.lock().ok().and_then(|known| known.get(&key).copied()) {
            return found;
        }
        let found = is_reward(self.environment, coalition, &objection.reward, &self.scope.guarded);
        if let Ok(mut known) = self.known.lock() {
            known.insert(key, found);
        }
        found
    }
}

/// One report of the others: who gains there.
struct Cell {
    reports: JointTypeId,
    gains: Vec<(AgentId, JointTypeId)>,
    values: Vec<Vec<Rational>>,
}

struct Question<'q, 'e> {
    rewards: &'q Rewards<'e>,
    coalition: Coalition,
    truth: JointTypeId,
    report: JointTypeId,
    /// Those at which something is to be gained first.
    cells: Vec<Cell>,
}

impl<'q, 'e> Question<'q, 'e> {
    fn new(
        rewards: &'q Rewards<'e>,
        deception: &Deception,
        coalition: Coalition,
        truth: JointTypeId,
        report: JointTypeId,
    ) -> Question<'q, 'e> {
        let environment = rewards.environment;
        let space = environment.space();
        let split = space.split(coalition);
        let cell = |reports: JointTypeId| {
            let played =
                split.rest().filter(|others| deception.allows_joint(space, split.outside(), *others, reports));
            let gains: Vec<(AgentId, JointTypeId)> =
                played.flat_map(|others| coalition.members().map(move |agent| (agent, others))).collect();
            let chosen = environment.choice(split.profile(report, reports));
            let value = |(agent, others): &(AgentId, JointTypeId)| {
                let at = split.profile(truth, *others);
                let now = environment.lottery_payoff(*agent, chosen, at);
                outcomes(environment).map(|outcome| environment.payoff(*agent, outcome, at) - &now).collect()
            };
            let values = gains.iter().map(value).collect();
            Cell { reports, gains, values }
        };
        let (mut cells, idle): (Vec<Cell>, Vec<Cell>) =
            split.rest().map(cell).partition(|cell| !cell.gains.is_empty());
        cells.extend(idle);
        Question { rewards, coalition, truth, report, cells }
    }

    fn solve(&self, chosen: &mut Vec<Bound>, cases: &mut usize) -> Found {
        *cases += 1;
        if *cases > MAX_CASES {
            return Err(format!("more than {MAX_CASES} cases of a reward"));
        }
        let environment = self.rewards.environment;
        let mut reward = vec![None; self.cells.len()];
        for cell in &self.cells {
            match self.solve_cell(cell, chosen)? {
                Ok(lottery) => reward[cell.reports.0] = Some(lottery),
                Err(proof) => return Ok(Err(proof)),
            }
        }
        let Some(reward) = reward.into_iter().collect::<Option<Vec<Lottery>>>() else {
            return Err("a report without a lottery".to_string());
        };
        let guarded = &self.rewards.scope.guarded;
        let Some(requirement) = first_broken_requirement(environment, self.coalition, &reward, guarded) else {
            let (coalition, truth, report) = (self.coalition, self.truth, self.report);
            return Ok(Ok(Objection { coalition, truth, report, reward }));
        };
        let mut proofs = Vec::new();
        for agent in requirement.coalition.members() {
            let known = chosen.len();
            chosen.extend(self.implied(&requirement, agent));
            let found = self.solve(chosen, cases);
            chosen.truncate(known);
            match found? {
                Ok(objection) => return Ok(Ok(objection)),
                // A proof that does without the new bounds is one without the case.
                Err(proof) => proofs.push(proof),
            }
        }
        Ok(Err(NoReward::Cases { requirement, cases: proofs }))
    }

    /// The bounds on one member that a requirement amounts to when it is the member asked for.
    fn implied(&self, requirement: &Requirement, agent: AgentId) -> Vec<Bound> {
        let environment = self.rewards.environment;
        let (space, large) = (environment.space(), requirement.coalition);
        let split = space.split(large);
        let others = self.coalition.complement(environment.agent_count());
        let bound = |rest| {
            let reported = reported_by_others(environment, large, self.coalition, requirement.reports, rest);
            (agent, space.joint_type_of(reported, others), split.profile(requirement.truth, rest))
        };
        split.rest().map(bound).collect()
    }

    /// The bounds that hold at one report: those of the only member, and those of the case.
    fn bounds(&self, reports: JointTypeId, chosen: &[Bound]) -> Vec<(AgentId, ProfileId)> {
        let split = self.rewards.environment.space().split(self.coalition);
        let mut bounds = Vec::new();
        if self.coalition.len() == 1 {
            let own = |agent| split.own().map(move |truth| (agent, truth));
            bounds.extend(
                self.coalition
                    .members()
                    .flat_map(own)
                    .map(|(agent, truth)| (agent, split.profile(truth, reports))),
            );
        }
        for (agent, place, truth) in chosen {
            if *place == reports && !bounds.contains(&(*agent, *truth)) {
                bounds.push((*agent, *truth));
            }
        }
        bounds
    }

    fn solve_cell(&self, cell: &Cell, chosen: &[Bound]) -> Result<Result<Lottery, NoReward>, String> {
        let environment = self.rewards.environment;
        if let (true, Some(bad)) = (cell.gains.is_empty(), &self.rewards.bad) {
            return Ok(Ok(bad.clone()));
        }
        let bounds = self.bounds(cell.reports, chosen);
        let excess = |(agent, truth): &(AgentId, ProfileId)| -> Vec<Rational> {
            let truthful = environment.choice_payoff(*agent, *truth, *truth);
            outcomes(environment).map(|outcome| environment.payoff(*agent, outcome, *truth) - &truthful).collect()
        };
        let question = LotteryQuestion { gains: cell.values.clone(), bounds: bounds.iter().map(excess).collect() };
        match find_lottery(environment.outcome_count(), &question) {
            LotteryAnswer::Found(lottery) => Ok(Ok(lottery)),
            LotteryAnswer::None { gains, bounds: weights } => {
                let gains = cell.gains.iter().zip(gains).filter(|(_, weight)| !weight.is_zero());
                let gains = gains.map(|((agent, others), weight)| GainWeight {
                    agent: *agent,
                    reports: cell.reports,
                    others: *others,
                    weight,
                });
                let gains = gains.collect();
                Ok(Err(NoReward::Sum { gains, bounds: weighted(&bounds, weights, cell.reports, &Rational::ONE) }))
            }
            LotteryAnswer::OutOfBounds { bounds: weights, least } => {
                // One gain anywhere, outweighed by enough of the contradiction.
                let first =
                    self.cells.first().and_then(|cell| Some((cell, cell.gains.first()?, cell.values.first()?)));
                let Some((place, (agent, others), values)) = first else {
                    return Err("a deception without reports".to_string());
                };
                let most = values.iter().max().cloned().unwrap_or(Rational::ZERO);
                let factor = if most > Rational::ZERO { most / least } else { Rational::ONE };
                let (reports, others) = (place.reports, *others);
                let gain = GainWeight { agent: *agent, reports, others, weight: Rational::ONE };
                let bounds = weighted(&bounds, weights, cell.reports, &factor);
                Ok(Err(NoReward::Sum { gains: vec![gain], bounds }))
            }
            LotteryAnswer::Open(why) => Err(why),
        }
    }
}

fn outcomes(environment: &PayoffEnvironment) -> impl Iterator<Item = OutcomeId> + use<> {
    (0..environment.outcome_count()).map(OutcomeId)
}

fn weighted(
    bounds: &[(AgentId, ProfileId)],
    weights: Vec<Rational>,
    reports: JointTypeId,
    factor: &Rational,
) -> Vec<BoundWeight> {
    let used = bounds.iter().zip(weights).filter(|(_, weight)| !weight.is_zero());
    used.map(|((agent, truth), weight)| BoundWeight {
        agent: *agent,
        reports,
        truth: *truth,
        weight: weight * factor,
    })
    .collect()
}
