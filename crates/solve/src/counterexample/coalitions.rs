//! Without CBDP some efficient rule has no coalition-proof mechanism (CPAM Lemma 3).
//!
//! # Mathematics
//! Joint types θ̄_S and θ̂_S of a coalition that can form and is not the grand one share a posterior; agent i ∈ S has different
//! types in them. All payoffs depend on agent i's type only; with 0 < ε < 1/(n − 1) they are those of CPAM Table 4:
//!
//! ```text
//!                  agent i:  x1       x2        every other agent:  x1               x2
//! θ_i = θ̄_i                  1        2 − ε                         1                (n−2)/(n−1)
//! other θ_i                  2 − ε    1                             (n−2)/(n−1)      1
//! ```
//!
//! and q(θ) = x1 at θ̄_i, x2 elsewhere: the surplus is n, that of the other outcome n − ε, so q is the only efficient rule.
//! A coalition S that contains i gains, before payments, whenever its report turns x1 into x2 or x2 into x1:
//!
//! ```text
//! 2 − ε + (|S| − 1)(n−2)/(n−1) − |S|  =  (n − |S|)/(n − 1) − ε  ≥  1/(n − 1) − ε  >  0.
//! ```
//!
//! Both θ̄_S and θ̂_S gain this by posing as each other, and both see the same distribution of payments behind a report, so their
//! two incentive constraints contradict one another under any set of rules.
//!
//! The certificate is about CIC. That no mechanism satisfies WCIC either is CPAM Proposition 1 when BDP holds; where BDP fails
//! the coalition found is a single agent, who needs no collusive mechanism.

use super::world::{World, X1, X2, allocate, by_type};
use super::{Pair, decided, equal_pairs};
use ambimech_model::certificate::Impossibility;
use ambimech_model::check::exchange_gain;
use ambimech_model::condition::Condition;
use ambimech_model::counterexample::{Beyond, Counterexample, NecessityProof, NoCounterexample, Wanted};
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, OutcomeId, TypeId};
use ambimech_model::number::Rational;
use ambimech_model::payoff::Payoff;
use ambimech_model::posterior::find_shared_posterior;
use ambimech_model::property::{Goal, MechanismKind, Property, Reports};

/// The search for a small coalition looks at this many profiles at most.
const MOST_LOOKS: u64 = 1 << 24;

/// CBDP is decided; where it fails, Table 4 for a smallest coalition that shows it.
pub(super) fn without_cbdp(
    environment: &Environment,
    wanted: &Wanted,
) -> Result<Counterexample, NoCounterexample> {
    let goal = wanted.goal.clone().unwrap_or(Goal::Properties(vec![Property::Cic]));
    if !is_about_coalitions(&goal) {
        return Err(NoCounterexample::Beyond(Beyond::Goal(wanted.condition, goal)));
    }
    if wanted.private_values {
        return Err(NoCounterexample::Beyond(Beyond::PrivateValues(wanted.condition)));
    }
    let proof = NecessityProof::Coalitions;
    let (certificate, holds) = decided(environment, Condition::Cbdp)?;
    if holds {
        if environment.common_prior().is_none() {
            return Err(NoCounterexample::Beyond(Beyond::CommonPrior));
        }
        // The theorem assumes that every profile can occur; otherwise distinct posteriors are not always enough.
        let (support, is_full) = decided(environment, Condition::FullSupport)?;
        if !is_full {
            let zero = environment
                .common_prior()
                .and_then(|prior| environment.space().profiles().find(|profile| !prior.is_possible(*profile)));
            let zero = zero.ok_or(NoCounterexample::CertificateRefused)?;
            return Err(NoCounterexample::Beyond(Beyond::ZeroProbability(zero)));
        }
        return Err(NoCounterexample::Reached { proof, goal, certificates: vec![certificate, support] });
    }
    let known = equal_pairs(&certificate.evidence).into_iter().next();
    let pair = smallest(environment).or(known).ok_or(NoCounterexample::CertificateRefused)?;
    let (coalition, first, second) = (pair.coalition, pair.first, pair.second);
    let space = environment.space();
    let types = space.joint_types(coalition, first).into_iter().zip(space.joint_types(coalition, second));
    let differs = types.into_iter().find(|(one, other)| one != other);
    let ((own, own_type), _) = differs.ok_or(NoCounterexample::CertificateRefused)?;
    let table = Table4 { own, own_type, epsilon: epsilon(environment) };
    let world = World {
        proof,
        excluded: (goal, MechanismKind::Ambiguous, Reports::Pure),
        private_values: false,
        failure: vec![pair.evidence()],
        numbers: vec![("ε", table.epsilon.clone())],
        outcomes: table.outcomes(environment),
        allocation: table.allocation(environment),
    };
    world.finish(environment, |made| {
        let gain = exchange_gain(made, coalition, first, second)?;
        Some(Impossibility::EqualPosteriorsTempted { coalition, first, second, gain })
    })
}

