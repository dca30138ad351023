//! Answers of a verification: for each property its verdict and its worst case, and the values of misreports.

use crate::certificate::HoldingWeights;
use crate::coalition::Coalition;
use crate::condition::UndecidedReason;
use crate::index::{JointTypeId, ProfileId, RuleId};
use crate::number::Rational;
use crate::preference::Enclosure;
use crate::property::{Claim, Goal, Property, Reports};

/// What a coalition reports instead of the truth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Report {
    /// One joint type.
    Pure(JointTypeId),
    /// A mixture: joint types with their probabilities, positive and adding up to 1.
    Mixed(Vec<(JointTypeId, Rational)>),
}

/// A misreport and what it is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deviation {
    /// The coalition S.
    pub coalition: Coalition,
    /// Its true types θ̄_S.
    pub truth: JointTypeId,
    /// What it reports.
    pub report: Report,
    /// What the report is worth: the worst case min_t V_S\[report\](t, θ̄_S), or the α-maxmin value by the coalition's attitude.
    pub value: Rational,
    /// What the truth is worth, in the same way.
    pub on_path: Rational,
}

impl Deviation {
    /// What the misreport is worth beyond the truth: profitable when positive.
    pub fn gain(&self) -> Rational {
        &self.value - &self.on_path
    }
}

/// A misreport of a coalition with a smooth attitude, and the certainty equivalents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmoothDeviation {
    /// The coalition S.
    pub coalition: Coalition,
    /// Its true types θ̄_S.
    pub truth: JointTypeId,
    /// What it reports; a mixture is drawn after the rule.
    pub report: Report,
    /// The certainty equivalent of the report; `None` for a utility of −∞.
    pub value: Option<Enclosure>,
    /// The certainty equivalent of the truth.
    pub on_path: Enclosure,
}

impl SmoothDeviation {
    /// What the misreport is worth beyond the truth: profitable when positive. `None` for a loss without bound.
    pub fn gain(&self) -> Option<Enclosure> {
        self.value.as_ref().map(|value| value.minus(&self.on_path))
    }
}

/// The worst case of a property: the place where it fails most, or holds most narrowly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Worst {
    /// For `ic` and `cic`: the misreport with the largest gain.
    Deviation(Deviation),
    /// For `ic` and `cic`, when the misreport with the largest gain is one of a coalition with a smooth attitude.
    SmoothDeviation(SmoothDeviation),
    /// For `ir` and `cr`, when the smallest on-path value is the certainty equivalent of a coalition with a smooth attitude.
    SmoothParticipation {
        /// The coalition.
        coalition: Coalition,
        /// Its types.
        types: JointTypeId,
        /// The certainty equivalent; `None` for a utility of −∞.
        value: Option<Enclosure>,
    },
    /// For `ir` and `cr`: the smallest on-path value.
    Participation {
        /// The coalition.
        coalition: Coalition,
        /// Its types.
        types: JointTypeId,
        /// The rule; `None` when the coalition's attitude is not to look at one rule alone.
        rule: Option<RuleId>,
        /// V_S(t, θ_S), or what the on-path values are worth together.
        value: Rational,
    },
    /// For `ai`: the largest difference between on-path values under two rules.
    Insurance {
        /// The coalition.
        coalition: Coalition,
        /// Its types.
        types: JointTypeId,
        /// The rule with the smallest value.
        lowest: (RuleId, Rational),
        /// The rule with the largest value.
        highest: (RuleId, Rational),
    },
    /// For `bb`: the sum of payments that is farthest from 0.
    Budget {
        /// The rule.
        rule: RuleId,
        /// The profile.
        profile: ProfileId,
        /// Σ_i t_i(θ).
        total: Rational,
    },
    /// For `wcic` that fails: a deviation that a side contract with S-IC and S-BB carries out.
    SideContract(Deviation),
    /// For `fse`: the rule whose expected revenue is farthest from the largest expected surplus.
    Revenue {
        /// The rule.
        rule: RuleId,
        /// Its expected revenue.
        revenue: Rational,
        /// The largest expected surplus.
        surplus: Rational,
    },
}

