//! Under every prior some efficient rule has no coalition-proof mechanism with one rule (CPAM Proposition 2 with Lemma 2).
//!
//! # Mathematics
//! Payoffs and allocation rule are those of CPAM Table 4 (see `coalitions`) for an agent i with two types and one of them, θ̄_i,
//! with 0 < ε < 1/(n − 1). Let S ∋ i and C = I∖S be able to form, and the grand coalition I. Write Δ(θ) = p(θ) − p(θ_S) p(θ_C).
//! Multiply
//! * "θ_S gains nothing from reporting θ'_S" by p(θ_S) p(θ'_S), for all θ_S ≠ θ'_S, and the same for C. In the sum the payment
//!   t_j(θ) has coefficient Δ(θ), for j in S and for j in C (see [`crate::decision::complementary_cut`]).
//! * For every θ_S that occurs, choose θ* = (θ_S, x*) that occurs, and for every other θ = (θ_S, x) multiply "θ* gains nothing
//!   from reporting θ" by Δ(θ) when it is positive, "θ gains nothing from reporting θ*" by −Δ(θ) when it is negative, both for
//!   the grand coalition. Since Σ_x Δ(θ_S, x) = 0, these rows add −Δ(θ) to the coefficient of every t_j(θ).
//!
//! All payments cancel, with or without a balanced budget. Before payments the grand coalition gains nothing from these reports,
//! since q does not depend on x, nor does C from any. S gains γ = (n − |S|)/(n − 1) − ε whenever exactly one of θ_S, θ'_S has θ̄_i.
//! So what remains is 0 ≥ 2 p(θ̄_i)(1 − p(θ̄_i)) γ > 0. With a balanced budget the first kind of rows is enough, and the
//! grand coalition is not needed.
//!
//! # Differences from the paper
//! * The paper takes S = {i}, and sends all of Δ through one profile θ̄. Its list of rows of the grand coalition leaves out the
//!   profiles θ ≠ θ̄ with θ_i = θ̄_i, at which payments then remain unless Δ(θ) = 0; with rows for these too (which cost nothing)
//!   its argument is complete.
//! * Its rows between different θ_i cost ε each, whence its bound on ε, which depends on the prior and on |Θ|. Here no row does,
//!   and any ε < 1/(n − 1) will do (ε < 1 for a single agent).
//! * In Case 2 of the proof of Proposition 2 the two rows add up to 0 ≥ 2(1 − ε).

use super::coalitions::{Table4, epsilon, is_about_coalitions};
use super::world::World;
use crate::decision::program::scale_to_integers;
use ambimech_model::certificate::Impossibility;
use ambimech_model::coalition::Coalition;
use ambimech_model::combination::{Combination, Constraint, Term};
use ambimech_model::counterexample::{Beyond, Counterexample, NecessityProof, NoCounterexample, Wanted};
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId, ProfileId, TypeId};
use ambimech_model::number::{Integer, Natural, Rational};
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::prior::Prior;
use ambimech_model::property::{Goal, MechanismKind, Property, Reports};

/// Proofs with more rows than this are not made.
const MOST_ROWS: u128 = 1 << 20;
/// The search for a coalition looks at this many profiles at most, and at every single agent.
const MOST_LOOKS: usize = 1 << 24;

/// Table 4 for the first coalition that the proof works for, of those with the fewest rows.
pub(super) fn without_ambiguity(
    environment: &Environment,
    wanted: &Wanted,
) -> Result<Counterexample, NoCounterexample> {
    let beyond = |what| Err(NoCounterexample::Beyond(what));
    let goal = wanted.goal.clone().unwrap_or(Goal::Properties(vec![Property::Cic]));
    if !is_about_coalitions(&goal) {
        return beyond(Beyond::Goal(None, goal));
    }
    if wanted.private_values {
        return beyond(Beyond::PrivateValues(None));
    }
    let Some(prior) = environment.common_prior() else { return beyond(Beyond::CommonPrior) };
    let space = environment.space();
    if !space.agents().any(|agent| space.type_count(agent) > 1) {
        return beyond(Beyond::PrivateInformation);
    }
    let cut = cheapest_cut(environment, prior, goal.asks_for(Property::Bb))?;
    let table = Table4 { own: cut.own, own_type: TypeId(0), epsilon: epsilon(environment) };
    let world = World {
        proof: NecessityProof::SimpleCoalitions,
        excluded: (goal, MechanismKind::Simple, Reports::Pure),
        private_values: false,
        failure: Vec::new(),
        numbers: vec![("ε", table.epsilon.clone())],
        outcomes: table.outcomes(environment),
        allocation: table.allocation(environment),
    };
    world.finish(environment, |_| Some(Impossibility::Combination(cut.combination(environment, prior))))
}

/// A coalition S with an agent i of two types, its complement, and the rows of the grand coalition.
struct Cut {
    own: AgentId,
    coalition: Coalition,
    rows: u128,
    /// θ, θ' and the multiplier of "θ gains nothing from reporting θ'" for the grand coalition.
    grand: Vec<(ProfileId, ProfileId, Rational)>,
}

