//! The side bet against one type of one agent when some profiles have probability 0 (MDAT Lemma A.1; theory 9.4).
//!
//! # Definition
//! For an agent i and a type θ̄_i, a transfer rule φ with
//! 1. Σ_j φ_j(θ) = 0 at every profile;
//! 2. E\[φ_j | θ_j\] = 0 for every agent j and type θ_j when all report truthfully;
//! 3. E\[φ_i(θ̂_i, ·) | θ̄_i\] < 0 for every misreport θ̂_i whose posterior differs from that of θ̄_i.
//!
//! # Construction
//! It needs only that every pair of types of two agents occurs (MDAT Assumption 2.1). Each misreport θ̂_i is dealt with on
//! its own row:
//! * If θ̄_i thinks some x possible that θ̂_i excludes, i pays 1 at every such (θ̂_i, x), to a partner j. These profiles have
//!   probability 0, so no on-path value moves.
//! * Otherwise let U and L be the profiles x that θ̂_i thinks possible with p(x|θ̄_i) >, < p(x|θ̂_i). In y = φp agent i gets
//!   −|L|/g on U and |U|/g on L, and the partner j the negative. That leaves i's expectation 0 (truthful θ̂_i) and negative
//!   (θ̄_i), but gives the types of j amounts −d(θ_j) with Σ d = 0. They are settled with a third agent k: for each θ_j pick
//!   one possible profile with θ_j and k's first type, and move d(θ_j) there from k to j; k's first type gives Σ d = 0 in all.
//!   A third agent exists, since two agents whose types all occur together leave no room for a zero.
//!
//! # Cost
//! O(|Θ|) to prepare; the rule is kept as its few non-zero payments.

use super::TransferRule;
use super::side_bet::SideBetId;
use crate::coalition::Coalition;
use crate::index::{AgentId, JointTypeId, ProfileId};
use crate::number::{Integer, Natural, Rational};
use crate::prior::Prior;
use crate::type_space::{Split, TypeSpace};
use std::collections::BTreeMap;

/// A side bet against one type of one agent, as its non-zero payments.
#[derive(Debug)]
pub struct SparseSideBet {
    payments: BTreeMap<(ProfileId, AgentId), Rational>,
}

impl SparseSideBet {
    /// Makes the side bet. `None` unless the coalition is a single agent, the type is one of its own, and there are three
    /// agents or full support.
    pub fn new(space: &TypeSpace, prior: &Prior, id: SideBetId) -> Option<SparseSideBet> {
        let agent = space.agents().find(|agent| id.coalition == Coalition::single(*agent))?;
        let split = space.split(id.coalition);
        let mut others = space.agents().filter(|other| *other != agent);
        let (partner, third) = (others.next()?, others.next()?);
        if id.types.0 >= split.own_count() {
            return None;
        }
        let mut bet = Maker { space, prior, agent, partner, weighted: BTreeMap::new() };
        let mut payments = BTreeMap::new();
        for report in split.own().filter(|report| *report != id.types) {
            let excluded: Vec<ProfileId> = split
                .rest()
                .filter(|x| {
                    prior.is_possible(split.profile(id.types, *x)) && !prior.is_possible(split.profile(report, *x))
                })
                .map(|x| split.profile(report, x))
                .collect();
            for profile in &excluded {
                payments.insert((*profile, agent), Rational::NEG_ONE);
                payments.insert((*profile, partner), Rational::ONE);
            }
            if excluded.is_empty() {
                bet.bet_on_row(&split, id.types, report);
            }
        }
        bet.settle_partner(third)?;
        payments.extend(bet.payments());
        Some(SparseSideBet { payments })
    }
}

impl TransferRule for SparseSideBet {
    fn payment(&self, agent: AgentId, profile: ProfileId) -> Rational {
        self.payments.get(&(profile, agent)).cloned().unwrap_or(Rational::ZERO)
    }
}

/// Collects y = φ · weight on profiles of positive probability.
struct Maker<'a> {
    space: &'a TypeSpace,
    prior: &'a Prior,
    agent: AgentId,
    partner: AgentId,
    weighted: BTreeMap<(ProfileId, AgentId), Integer>,
}

impl Maker<'_> {
    fn move_money(&mut self, profile: ProfileId, from: AgentId, to: AgentId, amount: &Integer) {
        *self.weighted.entry((profile, from)).or_default() -= amount;
        *self.weighted.entry((profile, to)).or_default() += amount;
    }

    fn bet_on_row(&mut self, split: &Split, truth: JointTypeId, report: JointTypeId) {
        let total = |own| split.rest().map(|x| self.prior.weight(split.profile(own, x))).sum::<Natural>();
        let (true_total, report_total) = (total(truth), total(report));
        let compared: Vec<(ProfileId, std::cmp::Ordering)> = split
            .rest()
            .map(|x| (split.profile(truth, x), split.profile(report, x)))
            .filter(|(_, reported)| self.prior.is_possible(*reported))
            .map(|(true_profile, reported)| {
                let truly = self.prior.weight(true_profile) * &report_total;
                (reported, truly.cmp(&(self.prior.weight(reported) * &true_total)))
            })
            .collect();
        let count = |wanted| compared.iter().filter(|(_, sign)| *sign == wanted).count() as u64;
        let (likelier, less_likely) = (count(std::cmp::Ordering::Greater), count(std::cmp::Ordering::Less));
        if likelier == 0 || less_likely == 0 {
            return; // the same posterior
        }
        let divisor = crate::prior::small_gcd(likelier, less_likely);
        for (profile, sign) in compared {
            let (agent, partner) = (self.agent, self.partner);
            match sign {
                std::cmp::Ordering::Greater => {
                    self.move_money(profile, agent, partner, &Integer::from(less_likely / divisor));
                }
                std::cmp::Ordering::Less => {
                    self.move_money(profile, partner, agent, &Integer::from(likelier / divisor));
                }
                std::cmp::Ordering::Equal => {}
            }
        }
    }

    /// Brings every type of the partner back to an expectation of 0, with the third agent's first type as the bank.
    fn settle_partner(&mut self, third: AgentId) -> Option<()> {
        for t in self.space.types(self.partner) {
            let of_type = |profile: &ProfileId| self.space.type_of(*profile, self.partner) == t;
            let received = self
                .weighted
                .iter()
                .filter(|((profile, agent), _)| *agent == self.partner && of_type(profile))
                .fold(Integer::ZERO, |total, (_, amount)| total + amount);
            if received.is_zero() {
                continue;
            }
            let meeting = self.space.profiles().find(|profile| {
                of_type(profile) && self.space.type_of(*profile, third).0 == 0 && self.prior.is_possible(*profile)
            })?;
            self.move_money(meeting, self.partner, third, &received);
        }
        Some(())
    }

    fn payments(&self) -> impl Iterator<Item = ((ProfileId, AgentId), Rational)> {
        let total = Integer::from(self.prior.total().clone());
        self.weighted
            .iter()
            .filter(|(_, amount)| !amount.is_zero())
            .map(move |(key, amount)| (*key, Rational::from_parts(amount * &total, self.prior.weight(key.0))))
    }
}

/// Whether a side bet of this coalition can be made at all under this prior: any proper coalition under full support, single
/// agents otherwise.
pub fn is_available(prior: &Prior, coalition: Coalition) -> bool {
    prior.has_full_support() || coalition.len() == 1
}