/// The answer about one property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PropertyAnswer {
    /// The property, with the reports it was checked against.
    pub claim: Claim,
    /// Whether it holds.
    pub holds: bool,
    /// The worst case; `None` when nothing can go wrong (nobody has two types).
    pub worst: Option<Worst>,
}

/// The answers about a mechanism, in report order; IC and CIC once for pure and once for mixed reports. Every claim has an
/// answer or a reason why it has none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// The answers.
    pub answers: Vec<PropertyAnswer>,
    /// What is not settled, and why: without a common prior, whatever is about coalitions or about expected revenue; what depends on
    /// an attitude for which there is no method.
    pub undecided: Vec<(Claim, UndecidedReason)>,
    /// Weights that prove the mixed answers that hold.
    pub weights: HoldingWeights,
}

impl Verification {
    /// The answer about a claim.
    pub fn answer(&self, claim: Claim) -> Option<&PropertyAnswer> {
        self.answers.iter().find(|answer| answer.claim == claim)
    }

    /// The claims that the verdict about the mechanism is about: those of the goal, or without one all that have an answer.
    /// Then a balanced budget and the full surplus exclude each other: the one that holds is asked for, or the budget; and WCIC is
    /// spared, since CIC asks for more.
    pub fn asked(&self, goal: Option<&Goal>, reports: Reports) -> Vec<Claim> {
        let claim = |property| Claim::new(property, reports);
        if let Some(goal) = goal {
            return goal.properties().into_iter().map(claim).collect();
        }
        let extracts = self.answer(claim(Property::Fse)).is_some_and(|answer| answer.holds);
        let spared = if extracts { Property::Bb } else { Property::Fse };
        let is_spared = |property: &Property| *property == spared || *property == Property::Wcic;
        let asked = Property::ALL.into_iter().filter(|property| !is_spared(property)).map(claim);
        asked.filter(|claim| self.answer(*claim).is_some()).collect()
    }
}

/// All values of one report of one coalition with a smooth attitude.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmoothReportValues {
    /// The coalition S.
    pub coalition: Coalition,
    /// Its true types θ̄_S.
    pub truth: JointTypeId,
    /// The report θ̂_S; equal to the truth for the on-path row.
    pub report: JointTypeId,
    /// V_S\[θ̂_S\](t, θ̄_S) under every rule, in rule order.
    pub values: Vec<Rational>,
    /// The certainty equivalent of these values; `None` for a utility of −∞.
    pub worth: Option<Enclosure>,
    /// The certainty equivalent of the on-path values.
    pub on_path: Option<Enclosure>,
}

impl SmoothReportValues {
    /// What the report is worth beyond the truth; exactly 0 for the truth itself. `None` where a utility is −∞.
    pub fn gain(&self) -> Option<Enclosure> {
        if self.report == self.truth {
            return Some(Enclosure::exact(Rational::ZERO));
        }
        Some(self.worth.as_ref()?.minus(self.on_path.as_ref()?))
    }
}

/// All values of one report of one coalition with given true types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportValues {
    /// The coalition S.
    pub coalition: Coalition,
    /// Its true types θ̄_S.
    pub truth: JointTypeId,
    /// The report θ̂_S; equal to the truth for the on-path row.
    pub report: JointTypeId,
    /// V_S\[θ̂_S\](t, θ̄_S) under every rule, in rule order.
    pub values: Vec<Rational>,
    /// What these are worth by the coalition's attitude: the smallest of them, or their α-maxmin value.
    pub worth: Rational,
    /// What the on-path values are worth in the same way, as a rule the on-path worst case min_t V_S(t, θ̄_S).
    pub on_path: Rational,
}

impl ReportValues {
    /// What the report is worth beyond the truth.
    pub fn gain(&self) -> Rational {
        &self.worth - &self.on_path
    }

    /// The first rule with the smallest value, and that value.
    pub fn worst(&self) -> Option<(RuleId, &Rational)> {
        let mut rules = self.values.iter().enumerate().map(|(rule, value)| (RuleId(rule), value));
        let first = rules.next()?;
        Some(rules.fold(first, |worst, next| if next.1 < worst.1 { next } else { worst }))
    }
}
