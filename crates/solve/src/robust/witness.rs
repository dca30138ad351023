//! The type space in which a robust failure becomes an interim one (THESIS propositions B.1.1 and B.1.2, lemma B.1.1).
//!
//! *Incentives.* When every member i of S at θ_S gains by θ'_S at some θ^i_−S, types are payoff types, and θ_i is sure of (θ_S∖i, θ^i_−S).
//! Everybody else thinks all types of the others equally likely.
//!
//! *Monotonicity*, for the deceptions of theorem 3 in the book. Agent i has a type `θ→θ'` for each θ' ∈ β_i(θ), of payoff type θ, which
//! believes that the others are of types `θ_j→r_j` with the probabilities of the conjecture by which it is silent; and a type `θ|b` for
//! each b ∈ Θ_−i, of payoff type θ, which is sure that every j is `b_j|c`, c the part of the first profile without j. The deception
//! sends `θ→θ'` to `θ'|c` and leaves the other types alone.

use ambimech_model::coalition::Coalition;
use ambimech_model::index::{AgentId, JointTypeId, TypeId};
use ambimech_model::number::Rational;
use ambimech_model::robust::{
    BeliefSpace, BeliefType, Incentives, Lie, Monotonicity, NoReward, PayoffEnvironment, RobustStudy, Standing,
    Surprise, TypeDeception,
};
use ambimech_model::type_space::TypeSpace;

/// A type space with, for monotonicity, the deception that stands in it; `None` when nothing fails, or a deception stands by other proofs
/// than conjectures of single agents.
pub fn witness_space(
    environment: &PayoffEnvironment,
    found: &RobustStudy,
) -> Option<(BeliefSpace, Option<TypeDeception>)> {
    if let Incentives::Fails { coalition, truth, others, .. } = &found.incentives {
        return Some((incentive_space(environment, *coalition, *truth, others)?, None));
    }
    match &found.monotonicity {
        Ok(Monotonicity::Fails(standing)) if standing.is_conjectural(environment.agent_count()) => {
            let (types, deception) = deception_space(environment, standing)?;
            Some((types, Some(deception)))
        }
        _ => None,
    }
}

fn incentive_space(
    environment: &PayoffEnvironment,
    coalition: Coalition,
    truth: JointTypeId,
    others: &[JointTypeId],
) -> Option<BeliefSpace> {
    let space = environment.space();
    let split = space.split(coalition);
    let of_type = |agent: AgentId, payoff: TypeId| {
        let alone = Coalition::single(agent).complement(space.agent_count());
        let place = coalition.members().position(|member| member == agent);
        let sure = place.and_then(|place| others.get(place)).map(|rest| split.profile(truth, *rest));
        let belief = match sure.filter(|at| space.type_of(*at, agent) == payoff) {
            Some(at) => vec![(space.joint_type_of(at, alone), Rational::ONE)],
            None => {
                let count = space.joint_count(alone);
                let share = Rational::ONE / Rational::from(count);
                (0..count).map(|joint| (JointTypeId(joint), share.clone())).collect()
            }
        };
        let name = environment.without_beliefs().type_name(agent, payoff).to_string();
        BeliefType { name, payoff, belief }
    };
    let of_agent = |agent| space.types(agent).map(|payoff| of_type(agent, payoff)).collect();
    BeliefSpace::new(environment, space.agents().map(of_agent).collect(), Surprise::Uniform).ok()
}

/// The types of one agent, before they have beliefs.
enum Kind {
    Lies(Lie),
    Sure(TypeId, JointTypeId),
}

struct Builder<'b> {
    environment: &'b PayoffEnvironment,
    standing: &'b Standing,
    kinds: Vec<Vec<Kind>>,
    space: TypeSpace,
}

fn deception_space(environment: &PayoffEnvironment, standing: &Standing) -> Option<(BeliefSpace, TypeDeception)> {
    let payoffs = environment.space();
    let lies = standing.deception.lies();
    let kinds_of = |agent: AgentId| {
        let others = payoffs.joint_count(Coalition::single(agent).complement(payoffs.agent_count()));
        let lying = lies.iter().filter(|lie| lie.agent == agent).map(|lie| Kind::Lies(*lie));
        let sure = |t| (0..others).map(move |b| Kind::Sure(t, JointTypeId(b)));
        lying.chain(payoffs.types(agent).flat_map(sure)).collect()
    };
    let kinds: Vec<Vec<Kind>> = payoffs.agents().map(kinds_of).collect();
    let space = TypeSpace::new(kinds.iter().map(Vec::len).collect())?;
    Builder { environment, standing, kinds, space }.build()
}

