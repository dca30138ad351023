//! Base transfers η: what a mechanism pays before any side bet is added (MDAT proofs of 5.1, 5.2, 6.1; CPAM section 5;
//! theory 9.3).

use super::{TransferRule, TransferTable};
use crate::coalition::Coalition;
use crate::environment::Environment;
use crate::index::{AgentId, ProfileId, TypeId};
use crate::number::{Natural, Rational};
use crate::prior::Prior;
use crate::type_space::TypeSpace;
use std::collections::BTreeMap;

/// A base transfer rule η.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Base {
    /// No payments.
    Zero,
    /// η_i = (1/n) Σ_j u_j(q(θ), θ) − u_i(q(θ), θ): everyone ends up with an equal share of the surplus at every profile
    /// (CPAM, proof of Theorem 1). Balanced.
    EqualSplit,
    /// η_i = −u_i(q(θ), θ): the designer takes everyone's whole payoff (MDAT, proof of Theorem 5.1).
    Extraction,
    /// η_j = −u_j(q(θ), θ) for everyone but one agent, who receives the sum: the residual claimant (MDAT, proof of Theorem
    /// 6.1). Balanced.
    ResidualClaimant(AgentId),
    /// A balanced rule under which every type of every agent expects the same, 1/n of the expected surplus
    /// (Kosenok and Severinov 2008, Lemma A.3, in closed form).
    LevelInterim,
    /// The rule above less 1/n of the expected surplus each: every type expects 0, and every profile brings in exactly the
    /// expected surplus (CPAM, proof of Proposition 3).
    LevelExtraction,
}

/// A base rule in an environment, ready to be asked for payments.
#[derive(Debug)]
pub struct BaseRule<'a> {
    environment: &'a Environment,
    base: Base,
    level: Option<Level<'a>>,
}

impl<'a> BaseRule<'a> {
    /// Prepares the rule; one pass over the profiles for the two level rules, nothing for the others. `None` for the level
    /// rules without a common prior.
    pub fn new(environment: &'a Environment, base: Base) -> Option<BaseRule<'a>> {
        let level = match base {
            Base::LevelInterim | Base::LevelExtraction => {
                Some(Level::new(environment, environment.common_prior()?))
            }
            _ => None,
        };
        Some(BaseRule { environment, base, level })
    }

    fn truthful_payoff(&self, agent: AgentId, profile: ProfileId) -> &Rational {
        self.environment.payoff(agent, self.environment.allocation(profile), profile)
    }
}

impl BaseRule<'_> {
    /// What all payments at a profile have in common: the equal share of the surplus, or Σ_j d_j(θ_j) of the level rules.
    fn common(&self, profile: ProfileId) -> Rational {
        match (self.base, &self.level) {
            (Base::EqualSplit, _) => {
                self.environment.surplus(profile) / Rational::from(self.environment.agent_count())
            }
            (_, Some(level)) => level.common(self.environment, profile),
            _ => Rational::ZERO,
        }
    }

    /// The payment, from what all payments at the profile have in common.
    fn payment_beside(&self, common: &Rational, agent: AgentId, profile: ProfileId) -> Rational {
        match self.base {
            Base::Zero => Rational::ZERO,
            Base::EqualSplit => common - self.truthful_payoff(agent, profile),
            Base::Extraction => -self.truthful_payoff(agent, profile),
            Base::ResidualClaimant(claimant) if agent == claimant => {
                let others = self.environment.grand_coalition().without(claimant);
                self.environment.total_payoff(others, self.environment.allocation(profile), profile)
            }
            Base::ResidualClaimant(_) => -self.truthful_payoff(agent, profile),
            Base::LevelInterim | Base::LevelExtraction => match &self.level {
                Some(level) => {
                    let balanced = level.payment(self.environment, common, agent, profile);
                    if self.base == Base::LevelInterim { balanced } else { balanced - &level.share }
                }
                None => Rational::ZERO,
            },
        }
    }
}

