//! Verdicts about interim conditions on a type space.

use super::RobustRefusal;
use crate::coalition::{Coalition, Pattern};
use crate::index::{AgentId, JointTypeId, OutcomeId, ProfileId, TypeId};
use crate::lottery::Lottery;
use crate::number::Rational;
use crate::robust::{
    BeliefSpace, InterimIncentives, InterimMonotonicity, InterimNoReward, InterimObjection, InterimRefutation,
    InterimStanding, PayoffEnvironment, Requirement, Scope, TypeDeception,
};
use std::collections::BTreeMap;

/// A linear function of a reward z: Σ_r Σ_x c(r, x) z(r)(x) + constant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RewardRow {
    /// c(r, x) by r, for every outcome.
    pub coefficients: BTreeMap<JointTypeId, Vec<Rational>>,
    /// The constant.
    pub constant: Rational,
}

impl RewardRow {
    fn new() -> RewardRow {
        RewardRow { coefficients: BTreeMap::new(), constant: Rational::ZERO }
    }

    /// Adds share·(u_i(z(r), at) − u_i(f(reported), at)).
    fn add(
        &mut self,
        environment: &PayoffEnvironment,
        agent: AgentId,
        share: &Rational,
        r: JointTypeId,
        (reported, at): (ProfileId, ProfileId),
    ) {
        let count = environment.outcome_count();
        let place = self.coefficients.entry(r).or_insert_with(|| vec![Rational::ZERO; count]);
        for (outcome, value) in place.iter_mut().enumerate() {
            *value += environment.payoff(agent, OutcomeId(outcome), at) * share;
        }
        self.constant -= environment.choice_payoff(agent, reported, at) * share;
    }

    /// Adds a multiple of another one.
    fn add_multiple(&mut self, other: &RewardRow, factor: &Rational) {
        for (r, values) in &other.coefficients {
            let place = self.coefficients.entry(*r).or_insert_with(|| vec![Rational::ZERO; values.len()]);
            place.iter_mut().zip(values).for_each(|(sum, value)| *sum += value * factor);
        }
        self.constant += &other.constant * factor;
    }

    /// Its value at a reward.
    pub fn at(&self, reward: &[Lottery]) -> Rational {
        let part = |(r, values): (&JointTypeId, &Vec<Rational>)| {
            reward[r.0].expected(|outcome| values[outcome.0].clone())
        };
        self.coefficients.iter().map(part).fold(self.constant.clone(), |sum, part| sum + part)
    }

    /// Its largest value.
    pub fn largest(&self) -> Rational {
        let best = |values: &Vec<Rational>| values.iter().max().cloned().unwrap_or(Rational::ZERO);
        self.coefficients.values().map(best).fold(self.constant.clone(), |sum, part| sum + part)
    }
}

/// Whether a coalition forms at t_S: no member is surprised and stays out.
pub fn forms(types: &BeliefSpace, coalition: Coalition, truth: JointTypeId) -> bool {
    coalition.members().all(|agent| types.view(agent, coalition, truth).is_some())
}

/// The expected gain of each member from z at t_S, in agent order; `None` when α is not said for all that matters.
pub fn gain_rows(
    environment: &PayoffEnvironment,
    types: &BeliefSpace,
    deception: &TypeDeception,
    coalition: Coalition,
    truth: JointTypeId,
) -> Option<Vec<RewardRow>> {
    let space = types.space();
    let split = space.split(coalition);
    let report = deception.joint(space, coalition, truth)?;
    let of_member = |agent| {
        let mut row = RewardRow::new();
        for (rest, share) in types.view(agent, coalition, truth)? {
            let r = deception.joint(space, split.outside(), rest)?;
            let reported = types.payoff_profile(environment, split.profile(report, r));
            let at = types.payoff_profile(environment, split.profile(truth, rest));
            row.add(environment, agent, &share, r, (reported, at));
        }
        Some(row)
    };
    coalition.members().map(of_member).collect()
}

