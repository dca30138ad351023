//! Decides interim conditions on a type space.
//!
//! # Method
//! Incentives: every coalition, all its types and reports. Monotonicity: a deception that is proposed is looked at first. Then the reports
//! of the types are chosen one after the other; as soon as everything is said that an objection of some coalition depends on, it is looked
//! for, and if there is one all the deceptions that agree so far are done with. A deception that is wholly said without an objection either
//! does not change f or stands.
//!
//! An objection is one linear program: the unknowns are z(r)(x), the objective is the smallest gain, the rows are what single agents
//! require; a requirement of several agents that the solution breaks is settled by cases, one for each member.
//!
//! # Cost
//! At most Π_i |T_i|^|T_i| deceptions, Σ_S |T_S| programs for each with |T_−S|·|X| + 1 unknowns.

use crate::lp::{self, Outcome, Program, Relation, Sign};
use ambimech_model::check::{
    RewardRow, check_interim_incentives, check_interim_monotonicity, first_broken_interim_requirement,
    first_changed_profile, first_interim_incentive_failure, forms, gain_rows, interim_requirements,
    requirement_row,
};
use ambimech_model::coalition::Coalition;
use ambimech_model::index::{AgentId, JointTypeId, OutcomeId};
use ambimech_model::lottery::Lottery;
use ambimech_model::number::Rational;
use ambimech_model::robust::{
    BeliefSpace, Concept, InterimIncentives, InterimMonotonicity, InterimNoReward, InterimObjection,
    InterimRefutation, InterimSilence, InterimStanding, InterimStudy, MonotonicityOpen, PayoffEnvironment,
    Requirement, Scope, SearchSize, TypeDeception, scope_of,
};
use std::collections::BTreeMap;

use super::monotonicity::SearchLimits;

/// How many cases are looked at before a question is left open.
const MAX_CASES: usize = 500;

/// The size of one round: questions are coalitions with their types, programs are counted by their cells |T_−S|·|X|.
pub fn interim_size(environment: &PayoffEnvironment, types: &BeliefSpace, concept: Concept) -> SearchSize {
    let space = types.space();
    let mut size = SearchSize { questions: 0, programs: 0 };
    for coalition in scope_of(environment, concept).objectors.coalitions(environment.agent_count()) {
        size.questions += space.joint_count(coalition) as u128;
        size.programs += space.size() as u128 * environment.outcome_count() as u128;
    }
    size
}

/// Decides both conditions; a proposed deception is looked at first.
pub fn study_interim(
    environment: &PayoffEnvironment,
    types: &BeliefSpace,
    concept: Concept,
    proposed: Option<&TypeDeception>,
    limits: &SearchLimits,
) -> InterimStudy {
    let scope = scope_of(environment, concept);
    let guarded = environment.with_pattern(scope.guarded.clone());
    let incentives = first_interim_incentive_failure(&guarded, types).unwrap_or(InterimIncentives::Holds);
    let monotonicity = match check_interim_incentives(&guarded, types, &incentives) {
        Ok(()) => decide(environment, types, &scope, proposed, limits),
        Err(refusal) => Err(MonotonicityOpen::Refused(refusal.to_string())),
    };
    InterimStudy { concept, scope, incentives, monotonicity }
}

fn decide(
    environment: &PayoffEnvironment,
    types: &BeliefSpace,
    scope: &Scope,
    proposed: Option<&TypeDeception>,
    limits: &SearchLimits,
) -> Result<InterimMonotonicity, MonotonicityOpen> {
    let coalitions: Vec<Coalition> = scope.objectors.coalitions(environment.agent_count()).collect();
    let space = types.space();
    let joint = |coalition: &Coalition| {
        let coalition = *coalition;
        (0..space.joint_count(coalition)).map(move |own| (coalition, JointTypeId(own)))
    };
    let asked = coalitions.iter().flat_map(joint).filter(|(coalition, own)| forms(types, *coalition, *own));
    let mut search = Search {
        environment,
        types,
        scope,
        asked: asked.collect(),
        known: BTreeMap::new(),
        bounds: BTreeMap::new(),
        nodes: 0,
        limits,
    };
    let stands = match proposed {
        Some(deception) => search.stands(deception)?,
        None => None,
    };
    let verdict = match stands {
        Some(standing) => InterimMonotonicity::Fails(Box::new(standing)),
        None => match search.refute(&TypeDeception::open(space))? {
            Ok(refutation) => InterimMonotonicity::Holds(refutation),
            Err(standing) => InterimMonotonicity::Fails(standing),
        },
    };
    check_interim_monotonicity(environment, types, scope, &verdict)
        .map_err(|refusal| MonotonicityOpen::Refused(refusal.to_string()))?;
    Ok(verdict)
}

/// What an objection depends on: who, of which types, what they report, and who believes what is reported by the others.
type Question = (Coalition, JointTypeId, Vec<Option<JointTypeId>>);
type Found = Result<Vec<Lottery>, InterimNoReward>;