impl TransferRule for BaseRule<'_> {
    fn payment(&self, agent: AgentId, profile: ProfileId) -> Rational {
        self.payment_beside(&self.common(profile), agent, profile)
    }

    fn table(&self, space: &TypeSpace) -> TransferTable {
        let mut common = Rational::ZERO;
        TransferTable::from_fn(space, |agent, profile| {
            if agent == AgentId(0) {
                common = self.common(profile);
            }
            self.payment_beside(&common, agent, profile)
        })
    }
}

/// The expected payoff E\[u_i(q(θ), θ) | θ_i\] of every type of every agent under truth-telling, without transfers and
/// with the agent's own beliefs.
pub fn interim_payoffs(environment: &Environment) -> Vec<Vec<Rational>> {
    let space = environment.space();
    let agents = space.agents().map(|agent| {
        let split = space.split(Coalition::single(agent));
        let of_type = |own| {
            let (mut sum, mut weight) = (Rational::ZERO, Natural::ZERO);
            for x in split.rest() {
                let profile = split.profile(own, x);
                let w = environment.belief(agent).weight(profile);
                if !w.is_zero() {
                    let payoff = environment.payoff(agent, environment.allocation(profile), profile);
                    sum += payoff * Rational::from(w.clone());
                    weight += w;
                }
            }
            sum / Rational::from(weight)
        };
        split.own().map(of_type).collect()
    });
    agents.collect()
}

/// The expected surplus Σ_θ p(θ) Σ_i u_i(q(θ), θ); `None` without a common prior.
pub fn expected_surplus(environment: &Environment) -> Option<Rational> {
    environment.common_prior().map(|prior| expected_surplus_under(environment, prior))
}

fn expected_surplus_under(environment: &Environment, prior: &Prior) -> Rational {
    let weighted = environment.space().profiles().fold(Rational::ZERO, |total, profile| {
        let weight = prior.weight(profile);
        if weight.is_zero() { total } else { total + environment.surplus(profile) * Rational::from(weight) }
    });
    weighted / Rational::from(prior.total().clone())
}

/// The balanced rule τ with E\[τ_i | θ_i\] = w_i(θ_i), w_i(θ_i) = share − E\[u_i | θ_i\].
///
/// In y = τp under full support: agent i carries m_i(θ_i) = w_i(θ_i) p(θ_i)/|Θ_−i|, and every other agent carries
/// −(m_i(θ_i) − mean m_i)/(n−1). The second part averages to 0 over θ_i, hence adds nothing to anyone's expectation, and
/// Σ_i mean m_i = Σ_i E\[w_i\]/|Θ| = 0 balances the budget.
///
/// With profiles of probability 0, money is moved at possible profiles only: every (i, θ_i) receives its w_i(θ_i) p(θ_i) from
/// the first type of the first agent at one possible profile where the two meet; the other types of the first agent
/// receive theirs through the first type of the second agent.
#[derive(Debug)]
struct Level<'a> {
    prior: &'a Prior,
    share: Rational,
    kind: LevelKind,
}

#[derive(Debug)]
enum LevelKind {
    /// For every agent and type, total · d_i(θ_i) with d_i = (m_i − mean m_i)/(n−1), and total · (m_i(θ_i) + d_i(θ_i)):
    /// agent i receives the second of its own less the sum of the first over all agents.
    Spread { deviations: Vec<Vec<Rational>>, carried: Vec<Vec<Rational>> },
    /// total · y at the profiles where money moves.
    Moved(BTreeMap<(ProfileId, AgentId), Rational>),
}