impl Builder<'_> {
    fn build(&self) -> Option<(BeliefSpace, TypeDeception)> {
        let agents = || self.environment.space().agents();
        let of_agent = |agent: AgentId| {
            self.kinds[agent.0].iter().map(|kind| self.of_kind(agent, kind)).collect::<Option<Vec<BeliefType>>>()
        };
        let types = agents().map(of_agent).collect::<Option<Vec<Vec<BeliefType>>>>()?;
        let types = BeliefSpace::new(self.environment, types, Surprise::Uniform).ok()?;
        let reported = |agent: AgentId| {
            let report = |(place, kind): (usize, &Kind)| match kind {
                Kind::Lies(lie) => self.sure_type(agent, lie.report, JointTypeId(0)),
                Kind::Sure(..) => Some(TypeId(place)),
            };
            self.kinds[agent.0].iter().enumerate().map(report).collect::<Option<Vec<TypeId>>>()
        };
        let deception = agents().map(reported).collect::<Option<Vec<Vec<TypeId>>>>()?;
        let deception = TypeDeception::of(types.space(), deception)?;
        Some((types, deception))
    }

    fn of_kind(&self, agent: AgentId, kind: &Kind) -> Option<BeliefType> {
        let (environment, frame) = (self.environment, self.environment.without_beliefs());
        let others = Coalition::single(agent).complement(environment.agent_count());
        match kind {
            Kind::Lies(lie) => {
                let name = |t| frame.type_name(agent, t);
                let label = format!("{}→{}", name(lie.truth), name(lie.report));
                Some(BeliefType { name: label, payoff: lie.truth, belief: self.conjecture(*lie)? })
            }
            Kind::Sure(payoff, b) => {
                let types = environment.space().joint_types(others, *b);
                let names: Vec<&str> = types.iter().map(|(other, t)| frame.type_name(*other, *t)).collect();
                let seen: Option<Vec<TypeId>> =
                    types.iter().map(|(other, t)| self.sure_type(*other, *t, JointTypeId(0))).collect();
                Some(BeliefType {
                    name: format!("{}|{}", frame.type_name(agent, *payoff), names.join("+")),
                    payoff: *payoff,
                    belief: vec![(self.space.joint_type(others, &seen?), Rational::ONE)],
                })
            }
        }
    }

    /// The conjecture by which a single agent is silent, as a belief.
    fn conjecture(&self, lie: Lie) -> Option<Vec<(JointTypeId, Rational)>> {
        let payoffs = self.environment.space();
        let single = Coalition::single(lie.agent);
        let others = single.complement(payoffs.agent_count());
        let own = |t: TypeId| payoffs.joint_type(single, &[t]);
        let silence = self.standing.silences.iter().find(|silence| {
            (silence.coalition, silence.truth, silence.report) == (single, own(lie.truth), own(lie.report))
        })?;
        let NoReward::Sum { gains, .. } = &silence.proof else { return None };
        let believed = |gain: &ambimech_model::robust::GainWeight| {
            let truth = payoffs.joint_types(others, gain.others);
            let report = payoffs.joint_types(others, gain.reports);
            let seen = truth.into_iter().zip(report).map(|((agent, truth), (_, report))| {
                let wanted = Lie { agent, truth, report };
                let place = |kind: &Kind| matches!(kind, Kind::Lies(lie) if *lie == wanted);
                self.kinds[agent.0].iter().position(place).map(TypeId)
            });
            Some((self.space.joint_type(others, &seen.collect::<Option<Vec<TypeId>>>()?), gain.weight.clone()))
        };
        gains.iter().map(believed).collect()
    }

    /// The type of this payoff type that is sure of b.
    fn sure_type(&self, agent: AgentId, payoff: TypeId, b: JointTypeId) -> Option<TypeId> {
        let is = |kind: &Kind| matches!(kind, Kind::Sure(t, known) if *t == payoff && *known == b);
        self.kinds.get(agent.0)?.iter().position(is).map(TypeId)
    }
}