/// What the member gains from z under a requirement when everybody else tells the truth; at most 0 when the requirement asks for it.
/// `None` when the coalition does not form.
pub fn requirement_row(
    environment: &PayoffEnvironment,
    types: &BeliefSpace,
    coalition: Coalition,
    requirement: &Requirement,
    agent: AgentId,
) -> Option<RewardRow> {
    let space = types.space();
    let large = requirement.coalition;
    let split = space.split(large);
    let helpers = large.members().filter(|member| !coalition.contains(*member)).collect::<Coalition>();
    let outside = coalition.complement(space.agent_count());
    let said = space.joint_types(helpers, requirement.reports);
    let mut row = RewardRow::new();
    for (rest, share) in types.view(agent, large, requirement.truth)? {
        let at = split.profile(requirement.truth, rest);
        let sent = said.iter().fold(at, |sent, (helper, report)| space.with_type(sent, *helper, *report));
        let truth = types.payoff_profile(environment, at);
        row.add(environment, agent, &share, space.joint_type_of(sent, outside), (truth, truth));
    }
    Some(row)
}

/// All requirements on rewards of S whose coalitions form.
pub fn interim_requirements<'t>(
    types: &'t BeliefSpace,
    coalition: Coalition,
    guarded: &Pattern,
) -> impl Iterator<Item = Requirement> + use<'t> {
    let space = types.space();
    let larger: Vec<Coalition> =
        guarded.coalitions(space.agent_count()).filter(|large| coalition.is_subset_of(*large)).collect();
    larger.into_iter().flat_map(move |large| {
        let helpers = large.members().filter(|member| !coalition.contains(*member)).collect::<Coalition>();
        let reports = space.joint_count(helpers);
        let formed =
            (0..space.joint_count(large)).map(JointTypeId).filter(move |truth| forms(types, large, *truth));
        formed.flat_map(move |truth| {
            (0..reports).map(move |reports| Requirement { coalition: large, truth, reports: JointTypeId(reports) })
        })
    })
}

/// The first requirement that a function z breaks.
pub fn first_broken_interim_requirement(
    environment: &PayoffEnvironment,
    types: &BeliefSpace,
    coalition: Coalition,
    reward: &[Lottery],
    guarded: &Pattern,
) -> Option<Requirement> {
    interim_requirements(types, coalition, guarded).find(|requirement| {
        requirement.coalition.members().all(|agent| {
            requirement_row(environment, types, coalition, requirement, agent)
                .is_none_or(|row| row.at(reward) > Rational::ZERO)
        })
    })
}

/// The first coalition of the pattern that gains by reporting other payoff types at some t_S, when all others tell the truth.
pub fn first_interim_incentive_failure(
    environment: &PayoffEnvironment,
    types: &BeliefSpace,
) -> Option<InterimIncentives> {
    let payoffs = environment.space();
    for coalition in environment.pattern().coalitions(environment.agent_count()) {
        for truth in (0..types.space().joint_count(coalition)).map(JointTypeId) {
            for report in (0..payoffs.joint_count(coalition)).map(JointTypeId) {
                let gains = interim_gains(environment, types, coalition, truth, report);
                if let Some(gains) = gains.filter(|gains| gains.iter().all(|gain| *gain > Rational::ZERO)) {
                    return Some(InterimIncentives::Fails { coalition, truth, report, gains });
                }
            }
        }
    }
    None
}

/// What each member expects to gain when S at t_S reports payoff types θ'_S; `None` when it does not form.
fn interim_gains(
    environment: &PayoffEnvironment,
    types: &BeliefSpace,
    coalition: Coalition,
    truth: JointTypeId,
    report: JointTypeId,
) -> Option<Vec<Rational>> {
    let split = types.space().split(coalition);
    let said = environment.space().joint_types(coalition, report);
    let of_member = |agent| {
        let gain = |(rest, share): (JointTypeId, Rational)| {
            let at = types.payoff_profile(environment, split.profile(truth, rest));
            let sent = said.iter().fold(at, |sent, (who, t)| environment.space().with_type(sent, *who, *t));
            (environment.choice_payoff(agent, sent, at) - environment.choice_payoff(agent, at, at)) * share
        };
        let view = types.view(agent, coalition, truth)?;
        Some(view.into_iter().map(gain).fold(Rational::ZERO, |sum, gain| sum + gain))
    };
    coalition.members().map(of_member).collect()
}

