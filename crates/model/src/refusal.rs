//! Why the checker does not accept a certificate: the row that fails, with both sides as exact numbers.

use crate::coalition::Coalition;
use crate::collusion::ContractRefusal;
use crate::combination::{Constraint, RequiredRule};
use crate::index::{AgentId, JointTypeId, ProfileId, RuleId, TypeId};
use crate::number::Rational;
use crate::payment_limits::TightestPayment;
use crate::preference::Enclosure;
use crate::property::{Claim, Property};

/// A rejected certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// The mechanism has no rule, or one that cannot be evaluated in this environment.
    NoSuchRule(Option<RuleId>),
    /// The certificate claims nothing.
    NoClaims,
    /// A claim about misreports does not say which, or another claim says so needlessly.
    ReportsMissing(Claim),
    /// The claims leave out a property that the mechanism's goal asks for.
    GoalNotClaimed(Property),
    /// `OwnRule` weights with rules that are not a family of every side bet of that coalition.
    NoOwnRule(Coalition),
    /// The rules are not a family of pairs: this rule and its partner do not have the same sum as the first two.
    NotInPairs {
        /// The rule.
        rule: RuleId,
        /// The first profile at which the sums differ.
        profile: ProfileId,
    },
    /// No weights, or two lists of weights, for this coalition and its types.
    WeightsMissing {
        /// The coalition.
        coalition: Coalition,
        /// Its types.
        types: JointTypeId,
    },
    /// Weights that are negative, zero, for an unknown rule or one named twice, or do not add up to 1.
    WeightsInvalid {
        /// The coalition.
        coalition: Coalition,
        /// Its types.
        types: JointTypeId,
        /// What the weights add up to.
        sum: Rational,
    },
    /// The payments of this rule do not add up to 0 at this profile.
    Unbalanced {
        /// The rule.
        rule: RuleId,
        /// The profile.
        profile: ProfileId,
        /// What they add up to.
        total: Rational,
    },
    /// This payment does not keep a limit that is claimed.
    LimitBroken(Box<TightestPayment>),
    /// Taking part is worth less than 0.
    NotRational {
        /// The property, `ir` or `cr`.
        property: Property,
        /// The coalition.
        coalition: Coalition,
        /// Its types.
        types: JointTypeId,
        /// The rule.
        rule: RuleId,
        /// The interim value.
        value: Rational,
    },
    /// By the attitude of the coalition, which is not to look at the worst case alone, taking part is worth less than 0.
    NotWorthwhile {
        /// The property, `ir` or `cr`.
        property: Property,
        /// The coalition.
        coalition: Coalition,
        /// Its types.
        types: JointTypeId,
        /// What taking part is worth.
        value: Rational,
    },
    /// The on-path value differs between two rules.
    NotInsured {
        /// The coalition.
        coalition: Coalition,
        /// Its types.
        types: JointTypeId,
        /// One rule and the value under it.
        first: (RuleId, Rational),
        /// Another.
        second: (RuleId, Rational),
    },
    /// A misreport is not held down to what the truth is worth by the coalition's attitude: its on-path worst case, as a rule.
    Tempted {
        /// The claim that fails.
        claim: Claim,
        /// The coalition.
        coalition: Coalition,
        /// Its true types.
        truth: JointTypeId,
        /// The report.
        report: JointTypeId,
        /// The value of the report: by the coalition's attitude, or the bound on it from the weights given.
        value: Rational,
        /// The on-path value by the coalition's attitude.
        on_path: Rational,
    },
    /// By the smooth attitude of the coalition taking part is worth less than 0, or cannot be told from it.
    NotShownWorthwhile {
        /// The property, `ir` or `cr`.
        property: Property,
        /// The coalition.
        coalition: Coalition,
        /// Its types.
        types: JointTypeId,
        /// The certainty equivalent of the on-path values; `None` for a utility of −∞.
        value: Option<Enclosure>,
    },
    /// By the smooth attitude of the coalition a misreport is worth more than the truth, or cannot be told from it.
    NotShownHeld {
        /// The claim that fails.
        claim: Claim,
        /// The coalition.
        coalition: Coalition,
        /// Its true types.
        truth: JointTypeId,
        /// The report.
        report: JointTypeId,
        /// What the report gains: its certainty equivalent less that of the truth for pure reports, its marginal gain for mixed ones; `None` for a utility
        /// of −∞.
        gain: Option<Enclosure>,
    },
    /// The on-path utility of the coalition is −∞, or its marginal utility is not finite.
    OutsideUtility {
        /// The coalition.
        coalition: Coalition,
        /// Its types.
        types: JointTypeId,
    },
    /// A rule's expected revenue is not the largest expected surplus.
    NotExtracted {
        /// The rule.
        rule: RuleId,
        /// Its expected revenue.
        revenue: Rational,
        /// The largest expected surplus.
        surplus: Rational,
    },
    /// The allocation rule's expected surplus is not the largest one.
    NotEfficient {
        /// The allocation's expected surplus.
        allocated: Rational,
        /// The largest one.
        largest: Rational,
    },
    /// The claim or the argument is about expectations of several agents, or of the designer, and there is no common prior to
    /// take them with.
    NeedsCommonPrior,
    /// The claim or the argument does not cover the attitude to ambiguity that this coalition has.
    AttitudeNotCovered(Coalition),
    /// Evidence about something that does not exist in this environment.
    EvidenceOutOfRange,
    /// Evidence that is not true here.
    EvidenceFalse(FalseEvidence),
    /// The pieces of evidence are not those that the verdict needs, each once and in order.
    EvidenceIncomplete,
    /// The argument does not bear on this goal or coalition pattern.
    NotApplicable,
    /// A combination of rows names a row that the goal does not imply, names it twice, or gives it a multiplier of the wrong
    /// sign.
    RowNotImplied(Constraint),
    /// The payments of a combination do not cancel.
    PaymentRemains {
        /// The rule.
        rule: RequiredRule,
        /// The profile.
        profile: ProfileId,
        /// The agent: its coefficient differs from the first agent's, or from 0 when budgets need not balance.
        agent: AgentId,
    },
    /// An on-path worst case of a combination does not cancel.
    WorstCaseRemains {
        /// The coalition.
        coalition: Coalition,
        /// Its types.
        types: JointTypeId,
        /// Its coefficient.
        coefficient: Rational,
    },
    /// A combination says that this number is at least 0, which is no contradiction.
    NoContradiction(Rational),
    /// A proof that one bet around a base rule is not enough has a case that is missing or proves nothing.
    CaseOfOneBet {
        /// The number of the case, from 0.
        case: usize,
        /// What is wrong with it.
        flaw: CaseFlaw,
    },
    /// What is claimed about a side contract, or about there being none.
    Contract(Box<ContractRefusal>),
}