struct Search<'s> {
    environment: &'s PayoffEnvironment,
    types: &'s BeliefSpace,
    scope: &'s Scope,
    asked: Vec<(Coalition, JointTypeId)>,
    known: BTreeMap<Question, Found>,
    bounds: BTreeMap<Coalition, Vec<(Requirement, AgentId, RewardRow)>>,
    nodes: usize,
    limits: &'s SearchLimits,
}

impl Search<'_> {
    fn refute(
        &mut self,
        said: &TypeDeception,
    ) -> Result<Result<InterimRefutation, Box<InterimStanding>>, MonotonicityOpen> {
        self.nodes += 1;
        if self.nodes > self.limits.branches {
            return Err(MonotonicityOpen::Branches(self.limits.branches));
        }
        let Some((agent, t)) = said.first_open() else {
            if first_changed_profile(self.environment, self.types, said).is_none() {
                return Ok(Ok(InterimRefutation::Acceptable));
            }
            return match self.objection(said)? {
                Some(objection) => Ok(Ok(InterimRefutation::Objected(Box::new(objection)))),
                None => match self.stands(said)? {
                    Some(standing) => Ok(Err(Box::new(standing))),
                    None => Err(MonotonicityOpen::Unsolved("a deception without a verdict".to_string())),
                },
            };
        };
        if let Some(objection) = self.objection(said)? {
            return Ok(Ok(InterimRefutation::Objected(Box::new(objection))));
        }
        let mut branches = Vec::new();
        for report in self.types.space().types(agent) {
            match self.refute(&said.with(agent, t, report))? {
                Ok(branch) => branches.push(branch),
                Err(standing) => return Ok(Err(standing)),
            }
        }
        Ok(Ok(InterimRefutation::Reports(agent, t, branches)))
    }

    /// The first objection that depends on nothing else than what is said.
    fn objection(&mut self, said: &TypeDeception) -> Result<Option<InterimObjection>, MonotonicityOpen> {
        for (coalition, truth) in self.asked.clone() {
            if let Some(Ok(reward)) = self.ask(said, coalition, truth)? {
                return Ok(Some(InterimObjection { coalition, truth, reward }));
            }
        }
        Ok(None)
    }

    /// The proof that a deception stands; `None` when it does not change f or meets an objection.
    fn stands(&mut self, deception: &TypeDeception) -> Result<Option<InterimStanding>, MonotonicityOpen> {
        let Some(at) = first_changed_profile(self.environment, self.types, deception) else { return Ok(None) };
        let mut silences = Vec::new();
        for (coalition, truth) in self.asked.clone() {
            match self.ask(deception, coalition, truth)? {
                Some(Err(proof)) => silences.push(InterimSilence { coalition, truth, proof }),
                _ => return Ok(None),
            }
        }
        Ok(Some(InterimStanding { deception: deception.clone(), at, silences }))
    }

    /// A reward or a proof that there is none; `None` while something is not said.
    fn ask(
        &mut self,
        said: &TypeDeception,
        coalition: Coalition,
        truth: JointTypeId,
    ) -> Result<Option<Found>, MonotonicityOpen> {
        let space = self.types.space();
        let outside = coalition.complement(space.agent_count());
        let views = coalition.members().filter_map(|agent| self.types.view(agent, coalition, truth)).flatten();
        let mut said_of: Vec<Option<JointTypeId>> = vec![said.joint(space, coalition, truth)];
        said_of.extend(views.map(|(rest, _)| said.joint(space, outside, rest)));
        if said_of.iter().any(Option::is_none) {
            return Ok(None);
        }
        let question = (coalition, truth, said_of);
        if let Some(found) = self.known.get(&question) {
            return Ok(Some(found.clone()));
        }
        let Some(gains) = gain_rows(self.environment, self.types, said, coalition, truth) else { return Ok(None) };
        let found = self.solve(coalition, &gains, &mut Vec::new(), &mut 0).map_err(MonotonicityOpen::Unsolved)?;
        self.known.insert(question, found.clone());
        Ok(Some(found))
    }

    /// What a coalition of one member requires of its rewards; larger ones are settled by cases.
    fn own_bounds(&mut self, coalition: Coalition) -> Vec<(Requirement, AgentId, RewardRow)> {
        if let Some(known) = self.bounds.get(&coalition) {
            return known.clone();
        }
        let mut rows: Vec<(Requirement, AgentId, RewardRow)> = Vec::new();
        for requirement in interim_requirements(self.types, coalition, &self.scope.guarded) {
            let Some(agent) = requirement.coalition.members().next() else { continue };
            if requirement.coalition.len() == 1
                && let Some(row) = requirement_row(self.environment, self.types, coalition, &requirement, agent)
                && !rows.iter().any(|(_, _, known)| *known == row)
            {
                rows.push((requirement, agent, row));
            }
        }
        self.bounds.insert(coalition, rows.clone());
        rows
    }

    fn solve(
        &mut self,
        coalition: Coalition,
        gains: &[RewardRow],
        chosen: &mut Vec<(Requirement, AgentId, RewardRow)>,
        cases: &mut usize,
    ) -> Result<Found, String> {
        *cases += 1;
        if *cases > MAX_CASES {
            return Err(format!("more than {MAX_CASES} cases of a reward"));
        }
        let mut bounds = self.own_bounds(coalition);
        bounds.extend(chosen.iter().cloned());
        let reward = match self.best_reward(coalition, gains, &bounds)? {
            Ok(reward) => reward,
            Err(proof) => return Ok(Err(proof)),
        };
        let guarded = &self.scope.guarded;
        let broken = first_broken_interim_requirement(self.environment, self.types, coalition, &reward, guarded);
        let Some(requirement) = broken else { return Ok(Ok(reward)) };
        let mut proofs = Vec::new();
        for agent in requirement.coalition.members() {
            let row = requirement_row(self.environment, self.types, coalition, &requirement, agent);
            chosen.push((requirement, agent, row.ok_or("a coalition that does not form")?));
            let found = self.solve(coalition, gains, chosen, cases);
            chosen.pop();
            match found? {
                Ok(reward) => return Ok(Ok(reward)),
                Err(proof) => proofs.push(proof),
            }
        }
        Ok(Err(InterimNoReward::Cases(requirement, proofs)))
    }

    /// The reward with the largest smallest gain under some bounds, or the weights that show that it is not positive.
    fn best_reward(
        &self,
        coalition: Coalition,
        gains: &[RewardRow],
        bounds: &[(Requirement, AgentId, RewardRow)],
    ) -> Result<Found, String> {
        let (reports, outcomes) =
            (self.types.space().split(coalition).rest_count(), self.environment.outcome_count());
        let mut program = Program::new();
        for _ in 0..reports * outcomes {
            program.add_variable(Sign::NonNegative);
        }
        let least = program.add_variable(Sign::Free);
        program.set_cost(least, -Rational::ONE);
        let entries = |row: &RewardRow, sign: &Rational| -> Vec<(usize, Rational)> {
            let cell = |(r, values): (&JointTypeId, &Vec<Rational>)| -> Vec<(usize, Rational)> {
                let place = r.0 * outcomes;
                values.iter().enumerate().map(|(x, value)| (place + x, value * sign)).collect()
            };
            row.coefficients.iter().flat_map(cell).collect()
        };
        for gain in gains {
            let mut row = entries(gain, &Rational::ONE);
            row.push((least, -Rational::ONE));
            program.add_row(Relation::AtLeast, row, -gain.constant.clone());
        }
        for (_, _, bound) in bounds {
            program.add_row(Relation::AtLeast, entries(bound, &-Rational::ONE), bound.constant.clone());
        }
        for r in 0..reports {
            let row = (r * outcomes..(r + 1) * outcomes).map(|place| (place, Rational::ONE)).collect();
            program.add_row(Relation::Equal, row, Rational::ONE);
        }
        match lp::solve(&program).map_err(|error| error.to_string())? {
            Outcome::Optimal { value, primal, .. } if value < Rational::ZERO => {
                let lottery = |r: usize| {
                    let parts = (0..outcomes).map(|x| (OutcomeId(x), primal.0[r * outcomes + x].clone()));
                    Lottery::new(parts.collect()).map_err(|error| error.to_string())
                };
                Ok(Ok((0..reports).map(lottery).collect::<Result<Vec<Lottery>, String>>()?))
            }
            Outcome::Optimal { dual, .. } => {
                let weighted = coalition.members().zip(&dual.0).filter(|(_, weight)| !weight.is_zero());
                let members = weighted.map(|(agent, weight)| (agent, weight.clone())).collect();
                Ok(Err(no_reward(members, bounds, &dual.0[gains.len()..], &Rational::ONE)))
            }
            Outcome::Infeasible { farkas } => {
                // One gain, outweighed by enough of the contradiction.
                let (Some(agent), Some(gain)) = (coalition.members().next(), gains.first()) else {
                    return Err("a coalition without members".to_string());
                };
                let constant = reports_sum(&farkas.0, gains.len() + bounds.len())
                    + bounds
                        .iter()
                        .zip(&farkas.0[gains.len()..])
                        .fold(Rational::ZERO, |sum, ((_, _, row), weight)| sum + &row.constant * weight);
                let most = gain.largest();
                let factor = if most > Rational::ZERO { most / constant } else { Rational::ONE };
                Ok(Err(no_reward(vec![(agent, Rational::ONE)], bounds, &farkas.0[gains.len()..], &factor)))
            }
            Outcome::Unbounded { .. } => Err("a program left its bounds".to_string()),
        }
    }
}

/// The sum of the multipliers of the rows that make lotteries, which have the right side 1.
fn reports_sum(multipliers: &[Rational], from: usize) -> Rational {
    multipliers[from..].iter().fold(Rational::ZERO, |sum, weight| sum + weight)
}

fn no_reward(
    gains: Vec<(AgentId, Rational)>,
    bounds: &[(Requirement, AgentId, RewardRow)],
    weights: &[Rational],
    factor: &Rational,
) -> InterimNoReward {
    let used = bounds.iter().zip(weights).filter(|(_, weight)| !weight.is_zero());
    let bounds = used.map(|((requirement, agent, _), weight)| (*requirement, *agent, weight * factor)).collect();
    InterimNoReward::Sum { gains, bounds }
}