/// Accepts a verdict about interim coalitional incentive compatibility; that it holds is found out anew.
///
/// # Errors
/// What is wrong with it.
pub fn check_interim_incentives(
    environment: &PayoffEnvironment,
    types: &BeliefSpace,
    verdict: &InterimIncentives,
) -> Result<(), RobustRefusal> {
    match verdict {
        InterimIncentives::Holds => match first_interim_incentive_failure(environment, types) {
            Some(InterimIncentives::Fails { coalition, truth, report, .. }) => {
                Err(RobustRefusal::Gains(coalition, truth, report))
            }
            _ => Ok(()),
        },
        InterimIncentives::Fails { coalition, truth, report, gains } => {
            require_types(types, *coalition, *truth)?;
            if !environment.pattern().contains(*coalition) {
                return Err(RobustRefusal::WrongCoalition(*coalition));
            }
            if report.0 >= environment.space().joint_count(*coalition) {
                return Err(RobustRefusal::OutOfRange);
            }
            let found = interim_gains(environment, types, *coalition, *truth, *report);
            if found.as_ref() != Some(gains) {
                return Err(RobustRefusal::OutOfRange);
            }
            match gains.iter().position(|gain| *gain <= Rational::ZERO) {
                Some(place) => Err(RobustRefusal::NoGain(place)),
                None => Ok(()),
            }
        }
    }
}

/// Accepts a verdict about interim monotonicity.
///
/// # Errors
/// What is wrong with it.
pub fn check_interim_monotonicity(
    environment: &PayoffEnvironment,
    types: &BeliefSpace,
    scope: &Scope,
    verdict: &InterimMonotonicity,
) -> Result<(), RobustRefusal> {
    let checker = Checker { environment, types, scope };
    match verdict {
        InterimMonotonicity::Holds(refutation) => {
            checker.refutation(&TypeDeception::open(types.space()), refutation)
        }
        InterimMonotonicity::Fails(standing) => checker.standing(standing),
    }
}

/// The first t with f(θ̂(α(t))) ≠ f(θ̂(t)); `None` when there is none or α is not said for all types.
pub fn first_changed_profile(
    environment: &PayoffEnvironment,
    types: &BeliefSpace,
    deception: &TypeDeception,
) -> Option<ProfileId> {
    types.space().profiles().find(|at| changes(environment, types, deception, *at) == Some(true))
}

fn changes(
    environment: &PayoffEnvironment,
    types: &BeliefSpace,
    deception: &TypeDeception,
    at: ProfileId,
) -> Option<bool> {
    let space = types.space();
    let report = |agent| deception.report(agent, space.type_of(at, agent));
    let reported = space.profile(&space.agents().map(report).collect::<Option<Vec<TypeId>>>()?);
    let choice = |profile| environment.choice(types.payoff_profile(environment, profile));
    Some(choice(at) != choice(reported))
}

fn require_types(types: &BeliefSpace, coalition: Coalition, joint: JointTypeId) -> Result<(), RobustRefusal> {
    let space = types.space();
    let known = !coalition.is_empty()
        && coalition.is_subset_of(Coalition::grand(space.agent_count()))
        && joint.0 < space.joint_count(coalition);
    if known { Ok(()) } else { Err(RobustRefusal::OutOfRange) }
}

struct Checker<'c> {
    environment: &'c PayoffEnvironment,
    types: &'c BeliefSpace,
    scope: &'c Scope,
}