/// The cut with the fewest rows, of several the first.
fn cheapest_cut(environment: &Environment, prior: &Prior, is_balanced: bool) -> Result<Cut, NoCounterexample> {
    let (space, agents, pattern) = (environment.space(), environment.agent_count(), environment.pattern());
    let mut in_the_way: Option<Beyond> = None;
    let mut best: Option<Cut> = None;
    let looks = (MOST_LOOKS / space.size()).max(agents);
    for coalition in pattern.proper_coalitions(agents).take(looks) {
        let rest = coalition.complement(agents);
        let Some(own) = coalition.members().find(|agent| space.type_count(*agent) > 1) else { continue };
        let (mine, theirs) = (space.joint_count(coalition) as u128, space.joint_count(rest) as u128);
        let rows = mine.saturating_mul(mine).saturating_add(theirs.saturating_mul(theirs));
        let rows = rows.saturating_add(space.size() as u128);
        if rows > MOST_ROWS {
            in_the_way.get_or_insert(Beyond::Rows(rows));
            continue;
        }
        if best.as_ref().is_some_and(|known| known.rows <= rows) {
            continue;
        }
        // Nothing is asked of a coalition that cannot misreport.
        let mut missing = Vec::new();
        if theirs > 1 && !pattern.contains(rest) {
            missing.push(rest);
        }
        let grand = if is_balanced { Ok(Vec::new()) } else { grand_rows(environment, prior, coalition) };
        match grand {
            Ok(grand) => {
                if !grand.is_empty() && !pattern.contains(environment.grand_coalition()) {
                    missing.push(environment.grand_coalition());
                }
                if missing.is_empty() {
                    best = Some(Cut { own, coalition, rows, grand });
                } else {
                    in_the_way.get_or_insert(Beyond::Coalitions(missing));
                }
            }
            Err(zero) => {
                in_the_way.get_or_insert(Beyond::ZeroProbability(zero));
            }
        }
    }
    let in_the_way = || NoCounterexample::Beyond(in_the_way.unwrap_or(Beyond::PrivateInformation));
    best.ok_or_else(in_the_way)
}

/// The rows of the grand coalition that take −Δ to every profile; or a profile that would have to occur.
fn grand_rows(
    environment: &Environment,
    prior: &Prior,
    coalition: Coalition,
) -> Result<Vec<(ProfileId, ProfileId, Rational)>, ProfileId> {
    let space = environment.space();
    let split = space.split(coalition);
    let mine = prior.joint_weights(space, coalition);
    let theirs = prior.joint_weights(space, split.outside());
    let mut rows = Vec::new();
    for own in split.own() {
        let occurs = |x: &JointTypeId| prior.is_possible(split.profile(own, *x));
        // A joint type that never occurs has Δ = 0 throughout.
        let Some(hub) = split.rest().find(occurs).map(|x| split.profile(own, x)) else { continue };
        for x in split.rest() {
            let profile = split.profile(own, x);
            // Δ times the square of the total weight.
            let joint = Integer::from(prior.weight(profile) * prior.total());
            let difference = joint - Integer::from(&mine[own.0] * &theirs[x.0]);
            if profile == hub || difference.is_zero() {
                continue;
            }
            let difference = Rational::from(difference);
            if difference > Rational::ZERO {
                rows.push((hub, profile, difference));
            } else if prior.is_possible(profile) {
                rows.push((profile, hub, -difference));
            } else {
                return Err(profile);
            }
        }
    }
    Ok(rows)
}

impl Cut {
    fn combination(&self, environment: &Environment, prior: &Prior) -> Combination {
        let space = environment.space();
        let mut terms = Vec::new();
        for coalition in [self.coalition, self.coalition.complement(environment.agent_count())] {
            let weights: Vec<Natural> = prior.joint_weights(space, coalition);
            for (truth, own) in weights.iter().enumerate() {
                for (report, other) in weights.iter().enumerate() {
                    if truth == report || own.is_zero() || other.is_zero() {
                        continue;
                    }
                    let (truth, report) = (JointTypeId(truth), JointTypeId(report));
                    let constraint = Constraint::Incentive { coalition, truth, report };
                    terms.push(Term { constraint, multiplier: Rational::from(own * other) });
                }
            }
        }
        let coalition = environment.grand_coalition();
        for (truth, report, multiplier) in &self.grand {
            let (truth, report) = (JointTypeId(truth.0), JointTypeId(report.0));
            let constraint = Constraint::Incentive { coalition, truth, report };
            terms.push(Term { constraint, multiplier: multiplier.clone() });
        }
        scale_to_integers(&mut terms);
        Combination {
            mechanism: MechanismKind::Simple,
            reports: Reports::Pure,
            limits: PaymentLimits::none(),
            terms,
        }
    }
}
