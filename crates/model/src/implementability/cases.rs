//! Proofs by cases that no mechanism has the wanted properties under sets of beliefs, a balanced budget among them.
//!
//! # The question
//! Is there a mechanism (one transfer rule, or finitely many) with incentive compatibility by a criterion and, if wanted, participation and
//! payments that sum to 0 at every profile under every rule? W_t^r is what the report r gives a type θ of agent i in every state under the
//! rule t, V_i(θ) the worst case of the truth.
//!
//! # What is linear
//! | criterion | for every rule, every belief of the set | for one rule and one corner of the set, of your choice |
//! |---|---|---|
//! | maxmin | E_p W_t^θ ≥ V | for every lie r: V ≥ E_p W_t^r |
//! | optimal | E_p W_t^θ ≥ E_p W_t^r for every lie r; E_p W_t^θ ≥ 0 | |
//! | maximal | | for every lie r: E_p W_t^θ ≥ E_p W_t^r; and E_p W_t^θ ≥ 0 |
//!
//! With maxmin, participation is V ≥ 0. What holds for some belief of a set holds at one of its corners ([`BeliefSet::corners`]), the
//! expectations being linear. So a mechanism makes finitely many choices, a [`Place`] each: which corner holds this lie down (and, with several
//! rules, under which of them: a rule that is there for one lie only). Once they are made everything is linear in V and the payments.
//!
//! # Proof
//! A tree. At a node a place is split into one case for each corner of the set; at a leaf rows with positive weights are added up: what they say
//! about V cancels, what they say about payments is, profile by profile and rule by rule, the same for every agent (so that a balanced budget
//! makes it 0), or 0 without the budget, and what is left is a sum of payoffs that ought to be at least 0 and is not. Rows against one rule
//! only may use whatever they like; against several rules the lies that are chosen at a leaf are each about a rule of their own, because different lies
//! may be held down by different rules. (One rule is enough for `optimal`: what every rule has, one of them has.)
//!
//! Pure reports are all that is used, so that the proof excludes mechanisms that are safe against mixed reports, too.
//!
//! [`BeliefSet::corners`]: crate::belief_set::BeliefSet::corners

use super::Open;
use crate::ambiguous_environment::AmbiguousEnvironment;
use crate::belief_set::Distribution;
use crate::belief_verdict::{Criterion, SetVerdict};
use crate::index::{AgentId, JointTypeId, ProfileId, RuleId, TypeId};
use crate::mechanism::NamedRule;
use crate::number::Rational;
use crate::property::MechanismKind;

/// What a mechanism is to have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SetGoal {
    /// Incentive compatibility by this criterion.
    pub criterion: Criterion,
    /// With one rule, or with several.
    pub mechanism: MechanismKind,
    /// Whether everybody must take part, by the same criterion.
    pub participation: bool,
    /// Whether payments must sum to 0 at every profile under every rule.
    pub balanced: bool,
}

/// Something that one belief of a set is enough for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Holding down a lie.
    Lie {
        /// The agent.
        agent: AgentId,
        /// Its type.
        own: TypeId,
        /// What it reports instead.
        report: TypeId,
    },
    /// Taking part, by the criterion `maximal`.
    Participation {
        /// The agent.
        agent: AgentId,
        /// Its type.
        own: TypeId,
    },
}

impl Place {
    /// The agent and its type.
    pub fn who(self) -> (AgentId, TypeId) {
        match self {
            Place::Lie { agent, own, .. } | Place::Participation { agent, own } => (agent, own),
        }
    }
}

/// What a row says, under a rule t and a belief p; at least 0 each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKind {
    /// E_p W_t^θ − V: the worst case is no more than any case.
    Worst(AgentId, TypeId),
    /// V − E_p W_t^r: the corner that was chosen holds the lie down.
    Held(AgentId, TypeId, TypeId),
    /// E_p W_t^θ − E_p W_t^r.
    Compared(AgentId, TypeId, TypeId),
    /// E_p W_t^θ; V for maxmin, without a belief.
    TakesPart(AgentId, TypeId),
}

