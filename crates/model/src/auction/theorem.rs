//! What follows for the efficient rule (SONG Lemma 4.1, Theorems 4.1 and 4.2).
//!
//! Minimal Ambiguity is necessary. It is sufficient under Monotonicity and Linearity, and under Monotonicity, Comonotonic Independence and
//! Increasing Differences. The proofs of the source use the conditions at almost every own index, and for all bidders.

use super::condition::{AuctionCondition, AuctionFinding, AuctionVerdict};
use super::general::GeneralAuction;
use super::variable::Variable;
use crate::index::AgentId;
use crate::number::Rational;

/// A verdict without its evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// For every bidder.
    Holds,
    /// Not for some bidder.
    Fails,
    /// Not known.
    Undecided,
}

/// Why the efficient rule can or cannot be implemented.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EfficientRule {
    /// By Theorem 4.1.
    ByLinearity,
    /// By Theorem 4.2.
    ByComonotonicity,
    /// Not, by Lemma 4.1.
    NotWithoutAmbiguity,
    /// The assumptions of the section on values do not hold or are open, so that its theorems do not apply.
    OutsideAssumptions,
    /// A value has a derivative in the own index that jumps; the theorems ask for values that can be differentiated.
    NotDifferentiable,
    /// Minimal Ambiguity is open.
    AmbiguityOpen,
    /// Minimal Ambiguity holds, but neither theorem's other conditions are known to.
    NoTheorem,
}

/// Whether all bidders have a condition.
pub fn settled(findings: &[AuctionFinding], condition: AuctionCondition) -> Settled {
    let mut all = Settled::Holds;
    let mut is_asked = false;
    for finding in findings.iter().filter(|finding| finding.condition == condition) {
        is_asked = true;
        match finding.verdict {
            AuctionVerdict::Holds(_) => {}
            AuctionVerdict::Fails(_) => return Settled::Fails,
            AuctionVerdict::Undecided(_) => all = Settled::Undecided,
        }
    }
    if is_asked { all } else { Settled::Undecided }
}

/// The conclusion from what is found.
pub fn efficient_rule(findings: &[AuctionFinding]) -> EfficientRule {
    let holds = |condition| settled(findings, condition) == Settled::Holds;
    if !holds(AuctionCondition::Increasing) {
        return EfficientRule::OutsideAssumptions;
    }
    match settled(findings, AuctionCondition::MinimalAmbiguity) {
        Settled::Fails => EfficientRule::NotWithoutAmbiguity,
        Settled::Undecided => EfficientRule::AmbiguityOpen,
        Settled::Holds if !holds(AuctionCondition::Monotonicity) => EfficientRule::NoTheorem,
        Settled::Holds if holds(AuctionCondition::Linearity) => EfficientRule::ByLinearity,
        Settled::Holds
            if holds(AuctionCondition::ComonotonicIndependence)
                && holds(AuctionCondition::IncreasingDifferences) =>
        {
            EfficientRule::ByComonotonicity
        }
        Settled::Holds => EfficientRule::NoTheorem,
    }
}

/// The same for values of any kind. Where a derivative in the own index may jump, nothing follows: the theorems ask for values that can be
/// differentiated.
pub fn efficient_rule_of_general(general: &GeneralAuction, findings: &[AuctionFinding]) -> EfficientRule {
    let is_smooth = |bidder| {
        let slope = general.value(bidder).derivative(Variable::Own(bidder));
        slope.is_some_and(|slope| !slope.jumps())
    };
    match general.frame().representatives().into_iter().all(is_smooth) {
        true => efficient_rule(findings),
        false => EfficientRule::NotDifferentiable,
    }
}

/// The conditions of an auction, and what follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuctionStudy {
    /// For every condition, every bidder that stands for others or itself.
    pub findings: Vec<AuctionFinding>,
    /// What contamination needs, for each bidder whose beliefs are of that kind.
    pub needs: Vec<ContaminationNeed>,
    /// The conclusion.
    pub conclusion: EfficientRule,
}

/// How much contamination of its centre a bidder needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContaminationNeed {
    /// The bidder.
    pub bidder: AgentId,
    /// Piece by piece.
    pub pieces: Vec<NeededPiece>,
}

/// The least ε on a piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeededPiece {
    /// The lower end of the own indices.
    pub low: Rational,
    /// The upper end.
    pub high: Rational,
    /// Every ε below this one is too little; 1 means that all beliefs are needed, `None` that even they are not enough.
    pub at_least: Option<Rational>,
    /// This ε is enough on the piece; the same as `at_least` where the least ε is known exactly.
    pub enough: Option<Rational>,
    /// Where the most is needed.
    pub own: Rational,
}
