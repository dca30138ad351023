//! Verdicts about single conditions of robust implementation, each with its proof.

use super::proof::{Monotonicity, Pairwise};
use super::study::RobustStudy;
use super::verdict::{BadOutcome, Commitment, Efficiency, Implementable, Incentives, OpenBecause};

/// A condition that `robust` decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RobustCondition {
    /// Robust coalitional incentive compatibility for the guarded coalitions (THESIS definition 2.4.2).
    IncentiveCompatible,
    /// The same for single agents.
    ExPost,
    /// Robust monotonicity.
    Monotone,
    /// Its pairwise form.
    PairwiseMonotone,
    /// The bad outcome property (THESIS definition 2.5.1).
    BadOutcome,
    /// Weak efficiency ex post.
    WeaklyEfficient,
    /// Incentives of coalitions whose members keep their types to themselves (THESIS section 2.8.2).
    Commitment,
}

impl RobustCondition {
    /// All of them, in the order in which they are shown.
    pub const ALL: [RobustCondition; 7] = [
        RobustCondition::IncentiveCompatible,
        RobustCondition::ExPost,
        RobustCondition::Monotone,
        RobustCondition::PairwiseMonotone,
        RobustCondition::BadOutcome,
        RobustCondition::WeaklyEfficient,
        RobustCondition::Commitment,
    ];

    /// The name on the command line and in files.
    pub fn name(self) -> &'static str {
        match self {
            RobustCondition::IncentiveCompatible => "robust-incentive-compatibility",
            RobustCondition::ExPost => "ex-post-incentive-compatibility",
            RobustCondition::Monotone => "robust-monotonicity",
            RobustCondition::PairwiseMonotone => "pairwise-monotonicity",
            RobustCondition::BadOutcome => "bad-outcome",
            RobustCondition::WeaklyEfficient => "weak-efficiency",
            RobustCondition::Commitment => "commitment-incentive-compatibility",
        }
    }
}

/// A verdict about one condition, with what proves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RobustFinding {
    /// About [`RobustCondition::IncentiveCompatible`].
    Incentives(Incentives),
    /// About [`RobustCondition::ExPost`].
    ExPost(Incentives),
    /// About [`RobustCondition::Monotone`].
    Monotonicity(Monotonicity),
    /// About [`RobustCondition::PairwiseMonotone`].
    Pairwise(Pairwise),
    /// About [`RobustCondition::BadOutcome`].
    BadOutcome(BadOutcome),
    /// About [`RobustCondition::WeaklyEfficient`].
    Efficiency(Efficiency),
    /// About [`RobustCondition::Commitment`].
    Commitment(Commitment),
}

impl RobustFinding {
    /// What it is about.
    pub fn condition(&self) -> RobustCondition {
        match self {
            RobustFinding::Incentives(_) => RobustCondition::IncentiveCompatible,
            RobustFinding::ExPost(_) => RobustCondition::ExPost,
            RobustFinding::Monotonicity(_) => RobustCondition::Monotone,
            RobustFinding::Pairwise(_) => RobustCondition::PairwiseMonotone,
            RobustFinding::BadOutcome(_) => RobustCondition::BadOutcome,
            RobustFinding::Efficiency(_) => RobustCondition::WeaklyEfficient,
            RobustFinding::Commitment(_) => RobustCondition::Commitment,
        }
    }

    /// Whether the condition holds.
    pub fn holds(&self) -> bool {
        match self {
            RobustFinding::Incentives(found) | RobustFinding::ExPost(found) => *found == Incentives::Holds,
            RobustFinding::Monotonicity(found) => matches!(found, Monotonicity::Holds(_)),
            RobustFinding::Pairwise(found) => matches!(found, Pairwise::Holds(_)),
            RobustFinding::BadOutcome(found) => matches!(found, BadOutcome::Holds { .. }),
            RobustFinding::Efficiency(found) => matches!(found, Efficiency::Holds(_)),
            RobustFinding::Commitment(found) => *found == Commitment::Holds,
        }
    }
}

impl RobustStudy {
    /// What is decided, in the order of [`RobustCondition::ALL`].
    pub fn findings(&self) -> Vec<RobustFinding> {
        let decided = [
            Some(RobustFinding::Incentives(self.incentives.clone())),
            Some(RobustFinding::ExPost(self.ex_post.clone())),
            self.monotonicity.as_ref().ok().cloned().map(RobustFinding::Monotonicity),
            self.pairwise.as_ref().ok().cloned().map(RobustFinding::Pairwise),
            self.bad_outcome.as_ref().ok().cloned().map(RobustFinding::BadOutcome),
            self.efficiency.as_ref().ok().cloned().map(RobustFinding::Efficiency),
            Some(RobustFinding::Commitment(self.commitment.clone())),
        ];
        decided.into_iter().flatten().collect()
    }
}

/// What verdicts amount to: incentive compatibility and monotonicity with a bad outcome suffice (theorem 1 of the book's page);
/// incentive compatibility is necessary (theorem 2), and monotonicity where a deception stands by conjectures (theorem 3).
pub fn conclusion(agents: usize, findings: &[RobustFinding]) -> Implementable {
    let (mut incentives, mut monotonicity, mut bad_outcome) = (None, None, None);
    for finding in findings {
        match finding {
            RobustFinding::Incentives(found) => incentives = Some(found),
            RobustFinding::Monotonicity(found) => monotonicity = Some(found),
            RobustFinding::BadOutcome(found) => bad_outcome = Some(found),
            _ => {}
        }
    }
    match (incentives, monotonicity, bad_outcome) {
        (Some(Incentives::Fails { .. }), ..) => Implementable::NotIncentiveCompatible,
        (None, ..) => Implementable::Open(OpenBecause::Undecided),
        (_, Some(Monotonicity::Fails(standing)), _) if standing.is_conjectural(agents) => {
            Implementable::DeceptionStands
        }
        (_, Some(Monotonicity::Fails(_)), _) => Implementable::Open(OpenBecause::NecessityOpen),
        (_, Some(Monotonicity::Holds(_)), Some(BadOutcome::Holds { .. })) => Implementable::Yes,
        (_, Some(Monotonicity::Holds(_)), Some(BadOutcome::Fails(_))) => {
            Implementable::Open(OpenBecause::NoBadOutcome)
        }
        (_, None, _) | (_, _, None) => Implementable::Open(OpenBecause::Undecided),
    }
}