impl RowKind {
    /// The agent and its type.
    pub fn who(self) -> (AgentId, TypeId) {
        match self {
            RowKind::Worst(agent, own)
            | RowKind::Held(agent, own, _)
            | RowKind::Compared(agent, own, _)
            | RowKind::TakesPart(agent, own) => (agent, own),
        }
    }
}

/// A row with its weight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseRow {
    /// The rule t, by a number that means nothing but "the same rule".
    pub rule: RuleId,
    /// What it says.
    pub kind: RowKind,
    /// p.
    pub belief: Option<Distribution>,
    /// Its weight, positive.
    pub weight: Rational,
}

/// A row as a linear form: what it says about V of its own type, about payments of its own agent, and the rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowForm {
    /// The coefficient of V.
    pub value: Rational,
    /// Profiles and coefficients of the payment to the agent there.
    pub payments: Vec<(ProfileId, Rational)>,
    /// What does not depend on the mechanism.
    pub constant: Rational,
}

impl RowKind {
    /// The row written out; its agent and types must exist, and the belief must be about the others' types.
    pub fn form(self, environment: &AmbiguousEnvironment, belief: Option<&Distribution>) -> RowForm {
        let mut form = RowForm { value: Rational::ZERO, payments: Vec::new(), constant: Rational::ZERO };
        let (agent, own) = self.who();
        let mut add = |report: TypeId, sign: &Rational| {
            let Some(belief) = belief else { return };
            form.constant += sign * belief.expectation(&environment.payoffs(agent, own, report));
            for (state, share) in belief.probabilities().iter().enumerate().filter(|(_, share)| !share.is_zero()) {
                form.payments.push((environment.profile(agent, report, JointTypeId(state)), sign * share));
            }
        };
        let (plus, minus) = (Rational::ONE, -Rational::ONE);
        match self {
            RowKind::Worst(..) => {
                add(own, &plus);
                form.value = minus;
            }
            RowKind::Held(_, _, report) => {
                add(report, &minus);
                form.value = plus;
            }
            RowKind::Compared(_, _, report) => {
                add(own, &plus);
                add(report, &minus);
            }
            RowKind::TakesPart(..) => {
                add(own, &plus);
                form.value = if belief.is_none() { plus } else { Rational::ZERO };
            }
        }
        form
    }
}

/// A proof by cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CaseTree {
    /// A contradiction.
    Leaf(Vec<CaseRow>),
    /// One case for each corner of the set, in the order of [`BeliefSet::corners`](crate::belief_set::BeliefSet::corners).
    Split(Place, Vec<CaseTree>),
}

impl CaseTree {
    /// The contradictions in it, in order.
    pub fn leaves(&self) -> Vec<&[CaseRow]> {
        match self {
            CaseTree::Leaf(rows) => vec![rows],
            CaseTree::Split(_, cases) => cases.iter().flat_map(CaseTree::leaves).collect(),
        }
    }
}

/// A proof that no mechanism reaches a goal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseProof {
    /// The goal.
    pub goal: SetGoal,
    /// The cases.
    pub tree: CaseTree,
}

/// A mechanism that reaches a goal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetScheme {
    /// Its rules.
    pub rules: Vec<NamedRule>,
    /// What it has, accepted by the checker: `ic`, and as far as the goal asks for them `ir` and `bb`.
    pub verdicts: Vec<SetVerdict>,
}

/// Why the question is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OpenCases {
    /// The corners of the set of this type are not known.
    NoCorners(AgentId, TypeId),
    /// So many programs were solved, and cases are left.
    TooMany(usize),
    /// A program is too large.
    TooLarge {
        /// Its rows.
        rows: usize,
        /// Its variables.
        variables: usize,
    },
    /// Mechanisms are safe against pure reports, and none was found that is safe against mixed ones.
    Mixed,
    /// A program was not solved, or a proof was not accepted.
    Unsolved(Open),
}

/// Whether a mechanism reaches a goal under sets of beliefs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CaseAnswer {
    /// This one does.
    Reached(Box<SetScheme>),
    /// None does.
    Impossible(CaseProof),
    /// It is not known.
    Undecided(OpenCases),
}
