//! Payments that a certificate names at some profiles: whether they are balanced, and what coalitions expect from them.

use super::require_profile;
use crate::certificate::Payments;
use crate::coalition::Coalition;
use crate::environment::Environment;
use crate::index::JointTypeId;
use crate::number::{Integer, Natural, Rational, common_denominator, scaled_to, sum};
use crate::prior::Prior;
use crate::refusal::{FalseEvidence, Refusal};

/// Profiles that exist, in order and each once, with one payment for every agent, 0 in all.
pub(super) fn require_balanced(environment: &Environment, payments: &Payments) -> Result<(), Refusal> {
    if !payments.is_sorted_by(|first, second| first.0 < second.0) {
        return Err(Refusal::EvidenceIncomplete);
    }
    for (profile, row) in payments {
        require_profile(environment, *profile)?;
        if row.len() != environment.agent_count() {
            return Err(Refusal::EvidenceOutOfRange);
        }
        let total = sum(row);
        if !total.is_zero() {
            return Err(Refusal::EvidenceFalse(FalseEvidence::PaymentsUnbalanced(*profile, total)));
        }
    }
    Ok(())
}

/// What a coalition expects from payments, for every truth and every report.
#[derive(Debug)]
pub(super) struct Expected {
    coalition: Coalition,
    /// Σ_x weight(truth, x) · Σ_{i∈S} t_i(report, x), times the payments' common denominator, by truth and report.
    sums: Vec<Vec<Integer>>,
    denominator: Natural,
    /// The weight of every truth.
    totals: Vec<Natural>,
}

impl Expected {
    /// The expectations of this coalition under beliefs taken from these weights. The payments have one number for every
    /// agent. Cost: |Θ_S| times the number of profiles with payments.
    pub(super) fn new(
        environment: &Environment,
        weights: &Prior,
        coalition: Coalition,
        payments: &Payments,
    ) -> Expected {
        let space = environment.space();
        let split = space.split(coalition);
        let denominator = common_denominator(payments.iter().flat_map(|(_, row)| row));
        let mut sums = vec![vec![Integer::ZERO; split.own_count()]; split.own_count()];
        for (profile, row) in payments {
            let paid = coalition
                .members()
                .fold(Integer::ZERO, |paid, member| paid + scaled_to(&row[member.0], &denominator));
            if paid == Integer::ZERO {
                continue;
            }
            let report = space.joint_type_of(*profile, coalition);
            let x = space.joint_type_of(*profile, split.outside());
            for truth in split.own() {
                let weight = weights.weight(split.profile(truth, x));
                if !weight.is_zero() {
                    sums[truth.0][report.0] += Integer::from(weight) * &paid;
                }
            }
        }
        Expected { coalition, sums, denominator, totals: weights.joint_weights(space, coalition) }
    }

    /// Number of joint types of the coalition.
    pub(super) fn joint_types(&self) -> impl Iterator<Item = JointTypeId> + Clone + use<> {
        (0..self.totals.len()).map(JointTypeId)
    }

    /// Whether the coalition ever has these types.
    pub(super) fn occurs(&self, truth: JointTypeId) -> bool {
        !self.totals[truth.0].is_zero()
    }

    /// What the coalition with these types expects when it reports those; 0 for types that never occur.
    pub(super) fn value(&self, truth: JointTypeId, report: JointTypeId) -> Rational {
        let total = &self.totals[truth.0];
        if total.is_zero() {
            return Rational::ZERO;
        }
        Rational::from_parts(self.sums[truth.0][report.0].clone(), &self.denominator * total)
    }

    /// The value as a refusal.
    pub(super) fn refuse(&self, truth: JointTypeId, report: JointTypeId) -> Refusal {
        let value = self.value(truth, report);
        Refusal::EvidenceFalse(FalseEvidence::Expectation { coalition: self.coalition, truth, report, value })
    }
}