impl<'a> Level<'a> {
    fn new(environment: &Environment, prior: &'a Prior) -> Level<'a> {
        let space = environment.space();
        let share = expected_surplus_under(environment, prior) / Rational::from(environment.agent_count());
        // total · p(θ_i) · w_i(θ_i)
        let wanted: Vec<Vec<Rational>> = interim_payoffs(environment)
            .into_iter()
            .enumerate()
            .map(|(agent, payoffs)| {
                let weights = prior.joint_weights(space, Coalition::single(AgentId(agent)));
                let pairs = payoffs.into_iter().zip(weights);
                pairs.map(|(payoff, weight)| (&share - payoff) * Rational::from(weight)).collect()
            })
            .collect();
        let kind = if prior.has_full_support() {
            let carried: Vec<Vec<Rational>> = wanted
                .into_iter()
                .map(|amounts| {
                    let others = Rational::from(space.size() / amounts.len());
                    amounts.into_iter().map(|amount| amount / &others).collect()
                })
                .collect();
            let others = Rational::from(space.agent_count() - 1);
            let deviations_of = |amounts: &Vec<Rational>| {
                let mean = crate::number::sum(amounts) / Rational::from(amounts.len());
                amounts.iter().map(|amount| (amount - &mean) / &others).collect()
            };
            let deviations: Vec<Vec<Rational>> = carried.iter().map(deviations_of).collect();
            let with_own = |(amounts, own): (Vec<Rational>, &Vec<Rational>)| {
                amounts.into_iter().zip(own).map(|(amount, own)| amount + own).collect()
            };
            let carried = carried.into_iter().zip(&deviations).map(with_own).collect();
            LevelKind::Spread { deviations, carried }
        } else {
            LevelKind::Moved(moved(environment, prior, &wanted))
        };
        Level { prior, share, kind }
    }

    /// total · Σ_j d_j(θ_j).
    fn common(&self, environment: &Environment, profile: ProfileId) -> Rational {
        match &self.kind {
            LevelKind::Spread { deviations, .. } => {
                let space = environment.space();
                crate::number::sum(
                    space.agents().map(|agent| &deviations[agent.0][space.type_of(profile, agent).0]),
                )
            }
            LevelKind::Moved(_) => Rational::ZERO,
        }
    }

    fn payment(
        &self,
        environment: &Environment,
        common: &Rational,
        agent: AgentId,
        profile: ProfileId,
    ) -> Rational {
        let weighted = match &self.kind {
            LevelKind::Spread { carried, .. } => {
                &carried[agent.0][environment.space().type_of(profile, agent).0] - common
            }
            LevelKind::Moved(moves) => match moves.get(&(profile, agent)) {
                Some(amount) => amount.clone(),
                None => return Rational::ZERO,
            },
        };
        weighted / Rational::from(self.prior.weight(profile))
    }
}

fn moved(
    environment: &Environment,
    prior: &Prior,
    wanted: &[Vec<Rational>],
) -> BTreeMap<(ProfileId, AgentId), Rational> {
    let space = environment.space();
    let (hub, second) = (AgentId(0), AgentId(1));
    let first_type = TypeId(0);
    // A possible profile in which two agents have these types; it exists by MDAT Assumption 2.1.
    let meeting = |a: AgentId, a_type: TypeId, b: AgentId, b_type: TypeId| {
        space.profiles().find(|profile| {
            space.type_of(*profile, a) == a_type
                && space.type_of(*profile, b) == b_type
                && prior.is_possible(*profile)
        })
    };
    let mut moves: BTreeMap<(ProfileId, AgentId), Rational> = BTreeMap::new();
    let mut pay = |profile: Option<ProfileId>, from: AgentId, to: AgentId, amount: &Rational| {
        if let Some(profile) = profile {
            *moves.entry((profile, from)).or_default() -= amount;
            *moves.entry((profile, to)).or_default() += amount;
        }
    };
    for agent in space.agents() {
        for t in space.types(agent) {
            let amount = &wanted[agent.0][t.0];
            if amount.is_zero() || (agent, t) == (hub, first_type) {
                continue;
            }
            if agent == hub {
                pay(meeting(hub, t, second, first_type), second, hub, amount);
                pay(meeting(hub, first_type, second, first_type), hub, second, amount);
            } else {
                pay(meeting(hub, first_type, agent, t), hub, agent, amount);
            }
        }
    }
    moves
}