/// What is wrong with a case of a proof that one bet is not enough ([`crate::one_bet`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseFlaw {
    /// It is not the case that comes next, or the last one is missing.
    CaseMissing,
    /// The type at this place has a side already.
    SideTwice(usize),
    /// The type at this place gains by no report under the base rule.
    NotTempted(usize),
    /// This row is about no misreport of a type of the case, stands twice, or its multiplier is not positive.
    RowInvalid(usize),
    /// This equation stands twice, or bets need not keep it.
    EquationInvalid(usize),
    /// The gains of the type at this place add up to less than 0.
    LossWeighed(usize),
    /// The gains of all types add up to 0.
    NothingGained,
    /// This payment of the bet does not cancel.
    PaymentRemains {
        /// The profile.
        profile: ProfileId,
        /// The agent: its coefficient differs from the first agent's, or from 0 when budgets need not balance.
        agent: AgentId,
    },
}

/// What is wrong with a piece of evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FalseEvidence {
    /// The two posteriors differ, or one of the types never occurs.
    PosteriorsDiffer(Coalition, JointTypeId, JointTypeId),
    /// These two posteriors are equal.
    PosteriorsEqual(Coalition, JointTypeId, JointTypeId),
    /// The number stated and the number found.
    Number {
        /// As stated.
        stated: Rational,
        /// As computed from the environment.
        found: Rational,
    },
    /// The agent's payoffs depend on other agents' types.
    DependsOnOthers(AgentId),
    /// The profiles differ in the agent's own type.
    OwnTypeDiffers(AgentId),
    /// The profile never occurs.
    NeverOccurs(ProfileId),
    /// There is a better outcome at this profile.
    Improvable(ProfileId),
    /// The weights do not add up to the belief of this type of the agent.
    BeliefNotMixed(AgentId, TypeId),
    /// The beliefs of the agent's types are linearly dependent.
    BeliefsDependent(AgentId),
    /// The payments at this profile do not add up to 0.
    PaymentsUnbalanced(ProfileId, Rational),
    /// A coalition with these types expects this from the payments when it reports these types, and should not.
    Expectation {
        /// The coalition.
        coalition: Coalition,
        /// Its types.
        truth: JointTypeId,
        /// What it reports.
        report: JointTypeId,
        /// What it expects.
        value: Rational,
    },
    /// Nobody expects to win the bet.
    NobodyWins,
    /// The agent's beliefs are not those of the distribution at this profile.
    OtherBelief(AgentId, ProfileId),
    /// Seen through this agent, reports are distributed in another way at this profile.
    ViewsDiffer(AgentId, ProfileId),
    /// The distribution is the prior.
    IsPrior,
    /// The payments leave other distributions than the prior.
    NotIdentified,
    /// The coalition cannot form.
    CannotForm(Coalition),
    /// The constants of NCP∗ for these two types of the agent are others, or exist although they should not.
    Constants(AgentId, TypeId, TypeId),
    /// The coalition's two members agree about the others, given these types of theirs.
    Agreement(Coalition, JointTypeId),
    /// The coalition's two members disagree about the others at these two pairs of their types.
    Disagreement(Coalition, JointTypeId, JointTypeId),
}
