//! Answers of a search for a mechanism with few rules.

use crate::certificate::ImpossibilityCertificate;
use crate::coalition::Coalition;
use crate::design::{Design, DesignAnswer, Obstacle};
use crate::number::Rational;
use crate::property::Goal;
use crate::stakes::Neatness;

/// How the rules of a mechanism with few rules belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleFamily {
    /// η + Mφ^1, …, η + Mφ^m: every rule has a bet of its own.
    OneByOne,
    /// η ± Mφ^1, …, η ± Mφ^k: two rules for every bet.
    InPairs,
    /// η + Mφ^1, …, η + Mφ^d and η − M(φ^1 + … + φ^d) with a basis of all bets, of which some may have been left out: every rule around η is a
    /// mixture of these when M is large.
    Enclosing,
    /// No base rule is common to them: all payments were looked for together.
    Free,
    /// A mechanism for the worst case, stretched around its average rule for coalitions with other attitudes.
    Stretched,
    /// Those of the usual design, which the search did not improve on.
    Usual,
}

/// What is known about how few rules can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LeastRules {
    /// Nothing below one rule is a mechanism; whether one rule is enough is not known.
    One,
    /// One rule is not enough, and here is the proof.
    Two(Box<ImpossibilityCertificate>),
}

impl LeastRules {
    /// Every mechanism for the goal has at least so many rules.
    pub fn count(&self) -> usize {
        match self {
            LeastRules::One => 1,
            LeastRules::Two(_) => 2,
        }
    }
}

/// A mechanism with few rules.
#[derive(Debug, Clone)]
pub struct FewRules {
    /// The mechanism.
    pub design: Box<Design>,
    /// How its rules belong together.
    pub family: RuleFamily,
    /// Number of its rules.
    pub rules: usize,
    /// The smallest scale M that suffices for these bets; the design's own is at most a quarter larger, and neater. `None` where
    /// there are no bets.
    pub smallest_scale: Option<Rational>,
    /// How few rules any mechanism has.
    pub least: LeastRules,
    /// Proof that one bet around a base rule is not enough, however many rules are made of it: the design's base rule, or for
    /// [`RuleFamily::Free`] the one that the search began with. `None` where it is enough, or where this was not settled.
    pub one_bet: Option<Box<ImpossibilityCertificate>>,
    /// Number of rules of the usual design: the closed form, or else a solution of the exact program; `None` when there is none
    /// or they cannot be counted.
    pub usual: Option<usize>,
}

/// The answer to the question for a mechanism with few rules.
#[derive(Debug, Clone)]
pub enum FewRulesAnswer {
    /// Here is one.
    Found(FewRules),
    /// There is none, or none with as few rules as asked for, and here is the proof.
    Infeasible {
        /// The proof.
        certificate: ImpossibilityCertificate,
        /// The number of rules asked for, when the proof is about so few rules only.
        asked: Option<usize>,
    },
    /// None with as few rules as asked for was found.
    NotFound {
        /// The goal.
        goal: Goal,
        /// The largest number of rules wanted.
        asked: usize,
        /// How few rules any mechanism has.
        least: LeastRules,
        /// The fewest rules that were found.
        fewest: Option<usize>,
    },
    /// Neither a mechanism nor a proof that there is none was found.
    Undecided {
        /// The goal.
        goal: Goal,
        /// Why not.
        obstacles: Vec<Obstacle>,
    },
    /// The search is about worst cases, and what it found cannot be stretched for the attitude of this coalition, which does not look at
    /// the worst case alone.
    OtherAttitude {
        /// The goal.
        goal: Goal,
        /// The coalition.
        coalition: Coalition,
    },
}

impl FewRulesAnswer {
    /// The goal.
    pub fn goal(&self) -> &Goal {
        match self {
            FewRulesAnswer::Found(found) => &found.design.goal,
            FewRulesAnswer::Infeasible { certificate, .. } => &certificate.goal,
            FewRulesAnswer::NotFound { goal, .. }
            | FewRulesAnswer::Undecided { goal, .. }
            | FewRulesAnswer::OtherAttitude { goal, .. } => goal,
        }
    }

    /// The proofs about fewer rules: that one rule is not enough, that one bet is not.
    pub fn proofs(&self) -> Vec<&ImpossibilityCertificate> {
        let (least, one_bet) = match self {
            FewRulesAnswer::Found(found) => (&found.least, found.one_bet.as_deref()),
            FewRulesAnswer::NotFound { least, .. } => (least, None),
            FewRulesAnswer::Infeasible { certificate, .. } => return vec![certificate],
            FewRulesAnswer::Undecided { .. } | FewRulesAnswer::OtherAttitude { .. } => return Vec::new(),
        };
        let least = match least {
            LeastRules::One => None,
            LeastRules::Two(certificate) => Some(certificate.as_ref()),
        };
        least.into_iter().chain(one_bet).collect()
    }

    /// The same as the answer to a design; `None` where only the number of rules, or the attitude, is in the way.
    pub fn design_answer(&self) -> Option<DesignAnswer> {
        match self {
            FewRulesAnswer::Found(found) => Some(DesignAnswer::Done(found.design.clone())),
            FewRulesAnswer::Infeasible { certificate, .. } => Some(DesignAnswer::Infeasible(certificate.clone())),
            FewRulesAnswer::Undecided { goal, obstacles } => Some(DesignAnswer::Undecided {
                goal: goal.clone(),
                obstacles: obstacles.clone(),
                reachable: Vec::new(),
            }),
            FewRulesAnswer::NotFound { .. } | FewRulesAnswer::OtherAttitude { .. } => None,
        }
    }
}

/// Whether fewer rules than those of a design do as well, looked up beside it with little work.
#[derive(Debug, Clone)]
pub enum Fewer {
    /// Nothing was looked for: there is no mechanism, it is one rule under which nobody pays, its programs are large, or some coalition has
    /// an attitude for which nothing is found.
    NotAsked,
    /// The design has one rule or two, and no better payments were found for as many.
    NotSmaller,
    /// A search is more work than it is worth here.
    TooLong,
    /// A short search found no mechanism with fewer rules.
    NotFound,
    /// Fewer rules do, but those that were found have larger payments than the design.
    Dearer(DearerRules),
    /// Here is a mechanism with fewer rules, or with as many and better payments.
    Found {
        /// The mechanism; its largest payment is at most that of the design.
        few: Box<FewRules>,
        /// Where its payments were made small after the search: whether they are neat as well, and what that costs.
        neatness: Option<Neatness>,
        /// Still fewer rules do, but those that were found have larger payments than the design.
        dearer: Option<DearerRules>,
        /// The design that it stands in for.
        usual: Box<Design>,
    },
}

/// Fewer rules, with larger payments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DearerRules {
    /// Their number.
    pub rules: usize,
    /// The largest payment, as small as it was made.
    pub largest_payment: Rational,
}