impl Checker<'_> {
    fn refutation(&self, said: &TypeDeception, refutation: &InterimRefutation) -> Result<(), RobustRefusal> {
        match refutation {
            InterimRefutation::Acceptable => {
                if said.first_open().is_some() {
                    return Err(RobustRefusal::NotEmpty);
                }
                match first_changed_profile(self.environment, self.types, said) {
                    Some(at) => Err(RobustRefusal::NotCovered(at, at)),
                    None => Ok(()),
                }
            }
            InterimRefutation::Objected(objection) => self.objection(said, objection),
            InterimRefutation::Reports(agent, t, branches) => {
                let space = self.types.space();
                let known = agent.0 < space.agent_count() && t.0 < space.type_count(*agent);
                if !known || branches.len() != space.type_count(*agent) || said.report(*agent, *t).is_some() {
                    return Err(RobustRefusal::OutOfRange);
                }
                let mut reports = space.types(*agent).zip(branches);
                reports.try_for_each(|(report, branch)| self.refutation(&said.with(*agent, *t, report), branch))
            }
        }
    }

    fn objection(&self, said: &TypeDeception, objection: &InterimObjection) -> Result<(), RobustRefusal> {
        let InterimObjection { coalition, truth, reward } = objection;
        require_types(self.types, *coalition, *truth)?;
        if !self.scope.objectors.contains(*coalition) {
            return Err(RobustRefusal::WrongCoalition(*coalition));
        }
        let rest = self.types.space().split(*coalition).rest_count();
        if reward.len() != rest || !reward.iter().all(|lottery| lottery.fits(self.environment.outcome_count())) {
            return Err(RobustRefusal::OutOfRange);
        }
        let rows = gain_rows(self.environment, self.types, said, *coalition, *truth);
        if !rows.is_some_and(|rows| rows.iter().all(|row| row.at(reward) > Rational::ZERO)) {
            return Err(RobustRefusal::NotBetter(*coalition));
        }
        let guarded = &self.scope.guarded;
        match first_broken_interim_requirement(self.environment, self.types, *coalition, reward, guarded) {
            Some(_) => Err(RobustRefusal::NoReward(*coalition)),
            None => Ok(()),
        }
    }

    fn standing(&self, standing: &InterimStanding) -> Result<(), RobustRefusal> {
        let (environment, types) = (self.environment, self.types);
        let unacceptable = standing.deception.first_open().is_none()
            && standing.at.0 < types.space().size()
            && changes(environment, types, &standing.deception, standing.at) == Some(true);
        if !unacceptable {
            return Err(RobustRefusal::NotUnacceptable);
        }
        let known: BTreeMap<(Coalition, JointTypeId), &InterimNoReward> =
            standing.silences.iter().map(|silence| ((silence.coalition, silence.truth), &silence.proof)).collect();
        for coalition in self.scope.objectors.coalitions(environment.agent_count()) {
            for truth in (0..types.space().joint_count(coalition)).map(JointTypeId) {
                if !forms(types, coalition, truth) {
                    continue;
                }
                let missing = RobustRefusal::SilenceMissing(coalition, truth, truth);
                let proof = known.get(&(coalition, truth)).ok_or(missing.clone())?;
                let rows = gain_rows(environment, types, &standing.deception, coalition, truth).ok_or(missing)?;
                self.silence(coalition, &rows, proof, &mut Vec::new())?;
            }
        }
        Ok(())
    }

    fn silence(
        &self,
        coalition: Coalition,
        rows: &[RewardRow],
        proof: &InterimNoReward,
        chosen: &mut Vec<(Requirement, AgentId)>,
    ) -> Result<(), RobustRefusal> {
        match proof {
            InterimNoReward::Sum { gains, bounds } => {
                let mut sum = RewardRow::new();
                let mut total = Rational::ZERO;
                for (agent, weight) in gains {
                    let place = coalition.members().position(|member| member == *agent);
                    let row = place.and_then(|place| rows.get(place)).ok_or(RobustRefusal::OutOfRange)?;
                    if *weight <= Rational::ZERO {
                        return Err(RobustRefusal::Weights);
                    }
                    total += weight;
                    sum.add_multiple(row, weight);
                }
                if !total.is_one() {
                    return Err(RobustRefusal::Weights);
                }
                for (requirement, agent, weight) in bounds {
                    self.require(coalition, requirement)?;
                    let only = requirement.coalition == Coalition::single(*agent);
                    if !only && !chosen.contains(&(*requirement, *agent)) {
                        return Err(RobustRefusal::UnknownBound);
                    }
                    if *weight <= Rational::ZERO {
                        return Err(RobustRefusal::Weights);
                    }
                    let row = requirement_row(self.environment, self.types, coalition, requirement, *agent);
                    sum.add_multiple(&row.ok_or(RobustRefusal::UnknownBound)?, &-weight.clone());
                }
                if sum.largest() > Rational::ZERO { Err(RobustRefusal::PositiveSum) } else { Ok(()) }
            }
            InterimNoReward::Cases(requirement, cases) => {
                self.require(coalition, requirement)?;
                if cases.len() != requirement.coalition.len() {
                    return Err(RobustRefusal::OutOfRange);
                }
                for (agent, case) in requirement.coalition.members().zip(cases) {
                    chosen.push((*requirement, agent));
                    let accepted = self.silence(coalition, rows, case, chosen);
                    chosen.pop();
                    accepted?;
                }
                Ok(())
            }
        }
    }

    /// Whether something is required of rewards of S there.
    fn require(&self, coalition: Coalition, requirement: &Requirement) -> Result<(), RobustRefusal> {
        let large = requirement.coalition;
        require_types(self.types, large, requirement.truth)?;
        let helpers = large.members().filter(|member| !coalition.contains(*member)).collect::<Coalition>();
        let known = coalition.is_subset_of(large)
            && self.scope.guarded.contains(large)
            && requirement.reports.0 < self.types.space().joint_count(helpers)
            && forms(self.types, large, requirement.truth);
        if known { Ok(()) } else { Err(RobustRefusal::UnknownBound) }
    }
}
