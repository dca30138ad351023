//! Constraints of a certified mechanism drawn at random, for spot checks.

use super::spot::SpotConstraint;
use crate::certificate::MechanismCertificate;
use crate::coalition::{Coalition, Pattern};
use crate::environment::Environment;
use crate::index::{AgentId, JointTypeId, ProfileId, RuleId};
use crate::mechanism::Mechanism;
use crate::number::Natural;
use crate::property::{Claim, Property};

/// Draws constraints of the claims: the claims in turn, and of each its rules, coalitions, types and profiles uniformly.
#[derive(Debug, Clone)]
pub struct SpotDraw<'a> {
    environment: &'a Environment,
    rules: usize,
    claims: Vec<SpotClaim>,
    listed: Vec<Coalition>,
    state: u64,
    drawn: u64,
}

/// What constraints are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpotClaim {
    /// A property.
    Property(Claim),
    /// The limits on payments.
    Limits,
}

impl<'a> SpotDraw<'a> {
    /// Constraints of this certificate; the same seed gives the same ones. `None` when it claims nothing, or the mechanism has no rules or
    /// more than a machine counts.
    pub fn new(
        environment: &'a Environment,
        mechanism: &Mechanism,
        certificate: &MechanismCertificate,
        seed: u64,
    ) -> Option<SpotDraw<'a>> {
        let rules = mechanism.rule_count(environment).filter(|rules| *rules > 0)?;
        let mut claims: Vec<SpotClaim> = certificate.claims.iter().copied().map(SpotClaim::Property).collect();
        if !certificate.limits.is_none() {
            claims.push(SpotClaim::Limits);
        }
        let listed = match environment.pattern() {
            Pattern::All => Vec::new(),
            pattern => pattern.coalitions(environment.agent_count()).collect(),
        };
        (!claims.is_empty()).then_some(SpotDraw { environment, rules, claims, listed, state: seed, drawn: 0 })
    }

    /// What is drawn from, in the order in which it is drawn.
    pub fn claims(&self) -> &[SpotClaim] {
        &self.claims
    }

    /// How many constraints a claim has.
    pub fn constraint_count(&self, claim: SpotClaim) -> Natural {
        let space = self.environment.space();
        let rules = Natural::from(self.rules);
        let SpotClaim::Property(Claim { property, .. }) = claim else {
            return rules * Natural::from(space.size());
        };
        let is_single = matches!(property, Property::Ic | Property::Ir);
        let types = |coalition: Coalition| Natural::from(space.joint_count(coalition));
        let reports = |coalition: Coalition| types(coalition) * types(coalition);
        let over = |count: &dyn Fn(Coalition) -> Natural| match self.environment.pattern() {
            _ if is_single => {
                space.agents().fold(Natural::ZERO, |sum, agent| sum + count(Coalition::single(agent)))
            }
            _ => self.listed.iter().fold(Natural::ZERO, |sum, coalition| sum + count(*coalition)),
        };
        let product = |factor: &dyn Fn(Natural) -> Natural| {
            space
                .agents()
                .fold(Natural::ONE, |product, agent| product * factor(Natural::from(space.type_count(agent))))
        };
        let is_all = !is_single && matches!(self.environment.pattern(), Pattern::All);
        match property {
            Property::Bb => rules * Natural::from(space.size()),
            Property::Fse => rules,
            Property::Ir | Property::Cr | Property::Ai => {
                let types =
                    if is_all { product(&|count| count + Natural::ONE) - Natural::ONE } else { over(&types) };
                if property == Property::Ai { rules.clone() * rules * types } else { rules * types }
            }
            Property::Ic | Property::Cic | Property::Wcic => {
                let reports = if is_all {
                    product(&|count| count.clone() * count + Natural::ONE) - Natural::ONE
                } else {
                    over(&reports)
                };
                rules * reports
            }
        }
    }

    /// By Weyl's sequence and a mixing function (Steele, Lea and Flood 2014), below a bound.
    fn below(&mut self, bound: usize) -> usize {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        // The high half of the product of a word with the bound, which fits in 64 bits.
        ((u128::from(mixed ^ (mixed >> 31)) * bound as u128) >> 64) as usize
    }

    fn rule(&mut self) -> RuleId {
        RuleId(self.below(self.rules))
    }

    fn profile(&mut self) -> ProfileId {
        ProfileId(self.below(self.environment.space().size()))
    }

    fn coalition(&mut self, property: Property) -> Coalition {
        let agents = self.environment.agent_count();
        match self.environment.pattern() {
            _ if matches!(property, Property::Ic | Property::Ir) => Coalition::single(AgentId(self.below(agents))),
            Pattern::All => loop {
                let drawn: Coalition = self.environment.space().agents().filter(|_| self.below(2) == 1).collect();
                if !drawn.is_empty() {
                    break drawn;
                }
            },
            _ => {
                let place = self.below(self.listed.len());
                self.listed[place]
            }
        }
    }

    fn types(&mut self, coalition: Coalition) -> JointTypeId {
        JointTypeId(self.below(self.environment.space().joint_count(coalition)))
    }
}

impl Iterator for SpotDraw<'_> {
    type Item = (SpotClaim, SpotConstraint);

    /// Never ends.
    fn next(&mut self) -> Option<(SpotClaim, SpotConstraint)> {
        let claims = self.claims.len() as u64;
        let claim = self.claims[usize::try_from(self.drawn % claims).ok()?];
        self.drawn += 1;
        let SpotClaim::Property(stated) = claim else {
            return Some((claim, SpotConstraint::Limits { rule: self.rule(), profile: self.profile() }));
        };
        let property = stated.property;
        let constraint = match property {
            Property::Bb => SpotConstraint::Budget { rule: self.rule(), profile: self.profile() },
            Property::Fse => SpotConstraint::Revenue { rule: self.rule() },
            Property::Ir | Property::Cr => {
                let coalition = self.coalition(property);
                let (types, rule) = (self.types(coalition), self.rule());
                SpotConstraint::Participation { property, coalition, types, rule }
            }
            Property::Ai => {
                let coalition = self.coalition(property);
                SpotConstraint::Insurance {
                    coalition,
                    types: self.types(coalition),
                    rules: (self.rule(), self.rule()),
                }
            }
            Property::Ic | Property::Cic | Property::Wcic => {
                let coalition = self.coalition(property);
                let (truth, report, rule) = (self.types(coalition), self.types(coalition), self.rule());
                SpotConstraint::Report { claim: stated, coalition, truth, report, rule }
            }
        };
        Some((claim, constraint))
    }
}