/// Whether a theorem of CPAM is about the goal: CIC with what comes with it (Theorem 1, Proposition 3).
pub(super) fn is_about_coalitions(goal: &Goal) -> bool {
    let of = |whole: Goal| {
        let part = |property| property == Property::Ic || property == Property::Ir || whole.asks_for(property);
        goal.properties().into_iter().all(part)
    };
    goal.asks_for(Property::Cic) && (of(Goal::CoalitionProof) || of(Goal::CoalitionProofExtract))
}

/// A pair of a coalition as small as possible, unless there are too many to look at. Any other pair does for the proof.
fn smallest(environment: &Environment) -> Option<Pair> {
    let (space, agents) = (environment.space(), environment.agent_count());
    if environment.pattern().proper_count(agents).saturating_mul(space.size() as u64) > MOST_LOOKS {
        return None;
    }
    environment.pattern().proper_coalitions(agents).find_map(|coalition| {
        let belief = environment.coalition_belief(coalition)?;
        let (first, second) = find_shared_posterior(space, belief, coalition)?;
        Some(Pair { coalition, first, second })
    })
}

/// ε = 1/n, which is below 1/(n − 1).
pub(super) fn epsilon(environment: &Environment) -> Rational {
    Rational::ONE / Rational::from(environment.agent_count())
}

/// The payoffs of CPAM Table 4.
pub(super) struct Table4 {
    /// Agent i.
    pub own: AgentId,
    /// Its type θ̄_i.
    pub own_type: TypeId,
    /// ε.
    pub epsilon: Rational,
}

impl Table4 {
    /// x1 and x2.
    pub(super) fn outcomes(&self, environment: &Environment) -> Vec<Vec<Payoff>> {
        let (space, agents) = (environment.space(), environment.agent_count());
        let tempting = Rational::from(2) - &self.epsilon;
        let share = Rational::from(agents.saturating_sub(2)) / Rational::from(agents.saturating_sub(1).max(1));
        let payoffs = |is_allocated: &dyn Fn(bool) -> bool| -> Vec<Payoff> {
            let of = |agent| {
                by_type(space, self.own, |t| match (is_allocated(t == self.own_type), agent == self.own) {
                    (true, _) => Rational::ONE,
                    (false, true) => tempting.clone(),
                    (false, false) => share.clone(),
                })
            };
            space.agents().map(of).collect()
        };
        vec![payoffs(&|is_own_type| is_own_type), payoffs(&|is_own_type| !is_own_type)]
    }

    /// x1 at θ̄_i, x2 elsewhere.
    pub(super) fn allocation(&self, environment: &Environment) -> Vec<OutcomeId> {
        let space = environment.space();
        let outcome = |profile| if space.type_of(profile, self.own) == self.own_type { X1 } else { X2 };
        allocate(space, outcome)
    }
}
