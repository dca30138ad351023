//! Payoffs under which one agent is tempted to one report, and an imitation then excludes every ordinary mechanism.
//!
//! # Payoffs
//! One agent j, one of its types θ̂_j and another agent k. Two outcomes besides x0, the outside option: q(θ) = x2 when θ_j = θ̂_j,
//! and x1 otherwise. With a = 1 and B > 0:
//!
//! | | at θ_j = θ̂_j | at every other θ_j |
//! |---|---|---|
//! | x1 | a to everybody, 0 to k | a to everybody |
//! | x2 | a to everybody | a + B to j, −B to k, a to everybody else |
//!
//! The allocated outcome has the surplus n a, the other one (n − 1) a, and x0 has 0: q is the only efficient rule. Everybody
//! has a on path, whatever the others report; j's payoffs depend on its own type only, k's on j's type.
//!
//! # Theorem
//! Take an [imitation](super::imitation) with participation β, some of whose coalitions contain j but not k and bring
//! about a report θ̂_j when j is of another type, with mass M > 0 in all. Let L be the mass of the lies of coalitions with both
//! in them that change whether θ̂_j is reported. If
//!
//! > B M > a (L + Σ β_i(θ_i)),
//!
//! no mechanism with one rule, a balanced budget and no profitable lies (and, where β is not 0, participation) implements q.
//!
//! *Proof.* By the lemma on imitations it is to be shown that the lies gain more than Σ β_i(θ_i) a. A lie of a coalition without j
//! does not change the outcome, nor does one that leaves j's report or moves it between types other than θ̂_j. Without k, a lie
//! from another θ_j to θ̂_j gains B, and one away from θ̂_j gains nothing. With k, either loses a: the members' payoffs
//! change by B − (B + a) or by −a. Together: B M − a L. ∎
//!
//! Which j, θ̂_j and k: those that allow the smallest integer B, the first of these. An imitation with a lie at all has some: take
//! a member j of the coalition whose type in the lie is not its type in truth, its report, and somebody outside.
//!
//! # Source
//! The payoffs are of the kind of Kosenok and Severinov (2008) and of the examples of MDAT section 3.2 and CI-SLIDES; that two
//! cases and two numbers are enough for coalitions as well, and the bound, are worked out here.

use super::imitation::Imitation;
use super::world::{X1, X2, allocate, by_type};
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, OutcomeId, TypeId};
use ambimech_model::number::Rational;
use ambimech_model::payoff::Payoff;

/// j, θ̂_j, k and B.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemptedAgent {
    /// j.
    pub agent: AgentId,
    /// θ̂_j.
    pub report: TypeId,
    /// k, who pays for it.
    pub payer: AgentId,
    /// B, a positive integer.
    pub reward: Rational,
    /// (L + Σ β)/M, which B/a must exceed.
    pub bound: Rational,
}

impl TemptedAgent {
    /// Who is tempted to what so that the imitation excludes every mechanism with the smallest integer B; `None` for an imitation
    /// without lies.
    pub fn of(environment: &Environment, imitation: &Imitation) -> Option<TemptedAgent> {
        let space = environment.space();
        let participation = imitation.participation_total();
        let mut best: Option<TemptedAgent> = None;
        for agent in space.agents() {
            for report in space.types(agent) {
                let changes = changes(environment, imitation, agent, report);
                for payer in space.agents().filter(|payer| *payer != agent) {
                    let (mut gained, mut lost) = (Rational::ZERO, participation.clone());
                    for change in &changes {
                        match change.coalition.contains(payer) {
                            true => lost += change.mass,
                            false if change.is_to_report => gained += change.mass,
                            false => {}
                        }
                    }
                    if gained.is_zero() {
                        continue;
                    }
                    let bound = lost / gained;
                    let reward = above(&bound);
                    if best.as_ref().is_none_or(|best| reward < best.reward) {
                        best = Some(TemptedAgent { agent, report, payer, reward, bound });
                    }
                    if best.as_ref().is_some_and(|best| best.reward.is_one()) {
                        return best;
                    }
                }
            }
        }
        best
    }

    /// Every agent's payoff from x1 and x2.
    pub fn outcomes(&self, environment: &Environment) -> Vec<Vec<Payoff>> {
        let (space, one) = (environment.space(), Rational::ONE);
        let by_report = |at_report: &Rational, elsewhere: &Rational| {
            by_type(space, self.agent, |t| if t == self.report { at_report.clone() } else { elsewhere.clone() })
        };
        let to_tempted = [Payoff::constant(one.clone()), by_report(&one, &(&one + &self.reward))];
        let to_payer = [by_report(&Rational::ZERO, &one), by_report(&one, &-self.reward.clone())];
        let outcome = |place: usize| {
            let payoff = |agent: AgentId| match agent {
                agent if agent == self.agent => to_tempted[place].clone(),
                agent if agent == self.payer => to_payer[place].clone(),
                _ => Payoff::constant(one.clone()),
            };
            space.agents().map(payoff).collect()
        };
        vec![outcome(0), outcome(1)]
    }

    /// q.
    pub fn allocation(&self, environment: &Environment) -> Vec<OutcomeId> {
        let space = environment.space();
        allocate(space, |profile| if space.type_of(profile, self.agent) == self.report { X2 } else { X1 })
    }

    /// a, B and the bound.
    pub fn numbers(&self) -> Vec<(&'static str, Rational)> {
        vec![("a", Rational::ONE), ("B", self.reward.clone()), ("bound", self.bound.clone())]
    }
}

/// A lie that changes whether θ̂_j is reported.
struct Change<'a> {
    coalition: Coalition,
    is_to_report: bool,
    mass: &'a Rational,
}

fn changes<'a>(
    environment: &Environment,
    imitation: &'a Imitation,
    agent: AgentId,
    report: TypeId,
) -> Vec<Change<'a>> {
    let of_agent = |coalition: Coalition, types| {
        let types = environment.space().joint_types(coalition, types);
        types.into_iter().any(|(member, t)| member == agent && t == report)
    };
    let lies = imitation.lies.iter().filter(|lie| lie.coalition.contains(agent));
    let with_ends = lies.map(|lie| (lie, of_agent(lie.coalition, lie.truth), of_agent(lie.coalition, lie.report)));
    with_ends
        .filter(|(_, before, after)| before != after)
        .map(|(lie, _, is_to_report)| Change { coalition: lie.coalition, is_to_report, mass: &lie.mass })
        .collect()
}

/// The smallest positive integer above a number that is not negative.
pub fn above(number: &Rational) -> Rational {
    Rational::from(number.floor()) + Rational::ONE
}
